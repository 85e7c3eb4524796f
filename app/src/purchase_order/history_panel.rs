//! The history of an item on screen: by day, newest first, true while it is read.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use model::{Date, Department, Event, ids::ItemId};

use super::{
    history::{History, Row},
    sentence::{Mark, Part, Sentence, department},
    server_fns::load_item_history,
    texts::history as texts,
};
use crate::{
    account::use_viewer,
    error::AppError,
    language::t,
    live::{Live, use_live},
    ui::{
        clock::use_clock,
        each::{For, Show},
        format::{clock_time, day_heading},
        icon::Icon,
        toast::{Toast, Toasts, use_toasts},
    },
};

/// Events that the log had before a place, newest first.
pub struct Past {
    /// As many as were asked for.
    pub events: Vec<Event>,
    /// There may be older ones.
    pub has_older: bool,
}

/// Where a history comes from.
pub trait Source: Copy + Send + Sync + 'static {
    /// Events before place `before`, newest first and without holes.
    fn read(self, slug: String, before: i64) -> impl Future<Output = Result<Past, AppError>> + 'static;

    /// Whether this history holds `event`.
    fn holds(self, event: &Event) -> bool;
}

/// The history of one item and of its order as a whole.
#[derive(Clone, Copy)]
pub struct OfItem(pub ItemId);

impl Source for OfItem {
    async fn read(self, slug: String, before: i64) -> Result<Past, AppError> {
        let events = load_item_history(slug, self.0, before).await?;
        Ok(Past { has_older: !events.is_empty(), events })
    }

    /// The page asks for no other channels; what comes on them about no order is no news about this item.
    fn holds(self, event: &Event) -> bool {
        event.change.po_id().is_some()
    }
}

/// A history with its way to the server. Copies share it.
#[derive(Clone, Copy)]
pub struct LiveHistory<S> {
    source: S,
    /// What is shown.
    pub rows: RwSignal<History>,
    /// A question to the server is under way.
    pub busy: RwSignal<bool>,
    /// The server has nothing older.
    pub ended: RwSignal<bool>,
    /// Which history this is: an answer about the one before is nobody's.
    turn: StoredValue<u32>,
    slug: StoredValue<String>,
    live: Live,
    toasts: Toasts,
}

impl<S: Source> LiveHistory<S> {
    /// A history of `source`, from the contexts of the factory's layout.
    #[must_use]
    pub fn new(source: S, history: History, has_older: bool) -> LiveHistory<S> {
        LiveHistory {
            source,
            rows: RwSignal::new(history),
            busy: RwSignal::new(false),
            ended: RwSignal::new(!has_older),
            turn: StoredValue::new(0),
            slug: StoredValue::new(use_viewer().with_value(|viewer| viewer.slug.clone())),
            live: use_live(),
            toasts: use_toasts(),
        }
    }

    /// Changes what is shown.
    pub fn update(self, change: impl FnOnce(&mut History)) {
        self.rows.try_update(change);
    }

    /// Another history in its place.
    pub fn replace(self, history: History, has_older: bool) {
        self.turn.update_value(|turn| *turn += 1);
        self.rows.set(history);
        self.ended.set(!has_older);
        self.busy.set(false);
    }

    /// Puts live events on top; where a burst was merged on its way, the real ones are asked for and take its place.
    pub fn add(self, events: &[Event]) {
        self.update(|history| history.add(events, |event| self.source.holds(event)));
        if self.rows.with_untracked(|history| history.missing().is_some()) && !self.busy.get_untracked() {
            self.busy.set(true);
            let turn = self.turn.get_value();
            spawn_local(async move {
                // Not worth a word when it fails: what is shown is true, and the next event asks again.
                let _ = self.fill(turn).await;
                if self.is_still(turn) {
                    self.busy.set(false);
                }
            });
        }
    }

    /// Whether this is the history it was, on a page that is still here.
    fn is_still(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Reads from the top down to what is known, until nothing is missing.
    async fn fill(self, turn: u32) -> Result<(), AppError> {
        while let Some((missing, known)) = self
            .rows
            .try_with_untracked(|history| history.missing().map(|before| (before, history.complete_to())))
            .flatten()
        {
            let mut events: Vec<Event> = Vec::new();
            let mut before = Some(missing);
            while let Some(place) = before {
                let past = self.read(place).await?;
                before = past.events.last().map(|event| event.seq).filter(|oldest| past.has_older && *oldest > known);
                events.extend(past.events);
            }
            if !self.is_still(turn) {
                break;
            }
            self.update(|history| {
                history.insert(events);
                history.complete(missing - 1);
            });
        }
        Ok(())
    }

    /// Asks for what is older than the last row.
    pub fn load_older(self) {
        let Some(before) = self.rows.with_untracked(History::older_than) else { return };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let read = self.read(before).await;
            if !self.is_still(turn) {
                return;
            }
            match read {
                Ok(past) => {
                    self.ended.set(!past.has_older);
                    self.update(|history| history.insert(past.events));
                }
                Err(AppError::SignedOut) => drop(self.live.signed_out.try_set(true)),
                Err(error) => self.toasts.show(Toast::error(t(texts::HISTORY_NOT_LOADED), error.text())),
            }
            self.busy.set(false);
        });
    }

    async fn read(self, before: i64) -> Result<Past, AppError> {
        let slug = self.slug.try_get_value().unwrap_or_default();
        self.source.read(slug, before).await
    }
}

