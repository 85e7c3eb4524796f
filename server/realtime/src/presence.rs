//! Who is where in one factory: told by pages, kept in memory, forgotten by itself.
//!
//! Always true here:
//! - **State, not messages.** A reader asks what stands now whenever it has nothing better to do; what changed in
//!   between is queued nowhere. So a storm of presence takes no event's place, and a reader that was slow sees the
//!   latest and never the backlog.
//! - A socket is in one place at a time. Leaving the hub, or silence for [`Activity::holds_ms`], ends that.
//! - Several sockets of one person are one person, shown by the strongest thing that any of them does.
//! - A document tells of everybody who is there, a list only of who is editing something on it: who merely looks is
//!   shown on no card, and every factory page would hear of every page opened.
//! - What a channel tells is encoded once for each of its versions and shared by all who read it. What stands is told
//!   again as long as it stands, so that a page can forget by its own clock what it heard too long ago.
//! - The lock is held for one entry or one encoding of at most [`PRESENT_MAX`] people, never across an await.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use model::{
    ActorRef, Channel,
    frame::{PRESENT_MAX, ServerFrame},
    ids::{FactoryId, UserId},
    presence::{Activity, Present},
};
use tokio::{sync::watch, time::Instant};

use crate::transport::Text;

/// Words about itself that a socket may say in a row.
const BURST: u32 = 10;
/// After that, one more each so often. A page says one a second.
const REFILL: Duration = Duration::from_millis(250);

/// The people of one factory.
#[derive(Debug)]
pub(crate) struct Presence {
    // Std's mutex: held for a moment and never across an await.
    floor: Mutex<Floor>,
    /// The floor's version, for those who wait for a change.
    version: watch::Sender<u64>,
}

#[derive(Debug)]
struct Floor {
    factory: FactoryId,
    version: u64,
    /// Documents where somebody is.
    documents: HashMap<Channel, Document>,
    /// Lists with a document on which somebody is editing.
    lists: HashMap<Channel, Told>,
}

#[derive(Debug)]
struct Document {
    seats: HashMap<u64, Seated>,
    told: Told,
}

/// One socket's word.
#[derive(Debug)]
struct Seated {
    who: ActorRef,
    state: Activity,
    until: Instant,
}

/// How a channel's people were told of last.
#[derive(Debug)]
struct Told {
    version: u64,
    at: Instant,
    text: Option<Text>,
}

impl Told {
    fn new(now: Instant) -> Told {
        Told { version: 0, at: now, text: None }
    }

    fn anew(&mut self, version: u64, now: Instant) {
        *self = Told { version, at: now, text: None };
    }
}

impl Presence {
    /// Nobody in `factory` yet.
    pub(crate) fn new(factory: FactoryId) -> Presence {
        let floor = Floor { factory, version: 0, documents: HashMap::new(), lists: HashMap::new() };
        Presence { floor: Mutex::new(floor), version: watch::channel(0).0 }
    }

    /// Wakes with every change. Whoever sleeps through several sees one.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// What `channel` tells, unless that is what it told at version `seen`; with its version, which is 0 while it tells
    /// of nobody.
    pub(crate) fn told(&self, channel: &Channel, seen: u64) -> Option<(u64, Text)> {
        let mut floor = self.floor();
        let version = floor.told(channel).map_or(0, |told| told.version);
        if version == seen {
            return None;
        }
        let known = floor.told(channel).and_then(|told| told.text.clone());
        let text = known.or_else(|| {
            let present = floor.present(channel, Instant::now());
            // Plain structs; a failure to encode them could only be a broken build.
            let frame = ServerFrame::Presence { channel: *channel, present };
            let text = Text::from(serde_json::to_string(&frame).ok()?);
            if let Some(told) = floor.told_mut(channel) {
                told.text = Some(text.clone());
            }
            Some(text)
        })?;
        Some((version, text))
    }

