//! What the import page says.

use crate::language::{Counted, Text};

// server_fns
/// With the limit.
pub(crate) const FILE_TOO_LARGE: Text = Text::new(
    "Berkas ini lebih besar dari {0} MB. Bagi menjadi beberapa berkas, lalu impor satu per satu.",
    "This file is larger than {0} MB. Split it into several files, then import them one by one.",
);

// import_page
pub(crate) const ONLY_ADMINS_IMPORT: Text =
    Text::new("Hanya admin yang bisa mengimpor PO.", "Only admins can import POs.");
pub(crate) const FILE_NOT_READ: Text =
    Text::new("Berkas tidak bisa dibaca. Pilih lagi.", "The file could not be read. Choose it again.");
pub(crate) const FILE_NOT_SAVED: Text =
    Text::new("Peramban ini tidak bisa menyimpan berkas.", "This browser can’t save files.");
/// Name of the file with the bad rows, from that of the file they are of.
pub(crate) const PROBLEMS_FILE: Text = Text::new("{0}-bermasalah.csv", "{0}-problems.csv");
pub(crate) const TITLE: Text = Text::new("Impor PO dari spreadsheet", "Import POs from a spreadsheet");
pub(crate) const READING: Text = Text::new("Membaca berkas…", "Reading the file…");
pub(crate) const DROP_FILE: Text =
    Text::new("Pilih atau letakkan berkas CSV di sini", "Choose a CSV file or drop it here");
/// A file is read alike in every language, so who would write numbers otherwise is told how.
pub(crate) const DROP_HINT: Text = Text::new(
    "Satu baris per item, dengan kolom No PO, Pelanggan, Nama Barang, Jumlah dan Satuan. Paling besar 5 MB. Belum ada \
     yang tersimpan sampai Anda memasukkannya.",
    "One row per item, with the columns PO number, Customer, Item name, Quantity and Unit. Numbers are written as in \
     Indonesia: 1.250,5. At most 5 MB. Nothing is saved until you import it.",
);

// import_preview, before
pub(crate) const ROWS: Counted = Counted::new("{0} baris", "{0} row", "{0} rows");
pub(crate) const ORDERS: Counted = Counted::new("{0} PO", "{0} PO", "{0} POs");
/// Orders and their items.
pub(crate) const ACCEPTED: Text = Text::new("{0} · {1} diterima", "{0} · {1} accepted");
pub(crate) const ROWS_REFUSED: Counted = Counted::new("{0} baris ditolak", "{0} row rejected", "{0} rows rejected");
pub(crate) const PRESENT: Counted = Counted::new("{0} PO sudah ada", "{0} PO exists already", "{0} POs exist already");
pub(crate) const PRESENT_TEXT: Text = Text::new(
    "PO yang sudah ada tidak dimasukkan dua kali; hanya item yang belum ada akan ditambahkan.",
    "POs that exist already are not imported twice; only the items they lack will be added.",
);
pub(crate) const CHOOSE_ANOTHER: Text = Text::new("Pilih berkas lain", "Choose another file");
pub(crate) const ENTER: Counted = Counted::new("Masukkan {0} PO", "Import {0} PO", "Import {0} POs");
pub(crate) const ENTERING: Text = Text::new("Memasukkan…", "Importing…");
pub(crate) const DOWNLOAD: Text = Text::new("Unduh baris bermasalah", "Download rows with problems");
pub(crate) const NOTES: Text = Text::new("Catatan", "Notes");
pub(crate) const PROBLEM_ROWS: Text = Text::new("Baris bermasalah", "Rows with problems");
pub(crate) const ROWS_LEFT_OUT: Text = Text::new("Baris yang tidak dimasukkan", "Rows that are not imported");
pub(crate) const LINE: Text = Text::new("Baris", "Line");
pub(crate) const COLUMN: Text = Text::new("Kolom", "Column");
pub(crate) const CONTENT: Text = Text::new("Isi", "Content");
pub(crate) const REASON: Text = Text::new("Alasan", "Reason");
/// In place of a column.
pub(crate) const WHOLE_ROW: Text = Text::new("seluruh baris", "whole row");
pub(crate) const MORE_PROBLEMS: Counted = Counted::new(
    "dan {0} masalah lain; semuanya ada di unduhan",
    "and {0} more problem; all of them are in the download",
    "and {0} more problems; all of them are in the download",
);
pub(crate) const FIRST_ORDERS: Counted = Counted::new("{0} PO pertama", "First {0} PO", "First {0} POs");
pub(crate) const ORDERS_IN_FILE: Text = Text::new("PO di berkas ini", "POs in this file");

// import_preview, after
pub(crate) const NOTHING_NEW: Text =
    Text::new("Tidak ada yang baru di berkas ini.", "There is nothing new in this file.");
/// Orders that are new.
pub(crate) const CREATED: Text = Text::new("{0} dimasukkan.", "{0} imported.");
/// Orders that got the items they lacked.
pub(crate) const COMPLETED: Text = Text::new("{0} dilengkapi.", "Items added to {0}.");
/// Both.
pub(crate) const CREATED_AND_COMPLETED: Text =
    Text::new("{0} dimasukkan, {1} dilengkapi.", "{0} imported, items added to {1}.");
pub(crate) const ORDERS_COMPLETED: Counted = Counted::new(
    "{0} PO dilengkapi dengan item yang belum ada",
    "{0} PO got the items it lacked",
    "{0} POs got the items they lacked",
);
pub(crate) const ORDERS_UNCHANGED: Counted = Counted::new(
    "{0} PO sudah ada dan tidak berubah",
    "{0} PO existed already and did not change",
    "{0} POs existed already and did not change",
);
pub(crate) const ORDERS_REFUSED: Counted = Counted::new("{0} PO ditolak", "{0} PO rejected", "{0} POs rejected");
pub(crate) const ROWS_NOT_ENTERED: Counted = Counted::new(
    "{0} baris bermasalah tidak dimasukkan",
    "{0} row with problems was not imported",
    "{0} rows with problems were not imported",
);
pub(crate) const IMPORT_ANOTHER: Text = Text::new("Impor berkas lain", "Import another file");
pub(crate) const VIEW_ORDERS: Text = Text::new("Lihat PO", "View POs");
