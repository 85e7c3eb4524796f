//! The truth of lacakPO: rows and event log, written in one transaction.
//!
//! Always true here:
//! - **One door in.** [`Ledger::record`] is the only way a factory's rows change: mutation looked up → rule of `model`
//!   → version-guarded rows → head + 1 → event → reply, then commit, then [`Ledger::commits`]. A refusal or a crash
//!   leaves nothing of it.
//! - **Once.** A mutation id has one effect and one reply, however often it is sent.
//! - **Dense.** A factory's events are 1, 2, 3 … in commit order; `factories.head` is the last.
//! - **One tenant.** Every query names its factory; a foreign id answers exactly as an unknown id.
//! - **One moment.** A snapshot's rows and head are read in one transaction.
//!
//! One connection writes, in the order asked; others read beside it (SQLite WAL). Nothing here knows who is connected,
//! a URL, a cookie or a page.

mod account;
mod clock;
mod demo;
#[expect(unreachable_pub, reason = "the derives make public types, and the room is private anyway")]
mod entities;
mod error;
mod failpoint;
mod import;
mod outbox;
mod purchase_order;
mod record;
mod session;
mod snapshot;
mod throttle;

use std::{collections::HashMap, sync::Arc, time::Duration};

use migrations::{Migrator, MigratorTrait};
use model::{
    ids::{FactoryId, UserId},
    purchase_order::TasksSnapshot,
};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{Mutex, Semaphore, broadcast};

pub use account::Factory;
pub use demo::{DEMO_NEIGHBOUR, DEMO_PASSWORD, DEMO_USERS, DemoUser};
pub use error::LedgerError;
#[cfg(feature = "failpoints")]
pub use failpoint::Stop;
pub use import::ImportReport;
pub use outbox::{Head, LogEntry, REPLAY_EVENTS, REPLAY_MILLIS};
pub use record::Recorded;
pub use session::{Membership, Session, SessionToken};
pub use snapshot::Subject;

/// Connections that only read; the tablets of a factory ask for pages at the same moment after a reconnect.
const READERS: u32 = 8;
/// How long a connection waits for another process (a backup, a second instance) to release the file.
const BUSY: Duration = Duration::from_secs(10);
/// Wakes kept for a slow listener; a lost one costs nothing, because the log is the truth.
const WAKES: usize = 1024;
/// Passwords checked at once: each takes 19 MiB and a core for a moment.
const PASSWORD_CHECKS: usize = 2;

/// The database of all factories. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ledger {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    readers: DatabaseConnection,
    /// Tokio's mutex is fair, so no writer starves.
    writer: Mutex<DatabaseConnection>,
    commits: broadcast::Sender<FactoryId>,
    access_changes: broadcast::Sender<UserId>,
    password_checks: Arc<Semaphore>,
    throttle: throttle::Throttle,
    failpoints: failpoint::Failpoints,
    /// The last Tasks page of each factory. It stands while epoch and head do, because rows change only with events.
    tasks: std::sync::Mutex<HashMap<FactoryId, Arc<TasksSnapshot>>>,
}

impl Ledger {
    /// Opens the database at `url`, as in `sqlite:///var/lib/lacakpo/lacakpo.sqlite`; makes file and folders where
    /// they are missing and brings the schema up to date.
    ///
    /// # Errors
    /// [`LedgerError::Address`], [`LedgerError::Folder`], [`LedgerError::Database`].
    pub async fn open(url: &str) -> Result<Ledger, LedgerError> {
        let address = || LedgerError::Address(url.to_owned());
        if !url.starts_with("sqlite:") || url.contains(":memory:") {
            return Err(address());
        }
        let file: SqliteConnectOptions = url.parse().map_err(|_| address())?;
        if let Some(folder) = file.get_filename().parent() {
            tokio::fs::create_dir_all(folder).await?;
        }
        let writer = connect(url, 1, |options| {
            options
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(BUSY)
        })
        .await?;
        Migrator::up(&writer, None).await?;
        let readers =
            connect(url, READERS, |options| options.foreign_keys(true).busy_timeout(BUSY).pragma("query_only", "ON"))
                .await?;
        Ok(Ledger {
            inner: Arc::new(Inner {
                readers,
                writer: Mutex::new(writer),
                commits: broadcast::Sender::new(WAKES),
                access_changes: broadcast::Sender::new(WAKES),
                password_checks: Arc::new(Semaphore::new(PASSWORD_CHECKS)),
                throttle: throttle::Throttle::default(),
                failpoints: failpoint::Failpoints::default(),
                tasks: std::sync::Mutex::default(),
            }),
        })
    }

    /// Fires after each commit that wrote events, with the factory whose log grew. A lost wake costs nothing, because
    /// the log is the truth.
    #[must_use]
    pub fn commits(&self) -> broadcast::Receiver<FactoryId> {
        self.inner.commits.subscribe()
    }

    /// Fires when what a person may do changed: logout, session ended, membership or account changed.
    #[must_use]
    pub fn access_changes(&self) -> broadcast::Receiver<UserId> {
        self.inner.access_changes.subscribe()
    }

    /// Closes the connections, so that the file can be moved. Calls after this fail.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn close(&self) -> Result<(), LedgerError> {
        self.inner.readers.close_by_ref().await?;
        self.inner.writer.lock().await.close_by_ref().await?;
        Ok(())
    }

    /// A transaction in which every read sees the same moment.
    async fn reading(&self) -> Result<DatabaseTransaction, DbErr> {
        self.inner.readers.begin().await
    }

    fn announce_commit(&self, factory: FactoryId) {
        // An error only says that nobody listens.
        let _ = self.inner.commits.send(factory);
    }

    fn announce_access_change(&self, user: UserId) {
        let _ = self.inner.access_changes.send(user);
    }

    /// Stops the next write at the place that comes after `places` others.
    #[cfg(feature = "failpoints")]
    pub fn stop_after(&self, places: u32, stop: Stop) {
        self.inner.failpoints.arm(places, stop);
    }

    /// Takes [`Ledger::stop_after`] back; says whether the write had fewer places than that.
    #[cfg(feature = "failpoints")]
    #[must_use]
    pub fn was_not_stopped(&self) -> bool {
        self.inner.failpoints.disarm()
    }
}

/// A transaction that holds the right to write from its first statement: a deferred one that reads first would fail
/// at its first write, without waiting, whenever another connection wrote in between.
async fn begin_writing(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    writer
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await
}

async fn connect(
    url: &str,
    connections: u32,
    options: impl Fn(SqliteConnectOptions) -> SqliteConnectOptions + Send + Sync + 'static,
) -> Result<DatabaseConnection, DbErr> {
    let mut connect = ConnectOptions::new(url);
    connect
        .max_connections(connections)
        .min_connections(1)
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(options);
    Database::connect(connect).await
}
