//! Reading messages without leaving a trace: only the heads until more is needed, and only as much as was asked for.

use std::{collections::HashSet, num::NonZeroU32, ops::ControlFlow};

use imap_codec::imap_types::{
    command::CommandBody,
    fetch::{MacroOrMessageDataItemNames, MessageDataItem, MessageDataItemName, Section},
    response::Data,
    sequence::SequenceSet,
};
use jiff::Timestamp;

use super::{
    ImapError, Mailbox,
    wire::{Answer, Patience},
};

/// How many heads are asked for at once: enough to make the way there and back cheap, little enough to stop soon.
const BATCH: usize = 50;

/// The longest header that is read, in bytes; what follows is not needed to know whom a message is from.
const HEADER: u32 = 64 * 1024;

/// What is known of a message from its head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Its number, which holds as long as the folder's UIDVALIDITY does.
    pub uid: u32,
    /// Its size in bytes; 0 when the server does not say.
    pub size: u32,
    /// When the server took it; `None` when it does not say.
    pub received: Option<Timestamp>,
    /// Its header as it came (RFC 5322), at most 64 KB of it.
    pub header: Vec<u8>,
}

impl Mailbox {
    pub(super) async fn heads(
        &mut self,
        uids: &[u32],
        each: &mut dyn FnMut(Head) -> ControlFlow<()>,
    ) -> Result<Vec<u32>, ImapError> {
        let header = || body(Some(Section::Header(None)), HEADER);
        let mut unreadable = Vec::new();
        let mut flow = ControlFlow::Continue(());
        for batch in uids.chunks(BATCH) {
            let items = vec![
                MessageDataItemName::Uid,
                MessageDataItemName::Rfc822Size,
                MessageDataItemName::InternalDate,
                header(),
            ];
            let mut missing = batch.iter().copied().collect::<HashSet<_>>();
            let doubtful = self
                .fetch(batch, items, HEADER, &mut |found| {
                    if let Some(head) = found.head().filter(|head| missing.remove(&head.uid))
                        && flow.is_continue()
                    {
                        flow = each(head);
                    }
                })
                .await?;
            if flow.is_break() {
                break;
            }
            if !doubtful {
                continue;
            }
            // One odd date must not hide its message, nor those beside it.
            for uid in batch.iter().copied().filter(|uid| missing.contains(uid)) {
                let items = vec![MessageDataItemName::Uid, header()];
                let mut found = None;
                let doubtful = self
                    .fetch(&[uid], items, HEADER, &mut |item| {
                        found = item.head().filter(|head| head.uid == uid).or(found.take());
                    })
                    .await?;
                match found {
                    Some(head) => flow = each(head),
                    None if doubtful => unreadable.push(uid),
                    None => {}
                }
                if flow.is_break() {
                    return Ok(unreadable);
                }
            }
        }
        Ok(unreadable)
    }

    pub(super) async fn message(
        &mut self,
        uid: u32,
        at_most: usize,
    ) -> Result<Option<Vec<u8>>, ImapError> {
        let at_most = u32::try_from(at_most).unwrap_or(u32::MAX);
        let items = vec![MessageDataItemName::Uid, body(None, at_most)];
        let mut message = None;
        let doubtful = self
            .fetch(&[uid], items, at_most, &mut |found| {
                if found.uid == Some(uid) {
                    message = found.body.or(message.take());
                }
            })
            .await?;
        match message {
            None if doubtful => Err(self.nonsense()),
            message => Ok(message),
        }
    }

    /// Asks for these things of these messages. Returns whether something came that could not be read.
    async fn fetch(
        &mut self,
        uids: &[u32],
        items: Vec<MessageDataItemName<'static>>,
        size: u32,
        each: &mut dyn FnMut(Found),
    ) -> Result<bool, ImapError> {
        let uids = uids.iter().copied().filter_map(NonZeroU32::new);
        let Ok(sequence_set) = SequenceSet::try_from(uids.clone().collect::<Vec<_>>()) else {
            return Ok(false);
        };
        let command = CommandBody::Fetch {
            sequence_set,
            macro_or_item_names: MacroOrMessageDataItemNames::MessageDataItemNames(items),
            uid: true,
        };
        let patience = Patience::bulky(self.timeouts.message, uids.count(), size as usize);
        let mut doubtful = false;
        self.run(command, patience, |answer| match answer {
            Answer::Data(Data::Fetch { items, .. }) => each(Found::in_items(items.into_inner())),
            Answer::Unreadable => doubtful = true,
            _ => {}
        })
        .await?;
        Ok(doubtful)
    }
}

/// A part of a message, without marking it as read.
fn body(section: Option<Section<'static>>, at_most: u32) -> MessageDataItemName<'static> {
    MessageDataItemName::BodyExt {
        section,
        partial: NonZeroU32::new(at_most).map(|at_most| (0, at_most)),
        peek: true,
    }
}

/// What a server said of one message.
#[derive(Default)]
struct Found {
    uid: Option<u32>,
    size: u32,
    received: Option<Timestamp>,
    body: Option<Vec<u8>>,
}

impl Found {
    fn in_items(items: Vec<MessageDataItem<'static>>) -> Self {
        let mut found = Self::default();
        for item in items {
            match item {
                MessageDataItem::Uid(uid) => found.uid = Some(uid.get()),
                MessageDataItem::Rfc822Size(size) => found.size = size,
                MessageDataItem::InternalDate(date) => {
                    found.received = Timestamp::from_second(date.as_ref().timestamp()).ok();
                }
                MessageDataItem::BodyExt { data, .. } => {
                    // An empty header or message is said to be none.
                    found.body = Some(data.into_option().unwrap_or_default().into_owned());
                }
                _ => {}
            }
        }
        found
    }

    /// It may be a change of flags instead, which a server may tell at any time.
    fn head(self) -> Option<Head> {
        Some(Head {
            uid: self.uid?,
            size: self.size,
            received: self.received,
            header: self.body?,
        })
    }
}
