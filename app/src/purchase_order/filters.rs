//! The filters of the Tasks page: they live in the URL, their counters stay live.

use leptos::{prelude::*, wasm_bindgen::JsCast, web_sys::HtmlElement};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};
use model::Department;

use super::{
    facets::{Counts, Filter},
    store::ItemStore,
};
use crate::ui::icon::Icon;

/// The filter that the URL asks for.
#[must_use]
pub fn use_filter() -> Memo<Filter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| Filter::from_query(|name| query.get(name))))
}

/// Writes a changed filter into the URL, without a new entry in the history and without moving the page.
pub fn use_set_filter() -> impl Fn(&Filter) + Clone + 'static {
    let navigate = use_navigate();
    let location = use_location();
    move |filter: &Filter| {
        let path = location.pathname.get_untracked();
        let query: Vec<String> = filter
            .to_query()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", leptos_router::location::Url::escape(&value)))
            .collect();
        let url = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        navigate(&url, NavigateOptions { replace: true, scroll: false, resolve: false, ..Default::default() });
    }
}

/// The search field; `/` puts the cursor into it.
#[component]
pub fn Search(
    /// Element id.
    id: &'static str,
) -> impl IntoView {
    let filter = use_filter();
    let set_filter = use_set_filter();
    let on_input = move |event| {
        let query = event_target_value(&event);
        set_filter(&Filter { query, ..filter.get_untracked() });
    };
    focus_by_slash(id);
    view! {
        <label class="search">
            <span class="sr">"Cari item, PO, klien"</span>
            <Icon name="i-search" />
            <input
                class="input"
                id=id
                type="search"
                name="q"
                form="saring"
                placeholder="Cari item, PO, klien"
                autocomplete="off"
                value=move || filter.with_untracked(|filter| filter.query.clone())
                prop:value=move || filter.with(|filter| filter.query.clone())
                on:input=on_input
            />
            <kbd>"/"</kbd>
        </label>
    }
}

/// What `/` must not interrupt.
const TYPING: &str = "input:not([type=radio], [type=checkbox]), textarea, select, dialog *";

/// `/` puts the cursor into the search field `id`, unless something is being typed or the field is not shown.
pub(super) fn focus_by_slash(id: &'static str) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            let typing = document().active_element().is_some_and(|element| element.matches(TYPING).unwrap_or(true));
            let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlElement>().ok());
            if let Some(field) = field.filter(|field| event.key() == "/" && !typing && field.offset_parent().is_some())
            {
                event.prevent_default();
                // Cannot fail on a field that is shown.
                let _ = field.focus();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Departments and flags, each with its counter.
#[component]
pub fn Filters(
    /// Whose counters.
    store: ItemStore,
) -> impl IntoView {
    let filter = use_filter();
    let set_filter = use_set_filter();
    let counts = store.counts;
    let choose_department = {
        let set_filter = set_filter.clone();
        move |department| set_filter(&Filter { department, ..filter.get_untracked() })
    };
    let departments = Department::ALL
        .into_iter()
        .map(|department| {
            let choose = choose_department.clone();
            let chosen = move || filter.with(|filter| filter.department == Some(department));
            view! {
                <label class="opt" data-department=department.wire()>
                    <input
                        type="radio"
                        name="dept"
                        value=department.wire()
                        checked=filter.with_untracked(|filter| filter.department == Some(department))
                        prop:checked=chosen
                        on:change=move |_| choose(Some(department))
                    />
                    <span class="dot" aria-hidden="true"></span>
                    {department.label()}
                    " "
                    <span class="n">{move || counts.with(|counts| counts.departments[department.index()])}</span>
                </label>
            }
        })
        .collect_view();
    let all = move || filter.with(|filter| filter.department.is_none());
    view! {
        <form class="filters" id="saring" aria-label="Saring tugas" on:submit=|event| event.prevent_default()>
            <fieldset class="seg">
                <legend class="sr">"Departemen"</legend>
                <label class="opt">
                    <input
                        type="radio"
                        name="dept"
                        value=""
                        checked=filter.with_untracked(|filter| filter.department.is_none())
                        prop:checked=all
                        on:change=move |_| choose_department(None)
                    />
                    "Semua "
                    <span class="n">{move || counts.with(|counts| counts.all)}</span>
                </label>
                {departments}
            </fieldset>
            <fieldset class="filters__flags">
                <legend class="sr">"Tanda"</legend>
                <Flag
                    name="urgent"
                    label="Urgent"
                    icon="i-bolt"
                    count=move |counts: &Counts| counts.urgent
                    read=|filter: &Filter| filter.urgent
                    write=|filter: &mut Filter, set| filter.urgent = set
                    store=store
                />
                <Flag
                    name="late"
                    label="Terlambat"
                    icon="i-alert"
                    count=move |counts: &Counts| counts.late
                    read=|filter: &Filter| filter.late
                    write=|filter: &mut Filter, set| filter.late = set
                    store=store
                />
                <Flag
                    name="issue"
                    label="Ada issue"
                    icon="i-note"
                    count=move |counts: &Counts| counts.issue
                    read=|filter: &Filter| filter.issue
                    write=|filter: &mut Filter, set| filter.issue = set
                    store=store
                />
                <Flag
                    name="vendor"
                    label="Vendor"
                    icon="i-vendor"
                    count=move |counts: &Counts| counts.vendor
                    read=|filter: &Filter| filter.vendor
                    write=|filter: &mut Filter, set| filter.vendor = set
                    store=store
                />
            </fieldset>
            // Without JavaScript the form is sent by Enter; this is the button that Enter presses.
            <button class="sr" type="submit" tabindex="-1">
                "Saring"
            </button>
        </form>
    }
}

#[component]
fn Flag(
    name: &'static str,
    label: &'static str,
    icon: &'static str,
    count: fn(&Counts) -> i32,
    read: fn(&Filter) -> bool,
    write: fn(&mut Filter, bool),
    store: ItemStore,
) -> impl IntoView {
    let filter = use_filter();
    let set_filter = use_set_filter();
    let toggle = move |event| {
        let mut wanted = filter.get_untracked();
        write(&mut wanted, event_target_checked(&event));
        set_filter(&wanted);
    };
    view! {
        <label class="opt">
            <input
                type="checkbox"
                name=name
                value="1"
                checked=filter.with_untracked(read)
                prop:checked=move || filter.with(read)
                on:change=toggle
            />
            <Icon name=icon />
            {label}
            " "
            <span class="n">{move || store.counts.with(count)}</span>
        </label>
    }
}
