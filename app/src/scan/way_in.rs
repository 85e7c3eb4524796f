//! The ways to the page that scans.

use leptos::prelude::*;

use super::opening::SCAN_PAGE;
use crate::{account::use_viewer, language::t, texts, ui::icon::Icon};

/// "Pindai", as a button.
#[component]
pub fn ScanLink() -> impl IntoView {
    let href = use_viewer().with_value(|viewer| viewer.path(SCAN_PAGE));
    view! {
        <a class="btn scan-way" href=href>
            <Icon name="i-scan" />
            {t(texts::SCAN)}
        </a>
    }
}
