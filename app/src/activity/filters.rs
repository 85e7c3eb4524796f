//! Person, kind and days of the feed: they live in the URL.

use leptos::prelude::*;
use model::{
    ActorRef,
    activity::{ActivityFilter, Kind},
};

use super::texts;
use crate::{
    language::t,
    purchase_order::url_filter::{FilterForm, FilterInput, SearchInput, UrlFilter, use_url_filter},
    router::use_query,
};

/// The filter that the URL asks for.
#[must_use]
pub fn use_activity_filter() -> Memo<ActivityFilter> {
    let query = use_query();
    Memo::new(move |_| query.with(|query| ActivityFilter::from_query(|name| query.get(name))))
}

/// Writes it into the URL.
#[must_use]
pub fn use_activity_inputs() -> UrlFilter {
    use_url_filter(|get| ActivityFilter::from_query(get).to_query())
}

/// The search field.
#[component]
pub fn ActivitySearch(
    /// Element id.
    id: &'static str,
) -> impl IntoView {
    view! { <SearchInput filter=use_activity_inputs() id=id label=t(texts::SEARCH) /> }
}

/// Kinds, people, and from which day to which.
#[component]
pub fn ActivityFilters(
    /// Everybody who did something.
    people: RwSignal<Vec<ActorRef>>,
) -> impl IntoView {
    let filter = use_activity_inputs();
    let kinds = [None].into_iter().chain(Kind::ALL.map(Some)).map(|kind| {
        let (value, label) = kind.map_or(("", texts::ALL), |kind| (kind.wire(), kind.label()));
        view! { <FilterInput filter=filter kind="radio" name="jenis" value=value label=t(label) /> }
    });
    let more = view! {
        <ObjectInput filter=filter />
        <PersonInput filter=filter people=people />
        <DayInput filter=filter name="dari" label=t(texts::FROM) />
        <DayInput filter=filter name="sampai" label=t(texts::UNTIL) />
    };
    view! {
        <FilterForm
            label=t(texts::FILTER)
            legend=t(texts::KIND)
            flags_legend=t(texts::PEOPLE_AND_DAYS)
            choices=kinds.collect_view().into_any()
            flags=more.into_any()
        />
    }
}

/// Without JavaScript the form still asks for the same thing's history.
#[component]
fn ObjectInput(filter: UrlFilter) -> impl IntoView {
    let object = move || filter.value("objek");
    move || {
        let object = object();
        (!object.is_empty()).then(|| view! { <input type="hidden" name="objek" value=object /> })
    }
}

#[component]
fn PersonInput(filter: UrlFilter, people: RwSignal<Vec<ActorRef>>) -> impl IntoView {
    let options = move || {
        let chosen = filter.value("orang");
        let option = |ActorRef { id, name }: ActorRef| {
            let id = id.to_string();
            let selected = id == chosen;
            view! {
                <option value=id selected=selected>
                    {name}
                </option>
            }
        };
        people.get().into_iter().map(option).collect_view()
    };
    view! {
        <label class="panel__filter">
            <span class="sr">{t(texts::PERSON)}</span>
            <select
                class="select"
                name="orang"
                autocomplete="off"
                prop:value=move || filter.value("orang")
                on:change=move |event| filter.set("orang", &event_target_value(&event), true)
            >
                <option value="">{t(texts::EVERYBODY)}</option>
                {options}
            </select>
        </label>
    }
}

#[component]
fn DayInput(filter: UrlFilter, name: &'static str, label: &'static str) -> impl IntoView {
    view! {
        <label class="day-input">
            <span>{label}</span>
            <input
                class="input"
                type="date"
                name=name
                autocomplete="off"
                value=filter.value_untracked(name)
                prop:value=move || filter.value(name)
                on:change=move |event| filter.set(name, &event_target_value(&event), true)
            />
        </label>
    }
}
