//! The history a page holds: what the server read, and what came live since. Pure.
//!
//! Always true here:
//! - one row per event, newest first, whichever way it came;
//! - a row that stands for several events of a burst is marked, and [`History::missing`] asks for the real ones until
//!   they are here: a burst merged on its way says the right end, but not who did what between.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use model::{
    Date, Department, Event,
    ids::Epoch,
    purchase_order::{Item, Version},
};
use uuid::Uuid;

use super::sentence::department;

/// One event on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What happened.
    pub event: Event,
    /// It came while the page was open.
    pub is_new: bool,
    /// It stands for several events that were merged.
    merged: bool,
}

impl Row {
    /// What makes it another node: a merged row gives way to the real ones, and a restored log counts anew.
    #[must_use]
    pub fn key(&self) -> (i64, i64, bool) {
        (self.event.seq, self.event.ts.0, self.merged)
    }
}

/// The events of one item and of its order as a whole.
#[derive(Clone, Debug)]
pub struct History {
    epoch: Epoch,
    /// Newest first.
    rows: Vec<Arc<Row>>,
    /// Up to here nothing between the oldest row and this place of the log is missing.
    complete_to: i64,
    /// The last version of each changing row that came live, or with the snapshot. Versions grow by one, so a step of
    /// more than one is a merged event.
    versions: HashMap<Uuid, Version>,
}

impl History {
    /// What a snapshot of `item` at `seq` brought; `events` newest first.
    #[must_use]
    pub fn new(epoch: Epoch, seq: i64, item: &Item, events: Vec<Event>) -> History {
        let mut history =
            History { epoch, rows: Vec::with_capacity(events.len()), complete_to: seq, versions: versions(item) };
        history.insert(events);
        history.complete_to = seq;
        history
    }

    /// A newer snapshot. Older rows that were loaded stay, if nothing is missing between them and it.
    pub fn reset(&mut self, epoch: Epoch, seq: i64, item: &Item, events: Vec<Event>) {
        let oldest = events.last().map_or(seq, |event| event.seq);
        let joins = self.epoch == epoch && self.complete_to >= oldest;
        let older: Vec<Arc<Row>> = self.rows.iter().filter(|row| joins && row.event.seq < oldest).cloned().collect();
        *self = History::new(epoch, seq, item, events);
        self.rows.extend(older);
    }

    /// Events that came live, oldest first.
    pub fn add(&mut self, events: &[Event]) {
        let Some(last) = events.last() else { return };
        let mut whole = self.missing().is_none();
        // A customer's new name is for the card, and no news about this item.
        for event in events.iter().filter(|event| event.change.po_id().is_some()) {
            let seen = self.versions.entry(event.id).or_insert(0);
            let merged = event.version > seen.saturating_add(1);
            *seen = event.version.max(*seen);
            whole &= !merged;
            if self.rows.iter().all(|row| row.event.seq != event.seq) {
                self.rows.insert(0, Arc::new(Row { event: event.clone(), is_new: true, merged }));
            }
        }
        self.rows.sort_by_key(|row| std::cmp::Reverse(row.event.seq));
        if whole {
            self.complete_to = self.complete_to.max(last.seq);
        }
    }

    /// Events as the log has them, newest first and without holes down to a row that is here (or the very oldest).
    pub fn insert(&mut self, events: Vec<Event>) {
        if let Some(newest) = events.first() {
            self.complete_to = self.complete_to.max(newest.seq);
        }
        for event in events {
            let place = self.rows.iter().position(|row| row.event.seq == event.seq);
            let is_new = place.is_some_and(|place| self.rows[place].is_new);
            let row = Arc::new(Row { event, is_new, merged: false });
            match place {
                Some(place) => self.rows[place] = row,
                None => self.rows.push(row),
            }
        }
        self.rows.sort_by_key(|row| std::cmp::Reverse(row.event.seq));
    }

