//! The rep's mailbox: its settings in the desk.

mod check;
mod connect;
mod consent;
mod domain;
mod secrets;

use byline_model::{EmailAddress, Mailbox, Provider, ServerAddress};

pub(crate) use connect::NoConnection;
pub(crate) use consent::Asking;
pub(crate) use secrets::Secrets;

use crate::{
    Desk, Error,
    sending::DAY,
    wire::{MailboxInput, MailboxState, Presets},
};
use secrets::Secret;

/// The setting that holds the mailbox.
const SETTING: &str = "mailbox";

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
            .is_some_and(|mailbox| self.can_sign_in(mailbox));
        let reading = crate::locked(&self.reading).clone();
        Ok(MailboxState {
            mailbox,
            has_password,
            has_keychain: secrets::has_keychain(),
            sent_today: self.sent_today()?,
            read_at: reading.at,
            reading_problem: reading.problem,
        })
    }

    /// Saves the settings. A password goes to the keychain; where there is none it is kept for this session only.
    ///
    /// # Errors
    /// When no mail could go by them, as where a server has an impossible name or a limit allows nothing; when the
    /// certificate file cannot be read, or the disk fails.
    pub fn save_mailbox(&self, input: &MailboxInput) -> Result<MailboxState, Error> {
        self.writable()?;
        let mailbox = &input.mailbox;
        check::check(mailbox)?;
        self.store().set_setting(SETTING, mailbox, crate::now())?;
        // What was known of another account says nothing of this one.
        self.keep_access_token(None);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let Some(password) = given(&input.password) {
            self.keep_secret(mailbox, Secret::SignIn, &password);
        }
        if let Some(secret) = given(&input.client_secret) {
            self.keep_secret(mailbox, Secret::Client, &secret);
        }
        self.mailbox_state()
    }

    /// The presets for an address: the likeliest provider's, and everybody's.
    ///
    /// # Errors
    /// When it is no address.
    pub fn presets(&self, address: &str) -> Result<Presets, Error> {
        let address = EmailAddress::parse(address)
            .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?;
        Ok(Presets {
            likely: Provider::of(&address).preset(&address),
            all: Provider::ALL
                .iter()
                .map(|provider| provider.preset(&address))
                .collect(),
        })
    }

    /// Whether what one signs in with is known.
    pub(crate) fn can_sign_in(&self, mailbox: &Mailbox) -> bool {
        self.secret(mailbox, Secret::SignIn).is_some()
    }

    /// How many messages left by the mailbox in the last 24 hours, over all mailings.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn sent_today(&self) -> Result<u32, Error> {
        Ok(self.store().sent_since(crate::now() - DAY)?)
    }

    /// The mailbox, which must be set.
    pub(crate) fn set_mailbox(&self) -> Result<Mailbox, Error> {
        self.mailbox()?.ok_or_else(none)
    }

    /// The server that takes mail.
    ///
    /// # Errors
    /// When no mailbox is set, or it has no such server.
    pub(crate) fn smtp_server(&self) -> Result<(Mailbox, ServerAddress), Error> {
        let mailbox = self.set_mailbox()?;
        let server = mailbox.smtp.clone().ok_or_else(none)?;
        Ok((mailbox, server))
    }

    /// The server that holds what came in.
    ///
    /// # Errors
    /// When no mailbox is set, or it has no such server.
    pub(crate) fn imap_server(&self) -> Result<(Mailbox, ServerAddress), Error> {
        let mailbox = self.set_mailbox()?;
        let server = mailbox.imap.clone().ok_or_else(|| {
            Error::bad_input(
                "Byline does not know where your mail comes in.",
                "Enter the IMAP server in Settings or with `byline mailbox set --imap HOST:PORT`.",
            )
        })?;
        Ok((mailbox, server))
    }
}

fn none() -> Error {
    Error::bad_input(
        "No mailbox is set up.",
        "Enter it in Settings or with `byline mailbox set`, or send to the outbox, which needs none.",
    )
}
