//! The browser's side of it: its history, its address bar, and taps on links.

use leptos::{ev, prelude::*, task::spawn_local, web_sys};
use wasm_bindgen::{JsCast, JsValue};

use super::{Address, Going};

/// Where the document is.
pub(super) fn current() -> Address {
    let location = window().location();
    // A document of a site has all of these.
    let part = |part: Result<String, JsValue>| part.unwrap_or_default();
    Address::of(&format!("{}{}{}", part(location.pathname()), part(location.search()), part(location.hash())))
}

/// Follows links, and the way back and forth.
pub(super) fn listen(document: RwSignal<Address>) {
    let links = window_event_listener(ev::click, move |event| {
        if let Some((to, going)) = link_of(&event) {
            event.prevent_default();
            go(document, &to, going);
        }
    });
    let history = window_event_listener(ev::popstate, move |_| arrive(document, current()));
    on_cleanup(move || {
        links.remove();
        history.remove();
    });
}

/// Goes to `to`, a path of this site.
pub(super) fn go(document: RwSignal<Address>, to: &str, going: Going) {
    let there = Address::of(to);
    let Ok(history) = window().history() else { return };
    // Who goes where he is does not want to come back to it.
    let replace = going.replace || document.with_untracked(|here| *here == there);
    let written = if replace {
        history.replace_state_with_url(&JsValue::NULL, "", Some(to))
    } else {
        history.push_state_with_url(&JsValue::NULL, "", Some(to))
    };
    // A browser that is asked too often takes no more for a while: what is shown is right all the same.
    drop(written);
    let hash = there.hash.clone();
    arrive(document, there);
    if !going.keep_scroll {
        // Once the page is drawn, which the effects that wait already do.
        spawn_local(async move { scroll_to(&hash) });
    }
}

fn arrive(document: RwSignal<Address>, there: Address) {
    if document.with_untracked(|here| *here != there) {
        document.set(there);
    }
}

/// To what has the id `hash`, else to the top.
fn scroll_to(hash: &str) {
    match document().get_element_by_id(hash).filter(|_| !hash.is_empty()) {
        Some(element) => element.scroll_into_view(),
        None => window().scroll_to_with_x_and_y(0.0, 0.0),
    }
}

/// Where a tap leads, if it is one on a link that is followed here.
fn link_of(event: &web_sys::MouseEvent) -> Option<(String, Going)> {
    let is_plain =
        event.button() == 0 && !(event.meta_key() || event.ctrl_key() || event.shift_key() || event.alt_key());
    if event.default_prevented() || !is_plain {
        return None;
    }
    let link = event.target()?.dyn_into::<web_sys::Element>().ok()?.closest("a[href]").ok()??;
    let link = link.dyn_into::<web_sys::HtmlAnchorElement>().ok()?;
    let is_external = link.get_attribute("rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "external"));
    if is_external || link.has_attribute("download") || !link.target().is_empty() {
        return None;
    }
    if link.origin() != window().location().origin().ok()? {
        return None;
    }
    let to = format!("{}{}{}", link.pathname(), link.search(), link.hash());
    // Read as an address, this would be another site's.
    if to.starts_with("//") {
        return None;
    }
    Some((to, Going { replace: link.has_attribute("data-replace"), keep_scroll: false }))
}
