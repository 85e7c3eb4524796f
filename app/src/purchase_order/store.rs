//! The reactive store of items: one row of signals per item, found by id, and the shown order as its own signal.
//!
//! Always true here:
//! - screen = confirmed state + pending mutations laid over it; a refused one vanishes by computing without it;
//! - confirmed is what the log said, in its order: the answer to an own mutation may overtake what others did before it,
//!   so it stays laid over until the log has come so far;
//! - an event looks up its row and writes only the signals whose value changed: the cost does not grow with the list;
//! - nothing subscribes to the whole collection; counters are kept by differences;
//! - an event for a row that is not here is no error.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use leptos::prelude::*;
use model::{
    Change, Date, Event,
    event::Topic,
    ids::{ItemId, MutationId, PurchaseOrderId},
    planted::{Mistake, planted},
    purchase_order::{Item, OrderStatus, Version},
};

use super::{
    facets::{Counts, Facets, Filter},
    item_row::{ItemRow, Reach, set_if_changed},
};
use crate::{
    error::AppError,
    kept::Unkept,
    live::{Applied, Cursor},
    ui::drawing::batch,
};

/// Which items a page holds, and so what a change of membership means to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Items of active orders: new orders enter at the top, cancelled and archived ones leave.
    Tasks,
    /// The items of one order, whatever its status.
    Order(PurchaseOrderId),
    /// One item.
    Item,
}

struct Row {
    confirmed: Item,
    screen: ItemRow,
    facets: Facets,
    shown: bool,
}

struct Pending {
    mutation_id: MutationId,
    /// As the rule here foresaw it; once answered, as it was recorded.
    changes: Vec<Change>,
    /// The place in the log that the answer named: what is laid over goes when the log has come so far.
    answered: Option<i64>,
}

struct Inner {
    scope: Scope,
    /// Up to where the log is in the confirmed state.
    cursor: Cursor,
    rows: HashMap<ItemId, Row>,
    /// Every held item, in screen order.
    order: Vec<ItemId>,
    by_order: HashMap<PurchaseOrderId, Vec<ItemId>>,
    /// Orders that left, with their version then: a late "created" must not bring them back.
    left: HashMap<PurchaseOrderId, Version>,
    pending: Vec<Pending>,
    /// Rows that changed since [`ItemStore::take_unkept`] gave them.
    unkept: HashSet<ItemId>,
    /// It gave `order` as it is now.
    is_order_kept: bool,
    filter: Filter,
    today: Date,
    counts: Counts,
    /// Only the first items are here, and `counts` is the server's, of all of them.
    is_part: bool,
    /// Membership, order or what a row answers to the filter changed: only then is the list of shown ids made anew, so
    /// that an ordinary event costs the same in a list of any length.
    shown_changed: bool,
}

/// The store of one page. Copies share it.
#[derive(Clone, Copy)]
pub struct ItemStore {
    inner: StoredValue<Inner>,
    /// Ids of the shown items, in order.
    pub visible: RwSignal<Vec<ItemId>>,
    /// How many items of each kind.
    pub counts: RwSignal<Counts>,
}

impl ItemStore {
    /// A store holding `items` in that order, as they were at `cursor`.
    #[must_use]
    pub fn new(scope: Scope, cursor: Cursor, items: Vec<Item>, filter: Filter, today: Date) -> ItemStore {
        let mut inner = Inner {
            scope,
            cursor,
            rows: HashMap::with_capacity(items.len()),
            order: Vec::with_capacity(items.len()),
            by_order: HashMap::new(),
            left: HashMap::new(),
            pending: Vec::new(),
            unkept: HashSet::new(),
            is_order_kept: false,
            filter,
            today,
            counts: Counts::default(),
            is_part: false,
            shown_changed: false,
        };
        for item in items {
            inner.insert(item, false);
        }
        let visible = inner.visible();
        let counts = inner.counts;
        ItemStore { inner: StoredValue::new(inner), visible: RwSignal::new(visible), counts: RwSignal::new(counts) }
    }

    /// There are more than these items, and so many of each kind; the next [`ItemStore::reset`] brings them.
    #[must_use]
    pub fn part_of(self, counts: Counts) -> ItemStore {
        self.update(|inner| {
            inner.is_part = true;
            inner.counts = counts;
        });
        self
    }

    /// The signals of one item.
    #[must_use]
    pub fn row(self, id: ItemId) -> Option<ItemRow> {
        self.inner.with_value(|inner| inner.rows.get(&id).map(|row| row.screen.clone()))
    }

    /// The item as the screen shows it: confirmed plus pending. Rules for the next change ask this.
    #[must_use]
    pub fn item(self, id: ItemId) -> Option<Item> {
        self.inner.with_value(|inner| inner.rows.get(&id).map(|row| inner.on_screen(row).into_owned()))
    }

