//! A shared tablet locks when nobody has touched it for a while. The session is over then; the page and what is typed
//! stay behind the lock. Not without a line: nobody could unlock it then, and a tablet in a corner without Wi-Fi is to go
//! on working. It locks as soon as the line is back.

use std::{pin::pin, time::Duration};

use futures::future::{Either, select};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn as _, task::spawn_local};

use super::{
    doors::{LogOut, lock, stay},
    texts, use_viewer,
};
use crate::{
    error::AppError,
    language::t,
    live::{Live, Uptime, mutation::pause, uptime, use_live},
    ui::icon::Icon,
};

/// How often is looked whether somebody is still here.
const LOOK: Duration = Duration::from_secs(1);
/// How often the server is told so: less than what it waits after the page should have locked.
const STAY_MS: i64 = 60_000;
/// A lock that could not be told is told again after this.
const AGAIN_MS: u32 = 2_000;
/// A line that does not answer the lock for so long is none.
const PATIENCE_MS: u32 = 5_000;

/// Locks at once: the person goes away, or somebody else takes the tablet.
pub fn lock_now(live: Live) {
    live.sign_out();
    spawn_local(async move {
        // Until it counts: a lock that only hides the page would open for whoever loads it anew. And not once somebody
        // has unlocked it: then it would end what has just begun.
        while live.signed_out.try_get_untracked() == Some(true) {
            match lock().await {
                Ok(()) | Err(AppError::SignedOut) => return,
                Err(_) => pause(AGAIN_MS).await,
            }
        }
    });
}

/// Locks a page that nobody touches, if the server hears of it.
async fn lock_over_the_line(live: Live) {
    match select(pin!(lock()), pin!(pause(PATIENCE_MS))).await {
        Either::Right(_) => {}
        Either::Left((Err(AppError::Offline), _)) => pause(AGAIN_MS).await,
        Either::Left((Ok(()) | Err(AppError::SignedOut), _)) => live.sign_out(),
        // It is there, and in trouble.
        Either::Left((Err(_), _)) => lock_now(live),
    }
}

/// Watches a page that was opened by PIN; nothing on others.
#[component]
pub fn IdleLock() -> impl IntoView {
    let Some(minutes) = use_viewer().with_value(|viewer| viewer.lock_minutes) else { return };
    let (live, slug) = (use_live(), use_viewer().with_value(|viewer| viewer.slug.clone()));
    let limit = i64::from(minutes) * 60_000;
    Effect::new(move |_| {
        let touched = StoredValue::new(uptime());
        let told = StoredValue::new(uptime());
        let asking = StoredValue::new(false);
        for name in ["pointerdown", "keydown", "wheel", "touchmove"] {
            let listener = window_event_listener_untyped(name, move |_| {
                touched.try_set_value(uptime());
            });
            on_cleanup(move || listener.remove());
        }
        let slug = slug.clone();
        let look = move || {
            let (Some(last), Some(said)) = (touched.try_get_value(), told.try_get_value()) else { return };
            let now: Uptime = uptime();
            if live.signed_out.get_untracked() {
                // While it is locked nobody is here; whoever unlocks it is.
                touched.set_value(now);
            } else if now.millis_since(last) >= limit {
                let was_asking = asking.try_update_value(|asking| std::mem::replace(asking, true));
                if was_asking == Some(false) {
                    spawn_local(async move {
                        lock_over_the_line(live).await;
                        asking.try_set_value(false);
                    });
                }
            } else if now.millis_since(said) >= STAY_MS && last > said {
                told.set_value(now);
                let slug = slug.clone();
                spawn_local(async move {
                    if stay(slug).await == Err(AppError::SignedOut) {
                        live.sign_out();
                    }
                });
            }
        };
        if let Ok(looking) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || looking.clear());
        }
    });
}

/// The button that locks at once, on a page that was opened by PIN. Where the app is not awake it ends the session, which
/// leads to the entrance of the tablet.
#[component]
pub fn LockButton() -> impl IntoView {
    let live = use_live();
    let lock = move |event: SubmitEvent| {
        event.prevent_default();
        lock_now(live);
    };
    view! {
        <form class="nav__lock" method="post" action=LogOut::url() on:submit=lock>
            <button class="btn btn--quiet" type="submit" data-lock="">
                <Icon name="i-lock" />
                {t(texts::LOCK)}
            </button>
        </form>
    }
}
