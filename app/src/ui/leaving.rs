//! What would be lost if the page were closed or loaded anew, and the browser's own question before that.

use std::sync::atomic::{AtomicU64, Ordering};

use leptos::prelude::*;

/// Tells one keeper from the next.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Everything on the page that only this page has. A context of the factory's layout.
#[derive(Clone, Copy, Default)]
pub struct Unsaved(StoredValue<Vec<(u64, Signal<bool>)>>);

impl Unsaved {
    /// Whether loading the page anew now would cost somebody his work: something typed is not sent, or a sheet is open.
    #[must_use]
    pub fn any(self) -> bool {
        let kept = self.0.try_get_value().unwrap_or_default();
        kept.iter().any(|(_, unsaved)| unsaved.try_get_untracked() == Some(true)) || sheet_is_open()
    }
}

/// Counts `unsaved` into [`Unsaved`] as long as the part of the page that calls this is drawn.
pub fn count_unsaved(unsaved: Signal<bool>) {
    let Some(Unsaved(all)) = use_context() else { return };
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    all.try_update_value(|all| all.push((number, unsaved)));
    on_cleanup(move || {
        all.try_update_value(|all| all.retain(|(kept, _)| *kept != number));
    });
}

/// Counts `unsaved` into [`Unsaved`], and has the browser ask before the page is left by closing or reloading while it
/// is true. Navigation inside the app does not ask.
pub fn warn_before_leaving(unsaved: Signal<bool>) {
    count_unsaved(unsaved);
    Effect::new(move |_| {
        let listener = window_event_listener(leptos::ev::beforeunload, move |event| {
            if unsaved.try_get_untracked() == Some(true) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listener.remove());
    });
}

fn sheet_is_open() -> bool {
    cfg!(feature = "hydrate") && matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}
