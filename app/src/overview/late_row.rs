//! One late order, or one at risk: which, why, who holds it, how late.

use leptos::prelude::*;
use model::{
    overview::{Cause, Concern},
    purchase_order::Priority,
};

use super::{
    store::ConcernRow,
    texts,
    words::{details, headline, slack},
};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    purchase_order::{
        card::{glow_class, priority_icon},
        deadline::{Deadline, DeadlineChip},
    },
    ui::{clock::use_clock, each::Show, icon::Icon},
};

/// One order of the list. Each part is a leaf of its own, so that an event writes the text that it changes.
#[component]
pub(super) fn LateRow(
    /// What is shown.
    row: ConcernRow,
) -> impl IntoView {
    let ConcernRow { id, concern, glow } = row;
    let clock = use_clock();
    let offset = clock.utc_offset_minutes();
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("purchase-orders/{id}")));
    let text = |read: fn(&Concern) -> String| leaf(&concern, read);
    let number = text(|concern| concern.order.po_number.clone());
    let said = leaf(&concern, move |concern| details(concern, offset));
    let holder = leaf(&concern, |concern| concern.holder);
    let date = leaf(&concern, |concern| concern.order.delivery_deadline);
    let deadline = Signal::derive(move || Deadline::of(date.get(), clock.today(), None));
    let class = move || format!("late{}", glow_class(glow.get()));
    view! {
        <li
            class=class
            data-po-number=number
            data-cause=leaf(&concern, |concern| concern.cause.wire())
        >
            <div class="late__who">
                <div class="late__po">
                    <a class="po-no" href=href>
                        {number}
                    </a>
                    <Badges concern=concern.clone() />
                </div>
                <span class="late__client">{text(|concern| concern.order.client.name.clone())}</span>
            </div>
            <div class="late__why">
                <p>
                    <CauseIcon concern=concern.clone() />
                    <b>{text(headline)}</b>
                    <span class="late__details">{said}</span>
                </p>
                <HoldingItem concern=concern.clone() />
            </div>
            <div class="late__days">
                <DeadlineChip deadline=deadline date=date />
                <span class="late__slack">{text(slack)}</span>
            </div>
            <p class="late__at">
                <span class="sr">{t(texts::HELD_BY)}</span>
                <span class="stuck" data-department=move || holder.get().wire()>
                    <span class="dot" aria-hidden="true"></span>
                    {text(|concern| format!("{} {}%", concern.holder.label(), concern.progress))}
                </span>
            </p>
        </li>
    }
}

/// A part of `concern` that wakes only when it is another one.
fn leaf<T: PartialEq + Send + Sync + 'static>(
    concern: &ArcRwSignal<Concern>,
    read: impl Fn(&Concern) -> T + Send + Sync + 'static,
) -> Memo<T> {
    let concern = concern.clone();
    Memo::new(move |_| concern.with(&read))
}

#[component]
fn Badges(concern: ArcRwSignal<Concern>) -> impl IntoView {
    let urgent = leaf(&concern, |concern| concern.order.is_urgent);
    let vendor = leaf(&concern, |concern| concern.order.is_vendor_job);
    view! {
        <Show when=move || urgent.get()>
            <span class="badge badge--urgent"><Icon name="i-bolt" />{t(texts::URGENT)}</span>
        </Show>
        <Show when=move || vendor.get()>
            <span class="badge badge--vendor"><Icon name="i-vendor" />{t(texts::VENDOR)}</span>
        </Show>
    }
}

#[component]
fn CauseIcon(concern: ArcRwSignal<Concern>) -> impl IntoView {
    let cause = leaf(&concern, |concern| {
        let worst = concern.worst.as_ref().filter(|_| concern.cause == Cause::Issue);
        (concern.cause, worst.map(|issue| issue.priority))
    });
    move || match cause.get() {
        (_, Some(priority)) => {
            let class = if priority == Priority::Critical { "prio prio--critical" } else { "prio" };
            view! { <Icon name=priority_icon(priority) class=class /> }.into_any()
        }
        (cause, None) => {
            let name = match cause {
                Cause::Issue => "i-alert",
                Cause::Vendor => "i-vendor",
                Cause::Silence => "i-clock",
                Cause::Work => "i-sync",
            };
            view! { <Icon name=name /> }.into_any()
        }
    }
}

/// The item that holds the order, above the link that the whole row is.
#[component]
fn HoldingItem(concern: ArcRwSignal<Concern>) -> impl IntoView {
    let item = leaf(&concern, |concern| concern.item);
    let viewer = use_viewer();
    let href = move || viewer.with_value(|viewer| viewer.path(&format!("items/{}", item.get())));
    let name = leaf(&concern, |concern| concern.item_name.clone());
    let others = leaf(&concern, |concern| match concern.open_items {
        1 => String::new(),
        many => t_with(texts::ONE_OF_OPEN_ITEMS, &[&many]),
    });
    view! {
        <p class="late__held">
            <a class="late__item" href=href>
                <span class="sr">{t(texts::HOLDING_ITEM)}</span>
                {name}
            </a>
            <span class="faint">{others}</span>
        </p>
    }
}
