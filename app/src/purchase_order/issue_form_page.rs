//! Reporting an issue, and saying that one is solved, as plain forms.

#[cfg(feature = "ssr")]
mod form;

use leptos::prelude::*;
use model::ids::{IssueId, ItemId};
use serde::{Deserialize, Serialize};

use super::plain_form::Sender;
use crate::{error::AppError, json::Json, page::PageClient, routes::use_key};

/// What the query calls the issue that is solved; without it, one is reported.
pub(super) const SOLVED: &str = "issue";

/// Path of the page inside a factory.
#[must_use]
pub fn issue_form_path(item: ItemId) -> String {
    format!("items/{item}/issue")
}

/// What was reported, as the form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// By whom, about which item.
    #[serde(flatten)]
    pub sender: Sender,
    /// In a few words.
    pub title: String,
    /// Blank for none.
    #[serde(default)]
    pub description: String,
    /// `low`, `medium`, `high` or `critical`.
    pub priority: String,
}

/// Which issue is solved, as the form sends it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solved {
    /// By whom, of which item.
    #[serde(flatten)]
    pub sender: Sender,
    /// Which.
    pub issue: IssueId,
}

/// Reports what was entered and goes on to where the form was opened; refused, back to the form with what was typed.
///
/// # Errors
/// As [`super::server_fns::report_issue`]; none for a form of a browser, which is told by where it is led.
#[server(prefix = "/api", endpoint = "save_issue", output = Json, client = PageClient)]
pub async fn save_issue(entry: Report) -> Result<(), AppError> {
    form::report(entry).await
}

/// Says that an issue is solved, as [`save_issue`] reports one.
///
/// # Errors
/// As [`super::server_fns::resolve_issue`].
#[server(prefix = "/api", endpoint = "save_solved_issue", output = Json, client = PageClient)]
pub async fn save_solved_issue(entry: Solved) -> Result<(), AppError> {
    form::solve(entry).await
}

/// `/{factory}/items/{id}/issue`
#[component]
pub fn IssueFormPage() -> impl IntoView {
    let item = use_key().with_untracked(|id| id.parse::<ItemId>().ok());
    page(item)
}

#[cfg(feature = "ssr")]
use form::page;

#[cfg(feature = "hydrate")]
fn page(item: Option<ItemId>) {
    super::plain_form::go_on(item, "#issue");
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn page(_item: Option<ItemId>) {}
