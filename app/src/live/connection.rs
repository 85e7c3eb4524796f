//! The line as the rest of the page knows it: enter and leave a page, wake it up, say where the person is. Browser only.
//!
//! Always true here: the shared state is borrowed for a moment and never while anything of a page runs, because that may
//! itself enter or leave a page.

mod effects;
mod line;
mod socket;

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    rc::Rc,
};

use futures::{
    channel::mpsc::{self, UnboundedSender},
    future::{Either, select},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};
use model::{Channel, Event, Timestamp, frame::ClientFrame, presence::Present};

use super::{
    Live, Page, Uptime, Viewer,
    coalesce::Coalescer,
    engine::Engine,
    freshness::Pulse,
    lateness::Lateness,
    presence::{Announcer, People, Place},
    uptime,
};
use crate::{account::load_viewer, error::AppError, lazy::until_here};

/// A fresh snapshot that could not be read is asked for again after this.
const REFETCH_AGAIN_MS: u32 = 1_000;

/// After so many attempts in vain to fetch the code of the line, the server is asked whether it is there.
const FETCHES_MAX: u32 = 3;
/// How often silence, people and the person's own place are looked at.
const TICK_MS: u32 = 1_000;
/// How long an ordinary question may take where no socket opens.
const ASK_MS: u32 = 5_000;

/// Something to do, from outside the socket's loop.
enum Wake {
    /// Send this.
    Send(ClientFrame),
    /// The network or the tab came back, or a person asked: try the line now.
    Now,
}

/// State of the line, shared by the loop and the pages.
pub(super) struct Connection {
    slug: String,
    /// Where the socket is, and for whom the page was drawn.
    address: String,
    shared: Rc<RefCell<Shared>>,
    wake: Option<UnboundedSender<Wake>>,
}

/// Tells the news of events.
type Tell = Rc<dyn Fn(&[Event])>;

struct Shared {
    engine: Engine,
    coalescer: Coalescer,
    page: Option<Rc<Page>>,
    /// For events whose page is gone.
    tell: Option<Tell>,
    lateness: Lateness,
    announcer: Announcer,
    people: People,
    /// The open socket's silence; `None` without a socket.
    pulse: Option<Pulse>,
    last_heard: Option<Timestamp>,
    down_since: Option<Uptime>,
}

impl Connection {
    /// `heard` is when the screen was true, where that was before this page was opened.
    pub(super) fn new(viewer: &Viewer, heard: Option<Timestamp>) -> Connection {
        let shared = Shared {
            engine: Engine::default(),
            // Nothing to gather before the line is there, which brings what merges.
            coalescer: Coalescer::new(|events| events),
            page: None,
            tell: None,
            lateness: Lateness::default(),
            announcer: Announcer::default(),
            people: People::new(viewer.actor.id),
            pulse: None,
            // What the server drew was true when it was drawn.
            last_heard: Some(heard.unwrap_or(viewer.now)),
            // A page that begins without a server has no line from the beginning.
            down_since: heard.map(|_| uptime()),
        };
        let address = format!("{}/live?{}", viewer.slug, viewer.drawn());
        Connection { slug: viewer.slug.clone(), address, shared: Rc::new(RefCell::new(shared)), wake: None }
    }
}

/// Uses the shared state for a moment; `None` when the layout is gone, and with it the line.
fn with_shared<R>(live: Live, used: impl FnOnce(&mut Shared) -> R) -> Option<R> {
    let shared = live.connection.try_with_value(|connection| connection.shared.clone())?;
    let mut shared = shared.borrow_mut();
    Some(used(&mut shared))
}

pub(super) fn enter(live: Live, page: Page) {
    start(live);
    // What the last page gathered is still told; this page has it in its snapshot, or gets it again from its cursor.
    effects::flush(live);
    let entered = with_shared(live, |shared| {
        let effects = shared.engine.enter(page.epoch, page.seq, page.channels.clone());
        let gone = shared.people.keep(&page.channels);
        shared.page = Some(Rc::new(page));
        (effects, gone)
    });
    if let Some((effects, gone)) = entered {
        live.show_people(&gone);
        effects::run(live, effects);
    }
}

pub(super) fn leave(live: Live, stay: u64) {
    let is_here = |shared: &mut Shared| shared.page.as_ref().is_some_and(|page| page.stay == stay);
    if with_shared(live, is_here) != Some(true) {
        return;
    }
    let left = with_shared(live, |shared| {
        let gathered = shared.coalescer.flush();
        if let Some(page) = shared.page.take() {
            shared.announcer.left(&page.channels);
        }
        (shared.engine.leave(), shared.people.keep(&[]), gathered, shared.tell.clone())
    });
    let Some((effects, gone, gathered, tell)) = left else { return };
    effects::run(live, effects);
    // Later: this is in the middle of drawing the next page, which would follow what is read here.
    spawn_local(async move {
        TimeoutFuture::new(0).await;
        live.show_people(&gone);
        // The news in what was gathered belongs to the factory and not to the page.
        if let Some(tell) = tell {
            tell(&gathered);
        }
    });
}

