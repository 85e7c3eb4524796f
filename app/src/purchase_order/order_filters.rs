//! Tabs, flags and search of the order list: they live in the URL, their counters stay live.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate, use_query_map},
};
use model::purchase_order::OrderStatus;

use super::{
    order_filter::{FlagCounts, OrderFilter},
    order_parts::status_title,
    order_store::OrderStore,
};
use crate::ui::icon::Icon;

/// The filter that the URL asks for.
#[must_use]
pub fn use_order_filter() -> Memo<OrderFilter> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| OrderFilter::from_query(|name| query.get(name))))
}

/// Writes a changed filter into the URL without moving the page. Another tab is a step that "back" takes back; a flag
/// or a letter is not.
pub fn use_set_order_filter() -> impl Fn(&OrderFilter) + Clone + 'static {
    let navigate = use_navigate();
    let location = use_location();
    let current = use_order_filter();
    move |filter: &OrderFilter| {
        let path = location.pathname.get_untracked();
        let query: Vec<String> = filter
            .to_query()
            .into_iter()
            .map(|(name, value)| format!("{name}={}", leptos_router::location::Url::escape(&value)))
            .collect();
        let url = if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) };
        let replace = current.with_untracked(|current| current.status == filter.status);
        navigate(&url, NavigateOptions { replace, scroll: false, resolve: false, ..Default::default() });
    }
}

/// The search field.
#[component]
pub fn OrderSearch(
    /// Element id.
    id: &'static str,
) -> impl IntoView {
    let filter = use_order_filter();
    let set_filter = use_set_order_filter();
    let on_input = move |event| {
        let query = event_target_value(&event);
        set_filter(&OrderFilter { query, ..filter.get_untracked() });
    };
    view! {
        <label class="search">
            <span class="sr">"Cari nomor PO atau klien"</span>
            <Icon name="i-search" />
            <input
                class="input"
                id=id
                type="search"
                name="q"
                form="saring"
                placeholder="Cari nomor PO atau klien"
                autocomplete="off"
                value=move || filter.with_untracked(|filter| filter.query.clone())
                prop:value=move || filter.with(|filter| filter.query.clone())
                on:input=on_input
            />
            <kbd>"/"</kbd>
        </label>
    }
}

/// One tab per status and the flags, each with its counter.
#[component]
pub fn OrderFilters(
    /// Whose counters.
    store: OrderStore,
) -> impl IntoView {
    let tabs =
        (0..).zip(OrderStatus::ALL).map(|(place, status)| view! { <Tab status=status place=place store=store /> });
    view! {
        <form class="filters" id="saring" aria-label="Saring PO" on:submit=|event| event.prevent_default()>
            <fieldset class="seg">
                <legend class="sr">"Status"</legend>
                {tabs.collect_view()}
            </fieldset>
            <fieldset class="filters__flags">
                <legend class="sr">"Tanda"</legend>
                <Flag
                    name="urgent"
                    label="Urgent"
                    icon="i-bolt"
                    count=|counts: &FlagCounts| counts.urgent
                    read=|filter: &OrderFilter| filter.urgent
                    write=|filter: &mut OrderFilter, set| filter.urgent = set
                    store=store
                />
                <Flag
                    name="late"
                    label="Terlambat"
                    icon="i-alert"
                    count=|counts: &FlagCounts| counts.late
                    read=|filter: &OrderFilter| filter.late
                    write=|filter: &mut OrderFilter, set| filter.late = set
                    store=store
                />
                <Flag
                    name="vendor"
                    label="Vendor"
                    icon="i-vendor"
                    count=|counts: &FlagCounts| counts.vendor
                    read=|filter: &OrderFilter| filter.vendor
                    write=|filter: &mut OrderFilter, set| filter.vendor = set
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
fn Tab(status: OrderStatus, place: usize, store: OrderStore) -> impl IntoView {
    let filter = use_order_filter();
    let set_filter = use_set_order_filter();
    let count = move || store.tabs.with(|tabs| tabs.get(place).copied().unwrap_or_default());
    view! {
        <label class="opt">
            <input
                type="radio"
                name="status"
                value=status.wire()
                checked=filter.with_untracked(|filter| filter.status == status)
                prop:checked=move || filter.with(|filter| filter.status == status)
                on:change=move |_| set_filter(&OrderFilter { status, ..filter.get_untracked() })
            />
            {status_title(status)}
            " "
            <span class="n">{count}</span>
        </label>
    }
}

#[component]
fn Flag(
    name: &'static str,
    label: &'static str,
    icon: &'static str,
    count: fn(&FlagCounts) -> i32,
    read: fn(&OrderFilter) -> bool,
    write: fn(&mut OrderFilter, bool),
    store: OrderStore,
) -> impl IntoView {
    let filter = use_order_filter();
    let set_filter = use_set_order_filter();
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
            <span class="n">{move || store.flags.with(count)}</span>
        </label>
    }
}
