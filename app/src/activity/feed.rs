//! Everything that happened, newest first, true while it is read.
//!
//! Always true here: what somebody reads does not move. While the page is scrolled down, what comes is counted and not
//! shown, until it is asked for or the top is reached.

use leptos::{prelude::*, task::spawn_local};
use model::{
    ActorRef, Channel, Date, DocType, Event, Permission,
    activity::{ActivityFilter, ActivitySnapshot, Object},
};

use super::{
    activity_page::Views,
    feed_row::FeedRow,
    filters::{ActivityFilters, ActivitySearch, use_activity_filter, use_activity_inputs},
    server_fns::load_activity,
    texts,
};
use crate::{
    account::use_viewer,
    error::AppError,
    json,
    language::{Text, t, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow, use_live},
    purchase_order::{
        history::History,
        history_panel::{LiveHistory, Past, Source},
        news::use_news,
    },
    router::Query,
    ui::{
        clock::use_clock,
        each::{For, Show},
        empty::empty,
        format::day_heading,
        icon::Icon,
    },
};

/// Scrolled no further than this, in pixels, the top is in sight.
const TOP: f64 = 160.0;
/// Letters of a search are gathered so long, in milliseconds: each question costs the server a search.
const REST_MS: u64 = 250;

/// The page.
#[component]
pub(super) fn FeedPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let filter = use_activity_filter().get_untracked();
    let snapshot = json::load(|| (), move |()| load_activity(slug.clone(), filter.clone(), None));
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Feed snapshot=snapshot /> }.into_any() /> }
}

/// The log, as far as a filter asks for it.
#[derive(Clone, Copy)]
pub(super) struct Log {
    filter: RwSignal<ActivityFilter>,
    utc_offset_minutes: i32,
}

impl Source for Log {
    async fn read(self, slug: String, before: i64) -> Result<Past, AppError> {
        let filter = self.filter.try_get_untracked().unwrap_or_default();
        let ActivitySnapshot { events, has_older, .. } = load_activity(slug, filter, Some(before)).await?;
        Ok(Past { events, has_older })
    }

    fn holds(self, event: &Event) -> bool {
        self.filter.with_untracked(|filter| filter.shows(event, self.utc_offset_minutes))
    }
}

/// What the page shows. Copies share it.
#[derive(Clone, Copy)]
struct Screen {
    log: Log,
    history: LiveHistory<Log>,
    people: RwSignal<Vec<ActorRef>>,
    /// What the object is called whose history is shown.
    object_name: RwSignal<Option<String>>,
    /// The newest place that is shown, while newer ones wait.
    held_at: RwSignal<Option<i64>>,
    cursor: RwSignal<Cursor>,
}

impl Screen {
    fn new(snapshot: ActivitySnapshot) -> Screen {
        let ActivitySnapshot { epoch, seq, filter, events, has_older, people, object_name } = snapshot;
        let log = Log { filter: RwSignal::new(filter), utc_offset_minutes: use_clock().utc_offset_minutes() };
        Screen {
            log,
            history: LiveHistory::new(log, History::of_log(epoch, seq, events), has_older),
            people: RwSignal::new(people),
            object_name: RwSignal::new(object_name),
            held_at: RwSignal::new(None),
            cursor: RwSignal::new(Cursor { epoch, seq }),
        }
    }

    fn add(self, events: &[Event]) {
        if self.held_at.get_untracked().is_none() && is_scrolled() {
            self.held_at.set(self.history.rows.with_untracked(History::newest));
        }
        self.history.add(events);
        self.call_it(events);
        let newcomers: Vec<ActorRef> = self.people.with_untracked(|people| {
            let new = events.iter().map(|event| &event.actor);
            new.filter(|actor| people.iter().all(|known| known.id != actor.id)).cloned().collect()
        });
        for newcomer in newcomers {
            self.people.update(|people| {
                if people.iter().all(|known| known.id != newcomer.id) {
                    people.push(newcomer);
                }
            });
        }
    }

    /// The object was given another name.
    fn call_it(self, events: &[Event]) {
        let Some(object) = self.log.filter.with_untracked(|filter| filter.object) else { return };
        if let Some(name) = events.iter().rev().find_map(|event| object.name_after(&event.change))
            && self.object_name.with_untracked(|shown| shown.as_deref() != Some(name))
        {
            self.object_name.set(Some(name.to_owned()));
        }
    }

    /// The answer to another filter, in place of what is shown.
    fn replace(self, snapshot: ActivitySnapshot) -> Cursor {
        let ActivitySnapshot { epoch, seq, filter, events, has_older, people, object_name } = snapshot;
        self.log.filter.set(filter);
        self.people.set(people);
        self.object_name.set(object_name);
        self.held_at.set(None);
        self.history.replace(History::of_log(epoch, seq, events), has_older);
        Cursor { epoch, seq }
    }

