//! A log, a wire and a page in memory.
#![allow(dead_code, unreachable_pub, reason = "shared by several test crates, each of which uses its part")]

use std::{
    cell::Cell,
    collections::HashSet,
    marker::PhantomData,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use futures::{Sink, SinkExt, Stream, StreamExt, channel::mpsc};
use model::{
    Action, ActorRef, Change, Channel, DocType, Event, Timestamp,
    frame::{ClientFrame, PROTOCOL, ServerFrame},
    ids::{Epoch, FactoryId, PurchaseOrderId, UserId},
    purchase_order::PurchaseOrderUrgentChanged,
};
use realtime::{
    Access, End, Express, Head, Hub, Incoming, Log, LogEntry, LogError, Outgoing, Standing, Subscriber, Taken, Text,
};
use tokio::{
    sync::Semaphore,
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const FACTORY: FactoryId = FactoryId(Uuid::from_u128(1));
pub const FOREIGN: FactoryId = FactoryId(Uuid::from_u128(2));
pub const USER: UserId = UserId(Uuid::from_u128(3));
pub const EPOCH: Epoch = Epoch(Uuid::from_u128(4));
pub const ALL: Channel = Channel::Factory(FACTORY);
/// What the log's clock says when a world is made; from then on it runs by tokio's.
pub const START: Timestamp = Timestamp(1_776_405_600_000);

/// The log's clock `millis` after [`START`].
pub fn after(millis: i64) -> Timestamp {
    Timestamp(START.0 + millis)
}

pub fn doc(number: u128) -> Channel {
    Channel::Doc(DocType::Item, Uuid::from_u128(number))
}

/// The log of [`FACTORY`].
#[derive(Debug)]
pub struct MemoryLog {
    pub state: Mutex<LogState>,
    pub started: Instant,
    /// The answer to a page read takes a permit and gives it back: none means that the answer, already old, hangs.
    pub gate: Semaphore,
    /// The same for the answer about the head.
    pub head_gate: Semaphore,
    pub pages_read: AtomicU64,
}

#[derive(Debug)]
pub struct LogState {
    pub epoch: Epoch,
    pub entries: Vec<Arc<LogEntry>>,
    pub oldest: i64,
    pub failing: bool,
}

impl MemoryLog {
    pub fn now(&self) -> Timestamp {
        after(self.started.elapsed().as_millis() as i64)
    }
}

impl Log for MemoryLog {
    async fn head(&self, _: FactoryId) -> Result<Head, LogError> {
        let head = {
            let state = self.state.lock().unwrap();
            if state.failing {
                return Err(LogError::new("failing"));
            }
            Head { epoch: state.epoch, seq: state.entries.len() as i64, oldest: state.oldest, now: self.now() }
        };
        let _open = self.head_gate.acquire().await.unwrap();
        Ok(head)
    }

    async fn events_after(&self, _: FactoryId, seq: i64, limit: u64) -> Result<Vec<Arc<LogEntry>>, LogError> {
        self.pages_read.fetch_add(1, Ordering::Relaxed);
        let page = {
            let state = self.state.lock().unwrap();
            if state.failing {
                return Err(LogError::new("failing"));
            }
            let from = seq.max(state.oldest) as usize;
            state.entries.iter().skip(from).take(limit as usize).cloned().collect()
        };
        // Others get their turn before the answer arrives, as with a real database.
        tokio::task::yield_now().await;
        let _open = self.gate.acquire().await.unwrap();
        Ok(page)
    }
}

/// Rights that a test takes away.
#[derive(Clone, Debug)]
pub struct Rights(pub Arc<Mutex<RightsState>>);

#[derive(Debug)]
pub struct RightsState {
    pub standing: Standing,
    /// Whether the answer takes a while.
    pub slow: bool,
    pub denied: HashSet<Channel>,
}

impl Access for Rights {
    async fn standing(&self) -> Standing {
        let slow = self.0.lock().unwrap().slow;
        if slow {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::task::yield_now().await;
        self.0.lock().unwrap().standing
    }

    async fn allows(&self, channel: &Channel) -> bool {
        !self.0.lock().unwrap().denied.contains(channel)
    }
}

/// The server's end of a wire.
pub struct Wire {
    incoming: mpsc::UnboundedReceiver<Incoming>,
    outgoing: Outlet,
    /// As with a real socket, a wire may move between threads but not be shared.
    _not_shared: PhantomData<Cell<()>>,
}

/// The way out of a wire, for its sink and its short way alike.
#[derive(Clone, Debug)]
pub struct Outlet(Arc<Mutex<mpsc::Sender<Outgoing>>>);

impl Express for Outlet {
    fn try_send(&self, text: &Text) -> Taken {
        let sent = self.0.lock().unwrap().try_send(Outgoing::Text(text.clone()));
        if sent.is_ok() { Taken::Whole } else { Taken::Not }
    }
}

impl Stream for Wire {
    type Item = Incoming;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        self.incoming.poll_next_unpin(cx)
    }
}

impl Sink<Outgoing> for Wire {
    type Error = mpsc::SendError;
    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.0.lock().unwrap().poll_ready_unpin(cx)
    }
    fn start_send(self: Pin<&mut Self>, item: Outgoing) -> Result<(), Self::Error> {
        self.outgoing.0.lock().unwrap().start_send_unpin(item)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.0.lock().unwrap().poll_flush_unpin(cx)
    }
    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.0.lock().unwrap().poll_close_unpin(cx)
    }
}

