//! Between browsers and server: sockets that keep their order, requests that do not, and everything that can go wrong
//! with both.

use std::collections::BTreeMap;

use futures::channel::mpsc::{UnboundedSender, unbounded};
use model::frame::ClientFrame;
use realtime::{Incoming, Outgoing};

use crate::{
    client::Purpose,
    dice::Dice,
    door::{Call, Reply},
    process::Arrived,
    schedule::Loss,
    template::template,
    wire::SharedPipe,
    world::{Due, World},
};

/// How long after the last slow message a line counts as slow, in milliseconds: what waited at the server follows.
const SLOW_TAIL: u64 = 20_000;

/// One tab's way to the server.
#[derive(Debug)]
pub(crate) struct Net {
    dice: Dice,
    /// Nothing passes; this is what waits.
    held: Option<Vec<Packet>>,
    /// How long each message of the socket takes, in milliseconds.
    slow: Option<u64>,
    /// Until when what was put on the slow line may be under way.
    slow_until: u64,
    /// What the next requests suffer.
    pub(crate) losses: Vec<Loss>,
}

impl Net {
    pub(crate) fn new(dice: Dice) -> Net {
        Net { dice, held: None, slow: None, slow_until: 0, losses: Vec::new() }
    }

    fn latency(&mut self) -> u64 {
        self.dice.between(1, 40)
    }

    pub(crate) fn slow_down(&mut self, each: Option<u64>) {
        self.slow = each;
    }

    pub(crate) fn is_slow(&self, now: u64) -> bool {
        self.slow.is_some() || now < self.slow_until
    }

    pub(crate) fn cut_off(&mut self) {
        self.held.get_or_insert_default();
    }

    pub(crate) fn is_cut_off(&self) -> bool {
        self.held.is_some()
    }
}

/// Something under way.
#[derive(Debug)]
pub(crate) enum Packet {
    /// A socket is opened.
    Open(u64),
    /// A frame to the server; `None`: the browser hung up.
    Up(u64, Option<Incoming>),
    /// The next message of the socket to the browser.
    Down(u64),
    /// The browser learns that the socket is gone.
    Gone(u64),
    Request(Exchange),
    Answer(Exchange, Option<Reply>),
}

/// A request with what it needs to find back.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    pub(crate) tab: usize,
    life: u32,
    pub(crate) purpose: Purpose,
    pub(crate) arrived: Arrived,
    /// A copy that the network made: nobody waits for its answer.
    is_copy: bool,
    loses_answer: bool,
}

impl Exchange {
    /// Whose log it is about.
    pub(crate) fn factory(&self) -> model::ids::FactoryId {
        let factories = template().factories.iter();
        let own = factories.filter(|factory| factory.slug == self.arrived.slug);
        own.map(|factory| factory.id).next().unwrap_or(template().factories[0].id)
    }
}

/// An open socket, as the network sees it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) tab: usize,
    /// Which life of the server holds the other end.
    life: u32,
    to_server: Option<UnboundedSender<Incoming>>,
    pipe: SharedPipe,
    /// The browser still listens.
    is_heard: bool,
    /// Before these moments nothing later may arrive: a socket keeps its order.
    up_after: u64,
    down_after: u64,
}

impl World {
    fn packet(&mut self, tab: usize, at: u64, packet: Packet) {
        match &mut self.nets[tab].held {
            Some(held) => held.push(packet),
            None => self.put(at, Due::Packet(Box::new(packet))),
        }
    }

    /// Whose it is.
    pub(crate) fn tab_of(&self, packet: &Packet) -> Option<usize> {
        match packet {
            Packet::Open(socket) | Packet::Up(socket, _) | Packet::Down(socket) | Packet::Gone(socket) => {
                self.connections.get(socket).map(|connection| connection.tab)
            }
            Packet::Request(exchange) | Packet::Answer(exchange, _) => Some(exchange.tab),
        }
    }

    /// A packet reaches its end, unless the line was cut off meanwhile.
    pub(crate) fn arrive(&mut self, packet: Packet) {
        let Some(tab) = self.tab_of(&packet) else { return };
        if let Some(held) = &mut self.nets[tab].held {
            held.push(packet);
            return;
        }
        match packet {
            Packet::Open(socket) => self.open(socket),
            Packet::Up(socket, incoming) => self.up(socket, incoming),
            Packet::Down(socket) => self.down(socket),
            Packet::Gone(socket) => self.gone(socket, None),
            Packet::Request(exchange) => self.request(exchange),
            Packet::Answer(exchange, reply) => {
                if self.lives_of_tabs[tab] == exchange.life && !exchange.is_copy {
                    let now = self.uptime();
                    self.clients[tab].answer(exchange.purpose, reply.as_ref(), now);
                    self.perform(tab);
                }
            }
        }
    }

