//! What stands below an input that was refused.

use leptos::prelude::*;

use super::icon::Icon;

/// The reason, at the input's place; nothing when there is none.
#[component]
pub fn Hint(
    /// Id for `aria-describedby`.
    id: String,
    /// What is wrong.
    #[prop(into)]
    text: Signal<Option<String>>,
) -> impl IntoView {
    view! {
        {move || {
            let id = id.clone();
            text.get().map(|text| view! { <span class="hint" id=id role="alert"><Icon name="i-alert" />{text}</span> })
        }}
    }
}
