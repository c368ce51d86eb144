//! Deliveries of unknown fate, looked for in the rep's Sent folder: a copy there shows that the server took it.

use byline_model::{DeliveryState, MailingId};
use byline_store::DeliveryUpdate;

use super::sync::sent_folder;
use crate::{Desk, Error, audience::count, mailbox::NoConnection, wire::LookedUp};

impl Desk {
    /// Looks for the unknown deliveries of a mailing by their Message-ID. What is not found stays unknown: many
    /// providers keep no copy.
    ///
    /// # Errors
    /// When no mailbox is set that can be read, or what the server or the network says.
    pub fn look_up_unknown(&self, mailing: MailingId) -> Result<LookedUp, Error> {
        self.writable()?;
        let unknown = self.deliveries(mailing, Some(DeliveryState::Unknown))?;
        let mut report = LookedUp {
            unknown: count(unknown.len()),
            found: 0,
            folder: None,
        };
        let mut look = || -> Result<(), NoConnection> {
            let mut session = self.connect_imap()?;
            let folders = session.folders()?;
            if let Some(folder) = sent_folder(&folders) {
                report.folder = Some(folder.name.clone());
                session.examine(&folder.raw)?;
                for delivery in &unknown {
                    if session.find(&delivery.message_id)?.is_empty() {
                        continue;
                    }
                    let words = format!("A copy is in your folder {}.", folder.name);
                    let update = DeliveryUpdate::new(delivery.delivery, DeliveryState::Accepted)
                        .with_words(words);
                    self.store()
                        .record_durably(&[update], crate::now())
                        .map_err(Error::from)?;
                    report.found += 1;
                }
            }
            session.logout();
            Ok(())
        };
        look().map_err(|none| none.error)?;
        Ok(report)
    }
}
