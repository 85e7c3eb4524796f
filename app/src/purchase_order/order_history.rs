//! What happened to an order and its items, newest first, true while it is read.

use leptos::prelude::*;
use model::{Change, Event};

use super::{
    history_panel::{icon, piece},
    sentence::Sentence,
    store::ItemStore,
    texts::history as texts,
};
use crate::{
    language::t,
    ui::{clock::use_clock, each::For, format::date_time},
};

/// The events on screen. Copies share them.
#[derive(Clone, Copy)]
pub struct OrderHistory {
    /// Newest first, each place of the log once.
    events: RwSignal<Vec<Event>>,
    /// Knows the units of delivered quantities.
    store: ItemStore,
}

impl OrderHistory {
    /// What a snapshot brought, newest first.
    #[must_use]
    pub fn new(store: ItemStore, events: Vec<Event>) -> OrderHistory {
        OrderHistory { events: RwSignal::new(events), store }
    }

    /// Events that came live, oldest first.
    pub fn add(self, events: &[Event]) {
        self.events.update(|shown| {
            // A customer's new name is for the heading, and no news about this order.
            for event in events.iter().filter(|event| event.change.po_id().is_some()) {
                let place = shown.partition_point(|other| other.seq > event.seq);
                if shown.get(place).is_none_or(|other| other.seq != event.seq) {
                    shown.insert(place, event.clone());
                }
            }
        });
    }

    /// A newer snapshot.
    pub fn reset(self, events: Vec<Event>) {
        self.events.set(events);
    }
}

/// The panel "Riwayat" of an order.
#[component]
pub fn OrderHistoryPanel(
    /// What happened.
    history: OrderHistory,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="h-hist">
            <div class="panel__head">
                <h2 id="h-hist">{t(texts::HISTORY)}</h2>
            </div>
            <div class="timeline">
                <ol>
                    <For each=move || history.events.get() key=|event| (event.seq, event.ts.0) let(event)>
                        <EventRow event=event store=history.store />
                    </For>
                </ol>
            </div>
        </section>
    }
}

#[component]
fn EventRow(event: Event, store: ItemStore) -> impl IntoView {
    let unit = event.change.item_id().and_then(|id| store.item(id)).map(|item| item.quantity_unit);
    let Sentence { mark, parts, note } = Sentence::of(&event, unit.as_deref().unwrap_or_default());
    let at = event.ts.at_offset(0).and_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let time = date_time(event.ts, use_clock().utc_offset_minutes());
    let item = item_name(&event.change).map(str::to_owned);
    view! {
        <li class="event" data-event=event.change.name()>
            {icon(mark)}
            <div>
                <p>{parts.into_iter().map(piece).collect_view()}</p>
                {item.map(|item| view! { <p>{item}</p> })}
                {note.map(|note| view! { <span class="event__note">{note}</span> })}
            </div>
            <time datetime=at>{time}</time>
        </li>
    }
}

/// The item an event is about, where its sentence does not say it: on an item's own page nobody needs to be told.
fn item_name(change: &Change) -> Option<&str> {
    match change {
        Change::TrackUpdated(change) => Some(&change.item_name),
        Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
            Some(&change.item_name)
        }
        Change::ItemDelivered(change) => Some(&change.item_name),
        _ => None,
    }
}
