//! What stands where a page is still on its way: its shape, and no spinner.

use leptos::prelude::*;

use super::texts;
use crate::language::t;

/// Rows that are drawn: as many as a phone shows.
const ROWS: usize = 4;

/// A page on its way. Said once to who does not see it.
#[component]
pub fn Skeleton() -> impl IntoView {
    let row = || {
        view! {
            <li class="card card--loading">
                <span class="skeleton skeleton--title"></span>
                <span class="skeleton skeleton--line"></span>
                <span class="skeleton skeleton--track"></span>
            </li>
        }
    };
    let rows = (0..ROWS).map(|_| row()).collect_view();
    view! {
        <main class="page" id="isi" tabindex="-1" aria-busy="true">
            <p class="sr" role="status">
                {t(texts::LOADING)}
            </p>
            <ul class="cards" aria-hidden="true">
                {rows}
            </ul>
        </main>
    }
}
