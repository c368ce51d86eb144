//! Connections to the rep's mail servers, signed in.

use byline_mail::{
    imap,
    smtp::{self, ConnectError, Login, Secret as Spoken, Settings, Timeouts},
};
use byline_model::{Mailbox, ServerAddress, SignIn};

use super::secrets::Secret;
use crate::{
    Code, Desk, Error,
    error::Context,
    wire::{MailboxStep, StepAbout},
};

/// Why there is no connection, and whether trying again later could do better.
#[derive(Debug)]
pub(crate) struct NoConnection {
    pub error: Error,
    pub may_pass: bool,
}

impl From<Error> for NoConnection {
    fn from(error: Error) -> Self {
        Self {
            error,
            may_pass: false,
        }
    }
}

impl NoConnection {
    /// What the server or the network says, and what is safe all the same.
    fn because(error: &ConnectError, safe: &str) -> Self {
        Self {
            may_pass: error.may_pass(),
            error: Error::outside(error.to_string(), safe),
        }
    }
}

/// What one signs in with, for the time of one connection.
enum Credential {
    Password(String),
    AccessToken(String),
}

impl Desk {
    /// Connects to the server that takes mail, and signs in.
    ///
    /// # Errors
    /// `NeedsPassword` when none is known; otherwise what the server or the network says.
    pub(crate) fn connect(&self) -> Result<smtp::Session, NoConnection> {
        let (mailbox, server) = self.smtp_server()?;
        self.signed_in(&mailbox, &server, |settings| {
            smtp::Session::connect(settings)
        })?
        .map_err(|error| {
            let safe = "Nothing went out twice; carry on when it is put right.";
            NoConnection::because(&error, safe)
        })
    }

    /// Connects to the server that holds what came in, and signs in.
    ///
    /// # Errors
    /// As [`Self::connect`].
    pub(crate) fn connect_imap(&self) -> Result<imap::Session, NoConnection> {
        let (mailbox, server) = self.imap_server()?;
        self.signed_in(&mailbox, &server, |settings| {
            imap::Session::connect(settings)
        })?
        .map_err(|error| NoConnection::because(&error, "What was read so far is kept."))
    }

    /// Tries the mailbox step by step; nothing is sent and nothing is changed.
    ///
    /// # Errors
    /// When no mailbox is set, or no password is known.
    pub fn test_mailbox(&self) -> Result<Vec<MailboxStep>, Error> {
        let (mailbox, server) = self.smtp_server()?;
        // What is tried is the rep's consent, and not a token left over from it.
        self.keep_access_token(None);
        let credential = self.credential(&mailbox)?;
        let mut steps: Vec<MailboxStep> =
            with_settings(&mailbox, &server, credential.as_ref(), smtp::probe)?
                .into_iter()
                .map(|step| told(StepAbout::Sending, step))
                .collect();
        if let Some(server) = &mailbox.imap
            && steps.iter().all(|step| step.ok)
        {
            let reading = with_settings(&mailbox, server, credential.as_ref(), imap::probe)?;
            steps.extend(
                reading
                    .into_iter()
                    .map(|step| told(StepAbout::Reading, step)),
            );
        }
        Ok(steps)
    }

    /// Makes a connection; a server that no longer takes the access token is asked once more with a fresh one.
    fn signed_in<S>(
        &self,
        mailbox: &Mailbox,
        server: &ServerAddress,
        connect: impl Fn(&Settings<'_>) -> Result<S, ConnectError>,
    ) -> Result<Result<S, ConnectError>, Error> {
        let credential = self.credential(mailbox)?;
        let answer = with_settings(mailbox, server, credential.as_ref(), &connect)?;
        match (&answer, &credential) {
            (Err(ConnectError::SignIn { .. }), Some(Credential::AccessToken(refused))) => {
                self.forget_access_token(refused);
                let fresh = self.credential(mailbox)?;
                with_settings(mailbox, server, fresh.as_ref(), &connect)
            }
            _ => Ok(answer),
        }
    }

    /// What one signs in with; `None` for a server that asks for nothing.
    fn credential(&self, mailbox: &Mailbox) -> Result<Option<Credential>, Error> {
        if mailbox.user.is_empty() {
            return Ok(None);
        }
        if mailbox.sign_in == SignIn::OAuth2 {
            return self
                .fresh_token(mailbox)
                .map(|token| Some(Credential::AccessToken(token)));
        }
        match self.secret(mailbox, Secret::SignIn) {
            Some(password) => Ok(Some(Credential::Password(password))),
            None => Err(Error::new(
                Code::NeedsPassword,
                format!("The password of {} is not known.", mailbox.user),
                "Enter it on the mailbox page of Settings.",
            )),
        }
    }
}

fn with_settings<T>(
    mailbox: &Mailbox,
    server: &ServerAddress,
    credential: Option<&Credential>,
    job: impl FnOnce(&Settings<'_>) -> T,
) -> Result<T, Error> {
    let login = credential.map(|credential| Login {
        user: &mailbox.user,
        secret: match credential {
            Credential::Password(password) => Spoken::Password(password),
            Credential::AccessToken(token) => Spoken::AccessToken(token),
        },
    });
    let ca = match &mailbox.ca_file {
        Some(file) => Some(std::fs::read(file).doing("read", std::path::Path::new(file))?),
        None => None,
    };
    Ok(job(&Settings {
        server,
        login,
        ca_pem: ca.as_deref(),
        timeouts: Timeouts::default(),
    }))
}

fn told(about: StepAbout, step: smtp::Step) -> MailboxStep {
    MailboxStep {
        about,
        name: step.name.to_string(),
        ok: step.ok,
        words: step.words,
    }
}
