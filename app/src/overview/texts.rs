//! What the overview says, in both languages.

use crate::language::{Counted, Text};

pub(super) const PRINTED: Text = Text::new("Ringkasan · {0}", "Overview · {0}");
pub(super) const AS_OF: Text = Text::new("Data per {0}", "Data as of {0}");
pub(super) const SEARCH: Text = Text::new("Cari item, PO, klien", "Search items, POs, customers");
pub(super) const ACTIVE_ORDERS: Text = Text::new("PO aktif", "Active POs");
pub(super) const OPEN_ITEMS: Counted = Counted::new("{0} item terbuka", "{0} open item", "{0} open items");
pub(super) const LATE_ORDERS: Text = Text::new("PO terlambat", "Late POs");
pub(super) const MORE_AT_RISK: Text = Text::new("{0} lagi berisiko", "{0} more at risk");
pub(super) const ON_TIME: Text = Text::new("Tepat waktu", "On time");
pub(super) const NONE_COMPLETED: Text = Text::new("belum ada PO selesai, {0} minggu", "no PO completed, {0} weeks");
/// `{0}` on time of `{1}` in `{2}` weeks.
pub(super) const ON_TIME_OF: Counted =
    Counted::new("{0} dari {1} PO, {2} minggu", "{0} of {1} PO, {2} weeks", "{0} of {1} POs, {2} weeks");
pub(super) const OPEN_ISSUES: Text = Text::new("Issue terbuka", "Open issues");
pub(super) const CRITICAL: Text = Text::new("{0} kritis", "{0} critical");

pub(super) const LATE_AND_AT_RISK: Text = Text::new("PO terlambat dan berisiko", "Late POs and POs at risk");
pub(super) const OPEN_IN_TASKS: Text = Text::new("Buka di Tugas", "Open in Tasks");
pub(super) const MORE: Text = Text::new("{0} lainnya", "{0} more");
/// After another sentence.
pub(super) const WHICH_ITEM_HOLDS: Text = Text::new(
    " Yang menahan: item dengan issue kritis; kalau tidak ada, item dengan sisa pekerjaan terbanyak.",
    " What holds a PO: its item with a critical issue; if there is none, its item with the most work left.",
);
pub(super) const NO_ACTIVE_ORDERS: Text = Text::new("Belum ada PO aktif", "No active POs yet");
pub(super) const ORDERS_COME_HERE: Text =
    Text::new("PO muncul di sini begitu admin membuatnya.", "POs appear here as soon as an admin creates them.");
pub(super) const ALL_ON_SCHEDULE: Text = Text::new("Semua sesuai jadwal", "All on schedule");
pub(super) const NONE_LATE: Text =
    Text::new("Tidak ada PO yang terlambat atau berisiko terlambat.", "No PO is late or at risk of being late.");

/// Before the department and how far it is.
pub(super) const HELD_BY: Text = Text::new("Ditahan ", "Held by ");
pub(super) const URGENT: Text = Text::same("URGENT");
pub(super) const VENDOR: Text = Text::same("VENDOR");
/// Before the item's name.
pub(super) const HOLDING_ITEM: Text = Text::new("Item yang menahan: ", "Item that holds it: ");
/// Of more than one.
pub(super) const ONE_OF_OPEN_ITEMS: Text = Text::new("1 dari {0} item terbuka", "1 of {0} open items");

pub(super) const ALL: Text = Text::new("Semua", "All");
pub(super) const NOTHING_HAPPENED: Text = Text::new(
    "Belum ada yang terjadi. Setiap perubahan muncul di sini.",
    "Nothing has happened yet. Every change appears here.",
);

pub(super) const LOAD: Text = Text::new("Beban departemen", "Load by department");
/// What a colour stands for.
pub(super) const LATE_KEY: Text = Text::new("terlambat", "late");
pub(super) const ITEMS: Counted = Counted::new("{0} item", "{0} item", "{0} items");
pub(super) const LATE: Text = Text::new("{0} terlambat", "{0} late");

