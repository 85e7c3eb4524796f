//! A filter that lives in the URL: its inputs, and how they read and write it. The name of an input is its name in the
//! query, as the form itself sends it without JavaScript.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use model::Department;

use super::texts::tasks as texts;
use crate::{
    language::t,
    router::{Going, Query, use_address, use_navigate, use_query},
    ui::{icon::Icon, shortcuts::is_typing},
};

/// Names and values of a query.
pub type Asked = Vec<(&'static str, String)>;

/// What a page makes of a query: only what it knows, in its order, nothing for what is not asked.
type Normal = fn(&dyn Fn(&str) -> Option<String>) -> Asked;

/// The filter of a page. Copies share it.
#[derive(Clone, Copy)]
pub struct UrlFilter {
    query: Memo<Query>,
    normal: Normal,
    navigate: Callback<(Asked, bool)>,
}

/// The filter of the page being drawn.
#[must_use]
pub fn use_url_filter(normal: Normal) -> UrlFilter {
    let navigate = use_navigate();
    let address = use_address();
    let navigate = Callback::new(move |(asked, replace): (Asked, bool)| {
        let query = Query::of(asked.iter().map(|(name, value)| (*name, value.as_str())));
        navigate(
            &query.behind(address.with_untracked(|address| address.path.clone())),
            Going { replace, keep_scroll: true },
        );
    });
    UrlFilter { query: use_query(), normal, navigate }
}

impl UrlFilter {
    /// Writes a whole query into the URL, without moving the page; with `replace` without a new entry in the history.
    pub fn write(self, asked: Asked, replace: bool) {
        self.navigate.run((asked, replace));
    }

    /// What the URL says for `name`; blank for nothing.
    #[must_use]
    pub fn value(self, name: &str) -> String {
        self.query.with(|query| query.get(name)).unwrap_or_default()
    }

    /// As [`UrlFilter::value`], without waiting for it to change.
    #[must_use]
    pub fn value_untracked(self, name: &str) -> String {
        self.query.with_untracked(|query| query.get(name)).unwrap_or_default()
    }

    /// Writes `value` for `name`; with `replace` without a new entry in the history.
    pub fn set(self, name: &str, value: &str, replace: bool) {
        let asked = self.query.with_untracked(|query| self.changed(query, name, value));
        self.write(asked, replace);
    }

    /// The query once `name` is `value`.
    fn changed(self, query: &Query, name: &str, value: &str) -> Asked {
        (self.normal)(&|asked| if asked == name { Some(value.to_owned()) } else { query.get(asked) })
    }

    /// Choosing it would change nothing.
    fn is_chosen(self, query: &Query, name: &str, value: &str) -> bool {
        self.changed(query, name, value) == (self.normal)(&|asked| query.get(asked))
    }
}

/// The search field; `/` puts the cursor into it.
#[component]
pub fn SearchInput(
    /// Where it writes.
    filter: UrlFilter,
    /// Element id.
    id: &'static str,
    /// What can be searched for.
    label: &'static str,
) -> impl IntoView {
    let typed = move |query: &Query| query.get("q").unwrap_or_default();
    focus_by_slash(id);
    view! {
        <label class="search">
            <span class="sr">{label}</span>
            <Icon name="i-search" />
            <input
                class="input"
                id=id
                type="search"
                name="q"
                form="saring"
                placeholder=label
                autocomplete="off"
                value=filter.query.with_untracked(typed)
                prop:value=move || filter.query.with(typed)
                on:input=move |event| filter.set("q", &event_target_value(&event), true)
            />
            <kbd>"/"</kbd>
        </label>
    }
}

/// `/` puts the cursor into the search field `id`, unless something is being typed or the field is not shown.
fn focus_by_slash(id: &'static str) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlElement>().ok());
            if let Some(field) =
                field.filter(|field| event.key() == "/" && !is_typing() && field.offset_parent().is_some())
            {
                event.prevent_default();
                // Cannot fail on a field that is shown.
                let _ = field.focus();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// The form of a filter: one of several choices, and flags.
#[component]
pub fn FilterForm(
    /// What the form is.
    label: &'static str,
    /// What the choices are.
    legend: &'static str,
    /// Of which one is chosen.
    choices: AnyView,
    /// What the flags are.
    #[prop(default = t(texts::FLAGS))]
    flags_legend: &'static str,
    /// Of which any may be set.
    flags: AnyView,
) -> impl IntoView {
    view! {
        <form class="filters" id="saring" aria-label=label on:submit=|event| event.prevent_default()>
            <fieldset class="seg">
                <legend class="sr">{legend}</legend>
                {choices}
            </fieldset>
            <fieldset class="filters__flags">
                <legend class="sr">{flags_legend}</legend>
                {flags}
            </fieldset>
            // Without JavaScript the form is sent by Enter; this is the button that Enter presses.
            <button class="sr" type="submit" tabindex="-1">
                {t(texts::APPLY_FILTER)}
            </button>
        </form>
    }
}

/// One choice or flag, with its counter if it has one.
#[component]
pub fn FilterInput(
    /// Where it writes.
    filter: UrlFilter,
    /// A flag, unless it is one of several choices.
    #[prop(default = "checkbox")]
    kind: &'static str,
    /// Its name in the query.
    name: &'static str,
    /// Its value in the query.
    #[prop(default = "1")]
    value: &'static str,
    /// What it is called.
    label: &'static str,
    /// Before what it is called.
    #[prop(optional)]
    icon: Option<&'static str>,
    /// Whose choice it is; has its colour.
    #[prop(optional_no_strip)]
    department: Option<Department>,
    /// "Back" does not take it back.
    #[prop(default = true)]
    replace: bool,
    /// How many there are, if they are counted.
    #[prop(optional, into)]
    count: Option<Signal<i64>>,
) -> impl IntoView {
    let chosen = move |query: &Query| filter.is_chosen(query, name, value);
    let on_change = move |event| filter.set(name, if event_target_checked(&event) { value } else { "" }, replace);
    view! {
        <label class="opt" data-department=department.map(Department::wire)>
            <input
                type=kind
                name=name
                value=value
                checked=filter.query.with_untracked(chosen)
                prop:checked=move || filter.query.with(chosen)
                on:change=on_change
            />
            {icon.map(|name| view! { <Icon name=name /> })}
            {department.map(|_| view! { <span class="dot" aria-hidden="true"></span> })}
            {label}
            {count.map(|count| view! { " " <span class="n">{count}</span> })}
        </label>
    }
}