    /// Where to read from when events are missing: the ones before this place, down to [`History::complete_to`].
    #[must_use]
    pub fn missing(&self) -> Option<i64> {
        let newest = self.rows.first()?.event.seq;
        (newest > self.complete_to).then_some(newest + 1)
    }

    /// Up to where nothing is missing.
    #[must_use]
    pub fn complete_to(&self) -> i64 {
        self.complete_to
    }

    /// The place of the oldest row, if older events may exist: a history begins with the creation of its order.
    #[must_use]
    pub fn older_than(&self) -> Option<i64> {
        let oldest = &self.rows.last()?.event;
        (!matches!(oldest.change, model::Change::PurchaseOrderCreated(_))).then_some(oldest.seq)
    }

    /// The days with rows of `only` (or all), newest first, at `utc_offset_minutes`.
    #[must_use]
    pub fn days(&self, only: Option<Department>, utc_offset_minutes: i32) -> Vec<Date> {
        let days: BTreeSet<Date> =
            self.shown(only).map(|row| row.event.ts.date_at_offset(utc_offset_minutes)).collect();
        days.into_iter().rev().collect()
    }

    /// The rows of `day`.
    #[must_use]
    pub fn rows_of(&self, day: Date, only: Option<Department>, utc_offset_minutes: i32) -> Vec<Arc<Row>> {
        self.shown(only).filter(|row| row.event.ts.date_at_offset(utc_offset_minutes) == day).cloned().collect()
    }

    fn shown(&self, only: Option<Department>) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.iter().filter(move |row| only.is_none_or(|only| department(&row.event) == Some(only)))
    }
}

fn versions(item: &Item) -> HashMap<Uuid, Version> {
    let tracks = item.tracks.iter().map(|track| (track.id.0, track.version));
    let issues = item.issues.iter().map(|issue| (issue.id.0, issue.version));
    [(item.id.0, item.version), (item.order.id.0, item.order.version)].into_iter().chain(tracks).chain(issues).collect()
}

#[cfg(test)]
mod tests {
    use model::{
        ActorRef, Change, Quantity, Timestamp,
        event::coalesce,
        ids::{ClientId, FactoryId, ItemId, PurchaseOrderId, TrackId, UserId},
        purchase_order::{Client, OrderStatus, PurchaseOrder, Track, TrackUpdated},
    };

    use super::*;

    const EPOCH: Epoch = Epoch(Uuid::from_u128(7));

    fn item() -> Item {
        let track = |department: Department| Track::new(TrackId(Uuid::from_u128(department as u128)), department);
        Item {
            id: ItemId(Uuid::from_u128(10)),
            version: 1,
            order: PurchaseOrder {
                id: PurchaseOrderId(Uuid::from_u128(20)),
                version: 1,
                po_number: "PO-2026-001".into(),
                client: Client { id: ClientId(Uuid::from_u128(30)), name: "PT Sinar Abadi".into() },
                order_date: None,
                delivery_deadline: None,
                is_urgent: false,
                is_vendor_job: false,
                status: OrderStatus::Active,
                created_at: Timestamp(0),
            },
            item_name: "Bracket".into(),
            specification: None,
            quantity_total: Quantity::whole(10),
            quantity_unit: "pcs".into(),
            quantity_delivered: Quantity::ZERO,
            is_delivered: false,
            delivered_at: None,
            tracks: Department::ALL.map(track),
            issues: Vec::new(),
        }
    }

    /// `department` moved to `progress`, which was its version before: tracks start at version 1 and 0 %.
    fn advance(seq: i64, department: Department, progress: u8) -> Event {
        let mut track = item().track(department).clone();
        track.version = i64::from(progress) + 1;
        track.progress = progress;
        let change = Change::TrackUpdated(TrackUpdated {
            po_id: item().order.id,
            po_number: "PO-2026-001".into(),
            item_id: item().id,
            item_name: "Bracket".into(),
            old_progress: progress - 1,
            track,
        });
        let actor = ActorRef { id: UserId(Uuid::from_u128(1)), name: "Sari".into() };
        Event::new(change, FactoryId(Uuid::from_u128(2)), seq, Timestamp(seq), actor, None)
    }

