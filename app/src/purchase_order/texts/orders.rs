//! What the pages of a purchase order say: list, order, form.

use crate::language::{Counted, Text};

// What several of them say.
pub(crate) const NEW_ORDER: Text = Text::new("PO baru", "New PO");
pub(crate) const SENDING: Text = Text::new("Mengirim…", "Sending…");
pub(crate) const ITEMS_OF_ORDER: Counted = Counted::new("{0} item", "{0} item", "{0} items");
pub(crate) const ORDER_AND_CLIENT: Text = Text::new("PO dan klien", "PO and customer");
/// Heading, for those who do not see it, of the column of badges.
pub(crate) const MARKS: Text = Text::new("Tanda", "Marks");
/// How many items an order has.
pub(crate) const CONTENTS: Text = Text::new("Isi", "Contents");
pub(crate) const FIVE_DEPARTMENTS: Text = Text::new("Lima dept", "Five depts");
pub(crate) const DEADLINE: Text = Text::new("Tenggat", "Deadline");
pub(crate) const DELIVERED: Text = Text::new("Terkirim", "Delivered");

// new_order_page
pub(crate) const ONLY_ADMINS_CREATE: Text =
    Text::new("Hanya admin yang bisa membuat PO.", "Only admins can create POs.");
pub(crate) const ASK_AN_ADMIN: Text = Text::new(
    "Minta admin pabrik Anda, atau lihat PO yang sudah ada.",
    "Ask an admin of your factory, or view the POs there are.",
);
pub(crate) const TO_ORDERS: Text = Text::new("Ke daftar PO", "To the list of POs");
pub(crate) const CREATE_ORDER: Counted =
    Counted::new("Buat PO · {0} item", "Create PO · {0} item", "Create PO · {0} items");

// edit_order_page
pub(crate) const EDIT_ORDER: Text = Text::new("Ubah PO", "Edit PO");
/// Of one order, by its number.
pub(crate) const EDIT_NUMBER: Text = Text::new("Ubah {0}", "Edit {0}");
pub(crate) const ONLY_ADMINS_EDIT: Text = Text::new("Hanya admin yang bisa mengubah PO.", "Only admins can edit POs.");
pub(crate) const SAVE_CHANGES: Text = Text::new("Simpan perubahan", "Save changes");
pub(crate) const CHANGED_MEANWHILE: Text = Text::new(
    "PO ini baru saja diubah orang lain. Nilai terbarunya ada di samping isian Anda; periksa, lalu simpan lagi.",
    "Somebody else has just changed this PO. The latest values are beside what you entered; check them, then save \
     again.",
);
pub(crate) const PARTLY_SAVED: Text =
    Text::new("Sebagian sudah tersimpan. Yang ditandai belum.", "Part of it was saved. What is marked was not.");
pub(crate) const CHANGES_NOT_SAVED: Text =
    Text::new("Perubahan PO tidak tersimpan", "The changes to the PO were not saved");

// order_fields
pub(crate) const URGENT_HINT: Text = Text::new("Tampil merah di semua layar", "Shown red on all screens");
pub(crate) const VENDOR_HINT: Text = Text::new("Dikerjakan di luar", "Made outside");
/// Before what somebody else wrote into a field.
pub(crate) const FIELD_NOW: Text = Text::new("{0} sekarang: ", "{0} now: ");
pub(crate) const EMPTY: Text = Text::new("kosong", "empty");
pub(crate) const USE_THIS: Text = Text::new("Pakai ini", "Use this");
/// Before their number.
pub(crate) const ITEMS_LEGEND: Text = Text::new("Item ", "Items ");
pub(crate) const PASTE_TIP: Text = Text::new(
    "Baris dari spreadsheet bisa langsung ditempel di nama item: nama, jumlah, satuan, spesifikasi.",
    "Rows from a spreadsheet can be pasted straight into the item name: name, quantity, unit, specification.",
);
pub(crate) const ADD_ITEM: Text = Text::new("Tambah item", "Add item");
/// The item in that place.
pub(crate) const REMOVE_ITEM: Text = Text::new("Hapus item {0}", "Remove item {0}");
pub(crate) const SPECIFICATION_HINT: Text =
    Text::new("Spesifikasi: bahan, ukuran, perlakuan", "Specification: material, size, treatment");

