//! A factory to try lacakPO with: real-looking orders in every state, and a second, tiny factory beside it.
//!
//! Always true here: the demo goes through the same rules and rows as a person's work, so its history is real; it is
//! entered in one transaction, so it is there completely or not at all; and entering it again changes nothing.

mod dice;
mod people;
mod plan;

use std::collections::HashMap;

use model::{
    Actor, Change, Command, Department, Departments, Event, Quantity, Role, Timestamp,
    ids::{FactoryId, IssueId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{ItemDraft, OrderDraft, Version},
};
use uuid::Builder;

pub use people::{DEMO_NEIGHBOUR, DEMO_PASSWORD, DEMO_PIN, DEMO_USERS, DemoUser};

use self::{
    dice::Dice,
    plan::{Deed, What},
};
use crate::{
    Ledger, account,
    error::LedgerError,
    record::{Writing, body_hash, record_in},
    sqlite::values,
    writer::Batch,
};

/// The demo factory's slug.
const SLUG: &str = "logam-presisi";
/// Minutes east of UTC in Jakarta, which has no summer time.
const JAKARTA: i32 = 420;

impl Ledger {
    /// Enters the demo: two factories with people, and `orders` in every state around `now`. Does nothing if the demo
    /// factory exists.
    ///
    /// # Errors
    /// [`LedgerError::Database`]; [`LedgerError::Refused`] if `orders` hold what a rule refuses. Then nothing was
    /// entered.
    pub async fn seed_demo(&self, orders: &[OrderDraft], now: Timestamp) -> Result<(), LedgerError> {
        if self.factory_by_slug(SLUG).await?.is_some() {
            return Ok(());
        }
        // One hash for all: the password is public anyway, and a dozen of them would take seconds.
        let password_hash = self.hash_password(DEMO_PASSWORD).await?;
        let secrets = Secrets { password_hash, pin_hash: self.hash_pin(DEMO_PIN).await? };
        let orders = orders.to_vec();
        self.write(move |batch| enter(batch, &orders, now, &secrets)).await
    }
}

/// What everybody of the demo comes in by.
struct Secrets {
    password_hash: String,
    pin_hash: String,
}

fn enter(batch: &Batch<'_>, orders: &[OrderDraft], now: Timestamp, secrets: &Secrets) -> Result<(), LedgerError> {
    let main = account::insert_factory(batch, "PT Logam Presisi Jaya", SLUG, "Asia/Jakarta", JAKARTA)?;
    let mut actors = Vec::with_capacity(DEMO_USERS.len());
    for user in DEMO_USERS {
        actors.push(join(batch, main.id, user, secrets)?);
    }
    let deeds = plan::plan(orders, now, JAKARTA);
    Stage::new(batch, actors, 1).play(deeds)?;

    let small = account::insert_factory(batch, "CV Teknik Abadi", "teknik-abadi", "Asia/Jakarta", JAKARTA)?;
    let actors = vec![join(batch, small.id, &DEMO_NEIGHBOUR, secrets)?];
    let deed = Deed { at: now, by: 0, order: 0, item: 0, what: What::Create(Box::new(neighbours_order(now))) };
    Stage::new(batch, actors, 2).play(vec![deed])?;
    batch.announce_commit(main.id);
    batch.announce_commit(small.id);
    Ok(())
}

fn join(batch: &Batch<'_>, factory: FactoryId, user: &DemoUser, secrets: &Secrets) -> Result<Actor, LedgerError> {
    let id = account::insert_user(batch, user.name, user.username, &secrets.password_hash)?;
    let departments: Departments = user.departments.iter().copied().collect();
    account::upsert_membership(batch, factory, id, user.role, departments)?;
    if user.role == Role::Operator {
        let sql = "UPDATE memberships SET pin_hash = ?1 WHERE factory_id = ?2 AND user_id = ?3";
        batch.tx.execute(sql, values![secrets.pin_hash, factory.0, id.0])?;
    }
    Ok(Actor { id, name: user.name.to_owned(), factory_id: factory, role: user.role, departments })
}

fn neighbours_order(now: Timestamp) -> OrderDraft {
    let item = |item_name: &str, total: i64| ItemDraft {
        item_name: item_name.to_owned(),
        specification: Some("SS400".to_owned()),
        quantity_total: Quantity::whole(total),
        quantity_unit: "pcs".to_owned(),
    };
    OrderDraft {
        po_number: "PO-2026-001".to_owned(),
        client: "PT Tirta Pompa Indonesia".to_owned(),
        order_date: Some(now.date_at_offset(JAKARTA)),
        delivery_deadline: now.date_at_offset(JAKARTA).checked_add_days(chrono::Days::new(21)),
        is_urgent: false,
        is_vendor_job: false,
        items: vec![item("Bracket siku 80×80", 24), item("Tutup panel", 6)],
    }
}

/// Plays deeds through the spine and remembers ids and versions, as screens would.
struct Stage<'a> {
    batch: &'a Batch<'a>,
    actors: Vec<Actor>,
    dice: Dice,
    orders: HashMap<usize, (PurchaseOrderId, Version)>,
    items: HashMap<(usize, usize), ItemId>,
    tracks: HashMap<(ItemId, Department), Version>,
    issues: HashMap<usize, IssueId>,
}

