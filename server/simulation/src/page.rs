//! The pages a browser shows, over the real stores, as the `listen` functions of the pages feed them.

use app::{
    live::{Applied, Cursor},
    purchase_order::{
        facets::Filter,
        order_edit::Base,
        order_filter::OrderFilter,
        order_store::OrderStore,
        store::{ItemStore, Scope},
    },
};
use leptos::prelude::{GetUntracked, Owner};
use model::{
    Change, Channel, Date, DocType, Event,
    ids::{FactoryId, ItemId, PurchaseOrderId, UserId},
    purchase_order::{Delivery, Item, ItemSnapshot, OrderSnapshot, OrderStatus, OrdersSnapshot, TasksSnapshot},
};

use crate::{
    door::{Call, Reply},
    template::BEGIN,
};

/// Which page somebody goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Tasks,
    Item(ItemId),
    Order(PurchaseOrderId),
    /// The form in which an order is changed.
    Form(PurchaseOrderId),
    Orders(OrderStatus),
}

impl Place {
    pub(crate) fn call(self) -> Call {
        match self {
            Place::Tasks => Call::Tasks,
            Place::Item(id) => Call::Item(id),
            Place::Order(id) | Place::Form(id) => Call::Order(id),
            Place::Orders(status) => Call::Orders(status),
        }
    }

    /// Reads the answer to [`Place::call`].
    ///
    /// # Errors
    /// What the door said.
    pub(crate) fn read(self, reply: &Reply) -> Result<Snapshot, app::error::AppError> {
        Ok(match self {
            Place::Tasks => Snapshot::Tasks(reply.read()?),
            Place::Item(_) => Snapshot::Item(Box::new(reply.read()?)),
            Place::Order(_) | Place::Form(_) => Snapshot::Order(reply.read()?),
            Place::Orders(_) => Snapshot::Orders(reply.read()?),
        })
    }
}

/// What a page starts from.
#[derive(Clone, Debug)]
pub(crate) enum Snapshot {
    Tasks(TasksSnapshot),
    Item(Box<ItemSnapshot>),
    Order(OrderSnapshot),
    Orders(OrdersSnapshot),
}

impl Snapshot {
    pub(crate) fn cursor(&self) -> Cursor {
        let (epoch, seq) = match self {
            Snapshot::Tasks(TasksSnapshot { epoch, seq, .. })
            | Snapshot::Order(OrderSnapshot { epoch, seq, .. })
            | Snapshot::Orders(OrdersSnapshot { epoch, seq, .. }) => (*epoch, *seq),
            Snapshot::Item(snapshot) => (snapshot.epoch, snapshot.seq),
        };
        Cursor { epoch, seq }
    }
}

enum Rows {
    Items(ItemStore),
    Item(ItemStore, ItemId, Vec<Delivery>),
    Form(Base),
    Orders(OrderStore),
}

/// A page on screen. It owns its signals, which go with it.
pub(crate) struct Page {
    owner: Owner,
    pub(crate) place: Place,
    pub(crate) channels: Vec<Channel>,
    viewer: UserId,
    rows: Rows,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.owner.cleanup();
    }
}

impl Page {
    /// Draws what `snapshot` says, for `viewer`.
    pub(crate) fn new(place: Place, factory: FactoryId, viewer: UserId, snapshot: Snapshot) -> Page {
        let owner = Owner::new();
        let cursor = snapshot.cursor();
        let items = |scope, items| Rows::Items(ItemStore::new(scope, cursor, items, Filter::default(), today()));
        let (rows, channels) = owner.with(|| match snapshot {
            Snapshot::Tasks(snapshot) => {
                (items(Scope::Tasks, snapshot.items), vec![Channel::List(DocType::PurchaseOrder, factory)])
            }
            Snapshot::Item(snapshot) => {
                let ItemSnapshot { item, deliveries, .. } = *snapshot;
                let (id, order) = (item.id, item.order.id);
                let store = ItemStore::new(Scope::Item, cursor, vec![item], Filter::default(), today());
                let channels = vec![
                    Channel::Doc(DocType::Item, id.0),
                    Channel::Doc(DocType::PurchaseOrder, order.0),
                    Channel::List(DocType::Client, factory),
                ];
                (Rows::Item(store, id, deliveries), channels)
            }
            Snapshot::Order(OrderSnapshot { order, items, .. }) if matches!(place, Place::Form(_)) => {
                let channels =
                    vec![Channel::Doc(DocType::PurchaseOrder, order.id.0), Channel::List(DocType::Client, factory)];
                (Rows::Form(Base { order, items }), channels)
            }
            Snapshot::Order(snapshot) => {
                let channels = vec![
                    Channel::Doc(DocType::PurchaseOrder, snapshot.order.id.0),
                    Channel::List(DocType::Client, factory),
                ];
                (items(Scope::Order(snapshot.order.id), snapshot.items), channels)
            }
            Snapshot::Orders(snapshot) => {
                let filter = OrderFilter::all_of(snapshot.status);
                let store = OrderStore::new(snapshot, filter, today());
                (Rows::Orders(store), vec![Channel::List(DocType::PurchaseOrder, factory)])
            }
        });
        Page { owner, place, channels, viewer, rows }
    }

