//! The purchase order itself: number, client, deadline, flags, status.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{
    ItemDraft, OrderDraft, PurchaseOrderCreated, PurchaseOrderStatusChanged, PurchaseOrderUpdated,
    PurchaseOrderUrgentChanged, Version, change::OrderPatch, is_newer, item::Item, track::Track,
};
use crate::{
    actor::{Actor, Department, UnknownWord},
    event::Change,
    ids::{ClientId, ItemId, PurchaseOrderId, TrackId},
    language::{Text, label},
    quantity::Quantity,
    refusal::Refusal,
    text,
    time::{Date, Timestamp, optional_day},
};

/// A customer, as an order shows one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Client {
    /// Row id.
    pub id: ClientId,
    /// Unique in its factory, whatever the case and spacing.
    pub name: String,
}

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStatus {
    /// In work.
    Active,
    /// Every item delivered.
    Completed,
    /// Called off.
    Cancelled,
    /// Put away.
    Archived,
}

impl OrderStatus {
    /// All, in the order of the list's tabs.
    pub const ALL: [OrderStatus; 4] =
        [OrderStatus::Active, OrderStatus::Completed, OrderStatus::Archived, OrderStatus::Cancelled];

    /// The name on the wire, in the database and in URLs.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            OrderStatus::Active => "active",
            OrderStatus::Completed => "completed",
            OrderStatus::Cancelled => "cancelled",
            OrderStatus::Archived => "archived",
        }
    }

    /// The Indonesian word, as in "PO … dibatalkan".
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            OrderStatus::Active => label!("aktif", "active"),
            OrderStatus::Completed => label!("selesai", "completed"),
            OrderStatus::Cancelled => label!("dibatalkan", "cancelled"),
            OrderStatus::Archived => label!("diarsipkan", "archived"),
        }
    }

    /// Whether a person may move an order from `self` to `to`. `Completed` is never chosen: it follows the last
    /// delivery. A cancelled or archived order can be taken up again, so a slip is never final.
    #[must_use]
    pub fn may_become(self, to: OrderStatus) -> bool {
        use OrderStatus::{Active, Archived, Cancelled, Completed};
        matches!(
            (self, to),
            (Active, Cancelled | Archived)
                | (Completed, Archived)
                | (Cancelled, Active | Archived)
                | (Archived, Active)
        )
    }
}

impl FromStr for OrderStatus {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        OrderStatus::ALL.into_iter().find(|s| s.wire() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// A purchase order without its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrder {
    /// Row id.
    pub id: PurchaseOrderId,
    /// Row version.
    pub version: Version,
    /// Unique in its factory.
    pub po_number: String,
    /// For whom.
    pub client: Client,
    /// When the client ordered.
    #[serde(default, deserialize_with = "optional_day")]
    pub order_date: Option<Date>,
    /// When it must leave the factory.
    #[serde(default, deserialize_with = "optional_day")]
    pub delivery_deadline: Option<Date>,
    /// Shown red on every screen.
    pub is_urgent: bool,
    /// Made outside.
    pub is_vendor_job: bool,
    /// Where it stands.
    pub status: OrderStatus,
    /// When it was entered.
    pub created_at: Timestamp,
}

/// Fresh ids for a new order or new items, made by the caller because the model has no randomness.
pub trait NewIds {
    /// A new item's id.
    fn item(&mut self) -> ItemId;
    /// A new track's id.
    fn track(&mut self) -> TrackId;
}

impl PurchaseOrder {
    /// A new active order with its items, five untouched tracks each.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`] and those of [`OrderDraft::check`]: a draft may have come over the wire.
    pub fn create(
        id: PurchaseOrderId,
        client: Client,
        draft: &OrderDraft,
        ids: &mut impl NewIds,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Change, Refusal> {
        actor.require_manage_orders()?;
        draft.check()?;
        let order = PurchaseOrder {
            id,
            version: 1,
            po_number: text::tidy(&draft.po_number),
            client,
            order_date: draft.order_date,
            delivery_deadline: draft.delivery_deadline,
            is_urgent: draft.is_urgent,
            is_vendor_job: draft.is_vendor_job,
            status: OrderStatus::Active,
            created_at: now,
        };
        let items = order.new_items(&draft.items, ids);
        Ok(Change::PurchaseOrderCreated(PurchaseOrderCreated { order, items }))
    }

    /// Items of this order that do not exist yet, of drafts that passed [`ItemDraft::check`].
    #[must_use]
    pub fn new_items(&self, drafts: &[ItemDraft], ids: &mut impl NewIds) -> Vec<Item> {
        drafts
            .iter()
            .map(|draft| Item {
                id: ids.item(),
                version: 1,
                order: self.clone(),
                item_name: text::tidy(&draft.item_name),
                specification: draft.specification.as_deref().map(text::tidy_lines).filter(|text| !text.is_empty()),
                quantity_total: draft.quantity_total,
                quantity_unit: text::tidy(&draft.quantity_unit),
                quantity_delivered: Quantity::ZERO,
                is_delivered: false,
                delivered_at: None,
                tracks: Department::ALL.map(|department| Track::new(ids.track(), department)),
                issues: Vec::new(),
            })
            .collect()
    }

    /// Changed header fields and added items. `seen` is the version the person looked at.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`], [`Refusal::Stale`]; for a bad number or date those of
    /// [`OrderDraft::check`].
    pub fn edit(
        &self,
        patch: OrderPatch,
        items_added: Vec<Item>,
        seen: Version,
        actor: &Actor,
    ) -> Result<Change, Refusal> {
        actor.require_manage_orders()?;
        self.require_active()?;
        if seen != self.version {
            return Err(Refusal::Stale);
        }
        let patch = patch.checked()?.without_unchanged(self);
        let before = patch.before(self);
        let mut after = self.clone();
        patch.apply(&mut after);
        after.version += 1;
        let items_added = items_added.into_iter().map(|item| Item { order: after.clone(), ..item }).collect();
        Ok(Change::PurchaseOrderUpdated(PurchaseOrderUpdated {
            po_id: self.id,
            po_number: after.po_number,
            version: after.version,
            patch,
            before,
            items_added,
        }))
    }

    /// Another status, chosen by a person. `items` are the order's items, sent along when it becomes active again so
    /// that screens can show them without asking.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::StatusNotPossible`], [`Refusal::Stale`].
    pub fn set_status(
        &self,
        to: OrderStatus,
        seen: Version,
        items: Vec<Item>,
        actor: &Actor,
    ) -> Result<Change, Refusal> {
        actor.require_manage_orders()?;
        if !self.status.may_become(to) {
            return Err(Refusal::StatusNotPossible { from: self.status, to });
        }
        if seen != self.version {
            return Err(Refusal::Stale);
        }
        Ok(self.status_changed(to, items))
    }

    /// `Completed`, when the delivery just recorded was the last one (product §3).
    #[must_use]
    pub fn complete(&self) -> Change {
        self.status_changed(OrderStatus::Completed, Vec::new())
    }

    fn status_changed(&self, to: OrderStatus, items: Vec<Item>) -> Change {
        let version = self.version + 1;
        let items = if to == OrderStatus::Active { items } else { Vec::new() };
        let items = items
            .into_iter()
            .map(|item| Item { order: PurchaseOrder { status: to, version, ..self.clone() }, ..item })
            .collect();
        Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged {
            po_id: self.id,
            po_number: self.po_number.clone(),
            version,
            old_status: self.status,
            status: to,
            items,
        })
    }