// order_actions
pub(crate) const ORDER_ACTIONS: Text = Text::new("Tindakan PO", "PO actions");
pub(crate) const EDIT: Text = Text::new("Ubah", "Edit");
pub(crate) const MARK_URGENT: Text = Text::new("Tandai urgent", "Mark as urgent");
pub(crate) const UNMARK_URGENT: Text = Text::new("Cabut tanda urgent", "Remove urgent mark");
/// Closes the question and changes nothing; never "cancel", which is what one of the questions is about.
pub(crate) const BACK: Text = Text::new("Kembali", "Back");
pub(crate) const CANCEL: Text = Text::new("Batalkan PO", "Cancel PO");
pub(crate) const CANCEL_TITLE: Text = Text::new("Batalkan PO ini?", "Cancel this PO?");
pub(crate) const CANCEL_TEXT: Text = Text::new(
    "Kartunya hilang dari Tugas di semua layar. Kemajuan, issue dan riwayat tetap tersimpan, dan PO bisa diaktifkan \
     lagi.",
    "Its cards disappear from Tasks on all screens. Progress, issues and history stay saved, and the PO can be \
     reactivated.",
);
pub(crate) const ARCHIVE: Text = Text::new("Arsipkan", "Archive");
pub(crate) const ARCHIVE_TITLE: Text = Text::new("Arsipkan PO ini?", "Archive this PO?");
pub(crate) const ARCHIVE_TEXT: Text = Text::new(
    "PO pindah ke tab Diarsipkan. Item yang belum terkirim hilang dari Tugas di semua layar. Semuanya tetap \
     tersimpan, dan PO bisa diaktifkan lagi.",
    "The PO moves to the Archived tab. Items not delivered yet disappear from Tasks on all screens. Everything stays \
     saved, and the PO can be reactivated.",
);
pub(crate) const REACTIVATE: Text = Text::new("Aktifkan lagi", "Reactivate");
pub(crate) const REACTIVATE_TITLE: Text = Text::new("Aktifkan PO ini lagi?", "Reactivate this PO?");
pub(crate) const REACTIVATE_TEXT: Text = Text::new(
    "Item yang belum terkirim muncul lagi di Tugas di semua layar, dengan kemajuan terakhirnya.",
    "Items not delivered yet appear in Tasks on all screens again, with their last progress.",
);

// order_filters
pub(crate) const SEARCH_ORDERS: Text = Text::new("Cari nomor PO atau klien", "Search PO number or customer");
pub(crate) const FILTER_ORDERS: Text = Text::new("Saring PO", "Filter POs");
pub(crate) const STATUS: Text = Text::same("Status");
pub(crate) const URGENT_ORDERS: Text = Text::same("Urgent");
pub(crate) const LATE_ORDERS: Text = Text::new("Terlambat", "Late");
pub(crate) const VENDOR_ORDERS: Text = Text::same("Vendor");

// order_page
/// How many items an order has, and how many of them left.
pub(crate) const ITEMS_DELIVERED: Counted = Counted::new(
    "{0} item · {1} terkirim lengkap",
    "{0} item · {1} fully delivered",
    "{0} items · {1} fully delivered",
);
/// When the order was typed in.
pub(crate) const ENTERED: Text = Text::new("Dicatat", "Entered");
pub(crate) const NO_DATE: Text = Text::new("Tidak ada", "None");
pub(crate) const ITEMS: Text = Text::new("Item", "Items");
pub(crate) const ITEM: Text = Text::same("Item");
pub(crate) const ISSUE: Text = Text::same("Issue");

// order_parts
pub(crate) const URGENT_BADGE: Text = Text::same("URGENT");
pub(crate) const VENDOR_BADGE: Text = Text::same("VENDOR");
pub(crate) const NEW_BADGE: Text = Text::new("BARU", "NEW");
pub(crate) const ACTIVE: Text = Text::new("Aktif", "Active");
pub(crate) const COMPLETED: Text = Text::new("Selesai", "Completed");
pub(crate) const ARCHIVED: Text = Text::new("Diarsipkan", "Archived");
pub(crate) const CANCELLED: Text = Text::new("Dibatalkan", "Cancelled");

// orders_page
pub(crate) const ACTIVE_COUNT: Text = Text::new("{0} aktif", "{0} active");
pub(crate) const ACTIVE_AND_LATE: Text = Text::new("{0} aktif · {1} terlambat", "{0} active · {1} late");
/// And why.
pub(crate) const LIST_NOT_LOADED: Text =
    Text::new("Daftar ini belum bisa dimuat. {0}", "This list could not be loaded yet. {0}");
/// Of one status.
pub(crate) const LIST_CAPTION: Text = Text::new("PO {0}, urut terbaru", "POs: {0}, newest first");
pub(crate) const LIST: Text = Text::new("Daftar PO", "List of POs");
pub(crate) const SHOW_MORE: Counted = Counted::new("Tampilkan {0} PO lagi", "Show {0} more PO", "Show {0} more POs");
/// Of one status.
pub(crate) const NO_ORDERS: Text = Text::new("Tidak ada PO {0}", "No {0} POs");
pub(crate) const WHEN_CREATED: Text =
    Text::new("PO muncul di sini begitu admin membuatnya.", "A PO appears here once an admin creates it.");
pub(crate) const WHEN_COMPLETED: Text = Text::new(
    "PO muncul di sini begitu item terakhirnya terkirim.",
    "A PO appears here once its last item is delivered.",
);
pub(crate) const WHEN_ARCHIVED: Text =
    Text::new("PO muncul di sini begitu admin mengarsipkannya.", "A PO appears here once an admin archives it.");
pub(crate) const WHEN_CANCELLED: Text =
    Text::new("PO muncul di sini begitu admin membatalkannya.", "A PO appears here once an admin cancels it.");
pub(crate) const SHOW_ALL: Text = Text::new("Tampilkan semua", "Show all");
pub(crate) const NOTHING_MATCHES: Text = Text::new("Tidak ada yang cocok", "Nothing matches");
pub(crate) const NO_MATCH: Text =
    Text::new("Tidak ada PO yang sesuai dengan saringan ini.", "No PO matches this filter.");
