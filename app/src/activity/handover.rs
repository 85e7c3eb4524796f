//! What changed since somebody left: one line for each item, true while it is read.

use leptos::{prelude::*, task::spawn_local};
use model::{
    Channel, Event,
    activity::{Digest, HandoverSnapshot, Mark, OrderDigest, SHIFT_HOURS, Since},
};

use super::{
    activity_page::{Views, since_of},
    handover_order::HandoverOrder,
    server_fns::{load_handover, mark_activity_read},
    texts,
};
use crate::{
    account::use_viewer,
    json,
    language::{t, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow, mutation::ask, use_live},
    purchase_order::news::use_news,
    router::use_query,
    ui::{
        clock::use_clock,
        each::{For, Show},
        empty::empty,
        format::date_time,
        icon::Icon,
        toast::{Toast, use_toasts},
    },
};

/// The page.
#[component]
pub(super) fn HandoverPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let query = use_query();
    let since =
        Memo::new(move |_| query.with(|query| since_of(query.get("sejak").as_deref())).unwrap_or(Since::LastRead));
    let snapshot = json::load(
        move || since.get(),
        move |since| {
            let slug = slug.clone();
            async move { load_handover(slug, since.to_string()).await.map(|snapshot| (since.to_string(), snapshot)) }
        },
    );
    let draw = |(since, snapshot)| view! { <Handover since=since snapshot=snapshot /> }.into_any();
    view! { <Loaded resource=snapshot view=draw /> }
}

/// What the page shows. Copies share it.
#[derive(Clone, Copy)]
struct Screen {
    since: Since,
    digest: RwSignal<Digest>,
    from: RwSignal<model::Timestamp>,
    mark: RwSignal<Option<Mark>>,
    is_cut: RwSignal<bool>,
}

impl Screen {
    fn reset(self, snapshot: HandoverSnapshot) -> Cursor {
        let HandoverSnapshot { epoch, seq, since, mark, is_cut, digest } = snapshot;
        self.from.set(since);
        self.mark.set(mark);
        self.is_cut.set(is_cut);
        self.digest.set(digest);
        Cursor { epoch, seq }
    }

    fn add(self, events: &[Event]) -> Applied {
        let known = self.digest.try_update(|digest| {
            // All of them are added, also behind one that is not known.
            let unknown = events.iter().filter(|event| !digest.add(event)).count();
            unknown == 0
        });
        if known == Some(false) { Applied::Incomplete } else { Applied::Here }
    }
}

#[component]
fn Handover(
    /// From when on, as the URL says it.
    since: String,
    /// Where the page starts.
    snapshot: HandoverSnapshot,
) -> impl IntoView {
    let clock = use_clock();
    let HandoverSnapshot { epoch, seq, since: from, mark, is_cut, digest } = snapshot;
    let screen = Screen {
        since: since.parse().unwrap_or(Since::LastRead),
        digest: RwSignal::new(digest),
        from: RwSignal::new(from),
        mark: RwSignal::new(mark),
        is_cut: RwSignal::new(is_cut),
    };
    listen(screen, Cursor { epoch, seq });
    let orders = Memo::new(move |_| {
        screen.digest.with(|digest| digest.orders(clock.today()).into_iter().cloned().collect::<Vec<OrderDigest>>())
    });
    // What of an order changed draws that order anew, and no other; so does the day on which it is late.
    let key = move |order: &OrderDigest| (order.order.id, order.events, order.order.is_late(clock.today_untracked()));
    let subtitle = move || t_with(texts::SINCE_WHEN, &[&date_time(screen.from.get(), clock.utc_offset_minutes())]);
    view! {
        <Topbar title=t(texts::WHAT_CHANGED) subtitle=Signal::derive(subtitle) />
        <main class="page" id="isi" tabindex="-1">
            <div class="orders__bar">
                <Views shown=Some(screen.since) />
                <SinceForm from=screen.from />
            </div>
            <Read screen=screen />
            <Show when=move || screen.is_cut.get()>
                <p class="handover__cut" role="note">
                    <Icon name="i-alert" />
                    {t(texts::CUT)}
                </p>
            </Show>
            <div class="stack">
                <Show
                    when=move || !orders.with(Vec::is_empty)
                    fallback=|| empty(
                        t(texts::NOTHING_CHANGED).to_owned(),
                        t(texts::SUMMARY_COMES_HERE).to_owned(),
                        None,
                    )
                >
                    <For each=move || orders.get() key=key let(order)>
                        <HandoverOrder order=order />
                    </For>
                </Show>
            </div>
        </main>
    }
}

/// Keeps the page true.
fn listen(screen: Screen, cursor: Cursor) {
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| {
        news.tell(events);
        screen.add(events)
    };
    let read = move || load_handover(slug.clone(), screen.since.to_string());
    follow(cursor, vec![Channel::Factory(factory)], apply, read, move |snapshot| screen.reset(snapshot));
}

/// A moment of one's own. A plain form: it works without JavaScript, and another moment is another page.
#[component]
fn SinceForm(from: RwSignal<model::Timestamp>) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let moment = Since::At(from.get_untracked().at_offset(offset)).to_string();
    let action = use_viewer().with_value(|viewer| viewer.path("activity"));
    view! {
        <form class="handover__since" method="get" action=action>
            <label class="day-input">
                <span>{t(texts::SINCE)}</span>
                <input class="input" type="datetime-local" name="sejak" required autocomplete="off" value=moment />
            </label>
            <button class="btn" type="submit">
                {t(texts::SHOW)}
            </button>
        </form>
    }
}

/// Up to where the person has read, and the button that says so.
#[component]
fn Read(screen: Screen) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let (live, toasts) = (use_live(), use_toasts());
    let busy = RwSignal::new(false);
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let mark = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (slug, seq) = (slug.clone(), screen.digest.with_untracked(|digest| digest.seq));
        spawn_local(async move {
            match ask(live, || mark_activity_read(slug.clone(), seq)).await {
                Ok(mark) => drop(screen.mark.try_set(Some(mark))),
                Err(error) => toasts.show(Toast::error(t(texts::NOT_MARKED), error.text())),
            }
            busy.try_set(false);
        });
    };
    let all_read =
        Memo::new(move |_| screen.mark.get().is_some_and(|mark| mark.seq >= screen.digest.with(|digest| digest.seq)));
    let said = move || match screen.mark.get() {
        Some(mark) if all_read.get() => t_with(texts::ALL_READ, &[&date_time(mark.at, offset)]),
        Some(mark) => t_with(texts::LAST_READ, &[&date_time(mark.at, offset)]),
        None if screen.since == Since::LastRead => t_with(texts::NEVER_READ_SHIFT, &[&SHIFT_HOURS]),
        None => t(texts::NEVER_READ).to_owned(),
    };
    view! {
        <div class="handover__read">
            <p role="status">{said}</p>
            <button
                class="btn btn--primary"
                type="button"
                disabled=move || busy.get() || all_read.get()
                on:click=mark
            >
                <Icon name="i-check" />
                {t(texts::I_HAVE_READ)}
            </button>
        </div>
    }
}
