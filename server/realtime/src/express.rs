//! The short way of a live event: whoever publishes it hands it to the wire of each socket whose life has nothing else
//! to do, instead of waking a thousand lives for it.
//!
//! Always true here:
//! - A life that begins to wait lends its place in the log ([`Lane::lend`]) and takes it back before it does anything.
//!   One of the two holds it at any moment, so a cursor has one writer and the wire has one speaker.
//! - Only what continues the place goes the short way, with the rights that the life has heeded. Everything else (a
//!   gap, a wire without room, rights in doubt) goes to the queue and wakes the life, which does what it always did:
//!   without this room nothing would arrive less, only later and at a higher price.
//! - Nothing goes the short way after [`Lane::close`] returned.
//! - The lock is one socket's, held for a moment: one look and one write that does not wait.

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::SeqCst},
    },
};

use model::planted::{Mistake, planted};

use crate::{life::Following, patch::Batch, transport::Text};

/// A wire that takes a message at once, beside the sink that waits. Both are one line: what is taken here is whole, and
/// never inside a message that the sink is in the middle of.
pub trait Express: fmt::Debug + Send + Sync + 'static {
    /// Takes `text` now, or says why not. Never waits.
    fn try_send(&self, text: &Text) -> Taken;
}

/// What a wire did with a message that must not wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is on its way.
    Whole,
    /// Its beginning is; the rest goes before anything else, as soon as the sink is flushed.
    Begun,
    /// Not a byte of it: no room, another message is under way, or the line broke.
    Not,
}

/// One socket's place, while it is lent.
#[derive(Debug)]
pub(crate) struct Lane {
    wire: Option<Arc<dyn Express>>,
    /// Changes of rights, as [`crate::hub::Signals::access`] counts them. Counted here first, so that a place which
    /// was lent with the rights before is not used any more when the life is told.
    access: AtomicU64,
    // Std's mutex: held for one write that does not wait, never across an await.
    lent: Mutex<Option<Lent>>,
}

#[derive(Debug)]
struct Lent {
    following: Following,
    /// The changes of rights that the life has heeded.
    access: u64,
}

/// How far some entries came by the short way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    /// So many of them need nothing more.
    pub(crate) covered: usize,
    /// The life must flush the wire.
    pub(crate) begun: bool,
}

impl Lane {
    pub(crate) fn new(wire: Option<Arc<dyn Express>>) -> Lane {
        Lane { wire, access: AtomicU64::new(0), lent: Mutex::new(None) }
    }

    /// The rights may have changed: nothing more goes this way before the life has heeded that.
    pub(crate) fn access_changed(&self) {
        self.access.fetch_add(1, SeqCst);
    }

    /// Hands the entries of `batch` to the wire, as far as they continue a lent place.
    pub(crate) fn deliver(&self, batch: &mut Batch) -> Run {
        let mut run = Run::default();
        let Some(wire) = &self.wire else { return run };
        let mut lent = self.lent();
        let access = self.access.load(SeqCst);
        let Some(Lent { following, .. }) =
            lent.as_mut().filter(|lent| lent.access == access || planted(Mistake::ShortWayForgetsRights))
        else {
            return run;
        };
        while let Some(next) = batch.entries().get(run.covered)
            && (next.seq == following.read + 1 || planted(Mistake::ShortWayOvertakesQueue))
        {
            let told = batch.told(run.covered, following.sent, &following.channels);
            if let Some(text) = &told.text {
                let taken = wire.try_send(text);
                if taken == Taken::Not {
                    return run;
                }
                following.sent = told.to;
                run.begun = taken == Taken::Begun;
            }
            following.read = told.to;
            run.covered += told.covered;
        }
        run
    }

    /// The life waits: until it takes its place back, the publisher may use it. Not while something is queued, which
    /// must go first.
    pub(crate) fn lend(&self, following: &mut Option<Following>, access: u64, queue_is_empty: impl Fn() -> bool) {
        if self.wire.is_none() {
            return;
        }
        let mut lent = self.lent();
        if queue_is_empty()
            && let Some(following) = following.take_if(|following| following.behind.is_none())
        {
            *lent = Some(Lent { following, access });
        }
    }

    /// The life goes on.
    pub(crate) fn take_back(&self, following: &mut Option<Following>) {
        if self.wire.is_some()
            && let Some(lent) = self.lent().take()
        {
            *following = Some(lent.following);
        }
    }

    /// The life is over.
    pub(crate) fn close(&self) {
        self.lent().take();
    }

    fn lent(&self) -> MutexGuard<'_, Option<Lent>> {
        // A place that a panic left behind is as it was before the write that panicked.
        self.lent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use model::{
        Channel,
        ids::{Epoch, FactoryId},
    };
    use uuid::Uuid;

    use super::*;
    use crate::{patch::Shared, presence::Heard, replay::LogEntry};

    /// Answers as told, and remembers what it took.
    #[derive(Debug, Default)]
    struct Script(Mutex<(VecDeque<Taken>, Vec<String>)>);

    impl Script {
        fn of(answers: &[Taken]) -> Arc<Script> {
            Arc::new(Script(Mutex::new((answers.iter().copied().collect(), Vec::new()))))
        }

