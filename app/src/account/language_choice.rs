//! The way to the other language: a plain form, so that it works without a script, and a fresh page, because everything
//! that a page says is in one language.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_location;

use super::doors::ChooseLanguage;
use crate::{
    language::{Language, language},
    ui::icon::Icon,
};

/// A button for each other language, by its own name: whoever needs it cannot read this one.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let location = use_location();
    let here = move || {
        let (path, query) = (location.pathname.get(), location.search.get());
        if query.is_empty() { path } else { format!("{path}?{query}") }
    };
    let others = Language::ALL.into_iter().filter(|other| *other != language());
    others
        .map(|other| {
            view! {
                <form class="language" method="post" action=ChooseLanguage::url()>
                    <input type="hidden" name="language" value=other.code() />
                    <input type="hidden" name="next" value=here />
                    <button class="btn" type="submit" lang=other.code()>
                        <Icon name="i-globe" />
                        {other.name()}
                    </button>
                </form>
            }
        })
        .collect_view()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use leptos_router::{components::Router, location::RequestUrl};

    use super::*;

    #[test]
    fn the_other_language_comes_back_to_this_page() {
        let drawn = |page: &str, language: Language| {
            Owner::new().with(|| {
                provide_context(language);
                provide_context(RequestUrl::new(page));
                view! {
                    <Router>
                        <LanguageChoice />
                    </Router>
                }
                .to_html()
            })
        };
        let table = [
            ("/login", Language::Indonesian, Language::English, r#"value="/login""#),
            (
                "/p/orders?q=a%20b&tab=1",
                Language::English,
                Language::Indonesian,
                r#"value="/p/orders?q=a%20b&amp;tab=1""#,
            ),
        ];
        for (page, language, other, next) in table {
            let html = drawn(page, language);
            assert_eq!(html.matches("<form").count(), 1, "{html}");
            for part in
                [next, &format!(r#"value="{}""#, other.code()), other.name(), r#"action="/api/choose_language""#]
            {
                assert!(html.contains(part), "{part} in {html}");
            }
        }
    }
}
