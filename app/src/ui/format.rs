//! Dates, times, ages and numbers as people read them in the page's language, and names.

use chrono::{Datelike, Timelike};
use model::{Date, Quantity, Timestamp};

use super::texts;
use crate::language::{language, t, t_count, t_with};

/// `13:15`
#[must_use]
pub fn clock_time(at: Timestamp, utc_offset_minutes: i32) -> String {
    let at = at.at_offset(utc_offset_minutes);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

/// `20 Apr 2026`
#[must_use]
pub fn date(date: Date) -> String {
    format!("{} {}", day_month(date), date.year())
}

/// `20 Apr`
#[must_use]
pub fn day_month(day: Date) -> String {
    format!("{} {}", day.day(), t(texts::MONTHS[day.month0() as usize]))
}

/// `Senin, 20 Apr 2026`
#[must_use]
pub fn weekday_date(day: Date) -> String {
    format!("{}, {}", t(texts::DAYS[day.weekday().num_days_from_monday() as usize]), date(day))
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
        0 => t_with(texts::TODAY, &[&weekday_date(day)]),
        1 => t_with(texts::YESTERDAY_WITH_DATE, &[&weekday_date(day)]),
        _ => weekday_date(day),
    }
}

/// How long ago: `baru saja`, `5 mnt`, `2 jam`, `kemarin`, `6 hari`. A clock ahead of ours counts as now.
#[must_use]
pub fn age(at: Timestamp, now: Timestamp) -> String {
    let minutes = usize::try_from(now.millis_since(at) / 60_000).unwrap_or_default();
    match minutes {
        0 => t(texts::JUST_NOW).to_owned(),
        1..=59 => t_with(texts::MINUTES, &[&minutes]),
        60..=1439 => t_count(texts::HOURS, minutes / 60),
        1440..=2879 => t(texts::YESTERDAY).to_owned(),
        _ => t_count(texts::AGE_IN_DAYS, minutes / 1440),
    }
}

/// When [`age`] of `at` says something else than it does at `now`.
#[must_use]
pub fn age_ends(at: Timestamp, now: Timestamp) -> Timestamp {
    let minutes = (now.millis_since(at) / 60_000).max(0);
    let step = match minutes {
        0..=59 => 1,
        60..=1439 => 60,
        _ => 1440,
    };
    Timestamp(at.0 + (minutes / step + 1) * step * 60_000)
}

/// How long ago in a sentence: `5 mnt lalu`.
#[must_use]
pub fn age_ago(at: Timestamp, now: Timestamp) -> String {
    let age = age(at, now);
    if age.starts_with(|c: char| c.is_ascii_digit()) { t_with(texts::AGO, &[&age]) } else { age }
}

/// `120 pcs`, `308,33 m`
#[must_use]
pub fn quantity(amount: Quantity, unit: &str) -> String {
    format!("{} {unit}", amount.format(language().notation()))
}

/// The name people call each other by: the first word.
#[must_use]
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// `BS` for Budi Santoso; the style writes them large, because the browser knows the letters of all languages already.
#[must_use]
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    [first, last].into_iter().flatten().collect()
}

/// What `write` writes on an English page.
#[cfg(all(test, feature = "ssr"))]
pub(crate) fn in_english<T>(write: impl FnOnce() -> T) -> T {
    leptos::prelude::Owner::new().with(|| {
        leptos::prelude::provide_context(crate::language::Language::English);
        write()
    })
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
    fn an_age_says_the_same_until_it_ends_and_then_something_else() {
        let at = Timestamp(7);
        let after = |millis: i64| Timestamp(at.0 + millis);
        let moments = [-5 * MINUTE, 0, 1, MINUTE - 1, MINUTE, 59 * MINUTE, 60 * MINUTE, 119 * MINUTE, 1439 * MINUTE];
        for now in
            moments.into_iter().chain([1440 * MINUTE, 2879 * MINUTE, 2880 * MINUTE, 9 * 1440 * MINUTE + 5]).map(after)
        {
            let ends = age_ends(at, now);
            assert!(ends > now);
            assert_eq!(age(at, Timestamp(ends.0 - 1)), age(at, now), "until {ends:?}");
            assert_ne!(age(at, ends), age(at, now), "at {ends:?}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn an_english_page_has_english_ages_dates_and_numbers() {
        let now = Timestamp(1_776_447_000_000);
        let table = [
            (0, "just now"),
            (1, "1 min ago"),
            (59, "59 min ago"),
            (60, "1 hour ago"),
            (1439, "23 hours ago"),
            (1440, "yesterday"),
            (2880, "2 days ago"),
        ];
        for (minutes, text) in table {
            assert_eq!(in_english(|| age_ago(Timestamp(now.0 - minutes * MINUTE), now)), text, "{minutes} minutes ago");
        }
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let today = day("2026-08-17");
        let table = [
            ("2026-08-17", "Today, Monday, 17 Aug 2026"),
            ("2026-08-16", "Yesterday, Sunday, 16 Aug 2026"),
            ("2026-05-20", "Wednesday, 20 May 2026"),
            ("2026-10-03", "Saturday, 3 Oct 2026"),
            ("2025-12-31", "Wednesday, 31 Dec 2025"),
        ];
        for (text, heading) in table {
            assert_eq!(in_english(|| day_heading(day(text), today)), heading);
        }
        assert_eq!(in_english(|| exact_time(now, 420)), "Saturday, 18 Apr 2026, 00:30:00");
        assert_eq!(in_english(|| quantity(Quantity::from_scaled(12_505_000), "kg")), "1,250.5 kg");
    }

    #[test]
    fn headings_and_numbers_are_indonesian_by_default() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let today = day("2026-08-17");
        assert_eq!(day_heading(today, today), "Hari ini, Senin, 17 Agu 2026");
        assert_eq!(day_heading(day("2026-08-16"), today), "Kemarin, Minggu, 16 Agu 2026");
        assert_eq!(day_heading(day("2026-05-20"), today), "Rabu, 20 Mei 2026");
        assert_eq!(quantity(Quantity::from_scaled(12_505_000), "kg"), "1.250,5 kg");
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
