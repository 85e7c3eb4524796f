//! An order as somebody typed it, and the same once read: the one door for the form, the import and the API.

use serde::{Deserialize, Serialize};

use crate::{
    quantity::{Notation, Quantity},
    refusal::{Field, Refusal},
    text,
    time::Date,
};

/// Most items one order takes.
pub const ITEMS_MAX: usize = 500;
/// Years a deadline or order date may lie in.
pub const DEADLINE_YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// An order as typed: all text, nothing checked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderInput {
    /// Number.
    pub po_number: String,
    /// Client name; an unknown one is created.
    pub client: String,
    /// `dd/mm/yyyy` or `yyyy-mm-dd`; blank for none.
    pub order_date: String,
    /// `dd/mm/yyyy` or `yyyy-mm-dd`; blank for none.
    pub delivery_deadline: String,
    /// Urgent.
    pub is_urgent: bool,
    /// Made outside.
    pub is_vendor_job: bool,
    /// The items.
    pub items: Vec<ItemInput>,
}

/// One item as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemInput {
    /// Name.
    pub item_name: String,
    /// Specification; blank for none.
    pub specification: String,
    /// Quantity in the caller's notation.
    pub quantity: String,
    /// Unit.
    pub quantity_unit: String,
}

/// An order that was read and checked, ready to be created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDraft {
    /// Tidy number.
    pub po_number: String,
    /// Tidy client name.
    pub client: String,
    /// Order date.
    pub order_date: Option<Date>,
    /// Deadline.
    pub delivery_deadline: Option<Date>,
    /// Urgent.
    pub is_urgent: bool,
    /// Made outside.
    pub is_vendor_job: bool,
    /// At least one item.
    pub items: Vec<ItemDraft>,
}

/// An item that was read and checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDraft {
    /// Tidy name.
    pub item_name: String,
    /// Specification.
    pub specification: Option<String>,
    /// Above zero.
    pub quantity_total: Quantity,
    /// Tidy unit.
    pub quantity_unit: String,
}

impl OrderInput {
    /// Reads and checks everything, so that all that is wrong can be shown at once.
    ///
    /// # Errors
    /// Every refusal found, each with its [`Field`] and, for items, its line.
    pub fn read(&self, notation: Notation) -> Result<OrderDraft, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let po_number = keep(text::required(&self.po_number, Field::PoNumber, text::PO_NUMBER_MAX), &mut refusals);
        let client = keep(text::required(&self.client, Field::Client, text::NAME_MAX), &mut refusals);
        let order_date = keep(parse_date(&self.order_date, Field::OrderDate), &mut refusals);
        let delivery_deadline = keep(parse_date(&self.delivery_deadline, Field::DeliveryDeadline), &mut refusals);
        let items = self.read_items(notation, &mut refusals);
        if let Err(refusal) = check_count(self.items.len()) {
            refusals.push(refusal);
        }
        match (po_number, client, order_date, delivery_deadline, refusals.is_empty()) {
            (Some(po_number), Some(client), Some(order_date), Some(delivery_deadline), true) => Ok(OrderDraft {
                po_number,
                client,
                order_date,
                delivery_deadline,
                is_urgent: self.is_urgent,
                is_vendor_job: self.is_vendor_job,
                items,
            }),
            _ => Err(refusals),
        }
    }

    fn read_items(&self, notation: Notation, refusals: &mut Vec<Refusal>) -> Vec<ItemDraft> {
        let mut items = Vec::new();
        for (line, input) in (1..).zip(&self.items) {
            match input.read(notation) {
                Ok(item) => items.push(item),
                Err(found) => refusals.extend(found.into_iter().map(|refusal| refusal.at_line(line))),
            }
        }
        items
    }
}

impl ItemInput {
    /// Nothing was typed: such rows are left out rather than refused.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.item_name, &self.specification, &self.quantity].into_iter().all(|text| text.trim().is_empty())
    }

    /// Reads and checks the item.
    ///
    /// # Errors
    /// Every refusal found, each with its [`Field`].
    pub fn read(&self, notation: Notation) -> Result<ItemDraft, Vec<Refusal>> {
        let mut refusals = Vec::new();
        let item_name = keep(text::required(&self.item_name, Field::ItemName, text::NAME_MAX), &mut refusals);
        let specification =
            keep(text::optional(Some(&self.specification), Field::Specification, text::NOTE_MAX), &mut refusals);
        let quantity_total = keep(read_quantity(&self.quantity, notation), &mut refusals);
        let quantity_unit =
            keep(text::required(&self.quantity_unit, Field::QuantityUnit, text::UNIT_MAX), &mut refusals);
        match (item_name, specification, quantity_total, quantity_unit) {
            (Some(item_name), Some(specification), Some(quantity_total), Some(quantity_unit)) => {
                Ok(ItemDraft { item_name, specification, quantity_total, quantity_unit })
            }
            _ => Err(refusals),
        }
    }
}