pub struct World {
    pub hub: Hub,
    pub log: Arc<MemoryLog>,
    pub shutdown: CancellationToken,
    /// Whether wires have a short way. Tests hold either way unless they say so.
    pub express: bool,
}

impl World {
    pub fn new() -> World {
        let state = LogState { epoch: EPOCH, entries: Vec::new(), oldest: 0, failing: false };
        let (gate, head_gate) = (Semaphore::new(1000), Semaphore::new(1000));
        let log = Arc::new(MemoryLog {
            state: Mutex::new(state),
            started: Instant::now(),
            gate,
            head_gate,
            pages_read: AtomicU64::new(0),
        });
        World { hub: Hub::new(), log, shutdown: CancellationToken::new(), express: true }
    }

    pub fn head(&self) -> i64 {
        self.log.state.lock().unwrap().entries.len() as i64
    }

    /// Writes an event of `channel` into the log, without telling anybody.
    pub fn commit(&self, channel: Channel) -> Arc<LogEntry> {
        let mut state = self.log.state.lock().unwrap();
        let seq = state.entries.len() as i64 + 1;
        let json = serde_json::to_string(&event(seq)).unwrap().into();
        let entry = Arc::new(LogEntry { seq, channels: vec![channel], json });
        state.entries.push(Arc::clone(&entry));
        entry
    }

    /// Writes an event and hands it to the hub, as the relay does after a commit.
    pub fn publish(&self, channel: Channel) {
        self.hub.publish(FACTORY, &self.commit(channel));
    }

    pub fn publish_many(&self, count: usize) {
        (0..count).for_each(|_| self.publish(ALL));
    }

    /// An open socket with room for `room` messages on the wire.
    pub fn connect_with_room(&self, room: usize) -> Page {
        self.connect_as(FACTORY, USER, "Budi", room)
    }

    /// The same for somebody else, in this or another factory.
    pub fn connect_as(&self, factory: FactoryId, id: UserId, name: &str, room: usize) -> Page {
        let (to_server, incoming) = mpsc::unbounded();
        let (outgoing, from_server) = mpsc::channel(room);
        let outgoing = Outlet(Arc::new(Mutex::new(outgoing)));
        let express = self.express.then(|| Arc::new(outgoing.clone()) as Arc<dyn Express>);
        let rights = RightsState { standing: Standing::Valid, slow: false, denied: HashSet::new() };
        let rights = Rights(Arc::new(Mutex::new(rights)));
        let subscriber = Subscriber {
            factory,
            user: ActorRef { id, name: name.to_owned() },
            transport: Wire { incoming, outgoing, _not_shared: PhantomData },
            express,
            log: Arc::clone(&self.log),
            access: rights.clone(),
            hub: self.hub.clone(),
            shutdown: self.shutdown.clone(),
        };
        let life = tokio::spawn(subscriber.run());
        Page { to_server: Some(to_server), from_server, rights, life, cursor: 0, events: Vec::new() }
    }

    pub fn connect(&self) -> Page {
        self.connect_with_room(1000)
    }

    /// A page that has everything up to the head and is welcome.
    pub async fn live(&self, channels: &[Channel]) -> Page {
        let mut page = self.connect();
        page.hello(self.head(), channels);
        page.welcome().await;
        page
    }
}

