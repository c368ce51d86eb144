//! The desk's database: SQL, migrations, search.
//!
//! One [`Store`] is one connection. Its methods are grouped in files by what they are about; each writes in one
//! transaction, so a killed process leaves all of a call or nothing. No method reads a clock: `now` is handed in. A
//! read never writes.
//!
//! What happened is kept as rows that are only ever added (deliveries and their history, hand-overs, answers,
//! touches, suppressions); triggers in the database itself refuse to delete them.

mod answers;
mod audiences;
mod backup;
mod came_in;
mod companies;
mod contacts;
mod counts;
mod editions;
mod error;
mod filter;
mod import;
mod incoming;
mod ledger;
mod mailings;
mod matching;
mod matrix;
mod monthly;
mod open;
mod people;
mod person;
mod remembered;
mod report;
mod search;
mod sending;
mod sent;
mod settings;
mod sql;
mod states;
mod suppressions;
mod sync;
mod today;
mod touches;

pub use answers::SOFT_BOUNCES_IN_A_ROW;
pub use audiences::Recipient;
pub use error::StoreError;
pub use import::{ImportMeta, ImportRecord, ImportReport, ImportRow};
pub use incoming::NewIncoming;
pub use ledger::{NewHandOver, Reach};
pub use mailings::{NewDelivery, NewMailing};
pub use monthly::{MonthlyDraft, NewMonthlyDraft};
pub use open::Store;
pub use report::AnswerText;
pub use sending::{DeliveryUpdate, Released, StillGoes};
pub use sync::SyncState;

/// What the methods of [`Store`] give.
pub type Result<T> = std::result::Result<T, StoreError>;
