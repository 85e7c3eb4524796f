//! What tabs, filters and counters of the order list ask of an order, and the filter itself. Pure.

use model::{
    Date,
    purchase_order::{OrderRow, OrderStatus},
    text,
};

/// The answers of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFacets {
    /// Shown red.
    pub urgent: bool,
    /// In work, past its deadline, something still to deliver.
    pub late: bool,
    /// Made outside.
    pub vendor: bool,
    /// What a search looks through.
    text: String,
}

impl OrderFacets {
    /// Of `row` on `today`.
    #[must_use]
    pub fn of(row: &OrderRow, today: Date) -> OrderFacets {
        let order = &row.order;
        let delivered = row.items_delivered >= row.item_count;
        let past = order.delivery_deadline.is_some_and(|deadline| deadline < today);
        OrderFacets {
            urgent: order.is_urgent,
            late: order.status == OrderStatus::Active && !delivered && past,
            vendor: order.is_vendor_job,
            text: text::key(&format!("{} {}", order.po_number, order.client.name)),
        }
    }
}

/// How many orders of the shown status there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagCounts {
    /// Shown red.
    pub urgent: i32,
    /// Past their deadline.
    pub late: i32,
    /// Made outside.
    pub vendor: i32,
}

impl FlagCounts {
    /// Adds the answers of one order `times` (−1 takes it away).
    pub fn add(&mut self, facets: &OrderFacets, times: i32) {
        self.urgent += i32::from(facets.urgent) * times;
        self.late += i32::from(facets.late) * times;
        self.vendor += i32::from(facets.vendor) * times;
    }
}

/// What the person wants to see; lives in the URL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFilter {
    /// The tab.
    pub status: OrderStatus,
    /// Words that must all be found.
    pub query: String,
    /// Only urgent.
    pub urgent: bool,
    /// Only late.
    pub late: bool,
    /// Only vendor jobs.
    pub vendor: bool,
}

impl Default for OrderFilter {
    fn default() -> Self {
        OrderFilter::all_of(OrderStatus::Active)
    }
}

impl OrderFilter {
    /// Every order of one tab.
    #[must_use]
    pub fn all_of(status: OrderStatus) -> OrderFilter {
        OrderFilter { status, query: String::new(), urgent: false, late: false, vendor: false }
    }

    /// From the values of the URL's query; unknown ones count as absent.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> OrderFilter {
        let flag = |name: &str| get(name).is_some_and(|value| value == "1");
        OrderFilter {
            status: get("status").and_then(|status| status.parse().ok()).unwrap_or(OrderStatus::Active),
            query: get("q").unwrap_or_default(),
            urgent: flag("urgent"),
            late: flag("late"),
            vendor: flag("vendor"),
        }
    }

    /// Names and values for the URL's query; nothing for what is not asked.
    #[must_use]
    pub fn to_query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        if self.status != OrderStatus::Active {
            query.push(("status", self.status.wire().to_owned()));
        }
        if !self.query.is_empty() {
            query.push(("q", self.query.clone()));
        }
        let flags = [("urgent", self.urgent), ("late", self.late), ("vendor", self.vendor)];
        query.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name, "1".to_owned())));
        query
    }

    /// Nothing but the tab is asked.
    #[must_use]
    pub fn is_whole_tab(&self) -> bool {
        *self == OrderFilter::all_of(self.status)
    }

    /// Whether an order of the tab with these answers is shown.
    #[must_use]
    pub fn shows(&self, facets: &OrderFacets) -> bool {
        let wanted = text::key(&self.query);
        (!self.urgent || facets.urgent)
            && (!self.late || facets.late)
            && (!self.vendor || facets.vendor)
            && wanted.split(' ').all(|word| facets.text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_what_matches_every_wish() {
        let facets =
            OrderFacets { urgent: true, late: false, vendor: false, text: "po-2026-015 pt sinar abadi".into() };
        let shows = |filter: OrderFilter| filter.shows(&facets);
        let all = OrderFilter::default();
        assert!(shows(all.clone()));
        assert!(shows(OrderFilter { query: " SINAR 015 ".into(), ..all.clone() }));
        assert!(!shows(OrderFilter { query: "sinar 016".into(), ..all.clone() }));
        assert!(shows(OrderFilter { urgent: true, ..all.clone() }));
        assert!(!shows(OrderFilter { urgent: true, late: true, ..all.clone() }));
        assert!(!shows(OrderFilter { vendor: true, ..all }));
    }

    #[test]
    fn survives_the_url() {
        for status in OrderStatus::ALL {
            let filter = OrderFilter { status, query: "skf & co".into(), urgent: true, late: false, vendor: true };
            let query = filter.to_query();
            let get = |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
            assert_eq!(OrderFilter::from_query(get), filter);
        }
        assert_eq!(OrderFilter::from_query(|_| Some("nonsense".into())).status, OrderStatus::Active);
        assert!(OrderFilter::from_query(|_| None).is_whole_tab());
    }
}
