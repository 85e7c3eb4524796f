//! What can happen to a purchase order: the payloads of its events, each with the full new values, and with the old ones
//! of what changed.
//!
//! What was not always written is optional when read, because the log is never rewritten.

use serde::{Deserialize, Serialize};

use super::{Client, Delivery, Issue, Item, OrderStatus, PurchaseOrder, Track, Version, draft::check_date};
use crate::{
    ids::{ItemId, PurchaseOrderId},
    quantity::Quantity,
    refusal::{Field, Refusal},
    text,
    time::{Date, Timestamp},
};

/// `po-created`: the order and its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderCreated {
    /// The order.
    pub order: PurchaseOrder,
    /// Its items, complete.
    pub items: Vec<Item>,
}

/// `po-updated`: changed header fields, added items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderUpdated {
    /// Which order.
    pub po_id: PurchaseOrderId,
    /// Its number, after the change.
    pub po_number: String,
    /// The order's version, after.
    pub version: Version,
    /// The changed fields.
    pub patch: OrderPatch,
    /// The same fields before; empty in events from before this was kept.
    #[serde(default, skip_serializing_if = "OrderPatch::is_empty")]
    pub before: OrderPatch,
    /// Items that joined the order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items_added: Vec<Item>,
}

/// `po-status-changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderStatusChanged {
    /// Which order.
    pub po_id: PurchaseOrderId,
    /// Its number.
    pub po_number: String,
    /// The order's version, after.
    pub version: Version,
    /// Before.
    pub old_status: OrderStatus,
    /// After.
    pub status: OrderStatus,
    /// The order's items when it became active again; else empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item>,
}

/// `po-urgent-changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PurchaseOrderUrgentChanged {
    /// Which order.
    pub po_id: PurchaseOrderId,
    /// Its number.
    pub po_number: String,
    /// The order's version, after.
    pub version: Version,
    /// Before; `None` in events from before this was kept, when it was the opposite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was_urgent: Option<bool>,
    /// After.
    pub is_urgent: bool,
}

/// `track-updated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrackUpdated {
    /// Its order.
    pub po_id: PurchaseOrderId,
    /// Its order's number.
    pub po_number: String,
    /// Its item.
    pub item_id: ItemId,
    /// Its item's name.
    pub item_name: String,
    /// Percent before.
    pub old_progress: u8,
    /// The track, after.
    pub track: Track,
}

/// `issue-created`, `issue-resolved` and `issue-photo-added`: each with the whole issue and all its photos, so that of
/// several the newest says everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssueChanged {
    /// Its order.
    pub po_id: PurchaseOrderId,
    /// Its order's number.
    pub po_number: String,
    /// Its item.
    pub item_id: ItemId,
    /// Its item's name.
    pub item_name: String,
    /// The issue, after.
    pub issue: Issue,
}

/// `item-delivered`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDelivered {
    /// Its order.
    pub po_id: PurchaseOrderId,
    /// Its order's number.
    pub po_number: String,
    /// Which item.
    pub item_id: ItemId,
    /// Its name.
    pub item_name: String,
    /// The item's version, after.
    pub version: Version,
    /// The sum, after.
    pub quantity_delivered: Quantity,
    /// All left, after.
    pub is_delivered: bool,
    /// When the last left.
    pub delivered_at: Option<Timestamp>,
    /// Unit of both quantities; blank in events from before this was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quantity_unit: String,
    /// The delivery itself.
    pub delivery: Delivery,
}

/// `item-updated`: changed fields of one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemUpdated {
    /// Its order.
    pub po_id: PurchaseOrderId,
    /// Its order's number.
    pub po_number: String,
    /// Which item.
    pub item_id: ItemId,
    /// Its name before the change.
    pub item_name: String,
    /// The item's version, after.
    pub version: Version,
    /// The changed fields.
    pub patch: ItemPatch,
    /// The same fields before; empty in events from before this was kept.
    #[serde(default, skip_serializing_if = "ItemPatch::is_empty")]
    pub before: ItemPatch,
    /// Unit of the quantities, after; blank in events from before this was kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub quantity_unit: String,
}

/// Tells "absent" from "cleared": an absent key is `None`, an explicit `null` is `Some(None)`.
mod cleared {
    use serde::{Deserialize, Deserializer};

    use crate::time::{Date, optional_day};

    pub(super) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Date>>, D::Error> {
        optional_day(deserializer).map(Some)
    }

    pub(super) fn value<'de, T, D>(deserializer: D) -> Result<Option<Option<T>>, D::Error>
    where
        T: Deserialize<'de>,
        D: Deserializer<'de>,
    {
        Option::deserialize(deserializer).map(Some)
    }
}

