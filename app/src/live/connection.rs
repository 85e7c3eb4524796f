//! The socket itself: opens, listens, notices silence, comes back. Browser only.
//!
//! Reconnecting waits a random time below 0.5 s doubling to 15 s (full jitter), and not at all when the network or
//! the tab comes back. Silence longer than a heartbeat is questioned by a ping; no answer means the line is dead,
//! however open the socket looks.

use std::{cell::RefCell, rc::Rc};

use futures::{
    FutureExt, SinkExt, StreamExt,
    channel::mpsc::{self, UnboundedReceiver, UnboundedSender},
    future::{Either, select},
};
use gloo_net::websocket::{Message, WebSocketError, futures::WebSocket};
use gloo_timers::future::TimeoutFuture;
use leptos::{leptos_dom::helpers::window_event_listener_untyped, prelude::*, task::spawn_local};
use model::{
    Event, Timestamp,
    frame::{ClientFrame, HEARTBEAT_MS, ServerFrame, close},
};

use super::{
    Link, Live, Page,
    coalesce::Coalescer,
    engine::{Effect, Engine},
    now,
};

/// Silence after which the line is questioned.
const QUIET_MS: i64 = HEARTBEAT_MS as i64 + 3_000;
/// How long the answer to that question may take.
const ANSWER_MS: i64 = 4_000;
/// How often silence is looked at.
const TICK_MS: u32 = 1_000;
/// Longest wait for the socket to open.
const OPEN_MS: i64 = 10_000;
/// A disconnection shorter than this is drawn as catching up, not as old data.
const BRIEF_MS: i64 = 3_000;
const BACKOFF_FIRST_MS: f64 = 500.0;
const BACKOFF_MAX_MS: f64 = 15_000.0;
/// Fresh snapshots are asked for within this time, so that a thousand pages do not ask at once.
const REFETCH_JITTER_MS: f64 = 1_500.0;

/// A fresh snapshot that could not be read is asked for again after this.
const REFETCH_AGAIN_MS: u32 = 1_000;

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
    shared: Rc<RefCell<Shared>>,
    wake: Option<UnboundedSender<Wake>>,
}

#[derive(Default)]
struct Shared {
    engine: Engine,
    coalescer: Coalescer,
    page: Option<Rc<Page>>,
    last_heard: Option<Timestamp>,
    down_since: Option<Timestamp>,
}

impl Connection {
    pub(super) fn new(slug: &str) -> Connection {
        Connection { slug: slug.to_owned(), shared: Rc::default(), wake: None }
    }
}

fn shared(live: Live) -> Rc<RefCell<Shared>> {
    live.connection.with_value(|connection| connection.shared.clone())
}

pub(super) fn enter(live: Live, page: Page) {
    start(live);
    let shared = shared(live);
    let effects = {
        let mut shared = shared.borrow_mut();
        // What the last page gathered is in this page's snapshot, or comes again from its cursor.
        shared.coalescer = Coalescer::default();
        let effects = shared.engine.enter(page.epoch, page.seq, page.channels.clone());
        shared.page = Some(Rc::new(page));
        effects
    };
    run_effects(live, effects);
}

pub(super) fn leave(live: Live, stay: u64) {
    // Gone with the layout: then the line is too.
    if live.connection.try_with_value(|_| ()).is_none() {
        return;
    }
    let shared = shared(live);
    let effects = {
        let mut shared = shared.borrow_mut();
        if shared.page.as_ref().is_none_or(|page| page.stay != stay) {
            return;
        }
        shared.coalescer = Coalescer::default();
        shared.page = None;
        shared.engine.leave()
    };
    run_effects(live, effects);
}

pub(super) fn refetch_failed(live: Live) {
    spawn_local(async move {
        TimeoutFuture::new(REFETCH_AGAIN_MS).await;
        if live.connection.try_with_value(|_| ()).is_some() {
            let effects = shared(live).borrow_mut().engine.refetch_failed();
            run_effects(live, effects);
        }
    });
}

pub(super) fn retry(live: Live) {
    wake(live, Wake::Now);
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
    for name in ["online", "offline", "focus", "pageshow"] {
        let handle = window_event_listener_untyped(name, move |_| wake(live, Wake::Now));
        on_cleanup_detached(handle);
    }
    let document = document();
    let closure = wasm_bindgen::closure::Closure::<dyn Fn()>::new(move || {
        if !leptos::prelude::document().hidden() {
            flush(live);
            wake(live, Wake::Now);
        }
    });
    let function = wasm_bindgen::JsCast::unchecked_ref(closure.as_ref());
    if document.add_event_listener_with_callback("visibilitychange", function).is_ok() {
        // Lives as long as the tab, like the line itself.
        closure.forget();
    }
    spawn_local(keep_connected(live, receiver));
}

