//! A browser: the engine, the coalescer, pulse, backoff and freshness of the line, the stores and the sender of
//! mutations are the real ones; this shell does what `app::live::connection` and `app::live::follow` do with timers,
//! sockets and requests.
//!
//! Always true here: nothing waits. What takes time is an [`Act`] for the world, which calls back.

mod mutations;
mod pages;

use std::collections::BTreeMap;

use app::live::{
    Link, Uptime,
    backoff::Backoff,
    coalesce::Coalescer,
    engine::{Effect, Engine},
    freshness::{DOUBT_MS, Facts, Pulse, QUIET_HIDDEN_MS, QUIET_VISIBLE_MS, Verdict},
};
use model::{
    Actor, Event,
    event::coalesce,
    frame::{ClientFrame, ServerFrame, close},
    ids::MutationId,
};

pub(crate) use self::mutations::Outcome;
use self::{mutations::Outgoing, pages::Entered};
use crate::{
    deed::Deed,
    dice::Dice,
    door::{Call, Known, Reply},
    page::Place,
    template::Factory,
};

/// How often silence is looked at, in milliseconds.
const TICK_MS: u64 = 1_000;

/// What the world is to do for a browser.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Open a socket.
    Connect,
    /// Give the socket up.
    HangUp,
    /// Send a frame on it.
    Say(ClientFrame),
    /// Send a request.
    Ask(Purpose, Call),
    /// Call back later, in milliseconds.
    Later(u64, Timer),
    /// The person types the password.
    SignIn,
    /// Now that the page is here, what the person came for.
    Do(Deed),
    /// A mutation has its answer.
    Settled(MutationId, Outcome),
    /// Something is not as the contract says.
    Complain(String),
    /// For the trace.
    Note(String),
}

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A page that somebody goes to.
    Load(u64),
    /// The same page, afresh.
    Refetch(u64),
    /// Who is signed in here.
    Viewer,
    Mutation(MutationId),
}

/// What was to be done later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Timer {
    /// Open the socket again, unless that happened before; the attempt it is about.
    Try(u32),
    /// Look at the silence of the socket of this attempt.
    Tick(u32),
    /// The coalescer's window is over.
    Due,
    /// Read the page of this entry afresh.
    Refetch(u64),
    RefetchAgain,
    LoadAgain(u64),
    Resend(MutationId),
    SignIn,
}

#[derive(Debug)]
enum Line {
    /// Not started: no page was ever entered.
    Idle,
    Open(Pulse),
    /// Asking whether the session ended, because the socket did not open.
    Asking,
    /// Until the next try.
    Waiting,
}

/// One tab.
pub(crate) struct Client {
    pub(crate) name: String,
    pub(crate) factory: &'static Factory,
    pub(crate) actor: Actor,
    /// How far the device's clock is ahead, in milliseconds.
    pub(crate) clock_ahead: i64,
    pub(crate) signed_out: bool,
    acts: Vec<Act>,
    dice: Dice,
    engine: Engine,
    coalescer: Coalescer,
    backoff: Backoff,
    line: Line,
    /// Somebody can be looking at the tab.
    visible: bool,
    /// Since when.
    visible_since: Uptime,
    down_since: Option<Uptime>,
    /// When the socket was opened.
    began: Uptime,
    /// Counts sockets, so that a timer of one is not taken for another's.
    attempt: u32,
    page: Option<Entered>,
    /// Where its last snapshot stood.
    cursor: Option<app::live::Cursor>,
    /// Where somebody is going, and as which stay.
    going: Option<(Place, u64)>,
    /// What somebody goes there for.
    errand: Option<Deed>,
    stays: u64,
    entries: u64,
    outgoing: BTreeMap<MutationId, Outgoing>,
}

impl Client {
    /// A tab of `actor` that shows nothing yet.
    pub(crate) fn new(name: String, factory: &'static Factory, actor: Actor, dice: Dice) -> Client {
        Client {
            name,
            factory,
            actor,
            clock_ahead: 0,
            signed_out: false,
            acts: Vec::new(),
            dice,
            engine: Engine::default(),
            coalescer: Coalescer::new(coalesce),
            backoff: Backoff::default(),
            line: Line::Idle,
            visible: true,
            visible_since: Uptime::default(),
            down_since: None,
            began: Uptime::default(),
            attempt: 0,
            page: None,
            cursor: None,
            going: None,
            errand: None,
            stays: 0,
            entries: 0,
            outgoing: BTreeMap::new(),
        }
    }

    /// What is to be done, in order.
    pub(crate) fn take_acts(&mut self) -> Vec<Act> {
        std::mem::take(&mut self.acts)
    }

    /// The pill says that everything is true now.
    pub(crate) fn is_live(&self, now: Uptime) -> bool {
        let asked = match &self.line {
            Line::Open(pulse) => pulse.asked(),
            _ => None,
        };
        let facts = Facts {
            complete: self.engine.is_live(),
            asked,
            last_heard: None,
            down_since: self.down_since,
            offline: false,
        };
        facts.link(now) == Link::Live
    }

