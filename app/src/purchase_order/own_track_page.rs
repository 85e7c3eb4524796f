//! The own track as a plain form: what a tap on it opens before the app is awake, and where it never wakes. On a slow line
//! that is seconds in which an operator would tap a dead card.
//!
//! The page carries no code, so nothing competes with it for the line. Where the app runs it goes on to the sheet of the
//! item's page, which does the same and more.

#[cfg(feature = "ssr")]
mod form;

use leptos::prelude::*;
use model::ids::{ItemId, MutationId, UserId};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, json::Json, page::PageClient, routes::use_key};

/// Path of the page inside a factory.
#[must_use]
pub fn own_track_path(item: ItemId) -> String {
    format!("items/{item}/track")
}

/// What was entered, as the form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Slug of the factory.
    pub factory: String,
    /// For whom the form was drawn.
    pub person: UserId,
    /// Which item.
    pub item: ItemId,
    /// Whose track.
    pub department: String,
    /// Version of the track that the form was drawn from.
    pub version: i64,
    /// Sent twice, it counts once.
    pub mutation: MutationId,
    /// Percent, as typed.
    pub progress: String,
    /// Percent, of the button that was tapped; counts instead of what is typed.
    pub quick: Option<String>,
    /// Blank for none.
    #[serde(default)]
    pub note: String,
    /// Path to go on to.
    #[serde(default)]
    pub next: String,
}

/// Saves what was entered and goes on to where the form was opened; refused, back to the form with what was typed.
///
/// # Errors
/// As [`super::server_fns::advance_track`]; none for a form of a browser, which is told by where it is led.
#[server(prefix = "/api", endpoint = "save_own_track", output = Json, client = PageClient)]
pub async fn save_own_track(entry: Entry) -> Result<(), AppError> {
    form::save(entry).await
}

/// `/{factory}/items/{id}/track`
#[component]
pub fn OwnTrackPage() -> impl IntoView {
    let item = use_key().with_untracked(|id| id.parse::<ItemId>().ok());
    page(item)
}

#[cfg(feature = "ssr")]
use form::page;

/// The app is here: the sheet of the item's page it is.
#[cfg(feature = "hydrate")]
fn page(item: Option<ItemId>) {
    use crate::router::{Going, use_navigate};

    let crate::scan::Scanned(scanned) = expect_context();
    let navigate = use_navigate();
    let path = crate::account::use_viewer().with_value(|viewer| match item {
        Some(item) => viewer.path(&format!("items/{item}")),
        None => viewer.path("tasks"),
    });
    Effect::new(move |_| {
        scanned.set(item);
        navigate(&path, Going { replace: true, ..Default::default() });
    });
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn page(_item: Option<ItemId>) {}
