//! Moments and days. The clock itself is never read here.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

/// A calendar day without a zone, as in a delivery deadline.
pub type Date = chrono::NaiveDate;

/// A day as it is written on the wire, `2026-09-07`. chrono's own reading brings its parser of every notation, which is
/// more code than the rest of an order's reading.
struct Day(Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        day(&text).map(Day).ok_or_else(|| D::Error::custom("not a day"))
    }
}

fn day(text: &str) -> Option<Date> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    Date::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads a day or `null`.
pub(crate) fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Ok(Option::<Day>::deserialize(deserializer)?.map(|Day(day)| day))
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_is_written() {
        for text in ["2026-09-07", "0001-01-01", "2024-02-29", "-0004-02-29", "+12026-12-31"] {
            let date: Date = text.parse().expect(text);
            assert_eq!(serde_json::to_string(&date).ok(), Some(format!("\"{text}\"")));
            assert_eq!(day(text), Some(date), "{text}");
        }
        for text in ["", "2026", "2026-09", "2026-02-29", "2026-13-01", "2026-09-00", "2026-09-07T00:00", "7-9-x"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}
