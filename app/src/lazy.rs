//! Pages whose code is a file of its own for the browser: the first visit carries the page it asked for and no other but
//! the Tasks page, which is where everybody goes and so part of the first file.
//!
//! Always true here:
//! - The server renders at once, and names the files in the head, so that they are fetched beside the main one.
//! - The browser has the page's code before it hydrates ([`preload`]), so hydration is one synchronous walk.
//! - A part that is seldom needed comes when it is asked for, and is asked for until it is here ([`insist`]).
//! - A page reached by navigation may still be on its way: until then its place says so, and a file that cannot be
//!   had is a message with a way on, never a dead app.

use std::{
    future::{Future, ready},
    pin::Pin,
    time::Duration,
};

use futures::FutureExt;
use leptos::{prelude::*, wasm_split::SplitLoaderError};

use crate::{error::AppError, layout::Problem, routes::Page};

/// Between two attempts to have a part that must come.
const AGAIN: Duration = Duration::from_secs(5);
/// How long a page that was drawn has the line for itself.
#[cfg(feature = "hydrate")]
const SOON: Duration = Duration::from_secs(15);

/// A page, or why its code did not come.
pub(crate) type Drawn = Result<AnyView, AppError>;

/// A page on its way.
pub(crate) type Loading = Pin<Box<dyn Future<Output = Drawn> + Send>>;

impl From<SplitLoaderError> for AppError {
    fn from(_: SplitLoaderError) -> AppError {
        AppError::Offline
    }
}

/// Declares the pages by the file that brings them: `Page`, and for each file a function that draws one of its pages and
/// one that only fetches the code. A file has one way in for all of its pages, because every way in is code of the first
/// file, which each visit carries. What is `here` is part of the first file itself.
macro_rules! lazy_pages {
    (
        here: $($first:ident = $first_component:ident),*;
        $($file:ident, $preload:ident: $($page:ident = $component:ident),*;)*
    ) => {
        /// A page, or a part of one that comes when it is asked for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Page {
            $(#[doc = concat!("`", stringify!($first_component), "`.")] $first,)*
            $($(#[doc = concat!("`", stringify!($component), "`.")] $page,)*)*
        }

        $(
            #[cfg(feature = "hydrate")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, preload($preload), fallible)]
            fn $file(page: Page) -> $crate::lazy::Drawn {
                match page {
                    $(Page::$page => Ok(leptos::view! { <$component /> }.into_any()),)*
                    // Another file's: nobody asks for it here.
                    _ => Err($crate::error::AppError::Offline),
                }
            }
        )*

        impl Page {
            /// The file that brings its code, where that is not the first.
            pub(crate) fn file(self) -> Option<&'static str> {
                match self {
                    $(Page::$first)|* => None,
                    $($(Page::$page)|* => Some(stringify!($file)),)*
                }
            }

            /// The page, once its code is here.
            #[cfg(feature = "hydrate")]
            pub(crate) fn load(self) -> $crate::lazy::Loading {
                match self {
                    $(Page::$first => $crate::lazy::at_once(leptos::view! { <$first_component /> }.into_any()),)*
                    $($(Page::$page)|* => Box::pin($file(self)),)*
                }
            }

            /// The page: the server has all code.
            #[cfg(not(feature = "hydrate"))]
            pub(crate) fn load(self) -> $crate::lazy::Loading {
                $crate::lazy::at_once(match self {
                    $(Page::$first => leptos::view! { <$first_component /> }.into_any(),)*
                    $($(Page::$page => leptos::view! { <$component /> }.into_any(),)*)*
                })
            }

            /// Fetches its code.
            #[cfg(feature = "hydrate")]
            pub(crate) async fn preload(self) -> Result<(), $crate::error::AppError> {
                match self {
                    $(Page::$first)|* => {}
                    $($(Page::$page)|* => $preload().await?,)*
                }
                Ok(())
            }
        }
    };
}
pub(crate) use lazy_pages;

/// A page whose code is here.
pub(crate) fn at_once(page: AnyView) -> Loading {
    Box::pin(ready(Ok(page)))
}

/// Draws a page at once if its code is here, else as soon as it has come.
pub(crate) fn draw(mut loading: Loading) -> AnyView {
    match loading.as_mut().now_or_never() {
        Some(drawn) => show(drawn),
        None => view! {
            <Suspense fallback=|| {
                view! { <p class="loading" role="status">"Memuat…"</p> }
            }>{Suspend::new(async move { show(loading.await) })}</Suspense>
        }
        .into_any(),
    }
}

/// Draws a part that must come, however long its code takes: it is asked for again until it is here.
pub(crate) fn insist(part: Page) -> AnyView {
    let attempt = RwSignal::new(0);
    let drawn = move || {
        attempt.track();
        let loading = part.load();
        Suspend::new(async move {
            loading.await.unwrap_or_else(|_| {
                let again = move || {
                    attempt.try_update(|attempt| *attempt += 1);
                };
                set_timeout(again, AGAIN);
                // After the server was renewed the file can be gone for good.
                view! {
                    <p role="alert">
                        "Belum bisa dimuat; dicoba terus. "
                        <a href="" rel="external">
                            "Muat ulang"
                        </a>
                    </p>
                }
                .into_any()
            })
        })
    };
    view! {
        <Suspense fallback=|| {
            view! { <p class="loading" role="status">"Memuat…"</p> }
        }>{drawn}</Suspense>
    }
    .into_any()
}

/// Fetches the code of a part that may be asked for on a bad line, once the page has had time for its own.
pub(crate) fn fetch_soon(part: Page) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        let fetch = async move {
            // What does not come now comes when it is asked for.
            let _ = part.preload().await;
        };
        set_timeout(move || leptos::task::spawn_local(fetch), SOON);
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = part;
}

fn show(drawn: Drawn) -> AnyView {
    drawn.unwrap_or_else(|error| view! { <Problem error=error /> }.into_any())
}