        fn took(&self) -> Vec<String> {
            self.0.lock().expect("nobody panicked").1.clone()
        }
    }

    impl Express for Script {
        fn try_send(&self, text: &Text) -> Taken {
            let mut script = self.0.lock().expect("nobody panicked");
            let taken = script.0.pop_front().unwrap_or(Taken::Whole);
            if taken != Taken::Not {
                script.1.push(text.to_string());
            }
            taken
        }
    }

    fn channel(number: u128) -> Channel {
        Channel::Factory(FactoryId(Uuid::from_u128(number)))
    }

    fn entry(seq: i64, number: u128) -> Arc<LogEntry> {
        Arc::new(LogEntry { seq, channels: vec![channel(number)], json: seq.to_string().into() })
    }

    /// A lane whose place stands at `read`, of which the page was told up to `sent`.
    fn lane(wire: &Arc<Script>, sent: i64, read: i64) -> Lane {
        let lane = Lane::new(Some(Arc::clone(wire) as Arc<dyn Express>));
        lane.lend(&mut place(sent, read), 0, || true);
        lane
    }

    fn place(sent: i64, read: i64) -> Option<Following> {
        let epoch = Epoch(Uuid::from_u128(9));
        Some(Following { epoch, channels: vec![channel(1)], read, sent, behind: None, heard: Heard::default() })
    }

    fn deliver(lane: &Lane, entries: &[Arc<LogEntry>]) -> Run {
        lane.deliver(&mut Batch::new(entries, &Shared::default()))
    }

    fn after(lane: &Lane) -> (i64, i64) {
        let mut following = None;
        lane.take_back(&mut following);
        following.map(|following| (following.sent, following.read)).expect("it was lent")
    }

    #[test]
    fn what_continues_the_place_goes_at_once_and_moves_it() {
        let wire = Script::of(&[]);
        let lane = lane(&wire, 4, 4);
        let entries = [entry(5, 1), entry(6, 2), entry(7, 1)];
        assert_eq!(deliver(&lane, &entries), Run { covered: 3, begun: false });
        assert_eq!(wire.took(), [r#"{"type":"patch","from":4,"to":7,"events":[5,7]}"#]);
        assert_eq!(after(&lane), (7, 7));
    }

    #[test]
    fn hidden_events_move_the_place_without_a_word() {
        let wire = Script::of(&[]);
        let lane = lane(&wire, 4, 4);
        assert_eq!(deliver(&lane, &[entry(5, 2), entry(6, 2)]).covered, 2);
        assert_eq!(wire.took(), Vec::<String>::new());
        assert_eq!(after(&lane), (4, 6));
    }

    #[test]
    fn a_gap_an_old_event_and_doubtful_rights_go_the_long_way() {
        for (entries, changes) in [(vec![entry(6, 1)], 0), (vec![entry(4, 1)], 0), (vec![entry(5, 1)], 1)] {
            let wire = Script::of(&[]);
            let lane = lane(&wire, 4, 4);
            (0..changes).for_each(|_| lane.access_changed());
            assert_eq!(deliver(&lane, &entries), Run::default());
            assert_eq!((wire.took(), after(&lane)), (Vec::new(), (4, 4)));
        }
    }

    #[test]
    fn a_wire_without_room_leaves_the_rest_to_the_life() {
        let wire = Script::of(&[Taken::Not]);
        let lane = lane(&wire, 4, 4);
        assert_eq!(deliver(&lane, &[entry(5, 2), entry(6, 1)]), Run::default());
        assert_eq!(after(&lane), (4, 4));
    }

    #[test]
    fn a_message_that_was_begun_counts_as_sent_and_asks_for_a_flush() {
        let wire = Script::of(&[Taken::Begun]);
        let lane = lane(&wire, 4, 4);
        assert_eq!(deliver(&lane, &[entry(5, 1)]), Run { covered: 1, begun: true });
        assert_eq!(after(&lane), (5, 5));
    }

    #[test]
    fn nothing_goes_while_the_life_has_its_place_or_is_over() {
        let wire = Script::of(&[]);
        let back = lane(&wire, 4, 4);
        let mut following = None;
        back.take_back(&mut following);
        let closed = lane(&wire, 4, 4);
        closed.close();
        for lane in [&back, &closed] {
            assert_eq!(deliver(lane, &[entry(5, 1)]), Run::default());
        }
        assert_eq!(wire.took(), Vec::<String>::new());
    }

    #[test]
    fn a_place_is_lent_only_when_nothing_else_comes_first() {
        let behind = |following: Option<Following>| {
            following.map(|following| Following { behind: Some(tokio::time::Instant::now()), ..following })
        };
        for (mut following, empty) in [(place(4, 4), false), (behind(place(4, 4)), true)] {
            let wire = Script::of(&[]);
            let lane = Lane::new(Some(Arc::clone(&wire) as Arc<dyn Express>));
            lane.lend(&mut following, 0, || empty);
            assert!(following.is_some(), "the life keeps it");
            assert_eq!(deliver(&lane, &[entry(5, 1)]), Run::default());
        }
    }
}
