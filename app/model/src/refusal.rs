//! Why something was refused, in words for people. Never carries internals: those are the ledger's errors.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Department,
    purchase_order::OrderStatus,
    quantity::{Notation, Quantity},
};

/// The input a refusal points at, so that the page shows it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Purchase order number.
    PoNumber,
    /// Client name.
    Client,
    /// Order date.
    OrderDate,
    /// Delivery deadline.
    DeliveryDeadline,
    /// The list of items as a whole.
    Items,
    /// Item name.
    ItemName,
    /// Item specification.
    Specification,
    /// Any quantity.
    Quantity,
    /// Unit of a quantity.
    QuantityUnit,
    /// Urgent flag.
    IsUrgent,
    /// Vendor flag.
    IsVendorJob,
    /// Track progress.
    Progress,
    /// Note of a track or delivery.
    Note,
    /// Issue title.
    Title,
    /// Issue description.
    Description,
    /// User name at login.
    Username,
    /// Password at login.
    Password,
}

impl Field {
    /// The Indonesian label.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Field::PoNumber => "Nomor PO",
            Field::Client => "Klien",
            Field::OrderDate => "Tanggal PO",
            Field::DeliveryDeadline => "Tenggat kirim",
            Field::Items => "Item",
            Field::ItemName => "Nama item",
            Field::Specification => "Spesifikasi",
            Field::Quantity => "Jumlah",
            Field::QuantityUnit => "Satuan",
            Field::IsUrgent => "Urgent",
            Field::IsVendorJob => "Vendor",
            Field::Progress => "Kemajuan",
            Field::Note => "Catatan",
            Field::Title => "Judul",
            Field::Description => "Keterangan",
            Field::Username => "Nama pengguna",
            Field::Password => "Kata sandi",
        }
    }
}

