//! Why the mail server could not be reached, in words for the rep: what happened, then what to do.

use super::{Service, StepName};

/// Why there is no signed-in connection. No secret is ever part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConnectError {
    /// The name of the server leads nowhere.
    #[error(
        "No server named \"{host}\" could be found. Check the name in the mailbox settings, and that this computer is online."
    )]
    NameNotFound {
        /// The server's name.
        host: String,
    },
    /// Nothing listens there.
    #[error(
        "{host} takes no connections on port {port}. Check the port: most providers use {ports}.",
        ports = service.ports()
    )]
    Refused {
        /// The server's name.
        host: String,
        /// The port.
        port: u16,
        /// What the server is there for.
        service: Service,
    },
    /// The network does not lead there.
    #[error(
        "{host} could not be reached on port {port} ({why}). Check that this computer is online, and that no firewall blocks the port."
    )]
    Unreachable {
        /// The server's name.
        host: String,
        /// The port.
        port: u16,
        /// What the system says.
        why: String,
    },
    /// It took too long.
    #[error(
        "{host} did not answer in time ({step}). Check the name and the port, and try again: most providers use port {ports}.",
        ports = service.ports()
    )]
    Timeout {
        /// The server's name.
        host: String,
        /// Where.
        step: StepName,
        /// What the server is there for.
        service: Service,
    },
    /// The connection broke.
    #[error(
        "{host} closed the connection ({step}). Try again; if it stays so, check the port, and TLS or STARTTLS."
    )]
    Lost {
        /// The server's name.
        host: String,
        /// Where.
        step: StepName,
    },
    /// Whoever answers is no mail server.
    #[error(
        "{host} answers on port {port}, but not as a mail server does. Check the port: most providers use {ports}.",
        ports = service.ports()
    )]
    NotMail {
        /// The server's name.
        host: String,
        /// The port.
        port: u16,
        /// What the server is there for.
        service: Service,
    },
    /// The server does not want to talk.
    #[error(
        "{host} turned the connection away: \"{words}\". Try again later; if it stays so, ask your provider."
    )]
    TurnedAway {
        /// The server's name.
        host: String,
        /// Its words.
        words: String,
        /// Where.
        step: StepName,
    },
    /// STARTTLS was asked for and is not there.
    #[error(
        "{host} offers no encryption on port {port}, so nothing was sent to it. Try port {tls} with TLS, or ask your provider.",
        tls = service.tls_port()
    )]
    TlsNotOffered {
        /// The server's name.
        host: String,
        /// The port.
        port: u16,
        /// What the server is there for.
        service: Service,
    },
    /// TLS was asked for, and something else answers.
    #[error(
        "{host} does not begin with TLS on port {port}. Choose STARTTLS for this port, or port {tls} with TLS.",
        tls = service.tls_port()
    )]
    NoTlsHere {
        /// The server's name.
        host: String,
        /// The port.
        port: u16,
        /// What the server is there for.
        service: Service,
    },
    /// The certificate is not to be trusted.
    #[error("The certificate of {host} {problem} Nothing was sent to it.")]
    Certificate {
        /// The server's name.
        host: String,
        /// What is wrong with it.
        problem: CertificateProblem,
    },
    /// TLS did not come about.
    #[error(
        "No private connection to {host} came about ({why}). Ask your provider which encryption it offers."
    )]
    Tls {
        /// The server's name.
        host: String,
        /// What went wrong.
        why: String,
    },
    /// The file of certificates cannot be used.
    #[error(
        "The file of certificates cannot be used: {0}. Choose a file in PEM form, which begins with -----BEGIN CERTIFICATE-----."
    )]
    CaFile(String),
    /// The system names no authority, so no certificate can be judged.
    #[error(
        "This computer has no list of trusted certificates. Install it (on Debian and Ubuntu: ca-certificates), or name a file of certificates in the mailbox settings."
    )]
    NoAuthorities,
    /// An open connection to another computer.
    #[error(
        "{host} is another computer, and without encryption anybody on the way could read your password and mail. Choose TLS or STARTTLS."
    )]
    NotPrivate {
        /// The server's name.
        host: String,
    },
    /// The server knows no way to sign in that Byline knows.
    #[error(
        "{host} does not offer this way of signing in. Check the port (most providers use {ports}), and whether your provider wants a password or a sign-in in the browser.",
        ports = service.ports()
    )]
    NoSignIn {
        /// The server's name.
        host: String,
        /// What the server is there for.
        service: Service,
    },
    /// The sign-in failed.
    #[error("{problem} {host} says: \"{words}\"")]
    SignIn {
        /// The server's name.
        host: String,
        /// Why, as far as it is known.
        problem: SignInProblem,
        /// Its words.
        words: String,
    },
    /// The sign-in went well, and the inbox cannot be opened all the same.
    #[error(
        "{host} let you in, but your inbox cannot be opened: \"{words}\". Look whether you can read your mail on the web; if you can, ask your provider."
    )]
    InboxClosed {
        /// The server's name.
        host: String,
        /// Its words.
        words: String,
    },
    /// Something that has no name here.
    #[error("The connection could not be made: {0}. Try again.")]
    Other(String),
}

