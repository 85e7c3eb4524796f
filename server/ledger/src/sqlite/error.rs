//! What a failed statement means for people: a rule never fails here, so it is the disk or the database.

use std::{fmt, sync::Arc};

use sea_orm::{DbErr, RuntimeErr, sqlx};

/// Why nothing can be stored now. It passes without us: when there is room again, when the file may be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The disk is full.
    Full,
    /// The file or its file system may only be read.
    ReadOnly,
    /// Reading or writing the file failed.
    Disk,
    /// Another process held the file for too long.
    Busy,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Trouble::Full => "disk full",
            Trouble::ReadOnly => "read-only",
            Trouble::Disk => "disk failed",
            Trouble::Busy => "held by another process",
        })
    }
}

/// A statement of the writer failed. Cloned, because all who waited for one commit are told of its failure.
#[derive(Clone, Debug)]
pub struct WriteError(Arc<rusqlite::Error>);

impl WriteError {
    /// What it means, if it is about the file and not about the statement.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        self.0.sqlite_error().and_then(|error| trouble_of(error.extended_code))
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for WriteError {}

impl From<rusqlite::Error> for WriteError {
    fn from(error: rusqlite::Error) -> Self {
        WriteError(Arc::new(error))
    }
}

/// What a failed read means, if it is about the file and not about the statement.
pub(crate) fn read_trouble(error: &DbErr) -> Option<Trouble> {
    let (DbErr::Conn(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Query(RuntimeErr::SqlxError(error))) = error
    else {
        return None;
    };
    match &**error {
        sqlx::Error::Database(error) => trouble_of(error.code()?.parse().ok()?),
        sqlx::Error::PoolTimedOut => Some(Trouble::Busy),
        _ => None,
    }
}

/// By SQLite's result code; the low byte of an extended one is the primary one (<https://sqlite.org/rescode.html>).
fn trouble_of(code: i32) -> Option<Trouble> {
    match code & 0xff {
        13 => Some(Trouble::Full),
        8 => Some(Trouble::ReadOnly),
        // IOERR, CANTOPEN.
        10 | 14 => Some(Trouble::Disk),
        // BUSY, LOCKED, PROTOCOL.
        5 | 6 | 15 => Some(Trouble::Busy),
        _ => None,
    }
}
