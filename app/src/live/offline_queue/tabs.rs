//! The other tabs of this browser: one sends at a time, and all know what became of what.

use std::future::Future;

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::*;
use model::ids::MutationId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{BroadcastChannel, MessageEvent};

use crate::json;

/// What a tab says to the others of the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Word {
    /// Something was written down, changed or taken away.
    Changed,
    /// This one was accepted, and changed nothing: no event will tell of it.
    Idle(MutationId),
}

/// The way to them; none in a browser that has no such thing.
pub(super) struct Tabs {
    channel: Option<BroadcastChannel>,
    _heard: Option<Closure<dyn Fn(MessageEvent)>>,
}

impl Tabs {
    /// Those of `owner`; `hear` is told what they say.
    pub(super) fn of(owner: &str, hear: impl Fn(Word) + 'static) -> Tabs {
        let Ok(channel) = BroadcastChannel::new(&format!("lacakpo-queue:{owner}")) else {
            return Tabs { channel: None, _heard: None };
        };
        let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let word = event.data().as_string().and_then(|text| json::read(&text).ok());
            if let Some(word) = word {
                hear(word);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Tabs { channel: Some(channel), _heard: Some(heard) }
    }

    pub(super) fn say(&self, word: &Word) {
        if let (Some(channel), Ok(text)) = (&self.channel, serde_json::to_string(word)) {
            // Throws only on a channel that was closed, and this one never is.
            let _ = channel.post_message(&text.into());
        }
    }
}

/// Runs `work` while no other tab does, as far as the browser can tell: over plain HTTP it has no locks. Called by name,
/// because web-sys counts locks as unstable.
pub(super) async fn alone(owner: &str, work: impl Future<Output = ()> + 'static) {
    let locks = Reflect::get(&window().navigator(), &"locks".into()).unwrap_or(JsValue::UNDEFINED);
    let request = Reflect::get(&locks, &"request".into()).ok().and_then(|request| request.dyn_into::<Function>().ok());
    let Some(request) = request else { return work.await };
    let mut work = Some(work);
    let run = Closure::<dyn FnMut() -> Promise>::new(move || {
        let work = work.take();
        future_to_promise(async move {
            if let Some(work) = work {
                work.await;
            }
            Ok(JsValue::UNDEFINED)
        })
    });
    let asked = request.call2(&locks, &format!("lacakpo-queue:{owner}").into(), run.as_ref());
    if let Some(turn) = asked.ok().and_then(|turn| turn.dyn_into::<Promise>().ok()) {
        // Refused only where the page is going away, and then nothing is to be done.
        let _ = JsFuture::from(turn).await;
    }
}