    /// Lays events over the screen.
    pub(crate) fn apply(&mut self, events: &[Event]) -> Applied {
        let mut applied = Applied::Here;
        for event in events {
            let remote = event.actor.id != self.viewer;
            let one = self.owner.with(|| match &mut self.rows {
                Rows::Items(store) => store.apply(event, remote),
                Rows::Orders(store) => store.apply(event, remote),
                Rows::Form(base) => {
                    base.apply(&event.change);
                    Applied::Here
                }
                Rows::Item(store, id, deliveries) => {
                    // The order's channel brings what happens to its other items too.
                    if event.change.item_id().is_none_or(|about| about == *id) {
                        store.apply(event, remote);
                        if let Change::ItemDelivered(change) = &event.change
                            && deliveries.iter().all(|delivery| delivery.id != change.delivery.id)
                        {
                            deliveries.insert(0, change.delivery.clone());
                        }
                    }
                    Applied::Here
                }
            });
            if one == Applied::Incomplete {
                applied = one;
            }
        }
        // The order's own page takes what it gets: it has every row of its order.
        if matches!(self.place, Place::Tasks | Place::Orders(_)) { applied } else { Applied::Here }
    }

    /// Lays a fresh snapshot over the screen.
    pub(crate) fn reset(&mut self, snapshot: Snapshot) -> Cursor {
        let cursor = snapshot.cursor();
        self.owner.with(|| match (&mut self.rows, snapshot) {
            (Rows::Items(store), Snapshot::Tasks(TasksSnapshot { items, .. }))
            | (Rows::Items(store), Snapshot::Order(OrderSnapshot { items, .. })) => store.reset(cursor, items),
            (Rows::Item(store, _, deliveries), Snapshot::Item(snapshot)) => {
                store.reset(cursor, vec![snapshot.item]);
                *deliveries = snapshot.deliveries;
            }
            (Rows::Orders(store), Snapshot::Orders(snapshot)) => drop(store.reset(snapshot)),
            (Rows::Form(base), Snapshot::Order(OrderSnapshot { order, items, .. })) => *base = Base { order, items },
            _ => unreachable!("a page is read by its own door"),
        });
        cursor
    }

    /// Does something with the store of items, where the page has one.
    pub(crate) fn with_items<T>(&self, act: impl FnOnce(ItemStore) -> T) -> Option<T> {
        match self.rows {
            Rows::Items(store) | Rows::Item(store, ..) => Some(self.owner.with(|| act(store))),
            Rows::Orders(_) | Rows::Form(_) => None,
        }
    }

    /// What a form was answered: it is compared with that from now on.
    pub(crate) fn learn(&mut self, events: &[Event]) {
        if let Rows::Form(base) = &mut self.rows {
            for event in events {
                base.apply(&event.change);
            }
        }
    }

    /// Whether fields are changed here.
    pub(crate) fn is_form(&self) -> bool {
        matches!(self.rows, Rows::Form(_))
    }

    /// What the person can act on.
    pub(crate) fn items(&self) -> Vec<Item> {
        match &self.rows {
            Rows::Form(base) => base.items.clone(),
            _ => self.with_items(ItemStore::items).unwrap_or_default(),
        }
    }

    /// How the screen differs from a fresh page, in words.
    pub(crate) fn difference(&self, fresh: &Snapshot) -> Option<String> {
        self.owner.with(|| match (&self.rows, fresh) {
            (Rows::Items(store), Snapshot::Tasks(TasksSnapshot { items, .. })) => {
                // Delivered cards stay until the next load, and a fresh page has none.
                let shown = store.items().into_iter().filter(|item| !item.is_delivered).collect();
                compare_items(*store, shown, items.clone(), Scope::Tasks)
            }
            (Rows::Items(store), Snapshot::Order(OrderSnapshot { items, order, .. })) => {
                compare_items(*store, store.items(), items.clone(), Scope::Order(order.id))
            }
            (Rows::Item(store, _, deliveries), Snapshot::Item(snapshot)) => {
                let by_id = |mut all: Vec<Delivery>| {
                    all.sort_by_key(|delivery| delivery.id);
                    all
                };
                compare_items(*store, store.items(), vec![snapshot.item.clone()], Scope::Item)
                    .or_else(|| differ("deliveries", &by_id(deliveries.clone()), &by_id(snapshot.deliveries.clone())))
            }
            (Rows::Orders(store), Snapshot::Orders(snapshot)) => compare_orders(*store, snapshot),
            (Rows::Form(base), Snapshot::Order(OrderSnapshot { order, items, .. })) => {
                let scope = Scope::Order(order.id);
                differ("the order", &base.order, order)
                    .or_else(|| differ("the items", &tidy(&base.items, scope), &tidy(items, scope)))
            }
            _ => Some("another page".to_owned()),
        })
    }
}