    /// Everything passes again: what waited comes late, in its order.
    pub(crate) fn heal_net(&mut self, tab: usize) {
        let Some(held) = self.nets[tab].held.take() else { return };
        self.say("network", format!("of tab {tab} is whole again"));
        let mut at = self.millis();
        for packet in held {
            at += self.nets[tab].latency();
            if let Packet::Open(socket) | Packet::Up(socket, _) | Packet::Down(socket) | Packet::Gone(socket) = &packet
                && let Some(connection) = self.connections.get_mut(socket)
            {
                (connection.up_after, connection.down_after) = (at, at);
            }
            self.put(at, Due::Packet(Box::new(packet)));
        }
    }

    // ---- sockets ------------------------------------------------------------

    pub(crate) fn connect(&mut self, tab: usize) {
        self.sockets += 1;
        let at = self.millis() + self.nets[tab].latency();
        let room = self.nets[tab].dice.between(1, 8) as usize;
        let connection = Connection {
            tab,
            life: 0,
            to_server: None,
            pipe: SharedPipe::new(room),
            is_heard: true,
            up_after: at,
            down_after: at,
        };
        self.connections.insert(self.sockets, connection);
        self.packet(tab, at, Packet::Open(self.sockets));
    }

    fn open(&mut self, socket: u64) {
        let Some(connection) = self.connections.get_mut(&socket).filter(|connection| connection.is_heard) else {
            self.connections.remove(&socket);
            return;
        };
        let tab = connection.tab;
        let client = &self.clients[tab];
        let arrived = Arrived {
            token: self.cookies.get(&client.actor.id).cloned().unwrap_or_default(),
            slug: client.factory.slug,
            call: Call::Viewer,
        };
        let (to_server, incoming) = unbounded();
        connection.to_server = Some(to_server);
        connection.life = self.lives;
        let (pipe, name) = (connection.pipe.clone(), client.name.clone());
        let accepted = self
            .process
            .as_mut()
            .is_some_and(|process| process.accept(&arrived, name, incoming, pipe, self.truth.clone()));
        if !accepted {
            let at = self.millis() + self.nets[tab].latency();
            self.packet(tab, at, Packet::Gone(socket));
        }
    }

    /// The socket of a tab, if the tab has one.
    fn socket_of(&self, tab: usize) -> Option<u64> {
        let own = |(_, connection): &(&u64, &Connection)| connection.tab == tab && connection.is_heard;
        self.connections.iter().filter(own).map(|(socket, _)| *socket).next_back()
    }

    pub(crate) fn send_frame(&mut self, tab: usize, frame: &ClientFrame) {
        let Some(socket) = self.socket_of(tab) else { return };
        if let Ok(text) = serde_json::to_string(frame) {
            self.send_up(socket, Some(Incoming::Text(text)));
        }
    }

    fn send_up(&mut self, socket: u64, incoming: Option<Incoming>) {
        let now = self.millis();
        let Some(connection) = self.connections.get_mut(&socket) else { return };
        let tab = connection.tab;
        let at = (now + self.nets[tab].latency()).max(connection.up_after);
        connection.up_after = at;
        self.packet(tab, at, Packet::Up(socket, incoming));
    }

    /// The browser gives its socket up.
    pub(crate) fn hang_up(&mut self, tab: usize) {
        let Some(socket) = self.socket_of(tab) else { return };
        if let Some(connection) = self.connections.get_mut(&socket) {
            connection.is_heard = false;
        }
        self.send_up(socket, None);
    }

    fn up(&mut self, socket: u64, incoming: Option<Incoming>) {
        let Some(connection) = self.connections.get_mut(&socket) else { return };
        match (incoming, &connection.to_server) {
            (Some(incoming), Some(to_server)) if connection.life == self.lives => {
                // A socket whose life ended takes nothing; the browser learns it by another packet.
                let _ = to_server.unbounded_send(incoming);
            }
            (Some(_), _) => {}
            (None, _) => {
                connection.pipe.break_off();
                self.connections.remove(&socket);
            }
        }
    }

    fn down(&mut self, socket: u64) {
        let Some(connection) = self.connections.get_mut(&socket) else { return };
        let (tab, is_heard) = (connection.tab, connection.is_heard);
        if connection.life != self.lives {
            return self.gone(socket, None);
        }
        match connection.pipe.arrive() {
            Some(Outgoing::Text(text)) if is_heard => {
                let now = self.uptime();
                self.clients[tab].receive(&text, now);
                self.perform(tab);
            }
            Some(Outgoing::Ping) if is_heard => self.send_up(socket, Some(Incoming::Alive)),
            Some(Outgoing::Close(code)) if is_heard => self.gone(socket, Some(code)),
            _ => {}
        }
    }

