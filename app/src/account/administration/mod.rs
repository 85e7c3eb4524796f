//! The pages of administration: people, shared devices, customers, settings.

mod clients_page;
mod devices_page;
mod invite_sheet;
mod link_box;
mod member_fields;
mod member_sheet;
mod people_page;
mod settings_page;

pub use clients_page::ClientsPage;
pub use devices_page::DevicesPage;
use leptos::prelude::*;
use model::activity::Object;
pub use people_page::PeoplePage;
pub use settings_page::SettingsPage;

use super::{texts::administration as texts, use_viewer};
use crate::{
    language::{Text, t},
    layout::Topbar,
    router::use_address,
};

/// Pages, by path and name.
const PAGES: [(&str, Text); 4] = [
    ("people", texts::PEOPLE),
    ("devices", texts::DEVICES),
    ("clients", texts::CLIENTS),
    ("settings", texts::SETTINGS),
];

/// The way to everything that happened to one thing.
#[component]
fn HistoryLink(
    /// Which.
    object: Object,
    /// What it is called, for those who do not see where the link stands.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("activity?objek={object}")));
    view! {
        <a class="text-link" href=href>
            {t(texts::HISTORY)}
            <span class="sr">" "{name}</span>
        </a>
    }
}

/// What stands around each of these pages: its name and the ways to the others.
#[component]
fn Administration(
    /// Path of the page shown, as in [`PAGES`].
    page: &'static str,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    let title = PAGES.iter().find(|(path, _)| *path == page).map_or("", |(_, name)| t(*name));
    let viewer = use_viewer().get_value();
    let address = use_address();
    let links = PAGES
        .into_iter()
        .map(|(path, name)| {
            let href = viewer.path(path);
            let current = {
                let href = href.clone();
                move || address.with(|here| here.path == href).then_some("page")
            };
            view! {
                <a class="opt" href=href aria-current=current>
                    {t(name)}
                </a>
            }
        })
        .collect_view();
    let (factory, administers) = (viewer.factory_name.clone(), viewer.administers());
    view! {
        <Topbar title=title.to_owned() subtitle=Signal::stored(factory) has_data=administers />
        <main class="page" id="isi" tabindex="-1">
            <nav class="seg seg--links" aria-label=t(crate::texts::FACTORY)>
                {links}
            </nav>
            {children()}
        </main>
    }
}
