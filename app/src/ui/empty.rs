//! What stands where nothing is shown.

use leptos::prelude::*;

/// Says so, why, and what to do about it.
pub fn empty(title: String, text: String, action: Option<AnyView>) -> AnyView {
    view! {
        <div class="empty">
            <h2>{title}</h2>
            <p>{text}</p>
            {action}
        </div>
    }
    .into_any()
}
