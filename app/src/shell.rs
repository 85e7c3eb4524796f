//! The HTML document around the app. Server only in effect: the browser hydrates its body.

use leptos::{config::LeptosOptions, hydration::HydrationScripts, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::{App, ui::icon::SPRITE};

/// The whole document.
#[must_use]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    view! {
        <!DOCTYPE html>
        <html lang="id">
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
                <link rel="icon" href="/icon.svg" type="image/svg+xml" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HashedStylesheet id="lacakpo" options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                // First, because hydration starts at the body's first child.
                <App />
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    }
}
