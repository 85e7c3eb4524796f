//! The tenggat chip: how far the deadline is, in words, with a shape per state.

use leptos::prelude::*;
use model::Date;

use super::texts::items as texts;
use crate::{
    language::{t, t_count},
    ui::{format, icon::Icon},
};

/// What a deadline means today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// None was agreed.
    Open,
    /// So many days ahead, two or more.
    Ahead(i64),
    /// Tomorrow.
    Tomorrow,
    /// Today.
    Today,
    /// So many days past.
    Late(i64),
    /// Everything left the factory.
    Delivered {
        /// Not after the deadline.
        on_time: bool,
    },
}

impl Deadline {
    /// Of `deadline` seen on `today`; `delivered_on` ends the counting.
    #[must_use]
    pub fn of(deadline: Option<Date>, today: Date, delivered_on: Option<Date>) -> Deadline {
        if let Some(delivered_on) = delivered_on {
            return Deadline::Delivered { on_time: deadline.is_none_or(|deadline| delivered_on <= deadline) };
        }
        let Some(deadline) = deadline else { return Deadline::Open };
        match (deadline - today).num_days() {
            late @ ..=-1 => Deadline::Late(-late),
            0 => Deadline::Today,
            1 => Deadline::Tomorrow,
            ahead => Deadline::Ahead(ahead),
        }
    }

    fn text(self) -> String {
        match self {
            Deadline::Open => t(texts::NO_DEADLINE).to_owned(),
            Deadline::Ahead(days) => t_count(texts::DAYS_LEFT, days.unsigned_abs() as usize),
            Deadline::Tomorrow => t(texts::TOMORROW).to_owned(),
            Deadline::Today => t(texts::TODAY).to_owned(),
            Deadline::Late(days) => t_count(texts::DAYS_LATE, days.unsigned_abs() as usize),
            Deadline::Delivered { on_time: true } => t(texts::ON_TIME).to_owned(),
            Deadline::Delivered { on_time: false } => t(texts::DELIVERED_LATE).to_owned(),
        }
    }

    fn class_and_icon(self) -> (&'static str, &'static str) {
        match self {
            Deadline::Open | Deadline::Ahead(_) => ("chip", "i-calendar"),
            Deadline::Tomorrow | Deadline::Today => ("chip chip--soon", "i-clock"),
            Deadline::Late(_) | Deadline::Delivered { on_time: false } => ("chip chip--late", "i-alert"),
            Deadline::Delivered { on_time: true } => ("chip chip--ok", "i-check"),
        }
    }
}

/// The chip; redrawn only when its words change.
#[component]
pub fn DeadlineChip(
    /// What to say.
    #[prop(into)]
    deadline: Signal<Deadline>,
    /// The date itself, for whoever points at the chip.
    #[prop(into)]
    date: Signal<Option<Date>>,
) -> impl IntoView {
    let deadline = Memo::new(move |_| deadline.get());
    move || {
        let deadline = deadline.get();
        let (class, icon) = deadline.class_and_icon();
        let title = move || date.get().map(format::weekday_date);
        view! { <span class=class title=title><Icon name=icon />{deadline.text()}</span> }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "ssr")]
    use crate::purchase_order::texts::in_english;

    fn day(day: u32) -> Date {
        Date::from_ymd_opt(2026, 4, day).expect("a day of April")
    }

    #[test]
    fn says_how_far_the_deadline_is() {
        let table = [
            (None, None, "Tanpa tenggat"),
            (Some(day(20)), None, "3 hari lagi"),
            (Some(day(18)), None, "Besok"),
            (Some(day(17)), None, "Hari ini"),
            (Some(day(15)), None, "Terlambat 2 hari"),
            (Some(day(15)), Some(day(15)), "Tepat waktu"),
            (Some(day(15)), Some(day(16)), "Terkirim terlambat"),
            (None, Some(day(16)), "Tepat waktu"),
        ];
        for (deadline, delivered, text) in table {
            assert_eq!(Deadline::of(deadline, day(17), delivered).text(), text);
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn says_it_in_english() {
        let table = [
            (Deadline::Open, "No deadline"),
            (Deadline::Ahead(3), "3 days left"),
            (Deadline::Tomorrow, "Tomorrow"),
            (Deadline::Late(1), "1 day late"),
            (Deadline::Late(2), "2 days late"),
            (Deadline::Delivered { on_time: false }, "Delivered late"),
        ];
        for (deadline, text) in table {
            assert_eq!(in_english(|| deadline.text()), text);
        }
    }
}
