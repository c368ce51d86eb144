//! The rep's mailbox: its settings in the desk, its password in the system's keychain.

use byline_mail::smtp::{self, Login, Secret, Session, Settings, Timeouts};
use byline_model::{Mailbox, Security, ServerAddress};

use crate::{
    Code, Desk, Error,
    error::Context,
    wire::{MailboxState, MailboxStep},
};

/// The setting that holds the mailbox.
const SETTING: &str = "mailbox";

/// Where a machine without a keychain, such as a server or a test, hands the password in.
const PASSWORD_VARIABLE: &str = "BYLINE_MAILBOX_PASSWORD";

impl Desk {
    /// The settings of the mailbox.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn mailbox(&self) -> Result<Option<Mailbox>, Error> {
        Ok(self.store().setting(SETTING)?)
    }

    /// What may be known of the mailbox without its password.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn mailbox_state(&self) -> Result<MailboxState, Error> {
        let mailbox = self.mailbox()?;
        let has_password = mailbox
            .as_ref()
            .is_some_and(|mailbox| self.password_of(mailbox).is_some());
        Ok(MailboxState {
            mailbox,
            has_password,
            has_keychain: has_keychain(),
            sent_today: self.sent_today()?,
        })
    }

    /// Saves the settings. A password goes to the keychain; where there is none it is kept for this session only.
    ///
    /// # Errors
    /// When a connection without TLS is asked for to another computer, the certificate file cannot be read, or the
    /// disk fails.
    pub fn save_mailbox(
        &self,
        mailbox: &Mailbox,
        password: Option<&str>,
    ) -> Result<MailboxState, Error> {
        self.writable()?;
        for server in [&mailbox.smtp, &mailbox.imap].into_iter().flatten() {
            if server.security == Security::None && !server.is_loopback() {
                return Err(Error::bad_input(
                    format!(
                        "A connection to {} without TLS would show your password to everybody on the way.",
                        server.host
                    ),
                    "Choose tls or starttls.",
                ));
            }
        }
        if let Some(file) = &mailbox.ca_file {
            std::fs::read(file).doing("read", std::path::Path::new(file))?;
        }
        self.store().set_setting(SETTING, mailbox, crate::now())?;
        if let Some(password) = password.filter(|password| !password.is_empty()) {
            let kept = entry(mailbox).is_some_and(|entry| entry.set_password(password).is_ok());
            if !kept {
                *crate::locked(&self.password) = Some(password.to_owned());
            }
        }
        self.mailbox_state()
    }

    /// How many messages left by the mailbox in the last 24 hours, over all mailings.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn sent_today(&self) -> Result<u32, Error> {
        let day = jiff::SignedDuration::from_hours(24);
        Ok(self.store().sent_since(crate::now() - day)?)
    }

    /// The server that takes mail.
    ///
    /// # Errors
    /// When no mailbox is set, or it has no such server.
    pub(crate) fn smtp_server(&self) -> Result<(Mailbox, ServerAddress), Error> {
        let none = || {
            Error::bad_input(
                "No mailbox is set up.",
                "Enter it in Settings or with `byline mailbox set`, or send to the outbox, which needs none.",
            )
        };
        let mailbox = self.mailbox()?.ok_or_else(none)?;
        let server = mailbox.smtp.clone().ok_or_else(none)?;
        Ok((mailbox, server))
    }

    /// Connects to the server that takes mail, and signs in.
    ///
    /// # Errors
    /// `NeedsPassword` when none is known; otherwise what the server or the network says.
    pub(crate) fn connect(&self) -> Result<Session, Error> {
        self.with_settings(Timeouts::default(), |settings| {
            Session::connect(settings).map_err(|error| {
                Error::outside(
                    error.to_string(),
                    "Nothing went out twice; carry on when it is put right.",
                )
            })
        })?
    }

    /// Tries the mailbox step by step; nothing is sent.
    ///
    /// # Errors
    /// When no mailbox is set, or no password is known.
    pub fn test_mailbox(&self) -> Result<Vec<MailboxStep>, Error> {
        let steps = self.with_settings(Timeouts::default(), smtp::probe)?;
        Ok(steps
            .into_iter()
            .map(|step| MailboxStep {
                name: step.name.to_string(),
                ok: step.ok,
                words: step.words,
            })
            .collect())
    }

    fn with_settings<T>(
        &self,
        timeouts: Timeouts,
        job: impl FnOnce(&Settings<'_>) -> T,
    ) -> Result<T, Error> {
        let (mailbox, server) = self.smtp_server()?;
        let password = self.password_of(&mailbox);
        let login = match (&password, mailbox.user.is_empty()) {
            (_, true) => None,
            (Some(password), false) => Some(Login {
                user: &mailbox.user,
                secret: Secret::Password(password),
            }),
            (None, false) => {
                return Err(Error::new(
                    Code::NeedsPassword,
                    format!("The password of {} is not known.", mailbox.user),
                    format!(
                        "Enter it in Settings, or hand it in as {PASSWORD_VARIABLE} where there is no keychain."
                    ),
                ));
            }
        };
        let ca = match &mailbox.ca_file {
            Some(file) => Some(std::fs::read(file).doing("read", std::path::Path::new(file))?),
            None => None,
        };
        Ok(job(&Settings {
            server: &server,
            login,
            ca_pem: ca.as_deref(),
            timeouts,
        }))
    }

    fn password_of(&self, mailbox: &Mailbox) -> Option<String> {
        if let Ok(password) = std::env::var(PASSWORD_VARIABLE) {
            return Some(password);
        }
        if let Some(password) = crate::locked(&self.password).clone() {
            return Some(password);
        }
        entry(mailbox)?.get_password().ok()
    }
}

/// The keychain's entry for a mailbox; `None` where there is no keychain.
fn entry(mailbox: &Mailbox) -> Option<keyring::Entry> {
    let host = mailbox
        .smtp
        .as_ref()
        .map_or("mailbox", |server| &server.host);
    keyring::Entry::new("Byline", &format!("{}@{host}", mailbox.user)).ok()
}

fn has_keychain() -> bool {
    keyring::Entry::store_status().is_ok()
}
