//! One item on screen: its signals, by part, so that an event wakes only what shows that part.

use leptos::prelude::*;
use model::{
    Change, Department, Quantity, Timestamp,
    ids::ItemId,
    purchase_order::{Issue, Item, PurchaseOrder, Track, Version},
};

/// The item's own fields as a card shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemFacts {
    /// Row version, for edits.
    pub version: Version,
    /// What is made.
    pub item_name: String,
    /// Material, size, treatment.
    pub specification: Option<String>,
    /// Ordered.
    pub quantity_total: Quantity,
    /// Unit.
    pub quantity_unit: String,
    /// Left the factory.
    pub quantity_delivered: Quantity,
    /// All left.
    pub is_delivered: bool,
    /// When the last left.
    pub delivered_at: Option<Timestamp>,
}

impl ItemFacts {
    fn of(item: &Item) -> ItemFacts {
        ItemFacts {
            version: item.version,
            item_name: item.item_name.clone(),
            specification: item.specification.clone(),
            quantity_total: item.quantity_total,
            quantity_unit: item.quantity_unit.clone(),
            quantity_delivered: item.quantity_delivered,
            is_delivered: item.is_delivered,
            delivered_at: item.delivered_at,
        }
    }

    /// Whether [`ItemFacts::of`] `item` are these; asked at every event, so nothing is copied for it.
    fn are_of(&self, item: &Item) -> bool {
        self.version == item.version
            && self.item_name == item.item_name
            && self.specification == item.specification
            && self.quantity_total == item.quantity_total
            && self.quantity_unit == item.quantity_unit
            && self.quantity_delivered == item.quantity_delivered
            && self.is_delivered == item.is_delivered
            && self.delivered_at == item.delivered_at
    }
}

/// One track on screen.
#[derive(Clone)]
pub struct TrackRow {
    /// The department, fixed.
    pub department: Department,
    /// What is shown.
    pub track: ArcRwSignal<Track>,
    /// Counts remote changes; each one glows.
    pub glow: ArcRwSignal<u32>,
    /// An own change waits to be confirmed.
    pub pending: ArcRwSignal<bool>,
}

/// How much of a row something can have changed: what it cannot have is not compared, at every event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// One track.
    Track(Department),
    /// Anything.
    Whole,
}

impl Reach {
    /// What of a row `change` can change.
    pub(super) fn of(change: &Change) -> Reach {
        match change {
            Change::TrackUpdated(updated) => Reach::Track(updated.track.department),
            _ => Reach::Whole,
        }
    }
}

/// One item on screen.
#[derive(Clone)]
pub struct ItemRow {
    /// Which item.
    pub id: ItemId,
    /// It came while the page was open.
    pub is_new: bool,
    /// The item's own fields.
    pub facts: ArcRwSignal<ItemFacts>,
    /// Its order.
    pub order: ArcRwSignal<PurchaseOrder>,
    /// Its tracks in flow order.
    pub tracks: [TrackRow; 5],
    /// Its issues, open and seen resolved.
    pub issues: ArcRwSignal<Vec<Issue>>,
    /// Counts remote changes of quantity or delivery.
    pub facts_glow: ArcRwSignal<u32>,
    /// Counts remote changes of issues.
    pub issues_glow: ArcRwSignal<u32>,
}

impl ItemRow {
    /// As `item` is.
    pub(super) fn new(item: &Item, is_new: bool) -> ItemRow {
        ItemRow {
            id: item.id,
            is_new,
            facts: ArcRwSignal::new(ItemFacts::of(item)),
            order: ArcRwSignal::new(item.order.clone()),
            tracks: item.tracks.clone().map(|track| TrackRow {
                department: track.department,
                track: ArcRwSignal::new(track),
                glow: ArcRwSignal::new(0),
                pending: ArcRwSignal::new(false),
            }),
            issues: ArcRwSignal::new(item.issues.clone()),
            facts_glow: ArcRwSignal::new(0),
            issues_glow: ArcRwSignal::new(0),
        }
    }

    /// The row of one department.
    #[must_use]
    pub fn track(&self, department: Department) -> &TrackRow {
        &self.tracks[department.index()]
    }

    /// The tracks that are in `reach`.
    pub(super) fn reached(&self, reach: Reach) -> &[TrackRow] {
        match reach {
            Reach::Track(department) => std::slice::from_ref(self.track(department)),
            Reach::Whole => &self.tracks,
        }
    }

    /// Writes the parts in `reach` that differ; the ones that glow say so. Says whether a part with names did.
    pub(super) fn sync(&self, item: &Item, reach: Reach, glows: bool) -> bool {
        let bump = |glow: &ArcRwSignal<u32>| {
            if glows {
                glow.update(|count| *count += 1);
            }
        };
        for row in self.reached(reach) {
            if set_if_changed(&row.track, item.track(row.department)) {
                bump(&row.glow);
            }
        }
        if reach != Reach::Whole {
            return false;
        }
        let facts_changed = self.facts.with_untracked(|facts| !facts.are_of(item));
        if facts_changed {
            self.facts.set(ItemFacts::of(item));
            bump(&self.facts_glow);
        }
        if set_if_changed(&self.issues, &item.issues) {
            bump(&self.issues_glow);
        }
        set_if_changed(&self.order, &item.order) || facts_changed
    }
}

/// Whether `signal` said something else; now it says `value`.
pub(super) fn set_if_changed<T: Clone + PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: &T) -> bool {
    let changed = signal.with_untracked(|shown| shown != value);
    if changed {
        signal.set(value.clone());
    }
    changed
}
