//! The browser's entry point.

/// Wakes the page. Called once by the script in the document.
#[wasm_bindgen::prelude::wasm_bindgen]
pub async fn hydrate() {
    app::wake().await;
}

/// Room for the splitter. It lays the data of every file out anew, each piece at its own alignment, and where all of that is
/// longer than it was before, it puts the data of all files into the first one. Nothing reads this, so no file gets it.
#[used]
static ROOM: [u8; 4096] = [1; 4096];
