//! The one place where the ledger reads the clock. Nothing is ordered by it: places in the log and versions of rows are
//! counted, so a clock that is set back misdates what happens, and no more.

use std::time::{SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// This moment. A clock before 1970 counts as 1970.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    shifted(Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)))
}

#[cfg(not(feature = "failpoints"))]
fn shifted(now: Timestamp) -> Timestamp {
    now
}

#[cfg(feature = "failpoints")]
static SHIFT: std::sync::atomic::AtomicI64 = std::sync::atomic::AtomicI64::new(0);

#[cfg(feature = "failpoints")]
fn shifted(now: Timestamp) -> Timestamp {
    Timestamp(now.0.saturating_add(SHIFT.load(std::sync::atomic::Ordering::SeqCst)))
}

/// Sets the clock of all ledgers of this process so many milliseconds off.
#[cfg(feature = "failpoints")]
pub fn shift_clock(millis: i64) {
    SHIFT.store(millis, std::sync::atomic::Ordering::SeqCst);
}
