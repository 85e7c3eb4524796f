//! How punctual the factory was, week by week: a column of the orders that were completed, the late ones on top.

use leptos::prelude::*;
use model::overview::{Punctuality, WEEKS, Week};

use super::{
    store::OverviewStore,
    texts,
    words::{punctuality, scale},
};
use crate::{
    language::{t, t_with},
    ui::{each::Show, format::day_month},
};

/// A week's share of the drawing's width, and its column's width, in the drawing's units.
const STRIDE: usize = 20;
const COLUMN: usize = 12;
const HEIGHT: f64 = 100.0;

/// The panel.
#[component]
pub(super) fn PunctualityPanel(store: OverviewStore) -> impl IntoView {
    let seen = store.punctuality;
    let any = Memo::new(move |_| seen.with(|seen| seen.all() > 0));
    let count = move |of: fn(&Punctuality) -> u32| Memo::new(move |_| seen.with(of));
    let (on_time, late) = (count(Punctuality::on_time), count(|seen| seen.all() - seen.on_time()));
    view! {
        <section class="panel" aria-labelledby="h-ontime">
            <div class="panel__head">
                <h2 id="h-ontime">{t(texts::ON_TIME_DELIVERY)}</h2>
                <span class="n">{t_with(texts::WEEKS, &[&WEEKS])}</span>
            </div>
            <Show
                when=move || any.get()
                fallback=|| {
                    view! {
                        <p class="overview__none">
                            {t_with(texts::NONE_WITH_DEADLINE, &[&WEEKS])}
                        </p>
                    }
                }
            >
                <div class="ontime">
                    <Columns seen=seen />
                    <ul class="causes__key">
                        <li>
                            <svg viewBox="0 0 10 10" aria-hidden="true">
                                <rect class="week__ontime" width="10" height="10" rx="2"></rect>
                            </svg>
                            {t(texts::ON_TIME_KEY)}
                            <b>{on_time}</b>
                        </li>
                        <li>
                            <svg viewBox="0 0 10 10" aria-hidden="true">
                                <rect class="week__late" width="10" height="10" rx="2"></rect>
                            </svg>
                            {t(texts::LATE_WEEKS_KEY)}
                            <b>{late}</b>
                        </li>
                    </ul>
                </div>
            </Show>
        </section>
    }
}

#[component]
fn Columns(seen: RwSignal<Punctuality>) -> impl IntoView {
    let most = Memo::new(move |_| {
        let all = |week: &Week| week.on_time + week.late;
        seen.with(|seen| scale(seen.weeks.iter().map(all).max().unwrap_or(0)))
    });
    let columns: Vec<_> = (0..WEEKS).map(|place| view! { <Column seen=seen place=place most=most /> }).collect();
    // Each week's first day would not fit on a phone: every third one does.
    let labels: Vec<_> = (0..WEEKS)
        .map(|place| {
            let start = Memo::new(move |_| seen.with(|seen| seen.weeks.get(place).map(|week| week.start)));
            let text = move || start.get().filter(|_| place % 3 == 0).map(day_month);
            view! { <span>{text}</span> }
        })
        .collect();
    view! {
        <div class="ontime__plot">
            <span class="ontime__most" aria-hidden="true">
                {most}
            </span>
            <svg
                viewBox=format!("0 0 {} {HEIGHT}", WEEKS * STRIDE)
                preserveAspectRatio="none"
                role="img"
                aria-label=move || seen.with(punctuality)
            >
                <path class="ontime__grid" d=format!("M0 0H{0}M0 50H{0}M0 {HEIGHT}H{0}", WEEKS * STRIDE)></path>
                {columns}
            </svg>
        </div>
        <div class="ontime__axis" aria-hidden="true">
            {labels}
        </div>
    }
}

/// One week. What was on time stands on the ground, what was late on top of it.
#[component]
fn Column(
    seen: RwSignal<Punctuality>,
    place: usize,
    /// What a full column stands for.
    most: Memo<u32>,
) -> impl IntoView {
    let week =
        Memo::new(move |_| seen.with(|seen| seen.weeks.get(place).map_or((0, 0), |week| (week.on_time, week.late))));
    let height = move |of: u32| f64::from(of) * HEIGHT / f64::from(most.get().max(1));
    let x = place * STRIDE + (STRIDE - COLUMN) / 2;
    let rect = move |class: &'static str, of: fn((u32, u32)) -> (u32, u32)| {
        let top = Memo::new(move |_| format!("{:.2}", HEIGHT - height(of(week.get()).0)));
        let tall = Memo::new(move |_| format!("{:.2}", height(of(week.get()).1)));
        view! { <rect class=class x=x y=top width=COLUMN height=tall></rect> }
    };
    view! {
        {rect("week__ontime", |(on_time, _)| (on_time, on_time))}
        {rect("week__late", |(on_time, late)| (on_time + late, late))}
    }
}
