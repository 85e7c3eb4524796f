//! What an event says in a history: who, what, from → to. Pure.

use model::{
    Change, Department, Event, Quantity,
    purchase_order::{ItemPatch, ItemUpdated, OrderPatch, OrderStatus, PurchaseOrderUpdated, TrackUpdated},
};

use crate::account::told;
use crate::ui::format::{date, initials, quantity};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Plain(String),
    /// What it is about.
    Strong(String),
    /// From → to.
    Delta(String),
}

/// What stands before a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The initials of who moved a track, in the colour of its department.
    Person(String, Department),
    /// A symbol of the sprite in the colour of a department.
    Work(&'static str, Department),
    /// A symbol of the sprite with a tone, as `data-tone`; `None` for plain news.
    News(&'static str, Option<&'static str>),
}

/// One event in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// What stands before it.
    pub mark: Mark,
    /// The sentence.
    pub parts: Vec<Part>,
    /// What somebody wrote about it.
    pub note: Option<String>,
}

impl Sentence {
    /// `event` in words; `unit` is the item's, which deliveries do not carry.
    #[must_use]
    pub fn of(event: &Event, unit: &str) -> Sentence {
        let mut sentence = match &event.change {
            Change::PurchaseOrderCreated(change) => {
                let client = format!(" untuk {} · {} item", change.order.client.name, change.items.len());
                let parts = vec![plain(" membuat "), strong(&change.order.po_number), plain(client)];
                news("i-po", None, parts)
            }
            Change::PurchaseOrderUpdated(change) => order_updated(change),
            Change::PurchaseOrderStatusChanged(change) => {
                let delta = format!("{} → {}", change.old_status.label(), change.status.label());
                let (icon, tone) = status_mark(change.status);
                news(icon, tone, vec![plain(format!(" mengubah status {} ", change.po_number)), Part::Delta(delta)])
            }
            Change::PurchaseOrderUrgentChanged(change) if change.is_urgent => {
                let about = plain(format!(" menandai {} ", change.po_number));
                news("i-bolt", Some("danger"), vec![about, strong("URGENT")])
            }
            Change::PurchaseOrderUrgentChanged(change) => {
                let about = plain(format!(" mencabut tanda URGENT dari {}", change.po_number));
                news("i-bolt", None, vec![about])
            }
            Change::TrackUpdated(change) => track_updated(change, &event.actor.name),
            Change::IssueCreated(change) => {
                let priority = plain(format!(" · {}", change.issue.priority.label()));
                let parts = vec![plain(" melaporkan issue "), strong(&change.issue.title), priority];
                Sentence { note: change.issue.description.clone(), ..news("i-alert", Some("warn"), parts) }
            }
            Change::IssueResolved(change) => {
                news("i-check", Some("ok"), vec![plain(" menutup issue "), strong(&change.issue.title)])
            }
            Change::IssuePhotoAdded(change) => {
                news("i-camera", None, vec![plain(" menambah foto pada issue "), strong(&change.issue.title)])
            }
            Change::ItemDelivered(change) => {
                let before = change.quantity_delivered.checked_sub(change.delivery.quantity).unwrap_or_default();
                let mut parts = vec![
                    plain(" mengirim "),
                    strong(quantity(change.delivery.quantity, unit)),
                    plain(" · terkirim "),
                    Part::Delta(format!("{} → {}", number(before), number(change.quantity_delivered))),
                ];
                if change.is_delivered {
                    parts.push(plain(" · lengkap"));
                }
                let mark = Mark::Work("i-truck", Department::Delivery);
                Sentence { mark, parts, note: change.delivery.note.clone() }
            }
            Change::ItemUpdated(change) => item_updated(change),
            administration => {
                let told = told(administration);
                news(told.icon, told.tone, vec![plain(told.before), strong(told.about), plain(told.after)])
            }
        };
        sentence.parts.insert(0, strong(&event.actor.name));
        sentence
    }
}

/// The department whose work `event` is; `None` for what concerns all.
#[must_use]
pub fn department(event: &Event) -> Option<Department> {
    match &event.change {
        Change::TrackUpdated(change) => Some(change.track.department),
        Change::ItemDelivered(_) => Some(Department::Delivery),
        _ => None,
    }
}

