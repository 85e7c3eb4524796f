//! What the Tasks page says, and its filters.

use crate::language::{Counted, Text};

// tasks_page
pub(crate) const ITEMS: Counted = Counted::new("{0} item", "{0} item", "{0} items");
pub(crate) const ITEMS_LATE: Counted =
    Counted::new("{0} item · {1} terlambat", "{0} item · {1} late", "{0} items · {1} late");
pub(crate) const TASK_LIST: Text = Text::new("Daftar tugas", "Task list");
/// How many are shown of how many, which decides the form; and in which order.
pub(crate) const SHOWN: Counted = Counted::new(
    "{0} dari {1} item · urut tenggat terdekat",
    "{0} of {1} item · nearest deadline first",
    "{0} of {1} items · nearest deadline first",
);
pub(crate) const SHOW_MORE: Counted =
    Counted::new("Tampilkan {0} item lagi", "Show {0} more item", "Show {0} more items");
pub(crate) const SHOW_ALL: Text = Text::new("Tampilkan semua", "Show all");
pub(crate) const NO_MATCH: Text = Text::new("Tidak ada yang cocok", "Nothing matches");
pub(crate) const NO_MATCH_TEXT: Text =
    Text::new("Tidak ada item yang sesuai dengan saringan ini.", "No item matches this filter.");
pub(crate) const NO_WORK: Text = Text::new("Belum ada pekerjaan", "No work yet");
pub(crate) const NO_WORK_TEXT: Text = Text::new(
    "Item dari PO aktif muncul di sini begitu admin membuatnya.",
    "Items of active POs appear here as soon as an admin creates them.",
);

// filters
pub(crate) const SEARCH: Text = Text::new("Cari item, PO, klien", "Search item, PO, customer");
pub(crate) const ALL: Text = Text::new("Semua", "All");
pub(crate) const URGENT: Text = Text::same("Urgent");
pub(crate) const LATE: Text = Text::new("Terlambat", "Late");
pub(crate) const WITH_ISSUE: Text = Text::new("Ada issue", "Has issues");
pub(crate) const VENDOR: Text = Text::same("Vendor");
pub(crate) const FILTER_TASKS: Text = Text::new("Saring tugas", "Filter tasks");
pub(crate) const DEPARTMENT: Text = Text::new("Departemen", "Department");

// url_filter
/// What may be ticked in a filter.
pub(crate) const FLAGS: Text = Text::new("Tanda", "Flags");
pub(crate) const APPLY_FILTER: Text = Text::new("Saring", "Filter");
