//! Bursts: the first event applies at once, what follows within 250 ms is merged and applied together.
//!
//! The window is one for all keys, not one per key: rows carry partial changes under one version, so a later change
//! that overtook an earlier one of the same row would make it look stale.

use model::{
    Event,
    planted::{Mistake, planted},
};

use super::Uptime;

/// How long a burst is gathered, in milliseconds.
pub const WINDOW_MS: i64 = 250;

/// What makes few events of many, as [`model::event::coalesce`] does.
pub type Merge = fn(Vec<Event>) -> Vec<Event>;

/// Gathers bursts. Time is an argument.
#[derive(Debug)]
pub struct Coalescer {
    merge: Merge,
    held: Vec<Event>,
    open_until: Option<Uptime>,
}

impl Coalescer {
    /// One that has gathered nothing yet.
    #[must_use]
    pub fn new(merge: Merge) -> Coalescer {
        Coalescer { merge, held: Vec::new(), open_until: None }
    }

    /// Takes events; returns those to apply now. When it returns nothing, ask [`Coalescer::due`] at the window's end.
    pub fn push(&mut self, events: Vec<Event>, now: Uptime) -> Vec<Event> {
        let gathering = self.open_until.is_some_and(|until| now < until);
        if gathering {
            self.held.extend(events);
            return Vec::new();
        }
        self.open_until = Some(now.after(WINDOW_MS));
        let mut ready = std::mem::take(&mut self.held);
        // The lone event, which is nearly every one, is not copied.
        if ready.is_empty() {
            return (self.merge)(events);
        }
        ready.extend(events);
        (self.merge)(ready)
    }

    /// Milliseconds until [`Coalescer::due`] has something to give; `None` when nothing is held.
    #[must_use]
    pub fn wait(&self, now: Uptime) -> Option<u32> {
        let until = self.open_until.filter(|_| !self.held.is_empty() && !planted(Mistake::BurstNeverEnds))?;
        Some(u32::try_from(until.millis_since(now).max(0)).unwrap_or(0))
    }

    /// What was gathered, once the window is over.
    pub fn due(&mut self, now: Uptime) -> Vec<Event> {
        if self.open_until.is_some_and(|until| now < until) {
            return Vec::new();
        }
        let ready = (self.merge)(std::mem::take(&mut self.held));
        self.open_until = if ready.is_empty() { None } else { Some(now.after(WINDOW_MS)) };
        ready
    }

    /// What was gathered, at once: the tab became visible, or the page is about to change.
    pub fn flush(&mut self) -> Vec<Event> {
        self.open_until = None;
        (self.merge)(std::mem::take(&mut self.held))
    }
}

#[cfg(test)]
mod tests {
    use model::{
        ActorRef, Change, Department, Timestamp,
        event::coalesce,
        ids::{FactoryId, ItemId, PurchaseOrderId, TrackId, UserId},
        purchase_order::{Track, TrackUpdated},
    };
    use uuid::Uuid;

    use super::*;

    fn advance(seq: i64) -> Event {
        let id = Uuid::from_u128(1);
        let mut track = Track::new(TrackId(id), Department::Qc);
        track.version = seq + 1;
        track.progress = seq as u8;
        let change = Change::TrackUpdated(TrackUpdated {
            po_id: PurchaseOrderId(id),
            po_number: "PO-2026-001".into(),
            item_id: ItemId(id),
            item_name: "Bracket".into(),
            old_progress: seq as u8 - 1,
            track,
        });
        let actor = ActorRef { id: UserId(id), name: "Sari".into() };
        Event::new(change, FactoryId(id), seq, Timestamp(seq), actor, None)
    }

    #[test]
    fn a_lone_event_applies_at_once() {
        let mut coalescer = Coalescer::new(coalesce);
        assert_eq!(coalescer.push(vec![advance(1)], Uptime(0)).len(), 1);
        assert_eq!(coalescer.wait(Uptime(1)), None);
        assert_eq!(coalescer.push(vec![advance(2)], Uptime(300)).len(), 1);
    }

    #[test]
    fn ten_events_in_200_ms_cause_at_most_two_applications() {
        let mut coalescer = Coalescer::new(coalesce);
        let mut applications = Vec::new();
        for seq in 1..=10 {
            applications.push(coalescer.push(vec![advance(seq)], Uptime(seq * 20)));
        }
        assert_eq!(coalescer.wait(Uptime(200)), Some(70));
        assert!(coalescer.due(Uptime(269)).is_empty());
        applications.push(coalescer.due(Uptime(270)));
        applications.retain(|events| !events.is_empty());
        assert_eq!(applications.len(), 2);
        let last = &applications[1];
        assert_eq!(last.len(), 1);
        assert_eq!(last[0].version, 11);
        let Change::TrackUpdated(change) = &last[0].change else { panic!("a track update stays one") };
        assert_eq!((change.old_progress, change.track.progress), (1, 10));
    }

    /// Pushes one event every 20 ms for three seconds and asks when told to, as the page does.
    #[test]
    fn the_window_is_respected_under_a_burst_that_does_not_end() {
        let mut coalescer = Coalescer::new(coalesce);
        let (mut applied, mut due_at, mut last) = (Vec::new(), None, 0);
        let end = 3_000;
        for millis in 0..end + WINDOW_MS {
            let now = Uptime(millis);
            if due_at == Some(millis) {
                due_at = None;
                let ready = coalescer.due(now);
                applied.extend((!ready.is_empty()).then_some((millis, ready)));
            }
            if millis < end && millis % 20 == 0 {
                last += 1;
                let ready = coalescer.push(vec![advance(last)], now);
                applied.extend((!ready.is_empty()).then_some((millis, ready)));
            }
            due_at = due_at.or_else(|| coalescer.wait(now).map(|wait| millis + i64::from(wait)));
        }
        let moments: Vec<i64> = applied.iter().map(|(millis, _)| *millis).collect();
        assert_eq!(moments[0], 0, "the first applies at once");
        assert!(moments.windows(2).all(|pair| pair[1] - pair[0] >= WINDOW_MS), "{moments:?}");
        assert!(
            moments.windows(2).all(|pair| pair[1] - pair[0] <= WINDOW_MS + 20),
            "and nothing is put off: {moments:?}"
        );
        let newest = applied.last().and_then(|(_, events)| events.last()).map(|event| event.seq);
        assert_eq!(newest, Some(last), "what came last is on the screen");
    }

    #[test]
    fn flushes_when_the_tab_becomes_visible() {
        let mut coalescer = Coalescer::new(coalesce);
        coalescer.push(vec![advance(1)], Uptime(0));
        coalescer.push(vec![advance(2)], Uptime(10));
        assert_eq!(coalescer.flush().len(), 1);
        assert!(coalescer.flush().is_empty());
    }
}