    /// A newer snapshot of the same.
    fn reset(self, snapshot: ActivitySnapshot) -> Cursor {
        let ActivitySnapshot { epoch, seq, filter, events, people, object_name, .. } = snapshot;
        // The filter changed while this was read: its own answer is on its way, this one is nobody's any more.
        if self.log.filter.with_untracked(|shown| *shown != filter) {
            return self.cursor.get_untracked();
        }
        self.people.set(people);
        self.object_name.set(object_name);
        self.history.update(|history| history.reset(History::of_log(epoch, seq, events)));
        // The filter may have asked for more than the first page, and older rows may have been torn off.
        self.history.ended.set(false);
        Cursor { epoch, seq }
    }

    /// How many wait above what is shown.
    fn waiting(self) -> usize {
        let Some(held_at) = self.held_at.get() else { return 0 };
        self.history.rows.with(|history| history.count(|event| event.seq > held_at))
    }
}

/// Whether `event` is not held back.
fn is_shown(held_at: Option<i64>) -> impl Fn(&Event) -> bool {
    move |event| held_at.is_none_or(|held_at| event.seq <= held_at)
}

#[component]
fn Feed(
    /// Where the page starts.
    snapshot: ActivitySnapshot,
) -> impl IntoView {
    let filter = use_activity_filter();
    let screen = Screen::new(snapshot);
    let failed = RwSignal::new(None::<AppError>);
    let attempt = RwSignal::new(0);
    listen(screen);
    change_filter(screen, filter, failed, attempt);
    show_at_the_top(screen);
    let export = move || {
        let query = serialize(&filter.get().to_query());
        use_viewer().with_value(|viewer| viewer.path(&format!("activity.csv{query}")))
    };
    let retry = move |_| attempt.update(|attempt| *attempt += 1);
    view! {
        <Topbar title=t(crate::texts::ACTIVITY) search=|| view! { <ActivitySearch id="cari" /> }.into_any() />
        <main class="page" id="isi" tabindex="-1">
            <div class="search-row">
                <ActivitySearch id="cari-kecil" />
            </div>
            <div class="orders__bar">
                <Views shown=None />
                <div class="orders__new">
                    <a class="btn" href=export rel="external" download="">
                        <Icon name="i-docs" />
                        {t(texts::EXPORT)}
                    </a>
                </div>
            </div>
            <ActivityFilters people=screen.people />
            <About filter=screen.log.filter name=screen.object_name />
            {move || {
                failed.get().map(|error| {
                    view! {
                        <p class="orders__failed" role="alert">
                            <Icon name="i-alert" />
                            {t_with(texts::NOT_LOADED, &[&error.text()])}
                            <button class="btn" type="button" on:click=retry>{t(crate::texts::TRY_AGAIN)}</button>
                        </p>
                    }
                })
            }}
            <Waiting screen=screen />
            <Timeline screen=screen />
        </main>
    }
}

fn serialize(query: &[(&'static str, String)]) -> String {
    Query::of(query.iter().map(|(name, value)| (*name, value.as_str()))).behind("")
}

/// Keeps the page true: events from the line, a fresh snapshot when the line asks for one. Follows anew from each
/// `cursor`, because another filter starts from another snapshot.
fn listen(screen: Screen) {
    let news = use_news();
    let (slug, actor) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.clone()));
    let mut channels = vec![Channel::Factory(actor.factory_id)];
    if actor.may(Permission::Administer) {
        // What only those hear who look after it.
        channels.extend([DocType::Member, DocType::Device].map(|doc| Channel::List(doc, actor.factory_id)));
    }
    let apply = move |events: &[Event]| {
        news.tell(events);
        screen.add(events);
        Applied::Here
    };
    Effect::new(move |_| {
        let slug = slug.clone();
        let read = move || load_activity(slug.clone(), screen.log.filter.get_untracked(), None);
        let reset = move |snapshot| screen.reset(snapshot);
        follow(screen.cursor.get(), channels.clone(), apply, read, reset);
    });
}

/// Asks for what another filter wants, once its letters rest, and lays it in place of what is shown, which stays until
/// then.
fn change_filter(
    screen: Screen,
    filter: Memo<ActivityFilter>,
    failed: RwSignal<Option<AppError>>,
    attempt: RwSignal<i32>,
) {
    let live = use_live();
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let ask = move |wanted: ActivityFilter| {
        let slug = slug.clone();
        spawn_local(async move {
            if filter.try_get_untracked().as_ref() != Some(&wanted) {
                return;
            }
            let answer = load_activity(slug, wanted.clone(), None).await;
            if filter.try_get_untracked() != Some(wanted) {
                return;
            }
            match answer {
                Ok(snapshot) => screen.cursor.set(screen.replace(snapshot)),
                Err(error) => {
                    if error == AppError::SignedOut {
                        live.sign_out();
                    }
                    failed.set(Some(error));
                }
            }
        });
    };
    let watched = move || (filter.get(), attempt.get());
    let changed = move |(wanted, _): &(ActivityFilter, i32), _: Option<&(ActivityFilter, i32)>, _: Option<()>| {
        failed.set(None);
        if screen.log.filter.with_untracked(|shown| shown != wanted) {
            let (ask, wanted) = (ask.clone(), wanted.clone());
            set_timeout(move || ask(wanted), std::time::Duration::from_millis(REST_MS));
        }
    };
    Effect::watch(watched, changed, false);
}

