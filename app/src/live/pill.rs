//! The connection pill: what the screen is worth, always in words.

use leptos::prelude::*;

use super::{
    freshness::PillState,
    lateness::seconds,
    offline_queue::{counts, use_queue},
    texts, use_live,
};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    ui::icon::Icon,
};

/// Drawn in every top bar. A tap tries the line at once; a tap or a pointer on it says how late the last change came.
#[component]
pub fn ConnectionPill() -> impl IntoView {
    let live = use_live();
    let offset = use_viewer().with_value(|viewer| viewer.utc_offset_minutes);
    let queue = use_queue();
    let queued = move || if queue.held.get() { queue.entries.with(|entries| counts(entries).1) } else { 0 };
    let state = Memo::new(move |_| PillState::of(live.link.get(), live.waiting.get() + queued()));
    let icon = move || match state.get() {
        PillState::Live => view! { <span class="pill__dot" aria-hidden="true"></span> }.into_any(),
        PillState::CatchingUp => view! { <Icon name="i-sync" /> }.into_any(),
        PillState::Offline { .. } => view! { <Icon name="i-offline" /> }.into_any(),
        PillState::Stale { .. } => view! { <Icon name="i-stale" /> }.into_any(),
    };
    let open = RwSignal::new(false);
    // Read only while it is shown: an event that nobody asks the delay of writes nothing here.
    let late = move || {
        open.get().then(|| match live.late.get() {
            Some(millis) => t_with(texts::LAST_CHANGE_TOOK, &[&seconds(millis)]),
            None => t(texts::NO_CHANGE_YET).to_owned(),
        })
    };
    // Opens and never toggles: on a touch screen the tap has already been a pointer that came.
    let tap = move |_| {
        live.retry();
        open.set(true);
    };
    view! {
        <div
            class="pill"
            data-state=move || state.get().name()
            on:mouseenter=move |_| open.set(true)
            on:mouseleave=move |_| open.set(false)
        >
            {icon}
            <span role="status">{move || state.get().text(offset)}</span>
            <button
                class="pill__hit"
                type="button"
                aria-label=t(texts::CHECK_CONNECTION)
                on:click=tap
                on:blur=move |_| open.set(false)
            ></button>
            <span class="pill__late" role="status">
                {late}
            </span>
        </div>
    }
}
