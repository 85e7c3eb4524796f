//! How events reach a page: live from its queue, or from the log.
//!
//! Always true here:
//! - **Two cursors.** `read` is the last event looked at, `sent` is where the page stands. Every patch starts at `sent`
//!   and then moves it; hidden events move only `read` and ride in the next patch, or in an empty one before a `head`.
//! - **A life that waits lends its place** ([`crate::express`]): then live events reach the page without it.
//! - **Queue only in order.** What is queued is taken when it continues `read`; what is older is dropped; anything
//!   else, and every loss the hub signals, means catching up from the log, which needs nothing that happened before.
//! - **Rights before bytes.** No patch is put together between a signal that rights changed and the answer to it. What
//!   was already taken is forgotten and read again from the log, with the new rights.

use std::{sync::Arc, time::Duration};

use model::{
    Channel,
    frame::ResetReason,
    ids::Epoch,
    planted::{Mistake, planted},
};
use tokio::time::{Instant, sleep_until};

use super::Life;
use crate::{
    access::Access,
    hub::QUEUE,
    patch,
    presence::Heard,
    replay::{Log, LogEntry},
    subscriber::End,
    transport::{Outgoing, Transport},
};

/// Most entries read from the log at once.
const PAGE: usize = if cfg!(feature = "simulation") { 7 } else { 500 };
/// How long to leave a log alone that could not be read.
const LOG_PAUSE: Duration = Duration::from_secs(1);

/// A page's place in the log.
#[derive(Debug)]
pub(crate) struct Following {
    pub(crate) epoch: Epoch,
    /// Each once. A page has one or two, so a list is looked through faster than anything is hashed.
    pub(crate) channels: Vec<Channel>,
    pub(crate) read: i64,
    pub(crate) sent: i64,
    /// `Some` while the log, and not the queue, says what comes next; not before that moment.
    pub(crate) behind: Option<Instant>,
    /// What the page was told of people.
    pub(crate) heard: Heard,
}

/// Where entries come from, and so whether others are likely to get the very same ones.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    Queue,
    Log,
}

impl<T: Transport, L: Log, A: Access> Life<'_, T, L, A> {
    /// Live: one event, and what is queued behind it.
    pub(super) async fn take(&mut self, first: Arc<LogEntry>) -> Result<(), End> {
        let Some(following) = &mut self.following else { return Ok(()) };
        let mut next = Some(first);
        let mut batch = Vec::new();
        let mut read = following.read;
        while let Some(entry) = next {
            if entry.seq > read + 1 && !planted(Mistake::LagIgnored) {
                following.behind = Some(Instant::now());
                break;
            }
            if entry.seq > read {
                read = entry.seq;
                batch.push(entry);
            }
            next = if batch.len() < QUEUE { self.mailbox.queue.try_recv().ok() } else { None };
        }
        self.deliver(&batch, From::Queue).await
    }

    /// One page of the log. Between pages the socket is asked and heeded as usual.
    pub(super) async fn catch_up(&mut self) -> Result<(), End> {
        // What is queued was committed before the page is read, so the pages up to a short one have all of it.
        self.heeded.lost = self.mailbox.signals.borrow().lost;
        while self.mailbox.queue.try_recv().is_ok() {}
        let Some(following) = &mut self.following else { return Ok(()) };
        let after = following.read + i64::from(planted(Mistake::ReplayOffByOne));
        let Ok(page) = Box::pin(self.log.events_after(self.factory, after, PAGE as u64)).await else {
            following.behind = Some(Instant::now() + LOG_PAUSE);
            return Ok(());
        };
        if page.iter().zip(after + 1..).any(|(entry, seq)| entry.seq != seq) {
            // The log lost what comes next: the page was too slow even for the replay window.
            return self.reset(ResetReason::Window).await;
        }
        following.behind = (page.len() >= PAGE).then(Instant::now);
        self.deliver(&page, From::Log).await?;
        // Hidden events at the end of a replay move the cursor too, so that the page knows it has everything.
        let done = self.following.as_ref().is_some_and(|following| following.behind.is_none());
        if done { self.flush().await } else { Ok(()) }
    }

    /// Sends `entries`, which continue `read` without holes.
    async fn deliver(&mut self, mut entries: &[Arc<LogEntry>], source: From) -> Result<(), End> {
        while !entries.is_empty() {
            let Some(following) = &mut self.following else { return Ok(()) };
            if self.mailbox.signals.borrow().access != self.heeded.access {
                following.behind = Some(Instant::now());
                return Ok(());
            }
            let patch::Cut { covered, to, events } = patch::cut(following.sent, entries, &following.channels);
            entries = &entries[covered..];
            following.read = to;
            if !events.is_empty() {
                let from = std::mem::replace(&mut following.sent, to);
                let frame = match source {
                    From::Queue => self.mailbox.shared.frame(from, to, events),
                    From::Log => patch::frame(from, to, &events),
                };
                self.send(Outgoing::Text(frame)).await?;
            }
        }
        Ok(())
    }

    /// Tells the page about hidden events that nothing visible has followed yet.
    pub(super) async fn flush(&mut self) -> Result<(), End> {
        let Some(following) = &mut self.following else { return Ok(()) };
        if following.sent == following.read {
            return Ok(());
        }
        let frame = patch::frame(following.sent, following.read, &[]);
        following.sent = following.read;
        self.send(Outgoing::Text(frame)).await
    }
}

pub(super) async fn due(at: Option<Instant>) {
    match at {
        // Not even a tick of the timer's wheel for what is due already.
        Some(at) if at > Instant::now() => sleep_until(at).await,
        _ => {}
    }
}
