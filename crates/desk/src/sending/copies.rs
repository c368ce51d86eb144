//! Everybody's copy in a window, made beside the sender: while one message is on its way the next are written.

use std::{
    collections::{HashMap, VecDeque},
    sync::mpsc::{Receiver, RecvError, SyncSender, sync_channel},
    thread,
};

use byline_mail::outbox;
use byline_model::{ContactId, Delivery, DeliveryId, DeliveryState, EmailAddress, SkipReason};
use byline_render::MergeError;
use byline_store::DeliveryUpdate;

use crate::{
    Desk, Error,
    outgoing::{Press, Reader, token_of},
};

/// How many copies lie ready at most: more than a window over SMTP has, so that there is always room, and far fewer than
/// one of files, which may carry large pictures.
const AHEAD: usize = 64;

/// How many people are looked up at once: the sender waits for the first of a window.
const AT_ONCE: usize = 10;

/// A message with where it goes.
pub(super) struct Prepared {
    pub delivery: DeliveryId,
    /// How often it was tried before.
    pub attempts: u32,
    pub token: String,
    pub address: EmailAddress,
    pub file: String,
    pub bytes: Vec<u8>,
}

/// Somebody's copy, or the step that says why they get none after all: much can happen between planning and sending.
type Made = Result<Prepared, DeliveryUpdate>;

/// The copies of a window that have not been taken yet.
pub(super) struct Copies<'a> {
    left: VecDeque<Place<'a>>,
    made: Receiver<Result<Made, Error>>,
}

struct Place<'a> {
    delivery: &'a Delivery,
    /// The copy, where it came before one that was asked for.
    copy: Option<Made>,
}

/// Has the copies of a window made while `take` takes them; those that it leaves are not made.
pub(super) fn made<'a, T>(
    desk: &Desk,
    press: &Press<'_>,
    window: &'a [Delivery],
    take: impl FnOnce(Copies<'a>) -> T,
) -> T {
    thread::scope(|scope| {
        let (ready, made) = sync_channel(AHEAD);
        scope.spawn(move || make(desk, press, window, &ready));
        let left = window.iter().map(|delivery| Place {
            delivery,
            copy: None,
        });
        take(Copies {
            left: left.collect(),
            made,
        })
    })
}

impl Copies<'_> {
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// The domains of those that are left, in their order.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.left.iter().map(|place| {
            let address = place.delivery.address.as_ref();
            address.map_or("", EmailAddress::domain)
        })
    }

    /// Takes the one at a place among those that are left, once it is made; `None` where nobody is.
    ///
    /// # Errors
    /// When it cannot be made, and nobody's after it can.
    pub fn take(&mut self, place: usize) -> Option<Result<Made, Error>> {
        let wanted = self.left.remove(place)?;
        if let Some(copy) = wanted.copy {
            return Some(Ok(copy));
        }
        // They come in the order of the window: first those of everybody before.
        for before in self.left.iter_mut().take(place) {
            if before.copy.is_none() {
                match self.made.recv() {
                    Ok(Ok(copy)) => before.copy = Some(copy),
                    Ok(Err(error)) => return Some(Err(error)),
                    Err(RecvError) => return None,
                }
            }
        }
        self.made.recv().ok()
    }
}

fn make(
    desk: &Desk,
    press: &Press<'_>,
    window: &[Delivery],
    ready: &SyncSender<Result<Made, Error>>,
) {
    let date = crate::now().to_zoned(crate::zone());
    for few in window.chunks(AT_ONCE) {
        let contacts: Vec<ContactId> = few.iter().map(|delivery| delivery.contact).collect();
        let readers = match desk.readers(&contacts) {
            Ok(readers) => readers,
            Err(error) => {
                // Nobody waits for it where the sender has stopped.
                let _ = ready.send(Err(error));
                return;
            }
        };
        for delivery in few {
            let copy = copy(press, delivery, &readers, &date);
            let last = copy.is_err();
            if ready.send(copy).is_err() || last {
                return;
            }
        }
    }
}

/// The step of somebody who is left out.
pub(super) fn skipped(delivery: DeliveryId, reason: SkipReason) -> DeliveryUpdate {
    DeliveryUpdate {
        skipped: Some(reason),
        ..DeliveryUpdate::new(delivery, DeliveryState::Skipped)
    }
}

fn copy(
    press: &Press<'_>,
    delivery: &Delivery,
    readers: &HashMap<ContactId, Reader>,
    date: &jiff::Zoned,
) -> Result<Made, Error> {
    let id = delivery.delivery;
    let (Some(address), Some(reader)) = (&delivery.address, readers.get(&delivery.contact)) else {
        return Ok(Err(skipped(id, SkipReason::NoAddress)));
    };
    match press.message(reader, address, &delivery.message_id, date) {
        Ok(bytes) => Ok(Ok(Prepared {
            delivery: id,
            attempts: delivery.attempts,
            token: token_of(&delivery.message_id).to_owned(),
            file: outbox::file_name(delivery.position, address),
            address: address.clone(),
            bytes,
        })),
        Err(MergeError::MissingValue { .. }) => Ok(Err(skipped(id, SkipReason::MissingValue))),
        Err(error) => Err(Error::bad_input(
            format!("The merge tags cannot be filled: {error}."),
            "Put the piece right.",
        )),
    }
}
