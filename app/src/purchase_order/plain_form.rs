//! Plain forms: what a tap opens before the app is awake, and where it never wakes. On a slow line that is seconds in which
//! an operator would tap dead buttons.
//!
//! Their pages carry no code, so nothing competes with them for the line. Where the app runs it goes on to the item's page,
//! whose sheets do the same and more.

#[cfg(feature = "ssr")]
mod drawn;

use leptos::{ev::SubmitEvent, prelude::*};
use model::ids::{ItemId, MutationId, UserId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::use_viewer;

#[cfg(feature = "ssr")]
pub(super) use drawn::{FormFrame, NoteField, Said, entered_before, form_page, no_form, once_page};

/// In the address of a form that counts as often as it is sent: what it enters. Reloading it, or going back to it, then
/// enters nothing twice.
const MUTATION: &str = "mutation";

/// What each sends beside what is typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Slug of the factory.
    pub factory: String,
    /// For whom the form was drawn.
    pub person: UserId,
    /// Which item.
    pub item: ItemId,
    /// Sent twice, it counts once.
    pub mutation: MutationId,
    /// Path to go on to.
    #[serde(default)]
    pub next: String,
}

/// A button that does something once the page is awake, and opens a plain form before.
#[component]
pub fn PlainWay(
    /// The form's page, inside the factory.
    to: String,
    /// What the button does.
    #[prop(into)]
    on_wake: Callback<()>,
    /// The button, which submits, and what the form's page is told.
    children: Children,
) -> impl IntoView {
    let path = use_viewer().with_value(|viewer| viewer.path(&to));
    let act = move |event: SubmitEvent| {
        event.prevent_default();
        on_wake.run(());
    };
    view! {
        <form action=path on:submit=act>
            <input type="hidden" name=MUTATION value=Uuid::now_v7().to_string() />
            {children()}
        </form>
    }
}

/// The app is here: the item's page it is, at `place` of it.
#[cfg(feature = "hydrate")]
pub(super) fn go_on(item: Option<ItemId>, place: &str) {
    use crate::router::{Going, use_navigate};

    let navigate = use_navigate();
    let path = use_viewer().with_value(|viewer| match item {
        Some(item) => viewer.path(&format!("items/{item}{place}")),
        None => viewer.path("tasks"),
    });
    Effect::new(move |_| navigate(&path, Going { replace: true, ..Default::default() }));
}
