//! What is known of the great mail providers: servers, limits, and how one signs in there.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EmailAddress, OAuthClient, ServerAddress, SignIn, contact::words};

words! {
    /// Who keeps the rep's mailbox.
    Provider {
        /// A free mailbox at gmail.com.
        Gmail = "gmail",
        /// A company's or school's domain at Google.
        GoogleWorkspace = "google-workspace",
        /// A company's domain at Microsoft.
        Microsoft365 = "microsoft-365",
        /// A free mailbox at outlook.com, hotmail.com or live.com.
        OutlookCom = "outlook-com",
        /// Yahoo.
        Yahoo = "yahoo",
        /// Apple.
        Icloud = "icloud",
        /// Fastmail.
        Fastmail = "fastmail",
        /// Zoho.
        Zoho = "zoho",
        /// Anybody else, such as the company's own server.
        Other = "other",
    }
}

/// What a provider offers, as of November 2026; every value can be changed by the rep.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Preset {
    /// Which.
    pub provider: Provider,
    /// Its name, to show.
    pub name: String,
    /// The server that takes mail.
    pub smtp: Option<ServerAddress>,
    /// The server that holds what came in.
    pub imap: Option<ServerAddress>,
    /// How many messages may go out in a rolling 24 hours.
    #[ts(type = "number | null")]
    pub daily_limit: Option<u32>,
    /// How many messages may go out a minute.
    #[ts(type = "number | null")]
    pub per_minute: Option<u32>,
    /// How many seconds lie at least between two messages to the same domain.
    #[ts(type = "number | null")]
    pub domain_gap: Option<u32>,
    /// Whether mail to `name+anything@domain` reaches `name@domain`.
    pub plus_addressing: bool,
    /// How one signs in there.
    pub sign_in: SignIn,
    /// With OAuth 2: where, without the client id, which is the rep's own; `None` where the provider has none.
    pub oauth: Option<OAuthClient>,
    /// What the rep needs to know about the password there, and what to do.
    pub password_hint: String,
}

impl Provider {
    /// Whose mailbox an address is, by its domain; a company's own domain at Google or Microsoft cannot be told from
    /// the address alone and is [`Provider::Other`].
    pub fn of(address: &EmailAddress) -> Self {
        match address.domain() {
            "gmail.com" | "googlemail.com" => Self::Gmail,
            _ => Self::Other,
        }
    }
}
