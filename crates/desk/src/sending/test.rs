//! A test to oneself, which stands in no ledger.

use byline_model::{DeliveryState, EmailAddress, Outcome, Via};

use super::disk;
use crate::{
    Desk, Error,
    outgoing::{self, Press},
    wire::{TestInput, TestSent},
};

impl Desk {
    /// Sends one copy to the rep; it stands in no ledger.
    ///
    /// # Errors
    /// When the piece cannot be rendered for that person, or the server or the disk fails.
    pub fn send_test(&self, input: &TestInput) -> Result<TestSent, Error> {
        self.writable()?;
        let fresh = self.freeze(&input.piece, &self.read_piece(&input.piece)?)?;
        let press = Press::new(&fresh.frozen.edition, &fresh.brand, &fresh.sender)?;
        let contact = match input.contact {
            Some(contact) => contact,
            None => {
                let everyone =
                    self.choose(&input.piece, &byline_model::filter::Filter::All, &[])?;
                let first = everyone.iter().find(|chosen| chosen.skipped.is_none());
                first
                    .map(|chosen| chosen.reader.contact.id)
                    .ok_or_else(|| {
                        Error::no(
                            "There is nobody to fill the merge tags with.",
                            "Add a person first.",
                        )
                    })?
            }
        };
        let address = match &input.address {
            Some(address) => EmailAddress::parse(address)
                .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?,
            None => fresh.sender.address.clone(),
        };
        if let Some(suppression) = self.store().suppression_of(&address)? {
            return Err(Error::no(
                format!("{address} is never mailed again: {}.", suppression.reason),
                "Send the test to another address.",
            ));
        }
        let message_id = format!(
            "{}@{}",
            outgoing::new_token()?,
            fresh.sender.address.domain()
        );
        let date = crate::now().to_zoned(crate::zone());
        let bytes = press
            .message(&self.reader(contact)?, &address, &message_id, &date)
            .map_err(|error| {
                Error::bad_input(
                    format!("This person's copy cannot be made: {error}."),
                    "Fill the field in, or choose another person.",
                )
            })?;
        let (state, words) = match input.via {
            Via::Outbox => {
                let folder = self.root.join("outbox").join("tests");
                let mut outbox = byline_mail::outbox::Outbox::open(&folder)
                    .map_err(|error| disk(&folder, &error))?;
                let name = format!("{}-{}.eml", input.piece, date.strftime("%Y-%m-%d-%H%M%S"));
                outbox
                    .put(&name, &bytes)
                    .and_then(|()| outbox.flush())
                    .map_err(|error| disk(&folder, &error))?;
                (
                    DeliveryState::Accepted,
                    folder.join(name).display().to_string(),
                )
            }
            Via::Smtp => {
                let mut session = self.connect().map_err(|none| none.error)?;
                let attempt = session.send(&fresh.sender.address, &address, &bytes, || {
                    Ok::<_, Error>(())
                })?;
                session.quit();
                match attempt.outcome {
                    Outcome::Accepted(words) => (DeliveryState::Accepted, words),
                    Outcome::Deferred(words) => (DeliveryState::Deferred, words),
                    Outcome::Refused(words) => (DeliveryState::Refused, words),
                    Outcome::Unknown(words) => (DeliveryState::Unknown, words),
                    Outcome::NotSent(words) => {
                        return Err(Error::outside(
                            format!("The test was not sent: {words}."),
                            "Check your connection, then try again.",
                        ));
                    }
                }
            }
        };
        self.store().record_test(
            &input.piece,
            &fresh.frozen.edition.hash,
            &address,
            input.via,
            state,
            crate::now(),
        )?;
        Ok(TestSent {
            address: address.to_string(),
            state,
            words,
        })
    }
}
