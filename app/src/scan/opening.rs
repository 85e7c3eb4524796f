//! Going where a scan leads.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};
use model::ids::ItemId;

use super::target::item_path;
use crate::account::{FactoryName, use_viewer};

/// The page that scans, inside a factory.
pub(super) const SCAN_PAGE: &str = "scan";

/// Opens an item of this factory as a scan does. From the page that scans in its place: who goes back wants what was
/// before it.
#[must_use]
pub(super) fn use_opening() -> Callback<ItemId> {
    let navigate = use_navigate();
    let pathname = use_location().pathname;
    let viewer = use_viewer();
    Callback::new(move |item| {
        let (path, scanning) = viewer.with_value(|viewer| (viewer.path(&item_path(item)), viewer.path(SCAN_PAGE)));
        let replace = pathname.with_untracked(|pathname| *pathname == scanning);
        navigate(&path, NavigateOptions { resolve: false, replace, ..Default::default() });
    })
}

/// The factory with `slug`, if the person who scans belongs to it too.
#[must_use]
pub(super) fn own_factory(slug: &str) -> Option<FactoryName> {
    use_viewer().with_value(|viewer| viewer.factories.iter().find(|factory| factory.slug == slug).cloned())
}

/// Where an item of the factory with `slug` is opened as a scan does; by a fresh page, as every factory.
#[must_use]
pub(super) fn path_there(slug: &str, item: ItemId) -> String {
    format!("/{slug}/{}", item_path(item))
}
