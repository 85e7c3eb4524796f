//! The loop that keeps one socket open: connects, listens, notices silence, comes back.
//!
//! Reconnecting waits a random time ([`Backoff`]), and not at all when the network or the tab comes back. Silence is
//! questioned ([`Pulse`]); no answer means that the line is dead, however open the socket looks.

use std::pin::{Pin, pin};

use futures::{
    StreamExt,
    channel::mpsc::UnboundedReceiver,
    future::{Either, select},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, wasm_split::wasm_split};
use model::{
    event::coalesce,
    frame::{ClientFrame, close},
};

use super::{
    ASK_MS, TICK_MS, Wake, effects,
    socket::{Socket, Turn},
    visible, wake, with_shared,
};
use crate::{
    account::load_viewer,
    error::AppError,
    json,
    live::{
        Live,
        backoff::Backoff,
        coalesce::Coalescer,
        freshness::{Pulse, Verdict},
        now, uptime,
    },
};

/// How a socket's life ended.
enum Ended {
    /// The layout is gone.
    Disposed,
    /// The server closed with "signed out".
    SignedOut,
    /// The server closed with "changed".
    Changed,
    /// It worked for a while.
    AfterWelcome,
    /// It never got as far as a welcome.
    NeverOpened,
}

/// Runs as long as the layout lives. The way into this room: its code, and that of everything it reads and says, comes
/// once the page is awake.
#[wasm_split(work, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
pub(super) fn keep_connected(live: Live, wakes: UnboundedReceiver<Wake>) -> Result<Line, AppError> {
    with_shared(live, |shared| shared.coalescer = Coalescer::new(coalesce));
    Ok(Box::pin(run(live, wakes)))
}

/// The loop.
pub(super) type Line = Pin<Box<dyn Future<Output = ()>>>;

async fn run(live: Live, mut wakes: UnboundedReceiver<Wake>) {
    let mut backoff = Backoff::default();
    loop {
        effects::show(live);
        // A socket that has nothing to say hello about would be closed for its silence.
        // And while somebody is to sign in again, the session may be another person's: not for this page.
        while with_shared(live, |shared| shared.engine.has_page()) == Some(false)
            || live.signed_out.try_get_untracked() == Some(true)
        {
            wait_or_wake(live, TICK_MS, &mut wakes).await;
        }
        let began = uptime();
        let ended = connect(live, &mut wakes).await;
        with_shared(live, |shared| {
            shared.engine.closed();
            shared.pulse = None;
            shared.lateness.forget_question();
            shared.down_since.get_or_insert_with(uptime);
        });
        effects::show(live);
        match ended {
            Ended::Disposed => return,
            Ended::SignedOut => {
                live.sign_out();
                backoff.reset();
            }
            Ended::Changed => {
                // What is on the screen stays true meanwhile, and the server refuses what is not allowed any more.
                live.changed.set(true);
                backoff.reset();
            }
            Ended::AfterWelcome => backoff.held(uptime().millis_since(began)),
            // The server just said what is wrong: another version.
            Ended::NeverOpened if live.outdated.try_get_untracked() == Some(true) => {}
            Ended::NeverOpened => {
                // The browser hides why an upgrade was refused; an ordinary question tells whether we are signed in.
                let slug = live.connection.try_with_value(|connection| connection.slug.clone()).unwrap_or_default();
                // A line that takes the question and never answers must not keep the next socket waiting.
                let asked = pin!(load_viewer(slug));
                if let Either::Left((Err(AppError::SignedOut), _)) = select(asked, TimeoutFuture::new(ASK_MS)).await {
                    live.sign_out();
                }
            }
        }
        effects::show(live);
        if wait_or_wake(live, backoff.pause(js_sys::Math::random()), &mut wakes).await {
            backoff.reset();
        }
    }
}

/// Waits `millis`, showing the state as it ages; `true` when woken before.
async fn wait_or_wake(live: Live, millis: u32, wakes: &mut UnboundedReceiver<Wake>) -> bool {
    let until = uptime().after(i64::from(millis));
    loop {
        let left = until.millis_since(uptime());
        if left <= 0 {
            return false;
        }
        let timer = TimeoutFuture::new((left as u32).min(TICK_MS));
        match select(timer, wakes.next()).await {
            Either::Left(_) => effects::tick(live),
            Either::Right((Some(Wake::Now) | None, _)) => return true,
            // Frames for a closed socket are void: the next hello says it all.
            Either::Right((Some(Wake::Send(_)), _)) => {}
        }
    }
}