/// What is wrong with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateProblem {
    /// Signed by nobody whom this computer knows, perhaps by itself.
    #[error(
        "is self-signed, or signed by somebody this computer does not know. If the server is your own company's, ask for its certificate file and choose it in the mailbox settings; otherwise do not use this network."
    )]
    Untrusted,
    /// It has run out.
    #[error(
        "has expired. If the date and time of this computer are right, ask your provider to renew it."
    )]
    Expired,
    /// Its time has not begun.
    #[error("is not valid yet. Check the date and time of this computer.")]
    NotValidYet,
    /// It belongs to another server.
    #[error(
        "belongs to a server of another name. Check the name in the mailbox settings: it must be exactly the one your provider states."
    )]
    WrongName,
    /// Anything else.
    #[error("cannot be accepted ({0}). Ask your provider about it.")]
    Other(String),
}

/// Why a sign-in failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignInProblem {
    /// The name or the password is wrong.
    #[error("The name or the password is not right. Type both again.")]
    WrongPassword,
    /// The account's own password is not enough.
    #[error(
        "Your provider wants an app password here, not your usual one. Make one in your account's security settings (at Google: 2-Step Verification, then App passwords) and type it as the password."
    )]
    AppPasswordNeeded,
    /// The provider takes no passwords any more.
    #[error(
        "Your provider no longer takes passwords from mail programs. Choose to sign in with the browser in the mailbox settings, or send to the outbox folder instead."
    )]
    PasswordsSwitchedOff,
    /// The organisation lets no mail program send from this mailbox, however it signs in.
    #[error(
        "Your organization has switched off sending from mail programs. Ask your administrator to allow \"authenticated SMTP\" for your mailbox, or send to the outbox folder instead."
    )]
    SendingSwitchedOff,
    /// The mailbox is not to be read by mail programs, however they sign in.
    #[error(
        "Reading with mail programs (IMAP) is switched off for your mailbox. Switch it on in your account's settings on the web (at Google: Settings, then Forwarding and POP/IMAP), or ask your administrator."
    )]
    ReadingSwitchedOff,
    /// The access token of OAuth 2 is not taken: it has run out, was taken back, or was given for something else.
    #[error(
        "Your provider did not take the sign-in from your browser. Sign in again in the mailbox settings, as the owner of this mailbox, and allow mail."
    )]
    TokenRefused,
    /// Not now.
    #[error("The server cannot check passwords just now. Try again in a few minutes.")]
    NotNow,
    /// Anything else.
    #[error("The sign-in failed.")]
    Other,
}

impl ConnectError {
    /// The step at which it failed.
    pub fn step(&self) -> StepName {
        match self {
            Self::NameNotFound { .. } => StepName::Name,
            Self::Refused { .. }
            | Self::Unreachable { .. }
            | Self::NotPrivate { .. }
            | Self::Other(_) => StepName::Connection,
            Self::Timeout { step, .. }
            | Self::Lost { step, .. }
            | Self::TurnedAway { step, .. } => *step,
            Self::NotMail { .. } => StepName::Greeting,
            Self::TlsNotOffered { .. }
            | Self::NoTlsHere { .. }
            | Self::Certificate { .. }
            | Self::Tls { .. }
            | Self::CaFile(_)
            | Self::NoAuthorities => StepName::Certificate,
            Self::NoSignIn { .. } | Self::SignIn { .. } => StepName::SignIn,
            Self::InboxClosed { .. } => StepName::Inbox,
        }
    }

    /// Whether trying again later, with nothing changed, could do better.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::NameNotFound { .. }
            | Self::Refused { .. }
            | Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Lost { .. }
            | Self::Other(_) => true,
            // IMAP has no numbers: a server that says goodbye there is mostly busy.
            Self::TurnedAway { words, .. } => !words.starts_with('5'),
            Self::SignIn { problem, .. } => *problem == SignInProblem::NotNow,
            _ => false,
        }
    }
}