/// The panel "Riwayat".
#[component]
pub fn HistoryPanel(
    /// What happened.
    history: LiveHistory<OfItem>,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let only = RwSignal::new(None::<Department>);
    let days = Memo::new(move |_| history.rows.with(|rows| rows.days(of(only.get()), offset)));
    let older = Memo::new(move |_| history.rows.with(History::older_than).is_some() && !history.ended.get());
    view! {
        <section class="panel" aria-labelledby="h-hist">
            <div class="panel__head">
                <h2 id="h-hist">{t(texts::HISTORY)}</h2>
                <DepartmentFilter only=only />
            </div>
            <div class="timeline">
                <For each=move || days.get() key=|day| *day let(day)>
                    <Day day=day history=history only=only unit=unit />
                </For>
                <Show when=move || days.with(Vec::is_empty)>
                    <p class="timeline__day">{t(texts::NO_EVENTS)}</p>
                </Show>
                <Show when=move || older.get()>
                    <button
                        class="btn btn--block"
                        type="button"
                        disabled=move || history.busy.get()
                        on:click=move |_| history.load_older()
                    >
                        {t(texts::LOAD_OLDER)}
                    </button>
                </Show>
            </div>
        </section>
    }
}

/// Whether an event is the work of `only`, if that is asked.
fn of(only: Option<Department>) -> impl Fn(&Event) -> bool {
    move |event| only.is_none_or(|only| department(event) == Some(only))
}

/// Which department's work is shown.
#[component]
fn DepartmentFilter(
    /// What is chosen.
    only: RwSignal<Option<Department>>,
) -> impl IntoView {
    let options = Department::ALL
        .into_iter()
        .map(|department| view! { <option value=department.wire()>{department.label()}</option> })
        .collect_view();
    view! {
        <label class="panel__filter">
            <span class="sr">{t(texts::HISTORY_OF_DEPARTMENT)}</span>
            <select
                class="select"
                autocomplete="off"
                prop:value=move || only.get().map_or("", Department::wire)
                on:change=move |event| only.set(event_target_value(&event).parse().ok())
            >
                <option value="">{t(texts::ALL_DEPARTMENTS)}</option>
                {options}
            </select>
        </label>
    }
}

/// One day's events.
#[component]
fn Day(
    /// Which day.
    day: Date,
    /// What happened.
    history: LiveHistory<OfItem>,
    /// Which department's work is shown.
    only: RwSignal<Option<Department>>,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let clock = use_clock();
    let offset = clock.utc_offset_minutes();
    let rows = Memo::new(move |_| history.rows.with(|rows| rows.rows_of(day, of(only.get()), offset)));
    view! {
        <h3 class="timeline__day">{move || day_heading(day, clock.today())}</h3>
        <ol>
            <For each=move || rows.get() key=|row| row.key() let(row)>
                <EventRow row=row unit=unit />
            </For>
        </ol>
    }
}

/// One event.
#[component]
fn EventRow(
    /// What happened.
    row: Arc<Row>,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let event = &row.event;
    let at = event.ts.at_offset(0).and_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let time = clock_time(event.ts, use_clock().utc_offset_minutes());
    let Sentence { mark, note, .. } = Sentence::of(event, "");
    let name = event.change.name();
    let class = if row.is_new { "event is-new" } else { "event" };
    // Only the words follow a changed unit; they are the same text for all but deliveries.
    let words = {
        let row = row.clone();
        move || unit.with(|unit| Sentence::of(&row.event, unit).parts.into_iter().map(piece).collect_view())
    };
    view! {
        <li class=class data-event=name>
            {icon(mark)}
            <div>
                <p>{words}</p>
                {note.map(|note| view! { <span class="event__note">{note}</span> })}
            </div>
            <time datetime=at>{time}</time>
        </li>
    }
}

/// One part of a sentence.
pub(crate) fn piece(part: Part) -> AnyView {
    match part {
        Part::Plain(text) => text.into_any(),
        Part::Strong(text) => view! { <b>{text}</b> }.into_any(),
        Part::Delta(text) => view! { <span class="delta">{text}</span> }.into_any(),
    }
}

/// What stands before a sentence.
pub(crate) fn icon(mark: Mark) -> impl IntoView {
    let (department, tone) = match &mark {
        Mark::Person(_, department) | Mark::Work(_, department) => (Some(department.wire()), None),
        Mark::News(_, tone) => (None, *tone),
    };
    let inside = match mark {
        Mark::Person(initials, _) => view! { <b>{initials}</b> }.into_any(),
        Mark::Work(name, _) | Mark::News(name, _) => view! { <Icon name=name /> }.into_any(),
    };
    view! {
        <span class="event__icon" data-department=department data-tone=tone aria-hidden="true">
            {inside}
        </span>
    }
}
