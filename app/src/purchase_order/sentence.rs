//! What an event says in a history: who, what, from → to. Pure.

use model::{
    Change, Department, Event, Quantity,
    activity::{Fact, Value, What, facts},
    purchase_order::{IssueStatus, OrderStatus, PurchaseOrderUpdated, TrackUpdated},
};

use super::texts::history as texts;
use crate::{
    account::told,
    language::{Text, language, t, t_count, t_with},
    ui::format::{date, initials, quantity},
};

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
        let actor = || strong(&event.actor.name);
        match &event.change {
            Change::PurchaseOrderCreated(change) => {
                let count = change.items.len();
                let (po_number, client) = (strong(&change.order.po_number), plain(&change.order.client.name));
                let told = [actor(), po_number, client, plain(count.to_string())];
                news("i-po", None, filled(texts::CREATED.of(count), &told))
            }
            Change::PurchaseOrderUpdated(change) => order_updated(change, facts(&event.change, unit), actor()),
            Change::PurchaseOrderStatusChanged(change) => {
                let delta = format!("{} → {}", t(change.old_status.label()), t(change.status.label()));
                let (icon, tone) = status_mark(change.status);
                let told = [actor(), plain(&change.po_number), Part::Delta(delta)];
                news(icon, tone, filled(texts::STATUS_CHANGED, &told))
            }
            Change::PurchaseOrderUrgentChanged(change) if change.is_urgent => {
                let told = [actor(), plain(&change.po_number), strong(t(texts::URGENT))];
                news("i-bolt", Some("danger"), filled(texts::MARKED, &told))
            }
            Change::PurchaseOrderUrgentChanged(change) => {
                news("i-bolt", None, filled(texts::UNMARKED, &[actor(), plain(&change.po_number)]))
            }
            Change::TrackUpdated(change) => track_updated(change, &event.actor.name),
            Change::IssueCreated(change) => {
                let told = [actor(), strong(&change.issue.title), plain(t(change.issue.priority.label()))];
                let note = change.issue.description.clone();
                Sentence { note, ..news("i-alert", Some("warn"), filled(texts::REPORTED, &told)) }
            }
            Change::IssueResolved(change) => {
                news("i-check", Some("ok"), filled(texts::RESOLVED, &[actor(), strong(&change.issue.title)]))
            }
            Change::IssuePhotoAdded(change) => {
                news("i-camera", None, filled(texts::PHOTO_ADDED, &[actor(), strong(&change.issue.title)]))
            }
            Change::ItemDelivered(change) => {
                let unit = if change.quantity_unit.is_empty() { unit } else { &change.quantity_unit };
                let before = change.quantity_delivered.checked_sub(change.delivery.quantity).unwrap_or_default();
                let delta = format!("{} → {}", number(before), number(change.quantity_delivered));
                let text = if change.is_delivered { texts::DELIVERED_ALL } else { texts::DELIVERED };
                let told = [actor(), strong(quantity(change.delivery.quantity, unit)), Part::Delta(delta)];
                let mark = Mark::Work("i-truck", Department::Delivery);
                Sentence { mark, parts: filled(text, &told), note: change.delivery.note.clone() }
            }
            Change::ItemUpdated(change) => {
                let mut parts = filled(texts::EDITED, &[actor(), plain(&change.item_name)]);
                parts.extend(listed(&facts(&event.change, unit)));
                news("i-edit", None, parts)
            }
            administration => {
                let told = told(administration, language());
                let parts = vec![actor(), plain(told.before), strong(told.about), plain(told.after)];
                news(told.icon, told.tone, parts)
            }
        }
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
    let (text, delta) = match to.cmp(&from) {
        std::cmp::Ordering::Greater => (texts::RAISED, format!("{from}% → {to}%")),
        std::cmp::Ordering::Less => (texts::LOWERED, format!("{from}% → {to}%")),
        std::cmp::Ordering::Equal => (texts::UPDATED, t_with(texts::STILL, &[&to])),
    };
    Sentence {
        mark: Mark::Person(initials(actor), department),
        parts: filled(text, &[strong(actor), plain(department.label()), Part::Delta(delta)]),
        note: change.track.last_note.clone(),
    }
}

fn order_updated(change: &PurchaseOrderUpdated, mut facts: Vec<Fact>, actor: Part) -> Sentence {
    facts.retain(|fact| fact.what != What::ItemsAdded);
    let (added, po_number) = (change.items_added.len(), plain(&change.po_number));
    let mut parts;
    if facts.is_empty() && added > 0 {
        parts = filled(texts::ITEMS_ADDED.of(added), &[actor, plain(added.to_string()), po_number]);
    } else {
        parts = filled(texts::EDITED, &[actor, po_number]);
        parts.extend(listed(&facts));
        if added > 0 {
            parts.push(plain(format!(" · {}", t_count(texts::ITEMS_ADDED_TOO, added))));
        }
    }
    news("i-edit", None, parts)
}

fn listed(facts: &[Fact]) -> Vec<Part> {
    facts.iter().flat_map(|fact| std::iter::once(plain(" · ")).chain(fact_parts(fact))).collect()
}

/// A fact in words: `Klien: PT Lama → PT Baru`, `QC 20% → 80%`.
#[must_use]
pub fn fact_parts(fact: &Fact) -> Vec<Part> {
    let label = t(fact.what.label());
    let to = match &fact.to {
        Value::Nothing => t(texts::REMOVED).to_owned(),
        to => value_text(to),
    };
    let from = fact.from.as_ref().map(value_text);
    match (&fact.to, from) {
        (Value::Percent(_), Some(from)) => vec![plain(format!("{label} ")), Part::Delta(format!("{from} → {to}"))],
        (Value::Count(count), _) => {
            vec![plain(format!("{label}: ")), strong(t_count(texts::ITEMS, *count as usize))]
        }
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
        Value::Nothing => t(texts::EMPTY).to_owned(),
        Value::Text(text) if text.chars().count() > CLIP => format!("{}…", text.chars().take(CLIP).collect::<String>()),
        Value::Text(text) => text.clone(),
        Value::Count(count) => count.to_string(),
        Value::Amount(amount, unit) => quantity(*amount, unit).trim_end().to_owned(),
        Value::Percent(percent) => format!("{percent}%"),
        Value::Day(day) => date(*day),
        Value::Flag(flag) => t(if *flag { texts::YES } else { texts::NO }).to_owned(),
        Value::Status(status) => t(status.label()).to_owned(),
        Value::Issue(IssueStatus::Open) => t(texts::ISSUE_OPEN).to_owned(),
        Value::Issue(IssueStatus::Resolved) => t(texts::ISSUE_RESOLVED).to_owned(),
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

/// `text` with `told` in its places; what stands plain beside plain is one piece.
fn filled(text: Text, told: &[Part]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::with_capacity(2 * told.len());
    // A text, a place, a text, a place, …
    for (at, piece) in t(text).split(['{', '}']).enumerate() {
        let place = piece.parse::<usize>().ok().filter(|_| at % 2 == 1);
        let part = place.and_then(|place| told.get(place)).cloned().unwrap_or_else(|| plain(piece));
        match (parts.last_mut(), part) {
            (_, Part::Plain(nothing)) if nothing.is_empty() => {}
            (Some(Part::Plain(before)), Part::Plain(more)) => before.push_str(&more),
            (_, part) => parts.push(part),
        }
    }
    parts
}

fn number(amount: Quantity) -> String {
    amount.format(language().notation())
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
