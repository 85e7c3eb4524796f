//! One life of the server process: that it can end at any step, and what it reads the database through.
//!
//! Always true here: once dead, nothing of this life does anything any more; whatever it was doing stays undone.

use std::{
    future::pending,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed},
    },
};

use ledger::Ledger;
use model::{Channel, Timestamp, ids::FactoryId};
use realtime::{Access, Head, Log, LogEntry, LogError, Standing};
use server::{relay::LedgerLog, socket::SessionAccess};
use tokio::{
    sync::Notify,
    time::{Duration, Instant, sleep},
};

use crate::{dice::Dice, host::Host, template::BEGIN};

/// What every part of a server process shares, and what a fault can reach.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) host: Arc<Host>,
    started: Instant,
    /// How far the server's clock is ahead of the true one, in milliseconds.
    clock_ahead: AtomicI64,
    dead: AtomicBool,
    /// Steps left until it dies; negative: it does not.
    steps_left: AtomicI64,
    /// Until when the log cannot be read, in milliseconds since the start.
    unreadable_until: AtomicU64,
    /// How long reads take.
    dice: Mutex<Dice>,
    /// Wakes the world: something was said, or the process died.
    pub(crate) notice: Arc<Notify>,
}

impl Life {
    pub(crate) fn new(host: Arc<Host>, started: Instant, clock_ahead: i64, notice: Arc<Notify>, dice: Dice) -> Life {
        Life {
            dice: Mutex::new(dice),
            host,
            started,
            clock_ahead: AtomicI64::new(clock_ahead),
            dead: AtomicBool::new(false),
            steps_left: AtomicI64::new(-1),
            unreadable_until: AtomicU64::new(0),
            notice,
        }
    }

    fn millis(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    /// The server's clock.
    pub(crate) fn now(&self) -> Timestamp {
        Timestamp(BEGIN.0 + self.millis() as i64 + self.clock_ahead.load(Relaxed))
    }

    pub(crate) fn set_clock_ahead(&self, millis: i64) {
        self.clock_ahead.store(millis, Relaxed);
    }

    pub(crate) fn is_dead(&self) -> bool {
        self.dead.load(Relaxed)
    }

    /// Dies now.
    pub(crate) fn end(&self) {
        self.dead.store(true, Relaxed);
        self.notice.notify_one();
    }

    /// Dies after `steps` more reads, questions and messages of relay and sockets.
    pub(crate) fn end_after(&self, steps: u64) {
        self.steps_left.store(steps as i64, Relaxed);
    }

    /// The log cannot be read for `millis`.
    pub(crate) fn make_unreadable(&self, millis: u64) {
        self.unreadable_until.store(self.millis() + millis, Relaxed);
    }

    /// No trouble is left in it.
    pub(crate) fn make_well(&self) {
        self.unreadable_until.store(0, Relaxed);
        self.steps_left.store(-1, Relaxed);
    }

    pub(crate) fn is_unreadable(&self) -> bool {
        self.millis() < self.unreadable_until.load(Relaxed)
    }

    /// One step; says whether the process lived to take it.
    pub(crate) fn step(&self) -> bool {
        match self.steps_left.load(Relaxed) {
            _ if self.is_dead() => false,
            0 => {
                self.end();
                false
            }
            left => {
                if left > 0 {
                    self.steps_left.store(left - 1, Relaxed);
                }
                true
            }
        }
    }

    /// A moment in which other things happen: a question is under way, or its answer is.
    async fn take_time(&self) {
        let millis = self.dice.lock().unwrap_or_else(PoisonError::into_inner).below(8).saturating_sub(4);
        if millis > 0 {
            sleep(Duration::from_millis(millis)).await;
        }
        self.live().await;
    }

    async fn live(&self) {
        if !self.step() {
            pending::<()>().await;
        }
    }
}

/// The real log, read on the ledger's thread.
#[derive(Clone, Debug)]
pub(crate) struct HostedLog {
    pub(crate) life: Arc<Life>,
    pub(crate) ledger: Ledger,
}

impl HostedLog {
    async fn readable(&self) -> Result<(), LogError> {
        self.life.take_time().await;
        if self.life.is_unreadable() { Err(LogError::new("the disk does not answer")) } else { Ok(()) }
    }
}

impl Log for HostedLog {
    async fn head(&self, factory: FactoryId) -> Result<Head, LogError> {
        self.readable().await?;
        let ledger = self.ledger.clone();
        let head = self.life.host.run(self.life.now(), move || async move { LedgerLog(ledger).head(factory).await });
        self.life.take_time().await;
        head
    }

    async fn events_after(&self, factory: FactoryId, seq: i64, limit: u64) -> Result<Vec<Arc<LogEntry>>, LogError> {
        self.readable().await?;
        let ledger = self.ledger.clone();
        let read = move || async move { LedgerLog(ledger).events_after(factory, seq, limit).await };
        let read = self.life.host.run(self.life.now(), read);
        self.life.take_time().await;
        read
    }
}

/// The real rights of a session, asked on the ledger's thread.
pub(crate) struct HostedAccess {
    pub(crate) life: Arc<Life>,
    pub(crate) rights: SessionAccess,
}

impl Access for HostedAccess {
    async fn standing(&self) -> Standing {
        self.life.take_time().await;
        let rights = self.rights.clone();
        let standing = self.life.host.run(self.life.now(), move || async move { rights.standing().await });
        self.life.take_time().await;
        standing
    }

    async fn allows(&self, channel: &Channel) -> bool {
        self.life.take_time().await;
        let (rights, channel) = (self.rights.clone(), *channel);
        let allows = self.life.host.run(self.life.now(), move || async move { rights.allows(&channel).await });
        self.life.take_time().await;
        allows
    }
}
