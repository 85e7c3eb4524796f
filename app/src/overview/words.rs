//! What the overview says of an order and of the factory, in the words of the page's language.

use model::{
    Department,
    overview::{Cause, Concern, Load, MEASURED_MIN, Pace, Punctuality, Totals, Urgency, WEEKS},
};

use super::texts;
use crate::{
    language::{t, t_count, t_with},
    ui::format::{date, date_time, first_name},
};

/// The first reason, as the beginning of a sentence.
#[must_use]
pub fn headline(concern: &Concern) -> String {
    match (concern.cause, &concern.worst) {
        (Cause::Issue, Some(issue)) => issue.title.clone(),
        (Cause::Silence, _) => t_count(texts::SILENT, count(concern.silent_days)),
        (cause, _) => t(cause.label()).to_owned(),
    }
}

/// What else there is to say: issues, the vendor, the last report.
#[must_use]
pub fn details(concern: &Concern, utc_offset_minutes: i32) -> String {
    let issues = concern.worst.as_ref().map(|worst| {
        let priority = t(worst.priority.label());
        match (concern.issues, concern.cause) {
            (1, Cause::Issue) => t_with(texts::ONE_OPEN_ISSUE, &[&priority]),
            (many, Cause::Issue) => t_with(texts::MANY_OPEN_ISSUES, &[&many, &priority]),
            (1, _) => t_with(texts::ONE_ISSUE, &[&priority]),
            (many, _) => t_with(texts::MANY_ISSUES, &[&many, &priority]),
        }
    });
    let vendor =
        (concern.waits_for_vendor && concern.cause != Cause::Vendor).then(|| t(texts::WAITING_FOR_VENDOR).to_owned());
    let since = match &concern.moved {
        Some(moved) => t_with(texts::LAST_NEWS, &[&first_name(&moved.by), &date_time(moved.at, utc_offset_minutes)]),
        None => t_with(texts::NOT_STARTED, &[&date_time(concern.order.created_at, utc_offset_minutes)]),
    };
    [issues, vendor, Some(since)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Days left against work left.
#[must_use]
pub fn slack(concern: &Concern) -> String {
    match (concern.urgency, concern.work_days) {
        (_, 0) => t(texts::ONLY_TO_DELIVER).to_owned(),
        (Urgency::Late, days) => t_count(texts::DAYS_NEEDED, count(days)),
        (Urgency::AtRisk, days) => t_with(texts::DAYS_SHORT.of(count(days)), &[&days, &-concern.slack()]),
    }
}

/// How risk is measured, in one sentence.
#[must_use]
pub fn rule(pace: Pace) -> String {
    let days = pace.days();
    let measured = if pace.is_measured() {
        t_with(texts::PACE_MEASURED.of(count(days)), &[&days, &pace.measured, &WEEKS])
    } else {
        t_with(texts::PACE_ASSUMED.of(count(days)), &[&days, &MEASURED_MIN, &WEEKS])
    };
    t_with(texts::RULE, &[&measured])
}

/// The causes with their numbers, for whoever does not see the bar.
#[must_use]
pub fn causes(totals: &Totals) -> String {
    let said: Vec<String> = Cause::ALL
        .into_iter()
        .filter(|cause| totals.causes[cause.index()] > 0)
        .map(|cause| format!("{} {}", t(cause.label()).to_lowercase(), totals.causes[cause.index()]))
        .collect();
    if said.is_empty() { t(texts::NO_CAUSES).to_owned() } else { t_with(texts::CAUSES, &[&said.join(", ")]) }
}

/// What lies before a department: `Prod: 14 item, 3 terlambat`.
#[must_use]
pub fn load(department: Department, load: Load) -> String {
    t_with(texts::LOAD_OF.of(load.items as usize), &[&department.label(), &load.items, &load.late])
}

/// All weeks with their numbers, for whoever does not see the columns.
#[must_use]
pub fn punctuality(punctuality: &Punctuality) -> String {
    let Some(percent) = punctuality.percent() else {
        return t_with(texts::NONE_WITH_DEADLINE_YET, &[&WEEKS]);
    };
    let weeks: Vec<String> = punctuality
        .weeks
        .iter()
        .filter(|week| week.on_time + week.late > 0)
        .map(|week| t_with(texts::WEEK_OF, &[&date(week.start), &week.on_time, &week.late]))
        .collect();
    let (on_time, all) = (punctuality.on_time(), punctuality.all());
    t_with(texts::PUNCTUALITY.of(all as usize), &[&percent, &on_time, &all, &WEEKS, &weeks.join("; ")])
}

/// How many, for the form of a word.
fn count(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

/// A round number that is no less than `most`: a bar chart whose scale is not drawn anew with every item.
#[must_use]
pub fn scale(most: u32) -> u32 {
    let step = match most {
        0..=10 => 5,
        11..=50 => 10,
        51..=200 => 50,
        _ => 200,
    };
    most.max(1).div_ceil(step) * step
}

#[cfg(test)]
#[path = "words_tests.rs"]
mod tests;
