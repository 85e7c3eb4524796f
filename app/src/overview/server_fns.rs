//! The door of the overview.

use leptos::prelude::*;
use model::overview::OverviewSnapshot;

use crate::{error::AppError, json::Json, page::PageClient};

/// The rows of the overview and the latest events. Everybody of the factory sees the whole factory (product §1).
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_overview", input = Json, output = Json, client = PageClient)]
pub async fn load_overview(factory: String) -> Result<OverviewSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let hidden = ledger::hidden_from(&viewer.actor);
    Ok(crate::request::ledger()?.overview(viewer.actor.factory_id, hidden).await?)
}
