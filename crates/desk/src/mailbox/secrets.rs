//! What one signs in with: in the system's keychain, or for this session only; never in the desk, a log or an error.

use std::time::{Duration, Instant};

use byline_model::{Mailbox, SignIn};

use crate::Desk;

/// Where a machine without a keychain, such as a server or a test, hands in what one signs in with: the password, or
/// with OAuth 2 the refresh token.
const VARIABLE: &str = "BYLINE_MAILBOX_PASSWORD";

/// Where such a machine hands in the secret of the OAuth 2 client, when it has one.
const CLIENT_VARIABLE: &str = "BYLINE_MAILBOX_CLIENT_SECRET";

/// How long before its end an access token is no longer used.
const MARGIN: Duration = Duration::from_secs(60);

/// What is known for this session only. It has no `Debug`, so that it cannot be shown by accident.
#[derive(Default)]
pub(crate) struct Secrets {
    /// With what it is: a password is no refresh token.
    sign_in: Option<(SignIn, String)>,
    client: Option<String>,
    access: Option<(String, Instant)>,
}

/// Which secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secret {
    /// The password, or with OAuth 2 the refresh token.
    SignIn,
    /// The secret of the OAuth 2 client.
    Client,
}

impl Desk {
    /// Keeps a secret in the keychain; where there is none, or it refuses, for this session only.
    pub(super) fn keep_secret(&self, mailbox: &Mailbox, which: Secret, value: &str) {
        let kept = entry(mailbox, which).is_some_and(|entry| entry.set_password(value).is_ok());
        let mut secrets = crate::locked(&self.secrets);
        secrets.access = None;
        let for_now = (!kept).then(|| value.to_owned());
        match which {
            Secret::SignIn => {
                secrets.sign_in = for_now.map(|value| (mailbox.sign_in, value));
            }
            Secret::Client => secrets.client = for_now,
        }
    }

    /// A secret, when it is known.
    pub(super) fn secret(&self, mailbox: &Mailbox, which: Secret) -> Option<String> {
        let variable = match which {
            Secret::SignIn => VARIABLE,
            Secret::Client => CLIENT_VARIABLE,
        };
        {
            let secrets = crate::locked(&self.secrets);
            let known = match (which, &secrets.sign_in) {
                (Secret::SignIn, Some((kind, value))) if *kind == mailbox.sign_in => Some(value),
                (Secret::SignIn, _) => None,
                (Secret::Client, _) => secrets.client.as_ref(),
            };
            // What was said in this session is newer than what the environment says.
            if let Some(value) = known {
                return Some(value.clone());
            }
        }
        if let Ok(value) = std::env::var(variable) {
            return Some(value);
        }
        entry(mailbox, which)?.get_password().ok()
    }

    /// The access token, while it holds.
    pub(super) fn access_token(&self) -> Option<String> {
        let secrets = crate::locked(&self.secrets);
        let (token, until) = secrets.access.as_ref()?;
        (Instant::now() + MARGIN < *until).then(|| token.clone())
    }

    /// Forgets an access token that a server refused, unless a newer one has taken its place.
    pub(super) fn forget_access_token(&self, refused: &str) {
        let mut secrets = crate::locked(&self.secrets);
        if secrets
            .access
            .as_ref()
            .is_some_and(|(token, _)| token == refused)
        {
            secrets.access = None;
        }
    }

    /// Keeps an access token for as long as it holds; `None` forgets it.
    pub(super) fn keep_access_token(&self, token: Option<(&str, Duration)>) {
        crate::locked(&self.secrets).access =
            token.map(|(token, holds)| (token.to_owned(), Instant::now() + holds));
    }
}

/// The keychain's entry for a secret; `None` where there is no keychain.
fn entry(mailbox: &Mailbox, which: Secret) -> Option<keyring::Entry> {
    let host = mailbox
        .smtp
        .as_ref()
        .map_or("mailbox", |server| &server.host);
    let suffix = match which {
        Secret::SignIn if mailbox.sign_in == SignIn::OAuth2 => " (consent)",
        Secret::SignIn => "",
        Secret::Client => " (client)",
    };
    keyring::Entry::new("Byline", &format!("{}@{host}{suffix}", mailbox.user)).ok()
}

/// Whether the system has a keychain.
pub(super) fn has_keychain() -> bool {
    keyring::Entry::store_status().is_ok()
}
