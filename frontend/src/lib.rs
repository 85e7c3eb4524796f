//! The browser's entry point.

use gloo_timers::future::TimeoutFuture;
use leptos::prelude::window;

/// Between two attempts to fetch the page's code, in milliseconds.
const AGAIN_MS: u32 = 2_000;

/// Attaches the reactive page to the server-rendered one, once the code of the page has come. Called once by the
/// script in the shell. Until then, and on a line that brings nothing, the page is readable as it is.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    let path = window().location().pathname().unwrap_or_default();
    while app::preload(&path).await.is_err() {
        TimeoutFuture::new(AGAIN_MS).await;
    }
    leptos::mount::hydrate_body(app::App);
}
