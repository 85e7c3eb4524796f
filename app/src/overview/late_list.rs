//! Late orders and orders at risk: how many for which cause, then one row each, the most urgent first.

use leptos::prelude::*;
use model::{
    ids::PurchaseOrderId,
    overview::{Cause, Totals},
};

use super::{
    late_row::LateRow,
    store::OverviewStore,
    texts,
    words::{causes, rule},
};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    ui::{
        each::{For, Show},
        empty::empty,
        icon::Icon,
    },
};

/// Rows drawn at first and with each "more": what is further down is not what is urgent.
const STEP: usize = 10;

/// The panel.
#[component]
pub(super) fn LateList(store: OverviewStore) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    let shown = Memo::new(move |_| {
        store.listed.with(|listed| listed.iter().take(limit.get()).copied().collect::<Vec<PurchaseOrderId>>())
    });
    let all = Memo::new(move |_| store.listed.with(Vec::len));
    let rest = Memo::new(move |_| all.get().saturating_sub(limit.get()));
    let tasks = use_viewer().with_value(|viewer| viewer.path("tasks?late=1"));
    view! {
        <section class="panel" aria-labelledby="h-late">
            <div class="panel__head">
                <h2 id="h-late">{t(texts::LATE_AND_AT_RISK)}</h2>
                <span class="n">{all}</span>
                <a class="btn btn--quiet" href=tasks>
                    {t(texts::OPEN_IN_TASKS)}
                    <Icon name="i-right" />
                </a>
            </div>
            <Show when=move || all.get() != 0 fallback=move || view! { <Nothing store=store /> }>
                <Causes store=store />
                <ol class="rows">
                    <For each=move || shown.get() key=|id| *id let(id)>
                        {store.row(id).map(|row| view! { <LateRow row=row /> })}
                    </For>
                </ol>
            </Show>
            <Show when=move || rest.get() != 0>
                <p class="table__foot">
                    <button
                        class="btn btn--quiet"
                        type="button"
                        on:click=move |_| limit.update(|limit| *limit += STEP)
                    >
                        {move || t_with(texts::MORE, &[&rest.get()])}
                    </button>
                </p>
            </Show>
            <p class="overview__rule">
                {move || rule(store.pace.get())}
                {t(texts::WHICH_ITEM_HOLDS)}
            </p>
        </section>
    }
}

/// That all is well, which is news too.
#[component]
fn Nothing(store: OverviewStore) -> impl IntoView {
    let none = Memo::new(move |_| store.totals.with(|totals| totals.orders == 0));
    move || {
        let (title, text) = if none.get() {
            (texts::NO_ACTIVE_ORDERS, texts::ORDERS_COME_HERE)
        } else {
            (texts::ALL_ON_SCHEDULE, texts::NONE_LATE)
        };
        empty(t(title).to_owned(), t(text).to_owned(), None)
    }
}

/// One bar of all causes, and what its colours mean. Lengths are attributes of the drawing, which the content policy
/// allows and a printer prints.
#[component]
fn Causes(store: OverviewStore) -> impl IntoView {
    let totals = store.totals;
    let bars = Cause::ALL.map(|cause| {
        let (from, length) = part(totals, cause);
        view! {
            <rect class="cause" data-cause=cause.wire() x=from y="0" width=length height="8"></rect>
        }
    });
    let key = Cause::ALL.map(|cause| {
        let count = Memo::new(move |_| totals.with(|totals| totals.causes[cause.index()]));
        view! {
            <li data-cause=cause.wire() hidden=move || count.get() == 0>
                <svg viewBox="0 0 10 10" aria-hidden="true">
                    <rect class="cause" data-cause=cause.wire() width="10" height="10" rx="2"></rect>
                </svg>
                {t(cause.label())}
                " "
                <b>{count}</b>
            </li>
        }
    });
    view! {
        <div class="causes">
            <svg
                class="causes__bar"
                viewBox="0 0 100 8"
                preserveAspectRatio="none"
                role="img"
                aria-label=move || totals.with(causes)
            >
                {bars.into_iter().collect_view()}
            </svg>
            <ul class="causes__key">{key.into_iter().collect_view()}</ul>
        </div>
    }
}

/// Where the part of `cause` begins and how long it is, in percent of the bar. A hair is left between two.
fn part(totals: RwSignal<Totals>, cause: Cause) -> (Memo<String>, Memo<String>) {
    let place = move |totals: &Totals| {
        let sum: u32 = totals.causes.iter().sum();
        let before: u32 = totals.causes[..cause.index()].iter().sum();
        let percent = |of: u32| f64::from(of) * 100.0 / f64::from(sum.max(1));
        (percent(before), percent(totals.causes[cause.index()]))
    };
    let from = Memo::new(move |_| format!("{:.2}", totals.with(place).0));
    let length = Memo::new(move |_| format!("{:.2}", (totals.with(place).1 - 0.4).max(0.0)));
    (from, length)
}
