//! What this ledger has done since it was opened, counted for who watches over it. Nothing here decides anything.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::{Ledger, error::LedgerError};

/// How a mutation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It counts, from now on.
    Accepted,
    /// It counted already, and got its reply again.
    Repeated,
    /// A rule said no.
    Refused,
    /// It is not known to be written.
    Failed,
}

impl Outcome {
    /// For the log.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::Repeated => "repeated",
            Outcome::Refused => "refused",
            Outcome::Failed => "failed",
        }
    }
}

/// How often what happened since the ledger was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Mutations that counted.
    pub accepted: u64,
    /// Mutations that were sent again and got their reply again.
    pub repeated: u64,
    /// Mutations that a rule refused.
    pub refused: u64,
    /// Mutations that are not known to be written.
    pub failed: u64,
    /// Attempts to sign in with what is not right.
    pub login_failures: u64,
    /// Passwords held against a hash, whoever's it was.
    pub passwords_checked: u64,
}

#[derive(Debug, Default)]
pub(crate) struct Counters {
    mutations: [AtomicU64; 4],
    login_failures: AtomicU64,
    passwords_checked: AtomicU64,
}

impl Counters {
    pub(crate) fn mutation(&self, outcome: Outcome) {
        self.mutations[outcome as usize].fetch_add(1, Relaxed);
    }

    pub(crate) fn login_failed(&self) {
        self.login_failures.fetch_add(1, Relaxed);
    }

    pub(crate) fn password_checked(&self) {
        self.passwords_checked.fetch_add(1, Relaxed);
    }
}

impl Ledger {
    /// How often what happened since this ledger was opened.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let Counters { mutations, login_failures, passwords_checked } = &self.inner.counters;
        let of = |outcome: Outcome| mutations[outcome as usize].load(Relaxed);
        Counts {
            accepted: of(Outcome::Accepted),
            repeated: of(Outcome::Repeated),
            refused: of(Outcome::Refused),
            failed: of(Outcome::Failed),
            login_failures: login_failures.load(Relaxed),
            passwords_checked: passwords_checked.load(Relaxed),
        }
    }

    /// Bytes that the database takes on its disk, with what was written last and is not yet moved to its place.
    ///
    /// # Errors
    /// [`LedgerError::Folder`] when the file cannot be looked at.
    pub async fn bytes(&self) -> Result<u64, LedgerError> {
        let file = tokio::fs::metadata(&self.inner.file).await?.len();
        // There is none while nobody has written yet.
        let wal = tokio::fs::metadata(wal(&self.inner.file)).await.map_or(0, |wal| wal.len());
        Ok(file + wal)
    }
}

fn wal(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push("-wal");
    name.into()
}
