//! Which page a URL shows. Everything of a factory lives below its slug.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use model::Refusal;

#[cfg(feature = "hydrate")]
use crate::error::AppError;
use crate::{
    account::{
        InvitationPage, LoginPage, OwnPage, ResetPage, SetupPage, TabletPage,
        administration::{ClientsPage, DevicesPage, PeoplePage, SettingsPage},
    },
    activity::activity_page::ActivityPage,
    layout::{FactoryLayout, Problem},
    lazy::{lazy_pages, page},
    overview::overview_page::OverviewPage,
    purchase_order::{
        edit_order_page::EditOrderPage, import_page::ImportPage, item_page::ItemPage, new_order_page::NewOrderPage,
        order_page::OrderPage, orders_page::OrdersPage, tasks_page::TasksPage,
    },
};

lazy_pages! {
    login, login_page, preload_login_page: LoginPage;
    login, tablet_page, preload_tablet_page: TabletPage;
    login, invitation_page, preload_invitation_page: InvitationPage;
    login, reset_page, preload_reset_page: ResetPage;
    login, setup_page, preload_setup_page: SetupPage;
    tasks, tasks_page, preload_tasks_page: TasksPage;
    orders, item_page, preload_item_page: ItemPage;
    orders, orders_page, preload_orders_page: OrdersPage;
    orders, new_order_page, preload_new_order_page: NewOrderPage;
    orders, order_page, preload_order_page: OrderPage;
    orders, edit_order_page, preload_edit_order_page: EditOrderPage;
    orders, import_page, preload_import_page: ImportPage;
    account, own_page, preload_own_page: OwnPage;
    account, people_page, preload_people_page: PeoplePage;
    account, devices_page, preload_devices_page: DevicesPage;
    account, clients_page, preload_clients_page: ClientsPage;
    account, settings_page, preload_settings_page: SettingsPage;
    activity, activity_page, preload_activity_page: ActivityPage;
    activity, overview_page, preload_overview_page: OverviewPage;
}

/// The app. Pages are rendered whole before the first byte: they read one small snapshot each, and are then readable
/// without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=in_markup />
        <Router>
            <Routes fallback=|| view! { <Problem error=Refusal::Unknown.into() /> }>
                <Route path=path!("/login") view=|| page(login_page()) ssr=SsrMode::Async />
                <Route path=path!("/tablet") view=|| page(tablet_page()) ssr=SsrMode::Async />
                <Route path=path!("/invite/:token") view=|| page(invitation_page()) ssr=SsrMode::Async />
                <Route path=path!("/reset/:token") view=|| page(reset_page()) ssr=SsrMode::Async />
                <Route path=path!("/setup/:token") view=|| page(setup_page()) ssr=SsrMode::Async />
                <ParentRoute path=path!("/:factory") view=FactoryLayout ssr=SsrMode::Async>
                    <Route path=path!("/tasks") view=|| page(tasks_page()) ssr=SsrMode::Async />
                    <Route path=path!("/items/:id") view=|| page(item_page()) ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders") view=|| page(orders_page()) ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/new") view=|| page(new_order_page()) ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id") view=|| page(order_page()) ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id/edit") view=|| page(edit_order_page()) ssr=SsrMode::Async />
                    <Route path=path!("/import") view=|| page(import_page()) ssr=SsrMode::Async />
                    <Route path=path!("/account") view=|| page(own_page()) ssr=SsrMode::Async />
                    <Route path=path!("/people") view=|| page(people_page()) ssr=SsrMode::Async />
                    <Route path=path!("/devices") view=|| page(devices_page()) ssr=SsrMode::Async />
                    <Route path=path!("/clients") view=|| page(clients_page()) ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=|| page(settings_page()) ssr=SsrMode::Async />
                    <Route path=path!("/activity") view=|| page(activity_page()) ssr=SsrMode::Async />
                    <Route path=path!("/overview") view=|| page(overview_page()) ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Every title as it may stand in a page: leptos puts it there as it is, and orders and items are named by people. In the
/// browser a title is set as text.
fn in_markup(title: String) -> String {
    if cfg!(feature = "ssr") { title.replace('&', "&amp;").replace('<', "&lt;") } else { title }
}

/// The file that brings the code of the page at `path`, as named in [`lazy_pages!`]; none where there is no page.
pub(crate) fn file_of(path: &str) -> Option<&'static str> {
    match segments(path)[..] {
        ["login"] | ["tablet"] | ["invite" | "reset" | "setup", _] => Some("login"),
        [_, "tasks"] => Some("tasks"),
        [_, "items" | "purchase-orders" | "import", ..] => Some("orders"),
        [_, "account" | "people" | "devices" | "clients" | "settings"] => Some("account"),
        [_, "activity" | "overview"] => Some("activity"),
        _ => None,
    }
}

/// Fetches the code of the page at `path`; nothing for a path without one.
///
/// # Errors
/// [`AppError::Offline`] when the file did not come; asking again tries again.
#[cfg(feature = "hydrate")]
pub async fn preload(path: &str) -> Result<(), AppError> {
    // Each page by itself, also where one file brings several: only the page that was fetched knows that it is here.
    match segments(path)[..] {
        ["login"] => preload_login_page().await?,
        ["tablet"] => preload_tablet_page().await?,
        ["invite", _] => preload_invitation_page().await?,
        ["reset", _] => preload_reset_page().await?,
        ["setup", _] => preload_setup_page().await?,
        [_, "tasks"] => preload_tasks_page().await?,
        [_, "items", _] => preload_item_page().await?,
        [_, "purchase-orders"] => preload_orders_page().await?,
        [_, "purchase-orders", "new"] => preload_new_order_page().await?,
        [_, "purchase-orders", _] => preload_order_page().await?,
        [_, "purchase-orders", _, "edit"] => preload_edit_order_page().await?,
        [_, "import"] => preload_import_page().await?,
        [_, "account"] => preload_own_page().await?,
        [_, "people"] => preload_people_page().await?,
        [_, "devices"] => preload_devices_page().await?,
        [_, "clients"] => preload_clients_page().await?,
        [_, "settings"] => preload_settings_page().await?,
        [_, "activity"] => preload_activity_page().await?,
        [_, "overview"] => preload_overview_page().await?,
        _ => {}
    }
    Ok(())
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}