fn today() -> Date {
    BEGIN.date_at_offset(420)
}

fn differ<T: PartialEq + std::fmt::Debug>(what: &str, shown: &T, fresh: &T) -> Option<String> {
    (shown != fresh).then(|| {
        let (shown, fresh) = (format!("{shown:#?}"), format!("{fresh:#?}"));
        let lines = |own: &str, other: &str, mark: &str| {
            let other: Vec<&str> = other.lines().collect();
            let own = own.lines().filter(|line| !other.contains(line));
            own.map(|line| format!("{mark} {}\n", line.trim())).collect::<String>()
        };
        format!(
            "{what} (- on the screen, + on a fresh page)\n{}{}",
            lines(&shown, &fresh, "-"),
            lines(&fresh, &shown, "+")
        )
    })
}

/// In one order, and without what a fresh page leaves out.
fn tidy(items: &[Item], scope: Scope) -> Vec<Item> {
    let mut items = items.to_vec();
    items.sort_by_key(|item| item.id);
    for item in &mut items {
        if scope != Scope::Item {
            // A fresh page has the open ones only.
            item.issues.retain(|issue| issue.resolver.is_none());
        }
        item.issues.sort_by_key(|issue| issue.id);
    }
    items
}

fn compare_items(store: ItemStore, shown: Vec<Item>, fresh: Vec<Item>, scope: Scope) -> Option<String> {
    let (shown, fresh) = (tidy(&shown, scope), tidy(&fresh, scope));
    for (shown, fresh) in shown.iter().zip(&fresh) {
        if shown != fresh {
            return differ("an item", shown, fresh);
        }
    }
    let names = |items: &[Item]| items.iter().map(|item| item.item_name.clone()).collect::<Vec<_>>();
    let nowhere = Cursor { epoch: model::ids::Epoch(uuid::Uuid::nil()), seq: 0 };
    let again = ItemStore::new(scope, nowhere, fresh.clone(), Filter::default(), today());
    differ("items", &names(&shown), &names(&fresh))
        .or_else(|| differ("counters", &store.counts.get_untracked(), &again.counts.get_untracked()))
        .or_else(|| fresh.iter().find_map(|item| compare_signals(store, item)))
}

/// What the screen's leaves say, which are written one by one.
fn compare_signals(store: ItemStore, item: &Item) -> Option<String> {
    let Some(row) = store.row(item.id) else { return Some(format!("{} has no row", item.item_name)) };
    let facts = row.facts.get_untracked();
    let leaves = (facts.version, facts.item_name, facts.quantity_total, facts.quantity_delivered, facts.is_delivered);
    let own = (item.version, item.item_name.clone(), item.quantity_total, item.quantity_delivered, item.is_delivered);
    let tracks = row.tracks.iter().zip(&item.tracks).find_map(|(row, track)| {
        let pending = row.pending.get_untracked().then(|| format!("{}: still pending", item.item_name));
        differ("a track's leaf", &row.track.get_untracked(), track).or(pending)
    });
    differ("the leaves of an item", &leaves, &own)
        .or_else(|| differ("the leaf of an order", &row.order.get_untracked(), &item.order))
        .or(tracks)
}

fn compare_orders(store: OrderStore, fresh: &OrdersSnapshot) -> Option<String> {
    let again = OrderStore::new(fresh.clone(), OrderFilter::all_of(fresh.status), today());
    let shown = store.visible.get_untracked();
    differ("tabs", &store.tabs.get_untracked(), &fresh.counts)
        .or_else(|| differ("orders", &shown, &again.visible.get_untracked()))
        .or_else(|| differ("flags", &store.flags.get_untracked(), &again.flags.get_untracked()))
        .or_else(|| {
            shown.iter().find_map(|id| {
                let (row, other) = (store.row(*id)?, again.row(*id)?);
                let leaves = |row: &app::purchase_order::order_signals::OrderSignals| {
                    let progress = row.progress.clone().map(|signal| signal.get_untracked());
                    (row.order.get_untracked(), row.items.get_untracked(), progress)
                };
                differ("an order's leaves", &leaves(&row), &leaves(&other))
            })
        })
}
