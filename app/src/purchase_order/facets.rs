//! What filters and counters ask of an item, and the filter itself. Pure, but that the browser folds the case.

use std::sync::Arc;

use model::{Date, Department, purchase_order::Item, text};
use serde::{Deserialize, Serialize};

/// The answers of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facets {
    /// Who holds it; `None` once delivered.
    pub holder: Option<Department>,
    /// Its order is urgent.
    pub urgent: bool,
    /// Past its deadline.
    pub late: bool,
    /// Has open issues.
    pub issue: bool,
    /// Made outside.
    pub vendor: bool,
    /// What a search looks through; shared, because most changes leave it alone.
    text: Arc<str>,
}

impl Facets {
    /// Of `item` on `today`.
    #[must_use]
    pub fn of(item: &Item, today: Date) -> Facets {
        let order = &item.order;
        let specification = item.specification.as_deref().unwrap_or_default();
        let text = format!("{} {} {} {specification}", order.po_number, item.item_name, order.client.name);
        Facets::with_text(item, today, folded(&text).into())
    }

    /// Of `item` where nothing is searched for.
    #[must_use]
    pub fn unnamed(item: &Item, today: Date) -> Facets {
        Facets::with_text(item, today, Arc::default())
    }

    /// Of `item` after a change that left its names alone: what a search looks through stays, and folding its case
    /// again would be the dearest part of an event.
    #[must_use]
    pub fn same_names(&self, item: &Item, today: Date) -> Facets {
        Facets::with_text(item, today, self.text.clone())
    }

    fn with_text(item: &Item, today: Date, text: Arc<str>) -> Facets {
        Facets {
            holder: (!item.is_delivered).then(|| item.holder()),
            urgent: item.order.is_urgent,
            late: item.is_late(today),
            issue: item.open_issues().next().is_some(),
            vendor: item.order.is_vendor_job,
            text,
        }
    }

    /// Which counters this item counts in.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let open = self.holder.is_some();
        let mut departments = [0; 5];
        if let Some(holder) = self.holder {
            departments[holder.index()] = 1;
        }
        let flag = |set: bool| i32::from(open && set);
        Counts {
            all: i32::from(open),
            departments,
            urgent: flag(self.urgent),
            late: flag(self.late),
            issue: flag(self.issue),
            vendor: flag(self.vendor),
        }
    }
}

/// As [`text::key`]. Browsers have the tables of all scripts already, and carry no second copy of them.
fn folded(text: &str) -> String {
    #[cfg(feature = "hydrate")]
    return js_sys::JsString::from(text::tidy(text)).to_lower_case().into();
    #[cfg(not(feature = "hydrate"))]
    return text::key(text);
}

/// How many undelivered items there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// All.
    pub all: i32,
    /// Held by each department, in flow order.
    pub departments: [i32; 5],
    /// Of urgent orders.
    pub urgent: i32,
    /// Past their deadline.
    pub late: i32,
    /// With open issues.
    pub issue: i32,
    /// Of vendor jobs.
    pub vendor: i32,
}

impl Counts {
    /// Adds `other` `times` (−1 takes it away).
    pub fn add(&mut self, other: Counts, times: i32) {
        self.all += other.all * times;
        for (sum, one) in self.departments.iter_mut().zip(other.departments) {
            *sum += one * times;
        }
        self.urgent += other.urgent * times;
        self.late += other.late * times;
        self.issue += other.issue * times;
        self.vendor += other.vendor * times;
    }
}

/// What the person wants to see; lives in the URL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all be found.
    pub query: String,
    /// Held by this department.
    pub department: Option<Department>,
    /// Only urgent.
    pub urgent: bool,
    /// Only late.
    pub late: bool,
    /// Only with open issues.
    pub issue: bool,
    /// Only vendor jobs.
    pub vendor: bool,
}

impl Filter {
    /// From the values of the URL's query; unknown ones count as absent.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> Filter {
        let flag = |name: &str| get(name).is_some_and(|value| value == "1");
        Filter {
            query: get("q").unwrap_or_default(),
            department: get("dept").and_then(|department| department.parse().ok()),
            urgent: flag("urgent"),
            late: flag("late"),
            issue: flag("issue"),
            vendor: flag("vendor"),
        }
    }

    /// Names and values for the URL's query; nothing for what is not asked.
    #[must_use]
    pub fn to_query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        if !self.query.is_empty() {
            query.push(("q", self.query.clone()));
        }
        if let Some(department) = self.department {
            query.push(("dept", department.wire().to_owned()));
        }
        let flags = [("urgent", self.urgent), ("late", self.late), ("issue", self.issue), ("vendor", self.vendor)];
        query.extend(flags.into_iter().filter(|(_, set)| *set).map(|(name, _)| (name, "1".to_owned())));
        query
    }

    /// Nothing is asked: everything is shown.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.to_query().is_empty()
    }

    /// Whether an item with these answers is shown.
    #[must_use]
    pub fn shows(&self, facets: &Facets) -> bool {
        let wanted = folded(&self.query);
        self.department.is_none_or(|department| facets.holder == Some(department))
            && (!self.urgent || facets.urgent)
            && (!self.late || facets.late)
            && (!self.issue || facets.issue)
            && (!self.vendor || facets.vendor)
            && wanted.split(' ').all(|word| facets.text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets() -> Facets {
        Facets {
            holder: Some(Department::Qc),
            urgent: true,
            late: false,
            issue: true,
            vendor: false,
            text: "po-2026-015 bracket skf 6205 pt sinar abadi ss400".into(),
        }
    }

    #[test]
    fn shows_what_matches_every_wish() {
        let filter = |change: fn(&mut Filter)| {
            let mut filter = Filter::default();
            change(&mut filter);
            filter.shows(&facets())
        };
        assert!(filter(|_| ()));
        assert!(filter(|f| f.query = "  SINAR bracket ".into()));
        assert!(!filter(|f| f.query = "bracket flange".into()));
        assert!(filter(|f| f.department = Some(Department::Qc)));
        assert!(!filter(|f| f.department = Some(Department::Drafting)));
        assert!(filter(|f| (f.urgent, f.issue) = (true, true)));
        assert!(!filter(|f| f.late = true));
        assert!(!filter(|f| f.vendor = true));
    }

    #[test]
    fn survives_the_url() {
        let filter = Filter {
            query: "skf & co".into(),
            department: Some(Department::Delivery),
            urgent: true,
            late: true,
            issue: false,
            vendor: true,
        };
        let query = filter.to_query();
        let get = |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        assert_eq!(Filter::from_query(get), filter);
        assert_eq!(Filter::from_query(|_| Some("nonsense".into())).department, None);
    }

    #[test]
    fn counts_come_and_go_evenly() {
        let mut counts = Counts::default();
        counts.add(facets().counts(), 1);
        assert_eq!((counts.all, counts.departments[3], counts.urgent, counts.late, counts.issue), (1, 1, 1, 0, 1));
        counts.add(facets().counts(), -1);
        assert_eq!(counts, Counts::default());
        let delivered = Facets { holder: None, ..facets() };
        assert_eq!(delivered.counts(), Counts::default());
    }
}