/// A browser: keeps its cursor only by what patches say, and fails on any patch that does not fit.
pub struct Page {
    to_server: Option<mpsc::UnboundedSender<Incoming>>,
    from_server: mpsc::Receiver<Outgoing>,
    pub rights: Rights,
    pub life: JoinHandle<End>,
    pub cursor: i64,
    /// The `seq` of each event, in the order of arrival.
    pub events: Vec<i64>,
}

impl Page {
    pub fn send(&self, frame: &ClientFrame) {
        self.send_text(serde_json::to_string(frame).unwrap());
    }

    pub fn send_text(&self, text: String) {
        self.send_raw(Incoming::Text(text));
    }

    pub fn send_raw(&self, incoming: Incoming) {
        if let Some(wire) = &self.to_server {
            // A closed socket takes nothing, and that is for the test to see elsewhere.
            let _ = wire.unbounded_send(incoming);
        }
    }

    pub fn leave(&mut self) {
        self.to_server = None;
    }

    pub fn hello(&mut self, seq: i64, channels: &[Channel]) {
        self.cursor = seq;
        self.send(&ClientFrame::Hello { protocol: PROTOCOL, epoch: EPOCH, seq, channels: channels.to_vec() });
    }

    pub fn subscribe(&mut self, seq: i64, channels: &[Channel]) {
        self.cursor = seq;
        self.send(&ClientFrame::Subscribe { epoch: EPOCH, seq, channels: channels.to_vec() });
    }

    /// The next thing on the wire; fails after a minute of silence.
    pub async fn next(&mut self) -> Option<Outgoing> {
        timeout(Duration::from_secs(60), self.from_server.next()).await.expect("nothing came")
    }

    /// The next frame, laid over the page.
    pub async fn frame(&mut self) -> ServerFrame {
        loop {
            match self.next().await {
                Some(Outgoing::Text(text)) => return self.apply(&text),
                Some(Outgoing::Ping) => self.send_raw(Incoming::Alive),
                other => panic!("no frame but {other:?}"),
            }
        }
    }

    pub fn apply(&mut self, text: &str) -> ServerFrame {
        let frame: ServerFrame = serde_json::from_str(text).unwrap();
        match &frame {
            ServerFrame::Patch { from, to, events } => {
                assert_eq!(*from, self.cursor, "a patch that does not fit");
                assert!(to > from, "a patch that covers nothing");
                assert!(events.iter().all(|event| event.seq > *from && event.seq <= *to));
                self.cursor = *to;
                self.events.extend(events.iter().map(|event| event.seq));
            }
            ServerFrame::Head { seq, .. } => assert!(*seq <= self.cursor, "a head beyond the cursor is a hole"),
            _ => {}
        }
        frame
    }

    pub async fn welcome(&mut self) {
        let frame = self.frame().await;
        assert!(matches!(frame, ServerFrame::Welcome { .. }), "{frame:?}");
    }

    /// Takes frames until the cursor stands at `seq`.
    pub async fn until(&mut self, seq: i64) {
        while self.cursor < seq {
            self.frame().await;
        }
        assert_eq!(self.cursor, seq);
    }

    /// Takes what comes until the close frame, and hangs up.
    pub async fn closed(&mut self) -> u16 {
        loop {
            match self.next().await {
                Some(Outgoing::Text(text)) => {
                    self.apply(&text);
                }
                Some(Outgoing::Ping) => {}
                Some(Outgoing::Close(code)) => {
                    self.leave();
                    return code;
                }
                None => panic!("cut without a close frame"),
            }
        }
    }

    /// Nothing is on its way, not even after others had many turns. Time does not move.
    pub async fn silent(&mut self) {
        settle().await;
        assert_eq!(self.ready().map(|message| format!("{message:?}")), None);
    }

    pub fn ready(&mut self) -> Option<Outgoing> {
        self.from_server.try_recv().ok()
    }
}

/// Gives every other task many turns.
pub async fn settle() {
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
}

pub fn event(seq: i64) -> Event {
    let po_id = PurchaseOrderId(Uuid::from_u128(9));
    let (po_number, version) = ("PO-1".into(), seq);
    let change = PurchaseOrderUrgentChanged { po_id, po_number, version, was_urgent: Some(false), is_urgent: true };
    let actor = ActorRef { id: USER, name: "Budi".into() };
    let event = Event::new(Change::PurchaseOrderUrgentChanged(change), FACTORY, seq, Timestamp(seq), actor, None);
    assert_eq!(event.action, Action::Update);
    event
}

/// Small numbers out of a seed, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: u64) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) % end
    }
}
