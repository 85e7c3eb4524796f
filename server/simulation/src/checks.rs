//! After the schedule: everything is made whole, everybody comes to rest, and then it must all be true.

use std::collections::BTreeMap;

use app::live::freshness::DOUBT_MS;
use model::{
    Change, Event,
    ids::{FactoryId, ItemId},
    purchase_order::{Item, OrderStatus},
};

use crate::{
    door::{self, Call, Reply},
    template::template,
    world::{Due, World},
};

/// How long things may take to come to rest, in milliseconds of virtual time: a backoff, a heartbeat, a silent line.
const PATIENCE: u64 = 90_000;
/// How long rest must last: the relay polls every second, and a log that could not be read is left alone as long.
const REST: u64 = 2_500;
/// How old a screen that calls itself live may be beyond its patience with silence, in milliseconds: a tick, the doubt
/// of a question, and the way.
const STALE: i64 = DOUBT_MS + 1_500;

impl World {
    /// Ends every trouble. People who were shut out come back, or some of them stay out for good.
    pub(crate) fn make_whole(&mut self) {
        self.say("step", "everything is made whole");
        self.stalled_until = 0;
        self.wakes_lost_until = 0;
        self.crash_writing = None;
        self.has_gateway = false;
        self.start();
        if let Some(process) = &self.process {
            process.life.make_well();
        }
        self.put(0, Due::Serve);
        let outside: Vec<_> = self.truth.lock().without_rights.keys().copied().collect();
        for user in outside {
            if self.dice.chance(40) {
                self.exiled.insert(user);
            } else {
                self.later(1, Due::Grant(user));
            }
        }
        for tab in 0..self.clients.len() {
            self.nets[tab].losses.clear();
            self.nets[tab].slow_down(None);
            self.heal_net(tab);
            let now = self.uptime();
            self.clients[tab].woken(now);
            self.perform(tab);
        }
    }

    /// Waits until nothing moves any more.
    ///
    /// # Errors
    /// Who does not come to rest.
    pub(crate) async fn settle(&mut self) -> Result<(), String> {
        let patience = self.millis() + PATIENCE;
        while self.millis() < patience {
            self.advance(self.millis() + 100).await;
            if self.is_at_rest() {
                self.advance(self.millis() + REST).await;
                if self.is_at_rest() {
                    return Ok(());
                }
            }
        }
        let stuck: Vec<String> = (0..self.clients.len())
            .filter(|tab| self.is_in(*tab) && !self.clients[*tab].is_quiet(self.uptime()))
            .map(|tab| format!("{}: {}", self.clients[tab].name, self.clients[tab].state()))
            .collect();
        Err(format!("does not come to rest:\n{}", stuck.join("\n")))
    }

    /// Not shut out for good.
    pub(crate) fn is_in(&self, tab: usize) -> bool {
        !self.exiled.contains(&self.clients[tab].actor.id)
    }

    fn is_at_rest(&self) -> bool {
        let quiet = |tab: usize| !self.is_in(tab) || self.clients[tab].is_quiet(self.uptime());
        !self.is_busy() && (0..self.clients.len()).all(quiet)
    }

    /// What was complained about so far, and screens that claim to be live and are old.
    ///
    /// # Errors
    /// The first complaint.
    pub(crate) fn watch(&self) -> Result<(), String> {
        let facts = self.truth.lock();
        if let Some(complaint) = facts.complaints.first() {
            return Err(complaint.clone());
        }
        let now = self.server_now().0;
        for (tab, client) in self.clients.iter().enumerate() {
            // On a slow line events are on their way, however many there are.
            if !client.is_live(self.uptime()) || self.nets[tab].is_slow(self.millis()) {
                continue;
            }
            let patience = STALE + client.patience(self.uptime());
            let (Some(page), Some(seq)) = (client.page(), client.seq()) else { continue };
            let shows = |event: &&Event| {
                event.change.channels(client.factory.id).iter().any(|channel| page.channels.contains(channel))
            };
            let unseen = facts.log(client.factory.id).iter().filter(shows).find(|event| event.seq > seq);
            // A server's clock that was set says nothing about age.
            if let Some(event) = unseen.filter(|event| !self.clock_was_set && now - event.ts.0 > patience) {
                return Err(format!(
                    "{} calls itself live and does not know event {} of {} ms ago",
                    client.name,
                    event.seq,
                    now - event.ts.0
                ));
            }
        }
        Ok(())
    }

