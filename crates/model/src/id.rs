//! Identifiers: each a number of its own type, so that a contact can never be taken for a mailing.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
        #[serde(transparent)]
        #[ts(type = "number")]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person.
    ContactId,
    /// The organisation a person works for.
    CompanyId,
    /// A saved filter.
    AudienceId,
    /// One edition to one audience.
    MailingId,
    /// One row of a mailing: an edition to a person.
    DeliveryId,
    /// One run of bringing in people from files.
    ImportId,
    /// A message that came in.
    IncomingId,
    /// A draft that is made every month.
    MonthlyDraftId,
    /// Something that happened between the rep and a contact.
    TouchId,
    /// What the rep does next for a contact.
    NextStepId,
}
