//! The toast of each event, word for word as product §3 has it. Pure.

use model::{Change, Event, ids::UserId, purchase_order::OrderStatus};

use crate::ui::toast::{Toast, ToastKind};

/// What `viewer` is told about `event`. Own changes make no toast, except a new order.
#[must_use]
pub fn toast(event: &Event, viewer: UserId) -> Option<Toast> {
    let own = event.actor.id == viewer;
    let by = format!("oleh {}", event.actor.name);
    let toast = |title: String, description: String, millis, kind| Some(Toast { title, description, millis, kind });
    if own && !matches!(event.change, Change::PurchaseOrderCreated(_)) {
        return None;
    }
    match &event.change {
        Change::PurchaseOrderCreated(change) => toast(
            format!("PO Baru: {}", change.order.po_number),
            format!("{} · {} item · {by}", change.order.client.name, change.items.len()),
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
            format!("⚠️ Issue Baru: {}", change.issue.title),
            format!("{} · {} · {by}", change.item_name, change.po_number),
            5_000,
            ToastKind::Warning,
        ),
        Change::IssueResolved(change) => toast(
            format!("✅ Issue Selesai: {}", change.issue.title),
            format!("{} · {by}", change.item_name),
            3_000,
            ToastKind::Success,
        ),
        Change::ItemDelivered(change) => toast(
            format!("📦 Terkirim: {}", change.item_name),
            format!("{} · {by}", change.po_number),
            4_000,
            ToastKind::Success,
        ),
        Change::PurchaseOrderStatusChanged(change) => match change.status {
            OrderStatus::Cancelled | OrderStatus::Archived => {
                toast(format!("PO {} {}", change.po_number, change.status.label()), by, 4_000, ToastKind::Info)
            }
            OrderStatus::Active | OrderStatus::Completed => None,
        },
        Change::PurchaseOrderUrgentChanged(change) if change.is_urgent => {
            toast(format!("🔴 URGENT: {}", change.po_number), by, 5_000, ToastKind::Warning)
        }
        _ => None,
    }
}
