//! The truth of lacakPO: rows and event log, written in one transaction.
//!
//! Always true here:
//! - **One door in.** [`Ledger::record`] is the only way a factory's rows change: mutation looked up → rule of `model`
//!   → version-guarded rows → event at head + 1 → reply, then commit, then answer, then [`Ledger::commits`]. A refusal
//!   or a crash leaves nothing of it.
//! - **Once.** A mutation id has one effect and one reply, however often it is sent.
//! - **Dense.** A factory's events are 1, 2, 3 … in commit order; `factories.head` is the last.
//! - **One tenant.** Every query names its factory; a foreign id answers exactly as an unknown id.
//! - **One moment.** A snapshot's rows and head are read in one transaction.
//!
//! One connection writes, in the order asked, and commits together what waits together ([`writer`]); others read beside
//! it (SQLite WAL). Nothing here knows who is connected, a URL, a cookie or a page.

mod account;
mod activity;
mod cache;
mod clock;
mod counts;
mod demo;
#[expect(unreachable_pub, reason = "the derives make public types, and the room is private anyway")]
mod entities;
mod error;
mod failpoint;
mod import;
mod outbox;
mod overview;
mod password;
mod photo;
mod purchase_order;
mod record;
mod session;
mod sign_in;
mod snapshot;
mod sqlite;
mod throttle;
mod writer;

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{Arc, PoisonError},
    time::Duration,
};

use model::{
    ids::{FactoryId, UserId},
    purchase_order::TasksSnapshot,
};
use sea_orm::{DatabaseConnection, DatabaseTransaction, DbErr, TransactionTrait};
use tokio::sync::{RwLock, Semaphore, broadcast};

pub use account::{Factory, Joining, Link, NewFactory, SharedDevice};
pub use activity::{Hidden, hidden_from};
#[cfg(feature = "failpoints")]
pub use clock::hold_clock;
pub use counts::Counts;
pub use demo::{DEMO_NEIGHBOUR, DEMO_PASSWORD, DEMO_PIN, DEMO_USERS, DemoUser};
pub use error::LedgerError;
#[cfg(feature = "failpoints")]
pub use failpoint::{Held, Stop};
pub use import::ImportReport;
pub use outbox::{Head, LogEntry, REPLAY_EVENTS, REPLAY_MILLIS};
pub use photo::{PhotoSize, Picture};
pub use record::Recorded;
pub use session::{Membership, Session, Token};
pub use snapshot::Subject;
pub use sqlite::{BackupError, Contents, Restored, Trouble, WriteError, backup, restore};

use self::writer::{Batch, Wakes, Writer};

/// How long a commit proves that there can be another one.
const FRESH: Duration = Duration::from_secs(2);
/// With less room than this on its disk, in bytes, a ledger does not call itself ready: some ten seconds of a busy hall.
const ROOM: u64 = 1024 * 1024;
/// Passwords checked at once: each takes 19 MiB and a core for a moment.
const PASSWORD_CHECKS: usize = 2;

/// The database of all factories. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    inner: Arc<Inner>,
}

/// How a ledger works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Most writes that share a commit; with 1 each has its own.
    pub batch: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { batch: 128 }
    }
}

#[derive(Debug)]
struct Inner {
    url: String,
    file: PathBuf,
    /// Held for writing only while they are replaced.
    readers: RwLock<DatabaseConnection>,
    writer: Writer,
    watch: sqlite::Watch,
    wakes: Wakes,
    password_checks: Arc<Semaphore>,
    /// Passwords, by user name and where the guesses come from.
    throttle: throttle::Throttle,
    /// Passwords, by user name alone.
    name_throttle: throttle::Throttle,
    /// PINs, by device and person.
    pin_throttle: throttle::Throttle,
    /// PINs, by device.
    device_throttle: throttle::Throttle,
    /// Passwords and PINs, by network address.
    address_throttle: throttle::Throttle,
    counters: counts::Counters,
    #[cfg(feature = "failpoints")]
    failpoints: Arc<failpoint::Failpoints>,
    /// The last Tasks page of each factory. It stands while epoch and head do, because rows change only with events.
    tasks: std::sync::Mutex<HashMap<FactoryId, Arc<TasksSnapshot>>>,
    /// The rows of the last overview of each factory, kept by the same rule.
    overviews: std::sync::Mutex<HashMap<FactoryId, Arc<overview::Kept>>>,
    /// The last look at each factory's head.
    heads: outbox::Heads,
    /// Says to a restore that somebody uses the file.
    lock: std::sync::Mutex<Option<sqlite::Lock>>,
}

impl Ledger {
    /// Opens the database at `url`, as in `sqlite:///var/lib/lacakpo/lacakpo.sqlite`; makes file and folders where
    /// they are missing and brings the schema up to date.
    ///
    /// # Errors
    /// [`LedgerError::Address`], [`LedgerError::Folder`], [`LedgerError::Database`], [`LedgerError::Write`].
    pub async fn open(url: &str) -> Result<Ledger, LedgerError> {
        Ledger::open_with(url, Settings::default()).await
    }

