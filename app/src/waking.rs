//! How a page wakes up in the browser: over what the server drew, or, where the server could not be reached, in the empty
//! shell, from what the device knows.

use gloo_timers::future::TimeoutFuture;
use leptos::{
    mount::{hydrate_body, mount_to_body},
    prelude::*,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::{
    App, kept, language,
    layout::NoLine,
    purchase_order::progress_sheet,
    routes::{preload, shortcut},
};

/// Between two attempts to fetch the page's code, in milliseconds.
const AGAIN_MS: u32 = 2_000;

/// Wakes the page. Until its code has come, and on a line that brings nothing, it is readable as it is.
pub async fn wake() {
    language::read_from_document();
    // The first tap needs it: on its way while the page wakes up. Should it not come, who needs it asks again.
    let mut sheet = Box::pin(progress_sheet::fetch());
    if futures::poll!(&mut sheet).is_pending() {
        spawn_local(async move { drop(sheet.await) });
    }
    let is_shell = document().document_element().is_some_and(|root| root.has_attribute("data-shell"));
    let mut path = path();
    if is_shell {
        let known = kept::begin(&path).await;
        if let Some(elsewhere) = kept::path_to(shortcut(&here())).filter(|_| known && path == "/") {
            let moved =
                window().history().map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&elsewhere)));
            // Fails only for an address of another site.
            if let Ok(Ok(())) = moved {
                path = elsewhere;
            }
        }
        if !known {
            clear();
            return mount_to_body(NoLine);
        }
    }
    while preload(&path).await.is_err() {
        TimeoutFuture::new(AGAIN_MS).await;
    }
    if is_shell {
        clear();
        mount_to_body(App);
    } else {
        hydrate_body(App);
    }
}

fn path() -> String {
    window().location().pathname().unwrap_or_default()
}

fn here() -> String {
    window().location().href().unwrap_or_default()
}

/// Takes away what stood there while the page woke up.
fn clear() {
    if let Some(waking) = document().get_element_by_id("waking") {
        waking.remove();
    }
}
