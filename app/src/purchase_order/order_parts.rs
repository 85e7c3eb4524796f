//! What lists and pages of orders share: the spark of five departments, badges, the tenggat chip of an order.

use leptos::prelude::*;
use model::{
    Date, Department,
    purchase_order::{OrderStatus, PurchaseOrder},
};

use super::{
    card::glow_class,
    deadline::{Deadline, DeadlineChip},
    order_signals::ItemCount,
    texts::{items::NO_DEADLINE, orders as texts},
};
use crate::{
    language::{Text, t},
    ui::{clock::use_clock, each::Show, format, icon::Icon},
};

/// Five tiny columns in flow order; the numbers are in the label.
#[component]
pub fn Spark(
    /// Percent per department.
    values: [Signal<u8>; 5],
    /// Remote changes.
    #[prop(into)]
    glow: Signal<u32>,
) -> impl IntoView {
    let label = move || {
        let spoken = Department::ALL.into_iter().zip(values);
        spoken
            .map(|(department, value)| format!("{} {}%", department.label(), value.get()))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let columns = Department::ALL.into_iter().zip(values).map(|(department, value)| {
        view! { <i data-department=department.wire() data-p=move || value.get().to_string()></i> }
    });
    view! {
        <span class=move || format!("spark{}", glow_class(glow.get())) role="img" aria-label=label>
            {columns.collect_view()}
        </span>
    }
}

/// URGENT, VENDOR, and BARU for what came while the page was open.
#[component]
pub fn OrderBadges(
    /// The order.
    order: ArcRwSignal<PurchaseOrder>,
    /// It came while the page was open.
    #[prop(default = false)]
    is_new: bool,
) -> impl IntoView {
    let urgent = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| order.is_urgent)
    });
    let vendor = Memo::new(move |_| order.with(|order| order.is_vendor_job));
    view! {
        <Show when=move || urgent.get()>
            <span class="badge badge--urgent"><Icon name="i-bolt" />{t(texts::URGENT_BADGE)}</span>
        </Show>
        <Show when=move || vendor.get()>
            <span class="badge badge--vendor"><Icon name="i-vendor" />{t(texts::VENDOR_BADGE)}</span>
        </Show>
        {is_new.then(|| view! { <span class="badge badge--new">{t(texts::NEW_BADGE)}</span> })}
    }
}

/// What is said about an order's deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// It still counts.
    Counting,
    /// Everything left.
    Delivered,
    /// Called off or put away: the date is a fact, not a promise.
    Past(Option<Date>),
}

impl Due {
    fn of(order: &PurchaseOrder, items: ItemCount) -> Due {
        match order.status {
            OrderStatus::Completed => Due::Delivered,
            OrderStatus::Active if items.all > 0 && items.delivered >= items.all => Due::Delivered,
            OrderStatus::Active => Due::Counting,
            OrderStatus::Cancelled | OrderStatus::Archived => Due::Past(order.delivery_deadline),
        }
    }
}

/// The tenggat chip of an order.
#[component]
pub fn OrderDeadline(
    /// The order.
    order: ArcRwSignal<PurchaseOrder>,
    /// Its items.
    #[prop(into)]
    items: Signal<ItemCount>,
) -> impl IntoView {
    let clock = use_clock();
    let due = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| Due::of(order, items.get()))
    });
    let date = Signal::derive(move || order.with(|order| order.delivery_deadline));
    let deadline = Signal::derive(move || Deadline::of(date.get(), clock.today(), None));
    move || match due.get() {
        Due::Counting => view! { <DeadlineChip deadline=deadline date=date /> }.into_any(),
        Due::Delivered => {
            view! { <span class="chip chip--ok"><Icon name="i-check" />{t(texts::DELIVERED)}</span> }.into_any()
        }
        Due::Past(date) => {
            let text = date.map_or_else(|| t(NO_DEADLINE).to_owned(), format::date);
            view! { <span class="chip"><Icon name="i-calendar" />{text}</span> }.into_any()
        }
    }
}

/// `Dibatalkan`: the status word at the beginning of a line.
#[must_use]
pub fn status_title(status: OrderStatus) -> Text {
    match status {
        OrderStatus::Active => texts::ACTIVE,
        OrderStatus::Completed => texts::COMPLETED,
        OrderStatus::Archived => texts::ARCHIVED,
        OrderStatus::Cancelled => texts::CANCELLED,
    }
}
