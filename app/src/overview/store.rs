//! The reactive store of the overview: the figures of `model::overview` as signals by part.
//!
//! Always true here:
//! - the figures are computed by the model alone; this only writes the signals whose value became another one;
//! - an event looks at the concern of its own order, unless it changed by what all are measured: the pace, or the day;
//! - a row that stays keeps its nodes, also when a fresh snapshot is laid over the screen.

use std::collections::HashMap;

use leptos::prelude::*;
use model::{
    Date, Event,
    ids::PurchaseOrderId,
    overview::{Concern, Overview, OverviewSnapshot, Pace, Punctuality, Totals},
};

use crate::live::{Applied, Cursor};

/// One late order, or one at risk, on screen.
#[derive(Clone)]
pub struct ConcernRow {
    /// Which order.
    pub id: PurchaseOrderId,
    /// Why.
    pub concern: ArcRwSignal<Concern>,
    /// Counts remote changes; each one glows.
    pub glow: ArcRwSignal<u32>,
}

struct Inner {
    utc_offset_minutes: i32,
    today: Date,
    overview: Overview,
    rows: HashMap<PurchaseOrderId, ConcernRow>,
}

/// The store of the overview. Copies share it.
#[derive(Clone, Copy)]
pub struct OverviewStore {
    inner: StoredValue<Inner>,
    /// Late orders and orders at risk, the most urgent first.
    pub listed: RwSignal<Vec<PurchaseOrderId>>,
    /// The sums.
    pub totals: RwSignal<Totals>,
    /// How punctual the factory was.
    pub punctuality: RwSignal<Punctuality>,
    /// How fast the factory is.
    pub pace: RwSignal<Pace>,
}

impl OverviewStore {
    /// A store of what `snapshot` comes to on `today`.
    #[must_use]
    pub fn new(snapshot: OverviewSnapshot, today: Date, utc_offset_minutes: i32) -> OverviewStore {
        let overview = Overview::new(snapshot, today, utc_offset_minutes);
        let mut inner = Inner { utc_offset_minutes, today, overview, rows: HashMap::new() };
        inner.refresh(None);
        OverviewStore {
            listed: RwSignal::new(inner.overview.listed().collect()),
            totals: RwSignal::new(inner.overview.totals()),
            punctuality: RwSignal::new(inner.overview.punctuality().clone()),
            pace: RwSignal::new(inner.overview.pace()),
            inner: StoredValue::new(inner),
        }
    }

    /// The signals of one order.
    #[must_use]
    pub fn row(self, id: PurchaseOrderId) -> Option<ConcernRow> {
        self.inner.with_value(|inner| inner.rows.get(&id).cloned())
    }

    /// Lays one event over the screen.
    pub fn apply(self, event: &Event) -> Applied {
        self.update(|inner| {
            let is_complete = inner.overview.apply(event);
            inner.refresh(event.change.po_id());
            if is_complete { Applied::Here } else { Applied::Incomplete }
        })
    }

    /// Lays a fresh snapshot over the screen.
    pub fn reset(self, snapshot: OverviewSnapshot) -> Cursor {
        let cursor = Cursor { epoch: snapshot.epoch, seq: snapshot.seq };
        self.update(|inner| {
            inner.overview = Overview::new(snapshot, inner.today, inner.utc_offset_minutes);
            let Inner { overview, rows, .. } = inner;
            rows.retain(|id, _| overview.concern(*id).is_some());
            inner.refresh(None);
        });
        cursor
    }

    /// A new day of the factory: what was in time may be late.
    pub fn set_today(self, today: Date) {
        self.update(|inner| {
            inner.today = today;
            inner.overview.set_today(today);
            inner.refresh(None);
        });
    }

    fn update<R: Default>(self, change: impl FnOnce(&mut Inner) -> R) -> R {
        let outcome = self.inner.try_update_value(|inner| {
            let result = change(inner);
            let Inner { overview, .. } = inner;
            let listed: Vec<PurchaseOrderId> = overview.listed().collect();
            (result, listed, overview.totals(), overview.punctuality().clone(), overview.pace())
        });
        let Some((result, listed, totals, punctuality, pace)) = outcome else { return R::default() };
        set_if_other(self.totals, totals);
        set_if_other(self.pace, pace);
        set_if_other(self.punctuality, punctuality);
        set_if_other(self.listed, listed);
        result
    }
}

impl Inner {
    /// Writes the concerns that are others now. What was done to `glowing` glows where it happened; what another measure
    /// changed does not.
    fn refresh(&mut self, glowing: Option<PurchaseOrderId>) {
        for id in self.overview.take_touched() {
            let Some(concern) = self.overview.concern(id) else {
                self.rows.remove(&id);
                continue;
            };
            let Some(row) = self.rows.get(&id) else {
                let (concern, glow) = (ArcRwSignal::new(concern.clone()), ArcRwSignal::new(0));
                self.rows.insert(id, ConcernRow { id, concern, glow });
                continue;
            };
            if row.concern.with_untracked(|shown| shown != concern) {
                row.concern.set(concern.clone());
                if glowing == Some(id) {
                    row.glow.update(|glow| *glow += 1);
                }
            }
        }
    }
}

fn set_if_other<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|shown| *shown != value) {
        signal.set(value);
    }
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
