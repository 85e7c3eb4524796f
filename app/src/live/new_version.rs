//! A page that the server no longer understands, or that was drawn for another role, is loaded anew, politely.
//!
//! Always true here: while something is typed, a sheet is open or a change has not been answered, the page stays as it is
//! and only says so. Nothing typed is carried over a reload: it would be filled into a form that may have changed with
//! the version, and text that never leaves the page cannot be lost by that.

use std::time::Duration;

use leptos::prelude::*;
use model::Timestamp;

use super::{now, texts, use_live};
use crate::{
    language::t,
    texts::RELOAD,
    ui::{each::Show, icon::Icon, leaving::Unsaved},
};

/// How often is looked whether the page may be loaded anew.
const LOOK: Duration = Duration::from_secs(1);
/// Shortest time between two reloads that nobody asked for: while servers of two versions answer in turn, a page that
/// follows each of them would be of no use to anybody.
const PAUSE_MS: i64 = 60_000;
/// Where this tab remembers its last reload of this kind.
#[cfg(feature = "hydrate")]
const RELOADED_AT: &str = "lacakpo-reloaded-at";

/// Says that there is a new version, and takes it as soon as that costs nobody anything.
#[component]
pub fn NewVersion() -> impl IntoView {
    let live = use_live();
    let unsaved = expect_context::<Unsaved>();
    Effect::new(move |_| {
        // Said by the service worker's keeper (`pwa.js`), maybe before this page was awake.
        if has_update() {
            live.outdated.set(true);
        }
        let update = window_event_listener_untyped("lacakpo-update", move |_| live.outdated.set(true));
        on_cleanup(move || update.remove());
    });
    Effect::new(move |_| {
        if !live.outdated.get() && !live.changed.get() {
            return;
        }
        let look = move || {
            let busy = unsaved.any() || live.unanswered.try_get_untracked() != Some(0);
            if may_reload(busy, reloaded_at(), now()) {
                reload();
            }
        };
        look();
        if let Ok(looking) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || looking.clear());
        }
    });
    view! {
        <Show when=move || live.outdated.get() || live.changed.get()>
            <aside class="notice" role="status">
                <Icon name="i-sync" />
                <p>
                    <b>
                        {move || t(if live.outdated.get() { texts::NEW_VERSION } else { texts::ACCESS_CHANGED })}
                    </b>
                    {t(texts::FINISH_FIRST)}
                </p>
                <button class="btn" type="button" on:click=|_| reload()>
                    {t(RELOAD)}
                </button>
            </aside>
        </Show>
    }
}

/// Whether the page may be loaded anew without being asked for it.
fn may_reload(busy: bool, last: Option<Timestamp>, now: Timestamp) -> bool {
    // A clock that was set back must not keep the page for hours.
    let recently = last.is_some_and(|last| (0..PAUSE_MS).contains(&now.millis_since(last)));
    !busy && !recently
}

#[cfg(feature = "hydrate")]
fn session_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

#[cfg(feature = "hydrate")]
fn reloaded_at() -> Option<Timestamp> {
    session_storage()?.get_item(RELOADED_AT).ok()??.parse().ok().map(Timestamp)
}

/// With something typed, the browser itself asks first.
#[cfg(feature = "hydrate")]
fn reload() {
    if let Some(storage) = session_storage() {
        // A tab that cannot remember it reloads once more than it should.
        let _ = storage.set_item(RELOADED_AT, &now().0.to_string());
    }
    if has_update() {
        // The new worker takes over first, and then the page is loaded anew by it.
        let taken = web_sys::Event::new("lacakpo-take-update").and_then(|event| window().dispatch_event(&event));
        if taken.is_ok() {
            return;
        }
    }
    // Refused by the person, then: the notice stays.
    let _ = window().location().reload();
}

/// Whether a newer app waits on this device.
#[cfg(feature = "hydrate")]
fn has_update() -> bool {
    document().document_element().is_some_and(|root| root.has_attribute("data-update"))
}

// Only browsers are ever out of date.
#[cfg(not(feature = "hydrate"))]
fn reloaded_at() -> Option<Timestamp> {
    None
}

#[cfg(not(feature = "hydrate"))]
fn reload() {}

#[cfg(not(feature = "hydrate"))]
fn has_update() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reloads_by_itself_only_when_nothing_is_lost_and_not_again_and_again() {
        let now = Timestamp(1_776_405_600_000);
        let ago = |millis: i64| Some(Timestamp(now.0 - millis));
        let table = [
            ("nothing typed, nothing waits", false, None, true),
            ("something is typed or waits", true, None, false),
            ("it reloaded a moment ago", false, ago(5_000), false),
            ("it reloaded a while ago", false, ago(PAUSE_MS), true),
            ("its clock was set back since", false, ago(-3_600_000), true),
            ("typed, and a while ago", true, ago(PAUSE_MS), false),
        ];
        for (case, busy, last, may) in table {
            assert_eq!(may_reload(busy, last, now), may, "{case}");
        }
    }
}
