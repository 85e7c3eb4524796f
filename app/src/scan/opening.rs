//! Going where a scan leads.

use leptos::prelude::*;
use model::ids::ItemId;

use super::target::item_path;
use crate::{
    account::{FactoryName, Viewer, use_viewer},
    router::{Going, use_address, use_navigate},
};

/// The page that scans, inside a factory.
pub(super) const SCAN_PAGE: &str = "scan";

/// The item that a scan has just opened, until its page has seen it. A context of the factory's layout: in the address it
/// would have to be taken out again, which while the page is still on its way draws it a second time.
#[derive(Clone, Copy, Default)]
pub struct Scanned(pub RwSignal<Option<ItemId>>);

/// Opens an item of this factory as a scan does. From the page that scans in its place: who goes back wants what was
/// before it.
#[must_use]
pub(super) fn use_opening() -> Callback<ItemId> {
    let navigate = use_navigate();
    let address = use_address();
    let viewer = use_viewer();
    let Scanned(scanned) = expect_context();
    Callback::new(move |item| {
        let item_page = format!("items/{item}");
        let (path, scanning) = viewer.with_value(|viewer| (viewer.path(&item_page), viewer.path(SCAN_PAGE)));
        scanned.set(Some(item));
        let replace = address.with_untracked(|address| address.path == scanning);
        navigate(&path, Going { replace, ..Default::default() });
    })
}

/// The factory with `slug`, if the person who scans belongs to it too.
#[must_use]
pub(super) fn own_factory(viewer: &Viewer, slug: &str) -> Option<FactoryName> {
    viewer.factories.iter().find(|factory| factory.slug == slug).cloned()
}

/// Where an item of the factory with `slug` is opened as a scan does; by a fresh page, as every factory.
#[must_use]
pub(super) fn path_there(slug: &str, item: ItemId) -> String {
    format!("/{slug}/{}", item_path(item))
}
