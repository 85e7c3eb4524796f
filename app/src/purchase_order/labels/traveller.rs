//! A traveller ("kartu kerja"): half a sheet that goes with an item from step to step, and is signed at each.

use leptos::prelude::*;
use model::Department;

use super::{
    super::texts::{items as texts, labels, orders::URGENT_BADGE},
    label::Code,
    server_fns::Label,
};
use crate::{
    language::{Text, t},
    ui::format::{quantity, weekday_date},
};

/// The traveller of one item.
#[component]
pub(super) fn Traveller(label: Label) -> impl IntoView {
    let Label { item, code } = label;
    let order = item.order;
    let none = || "–".to_owned();
    let steps = Department::ALL.into_iter().map(|department| {
        view! {
            <tr>
                <th scope="row">{department.label()}</th>
                <td></td>
                <td></td>
                <td></td>
            </tr>
        }
    });
    view! {
        <li class="traveller" data-item-id=item.id.to_string()>
            <header class="traveller__head">
                <div>
                    <h2>{item.item_name.clone()}</h2>
                    {order.is_urgent.then(|| view! { <strong class="label__urgent">{t(URGENT_BADGE)}</strong> })}
                    <dl class="traveller__facts">
                        <Fact term=texts::SPECIFICATION text=item.specification.unwrap_or_else(none) />
                        <Fact term=crate::texts::ORDERS text=order.po_number />
                        <Fact term=texts::CUSTOMER text=order.client.name />
                        <Fact term=texts::QUANTITY text=quantity(item.quantity_total, &item.quantity_unit) />
                        <Fact term=texts::DEADLINE text=order.delivery_deadline.map_or_else(none, weekday_date) />
                    </dl>
                </div>
                <Code code=code name=item.item_name />
            </header>
            <table class="traveller__steps">
                <thead>
                    <tr>
                        <th scope="col">{t(labels::STEP)}</th>
                        <th scope="col">{t(labels::SIGNATURE)}</th>
                        <th scope="col">{t(labels::DATE)}</th>
                        <th scope="col">{t(super::super::texts::NOTE)}</th>
                    </tr>
                </thead>
                <tbody>{steps.collect_view()}</tbody>
            </table>
        </li>
    }
}

#[component]
fn Fact(term: Text, text: String) -> impl IntoView {
    view! {
        <div>
            <dt>{t(term)}</dt>
            <dd>{text}</dd>
        </div>
    }
}