/// One socket, from its opening to its end.
async fn connect(live: Live, wakes: &mut UnboundedReceiver<Wake>) -> Ended {
    let Some(address) = live.connection.try_with_value(|connection| connection.address.clone()) else {
        return Ended::Disposed;
    };
    let Some((socket, mut turns)) = open(live, &address) else { return Ended::NeverOpened };
    let hello = with_shared(live, |shared| {
        shared.pulse = Some(Pulse::new(uptime()));
        // Not at each welcome: one that enters another page may come before it was said that the last one was left.
        shared.announcer.forget();
        shared.engine.opened()
    });
    effects::run(live, hello.unwrap_or_default());

    // What is to be said before the socket is open; one that never opens is dead by its silence.
    let mut early = Some(Vec::new());
    // Outside the loop, so that what happens cannot put the tick off.
    let mut tick = TimeoutFuture::new(TICK_MS);
    loop {
        match select(turns.next(), select(wakes.next(), &mut tick)).await {
            Either::Left((Some(Turn::Opened), _)) => {
                if !early.take().unwrap_or_default().iter().all(|frame| send(live, &socket, frame)) {
                    return ended(live);
                }
            }
            Either::Left((Some(Turn::Closed(code)), _)) => {
                return match code {
                    close::SIGNED_OUT => Ended::SignedOut,
                    close::CHANGED => Ended::Changed,
                    _ => ended(live),
                };
            }
            // The socket holds the other end.
            Either::Left((None, _)) => return ended(live),
            Either::Right((Either::Left((Some(Wake::Send(frame)), _)), _)) => match &mut early {
                Some(early) => early.push(frame),
                None if send(live, &socket, &frame) => {}
                None => return ended(live),
            },
            Either::Right((Either::Left((Some(Wake::Now), _)), _)) => question(live),
            Either::Right((Either::Left((None, _)), _)) => return Ended::Disposed,
            Either::Right((Either::Right(_), _)) => {
                tick = TimeoutFuture::new(TICK_MS);
                let look =
                    with_shared(live, |shared| shared.pulse.as_mut().map(|pulse| pulse.look(uptime(), visible())));
                match look {
                    None => return Ended::Disposed,
                    Some(Some(Verdict::Ask)) => wake(live, Wake::Send(ClientFrame::Ping)),
                    Some(Some(Verdict::Dead)) => return ended(live),
                    Some(Some(Verdict::Well) | None) => {}
                }
                effects::tick(live);
            }
        }
    }
}

fn open(live: Live, address: &str) -> Option<(Socket, UnboundedReceiver<Turn>)> {
    let location = window().location();
    let (protocol, host) = (location.protocol().ok()?, location.host().ok()?);
    let scheme = if protocol == "https:" { "wss" } else { "ws" };
    Socket::open(&format!("{scheme}://{host}/{address}"), move |text| {
        if let Ok(frame) = json::read(text) {
            effects::hear(live, frame);
        }
    })
}

/// Sends `frame`; `false` when the socket does not take it.
fn send(live: Live, socket: &Socket, frame: &ClientFrame) -> bool {
    let Ok(text) = serde_json::to_string(frame) else { return true };
    let sent = socket.say(&text);
    if sent && matches!(frame, ClientFrame::Hello { .. } | ClientFrame::Subscribe { .. } | ClientFrame::Ping) {
        // Each of these is answered with the server's clock.
        with_shared(live, |shared| shared.lateness.ask(now()));
    }
    sent
}

/// Asks whether the line is alive, unless that is being asked already.
fn question(live: Live) {
    let ask = with_shared(live, |shared| shared.pulse.as_mut().is_some_and(|pulse| pulse.question(uptime())));
    if ask == Some(true) {
        wake(live, Wake::Send(ClientFrame::Ping));
    }
    effects::show(live);
}

fn ended(live: Live) -> Ended {
    match with_shared(live, |shared| shared.pulse.is_some_and(|pulse| pulse.welcomed())) {
        None => Ended::Disposed,
        Some(true) => Ended::AfterWelcome,
        Some(false) => Ended::NeverOpened,
    }
}
