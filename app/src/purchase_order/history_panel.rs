//! The history of an item on screen: by day, newest first, true while it is read.

use std::sync::Arc;

use leptos::{prelude::*, task::spawn_local};
use model::{Date, Department, Event, ids::ItemId};

use super::{
    history::{History, Row},
    sentence::{Mark, Part, Sentence},
    server_fns::load_item_history,
};
use crate::{
    account::use_viewer,
    error::AppError,
    live::{Live, use_live},
    ui::{
        clock::use_clock,
        format::{clock_time, day_heading},
        icon::Icon,
        toast::{Toast, Toasts, use_toasts},
    },
};

/// A history with its way to the server. Copies share it.
#[derive(Clone, Copy)]
pub struct LiveHistory {
    item_id: ItemId,
    rows: RwSignal<History>,
    /// A question to the server is under way.
    busy: RwSignal<bool>,
    /// The server has nothing older.
    ended: RwSignal<bool>,
    slug: StoredValue<String>,
    live: Live,
    toasts: Toasts,
}

impl LiveHistory {
    /// The history of an item, from the contexts of the factory's layout.
    #[must_use]
    pub fn new(item_id: ItemId, history: History) -> LiveHistory {
        LiveHistory {
            item_id,
            rows: RwSignal::new(history),
            busy: RwSignal::new(false),
            ended: RwSignal::new(false),
            slug: StoredValue::new(use_viewer().with_value(|viewer| viewer.slug.clone())),
            live: use_live(),
            toasts: use_toasts(),
        }
    }

    /// Changes what is shown.
    pub fn update(self, change: impl FnOnce(&mut History)) {
        self.rows.try_update(change);
    }

    /// Puts live events on top; where a burst was merged on its way, the real ones are asked for and take its place.
    pub fn add(self, events: &[Event]) {
        self.update(|history| history.add(events));
        if self.rows.with_untracked(|history| history.missing().is_some()) && !self.busy.get_untracked() {
            self.busy.set(true);
            spawn_local(async move {
                // Not worth a word when it fails: what is shown is true, and the next event asks again.
                let _ = self.fill().await;
                self.busy.try_set(false);
            });
        }
    }

    /// Reads from the top down to what is known, until nothing is missing.
    async fn fill(self) -> Result<(), AppError> {
        while let Some((before, known)) = self
            .rows
            .try_with_untracked(|history| history.missing().map(|before| (before, history.complete_to())))
            .flatten()
        {
            let mut events: Vec<Event> = Vec::new();
            let mut before = Some(before);
            while let Some(place) = before {
                let page = self.read(place).await?;
                before = page.last().map(|event| event.seq).filter(|oldest| *oldest > known);
                events.extend(page);
            }
            if events.is_empty() {
                break;
            }
            self.update(|history| history.insert(events));
        }
        Ok(())
    }

    /// Asks for what is older than the last row.
    fn load_older(self) {
        let Some(before) = self.rows.with_untracked(History::older_than) else { return };
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            match self.read(before).await {
                Ok(events) if events.is_empty() => drop(self.ended.try_set(true)),
                Ok(events) => self.update(|history| history.insert(events)),
                Err(AppError::SignedOut) => drop(self.live.signed_out.try_set(true)),
                Err(error) => self.toasts.show(Toast::error("Riwayat tidak termuat", error.to_string())),
            }
            self.busy.try_set(false);
        });
    }

    async fn read(self, before: i64) -> Result<Vec<Event>, AppError> {
        let slug = self.slug.try_get_value().unwrap_or_default();
        load_item_history(slug, self.item_id, before).await
    }
}

/// The panel "Riwayat".
#[component]
pub fn HistoryPanel(
    /// What happened.
    history: LiveHistory,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let only = RwSignal::new(None::<Department>);
    let days = Memo::new(move |_| history.rows.with(|rows| rows.days(only.get(), offset)));
    let older = Memo::new(move |_| history.rows.with(History::older_than).is_some() && !history.ended.get());
    view! {
        <section class="panel" aria-labelledby="h-hist">
            <div class="panel__head">
                <h2 id="h-hist">"Riwayat"</h2>
                <DepartmentFilter only=only />
            </div>
            <div class="timeline">
                <For each=move || days.get() key=|day| *day let(day)>
                    <Day day=day history=history only=only unit=unit />
                </For>
                <Show when=move || days.with(Vec::is_empty)>
                    <p class="timeline__day">"Belum ada peristiwa di sini."</p>
                </Show>
                <Show when=move || older.get()>
                    <button
                        class="btn btn--block"
                        type="button"
                        disabled=move || history.busy.get()
                        on:click=move |_| history.load_older()
                    >
                        "Muat peristiwa lama"
                    </button>
                </Show>
            </div>
        </section>
    }
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
            <span class="sr">"Riwayat departemen"</span>
            <select
                class="select"
                autocomplete="off"
                prop:value=move || only.get().map_or("", Department::wire)
                on:change=move |event| only.set(event_target_value(&event).parse().ok())
            >
                <option value="">"Semua departemen"</option>
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
    history: LiveHistory,
    /// Which department's work is shown.
    only: RwSignal<Option<Department>>,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let clock = use_clock();
    let offset = clock.utc_offset_minutes();
    let rows = Memo::new(move |_| history.rows.with(|rows| rows.rows_of(day, only.get(), offset)));
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
pub(super) fn piece(part: Part) -> AnyView {
    match part {
        Part::Plain(text) => text.into_any(),
        Part::Strong(text) => view! { <b>{text}</b> }.into_any(),
        Part::Delta(text) => view! { <span class="delta">{text}</span> }.into_any(),
    }
}

/// What stands before a sentence.
pub(super) fn icon(mark: Mark) -> impl IntoView {
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
