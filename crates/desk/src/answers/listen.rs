//! Listening for mail while Byline is open, so that a reply shows within seconds.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use byline_mail::imap::Wait;

use crate::{Desk, mailbox::NoConnection};

/// How long at the most until the mailbox is read again, whether or not the server said that something came.
const AT_LEAST_EVERY: Duration = Duration::from_secs(300);

/// How long to wait after a failure, and how much longer at the most when it lasts.
const AFTER_FAILURE: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(600));

/// How often to look whether there is a mailbox to listen to: asking the keychain costs something.
const LOOKS_EVERY: Duration = Duration::from_secs(5);

/// How often to look whether listening is to end.
const TICK: Duration = Duration::from_millis(200);

/// A thread that reads what comes in; it ends when this is dropped.
pub(crate) struct Listener {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Listener {
    /// Begins to listen for a desk.
    pub fn begin(desk: Arc<Desk>) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("mailbox".into())
            .spawn(move || listen(&desk, &stopped))?;
        Ok(Self {
            stop,
            thread: Some(thread),
        })
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // It ends within a second; if it stumbled there is nothing left to end.
            let _ = thread.join();
        }
    }
}

fn listen(desk: &Desk, stop: &AtomicBool) {
    let mut pause = AFTER_FAILURE.0;
    while !stop.load(Ordering::Relaxed) {
        if !desk.can_listen() {
            pass(LOOKS_EVERY, stop);
            continue;
        }
        match desk.read_and_wait(stop) {
            Ok(()) => pause = AFTER_FAILURE.0,
            Err(none) => {
                crate::locked(&desk.reading).problem = Some(none.error.to_string());
                pass(pause, stop);
                pause = (pause * 2).min(AFTER_FAILURE.1);
            }
        }
    }
}

/// Lets time pass, unless listening is to end.
fn pass(pause: Duration, stop: &AtomicBool) {
    let end = Instant::now() + pause;
    while Instant::now() < end && !stop.load(Ordering::Relaxed) {
        std::thread::sleep(TICK);
    }
}

impl Desk {
    /// Whether there is a mailbox to read, and something to sign in with.
    fn can_listen(&self) -> bool {
        let mailbox = self.mailbox().ok().flatten();
        self.read_only().is_none()
            && mailbox.is_some_and(|mailbox| mailbox.imap.is_some() && self.can_sign_in(&mailbox))
    }

    /// Reads what is new, then waits over the same connection for more, until the settings change.
    fn read_and_wait(&self, stop: &AtomicBool) -> Result<(), NoConnection> {
        let settings = self.mailbox()?;
        let mut session = self.connect_imap()?;
        while !stop.load(Ordering::Relaxed) && self.mailbox()? == settings {
            self.read_with(&mut session)?;
            {
                let mut reading = crate::locked(&self.reading);
                reading.at = Some(crate::now());
                reading.problem = None;
            }
            let inbox = session
                .folders()?
                .into_iter()
                .find(|folder| folder.role == Some(byline_mail::imap::Role::Inbox));
            if let Some(inbox) = inbox {
                session.examine(&inbox.raw)?;
            }
            if session.wait(AT_LEAST_EVERY, stop)? == Wait::Stopped {
                break;
            }
        }
        session.logout();
        Ok(())
    }
}
