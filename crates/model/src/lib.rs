//! Byline's words and rules as types: no I/O, no clock.
//!
//! Every word here is one of `docs/architecture.md`. The types derive `serde` because they cross to the window and
//! the command line as JSON, and `ts_rs::TS` because the window's TypeScript is generated from them.

mod address;
mod brand;
mod contact;
mod edition;
pub mod filter;
mod finding;
mod id;
mod incoming;
mod ledger;
mod mailbox;
mod mailing;
mod people;
mod piece;
mod provider;
mod today;
mod touch;

pub use address::{AddressError, EmailAddress};
pub use brand::{Brand, Colors};
pub use contact::{
    Company, Contact, ContactDraft, ContactField, Permission, Source, Stage, UnknownField,
    display_name,
};
pub use edition::{Asset, Copy, Edition, EditionHash, Fields};
pub use finding::{Finding, FindingCode, Level};
pub use id::{
    AudienceId, CompanyId, ContactId, DeliveryId, ImportId, IncomingId, MailingId, MonthlyDraftId,
    NextStepId, TouchId,
};
pub use incoming::{
    BounceReason, FailedRecipient, Incoming, IncomingKind, IncomingMail, MatchedBy,
};
pub use ledger::{
    Gap, How, LedgerEntry, LedgerMatrix, LedgerRow, Mark, MarkKind, MatrixPiece, MatrixRow,
};
pub use mailbox::{Mailbox, OAuthClient, Security, ServerAddress, SignIn};
pub use mailing::{
    Answer, Counts, Delivery, DeliveryState, Due, Failure, IllegalTransition, Mailing,
    MailingState, Outcome, Schedule, SkipReason, Skipped, Via,
};
pub use people::{
    Audience, PeopleOrder, PeoplePage, PeopleQuery, Person, PersonRow, TimelineEntry, TimelineKind,
};
pub use piece::{Kind, TemplateInfo};
pub use provider::{Preset, Provider};
pub use today::{
    DreamClient, FollowUp, HandRaised, OpenLead, Prospecting, ProspectingLine, Quota, TodayPeople,
};
pub use touch::{Action, NewNextStep, NextStep, Suppression, SuppressionReason, Touch, TouchKind};
