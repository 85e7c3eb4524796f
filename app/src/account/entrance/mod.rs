//! The pages in front of the factories: password, PIN, links, the first factory.

mod link_page;
mod login_page;
mod pin_pad;
mod setup_page;
mod sign_in_again;
mod tablet_page;

use leptos::prelude::*;
pub use link_page::{InvitationPage, ResetPage};
pub use login_page::{DemoUsers, LoginPage};
pub use setup_page::SetupPage;
pub use sign_in_again::SignInAgain;
pub use tablet_page::TabletPage;

use crate::layout::Mark;

/// The name above each of these pages.
#[component]
fn EntranceTop() -> impl IntoView {
    view! {
        <header class="login__top">
            <span class="login__brand">
                <Mark />
                <span>"lacak"<b>"PO"</b></span>
            </span>
        </header>
    }
}
