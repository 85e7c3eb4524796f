//! The sums of the overview. One order adds its own and takes them away again, so an event costs the same however many
//! orders there are.

use std::ops::{AddAssign, SubAssign};

use super::{
    concern::{Concern, Urgency},
    row::OpenOrder,
};
use crate::{actor::Department, purchase_order::Priority, time::Date};

/// What lies before one department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// Undelivered items that it holds.
    pub items: u32,
    /// Of those, past their deadline.
    pub late: u32,
}

/// Sums over all active orders.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Active orders.
    pub orders: u32,
    /// Their undelivered items.
    pub items: u32,
    /// Late orders.
    pub late: u32,
    /// Orders at risk.
    pub at_risk: u32,
    /// Late orders and orders at risk by their cause, in the order of [`Cause::ALL`](super::Cause::ALL).
    pub causes: [u32; 4],
    /// Open issues of undelivered items.
    pub issues: u32,
    /// Of those, critical ones.
    pub critical: u32,
    /// What lies before each department, in flow order.
    pub load: [Load; 5],
}

impl Totals {
    /// What one order adds.
    #[must_use]
    pub fn of(row: &OpenOrder, concern: Option<&Concern>, today: Date) -> Totals {
        let mut totals = Totals { orders: 1, ..Totals::default() };
        let is_late = row.order.delivery_deadline.is_some_and(|deadline| deadline < today);
        for item in row.open_items() {
            totals.items += 1;
            let load = &mut totals.load[item.holder().index()];
            load.items += 1;
            load.late += u32::from(is_late);
            for issue in &item.issues {
                totals.issues += 1;
                totals.critical += u32::from(issue.priority == Priority::Critical);
            }
        }
        if let Some(concern) = concern {
            match concern.urgency {
                Urgency::Late => totals.late = 1,
                Urgency::AtRisk => totals.at_risk = 1,
            }
            totals.causes[concern.cause.index()] = 1;
        }
        totals
    }

    /// What lies before `department`.
    #[must_use]
    pub fn load(&self, department: Department) -> Load {
        self.load[department.index()]
    }

    /// Every sum of both, by `sum`.
    fn each(&mut self, other: &Totals, sum: fn(u32, u32) -> u32) {
        let Totals { orders, items, late, at_risk, causes, issues, critical, load } = self;
        let put = |mine: &mut u32, others: u32| *mine = sum(*mine, others);
        put(orders, other.orders);
        put(items, other.items);
        put(late, other.late);
        put(at_risk, other.at_risk);
        put(issues, other.issues);
        put(critical, other.critical);
        causes.iter_mut().zip(other.causes).for_each(|(mine, others)| put(mine, others));
        for (mine, others) in load.iter_mut().zip(other.load) {
            put(&mut mine.items, others.items);
            put(&mut mine.late, others.late);
        }
    }
}

impl AddAssign for Totals {
    fn add_assign(&mut self, other: Totals) {
        self.each(&other, u32::saturating_add);
    }
}

impl SubAssign for Totals {
    fn sub_assign(&mut self, other: Totals) {
        self.each(&other, u32::saturating_sub);
    }
}
