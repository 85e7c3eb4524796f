//! Rows of administration, each a signal of its own, sorted by name and true while they are looked at.

use std::{collections::HashMap, hash::Hash};

use leptos::prelude::*;
use model::{
    account::{ClientRow, DeviceRow, Invitation, Member},
    ids::{ClientId, DeviceId, InvitationId, UserId},
    purchase_order::Version,
};

/// A row that a [`Roster`] keeps.
pub trait Entry: Clone + PartialEq + Send + Sync + 'static {
    /// What tells it from others.
    type Id: Copy + Eq + Hash + Send + Sync + 'static;
    /// Which it is.
    fn id(&self) -> Self::Id;
    /// Its version: an older one changes nothing.
    fn version(&self) -> Version;
    /// What it is sorted by.
    fn name(&self) -> &str;
}

/// The rows on screen. Copies share them.
pub struct Roster<T: Entry> {
    rows: StoredValue<HashMap<T::Id, ArcRwSignal<T>>>,
    /// By name.
    pub order: RwSignal<Vec<T::Id>>,
}

impl<T: Entry> Clone for Roster<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Entry> Copy for Roster<T> {}

impl<T: Entry> Roster<T> {
    /// With these rows.
    #[must_use]
    pub fn new(rows: Vec<T>) -> Roster<T> {
        let roster = Roster { rows: StoredValue::new(HashMap::new()), order: RwSignal::new(Vec::new()) };
        roster.reset(rows);
        roster
    }

    /// The row as a signal; `None` when it is not here.
    #[must_use]
    pub fn row(self, id: T::Id) -> Option<ArcRwSignal<T>> {
        self.rows.with_value(|rows| rows.get(&id).cloned())
    }

    /// The row as it is now.
    #[must_use]
    pub fn get(self, id: T::Id) -> Option<T> {
        self.row(id).map(|row| row.get_untracked())
    }

    /// A fresh snapshot: rows that are still there keep their places on the page.
    pub fn reset(self, rows: Vec<T>) {
        let kept: Vec<T::Id> = rows.iter().map(T::id).collect();
        let gone: Vec<T::Id> =
            self.rows.with_value(|held| held.keys().filter(|id| !kept.contains(id)).copied().collect());
        gone.into_iter().for_each(|id| self.remove(id));
        rows.into_iter().for_each(|row| self.lay(row, |_, _| true));
    }

    /// A row that is new, or newer than what is shown.
    pub fn put(self, row: T) {
        self.lay(row, |new, shown| new.version() > shown.version());
    }

    /// Takes a row away.
    pub fn remove(self, id: T::Id) {
        self.rows.update_value(|rows| {
            rows.remove(&id);
        });
        if self.order.with_untracked(|order| order.contains(&id)) {
            self.order.update(|order| order.retain(|other| *other != id));
        }
    }

    fn lay(self, row: T, replaces: impl Fn(&T, &T) -> bool) {
        let id = row.id();
        if let Some(shown) = self.row(id) {
            let differs = shown.with_untracked(|shown| replaces(&row, shown) && *shown != row);
            if differs {
                let renamed = shown.with_untracked(|shown| shown.name() != row.name());
                shown.set(row);
                if renamed {
                    self.sort();
                }
            }
            return;
        }
        self.rows.update_value(|rows| {
            rows.insert(id, ArcRwSignal::new(row));
        });
        self.order.update(|order| order.push(id));
        self.sort();
    }

    /// Moves rows only where their order is another one.
    fn sort(self) {
        let key = |id: &T::Id| self.get(*id).map(|row| row.name().to_lowercase());
        let mut sorted = self.order.get_untracked();
        sorted.sort_by_cached_key(key);
        if self.order.with_untracked(|order| *order != sorted) {
            self.order.set(sorted);
        }
    }
}

impl Entry for Member {
    type Id = UserId;
    fn id(&self) -> UserId {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn name(&self) -> &str {
        &self.name
    }
}

impl Entry for Invitation {
    type Id = InvitationId;
    fn id(&self) -> InvitationId {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn name(&self) -> &str {
        &self.name
    }
}

impl Entry for DeviceRow {
    type Id = DeviceId;
    fn id(&self) -> DeviceId {
        self.device.id
    }
    fn version(&self) -> Version {
        self.device.version
    }
    fn name(&self) -> &str {
        &self.device.name
    }
}

impl Entry for ClientRow {
    type Id = ClientId;
    fn id(&self) -> ClientId {
        self.id
    }
    fn version(&self) -> Version {
        self.version
    }
    fn name(&self) -> &str {
        &self.name
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn client(id: u128, version: Version, name: &str) -> ClientRow {
        ClientRow { id: ClientId(Uuid::from_u128(id)), version, name: name.into(), orders: 0, active_orders: 0 }
    }

    fn names(roster: Roster<ClientRow>) -> Vec<String> {
        roster.order.get_untracked().into_iter().filter_map(|id| roster.get(id)).map(|row| row.name).collect()
    }

    #[test]
    fn rows_stand_by_name_and_older_ones_change_nothing() {
        let owner = Owner::new();
        owner.with(|| {
            let roster = Roster::new(vec![client(2, 1, "PT Baja"), client(1, 3, "CV Abadi")]);
            assert_eq!(names(roster), ["CV Abadi", "PT Baja"]);
            roster.put(client(1, 2, "CV Lama"));
            assert_eq!(names(roster), ["CV Abadi", "PT Baja"], "a late event");
            roster.put(client(1, 4, "PT Zamrud"));
            roster.put(client(3, 1, "pt citra"));
            assert_eq!(names(roster), ["PT Baja", "pt citra", "PT Zamrud"]);
            roster.reset(vec![client(3, 1, "pt citra"), client(1, 1, "CV Abadi")]);
            assert_eq!(names(roster), ["CV Abadi", "pt citra"], "a restored database is the truth");
        });
    }
}
