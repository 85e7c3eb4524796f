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
    /// Sum of the items' progress per department in flow order, in percent. A sum and not an average, so that events
    /// keep it exact: a moved track adds its difference.
    pub progress_sum: [u32; 5],
}

impl OrderRow {
    /// The row of `order` with `items`.
    #[must_use]
    pub fn new(order: PurchaseOrder, items: &[Item]) -> OrderRow {
        let mut row = OrderRow { order, item_count: 0, items_delivered: 0, progress_sum: [0; 5] };
        row.add(items);
        row
    }

    /// More items of this order.
    pub fn add(&mut self, items: &[Item]) {
        self.item_count += items.len() as u32;
        self.items_delivered += items.iter().filter(|item| item.is_delivered).count() as u32;
        for (index, sum) in self.progress_sum.iter_mut().enumerate() {
            *sum += items.iter().map(|item| u32::from(item.tracks[index].progress)).sum::<u32>();
        }
    }

    /// Average progress per department in flow order, whole percent, rounded down.
    #[must_use]
    pub fn progress(&self) -> [u8; 5] {
        let count = self.item_count.max(1);
        self.progress_sum.map(|sum| u8::try_from(sum / count).unwrap_or(u8::MAX))
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
    /// The orders of that status with the sums their rows show: events keep those exact.
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
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when it was read: the form stays on the line like any page.
    pub seq: i64,
    /// The next free number.
    pub po_number: String,
    /// Names of the factory's clients, by name.
    pub clients: Vec<String>,
    /// Units in use, most used first.
    pub units: Vec<String>,
}
