//! One order of the hand-over: what changed about it, and a line for each of its items.

use leptos::prelude::*;
use model::{
    Quantity,
    activity::{Fact, ItemDigest, OrderDigest, OrderFacts},
    purchase_order::OrderStatus,
};

use super::texts;
use crate::{
    account::use_viewer,
    language::{Counted, t, t_count, t_with},
    purchase_order::{
        history_panel::piece,
        sentence::{Part, fact_parts},
    },
    router::escape,
    ui::{
        clock::use_clock,
        format::{date, date_time, quantity},
        icon::Icon,
    },
};

/// One order.
#[component]
pub(super) fn HandoverOrder(
    /// What happened.
    order: OrderDigest,
) -> impl IntoView {
    let OrderDigest { order: now, facts, items, people, events } = order;
    let viewer = use_viewer();
    let href = viewer.with_value(|viewer| viewer.path(&format!("purchase-orders/{}", now.id)));
    let all = viewer.with_value(|viewer| viewer.path(&format!("activity?q={}", escape(&now.po_number))));
    let (number, client) = (now.po_number.clone(), now.client.clone());
    let about = said(&facts, Vec::new());
    let by = by(&people);
    view! {
        <section class="panel handover" data-po-number=number.clone()>
            <div class="panel__head">
                <h2>
                    <a class="text-link" href=href>
                        {number.clone()}
                    </a>
                </h2>
                <span class="n">{client}</span>
                <Badges order=now />
                <a class="btn btn--quiet" href=all>
                    {t_count(texts::EVENTS, events as usize)}
                </a>
            </div>
            <ul class="rows">
                {(!about.is_empty()).then(|| view! {
                    <li class="handover__line">
                        <p>{about.into_iter().map(piece).collect_view()}</p>
                        <p class="event__about">{by}</p>
                    </li>
                })}
                {items.into_iter().map(|item| view! { <ItemLine item=item /> }).collect_view()}
            </ul>
        </section>
    }
}

#[component]
fn Badges(order: OrderFacts) -> impl IntoView {
    let today = use_clock().today_untracked();
    let active = order.status == OrderStatus::Active;
    let urgent = (active && order.is_urgent).then(|| {
        view! {
            <span class="badge badge--urgent">
                <Icon name="i-bolt" />
                {t(texts::URGENT)}
            </span>
        }
    });
    let late = order.is_late(today);
    let deadline = order.deadline.filter(|_| active).map(|deadline| {
        let (tone, icon, text) = match late {
            true => (Some("danger"), "i-alert", t_with(texts::LATE, &[&date(deadline)])),
            false => (None, "i-calendar", date(deadline)),
        };
        view! {
            <span class="chip" data-tone=tone>
                <Icon name=icon />
                {text}
            </span>
        }
    });
    let status = (!active).then(|| view! { <span class="badge">{t(order.status.label()).to_uppercase()}</span> });
    view! {
        {urgent}
        {status}
        {deadline}
    }
}

#[component]
fn ItemLine(item: ItemDigest) -> impl IntoView {
    let offset = use_clock().utc_offset_minutes();
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("items/{}", item.id)));
    let who = format!("{} · {}", by(&item.people), date_time(item.at, offset));
    let parts = said(&item.facts, counts(&item));
    view! {
        <li class="handover__line" data-item-id=item.id.to_string()>
            <p>
                <a class="text-link" href=href>
                    {item.item_name}
                </a>
            </p>
            <p>{parts.into_iter().map(piece).collect_view()}</p>
            <p class="event__about">{who}</p>
        </li>
    }
}

/// What is counted instead of going from something to something.
fn counts(item: &ItemDigest) -> Vec<Part> {
    let count = |count: u32, what: Counted| (count > 0).then(|| Part::Plain(t_count(what, count as usize)));
    let left = (item.delivered != Quantity::ZERO).then(|| {
        let text = if item.is_delivered { texts::DELIVERED_COMPLETELY } else { texts::DELIVERED };
        Part::Plain(t_with(text, &[&quantity(item.delivered, &item.quantity_unit)]))
    });
    let back = item.is_unchanged().then(|| Part::Plain(t(texts::CHANGED_AND_BACK).to_owned()));
    [
        count(item.issues_reported, texts::NEW_ISSUES),
        count(item.issues_resolved, texts::RESOLVED_ISSUES),
        count(item.photos_added, texts::PHOTOS),
        left,
        back,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Facts, then what is counted, with dots between.
fn said(facts: &[Fact], counts: Vec<Part>) -> Vec<Part> {
    let mut parts = Vec::new();
    for said in facts.iter().map(fact_parts).chain(counts.into_iter().map(|count| vec![count])) {
        if !parts.is_empty() {
            parts.push(Part::Plain(" · ".to_owned()));
        }
        parts.extend(said);
    }
    parts
}

fn by(people: &[String]) -> String {
    t_with(texts::BY, &[&people.join(", ")])
}
