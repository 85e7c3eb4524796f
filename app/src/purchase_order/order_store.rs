//! The reactive store of the order list: one row of signals per order, found by id, the shown order as its own signal.
//!
//! Always true here:
//! - it holds every order of one status, newest first, and how many orders each status has;
//! - sums and counts move by differences, so an event counts once: what the log had when the rows were read is told by
//!   its place in the log, and is left alone;
//! - an event writes only the signals whose value changed; one about an order that is not here is no error, unless it
//!   brings that order into the list without saying all of it: then the list asks to be read afresh.

use std::collections::HashMap;

use leptos::prelude::*;
use model::{
    Change, Date, Event,
    ids::{ClientId, PurchaseOrderId},
    purchase_order::{OrderRow, OrderStatus, OrdersSnapshot, PurchaseOrderStatusChanged},
};

use super::{
    order_filter::{FlagCounts, OrderFacets, OrderFilter},
    order_signals::OrderSignals,
};
use crate::live::{Applied, Cursor};

struct Row {
    row: OrderRow,
    screen: OrderSignals,
    facets: OrderFacets,
    shown: bool,
}

struct Inner {
    status: OrderStatus,
    cursor: Cursor,
    rows: HashMap<PurchaseOrderId, Row>,
    /// Newest first.
    order: Vec<PurchaseOrderId>,
    tabs: [u32; 4],
    flags: FlagCounts,
    filter: OrderFilter,
    today: Date,
}

/// The store of the order list. Copies share it.
#[derive(Clone, Copy)]
pub struct OrderStore {
    inner: StoredValue<Inner>,
    /// Ids of the shown orders, newest first.
    pub visible: RwSignal<Vec<PurchaseOrderId>>,
    /// How many orders each status has, in the order of [`OrderStatus::ALL`].
    pub tabs: RwSignal<[u32; 4]>,
    /// How many orders of the shown status have each flag.
    pub flags: RwSignal<FlagCounts>,
    /// The status whose orders are here.
    pub status: RwSignal<OrderStatus>,
}

impl OrderStore {
    /// A store holding what `snapshot` says.
    #[must_use]
    pub fn new(snapshot: OrdersSnapshot, filter: OrderFilter, today: Date) -> OrderStore {
        let mut inner = Inner {
            status: snapshot.status,
            cursor: Cursor { epoch: snapshot.epoch, seq: snapshot.seq },
            rows: HashMap::with_capacity(snapshot.orders.len()),
            order: Vec::with_capacity(snapshot.orders.len()),
            tabs: snapshot.counts,
            flags: FlagCounts::default(),
            filter,
            today,
        };
        for row in snapshot.orders {
            inner.order.push(row.order.id);
            inner.insert(row, false);
        }
        OrderStore {
            visible: RwSignal::new(inner.visible()),
            tabs: RwSignal::new(inner.tabs),
            flags: RwSignal::new(inner.flags),
            status: RwSignal::new(inner.status),
            inner: StoredValue::new(inner),
        }
    }

    /// The signals of one order.
    #[must_use]
    pub fn row(self, id: PurchaseOrderId) -> Option<OrderSignals> {
        self.inner.with_value(|inner| inner.rows.get(&id).map(|row| row.screen.clone()))
    }

    /// Where the screen stands in the log.
    #[must_use]
    pub fn cursor(self) -> Cursor {
        self.inner.with_value(|inner| inner.cursor)
    }

    /// Lays one event over the screen. `glows` for what somebody else did.
    pub fn apply(self, event: &Event, glows: bool) -> Applied {
        self.update(|inner| {
            if event.seq <= inner.cursor.seq {
                return Applied::Here;
            }
            inner.cursor.seq = event.seq;
            inner.apply(&event.change, glows)
        })
    }

    /// Lays a fresh snapshot over the screen. Of the same status: rows that stay keep their nodes, what changed glows.
    /// Of another status: another list.
    pub fn reset(self, snapshot: OrdersSnapshot) -> Cursor {
        self.update(|inner| {
            let same = inner.status == snapshot.status;
            let mut before = std::mem::take(&mut inner.rows);
            inner.order.clear();
            inner.flags = FlagCounts::default();
            inner.status = snapshot.status;
            inner.cursor = Cursor { epoch: snapshot.epoch, seq: snapshot.seq };
            inner.tabs = snapshot.counts;
            for row in snapshot.orders {
                let id = row.order.id;
                inner.order.push(id);
                match before.remove(&id).filter(|_| same) {
                    Some(held) => {
                        held.screen.sync(&row, true);
                        inner.keep(row, held.screen);
                    }
                    None => inner.insert(row, same),
                }
            }
        });
        self.cursor()
    }

    /// Shows what `filter` asks for, of the status that is here.
    pub fn set_filter(self, filter: OrderFilter) {
        self.update(|inner| {
            inner.filter = filter;
            inner.recount();
        });
    }

    /// A new day: what was in time may be late.
    pub fn set_today(self, today: Date) {
        self.update(|inner| {
            inner.today = today;
            inner.recount();
        });
    }

    fn update<R: Default>(self, change: impl FnOnce(&mut Inner) -> R) -> R {
        let outcome = self.inner.try_update_value(|inner| {
            let result = change(inner);
            (result, inner.visible(), inner.tabs, inner.flags, inner.status)
        });
        let Some((result, visible, tabs, flags, status)) = outcome else { return R::default() };
        set_if_other(self.status, status);
        set_if_other(self.tabs, tabs);
        set_if_other(self.flags, flags);
        set_if_other(self.visible, visible);
        result
    }
}

