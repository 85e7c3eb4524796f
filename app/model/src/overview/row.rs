//! What the overview keeps of an active order: of its items no more than the rules ask.

use serde::{Deserialize, Serialize};

use super::Finished;
use crate::{
    actor::Department,
    event::Change,
    ids::{IssueId, ItemId},
    purchase_order::{Issue, IssueStatus, Item, PROGRESS_MAX, Priority, PurchaseOrder, Track},
    time::Timestamp,
};

/// An active order with all its items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenOrder {
    /// The order.
    pub order: PurchaseOrder,
    /// Its items, in the order they were entered; the delivered ones too, because the last of them ends the order.
    pub items: Vec<OpenItem>,
}

/// An item of an active order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenItem {
    /// Row id.
    pub id: ItemId,
    /// What is made.
    pub item_name: String,
    /// Percent per department, in flow order.
    pub progress: [u8; 5],
    /// The last report of progress; `None` while nobody has begun.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// When the last of it left; `None` while some of it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Timestamp>,
    /// Its open issues.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<OpenIssue>,
}

/// A report of progress. Ordered by its moment, so that of several the newest is the greatest.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Moved {
    /// When.
    pub at: Timestamp,
    /// Whose track.
    pub department: Department,
    /// Who reported it.
    pub by: String,
}

/// An open issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenIssue {
    /// Row id.
    pub id: IssueId,
    /// What is wrong.
    pub title: String,
    /// How bad.
    pub priority: Priority,
    /// When it was reported.
    pub reported_at: Timestamp,
}

impl OpenOrder {
    /// The row of `order` with `items`.
    #[must_use]
    pub fn new(order: PurchaseOrder, items: &[Item]) -> OpenOrder {
        OpenOrder { order, items: items.iter().map(OpenItem::from).collect() }
    }

    /// The items that are still here.
    pub fn open_items(&self) -> impl Iterator<Item = &OpenItem> {
        self.items.iter().filter(|item| item.delivered_at.is_none())
    }

    /// What this order is once it is over; `None` where something of it never left.
    #[must_use]
    pub fn finished(&self) -> Option<Finished> {
        let left: Option<Vec<Timestamp>> = self.items.iter().map(|item| item.delivered_at).collect();
        Some(Finished {
            id: self.order.id,
            created_at: self.order.created_at,
            completed_at: left?.into_iter().max()?,
            deadline: self.order.delivery_deadline,
        })
    }

    /// Lays `change` over this row.
    pub fn apply(&mut self, change: &Change) {
        self.order.apply(change);
        if let Change::PurchaseOrderUpdated(updated) = change
            && updated.po_id == self.order.id
        {
            let new = updated.items_added.iter().filter(|item| self.items.iter().all(|held| held.id != item.id));
            let new: Vec<OpenItem> = new.map(OpenItem::from).collect();
            self.items.extend(new);
        }
        let Some(id) = change.item_id() else { return };
        if let Some(item) = self.items.iter_mut().find(|item| item.id == id) {
            item.apply(change);
        }
    }
}

impl OpenItem {
    /// The department that holds the item, as on the Tasks page: the first that has not finished; delivery once all
    /// have.
    #[must_use]
    pub fn holder(&self) -> Department {
        Department::ALL
            .into_iter()
            .find(|department| self.progress[department.index()] < PROGRESS_MAX)
            .unwrap_or(Department::Delivery)
    }

    /// What is left to do, in percent of one department: 500 when nobody has begun, 0 when all have finished.
    #[must_use]
    pub fn work_left(&self) -> u32 {
        self.progress.iter().map(|progress| u32::from(PROGRESS_MAX.saturating_sub(*progress))).sum()
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::TrackUpdated(updated) => {
                self.progress[updated.track.department.index()] = updated.track.progress;
                self.moved = self.moved.take().max(Moved::of(&updated.track));
            }
            Change::IssueCreated(changed) | Change::IssueResolved(changed) | Change::IssuePhotoAdded(changed) => {
                self.issues.retain(|issue| issue.id != changed.issue.id);
                self.issues.extend(OpenIssue::of(&changed.issue));
            }
            Change::ItemDelivered(delivered) => self.delivered_at = delivered.delivered_at,
            Change::ItemUpdated(updated) => {
                if let Some(item_name) = &updated.patch.item_name {
                    self.item_name.clone_from(item_name);
                }
                if let Some(delivered_at) = updated.patch.delivered_at {
                    self.delivered_at = delivered_at;
                }
            }
            _ => {}
        }
    }
}

impl From<&Item> for OpenItem {
    fn from(item: &Item) -> OpenItem {
        OpenItem {
            id: item.id,
            item_name: item.item_name.clone(),
            progress: item.tracks.each_ref().map(|track| track.progress),
            moved: item.tracks.iter().filter_map(Moved::of).max(),
            delivered_at: item.delivered_at,
            issues: item.issues.iter().filter_map(OpenIssue::of).collect(),
        }
    }
}

impl Moved {
    fn of(track: &Track) -> Option<Moved> {
        let by = track.updated_by.as_ref()?.name.clone();
        Some(Moved { at: track.updated_at?, department: track.department, by })
    }
}

impl OpenIssue {
    fn of(issue: &Issue) -> Option<OpenIssue> {
        (issue.status == IssueStatus::Open).then(|| OpenIssue {
            id: issue.id,
            title: issue.title.clone(),
            priority: issue.priority,
            reported_at: issue.reported_at,
        })
    }
}
