//! What a changed form asks of the server, and what happens to it when somebody else changes the order meanwhile.
//! Pure but for the form's signals.
//!
//! Always true here: an input nobody touched follows the order; a touched one keeps what is typed, and what the order
//! says now stands beside it.

use leptos::prelude::*;
use model::{
    Change, Date, Field,
    ids::ItemId,
    purchase_order::{Item, ItemInput, OrderInput, PurchaseOrder, Version},
};

use super::{
    order_form::{At, OrderForm},
    order_line::{Line, item_input, sent},
    server_fns::OrderEditInput,
};

const HEADER: [Field; 4] = [Field::PoNumber, Field::Client, Field::OrderDate, Field::DeliveryDeadline];
const LINE: [Field; 4] = [Field::ItemName, Field::Quantity, Field::QuantityUnit, Field::Specification];

/// The order as last known: what an unchanged form says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The order.
    pub order: PurchaseOrder,
    /// Its items, in the order they were entered.
    pub items: Vec<Item>,
}

/// What has to be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Header fields and added items, if any differ.
    pub order: Option<OrderEditInput>,
    /// Keys of the lines of the added items, in their order.
    pub added: Vec<u32>,
    /// Changed items.
    pub items: Vec<ItemEdit>,
}

/// One changed item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemEdit {
    /// Which.
    pub id: ItemId,
    /// Its version as last known.
    pub version: Version,
    /// Its line.
    pub key: u32,
    /// As its door takes it.
    pub input: ItemInput,
}

impl Plan {
    /// Nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_none() && self.items.is_empty()
    }
}

impl Base {
    /// What the form says when nothing is changed.
    #[must_use]
    pub fn input(&self) -> OrderInput {
        let order = &self.order;
        OrderInput {
            po_number: order.po_number.clone(),
            client: order.client.name.clone(),
            order_date: iso(order.order_date),
            delivery_deadline: iso(order.delivery_deadline),
            is_urgent: order.is_urgent,
            is_vendor_job: order.is_vendor_job,
            items: Vec::new(),
        }
    }

    fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// Lays a change over what is known; says whether it was news.
    pub fn apply(&mut self, change: &Change) -> bool {
        let mut news = self.order.apply(change);
        for item in &mut self.items {
            news |= item.apply(change);
        }
        if let Change::PurchaseOrderUpdated(updated) = change
            && updated.po_id == self.order.id
        {
            for item in &updated.items_added {
                if self.item(item.id).is_none() {
                    self.items.push(item.clone());
                    news = true;
                }
            }
        }
        news
    }
}

/// What differs between `base` and what is typed: `typed.items` belong to `lines`, in that order.
#[must_use]
pub fn plan(base: &Base, typed: &OrderInput, lines: &[(u32, Option<ItemId>)]) -> Plan {
    let mut plan = Plan::default();
    let mut items_added = Vec::new();
    for ((key, id), input) in lines.iter().zip(&typed.items) {
        match id.map(|id| (id, base.item(id))) {
            None => {
                plan.added.push(*key);
                items_added.push(sent(input.clone()));
            }
            Some((id, Some(item))) if item_input(item) != *input => {
                let input = sent(input.clone());
                plan.items.push(ItemEdit { id, version: item.version, key: *key, input });
            }
            Some(_) => {}
        }
    }
    let before = base.input();
    let same = HEADER.into_iter().all(|field| header_text(&before, field).trim() == header_text(typed, field).trim());
    if !same || before.is_vendor_job != typed.is_vendor_job || !items_added.is_empty() {
        plan.order = Some(OrderEditInput {
            po_number: typed.po_number.clone(),
            client: typed.client.clone(),
            order_date: typed.order_date.clone(),
            delivery_deadline: typed.delivery_deadline.clone(),
            is_vendor_job: typed.is_vendor_job,
            items_added,
        });
    }
    plan
}

/// Brings the form from `old` to `new`; says whether something typed differs from what somebody else wrote.
pub fn rebase(form: OrderForm, old: &Base, new: &Base) -> bool {
    let mut follow = Follow { form, conflict: false };
    let (before, after) = (old.input(), new.input());
    for field in HEADER {
        let value = form.value(field);
        let take = |text: String| value.set(text);
        follow.value(
            None,
            field,
            header_text(&before, field),
            header_text(&after, field),
            &value.get_untracked(),
            take,
        );
    }
    if form.is_vendor_job.get_untracked() == before.is_vendor_job {
        form.is_vendor_job.set(after.is_vendor_job);
    }
    let lines: Vec<Line> = form.lines.get_untracked();
    for item in &new.items {
        let after = item_input(item);
        let Some(line) = lines.iter().find(|line| line.item == Some(item.id)) else {
            form.add_item(item.id, after);
            continue;
        };
        let before = old.item(item.id).map_or_else(|| after.clone(), item_input);
        for field in LINE {
            let value = line.value(field);
            let take = |text: String| value.set(text);
            let (old, new) = (line_text(&before, field), line_text(&after, field));
            follow.value(Some(line.key), field, old, new, &value.get_untracked(), take);
        }
    }
    follow.conflict
}

struct Follow {
    form: OrderForm,
    conflict: bool,
}

impl Follow {
    fn value(&mut self, line: Option<u32>, field: Field, old: &str, new: &str, typed: &str, take: impl FnOnce(String)) {
        let current = self.form.current;
        let here = |at: &At<String>| at.line == line && at.field == Some(field);
        if typed == new {
            if current.with_untracked(|all| all.iter().any(here)) {
                current.update(|all| all.retain(|at| !here(at)));
            }
        } else if old != new && typed == old {
            take(new.to_owned());
        } else if old != new {
            self.conflict = true;
            current.update(|all| {
                all.retain(|at| !here(at));
                all.push(At { line, field: Some(field), what: new.to_owned() });
            });
        }
    }
}

fn header_text(order: &OrderInput, field: Field) -> &str {
    match field {
        Field::Client => &order.client,
        Field::OrderDate => &order.order_date,
        Field::DeliveryDeadline => &order.delivery_deadline,
        _ => &order.po_number,
    }
}

fn line_text(item: &ItemInput, field: Field) -> &str {
    match field {
        Field::Quantity => &item.quantity,
        Field::QuantityUnit => &item.quantity_unit,
        Field::Specification => &item.specification,
        _ => &item.item_name,
    }
}

fn iso(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

#[cfg(test)]
#[path = "order_edit_tests.rs"]
mod tests;