/// A rule said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Refusal {
    /// The role may not do this.
    #[error("Peran Anda tidak boleh melakukan ini.")]
    NotAllowed,
    /// Another department's track.
    #[error("Hanya bagian {} yang boleh mengubah kemajuan ini.", department.label())]
    OtherDepartment {
        /// Whose track it is.
        department: Department,
    },
    /// No such object, or one of another factory: the same answer.
    #[error("Data tidak ditemukan.")]
    Unknown,
    /// Someone else was quicker; the current state is on its way to the screen.
    #[error("Data sudah diubah orang lain. Periksa nilai terbaru, lalu coba lagi.")]
    Stale,
    /// The same mutation id with another content or by another person.
    #[error("Permintaan ini sudah dipakai untuk perubahan lain. Muat ulang halaman, lalu coba lagi.")]
    MutationReused,
    /// Progress outside 0..=100.
    #[error("Kemajuan harus antara 0 dan 100 (terisi: {given}).")]
    ProgressOutOfRange {
        /// What was sent.
        given: i64,
    },
    /// The order is completed, cancelled or archived.
    #[error("PO ini {}; tidak bisa diubah lagi.", status.label())]
    OrderNotActive {
        /// Its status.
        status: OrderStatus,
    },
    /// That change of status is not possible.
    #[error("PO yang {} tidak bisa menjadi {}.", from.label(), to.label())]
    StatusNotPossible {
        /// Now.
        from: OrderStatus,
        /// Wanted.
        to: OrderStatus,
    },
    /// A required field is blank.
    #[error("{} wajib diisi.", field.label())]
    EmptyField {
        /// Which.
        field: Field,
    },
    /// A text is too long.
    #[error("{} terlalu panjang (paling banyak {max} huruf).", field.label())]
    TooLong {
        /// Which.
        field: Field,
        /// Characters allowed.
        max: u32,
    },
    /// Not a number in the expected notation.
    #[error("“{given}” bukan angka. Contoh: 24 atau 1.250,5.")]
    NotANumber {
        /// The beginning of what was typed.
        given: String,
    },
    /// More decimals than are kept.
    #[error("Paling banyak {decimals} angka di belakang koma.")]
    TooPrecise {
        /// Decimals kept.
        decimals: u32,
    },
    /// Beyond the largest amount.
    #[error("Angka terlalu besar.")]
    TooLarge,
    /// Zero or less where that means nothing.
    #[error("Jumlah harus lebih dari nol.")]
    QuantityNotPositive,
    /// More than what is left to deliver.
    #[error("Melebihi sisa: tinggal {} {unit} yang belum terkirim.", remaining.format(Notation::Indonesian))]
    OverDelivery {
        /// Still to deliver.
        remaining: Quantity,
        /// Its unit.
        unit: String,
    },
    /// The new total is below what was delivered already.
    #[error("Jumlah tidak boleh di bawah yang sudah terkirim ({} {unit}).", delivered.format(Notation::Indonesian))]
    BelowDelivered {
        /// Delivered so far.
        delivered: Quantity,
        /// Its unit.
        unit: String,
    },
    /// Everything was delivered already.
    #[error("Item ini sudah terkirim seluruhnya.")]
    AlreadyDelivered,
    /// Not a calendar day.
    #[error("“{given}” bukan tanggal. Contoh: 07/09/2026.")]
    NotADate {
        /// Which.
        field: Field,
        /// The beginning of what was typed.
        given: String,
    },
    /// A day outside 2000..=2100.
    #[error("{} harus antara tahun 2000 dan 2100.", field.label())]
    DateOutOfRange {
        /// Which.
        field: Field,
    },
    /// Neither yes nor no.
    #[error("{}: “{given}” tidak dikenal. Isi ya atau kosongkan.", field.label())]
    NotYesNo {
        /// Which.
        field: Field,
        /// The beginning of what was typed.
        given: String,
    },
    /// The number exists in this factory.
    #[error("Nomor {po_number} sudah dipakai.")]
    DuplicatePoNumber {
        /// That number.
        po_number: String,
    },
    /// An imported row names another client than the existing order does.
    #[error("PO {po_number} sudah ada untuk klien {client}.")]
    OtherClient {
        /// That number.
        po_number: String,
        /// The client it belongs to.
        client: String,
    },
    /// An order without items.
    #[error("Isi paling sedikit satu item.")]
    NoItems,
    /// More items than one order takes.
    #[error("Paling banyak {max} item dalam satu PO.")]
    TooManyItems {
        /// How many it takes.
        max: u32,
    },
    /// The issue was resolved before.
    #[error("Issue ini sudah selesai.")]
    AlreadyResolved,
    /// User name and password do not match; the same for unknown names.
    #[error("Nama pengguna atau kata sandi salah.")]
    WrongCredentials,
    /// Too many attempts.
    #[error("Terlalu banyak percobaan. Tunggu {seconds} detik, lalu coba lagi.")]
    TooManyAttempts {
        /// How long to wait.
        seconds: u32,
    },
    /// The session ended; what was typed stays.
    #[error("Sesi Anda berakhir. Masuk lagi untuk melanjutkan.")]
    SignedOut,
    /// An imported row has fewer cells than there are headings.
    #[error("Baris terpotong: hanya {cells} dari {columns} kolom.")]
    CutRow {
        /// Cells found.
        cells: u32,
        /// Headings.
        columns: u32,
    },
    /// An imported row has filled cells beyond the last heading, so some cell is not under its own heading.
    #[error("Baris berisi {cells} kolom, judulnya hanya {columns}. Ada pemisah di dalam teks?")]
    ExtraCells {
        /// Cells found.
        cells: u32,
        /// Headings.
        columns: u32,
    },
    /// An imported row opens a quote that nothing closes.
    #[error("Tanda kutip di baris {line} tidak ditutup.")]
    UnclosedQuote {
        /// The line in the file that opens it.
        line: u64,
    },
    /// An imported row repeats an earlier one.
    #[error("Sama dengan baris {line}.")]
    SameAsLine {
        /// The earlier line in the file.
        line: u64,
    },
    /// An imported row says something else about its order than an earlier row of the same order.
    #[error("{} berbeda dengan baris {line} dari PO yang sama ({}).", field.label(), or_blank(other))]
    DisagreesWithLine {
        /// What differs.
        field: Field,
        /// The earlier line in the file.
        line: u64,
        /// What the earlier line says; empty when it says nothing.
        other: String,
    },
    /// A refusal inside item row `line` (from 1) of a form.
    #[error("Baris {line}: {refusal}")]
    AtLine {
        /// Row, counted from 1.
        line: u32,
        /// What is wrong there.
        refusal: Box<Refusal>,
    },
}

impl Refusal {
    /// The input it belongs to, if one.
    #[must_use]
    pub fn field(&self) -> Option<Field> {
        match self {
            Refusal::EmptyField { field }
            | Refusal::TooLong { field, .. }
            | Refusal::NotADate { field, .. }
            | Refusal::DateOutOfRange { field }
            | Refusal::DisagreesWithLine { field, .. }
            | Refusal::NotYesNo { field, .. } => Some(*field),
            Refusal::NotANumber { .. }
            | Refusal::TooPrecise { .. }
            | Refusal::TooLarge
            | Refusal::QuantityNotPositive
            | Refusal::OverDelivery { .. }
            | Refusal::BelowDelivered { .. } => Some(Field::Quantity),
            Refusal::ProgressOutOfRange { .. } => Some(Field::Progress),
            Refusal::DuplicatePoNumber { .. } => Some(Field::PoNumber),
            Refusal::OtherClient { .. } => Some(Field::Client),
            Refusal::NoItems | Refusal::TooManyItems { .. } => Some(Field::Items),
            Refusal::WrongCredentials => Some(Field::Password),
            Refusal::AtLine { refusal, .. } => refusal.field(),
            _ => None,
        }
    }

    /// The item row it belongs to, from 1, if one.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        match self {
            Refusal::AtLine { line, .. } => Some(*line),
            _ => None,
        }
    }

    /// The same refusal, at row `line` (from 1) of a form.
    #[must_use]
    pub fn at_line(self, line: u32) -> Refusal {
        Refusal::AtLine { line, refusal: Box::new(self) }
    }
}

fn or_blank(text: &str) -> String {
    if text.is_empty() { "kosong".to_owned() } else { format!("“{text}”") }
}
