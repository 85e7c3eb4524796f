//! Tabs, flags and search of the order list: they live in the URL, their counters stay live.

use leptos::prelude::*;
use model::purchase_order::OrderStatus;

use super::{
    order_filter::{FlagCounts, OrderFilter},
    order_parts::status_title,
    order_store::OrderStore,
    texts::orders as texts,
    url_filter::{FilterForm, FilterInput, SearchInput, UrlFilter, use_url_filter},
};
use crate::{
    language::{Text, t},
    router::use_query,
};

/// The filter that the URL asks for.
#[must_use]
pub fn use_order_filter() -> Memo<OrderFilter> {
    let query = use_query();
    Memo::new(move |_| query.with(|query| OrderFilter::from_query(|name| query.get(name))))
}

/// Writes it into the URL.
#[must_use]
pub fn use_order_inputs() -> UrlFilter {
    use_url_filter(|get| OrderFilter::from_query(get).to_query())
}

/// Name in the query, label, icon, counter.
type Flag = (&'static str, Text, &'static str, fn(&FlagCounts) -> i32);

/// The search field.
#[component]
pub fn OrderSearch(
    /// Element id.
    id: &'static str,
) -> impl IntoView {
    view! { <SearchInput filter=use_order_inputs() id=id label=t(texts::SEARCH_ORDERS) /> }
}

/// One tab per status and the flags, each with its counter.
#[component]
pub fn OrderFilters(
    /// Whose counters.
    store: OrderStore,
) -> impl IntoView {
    let filter = use_order_inputs();
    let tabs = (0..).zip(OrderStatus::ALL).map(|(place, status): (usize, _)| {
        let count = Signal::derive(move || store.tabs.with(|tabs| tabs.get(place).copied().unwrap_or_default().into()));
        // Another tab is a step that "back" takes back; a flag or a letter is not.
        view! {
            <FilterInput
                filter=filter
                kind="radio"
                name="status"
                value=status.wire()
                label=t(status_title(status))
                replace=false
                count=count
            />
        }
    });
    let flags: [Flag; 3] = [
        ("urgent", texts::URGENT_ORDERS, "i-bolt", |counts| counts.urgent),
        ("late", texts::LATE_ORDERS, "i-alert", |counts| counts.late),
        ("vendor", texts::VENDOR_ORDERS, "i-vendor", |counts| counts.vendor),
    ];
    let flags = flags.into_iter().map(|(name, label, icon, count)| {
        let count = Signal::derive(move || i64::from(store.flags.with(count)));
        view! { <FilterInput filter=filter name=name label=t(label) icon=icon count=count /> }
    });
    view! {
        <FilterForm
            label=t(texts::FILTER_ORDERS)
            legend=t(texts::STATUS)
            choices=tabs.collect_view().into_any()
            flags=flags.collect_view().into_any()
        />
    }
}
