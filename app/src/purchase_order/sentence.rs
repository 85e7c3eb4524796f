//! What an event says in a history: who, what, from → to. Pure.

use model::{
    Change, Department, Event, Quantity,
    activity::{Fact, Value, What, facts},
    purchase_order::{IssueStatus, ItemUpdated, OrderStatus, PurchaseOrderUpdated, TrackUpdated},
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
    /// `event` in words; `unit` is the item's, for events from before they carried it.
    #[must_use]
    pub fn of(event: &Event, unit: &str) -> Sentence {
        let mut sentence = match &event.change {
            Change::PurchaseOrderCreated(change) => {
                let client = format!(" untuk {} · {} item", change.order.client.name, change.items.len());
                let parts = vec![plain(" membuat "), strong(&change.order.po_number), plain(client)];
                news("i-po", None, parts)
            }
            Change::PurchaseOrderUpdated(change) => order_updated(change, facts(&event.change, unit)),
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
                let unit = if change.quantity_unit.is_empty() { unit } else { &change.quantity_unit };
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
            Change::ItemUpdated(change) => item_updated(change, facts(&event.change, unit)),
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

fn order_updated(change: &PurchaseOrderUpdated, mut facts: Vec<Fact>) -> Sentence {
    facts.retain(|fact| fact.what != What::ItemsAdded);
    let added = (!change.items_added.is_empty()).then(|| format!("menambah {} item", change.items_added.len()));
    let mut parts = Vec::new();
    if !facts.is_empty() || added.is_none() {
        parts.push(plain(format!(" mengubah {}", change.po_number)));
        parts.extend(listed(&facts));
        parts.extend(added.map(|added| plain(format!(" · {added}"))));
    } else {
        parts.extend(added.map(|added| plain(format!(" {added} ke {}", change.po_number))));
    }
    news("i-edit", None, parts)
}

fn item_updated(change: &ItemUpdated, facts: Vec<Fact>) -> Sentence {
    let mut parts = vec![plain(format!(" mengubah {}", change.item_name))];
    parts.extend(listed(&facts));
    news("i-edit", None, parts)
}

fn listed(facts: &[Fact]) -> Vec<Part> {
    facts.iter().flat_map(|fact| std::iter::once(plain(" · ")).chain(fact_parts(fact))).collect()
}

/// A fact in words: `Klien: PT Lama → PT Baru`, `QC 20% → 80%`.
#[must_use]
pub fn fact_parts(fact: &Fact) -> Vec<Part> {
    let label = fact.what.label();
    let to = match &fact.to {
        Value::Nothing => "dihapus".to_owned(),
        to => value_text(to),
    };
    let from = fact.from.as_ref().map(value_text);
    match (&fact.to, from) {
        (Value::Percent(_), Some(from)) => vec![plain(format!("{label} ")), Part::Delta(format!("{from} → {to}"))],
        (Value::Count(_), _) => vec![plain(format!("{label}: ")), strong(format!("{to} item"))],
        (_, Some(from)) => vec![plain(format!("{label}: {from} → ")), strong(to)],
        // An event from before it was kept what was before.
        (_, None) => vec![plain(format!("{label} → ")), strong(to)],
    }
}

/// Longest text of somebody in a sentence, in characters; the export has all of it.
const CLIP: usize = 80;

/// What something was or is, in words.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Nothing => "kosong".to_owned(),
        Value::Text(text) if text.chars().count() > CLIP => format!("{}…", text.chars().take(CLIP).collect::<String>()),
        Value::Text(text) => text.clone(),
        Value::Count(count) => count.to_string(),
        Value::Amount(amount, unit) => quantity(*amount, unit).trim_end().to_owned(),
        Value::Percent(percent) => format!("{percent}%"),
        Value::Day(day) => date(*day),
        Value::Flag(flag) => if *flag { "ya" } else { "tidak" }.to_owned(),
        Value::Status(status) => status.label().to_owned(),
        Value::Issue(IssueStatus::Open) => "terbuka".to_owned(),
        Value::Issue(IssueStatus::Resolved) => "selesai".to_owned(),
    }
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
