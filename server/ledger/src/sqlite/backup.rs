//! The database as one file to keep, and back.
//!
//! Always true here: a file under its final name is complete, checked and on the disk; nothing is overwritten, neither
//! a backup nor the database that a restore replaces; and a restored log is another life of it (a new epoch), so that
//! every page asks for what is true now.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use migrations::{Migrator, MigratorTrait};
use model::planted::{Mistake, planted};
use rusqlite::{Connection, OpenFlags};
use tempfile::NamedTempFile;
use uuid::Uuid;

use super::{BUSY, WriteError, lock::Lock};
use crate::{clock, error::LedgerError};

/// Why there is no backup, or nothing was restored. For who keeps the server.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// Nothing lies at the database's address.
    #[error("tidak ada basis data di {}", .0.display())]
    NoDatabase(PathBuf),
    /// A file has this name already, and it may be somebody's only backup.
    #[error("{} sudah ada; pilih nama lain", .0.display())]
    Exists(PathBuf),
    /// Somebody uses the database.
    #[error("basis data sedang dipakai; hentikan server lacakPO dulu")]
    InUse,
    /// A file of something else.
    #[error("{file} bukan cadangan lacakPO: {why}", file = .0.display(), why = .1)]
    NotOurs(PathBuf, String),
    /// A backup by a later version, whose tables this one does not know.
    #[error("cadangan ini dari versi lacakPO yang lebih baru (langkah {0})")]
    Newer(String),
    /// The copy is not sound.
    #[error("{file} rusak: {why}", file = .0.display(), why = .1)]
    Damaged(PathBuf, String),
    /// The address, or the folder of the database.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// SQLite could not read or write.
    #[error("basis data: {0}")]
    Sqlite(#[from] WriteError),
    /// The file system could not.
    #[error("{file}: {why}", file = .0.display(), why = .1)]
    File(PathBuf, io::Error),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        BackupError::Sqlite(error.into())
    }
}

/// What a backup holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Factories in it.
    pub factories: u64,
    /// Events of all of them.
    pub events: u64,
    /// Size in bytes.
    pub bytes: u64,
}

/// What a restore did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What is the database now.
    pub contents: Contents,
    /// Where the database from before is kept, if there was one.
    pub replaced: Option<PathBuf>,
}

/// Copies the database at `url`, as it is at one moment, to the new file `target`. A server may work on meanwhile.
///
/// # Errors
/// [`BackupError::NoDatabase`], [`BackupError::Exists`], [`BackupError::File`] and the like; then there is no `target`.
pub async fn backup(url: &str, target: &Path) -> Result<Contents, BackupError> {
    let (database, target) = (super::file_of(url)?, target.to_owned());
    on_a_thread(move || {
        if !database.is_file() {
            return Err(BackupError::NoDatabase(database));
        }
        if target.exists() {
            return Err(BackupError::Exists(target));
        }
        let copy = unnamed_beside(&target)?;
        let source = open(&database, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        // One read transaction: what is committed while it runs is not in it, and nobody waits for it.
        source.execute("VACUUM INTO ?1", [path_text(copy.path())?])?;
        let contents = checked(copy.path())?;
        copy.as_file().sync_all().map_err(|error| BackupError::File(target.clone(), error))?;
        name(copy, &target)?;
        Ok(contents)
    })
    .await
}

/// Makes the backup `file` the database at `url`, and keeps the one from before beside it under a dated name.
///
/// # Errors
/// [`BackupError::InUse`] while a server holds the database, [`BackupError::NotOurs`], [`BackupError::Newer`],
/// [`BackupError::Damaged`] and the like; then the database is as it was.
pub async fn restore(url: &str, file: &Path) -> Result<Restored, BackupError> {
    let (database, file) = (super::file_of(url)?, file.to_owned());
    on_a_thread(move || {
        let folder = folder_of(&database);
        fs::create_dir_all(&folder).map_err(|error| BackupError::File(folder, error))?;
        let locked = Lock::alone(&database).map_err(|error| BackupError::File(database.clone(), error))?;
        let Some(_lock) = locked else { return Err(BackupError::InUse) };
        checked(&file)?;
        let copy = unnamed_beside(&database)?;
        fs::copy(&file, copy.path()).map_err(|error| BackupError::File(file.clone(), error))?;
        begin_another_life(copy.path())?;
        let contents = checked(copy.path())?;
        copy.as_file().sync_all().map_err(|error| BackupError::File(database.clone(), error))?;
        let replaced = if database.exists() { Some(keep_beside(&database)?) } else { None };
        copy.persist(&database).map_err(|error| BackupError::File(database.clone(), error.error))?;
        sync_folder(&database)?;
        Ok(Restored { contents, replaced })
    })
    .await
}

async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let clock = clock::Held::of_this_thread();
    let work = move || {
        clock.hold();
        work()
    };
    tokio::task::spawn_blocking(work).await.map_err(LedgerError::from)?
}

fn open(file: &Path, mode: OpenFlags) -> Result<Connection, BackupError> {
    let connection = Connection::open_with_flags(file, mode | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

/// A file in `target`'s folder that is gone again if it gets no name, readable by its owner alone: it holds the hashes
/// of passwords.
fn unnamed_beside(target: &Path) -> Result<NamedTempFile, BackupError> {
    let folder = folder_of(target);
    tempfile::Builder::new()
        .prefix(".lacakpo-")
        .suffix(".part")
        .tempfile_in(&folder)
        .map_err(|error| BackupError::File(folder, error))
}

/// Gives `copy` its name, unless something took it meanwhile.
fn name(copy: NamedTempFile, target: &Path) -> Result<(), BackupError> {
    copy.persist_noclobber(target).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(target.to_owned()),
        _ => BackupError::File(target.to_owned(), error.error),
    })?;
    sync_folder(target)
}

