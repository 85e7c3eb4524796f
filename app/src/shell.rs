//! The HTML document around the app. Server only in effect: the browser hydrates its body.

use leptos::{WasmSplitManifest, config::LeptosOptions, hydration::HydrationScripts, nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags, provide_meta_context};

use crate::{
    App,
    language::{Language, Text, language, t},
    layout::Mark,
    routes::{file_of, is_plain},
    texts,
    ui::icon::{Icon, SPRITE},
};

/// Tells the browser about the app before it wakes up.
const PWA: &str = include_str!("pwa.js");

/// The whole document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang=language().code()>
            <Head options=options />
            <body>
                // First, because hydration starts at the body's first child.
                <App />
                <Stopped />
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}

/// The document of nobody and of no page: the service worker keeps it and opens it where the server cannot be reached. The
/// app draws itself into it, from what the device knows.
#[must_use]
pub fn empty_shell(options: LeptosOptions) -> impl IntoView {
    provide_meta_context();
    view! {
        <!DOCTYPE html>
        <html lang=language().code() data-shell="">
            <Head options=options />
            <body>
                <div class="waking" id="waking" role="status" aria-label=t(texts::LOADING)>
                    <Mark />
                </div>
                <Stopped />
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}

#[component]
fn Head(options: LeptosOptions) -> impl IntoView {
    let manifest = match language() {
        Language::Indonesian => "/manifest.webmanifest",
        Language::English => "/manifest.en.webmanifest",
    };
    view! {
        <head>
            <meta charset="utf-8" />
            <meta
                name="viewport"
                content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
            />
            <meta name="color-scheme" content="light dark" />
            <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f4f5f7" />
            <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0d0f13" />
            <link rel="icon" href="/favicon.ico" sizes="32x32" />
            <link rel="apple-touch-icon" href="/icon-192.png" />
            <link rel="manifest" href=manifest />
            // Before the styles, which a script would wait for, and with it the rest of the page.
            <script nonce=use_nonce()>{PWA}</script>
            <Styles options=options.clone() />
            <Code options=options />
            <MetaTags />
        </head>
    }
}

/// Says that the app has stopped, of which nothing runs then that could say so: shown by `pwa.js`, which answers the button,
/// too. In both languages, because the kept shell may be opened in another one than it was drawn in.
#[component]
fn Stopped() -> impl IntoView {
    let said =
        |text: Text| Language::ALL.map(|language| view! { <span lang=language.code()>{text.get(language)}</span> });
    view! {
        <aside class="notice notice--stopped" role="alert" popover="manual" hidden>
            <Icon name="i-alert" />
            <p>
                <b>{said(texts::STOPPED)}</b>
                {said(texts::STOPPED_MEANS)}
            </p>
            <button class="btn btn--primary" type="button" data-reload="">
                {said(texts::RELOAD)}
            </button>
        </aside>
    }
}

/// The cookie by which a browser says which file of styles it has: its name, as `pwa.js` sets it.
#[cfg(feature = "ssr")]
const STYLES: &str = "gaya";

/// The styles: in the page itself for a browser that does not have their file yet, because nothing can be painted before
/// they are there, and asking for them is one more way there and back on a slow line.
#[component]
fn Styles(options: LeptosOptions) -> impl IntoView {
    match styles_of_page(&options) {
        Some((href, text)) => view! {
            <style nonce=use_nonce()>{text}</style>
            <link rel="prefetch" r#as="style" href=href data-styles="" />
        }
        .into_any(),
        None => view! { <HashedStylesheet id="lacakpo" options=options /> }.into_any(),
    }
}

/// Path and text of the styles, where the browser has not got them.
#[cfg(feature = "ssr")]
fn styles_of_page(options: &LeptosOptions) -> Option<(String, &'static str)> {
    use std::sync::OnceLock;

    /// Name and text; read once, because the files of a running server do not change.
    static FILE: OnceLock<Option<(String, String)>> = OnceLock::new();
    let file = FILE.get_or_init(|| {
        let folder = std::path::Path::new(&*options.site_root).join(&*options.site_pkg_dir);
        let names = std::fs::read_dir(&folder).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let name = names.filter(|name| name.ends_with(".css")).max()?;
        let text = std::fs::read_to_string(folder.join(&name)).ok()?;
        Some((name, text))
    });
    let (name, text) = file.as_ref().filter(|_| options.hash_files)?;
    let parts = use_context::<axum::http::request::Parts>()?;
    // The shell is kept with its file beside it, and opened where no cookie is sent.
    let is_shell = parts.uri.path() == "/shell";
    let has_it = crate::request::cookie(&parts.headers, STYLES).is_some_and(|has| has == name);
    (!is_shell && !has_it).then(|| (format!("/{}/{name}", options.site_pkg_dir), text.as_str()))
}

#[cfg(not(feature = "ssr"))]
fn styles_of_page(_options: &LeptosOptions) -> Option<(String, &'static str)> {
    None
}

/// The app, except for a page that does without.
#[component]
fn Code(options: LeptosOptions) -> impl IntoView {
    let is_plain = path_of_request().is_some_and(|path| is_plain(&path));
    (!is_plain).then(|| {
        view! {
            <HydrationScripts options=options />
            <PageCode />
        }
    })
}

/// Names the files that the main one asks for, so that they are on their way before: its list of files, and the page's
/// code. After the hydration scripts, which read the list.
#[component]
fn PageCode() -> impl IntoView {
    let file = path_of_request().and_then(|path| file_of(&path));
    let files = use_context::<WasmSplitManifest>().map(|manifest| {
        let manifest = manifest.0.read_value();
        let (folder, files, link) = &*manifest;
        let names = file.and_then(|file| files.get(file)).into_iter().flatten();
        let code = names.map(|name| format!("{folder}/{name}.wasm")).collect::<Vec<_>>();
        (format!("{folder}/{link}"), code)
    });
    files.map(|(link, code)| {
        view! {
            <link rel="modulepreload" href=link />
            {code
                .into_iter()
                .map(|href| view! { <link rel="preload" href=href r#as="fetch" r#type="application/wasm" crossorigin="" /> })
                .collect_view()}
        }
    })
}

#[cfg(feature = "ssr")]
fn path_of_request() -> Option<String> {
    use_context::<axum::http::request::Parts>().map(|parts| parts.uri.path().to_owned())
}

#[cfg(not(feature = "ssr"))]
fn path_of_request() -> Option<String> {
    None
}
