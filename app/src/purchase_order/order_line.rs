//! One item line of the order form.

use leptos::prelude::*;
use model::{
    Field, Notation, Quantity,
    ids::ItemId,
    purchase_order::{Item, ItemInput},
};

use crate::language::language;

/// One item line. Copies share it.
#[derive(Clone)]
pub struct Line {
    /// Tells lines apart, whatever their place.
    pub key: u32,
    /// The item it is about; `None` for one that does not exist yet.
    pub item: Option<ItemId>,
    /// Name.
    pub name: ArcRwSignal<String>,
    /// Quantity as typed, in the page's notation.
    pub quantity: ArcRwSignal<String>,
    /// Unit.
    pub unit: ArcRwSignal<String>,
    /// Specification.
    pub specification: ArcRwSignal<String>,
}

impl Line {
    /// A line with this typed into it.
    #[must_use]
    pub fn new(key: u32, item: Option<ItemId>, input: ItemInput) -> Line {
        Line {
            key,
            item,
            name: ArcRwSignal::new(input.item_name),
            quantity: ArcRwSignal::new(input.quantity),
            unit: ArcRwSignal::new(input.quantity_unit),
            specification: ArcRwSignal::new(input.specification),
        }
    }

    /// What is typed; a caller that draws wakes with every letter.
    #[must_use]
    pub fn typed(&self) -> ItemInput {
        ItemInput {
            item_name: self.name.get(),
            specification: self.specification.get(),
            quantity: self.quantity.get(),
            quantity_unit: self.unit.get(),
        }
    }

    /// The input of `field`.
    #[must_use]
    pub fn value(&self, field: Field) -> &ArcRwSignal<String> {
        match field {
            Field::Quantity => &self.quantity,
            Field::QuantityUnit => &self.unit,
            Field::Specification => &self.specification,
            _ => &self.name,
        }
    }

    /// Nothing was typed into a line that does not exist yet.
    #[must_use]
    pub fn is_spare(&self) -> bool {
        self.item.is_none() && self.typed().is_blank()
    }
}

/// An item as its line says it when nothing is changed.
#[must_use]
pub fn item_input(item: &Item) -> ItemInput {
    ItemInput {
        item_name: item.item_name.clone(),
        specification: item.specification.clone().unwrap_or_default(),
        quantity: item.quantity_total.format(language().notation()),
        quantity_unit: item.quantity_unit.clone(),
    }
}

/// A typed line as the doors take it: they read Indonesian notation, whatever the page's is. What is no number is left
/// as it is; a form that says so is not sent.
#[must_use]
pub fn sent(input: ItemInput) -> ItemInput {
    match Quantity::parse(&input.quantity, language().notation()) {
        Ok(quantity) => ItemInput { quantity: quantity.format(Notation::Indonesian), ..input },
        Err(_) => input,
    }
}
