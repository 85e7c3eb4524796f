//! Which page an address shows. Everything of a factory lives below its slug.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use model::Refusal;

#[cfg(feature = "hydrate")]
use crate::error::AppError;
use crate::{
    account::{
        InvitationPage, LoginPage, OwnPage, PasswordAgain, PinAgain, ResetPage, SetupPage, TabletPage,
        administration::{ClientsPage, DevicesPage, PeoplePage, SettingsPage},
    },
    activity::activity_page::ActivityPage,
    layout::{Attendants, FactoryLayout, Problem},
    lazy::{draw, draw_part, lazy_pages, nothing},
    live::offline_queue::{QueueButton, QueueList},
    overview::overview_page::OverviewPage,
    purchase_order::{
        delivery_form_page::DeliveryFormPage, edit_order_page::EditOrderPage, import_page::ImportPage,
        issue_form_page::IssueFormPage, item_page::ItemPage, labels::labels_page::LabelsPage,
        new_order_page::NewOrderPage, order_page::OrderPage, orders_page::OrdersPage, own_track_page::OwnTrackPage,
        tasks_page::TasksPage,
    },
    router::{Address, provide_address, provide_own_address, use_address},
    scan::scan_page::ScanPage,
    ui::each::For,
};

lazy_pages! {
    here: Tasks = TasksPage;
    login, preload_login: Login = LoginPage, Tablet = TabletPage, Invitation = InvitationPage, Reset = ResetPage,
        Setup = SetupPage;
    orders, preload_orders: Item = ItemPage, OwnTrack = OwnTrackPage, IssueForm = IssueFormPage, DeliveryForm = DeliveryFormPage, Orders = OrdersPage, NewOrder = NewOrderPage, Order = OrderPage,
        EditOrder = EditOrderPage, Import = ImportPage, Labels = LabelsPage;
    account, preload_account: Own = OwnPage, People = PeoplePage, Devices = DevicesPage, Clients = ClientsPage,
        Settings = SettingsPage;
    activity, preload_activity: Activity = ActivityPage, Overview = OverviewPage;
    scan, preload_scan: Scan = ScanPage;
    // No pages: what pages need once they are awake. Its other ways in are in the rooms of the queue, of what is kept and of
    // the line; the line fetches it.
    work, preload_work: Attendants = Attendants, QueueButton = QueueButton, UnsentChanges = QueueList,
        PasswordAgain = PasswordAgain, PinAgain = PinAgain;
}

/// A part of a page that is drawn the first time that it is wanted, and stays.
#[component]
pub fn Later(
    /// Which.
    part: Page,
    /// It is wanted.
    #[prop(into)]
    when: Signal<bool>,
    /// What is seen until its code has come.
    #[prop(default = nothing)]
    meanwhile: fn() -> AnyView,
) -> impl IntoView {
    let wanted = Memo::new(move |before| before == Some(&true) || when.get());
    move || wanted.get().then(|| draw_part(move || part.load(), meanwhile))
}

/// Every page and its path, in the words of the server's router. Of two that fit, the first.
const ROUTES: [(&str, Page); 24] = [
    ("/login", Page::Login),
    ("/tablet", Page::Tablet),
    ("/invite/{key}", Page::Invitation),
    ("/reset/{key}", Page::Reset),
    ("/setup/{key}", Page::Setup),
    ("/{factory}/tasks", Page::Tasks),
    ("/{factory}/items/{key}", Page::Item),
    ("/{factory}/items/{key}/track", Page::OwnTrack),
    ("/{factory}/items/{key}/issue", Page::IssueForm),
    ("/{factory}/items/{key}/delivery", Page::DeliveryForm),
    ("/{factory}/purchase-orders", Page::Orders),
    ("/{factory}/purchase-orders/new", Page::NewOrder),
    ("/{factory}/purchase-orders/{key}", Page::Order),
    ("/{factory}/purchase-orders/{key}/edit", Page::EditOrder),
    ("/{factory}/labels", Page::Labels),
    ("/{factory}/scan", Page::Scan),
    ("/{factory}/import", Page::Import),
    ("/{factory}/account", Page::Own),
    ("/{factory}/people", Page::People),
    ("/{factory}/devices", Page::Devices),
    ("/{factory}/clients", Page::Clients),
    ("/{factory}/settings", Page::Settings),
    ("/{factory}/activity", Page::Activity),
    ("/{factory}/overview", Page::Overview),
];

/// The paths of all pages, in the words of the server's router.
pub fn paths() -> impl Iterator<Item = &'static str> {
    ROUTES.iter().map(|(path, _)| *path)
}

/// The page of a factory that `address` asks for as a shortcut of the installed app, as in `/?ke=activity`, because the app
/// itself is of no factory.
#[must_use]
pub fn shortcut(address: &str) -> &'static str {
    const PAGES: [&str; 4] = ["tasks", "scan", "purchase-orders", "activity"];
    let wanted = Address::of(address).query.get("ke");
    PAGES.into_iter().find(|page| wanted.as_deref() == Some(page)).unwrap_or("tasks")
}

/// What an address shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Shown {
    page: Page,
    /// The slug of the factory that the page is in.
    factory: Option<String>,
    /// Of which order, item, invitation…
    key: Option<String>,
}

impl Shown {
    fn at(path: &str) -> Option<Shown> {
        ROUTES.iter().find_map(|(pattern, page)| Shown::by(pattern, *page, path))
    }

