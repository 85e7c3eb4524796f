//! What parts of any page say, and how dates and ages are written, in both languages.

use crate::language::{Counted, Text};

pub(super) const MONTHS: [Text; 12] = [
    Text::same("Jan"),
    Text::same("Feb"),
    Text::same("Mar"),
    Text::same("Apr"),
    Text::new("Mei", "May"),
    Text::same("Jun"),
    Text::same("Jul"),
    Text::new("Agu", "Aug"),
    Text::same("Sep"),
    Text::new("Okt", "Oct"),
    Text::same("Nov"),
    Text::new("Des", "Dec"),
];
/// From Monday on.
pub(super) const DAYS: [Text; 7] = [
    Text::new("Senin", "Monday"),
    Text::new("Selasa", "Tuesday"),
    Text::new("Rabu", "Wednesday"),
    Text::new("Kamis", "Thursday"),
    Text::new("Jumat", "Friday"),
    Text::new("Sabtu", "Saturday"),
    Text::new("Minggu", "Sunday"),
];
pub(super) const TODAY: Text = Text::new("Hari ini, {0}", "Today, {0}");
pub(super) const YESTERDAY_WITH_DATE: Text = Text::new("Kemarin, {0}", "Yesterday, {0}");
pub(super) const JUST_NOW: Text = Text::new("baru saja", "just now");
pub(super) const MINUTES: Text = Text::new("{0} mnt", "{0} min");
pub(super) const HOURS: Counted = Counted::new("{0} jam", "{0} hour", "{0} hours");
pub(super) const YESTERDAY: Text = Text::new("kemarin", "yesterday");
pub(super) const AGE_IN_DAYS: Counted = Counted::new("{0} hari", "{0} day", "{0} days");
/// After an age that is a number.
pub(super) const AGO: Text = Text::new("{0} lalu", "{0} ago");

pub(super) const CLOSE: Text = Text::new("Tutup", "Close");
pub(super) const CANCEL: Text = Text::new("Batal", "Cancel");

pub(super) const NEWS: Text = Text::new("Pembaruan", "Updates");
pub(super) const CLOSE_NEWS: Text = Text::new("Tutup: {0}", "Close: {0}");
pub(super) const MORE_NEWS: Counted = Counted::new("{0} pembaruan lain", "{0} more update", "{0} more updates");
pub(super) const AND_OTHERS: Text = Text::new("dan {0} lainnya", "and {0} more");

pub(super) const LOADING: Text = Text::new("Memuat…", "Loading…");

pub(super) const SHORTCUTS: Text = Text::new("Pintasan", "Shortcuts");
pub(super) const SHORTCUTS_ABOUT: Text =
    Text::new("Tombol yang berlaku di semua halaman.", "Keys that work on every page.");
pub(super) const KEY_SEARCH: Text = Text::new("Cari di halaman ini", "Search this page");
pub(super) const KEY_HELP: Text = Text::new("Buka daftar ini", "Open this list");
pub(super) const KEY_CLOSE: Text = Text::new("Tutup lembar atau menu", "Close a sheet or menu");
pub(super) const KEY_NEXT: Text = Text::new("Ke tombol atau isian berikutnya", "To the next button or field");
pub(super) const KEY_OPEN: Text = Text::new("Buka atau simpan yang dipilih", "Open or save what is chosen");
