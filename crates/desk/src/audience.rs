//! Who gets a piece: the filter's people less everybody who must not, or cannot, get it, as a sum that adds up.

use std::collections::{HashMap, HashSet};

use byline_model::{
    Contact, ContactId, DeliveryState, EmailAddress, How, LedgerEntry, SkipReason, Skipped,
    SuppressionReason,
    filter::{self, Filter},
};

use crate::{
    Desk, Error,
    outgoing::Reader,
    wire::{AudienceSum, LeftOut, WillGet},
};

/// Somebody whom the filter found, and why they are left out if they are.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub reader: Reader,
    pub skipped: Option<SkipReason>,
}

impl Desk {
    /// The filter that a text means: a filter, or the name of a saved audience.
    ///
    /// # Errors
    /// When it is neither, with the column and what was expected.
    pub fn filter(&self, text: &str) -> Result<Filter, Error> {
        let text = text.trim();
        let saved = self.store().audience(text, crate::now())?;
        let filter = saved.as_ref().map_or(text, |audience| &audience.filter);
        filter::parse(filter).map_err(|error| {
            let said = error.to_string();
            let end = if said.ends_with('?') { "" } else { "." };
            Error::bad_input(
                format!("The filter \"{filter}\" is not understood, {said}{end}"),
                "Filters look like: stage = customer and company ~ \"acme\". `all` is everyone.",
            )
        })
    }

    /// Everybody whom a filter finds, in the order in which mail goes out, with the reason of those left out.
    ///
    /// The first reason that holds is given: held back, no address, suppressed, already on its way, same address twice.
    pub(crate) fn choose(
        &self,
        piece: &str,
        filter: &Filter,
        held_back: &[ContactId],
    ) -> Result<Vec<Chosen>, Error> {
        let (recipients, on_their_way) = {
            let store = self.store();
            (
                store.resolve(filter, crate::now())?,
                on_their_way(&store.ledger(None, Some(piece))?),
            )
        };
        let held_back: HashSet<ContactId> = held_back.iter().copied().collect();
        let mut addresses: HashSet<String> = HashSet::new();
        Ok(recipients
            .into_iter()
            .map(|recipient| {
                let key = recipient.contact.email.as_ref().map(EmailAddress::key);
                let skipped = match (&key, recipient.suppressed) {
                    _ if held_back.contains(&recipient.contact.id) => Some(SkipReason::HeldBack),
                    (None, _) => Some(SkipReason::NoAddress),
                    (_, Some(SuppressionReason::HardBounce | SuppressionReason::SoftBounces)) => {
                        Some(SkipReason::BouncedBefore)
                    }
                    (_, Some(_)) => Some(SkipReason::Suppressed),
                    _ if on_their_way.contains(&recipient.contact.id) => Some(SkipReason::OnItsWay),
                    (Some(key), None) => {
                        (!addresses.insert(key.clone())).then_some(SkipReason::DuplicateAddress)
                    }
                };
                let reader = Reader {
                    contact: recipient.contact,
                    company: recipient.company,
                    referrer: recipient.referrer,
                };
                Chosen { reader, skipped }
            })
            .collect())
    }

    /// Everybody, to count who lacks what.
    pub(crate) fn everyone(&self) -> Result<Vec<Reader>, Error> {
        let everyone = self.store().resolve(&Filter::All, crate::now())?;
        Ok(everyone
            .into_iter()
            .map(|recipient| Reader {
                contact: recipient.contact,
                company: recipient.company,
                referrer: recipient.referrer,
            })
            .collect())
    }

    /// One person as the merge tags need them.
    pub(crate) fn reader(&self, contact: ContactId) -> Result<Reader, Error> {
        let mut found = self.store().recipients_by_id(&[contact])?;
        let recipient = found
            .pop()
            .ok_or_else(|| no_contact(&contact.to_string()))?;
        Ok(Reader {
            contact: recipient.contact,
            company: recipient.company,
            referrer: recipient.referrer,
        })
    }

    /// Several people as the merge tags need them.
    pub(crate) fn readers(
        &self,
        contacts: &[ContactId],
    ) -> Result<HashMap<ContactId, Reader>, Error> {
        let found = self.store().recipients_by_id(contacts)?;
        Ok(found
            .into_iter()
            .map(|recipient| {
                let reader = Reader {
                    contact: recipient.contact,
                    company: recipient.company,
                    referrer: recipient.referrer,
                };
                (reader.contact.id, reader)
            })
            .collect())
    }