    /// The browser learns that its socket is gone.
    fn gone(&mut self, socket: u64, code: Option<u16>) {
        let Some(connection) = self.connections.remove(&socket) else { return };
        connection.pipe.break_off();
        if connection.is_heard {
            let now = self.uptime();
            self.clients[connection.tab].closed(code, now);
            self.perform(connection.tab);
        }
    }

    /// The line is cut, and both ends learn it soon.
    pub(crate) fn cut(&mut self, tab: usize) {
        if let Some(socket) = self.socket_of(tab) {
            if let Some(connection) = self.connections.get(&socket) {
                connection.pipe.break_off();
            }
            let at = self.millis() + self.nets[tab].latency();
            self.packet(tab, at, Packet::Gone(socket));
        }
    }

    /// The other ends of these sockets died.
    pub(crate) fn reset_sockets(&mut self) {
        let sockets: Vec<(u64, usize)> =
            self.connections.iter().map(|(socket, connection)| (*socket, connection.tab)).collect();
        for (socket, tab) in sockets {
            let at = self.millis() + self.nets[tab].latency();
            self.packet(tab, at, Packet::Gone(socket));
        }
    }

    /// What sockets were given to carry.
    pub(crate) fn carry(&mut self) {
        let now = self.millis();
        let mut news: BTreeMap<u64, (usize, bool)> = BTreeMap::new();
        for (socket, connection) in &self.connections {
            let mut pipe = connection.pipe.lock();
            let new = pipe.queue.len() - pipe.noticed;
            pipe.noticed = pipe.queue.len();
            let over = std::mem::take(&mut pipe.is_over);
            if new > 0 || over {
                news.insert(*socket, (new, over));
            }
        }
        for (socket, (new, over)) in news {
            for _ in 0..new {
                let Some(connection) = self.connections.get_mut(&socket) else { break };
                let net = &mut self.nets[connection.tab];
                let at = match net.slow {
                    Some(each) => connection.down_after.max(now) + each,
                    None => connection.down_after.max(now + net.latency()),
                };
                connection.down_after = at;
                if net.slow.is_some() {
                    net.slow_until = at + SLOW_TAIL;
                }
                let tab = connection.tab;
                self.packet(tab, at, Packet::Down(socket));
            }
            if over && let Some(connection) = self.connections.get(&socket) {
                let (tab, at) = (connection.tab, connection.down_after.max(now) + 1);
                self.packet(tab, at, Packet::Gone(socket));
            }
        }
    }

    // ---- requests -----------------------------------------------------------

    pub(crate) fn ask(&mut self, tab: usize, purpose: Purpose, call: Call) {
        let client = &self.clients[tab];
        let token = self.cookies.get(&client.actor.id).cloned().unwrap_or_default();
        let arrived = Arrived { token, slug: client.factory.slug, call };
        let life = self.lives_of_tabs[tab];
        let mut exchange = Exchange { tab, life, purpose, arrived, is_copy: false, loses_answer: false };
        let net = &mut self.nets[tab];
        let mut at = self.started.elapsed().as_millis() as u64 + net.latency();
        match net.losses.pop() {
            Some(Loss::Request) => {
                at += net.latency();
                return self.packet(tab, at, Packet::Answer(exchange, None));
            }
            Some(Loss::Answer) => exchange.loses_answer = true,
            Some(Loss::Twice) => {
                let again = at + net.dice.between(1, 3_000);
                if let Call::Record(id, _) = exchange.arrived.call {
                    self.book.copied(id);
                }
                let copy = Exchange { is_copy: true, ..exchange.clone() };
                self.packet(tab, again, Packet::Request(copy));
            }
            Some(Loss::Late) => at += net.dice.between(500, 4_000),
            None => {}
        }
        self.packet(tab, at, Packet::Request(exchange));
    }

    fn request(&mut self, exchange: Exchange) {
        if self.process.is_none() {
            let reply = self.has_gateway.then(Reply::bad_gateway);
            return self.send_answer(exchange, reply);
        }
        self.inbox.push(exchange);
        let at = self.stalled_until;
        self.put(at, Due::Serve);
    }

    pub(crate) fn send_answer(&mut self, exchange: Exchange, reply: Option<Reply>) {
        let tab = exchange.tab;
        let reply = reply.filter(|_| !exchange.loses_answer);
        let at = self.millis() + self.nets[tab].latency();
        self.packet(tab, at, Packet::Answer(exchange, reply));
    }
}
