//! Icons of the sprite that the shell carries once.

use leptos::prelude::*;

/// The symbols, put into every page once.
pub const SPRITE: &str = include_str!("sprite.svg");

/// One symbol of the sprite; decoration only, a word always stands beside it.
#[component]
pub fn Icon(
    /// Symbol id, as `i-check`.
    name: &'static str,
    /// Other classes than `icon`.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("#{name}")></use>
        </svg>
    }
}
