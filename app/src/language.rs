//! The language of the page being drawn. On the server it is the request's: its cookie, else what its browser likes best;
//! in the browser the page's own, as the server wrote it into `<html lang>`, so both draw the same. It never changes
//! while a page is open: another language is another page.

use std::fmt::Display;

pub use model::language::{Counted, Language, Text};

/// The cookie that holds the choice, by [`Language::code`].
pub const COOKIE: &str = "bahasa";

/// The language of this page.
#[cfg(feature = "ssr")]
#[must_use]
pub fn language() -> Language {
    leptos::prelude::use_context().unwrap_or_default()
}

/// The language of this page.
#[cfg(not(feature = "ssr"))]
#[must_use]
pub fn language() -> Language {
    browser::LANGUAGE.get()
}

#[cfg(not(feature = "ssr"))]
mod browser {
    use std::cell::Cell;

    use super::Language;

    thread_local! {
        /// A page of the browser is one thread.
        pub(super) static LANGUAGE: Cell<Language> = const { Cell::new(Language::Indonesian) };
    }
}

/// Reads the page's language from the document; once, before anything is drawn.
#[cfg(feature = "hydrate")]
pub fn read_from_document() {
    let root = leptos::prelude::document().document_element();
    let code = root.and_then(|root| root.get_attribute("lang")).unwrap_or_default();
    browser::LANGUAGE.set(Language::of_code(&code).unwrap_or_default());
}

/// `text` in the page's language.
#[must_use]
pub fn t(text: Text) -> &'static str {
    text.get(language())
}

/// `text` in the page's language, with `arguments` in their places.
#[must_use]
pub fn t_with(text: Text, arguments: &[&dyn Display]) -> String {
    text.with(language(), arguments)
}

/// `text` about `count` things in the page's language.
#[must_use]
pub fn t_count(text: Counted, count: usize) -> String {
    text.with(language(), count)
}
