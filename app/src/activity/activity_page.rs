//! `/{factory}/activity`: everything that happened, or with `?sejak=…` what it came to.

use leptos::{either::Either, prelude::*};
use model::activity::Since;

use super::{feed::FeedPage, handover::HandoverPage, texts};
use crate::{
    account::use_viewer,
    language::{Text, t},
    router::use_query,
};

/// `/{factory}/activity`
#[component]
pub fn ActivityPage() -> impl IntoView {
    let query = use_query();
    let is_handover = Memo::new(move |_| query.with(|query| since_of(query.get("sejak").as_deref()).is_some()));
    move || {
        if is_handover.get() { Either::Left(view! { <HandoverPage /> }) } else { Either::Right(view! { <FeedPage /> }) }
    }
}

/// From when on the URL asks what changed. What is no moment asks for the last time, because somebody meant one.
pub(super) fn since_of(text: Option<&str>) -> Option<Since> {
    text.map(|text| text.parse().unwrap_or(Since::LastRead))
}

/// Everything, or what it came to since when.
#[component]
pub(super) fn Views(
    /// What is shown; `None` for everything.
    shown: Option<Since>,
) -> impl IntoView {
    let link = move |label: Text, since: Option<Since>| {
        let current = (shown == since).then_some("page");
        let query = since.map_or_else(String::new, |since| format!("?sejak={since}"));
        let href = use_viewer().with_value(|viewer| viewer.path(&format!("activity{query}")));
        view! {
            <a class="opt" href=href aria-current=current>
                {t(label)}
            </a>
        }
    };
    view! {
        <nav class="seg" aria-label=t(texts::VIEWS)>
            {link(texts::ALL, None)}
            {link(texts::SINCE_I_LEFT, Some(Since::LastRead))}
            {link(texts::LAST_DAY, Some(Since::Day))}
        </nav>
    }
}
