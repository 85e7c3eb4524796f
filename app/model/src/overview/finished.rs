//! Orders that are over: how many were on time, week by week, and how long an order takes here.

use chrono::{Datelike, Days};
use serde::{Deserialize, Serialize};

use crate::{
    ids::PurchaseOrderId,
    time::{Date, Timestamp},
};

/// Weeks that count, this one among them: a quarter of a year, long enough for a rate to mean something.
pub const WEEKS: usize = 13;
/// Orders that must have been completed before their pace is believed.
pub const MEASURED_MIN: u32 = 5;
/// Days that an order is taken to need until so many were.
pub const USUAL_DAYS: i64 = 21;
/// A day in milliseconds.
pub(super) const DAY: i64 = 24 * 60 * 60 * 1000;

/// An order all of whose items left the factory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// Which order.
    pub id: PurchaseOrderId,
    /// When it was entered.
    pub created_at: Timestamp,
    /// When the last of it left.
    pub completed_at: Timestamp,
    /// By when it was to leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Date>,
}

/// One week, Monday to Sunday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// Its Monday.
    pub start: Date,
    /// Orders completed in it by their deadline.
    pub on_time: u32,
    /// Orders completed in it after their deadline.
    pub late: u32,
}

/// How many of the orders with a deadline were on time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Punctuality {
    /// All of [`WEEKS`], the oldest first.
    pub weeks: Vec<Week>,
}

/// How long an order takes in this factory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// From entering an order to its last delivery, in milliseconds: the median, so that one order that lay for a year
    /// does not make all others look at risk.
    pub whole_order_ms: i64,
    /// How many orders it was measured on; fewer than [`MEASURED_MIN`] are not believed, and it is [`USUAL_DAYS`].
    pub measured: u32,
}

/// The first day that counts on `today`: the Monday of the oldest week.
#[must_use]
pub fn window_start(today: Date) -> Date {
    let back = u64::from(today.weekday().num_days_from_monday()) + 7 * (WEEKS as u64 - 1);
    today.checked_sub_days(Days::new(back)).unwrap_or(today)
}

impl Punctuality {
    /// Of `finished`, as seen on `today`.
    #[must_use]
    pub fn of<'a>(
        finished: impl IntoIterator<Item = &'a Finished>,
        today: Date,
        utc_offset_minutes: i32,
    ) -> Punctuality {
        let first = window_start(today);
        let week = |place: usize| Week {
            start: first.checked_add_days(Days::new(7 * place as u64)).unwrap_or(first),
            on_time: 0,
            late: 0,
        };
        let mut weeks: Vec<Week> = (0..WEEKS).map(week).collect();
        for order in finished {
            let Some(deadline) = order.deadline else { continue };
            let day = order.completed_at.date_at_offset(utc_offset_minutes);
            let place = usize::try_from((day - first).num_days() / 7).ok().filter(|_| day >= first);
            let Some(week) = place.and_then(|place| weeks.get_mut(place)) else { continue };
            if day <= deadline {
                week.on_time += 1;
            } else {
                week.late += 1;
            }
        }
        Punctuality { weeks }
    }

    /// Orders that were on time, in all weeks.
    #[must_use]
    pub fn on_time(&self) -> u32 {
        self.weeks.iter().map(|week| week.on_time).sum()
    }

    /// Orders with a deadline that were completed, in all weeks.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.weeks.iter().map(|week| week.on_time + week.late).sum()
    }

    /// The rate in whole percent; only all of them are 100. `None` when no order counts.
    #[must_use]
    pub fn percent(&self) -> Option<u32> {
        (self.on_time() * 100).checked_div(self.all())
    }
}

impl Pace {
    /// Of what was completed in the weeks that count on `today`; an order without a deadline has a pace all the same.
    #[must_use]
    pub fn of<'a>(finished: impl IntoIterator<Item = &'a Finished>, today: Date, utc_offset_minutes: i32) -> Pace {
        let first = window_start(today);
        let counts = |order: &&Finished| order.completed_at.date_at_offset(utc_offset_minutes) >= first;
        let taken = |order: &Finished| order.completed_at.millis_since(order.created_at).max(0);
        let mut taken: Vec<i64> = finished.into_iter().filter(counts).map(taken).collect();
        let measured = u32::try_from(taken.len()).unwrap_or(u32::MAX);
        if measured < MEASURED_MIN {
            return Pace { whole_order_ms: USUAL_DAYS * DAY, measured };
        }
        taken.sort_unstable();
        Pace { whole_order_ms: taken[taken.len() / 2], measured }
    }

    /// Whether it was measured here.
    #[must_use]
    pub fn is_measured(self) -> bool {
        self.measured >= MEASURED_MIN
    }

    /// Days for a whole order, rounded up.
    #[must_use]
    pub fn days(self) -> i64 {
        days_up(self.whole_order_ms)
    }

    /// Days for `work_left`, in percent of one department of five, rounded up: a day that has begun is a day.
    #[must_use]
    pub fn days_for(self, work_left: u32) -> i64 {
        days_up(self.whole_order_ms.saturating_mul(i64::from(work_left)) / 500)
    }
}

