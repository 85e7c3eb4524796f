//! What an event says, fact by fact: what changed, from what, to what.
//!
//! The page's sentences, the export and the shift's digest all read events through this, so that they never disagree.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Department,
    event::Change,
    language::{Text, label},
    purchase_order::{Issue, IssueStatus, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch, OrderStatus},
    quantity::Quantity,
    time::Date,
};

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A new order, by its number of items.
    Created,
    /// Items that joined an order.
    ItemsAdded,
    /// An order's number.
    PoNumber,
    /// An order's client.
    Client,
    /// When the client ordered.
    OrderDate,
    /// When it must leave.
    Deadline,
    /// Made outside.
    Vendor,
    /// Shown red.
    Urgent,
    /// Where an order stands.
    Status,
    /// An item's name.
    ItemName,
    /// An item's specification.
    Specification,
    /// How many are ordered.
    QuantityTotal,
    /// Their unit.
    QuantityUnit,
    /// Whether all of them left.
    Delivered,
    /// How many left.
    QuantityDelivered,
    /// A department's progress.
    Progress(Department),
    /// A problem.
    Issue,
    /// Photos of a problem.
    Photos,
}

impl What {
    /// Its name on screen.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            What::Created => label!("PO baru", "New PO"),
            What::ItemsAdded => label!("Item ditambah", "Items added"),
            What::PoNumber => label!("Nomor PO", "PO number"),
            What::Client => label!("Klien", "Customer"),
            What::OrderDate => label!("Tanggal PO", "PO date"),
            What::Deadline => label!("Tenggat", "Deadline"),
            What::Vendor => label!("Vendor"),
            What::Urgent => label!("Urgent"),
            What::Status => label!("Status PO", "PO status"),
            What::ItemName => label!("Nama", "Name"),
            What::Specification => label!("Spesifikasi", "Specification"),
            What::QuantityTotal => label!("Jumlah", "Quantity"),
            What::QuantityUnit => label!("Satuan", "Unit"),
            What::Delivered => label!("Terkirim lengkap", "Fully delivered"),
            What::QuantityDelivered => label!("Terkirim", "Delivered"),
            What::Progress(department) => Text::same(department.label()),
            What::Issue => label!("Issue"),
            What::Photos => label!("Foto", "Photos"),
        }
    }
}

/// What something was or is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// Nothing: was empty, or was cleared.
    Nothing,
    /// Somebody's words.
    Text(String),
    /// A number of things.
    Count(u32),
    /// An amount and its unit, which may be blank.
    Amount(Quantity, String),
    /// Percent.
    Percent(u8),
    /// A day.
    Day(Date),
    /// Yes or no.
    Flag(bool),
    /// An order's status.
    Status(OrderStatus),
    /// An issue's status.
    Issue(IssueStatus),
}

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What.
    pub what: What,
    /// Before; `None` where the event does not say.
    pub from: Option<Value>,
    /// After.
    pub to: Value,
}

/// Every fact of `change`, in the order in which people look at them. `unit` is the item's, for events from before they
/// carried it.
#[must_use]
pub fn facts(change: &Change, unit: &str) -> Vec<Fact> {
    match change {
        Change::PurchaseOrderCreated(created) => vec![fact(What::Created, Value::Nothing, count(created.items.len()))],
        Change::PurchaseOrderUpdated(updated) => {
            let mut facts = order_facts(&updated.before, &updated.patch);
            if !updated.items_added.is_empty() {
                facts.push(fact(What::ItemsAdded, Value::Nothing, count(updated.items_added.len())));
            }
            facts
        }
        Change::PurchaseOrderStatusChanged(changed) => {
            vec![fact(What::Status, Value::Status(changed.old_status), Value::Status(changed.status))]
        }
        Change::PurchaseOrderUrgentChanged(changed) => {
            let before = changed.was_urgent.unwrap_or(!changed.is_urgent);
            vec![fact(What::Urgent, Value::Flag(before), Value::Flag(changed.is_urgent))]
        }
        Change::TrackUpdated(updated) => {
            let what = What::Progress(updated.track.department);
            vec![fact(what, Value::Percent(updated.old_progress), Value::Percent(updated.track.progress))]
        }
        Change::IssueCreated(changed) => vec![issue_fact(Value::Nothing, &changed.issue)],
        Change::IssueResolved(changed) => vec![issue_fact(Value::Issue(IssueStatus::Open), &changed.issue)],
        Change::IssuePhotoAdded(changed) => {
            let photos = changed.issue.photos.len();
            vec![fact(What::Photos, count(photos.saturating_sub(1)), count(photos))]
        }
        Change::ItemDelivered(delivered) => vec![delivered_fact(delivered, unit)],
        Change::ItemUpdated(updated) => item_facts(updated, unit),
        Change::ClientUpdated(changed) => {
            let from = changed.old_name.clone().map(Value::Text);
            vec![Fact { what: What::Client, from, to: Value::Text(changed.client.name.clone()) }]
        }
        // People, devices and settings are told in a sentence.
        _ => Vec::new(),
    }
}

