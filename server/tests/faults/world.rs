//! A factory with one order, a signed-in admin, and what must be true of it in the end.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use ledger::Ledger;
use model::{
    Change, Command, Departments, Event, Quantity, Role,
    ids::{FactoryId, MutationId},
    purchase_order::{Item, ItemDraft, OrderDraft},
};
use serde_json::{Value, json};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const SLUG: &str = "uji";

pub(crate) struct World {
    dir: TempDir,
    pub(crate) factory: FactoryId,
    pub(crate) token: String,
    pub(crate) item: Item,
}

impl World {
    pub(crate) async fn new() -> World {
        let dir = TempDir::new().unwrap();
        let ledger = open(&dir.path().join("lacakpo.sqlite")).await;
        let factory = ledger.create_factory("PT Uji", SLUG, "Asia/Jakarta", 420).await.unwrap().id;
        let admin = ledger.create_user("Maya Lestari", "maya", "kata-sandi-uji").await.unwrap();
        ledger.set_membership(factory, admin, Role::Admin, Departments::NONE).await.unwrap();
        let token = ledger.log_in("maya", "kata-sandi-uji").await.unwrap().as_str().to_owned();
        let order = Command::CreatePurchaseOrder { order: draft() };
        let created = ledger.record(admin, factory, MutationId(Uuid::now_v7()), &order).await.unwrap();
        let Change::PurchaseOrderCreated(created) = &created.events[0].change else { panic!("no order: {created:?}") };
        let item = created.items[0].clone();
        ledger.close().await.unwrap();
        World { dir, factory, token, item }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.dir.path().join("lacakpo.sqlite")
    }

    /// A mutation that nothing but its id tells from others, so that none can be refused as stale.
    pub(crate) fn report(&self, mutation: Uuid) -> Value {
        json!({
            "factory": SLUG, "mutation_id": mutation, "item_id": self.item.id,
            "title": "Retak", "description": null, "priority": "low",
        })
    }

    /// Looks into the database at `file`: the log is dense, and besides the order it holds exactly `mutations`, each
    /// with one effect. Says where the log ends.
    pub(crate) async fn holds_exactly(&self, file: &Path, mutations: &BTreeSet<Uuid>) -> i64 {
        let ledger = open(file).await;
        let head = ledger.head(self.factory).await.unwrap().seq;
        let log = ledger.events_after(self.factory, 0, 1_000_000).await.unwrap();
        assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<i64>>(), (1..=head).collect::<Vec<i64>>());
        let events: Vec<Event> = log.iter().skip(1).map(|entry| serde_json::from_str(&entry.json).unwrap()).collect();
        let found: BTreeSet<Uuid> = events.iter().map(|event| event.mutation_id.unwrap().0).collect();
        assert_eq!(found.len(), events.len(), "no mutation has two events");
        assert_eq!(&found, mutations);
        let item = ledger.item_snapshot(self.factory, self.item.id).await.unwrap().item;
        let issues: BTreeSet<Uuid> = item.issues.iter().map(|issue| issue.id.0).collect();
        assert_eq!((item.issues.len(), &issues), (mutations.len(), mutations), "rows are what the log says");
        ledger.close().await.unwrap();
        head
    }
}

async fn open(file: &Path) -> Ledger {
    Ledger::open(&format!("sqlite://{}", file.display())).await.unwrap()
}

fn draft() -> OrderDraft {
    OrderDraft {
        po_number: "PO-1".to_owned(),
        client: "PT Sinar Abadi".to_owned(),
        order_date: None,
        delivery_deadline: None,
        is_urgent: false,
        is_vendor_job: false,
        items: vec![ItemDraft {
            item_name: "Barang".to_owned(),
            specification: None,
            quantity_total: Quantity::whole(10),
            quantity_unit: "pcs".to_owned(),
        }],
    }
}
