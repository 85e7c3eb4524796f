//! The writer's connection.
//!
//! Always true here: a statement's text never changes with its values, so each is prepared once; `execute`, `one` and
//! `all` belong between [`Connection::begin`] and [`Connection::commit`]; and [`Connection::begin`] holds the right to
//! write from its first statement, because a transaction that reads first would fail at its first write, without
//! waiting, whenever another process wrote in between.

use std::path::Path;

use rusqlite::OpenFlags;

use super::{BUSY, WriteError};
use crate::error::LedgerError;

pub(crate) use rusqlite::{Params, Row, params as values};

/// Statements kept prepared: more than the ledger has.
const PREPARED: usize = 128;

#[derive(Debug)]
pub(crate) struct Connection(rusqlite::Connection);

impl Connection {
    pub(crate) fn open(file: &Path) -> Result<Connection, WriteError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(file, flags)?;
        connection.busy_timeout(BUSY)?;
        connection.set_prepared_statement_cache_capacity(PREPARED);
        // Durable at each commit; 16 MiB of pages at hand.
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16384")?;
        Ok(Connection(connection))
    }

    /// Says which commit of others was the last: the answer is another one after each.
    pub(crate) fn begin(&self) -> Result<i64, WriteError> {
        self.run("BEGIN IMMEDIATE")?;
        Ok(self.0.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
    }

    /// Whether a transaction is open: some errors end it by themselves.
    pub(crate) fn is_writing(&self) -> bool {
        !self.0.is_autocommit()
    }

    pub(crate) fn commit(&self) -> Result<(), WriteError> {
        self.run("COMMIT")
    }

    pub(crate) fn rollback(&self) -> Result<(), WriteError> {
        self.run("ROLLBACK")
    }

    /// How many rows this connection has written so far, also those that were rolled back.
    pub(crate) fn rows_written(&self) -> u64 {
        self.0.total_changes()
    }

    fn run(&self, statement: &'static str) -> Result<(), WriteError> {
        self.0.prepare_cached(statement)?.execute([])?;
        Ok(())
    }

    /// How many rows it wrote.
    pub(crate) fn execute(&self, sql: &'static str, values: impl Params) -> Result<usize, LedgerError> {
        Ok(self.0.prepare_cached(sql)?.execute(values)?)
    }

    /// The first row, if there is one.
    pub(crate) fn one<T>(
        &self,
        sql: &'static str,
        values: impl Params,
        read: impl FnOnce(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Option<T>, LedgerError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        rows.next()?.map(read).transpose()
    }

    /// All rows.
    pub(crate) fn all<T>(
        &self,
        sql: &'static str,
        values: impl Params,
        mut read: impl FnMut(&Row<'_>) -> Result<T, LedgerError>,
    ) -> Result<Vec<T>, LedgerError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(read(row)?);
        }
        Ok(found)
    }
}