/// A name is durable when its folder is.
fn sync_folder(file: &Path) -> Result<(), BackupError> {
    let folder = folder_of(file);
    fs::File::open(&folder).and_then(|open| open.sync_all()).map_err(|error| BackupError::File(folder, error))
}

fn folder_of(file: &Path) -> PathBuf {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

fn path_text(path: &Path) -> Result<&str, BackupError> {
    let not_text = || io::Error::new(io::ErrorKind::InvalidFilename, "the path is not text");
    path.to_str().ok_or_else(|| BackupError::File(path.to_owned(), not_text()))
}

/// Whether `file` is a sound database of ours that this version understands, and what is in it.
fn checked(file: &Path) -> Result<Contents, BackupError> {
    let not_ours = |error: rusqlite::Error| BackupError::NotOurs(file.to_owned(), error.to_string());
    let bytes = fs::metadata(file).map_err(|error| BackupError::File(file.to_owned(), error))?.len();
    let connection = open(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut steps = connection.prepare("SELECT version FROM seaql_migrations ORDER BY version").map_err(not_ours)?;
    let steps: Vec<String> = steps.query_map([], |row| row.get(0)).and_then(Iterator::collect).map_err(not_ours)?;
    let known: Vec<String> = Migrator::migrations().iter().map(|step| step.name().to_owned()).collect();
    if steps.first() != known.first() {
        return Err(BackupError::NotOurs(file.to_owned(), "tabelnya lain".to_owned()));
    }
    if let Some(newer) = steps.into_iter().find(|step| !known.contains(step)) {
        return Err(BackupError::Newer(newer));
    }
    let found: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(not_ours)?;
    if found != "ok" {
        return Err(BackupError::Damaged(file.to_owned(), found));
    }
    let count = |sql| connection.query_row(sql, [], |row| row.get(0)).map_err(not_ours);
    let (factories, events): (i64, i64) =
        (count("SELECT COUNT(*) FROM factories")?, count("SELECT COUNT(*) FROM events")?);
    Ok(Contents { factories: factories.unsigned_abs(), events: events.unsigned_abs(), bytes })
}

/// Events after the backup are gone, and their places and versions would be given to others. So the log has another
/// epoch, and whoever saw them starts anew; and versions leap by the time in milliseconds, another distance at each
/// restore, or a change typed on what is no more would count as one on what is there now.
fn begin_another_life(file: &Path) -> Result<(), BackupError> {
    let mut connection = open(file, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let tx = connection.transaction()?;
    let factories: Vec<Uuid> =
        tx.prepare("SELECT id FROM factories")?.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for factory in factories {
        if planted(Mistake::RestoreKeepsEpoch) {
            break;
        }
        tx.execute("UPDATE factories SET epoch = ?1 WHERE id = ?2", [Uuid::now_v7(), factory])?;
    }
    let leap = clock::now().0;
    for versioned in [
        "factories",
        "memberships",
        "invitations",
        "devices",
        "clients",
        "purchase_orders",
        "items",
        "tracks",
        "issues",
    ] {
        tx.execute(&format!("UPDATE {versioned} SET version = version + ?1"), [leap])?;
    }
    tx.commit()?;
    Ok(())
}

/// Gives the database a second, dated name, under which it stays when the first one is taken over.
fn keep_beside(database: &Path) -> Result<PathBuf, BackupError> {
    fold_in_what_was_written_ahead(database)?;
    let kept = dated_name(database);
    let ahead = with_suffix(database, "-wal");
    if ahead.exists() {
        fs::rename(&ahead, with_suffix(&kept, "-wal")).map_err(|error| BackupError::File(ahead, error))?;
    }
    // A copy where the file system knows no second names.
    let linked = fs::hard_link(database, &kept).or_else(|_| fs::copy(database, &kept).map(drop));
    linked.map(|()| kept.clone()).map_err(|error| BackupError::File(kept, error))
}

/// A name beside `database` that nothing has.
fn dated_name(database: &Path) -> PathBuf {
    let stem = database.file_stem().unwrap_or_default().to_string_lossy();
    let at = clock::now().at_offset(0).format("%Y%m%d-%H%M%S");
    let named = |turn: u32| database.with_file_name(format!("{stem}.diganti-{at}-{turn}.sqlite"));
    let mut turn = 1;
    while named(turn).exists() {
        turn += 1;
    }
    named(turn)
}

/// The write-ahead log belongs to its database: left beside another one it would be laid over that. A database too
/// damaged for this takes its log with it.
fn fold_in_what_was_written_ahead(database: &Path) -> Result<(), BackupError> {
    let folded = open(database, OpenFlags::SQLITE_OPEN_READ_WRITE)
        .and_then(|connection| Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?));
    if let Err(error) = folded {
        tracing::warn!(%error, "the database that is replaced cannot be opened; it is kept as it is");
    }
    let index = with_suffix(database, "-shm");
    match fs::remove_file(&index) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(BackupError::File(index, error)),
        _ => Ok(()),
    }
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
