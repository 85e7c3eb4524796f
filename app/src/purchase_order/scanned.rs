//! What the item page does when a scan has brought somebody to it: the sheet of the own track is opened at once.

use leptos::prelude::*;
use model::{
    Department,
    ids::ItemId,
    purchase_order::{Item, OrderStatus},
};

use super::{order_parts::status_title, progress_sheet::SheetTarget, store::ItemStore, texts::items as texts};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    router::{Going, use_navigate, use_query},
    scan::{Scanned, target::SCANNED},
    ui::toast::{Toast, ToastKind, use_toasts},
};

/// What a scan of an item opens, beside its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// The sheet of this track.
    Track(Department),
    /// Nothing: whoever looks has no track of his own.
    Page,
    /// Nothing: the item has left.
    Delivered,
    /// Nothing: its order is not worked on.
    Inactive(OrderStatus),
}

impl Opened {
    /// For somebody whose own department is `own`.
    pub(super) fn of(is_delivered: bool, status: OrderStatus, own: Option<Department>) -> Opened {
        match (status, own) {
            (OrderStatus::Cancelled | OrderStatus::Archived, _) => Opened::Inactive(status),
            (OrderStatus::Active | OrderStatus::Completed, _) if is_delivered => Opened::Delivered,
            (OrderStatus::Completed, _) => Opened::Inactive(status),
            (OrderStatus::Active, Some(own)) => Opened::Track(own),
            (OrderStatus::Active, None) => Opened::Page,
        }
    }
}

/// Opens what a scan of `item` opens, each time that one leads here: from this app, or, in the address, from the camera of
/// a phone. That is taken out of the address, so that neither a reload nor the way back scans again.
pub fn open_when_scanned(item: ItemId, store: ItemStore, sheet: RwSignal<Option<SheetTarget>>) {
    let (query, Scanned(scanned)) = (use_query(), expect_context());
    let own = use_viewer().with_value(|viewer| viewer.actor.own_department());
    let here = use_viewer().with_value(|viewer| viewer.path(&format!("items/{item}")));
    let (toasts, navigate) = (use_toasts(), use_navigate());
    Effect::new(move |_| {
        let from_outside = query.with(|query| query.get(SCANNED).is_some());
        if from_outside {
            navigate(&here, Going { replace: true, keep_scroll: true });
        }
        let from_here = scanned.get() == Some(item);
        if from_here {
            scanned.set(None);
        }
        let Some(item) = store.item(item).filter(|_| from_outside || from_here) else { return };
        match Opened::of(item.is_delivered, item.order.status, own) {
            Opened::Track(department) => sheet.set(Some(SheetTarget { item: item.id, department })),
            Opened::Page => {}
            Opened::Delivered => toasts.show(said(&item, t(texts::ALL_DELIVERED).to_owned())),
            Opened::Inactive(status) => {
                let text = t_with(texts::ORDER_INACTIVE, &[&item.order.po_number, &t(status_title(status))]);
                toasts.show(said(&item, text));
            }
        }
    });
}

fn said(item: &Item, description: String) -> Toast {
    Toast { title: item.item_name.clone(), description, millis: 5_000, kind: ToastKind::Info }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_the_own_track_of_what_is_worked_on() {
        use Department::Qc;
        use OrderStatus::{Active, Archived, Cancelled, Completed};
        let table = [
            ("an operator", Active, false, Some(Qc), Opened::Track(Qc)),
            ("an admin, or somebody without a department", Active, false, None, Opened::Page),
            ("it has left", Active, true, Some(Qc), Opened::Delivered),
            ("all of its order has left", Completed, true, Some(Qc), Opened::Delivered),
            ("its order was called off", Cancelled, false, Some(Qc), Opened::Inactive(Cancelled)),
            ("it had left before that", Cancelled, true, Some(Qc), Opened::Inactive(Cancelled)),
            ("its order was put away", Archived, false, None, Opened::Inactive(Archived)),
        ];
        for (case, status, is_delivered, own, opened) in table {
            assert_eq!(Opened::of(is_delivered, status, own), opened, "{case}");
        }
    }
}