/// Shows what waits once the top is in sight.
fn show_at_the_top(screen: Screen) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::scroll, move |_| {
            if screen.held_at.try_get_untracked().flatten().is_some() && !is_scrolled() {
                screen.held_at.set(None);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn is_scrolled() -> bool {
    // There is no window on the server.
    cfg!(feature = "hydrate") && window().scroll_y().is_ok_and(|down| down > TOP)
}

/// Whose history is shown, if it is that of one thing, and the way back to everything.
#[component]
fn About(filter: RwSignal<ActivityFilter>, name: RwSignal<Option<String>>) -> impl IntoView {
    let inputs = use_activity_inputs();
    let object = Memo::new(move |_| filter.with(|filter| filter.object));
    let what = move |object: Object| {
        let (history_of, icon) = kind_of(object);
        view! {
            <p class="feed__object">
                <Icon name=icon />
                <span>
                    {t(history_of)} <b>{move || name.get().unwrap_or_else(|| t(texts::UNKNOWN).to_owned())}</b>
                </span>
                <button class="btn" type="button" on:click=move |_| inputs.set("objek", "", false)>
                    {t(texts::EVERYTHING)}
                </button>
            </p>
        }
    };
    move || object.get().map(what)
}

/// What stands before its name, and its symbol.
fn kind_of(object: Object) -> (Text, &'static str) {
    match object.doc {
        DocType::PurchaseOrder => (texts::HISTORY_OF_ORDER, "i-po"),
        DocType::Item => (texts::HISTORY_OF_ITEM, "i-docs"),
        DocType::Client => (texts::HISTORY_OF_CLIENT, "i-po"),
        DocType::Member => (texts::HISTORY_OF_PERSON, "i-user"),
        DocType::Device => (texts::HISTORY_OF_DEVICE, "i-tablet"),
        DocType::Factory => (texts::HISTORY_OF_SETTINGS, "i-settings"),
    }
}

/// How many are new above what is read, and the way to them.
#[component]
fn Waiting(screen: Screen) -> impl IntoView {
    let waiting = Memo::new(move |_| screen.waiting());
    let show = move |_| {
        screen.held_at.set(None);
        window().scroll_to_with_x_and_y(0.0, 0.0);
    };
    view! {
        <Show when=move || waiting.get() != 0>
            <div class="feed__new">
                <button class="btn btn--primary" type="button" on:click=show>
                    <Icon name="i-arrow-up" />
                    {move || t_with(texts::NEW, &[&waiting.get()])}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Timeline(screen: Screen) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let Screen { history, held_at, .. } = screen;
    let days = Memo::new(move |_| history.rows.with(|rows| rows.days(is_shown(held_at.get()), offset)));
    let older = Memo::new(move |_| history.rows.with(History::older_than).is_some() && !history.ended.get());
    view! {
        <section class="panel feed" aria-label=t(crate::texts::ACTIVITY)>
            <Show when=move || !days.with(Vec::is_empty) fallback=move || view! { <Nothing screen=screen /> }>
                <div class="timeline">
                    <For each=move || days.get() key=|day| *day let(day)>
                        <Day day=day screen=screen />
                    </For>
                    <Show when=move || older.get()>
                        <button
                            class="btn btn--block"
                            type="button"
                            disabled=move || history.busy.get()
                            on:click=move |_| history.load_older()
                        >
                            {t(texts::OLDER)}
                        </button>
                    </Show>
                </div>
            </Show>
        </section>
    }
}

/// One day's events.
#[component]
fn Day(day: Date, screen: Screen) -> impl IntoView {
    let clock = use_clock();
    let offset = clock.utc_offset_minutes();
    let Screen { history, held_at, .. } = screen;
    let rows = Memo::new(move |_| history.rows.with(|rows| rows.rows_of(day, is_shown(held_at.get()), offset)));
    view! {
        <h2 class="timeline__day">{move || day_heading(day, clock.today())}</h2>
        <ol>
            <For each=move || rows.get() key=|row| row.key() let(row)>
                <FeedRow event=row.event.clone() is_new=row.is_new />
            </For>
        </ol>
    }
}

/// What to do when nothing is shown.
#[component]
fn Nothing(screen: Screen) -> impl IntoView {
    let inputs = use_activity_inputs();
    let nothing = |title, text, action| empty(t(title).to_owned(), t(text).to_owned(), action);
    move || {
        if screen.log.filter.with(ActivityFilter::is_everything) {
            return nothing(texts::NOTHING_YET, texts::CHANGES_COME_HERE, None);
        }
        if screen.log.filter.with(ActivityFilter::is_object_alone) {
            return nothing(texts::NOTHING_CHANGED_YET, texts::ITS_CHANGES_COME_HERE, None);
        }
        let show_all = view! {
            <button class="btn" type="button" on:click=move |_| inputs.write(Vec::new(), true)>
                {t(texts::SHOW_ALL)}
            </button>
        };
        nothing(texts::NOTHING_FITS, texts::NOTHING_FITS_FILTER, Some(show_all.into_any()))
    }
}
