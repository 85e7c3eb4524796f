//! In which form items are printed.

use model::{
    Refusal,
    ids::{ItemId, PurchaseOrderId},
};

use crate::error::AppError;

/// The form of the paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SheetForm {
    /// Small ones to stick on, many to a sheet.
    #[default]
    Labels,
    /// Half a sheet for each item, which goes with it from step to step and is signed.
    Travellers,
}

impl SheetForm {
    /// Both.
    pub const ALL: [SheetForm; 2] = [SheetForm::Labels, SheetForm::Travellers];

    /// Its word in the address.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            SheetForm::Labels => "label",
            SheetForm::Travellers => "kartu",
        }
    }

    /// The form with that word; labels for any other.
    #[must_use]
    pub fn of(wire: Option<&str>) -> SheetForm {
        SheetForm::ALL.into_iter().find(|form| wire == Some(form.wire())).unwrap_or_default()
    }
}

/// Whose labels are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Of all items of this order.
    Order(PurchaseOrderId),
    /// Of this item.
    Item(ItemId),
}

impl Wanted {
    /// What the address asks for. What is not an id is answered like an id that is not known.
    ///
    /// # Errors
    /// [`Refusal::Unknown`].
    pub fn of(po: Option<String>, item: Option<String>) -> Result<Wanted, AppError> {
        let wanted = match (po, item) {
            (Some(po), None) => po.parse().map(Wanted::Order),
            (None, Some(item)) => item.parse().map(Wanted::Item),
            _ => return Err(Refusal::Unknown.into()),
        };
        wanted.map_err(|_| Refusal::Unknown.into())
    }

    /// The ids, as the door takes them.
    #[must_use]
    pub fn ids(self) -> (Option<PurchaseOrderId>, Option<ItemId>) {
        match self {
            Wanted::Order(id) => (Some(id), None),
            Wanted::Item(id) => (None, Some(id)),
        }
    }

    /// The query of the page for `form`.
    #[must_use]
    pub fn query(self, form: SheetForm) -> String {
        let form = form.wire();
        match self {
            Wanted::Order(id) => format!("?po={id}&bentuk={form}"),
            Wanted::Item(id) => format!("?item={id}&bentuk={form}"),
        }
    }

    /// The page that the labels are about, inside the factory.
    #[must_use]
    pub fn path(self) -> String {
        match self {
            Wanted::Order(id) => format!("purchase-orders/{id}"),
            Wanted::Item(id) => format!("items/{id}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";

    #[test]
    fn the_address_says_what_is_wanted() {
        let text = |text: &str| Some(text.to_owned());
        let order = Wanted::Order(ID.parse().expect("an id"));
        let item = Wanted::Item(ID.parse().expect("an id"));
        let table = [
            (text(ID), None, Some(order)),
            (None, text(ID), Some(item)),
            (None, None, None),
            (text(ID), text(ID), None),
            (text("bukan-id"), None, None),
            (None, text(""), None),
        ];
        for (po, asked, wanted) in table {
            assert_eq!(Wanted::of(po.clone(), asked.clone()).ok(), wanted, "{po:?} {asked:?}");
        }
        assert_eq!(order.query(SheetForm::Travellers), format!("?po={ID}&bentuk=kartu"));
        assert_eq!(item.query(SheetForm::Labels), format!("?item={ID}&bentuk=label"));
    }

    #[test]
    fn an_unknown_form_is_labels() {
        for form in SheetForm::ALL {
            assert_eq!(SheetForm::of(Some(form.wire())), form);
        }
        assert_eq!(SheetForm::of(Some("poster")), SheetForm::Labels);
        assert_eq!(SheetForm::of(None), SheetForm::Labels);
    }
}
