//! Moments and days. The clock itself is never read here.

use serde::{Deserialize, Serialize};

/// A calendar day without a zone, as in a delivery deadline.
pub type Date = chrono::NaiveDate;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. On the wire a plain number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds from `earlier` to `self`; negative when `earlier` is later.
    #[must_use]
    pub fn millis_since(self, earlier: Timestamp) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The wall clock at `utc_offset_minutes` east of UTC.
    #[must_use]
    pub fn at_offset(self, utc_offset_minutes: i32) -> chrono::NaiveDateTime {
        let shifted = self.0.saturating_add(i64::from(utc_offset_minutes) * 60_000);
        chrono::DateTime::from_timestamp_millis(shifted).unwrap_or_default().naive_utc()
    }

    /// The calendar day at `utc_offset_minutes` east of UTC.
    #[must_use]
    pub fn date_at_offset(self, utc_offset_minutes: i32) -> Date {
        self.at_offset(utc_offset_minutes).date()
    }
}
