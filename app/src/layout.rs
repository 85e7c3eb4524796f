//! The frame of every page of a factory: navigation, top bar, toasts, the sign-in that interrupts without losing.

use leptos::{either::Either, prelude::*, server_fn::ServerFn as _};
use leptos_meta::Title;
use model::{Refusal, Role};

use crate::{
    account::{FactoryName, IdleLock, LanguageChoice, LockButton, LogOut, SignInAgain, Viewer, role_name, use_viewer},
    error::AppError,
    json::{JsonText, Loading},
    language::{Text, language, t},
    lazy::draw_once_awake,
    live::{
        ConnectionPill, Live, NewVersion,
        offline_queue::{OfflineQueue, use_queue},
    },
    purchase_order::{
        clash::merge,
        news::use_news,
        tasks_page::{Drawn, NewOrders},
    },
    router::use_address,
    routes::{Later, Outlet, Page, use_factory},
    scan::{Scanned, listener::listen_for_scanner},
    texts,
    ui::{
        clock::Clock,
        empty::empty,
        format::initials,
        icon::Icon,
        leaving::{Unsaved, warn_before_leaving},
        shortcuts::Shortcuts,
        skeleton::Skeleton,
        toast::{ToastRegion, Toasts},
    },
};

/// `/{factory}/…`: who looks is part of the request, so it is there at once; then the page inside the frame.
///
/// A factory is always entered by a fresh page (sign-in, a link from outside), never by navigation in the browser: the
/// viewer comes with the page.
#[component]
pub fn FactoryLayout() -> impl IntoView {
    let slug = use_factory();
    let viewer = SharedValue::<_, JsonText>::new_with_encoding(move || viewer_of_request(&slug));
    match viewer.into_inner() {
        Ok(viewer) => view! { <Frame viewer=viewer /> }.into_any(),
        Err(error) => view! { <Problem error=error /> }.into_any(),
    }
}

#[cfg(feature = "ssr")]
fn viewer_of_request(slug: &str) -> Result<Viewer, AppError> {
    crate::request::viewer(slug)
}

