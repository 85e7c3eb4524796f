//! What happened last, as it happens.
//!
//! Always true here: it is the beginning of the activity page, event by event. A burst that was merged on its way gives
//! way to what the log says, and no more is kept than is shown.

use leptos::prelude::*;
use model::{Date, Event, activity::ActivityFilter, ids::Epoch};

use super::texts;
use crate::{
    account::use_viewer,
    activity::{feed_row::FeedRow, server_fns::load_activity},
    error::AppError,
    language::t,
    purchase_order::{
        history::History,
        history_panel::{LiveHistory, Past, Source},
    },
    ui::{
        clock::use_clock,
        each::{For, Show},
        format::day_heading,
        icon::Icon,
    },
};

/// Events that are shown.
const SHOWN: usize = 8;

/// The whole log.
#[derive(Clone, Copy)]
struct Log;

impl Source for Log {
    async fn read(self, slug: String, before: i64) -> Result<Past, AppError> {
        let snapshot = load_activity(slug, ActivityFilter::default(), Some(before)).await?;
        Ok(Past { events: snapshot.events, has_older: snapshot.has_older })
    }

    fn holds(self, _: &Event) -> bool {
        true
    }
}

/// The latest events. Copies share them.
#[derive(Clone, Copy)]
pub struct Latest(LiveHistory<Log>);

impl Latest {
    /// What a snapshot at `seq` brought.
    pub(super) fn new(epoch: Epoch, seq: i64, events: Vec<Event>) -> Latest {
        Latest(LiveHistory::new(Log, History::of_log(epoch, seq, events), false))
    }

    /// What happened since.
    pub(super) fn add(self, events: &[Event]) {
        self.0.update(|history| history.keep(SHOWN));
        self.0.add(events);
    }

    /// A newer snapshot.
    pub(super) fn reset(self, epoch: Epoch, seq: i64, events: Vec<Event>) {
        self.0.update(|history| history.reset(History::of_log(epoch, seq, events)));
    }
}

/// The panel.
#[component]
pub(super) fn LatestPanel(latest: Latest) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let href = use_viewer().with_value(|viewer| viewer.path("activity"));
    let rows = latest.0.rows;
    let from = Memo::new(move |_| rows.with(|rows| rows.place_of(SHOWN)));
    let days = Memo::new(move |_| rows.with(|rows| rows.days(|event| event.seq >= from.get(), offset)));
    view! {
        <section class="panel" aria-labelledby="h-latest">
            <div class="panel__head">
                <h2 id="h-latest">{t(crate::texts::ACTIVITY)}</h2>
                <a class="btn btn--quiet" href=href>
                    {t(texts::ALL)}
                    <Icon name="i-right" />
                </a>
            </div>
            <Show
                when=move || !days.with(Vec::is_empty)
                fallback=|| {
                    view! { <p class="overview__none">{t(texts::NOTHING_HAPPENED)}</p> }
                }
            >
                <div class="timeline">
                    <For each=move || days.get() key=|day| *day let(day)>
                        <Day latest=latest day=day from=from />
                    </For>
                </div>
            </Show>
        </section>
    }
}

/// One day's events, of those that are shown.
#[component]
fn Day(
    latest: Latest,
    day: Date,
    /// The place of the oldest that is shown.
    from: Memo<i64>,
) -> impl IntoView {
    let clock = use_clock();
    let offset = clock.utc_offset_minutes();
    let rows =
        Memo::new(move |_| latest.0.rows.with(|rows| rows.rows_of(day, |event| event.seq >= from.get(), offset)));
    view! {
        <h3 class="timeline__day">{move || day_heading(day, clock.today())}</h3>
        <ol>
            <For each=move || rows.get() key=|row| row.key() let(row)>
                <FeedRow event=row.event.clone() is_new=row.is_new />
            </For>
        </ol>
    }
}