/// Listeners outlive the page that happened to start the line, so nothing removes them.
fn on_cleanup_detached(handle: WindowListenerHandle) {
    std::mem::forget(handle);
}

async fn keep_connected(live: Live, mut wakes: UnboundedReceiver<Wake>) {
    let mut backoff = BACKOFF_FIRST_MS;
    loop {
        show(live);
        // A socket that has nothing to say hello about would be closed for its silence.
        while !shared(live).borrow().engine.has_page() {
            wait_or_wake(live, TICK_MS, &mut wakes).await;
            if live.connection.try_with_value(|_| ()).is_none() {
                return;
            }
        }
        let ended = connect(live, &mut wakes).await;
        shared(live).borrow_mut().engine.closed();
        shared(live).borrow_mut().down_since.get_or_insert_with(now);
        match ended {
            Ended::Disposed => return,
            Ended::SignedOut => {
                live.signed_out.set(true);
                backoff = BACKOFF_FIRST_MS;
            }
            Ended::AfterWelcome => backoff = BACKOFF_FIRST_MS,
            Ended::NeverOpened => {
                // The browser hides why an upgrade was refused; an ordinary question tells whether we are signed in.
                let slug = live.connection.try_with_value(|connection| connection.slug.clone()).unwrap_or_default();
                if crate::account::load_viewer(slug).await == Err(crate::error::AppError::SignedOut) {
                    live.signed_out.set(true);
                }
            }
        }
        show(live);
        let pause = (js_sys::Math::random() * backoff) as u32;
        backoff = (backoff * 2.0).min(BACKOFF_MAX_MS);
        if wait_or_wake(live, pause, &mut wakes).await {
            backoff = BACKOFF_FIRST_MS;
        }
    }
}

/// Waits `millis`, showing the state as it ages; `true` when woken before.
async fn wait_or_wake(live: Live, millis: u32, wakes: &mut UnboundedReceiver<Wake>) -> bool {
    let until = now().0 + i64::from(millis);
    loop {
        let left = until - now().0;
        if left <= 0 {
            return false;
        }
        let timer = TimeoutFuture::new((left as u32).min(TICK_MS));
        match select(timer, wakes.next()).await {
            Either::Left(_) => show(live),
            Either::Right((Some(Wake::Now) | None, _)) => return true,
            // Frames for a closed socket are void: the next hello says it all.
            Either::Right((Some(Wake::Send(_)), _)) => {}
        }
    }
}

enum Ended {
    /// The layout is gone.
    Disposed,
    /// The server closed with "signed out".
    SignedOut,
    /// It worked for a while.
    AfterWelcome,
    /// It never got as far as a welcome.
    NeverOpened,
}

async fn connect(live: Live, wakes: &mut UnboundedReceiver<Wake>) -> Ended {
    let Some(slug) = live.connection.try_with_value(|connection| connection.slug.clone()) else {
        return Ended::Disposed;
    };
    let location = window().location();
    let (Ok(protocol), Ok(host)) = (location.protocol(), location.host()) else { return Ended::NeverOpened };
    let scheme = if protocol == "https:" { "wss" } else { "ws" };
    let Ok(socket) = WebSocket::open(&format!("{scheme}://{host}/{slug}/live")) else { return Ended::NeverOpened };
    let (mut sink, mut stream) = socket.split();
    let opened = now();
    let mut welcomed = false;
    let mut questioned: Option<Timestamp> = None;

    // The first frame can be queued before the socket is open: the sink waits.
    let effects = shared(live).borrow_mut().engine.opened();
    run_effects(live, effects);

    loop {
        let tick = TimeoutFuture::new(TICK_MS);
        let next = select(stream.next(), select(wakes.next(), tick)).await;
        match next {
            Either::Left((Some(Ok(message)), _)) => {
                questioned = None;
                if let Some(frame) = read(message) {
                    welcomed |= matches!(frame, ServerFrame::Welcome { .. });
                    heard(live, frame);
                }
            }
            Either::Left((Some(Err(WebSocketError::ConnectionClose(event))), _)) => {
                return match event.code {
                    close::SIGNED_OUT => Ended::SignedOut,
                    _ if welcomed => Ended::AfterWelcome,
                    _ => Ended::NeverOpened,
                };
            }
            Either::Left((None | Some(Err(_)), _)) => {
                return if welcomed { Ended::AfterWelcome } else { Ended::NeverOpened };
            }
            Either::Right((Either::Left((Some(Wake::Send(frame)), _)), _)) => {
                let Ok(text) = serde_json::to_string(&frame) else { continue };
                // A send to a socket that never opens must not hold the loop.
                let sent = sink.send(Message::Text(text)).fuse();
                let limit = TimeoutFuture::new(OPEN_MS as u32).fuse();
                futures::pin_mut!(sent, limit);
                if let Either::Right(_) = select(sent, limit).await {
                    return Ended::NeverOpened;
                }
            }
            Either::Right((Either::Left((Some(Wake::Now), _)), _)) => {
                if welcomed && questioned.is_none() {
                    questioned = Some(now());
                    wake(live, Wake::Send(ClientFrame::Ping));
                }
            }
            Either::Right((Either::Left((None, _)), _)) => return Ended::Disposed,
            Either::Right((Either::Right(_), _)) => {
                if live.connection.try_with_value(|_| ()).is_none() {
                    return Ended::Disposed;
                }
                let quiet = now().millis_since(shared(live).borrow().last_heard.unwrap_or(opened).max(opened));
                match questioned {
                    Some(asked) if now().millis_since(asked) > ANSWER_MS => return Ended::AfterWelcome,
                    Some(_) => {}
                    None if !welcomed && quiet > OPEN_MS => return Ended::NeverOpened,
                    None if welcomed && quiet > QUIET_MS => {
                        questioned = Some(now());
                        wake(live, Wake::Send(ClientFrame::Ping));
                    }
                    None => {}
                }
                show(live);
            }
        }
    }
}

