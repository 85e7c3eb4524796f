//! Pages whose code is a file of its own for the browser: the first visit carries the page it asked for and no other but
//! the Tasks page, which is where everybody goes and so part of the first file.
//!
//! Always true here:
//! - The server renders at once, and names the files in the head, so that they are fetched beside the main one.
//! - The browser has the page's code before it hydrates ([`preload`]), so hydration is one synchronous walk.
//! - A page reached by navigation may still be on its way: until then its place says so, and a file that cannot be
//!   had is a message with a way on, never a dead app.

#[cfg(feature = "hydrate")]
use std::pin::pin;
use std::{
    future::{Future, ready},
    pin::Pin,
};

use futures::FutureExt;
#[cfg(feature = "hydrate")]
use futures::future::{Either, select};
use leptos::{prelude::*, wasm_split::SplitLoaderError};

#[cfg(feature = "hydrate")]
use crate::live::mutation::pause;
use crate::{error::AppError, layout::Problem, ui::skeleton::Skeleton};

/// A page, or why its code did not come.
pub(crate) type Drawn = Result<AnyView, AppError>;

/// Between two attempts to fetch code, in milliseconds; twice as long after each, and never longer than that.
#[cfg(feature = "hydrate")]
const AGAIN_MS: u32 = 1_000;
#[cfg(feature = "hydrate")]
const AGAIN_MAX_MS: u32 = 8_000;
/// Code that has not come after so long is late, in milliseconds.
#[cfg(feature = "hydrate")]
const LATE_MS: u32 = 10_000;

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
        /// A page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
            <Suspense fallback=|| view! { <Skeleton /> }>{Suspend::new(async move { show(loading.await) })}</Suspense>
        }
        .into_any(),
    }
}

/// Waits until `fetch` has brought code, however often it has to ask. Each time that it has not, it was `late`.
#[cfg(feature = "hydrate")]
pub(crate) async fn until_here<F, E>(fetch: impl Fn() -> F, late: impl AsyncFn())
where
    F: Future<Output = Result<(), E>>,
{
    let mut again_ms = AGAIN_MS;
    loop {
        match select(pin!(fetch()), pin!(pause(LATE_MS))).await {
            Either::Left((Ok(()), _)) => return,
            Either::Left((Err(_), _)) => {
                late().await;
                pause(again_ms).await;
                again_ms = AGAIN_MAX_MS.min(2 * again_ms);
            }
            // All who ask wait for the same answer, so asking again costs nothing.
            Either::Right(_) => late().await,
        }
    }
}

/// Draws a part of a page that is awake, as soon as its code is here, however often that has to be fetched: what the person
/// is doing on the page does not end because of it.
pub(crate) fn draw_part(load: impl Fn() -> Loading + Send + 'static, meanwhile: fn() -> AnyView) -> AnyView {
    if let Some(Ok(part)) = load().now_or_never() {
        return part;
    }
    let part = Suspend::new(async move {
        #[cfg(feature = "hydrate")]
        let mut again_ms = AGAIN_MS;
        loop {
            match load().await {
                Ok(part) => break part,
                // The server has all code.
                #[cfg(not(feature = "hydrate"))]
                Err(_) => {}
                #[cfg(feature = "hydrate")]
                Err(_) => {
                    send_wrapper::SendWrapper::new(pause(again_ms)).await;
                    again_ms = AGAIN_MAX_MS.min(2 * again_ms);
                }
            }
        }
    });
    view! { <Suspense fallback=meanwhile>{part}</Suspense> }.into_any()
}

/// As [`draw_part`], for a part that is wanted as soon as the page is awake.
pub(crate) fn draw_once_awake(load: impl Fn() -> Loading + Clone + Send + 'static) -> AnyView {
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    (move || awake.get().then(|| draw_part(load.clone(), nothing))).into_any()
}

/// What is seen of a part that has not come.
pub(crate) fn nothing() -> AnyView {
    ().into_any()
}

fn show(drawn: Drawn) -> AnyView {
    drawn.unwrap_or_else(|error| view! { <Problem error=error /> }.into_any())
}
