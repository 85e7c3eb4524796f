//! Errors by audience: a [`Refusal`] speaks to people, everything else is for the log and never for a screen.

use model::Refusal;
use sea_orm::DbErr;

/// Why the ledger did not do it. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A rule said no; the reason is for the person who asked.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The database failed. For the log only: the text may name tables and values.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A row holds what no rule would have written.
    #[error("corrupt row: {0}")]
    Corrupt(String),
    /// A name that must be unique exists: of a user or a factory.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// The address names no database that this build can open.
    #[error("not a database address: {0}")]
    Address(String),
    /// The folder of the database cannot be made.
    #[error("database folder: {0}")]
    Folder(#[from] std::io::Error),
    /// A password could not be hashed.
    #[error("password hash: {0}")]
    Password(String),
    /// The task that wrote was stopped, as when the process ends; the caller asks again with the same mutation id.
    #[error("interrupted: {0}")]
    Interrupted(#[from] tokio::task::JoinError),
    /// A test stopped the writing here.
    #[cfg(feature = "failpoints")]
    #[error("stopped at a failpoint")]
    Failpoint,
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
}

/// The word of a closed set (role, department, status …) out of a text column.
pub(crate) fn word<T: std::str::FromStr<Err = model::actor::UnknownWord>>(text: &str) -> Result<T, LedgerError> {
    text.parse().map_err(|error: model::actor::UnknownWord| LedgerError::Corrupt(error.to_string()))
}
