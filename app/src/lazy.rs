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
type Loading = Pin<Box<dyn Future<Output = Drawn> + Send>>;

impl From<SplitLoaderError> for AppError {
    fn from(_: SplitLoaderError) -> AppError {
        AppError::Offline
    }
}

/// Declares `async fn name() -> Drawn` for each page, split off for the browser, with a function that only fetches its
/// code. Pages of one `file` come together.
macro_rules! lazy_pages {
    ($($file:ident, $name:ident, $preload:ident: $page:ident;)*) => {$(
        #[cfg(feature = "hydrate")]
        #[leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, preload($preload), fallible)]
        fn $name() -> $crate::lazy::Drawn {
            Ok(leptos::view! { <$page /> }.into_any())
        }

        #[cfg(not(feature = "hydrate"))]
        async fn $name() -> $crate::lazy::Drawn {
            Ok(leptos::view! { <$page /> }.into_any())
        }
    )*};
}
pub(crate) use lazy_pages;

/// Draws a page at once if its code is here, else as soon as it has come.
pub(crate) fn page(loading: impl Future<Output = Drawn> + Send + 'static) -> AnyView {
    draw(Box::pin(loading))
}

fn draw(mut loading: Loading) -> AnyView {
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
