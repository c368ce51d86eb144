//! To which delivery a message belongs: by Message-ID, by its token, or by person and time.

use byline_model::{
    ContactId, Delivery, DeliveryId, EmailAddress, Incoming, IncomingKind, MatchedBy,
};
use byline_store::Store;
use jiff::{SignedDuration, Timestamp};

use crate::{Desk, Error};

/// How long after a mail its bounce may come: servers try for up to five days, some for a week.
const BOUNCES_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 14);

/// How long after a mail somebody who writes without answering it is taken to mean it.
const ANSWERS_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 45);

/// What a message was matched with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Match {
    pub contact: Option<ContactId>,
    pub delivery: Option<DeliveryId>,
    pub by: Option<MatchedBy>,
}

impl Desk {
    /// Finds the delivery to which a message belongs. `received` is when it came in.
    pub(super) fn find_match(
        &self,
        incoming: &Incoming,
        received: Timestamp,
    ) -> Result<Match, Error> {
        let store = self.store();
        let mut found = None;
        for id in &incoming.about {
            if let Some(delivery) = store.delivery_by_message_id(id)? {
                found = Some((delivery, MatchedBy::MessageId));
                break;
            }
        }
        if found.is_none() {
            for token in &incoming.tokens {
                if let Some(delivery) = store.delivery_by_token(token)? {
                    found = Some((delivery, MatchedBy::Token));
                    break;
                }
            }
        }
        if found.is_none() && !incoming.bulk {
            let (addresses, within) = people(incoming);
            for address in addresses {
                if let Some(delivery) = store.last_delivery_to(address, received, within)?
                    && may_mean(incoming, &delivery, &store)?
                {
                    found = Some((delivery, MatchedBy::PersonAndTime));
                    break;
                }
            }
        }
        let writer = match incoming.from.as_ref().filter(|_| !incoming.bulk) {
            Some(from) => store.contact_by_email(from)?.map(|contact| contact.id),
            None => None,
        };
        // Somebody else in the desk answers a mail that was passed on to them: that is their hand, and not the first
        // one's.
        let passed_on = |delivery: &Delivery| {
            incoming.kind == IncomingKind::Reply
                && writer.is_some_and(|writer| writer != delivery.contact)
        };
        let Some((delivery, by)) = found.filter(|(delivery, _)| !passed_on(delivery)) else {
            return Ok(Match {
                contact: writer,
                ..Match::default()
            });
        };
        Ok(Match {
            contact: Some(delivery.contact),
            delivery: Some(delivery.delivery),
            by: Some(by),
        })
    }

    /// A message that was read, as it is meant: somebody to whom a piece went and who writes without answering any
    /// mail answers all the same.
    pub(super) fn understood(
        &self,
        mut incoming: Incoming,
        received: Timestamp,
    ) -> Result<(Incoming, Match), Error> {
        let found = self.find_match(&incoming, received)?;
        if incoming.kind == IncomingKind::Other && !incoming.bulk && found.delivery.is_some() {
            incoming.kind = IncomingKind::Reply;
        }
        Ok((incoming, found))
    }

    /// Whether a message concerns this desk at all; other people's mail is neither kept nor shown.
    pub(super) fn concerns(&self, incoming: &Incoming, found: &Match) -> Result<bool, Error> {
        if self.is_own(incoming)? {
            return Ok(false);
        }
        if found.delivery.is_some() {
            return Ok(true);
        }
        Ok(match incoming.kind {
            IncomingKind::Bounce | IncomingKind::Complaint | IncomingKind::OptOut => true,
            IncomingKind::Delayed | IncomingKind::AutoReply | IncomingKind::Other => false,
            IncomingKind::Reply => found.contact.is_some(),
        })
    }

    /// Whether the rep wrote it: a test to oneself, a copy of what was sent.
    fn is_own(&self, incoming: &Incoming) -> Result<bool, Error> {
        let own = self.mailbox()?.map(|mailbox| mailbox.from_address);
        Ok(matches!((own, &incoming.from), (Some(own), Some(from)) if own.key() == from.key()))
    }
}

/// Whether a message that names no delivery may mean that one all the same. One that answers or sends back another mail
/// of the rep's does not, unless its subject says so: some servers give a mail another Message-ID on its way.
fn may_mean(incoming: &Incoming, delivery: &Delivery, store: &Store) -> Result<bool, Error> {
    if incoming.about.is_empty() {
        return Ok(true);
    }
    let subject = incoming.subject.to_lowercase();
    let mailing = store.mailing(delivery.mailing)?;
    let edition = store.edition(&mailing.edition)?;
    Ok([edition.subject, mailing.title]
        .iter()
        .map(|text| text.trim().to_lowercase())
        .any(|text| !text.is_empty() && subject.contains(&text)))
}

/// Whose last delivery a message may be about, and how long ago that may have been.
fn people(incoming: &Incoming) -> (Vec<&EmailAddress>, SignedDuration) {
    match incoming.kind {
        IncomingKind::Bounce | IncomingKind::Delayed | IncomingKind::Complaint => (
            incoming
                .recipients
                .iter()
                .map(|recipient| &recipient.address)
                .collect(),
            BOUNCES_WITHIN,
        ),
        _ => (incoming.from.iter().collect(), ANSWERS_WITHIN),
    }
}
