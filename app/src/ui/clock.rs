//! The page's clock: the server's at first, so that both render the same, then ticking once a minute.

use leptos::prelude::*;
use model::{Date, Timestamp};

/// Now, as far as the screen is concerned. A context of the factory's layout.
#[derive(Clone, Copy)]
pub struct Clock {
    now: RwSignal<Timestamp>,
    utc_offset_minutes: i32,
    /// Server clock minus browser clock at load, in milliseconds.
    skew: StoredValue<i64>,
}

impl Clock {
    /// Starts at the server's `now` and, in the browser, ticks every minute from then on.
    #[must_use]
    pub fn new(now: Timestamp, utc_offset_minutes: i32) -> Clock {
        let clock = Clock { now: RwSignal::new(now), utc_offset_minutes, skew: StoredValue::new(0) };
        Effect::new(move |_| {
            clock.skew.set_value(now.0 - crate::live::now().0);
            let tick =
                set_interval_with_handle(move || clock.now.set(clock.exactly()), std::time::Duration::from_secs(60));
            if let Ok(tick) = tick {
                on_cleanup(move || tick.clear());
            }
        });
        clock
    }

    /// The minute being drawn; views that show ages read it.
    #[must_use]
    pub fn now(self) -> Timestamp {
        self.now.get()
    }

    /// The day being drawn, in the factory's zone.
    #[must_use]
    pub fn today(self) -> Date {
        self.now.get().date_at_offset(self.utc_offset_minutes)
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

/// The clock of the page being drawn.
///
/// # Panics
/// Outside a factory's layout.
#[must_use]
pub fn use_clock() -> Clock {
    expect_context()
}
