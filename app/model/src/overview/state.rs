//! The overview kept true: rows, what they come to, and what events change of both.

use std::collections::{BTreeSet, HashMap};

use super::{
    OverviewSnapshot,
    concern::{Concern, Measure, Place},
    finished::{Finished, Pace, Punctuality},
    row::OpenOrder,
    totals::Totals,
};
use crate::{
    event::{Change, Event, Topic},
    ids::PurchaseOrderId,
    purchase_order::{OrderStatus, PurchaseOrderStatusChanged},
    time::Date,
};

/// An order with what it comes to.
#[derive(Clone, Debug)]
struct Judged {
    row: OpenOrder,
    concern: Option<Concern>,
    totals: Totals,
}

/// Everything the page shows of orders, and how it follows the log.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Up to where the log is in the rows.
    seq: i64,
    measure: Measure,
    orders: HashMap<PurchaseOrderId, Judged>,
    finished: HashMap<PurchaseOrderId, Finished>,
    totals: Totals,
    punctuality: Punctuality,
    places: BTreeSet<Place>,
    /// Orders whose concern was computed anew since somebody asked.
    touched: Vec<PurchaseOrderId>,
}

impl Overview {
    /// What `snapshot` comes to on `today`.
    #[must_use]
    pub fn new(snapshot: OverviewSnapshot, today: Date, utc_offset_minutes: i32) -> Overview {
        let OverviewSnapshot { seq, orders, finished, .. } = snapshot;
        let mut overview = Overview {
            seq,
            measure: Measure { today, utc_offset_minutes, pace: Pace::of(&finished, today, utc_offset_minutes) },
            punctuality: Punctuality::of(&finished, today, utc_offset_minutes),
            orders: HashMap::with_capacity(orders.len()),
            finished: finished.into_iter().map(|order| (order.id, order)).collect(),
            totals: Totals::default(),
            places: BTreeSet::new(),
            touched: Vec::new(),
        };
        for row in orders {
            overview.put(row);
        }
        overview
    }

    /// Lays one event over the rows. Says whether it brought all that is needed: else the rows must be read afresh.
    #[must_use]
    pub fn apply(&mut self, event: &Event) -> bool {
        // Rows were read at one place of the log, and events come in its order: what is not after that place is in them.
        if event.seq <= self.seq {
            return true;
        }
        self.seq = event.seq;
        match (&event.change, event.change.topic()) {
            (Change::PurchaseOrderCreated(created), _) => {
                self.put(OpenOrder::new(created.order.clone(), &created.items));
                true
            }
            (Change::PurchaseOrderStatusChanged(changed), _) => self.status_changed(changed),
            (change, Topic::Order(id, _)) => {
                self.change(id, change);
                true
            }
            (change, Topic::Client(client)) => {
                let of_client = |judged: &&Judged| judged.row.order.client.id.0 == client;
                let theirs: Vec<PurchaseOrderId> =
                    self.orders.values().filter(of_client).map(|judged| judged.row.order.id).collect();
                theirs.into_iter().for_each(|id| self.change(id, change));
                true
            }
            (_, Topic::Member | Topic::Device | Topic::Factory) => true,
        }
    }

    /// Another day of the factory: what was in time may be late, and the weeks that count move on.
    pub fn set_today(&mut self, today: Date) {
        if self.measure.today != today {
            self.measure.today = today;
            self.count_finished();
            self.judge_all();
        }
    }

    /// Late orders and orders at risk, the most urgent first.
    pub fn listed(&self) -> impl ExactSizeIterator<Item = PurchaseOrderId> {
        self.places.iter().map(|place| place.4)
    }

    /// Why this order is late or at risk, if it is.
    #[must_use]
    pub fn concern(&self, id: PurchaseOrderId) -> Option<&Concern> {
        self.orders.get(&id)?.concern.as_ref()
    }

    /// The sums.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// How punctual the factory was.
    #[must_use]
    pub fn punctuality(&self) -> &Punctuality {
        &self.punctuality
    }

    /// How fast the factory is.
    #[must_use]
    pub fn pace(&self) -> Pace {
        self.measure.pace
    }

    /// The orders whose concern may be another since this was last asked.
    #[must_use]
    pub fn take_touched(&mut self) -> Vec<PurchaseOrderId> {
        std::mem::take(&mut self.touched)
    }

    /// What the end of an order means depends on its items. Those of an active order are here; those of one that was not
    /// are only known to be all delivered if it was completed.
    fn status_changed(&mut self, changed: &PurchaseOrderStatusChanged) -> bool {
        use OrderStatus::{Active, Archived, Cancelled, Completed};
        let id = changed.po_id;
        match changed.status {
            Active => {
                self.forget_finished(id);
                // It returns with its items: an order without any does not exist.
                let Some(first) = changed.items.first() else { return false };
                self.put(OpenOrder::new(first.order.clone(), &changed.items));
                true
            }
            Cancelled => {
                self.remove(id);
                self.forget_finished(id);
                true
            }
            Completed | Archived => match self.remove(id) {
                Some(row) => {
                    if let Some(order) = row.finished() {
                        self.finished.insert(id, order);
                        self.finished_changed();
                    }
                    true
                }
                None => matches!((changed.old_status, changed.status), (Completed | Archived, Archived)),
            },
        }
    }

    /// A finished order is not any more.
    fn forget_finished(&mut self, id: PurchaseOrderId) {
        if self.finished.remove(&id).is_some() {
            self.finished_changed();
        }
    }

    fn finished_changed(&mut self) {
        if self.count_finished() {
            self.judge_all();
        }
    }

    /// Says whether the pace is another one, by which all orders are judged.
    fn count_finished(&mut self) -> bool {
        let Measure { today, utc_offset_minutes, pace } = self.measure;
        self.punctuality = Punctuality::of(self.finished.values(), today, utc_offset_minutes);
        self.measure.pace = Pace::of(self.finished.values(), today, utc_offset_minutes);
        self.measure.pace != pace
    }

    fn judge_all(&mut self) {
        let orders = std::mem::take(&mut self.orders);
        self.totals = Totals::default();
        self.places.clear();
        orders.into_values().for_each(|judged| self.put(judged.row));
    }

    fn change(&mut self, id: PurchaseOrderId, change: &Change) {
        if let Some(mut row) = self.remove(id) {
            row.apply(change);
            self.put(row);
        }
    }

    /// Judges `row` and counts it, in place of the one that is here.
    fn put(&mut self, row: OpenOrder) {
        let id = row.order.id;
        self.remove(id);
        let concern = Concern::of(&row, &self.measure);
        let totals = Totals::of(&row, concern.as_ref(), self.measure.today);
        self.totals += totals;
        self.places.extend(concern.as_ref().map(Concern::place));
        self.touched.push(id);
        self.orders.insert(id, Judged { row, concern, totals });
    }

    fn remove(&mut self, id: PurchaseOrderId) -> Option<OpenOrder> {
        let Judged { row, concern, totals } = self.orders.remove(&id)?;
        self.totals -= totals;
        if let Some(concern) = concern {
            self.places.remove(&concern.place());
        }
        self.touched.push(id);
        Some(row)
    }
}
