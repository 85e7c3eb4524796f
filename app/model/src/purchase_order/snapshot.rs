//! What a page starts from: rows and the head of the log, read in one transaction, so that snapshot plus
//! "events after `seq`" loses nothing.

use serde::{Deserialize, Serialize};

use super::{Delivery, Item, OrderStatus, PurchaseOrder};
use crate::{event::Event, ids::Epoch, time::Timestamp};

/// The Tasks page: undelivered items of active orders, nearest deadline first, no deadline last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TasksSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// When the rows were read.
    pub now: Timestamp,
    /// The items, in order.
    pub items: Vec<Item>,
}

/// The item page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// When the rows were read.
    pub now: Timestamp,
    /// The item with all its issues, resolved ones too.
    pub item: Item,
    /// Its deliveries, newest first.
    pub deliveries: Vec<Delivery>,
    /// What happened to it, newest first.
    pub history: Vec<Event>,
}

/// One row of the purchase order list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRow {
    /// The order.
    pub order: PurchaseOrder,
    /// How many items it has.
    pub item_count: u32,
    /// How many of them are delivered.
    pub items_delivered: u32,
    /// Average progress per department in flow order, whole percent, rounded down.
    pub progress: [u8; 5],
}

impl OrderRow {
    /// The row of `order` with `items`.
    #[must_use]
    pub fn new(order: PurchaseOrder, items: &[Item]) -> OrderRow {
        let count = items.len().max(1);
        let average = |index: usize| {
            let sum: usize = items.iter().map(|item| usize::from(item.tracks[index].progress)).sum();
            (sum / count) as u8
        };
        OrderRow {
            order,
            item_count: items.len() as u32,
            items_delivered: items.iter().filter(|item| item.is_delivered).count() as u32,
            progress: [0, 1, 2, 3, 4].map(average),
        }
    }
}

/// The purchase order list of one status, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrdersSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// When the rows were read.
    pub now: Timestamp,
    /// Every order of the factory with its items, so that the list stays live by the same `apply` as the cards.
    pub orders: Vec<OrderRow>,
    /// How many orders have each status, in the order of [`OrderStatus::ALL`].
    pub counts: [u32; 4],
    /// Which status the rows have.
    pub status: OrderStatus,
}

/// The purchase order page: header, items, history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// When the rows were read.
    pub now: Timestamp,
    /// The order.
    pub order: PurchaseOrder,
    /// Its items, in the order they were entered.
    pub items: Vec<Item>,
    /// What happened to it, newest first.
    pub history: Vec<Event>,
}

/// What the empty form starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFormSnapshot {
    /// The next free number.
    pub po_number: String,
    /// Names of the factory's clients, by name.
    pub clients: Vec<String>,
    /// Units in use, most used first.
    pub units: Vec<String>,
}
