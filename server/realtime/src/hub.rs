//! Who listens to which factory, and a bounded queue for each.
//!
//! Always true here:
//! - Events are published by the relay only, in the order of the log, after the commit. Publishing never waits for a
//!   reader: it hands an event to the wire if that takes it at once ([`crate::express`]), else to a queue; a full queue
//!   drops it and says so ([`Signals::lost`]), and that one reader turns to the log.
//! - No lock is held while events are handed out: the members are a shared snapshot, made anew only after somebody
//!   came or went.
//! - A listener leaves by being dropped; nothing else has to remember it.
//! - Listeners are served in the order in which they came, so that one seed always makes one schedule.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

use model::{
    ActorRef,
    ids::{FactoryId, UserId},
    planted::{Mistake, planted},
};
use tokio::sync::{mpsc, watch};

use crate::{
    express::{Express, Lane, Run},
    life::Following,
    patch::{Batch, Shared},
    presence::{Attendance, Presence},
    replay::LogEntry,
};

/// Events waiting for one reader, before it is sent to the log.
pub const QUEUE: usize = if cfg!(feature = "simulation") { 6 } else { 256 };
/// Listeners that are handed something before others have a turn: about a millisecond.
const TURN: usize = if cfg!(feature = "simulation") { 2 } else { 128 };

/// The listeners of all factories of this process. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Hub {
    // Std's mutex: it is held for a map look-up and never across an await.
    rooms: Arc<Mutex<Rooms>>,
    /// Events that were handed out.
    published: Arc<AtomicU64>,
}

#[derive(Debug, Default)]
struct Rooms {
    by_factory: BTreeMap<FactoryId, Room>,
    next_seat: u64,
}

#[derive(Debug)]
struct Room {
    presence: Arc<Presence>,
    shared: Arc<Shared>,
    members: BTreeMap<u64, Arc<Member>>,
    /// `members` as a list; `None` after a change, so that a thousand arrivals cost one new list and not a thousand.
    snapshot: Option<Arc<[Arc<Member>]>>,
}

#[derive(Debug)]
struct Member {
    user: UserId,
    queue: mpsc::Sender<Arc<LogEntry>>,
    signals: watch::Sender<Signals>,
    /// Where the place in the log is lent while there is nothing to do. Not behind a pointer of its own: a publisher
    /// comes by a thousand of these, and each place in memory that it must look at is one that no cache holds.
    lane: Lane,
}

/// What a listener must heed beside its queue. Counters, so that a signal during the handling of one is not missed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signals {
    /// The user's rights may have changed.
    pub(crate) access: u64,
    /// The log has something that the queue may not have.
    pub(crate) lost: u64,
    /// The wire has the beginning of a message, and must be flushed.
    pub(crate) begun: u64,
}

/// A listener's end. Dropping it leaves the hub.
#[derive(Debug)]
pub(crate) struct Mailbox {
    pub(crate) queue: mpsc::Receiver<Arc<LogEntry>>,
    pub(crate) signals: watch::Receiver<Signals>,
    /// Who is where in the factory.
    pub(crate) presence: Arc<Presence>,
    /// Says when that changes.
    pub(crate) presence_changes: watch::Receiver<u64>,
    /// Where this listener is.
    pub(crate) attendance: Attendance,
    /// Patches encoded for others that are the same for this one.
    pub(crate) shared: Arc<Shared>,
    member: Arc<Member>,
    _seat: Seat,
}

#[derive(Debug)]
struct Seat {
    hub: Hub,
    factory: FactoryId,
    number: u64,
}

impl Hub {
    /// A hub nobody listens to yet.
    #[must_use]
    pub fn new() -> Hub {
        Hub::default()
    }

    /// Hands `entry` to every listener of `factory`; for the relay only. Never blocks.
    pub fn publish(&self, factory: FactoryId, entry: &Arc<LogEntry>) {
        self.published.fetch_add(1, Relaxed);
        let (members, shared) = self.room(factory);
        let mut batch = Batch::new(std::slice::from_ref(entry), &shared);
        members.iter().for_each(|member| member.hand_over(&mut batch));
    }

    /// The same for `entries` that follow each other without holes: who can take them together gets them as one patch.
    /// Lets others have their turn between a few listeners and the next, because a write to each of thousands takes its
    /// time.
    pub async fn publish_all(&self, factory: FactoryId, entries: &[Arc<LogEntry>]) {
        self.published.fetch_add(entries.len() as u64, Relaxed);
        let (members, shared) = self.room(factory);
        let mut batch = Batch::new(entries, &shared);
        for members in members.chunks(TURN) {
            members.iter().for_each(|member| member.hand_over(&mut batch));
            tokio::task::yield_now().await;
        }
    }

    /// Sends every listener of `factory` to the log: events may have been written that are never published.
    pub fn publish_missed(&self, factory: FactoryId) {
        for member in self.room(factory).0.iter() {
            member.signals.send_modify(|signals| signals.lost += 1);
        }
    }

    /// `user`'s rights may have changed. When this returns, none of the user's sockets starts a delivery before it
    /// asked again.
    pub fn access_changed(&self, user: UserId) {
        self.signal_access(|member| member.user == user);
    }

