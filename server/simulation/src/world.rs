//! Everything at once: the people's browsers, the network between, and the server, in one thread and in virtual time.
//!
//! Always true here: what happens next is the earliest of what is due, and what was put first among equals. The
//! server's own tasks run whenever the world waits.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use app::live::Uptime;
use model::{
    Timestamp,
    ids::{MutationId, UserId},
};
use tempfile::TempDir;
use tokio::{
    sync::Notify,
    task::yield_now,
    time::{Duration, Instant, sleep_until},
};

use crate::{
    book::Book,
    client::{Act, Client, Timer},
    dice::Dice,
    faults::Backup,
    host::Host,
    life::Life,
    network::{Connection, Exchange, Net, Packet},
    page::Place,
    process::Process,
    schedule::{Schedule, Step},
    template::{BEGIN, folder, template},
    trace::Trace,
    witness::Truth,
};

/// What is due.
#[derive(Debug)]
pub(crate) enum Due {
    Step(usize),
    /// Of which life of which tab.
    Timer(usize, u32, Timer),
    Packet(Box<Packet>),
    /// The server looks at what waits.
    Serve,
    Start,
    /// This life has said goodbye.
    Stop(u32),
    Heal(usize),
    Quicken(usize),
    Grant(UserId),
}

/// A run in progress.
pub(crate) struct World {
    pub(crate) schedule: Schedule,
    pub(crate) truth: Truth,
    pub(crate) trace: Trace,
    pub(crate) book: Book,
    pub(crate) dice: Dice,
    pub(crate) host: Arc<Host>,
    pub(crate) notice: Arc<Notify>,
    pub(crate) folder: TempDir,
    pub(crate) file: PathBuf,
    pub(crate) started: Instant,
    pub(crate) process: Option<Process>,
    pub(crate) lives: u32,
    /// How long the server stays down after its next death, in milliseconds.
    pub(crate) down_for: u64,
    pub(crate) seed: u64,
    pub(crate) clock_ahead: i64,
    /// The server's clock was set, and events may be misdated.
    pub(crate) clock_was_set: bool,
    pub(crate) clients: Vec<Client>,
    pub(crate) lives_of_tabs: Vec<u32>,
    pub(crate) nets: Vec<Net>,
    pub(crate) connections: BTreeMap<u64, Connection>,
    pub(crate) sockets: u64,
    /// The cookie of each person's browser.
    pub(crate) cookies: BTreeMap<UserId, String>,
    pub(crate) inbox: Vec<Exchange>,
    /// Factories whose log grew since the relay was last told.
    pub(crate) grown: Vec<model::ids::FactoryId>,
    pub(crate) stalled_until: u64,
    pub(crate) wakes_lost_until: u64,
    pub(crate) crash_writing: Option<(u32, u64)>,
    pub(crate) has_gateway: bool,
    pub(crate) backup: Option<Backup>,
    pub(crate) backups: u32,
    /// People who stay shut out to the end.
    pub(crate) exiled: BTreeSet<UserId>,
    /// People who were shut out, or might do less, for a while.
    pub(crate) once_out: BTreeSet<UserId>,
    due: BTreeMap<(u64, u64), Due>,
    order: u64,
}

impl World {
    /// Before the first moment.
    pub(crate) fn new(seed: u64, schedule: Schedule, host: Host) -> World {
        let folder = folder();
        let file = folder.path().join("lacakpo.sqlite");
        let template = template();
        std::fs::copy(&template.file, &file).expect("a copy of the template");
        let tabs = schedule.tabs.clone();
        let clients: Vec<Client> = (0..).zip(&tabs).map(|(number, tab)| new_tab(seed, number, *tab, 0)).collect();
        let nets = (0..clients.len()).map(|number| Net::new(Dice::new(seed, &format!("net {number}")))).collect();
        let mut world = World {
            schedule,
            truth: Truth::default(),
            trace: Trace::default(),
            book: Book::new(seed),
            dice: Dice::new(seed, "world"),
            host: Arc::new(host),
            notice: Arc::new(Notify::new()),
            folder,
            file,
            started: Instant::now(),
            process: None,
            lives: 0,
            down_for: 0,
            seed,
            clock_ahead: 0,
            clock_was_set: false,
            lives_of_tabs: vec![0; clients.len()],
            clients,
            nets,
            connections: BTreeMap::new(),
            sockets: 0,
            cookies: BTreeMap::new(),
            inbox: Vec::new(),
            grown: Vec::new(),
            stalled_until: 0,
            wakes_lost_until: 0,
            crash_writing: None,
            has_gateway: false,
            backup: None,
            backups: 0,
            exiled: BTreeSet::new(),
            once_out: BTreeSet::new(),
            due: BTreeMap::new(),
            order: 0,
        };
        for (number, (at, _)) in (0..).zip(world.schedule.steps.clone()) {
            world.put(at, Due::Step(number));
        }
        world
    }

    /// Milliseconds since the start.
    pub(crate) fn millis(&self) -> u64 {
        self.started.elapsed().as_millis() as u64
    }

    pub(crate) fn put(&mut self, at: u64, due: Due) {
        self.order += 1;
        self.due.insert((at.max(self.millis()), self.order), due);
    }

    pub(crate) fn later(&mut self, millis: u64, due: Due) {
        self.put(self.millis() + millis, due);
    }

    pub(crate) fn say(&mut self, who: &str, what: impl std::fmt::Display) {
        self.trace.say(self.started.elapsed().as_millis() as u64, who, what);
    }

    /// How long a tab has been open, more or less.
    pub(crate) fn uptime(&self) -> Uptime {
        Uptime(self.millis() as i64)
    }