    /// As [`Ledger::open`], told how to work.
    ///
    /// # Errors
    /// As [`Ledger::open`].
    pub async fn open_with(url: &str, settings: Settings) -> Result<Ledger, LedgerError> {
        let file = sqlite::file_of(url)?;
        if let Some(folder) = file.parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        let lock = sqlite::Lock::share(&file)?.ok_or(LedgerError::Replaced)?;
        sqlite::migrate(url).await?;
        let (wakes, failpoints) = (Wakes::default(), Arc::new(failpoint::Failpoints::default()));
        Ok(Ledger {
            inner: Arc::new(Inner {
                url: url.to_owned(),
                readers: RwLock::new(sqlite::readers(url).await?),
                watch: sqlite::Watch::open(&file)?,
                writer: Writer::start(file.clone(), settings.batch, wakes.clone(), failpoints.clone())?,
                file,
                wakes,
                password_checks: Arc::new(Semaphore::new(PASSWORD_CHECKS)),
                throttle: throttle::Throttle::new(throttle::PASSWORDS),
                name_throttle: throttle::Throttle::new(throttle::NAME_EVERYWHERE),
                pin_throttle: throttle::Throttle::new(throttle::PINS),
                device_throttle: throttle::Throttle::new(throttle::DEVICE_PINS),
                address_throttle: throttle::Throttle::new(throttle::ADDRESSES),
                counters: counts::Counters::default(),
                #[cfg(feature = "failpoints")]
                failpoints,
                tasks: std::sync::Mutex::default(),
                overviews: std::sync::Mutex::default(),
                heads: outbox::Heads::default(),
                lock: std::sync::Mutex::new(Some(lock)),
            }),
        })
    }

    /// Fires after each commit that wrote events, once for each factory whose log grew. A lost wake costs nothing,
    /// because the log is the truth.
    #[must_use]
    pub fn commits(&self) -> broadcast::Receiver<FactoryId> {
        self.inner.wakes.commits.subscribe()
    }

    /// Fires when what a person may do changed: logout, session ended, membership or account changed.
    #[must_use]
    pub fn access_changes(&self) -> broadcast::Receiver<UserId> {
        self.inner.wakes.access_changes.subscribe()
    }

    /// Whether the database can be read and written now, and a while longer. Something is written to find out, unless
    /// something was just now.
    ///
    /// # Errors
    /// [`LedgerError::Database`], [`LedgerError::Write`] and [`LedgerError::NoRoom`]: it cannot, and why.
    pub async fn ready(&self) -> Result<(), LedgerError> {
        // Before anything is read: were it half done, reading would fail until somebody wrote, and nobody could.
        self.open_again_if_writable().await?;
        self.factories().await?;
        // The one page below may still fit where nobody's work does.
        if sqlite::room(&self.inner.file).is_some_and(|bytes| bytes < ROOM) {
            return Err(LedgerError::NoRoom);
        }
        if self.inner.writer.stored().is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(());
        }
        // The same again, but a page must reach the disk for it.
        let sql = "UPDATE factories SET head = head WHERE id = (SELECT id FROM factories ORDER BY created_at LIMIT 1)";
        self.write(move |batch| batch.tx.execute(sql, [])).await.map(drop)
    }

    /// Finishes what was asked and closes the connections, so that the file can be moved. Calls after this fail.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn close(&self) -> Result<(), LedgerError> {
        self.readers().await.close_by_ref().await?;
        self.inner.watch.close();
        // Last, because the last one to leave tidies the file up.
        self.inner.writer.close().await;
        drop(self.inner.lock.lock().unwrap_or_else(PoisonError::into_inner).take());
        Ok(())
    }

    /// A transaction in which every read sees the same moment.
    async fn reading(&self) -> Result<DatabaseTransaction, DbErr> {
        self.readers().await.begin().await
    }

    /// The connections that pages read through.
    async fn readers(&self) -> DatabaseConnection {
        self.inner.readers.read().await.clone()
    }

    /// Has `work` done by the writer in its turn: all of it or nothing, durable when this returns.
    async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Batch<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        self.open_again_if_writable().await?;
        self.inner.writer.write(work).await
    }

    async fn open_again_if_writable(&self) -> Result<(), LedgerError> {
        let over = self.inner.writer.trouble() == Some(Trouble::ReadOnly) && sqlite::is_writable(&self.inner.file);
        if over { self.open_again().await } else { Ok(()) }
    }

    /// The file may be written now, and was found read-only before. How it is opened first holds for all connections of
    /// the process, so all of them are closed; the writer's is since its last failure.
    async fn open_again(&self) -> Result<(), LedgerError> {
        let mut readers = self.inner.readers.write().await;
        // Somebody else may have done it while this one waited.
        if self.inner.writer.trouble() == Some(Trouble::ReadOnly) {
            self.inner.watch.close();
            readers.close_by_ref().await?;
            *readers = sqlite::readers(&self.inner.url).await?;
            self.inner.watch.open_again(&self.inner.file)?;
            self.inner.writer.forgive();
        }
        Ok(())
    }
}
