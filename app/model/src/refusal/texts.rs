//! Refusals in words for people.

use std::fmt::Display;

use super::{Field, Refusal};
use crate::language::{Counted, Language, Text};

impl Refusal {
    /// What happened, and what to do, in `language`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let say = |text: Text, arguments: &[&dyn Display]| text.with(language, arguments);
        let plain = |text: Text| text.get(language).to_owned();
        let name = |field: &Field| field.label().get(language);
        let number = |amount: &crate::Quantity| amount.format(language.notation());
        match self {
            Refusal::NotAllowed => plain(NOT_ALLOWED),
            Refusal::OtherDepartment { department } => say(OTHER_DEPARTMENT, &[&department.label()]),
            Refusal::Unknown => plain(UNKNOWN),
            Refusal::Stale => plain(STALE),
            Refusal::MutationReused => plain(MUTATION_REUSED),
            Refusal::ProgressOutOfRange { given } => say(PROGRESS_OUT_OF_RANGE, &[given]),
            Refusal::OrderNotActive { status } => say(ORDER_NOT_ACTIVE, &[&status.label().get(language)]),
            Refusal::StatusNotPossible { from, to } => {
                say(STATUS_NOT_POSSIBLE, &[&from.label().get(language), &to.label().get(language)])
            }
            Refusal::EmptyField { field } => say(EMPTY_FIELD, &[&name(field)]),
            Refusal::TooLong { field, max } => say(TOO_LONG, &[&name(field), max]),
            Refusal::NotANumber { given } => say(NOT_A_NUMBER, &[given]),
            Refusal::TooPrecise { decimals } => counted(TOO_PRECISE, language, *decimals),
            Refusal::TooLarge => plain(TOO_LARGE),
            Refusal::QuantityNotPositive => plain(QUANTITY_NOT_POSITIVE),
            Refusal::OverDelivery { remaining, unit } => say(OVER_DELIVERY, &[&number(remaining), unit]),
            Refusal::BelowDelivered { delivered, unit } => say(BELOW_DELIVERED, &[&number(delivered), unit]),
            Refusal::AlreadyDelivered => plain(ALREADY_DELIVERED),
            Refusal::NotADate { given, .. } => say(NOT_A_DATE, &[given]),
            Refusal::DateOutOfRange { field } => say(DATE_OUT_OF_RANGE, &[&name(field)]),
            Refusal::NotYesNo { field, given } => say(NOT_YES_NO, &[&name(field), given]),
            Refusal::DuplicatePoNumber { po_number } => say(DUPLICATE_PO_NUMBER, &[po_number]),
            Refusal::OtherClient { po_number, client } => say(OTHER_CLIENT, &[po_number, client]),
            Refusal::NoItems => plain(NO_ITEMS),
            Refusal::TooManyItems { max } => say(TOO_MANY_ITEMS, &[max]),
            Refusal::AlreadyResolved => plain(ALREADY_RESOLVED),
            Refusal::TooManyPhotos { max } => say(TOO_MANY_PHOTOS, &[max]),
            Refusal::NotAPhoto => plain(NOT_A_PHOTO),
            Refusal::BrokenPhoto => plain(BROKEN_PHOTO),
            Refusal::PhotoTooHeavy { max } => say(PHOTO_TOO_HEAVY, &[max]),
            Refusal::PhotoTooLarge { max } => say(PHOTO_TOO_LARGE, &[max]),
            Refusal::PasswordTooShort { min } => say(PASSWORD_TOO_SHORT, &[min]),
            Refusal::PasswordTooEasy => plain(PASSWORD_TOO_EASY),
            Refusal::WrongCredentials => plain(WRONG_CREDENTIALS),
            Refusal::TooManyAttempts { seconds } => counted(TOO_MANY_ATTEMPTS, language, *seconds),
            Refusal::WrongPin => plain(WRONG_PIN),
            Refusal::NotAPin => plain(NOT_A_PIN),
            Refusal::PinTooEasy => plain(PIN_TOO_EASY),
            Refusal::OwnMembership => plain(OWN_MEMBERSHIP),
            Refusal::SharedAccount => plain(SHARED_ACCOUNT),
            Refusal::UsernameTaken => plain(USERNAME_TAKEN),
            Refusal::NotAUsername => plain(NOT_A_USERNAME),
            Refusal::SlugTaken => plain(SLUG_TAKEN),
            Refusal::NotASlug => plain(NOT_A_SLUG),
            Refusal::NotAPrefix => plain(NOT_A_PREFIX),
            Refusal::DuplicateClient { client } => say(DUPLICATE_CLIENT, &[client]),
            Refusal::LinkOver => plain(LINK_OVER),
            Refusal::TooMany { max } => say(TOO_MANY, &[max]),
            Refusal::SignedOut => plain(SIGNED_OUT),
            Refusal::CutRow { cells, columns } => say(CUT_ROW, &[cells, columns]),
            Refusal::ExtraCells { cells, columns } => say(EXTRA_CELLS, &[cells, columns]),
            Refusal::UnclosedQuote { line } => say(UNCLOSED_QUOTE, &[line]),
            Refusal::SameAsLine { line } => say(SAME_AS_LINE, &[line]),
            Refusal::DisagreesWithLine { field, line, other } if other.is_empty() => {
                say(DISAGREES_WITH_BLANK, &[&name(field), line])
            }
            Refusal::DisagreesWithLine { field, line, other } => say(DISAGREES_WITH_LINE, &[&name(field), line, other]),
            Refusal::AtLine { line, refusal } => say(AT_LINE, &[line, &refusal.text(language)]),
        }
    }
}

