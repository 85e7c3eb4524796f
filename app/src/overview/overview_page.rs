//! `/{factory}/overview`: what a manager would ask on WhatsApp, true now.

use leptos::prelude::*;
use model::{
    Channel, DocType, Event, Permission,
    overview::{OverviewSnapshot, Totals, WEEKS},
};

use super::{
    late_list::LateList,
    latest::{Latest, LatestPanel},
    load::LoadPanel,
    punctuality::PunctualityPanel,
    server_fns::load_overview,
    store::OverviewStore,
    texts,
};
use crate::{
    account::use_viewer,
    json,
    language::{t, t_count, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow},
    purchase_order::news::use_news,
    ui::{
        clock::use_clock,
        format::{date_time, weekday_date},
        icon::Icon,
    },
};

/// `/{factory}/overview`
#[component]
pub fn OverviewPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let snapshot = json::load(|| (), move |()| load_overview(slug.clone()));
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Overview snapshot=snapshot /> }.into_any() /> }
}

#[component]
fn Overview(
    /// Where the page starts.
    snapshot: OverviewSnapshot,
) -> impl IntoView {
    let clock = use_clock();
    let (cursor, events) = (Cursor { epoch: snapshot.epoch, seq: snapshot.seq }, snapshot.events.clone());
    let latest = Latest::new(cursor.epoch, cursor.seq, events);
    let store = OverviewStore::new(snapshot, clock.today_untracked(), clock.utc_offset_minutes());
    listen(store, latest, cursor);
    let today = Memo::new(move |_| clock.today());
    Effect::watch(move || today.get(), move |today, _, _| store.set_today(*today), false);
    let subtitle = Signal::derive(move || weekday_date(today.get()));
    view! {
        <Topbar title=t(crate::texts::OVERVIEW) subtitle=subtitle search=|| view! { <Search /> }.into_any() />
        <main class="page overview" id="isi" tabindex="-1">
            <Printed />
            <Figures store=store />
            <div class="dash">
                <div class="stack">
                    <LateList store=store />
                    <PunctualityPanel store=store />
                </div>
                <div class="stack">
                    <LoadPanel store=store />
                    <LatestPanel latest=latest />
                </div>
            </div>
        </main>
    }
}

/// Keeps the page true: events from the line, a fresh snapshot when the line asks for one.
fn listen(store: OverviewStore, latest: Latest, cursor: Cursor) {
    let news = use_news();
    let (slug, actor) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.clone()));
    let mut channels = vec![Channel::Factory(actor.factory_id)];
    if actor.may(Permission::Administer) {
        // The latest events are those of the activity page, which shows them to those who administer.
        channels.extend([DocType::Member, DocType::Device].map(|doc| Channel::List(doc, actor.factory_id)));
    }
    let apply = move |events: &[Event]| {
        news.tell(events);
        latest.add(events);
        // All of them are laid over the rows, also behind one that does not bring enough.
        let incomplete = events.iter().filter(|event| store.apply(event) == Applied::Incomplete).count();
        if incomplete == 0 { Applied::Here } else { Applied::Incomplete }
    };
    let reset = move |snapshot: OverviewSnapshot| {
        latest.reset(snapshot.epoch, snapshot.seq, snapshot.events.clone());
        store.reset(snapshot)
    };
    follow(cursor, channels, apply, move || load_overview(slug.clone()), reset);
}

/// Paper has no top bar and no pill: it says itself what it is and how old.
#[component]
fn Printed() -> impl IntoView {
    let clock = use_clock();
    let name = use_viewer().with_value(|viewer| viewer.factory_name.clone());
    let at = move || t_with(texts::AS_OF, &[&date_time(clock.now(), clock.utc_offset_minutes())]);
    view! {
        <p class="only-print overview__printed">
            <b>{t_with(texts::PRINTED, &[&name])}</b>
            " "
            <span>{at}</span>
        </p>
    }
}

/// Leads to the Tasks page, which finds what it is asked; a plain form, because it is another page.
#[component]
fn Search() -> impl IntoView {
    let action = use_viewer().with_value(|viewer| viewer.path("tasks"));
    view! {
        <form method="get" action=action role="search">
            <label class="search">
                <span class="sr">{t(texts::SEARCH)}</span>
                <Icon name="i-search" />
                <input class="input" type="search" name="q" placeholder=t(texts::SEARCH) autocomplete="off" />
            </label>
        </form>
    }
}

/// The four numbers that say how it stands.
#[component]
fn Figures(store: OverviewStore) -> impl IntoView {
    let sum = move |of: fn(&Totals) -> u32| Memo::new(move |_| store.totals.with(of));
    let (orders, items) = (sum(|totals| totals.orders), sum(|totals| totals.items));
    let (late, at_risk) = (sum(|totals| totals.late), sum(|totals| totals.at_risk));
    let (issues, critical) = (sum(|totals| totals.issues), sum(|totals| totals.critical));
    let percent = Memo::new(move |_| store.punctuality.with(|seen| seen.percent()));
    let rate = Memo::new(move |_| store.punctuality.with(|seen| (seen.on_time(), seen.all())));
    let danger = move |count: Memo<u32>| move || (count.get() > 0).then_some("danger");
    let of = move || match rate.get() {
        (_, 0) => t_with(texts::NONE_COMPLETED, &[&WEEKS]),
        (on_time, all) => t_with(texts::ON_TIME_OF.of(all as usize), &[&on_time, &all, &WEEKS]),
    };
    view! {
        <dl class="kpis">
            <div class="panel kpi" data-kpi="orders">
                <dt>{t(texts::ACTIVE_ORDERS)}</dt>
                <dd class="kpi__value">{orders}</dd>
                <dd class="kpi__note">{move || t_count(texts::OPEN_ITEMS, items.get() as usize)}</dd>
            </div>
            <div class="panel kpi" data-kpi="late">
                <dt>{t(texts::LATE_ORDERS)}</dt>
                <dd class="kpi__value" data-tone=danger(late)>
                    {late}
                </dd>
                <dd class="kpi__note">{move || t_with(texts::MORE_AT_RISK, &[&at_risk.get()])}</dd>
            </div>
            <div class="panel kpi" data-kpi="on-time">
                <dt>{t(texts::ON_TIME)}</dt>
                <dd class="kpi__value">
                    {move || percent.get().map_or_else(|| "–".to_owned(), |percent| format!("{percent}%"))}
                </dd>
                <dd class="kpi__note">{of}</dd>
            </div>
            <div class="panel kpi" data-kpi="issues">
                <dt>{t(texts::OPEN_ISSUES)}</dt>
                <dd class="kpi__value">{issues}</dd>
                <dd class="kpi__note" data-tone=danger(critical)>
                    {move || t_with(texts::CRITICAL, &[&critical.get()])}
                </dd>
            </div>
        </dl>
    }
}