fn set_if_other<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.set(value);
    }
}

impl Inner {
    fn apply(&mut self, change: &Change, glows: bool) -> Applied {
        if let Change::ClientUpdated(updated) = change {
            self.rename_client(updated.client.id, change, glows);
        }
        let Some(id) = change.po_id() else { return Applied::Here };
        match change {
            Change::PurchaseOrderCreated(created) => {
                self.count(created.order.status, 1);
                if self.status == created.order.status {
                    self.enter(OrderRow::new(created.order.clone(), &created.items));
                }
                return Applied::Here;
            }
            Change::PurchaseOrderStatusChanged(changed) => return self.status_changed(changed, glows),
            // What it counts as now depends on what it was before, and a merged patch does not say that.
            Change::ItemUpdated(updated) if updated.patch.is_delivered.is_some() => {
                return if self.rows.contains_key(&id) { Applied::Incomplete } else { Applied::Here };
            }
            _ => {}
        }
        let Some(held) = self.rows.get(&id) else { return Applied::Here };
        let mut row = held.row.clone();
        match change {
            Change::PurchaseOrderUpdated(updated) => {
                row.order.apply(change);
                row.add(&updated.items_added);
            }
            Change::TrackUpdated(updated) => {
                let sum = &mut row.progress_sum[updated.track.department.index()];
                *sum = (*sum + u32::from(updated.track.progress)).saturating_sub(u32::from(updated.old_progress));
            }
            Change::ItemDelivered(delivered) => row.items_delivered += u32::from(delivered.is_delivered),
            _ => {
                row.order.apply(change);
            }
        }
        self.put(row, glows);
        Applied::Here
    }

    fn rename_client(&mut self, id: ClientId, change: &Change, glows: bool) {
        let rows: Vec<OrderRow> =
            self.rows.values().map(|held| &held.row).filter(|row| row.order.client.id == id).cloned().collect();
        for mut row in rows {
            if row.order.apply(change) {
                self.put(row, glows);
            }
        }
    }

    fn status_changed(&mut self, changed: &PurchaseOrderStatusChanged, glows: bool) -> Applied {
        self.count(changed.old_status, -1);
        self.count(changed.status, 1);
        let id = changed.po_id;
        if changed.status != self.status {
            self.remove(id);
            return Applied::Here;
        }
        if let Some(held) = self.rows.get(&id) {
            let mut row = held.row.clone();
            row.order.apply(&Change::PurchaseOrderStatusChanged(changed.clone()));
            self.put(row, glows);
            return Applied::Here;
        }
        // Taken up again it brings its items; into any other status it brings only its number.
        let Some(first) = changed.items.first() else { return Applied::Incomplete };
        self.enter(OrderRow::new(first.order.clone(), &changed.items));
        Applied::Here
    }

    fn count(&mut self, status: OrderStatus, difference: i32) {
        if let Some(place) = OrderStatus::ALL.iter().position(|tab| *tab == status) {
            self.tabs[place] = self.tabs[place].saturating_add_signed(difference);
        }
    }

    /// Enters at its place: newest first, so a new order comes on top.
    fn enter(&mut self, row: OrderRow) {
        let id = row.order.id;
        if self.rows.contains_key(&id) {
            return;
        }
        let newer = |held: &Row| {
            (held.row.order.created_at, &held.row.order.po_number) > (row.order.created_at, &row.order.po_number)
        };
        let place = self.order.iter().position(|held| !self.rows.get(held).is_some_and(newer));
        self.order.insert(place.unwrap_or(self.order.len()), id);
        self.insert(row, true);
    }

    fn insert(&mut self, row: OrderRow, is_new: bool) {
        let screen = OrderSignals::new(&row, is_new);
        self.keep(row, screen);
    }

    fn keep(&mut self, row: OrderRow, screen: OrderSignals) {
        let facets = OrderFacets::of(&row, self.today);
        self.flags.add(&facets, 1);
        let shown = self.filter.shows(&facets);
        self.rows.insert(row.order.id, Row { row, screen, facets, shown });
    }

    /// The held row of this order, changed.
    fn put(&mut self, row: OrderRow, glows: bool) {
        let Some(held) = self.rows.remove(&row.order.id) else { return };
        self.flags.add(&held.facets, -1);
        held.screen.sync(&row, glows);
        self.keep(row, held.screen);
    }

    fn remove(&mut self, id: PurchaseOrderId) {
        if let Some(held) = self.rows.remove(&id) {
            self.flags.add(&held.facets, -1);
            self.order.retain(|other| *other != id);
        }
    }

    fn recount(&mut self) {
        self.flags = FlagCounts::default();
        for held in self.rows.values_mut() {
            held.facets = OrderFacets::of(&held.row, self.today);
            held.shown = self.filter.shows(&held.facets);
            self.flags.add(&held.facets, 1);
        }
    }

    fn visible(&self) -> Vec<PurchaseOrderId> {
        self.order.iter().filter(|id| self.rows.get(id).is_some_and(|row| row.shown)).copied().collect()
    }
}

#[cfg(test)]
#[path = "order_store_tests.rs"]
mod tests;
