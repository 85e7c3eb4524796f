//! The one place where the ledger reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use model::Timestamp;

use crate::simulated;

/// This moment. A clock before 1970 counts as 1970.
pub(crate) fn now() -> Timestamp {
    if let Some(held) = simulated::now() {
        return held;
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