    /// Urgent on or off. Absolute, so no version is asked: two admins who both mean "urgent" agree.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OrderNotActive`].
    pub fn set_urgent(&self, is_urgent: bool, actor: &Actor) -> Result<Change, Refusal> {
        actor.require_manage_orders()?;
        self.require_active()?;
        Ok(Change::PurchaseOrderUrgentChanged(PurchaseOrderUrgentChanged {
            po_id: self.id,
            po_number: self.po_number.clone(),
            version: self.version + 1,
            was_urgent: Some(self.is_urgent),
            is_urgent,
        }))
    }

    /// # Errors
    /// [`Refusal::OrderNotActive`] unless active.
    pub fn require_active(&self) -> Result<(), Refusal> {
        if self.status == OrderStatus::Active { Ok(()) } else { Err(Refusal::OrderNotActive { status: self.status }) }
    }

    /// Lays `change` over this order if it is about it and newer; says whether it was.
    pub fn apply(&mut self, change: &Change) -> bool {
        if let Change::ClientUpdated(updated) = change {
            let differs = updated.client.id == self.client.id && updated.client.name != self.client.name;
            if differs {
                self.client = updated.client.clone();
            }
            return differs;
        }
        if change.po_id() != Some(self.id) {
            return false;
        }
        match change {
            Change::PurchaseOrderUpdated(updated) if is_newer(updated.version, self.version) => {
                updated.patch.apply(self);
                self.version = updated.version;
                true
            }
            Change::PurchaseOrderStatusChanged(changed) if is_newer(changed.version, self.version) => {
                self.status = changed.status;
                self.version = changed.version;
                true
            }
            Change::PurchaseOrderUrgentChanged(changed) if is_newer(changed.version, self.version) => {
                self.is_urgent = changed.is_urgent;
                self.version = changed.version;
                true
            }
            _ => false,
        }
    }
}

/// The next free number of `year`, one above the highest of the form `PO-2026-015` in `existing`, where `PO` is the
/// factory's `prefix`.
#[must_use]
pub fn next_po_number<'a>(existing: impl IntoIterator<Item = &'a str>, prefix: &str, year: i32) -> String {
    let prefix = format!("{prefix}-{year}-");
    let highest = existing.into_iter().filter_map(|number| counted(number.strip_prefix(&prefix)?)).max().unwrap_or(0);
    format!("{prefix}{:03}", highest + 1)
}

/// A running number; longer ones are somebody's own scheme, such as a date, and not a place in the row.
fn counted(digits: &str) -> Option<u32> {
    let plain = digits.len() <= 6 && digits.bytes().all(|b| b.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}
