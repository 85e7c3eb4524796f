//! What the line does to the page: sends, applies, asks for fresh snapshots, and shows how it stands.

use std::rc::Rc;

use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use model::{Event, frame::ServerFrame};

use super::{Shared, Wake, visible, wake, with_shared};
use crate::live::{Live, Uptime, engine::Effect, freshness::Facts, now, uptime};

/// Fresh snapshots are asked for within this time, so that a thousand pages do not ask at once.
const REFETCH_JITTER_MS: f64 = 1_500.0;

/// A frame came.
pub(super) fn hear(live: Live, frame: ServerFrame) {
    let heard = with_shared(live, |shared| {
        let moment = uptime();
        if let Some(pulse) = &mut shared.pulse {
            pulse.beat(moment, matches!(frame, ServerFrame::Welcome { .. }));
        }
        let mut moved = Vec::new();
        match &frame {
            ServerFrame::Welcome { now: server, .. } => {
                shared.lateness.welcome(*server, now());
                shared.people.doubt(moment);
            }
            ServerFrame::Head { now: server, .. } => shared.lateness.hear(*server, now()),
            ServerFrame::Presence { channel, present } if shared.engine.follows(*channel) => {
                moved = shared.people.hear(*channel, present.clone(), moment);
            }
            _ => {}
        }
        let welcomed = matches!(frame, ServerFrame::Welcome { .. });
        (shared.engine.receive(frame), moment, moved, welcomed)
    });
    let Some((effects, moment, moved, welcomed)) = heard else { return };
    run_at(live, moment, effects);
    // What is drawn for the events comes first.
    spawn_local(async move {
        with_shared(live, |shared| shared.last_heard = Some(now()));
        live.show_people(&moved);
        if welcomed {
            // The server understands this page, whatever the one before it said.
            live.outdated.set(false);
            announce(live);
        }
        show(live);
    });
}

/// Does what the engine asks for.
pub(super) fn run(live: Live, effects: Vec<Effect>) {
    run_at(live, uptime(), effects);
}

/// As [`run`], at a `moment` that is known already: the browser's clock is outside, and an event waits for the answer.
fn run_at(live: Live, moment: Uptime, effects: Vec<Effect>) {
    for effect in effects {
        match effect {
            Effect::Send(frame) => wake(live, Wake::Send(frame)),
            Effect::Apply(events) => gather(live, moment, events),
            Effect::Refetch => refetch_soon(live),
            // How and when is for [`crate::live::NewVersion`], which knows what somebody has typed.
            Effect::Reload => live.outdated.set(true),
        }
    }
}

/// Says where the person is, as often as it needs saying.
pub(super) fn announce(live: Live) {
    let word = |shared: &mut Shared| {
        let may = shared.engine.has_page() && shared.pulse.is_some_and(|pulse| pulse.welcomed());
        if may { shared.announcer.due(uptime(), visible()) } else { None }
    };
    if let Some(frame) = with_shared(live, word).flatten() {
        wake(live, Wake::Send(frame));
    }
}

/// Once a second: says and forgets what is due.
pub(super) fn tick(live: Live) {
    announce(live);
    let gone = with_shared(live, |shared| shared.people.expire(uptime()));
    live.show_people(&gone.unwrap_or_default());
    show(live);
}

fn gather(live: Live, at: Uptime, events: Vec<Event>) {
    let gathered = with_shared(live, |shared| {
        let held_before = shared.coalescer.wait(at).is_some();
        let ready = shared.coalescer.push(events, at);
        (ready, shared.coalescer.wait(at).filter(|_| !held_before))
    });
    let Some((ready, wait)) = gathered else { return };
    apply(live, &ready);
    if let Some(wait) = wait {
        spawn_local(async move {
            TimeoutFuture::new(wait + 1).await;
            let ready = with_shared(live, |shared| shared.coalescer.due(uptime()));
            apply(live, &ready.unwrap_or_default());
        });
    }
}

/// Applies what was gathered, at once.
pub(super) fn flush(live: Live) {
    let ready = with_shared(live, |shared| shared.coalescer.flush());
    apply(live, &ready.unwrap_or_default());
}

fn apply(live: Live, events: &[Event]) {
    let Some(newest) = events.last() else { return };
    // The page is taken out first: laying events over the screen may itself enter or leave a page.
    let Some(page) = with_shared(live, |shared| shared.page.clone()).flatten() else { return };
    let recorded = newest.ts;
    (page.apply)(events);
    // Once it is drawn, which is what is asked.
    spawn_local(async move {
        if let Some(late) = with_shared(live, |shared| shared.lateness.of(recorded, now())).flatten() {
            live.late.set(Some(late));
        }
    });
}

fn refetch_soon(live: Live) {
    let page = with_shared(live, |shared| shared.page.clone()).flatten();
    spawn_local(async move {
        TimeoutFuture::new((js_sys::Math::random() * REFETCH_JITTER_MS) as u32).await;
        let current = with_shared(live, |shared| shared.page.clone()).flatten();
        // Another page was entered meanwhile: it brought its own snapshot.
        if let (Some(page), Some(current)) = (page, current)
            && Rc::ptr_eq(&page, &current)
        {
            (page.refetch)();
        }
    });
}

/// Draws how the line stands, if that changed.
pub(super) fn show(live: Live) {
    let offline = !window().navigator().on_line();
    let link = with_shared(live, |shared| {
        let complete = shared.engine.is_live();
        if complete {
            shared.down_since = None;
        }
        let asked = shared.pulse.and_then(|pulse| pulse.asked());
        let (last_heard, down_since) = (shared.last_heard, shared.down_since);
        Facts { complete, asked, last_heard, down_since, offline }.link(uptime())
    });
    if let Some(link) = link
        && live.link.get_untracked() != link
    {
        live.link.set(link);
    }
}
