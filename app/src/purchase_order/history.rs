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
    Date, Event,
    ids::Epoch,
    purchase_order::{Item, Version},
};
use uuid::Uuid;

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

/// How a merged event is known.
#[derive(Clone, Debug)]
enum Knows {
    /// By the last version of each changing row that came live, or with the snapshot. Versions grow by one, so a step of
    /// more than one is a merged event.
    Versions(HashMap<Uuid, Version>),
    /// By the places, where the line brings the whole log: one that is left out was merged into another (or is nothing
    /// for this person, and the log then says so).
    Places,
}

/// Events of one item and of its order as a whole, or of the whole log.
#[derive(Clone, Debug)]
pub struct History {
    epoch: Epoch,
    /// Newest first.
    rows: Vec<Arc<Row>>,
    /// Up to here nothing between the oldest row and this place of the log is missing.
    complete_to: i64,
    /// Up to here the line has told, merged or not.
    heard: i64,
    knows: Knows,
}

impl History {
    /// What a snapshot of `item` at `seq` brought; `events` newest first.
    #[must_use]
    pub fn new(epoch: Epoch, seq: i64, item: &Item, events: Vec<Event>) -> History {
        History::of(epoch, seq, Knows::Versions(versions(item)), events)
    }

    /// What a snapshot of the log at `seq` brought; `events` newest first.
    #[must_use]
    pub fn of_log(epoch: Epoch, seq: i64, events: Vec<Event>) -> History {
        History::of(epoch, seq, Knows::Places, events)
    }

    fn of(epoch: Epoch, seq: i64, knows: Knows, events: Vec<Event>) -> History {
        let rows = Vec::with_capacity(events.len());
        let mut history = History { epoch, rows, complete_to: seq, heard: seq, knows };
        history.insert(events);
        history.complete_to = seq;
        history
    }

    /// A newer snapshot of the same. Older rows that were loaded stay, if nothing is missing between them and it.
    pub fn reset(&mut self, fresh: History) {
        let oldest = fresh.rows.last().map_or(fresh.complete_to, |row| row.event.seq);
        let joins = self.epoch == fresh.epoch && self.complete_to >= oldest;
        let older: Vec<Arc<Row>> = self.rows.iter().filter(|row| joins && row.event.seq < oldest).cloned().collect();
        *self = fresh;
        self.rows.extend(older);
    }

    /// Events that came live, oldest first; those that `holds` become rows.
    pub fn add(&mut self, events: &[Event], holds: impl Fn(&Event) -> bool) {
        let Some(last) = events.last() else { return };
        let mut whole = self.missing().is_none();
        for event in events {
            let merged = self.is_merged(event);
            self.heard = self.heard.max(event.seq);
            whole &= !merged;
            if holds(event) && self.rows.iter().all(|row| row.event.seq != event.seq) {
                self.rows.insert(0, Arc::new(Row { event: event.clone(), is_new: true, merged }));
            }
        }
        self.rows.sort_by_key(|row| std::cmp::Reverse(row.event.seq));
        if whole {
            self.complete_to = self.complete_to.max(last.seq);
        }
    }

