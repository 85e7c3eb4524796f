//! From when on a shift wants to know what changed.

use std::{fmt, str::FromStr};

use chrono::NaiveDateTime;

use crate::{actor::UnknownWord, time::Timestamp};

/// A shift, in hours: as far back as is told to somebody who never said that he has read anything.
pub const SHIFT_HOURS: i64 = 12;
/// A moment as the browser's own input says it.
const MINUTE: &str = "%Y-%m-%dT%H:%M";

/// From when on. Its text is its name in the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since this person last said that everything is read, or for a shift.
    LastRead,
    /// For a day.
    Day,
    /// From this moment of the factory's clock on.
    At(NaiveDateTime),
}

impl Since {
    /// The moment, where it does not depend on what somebody has read.
    #[must_use]
    pub fn moment(self, now: Timestamp, utc_offset_minutes: i32) -> Timestamp {
        const HOUR: i64 = 3_600_000;
        match self {
            Since::LastRead => Timestamp(now.0.saturating_sub(SHIFT_HOURS * HOUR)),
            Since::Day => Timestamp(now.0.saturating_sub(24 * HOUR)),
            Since::At(local) => Timestamp(local.and_utc().timestamp_millis() - i64::from(utc_offset_minutes) * 60_000),
        }
    }
}

impl fmt::Display for Since {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Since::LastRead => f.write_str("terakhir"),
            Since::Day => f.write_str("24jam"),
            Since::At(local) => write!(f, "{}", local.format(MINUTE)),
        }
    }
}

impl FromStr for Since {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "terakhir" => Ok(Since::LastRead),
            "24jam" => Ok(Since::Day),
            // Some browsers send seconds too.
            moment => NaiveDateTime::parse_from_str(moment.get(..16).unwrap_or(moment), MINUTE)
                .map(Since::At)
                .map_err(|_| UnknownWord(text.chars().take(40).collect())),
        }
    }
}