    /// Everything that must be true at the end.
    ///
    /// # Errors
    /// What is not.
    pub(crate) fn compare(&mut self) -> Result<(), String> {
        self.watch()?;
        self.read_logs();
        self.book
            .compare(&self.truth, &|tab| self.is_in(tab), &|tab| self.once_out.contains(&self.clients[tab].actor.id))?;
        for tab in 0..self.clients.len() {
            if !self.is_in(tab) {
                continue;
            }
            let Some(place) = self.clients[tab].place() else {
                return Err(format!("{} shows nothing", self.clients[tab].name));
            };
            let fresh = place
                .read(&self.read_fresh(tab, place.call()))
                .map_err(|error| format!("{} cannot read {place:?}: {error:?}", self.clients[tab].name))?;
            let client = &self.clients[tab];
            if let Some(difference) = client.page().and_then(|page| page.difference(&fresh)) {
                return Err(format!("{} on {place:?}: {difference}", client.name));
            }
        }
        self.compare_rows()
    }

    /// Asks a door directly, as the person of a tab.
    fn read_fresh(&mut self, tab: usize, call: Call) -> Reply {
        self.sign_in(tab);
        let Some(process) = &self.process else { return Reply::bad_gateway() };
        let client = &self.clients[tab];
        let token = self.cookies.get(&client.actor.id).cloned().unwrap_or_default();
        let (ledger, slug) = (process.ledger.clone(), client.factory.slug.to_owned());
        self.host.run(process.life.now(), move || async move {
            let session = door::session(&ledger, &token).await;
            door::answer(ledger, session, slug, call).await
        })
    }

    /// The rows are what the log makes of them.
    fn compare_rows(&mut self) -> Result<(), String> {
        let Some(process) = &self.process else { return Err("no server at the end".to_owned()) };
        for factory in &template().factories {
            let made = items_of(self.truth.lock().log(factory.id));
            let (ledger, id) = (process.ledger.clone(), factory.id);
            let rows = self.host.run(process.life.now(), move || async move { read_items(&ledger, id).await });
            let rows = rows.map_err(|error| format!("rows cannot be read: {error}"))?;
            for (id, row) in &rows {
                let made = made.get(id).map(tidy);
                if made.as_ref() != Some(&tidy(row)) {
                    return Err(format!("the row is {row:#?}, the log makes {made:#?}"));
                }
            }
            if rows.len() != made.len() {
                return Err(format!("{} rows, and the log makes {}", rows.len(), made.len()));
            }
        }
        Ok(())
    }
}

/// Without what the log cannot know: versions leap at a restore.
fn tidy(item: &Item) -> Item {
    let mut item = item.clone();
    (item.version, item.order.version) = (0, 0);
    item.tracks.iter_mut().for_each(|track| track.version = 0);
    item.issues.iter_mut().for_each(|issue| issue.version = 0);
    item.issues.retain(|issue| issue.resolver.is_none());
    item.issues.sort_by_key(|issue| issue.id);
    item
}

fn items_of(log: &[Event]) -> BTreeMap<ItemId, Item> {
    let mut items: BTreeMap<ItemId, Item> = BTreeMap::new();
    for event in log {
        for item in items.values_mut() {
            item.apply(&event.change);
        }
        let new = match &event.change {
            Change::PurchaseOrderCreated(created) => &created.items,
            Change::PurchaseOrderUpdated(updated) => &updated.items_added,
            _ => continue,
        };
        items.extend(new.iter().map(|item| (item.id, item.clone())));
    }
    items
}

async fn read_items(
    ledger: &ledger::Ledger,
    factory: FactoryId,
) -> Result<BTreeMap<ItemId, Item>, ledger::LedgerError> {
    let mut items = BTreeMap::new();
    for status in OrderStatus::ALL {
        for row in ledger.orders_snapshot(factory, status).await?.orders {
            let order = ledger.order_snapshot(factory, row.order.id).await?;
            items.extend(order.items.into_iter().map(|item| (item.id, item)));
        }
    }
    Ok(items)
}