/// Only asked when the browser came here without the server.
#[cfg(feature = "hydrate")]
fn viewer_of_request(slug: &str) -> Result<Viewer, AppError> {
    crate::kept::viewer(slug)
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn viewer_of_request(_slug: &str) -> Result<Viewer, AppError> {
    Err(AppError::Offline)
}

#[component]
fn Frame(viewer: Viewer) -> impl IntoView {
    #[cfg(feature = "hydrate")]
    {
        crate::page::belongs_to(viewer.actor.id);
        crate::kept::forget_others(&viewer);
    }
    let live = Live::new(&viewer);
    provide_context(Unsaved::default());
    // What waits to be sent lives in this page alone: closing it would lose the work.
    warn_before_leaving(Signal::derive(move || live.waiting.get() > 0));
    provide_context(live);
    let queue = OfflineQueue::new(live, &viewer, merge);
    warn_before_leaving(Signal::derive(move || queue.forgetful.get() && queue.entries.with(|all| !all.is_empty())));
    provide_context(queue);
    provide_context(Clock::new(viewer.now, viewer.utc_offset_minutes));
    provide_context(Toasts::default());
    provide_context(NewOrders::default());
    provide_context(Drawn::default());
    provide_context(Scanned::default());
    provide_context(StoredValue::new(viewer));
    let news = use_news();
    live.tell_by(move |events| news.tell(events));
    view! {
        // External: the browser itself takes the focus there, the router would only scroll.
        <a class="skip" href="#isi" rel="external">
            {t(texts::SKIP_TO_CONTENT)}
        </a>
        <div class="app">
            <Navigation />
            <div class="main">
                <Outlet />
            </div>
        </div>
        <NewVersion />
        <Later part=Page::UnsentChanges when=queue.open />
        <SignInAgain />
        {draw_once_awake(|| Page::Attendants.load())}
    }
}

/// What attends to the person on every page, and has nothing to do before the page is awake.
#[component]
pub fn Attendants() -> impl IntoView {
    listen_for_scanner();
    view! {
        <ToastRegion />
        <Shortcuts />
        <IdleLock />
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let viewer = use_viewer().get_value();
    let admin = viewer.actor.may_manage_orders();
    let administers = viewer.administers();
    // Everybody may see it (product §1); it answers what these ask.
    let oversees = viewer.actor.role != Role::Operator;
    let tasks = viewer.path("tasks");
    view! {
        <nav class="nav" aria-label=t(texts::MAIN_NAVIGATION)>
            <a class="nav__brand" href=tasks.clone() aria-label=t(texts::BRAND_TO_TASKS)>
                <Mark />
                <span class="nav__brand-name">"lacak"<b>"PO"</b></span>
            </a>
            <ul class="nav__list">
                <NavLink href=tasks also=[viewer.path("items")] icon="i-tasks" label=texts::TASKS />
                <NavLink href=viewer.path("purchase-orders") icon="i-po" label=texts::ORDERS />
                {oversees
                    .then(|| view! { <NavLink href=viewer.path("overview") icon="i-overview" label=texts::OVERVIEW /> })}
                {(!oversees).then(|| view! { <NavLink href=viewer.path("scan") icon="i-scan" label=texts::SCAN /> })}
                <NavLink href=viewer.path("activity") icon="i-activity" label=texts::ACTIVITY />
                {admin.then(|| view! { <NavLink href=viewer.path("import") icon="i-docs" label=texts::IMPORT /> })}
                {administers
                    .then(|| {
                        view! {
                            <NavLink
                                href=viewer.path("people")
                                also=[viewer.path("devices"), viewer.path("clients"), viewer.path("settings")]
                                icon="i-settings"
                                label=texts::FACTORY
                            />
                        }
                    })}
            </ul>
            <div class="nav__foot">
                <Person viewer=viewer.clone() />
                <a class="nav__foot-text" href=viewer.path("account")>
                    {viewer.actor.name.clone()}
                    <span>{role_text(&viewer)}</span>
                </a>
                <Leave viewer=viewer.clone() />
                <FactorySwitch viewer=viewer.clone() place="rel" />
            </div>
        </nav>
    }
}

/// Ends the session; a plain form, so that it works before the page is hydrated and leaves nothing behind.
#[component]
fn LogOutButton() -> impl IntoView {
    let ask_first = use_queue().ask_before_leaving();
    view! {
        <form class="nav__out" method="post" action=LogOut::url() on:submit=ask_first>
            <button class="btn btn--quiet" type="submit">
                {t(texts::LOG_OUT)}
            </button>
        </form>
    }
}

#[component]
fn NavLink(
    href: String,
    /// Other pages that belong to this entry begin so.
    #[prop(optional, into)]
    also: Vec<String>,
    icon: &'static str,
    label: Text,
) -> impl IntoView {
    let address = use_address();
    let current = {
        let href = href.clone();
        let here = move |path: &str| path.starts_with(&href) || also.iter().any(|also| path.starts_with(also));
        move || address.with(|address| here(&address.path)).then_some("page")
    };
    view! {
        <li>
            <a class="nav__link" href=href aria-current=current>
                <span class="nav__icon">
                    <Icon name=icon />
                </span>
                {t(label)}
            </a>
        </li>
    }
}

#[component]
fn Person(viewer: Viewer) -> impl IntoView {
    let department = viewer.actor.own_department().map(model::Department::wire);
    view! {
        <span class="avatar avatar--md" data-department=department aria-hidden="true">
            {initials(&viewer.actor.name)}
        </span>
    }
}

fn role_text(viewer: &Viewer) -> String {
    role_name(viewer.actor.role, viewer.actor.departments, language())
}

/// Locks a shared tablet, or hands it over; elsewhere ends the session.
#[component]
fn Leave(viewer: Viewer) -> impl IntoView {
    let lock = viewer.lock_minutes.is_some().then(|| view! { <LockButton /> });
    view! {
        {lock}
        <LogOutButton />
    }
}

/// The other factories of the person. Each is entered by a fresh page, because everything a page knows hangs on it.
#[component]
fn FactorySwitch(
    viewer: Viewer,
    /// Tells this one from another on the page.
    place: &'static str,
) -> impl IntoView {
    let others: Vec<FactoryName> =
        viewer.factories.iter().filter(|factory| factory.slug != viewer.slug).cloned().collect();
    let links = others
        .iter()
        .map(|factory| {
            view! {
                <li>
                    <a href=format!("/{}/tasks", factory.slug) rel="external">
                        {factory.name.clone()}
                    </a>
                </li>
            }
        })
        .collect_view();
    (!others.is_empty()).then(|| {
        view! {
            <details class="switch" data-place=place>
                <summary>
                    <span class="sr">{t(texts::SWITCH_FACTORY)}</span>
                    {viewer.factory_name.clone()}
                    <Icon name="i-down" />
                </summary>
                <ul>{links}</ul>
            </details>
        }
    })
}

/// The brand mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 36 36" aria-hidden="true">
            <rect width="36" height="36" rx="9" fill="currentColor"></rect>
            <g fill="var(--mark-ink)">
                <g opacity=".3">
                    <rect x="8" y="9" width="20" height="4" rx="2"></rect>
                    <rect x="8" y="16" width="20" height="4" rx="2"></rect>
                    <rect x="8" y="23" width="20" height="4" rx="2"></rect>
                </g>
                <rect x="8" y="9" width="20" height="4" rx="2"></rect>
                <rect x="8" y="16" width="14" height="4" rx="2"></rect>
                <rect x="8" y="23" width="7" height="4" rx="2"></rect>
            </g>
        </svg>
    }
}

