//! Why a sign-in in the browser came to nothing, in words for the rep: what happened, then what to do.

use oauth2::{
    RequestTokenError,
    basic::{BasicErrorResponse, BasicErrorResponseType},
};

use crate::connection::one_line;

/// Why there are no tokens. No secret is ever part of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OAuthError {
    /// The rep said no in the browser.
    #[error(
        "You did not allow Byline to use your mailbox, so nothing has changed. Sign in again when you are ready."
    )]
    Denied,
    /// The provider no longer takes what it gave (`invalid_grant`).
    #[error(
        "Your provider no longer accepts your earlier sign-in: it has expired or was taken back. Sign in again in the mailbox settings."
    )]
    Revoked,
    /// The provider does not know the client, or not with this secret; what it says.
    #[error(
        "Your provider does not accept the client ID or its secret ({0}). Check both in the mailbox settings."
    )]
    WrongClient(String),
    /// Nobody answered in the browser.
    #[error("Nobody answered in the browser in time. Sign in again when you are ready.")]
    TimedOut,
    /// The rep gave up here.
    #[error("Signing in was stopped. Sign in again when you are ready.")]
    Stopped,
    /// The provider said something else; its words.
    #[error(
        "Your provider could not sign you in: \"{0}\". Try again; if it stays so, ask your provider."
    )]
    Server(String),
    /// The provider was not reached; what is known.
    #[error(
        "Your provider could not be reached ({0}). Check that this computer is online, then try again."
    )]
    Network(String),
    /// An address of the provider's that secrets must not go to.
    #[error(
        "\"{0}\" cannot be used for signing in. Check the addresses in the mailbox settings: they begin with https://."
    )]
    Address(String),
    /// No port of this computer could be opened for the browser to come back to; what the system says.
    #[error(
        "The browser cannot come back to Byline: no connection could be opened on this computer ({0}). Try again."
    )]
    NoWayBack(String),
}

impl OAuthError {
    /// What a request for tokens came to; `secrets` are those that were in it.
    pub(super) fn of_request(
        error: RequestTokenError<ureq::Error, BasicErrorResponse>,
        secrets: &[String],
    ) -> Self {
        match error {
            RequestTokenError::ServerResponse(said) => {
                let kind = said.error().as_ref().to_owned();
                let words = match said.error_description() {
                    Some(description) => format!("{kind}: {description}"),
                    None => kind,
                };
                Self::said(said.error(), &hidden(&words, secrets))
            }
            RequestTokenError::Request(error) => {
                Self::Network(one_line(&hidden(&error.to_string(), secrets)))
            }
            // What it did say may hold a token, so it is not repeated.
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                Self::Server("an answer that makes no sense".to_owned())
            }
        }
    }

    /// What an error's name means (RFC 6749 §5.2).
    fn said(kind: &BasicErrorResponseType, words: &str) -> Self {
        match kind {
            BasicErrorResponseType::InvalidGrant => Self::Revoked,
            BasicErrorResponseType::InvalidClient | BasicErrorResponseType::UnauthorizedClient => {
                Self::WrongClient(one_line(words))
            }
            _ => Self::Server(one_line(words)),
        }
    }
}

fn hidden(words: &str, secrets: &[String]) -> String {
    secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(words.to_owned(), |words, secret| {
            words.replace(secret, "[hidden]")
        })
}