    /// The last event the screen has.
    pub(crate) fn seq(&self) -> Option<i64> {
        self.engine.seq()
    }

    /// Nothing is going on in this tab.
    pub(crate) fn is_quiet(&self, now: Uptime) -> bool {
        self.is_live(now)
            && self.going.is_none()
            && self.page.is_some()
            && self.outgoing.is_empty()
            && self.coalescer.wait(now).is_none()
    }

    /// What keeps it from being quiet, in words.
    pub(crate) fn state(&self) -> String {
        let Client { engine, line, going, outgoing, signed_out, coalescer, .. } = self;
        format!(
            "signed out {signed_out}, line {line:?}, going {going:?}, outgoing {outgoing:?}, {engine:?}, {coalescer:?}"
        )
    }

    fn note(&mut self, what: impl Into<String>) {
        self.acts.push(Act::Note(what.into()));
    }

    fn later(&mut self, millis: u64, timer: Timer) {
        self.acts.push(Act::Later(millis, timer));
    }

    /// A timer rings.
    pub(crate) fn ring(&mut self, timer: Timer, now: Uptime) {
        match timer {
            Timer::Try(attempt) => {
                if attempt == self.attempt && matches!(self.line, Line::Waiting) {
                    self.connect(now);
                }
            }
            Timer::Tick(attempt) => {
                if attempt == self.attempt {
                    self.listen_to_silence(now);
                }
            }
            Timer::Due => {
                let ready = self.coalescer.due(now);
                self.apply(&ready);
            }
            Timer::Refetch(entry) => self.refetch_entry(entry),
            Timer::RefetchAgain => {
                let effects = self.engine.refetch_failed();
                self.run(effects, now);
            }
            Timer::LoadAgain(stay) => self.load_again(stay),
            Timer::Resend(id) => self.resend(id, now),
            Timer::SignIn => {
                if self.signed_out {
                    self.acts.push(Act::SignIn);
                }
            }
        }
    }

    /// The person signed in again in the dialog.
    pub(crate) fn signed_in(&mut self, now: Uptime) {
        self.note("signs in again");
        self.signed_out = false;
        self.woken(now);
    }

    fn show_sign_in(&mut self) {
        if !std::mem::replace(&mut self.signed_out, true) {
            self.note("is asked to sign in");
            let pause = self.dice.between(800, 3_000);
            self.later(pause, Timer::SignIn);
        }
    }

    // ---- the line -----------------------------------------------------------

    fn start(&mut self, now: Uptime) {
        if matches!(self.line, Line::Idle) {
            self.connect(now);
        }
    }

    fn connect(&mut self, now: Uptime) {
        self.attempt += 1;
        // A socket that has nothing to say hello about would be closed for its silence.
        if !self.engine.has_page() {
            self.line = Line::Waiting;
            self.later(TICK_MS, Timer::Try(self.attempt));
            return;
        }
        self.acts.push(Act::Connect);
        self.line = Line::Open(Pulse::new(now));
        self.began = now;
        self.later(TICK_MS, Timer::Tick(self.attempt));
        let effects = self.engine.opened();
        self.run(effects, now);
    }

    /// A frame arrived.
    pub(crate) fn receive(&mut self, text: &str, now: Uptime) {
        let Line::Open(pulse) = &mut self.line else { return };
        let Ok(frame) = serde_json::from_str::<ServerFrame>(text) else { return };
        pulse.beat(now, matches!(frame, ServerFrame::Welcome { .. }));
        self.note(format!("hears {}", brief(&frame)));
        let head = match frame {
            ServerFrame::Welcome { head, .. } | ServerFrame::Head { seq: head, .. } => head,
            _ => 0,
        };
        let effects = self.engine.receive(frame);
        self.run(effects, now);
        self.show();
        if self.is_live(now) && self.seq().is_some_and(|seq| seq < head) {
            self.acts.push(Act::Complain(format!("calls itself live at {:?} and was just told of {head}", self.seq())));
        }
    }

    /// What `show` keeps in mind of the line.
    fn show(&mut self) {
        if self.engine.is_live() {
            self.down_since = None;
        }
    }

    fn listen_to_silence(&mut self, now: Uptime) {
        self.show();
        let Line::Open(pulse) = &mut self.line else { return };
        match pulse.look(now, self.visible) {
            Verdict::Well => {}
            Verdict::Ask => self.acts.push(Act::Say(ClientFrame::Ping)),
            Verdict::Dead => {
                self.note("hangs up a silent line");
                self.acts.push(Act::HangUp);
                return self.ended(None, now);
            }
        }
        self.later(TICK_MS, Timer::Tick(self.attempt));
    }

