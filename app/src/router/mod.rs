//! Where the page is, and going elsewhere: the address that pages read, and links and the way back in the browser.
//!
//! A room of ours, because a page asks little of a router here, and the nested routes of leptos_router were an eighth of
//! the code that a phone fetches before the app is awake. Which page an address shows is said in [`crate::routes`].
//!
//! Always true here:
//! - a page reads its own address: what leads to another page changes nothing on the one that is left;
//! - a link within this site is followed without leaving the document, unless it says otherwise (`rel="external"`,
//!   `target`, `download`), or whoever taps it does (another button, a key held down);
//! - the address bar is never behind what is shown.

mod address;
#[cfg(feature = "hydrate")]
mod browser;

pub use address::{Address, Query, escape};
use leptos::prelude::*;

/// How to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Going {
    /// In the place of this address in the history: the way back leads to what was before it.
    pub replace: bool,
    /// Without moving the page.
    pub keep_scroll: bool,
}

/// The address of the document.
#[derive(Clone, Copy)]
struct Document(RwSignal<Address>);

/// The address that whoever asks may read.
#[derive(Clone, Copy)]
struct Here(Signal<Address>);

/// Begins with the address of the request, or of the document, and follows it.
pub fn provide_address() {
    let document = RwSignal::new(first());
    provide_context(Document(document));
    provide_context(Here(document.into()));
    // What a plain form brought back, for the action that it was sent to.
    document.with_untracked(|address| {
        if let (Some(path), Some(error)) = (address.query.get("__path"), address.query.get("__err")) {
            provide_context(ServerActionError::new(&path, &error));
        }
    });
    #[cfg(feature = "hydrate")]
    browser::listen(document);
}

#[cfg(feature = "ssr")]
fn first() -> Address {
    let parts = use_context::<axum::http::request::Parts>();
    parts.and_then(|parts| parts.uri.path_and_query().map(|path| Address::of(path.as_str()))).unwrap_or_default()
}

#[cfg(feature = "hydrate")]
fn first() -> Address {
    browser::current()
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn first() -> Address {
    Address::default()
}

/// What is drawn from now on reads the document's address as long as `is_own` says so of the path, and the last such one
/// after that.
pub fn provide_own_address(is_own: impl Fn(&str) -> bool + Send + Sync + 'static) {
    let Document(document) = expect_context();
    let own = Memo::new(move |before: Option<&Address>| {
        let now = document.get();
        before.filter(|_| !is_own(&now.path)).cloned().unwrap_or(now)
    });
    // Begun before anybody leaves: it has no last one otherwise.
    own.get_untracked();
    provide_context(Here(own.into()));
}

/// The address of the page that asks; outside of a page, of the document.
#[must_use]
pub fn use_address() -> Signal<Address> {
    expect_context::<Here>().0
}

/// What the address of the page asks for behind its `?`.
#[must_use]
pub fn use_query() -> Memo<Query> {
    let address = use_address();
    Memo::new(move |_| address.with(|address| address.query.clone()))
}

/// Goes to a path of this site, with or without a query. Does nothing on the server.
pub fn use_navigate() -> impl Fn(&str, Going) + Copy + Send + Sync + 'static {
    let Document(document) = expect_context();
    move |path: &str, going: Going| {
        #[cfg(feature = "hydrate")]
        browser::go(document, path, going);
        #[cfg(not(feature = "hydrate"))]
        let _ = (document, path, going);
    }
}
