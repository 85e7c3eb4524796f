//! The browser's own question before a page with something unsaved is closed or reloaded.

use leptos::prelude::*;

/// Asks before the page is left by closing or reloading while `unsaved`. Navigation inside the app does not ask.
pub fn warn_before_leaving(unsaved: Signal<bool>) {
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::beforeunload, move |event| {
            if unsaved.try_get_untracked() == Some(true) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}
