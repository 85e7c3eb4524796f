//! What the Tasks page is drawn from first: as many items as anybody sees at once, and the counters of all of them. The
//! rest follows when the page is awake, so that the first paint does not wait for a long list.

use model::{
    Date,
    ids::Epoch,
    purchase_order::{Item, TasksSnapshot},
};
use serde::{Deserialize, Serialize};

use super::facets::{Counts, Facets, Filter};
use crate::error::AppError;

/// Cards of the first paint: more than fit on the largest screen.
pub const FIRST: usize = 30;

/// The items that a filter shows, or the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstTasks {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// The items, in order.
    pub items: Vec<Item>,
    /// What is not among them; `None` where everything is.
    pub rest: Option<Rest>,
}

/// What is known of all items where not all are here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// How many there are of each kind.
    pub counts: Counts,
    /// How many the filter shows.
    pub shown: usize,
}

impl FirstTasks {
    /// All of them.
    #[must_use]
    pub fn whole(snapshot: TasksSnapshot) -> FirstTasks {
        let TasksSnapshot { epoch, seq, items, .. } = snapshot;
        FirstTasks { epoch, seq, items, rest: None }
    }

    /// The first `most` that `filter` shows on `today`.
    #[must_use]
    pub fn of(snapshot: &TasksSnapshot, filter: &Filter, today: Date, most: usize) -> FirstTasks {
        let (mut counts, mut shown, mut items) = (Counts::default(), 0, Vec::new());
        for item in &snapshot.items {
            let facets = if filter.query.is_empty() { Facets::unnamed(item, today) } else { Facets::of(item, today) };
            counts.add(facets.counts(), 1);
            if filter.shows(&facets) {
                shown += 1;
                if items.len() < most {
                    items.push(item.clone());
                }
            }
        }
        let is_whole = items.len() == snapshot.items.len();
        let rest = (!is_whole).then_some(Rest { counts, shown });
        FirstTasks { epoch: snapshot.epoch, seq: snapshot.seq, items, rest }
    }
}

/// What the page starts from: on the server the first part, unless `everything` is asked for; in the browser, which has
/// time, all of it.
///
/// # Errors
/// Signed out, unknown factory.
#[cfg(feature = "ssr")]
pub async fn load_first(factory: String, filter: Filter, everything: bool) -> Result<FirstTasks, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let tasks = crate::request::ledger()?.tasks(viewer.actor.factory_id).await?;
    let today = viewer.now.date_at_offset(viewer.utc_offset_minutes);
    Ok(FirstTasks::of(&tasks, &filter, today, if everything { usize::MAX } else { FIRST }))
}

/// As on the server, whole; without a line what the device knows.
///
/// # Errors
/// As there.
#[cfg(feature = "hydrate")]
pub async fn load_first(factory: String, _filter: Filter, _everything: bool) -> Result<FirstTasks, AppError> {
    use crate::kept::or_kept;

    or_kept(factory.clone(), super::server_fns::load_tasks(factory), Some).await.map(FirstTasks::whole)
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
pub async fn load_first(factory: String, _filter: Filter, _everything: bool) -> Result<FirstTasks, AppError> {
    super::server_fns::load_tasks(factory).await.map(FirstTasks::whole)
}

#[cfg(test)]
mod tests {
    use model::{Department, Quantity, Timestamp, ids::*, purchase_order::*};
    use uuid::Uuid;

    use super::*;

    fn today() -> Date {
        Date::from_ymd_opt(2026, 9, 10).expect("a day")
    }

    fn snapshot(items: u128) -> TasksSnapshot {
        let item = |number: u128| Item {
            id: ItemId(Uuid::from_u128(number)),
            version: 1,
            order: PurchaseOrder {
                id: PurchaseOrderId(Uuid::from_u128(1_000 + number / 4)),
                version: 1,
                po_number: format!("PO-{}", number / 4),
                client: Client { id: ClientId(Uuid::from_u128(9)), name: "PT Sinar".into() },
                order_date: None,
                delivery_deadline: Date::from_ymd_opt(2026, 9, 1 + (number % 20) as u32),
                is_urgent: number.is_multiple_of(3),
                is_vendor_job: false,
                status: OrderStatus::Active,
                created_at: Timestamp(0),
            },
            item_name: format!("Barang {number}"),
            specification: None,
            quantity_total: Quantity::whole(10),
            quantity_unit: "pcs".into(),
            quantity_delivered: Quantity::ZERO,
            is_delivered: false,
            delivered_at: None,
            tracks: Department::ALL.map(|department| {
                Track::new(TrackId(Uuid::from_u128(number * 10 + department.index() as u128)), department)
            }),
            issues: Vec::new(),
        };
        let items = (0..items).map(item).collect();
        TasksSnapshot { epoch: Epoch(Uuid::nil()), seq: 7, now: Timestamp(0), items }
    }

    #[test]
    fn the_first_are_those_that_the_whole_list_would_begin_with() {
        let all = snapshot(100);
        let queries: [&[(&str, &str)]; 4] =
            [&[], &[("urgent", "1")], &[("late", "1"), ("q", "barang 4")], &[("q", "tidak ada")]];
        for query in queries {
            let get = |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
            let filter = Filter::from_query(get);
            let whole: Vec<&Item> = all.items.iter().filter(|item| filter.shows(&Facets::of(item, today()))).collect();
            let mut counts = Counts::default();
            all.items.iter().for_each(|item| counts.add(Facets::of(item, today()).counts(), 1));
            for most in [0, 1, FIRST, 100] {
                let first = FirstTasks::of(&all, &filter, today(), most);
                assert_eq!(first.items.iter().collect::<Vec<_>>(), whole[..most.min(whole.len())], "{query:?} {most}");
                let rest = (first.items.len() < 100).then_some(Rest { counts, shown: whole.len() });
                assert_eq!((first.seq, first.rest), (7, rest), "{query:?} {most}");
            }
        }
    }
}