    /// Every held item as the screen shows it, in order.
    #[must_use]
    pub fn items(self) -> Vec<Item> {
        self.inner.with_value(|inner| {
            inner
                .order
                .iter()
                .filter_map(|id| inner.rows.get(id))
                .map(|row| inner.on_screen(row).into_owned())
                .collect()
        })
    }

    /// Up to where the log is in what the screen was told; `None` while only a part of the items is here.
    #[must_use]
    pub fn stands(self) -> Option<Cursor> {
        self.inner.try_with_value(|inner| (!inner.is_part).then_some(inner.cursor)).flatten()
    }

    /// What of the confirmed items was not given before, so many at most; of `all` of them, if that is said. Nothing once the
    /// page is gone.
    #[must_use]
    pub fn take_unkept(self, all: bool, most: usize) -> Option<Unkept> {
        self.inner.try_update_value(|inner| {
            if all {
                inner.unkept = inner.order.iter().copied().collect();
                inner.is_order_kept = false;
            }
            let ids: Vec<ItemId> = inner.unkept.iter().take(most).copied().collect();
            let items = ids.iter().filter_map(|id| inner.unkept.take(id).and_then(|id| inner.rows.get(&id)));
            let items = items.map(|row| row.confirmed.clone()).collect();
            if !inner.unkept.is_empty() {
                return Unkept { items, order: None, cursor: None };
            }
            let is_order_kept = std::mem::replace(&mut inner.is_order_kept, true);
            Unkept { items, order: (!is_order_kept).then(|| inner.order.clone()), cursor: Some(inner.cursor) }
        })
    }

    /// Lays one event over the screen. `glows` for what somebody else did.
    pub fn apply(self, event: &Event, glows: bool) -> Applied {
        self.update(|inner| {
            inner.cursor.seq = event.seq.max(inner.cursor.seq);
            let confirmed = inner.take_pending(|pending| {
                event.mutation_id == Some(pending.mutation_id) || pending.answered.is_some_and(|seq| seq <= event.seq)
            });
            let applied = inner.apply(&event.change, glows);
            inner.refresh(&confirmed, Reach::Whole, false);
            applied
        })
    }

    /// Shows an own change before the server has answered; said again, nothing changes.
    pub fn begin(self, mutation_id: MutationId, change: Change) {
        self.update(|inner| {
            if inner.pending.iter().any(|pending| pending.mutation_id == mutation_id) {
                return;
            }
            let affected = inner.affected(&change);
            inner.pending.push(Pending { mutation_id, changes: vec![change], answered: None });
            inner.refresh(&affected, Reach::Whole, false);
        });
    }

    /// Follows the answer to a pending change: confirmed by its events, or taken back.
    ///
    /// # Errors
    /// Why it was not done, for the person who asked.
    pub fn answered(self, mutation_id: MutationId, answer: Result<Vec<Event>, AppError>) -> Result<(), AppError> {
        match answer {
            Ok(events) => {
                self.settle(mutation_id, &events);
                Ok(())
            }
            Err(error) => {
                self.settle(mutation_id, &[]);
                Err(error)
            }
        }
    }

    /// Takes a pending change back: it was refused, or `events` of its reply are what it became.
    pub fn settle(self, mutation_id: MutationId, events: &[Event]) {
        self.update(|inner| {
            let early = |seq: &i64| *seq > inner.cursor.seq && !planted(Mistake::AnswerIntoConfirmed);
            let end = events.last().map(|event| event.seq).filter(early);
            if events.is_empty() && planted(Mistake::RefusalNotTakenBack) {
                return;
            }
            let Some(seq) = end else {
                if planted(Mistake::AnswerIntoConfirmed) || planted(Mistake::EchoAppliedTwice) {
                    for event in events {
                        inner.apply(&event.change, false);
                    }
                }
                let affected = inner.take_pending(|pending| pending.mutation_id == mutation_id);
                return inner.refresh(&affected, Reach::Whole, false);
            };
            let changes: Vec<Change> = events.iter().map(|event| event.change.clone()).collect();
            let mut affected: Vec<ItemId> = changes.iter().flat_map(|change| inner.affected(change)).collect();
            for pending in inner.pending.iter_mut().filter(|pending| pending.mutation_id == mutation_id) {
                pending.answered = Some(seq);
                let foreseen = std::mem::replace(&mut pending.changes, changes.clone());
                affected.extend(foreseen.iter().filter_map(Change::item_id));
            }
            inner.refresh(&affected, Reach::Whole, false);
        });
    }