    fn history() -> History {
        History::new(EPOCH, 100, &item(), Vec::new())
    }

    fn seqs(history: &History) -> Vec<i64> {
        history.rows.iter().map(|row| row.event.seq).collect()
    }

    #[test]
    fn live_events_come_on_top_once() {
        let mut history = history();
        let (first, second) = (advance(110, Department::Qc, 1), advance(120, Department::Qc, 2));
        history.add(std::slice::from_ref(&first));
        history.add(&[first, second]);
        assert_eq!(seqs(&history), [120, 110]);
        assert_eq!(history.missing(), None);
    }

    #[test]
    fn a_merged_burst_gives_way_to_what_the_log_says() {
        let mut history = history();
        let burst: Vec<Event> = vec![
            advance(110, Department::Qc, 1),
            advance(115, Department::Production, 1),
            advance(120, Department::Qc, 2),
        ];
        history.add(&coalesce(burst.clone()));
        assert_eq!(seqs(&history), [120, 115]);
        assert_eq!((history.missing(), history.complete_to()), (Some(121), 100));
        let merged = history.rows[0].key();
        history.insert(burst.into_iter().rev().collect());
        assert_eq!(seqs(&history), [120, 115, 110]);
        assert_eq!(history.missing(), None);
        assert_ne!(history.rows[0].key(), merged);
    }

    #[test]
    fn stays_incomplete_until_the_log_was_asked() {
        let mut history = history();
        history.add(&[advance(120, Department::Qc, 2)]);
        history.add(&[advance(130, Department::Qc, 3)]);
        assert_eq!((history.missing(), history.complete_to()), (Some(131), 100));
    }

    #[test]
    fn a_reply_that_outran_the_line_hides_no_merged_event() {
        let mut history = history();
        // The log was read up to 110 while the line still held 110 and 120 as one.
        history.insert(vec![advance(110, Department::Qc, 1)]);
        history.add(&coalesce(vec![advance(110, Department::Qc, 1), advance(120, Department::Qc, 2)]));
        assert_eq!(history.missing(), Some(121));
    }

    #[test]
    fn a_fresh_snapshot_keeps_older_rows_only_without_a_hole() {
        let older = advance(50, Department::Drafting, 1);
        let start = || History::new(EPOCH, 100, &item(), vec![older.clone()]);
        let mut joined = start();
        joined.reset(EPOCH, 200, &item(), vec![advance(150, Department::Qc, 2), advance(90, Department::Qc, 1)]);
        assert_eq!(seqs(&joined), [150, 90, 50]);
        let mut torn = start();
        torn.reset(EPOCH, 200, &item(), vec![advance(150, Department::Qc, 2)]);
        assert_eq!(seqs(&torn), [150]);
        let mut restored = start();
        restored.reset(Epoch(Uuid::from_u128(8)), 200, &item(), vec![advance(90, Department::Qc, 1)]);
        assert_eq!(seqs(&restored), [90]);
    }

    #[test]
    fn rows_are_found_by_the_factorys_day_and_by_department() {
        const HOUR: i64 = 3_600_000;
        let mut late = advance(110, Department::Qc, 1);
        // 18:00 in London is the next day in Jakarta.
        late.ts = Timestamp(18 * HOUR);
        let mut early = advance(105, Department::Production, 1);
        early.ts = Timestamp(16 * HOUR);
        let history = History::new(EPOCH, 200, &item(), vec![late, early]);
        let days = history.days(None, 420);
        assert_eq!(days.len(), 2);
        assert_eq!(history.days(None, 0).len(), 1);
        assert_eq!(history.days(Some(Department::Qc), 420), days[..1]);
        assert_eq!(history.rows_of(days[1], None, 420)[0].event.seq, 105);
        assert!(history.rows_of(days[1], Some(Department::Qc), 420).is_empty());
    }
}