    fn by(pattern: &str, page: Page, path: &str) -> Option<Shown> {
        let mut shown = Shown { page, factory: None, key: None };
        let (mut wanted, mut said) = (pattern.split('/'), path.split('/'));
        loop {
            match (wanted.next(), said.next()) {
                (None, None) => return Some(shown),
                (Some("{factory}"), Some(slug)) if !slug.is_empty() => shown.factory = Some(slug.to_owned()),
                (Some("{key}"), Some(key)) if !key.is_empty() => shown.key = Some(key.to_owned()),
                (Some(wanted), Some(said)) if wanted == said => {}
                _ => return None,
            }
        }
    }
}

/// The app. Pages are rendered whole before the first byte: they read one small snapshot each, and are then readable
/// without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    /// What is drawn around the page.
    #[derive(Clone, Copy, PartialEq, Eq, Hash)]
    enum Around {
        Factory,
        Nothing,
        NoPage,
    }

    provide_meta_context();
    provide_address();
    let address = use_address();
    let around = Memo::new(move |_| match address.with(|address| Shown::at(&address.path)) {
        Some(Shown { factory: Some(_), .. }) => Around::Factory,
        Some(_) => Around::Nothing,
        None => Around::NoPage,
    });
    view! {
        <Title formatter=in_markup />
        <For each=move || [around.get()] key=|around| *around let(around)>
            {untrack(|| match around {
                Around::Factory => view! { <FactoryLayout /> }.into_any(),
                Around::Nothing => view! { <Outlet /> }.into_any(),
                Around::NoPage => view! { <Problem error=Refusal::Unknown.into() /> }.into_any(),
            })}
        </For>
    }
}

/// The page of the address. A list of one, so that nothing of a page is taken over by the next one, however alike they are,
/// and that nothing of it is written once it goes.
#[component]
pub fn Outlet() -> impl IntoView {
    let address = use_address();
    let shown = Memo::new(move |_| address.with(|address| Shown::at(&address.path)));
    view! {
        <For each=move || shown.get() key=|shown| shown.clone() let(shown)>
            {untrack(|| {
                let page = shown.page;
                provide_own_address(move |path| Shown::at(path).as_ref() == Some(&shown));
                draw(page.load())
            })}
        </For>
    }
}

/// The slug of the factory that the page is in; blank where it is in none.
#[must_use]
pub fn use_factory() -> String {
    shown_here().and_then(|shown| shown.factory).unwrap_or_default()
}

/// What of several the page shows, as the address names it: an id that somebody may have typed, a token. Blank where the
/// page is one of a kind. Another one is another page, drawn anew.
#[must_use]
pub fn use_key() -> Memo<String> {
    let address = use_address();
    Memo::new(move |_| address.with(|address| Shown::at(&address.path)).and_then(|shown| shown.key).unwrap_or_default())
}

fn shown_here() -> Option<Shown> {
    use_address().with_untracked(|address| Shown::at(&address.path))
}

/// A text that leptos puts into a page as it is, a title or what stands in a `textarea`, as it may stand there: it may be
/// typed by anybody. In the browser both are set as text.
pub(crate) fn in_markup(text: String) -> String {
    if cfg!(feature = "ssr") { text.replace('&', "&amp;").replace('<', "&lt;") } else { text }
}

/// The file that brings the code of the page at `path`; none where there is no page, or where the first file has it.
pub(crate) fn file_of(path: &str) -> Option<&'static str> {
    page_of(path).and_then(Page::file)
}

/// Whether the page at `path` is a plain form, sent without the app's code.
pub(crate) fn is_plain(path: &str) -> bool {
    matches!(page_of(path), Some(Page::OwnTrack | Page::IssueForm | Page::DeliveryForm))
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

fn page_of(path: &str) -> Option<Page> {
    Shown::at(path).map(|shown| shown.page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_found_at_its_path() {
        for (pattern, page) in ROUTES {
            let path = pattern.replace("{factory}", "logam").replace("{key}", "0198-a");
            let shown = Shown::at(&path).expect("a page");
            assert_eq!(shown.page, page, "{path}");
            assert_eq!(shown.factory.as_deref(), pattern.contains("{factory}").then_some("logam"), "{path}");
            assert_eq!(shown.key.as_deref(), pattern.contains("{key}").then_some("0198-a"), "{path}");
        }
    }

    #[test]
    fn a_shortcut_opens_a_page_of_ours_and_no_other() {
        for (address, page) in [
            ("/", "tasks"),
            ("/?ke=activity", "activity"),
            ("/?x=1&ke=purchase-orders", "purchase-orders"),
            ("/?ke=//evil", "tasks"),
            ("/login?next=/", "tasks"),
        ] {
            assert_eq!(shortcut(address), page, "{address}");
            assert!(Shown::at(&format!("/logam/{page}")).is_some());
        }
    }

    #[test]
    fn what_is_no_page_is_not_found() {
        for path in [
            "",
            "/",
            "/logam",
            "/logam/",
            "//tasks",
            "/logam/tasks/",
            "/logam/items//track",
            "/login/x",
            "/invite/",
            "/invite",
            "logam/tasks",
            "/logam/nothing",
        ] {
            assert_eq!(Shown::at(path), None, "{path}");
        }
    }
}
