//! The words of `byline mailbox`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// Commands over the mailbox.
#[derive(Debug, Subcommand)]
pub enum Mailbox {
    /// Set it up. The password goes to the system's keychain; where there is none, it is read from BYLINE_MAILBOX_PASSWORD and stored nowhere.
    Set(Box<MailboxSet>),
    /// Show its settings.
    Show,
    /// Try it step by step; nothing is sent.
    Test,
    /// Say yes to OAuth 2 in your browser; first set the mailbox with --client-id.
    SignIn,
    /// Read what is new: bounces, replies, automatic answers, requests to stop. Nothing in the mailbox is changed
    /// unless --notices-folder is set.
    Sync,
    /// Read message files (.eml, mbox) as if they had come in.
    Read {
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Only say what they are.
        #[arg(long)]
        dry_run: bool,
    },
    /// What the domain of your address says about mail in its name: SPF, DKIM, DMARC. Asks the name server.
    Domain,
}

/// The settings of the mailbox.
#[derive(Debug, Args)]
pub struct MailboxSet {
    /// Name and address, such as "Dana Reyes <dana@example.com>".
    #[arg(long)]
    pub from: String,
    /// The server that takes mail.
    #[arg(long, value_name = "HOST:PORT")]
    pub smtp: Option<String>,
    /// How the connection to it is kept private.
    #[arg(long, value_enum, default_value = "starttls")]
    pub smtp_security: Security,
    /// The server that holds what came in.
    #[arg(long, value_name = "HOST:PORT")]
    pub imap: Option<String>,
    /// How the connection to it is kept private.
    #[arg(long, value_enum, default_value = "tls")]
    pub imap_security: Security,
    /// The name to sign in with.
    #[arg(long, default_value = "")]
    pub user: String,
    /// A file of certificates (PEM) to trust beside the system's.
    #[arg(long, value_name = "FILE")]
    pub ca: Option<PathBuf>,
    /// How many messages may go out in 24 hours.
    #[arg(long, value_name = "N")]
    pub daily_limit: Option<u32>,
    /// How many messages may go out a minute.
    #[arg(long, value_name = "N")]
    pub per_minute: Option<u32>,
    /// How many seconds lie between two messages to the same domain.
    #[arg(long, value_name = "SECONDS")]
    pub domain_gap: Option<u32>,
    /// Mail to name+anything@domain reaches you: let what comes back carry the token of its delivery.
    #[arg(long)]
    pub plus_addressing: bool,
    /// Put bounces and automatic answers into this folder of the mailbox once they are read [default: leave them].
    #[arg(long, value_name = "FOLDER")]
    pub notices_folder: Option<String>,
    /// Sign in with OAuth 2, with this client id of your own. A client secret is read from BYLINE_MAILBOX_CLIENT_SECRET.
    #[arg(long, value_name = "ID")]
    pub client_id: Option<String>,
    /// Where you say yes [default: the provider's].
    #[arg(long, value_name = "URL", requires = "client_id")]
    pub authorize_url: Option<String>,
    /// Where codes and refresh tokens are exchanged [default: the provider's].
    #[arg(long, value_name = "URL", requires = "client_id")]
    pub token_url: Option<String>,
    /// What is asked for [default: the provider's].
    #[arg(long, value_name = "SCOPE", requires = "client_id")]
    pub scope: Option<String>,
}

/// How a connection is kept private.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS by STARTTLS, required.
    Starttls,
    /// None; only to this computer itself.
    None,
}