fn days_up(millis: i64) -> i64 {
    millis.saturating_add(DAY - 1) / DAY
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const JAKARTA: i32 = 420;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    /// An order that left at this hour of UTC on this day, `taken` days after it was entered.
    fn order(on: &str, hour: i64, deadline: Option<&str>, taken: i64) -> Finished {
        let midnight = day(on).and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
        let completed_at = Timestamp(midnight + hour * 3_600_000);
        Finished {
            id: PurchaseOrderId(Uuid::nil()),
            created_at: Timestamp(completed_at.0 - taken * DAY),
            completed_at,
            deadline: deadline.map(day),
        }
    }

    /// A Wednesday.
    fn today() -> Date {
        day("2026-11-18")
    }

    #[test]
    fn thirteen_weeks_begin_on_a_monday() {
        for (today, first) in [("2026-11-18", "2026-08-24"), ("2026-11-16", "2026-08-24"), ("2026-11-15", "2026-08-17")]
        {
            assert_eq!(window_start(day(today)), day(first), "{today}");
        }
    }

    #[test]
    fn on_time_is_by_the_factory_s_day() {
        let table = [
            // Left, hour of UTC, deadline; on time, late.
            ("2026-11-10", 9, Some("2026-11-10"), 1, 0),
            ("2026-11-10", 9, Some("2026-11-11"), 1, 0),
            ("2026-11-10", 9, Some("2026-11-09"), 0, 1),
            // Half past midnight of the 11th in Jakarta.
            ("2026-11-10", 18, Some("2026-11-10"), 0, 1),
            ("2026-11-10", 9, None, 0, 0),
            // Before the weeks that count: a Sunday, and late on it, which is Monday in Jakarta.
            ("2026-08-23", 9, Some("2026-08-23"), 0, 0),
            ("2026-08-23", 18, Some("2026-08-24"), 1, 0),
            // A clock that was ahead.
            ("2026-12-24", 9, Some("2026-12-24"), 0, 0),
        ];
        for (on, hour, deadline, on_time, late) in table {
            let seen = Punctuality::of(&[order(on, hour, deadline, 10)], today(), JAKARTA);
            assert_eq!((seen.on_time(), seen.all()), (on_time, on_time + late), "{on} {hour} {deadline:?}");
            assert_eq!(seen.weeks.len(), WEEKS);
        }
    }

    #[test]
    fn the_rate_never_rounds_up_to_all() {
        assert_eq!(Punctuality::of(&[], today(), JAKARTA).percent(), None);
        let mut orders = vec![order("2026-11-10", 9, Some("2026-11-10"), 10); 199];
        assert_eq!(Punctuality::of(&orders, today(), JAKARTA).percent(), Some(100));
        orders.push(order("2026-11-17", 9, Some("2026-11-10"), 10));
        let seen = Punctuality::of(&orders, today(), JAKARTA);
        assert_eq!(seen.percent(), Some(99));
        assert_eq!(seen.weeks[WEEKS - 2], Week { start: day("2026-11-09"), on_time: 199, late: 0 });
        assert_eq!(seen.weeks[WEEKS - 1], Week { start: day("2026-11-16"), on_time: 0, late: 1 });
    }

    #[test]
    fn the_pace_is_the_middle_of_enough_orders() {
        let of = |taken: &[i64]| {
            let orders: Vec<Finished> = taken.iter().map(|days| order("2026-11-10", 9, None, *days)).collect();
            Pace::of(&orders, today(), JAKARTA)
        };
        let few = of(&[3, 3, 3, 3]);
        assert_eq!((few.days(), few.is_measured()), (USUAL_DAYS, false));
        let pace = of(&[10, 400, 12, 8, 9]);
        assert_eq!((pace.days(), pace.is_measured(), pace.measured), (10, true, 5));
        for (work_left, days) in [(500, 10), (250, 5), (1, 1), (0, 0), (101, 3)] {
            assert_eq!(pace.days_for(work_left), days, "{work_left}");
        }
    }
}
