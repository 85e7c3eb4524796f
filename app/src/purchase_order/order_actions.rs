//! What an admin does with a whole order: urgent, cancel, archive, take up again, edit.

use leptos::{ev::SubmitEvent, prelude::*};
use model::purchase_order::{OrderStatus, PurchaseOrder};

use super::{
    actions::Actions,
    texts::{orders as texts, progress::NOT_SAVED},
};
use crate::{
    account::use_viewer,
    error::refused,
    language::{Text, t, t_with},
    ui::{
        each::Show,
        icon::Icon,
        sheet::{Sheet, SheetFoot},
        toast::{Toast, use_toasts},
    },
};

/// Buttons for what is possible now.
#[component]
pub fn OrderActions(
    /// The order as the screen shows it.
    order: ArcRwSignal<PurchaseOrder>,
    /// How changes are sent.
    actions: Actions,
) -> impl IntoView {
    let toasts = use_toasts();
    let id = order.with_untracked(|order| order.id);
    let edit = use_viewer().with_value(|viewer| viewer.path(&format!("purchase-orders/{id}/edit")));
    let state = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| (order.status, order.is_urgent))
    });
    let active = move || state.get().0 == OrderStatus::Active;
    let urgent = move || state.get().1;
    let toggle = {
        let order = order.clone();
        move |_| {
            let order = order.get_untracked();
            if let Err(refusal) = actions.set_urgent(&order, !order.is_urgent) {
                toasts.show(Toast::error(t_with(NOT_SAVED, &[&order.po_number]), refused(&refusal)));
            }
        }
    };
    let targets = [OrderStatus::Active, OrderStatus::Archived, OrderStatus::Cancelled];
    let buttons = targets.map(|to| view! { <StatusButton to=to order=order.clone() actions=actions /> }.into_any());
    view! {
        <div class="order-actions" role="group" aria-label=t(texts::ORDER_ACTIONS)>
            <Show when=active>
                <a class="btn" href=edit.clone()>
                    <Icon name="i-edit" />
                    {t(texts::EDIT)}
                </a>
                <button
                    class="btn"
                    type="button"
                    aria-pressed=move || urgent().to_string()
                    on:click=toggle.clone()
                >
                    <Icon name="i-bolt" />
                    {move || if urgent() { t(texts::UNMARK_URGENT) } else { t(texts::MARK_URGENT) }}
                </button>
            </Show>
            {buttons.into_iter().collect_view()}
        </div>
    }
}

/// One change of status, asked about before it happens, because every screen of the factory changes with it.
#[component]
fn StatusButton(to: OrderStatus, order: ArcRwSignal<PurchaseOrder>, actions: Actions) -> impl IntoView {
    let toasts = use_toasts();
    let open = RwSignal::new(false);
    let words = Words::of(to);
    let possible = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| order.status.may_become(to))
    });
    let about = Signal::derive({
        let order = order.clone();
        move || order.with(|order| format!("{} · {}", order.po_number, order.client.name))
    });
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        open.set(false);
        let order = order.get_untracked();
        if let Err(refusal) = actions.set_status(&order, to) {
            toasts.show(Toast::error(t_with(NOT_SAVED, &[&order.po_number]), refused(&refusal)));
        }
    };
    view! {
        <Show when=move || possible.get()>
            <button class=words.class type="button" aria-haspopup="dialog" on:click=move |_| open.set(true)>
                {t(words.button)}
            </button>
        </Show>
        <Sheet open=open id=words.id title=t(words.title) about=about>
            <form on:submit=confirm.clone()>
                <p class="confirm__text">{t(words.text)}</p>
                <SheetFoot cancel=t(texts::BACK) submit=t(words.yes) on_close=move |()| open.set(false) />
            </form>
        </Sheet>
    }
}

/// What is said about a change of status.
#[derive(Clone, Copy)]
struct Words {
    id: &'static str,
    class: &'static str,
    button: Text,
    title: Text,
    text: Text,
    yes: Text,
}

impl Words {
    fn of(to: OrderStatus) -> Words {
        match to {
            OrderStatus::Cancelled => Words {
                id: "h-batal",
                class: "btn btn--danger",
                button: texts::CANCEL,
                title: texts::CANCEL_TITLE,
                text: texts::CANCEL_TEXT,
                yes: texts::CANCEL,
            },
            OrderStatus::Archived => Words {
                id: "h-arsip",
                class: "btn",
                button: texts::ARCHIVE,
                title: texts::ARCHIVE_TITLE,
                text: texts::ARCHIVE_TEXT,
                yes: texts::ARCHIVE,
            },
            OrderStatus::Active | OrderStatus::Completed => Words {
                id: "h-aktif",
                class: "btn",
                button: texts::REACTIVATE,
                title: texts::REACTIVATE_TITLE,
                text: texts::REACTIVATE_TEXT,
                yes: texts::REACTIVATE,
            },
        }
    }
}