/// The top bar: title, what there is to say about it, search, and how true the screen is.
#[component]
pub fn Topbar(
    /// The page's `h1`.
    #[prop(into)]
    title: Signal<String>,
    /// Beside it; may be empty.
    #[prop(into, optional)]
    subtitle: Signal<String>,
    /// A way back, as path inside the factory and label; instead of the title, which the page then draws itself.
    #[prop(optional_no_strip)]
    back: Option<(String, String)>,
    /// Whether the page shows data that is kept true; one that shows none has nothing to say about its age.
    #[prop(default = true)]
    has_data: bool,
    /// The search field, if the page has one.
    #[prop(into, optional)]
    search: ViewFn,
    /// More tools beside the pill.
    #[prop(into, optional)]
    tools: ViewFn,
) -> impl IntoView {
    let viewer = use_viewer().get_value();
    let name = format!("{}, {}", viewer.actor.name, role_text(&viewer));
    let queue = use_queue();
    let unsent = Signal::derive(move || queue.entries.with(|entries| !entries.is_empty()));
    // The head is written after the body, when the page's owner, and with it a derived signal, can be gone already.
    let first = title.get_untracked();
    let title_text = move || format!("{} · lacakPO", title.try_get().unwrap_or_else(|| first.clone()));
    let heading = match back {
        Some((path, label)) => {
            let href = viewer.path(&path);
            Either::Left(view! {
                <a class="btn btn--quiet topbar__back" href=href>
                    <Icon name="i-back" />
                    <span>{label}</span>
                </a>
                <div class="topbar__title"></div>
            })
        }
        None => Either::Right(view! {
            <div class="topbar__title">
                <h1>{title}</h1>
                <p>{subtitle}</p>
            </div>
        }),
    };
    view! {
        <Title text=title_text />
        <header class="topbar">
            {heading}
            <div class="topbar__search">{search.run()}</div>
            <div class="topbar__tools">
                {tools.run()}
                <Later part=Page::QueueButton when=unsent />
                {has_data.then(|| view! { <ConnectionPill /> })}
                <button class="me" type="button" popovertarget="akun">
                    <Person viewer=viewer.clone() />
                    <span class="sr">{name}</span>
                </button>
            </div>
        </header>
        // Where the rail does not show who is signed in, this menu does. It opens without a script.
        <div class="menu menu--account" id="akun" popover="auto">
            <a class="nav__foot-text" href=viewer.path("account")>
                {viewer.actor.name.clone()}
                <span>{role_text(&viewer)}</span>
            </a>
            <FactorySwitch viewer=viewer.clone() place="menu" />
            // Shown where the browser offers it, and answered by `pwa.js`.
            <button class="btn install" type="button" data-install="">
                <Icon name="i-install" />
                {t(texts::INSTALL)}
            </button>
            <LanguageChoice />
            <Leave viewer=viewer.clone() />
        </div>
    }
}

/// Draws `view` once `resource` has come, or why it has not.
#[component]
pub fn Loaded<T>(
    /// What is read.
    resource: Loading<T>,
    /// How it is drawn.
    view: fn(T) -> AnyView,
    /// It is part of a page that has its own `main` and heading.
    #[prop(optional)]
    within: bool,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Suspense fallback=|| view! { <Skeleton /> }>
            {move || Suspend::new(async move {
                match resource.await {
                    Ok(loaded) => view(loaded),
                    Err(error) => view! { <Problem error=error within=within /> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// What the app says where it is opened without a line and this device knows nothing yet. As soon as there is a network it
/// tries again by itself.
#[component]
pub fn NoLine() -> impl IntoView {
    Effect::new(|_| {
        let online = window_event_listener(leptos::ev::online, |_| {
            // Fails only where there is no window.
            let _ = window().location().reload();
        });
        on_cleanup(move || online.remove());
    });
    view! {
        <main class="page" id="isi" tabindex="-1">
            <div class="empty">
                <h1>{t(texts::NO_LINE)}</h1>
                <p>
                    {t(texts::NOTHING_KEPT)}
                </p>
                // Who asks again would rather wait for a slow line than be told this once more.
                <a class="btn btn--primary" href="?tunggu=1" rel="external">
                    {t(texts::TRY_AGAIN)}
                </a>
            </div>
        </main>
    }
}

/// A page that cannot be shown: what happened and the one way on.
#[component]
pub fn Problem(
    /// Why.
    error: AppError,
    /// It is part of a page that has its own `main` and heading.
    #[prop(optional)]
    within: bool,
) -> impl IntoView {
    let (title, text, href, way) = match &error {
        AppError::SignedOut => (texts::SESSION_OVER, error.text(), "/login", texts::SIGN_IN),
        AppError::Refused { refusals } if refusals.contains(&Refusal::Unknown) => {
            (texts::NOT_FOUND, t(texts::NO_SUCH_PAGE).to_owned(), "/", texts::TO_MAIN_PAGE)
        }
        AppError::Refused { refusals } if refusals.contains(&Refusal::NotAllowed) => {
            (texts::NO_ACCESS, error.text(), "/", texts::TO_MAIN_PAGE)
        }
        _ => (texts::NOT_LOADED, error.text(), "", texts::TRY_AGAIN),
    };
    let way = view! {
        <a class="btn btn--primary" href=href rel="external">
            {t(way)}
        </a>
    };
    if within {
        return empty(t(title).to_owned(), text, Some(way.into_any()));
    }
    view! {
        <Title text=format!("{} · lacakPO", t(title)) />
        <main class="page" id="isi" tabindex="-1">
            <div class="empty">
                <h1>{t(title)}</h1>
                <p>{text}</p>
                {way}
            </div>
        </main>
    }
    .into_any()
}