fn fact(what: What, from: Value, to: Value) -> Fact {
    Fact { what, from: Some(from), to }
}

fn count(things: usize) -> Value {
    Value::Count(u32::try_from(things).unwrap_or(u32::MAX))
}

fn issue_fact(from: Value, issue: &Issue) -> Fact {
    fact(What::Issue, from, Value::Issue(issue.status))
}

fn delivered_fact(delivered: &ItemDelivered, unit: &str) -> Fact {
    let unit = said(&delivered.quantity_unit, unit);
    let before = delivered.quantity_delivered.checked_sub(delivered.delivery.quantity).unwrap_or_default();
    let amount = |amount| Value::Amount(amount, unit.clone());
    fact(What::QuantityDelivered, amount(before), amount(delivered.quantity_delivered))
}

/// The event's own unit, or what the caller knows.
fn said(own: &str, known: &str) -> String {
    if own.is_empty() { known.to_owned() } else { own.to_owned() }
}

fn order_facts(before: &OrderPatch, patch: &OrderPatch) -> Vec<Fact> {
    let day = |day: Option<Date>| day.map_or(Value::Nothing, Value::Day);
    [
        changed(What::PoNumber, &before.po_number, &patch.po_number, |number| Value::Text(number.clone())),
        changed(What::Client, &before.client, &patch.client, |client| Value::Text(client.name.clone())),
        changed(What::OrderDate, &before.order_date, &patch.order_date, |date| day(*date)),
        changed(What::Deadline, &before.delivery_deadline, &patch.delivery_deadline, |deadline| day(*deadline)),
        changed(What::Vendor, &before.is_vendor_job, &patch.is_vendor_job, |vendor| Value::Flag(*vendor)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn item_facts(updated: &ItemUpdated, unit: &str) -> Vec<Fact> {
    let ItemUpdated { before, patch, .. } = updated;
    let after = said(&updated.quantity_unit, unit);
    let unit_before = before.quantity_unit.clone().unwrap_or_else(|| after.clone());
    let text = |text: &Option<String>| text.clone().map_or(Value::Nothing, Value::Text);
    let amount = |patch: &ItemPatch, unit: String| patch.quantity_total.map(|total| Value::Amount(total, unit));
    let total =
        amount(patch, after).map(|to| Fact { what: What::QuantityTotal, from: amount(before, unit_before), to });
    [
        changed(What::ItemName, &before.item_name, &patch.item_name, |name| Value::Text(name.clone())),
        changed(What::Specification, &before.specification, &patch.specification, text),
        total,
        changed(What::QuantityUnit, &before.quantity_unit, &patch.quantity_unit, |unit| Value::Text(unit.clone())),
        changed(What::Delivered, &before.is_delivered, &patch.is_delivered, |delivered| Value::Flag(*delivered)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn changed<T>(what: What, before: &Option<T>, after: &Option<T>, value: impl Fn(&T) -> Value) -> Option<Fact> {
    after.as_ref().map(|to| Fact { what, from: before.as_ref().map(&value), to: value(to) })
}