    /// Who would get a piece, and who not, as a sum.
    ///
    /// # Errors
    /// When the filter is wrong or the database cannot be read.
    pub fn audience_sum(
        &self,
        piece: &str,
        audience: &str,
        held_back: &[ContactId],
    ) -> Result<AudienceSum, Error> {
        let chosen = self.choose(piece, &self.filter(audience)?, held_back)?;
        Ok(sum(&chosen))
    }

    /// The contact that an e-mail address or a number means.
    ///
    /// # Errors
    /// When nobody has it, or several people share the address.
    pub fn who(&self, who: &str) -> Result<Contact, Error> {
        let store = self.store();
        if let Ok(id) = who.parse::<i64>() {
            return Ok(store.contact(ContactId(id))?);
        }
        let address = EmailAddress::parse(who).map_err(|_| no_contact(who))?;
        let mut found = store.contacts_by_address(&address)?;
        match (found.pop(), found.len()) {
            (Some(contact), 0) => Ok(contact),
            (Some(contact), _) => {
                let mut ids: Vec<String> = found.iter().map(|other| other.id.to_string()).collect();
                ids.push(contact.id.to_string());
                Err(Error::bad_input(
                    format!("Several people share the address {who}."),
                    format!("Name one by number: {}.", ids.join(", ")),
                ))
            }
            (None, _) => Err(no_contact(who)),
        }
    }
}

/// Those to whom a mailing of the piece is on its way, or may have come: nobody gets a piece again whose delivery is
/// unknown, unless the rep says so by resolving it.
fn on_their_way(entries: &[LedgerEntry]) -> HashSet<ContactId> {
    entries
        .iter()
        .filter(|entry| {
            entry.how == How::Mailed
                && (!entry.state.is_settled() || entry.state == DeliveryState::Unknown)
        })
        .map(|entry| entry.contact)
        .collect()
}

/// The sum of an audience.
pub(crate) fn sum(chosen: &[Chosen]) -> AudienceSum {
    let mut left_out: Vec<LeftOut> = SkipReason::ALL
        .iter()
        .map(|reason| {
            let people = skipped(chosen)
                .filter(|skipped| skipped.reason == *reason)
                .collect::<Vec<_>>();
            LeftOut {
                reason: *reason,
                count: count(people.len()),
                people,
            }
        })
        .collect();
    left_out.retain(|left_out| left_out.count > 0);
    let people: Vec<WillGet> = chosen
        .iter()
        .filter(|chosen| chosen.skipped.is_none())
        .map(|chosen| WillGet {
            contact: chosen.reader.contact.id,
            name: chosen.reader.contact.display_name(),
            company: chosen.reader.contact.company.clone(),
            address: chosen
                .reader
                .contact
                .email
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        })
        .collect();
    AudienceSum {
        chosen: count(chosen.len()),
        left_out,
        will_get: count(people.len()),
        people,
    }
}

/// Everybody who is left out.
pub(crate) fn skipped(chosen: &[Chosen]) -> impl Iterator<Item = Skipped> {
    chosen.iter().filter_map(|chosen| {
        let contact = &chosen.reader.contact;
        Some(Skipped {
            contact: contact.id,
            name: contact.display_name(),
            reason: chosen.skipped?,
        })
    })
}

pub(crate) fn no_contact(who: &str) -> Error {
    Error::bad_input(
        format!("There is no contact \"{who}\"."),
        "Name one by e-mail address or number; see `byline contact list`.",
    )
}

/// A length as the counts have it.
pub(crate) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(contact: i64, state: DeliveryState, how: How) -> LedgerEntry {
        LedgerEntry {
            contact: ContactId(contact),
            name: String::new(),
            email: None,
            piece: "p".into(),
            edition: None,
            how,
            state,
            answers: Vec::new(),
            at: jiff::Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn nobody_who_may_have_it_or_will_have_it_is_sent_it_again() {
        let entries = [
            entry(1, DeliveryState::Unknown, How::Mailed),
            entry(2, DeliveryState::Deferred, How::Mailed),
            entry(3, DeliveryState::Queued, How::Mailed),
            entry(4, DeliveryState::Refused, How::Mailed),
            entry(5, DeliveryState::Bounced, How::Mailed),
            entry(6, DeliveryState::Accepted, How::Printed),
        ];
        assert_eq!(on_their_way(&entries), [1, 2, 3].map(ContactId).into());
    }
}
