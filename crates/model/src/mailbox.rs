//! The rep's own mailbox: where mail goes out, and how much of it may.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EmailAddress, Provider, contact::words};

words! {
    /// How the connection to a mail server is kept private.
    Security {
        /// TLS from the first byte (RFC 8314).
        Tls = "tls",
        /// TLS by the STARTTLS command (RFC 3207), required.
        StartTls = "starttls",
        /// None: only to this computer itself.
        None = "none",
    }
}

/// A mail server's name and port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ServerAddress {
    /// Name or IP address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is kept private.
    pub security: Security,
}

impl ServerAddress {
    /// Whether the server is this computer, by name or loopback address.
    pub fn is_loopback(&self) -> bool {
        self.host.eq_ignore_ascii_case("localhost")
            || self
                .host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    }
}

words! {
    /// How one signs in.
    SignIn {
        /// With a name and a password, or an app password.
        Password = "password",
        /// With OAuth 2: the provider asks the rep in the browser, and Byline never sees the password (XOAUTH2).
        OAuth2 = "oauth2",
    }
}

/// The OAuth 2 client that the rep registered with their provider (RFC 6749). A client secret, where the provider gave
/// one, is kept in the keychain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct OAuthClient {
    /// The client's id.
    pub client_id: String,
    /// Where the rep says yes, an address that the browser opens.
    pub authorize_url: String,
    /// Where codes and refresh tokens are exchanged.
    pub token_url: String,
    /// What is asked for, separated by spaces.
    pub scope: String,
}

/// The settings of the rep's mailbox; no password and no token is ever part of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mailbox {
    /// The name that mail comes from.
    pub from_name: String,
    /// The address that mail comes from.
    pub from_address: EmailAddress,
    /// The server that takes mail.
    pub smtp: Option<ServerAddress>,
    /// The server that holds what came in.
    pub imap: Option<ServerAddress>,
    /// The name to sign in with.
    pub user: String,
    /// A file of certificates (PEM) to trust beside the system's.
    pub ca_file: Option<String>,
    /// How many messages may go out in a rolling 24 hours.
    #[ts(type = "number | null")]
    pub daily_limit: Option<u32>,
    /// How many messages may go out a minute.
    #[ts(type = "number | null")]
    pub per_minute: Option<u32>,
    /// How many seconds lie at least between two messages to the same domain; a server that gets many at once from one
    /// sender takes them for spam.
    #[serde(default)]
    #[ts(type = "number | null")]
    pub domain_gap: Option<u32>,
    /// Who keeps the mailbox.
    #[serde(default = "other")]
    pub provider: Provider,
    /// How one signs in.
    #[serde(default = "password")]
    pub sign_in: SignIn,
    /// With OAuth 2: the rep's own client.
    #[serde(default)]
    pub oauth: Option<OAuthClient>,
    /// Whether mail to `name+anything@domain` reaches `name@domain` (RFC 5233), so that what comes back can carry the
    /// token of its delivery in the address.
    #[serde(default)]
    pub plus_addressing: bool,
    /// The folder of the mailbox into which bounces and automatic answers to the rep's pieces are put once they are
    /// read; `None` leaves them where they came in, and nothing in the mailbox is changed.
    #[serde(default)]
    pub notices_folder: Option<String>,
}

// What mailboxes that were saved before these settings existed stand for.
const fn other() -> Provider {
    Provider::Other
}

const fn password() -> SignIn {
    SignIn::Password
}
