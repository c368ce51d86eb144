//! Waiting for mail: IDLE (RFC 2177) where the server has it, asking once a minute where it has not.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use imap_codec::imap_types::command::CommandBody;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::{
    ImapError, Mailbox,
    wire::{Answer, Patience},
};

/// How long one IDLE lasts. A server may hang up after 30 minutes (RFC 2177 §3), a router forgets a silent connection
/// sooner; and a connection that is gone without a word is noticed when the next one begins.
const ONE_IDLE: Duration = Duration::from_secs(9 * 60);

/// How often a server without IDLE is asked.
const ASK_EVERY: Duration = Duration::from_secs(60);

/// How often somebody who wants to stop is looked for.
const LOOK_UP_EVERY: Duration = Duration::from_millis(500);

/// Why waiting ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wait {
    /// Something has come in since it was last looked what is there.
    Changed,
    /// Nothing has come in.
    TimedOut,
    /// It was asked to stop.
    Stopped,
}

impl Mailbox {
    pub(super) async fn wait(
        &mut self,
        at_most: Duration,
        stop: &AtomicBool,
    ) -> Result<Wait, ImapError> {
        let end = Instant::now() + at_most;
        loop {
            if self.arrivals.pending() {
                return Ok(Wait::Changed);
            }
            if stop.load(Ordering::Relaxed) {
                return Ok(Wait::Stopped);
            }
            if Instant::now() >= end {
                return Ok(Wait::TimedOut);
            }
            if self.offers.idle {
                let until = end.min(Instant::now() + ONE_IDLE);
                self.idle(until, stop).await?;
            } else {
                self.run(CommandBody::Noop, self.short(), |_| {}).await?;
                let until = end.min(Instant::now() + ASK_EVERY);
                while !self.arrivals.pending()
                    && !stop.load(Ordering::Relaxed)
                    && Instant::now() < until
                {
                    sleep_until(until.min(Instant::now() + LOOK_UP_EVERY)).await;
                }
            }
        }
    }

    /// One IDLE, until something comes in, the time is over, or it is asked to stop.
    async fn idle(&mut self, until: Instant, stop: &AtomicBool) -> Result<(), ImapError> {
        let arrivals = &mut self.arrivals;
        let mut note = |answer: Answer| arrivals.note(&answer);
        let mut patience = Patience::short(self.timeouts.command);
        let mut refused = self
            .wire
            .say(CommandBody::Idle, &mut patience, &mut note)
            .await?;
        if refused.is_none() {
            refused = self.wire.wait_for_more(&mut patience, &mut note).await?;
        }
        if refused.is_some() {
            // It promised, and does not do it: it is asked from now on.
            self.offers.idle = false;
            return Ok(());
        }

        let mut patience =
            Patience::short(until.duration_since(Instant::now()) + LOOK_UP_EVERY * 2);
        let mut over = None;
        while over.is_none()
            && !self.arrivals.pending()
            && !stop.load(Ordering::Relaxed)
            && Instant::now() < until
        {
            let look_up = until.min(Instant::now() + LOOK_UP_EVERY);
            match timeout_at(look_up, self.wire.next(&mut patience)).await {
                Ok(Ok(Answer::Done(done))) => over = Some(done),
                Ok(Ok(answer)) => self.arrivals.note(&answer),
                Ok(Err(error)) => return Err(error),
                Err(_) => {}
            }
        }
        let done = match over {
            // It ended of its own accord.
            Some(done) => done,
            None => {
                let mut patience = Patience::short(self.timeouts.command);
                self.wire.say_done(&patience).await?;
                let arrivals = &mut self.arrivals;
                self.wire
                    .finish(&mut patience, &mut |answer| arrivals.note(&answer))
                    .await?
            }
        };
        self.wire.good(done)
    }
}
