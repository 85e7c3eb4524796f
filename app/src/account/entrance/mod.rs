//! The pages in front of the factories: password, PIN, links, the first factory.

mod again_form;
mod link_page;
mod login_page;
mod pin_pad;
mod setup_page;
mod sign_in_again;
mod tablet_page;

pub use again_form::{PasswordAgain, PinAgain};
use leptos::prelude::*;
pub use link_page::{InvitationPage, ResetPage};
pub use login_page::{DemoUsers, LoginPage};
pub use setup_page::SetupPage;
pub use sign_in_again::SignInAgain;
pub use tablet_page::TabletPage;

use super::language_choice::LanguageChoice;
use crate::{
    language::{Text, t},
    layout::Mark,
    router::{Query, use_query},
};

/// The name above each of these pages, and the way to the other language.
#[component]
fn EntranceTop() -> impl IntoView {
    // Whoever is asked to sign in here is nobody yet, and what the device knew is nobody's.
    #[cfg(feature = "hydrate")]
    Effect::new(|_| crate::kept::forget());
    view! {
        <header class="login__top">
            <span class="login__brand">
                <Mark />
                <span>"lacak"<b>"PO"</b></span>
            </span>
            <LanguageChoice />
        </header>
    }
}

/// Where to go on to after signing in, as the address says.
fn next() -> String {
    use_query().with_untracked(|query| query.get("next")).unwrap_or_default()
}

/// Another entrance, at `path`, that leads on to the same place.
fn next_at(path: &str) -> String {
    match next() {
        nowhere if nowhere.is_empty() => path.to_owned(),
        next => Query::of([("next", next.as_str())]).behind(path),
    }
}

/// An input of a plain form, which works without scripts: the browser owns what is typed.
#[component]
fn PlainField(
    /// Name in the form, and element id.
    name: &'static str,
    /// What it is called.
    label: Text,
    /// What browsers may fill in.
    autocomplete: &'static str,
) -> impl IntoView {
    view! {
        <div class="field">
            <label for=name>{t(label)}</label>
            <input class="input" id=name name=name autocomplete=autocomplete autocapitalize="none" required />
        </div>
    }
}
