//! What stands below an input that was refused.

use leptos::{prelude::*, server_fn::ServerFn};
use model::{Field, Refusal};

use super::icon::Icon;
use crate::error::{AppError, refused};

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

/// The mark of an input that was refused.
pub fn invalid(wrong: Signal<Option<String>>) -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    move || wrong.with(Option::is_some).then_some("true")
}

/// An input of one line, and what is wrong with it.
#[component]
pub fn InputField(
    /// Element id, unique on the page.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// As HTML calls it: `text`, `password`.
    #[prop(default = "text")]
    kind: &'static str,
    /// What browsers may fill in.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// What stands in it while it is empty.
    #[prop(optional)]
    placeholder: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong.
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let hint = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input"
                id=id
                type=kind
                autocomplete=autocomplete
                placeholder=placeholder
                aria-invalid=invalid(wrong)
                aria-describedby=hint.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            />
            <Hint id=hint text=wrong />
        </div>
    }
}

/// An input of several lines, and what is wrong with it.
#[component]
pub fn TextField(
    /// Element id, unique on the page.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// How many lines are shown.
    rows: &'static str,
    /// What stands in it while it is empty.
    placeholder: &'static str,
    /// What is typed.
    value: RwSignal<String>,
    /// What is wrong.
    wrong: Signal<Option<String>>,
) -> impl IntoView {
    let hint = format!("{id}-hint");
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <textarea
                class="textarea"
                id=id
                rows=rows
                placeholder=placeholder
                aria-invalid=invalid(wrong)
                aria-describedby=hint.clone()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
            <Hint id=hint text=wrong />
        </div>
    }
}

/// What of a plain form was refused before its page came again, or since.
pub fn refused_before<S>(action: ServerAction<S>) -> Signal<Option<String>>
where
    S: ServerFn<Output = (), Error = AppError> + Clone + Send + Sync + 'static,
{
    Signal::derive(move || action.value().get().and_then(|answer| answer.err()).map(|error| error.text()))
}

/// What is wrong with `field`, if the refusal is about it.
#[must_use]
pub fn refused_at(refusal: RwSignal<Option<Refusal>>, field: Field) -> Signal<Option<String>> {
    Signal::derive(move || {
        refusal.with(|refusal| refusal.as_ref().filter(|why| why.field() == Some(field)).map(refused))
    })
}

/// What is wrong with none of `fields`, but with the whole.
#[must_use]
pub fn refused_elsewhere(refusal: RwSignal<Option<Refusal>>, fields: &'static [Field]) -> Signal<Option<String>> {
    let elsewhere = |why: &&Refusal| why.field().is_none_or(|field| !fields.contains(&field));
    Signal::derive(move || refusal.with(|refusal| refusal.as_ref().filter(elsewhere).map(refused)))
}
