//! What the overview says of an order and of the factory, in words. Pure.

use model::{
    Department,
    overview::{Cause, Concern, Load, MEASURED_MIN, Pace, Punctuality, Totals, Urgency, WEEKS},
};

use crate::ui::format::{date, date_time, first_name};

/// The first reason, as the beginning of a sentence.
#[must_use]
pub fn headline(concern: &Concern) -> String {
    match (concern.cause, &concern.worst) {
        (Cause::Issue, Some(issue)) => issue.title.clone(),
        (Cause::Silence, _) => format!("Tidak ada kabar {} hari", concern.silent_days),
        (cause, _) => cause.label().to_owned(),
    }
}

/// What else there is to say: issues, the vendor, the last report.
#[must_use]
pub fn details(concern: &Concern, utc_offset_minutes: i32) -> String {
    let issues = concern.worst.as_ref().map(|worst| {
        let open = if concern.cause == Cause::Issue { " terbuka" } else { "" };
        match concern.issues {
            1 => format!("1 issue{open}, {}", worst.priority.label()),
            many => format!("{many} issue{open}, terberat {}", worst.priority.label()),
        }
    });
    let vendor = (concern.waits_for_vendor && concern.cause != Cause::Vendor).then(|| "menunggu vendor".to_owned());
    let since = match &concern.moved {
        Some(moved) => format!("kabar terakhir {}, {}", first_name(&moved.by), date_time(moved.at, utc_offset_minutes)),
        None => format!("belum dikerjakan, PO masuk {}", date_time(concern.order.created_at, utc_offset_minutes)),
    };
    [issues, vendor, Some(since)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Days left against work left.
#[must_use]
pub fn slack(concern: &Concern) -> String {
    match (concern.urgency, concern.work_days) {
        (_, 0) => "tinggal dikirim".to_owned(),
        (Urgency::Late, days) => format!("butuh ±{days} hari lagi"),
        (Urgency::AtRisk, days) => format!("butuh ±{days} hari, kurang {}", -concern.slack()),
    }
}

/// How risk is measured, in one sentence.
#[must_use]
pub fn rule(pace: Pace) -> String {
    let days = pace.days();
    let measured = if pace.is_measured() {
        format!("{days} hari per PO, nilai tengah {} PO yang selesai dalam {WEEKS} minggu", pace.measured)
    } else {
        format!("{days} hari per PO, perkiraan sampai {MEASURED_MIN} PO selesai dalam {WEEKS} minggu")
    };
    format!("Berisiko: sisa pekerjaan pada laju pabrik ini ({measured}) lebih lama daripada sisa hari sampai tenggat.")
}

/// The causes with their numbers, for whoever does not see the bar.
#[must_use]
pub fn causes(totals: &Totals) -> String {
    let said: Vec<String> = Cause::ALL
        .into_iter()
        .filter(|cause| totals.causes[cause.index()] > 0)
        .map(|cause| format!("{} {}", cause.label().to_lowercase(), totals.causes[cause.index()]))
        .collect();
    if said.is_empty() {
        "Tidak ada PO terlambat atau berisiko".to_owned()
    } else {
        format!("Sebab: {}", said.join(", "))
    }
}

/// What lies before a department: `Prod: 14 item, 3 terlambat`.
#[must_use]
pub fn load(department: Department, load: Load) -> String {
    format!("{}: {} item, {} terlambat", department.label(), load.items, load.late)
}

/// All weeks with their numbers, for whoever does not see the columns.
#[must_use]
pub fn punctuality(punctuality: &Punctuality) -> String {
    let Some(percent) = punctuality.percent() else {
        return format!("Belum ada PO bertenggat yang selesai dalam {WEEKS} minggu");
    };
    let weeks: Vec<String> = punctuality
        .weeks
        .iter()
        .filter(|week| week.on_time + week.late > 0)
        .map(|week| format!("minggu {}: {} tepat waktu, {} terlambat", date(week.start), week.on_time, week.late))
        .collect();
    let (on_time, all) = (punctuality.on_time(), punctuality.all());
    format!("{percent} persen tepat waktu, {on_time} dari {all} PO dalam {WEEKS} minggu. {}.", weeks.join("; "))
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
