//! The rep's own mailbox: where mail goes out, and how much of it may.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{EmailAddress, contact::words};

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

/// The settings of the rep's mailbox; the password is never part of them.
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
}
