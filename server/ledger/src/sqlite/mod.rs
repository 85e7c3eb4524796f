//! Everything that only SQLite understands: how the file is opened, the writer's connection, what its errors mean.
//!
//! Pages read through sea-orm, many at once. The writer has one connection of its own, driven directly on the writer's
//! thread: a statement of two microseconds must not travel through another thread and back. Both share one SQLite and
//! one file. The statements themselves are plain SQL and live with what they are about; another database would replace
//! this room and nothing else.

mod backup;
mod connection;
mod error;
mod lock;
mod watch;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr,
    sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

pub use backup::{BackupError, Contents, Restored, backup, restore};
pub(crate) use connection::{Connection, Params, Row, values};
pub(crate) use error::read_trouble;
pub use error::{Trouble, WriteError};
pub(crate) use lock::Lock;
pub(crate) use watch::Watch;

use crate::error::LedgerError;

/// Connections that only read; the tablets of a factory ask for pages at the same moment after a reconnect.
const READERS: u32 = 8;
/// How long a connection waits for another process (a backup, an import) to release the file.
const BUSY: Duration = Duration::from_secs(10);

/// The file that `url` names.
///
/// # Errors
/// [`LedgerError::Address`] when it names none.
pub(crate) fn file_of(url: &str) -> Result<PathBuf, LedgerError> {
    let address = || LedgerError::Address(url.to_owned());
    if !url.starts_with("sqlite:") || url.contains(":memory:") {
        return Err(address());
    }
    let options: SqliteConnectOptions = url.parse().map_err(|_| address())?;
    Ok(options.get_filename().to_owned())
}

/// How many bytes the disk of `file` still takes, where the system says so.
pub(crate) fn room(file: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(file).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Whether this process may write `file` now. It is asked by name: opening and closing the file would take SQLite's locks
/// from under it.
pub(crate) fn is_writable(file: &Path) -> bool {
    rustix::fs::access(file, rustix::fs::Access::WRITE_OK).is_ok()
}

/// Makes the file where it is missing and brings its schema up to date.
pub(crate) async fn migrate(url: &str) -> Result<(), DbErr> {
    let connection = connect(url, 1, |options| {
        options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
    })
    .await?;
    Migrator::up(&connection, None).await?;
    connection.close().await
}

/// The connections that pages read through.
pub(crate) async fn readers(url: &str) -> Result<DatabaseConnection, DbErr> {
    connect(url, READERS, |options| options.foreign_keys(true).busy_timeout(BUSY).pragma("query_only", "ON")).await
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