    fn is_merged(&mut self, event: &Event) -> bool {
        match &mut self.knows {
            // A customer's new name is for the card, and of no row that this history knows.
            Knows::Versions(_) if event.change.po_id().is_none() => false,
            Knows::Versions(versions) => {
                let seen = versions.entry(event.id).or_insert(0);
                let merged = event.version > seen.saturating_add(1);
                *seen = event.version.max(*seen);
                merged
            }
            Knows::Places => event.seq > self.heard.saturating_add(1),
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

    /// The log was read up to here, whatever of it became a row.
    pub fn complete(&mut self, to: i64) {
        self.complete_to = self.complete_to.max(to);
    }

    /// Where to read from when events are missing: the ones before this place, down to [`History::complete_to`].
    #[must_use]
    pub fn missing(&self) -> Option<i64> {
        (self.heard > self.complete_to).then_some(self.heard + 1)
    }

    /// Up to where nothing is missing.
    #[must_use]
    pub fn complete_to(&self) -> i64 {
        self.complete_to
    }

    /// The place of the oldest row, if older events may exist: an item's history begins with the creation of its order,
    /// the log with its first place.
    #[must_use]
    pub fn older_than(&self) -> Option<i64> {
        let oldest = &self.rows.last()?.event;
        let first = match self.knows {
            Knows::Versions(_) => matches!(oldest.change, model::Change::PurchaseOrderCreated(_)),
            Knows::Places => oldest.seq <= 1,
        };
        (!first).then_some(oldest.seq)
    }

    /// The place of the newest row.
    #[must_use]
    pub fn newest(&self) -> Option<i64> {
        self.rows.first().map(|row| row.event.seq)
    }

    /// The place of the `most`th newest row, or of the oldest where there are fewer; 0 without any.
    #[must_use]
    pub fn place_of(&self, most: usize) -> i64 {
        self.rows.iter().take(most).next_back().map_or(0, |row| row.event.seq)
    }

    /// Lets go of all rows but the `most` newest.
    pub fn keep(&mut self, most: usize) {
        self.rows.truncate(most);
    }

    /// How many rows there are of those that `shows`.
    #[must_use]
    pub fn count(&self, shows: impl Fn(&Event) -> bool) -> usize {
        self.shown(shows).count()
    }

    /// The days with rows that `shows`, newest first, at `utc_offset_minutes`.
    #[must_use]
    pub fn days(&self, shows: impl Fn(&Event) -> bool, utc_offset_minutes: i32) -> Vec<Date> {
        let days: BTreeSet<Date> =
            self.shown(shows).map(|row| row.event.ts.date_at_offset(utc_offset_minutes)).collect();
        days.into_iter().rev().collect()
    }

    /// The rows of `day` that `shows`.
    #[must_use]
    pub fn rows_of(&self, day: Date, shows: impl Fn(&Event) -> bool, utc_offset_minutes: i32) -> Vec<Arc<Row>> {
        self.shown(shows).filter(|row| row.event.ts.date_at_offset(utc_offset_minutes) == day).cloned().collect()
    }

    fn shown(&self, shows: impl Fn(&Event) -> bool) -> impl Iterator<Item = &Arc<Row>> {
        self.rows.iter().filter(move |row| shows(&row.event))
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
        ActorRef, Change, Department, Quantity, Timestamp,
        event::coalesce,
        ids::{ClientId, FactoryId, ItemId, PurchaseOrderId, TrackId, UserId},
        purchase_order::{Client, OrderStatus, PurchaseOrder, Track, TrackUpdated},
    };

    use super::*;
    use crate::purchase_order::sentence::department;

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

    fn all(_: &Event) -> bool {
        true
    }

    fn seqs(history: &History) -> Vec<i64> {
        history.rows.iter().map(|row| row.event.seq).collect()
    }

    #[test]
    fn live_events_come_on_top_once() {
        let mut history = history();
        let (first, second) = (advance(110, Department::Qc, 1), advance(120, Department::Qc, 2));
        history.add(std::slice::from_ref(&first), all);
        history.add(&[first, second], all);
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
        history.add(&coalesce(burst.clone()), all);
        assert_eq!(seqs(&history), [120, 115]);
        assert_eq!((history.missing(), history.complete_to()), (Some(121), 100));
        let merged = history.rows[0].key();
        history.insert(burst.into_iter().rev().collect());
        assert_eq!(seqs(&history), [120, 115, 110]);
        assert_eq!(history.missing(), None);
        assert_ne!(history.rows[0].key(), merged);
    }

    #[test]
    fn what_nobody_looks_at_is_let_go() {
        let mut history = history();
        assert_eq!(history.place_of(2), 0);
        history.add(&[1, 2, 3].map(|n| advance(100 + i64::from(n), Department::Qc, n)), all);
        assert_eq!((history.place_of(2), history.place_of(9)), (102, 101));
        history.keep(2);
        assert_eq!((seqs(&history), history.missing(), history.complete_to()), (vec![103, 102], None, 103));
    }

    #[test]
    fn stays_incomplete_until_the_log_was_asked() {
        let mut history = history();
        history.add(&[advance(120, Department::Qc, 2)], all);
        history.add(&[advance(130, Department::Qc, 3)], all);
        assert_eq!((history.missing(), history.complete_to()), (Some(131), 100));
    }

    #[test]
    fn a_reply_that_outran_the_line_hides_no_merged_event() {
        let mut history = history();
        // The log was read up to 110 while the line still held 110 and 120 as one.
        history.insert(vec![advance(110, Department::Qc, 1)]);
        history.add(&coalesce(vec![advance(110, Department::Qc, 1), advance(120, Department::Qc, 2)]), all);
        assert_eq!(history.missing(), Some(121));
    }

    #[test]
    fn a_fresh_snapshot_keeps_older_rows_only_without_a_hole() {
        let older = advance(50, Department::Drafting, 1);
        let start = || History::new(EPOCH, 100, &item(), vec![older.clone()]);
        let mut joined = start();
        joined.reset(History::new(
            EPOCH,
            200,
            &item(),
            vec![advance(150, Department::Qc, 2), advance(90, Department::Qc, 1)],
        ));
        assert_eq!(seqs(&joined), [150, 90, 50]);
        let mut torn = start();
        torn.reset(History::new(EPOCH, 200, &item(), vec![advance(150, Department::Qc, 2)]));
        assert_eq!(seqs(&torn), [150]);
        let mut restored = start();
        restored.reset(History::new(Epoch(Uuid::from_u128(8)), 200, &item(), vec![advance(90, Department::Qc, 1)]));
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
        let qc = |event: &Event| department(event) == Some(Department::Qc);
        let days = history.days(all, 420);
        assert_eq!(days.len(), 2);
        assert_eq!(history.days(all, 0).len(), 1);
        assert_eq!(history.days(qc, 420), days[..1]);
        assert_eq!(history.rows_of(days[1], all, 420)[0].event.seq, 105);
        assert!(history.rows_of(days[1], qc, 420).is_empty());
    }

    /// Of the whole log every place is told, so a merged burst is known by the places that it left out, also where the
    /// row that stands for it is not among those that are held.
    #[test]
    fn the_log_is_known_by_its_places() {
        let mut history = History::of_log(EPOCH, 100, Vec::new());
        let production = |event: &Event| department(event) == Some(Department::Production);
        history.add(&[advance(101, Department::Production, 40), advance(102, Department::Qc, 7)], production);
        assert_eq!((seqs(&history), history.missing(), history.complete_to()), (vec![101], None, 102));
        let burst = vec![advance(103, Department::Qc, 8), advance(104, Department::Production, 41)];
        history.add(&coalesce([burst, vec![advance(105, Department::Qc, 9)]].concat()), production);
        assert_eq!((seqs(&history), history.missing()), (vec![104, 101], Some(106)));
        let before = history.missing().expect("something is missing");
        history.insert(vec![advance(104, Department::Production, 41)]);
        history.complete(before - 1);
        assert_eq!((seqs(&history), history.missing(), history.complete_to()), (vec![104, 101], None, 105));
        // Nothing of it was for this page, or for this person.
        history.add(&[advance(107, Department::Qc, 11)], production);
        assert_eq!(history.missing(), Some(108));
        history.complete(107);
        assert_eq!((history.missing(), history.older_than()), (None, Some(101)));
    }
}
