//! What the card of an item and its page say, its deadline, its deliveries, and who is at it.

use crate::language::{Counted, Text};

// card
pub(crate) const PROGRESS_BY_DEPARTMENT: Text = Text::new("Kemajuan per departemen", "Progress by department");
/// After the quantity, delivered and total.
pub(crate) const DELIVERED_PART: Text = Text::new(" · terkirim {0}/{1}", " · delivered {0}/{1}");
pub(crate) const DELIVERED: Text = Text::new("Terkirim", "Delivered");
/// How many are open, and how bad the worst is.
pub(crate) const ISSUES: Counted = Counted::new("{0} issue · {1}", "{0} issue · {1}", "{0} issues · {1}");
/// For a department that has not finished yet.
pub(crate) const WAITING_FOR: Text = Text::new("Menunggu {0}", "Waiting for {0}");
pub(crate) const UPDATE: Text = Text::new("Perbarui", "Update");

// deadline
pub(crate) const NO_DEADLINE: Text = Text::new("Tanpa tenggat", "No deadline");
pub(crate) const DAYS_LEFT: Counted = Counted::new("{0} hari lagi", "{0} day left", "{0} days left");
pub(crate) const TOMORROW: Text = Text::new("Besok", "Tomorrow");
pub(crate) const TODAY: Text = Text::new("Hari ini", "Today");
pub(crate) const DAYS_LATE: Counted = Counted::new("Terlambat {0} hari", "{0} day late", "{0} days late");
pub(crate) const ON_TIME: Text = Text::new("Tepat waktu", "On time");
pub(crate) const DELIVERED_LATE: Text = Text::new("Terkirim terlambat", "Delivered late");

// instead_of
pub(crate) const TYPED_IN_THE_WAY: Text = Text::new(
    "Yang sedang diisi di sini belum dikirim. Kirim atau kosongkan dulu; yang ditolak tetap ada di daftar.",
    "What is filled in here is not sent yet. Send or clear it first; what was refused stays in the list.",
);

// item_page
pub(crate) const PO_STATUS: Text = Text::same("PO {0}");
pub(crate) const SPECIFICATION: Text = Text::new("Spesifikasi", "Specification");
pub(crate) const CUSTOMER: Text = Text::new("Klien", "Customer");
pub(crate) const DEADLINE: Text = Text::new("Tenggat", "Deadline");
pub(crate) const QUANTITY: Text = Text::new("Jumlah", "Quantity");

// scanned
/// The order of a scanned item, and its status.
pub(crate) const ORDER_INACTIVE: Text = Text::same("{0}: {1}");

// delivery_panel
pub(crate) const DELIVERIES: Text = Text::new("Pengiriman", "Deliveries");
pub(crate) const RECORD: Text = Text::new("Catat", "Record");
/// What [`RECORD`] records, for those who do not see where it stands.
pub(crate) const A_DELIVERY: Text = Text::new(" pengiriman", " delivery");
pub(crate) const NOTHING_DELIVERED: Text = Text::new("Belum ada yang terkirim.", "Nothing delivered yet.");
pub(crate) const ALL_DELIVERED: Text = Text::new("Terkirim seluruhnya", "Fully delivered");
pub(crate) const OF_TOTAL: Text = Text::new("{0} dari {1}", "{0} of {1}");
/// Of an [`OF_TOTAL`].
pub(crate) const DELIVERED_OF: Text = Text::new("Terkirim {0}", "Delivered {0}");
pub(crate) const YOU_JUST_NOW: Text = Text::new("Anda · baru saja", "You · just now");

// delivery_sheet
pub(crate) const RECORD_DELIVERY: Text = Text::new("Catat pengiriman", "Record delivery");
pub(crate) const RECORD_AMOUNT: Text = Text::new("Catat {0}", "Record {0}");
pub(crate) const REMAINING: Text = Text::new("Sisa {0}", "{0} left");
pub(crate) const QUANTITY_IN: Text = Text::new("Jumlah ({0})", "Quantity ({0})");
pub(crate) const ALL_REMAINING: Text = Text::new("Semua sisa", "All that is left");
pub(crate) const DELIVERY_NOTE_EXAMPLE: Text = Text::new(
    "Opsional, misalnya: surat jalan, kendaraan, penerima",
    "Optional, for example: delivery note, vehicle, recipient",
);

// presence
/// Who; how many they are decides the form.
pub(crate) const FILLING_IN: Counted = Counted::new("{0} sedang mengisi", "{0} is editing", "{0} are editing");
/// Who and what.
pub(crate) const FILLING_IN_PART: Counted =
    Counted::new("{0} sedang mengisi {1}", "{0} is editing {1}", "{0} are editing {1}");
pub(crate) const VIEWING: Counted = Counted::new("{0} melihat", "{0} is viewing", "{0} are viewing");
pub(crate) const PART_ISSUE: Text = Text::new("issue", "an issue");
pub(crate) const PART_DELIVERY: Text = Text::new("pengiriman", "a delivery");
pub(crate) const PART_FIELDS: Text = Text::new("data", "the details");

pub(crate) const OPENED_ALONE: Text = Text::new(
    "Dibuka tanpa sambungan: riwayat, pengiriman, dan foto muncul setelah tersambung.",
    "Opened without a connection: history, deliveries and photos come once it is connected.",
);
