//! Errors by audience: a [`Refusal`] speaks to people, everything else is for the log and never for a screen.

use model::Refusal;
use sea_orm::DbErr;

use crate::sqlite::{Trouble, WriteError, read_trouble};

/// Why the ledger did not do it. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A rule said no; the reason is for the person who asked.
    #[error("refused: {0:?}")]
    Refused(Refusal),
    /// Reading failed. For the log only: the text may name tables and values.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// Writing failed. For the log only, as above.
    #[error("writing: {0}")]
    Write(#[from] WriteError),
    /// The disk is nearly full: one more row may fit, and the work of a few minutes does not.
    #[error("the disk is nearly full")]
    NoRoom,
    /// A row holds what no rule would have written.
    #[error("corrupt row: {0}")]
    Corrupt(String),
    /// A name that must be unique exists: of a user or a factory.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// The address names no database that this build can open.
    #[error("not a database address: {0}")]
    Address(String),
    /// Another process is just putting a backup in the database's place.
    #[error("the database is being restored")]
    Replaced,
    /// The folder of the database cannot be made.
    #[error("database folder: {0}")]
    Folder(#[from] std::io::Error),
    /// A password could not be hashed.
    #[error("password hash: {0}")]
    Password(String),
    /// The work was stopped, as when the process ends; the caller asks again with the same mutation id.
    #[error("interrupted: {0}")]
    Interrupted(String),
    /// A test stopped the writing here.
    #[cfg(feature = "failpoints")]
    #[error("stopped at a failpoint")]
    Failpoint,
}

impl From<Refusal> for LedgerError {
    fn from(refusal: Refusal) -> LedgerError {
        LedgerError::Refused(refusal)
    }
}

impl LedgerError {
    /// The reason for people, if it was a rule that said no.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            LedgerError::Refused(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// What is wrong with the file, if that is why: it passes without anybody changing what was asked.
    #[must_use]
    pub fn trouble(&self) -> Option<Trouble> {
        match self {
            LedgerError::Write(error) => error.trouble(),
            LedgerError::Database(error) => read_trouble(error),
            LedgerError::NoRoom => Some(Trouble::Full),
            _ => None,
        }
    }

    /// Nobody writes any more: the ledger was closed.
    pub(crate) fn gone() -> LedgerError {
        LedgerError::Interrupted("the ledger is closed".to_owned())
    }

    /// The same, for another who waited for the same commit.
    pub(crate) fn again(&self) -> LedgerError {
        match self {
            LedgerError::Refused(refusal) => LedgerError::Refused(refusal.clone()),
            LedgerError::Write(error) => LedgerError::Write(error.clone()),
            #[cfg(feature = "failpoints")]
            LedgerError::Failpoint => LedgerError::Failpoint,
            other => LedgerError::Interrupted(other.to_string()),
        }
    }
}

impl From<rusqlite::Error> for LedgerError {
    fn from(error: rusqlite::Error) -> Self {
        LedgerError::Write(error.into())
    }
}

impl From<rusqlite::types::FromSqlError> for LedgerError {
    fn from(error: rusqlite::types::FromSqlError) -> Self {
        LedgerError::Corrupt(error.to_string())
    }
}

impl From<tokio::task::JoinError> for LedgerError {
    fn from(error: tokio::task::JoinError) -> Self {
        LedgerError::Interrupted(error.to_string())
    }
}

/// The word of a closed set (role, department, status …) out of a text column.
pub(crate) fn word<T: std::str::FromStr<Err = model::actor::UnknownWord>>(text: &str) -> Result<T, LedgerError> {
    text.parse().map_err(|error: model::actor::UnknownWord| LedgerError::Corrupt(error.to_string()))
}
