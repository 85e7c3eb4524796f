//! The own track as a plain form.

#[cfg(feature = "ssr")]
mod form;

use leptos::prelude::*;
use model::ids::ItemId;
use serde::{Deserialize, Serialize};

use super::plain_form::Sender;
#[cfg(feature = "hydrate")]
use super::plain_form::go_on;
use crate::{error::AppError, json::Json, page::PageClient, routes::use_key};

/// Path of the page inside a factory.
#[must_use]
pub fn own_track_path(item: ItemId) -> String {
    format!("items/{item}/track")
}

/// What was entered, as the form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// By whom, about which item.
    #[serde(flatten)]
    pub sender: Sender,
    /// Whose track.
    pub department: String,
    /// Version of the track that the form was drawn from.
    pub version: i64,
    /// Percent, as typed.
    pub progress: String,
    /// Percent, of the button that was tapped; counts instead of what is typed.
    pub quick: Option<String>,
    /// Blank for none.
    #[serde(default)]
    pub note: String,
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
    let crate::scan::Scanned(scanned) = expect_context();
    Effect::new(move |_| scanned.set(item));
    go_on(item, "");
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn page(_item: Option<ItemId>) {}
