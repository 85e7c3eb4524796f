//! Rows on their way from the browser's own store, thousands of them at a start. wasm-bindgen copies a text letter by letter,
//! which is quick once the browser has learnt how; until then its own encoder is quicker, which does all of it in one step.

use std::cell::RefCell;

use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

#[wasm_bindgen]
extern "C" {
    /// The browser's (Encoding Standard, 7.4).
    type TextEncoder;

    #[wasm_bindgen(constructor)]
    fn new() -> TextEncoder;

    /// Writes as much of `text` as `bytes` has room for.
    #[wasm_bindgen(method, js_name = encodeInto)]
    fn encode_into(this: &TextEncoder, text: &JsValue, bytes: &mut [u8]) -> Encoded;

    /// How much that was.
    type Encoded;

    /// Of the bytes.
    #[wasm_bindgen(method, getter)]
    fn written(this: &Encoded) -> u32;
}

/// What an item takes many times over, in bytes. What is longer goes the other way.
const ROOM: usize = 16 * 1024;
/// The longest that a letter is, in UTF-16 two units: with less room left than that, something may be missing.
const LETTER_MAX: usize = 4;

thread_local! {
    static ENCODER: TextEncoder = TextEncoder::new();
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// What `value` says. What is no text is given as JavaScript would write it.
pub(crate) fn text(value: &JsValue) -> Option<String> {
    BYTES.with_borrow_mut(|bytes| {
        bytes.resize(ROOM, 0);
        let written = ENCODER.with(|encoder| encoder.encode_into(value, bytes).written()) as usize;
        if written + LETTER_MAX > ROOM {
            return value.as_string();
        }
        std::str::from_utf8(&bytes[..written]).ok().map(str::to_owned)
    })
}