    /// The network or the tab came back, or the person asks.
    pub(crate) fn woken(&mut self, now: Uptime) {
        match &mut self.line {
            Line::Open(pulse) => {
                if pulse.question(now) {
                    self.acts.push(Act::Say(ClientFrame::Ping));
                }
            }
            Line::Waiting => {
                self.backoff.reset();
                self.connect(now);
            }
            Line::Idle | Line::Asking => {}
        }
    }

    /// Nobody looks at the tab any more.
    pub(crate) fn hide(&mut self) {
        self.visible = false;
    }

    /// How long the line may be silent before it is questioned, if that can be at `now`, in milliseconds.
    pub(crate) fn patience(&self, now: Uptime) -> i64 {
        // The question that a look asks has its time too.
        let looked = now.millis_since(self.visible_since) > QUIET_VISIBLE_MS + DOUBT_MS;
        if self.visible && looked { QUIET_VISIBLE_MS } else { QUIET_HIDDEN_MS }
    }

    /// The tab becomes visible.
    pub(crate) fn look(&mut self, now: Uptime) {
        self.visible = true;
        self.visible_since = now;
        self.flush();
        self.woken(now);
    }

    /// The socket was closed with `code`, or broke.
    pub(crate) fn closed(&mut self, code: Option<u16>, now: Uptime) {
        if matches!(self.line, Line::Open(_)) {
            self.note(format!("is cut off ({code:?})"));
            self.ended(code, now);
        }
    }

    fn ended(&mut self, code: Option<u16>, now: Uptime) {
        let Line::Open(pulse) = std::mem::replace(&mut self.line, Line::Waiting) else { return };
        self.engine.closed();
        self.down_since.get_or_insert(now);
        if code == Some(close::SIGNED_OUT) {
            self.show_sign_in();
            self.backoff.reset();
        } else if pulse.welcomed() {
            self.backoff.held(now.millis_since(self.began));
        } else {
            // The browser hides why an upgrade was refused; an ordinary question tells whether we are signed in.
            self.line = Line::Asking;
            self.acts.push(Act::Ask(Purpose::Viewer, Call::Viewer));
            return;
        }
        self.pause(now);
    }

    fn pause(&mut self, _: Uptime) {
        self.line = Line::Waiting;
        let random = self.dice.fraction();
        let pause = u64::from(self.backoff.pause(random));
        self.later(pause, Timer::Try(self.attempt));
    }

    fn run(&mut self, effects: Vec<Effect>, now: Uptime) {
        for effect in effects {
            match effect {
                Effect::Send(frame) => {
                    if matches!(self.line, Line::Open(_)) {
                        self.acts.push(Act::Say(frame));
                    }
                }
                Effect::Apply(events) => self.gather(events, now),
                Effect::Refetch => self.refetch_soon(),
                Effect::Reload => self.note("must reload"),
            }
        }
    }

    fn gather(&mut self, events: Vec<Event>, now: Uptime) {
        let held_before = self.coalescer.wait(now).is_some();
        let ready = self.coalescer.push(events, now);
        let wait = self.coalescer.wait(now).filter(|_| !held_before);
        self.apply(&ready);
        if let Some(wait) = wait {
            self.later(u64::from(wait) + 1, Timer::Due);
        }
    }

    // ---- answers ------------------------------------------------------------

    /// A request was answered; `None` when it was not.
    pub(crate) fn answer(&mut self, purpose: Purpose, reply: Option<&Reply>, now: Uptime) {
        match purpose {
            Purpose::Load(stay) => self.loaded(stay, reply, now),
            Purpose::Refetch(stay) => self.refetched(stay, reply, now),
            Purpose::Mutation(id) => self.answered(id, reply, now),
            Purpose::Viewer => {
                if matches!(self.line, Line::Asking) {
                    let viewer = reply.map_or_else(Reply::none, Reply::read::<Known>);
                    if viewer == Err(app::error::AppError::SignedOut) {
                        self.show_sign_in();
                    }
                    self.pause(now);
                }
            }
        }
    }
}

/// A frame in few words.
pub(crate) fn brief(frame: &ServerFrame) -> String {
    match frame {
        ServerFrame::Welcome { head, .. } => format!("welcome {head}"),
        ServerFrame::Patch { from, to, events } => {
            let events: Vec<String> = events.iter().map(brief_event).collect();
            format!("patch {from}..{to} [{}]", events.join(", "))
        }
        ServerFrame::Reset { reason } => format!("reset {reason:?}"),
        ServerFrame::Denied { .. } => "denied".to_owned(),
        ServerFrame::Presence { present, .. } => format!("presence of {}", present.len()),
        ServerFrame::Head { seq, .. } => format!("head {seq}"),
    }
}

pub(crate) fn brief_event(event: &Event) -> String {
    format!("#{} {} v{}", event.seq, event.change.name(), event.version)
}
