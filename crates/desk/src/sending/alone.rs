//! One sender a desk at a time, whatever number of windows and command lines are open, and what a dead one left.

use std::{
    fs::{File, TryLockError},
    path::Path,
};

use byline_model::MailingId;

use crate::{Desk, Error, error::Context};

/// The lock whose holder is the desk's one sender: waits for its turn.
pub(super) fn alone(root: &Path) -> Result<File, Error> {
    let path = root.join(LOCK);
    let file = File::create(&path).doing("write", &path)?;
    file.lock().doing("lock", &path)?;
    Ok(file)
}

/// Clears up what a sender that is no more left of a mailing; one that is at work does so itself at its end.
pub(super) fn clear_up(desk: &Desk, id: MailingId) -> Result<(), Error> {
    let path = desk.root().join(LOCK);
    let file = File::create(&path).doing("write", &path)?;
    match file.try_lock() {
        Ok(()) => {
            desk.store().release_claims(id, &boot(), crate::now())?;
            Ok(())
        }
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error).doing("lock", &path),
    }
}

/// What tells this start of the computer from every other, so that a claim from before a power cut is recognised.
pub(super) fn boot() -> String {
    // Where the system names no boot every process is one of its own, and a killed sender's claims count as doubtful.
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_else(|_| format!("process {} at {}", std::process::id(), crate::now()))
}

const LOCK: &str = "sending.lock";