fn counted(text: Counted, language: Language, count: u32) -> String {
    text.with(language, count as usize)
}

const NOT_ALLOWED: Text = Text::new("Peran Anda tidak boleh melakukan ini.", "Your role may not do this.");
const OTHER_DEPARTMENT: Text =
    Text::new("Hanya bagian {0} yang boleh mengubah kemajuan ini.", "Only {0} may change this progress.");
const UNKNOWN: Text = Text::new("Data tidak ditemukan.", "Not found.");
const STALE: Text = Text::new(
    "Data sudah diubah orang lain. Periksa nilai terbaru, lalu coba lagi.",
    "Somebody else changed this. Check the latest value, then try again.",
);
const MUTATION_REUSED: Text = Text::new(
    "Permintaan ini sudah dipakai untuk perubahan lain. Muat ulang halaman, lalu coba lagi.",
    "This request was used for another change already. Reload the page, then try again.",
);
const PROGRESS_OUT_OF_RANGE: Text =
    Text::new("Kemajuan harus antara 0 dan 100 (terisi: {0}).", "Progress must be between 0 and 100 (entered: {0}).");
const ORDER_NOT_ACTIVE: Text =
    Text::new("PO ini {0}; tidak bisa diubah lagi.", "This PO is {0}; it can’t be changed any more.");
const STATUS_NOT_POSSIBLE: Text =
    Text::new("PO yang {0} tidak bisa menjadi {1}.", "A PO that is {0} can’t become {1}.");
const EMPTY_FIELD: Text = Text::new("{0} wajib diisi.", "{0} is required.");
const TOO_LONG: Text =
    Text::new("{0} terlalu panjang (paling banyak {1} huruf).", "{0} is too long (at most {1} characters).");
const NOT_A_NUMBER: Text =
    Text::new("“{0}” bukan angka. Contoh: 24 atau 1.250,5.", "“{0}” is not a number. Examples: 24 or 1,250.5.");
const TOO_PRECISE: Counted = Counted::new(
    "Paling banyak {0} angka di belakang koma.",
    "At most {0} decimal place.",
    "At most {0} decimal places.",
);
const TOO_LARGE: Text = Text::new("Angka terlalu besar.", "The number is too large.");
const QUANTITY_NOT_POSITIVE: Text = Text::new("Jumlah harus lebih dari nol.", "The quantity must be more than zero.");
const OVER_DELIVERY: Text =
    Text::new("Melebihi sisa: tinggal {0} {1} yang belum terkirim.", "More than is left: only {0} {1} to deliver.");
const BELOW_DELIVERED: Text = Text::new(
    "Jumlah tidak boleh di bawah yang sudah terkirim ({0} {1}).",
    "The quantity can’t be less than what was delivered already ({0} {1}).",
);
const ALREADY_DELIVERED: Text =
    Text::new("Item ini sudah terkirim seluruhnya.", "This item was delivered completely already.");
const NOT_A_DATE: Text =
    Text::new("“{0}” bukan tanggal. Contoh: 07/09/2026.", "“{0}” is not a date. Example: 07/09/2026 (7 September).");
const DATE_OUT_OF_RANGE: Text =
    Text::new("{0} harus antara tahun 2000 dan 2100.", "{0} must be between 2000 and 2100.");
const NOT_YES_NO: Text = Text::new(
    "{0}: “{1}” tidak dikenal. Isi ya atau kosongkan.",
    "{0}: “{1}” is not understood. Enter yes or leave it empty.",
);
const DUPLICATE_PO_NUMBER: Text = Text::new("Nomor {0} sudah dipakai.", "Number {0} is taken.");
const OTHER_CLIENT: Text = Text::new("PO {0} sudah ada untuk klien {1}.", "PO {0} exists already, for customer {1}.");
const NO_ITEMS: Text = Text::new("Isi paling sedikit satu item.", "Enter at least one item.");
const TOO_MANY_ITEMS: Text = Text::new("Paling banyak {0} item dalam satu PO.", "At most {0} items in one PO.");
const ALREADY_RESOLVED: Text = Text::new("Issue ini sudah selesai.", "This issue is resolved already.");
const TOO_MANY_PHOTOS: Text =
    Text::new("Paling banyak {0} foto untuk satu issue.", "At most {0} photos for one issue.");
const NOT_A_PHOTO: Text = Text::new(
    "Berkas ini bukan foto. Pakai foto JPEG, PNG, atau WebP.",
    "This file is not a photo. Use a JPEG, PNG or WebP photo.",
);
const BROKEN_PHOTO: Text = Text::new(
    "Foto ini rusak atau terpotong. Ambil atau pilih foto lagi.",
    "This photo is damaged or cut off. Take or choose it again.",
);
const PHOTO_TOO_HEAVY: Text =
    Text::new("Berkas foto terlalu besar (paling banyak {0} MB).", "The photo file is too large (at most {0} MB).");
