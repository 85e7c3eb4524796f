//! The page's clock: the server's at first, so that both render the same, then ticking once a minute.
//!
//! Always true here: a tick costs what it changes. A list has thousands of ages, and nearly all of them say the same a minute
//! later; so who reads an age or the day is told when that says something else, and not at every tick.

use std::time::Duration;

use leptos::prelude::*;
use model::{Date, Timestamp};

use super::{drawing::batch, format::age_ends};

const MINUTE: Duration = Duration::from_secs(60);
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// Now, as far as the screen is concerned. A context of the factory's layout.
#[derive(Clone, Copy)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    alarms: StoredValue<Alarms>,
    utc_offset_minutes: i32,
    /// Server clock minus browser clock at load, in milliseconds.
    skew: StoredValue<i64>,
}

impl Clock {
    /// Starts at the server's `now` and, in the browser, ticks every minute from then on.
    #[must_use]
    pub fn new(now: Timestamp, utc_offset_minutes: i32) -> Clock {
        let (skew, alarms) = (StoredValue::new(0), StoredValue::default());
        let clock = Clock { now: RwSignal::new(now), alarms, utc_offset_minutes, skew };
        Effect::new(move |_| {
            clock.skew.set_value(now.0 - crate::live::now().0);
            if let Ok(tick) = set_interval_with_handle(move || clock.tick(), MINUTE) {
                on_cleanup(move || tick.clear());
            }
        });
        clock
    }

    /// The minute being drawn. Who reads it is told of every tick.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The minute being drawn, for the age of `at`. Who reads it is told when that age says something else.
    #[must_use]
    pub fn now_for_age(self, at: Timestamp) -> Timestamp {
        self.until(|now| age_ends(at, now))
    }

    /// The day being drawn, in the factory's zone. Who reads it is told of the next day.
    #[must_use]
    pub fn today(self) -> Date {
        let offset = i64::from(self.utc_offset_minutes) * MINUTE_MS;
        let midnight =
            |now: Timestamp| Timestamp((now.0 + offset).div_euclid(DAY_MS).saturating_add(1) * DAY_MS - offset);
        self.until(midnight).date_at_offset(self.utc_offset_minutes)
    }

    /// The minute being drawn, for who is told when it is past what `end` says of it.
    fn until(self, end: impl FnOnce(Timestamp) -> Timestamp) -> Timestamp {
        let now = self.now.get_untracked();
        // A page on the server is drawn once.
        if cfg!(not(feature = "ssr")) {
            let told = self.alarms.try_update_value(|alarms| alarms.at(end(now)));
            told.iter().for_each(Track::track);
        }
        now
    }

    fn tick(self) {
        let (before, now) = (self.now.get_untracked(), self.exactly());
        let _batch = batch();
        self.now.set(now);
        let due = self.alarms.try_update_value(|alarms| alarms.take_due(before, now)).unwrap_or_default();
        due.into_iter().for_each(|alarm| alarm.told.notify());
    }

    /// The day being drawn, without waiting for it to change.
    #[must_use]
    pub fn today_untracked(self) -> Date {
        self.now.get_untracked().date_at_offset(self.utc_offset_minutes)
    }

    /// The server's clock now, to the millisecond: for what the person does.
    #[must_use]
    pub fn exactly(self) -> Timestamp {
        Timestamp(crate::live::now().0 + self.skew.get_value())
    }

    /// Minutes east of UTC.
    #[must_use]
    pub fn utc_offset_minutes(self) -> i32 {
        self.utc_offset_minutes
    }
}

/// Who is told at which minute: a wheel of minutes, longer than a day, which is as far ahead as anybody waits.
#[derive(Default)]
struct Alarms(Vec<Vec<Alarm>>);

struct Alarm {
    minute: i64,
    told: ArcTrigger,
    readers: u32,
}

impl Alarms {
    /// In minutes.
    const WHEEL: usize = 2048;
    /// One alarm has so many at most: who draws anew is looked for among them.
    const READERS_MAX: u32 = 64;

    /// What to read to be told at the first tick in the minute of `moment` or later.
    fn at(&mut self, moment: Timestamp) -> ArcTrigger {
        self.0.resize_with(Alarms::WHEEL, Vec::new);
        let minute = moment.0 / MINUTE_MS;
        let alarms = &mut self.0[minute as usize % Alarms::WHEEL];
        let has_room = |alarm: &&mut Alarm| alarm.minute == minute && alarm.readers < Alarms::READERS_MAX;
        if let Some(alarm) = alarms.last_mut().filter(has_room) {
            alarm.readers += 1;
            return alarm.told.clone();
        }
        let told = ArcTrigger::new();
        alarms.push(Alarm { minute, told: told.clone(), readers: 1 });
        told
    }

    /// Those of whom it is time to tell at `now`; all where the clock was set back since `before`, because nothing that was
    /// drawn is true then. They are gone with it, so that nobody has to leave them one by one.
    fn take_due(&mut self, before: Timestamp, now: Timestamp) -> Vec<Alarm> {
        let minute = if now < before { i64::MAX } else { now.0 / MINUTE_MS };
        self.0.iter_mut().flat_map(|alarms| alarms.extract_if(.., |alarm| alarm.minute <= minute)).collect()
    }
}

/// The clock of the page being drawn.
///
/// # Panics
/// Outside a factory's layout.
#[must_use]
pub fn use_clock() -> Clock {
    expect_context()
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;
    use crate::ui::drawing::keep_drawn;

    #[test]
    fn who_waits_is_told_in_his_minute_and_once() {
        let owner = Owner::new();
        owner.set();
        let mut alarms = Alarms::default();
        // More than one alarm has.
        let readers = i64::from(Alarms::READERS_MAX) + 10;
        let minute = |minute: i64| Timestamp(minute * MINUTE_MS);
        let told: Vec<_> = (0..2 * readers)
            .map(|reader| {
                let alarm = alarms.at(Timestamp(minute(if reader < readers { 5 } else { 7 }).0 + reader));
                let drawn = Rc::new(Cell::new(-1));
                let kept = drawn.clone();
                keep_drawn(move || {
                    alarm.track();
                    kept.set(kept.get() + 1);
                });
                drawn
            })
            .collect();
        let mut last = 0;
        let mut tick = |now: i64| {
            let _batch = batch();
            alarms.take_due(minute(last), minute(now)).into_iter().for_each(|alarm| alarm.told.notify());
            last = now;
        };
        let times = |reader: i64| told[usize::try_from(reader).expect("a reader")].get();
        tick(4);
        assert_eq!((times(0), times(readers)), (0, 0));
        tick(5);
        assert!((0..readers).all(|reader| times(reader) == 1) && times(readers) == 0);
        tick(6);
        assert_eq!((times(0), times(readers)), (1, 0));
        // Set back.
        tick(5);
        assert!((0..2 * readers).all(|reader| times(reader) == 1));
        tick(9);
        assert!((0..2 * readers).all(|reader| times(reader) == 1));
    }
}
