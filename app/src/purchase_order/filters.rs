//! The filters of the Tasks page: they live in the URL, their counters stay live.

use leptos::prelude::*;
use model::Department;

use super::{
    facets::{Counts, Filter},
    store::ItemStore,
    texts::tasks as texts,
    url_filter::{FilterForm, FilterInput, SearchInput, UrlFilter, use_url_filter},
};
use crate::{
    language::{Text, t},
    router::use_query,
};

/// The filter that the URL asks for.
#[must_use]
pub fn use_filter() -> Memo<Filter> {
    let query = use_query();
    Memo::new(move |_| query.with(|query| Filter::from_query(|name| query.get(name))))
}

fn use_inputs() -> UrlFilter {
    use_url_filter(|get| Filter::from_query(get).to_query())
}

/// Name in the query, label, icon, counter.
type Flag = (&'static str, Text, &'static str, fn(&Counts) -> i32);

/// The search field.
#[component]
pub fn Search(
    /// Element id.
    id: &'static str,
) -> impl IntoView {
    view! { <SearchInput filter=use_inputs() id=id label=t(texts::SEARCH) /> }
}

/// Departments and flags, each with its counter.
#[component]
pub fn Filters(
    /// Whose counters.
    store: ItemStore,
) -> impl IntoView {
    let filter = use_inputs();
    let all = [None].into_iter().chain(Department::ALL.map(Some));
    let departments = all.map(|department| {
        let count = Signal::derive(move || {
            let held = |counts: &Counts| department.map_or(counts.all, |held| counts.departments[held.index()]);
            i64::from(store.counts.with(held))
        });
        let (value, label) =
            department.map_or(("", t(texts::ALL)), |department| (department.wire(), department.label()));
        view! {
            <FilterInput
                filter=filter
                kind="radio"
                name="dept"
                value=value
                label=label
                department=department
                count=count
            />
        }
    });
    let flags: [Flag; 4] = [
        ("urgent", texts::URGENT, "i-bolt", |counts| counts.urgent),
        ("late", texts::LATE, "i-alert", |counts| counts.late),
        ("issue", texts::WITH_ISSUE, "i-note", |counts| counts.issue),
        ("vendor", texts::VENDOR, "i-vendor", |counts| counts.vendor),
    ];
    let flags = flags.into_iter().map(|(name, label, icon, count)| {
        let count = Signal::derive(move || i64::from(store.counts.with(count)));
        view! { <FilterInput filter=filter name=name label=t(label) icon=icon count=count /> }
    });
    view! {
        <FilterForm
            label=t(texts::FILTER_TASKS)
            legend=t(texts::DEPARTMENT)
            choices=departments.collect_view().into_any()
            flags=flags.collect_view().into_any()
        />
    }
}
