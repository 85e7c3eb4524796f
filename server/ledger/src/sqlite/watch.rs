//! Whether anything was committed since the last look, by whomever.
//!
//! A look reads a counter in memory that all processes share, so it is neither a query nor a wait.

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use rusqlite::{Connection, OpenFlags};

use super::WriteError;

#[derive(Debug)]
pub(crate) struct Watch(Mutex<Option<Connection>>);

impl Watch {
    pub(crate) fn open(file: &Path) -> Result<Watch, WriteError> {
        let watch = Watch(Mutex::new(None));
        watch.open_again(file)?;
        Ok(watch)
    }

    pub(crate) fn open_again(&self, file: &Path) -> Result<(), WriteError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(connection);
        Ok(())
    }

    /// Another number after each commit; the same number means that the rows are the same. `None` when it is not known.
    pub(crate) fn version(&self) -> Option<i64> {
        // A std mutex, held for one look and never across an await.
        let connection = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = connection.as_ref()?.prepare_cached("PRAGMA data_version").ok()?;
        statement.query_row([], |row| row.get(0)).ok()
    }

    pub(crate) fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}