fn track_updated(change: &TrackUpdated, actor: &str) -> Sentence {
    let (from, to) = (change.old_progress, change.track.progress);
    let department = change.track.department;
    let (verb, delta) = match to.cmp(&from) {
        std::cmp::Ordering::Greater => ("menaikkan", format!("{from}% → {to}%")),
        std::cmp::Ordering::Less => ("menurunkan", format!("{from}% → {to}%")),
        std::cmp::Ordering::Equal => ("memperbarui", format!("tetap {to}%")),
    };
    Sentence {
        mark: Mark::Person(initials(actor), department),
        parts: vec![plain(format!(" {verb} {} ", department.label())), Part::Delta(delta)],
        note: change.track.last_note.clone(),
    }
}

fn order_updated(change: &PurchaseOrderUpdated) -> Sentence {
    let added = (!change.items_added.is_empty()).then(|| format!("menambah {} item", change.items_added.len()));
    let facts = order_facts(&change.patch);
    let mut parts = Vec::new();
    if !facts.is_empty() || added.is_none() {
        parts.push(plain(format!(" mengubah {}", change.po_number)));
        parts.extend(listed(facts));
        parts.extend(added.map(|added| plain(format!(" · {added}"))));
    } else {
        parts.extend(added.map(|added| plain(format!(" {added} ke {}", change.po_number))));
    }
    news("i-edit", None, parts)
}

fn item_updated(change: &ItemUpdated) -> Sentence {
    let mut parts = vec![plain(format!(" mengubah {}", change.item_name))];
    parts.extend(listed(item_facts(change)));
    news("i-edit", None, parts)
}

/// What changed and to what.
type Fact = (&'static str, String);

fn order_facts(patch: &OrderPatch) -> Vec<Fact> {
    let day = |day: Option<model::Date>| day.map_or_else(|| "dihapus".to_owned(), date);
    let vendor = |is_vendor_job: bool| if is_vendor_job { "ya" } else { "tidak" }.to_owned();
    [
        patch.po_number.clone().map(|po_number| ("nomor", po_number)),
        patch.client.as_ref().map(|client| ("klien", client.name.clone())),
        patch.order_date.map(|order_date| ("tanggal PO", day(order_date))),
        patch.delivery_deadline.map(|deadline| ("tenggat", day(deadline))),
        patch.is_vendor_job.map(|is_vendor_job| ("vendor", vendor(is_vendor_job))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn item_facts(change: &ItemUpdated) -> Vec<Fact> {
    let ItemPatch { item_name, quantity_total, quantity_unit, is_delivered, specification, .. } = &change.patch;
    let delivered = |is_delivered: bool| if is_delivered { "terkirim lengkap" } else { "belum terkirim lengkap" };
    [
        item_name.clone().map(|item_name| ("nama", item_name)),
        specification
            .clone()
            .map(|specification| ("spesifikasi", specification.unwrap_or_else(|| "dihapus".to_owned()))),
        quantity_total.map(|total| ("jumlah", number(total))),
        quantity_unit.clone().map(|unit| ("satuan", unit)),
        is_delivered.map(|is_delivered| ("status kirim", delivered(is_delivered).to_owned())),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn listed(facts: Vec<Fact>) -> Vec<Part> {
    let mut parts = Vec::with_capacity(facts.len() * 2);
    for (place, (what, to)) in facts.into_iter().enumerate() {
        let before = if place == 0 { ": " } else { ", " };
        parts.push(plain(format!("{before}{what} → ")));
        parts.push(strong(to));
    }
    parts
}

fn status_mark(status: OrderStatus) -> (&'static str, Option<&'static str>) {
    match status {
        OrderStatus::Active => ("i-po", None),
        OrderStatus::Completed => ("i-check-circle", Some("ok")),
        OrderStatus::Cancelled => ("i-close", Some("danger")),
        OrderStatus::Archived => ("i-docs", None),
    }
}

fn news(icon: &'static str, tone: Option<&'static str>, parts: Vec<Part>) -> Sentence {
    Sentence { mark: Mark::News(icon, tone), parts, note: None }
}

fn number(amount: Quantity) -> String {
    amount.format(model::Notation::Indonesian)
}

fn plain(text: impl Into<String>) -> Part {
    Part::Plain(text.into())
}

fn strong(text: impl Into<String>) -> Part {
    Part::Strong(text.into())
}

#[cfg(test)]
#[path = "sentence_tests.rs"]
mod tests;
