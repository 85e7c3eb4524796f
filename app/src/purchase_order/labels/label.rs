//! A label: 63 × 38 mm, three to a row of a sheet.

use leptos::prelude::*;

use super::{
    super::texts::{items as texts, labels, orders::URGENT_BADGE},
    server_fns::{Label, QrCode},
};
use crate::{
    language::{t, t_with},
    ui::format::{date, quantity},
};

/// The label of one item.
#[component]
pub(super) fn LabelCard(label: Label) -> impl IntoView {
    let Label { item, code } = label;
    let deadline = item.order.delivery_deadline.map(date);
    view! {
        <li class="label" data-item-id=item.id.to_string()>
            <div class="label__side">
                <Code code=code name=item.item_name.clone() />
                {item.order.is_urgent.then(|| view! { <strong class="label__urgent">{t(URGENT_BADGE)}</strong> })}
            </div>
            <div class="label__facts">
                <h2>{item.item_name}</h2>
                {item.specification.map(|text| view! { <p class="label__spec">{text}</p> })}
                <p class="label__number">{item.order.po_number}</p>
                <p class="label__client">{item.order.client.name}</p>
                <p class="label__last">
                    <b>{quantity(item.quantity_total, &item.quantity_unit)}</b>
                    <span>{deadline.unwrap_or_else(|| t(texts::NO_DEADLINE).to_owned())}</span>
                </p>
            </div>
        </li>
    }
}

/// The code of an item.
#[component]
pub(super) fn Code(code: QrCode, name: String) -> impl IntoView {
    let QrCode { side, path } = code;
    view! {
        <svg
            class="label__code"
            viewBox=format!("0 0 {side} {side}")
            role="img"
            aria-label=t_with(labels::CODE_OF, &[&name])
            shape-rendering="crispEdges"
        >
            <rect width=side.to_string() height=side.to_string() fill="#fff"></rect>
            <path d=path fill="#000"></path>
        </svg>
    }
}
