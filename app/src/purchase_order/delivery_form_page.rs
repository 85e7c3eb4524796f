//! Recording a delivery as a plain form.

#[cfg(feature = "ssr")]
mod form;

use leptos::prelude::*;
use model::ids::ItemId;
use serde::{Deserialize, Serialize};

use super::plain_form::Sender;
use crate::{error::AppError, json::Json, page::PageClient, routes::use_key};

/// Path of the page inside a factory.
#[must_use]
pub fn delivery_form_path(item: ItemId) -> String {
    format!("items/{item}/delivery")
}

/// What left, as the form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// By whom, of which item.
    #[serde(flatten)]
    pub sender: Sender,
    /// Code of the language that the form was drawn in.
    pub language: String,
    /// How much, as typed in that language.
    pub quantity: String,
    /// How much, of the button that was tapped; counts instead of what is typed.
    pub quick: Option<String>,
    /// Blank for none.
    #[serde(default)]
    pub note: String,
}

/// Records what was entered and goes on to where the form was opened; refused, back to the form with what was typed.
///
/// # Errors
/// As [`super::server_fns::record_delivery`]; none for a form of a browser, which is told by where it is led.
#[server(prefix = "/api", endpoint = "save_delivery", output = Json, client = PageClient)]
pub async fn save_delivery(entry: Left) -> Result<(), AppError> {
    form::save(entry).await
}

/// `/{factory}/items/{id}/delivery`
#[component]
pub fn DeliveryFormPage() -> impl IntoView {
    let item = use_key().with_untracked(|id| id.parse::<ItemId>().ok());
    page(item)
}

#[cfg(feature = "ssr")]
use form::page;

#[cfg(feature = "hydrate")]
fn page(item: Option<ItemId>) {
    super::plain_form::go_on(item, "#pengiriman");
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn page(_item: Option<ItemId>) {}
