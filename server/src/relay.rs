//! The relay: carries what is committed from the ledger to the hub. Nothing else publishes.
//!
//! Always true here:
//! - Per factory in the order of the log, each event once, and only after its commit.
//! - **Rights before events.** A change of access that was announced before an event was read reaches the hub before
//!   that event: one task carries both.
//! - Only factories that somebody listens to are read. A factory seen for the first time, or again, starts at its
//!   head, and its listeners are sent to the log for what may lie before; so neither a late start nor a new factory
//!   nor a missed wake loses anything.
//! - Wakes are hints. A poll a second, and every lag of a wake channel, reads what the hint would have named.

use std::{collections::HashMap, sync::Arc, time::Duration};

use ledger::{Ledger, LedgerError};
use model::ids::{Epoch, FactoryId, UserId};
use realtime::{Head, Hub, Log, LogEntry, LogError};
use tokio::{
    sync::broadcast::{
        Receiver,
        error::{RecvError, TryRecvError},
    },
    time::{MissedTickBehavior, interval},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a lost wake costs at most.
const POLL: Duration = Duration::from_secs(1);
/// Most events read at once.
const PAGE: u64 = if cfg!(feature = "simulation") { 5 } else { 500 };

/// Starts the relay; it ends with `shutdown`.
pub fn spawn(ledger: Ledger, hub: Hub, shutdown: CancellationToken, tracker: &TaskTracker) {
    // Subscribed here and not in the task, so that nothing committed after this call goes without a wake.
    let wakes = Wakes { commits: ledger.commits(), access_changes: ledger.access_changes() };
    tracker.spawn(async move {
        tokio::select! {
            () = shutdown.cancelled() => {}
            () = run(LedgerLog(ledger), hub, wakes) => tracing::error!("the ledger is gone"),
        }
    });
}

/// What the relay listens to.
#[derive(Debug)]
pub struct Wakes {
    /// A factory's log grew.
    pub commits: Receiver<FactoryId>,
    /// A person's rights changed.
    pub access_changes: Receiver<UserId>,
}

/// Carries what is in `log` to `hub`; ends only when the senders of `wakes` are gone.
pub async fn run(log: impl Log, hub: Hub, wakes: Wakes) {
    let Wakes { commits, access_changes } = wakes;
    Relay { log, hub, access_changes, published: HashMap::new() }.run(commits).await;
}

/// The ledger as sockets read it.
#[derive(Clone, Debug)]
pub struct LedgerLog(pub Ledger);

impl Log for LedgerLog {
    async fn head(&self, factory: FactoryId) -> Result<Head, LogError> {
        let head = self.0.head(factory).await.map_err(|error| unreadable(factory, error))?;
        // Taken after the answer: what this clock is compared with is how late an event arrives.
        Ok(Head { epoch: head.epoch, seq: head.seq, oldest: head.oldest, now: app::request::now() })
    }

    async fn events_after(&self, factory: FactoryId, seq: i64, limit: u64) -> Result<Vec<Arc<LogEntry>>, LogError> {
        let entries = self.0.events_after(factory, seq, limit).await.map_err(|error| unreadable(factory, error))?;
        let entry = |entry: ledger::LogEntry| LogEntry { seq: entry.seq, channels: entry.channels, json: entry.json };
        Ok(entries.into_iter().map(entry).map(Arc::new).collect())
    }
}

fn unreadable(factory: FactoryId, error: LedgerError) -> LogError {
    tracing::warn!(%factory, %error, "the log cannot be read");
    LogError::new(error)
}

struct Relay<L> {
    log: L,
    hub: Hub,
    access_changes: Receiver<UserId>,
    /// Of each factory somebody listens to: life of its log and the last event handed to the hub.
    published: HashMap<FactoryId, (Epoch, i64)>,
}

impl<L: Log> Relay<L> {
    async fn run(mut self, mut commits: Receiver<FactoryId>) {
        let mut poll = interval(POLL);
        poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                biased;
                change = self.access_changes.recv() => match change {
                    Ok(user) => self.hub.access_changed(user),
                    Err(RecvError::Lagged(_)) => self.hub.access_changed_for_all(),
                    Err(RecvError::Closed) => return,
                },
                // Before the commits, or a factory that writes without a pause would keep the others from the poll.
                _ = poll.tick() => self.read_all().await,
                commit = commits.recv() => match commit {
                    Ok(factory) => self.read(factory).await,
                    Err(RecvError::Lagged(_)) => self.read_all().await,
                    Err(RecvError::Closed) => return,
                },
            }
        }
    }

    async fn read_all(&mut self) {
        let occupied = self.hub.occupied();
        self.published.retain(|factory, _| occupied.contains(factory));
        for factory in occupied {
            self.check_head(factory).await;
        }
    }

    /// What a poll asks: is there something that no wake told of, or is it another log altogether?
    async fn check_head(&mut self, factory: FactoryId) {
        // An unreadable log was reported where it was read, and the next poll asks again.
        let Ok(head) = self.log.head(factory).await else { return };
        match self.published.get(&factory).copied() {
            Some((epoch, seq)) if epoch == head.epoch && seq == head.seq => {}
            Some((epoch, seq)) if epoch == head.epoch && seq < head.seq => {
                self.publish_after(factory, epoch, seq).await
            }
            _ => self.start_at(factory, head),
        }
    }

    async fn read(&mut self, factory: FactoryId) {
        if !self.hub.is_occupied(factory) {
            // Whoever comes later reads the log, in which the commit is already.
            self.published.remove(&factory);
        } else if let Some((epoch, seq)) = self.published.get(&factory).copied() {
            self.publish_after(factory, epoch, seq).await;
        } else if let Ok(head) = self.log.head(factory).await {
            self.start_at(factory, head);
        }
    }

    fn start_at(&mut self, factory: FactoryId, head: Head) {
        self.published.insert(factory, (head.epoch, head.seq));
        self.announce_access_changes();
        self.hub.publish_missed(factory);
    }

    async fn publish_after(&mut self, factory: FactoryId, epoch: Epoch, mut seq: i64) {
        loop {
            let Ok(page) = self.log.events_after(factory, seq, PAGE).await else { return };
            self.announce_access_changes();
            self.hub.publish_all(factory, &page).await;
            seq = page.last().map_or(seq, |entry| entry.seq);
            self.published.insert(factory, (epoch, seq));
            if (page.len() as u64) < PAGE {
                return;
            }
        }
    }

    /// What was announced while the log was read goes first.
    fn announce_access_changes(&mut self) {
        loop {
            match self.access_changes.try_recv() {
                Ok(user) => self.hub.access_changed(user),
                Err(TryRecvError::Lagged(_)) => self.hub.access_changed_for_all(),
                Err(TryRecvError::Empty | TryRecvError::Closed) => return,
            }
        }
    }
}
