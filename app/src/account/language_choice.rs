//! The way to the other language: a plain form, so that it works without a script, and a fresh page, because everything
//! that a page says is in one language.

use leptos::{prelude::*, server_fn::ServerFn as _};

use super::doors::ChooseLanguage;
use crate::{
    language::{Language, language},
    router::use_address,
    ui::icon::Icon,
};

/// A button for each other language, by its own name: whoever needs it cannot read this one.
#[component]
pub fn LanguageChoice() -> impl IntoView {
    let address = use_address();
    let here = move || address.with(|address| address.query.clone().behind(address.path.clone()));
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
    use axum::http::Request;

    use super::*;
    use crate::router::provide_address;

    #[test]
    fn the_other_language_comes_back_to_this_page() {
        let drawn = |page: &str, language: Language| {
            Owner::new().with(|| {
                provide_context(language);
                provide_context(Request::get(page).body(()).expect("an address").into_parts().0);
                provide_address();
                view! { <LanguageChoice /> }.to_html()
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
