//! Why something was refused. Never carries internals: those are the ledger's errors.

mod field;
mod texts;
mod wire;

use serde::{Deserialize, Serialize};

pub use field::Field;

use crate::{actor::Department, purchase_order::OrderStatus, quantity::Quantity};

/// A rule said no. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case", try_from = "wire::LooseRefusal")]
pub enum Refusal {
    /// The role may not do this.
    NotAllowed,
    /// Another department's track.
    OtherDepartment {
        /// Whose track it is.
        department: Department,
    },
    /// No such object, or one of another factory: the same answer.
    Unknown,
    /// Someone else was quicker; the current state is on its way to the screen.
    Stale,
    /// The same mutation id with another content or by another person.
    MutationReused,
    /// Progress outside 0..=100.
    ProgressOutOfRange {
        /// What was sent.
        #[serde(rename = "progress")]
        given: i64,
    },
    /// The order is completed, cancelled or archived.
    OrderNotActive {
        /// Its status.
        status: OrderStatus,
    },
    /// That change of status is not possible.
    StatusNotPossible {
        /// Now.
        from: OrderStatus,
        /// Wanted.
        to: OrderStatus,
    },
    /// A required field is blank.
    EmptyField {
        /// Which.
        field: Field,
    },
    /// A text is too long.
    TooLong {
        /// Which.
        field: Field,
        /// Characters allowed.
        max: u32,
    },
    /// Not a number in the expected notation.
    NotANumber {
        /// The beginning of what was typed.
        given: String,
    },
    /// More decimals than are kept.
    TooPrecise {
        /// Decimals kept.
        decimals: u32,
    },
    /// Beyond the largest amount.
    TooLarge,
    /// Zero or less where that means nothing.
    QuantityNotPositive,
    /// More than what is left to deliver.
    OverDelivery {
        /// Still to deliver.
        remaining: Quantity,
        /// Its unit.
        unit: String,
    },
    /// The new total is below what was delivered already.
    BelowDelivered {
        /// Delivered so far.
        delivered: Quantity,
        /// Its unit.
        unit: String,
    },
    /// Everything was delivered already.
    AlreadyDelivered,
    /// Not a calendar day.
    NotADate {
        /// Which.
        field: Field,
        /// The beginning of what was typed.
        given: String,
    },
    /// A day outside 2000..=2100.
    DateOutOfRange {
        /// Which.
        field: Field,
    },
    /// Neither yes nor no.
    NotYesNo {
        /// Which.
        field: Field,
        /// The beginning of what was typed.
        given: String,
    },
    /// The number exists in this factory.
    DuplicatePoNumber {
        /// That number.
        po_number: String,
    },
    /// An imported row names another client than the existing order does.
    OtherClient {
        /// That number.
        po_number: String,
        /// The client it belongs to.
        client: String,
    },
    /// An order without items.
    NoItems,
    /// More items than one order takes.
    TooManyItems {
        /// How many it takes.
        max: u32,
    },
    /// The issue was resolved before.
    AlreadyResolved,
    /// As many photos as one issue takes.
    TooManyPhotos {
        /// How many it takes.
        max: u32,
    },
    /// A file that is none of the pictures taken, whatever it is called.
    NotAPhoto,
    /// A picture that cannot be read to its end.
    BrokenPhoto,
    /// A file beyond the bytes that are taken.
    PhotoTooHeavy {
        /// Megabytes taken.
        max: u32,
    },
    /// A picture with more pixels than are read.
    PhotoTooLarge {
        /// Millions of pixels taken.
        max: u32,
    },
    /// A new password is shorter than one may be.
    PasswordTooShort {
        /// Characters needed.
        min: u32,
    },
    /// A new password is among the first that somebody would try.
    PasswordTooEasy,
    /// User name and password do not match; the same for unknown names.
    WrongCredentials,
    /// Too many attempts.
    TooManyAttempts {
        /// How long to wait.
        seconds: u32,
    },
    /// The PIN is wrong.
    WrongPin,
    /// Not 4 to 6 digits.
    NotAPin,
    /// Digits that anybody would try first.
    PinTooEasy,
    /// The own role or place: somebody else must change it, so that there is always an admin.
    OwnMembership,
    /// The account is not this factory's alone.
    SharedAccount,
    /// A login name that somebody has.
    UsernameTaken,
    /// Letters that a login name cannot have.
    NotAUsername,
    /// An address that a factory has.
    SlugTaken,
    /// Letters that an address cannot have, or a word that is taken by the app itself.
    NotASlug,
    /// Letters that an order number cannot begin with.
    NotAPrefix,
    /// A customer with that name exists.
    DuplicateClient {
        /// That name.
        client: String,
    },
    /// A link that was used, taken back, replaced or is too old; or never was one.
    LinkOver,
    /// More of something than can be looked after.
    TooMany {
        /// How many there may be.
        max: u32,
    },
    /// The session ended; what was typed stays.
    SignedOut,
    /// An imported row has fewer cells than there are headings.
    CutRow {
        /// Cells found.
        cells: u32,
        /// Headings.
        columns: u32,
    },
    /// An imported row has filled cells beyond the last heading, so some cell is not under its own heading.
    ExtraCells {
        /// Cells found.
        cells: u32,
        /// Headings.
        columns: u32,
    },
    /// An imported row opens a quote that nothing closes.
    UnclosedQuote {
        /// The line in the file that opens it.
        line: u64,
    },
    /// An imported row repeats an earlier one.
    SameAsLine {
        /// The earlier line in the file.
        line: u64,
    },
    /// An imported row says something else about its order than an earlier row of the same order.
    DisagreesWithLine {
        /// What differs.
        field: Field,
        /// The earlier line in the file.
        line: u64,
        /// What the earlier line says; empty when it says nothing.
        other: String,
    },
    /// A refusal inside item row `line` (from 1) of a form.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    /// One of each, with every field set.
    fn every_refusal() -> Vec<Refusal> {
        let (field, given, line) = (Field::ItemName, "x".to_owned(), 7);
        let (unit, po_number, client) = ("pcs".to_owned(), "PO-1".to_owned(), "PT A".to_owned());
        let quantity = Quantity::parse("3", crate::Notation::Indonesian).expect("a number");
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

    /// Each argument has its place in both languages, and what was given is said.
    #[test]
    fn every_refusal_has_words_in_both_languages() {
        for refusal in every_refusal() {
            let texts = Language::ALL.map(|language| refusal.text(language));
            assert_ne!(texts[0], texts[1], "{refusal:?}");
            for text in texts {
                assert!(!text.contains(['{', '}']) && text.ends_with('.') || text.ends_with('?'), "{text}");
            }
        }
    }

    #[test]
    fn what_is_no_refusal_is_not_read_as_one() {
        for json in [r#"{"code":"unheard-of"}"#, r#"{"code":"not-a-date","field":"title"}"#, r#"{"given":"x"}"#] {
            assert!(serde_json::from_str::<Refusal>(json).is_err(), "{json}");
        }
    }
}