fn read(message: Message) -> Option<ServerFrame> {
    match message {
        Message::Text(text) => serde_json::from_str(&text).ok(),
        Message::Bytes(_) => None,
    }
}

fn heard(live: Live, frame: ServerFrame) {
    let shared = shared(live);
    let effects = {
        let mut shared = shared.borrow_mut();
        shared.last_heard = Some(now());
        shared.engine.receive(frame)
    };
    run_effects(live, effects);
    show(live);
}

fn run_effects(live: Live, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Send(frame) => wake(live, Wake::Send(frame)),
            Effect::Apply(events) => gather(live, events),
            Effect::Refetch => refetch_soon(live),
            Effect::Reload => {
                // Typed text survives in the browser's own form restoration; nothing else can be done with old code.
                let _ = window().location().reload();
            }
        }
    }
}

fn gather(live: Live, events: Vec<Event>) {
    let shared = shared(live);
    let (ready, wait) = {
        let mut shared = shared.borrow_mut();
        let held_before = shared.coalescer.wait(now()).is_some();
        let ready = shared.coalescer.push(events, now());
        let wait = shared.coalescer.wait(now()).filter(|_| !held_before);
        (ready, wait)
    };
    apply(live, &ready);
    if let Some(wait) = wait {
        spawn_local(async move {
            TimeoutFuture::new(wait + 1).await;
            if live.connection.try_with_value(|_| ()).is_some() {
                let ready = self::shared(live).borrow_mut().coalescer.due(now());
                apply(live, &ready);
            }
        });
    }
}

fn flush(live: Live) {
    let ready = shared(live).borrow_mut().coalescer.flush();
    apply(live, &ready);
}

fn apply(live: Live, events: &[Event]) {
    // The page is taken out first: laying events over the screen may itself enter or leave a page.
    let page = shared(live).borrow().page.clone();
    if let Some(page) = page.filter(|_| !events.is_empty()) {
        (page.apply)(events);
    }
}

fn refetch_soon(live: Live) {
    let page = shared(live).borrow().page.clone();
    spawn_local(async move {
        TimeoutFuture::new((js_sys::Math::random() * REFETCH_JITTER_MS) as u32).await;
        let Some(current) = live.connection.try_with_value(|_| shared(live).borrow().page.clone()) else { return };
        // Another page was entered meanwhile: it brought its own snapshot.
        if let (Some(page), Some(current)) = (page, current)
            && Rc::ptr_eq(&page, &current)
        {
            (page.refetch)();
        }
    });
}

/// Derives the drawn state from the facts, and writes it only when it changed.
fn show(live: Live) {
    let shared = shared(live);
    let link = {
        let mut shared = shared.borrow_mut();
        if shared.engine.is_live() {
            shared.down_since = None;
            Link::Live
        } else {
            let offline = !window().navigator().on_line();
            let down_for = shared.down_since.map_or(0, |since| now().millis_since(since));
            if offline || down_for > BRIEF_MS {
                Link::Down { last_heard: shared.last_heard, offline }
            } else {
                Link::CatchingUp
            }
        }
    };
    if live.link.try_get_untracked().is_some_and(|drawn| drawn != link) {
        live.link.set(link);
    }
}
