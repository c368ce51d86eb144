//! OAuth 2: the rep says yes in the browser, and Byline never sees the password.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use byline_mail::oauth::{self, Consent, OAuthError};
use byline_model::{Mailbox, OAuthClient, SignIn};

use super::secrets::Secret;
use crate::{
    Code, Desk, Error,
    wire::{ConsentPage, MailboxState},
};

/// How long the rep may take in the browser.
const PATIENCE: Duration = Duration::from_secs(600);

/// Held while an access token is asked for. The sender and the reader may want one at the same moment, and where a
/// refresh token counts only once the second of them would be told that the rep took their consent back.
static REFRESHING: Mutex<()> = Mutex::new(());

/// A question that waits for the rep's answer in the browser.
pub(crate) struct Asked {
    consent: Consent,
    /// Set when the rep begins anew or gives up.
    stop: Arc<AtomicBool>,
}

/// A question that is being waited for, to be stopped.
#[derive(Default)]
pub(crate) struct Asking {
    asked: Option<Asked>,
    waiting: Option<Arc<AtomicBool>>,
}

impl Desk {
    /// Begins to ask the rep for their consent: where the browser goes. A question that was open before is dropped.
    ///
    /// # Errors
    /// When the mailbox does not sign in with OAuth 2, or its client is not set.
    pub fn begin_consent(&self) -> Result<ConsentPage, Error> {
        let mailbox = self.set_mailbox()?;
        let client = client_of(&mailbox)?;
        let secret = self.secret(&mailbox, Secret::Client);
        let consent = Consent::begin(client, secret.as_deref(), &mailbox.user).map_err(said)?;
        let page = ConsentPage {
            address: consent.address().to_owned(),
        };
        self.drop_consent();
        crate::locked(&self.asking).asked = Some(Asked {
            consent,
            stop: Arc::new(AtomicBool::new(false)),
        });
        Ok(page)
    }

    /// Waits for the rep's answer in the browser, and keeps it.
    ///
    /// # Errors
    /// When the rep said no or took too long, or the provider refuses; what to do stands with it.
    pub fn finish_consent(&self) -> Result<MailboxState, Error> {
        let mailbox = self.set_mailbox()?;
        let asked = {
            let mut asking = crate::locked(&self.asking);
            let asked = asking.asked.take().ok_or_else(|| {
                Error::bad_input(
                    "Nobody was asked for consent.",
                    "Press Sign in, then say yes in the browser.",
                )
            })?;
            asking.waiting = Some(Arc::clone(&asked.stop));
            asked
        };
        let tokens = asked.consent.wait(&asked.stop, PATIENCE).map_err(said)?;
        let refresh = tokens.refresh_token.as_deref().ok_or_else(|| {
            Error::outside(
                "Your provider gave no lasting consent.",
                "Check that the client you registered may be used offline, then sign in again.",
            )
        })?;
        self.keep_secret(&mailbox, Secret::SignIn, refresh);
        self.keep_access_token(Some((&tokens.access_token, tokens.expires_in)));
        self.mailbox_state()
    }

    /// Drops a question that is still open.
    pub fn drop_consent(&self) {
        let mut asking = crate::locked(&self.asking);
        asking.asked = None;
        if let Some(waiting) = asking.waiting.take() {
            waiting.store(true, Ordering::Relaxed);
        }
    }

    /// An access token that holds for a while, asked for anew when the last one has run out.
    pub(super) fn fresh_token(&self, mailbox: &Mailbox) -> Result<String, Error> {
        let _alone = crate::locked(&REFRESHING);
        if let Some(token) = self.access_token() {
            return Ok(token);
        }
        let client = client_of(mailbox)?;
        let refresh = self.secret(mailbox, Secret::SignIn).ok_or_else(|| {
            Error::new(
                Code::NeedsPassword,
                format!("You have not signed in as {} yet.", mailbox.user),
                "Press Sign in on the mailbox page of Settings.",
            )
        })?;
        let secret = self.secret(mailbox, Secret::Client);
        let tokens = oauth::refresh(client, secret.as_deref(), &refresh).map_err(said)?;
        // Some providers give a new one each time, and take the old one no longer.
        if let Some(newer) = tokens
            .refresh_token
            .as_deref()
            .filter(|newer| *newer != refresh)
        {
            self.keep_secret(mailbox, Secret::SignIn, newer);
        }
        self.keep_access_token(Some((&tokens.access_token, tokens.expires_in)));
        Ok(tokens.access_token)
    }
}

fn client_of(mailbox: &Mailbox) -> Result<&OAuthClient, Error> {
    mailbox
        .oauth
        .as_ref()
        .filter(|client| mailbox.sign_in == SignIn::OAuth2 && !client.client_id.is_empty())
        .ok_or_else(|| {
            Error::bad_input(
                "Signing in through the browser needs a client id of your own.",
                "Register one with your provider and enter its id in Settings.",
            )
        })
}

/// What the provider said, for the rep. Whoever must say yes again is asked as for a password.
fn said(error: OAuthError) -> Error {
    let code = match &error {
        OAuthError::Revoked | OAuthError::Denied => Code::NeedsPassword,
        _ => Code::Outside,
    };
    Error::new(code, error.to_string(), "")
}