    fn be(&self, seat: u64, who: &ActorRef, at: Channel, state: Activity, now: Instant) {
        let holds = Duration::from_millis(state.holds_ms().unsigned_abs());
        let mut floor = self.floor();
        let document = floor.documents.entry(at).or_insert_with(|| Document::new(now));
        let seated = Seated { who: who.clone(), state, until: now + holds };
        let before = document.seats.insert(seat, seated).map(|before| before.state);
        // What only goes on is told again when half of its time is over; one such word tells of everybody there.
        let overdue = |told: &Told| now.duration_since(told.at) >= holds / 2;
        let tell_document = before != Some(state) || overdue(&document.told);
        let editing = state.is_editing() || before.is_some_and(Activity::is_editing);
        let list = at.list(floor.factory).filter(|_| editing);
        let tell_list = list.filter(|list| before != Some(state) || floor.lists.get(list).is_none_or(overdue));
        if tell_document || tell_list.is_some() {
            floor.change(tell_document.then_some(at), tell_list, now);
            self.announce(floor);
        }
    }

    fn leave(&self, seat: u64, at: Channel) {
        let mut floor = self.floor();
        let Some(document) = floor.documents.get_mut(&at) else { return };
        let Some(left) = document.seats.remove(&seat) else { return };
        if document.seats.is_empty() {
            floor.documents.remove(&at);
        }
        let list = at.list(floor.factory).filter(|_| left.state.is_editing());
        floor.change(Some(at), list, Instant::now());
        self.announce(floor);
    }

    fn announce(&self, floor: MutexGuard<'_, Floor>) {
        let version = floor.version;
        drop(floor);
        // Two who announce at once may come here in the other order; the counter itself must not go back.
        self.version.send_modify(|announced| *announced = version.max(*announced));
    }

    fn floor(&self) -> MutexGuard<'_, Floor> {
        // A change under the lock touches maps only; a panic elsewhere leaves nothing that the next change minds.
        self.floor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Document {
    fn new(now: Instant) -> Document {
        Document { seats: HashMap::new(), told: Told::new(now) }
    }

    fn is_edited(&self) -> bool {
        self.seats.values().any(|seated| seated.state.is_editing())
    }
}

impl Floor {
    /// Gives what changed a new version. A list of nobody is forgotten: it is told as one that never was.
    fn change(&mut self, document: Option<Channel>, list: Option<Channel>, now: Instant) {
        self.version += 1;
        let version = self.version;
        if let Some(document) = document.and_then(|document| self.documents.get_mut(&document)) {
            document.told.anew(version, now);
        }
        if let Some(list) = list {
            if self.on(list).any(|(_, document)| document.is_edited()) {
                self.lists.entry(list).or_insert_with(|| Told::new(now)).anew(version, now);
            } else {
                self.lists.remove(&list);
            }
        }
    }

    fn told(&self, channel: &Channel) -> Option<&Told> {
        match self.documents.get(channel) {
            Some(document) => Some(&document.told),
            None => self.lists.get(channel),
        }
    }

    fn told_mut(&mut self, channel: &Channel) -> Option<&mut Told> {
        match self.documents.get_mut(channel) {
            Some(document) => Some(&mut document.told),
            None => self.lists.get_mut(channel),
        }
    }

    /// The documents with somebody at them that are on `list`.
    fn on(&self, list: Channel) -> impl Iterator<Item = (Channel, &Document)> {
        let documents = self.documents.iter().map(|(at, document)| (*at, document));
        documents.filter(move |(at, _)| at.list(self.factory) == Some(list))
    }