pub(super) const ON_TIME_DELIVERY: Text = Text::new("Pengiriman tepat waktu", "On-time delivery");
pub(super) const WEEKS: Text = Text::new("{0} minggu", "{0} weeks");
pub(super) const NONE_WITH_DEADLINE: Text = Text::new(
    "Belum ada PO bertenggat yang selesai dalam {0} minggu terakhir.",
    "No PO with a deadline was completed in the last {0} weeks.",
);
/// Before their number; so is the next.
pub(super) const ON_TIME_KEY: Text = Text::new("Tepat waktu ", "On time ");
pub(super) const LATE_WEEKS_KEY: Text = Text::new("Terlambat ", "Late ");

pub(super) const SILENT: Counted =
    Counted::new("Tidak ada kabar {0} hari", "No news for {0} day", "No news for {0} days");
pub(super) const ONE_OPEN_ISSUE: Text = Text::new("1 issue terbuka, {0}", "1 open issue, {0}");
pub(super) const MANY_OPEN_ISSUES: Text = Text::new("{0} issue terbuka, terberat {1}", "{0} open issues, worst {1}");
pub(super) const ONE_ISSUE: Text = Text::same("1 issue, {0}");
pub(super) const MANY_ISSUES: Text = Text::new("{0} issue, terberat {1}", "{0} issues, worst {1}");
pub(super) const WAITING_FOR_VENDOR: Text = Text::new("menunggu vendor", "waiting for vendor");
/// Whose, and when.
pub(super) const LAST_NEWS: Text = Text::new("kabar terakhir {0}, {1}", "last news from {0}, {1}");
pub(super) const NOT_STARTED: Text = Text::new("belum dikerjakan, PO masuk {0}", "not started, PO entered {0}");
pub(super) const ONLY_TO_DELIVER: Text = Text::new("tinggal dikirim", "only to be delivered");
pub(super) const DAYS_NEEDED: Counted =
    Counted::new("butuh ±{0} hari lagi", "needs ±{0} more day", "needs ±{0} more days");
pub(super) const DAYS_SHORT: Counted =
    Counted::new("butuh ±{0} hari, kurang {1}", "needs ±{0} day, {1} short", "needs ±{0} days, {1} short");
/// By how many orders, within how many weeks.
pub(super) const PACE_MEASURED: Counted = Counted::new(
    "{0} hari per PO, nilai tengah {1} PO yang selesai dalam {2} minggu",
    "{0} day per PO, the median of {1} POs completed within {2} weeks",
    "{0} days per PO, the median of {1} POs completed within {2} weeks",
);
pub(super) const PACE_ASSUMED: Counted = Counted::new(
    "{0} hari per PO, perkiraan sampai {1} PO selesai dalam {2} minggu",
    "{0} day per PO, an estimate until {1} POs are completed within {2} weeks",
    "{0} days per PO, an estimate until {1} POs are completed within {2} weeks",
);
pub(super) const RULE: Text = Text::new(
    "Berisiko: sisa pekerjaan pada laju pabrik ini ({0}) lebih lama daripada sisa hari sampai tenggat.",
    "At risk: the work left takes longer, at this factory’s pace ({0}), than the days left until the deadline.",
);
pub(super) const NO_CAUSES: Text = Text::new("Tidak ada PO terlambat atau berisiko", "No PO is late or at risk");
pub(super) const CAUSES: Text = Text::new("Sebab: {0}", "Causes: {0}");
/// Which department, how many items, how many of them late.
pub(super) const LOAD_OF: Counted =
    Counted::new("{0}: {1} item, {2} terlambat", "{0}: {1} item, {2} late", "{0}: {1} items, {2} late");
pub(super) const NONE_WITH_DEADLINE_YET: Text = Text::new(
    "Belum ada PO bertenggat yang selesai dalam {0} minggu",
    "No PO with a deadline was completed in {0} weeks",
);
pub(super) const WEEK_OF: Text =
    Text::new("minggu {0}: {1} tepat waktu, {2} terlambat", "week of {0}: {1} on time, {2} late");
/// Percent, how many of how many, in how many weeks, and each week.
pub(super) const PUNCTUALITY: Counted = Counted::new(
    "{0} persen tepat waktu, {1} dari {2} PO dalam {3} minggu. {4}.",
    "{0} per cent on time, {1} of {2} PO in {3} weeks. {4}.",
    "{0} per cent on time, {1} of {2} POs in {3} weeks. {4}.",
);
