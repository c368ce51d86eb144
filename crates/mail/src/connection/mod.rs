//! What sending and reading share: finding the rep's server, reaching it, making the connection private, and saying in
//! plain words which of these steps failed.

mod error;
mod reach;
mod step;
mod tls;
mod words;

use std::time::Duration;

use byline_model::ServerAddress;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    runtime::{self, Runtime},
};

pub use error::{CertificateProblem, ConnectError, SignInProblem};
pub use step::{Step, StepName};
pub use tls::{check_ca, is_host};

pub(crate) use reach::reach;
pub(crate) use step::walk;
pub(crate) use tls::secure;
pub(crate) use words::{one_line, without_secrets};

/// What a server is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Service {
    /// It takes the rep's mail (RFC 6409).
    Smtp,
    /// It holds what came in (RFC 3501, RFC 9051).
    Imap,
}

impl Service {
    /// The ports that providers use for it (RFC 8314), as words for the rep.
    pub(crate) const fn ports(self) -> &'static str {
        match self {
            Self::Smtp => "465 with TLS or 587 with STARTTLS",
            Self::Imap => "993 with TLS or 143 with STARTTLS",
        }
    }

    /// The port where TLS comes first (RFC 8314).
    pub(crate) const fn tls_port(self) -> u16 {
        match self {
            Self::Smtp => 465,
            Self::Imap => 993,
        }
    }
}

/// What is needed to reach one of the rep's mail servers.
#[derive(Debug, Clone, Copy)]
pub struct Settings<'a> {
    /// The server.
    pub server: &'a ServerAddress,
    /// Who signs in; `None` for a server that asks for nothing.
    pub login: Option<Login<'a>>,
    /// Certificates (PEM) to trust beside the system's.
    pub ca_pem: Option<&'a [u8]>,
    /// How long to wait.
    pub timeouts: Timeouts,
}

/// Who signs in, and with what.
#[derive(Clone, Copy)]
pub struct Login<'a> {
    /// The name to sign in with.
    pub user: &'a str,
    /// What proves it.
    pub secret: Secret<'a>,
}

/// What proves who signs in. It is never shown: not by `Debug`, not in an error.
#[derive(Clone, Copy)]
pub enum Secret<'a> {
    /// A password, or an app password.
    Password(&'a str),
    /// An access token of OAuth 2 (RFC 6749), which lasts about an hour.
    AccessToken(&'a str),
}

impl<'a> Secret<'a> {
    pub(crate) const fn text(self) -> &'a str {
        match self {
            Self::Password(text) | Self::AccessToken(text) => text,
        }
    }
}

impl std::fmt::Debug for Login<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Login")
    }
}

impl std::fmt::Debug for Secret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret")
    }
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For finding the server and reaching it.
    pub connect: Duration,
    /// For the whole answer to a command, and for the greeting.
    pub command: Duration,
    /// For a whole message to cross the network, and for a search in a large folder.
    pub message: Duration,
    /// For the answer to a whole message that was sent. Giving up here leaves the message in doubt, so it is long.
    pub verdict: Duration,
}

impl Default for Timeouts {
    /// For sending: RFC 5321 §4.5.3.2.6 asks for ten minutes before a message is called doubtful. Giving up earlier in
    /// the conversation costs nothing but another try, so those are shorter than the RFC's.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(20),
            command: Duration::from_secs(60),
            message: Duration::from_secs(300),
            verdict: Duration::from_secs(600),
        }
    }
}

/// A stream to the server, with or without TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Runs the making of a connection on a runtime of its own and hands back both.
pub(crate) fn blocking<T, F>(work: impl FnOnce() -> F) -> Result<(Runtime, T), ConnectError>
where
    F: Future<Output = Result<T, ConnectError>>,
{
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| ConnectError::Other(error.to_string()))?;
    match runtime.block_on(work()) {
        Ok(done) => Ok((runtime, done)),
        Err(error) => {
            // A name server that does not answer holds a thread for longer than the rep should wait.
            runtime.shutdown_background();
            Err(error)
        }
    }
}
