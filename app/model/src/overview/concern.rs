//! Why an order is late or at risk: who holds it, since when, what is wrong with it.

use std::cmp::Reverse;

use super::{
    Pace,
    row::{Moved, OpenIssue, OpenItem, OpenOrder},
};
use crate::{
    actor::Department,
    ids::{ItemId, PurchaseOrderId},
    language::{Text, label},
    purchase_order::{Priority, PurchaseOrder},
    time::{Date, Timestamp},
};

/// After so many days without a report nobody knows how an item stands.
pub const SILENT_DAYS: i64 = 3;

/// What orders are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The factory's day.
    pub today: Date,
    /// The factory's clock, minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// How fast the factory is.
    pub pace: Pace,
}

/// How bad it is; the worse the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// The deadline is over.
    Late,
    /// The work will not be done by the deadline at the usual pace.
    AtRisk,
}

/// Why, in one word: the first that is true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// An open issue of high or critical priority: one that somebody called today's or the end of work.
    Issue,
    /// A vendor has it.
    Vendor,
    /// Nobody reported anything for [`SILENT_DAYS`].
    Silence,
    /// It is being worked on.
    Work,
}

impl Cause {
    /// All, in the order in which they are asked.
    pub const ALL: [Cause; 4] = [Cause::Issue, Cause::Vendor, Cause::Silence, Cause::Work];

    /// Position in [`Cause::ALL`].
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name in `data-cause`.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Cause::Issue => "issue",
            Cause::Vendor => "vendor",
            Cause::Silence => "silence",
            Cause::Work => "work",
        }
    }

    /// The Indonesian word.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Cause::Issue => label!("Issue"),
            Cause::Vendor => label!("Menunggu vendor", "Waiting for vendor"),
            Cause::Silence => label!("Tidak ada kabar", "No news"),
            Cause::Work => label!("Masih dikerjakan", "In progress"),
        }
    }
}

/// A late order, or one at risk, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Concern {
    /// The order.
    pub order: PurchaseOrder,
    /// Late or at risk.
    pub urgency: Urgency,
    /// Days until the deadline: 0 is today, negative is over.
    pub days_left: i64,
    /// Days that the rest of the work takes.
    pub work_days: i64,
    /// The first reason.
    pub cause: Cause,
    /// The item that holds it.
    pub item: ItemId,
    /// Its name.
    pub item_name: String,
    /// The department that holds that item.
    pub holder: Department,
    /// How far that department is, in percent.
    pub progress: u8,
    /// The last report of progress on that item.
    pub moved: Option<Moved>,
    /// How many of the factory's days ago that was, or the order was entered.
    pub silent_days: i64,
    /// Undelivered items of the order.
    pub open_items: u32,
    /// Open issues of those items.
    pub issues: u32,
    /// The worst of them; of several the oldest.
    pub worst: Option<OpenIssue>,
    /// A vendor has that item.
    pub waits_for_vendor: bool,
}

impl Concern {
    /// Of `row`; `None` when it is neither late nor at risk.
    #[must_use]
    pub fn of(row: &OpenOrder, measure: &Measure) -> Option<Concern> {
        let Measure { today, utc_offset_minutes, pace } = measure;
        let order = &row.order;
        let days_left = (order.delivery_deadline? - *today).num_days();
        let work_days = pace.days_for(row.open_items().map(OpenItem::work_left).max()?);
        let urgency = match days_left {
            ..0 => Urgency::Late,
            _ if days_left < work_days => Urgency::AtRisk,
            _ => return None,
        };
        let item = holding(row)?;
        let holder = item.holder();
        let since = item.moved.as_ref().map_or(order.created_at, |moved| moved.at);
        let silent_days = days_between(since, *today, *utc_offset_minutes);
        let waits_for_vendor = order.is_vendor_job && is_outside(holder);
        let worst = row.open_items().flat_map(|item| &item.issues).max_by_key(|issue| badness(issue)).cloned();
        let cause = match &worst {
            Some(issue) if issue.priority >= Priority::High => Cause::Issue,
            _ if waits_for_vendor => Cause::Vendor,
            _ if silent_days >= SILENT_DAYS => Cause::Silence,
            _ => Cause::Work,
        };
        Some(Concern {
            order: order.clone(),
            urgency,
            days_left,
            work_days,
            cause,
            item: item.id,
            item_name: item.item_name.clone(),
            holder,
            progress: item.progress[holder.index()],
            moved: item.moved.clone(),
            silent_days,
            open_items: count(row.open_items().count()),
            issues: count(row.open_items().map(|item| item.issues.len()).sum()),
            worst,
            waits_for_vendor,
        })
    }

    /// Days left against work left; negative when the work takes longer.
    #[must_use]
    pub fn slack(&self) -> i64 {
        self.days_left - self.work_days
    }

    /// The place in the list: late ones first, of those the urgent first and then the longest overdue; then those at
    /// risk, the urgent first and then by slack. A report of progress moves nothing among the late ones, so that what
    /// somebody reads stays where it is.
    pub(super) fn place(&self) -> Place {
        let days = match self.urgency {
            Urgency::Late => self.days_left,
            Urgency::AtRisk => self.slack(),
        };
        (self.urgency, !self.order.is_urgent, days, self.order.po_number.clone(), self.order.id)
    }
}

/// A place in the list.
pub(super) type Place = (Urgency, bool, i64, String, PurchaseOrderId);

/// The undelivered item that holds the order: one whose work a critical issue stops, else the one with most work left; of
/// several the one that nobody reported on for longest, then the first one entered.
fn holding(row: &OpenOrder) -> Option<&OpenItem> {
    let stopped = |item: &OpenItem| item.issues.iter().any(|issue| issue.priority == Priority::Critical);
    row.open_items()
        .min_by_key(|item| (!stopped(item), Reverse(item.work_left()), item.moved.as_ref().map(|moved| moved.at)))
}

/// What is made outside is outside while material is bought and while it is made; it is drawn, checked and delivered here.
fn is_outside(holder: Department) -> bool {
    matches!(holder, Department::Purchasing | Department::Production)
}

/// The worst, and of several the oldest.
fn badness(issue: &OpenIssue) -> (Priority, Reverse<(Timestamp, crate::ids::IssueId)>) {
    (issue.priority, Reverse((issue.reported_at, issue.id)))
}

fn days_between(since: Timestamp, today: Date, utc_offset_minutes: i32) -> i64 {
    (today - since.date_at_offset(utc_offset_minutes)).num_days().max(0)
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}

#[cfg(test)]
#[path = "concern_tests.rs"]
mod tests;
