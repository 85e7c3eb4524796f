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
    /// Password.
    Password,
    /// The PIN of a shared tablet.
    Pin,
    /// A person's display name.
    PersonName,
    /// An operator's departments.
    Departments,
    /// Name of a shared device.
    DeviceName,
    /// Name of the factory.
    FactoryName,
    /// The factory's part of its addresses.
    Slug,
    /// What order numbers begin with.
    NumberPrefix,
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
            Field::Pin => "PIN",
            Field::PersonName => "Nama",
            Field::Departments => "Bagian",
            Field::DeviceName => "Nama perangkat",
            Field::FactoryName => "Nama pabrik",
            Field::Slug => "Alamat pabrik",
            Field::NumberPrefix => "Awalan nomor PO",
        }
    }
}

/// A rule said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case", try_from = "LooseRefusal")]
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
        #[serde(rename = "progress")]
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
    /// As many photos as one issue takes.
    #[error("Paling banyak {max} foto untuk satu issue.")]
    TooManyPhotos {
        /// How many it takes.
        max: u32,
    },
    /// A file that is none of the pictures taken, whatever it is called.
    #[error("Berkas ini bukan foto. Pakai foto JPEG, PNG, atau WebP.")]
    NotAPhoto,
    /// A picture that cannot be read to its end.
    #[error("Foto ini rusak atau terpotong. Ambil atau pilih foto lagi.")]
    BrokenPhoto,
    /// A file beyond the bytes that are taken.
    #[error("Berkas foto terlalu besar (paling banyak {max} MB).")]
    PhotoTooHeavy {
        /// Megabytes taken.
        max: u32,
    },
    /// A picture with more pixels than are read.
    #[error("Ukuran foto terlalu besar (paling banyak {max} megapiksel).")]
    PhotoTooLarge {
        /// Millions of pixels taken.
        max: u32,
    },
    /// A new password is shorter than one may be.
    #[error("Kata sandi paling sedikit {min} huruf.")]
    PasswordTooShort {
        /// Characters needed.
        min: u32,
    },
    /// A new password is among the first that somebody would try.
    #[error("Kata sandi ini terlalu mudah ditebak. Pakai beberapa kata yang tidak berkaitan, tanpa nama Anda.")]
    PasswordTooEasy,
    /// User name and password do not match; the same for unknown names.
    #[error("Nama pengguna atau kata sandi salah.")]
    WrongCredentials,
    /// Too many attempts.
    #[error("Terlalu banyak percobaan. Tunggu {seconds} detik, lalu coba lagi.")]
    TooManyAttempts {
        /// How long to wait.
        seconds: u32,
    },
    /// The PIN is wrong.
    #[error("PIN salah.")]
    WrongPin,
    /// Not 4 to 6 digits.
    #[error("PIN terdiri dari 4 sampai 6 angka.")]
    NotAPin,
    /// Digits that anybody would try first.
    #[error("PIN ini mudah ditebak. Pilih angka yang tidak berurutan atau berulang.")]
    PinTooEasy,
    /// The own role or place: somebody else must change it, so that there is always an admin.
    #[error("Peran dan akses Anda sendiri hanya bisa diubah oleh admin lain.")]
    OwnMembership,
    /// The account is not this factory's alone.
    #[error("Akun ini dipakai di luar pabrik ini juga. Hanya orangnya sendiri yang bisa mengubahnya.")]
    SharedAccount,
    /// A login name that somebody has.
    #[error("Nama pengguna ini sudah dipakai. Pilih yang lain.")]
    UsernameTaken,
    /// Letters that a login name cannot have.
    #[error("Nama pengguna hanya boleh berisi huruf kecil, angka, titik, dan garis.")]
    NotAUsername,
    /// An address that a factory has.
    #[error("Alamat ini sudah dipakai. Pilih yang lain.")]
    SlugTaken,
    /// Letters that an address cannot have, or a word that is taken by the app itself.
    #[error("Alamat hanya boleh berisi huruf kecil, angka, dan garis hubung, misalnya logam-presisi.")]
    NotASlug,
    /// Letters that an order number cannot begin with.
    #[error("Awalan nomor hanya boleh berisi huruf, angka, titik, garis miring, dan garis hubung.")]
    NotAPrefix,
    /// A customer with that name exists.
    #[error("Klien {client} sudah ada.")]
    DuplicateClient {
        /// That name.
        client: String,
    },
    /// A link that was used, taken back, replaced or is too old; or never was one.
    #[error("Tautan ini tidak berlaku lagi. Minta tautan baru kepada admin.")]
    LinkOver,
    /// More of something than can be looked after.
    #[error("Sudah terlalu banyak (paling banyak {max}).")]
    TooMany {
        /// How many there may be.
        max: u32,
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
            Refusal::WrongCredentials | Refusal::PasswordTooShort { .. } | Refusal::PasswordTooEasy => {
                Some(Field::Password)
            }
            Refusal::WrongPin | Refusal::NotAPin | Refusal::PinTooEasy => Some(Field::Pin),
            Refusal::UsernameTaken | Refusal::NotAUsername => Some(Field::Username),
            Refusal::SlugTaken | Refusal::NotASlug => Some(Field::Slug),
            Refusal::NotAPrefix => Some(Field::NumberPrefix),
            Refusal::DuplicateClient { .. } => Some(Field::Client),
            Refusal::AtLine { refusal, .. } => refusal.field(),
            _ => None,
        }
    }

    /// Whether somebody may have been guessing: at a password, a PIN, a link or a login name.
    #[must_use]
    pub fn is_wrong_guess(&self) -> bool {
        matches!(self, Refusal::WrongCredentials | Refusal::WrongPin | Refusal::LinkOver | Refusal::UsernameTaken)
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

/// A refusal before its code is looked at. A derived tagged enum would keep everything as loose values first, which
/// costs the browser twenty times the code; a plain struct reads it once.
#[derive(Deserialize)]
struct LooseRefusal {
    code: String,
    department: Option<Department>,
    progress: Option<i64>,
    status: Option<OrderStatus>,
    from: Option<OrderStatus>,
    to: Option<OrderStatus>,
    field: Option<Field>,
    max: Option<u32>,
    min: Option<u32>,
    given: Option<String>,
    decimals: Option<u32>,
    remaining: Option<Quantity>,
    delivered: Option<Quantity>,
    unit: Option<String>,
    po_number: Option<String>,
    client: Option<String>,
    seconds: Option<u32>,
    cells: Option<u32>,
    columns: Option<u32>,
    line: Option<u64>,
    other: Option<String>,
    refusal: Option<Box<Refusal>>,
}

/// Not a refusal: an unknown code, or a field that its code needs is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a refusal")]
pub struct NotARefusal;

impl TryFrom<LooseRefusal> for Refusal {
    type Error = NotARefusal;

    fn try_from(loose: LooseRefusal) -> Result<Refusal, NotARefusal> {
        loose.read().ok_or(NotARefusal)
    }
}

impl LooseRefusal {
    fn read(self) -> Option<Refusal> {
        Some(match self.code.as_str() {
            "not-allowed" => Refusal::NotAllowed,
            "other-department" => Refusal::OtherDepartment { department: self.department? },
            "unknown" => Refusal::Unknown,
            "stale" => Refusal::Stale,
            "mutation-reused" => Refusal::MutationReused,
            "progress-out-of-range" => Refusal::ProgressOutOfRange { given: self.progress? },
            "order-not-active" => Refusal::OrderNotActive { status: self.status? },
            "status-not-possible" => Refusal::StatusNotPossible { from: self.from?, to: self.to? },
            "empty-field" => Refusal::EmptyField { field: self.field? },
            "too-long" => Refusal::TooLong { field: self.field?, max: self.max? },
            "not-a-number" => Refusal::NotANumber { given: self.given? },
            "too-precise" => Refusal::TooPrecise { decimals: self.decimals? },
            "too-large" => Refusal::TooLarge,
            "quantity-not-positive" => Refusal::QuantityNotPositive,
            "over-delivery" => Refusal::OverDelivery { remaining: self.remaining?, unit: self.unit? },
            "below-delivered" => Refusal::BelowDelivered { delivered: self.delivered?, unit: self.unit? },
            "already-delivered" => Refusal::AlreadyDelivered,
            "not-a-date" => Refusal::NotADate { field: self.field?, given: self.given? },
            "date-out-of-range" => Refusal::DateOutOfRange { field: self.field? },
            "not-yes-no" => Refusal::NotYesNo { field: self.field?, given: self.given? },
            "duplicate-po-number" => Refusal::DuplicatePoNumber { po_number: self.po_number? },
            "other-client" => Refusal::OtherClient { po_number: self.po_number?, client: self.client? },
            "no-items" => Refusal::NoItems,
            "too-many-items" => Refusal::TooManyItems { max: self.max? },
            "already-resolved" => Refusal::AlreadyResolved,
            "too-many-photos" => Refusal::TooManyPhotos { max: self.max? },
            "not-a-photo" => Refusal::NotAPhoto,
            "broken-photo" => Refusal::BrokenPhoto,
            "photo-too-heavy" => Refusal::PhotoTooHeavy { max: self.max? },
            "photo-too-large" => Refusal::PhotoTooLarge { max: self.max? },
            "password-too-short" => Refusal::PasswordTooShort { min: self.min? },
            "password-too-easy" => Refusal::PasswordTooEasy,
            "wrong-credentials" => Refusal::WrongCredentials,
            "too-many-attempts" => Refusal::TooManyAttempts { seconds: self.seconds? },
            "wrong-pin" => Refusal::WrongPin,
            "not-a-pin" => Refusal::NotAPin,
            "pin-too-easy" => Refusal::PinTooEasy,
            "own-membership" => Refusal::OwnMembership,
            "shared-account" => Refusal::SharedAccount,
            "username-taken" => Refusal::UsernameTaken,
            "not-a-username" => Refusal::NotAUsername,
            "slug-taken" => Refusal::SlugTaken,
            "not-a-slug" => Refusal::NotASlug,
            "not-a-prefix" => Refusal::NotAPrefix,
            "duplicate-client" => Refusal::DuplicateClient { client: self.client? },
            "link-over" => Refusal::LinkOver,
            "too-many" => Refusal::TooMany { max: self.max? },
            "signed-out" => Refusal::SignedOut,
            "cut-row" => Refusal::CutRow { cells: self.cells?, columns: self.columns? },
            "extra-cells" => Refusal::ExtraCells { cells: self.cells?, columns: self.columns? },
            "unclosed-quote" => Refusal::UnclosedQuote { line: self.line? },
            "same-as-line" => Refusal::SameAsLine { line: self.line? },
            "disagrees-with-line" => {
                Refusal::DisagreesWithLine { field: self.field?, line: self.line?, other: self.other? }
            }
            "at-line" => Refusal::AtLine { line: u32::try_from(self.line?).ok()?, refusal: self.refusal? },
            _ => return None,
        })
    }
}

fn or_blank(text: &str) -> String {
    if text.is_empty() { "kosong".to_owned() } else { format!("“{text}”") }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One of each, with every field set.
    fn every_refusal() -> Vec<Refusal> {
        let (field, given, line) = (Field::ItemName, "x".to_owned(), 7);
        let (unit, po_number, client) = ("pcs".to_owned(), "PO-1".to_owned(), "PT A".to_owned());
        let quantity = Quantity::parse("3", Notation::Indonesian).expect("a number");
        vec![
            Refusal::NotAllowed,
            Refusal::OtherDepartment { department: Department::Qc },
            Refusal::Unknown,
            Refusal::Stale,
            Refusal::MutationReused,
            Refusal::ProgressOutOfRange { given: -1 },
            Refusal::OrderNotActive { status: OrderStatus::Cancelled },
            Refusal::StatusNotPossible { from: OrderStatus::Archived, to: OrderStatus::Completed },
            Refusal::EmptyField { field },
            Refusal::TooLong { field, max: 9 },
            Refusal::NotANumber { given: given.clone() },
            Refusal::TooPrecise { decimals: 4 },
            Refusal::TooLarge,
            Refusal::QuantityNotPositive,
            Refusal::OverDelivery { remaining: quantity, unit: unit.clone() },
            Refusal::BelowDelivered { delivered: quantity, unit },
            Refusal::AlreadyDelivered,
            Refusal::NotADate { field, given: given.clone() },
            Refusal::DateOutOfRange { field },
            Refusal::NotYesNo { field, given },
            Refusal::DuplicatePoNumber { po_number: po_number.clone() },
            Refusal::OtherClient { po_number, client },
            Refusal::NoItems,
            Refusal::TooManyItems { max: 200 },
            Refusal::AlreadyResolved,
            Refusal::TooManyPhotos { max: 8 },
            Refusal::NotAPhoto,
            Refusal::BrokenPhoto,
            Refusal::PhotoTooHeavy { max: 10 },
            Refusal::PhotoTooLarge { max: 40 },
            Refusal::PasswordTooShort { min: 8 },
            Refusal::PasswordTooEasy,
            Refusal::WrongCredentials,
            Refusal::TooManyAttempts { seconds: 30 },
            Refusal::WrongPin,
            Refusal::NotAPin,
            Refusal::PinTooEasy,
            Refusal::OwnMembership,
            Refusal::SharedAccount,
            Refusal::UsernameTaken,
            Refusal::NotAUsername,
            Refusal::SlugTaken,
            Refusal::NotASlug,
            Refusal::NotAPrefix,
            Refusal::DuplicateClient { client: "PT A".to_owned() },
            Refusal::LinkOver,
            Refusal::TooMany { max: 8 },
            Refusal::SignedOut,
            Refusal::CutRow { cells: 2, columns: 9 },
            Refusal::ExtraCells { cells: 11, columns: 9 },
            Refusal::UnclosedQuote { line },
            Refusal::SameAsLine { line },
            Refusal::DisagreesWithLine { field, line, other: String::new() },
            Refusal::Stale.at_line(2),
        ]
    }

    #[test]
    fn every_refusal_is_read_as_it_was_written() {
        for refusal in every_refusal() {
            let json = serde_json::to_string(&refusal).expect("plain data");
            assert_eq!(serde_json::from_str::<Refusal>(&json).expect(&json), refusal);
        }
    }

    #[test]
    fn what_is_no_refusal_is_not_read_as_one() {
        for json in [r#"{"code":"unheard-of"}"#, r#"{"code":"not-a-date","field":"title"}"#, r#"{"given":"x"}"#] {
            assert!(serde_json::from_str::<Refusal>(json).is_err(), "{json}");
        }
    }
}