impl OrderDraft {
    /// Checks a draft that came typed over the wire: the server trusts no client to have called
    /// [`OrderInput::read`].
    ///
    /// # Errors
    /// The first refusal.
    pub fn check(&self) -> Result<(), Refusal> {
        text::required(&self.po_number, Field::PoNumber, text::PO_NUMBER_MAX)?;
        text::required(&self.client, Field::Client, text::NAME_MAX)?;
        for (date, field) in [(self.order_date, Field::OrderDate), (self.delivery_deadline, Field::DeliveryDeadline)] {
            check_date(date, field)?;
        }
        check_count(self.items.len())?;
        for (line, item) in (1..).zip(&self.items) {
            item.check().map_err(|refusal| refusal.at_line(line))?;
        }
        Ok(())
    }
}

impl ItemDraft {
    /// Checks an item that came typed over the wire.
    ///
    /// # Errors
    /// The first refusal.
    pub fn check(&self) -> Result<(), Refusal> {
        text::required(&self.item_name, Field::ItemName, text::NAME_MAX)?;
        text::required(&self.quantity_unit, Field::QuantityUnit, text::UNIT_MAX)?;
        text::optional(self.specification.as_deref(), Field::Specification, text::NOTE_MAX)?;
        self.quantity_total.positive().map(|_| ())
    }

    /// What makes two rows of one order the same item, whatever the case and spacing.
    #[must_use]
    pub fn key(&self) -> (String, String, Quantity, String) {
        (
            text::key(&self.item_name),
            text::key(self.specification.as_deref().unwrap_or_default()),
            self.quantity_total,
            text::key(&self.quantity_unit),
        )
    }
}

/// A day as people write it: `07/09/2026`, `7-9-2026`, `7.9.2026` or `2026-09-07`. Blank is `None`.
///
/// # Errors
/// [`Refusal::NotADate`] (also for `31/02/2026`), [`Refusal::DateOutOfRange`].
pub fn parse_date(given: &str, field: Field) -> Result<Option<Date>, Refusal> {
    let given = given.trim();
    if given.is_empty() {
        return Ok(None);
    }
    let not_a_date = || Refusal::NotADate { field, given: given.chars().take(40).collect() };
    let parts: Vec<&str> = given.split(['/', '-', '.']).collect();
    let [first, month, last] = parts.as_slice() else { return Err(not_a_date()) };
    let (year, day) = if first.len() >= 4 { (first, last) } else { (last, first) };
    let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if !all_digits || year.len() < 4 || day.len() > 2 || month.len() > 2 {
        return Err(not_a_date());
    }
    // A fifth digit is a slip of the finger, whatever the five say: 20260, 02026.
    let year = year.parse().ok().filter(|found| year.len() == 4 && DEADLINE_YEARS.contains(found));
    let year: i32 = year.ok_or(Refusal::DateOutOfRange { field })?;
    let number = |part: &str| part.parse::<u32>().map_err(|_| not_a_date());
    Date::from_ymd_opt(year, number(month)?, number(day)?).map(Some).ok_or_else(not_a_date)
}

fn read_quantity(given: &str, notation: Notation) -> Result<Quantity, Refusal> {
    if given.trim().is_empty() {
        return Err(Refusal::EmptyField { field: Field::Quantity });
    }
    Quantity::parse(given, notation)?.positive()
}

fn check_count(items: usize) -> Result<(), Refusal> {
    match items {
        0 => Err(Refusal::NoItems),
        n if n > ITEMS_MAX => Err(Refusal::TooManyItems { max: ITEMS_MAX as u32 }),
        _ => Ok(()),
    }
}

/// # Errors
/// [`Refusal::DateOutOfRange`].
pub(crate) fn check_date(date: Option<Date>, field: Field) -> Result<(), Refusal> {
    use chrono::Datelike;
    match date {
        Some(date) if !DEADLINE_YEARS.contains(&date.year()) => Err(Refusal::DateOutOfRange { field }),
        _ => Ok(()),
    }
}

fn keep<T>(read: Result<T, Refusal>, refusals: &mut Vec<Refusal>) -> Option<T> {
    read.map_err(|refusal| refusals.push(refusal)).ok()
}
