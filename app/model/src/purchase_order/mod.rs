//! Purchase orders: the order, its items, their tracks, issues and deliveries, and the rules that change them.
//!
//! A rule takes what is, who acts and when, and returns the [`Change`](crate::Change) that follows, or a
//! [`Refusal`](crate::Refusal). `apply` lays a change over what is; server rows, browser store and optimistic screen
//! all go through it.

mod change;
mod client;
mod delivery;
mod draft;
pub mod import;
mod issue;
mod item;
mod order;
mod photo;
mod snapshot;
mod track;

pub use change::{
    IssueChanged, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch, PurchaseOrderCreated, PurchaseOrderStatusChanged,
    PurchaseOrderUpdated, PurchaseOrderUrgentChanged, TrackUpdated,
};
pub use client::ClientChanged;
pub use delivery::Delivery;
pub use draft::{DEADLINE_YEARS, ITEMS_MAX, ItemDraft, ItemInput, OrderDraft, OrderInput, parse_date};
pub use issue::{Issue, IssueStatus, Priority};
pub use item::Item;
pub use order::{Client, NewIds, OrderStatus, PurchaseOrder, next_po_number};
pub use photo::{PHOTO_BYTES_MAX, PHOTO_MEGAPIXELS_MAX, PHOTO_SIDE_MAX, PHOTOS_MAX, Photo};
pub use snapshot::{ItemSnapshot, OrderFormSnapshot, OrderRow, OrderSnapshot, OrdersSnapshot, TasksSnapshot};
pub use track::{PROGRESS_MAX, Track};

use crate::planted::{Mistake, planted};

/// Grows by one with each change of its row, from 1.
pub type Version = i64;

/// The version guard.
fn is_newer(version: Version, than: Version) -> bool {
    version > than || planted(Mistake::MissingVersionGuard) || planted(Mistake::EchoAppliedTwice)
}