    /// Lays a fresh snapshot of `cursor` over the screen: changed parts change, what is gone leaves, what is new enters,
    /// and cards that stay keep their nodes.
    pub fn reset(self, cursor: Cursor, items: Vec<Item>) {
        self.update(|inner| {
            let restored = cursor.epoch != inner.cursor.epoch;
            inner.cursor = cursor;
            // What only now comes of a list that was there all the time is not new to anybody.
            let was_part = std::mem::take(&mut inner.is_part);
            inner.pending.retain(|pending| pending.answered.is_none_or(|seq| !restored && seq > cursor.seq));
            let order: Vec<ItemId> = items.iter().map(|item| item.id).collect();
            let stays: HashSet<ItemId> = order.iter().copied().collect();
            let gone: Vec<ItemId> = inner.order.iter().filter(|id| !stays.contains(id)).copied().collect();
            for id in gone {
                inner.remove(id);
            }
            for item in items {
                match inner.rows.get_mut(&item.id) {
                    Some(row) => {
                        let id = item.id;
                        row.confirmed = item;
                        inner.unkept.insert(id);
                        inner.refresh(&[id], Reach::Whole, true);
                    }
                    None => inner.insert(item, !was_part),
                }
            }
            inner.order = order;
            inner.is_order_kept = false;
            inner.shown_changed = true;
            if was_part {
                inner.recount();
            }
        });
    }

    /// Shows what `filter` asks for.
    pub fn set_filter(self, filter: Filter) {
        self.update(|inner| {
            inner.filter = filter;
            inner.recount();
        });
    }

    /// A new day: what was in time may be late.
    pub fn set_today(self, today: Date) {
        self.update(|inner| {
            if inner.today != today {
                inner.today = today;
                inner.recount();
            }
        });
    }

    /// What is kept drawn of rows ([`batch`]) is drawn when this returns; lists, conditions and counters right after.
    fn update<R: Default>(self, change: impl FnOnce(&mut Inner) -> R) -> R {
        let _batch = batch();
        let Some(mut inner) = self.inner.try_write_value() else { return R::default() };
        let counts_before = inner.counts;
        let result = change(&mut inner);
        let visible = std::mem::take(&mut inner.shown_changed).then(|| inner.visible());
        let counts = Some(inner.counts).filter(|counts| *counts != counts_before);
        drop(inner);
        self.show(visible, counts);
        result
    }

    /// Says what is new of which rows there are and how many.
    fn show(self, visible: Option<Vec<ItemId>>, counts: Option<Counts>) {
        if let Some(visible) = visible.filter(|visible| self.visible.with_untracked(|shown| shown != visible)) {
            self.visible.set(visible);
        }
        if let Some(counts) = counts {
            self.counts.set(counts);
        }
    }
}

