//! Pages whose code is a file of its own for the browser: the first visit carries the page it asked for and no other.
//!
//! Always true here:
//! - The server renders at once, and names the files in the head, so that they are fetched beside the main one.
//! - The browser has the page's code before it hydrates ([`preload`]), so hydration is one synchronous walk.
//! - A page reached by navigation may still be on its way: until then its place says so, and a file that cannot be
//!   had is a message with a way on, never a dead app.

use std::{future::Future, pin::Pin};

use futures::FutureExt;
use leptos::{prelude::*, wasm_split::SplitLoaderError};

use crate::{error::AppError, layout::Problem};

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
/// file, which each visit carries.
macro_rules! lazy_pages {
    ($($file:ident, $preload:ident: $($page:ident = $component:ident),*;)*) => {
        /// A page.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Page {
            $($(#[doc = concat!("`", stringify!($component), "`.")] $page,)*)*
        }

        $(
            #[cfg(feature = "hydrate")]
            #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, preload($preload), fallible)]
            fn $file(page: Page) -> $crate::lazy::Drawn {
                match page {
                    $(Page::$page => Ok(leptos::view! { <$component /> }.into_any()),)*
                    // Another file's: nobody asks for it here.
                    #[allow(unreachable_patterns, reason = "a file may bring all pages")]
                    _ => Err($crate::error::AppError::Offline),
                }
            }
        )*

        impl Page {
            /// The file that brings its code.
            pub(crate) fn file(self) -> &'static str {
                match self {
                    $($(Page::$page)|* => stringify!($file),)*
                }
            }

            /// The page, once its code is here.
            #[cfg(feature = "hydrate")]
            fn load(self) -> $crate::lazy::Loading {
                match self {
                    $($(Page::$page)|* => Box::pin($file(self)),)*
                }
            }

            /// The page: the server has all code.
            #[cfg(not(feature = "hydrate"))]
            fn load(self) -> $crate::lazy::Loading {
                let drawn = match self {
                    $($(Page::$page => leptos::view! { <$component /> }.into_any(),)*)*
                };
                Box::pin(std::future::ready(Ok(drawn)))
            }

            /// Fetches its code.
            #[cfg(feature = "hydrate")]
            async fn preload(self) -> Result<(), $crate::error::AppError> {
                match self {
                    $($(Page::$page)|* => $preload().await?,)*
                }
                Ok(())
            }
        }
    };
}
pub(crate) use lazy_pages;

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

fn show(drawn: Drawn) -> AnyView {
    drawn.unwrap_or_else(|error| view! { <Problem error=error /> }.into_any())
}
