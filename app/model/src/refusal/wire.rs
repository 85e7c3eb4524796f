//! Refusals as they are read from the wire.

use serde::Deserialize;

use super::{Field, Refusal};
use crate::{actor::Department, purchase_order::OrderStatus, quantity::Quantity};

/// A refusal before its code is looked at. A derived tagged enum would keep everything as loose values first, which
/// costs the browser twenty times the code; a plain struct reads it once.
#[derive(Deserialize)]
pub(super) struct LooseRefusal {
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