    /// Anybody's rights may have changed; for a relay that missed signals.
    pub fn access_changed_for_all(&self) {
        self.signal_access(|_| true);
    }

    /// The factories somebody listens to.
    #[must_use]
    pub fn occupied(&self) -> Vec<FactoryId> {
        self.rooms().by_factory.keys().copied().collect()
    }

    /// Whether somebody listens to `factory`.
    #[must_use]
    pub fn is_occupied(&self, factory: FactoryId) -> bool {
        self.rooms().by_factory.contains_key(&factory)
    }

    /// How many sockets are open, over all factories.
    #[must_use]
    pub fn listeners(&self) -> usize {
        self.rooms().by_factory.values().map(|room| room.members.len()).sum()
    }

    /// How many events were handed to this hub, each once however many listen.
    #[must_use]
    pub fn published(&self) -> u64 {
        self.published.load(Relaxed)
    }

    /// A new listener of `factory`, acting for `user`. Everything published from now on reaches its queue or is
    /// signalled as lost.
    pub(crate) fn register(&self, factory: FactoryId, user: ActorRef, wire: Option<Arc<dyn Express>>) -> Mailbox {
        let (queue, queued) = mpsc::channel(QUEUE);
        let (signals, signalled) = watch::channel(Signals::default());
        let mut rooms = self.rooms();
        let number = rooms.next_seat;
        rooms.next_seat += 1;
        let room = rooms.by_factory.entry(factory).or_insert_with(|| Room::new(factory));
        let member = Arc::new(Member { user: user.id, queue, signals, lane: Lane::new(wire) });
        room.members.insert(number, Arc::clone(&member));
        room.snapshot = None;
        let (presence, shared) = (Arc::clone(&room.presence), Arc::clone(&room.shared));
        drop(rooms);
        Mailbox {
            queue: queued,
            signals: signalled,
            presence_changes: presence.changes(),
            attendance: Attendance::new(Arc::clone(&presence), number, user),
            presence,
            shared,
            member,
            _seat: Seat { hub: self.clone(), factory, number },
        }
    }

    fn signal_access(&self, concerns: impl Fn(&Member) -> bool) {
        for factory in self.occupied() {
            for member in self.room(factory).0.iter().filter(|member| concerns(member)) {
                member.lane.access_changed();
                member.signals.send_modify(|signals| signals.access += 1);
            }
        }
    }

    fn room(&self, factory: FactoryId) -> (Arc<[Arc<Member>]>, Arc<Shared>) {
        let mut rooms = self.rooms();
        if planted(Mistake::TenantForgotten) {
            let everybody = rooms.by_factory.values().flat_map(|room| room.members.values().cloned()).collect();
            return (everybody, Arc::default());
        }
        let Some(room) = rooms.by_factory.get_mut(&factory) else { return Default::default() };
        let members = &room.members;
        let members = Arc::clone(room.snapshot.get_or_insert_with(|| members.values().cloned().collect()));
        (members, Arc::clone(&room.shared))
    }

    fn rooms(&self) -> MutexGuard<'_, Rooms> {
        // Every change under the lock is one insert or remove, so a panic elsewhere leaves nothing half done.
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Member {
    /// By the short way as far as it goes, the rest into the queue.
    fn hand_over(&self, batch: &mut Batch) {
        let Run { covered, begun } = self.lane.deliver(batch);
        if begun {
            self.signals.send_modify(|signals| signals.begun += 1);
        }
        for entry in &batch.entries()[covered..] {
            match self.queue.try_send(Arc::clone(entry)) {
                Ok(()) => {}
                Err(mpsc::error::TrySendError::Full(_)) if planted(Mistake::LagIgnored) => return,
                Err(mpsc::error::TrySendError::Full(_)) => {
                    return self.signals.send_modify(|signals| signals.lost += 1);
                }
                Err(mpsc::error::TrySendError::Closed(_)) => return,
            }
        }
    }
}

impl Mailbox {
    /// Lends the place in the log, unless something is queued that comes first.
    pub(crate) fn lend(&self, following: &mut Option<Following>, access: u64) {
        let lane = &self.member.lane;
        lane.lend(following, access, || self.queue.is_empty() || planted(Mistake::ShortWayOvertakesQueue));
    }

    /// Takes the place back.
    pub(crate) fn take_back(&self, following: &mut Option<Following>) {
        self.member.lane.take_back(following);
    }
}

impl Drop for Mailbox {
    fn drop(&mut self) {
        // A publisher may still hold the list of members with this one on it.
        self.member.lane.close();
    }
}

impl Room {
    fn new(factory: FactoryId) -> Room {
        let presence = Arc::new(Presence::new(factory));
        Room { presence, shared: Arc::default(), members: BTreeMap::new(), snapshot: None }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut rooms = self.hub.rooms();
        let Some(room) = rooms.by_factory.get_mut(&self.factory) else { return };
        room.members.remove(&self.number);
        room.snapshot = None;
        if room.members.is_empty() {
            rooms.by_factory.remove(&self.factory);
        }
    }
}
