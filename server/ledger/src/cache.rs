//! What the writer keeps at hand from one mutation to the next: who acts, and the items being worked on.
//!
//! Always true here:
//! - **It equals the rows.** It stands until somebody else writes: another process (SQLite says so at the begin of each
//!   batch), an account write, a panic, a transaction that was rolled back. Debug builds compare every hit with its row.
//! - A mutation changes it only after its own writes succeeded.
//! - It never decides alone: a write is guarded by the row's version all the same.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    sync::Arc,
};

use model::{
    Actor, Change,
    ids::{FactoryId, ItemId, UserId},
    purchase_order::Item,
};

use crate::error::LedgerError;

/// Entries of a kind before all are dropped and read anew: some 10 MB of items.
const MOST: usize = 8192;

#[derive(Default)]
pub(crate) struct Cache {
    version: Cell<Option<i64>>,
    actors: RefCell<HashMap<(FactoryId, UserId), Arc<Actor>>>,
    /// Without their issues, which no rule asks for.
    items: RefCell<HashMap<(FactoryId, ItemId), Arc<Item>>>,
}

impl Cache {
    /// Forgets everything if the last commit of others is not the one that is known.
    pub(crate) fn stands_at(&self, version: i64) {
        if self.version.replace(Some(version)) != Some(version) {
            self.forget();
        }
    }

    pub(crate) fn forget(&self) {
        self.actors.borrow_mut().clear();
        self.items.borrow_mut().clear();
    }

    /// Who acts, kept or read.
    pub(crate) fn actor(
        &self,
        factory: FactoryId,
        user: UserId,
        read: impl Fn() -> Result<Option<Actor>, LedgerError>,
    ) -> Result<Option<Arc<Actor>>, LedgerError> {
        kept_or_read(&self.actors, (factory, user), read)
    }

    /// The item, kept or read.
    pub(crate) fn item(
        &self,
        factory: FactoryId,
        id: ItemId,
        read: impl Fn() -> Result<Option<Item>, LedgerError>,
    ) -> Result<Option<Arc<Item>>, LedgerError> {
        kept_or_read(&self.items, (factory, id), read)
    }

    /// Follows a change whose rows were just written.
    pub(crate) fn follow(&self, factory: FactoryId, change: &Change) {
        let mut items = self.items.borrow_mut();
        match change {
            Change::TrackUpdated(_) | Change::ItemDelivered(_) => {
                let kept = change.item_id().and_then(|id| items.get_mut(&(factory, id)));
                if let Some(item) = kept {
                    Arc::make_mut(item).apply(change);
                }
            }
            Change::IssueCreated(_) | Change::IssueResolved(_) | Change::IssuePhotoAdded(_) => {}
            Change::ClientUpdated(updated) => items.retain(|_, item| item.order.client.id != updated.client.id),
            _ => items.retain(|_, item| Some(item.order.id) != change.po_id()),
        }
    }
}

fn kept_or_read<K: Copy + Eq + std::hash::Hash, V: PartialEq + std::fmt::Debug>(
    all: &RefCell<HashMap<K, Arc<V>>>,
    key: K,
    read: impl Fn() -> Result<Option<V>, LedgerError>,
) -> Result<Option<Arc<V>>, LedgerError> {
    let kept = all.borrow().get(&key).cloned();
    if let Some(kept) = kept {
        debug_assert_eq!(read()?.as_ref(), Some(&*kept), "what is kept equals its row");
        return Ok(Some(kept));
    }
    let Some(value) = read()?.map(Arc::new) else { return Ok(None) };
    let mut all = all.borrow_mut();
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(key, value.clone());
    Ok(Some(value))
}
