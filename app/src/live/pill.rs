//! The connection pill: what the screen is worth, always in words.

use leptos::prelude::*;

use super::{Link, use_live};
use crate::{
    account::use_viewer,
    ui::{format::clock_time, icon::Icon},
};

/// Drawn in every top bar. A tap tries the line at once.
#[component]
pub fn ConnectionPill() -> impl IntoView {
    let live = use_live();
    let offset = use_viewer().with_value(|viewer| viewer.utc_offset_minutes);
    let state = move || match (live.link.get(), live.waiting.get()) {
        (Link::Live, 0) => "live",
        (Link::Live | Link::CatchingUp, _) => "catching-up",
        (Link::Down { offline: true, .. }, _) | (Link::Down { .. }, 1..) => "offline",
        (Link::Down { .. }, 0) => "stale",
    };
    let text = move || match (live.link.get(), live.waiting.get()) {
        (Link::Live, 0) => "Langsung".to_owned(),
        (Link::Live | Link::CatchingUp, _) => "Menyambung…".to_owned(),
        (Link::Down { .. }, waiting @ 1..) => format!("Luring · {waiting} menunggu"),
        (Link::Down { last_heard: Some(at), .. }, 0) => format!("Data per {}", clock_time(at, offset)),
        (Link::Down { .. }, 0) => "Luring".to_owned(),
    };
    let icon = move || match state() {
        "live" => view! { <span class="pill__dot" aria-hidden="true"></span> }.into_any(),
        "catching-up" => view! { <Icon name="i-sync" /> }.into_any(),
        "offline" => view! { <Icon name="i-offline" /> }.into_any(),
        _ => view! { <Icon name="i-stale" /> }.into_any(),
    };
    view! {
        <span class="pill" data-state=state role="status" on:click=move |_| live.retry()>
            {icon}
            {text}
        </span>
    }
}
