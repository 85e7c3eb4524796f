//! The panel "Pengiriman": how much of an item has left, and each delivery.

use leptos::prelude::*;
use model::{
    Quantity,
    purchase_order::{Delivery, OrderStatus},
};

use super::{
    actions::Actions,
    card::{glow_class, leaf},
    delivery_form_page::delivery_form_path,
    delivery_sheet::DeliverySheet,
    item_row::{ItemFacts, ItemRow},
    plain_form::PlainWay,
    texts::{WAITING_TO_SEND, items as texts},
};
use crate::{
    account::use_viewer,
    language::{language, t, t_with},
    live::{Link, use_live},
    ui::{
        clock::use_clock,
        each::{For, Show},
        format::{date_time, first_name, quantity},
        icon::Icon,
    },
};

/// The deliveries of one item.
#[component]
pub fn DeliveryPanel(
    /// The item's signals.
    row: ItemRow,
    /// Its deliveries, newest first.
    deliveries: RwSignal<Vec<Delivery>>,
    /// What recording does.
    actions: Actions,
) -> impl IntoView {
    let ItemRow { id, facts, order, facts_glow, .. } = row;
    let may = use_viewer().with_value(|viewer| viewer.actor.may_deliver());
    let link = use_live().link;
    let sheet = RwSignal::new(false);
    let unit = Memo::new({
        let facts = facts.clone();
        move |_| facts.with(|facts| facts.quantity_unit.clone())
    });
    let recordable = Memo::new({
        let facts = facts.clone();
        move |_| {
            let open = facts.with(|facts| !facts.is_delivered);
            may && open && order.with(|order| order.status == OrderStatus::Active)
        }
    });
    // What was tapped here and has no place in the log yet: the total counts it already, the list shows why.
    let under_way = Memo::new({
        let facts = facts.clone();
        move |_| {
            let listed = deliveries.with(|deliveries| total(deliveries));
            let delivered = facts.with(|facts| facts.quantity_delivered);
            delivered.checked_sub(listed).filter(|rest| *rest > Quantity::ZERO)
        }
    });
    let none = Memo::new(move |_| deliveries.with(Vec::is_empty) && under_way.get().is_none());
    view! {
        <section class="panel" id="pengiriman" aria-labelledby="h-del">
            <div class="panel__head">
                <h2 id="h-del">{t(texts::DELIVERIES)}</h2>
                <span class=move || format!("n{}", glow_class(facts_glow.get()))>{leaf(&facts, delivered_of_total)}</span>
                <Show when=move || recordable.get()>
                    <PlainWay to=delivery_form_path(id) on_wake=move |()| sheet.set(true)>
                        <button class="btn" type="submit" aria-haspopup="dialog">
                            <Icon name="i-plus" />
                            {t(texts::RECORD)}
                            <span class="sr">{t(texts::A_DELIVERY)}</span>
                        </button>
                    </PlainWay>
                </Show>
            </div>
            <DeliveredBar facts=facts.clone() />
            <ul class="rows">
                {move || under_way.get().map(|amount| unit.with(|unit| waiting(amount, unit, link)))}
                <For each=move || deliveries.get() key=|delivery| delivery.id let(delivery)>
                    <DeliveryRow delivery=delivery unit=unit />
                </For>
                <Show when=move || none.get()>
                    <li class="row-item row-item--none">{t(texts::NOTHING_DELIVERED)}</li>
                </Show>
            </ul>
        </section>
        {may.then(|| view! { <DeliverySheet open=sheet item=id facts=facts actions=actions /> })}
    }
}

/// How much has left, as a bar; a word and a sign once all has.
#[component]
fn DeliveredBar(
    /// The item's fields.
    facts: ArcRwSignal<ItemFacts>,
) -> impl IntoView {
    let clock = use_clock();
    let percent = |facts: &ItemFacts| facts.quantity_delivered.percent_of(facts.quantity_total).to_string();
    let complete = {
        let facts = facts.clone();
        Memo::new(move |_| facts.with(|facts| facts.is_delivered.then_some(facts.delivered_at)))
    };
    let line = move || {
        complete.get().map(|at| {
            let when = at.map(|at| date_time(at, clock.utc_offset_minutes()));
            view! {
                <p class="delivered">
                    <Icon name="i-check-circle" />
                    <b>{t(texts::ALL_DELIVERED)}</b>
                    <span>{when}</span>
                </p>
            }
        })
    };
    view! {
        <div class="panel__body panel__body--tight" data-department="delivery">
            <div
                class="bar bar--lg"
                role="progressbar"
                aria-label=leaf(&facts, |facts| t_with(texts::DELIVERED_OF, &[&delivered_of_total(facts)]))
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=leaf(&facts, percent)
            ></div>
            {line}
        </div>
    }
}

/// One delivery; it never changes, only the unit may be corrected.
#[component]
fn DeliveryRow(
    /// What left.
    delivery: Delivery,
    /// The item's unit.
    unit: Memo<String>,
) -> impl IntoView {
    let Delivery { id, quantity: amount, note, by, at } = delivery;
    let when = date_time(at, use_clock().utc_offset_minutes());
    view! {
        <li class="row-item" data-delivery-id=id.to_string()>
            <Icon name="i-truck" />
            <div>
                <h3>{move || unit.with(|unit| quantity(amount, unit))}</h3>
                <p>{format!("{when} · {}", first_name(&by.name))}</p>
                {note.map(|note| view! { <p class="row-item__text">{note}</p> })}
            </div>
        </li>
    }
}

/// What has no place in the log yet. With the line up that is a matter of a moment, and not worth the word "waiting".
fn waiting(amount: Quantity, unit: &str, link: RwSignal<Link>) -> impl IntoView + use<> {
    let state = move || t(if link.get() == Link::Live { texts::YOU_JUST_NOW } else { WAITING_TO_SEND });
    view! {
        <li class="row-item" data-state="queued">
            <Icon name="i-clock" />
            <div>
                <h3>{quantity(amount, unit)}</h3>
                <p>{state}</p>
            </div>
        </li>
    }
}

fn total(deliveries: &[Delivery]) -> Quantity {
    let amounts = deliveries.iter().map(|delivery| delivery.quantity);
    amounts.fold(Quantity::ZERO, |sum, amount| sum.checked_add(amount).unwrap_or(sum))
}

/// `40 dari 120 pcs`
fn delivered_of_total(facts: &ItemFacts) -> String {
    let delivered = facts.quantity_delivered.format(language().notation());
    t_with(texts::OF_TOTAL, &[&delivered, &quantity(facts.quantity_total, &facts.quantity_unit)])
}
