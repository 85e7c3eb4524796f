//! The toast of each event, in Indonesian word for word as product §3 has it. Pure.

use model::{Change, Event, ids::UserId, purchase_order::OrderStatus};

use super::texts::history as texts;
use crate::{
    language::{language, t, t_with},
    ui::toast::{Toast, ToastKind},
};

/// What `viewer` is told about `event`. Own changes make no toast, except a new order.
#[must_use]
pub fn toast(event: &Event, viewer: UserId) -> Option<Toast> {
    let own = event.actor.id == viewer;
    let by = t_with(texts::BY, &[&event.actor.name]);
    let toast = |title: String, description: String, millis, kind| Some(Toast { title, description, millis, kind });
    if own && !matches!(event.change, Change::PurchaseOrderCreated(_)) {
        return None;
    }
    match &event.change {
        Change::PurchaseOrderCreated(change) => toast(
            t_with(texts::NEW_PO, &[&change.order.po_number]),
            texts::NEW_PO_ABOUT
                .of(change.items.len())
                .with(language(), &[&change.order.client.name, &change.items.len(), &by]),
            5_000,
            ToastKind::Success,
        ),
        Change::TrackUpdated(change) => toast(
            format!("{} · {}", event.actor.name, change.item_name),
            format!("{}: {}% → {}%", change.track.department.label(), change.old_progress, change.track.progress),
            3_000,
            ToastKind::Info,
        ),
        Change::IssueCreated(change) => toast(
            t_with(texts::NEW_ISSUE, &[&change.issue.title]),
            format!("{} · {} · {by}", change.item_name, change.po_number),
            5_000,
            ToastKind::Warning,
        ),
        Change::IssueResolved(change) => toast(
            t_with(texts::ISSUE_IS_RESOLVED, &[&change.issue.title]),
            format!("{} · {by}", change.item_name),
            3_000,
            ToastKind::Success,
        ),
        Change::ItemDelivered(change) => toast(
            t_with(texts::ITEM_DELIVERED, &[&change.item_name]),
            format!("{} · {by}", change.po_number),
            4_000,
            ToastKind::Success,
        ),
        Change::PurchaseOrderStatusChanged(change) => match change.status {
            OrderStatus::Cancelled | OrderStatus::Archived => {
                let title = t_with(texts::PO_IS, &[&change.po_number, &t(change.status.label())]);
                toast(title, by, 4_000, ToastKind::Info)
            }
            OrderStatus::Active | OrderStatus::Completed => None,
        },
        Change::PurchaseOrderUrgentChanged(change) if change.is_urgent => {
            toast(t_with(texts::PO_URGENT, &[&change.po_number]), by, 5_000, ToastKind::Warning)
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "toasts_tests.rs"]
mod tests;