impl Inner {
    /// The row as the screen shows it; the confirmed one itself while nothing is pending, which is nearly always.
    fn on_screen<'row>(&self, row: &'row Row) -> Cow<'row, Item> {
        let mut item = Cow::Borrowed(&row.confirmed);
        for change in self.pending.iter().flat_map(|pending| &pending.changes) {
            item.to_mut().apply(change);
        }
        item
    }

    fn apply(&mut self, change: &Change, glows: bool) -> Applied {
        match change {
            Change::PurchaseOrderCreated(created) if self.scope == Scope::Tasks => {
                self.enter(created.order.id, created.order.version, &created.items);
            }
            Change::PurchaseOrderStatusChanged(changed) if self.scope == Scope::Tasks => match changed.status {
                OrderStatus::Cancelled | OrderStatus::Archived => {
                    let left = self.left.entry(changed.po_id).or_insert(0);
                    *left = changed.version.max(*left);
                    for id in self.by_order.get(&changed.po_id).cloned().unwrap_or_default() {
                        self.remove(id);
                    }
                }
                OrderStatus::Active => self.enter(changed.po_id, changed.version, &changed.items),
                OrderStatus::Completed => {}
            },
            Change::PurchaseOrderUpdated(updated)
                if self.scope == Scope::Tasks || self.scope == Scope::Order(updated.po_id) =>
            {
                if self.scope == Scope::Tasks {
                    self.enter(updated.po_id, updated.version, &updated.items_added);
                } else {
                    self.append(&updated.items_added);
                }
            }
            // An item delivered before this page was read is open again, and only a snapshot has it whole.
            Change::ItemUpdated(updated)
                if updated.patch.is_delivered == Some(false) && !self.rows.contains_key(&updated.item_id) =>
            {
                return if self.scope == Scope::Tasks { Applied::Incomplete } else { Applied::Here };
            }
            _ => {}
        }
        let affected = self.affected(change);
        for id in &affected {
            if let Some(row) = self.rows.get_mut(id) {
                row.confirmed.apply(change);
                self.unkept.insert(*id);
            }
        }
        self.refresh(&affected, Reach::of(change), glows);
        Applied::Here
    }

    /// Takes pending mutations away; the rows they were laid over.
    fn take_pending(&mut self, which: impl Fn(&Pending) -> bool) -> Vec<ItemId> {
        let taken: Vec<Pending> = self.pending.extract_if(.., |pending| which(pending)).collect();
        taken.iter().flat_map(|pending| &pending.changes).flat_map(|change| self.affected(change)).collect()
    }

    /// The rows `change` is about.
    fn affected(&self, change: &Change) -> Vec<ItemId> {
        match change.topic() {
            Topic::Order(_, Some(item)) => vec![item],
            Topic::Order(order, None) => self.by_order.get(&order).cloned().unwrap_or_default(),
            Topic::Client(client) => {
                let of_client = |row: &Row| row.confirmed.order.client.id.0 == client;
                self.rows.iter().filter(|(_, row)| of_client(row)).map(|(id, _)| *id).collect()
            }
            Topic::Member | Topic::Device | Topic::Factory => Vec::new(),
        }
    }

    /// New items enter at the top, in their own order.
    fn enter(&mut self, order: PurchaseOrderId, version: Version, items: &[Item]) {
        if self.left.get(&order).is_some_and(|left| version <= *left) {
            return;
        }
        for item in items.iter().rev().filter(|item| !item.is_delivered) {
            if !self.rows.contains_key(&item.id) {
                self.insert(item.clone(), true);
                self.order.rotate_right(1);
            }
        }
    }

    fn append(&mut self, items: &[Item]) {
        for item in items {
            if !self.rows.contains_key(&item.id) {
                self.insert(item.clone(), true);
            }
        }
    }

    fn insert(&mut self, item: Item, is_new: bool) {
        let facets = Facets::of(&item, self.today);
        self.counts.add(facets.counts(), 1);
        self.order.push(item.id);
        self.unkept.insert(item.id);
        self.is_order_kept = false;
        self.by_order.entry(item.order.id).or_default().push(item.id);
        let shown = self.filter.shows(&facets);
        self.shown_changed |= shown;
        let screen = ItemRow::new(&item, is_new);
        let id = item.id;
        self.rows.insert(id, Row { confirmed: item, screen, facets, shown });
        // Something may have been done here before the row came.
        if !self.pending.is_empty() {
            self.refresh(&[id], Reach::Whole, false);
        }
    }

    fn remove(&mut self, id: ItemId) {
        let Some(row) = self.rows.remove(&id) else { return };
        self.counts.add(row.facets.counts(), -1);
        self.shown_changed |= row.shown;
        self.order.retain(|other| *other != id);
        self.unkept.remove(&id);
        self.is_order_kept = false;
        if let Some(ids) = self.by_order.get_mut(&row.confirmed.order.id) {
            ids.retain(|other| *other != id);
        }
    }

    /// Computes what is in `reach` of these rows anew from confirmed and pending, and writes what differs.
    fn refresh(&mut self, ids: &[ItemId], reach: Reach, glows: bool) {
        for id in ids {
            let Some(row) = self.rows.get(id) else { continue };
            let item = self.on_screen(row);
            let facets = if row.screen.sync(&item, reach, glows) {
                Facets::of(&item, self.today)
            } else {
                row.facets.same_names(&item, self.today)
            };
            for track in row.screen.reached(reach) {
                let unanswered = self.pending.iter().filter(|pending| pending.answered.is_none());
                let pending = unanswered.flat_map(|pending| &pending.changes).any(|change| {
                    matches!(change, Change::TrackUpdated(change)
                        if change.item_id == *id && change.track.department == track.department)
                });
                set_if_changed(&track.pending, &pending);
            }
            if row.facets != facets {
                self.counts.add(row.facets.counts(), -1);
                self.counts.add(facets.counts(), 1);
                let shown = self.filter.shows(&facets);
                if let Some(row) = self.rows.get_mut(id) {
                    self.shown_changed |= row.shown != shown;
                    row.facets = facets;
                    row.shown = shown;
                }
            }
        }
    }

    fn recount(&mut self) {
        let all = self.counts;
        self.counts = Counts::default();
        self.shown_changed = true;
        let ids = self.order.clone();
        for id in &ids {
            let Some(row) = self.rows.get(id) else { continue };
            let facets = Facets::of(&self.on_screen(row), self.today);
            self.counts.add(facets.counts(), 1);
            if let Some(row) = self.rows.get_mut(id) {
                row.shown = self.filter.shows(&facets);
                row.facets = facets;
            }
        }
        if self.is_part {
            self.counts = all;
        }
    }

    fn visible(&self) -> Vec<ItemId> {
        self.order.iter().filter(|id| self.rows.get(id).is_some_and(|row| row.shown)).copied().collect()
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
