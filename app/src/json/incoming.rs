//! Text on its way from the browser. wasm-bindgen copies it letter by letter, which for an event costs as much as to draw
//! it; the browser's own encoder does all of it in one step.

use js_sys::JsString;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The browser's (Encoding Standard, 7.4).
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    /// Writes as much of `text` as `bytes` has room for.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsString, bytes: &mut [u8]) -> Encoded;

    /// How much that was.
    type Encoded;

    /// Of the text, in units of UTF-16.
    #[wasm_bindgen(method, getter)]
    fn read(this: &Encoded) -> u32;

    /// Of the bytes.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
}

/// What `value` says, if it is text.
pub(crate) fn text(value: JsValue) -> Option<String> {
    let text: JsString = value.dyn_into().ok()?;
    let length = text.length();
    // Nearly all of it is ASCII; at worst a unit takes three bytes.
    [length + length / 8, 3 * length].into_iter().find_map(|room| encode(&text, room))
}

/// `text` in UTF-8; nothing if that does not fit into `room` bytes.
fn encode(text: &JsString, room: u32) -> Option<String> {
    let mut bytes = vec![0; room as usize];
    let encoded = ENCODER.with(|encoder| encoder.encode_into(text, &mut bytes));
    if encoded.read() < text.length() {
        return None;
    }
    bytes.truncate(encoded.written() as usize);
    String::from_utf8(bytes).ok()
}
