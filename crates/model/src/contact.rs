//! People and the organisations they work for.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{CompanyId, ContactId, EmailAddress};

/// Declares a closed set of words with one spelling for SQL, JSON, filters and the command line.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order in which they are offered.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for this value in the database, in JSON, in filters and on the command line.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The value that a word stands for, if it is one of [`Self::ALL`]; case is ignored.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word().eq_ignore_ascii_case(word))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// How far a contact has come.
    Stage {
        /// Known, not yet spoken with.
        Lead = "lead",
        /// In conversation, need not yet known.
        Working = "working",
        /// A need, means and a date are known.
        Qualified = "qualified",
        /// There is a proposal.
        Opportunity = "opportunity",
        /// Has bought.
        Customer = "customer",
        /// Said no.
        Lost = "lost",
        /// Not now.
        Dormant = "dormant",
    }
}

impl Stage {
    /// Whether the contact is an open lead: somebody who needs a next step.
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Lead | Self::Working | Self::Qualified | Self::Opportunity
        )
    }
}

words! {
    /// How a contact came to be known.
    Source {
        /// Somebody gave the name.
        Referral = "referral",
        /// They asked.
        HandRaise = "hand-raise",
        /// Known from before.
        ExistingNetwork = "existing-network",
        /// A fair, a talk, an open house.
        Event = "event",
        /// Found by the rep's own research after the ideal customer.
        OwnResearch = "own-research",
        /// Handed over by marketing.
        MarketingSupplied = "marketing-supplied",
        /// Came in with a file that did not say.
        Import = "import",
    }
}

/// Why the rep may write to a contact, and since when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Permission {
    /// The legal basis: `consent`, `customer` or `legitimate-interest`.
    pub basis: String,
    /// The day since which it holds.
    #[ts(type = "string | null")]
    pub since: Option<Date>,
}

/// The organisation that a contact works for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Company {
    /// Its number in the desk.
    pub id: CompanyId,
    /// Its name as people say it.
    pub name: String,
    /// Its mail and web domain, such as `example.com`.
    pub domain: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or region.
    pub region: Option<String>,
    /// Country.
    pub country: Option<String>,
    /// What it makes or does.
    pub industry: Option<String>,
    /// How many people work there.
    #[ts(type = "number | null")]
    pub employees: Option<i64>,
    /// The rep's notes.
    pub notes: Option<String>,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Contact {
    /// Their number in the desk; survives a merge of two contacts.
    pub id: ContactId,
    /// The address to write to, if one is known.
    pub email: Option<EmailAddress>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The name of their company.
    pub company: Option<String>,
    /// Their company's number.
    pub company_id: Option<CompanyId>,
    /// Job title.
    pub title: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Web address, such as a LinkedIn profile.
    pub url: Option<String>,
    /// How far they have come.
    pub stage: Stage,
    /// How they came to be known.
    pub source: Source,
    /// Who gave their name.
    pub referred_by: Option<ContactId>,
    /// Whether they decide.
    pub decides: bool,
    /// Tags, sorted.
    pub tags: Vec<String>,
    /// Why the rep may write to them.
    pub permission: Option<Permission>,
    /// The rep's notes.
    pub notes: Option<String>,
    /// When they were added.
    #[ts(type = "string")]
    pub created_at: Timestamp,
}

impl Contact {
    /// The name to show: first and last name, else the address, else "No name".
    pub fn display_name(&self) -> String {
        display_name(
            self.first_name.as_deref(),
            self.last_name.as_deref(),
            self.email.as_ref().map(EmailAddress::as_str),
        )
    }
}

/// The name to show for a person of whom these parts are known.
pub fn display_name(first: Option<&str>, last: Option<&str>, email: Option<&str>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => format!("{first} {last}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => email.unwrap_or("No name").to_owned(),
    }
}

words! {
    /// A field of a contact that a person, a file or a command can set.
    ContactField {
        /// The address to write to.
        Email = "email",
        /// First name.
        FirstName = "first_name",
        /// Last name.
        LastName = "last_name",
        /// The name of the company; the company is made when there is none of that name.
        Company = "company",
        /// Job title.
        Title = "title",
        /// Phone.
        Phone = "phone",
        /// City.
        City = "city",
        /// Web address.
        Url = "url",
        /// A word of [`Stage`].
        Stage = "stage",
        /// A word of [`Source`].
        Source = "source",
        /// `true` or `false`.
        Decides = "decides",
        /// Tags, separated by `;`.
        Tags = "tags",
        /// Notes.
        Notes = "notes",
    }
}

/// No field of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no field \"{0}\"")]
pub struct UnknownField(pub String);

/// What is known of a person before they are in the desk; a field left `None` says nothing about it, so an import
/// never clears what the desk knows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(optional_fields)]
pub struct ContactDraft {
    /// The address to write to.
    pub email: Option<EmailAddress>,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The name of the company; made when there is none of that name.
    pub company: Option<String>,
    /// Job title.
    pub title: Option<String>,
    /// Phone.
    pub phone: Option<String>,
    /// City.
    pub city: Option<String>,
    /// Web address.
    pub url: Option<String>,
    /// How far they have come.
    pub stage: Option<Stage>,
    /// How they came to be known.
    pub source: Option<Source>,
    /// Who gave their name.
    pub referred_by: Option<ContactId>,
    /// Whether they decide.
    pub decides: Option<bool>,
    /// Tags to add to those they have.
    pub tags: Option<Vec<String>>,
    /// Why the rep may write to them.
    pub permission: Option<Permission>,
    /// Notes.
    pub notes: Option<String>,
}
