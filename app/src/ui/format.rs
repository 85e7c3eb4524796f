//! Dates, times, ages and names as Indonesians read them. Pure.

use chrono::{Datelike, Timelike};
use model::{Date, Notation, Quantity, Timestamp};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des"];
const DAYS: [&str; 7] = ["Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"];

/// `13:15`
#[must_use]
pub fn clock_time(at: Timestamp, utc_offset_minutes: i32) -> String {
    let at = at.at_offset(utc_offset_minutes);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `20 Apr 2026`
#[must_use]
pub fn date(date: Date) -> String {
    format!("{} {} {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// `20 Apr`
#[must_use]
pub fn day_month(day: Date) -> String {
    format!("{} {}", day.day(), MONTHS[day.month0() as usize])
}

/// `Senin, 20 Apr 2026`
#[must_use]
pub fn weekday_date(day: Date) -> String {
    format!("{}, {}", DAYS[day.weekday().num_days_from_monday() as usize], date(day))
}

/// `10 Apr, 09:12`
#[must_use]
pub fn date_time(at: Timestamp, utc_offset_minutes: i32) -> String {
    let day = at.date_at_offset(utc_offset_minutes);
    format!("{}, {}", day_month(day), clock_time(at, utc_offset_minutes))
}

/// `Senin, 20 Apr 2026, 13:15:02`
#[must_use]
pub fn exact_time(at: Timestamp, utc_offset_minutes: i32) -> String {
    let local = at.at_offset(utc_offset_minutes);
    format!("{}, {}:{:02}", weekday_date(local.date()), clock_time(at, utc_offset_minutes), local.second())
}

/// `Hari ini`, `Kemarin`, or the day's name and date.
#[must_use]
pub fn day_heading(day: Date, today: Date) -> String {
    match (today - day).num_days() {
        0 => format!("Hari ini, {}", weekday_date(day)),
        1 => format!("Kemarin, {}", weekday_date(day)),
        _ => weekday_date(day),
    }
}

/// How long ago: `baru saja`, `5 mnt`, `2 jam`, `kemarin`, `6 hari`. A clock ahead of ours counts as now.
#[must_use]
pub fn age(at: Timestamp, now: Timestamp) -> String {
    let minutes = now.millis_since(at) / 60_000;
    match minutes {
        ..=0 => "baru saja".to_owned(),
        1..=59 => format!("{minutes} mnt"),
        60..=1439 => format!("{} jam", minutes / 60),
        1440..=2879 => "kemarin".to_owned(),
        _ => format!("{} hari", minutes / 1440),
    }
}

/// How long ago in a sentence: `5 mnt lalu`.
#[must_use]
pub fn age_ago(at: Timestamp, now: Timestamp) -> String {
    let age = age(at, now);
    if age.starts_with(|c: char| c.is_ascii_digit()) { format!("{age} lalu") } else { age }
}

/// `120 pcs`, `308,33 m`
#[must_use]
pub fn quantity(amount: Quantity, unit: &str) -> String {
    format!("{} {unit}", amount.format(Notation::Indonesian))
}

/// The name people call each other by: the first word.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// `BS` for Budi Santoso.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    [first, last].into_iter().flatten().flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn ages_grow_from_minutes_to_days() {
        let now = Timestamp(10_000 * MINUTE);
        let ago = |minutes: i64| age(Timestamp(now.0 - minutes * MINUTE), now);
        let table =
            [(-3, "baru saja"), (0, "baru saja"), (1, "1 mnt"), (59, "59 mnt"), (60, "1 jam"), (1439, "23 jam")];
        for (minutes, text) in table.into_iter().chain([(1440, "kemarin"), (2880, "2 hari"), (8640, "6 hari")]) {
            assert_eq!(ago(minutes), text, "{minutes} minutes ago");
        }
        assert_eq!(age_ago(Timestamp(now.0 - 5 * MINUTE), now), "5 mnt lalu");
        assert_eq!(age_ago(Timestamp(now.0 - 1500 * MINUTE), now), "kemarin");
    }

    #[test]
    fn times_are_in_the_factorys_zone() {
        // 2026-04-17T17:30:00Z is half past midnight of the 18th in Jakarta.
        let at = Timestamp(1_776_447_000_000);
        assert_eq!(date_time(at, 420), "18 Apr, 00:30");
        assert_eq!(date_time(at, 0), "17 Apr, 17:30");
        assert_eq!(weekday_date(at.date_at_offset(420)), "Sabtu, 18 Apr 2026");
    }

    #[test]
    fn initials_take_first_and_last_word() {
        assert_eq!(initials("Budi Santoso"), "BS");
        assert_eq!(initials("Siti Nur Aisyah"), "SA");
        assert_eq!(initials("Maya"), "M");
        assert_eq!(initials(""), "");
    }
}
