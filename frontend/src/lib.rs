//! The browser's entry point.

/// Wakes the page. Called once by the script in the document.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    app::wake().await;
}