impl<'a> Stage<'a> {
    fn new(batch: &'a Batch<'a>, actors: Vec<Actor>, seed: u64) -> Stage<'a> {
        Stage {
            batch,
            actors,
            dice: Dice::new(seed),
            orders: HashMap::new(),
            items: HashMap::new(),
            tracks: HashMap::new(),
            issues: HashMap::new(),
        }
    }

    fn play(mut self, deeds: Vec<Deed>) -> Result<(), LedgerError> {
        for deed in deeds {
            let Some(command) = self.command(&deed) else { continue };
            let Some(actor) = self.actors.get(deed.by).cloned() else { continue };
            let millis = deed.at.0.max(0).unsigned_abs();
            let mutation = MutationId(Builder::from_unix_timestamp_millis(millis, &self.dice.bytes()).into_uuid());
            let (device, picture) = (None, None);
            let writing = Writing { batch: self.batch, actor: &actor, device, mutation, at: deed.at, picture };
            let recorded = record_in(&writing, &command, &body_hash(&command)?)?;
            for event in &recorded.events {
                self.remember(&deed, event);
            }
        }
        Ok(())
    }

    /// The deed as its person would have sent it; `None` when what it is about is not there.
    fn command(&self, deed: &Deed) -> Option<Command> {
        let item_id = self.items.get(&(deed.order, deed.item)).copied();
        let order = self.orders.get(&deed.order).copied();
        Some(match &deed.what {
            What::Create(draft) => Command::CreatePurchaseOrder { order: (**draft).clone() },
            What::Urgent => Command::SetPurchaseOrderUrgent { id: order?.0, is_urgent: true },
            What::Status(status) => {
                let (id, version) = order?;
                Command::SetPurchaseOrderStatus { id, version, status: *status }
            }
            What::Advance { department, progress, note } => {
                let item_id = item_id?;
                Command::AdvanceTrack {
                    item_id,
                    department: *department,
                    progress: *progress,
                    note: note.map(str::to_owned),
                    version: *self.tracks.get(&(item_id, *department))?,
                }
            }
            What::Deliver { quantity, note } => {
                Command::RecordDelivery { item_id: item_id?, quantity: *quantity, note: note.map(str::to_owned) }
            }
            What::Report { title, description, priority, .. } => Command::ReportIssue {
                item_id: item_id?,
                title: (*title).to_owned(),
                description: Some((*description).to_owned()),
                priority: *priority,
            },
            What::Resolve(number) => Command::ResolveIssue { issue_id: *self.issues.get(number)? },
        })
    }

    fn remember(&mut self, deed: &Deed, event: &Event) {
        match &event.change {
            Change::PurchaseOrderCreated(created) => {
                self.orders.insert(deed.order, (created.order.id, created.order.version));
                for (place, item) in created.items.iter().enumerate() {
                    self.items.insert((deed.order, place), item.id);
                    self.tracks.extend(item.tracks.iter().map(|track| ((item.id, track.department), track.version)));
                }
            }
            Change::PurchaseOrderStatusChanged(changed) => {
                self.orders.insert(deed.order, (changed.po_id, changed.version));
            }
            Change::PurchaseOrderUrgentChanged(changed) => {
                self.orders.insert(deed.order, (changed.po_id, changed.version));
            }
            Change::TrackUpdated(updated) => {
                self.tracks.insert((updated.item_id, updated.track.department), updated.track.version);
            }
            Change::IssueCreated(changed) => {
                if let What::Report { number, .. } = deed.what {
                    self.issues.insert(number, changed.issue.id);
                }
            }
            _ => {}
        }
    }
}