macro_rules! patch {
    (
        $(#[$doc:meta])* $patch:ident of $target:ident {
            $( $(#[$field_doc:meta])* $field:ident: $ty:ty ),* ;
            $( $(#[$clear_doc:meta])* $clear:ident: clearable $clear_ty:ty as $reader:literal ),* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $patch {
            $(
                $(#[$field_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $field: Option<$ty>,
            )*
            $(
                $(#[$clear_doc])*
                #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = $reader)]
                pub $clear: Option<Option<$clear_ty>>,
            )*
        }

        impl $patch {
            /// Writes the changed fields.
            pub fn apply(&self, target: &mut $target) {
                $( if let Some(value) = &self.$field { target.$field = value.clone(); } )*
                $( if let Some(value) = &self.$clear { target.$clear = value.clone(); } )*
            }

            /// Without the fields that already have the wanted value.
            #[must_use]
            pub fn without_unchanged(mut self, target: &$target) -> Self {
                $( if self.$field.as_ref() == Some(&target.$field) { self.$field = None; } )*
                $( if self.$clear.as_ref() == Some(&target.$clear) { self.$clear = None; } )*
                self
            }

            /// What `target` has where this would change something.
            #[must_use]
            pub fn before(&self, target: &$target) -> Self {
                $patch {
                    $( $field: self.$field.as_ref().map(|_| target.$field.clone()), )*
                    $( $clear: self.$clear.as_ref().map(|_| target.$clear.clone()), )*
                }
            }

            /// Without the fields that `other` has too.
            #[must_use]
            pub fn without(mut self, other: &Self) -> Self {
                $( if other.$field.is_some() { self.$field = None; } )*
                $( if other.$clear.is_some() { self.$clear = None; } )*
                self
            }

            /// The changed fields of both; `newer` wins where both changed one.
            pub fn absorb(&mut self, newer: $patch) {
                $( if newer.$field.is_some() { self.$field = newer.$field; } )*
                $( if newer.$clear.is_some() { self.$clear = newer.$clear; } )*
            }

            /// Names of the changed fields.
            #[must_use]
            pub fn changed_keys(&self) -> Vec<&'static str> {
                let mut keys = Vec::new();
                $( if self.$field.is_some() { keys.push(stringify!($field)); } )*
                $( if self.$clear.is_some() { keys.push(stringify!($clear)); } )*
                keys
            }

            /// Nothing changes.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.changed_keys().is_empty()
            }
        }
    };
}

patch! {
    /// Changed header fields of an order; absent means unchanged.
    OrderPatch of PurchaseOrder {
        /// New number.
        po_number: String,
        /// New client.
        client: Client,
        /// Vendor flag.
        is_vendor_job: bool;
        /// New order date, or cleared.
        order_date: clearable Date as "cleared::day",
        /// New deadline, or cleared.
        delivery_deadline: clearable Date as "cleared::day",
    }
}

patch! {
    /// Changed fields of an item; absent means unchanged.
    ItemPatch of Item {
        /// New name.
        item_name: String,
        /// New ordered quantity.
        quantity_total: Quantity,
        /// New unit.
        quantity_unit: String,
        /// Follows a changed total.
        is_delivered: bool;
        /// New specification, or cleared.
        specification: clearable String as "cleared::value",
        /// Follows `is_delivered`.
        delivered_at: clearable Timestamp as "cleared::value",
    }
}

impl OrderPatch {
    /// The patch with tidy texts: it may have come over the wire.
    pub(super) fn checked(mut self) -> Result<OrderPatch, Refusal> {
        if let Some(po_number) = &mut self.po_number {
            *po_number = text::required(po_number, Field::PoNumber, text::PO_NUMBER_MAX)?;
        }
        check_date(self.order_date.flatten(), Field::OrderDate)?;
        check_date(self.delivery_deadline.flatten(), Field::DeliveryDeadline)?;
        Ok(self)
    }
}

impl ItemPatch {
    /// The patch with tidy texts and without the fields that only follow from others: it may have come over the wire,
    /// and nobody says "delivered" without a delivery.
    pub(super) fn checked(mut self) -> Result<ItemPatch, Refusal> {
        if let Some(item_name) = &mut self.item_name {
            *item_name = text::required(item_name, Field::ItemName, text::NAME_MAX)?;
        }
        if let Some(unit) = &mut self.quantity_unit {
            *unit = text::required(unit, Field::QuantityUnit, text::UNIT_MAX)?;
        }
        if let Some(specification) = &mut self.specification {
            *specification = text::optional(specification.as_deref(), Field::Specification, text::NOTE_MAX)?;
        }
        if let Some(total) = self.quantity_total {
            total.positive()?;
        }
        Ok(ItemPatch { is_delivered: None, delivered_at: None, ..self })
    }
}
