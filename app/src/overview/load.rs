//! What lies before each department: a bar of its open items, the late ones apart, with the numbers in words.

use leptos::prelude::*;
use model::{
    Department,
    overview::{Load, Totals},
};

use super::{
    store::OverviewStore,
    texts,
    words::{load, scale},
};
use crate::{
    account::use_viewer,
    language::{t, t_count, t_with},
};

/// The panel.
#[component]
pub(super) fn LoadPanel(store: OverviewStore) -> impl IntoView {
    let most = Memo::new(move |_| {
        store.totals.with(|totals| scale(totals.load.iter().map(|load| load.items).max().unwrap_or(0)))
    });
    let rows =
        Department::ALL.map(|department| view! { <LoadRow totals=store.totals department=department most=most /> });
    view! {
        <section class="panel" aria-labelledby="h-load">
            <div class="panel__head">
                <h2 id="h-load">{t(texts::LOAD)}</h2>
                <span class="load__key">
                    <svg viewBox="0 0 10 10" aria-hidden="true">
                        <rect class="load__late" width="10" height="10" rx="2"></rect>
                    </svg>
                    {t(texts::LATE_KEY)}
                </span>
            </div>
            <ul class="rows">{rows.into_iter().collect_view()}</ul>
        </section>
    }
}

/// One department; the row leads to its items.
#[component]
fn LoadRow(
    totals: RwSignal<Totals>,
    department: Department,
    /// What a full bar stands for.
    most: Memo<u32>,
) -> impl IntoView {
    let held = Memo::new(move |_| totals.with(|totals| totals.load(department)));
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("tasks?dept={}", department.wire())));
    let length = move |of: fn(Load) -> u32| {
        Memo::new(move |_| format!("{:.2}", f64::from(of(held.get())) * 100.0 / f64::from(most.get().max(1))))
    };
    view! {
        <li class="load row-link" data-department=department.wire()>
            <a class="load__name" href=href>
                <span class="dot" aria-hidden="true"></span>
                {department.label()}
            </a>
            <svg
                class="load__bar"
                viewBox="0 0 100 10"
                preserveAspectRatio="none"
                role="img"
                aria-label=move || load(department, held.get())
            >
                <rect class="load__groove" width="100" height="10"></rect>
                <rect class="load__items" width=length(|load| load.items) height="10"></rect>
                <rect class="load__late" width=length(|load| load.late) height="10"></rect>
            </svg>
            // The drawing says the same to whoever hears the page.
            <p class="load__n" aria-hidden="true">
                <b>{move || t_count(texts::ITEMS, held.get().items as usize)}</b>
                <span data-late=move || (held.get().late > 0).then_some("")>
                    {move || t_with(texts::LATE, &[&held.get().late])}
                </span>
            </p>
        </li>
    }
}
