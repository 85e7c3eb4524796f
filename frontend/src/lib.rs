//! The browser's entry point.

/// Attaches the reactive page to the server-rendered one. Called once by the script in the shell.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
