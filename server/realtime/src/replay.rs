//! The log as it is read from here. The ledger keeps it; this crate must not know the ledger.

use std::{error::Error, fmt, sync::Arc};

use model::{
    Channel, Timestamp,
    ids::{Epoch, FactoryId},
};

/// An event as it lies in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place; a factory's places are 1, 2, 3 … without holes.
    pub seq: i64,
    /// Where it is delivered.
    pub channels: Vec<Channel>,
    /// The event as it goes over the wire: encoded once, shared by all sockets.
    pub json: Arc<str>,
}

/// Where a factory's log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Life of the log.
    pub epoch: Epoch,
    /// Place of the last event; 0 when there is none.
    pub seq: i64,
    /// The lowest **cursor** that can be continued, which is one less than the oldest event kept: 0 for a log that
    /// lost nothing, also for an empty one.
    pub oldest: i64,
    /// The clock that stamps events, at this moment.
    pub now: Timestamp,
}

/// The log could not be read.
#[derive(Debug)]
pub struct LogError(Box<dyn Error + Send + Sync>);

impl LogError {
    /// Wraps the keeper's own error.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> LogError {
        LogError(error.into())
    }
}

impl fmt::Display for LogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the log cannot be read: {}", self.0)
    }
}

impl Error for LogError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self.0.as_ref())
    }
}

/// A factory's log, read only. What was committed before a call is seen by that call: every promise of the
/// [`crate::Subscriber`] rests on this.
pub trait Log: Send + Sync + 'static {
    /// Where the log of `factory` stands.
    fn head(&self, factory: FactoryId) -> impl Future<Output = Result<Head, LogError>> + Send;

    /// The same, as it was at some moment of the last second: for looking whether all is as believed, which thousands of
    /// sockets do all the time.
    fn head_lately(&self, factory: FactoryId) -> impl Future<Output = Result<Head, LogError>> + Send {
        self.head(factory)
    }

    /// At most `limit` entries of `factory` after `seq`, in order. Fewer than `limit` means that there are no more now.
    fn events_after(
        &self,
        factory: FactoryId,
        seq: i64,
        limit: u64,
    ) -> impl Future<Output = Result<Vec<Arc<LogEntry>>, LogError>> + Send;
}
