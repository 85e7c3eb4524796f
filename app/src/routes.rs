//! Which page a URL shows. Everything of a factory lives below its slug.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    ChooseView, SsrMode,
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
    lazy::{draw, lazy_pages},
    overview::overview_page::OverviewPage,
    purchase_order::{
        edit_order_page::EditOrderPage, import_page::ImportPage, item_page::ItemPage, labels::labels_page::LabelsPage,
        new_order_page::NewOrderPage, order_page::OrderPage, orders_page::OrdersPage, own_track_page::OwnTrackPage,
        tasks_page::TasksPage,
    },
    scan::scan_page::ScanPage,
};

lazy_pages! {
    here: Tasks = TasksPage;
    login, preload_login: Login = LoginPage, Tablet = TabletPage, Invitation = InvitationPage, Reset = ResetPage,
        Setup = SetupPage;
    orders, preload_orders: Item = ItemPage, OwnTrack = OwnTrackPage, Orders = OrdersPage, NewOrder = NewOrderPage, Order = OrderPage,
        EditOrder = EditOrderPage, Import = ImportPage, Labels = LabelsPage;
    account, preload_account: Own = OwnPage, People = PeoplePage, Devices = DevicesPage, Clients = ClientsPage,
        Settings = SettingsPage;
    activity, preload_activity: Activity = ActivityPage, Overview = OverviewPage;
    scan, preload_scan: Scan = ScanPage;
}

/// One type for all routes: by closures the router would be in the browser once for each page.
impl ChooseView for Page {
    async fn choose(self) -> AnyView {
        draw(self.load())
    }

    // Not here, where the old page would stand still until the code has come: the new page says that it is on its way.
    async fn preload(&self) {}
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
                <Route path=path!("/login") view=Page::Login ssr=SsrMode::Async />
                <Route path=path!("/tablet") view=Page::Tablet ssr=SsrMode::Async />
                <Route path=path!("/invite/:token") view=Page::Invitation ssr=SsrMode::Async />
                <Route path=path!("/reset/:token") view=Page::Reset ssr=SsrMode::Async />
                <Route path=path!("/setup/:token") view=Page::Setup ssr=SsrMode::Async />
                <ParentRoute path=path!("/:factory") view=FactoryLayout ssr=SsrMode::Async>
                    <Route path=path!("/tasks") view=Page::Tasks ssr=SsrMode::Async />
                    <Route path=path!("/items/:id") view=Page::Item ssr=SsrMode::Async />
                    <Route path=path!("/items/:id/track") view=Page::OwnTrack ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders") view=Page::Orders ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/new") view=Page::NewOrder ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id") view=Page::Order ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id/edit") view=Page::EditOrder ssr=SsrMode::Async />
                    <Route path=path!("/labels") view=Page::Labels ssr=SsrMode::Async />
                    <Route path=path!("/scan") view=Page::Scan ssr=SsrMode::Async />
                    <Route path=path!("/import") view=Page::Import ssr=SsrMode::Async />
                    <Route path=path!("/account") view=Page::Own ssr=SsrMode::Async />
                    <Route path=path!("/people") view=Page::People ssr=SsrMode::Async />
                    <Route path=path!("/devices") view=Page::Devices ssr=SsrMode::Async />
                    <Route path=path!("/clients") view=Page::Clients ssr=SsrMode::Async />
                    <Route path=path!("/settings") view=Page::Settings ssr=SsrMode::Async />
                    <Route path=path!("/activity") view=Page::Activity ssr=SsrMode::Async />
                    <Route path=path!("/overview") view=Page::Overview ssr=SsrMode::Async />
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

/// The file that brings the code of the page at `path`; none where there is no page, or where the first file has it.
pub(crate) fn file_of(path: &str) -> Option<&'static str> {
    page_of(path).and_then(Page::file)
}

/// Whether the page at `path` is a plain form, sent without the app's code.
pub(crate) fn is_plain(path: &str) -> bool {
    page_of(path) == Some(Page::OwnTrack)
}

/// Fetches the code of the page at `path`; nothing for a path without one.
///
/// # Errors
/// [`AppError::Offline`] when the file did not come; asking again tries again.
#[cfg(feature = "hydrate")]
pub async fn preload(path: &str) -> Result<(), AppError> {
    match page_of(path) {
        Some(page) => page.preload().await,
        None => Ok(()),
    }
}

/// The page at `path`, as the routes of [`App`] say.
fn page_of(path: &str) -> Option<Page> {
    Some(match segments(path)[..] {
        ["login"] => Page::Login,
        ["tablet"] => Page::Tablet,
        ["invite", _] => Page::Invitation,
        ["reset", _] => Page::Reset,
        ["setup", _] => Page::Setup,
        [_, "tasks"] => Page::Tasks,
        [_, "items", _] => Page::Item,
        [_, "items", _, "track"] => Page::OwnTrack,
        [_, "purchase-orders"] => Page::Orders,
        [_, "purchase-orders", "new"] => Page::NewOrder,
        [_, "purchase-orders", _] => Page::Order,
        [_, "purchase-orders", _, "edit"] => Page::EditOrder,
        [_, "labels"] => Page::Labels,
        [_, "scan"] => Page::Scan,
        [_, "import"] => Page::Import,
        [_, "account"] => Page::Own,
        [_, "people"] => Page::People,
        [_, "devices"] => Page::Devices,
        [_, "clients"] => Page::Clients,
        [_, "settings"] => Page::Settings,
        [_, "activity"] => Page::Activity,
        [_, "overview"] => Page::Overview,
        _ => return None,
    })
}

fn segments(path: &str) -> Vec<&str> {
    path.split('/').filter(|segment| !segment.is_empty()).collect()
}
