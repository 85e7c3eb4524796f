//! The manager's overview: which orders are late or at risk and why, how punctual the factory was, what lies before each
//! department. Pure.
//!
//! Always true here:
//! - **The rows are the truth, the figures follow.** A snapshot carries light rows ([`OpenOrder`], [`Finished`]); server
//!   and browser compute every figure from them by the same code, so they cannot disagree.
//! - **An event changes one order's row** and the sums by that order's difference. [`Overview::apply`] after a snapshot
//!   ends where a later snapshot ends; what the events alone do not bring is said, and not guessed.
//! - **Today is an argument.** At midnight [`Overview::set_today`] makes the figures those of the new day.
//!
//! The rules, each in one sentence as the page says it:
//! - *late*: an active order with undelivered items whose deadline is before today (product §3, as the Tasks page);
//! - *at risk*: not late, but what is left of the work takes longer, at the factory's own [`Pace`], than the days until
//!   the deadline;
//! - *held by*: of the order's undelivered items the one with a critical issue, else the one with most work left; and of
//!   that item the first department in flow order that has not finished ([`Item::holder`](crate::purchase_order::Item));
//! - *since*: when somebody last reported progress on that item, else when the order was entered;
//! - *on time*: completed, and its last item left the factory on the day of its deadline or before; orders without a
//!   deadline do not count.

mod concern;
mod finished;
mod row;
mod state;
mod totals;

use serde::{Deserialize, Serialize};

pub use concern::{Cause, Concern, Measure, SILENT_DAYS, Urgency};
pub use finished::{Finished, MEASURED_MIN, Pace, Punctuality, USUAL_DAYS, WEEKS, Week, window_start};
pub use row::{Moved, OpenIssue, OpenItem, OpenOrder};
pub use state::Overview;
pub use totals::{Load, Totals};

use crate::{event::Event, ids::Epoch};

/// What the page starts from; head, rows and events are read in one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// The active orders.
    pub orders: Vec<OpenOrder>,
    /// Orders that were completed in the weeks that count, and perhaps some before.
    pub finished: Vec<Finished>,
    /// What happened last, newest first.
    pub events: Vec<Event>,
}
