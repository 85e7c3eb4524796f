//! What the activity pages say, in both languages.

use crate::language::{Counted, Text};

pub(super) const VIEWS: Text = Text::new("Tampilan aktivitas", "Activity views");
pub(super) const ALL: Text = Text::new("Semua", "All");
pub(super) const SINCE_I_LEFT: Text = Text::new("Sejak saya pergi", "Since I left");
pub(super) const LAST_DAY: Text = Text::new("24 jam", "24 hours");

pub(super) const EXPORT: Text = Text::new("Unduh CSV", "Download CSV");
pub(super) const NOT_LOADED: Text =
    Text::new("Aktivitas ini belum bisa dimuat. {0}", "This activity could not be loaded. {0}");
/// Before the name of one; so are the next.
pub(super) const HISTORY_OF_ORDER: Text = Text::new("Riwayat PO ", "History of PO ");
pub(super) const HISTORY_OF_ITEM: Text = Text::new("Riwayat item ", "History of item ");
pub(super) const HISTORY_OF_CLIENT: Text = Text::new("Riwayat klien ", "History of customer ");
pub(super) const HISTORY_OF_PERSON: Text = Text::new("Riwayat orang ", "History of person ");
pub(super) const HISTORY_OF_DEVICE: Text = Text::new("Riwayat perangkat ", "History of device ");
pub(super) const HISTORY_OF_SETTINGS: Text = Text::new("Riwayat pengaturan ", "History of the settings of ");
/// In the place of a name.
pub(super) const UNKNOWN: Text = Text::new("yang tidak dikenal", "(unknown)");
pub(super) const EVERYTHING: Text = Text::new("Semua aktivitas", "All activity");
pub(super) const NEW: Text = Text::new("{0} baru", "{0} new");
pub(super) const OLDER: Text = Text::new("Muat lebih lama", "Load older");
pub(super) const NOTHING_YET: Text = Text::new("Belum ada aktivitas", "No activity yet");
pub(super) const CHANGES_COME_HERE: Text = Text::new(
    "Begitu seseorang mengubah sesuatu, perubahannya muncul di sini.",
    "As soon as somebody changes something, the change appears here.",
);
pub(super) const NOTHING_CHANGED_YET: Text = Text::new("Belum ada yang berubah", "Nothing has changed yet");
pub(super) const ITS_CHANGES_COME_HERE: Text = Text::new(
    "Begitu seseorang mengubahnya, perubahannya muncul di sini.",
    "As soon as somebody changes it, the change appears here.",
);
pub(super) const NOTHING_FITS: Text = Text::new("Tidak ada yang cocok", "Nothing matches");
pub(super) const NOTHING_FITS_FILTER: Text =
    Text::new("Tidak ada aktivitas yang sesuai dengan saringan ini.", "No activity matches this filter.");
pub(super) const SHOW_ALL: Text = Text::new("Tampilkan semua", "Show all");

pub(super) const SEARCH: Text = Text::new("Cari nomor PO atau item", "Search PO number or item");
pub(super) const FILTER: Text = Text::new("Saring aktivitas", "Filter activity");
pub(super) const KIND: Text = Text::new("Jenis", "Kind");
pub(super) const PEOPLE_AND_DAYS: Text = Text::new("Orang dan hari", "People and days");
pub(super) const PERSON: Text = Text::new("Orang", "Person");
pub(super) const EVERYBODY: Text = Text::new("Semua orang", "Everybody");
pub(super) const FROM: Text = Text::new("Dari", "From");
pub(super) const UNTIL: Text = Text::new("Sampai", "Until");

pub(super) const WHAT_CHANGED: Text = Text::new("Yang berubah", "What changed");
pub(super) const SINCE_WHEN: Text = Text::new("sejak {0}", "since {0}");
pub(super) const CUT: Text = Text::new(
    "Terlalu banyak perubahan untuk diringkas semua: bagian yang paling lama tidak termasuk. \
     Pilih waktu yang lebih dekat.",
    "Too many changes to sum up: the oldest are left out. Choose a later time.",
);
pub(super) const NOTHING_CHANGED: Text = Text::new("Tidak ada yang berubah", "Nothing changed");
pub(super) const SUMMARY_COMES_HERE: Text = Text::new(
    "Begitu seseorang mengubah sesuatu, ringkasannya muncul di sini.",
    "As soon as somebody changes something, its summary appears here.",
);
pub(super) const SINCE: Text = Text::new("Sejak", "Since");
pub(super) const SHOW: Text = Text::new("Lihat", "Show");
pub(super) const NOT_MARKED: Text = Text::new("Belum ditandai", "Not marked yet");
pub(super) const ALL_READ: Text = Text::new("Dibaca semua · {0}", "All read · {0}");
pub(super) const LAST_READ: Text = Text::new("Terakhir dibaca {0}", "Last read {0}");
pub(super) const NEVER_READ_SHIFT: Text = Text::new(
    "Belum pernah ditandai: yang tampil adalah {0} jam terakhir.",
    "Never marked as read: the last {0} hours are shown.",
);
pub(super) const NEVER_READ: Text = Text::new("Belum pernah ditandai.", "Never marked as read.");
pub(super) const I_HAVE_READ: Text = Text::new("Sudah saya baca", "I have read this");

pub(super) const EVENTS: Counted = Counted::new("{0} peristiwa", "{0} event", "{0} events");
pub(super) const URGENT: Text = Text::same("URGENT");
pub(super) const LATE: Text = Text::new("Terlambat · {0}", "Late · {0}");
pub(super) const NEW_ISSUES: Counted = Counted::new("{0} issue baru", "{0} new issue", "{0} new issues");
pub(super) const RESOLVED_ISSUES: Counted =
    Counted::new("{0} issue selesai", "{0} issue resolved", "{0} issues resolved");
pub(super) const PHOTOS: Counted = Counted::new("{0} foto", "{0} photo", "{0} photos");
pub(super) const DELIVERED: Text = Text::new("{0} terkirim", "{0} delivered");
pub(super) const DELIVERED_COMPLETELY: Text = Text::new("{0} terkirim, lengkap", "{0} delivered, complete");
pub(super) const CHANGED_AND_BACK: Text =
    Text::new("Berubah, lalu kembali seperti semula", "Changed, then back as it was");
pub(super) const BY: Text = Text::new("oleh {0}", "by {0}");
