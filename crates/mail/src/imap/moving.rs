//! Moving messages to another folder: the only thing here that changes the mailbox.

use std::num::NonZeroU32;

use imap_codec::imap_types::{
    command::CommandBody,
    flag::{Flag, StoreResponse, StoreType},
    sequence::SequenceSet,
};

use super::{ImapError, Mailbox, wire::Patience};

/// How many messages are moved at once; some servers cut a command after a few thousand characters.
const BATCH: usize = 200;

impl Mailbox {
    pub(super) async fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), ImapError> {
        let Some(from) = self.opened.clone() else {
            return Err(self.nonsense());
        };
        let mailbox = self.name(&from.raw)?;
        let state = self
            .open(CommandBody::Select { mailbox }, &from.raw)
            .await?;
        let moved = if state.uid_validity == from.state.uid_validity {
            self.move_opened(uids, folder).await
        } else {
            Err(ImapError::FolderChanged {
                host: self.wire.host().to_owned(),
                folder: super::shown(&from.raw),
            })
        };
        // To look only, again.
        let looked = self.examine(&from.raw).await;
        moved.and(looked.map(drop))
    }

    async fn move_opened(&mut self, uids: &[u32], folder: &str) -> Result<(), ImapError> {
        for batch in uids.chunks(BATCH) {
            let batch = batch.iter().copied().filter_map(NonZeroU32::new);
            let Ok(batch) = SequenceSet::try_from(batch.collect::<Vec<_>>()) else {
                continue;
            };
            if let Err(error) = self.move_batch(&batch, folder).await {
                // Servers say it in a code (TRYCREATE) or in words only: whether the folder can be made tells.
                let ImapError::Refused { .. } = error else {
                    return Err(error);
                };
                let mailbox = self.name(folder)?;
                let made = self
                    .run(CommandBody::Create { mailbox }, self.short(), |_| {})
                    .await;
                match made {
                    Ok(()) => self.move_batch(&batch, folder).await?,
                    Err(ImapError::Refused { .. }) => return Err(error),
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(())
    }

    async fn move_batch(&mut self, uids: &SequenceSet, folder: &str) -> Result<(), ImapError> {
        let mailbox = self.name(folder)?;
        let sequence_set = uids.clone();
        let patience = Patience::bulky(self.timeouts.message, 1, 1024 * 1024);
        if self.offers.moves {
            let command = CommandBody::Move {
                sequence_set,
                mailbox,
                uid: true,
            };
            return self.run(command, patience, |_| {}).await;
        }
        let copy = CommandBody::Copy {
            sequence_set: sequence_set.clone(),
            mailbox,
            uid: true,
        };
        self.run(copy, patience, |_| {}).await?;
        let delete = CommandBody::Store {
            sequence_set: sequence_set.clone(),
            kind: StoreType::Add,
            response: StoreResponse::Silent,
            flags: vec![Flag::Deleted],
            uid: true,
        };
        self.run(delete, patience, |_| {}).await?;
        if self.offers.uid_plus {
            let expunge = CommandBody::ExpungeUid { sequence_set };
            self.run(expunge, patience, |_| {}).await?;
        }
        // Without UIDPLUS only everything that is marked could be expunged, the rep's own marks included: mail programs
        // hide what is marked.
        Ok(())
    }
}
