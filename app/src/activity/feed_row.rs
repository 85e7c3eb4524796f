//! One event of the feed: who, what, from what to what, where, when.

use leptos::prelude::*;
use model::{Department, Event};

use crate::{
    account::use_viewer,
    purchase_order::{
        history_panel::piece,
        sentence::{Sentence, department},
    },
    ui::{
        clock::use_clock,
        format::{clock_time, exact_time, initials},
    },
};

/// One event.
#[component]
pub(crate) fn FeedRow(
    /// What happened.
    event: Event,
    /// It came while the page was open.
    is_new: bool,
) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let at = event.ts.at_offset(0).and_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true);
    let Sentence { parts, note, .. } = Sentence::of(&event, "");
    let class = if is_new { "event is-new" } else { "event" };
    let path = |room: &str, id: String| use_viewer().with_value(|viewer| viewer.path(&format!("{room}/{id}")));
    let change = &event.change;
    let order = change.po_id().zip(change.po_number()).map(|(id, number)| {
        let href = path("purchase-orders", id.to_string());
        view! {
            <a class="text-link" href=href>
                {number.to_owned()}
            </a>
        }
    });
    let item = change.item_id().zip(change.item_name()).map(|(id, name)| {
        let href = path("items", id.to_string());
        view! {
            <a class="text-link" href=href>
                {name.to_owned()}
            </a>
            " · "
        }
    });
    let device = event.device.clone().map(|device| {
        let dot = if order.is_some() { " · " } else { "" };
        view! { <span class="event__device">{dot}{device}</span> }
    });
    view! {
        <li class=class data-event=event.change.name() data-seq=event.seq>
            <span class="avatar" data-department=department(&event).map(Department::wire) aria-hidden="true">
                {initials(&event.actor.name)}
            </span>
            <div>
                <p>{parts.into_iter().map(piece).collect_view()}</p>
                <p class="event__about">
                    {item}
                    {order}
                    {device}
                </p>
                {note.map(|note| view! { <span class="event__note">{note}</span> })}
            </div>
            <time datetime=at title=exact_time(event.ts, offset)>
                {clock_time(event.ts, offset)}
            </time>
        </li>
    }
}