const PHOTO_TOO_LARGE: Text = Text::new(
    "Ukuran foto terlalu besar (paling banyak {0} megapiksel).",
    "The photo has too many pixels (at most {0} megapixels).",
);
const PASSWORD_TOO_SHORT: Text =
    Text::new("Kata sandi paling sedikit {0} huruf.", "A password has at least {0} characters.");
const PASSWORD_TOO_EASY: Text = Text::new(
    "Kata sandi ini terlalu mudah ditebak. Pakai beberapa kata yang tidak berkaitan, tanpa nama Anda.",
    "This password is too easy to guess. Use a few unrelated words, without your name.",
);
const WRONG_CREDENTIALS: Text = Text::new("Nama pengguna atau kata sandi salah.", "Wrong user name or password.");
const TOO_MANY_ATTEMPTS: Counted = Counted::new(
    "Terlalu banyak percobaan. Tunggu {0} detik, lalu coba lagi.",
    "Too many attempts. Wait {0} second, then try again.",
    "Too many attempts. Wait {0} seconds, then try again.",
);
const WRONG_PIN: Text = Text::new("PIN salah.", "Wrong PIN.");
const NOT_A_PIN: Text = Text::new("PIN terdiri dari 4 sampai 6 angka.", "A PIN has 4 to 6 digits.");
const PIN_TOO_EASY: Text = Text::new(
    "PIN ini mudah ditebak. Pilih angka yang tidak berurutan atau berulang.",
    "This PIN is easy to guess. Choose digits that are not in sequence or repeated.",
);
const OWN_MEMBERSHIP: Text = Text::new(
    "Peran dan akses Anda sendiri hanya bisa diubah oleh admin lain.",
    "Only another admin can change your own role and access.",
);
const SHARED_ACCOUNT: Text = Text::new(
    "Akun ini dipakai di luar pabrik ini juga. Hanya orangnya sendiri yang bisa mengubahnya.",
    "This account is used outside this factory too. Only the person can change it.",
);
const USERNAME_TAKEN: Text =
    Text::new("Nama pengguna ini sudah dipakai. Pilih yang lain.", "This user name is taken. Choose another.");
const NOT_A_USERNAME: Text = Text::new(
    "Nama pengguna hanya boleh berisi huruf kecil, angka, titik, dan garis.",
    "A user name has only lower case letters, digits, dots and dashes.",
);
const SLUG_TAKEN: Text =
    Text::new("Alamat ini sudah dipakai. Pilih yang lain.", "This address is taken. Choose another.");
const NOT_A_SLUG: Text = Text::new(
    "Alamat hanya boleh berisi huruf kecil, angka, dan garis hubung, misalnya logam-presisi.",
    "An address has only lower case letters, digits and hyphens, such as logam-presisi.",
);
const NOT_A_PREFIX: Text = Text::new(
    "Awalan nomor hanya boleh berisi huruf, angka, titik, garis miring, dan garis hubung.",
    "A number prefix has only letters, digits, dots, slashes and hyphens.",
);
const DUPLICATE_CLIENT: Text = Text::new("Klien {0} sudah ada.", "Customer {0} exists already.");
const LINK_OVER: Text = Text::new(
    "Tautan ini tidak berlaku lagi. Minta tautan baru kepada admin.",
    "This link is no longer valid. Ask an admin for a new one.",
);
const TOO_MANY: Text =
    Text::new("Sudah terlalu banyak (paling banyak {0}).", "There are too many already (at most {0}).");
const SIGNED_OUT: Text =
    Text::new("Sesi Anda berakhir. Masuk lagi untuk melanjutkan.", "Your session has ended. Sign in again to go on.");
const CUT_ROW: Text =
    Text::new("Baris terpotong: hanya {0} dari {1} kolom.", "The row is cut off: only {0} of {1} columns.");
const EXTRA_CELLS: Text = Text::new(
    "Baris berisi {0} kolom, judulnya hanya {1}. Ada pemisah di dalam teks?",
    "The row has {0} columns, the heading only {1}. Is there a separator in a text?",
);
const UNCLOSED_QUOTE: Text =
    Text::new("Tanda kutip di baris {0} tidak ditutup.", "The quote in line {0} is not closed.");
const SAME_AS_LINE: Text = Text::new("Sama dengan baris {0}.", "The same as line {0}.");
const DISAGREES_WITH_LINE: Text = Text::new(
    "{0} berbeda dengan baris {1} dari PO yang sama (“{2}”).",
    "{0} differs from line {1} of the same PO (“{2}”).",
);
const DISAGREES_WITH_BLANK: Text = Text::new(
    "{0} berbeda dengan baris {1} dari PO yang sama (kosong).",
    "{0} differs from line {1} of the same PO (empty).",
);
const AT_LINE: Text = Text::new("Baris {0}: {1}", "Line {0}: {1}");