pub(super) fn tell_by(live: Live, tell: Tell) {
    with_shared(live, |shared| shared.tell = Some(tell));
}

pub(super) fn incomplete(live: Live) {
    if let Some(effects) = with_shared(live, |shared| shared.engine.incomplete()) {
        effects::run(live, effects);
        effects::show(live);
    }
}

pub(super) fn read_on(live: Live) {
    let begun =
        with_shared(live, |shared| (!shared.engine.incomplete().is_empty()).then(|| shared.page.clone()).flatten());
    if let Some(page) = begun.flatten() {
        effects::show(live);
        (page.refetch)();
    }
}

pub(super) fn refetch_failed(live: Live) {
    spawn_local(async move {
        TimeoutFuture::new(REFETCH_AGAIN_MS).await;
        if let Some(effects) = with_shared(live, |shared| shared.engine.refetch_failed()) {
            effects::run(live, effects);
        }
    });
}

pub(super) fn retry(live: Live) {
    wake(live, Wake::Now);
}

pub(super) fn claim(live: Live, claim: u64, place: Option<Place>) {
    if with_shared(live, |shared| shared.announcer.claim(claim, place)).is_some() {
        effects::announce(live);
    }
}

pub(super) fn present(live: Live, document: Channel) -> Vec<Present> {
    with_shared(live, |shared| shared.people.at(document)).unwrap_or_default()
}

fn wake(live: Live, wake: Wake) {
    live.connection.try_with_value(|connection| {
        if let Some(sender) = &connection.wake {
            // Fails only when the loop is gone, and then there is nobody left to wake.
            let _ = sender.unbounded_send(wake);
        }
    });
}

/// Starts the loop once; it ends with the layout that owns it.
fn start(live: Live) {
    let mut receiver = None;
    live.connection.update_value(|connection| {
        if connection.wake.is_none() {
            let (sender, new) = mpsc::unbounded();
            connection.wake = Some(sender);
            receiver = Some(new);
        }
    });
    let Some(receiver) = receiver else { return };
    // Listeners outlive the page that happened to start the line, so nothing removes them.
    for name in ["online", "offline", "focus", "pageshow"] {
        std::mem::forget(window_event_listener_untyped(name, move |_| wake(live, Wake::Now)));
    }
    let closure = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
        if visible() {
            effects::flush(live);
            effects::announce(live);
            wake(live, Wake::Now);
        }
    });
    let function = wasm_bindgen::JsCast::unchecked_ref(closure.as_ref());
    if document().add_event_listener_with_callback("visibilitychange", function).is_ok() {
        // Lives as long as the tab, like the line itself.
        closure.forget();
    }
    spawn_local(async move {
        fetch(live).await;
        if let Ok(line) = line::keep_connected(live, receiver).await {
            line.await;
        }
    });
}

/// Waits for the code of the line. Until then there is none, and the page says so.
async fn fetch(live: Live) {
    let failed = Cell::new(0);
    let late = async || {
        with_shared(live, |shared| *shared.down_since.get_or_insert_with(uptime));
        failed.set(failed.get() + 1);
        if failed.get() < FETCHES_MAX {
            return;
        }
        // Where the server answers, and that code does not come all the same, it has it by another name: a newer version.
        let slug = live.connection.try_with_value(|connection| connection.slug.clone()).unwrap_or_default();
        match select(pin!(load_viewer(slug)), TimeoutFuture::new(ASK_MS)).await {
            // One that was on its way may have failed of the line that it was asked for by.
            Either::Left((Ok(_), _)) if fails_at_once().await && fails_at_once().await => {
                live.outdated.try_set(true);
            }
            Either::Left((Ok(_), _)) => {}
            Either::Left((Err(AppError::SignedOut), _)) => live.sign_out(),
            Either::Left((Err(_), _)) | Either::Right(_) => {}
        }
    };
    let ageing = async {
        loop {
            effects::show(live);
            TimeoutFuture::new(TICK_MS).await;
        }
    };
    select(pin!(until_here(line::fetch, late)), pin!(ageing)).await;
}

/// Whether the code of the line cannot be had. One that is only slow can.
async fn fails_at_once() -> bool {
    matches!(select(pin!(line::fetch()), TimeoutFuture::new(ASK_MS)).await, Either::Left((Err(_), _)))
}

/// Whether anybody can be looking at the page.
fn visible() -> bool {
    !document().hidden()
}