    /// The server comes up and everybody opens a page.
    pub(crate) fn begin(&mut self) {
        self.start();
        self.read_logs();
        self.book.begin(&self.truth);
        for tab in 0..self.clients.len() {
            self.sign_in(tab);
            let now = self.uptime();
            self.clients[tab].go(Place::Tasks, false, now);
            self.perform(tab);
        }
    }

    /// A life of the server.
    pub(crate) fn start(&mut self) {
        if self.process.is_some() {
            return;
        }
        self.lives += 1;
        let dice = Dice::new(self.seed, &format!("life {}", self.lives));
        let life = Life::new(Arc::clone(&self.host), self.started, self.clock_ahead, Arc::clone(&self.notice), dice);
        match Process::start(life, &self.file) {
            Ok(process) => self.process = Some(process),
            Err(error) => self.truth.complain(format!("the server does not start: {error}")),
        }
        self.say("server", format!("starts, life {}", self.lives));
    }

    /// Lets everything happen that is due up to `until`.
    pub(crate) async fn advance(&mut self, until: u64) {
        loop {
            self.collect();
            let next = self.due.first_key_value().map_or(until, |((at, _), _)| *at);
            let now = self.millis();
            if next <= now {
                if let Some((_, due)) = self.due.pop_first() {
                    self.happen(due);
                }
                if self.dice.chance(50) {
                    yield_now().await;
                }
            } else if now >= until {
                return;
            } else {
                let wait = self.started + Duration::from_millis(next.min(until));
                tokio::select! {
                    biased;
                    () = self.notice.notified() => {}
                    () = sleep_until(wait) => {}
                }
            }
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Step(number) => {
                let (_, step) = self.schedule.steps[number];
                self.say("step", format!("{number}: {step:?}"));
                self.take(step);
            }
            Due::Timer(tab, life, timer) => {
                if self.lives_of_tabs[tab] == life {
                    let now = self.uptime();
                    self.clients[tab].ring(timer, now);
                    self.perform(tab);
                }
            }
            Due::Packet(packet) => self.arrive(*packet),
            Due::Serve => self.serve(),
            Due::Start => self.start(),
            Due::Stop(life) => {
                if life == self.lives {
                    self.crash(self.down_for);
                }
            }
            Due::Heal(tab) => self.heal_net(tab),
            Due::Quicken(tab) => self.nets[tab].slow_down(None),
            Due::Grant(user) => self.grant(user),
        }
    }

    /// Does what a tab wants done.
    pub(crate) fn perform(&mut self, tab: usize) {
        for act in self.clients[tab].take_acts() {
            match act {
                Act::Connect => self.connect(tab),
                Act::HangUp => self.hang_up(tab),
                Act::Say(frame) => self.send_frame(tab, &frame),
                Act::Ask(purpose, call) => self.ask(tab, purpose, call),
                Act::Later(millis, timer) => self.later(millis, Due::Timer(tab, self.lives_of_tabs[tab], timer)),
                Act::Do(deed) => {
                    let may = self.clients[tab].page().is_some_and(|page| deed.is_formal() == page.is_form());
                    if may {
                        self.act(tab, deed);
                    }
                }
                Act::SignIn => self.type_password(tab),
                Act::Settled(id, outcome) => self.book.settled(id, outcome),
                Act::Complain(what) => self.truth.complain(format!("{}: {what}", self.clients[tab].name)),
                Act::Note(what) => {
                    let name = self.clients[tab].name.clone();
                    self.say(&name, what);
                }
            }
        }
    }

    /// A person does something.
    pub(crate) fn act(&mut self, tab: usize, deed: crate::deed::Deed) {
        let (id, mark): (MutationId, String) = self.book.next();
        let now = Timestamp(BEGIN.0 + self.millis() as i64 + self.clients[tab].clock_ahead);
        if let Some(ask) = self.clients[tab].act(deed, id, &mark, now) {
            self.book.begun(id, mark, tab, ask.seen());
        }
        self.perform(tab);
    }

    /// Opens the tab anew: what it knew is gone.
    pub(crate) fn reload(&mut self, tab: usize) {
        self.book.abandoned(tab);
        self.hang_up(tab);
        self.lives_of_tabs[tab] += 1;
        let ahead = self.clients[tab].clock_ahead;
        self.clients[tab] = new_tab(self.seed, tab, self.schedule.tabs[tab], self.lives_of_tabs[tab]);
        self.clients[tab].clock_ahead = ahead;
        let now = self.uptime();
        self.clients[tab].go(Place::Tasks, false, now);
        self.perform(tab);
    }

    /// A tab by a drawn number.
    pub(crate) fn tab(&self, number: u64) -> usize {
        number as usize % self.clients.len()
    }

    /// Whether something is on its way somewhere.
    pub(crate) fn is_busy(&self) -> bool {
        let on_its_way = |due: &Due| match due {
            Due::Packet(packet) => self.tab_of(packet).is_some_and(|tab| self.is_in(tab)),
            Due::Timer(tab, _, Timer::Refetch(_) | Timer::RefetchAgain) => self.is_in(*tab),
            Due::Serve | Due::Start => true,
            _ => false,
        };
        !self.inbox.is_empty() || self.due.values().any(on_its_way)
    }

    /// Whether steps are left.
    pub(crate) fn last_step(&self) -> u64 {
        self.schedule.steps.last().map_or(0, |(at, _): &(u64, Step)| *at)
    }
}

fn new_tab(seed: u64, number: usize, tab: crate::schedule::Tab, life: u32) -> Client {
    let factory = &template().factories[tab.factory];
    let actor = factory.people[tab.person % factory.people.len()].clone();
    let dice = Dice::new(seed, &format!("tab {number} {life}"));
    Client::new(format!("{}/{number}", actor.name), factory, actor, dice)
}