    fn present(&self, channel: &Channel, now: Instant) -> Vec<Present> {
        let mut present: Vec<Present> = match self.documents.get(channel) {
            Some(document) => people(*channel, document, now).collect(),
            None => {
                let on_list = self.on(*channel).flat_map(|(at, document)| people(at, document, now));
                on_list.filter(|present| present.state.is_editing()).collect()
            }
        };
        // By what they do first: when there are too many to be named, those who edit are.
        present.sort_by(|a, b| (b.state, &a.who.name, a.who.id, a.at).cmp(&(a.state, &b.who.name, b.who.id, b.at)));
        present.truncate(PRESENT_MAX);
        present
    }
}

/// Everybody at one document, each once.
fn people(at: Channel, document: &Document, now: Instant) -> impl Iterator<Item = Present> {
    let mut strongest: HashMap<UserId, &Seated> = HashMap::new();
    for seated in document.seats.values().filter(|seated| seated.until > now) {
        let shown = strongest.entry(seated.who.id).or_insert(seated);
        if shown.state < seated.state {
            *shown = seated;
        }
    }
    strongest.into_values().map(move |seated| Present { at, who: seated.who.clone(), state: seated.state })
}

/// One socket's place among the people of its factory. Dropping it leaves.
#[derive(Debug)]
pub(crate) struct Attendance {
    presence: Arc<Presence>,
    seat: u64,
    who: ActorRef,
    place: Option<(Channel, Instant)>,
    allowance: Allowance,
}

impl Attendance {
    pub(crate) fn new(presence: Arc<Presence>, seat: u64, who: ActorRef) -> Attendance {
        Attendance { presence, seat, who, place: None, allowance: Allowance::new() }
    }

    /// Whether one more word of this socket is listened to. What is over the limit is dropped: it would have been told
    /// again anyway.
    pub(crate) fn may_speak(&mut self) -> bool {
        self.allowance.take(Instant::now())
    }

    /// Where the socket is.
    pub(crate) fn place(&self) -> Option<Channel> {
        self.place.map(|(at, _)| at)
    }

    /// When its word expires, unless it is said again.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.place.map(|(_, until)| until)
    }

    /// Is at document `at` from now on, and nowhere else. Whether it may be there was asked before.
    pub(crate) fn be(&mut self, at: Channel, state: Activity) {
        if self.place().is_some_and(|place| place != at) {
            self.leave();
        }
        let now = Instant::now();
        self.presence.be(self.seat, &self.who, at, state, now);
        self.place = Some((at, now + Duration::from_millis(state.holds_ms().unsigned_abs())));
    }

    /// Is nowhere.
    pub(crate) fn leave(&mut self) {
        if let Some((at, _)) = self.place.take() {
            self.presence.leave(self.seat, at);
        }
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        self.leave();
    }
}

/// What a reader was told of its channels: their versions, as far as they tell of anybody.
#[derive(Debug, Default)]
pub(crate) struct Heard(Vec<(Channel, u64)>);

impl Heard {
    /// What `channel` tells, unless that is what it told last.
    pub(crate) fn news(&mut self, presence: &Presence, channel: Channel) -> Option<Text> {
        let place = self.0.iter().position(|(heard, _)| *heard == channel);
        let seen = place.map_or(0, |place| self.0[place].1);
        let (version, text) = presence.told(&channel, seen)?;
        match place {
            Some(place) if version == 0 => drop(self.0.swap_remove(place)),
            Some(place) => self.0[place].1 = version,
            None => self.0.push((channel, version)),
        }
        Some(text)
    }
}

/// How much one socket may still say.
#[derive(Debug)]
struct Allowance {
    left: u32,
    filled: Instant,
}

impl Allowance {
    fn new() -> Allowance {
        Allowance { left: BURST, filled: Instant::now() }
    }

    fn take(&mut self, now: Instant) -> bool {
        let earned = now.duration_since(self.filled).as_millis() / REFILL.as_millis();
        if earned > 0 {
            self.left = u32::try_from(earned).unwrap_or(BURST).saturating_add(self.left).min(BURST);
            self.filled = now;
        }
        let may = self.left > 0;
        self.left = self.left.saturating_sub(1);
        may
    }
}
