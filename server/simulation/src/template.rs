//! The database that every run starts from: made once per process, then copied.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use ledger::{Ledger, LedgerError};
use model::{
    Actor, Command, Department, Departments, Quantity, Role, Timestamp,
    ids::{FactoryId, ItemId, MutationId},
    purchase_order::{ItemDraft, OrderDraft, Priority},
};
use tempfile::TempDir;
use uuid::Uuid;

use crate::host::Host;

/// When every run begins: a working day in November 2026.
pub(crate) const BEGIN: Timestamp = Timestamp(1_795_223_000_000);

/// A tenant.
#[derive(Clone, Debug)]
pub(crate) struct Factory {
    pub(crate) id: FactoryId,
    pub(crate) slug: &'static str,
    pub(crate) people: Vec<Actor>,
}

/// Where the database lies and who is in it.
#[derive(Debug)]
pub(crate) struct Template {
    _dir: TempDir,
    pub(crate) file: PathBuf,
    /// The one the simulated people work in, and its neighbour.
    pub(crate) factories: [Factory; 2],
}

/// The address of a database file.
pub(crate) fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// A folder in memory where there is one: nothing here needs to survive the machine.
pub(crate) fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
    made.expect("a temporary folder")
}

/// The one of this process.
pub(crate) fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let dir = folder();
        let file = dir.path().join("template.sqlite");
        let address = url(&file);
        let made = Host::start(|| ()).run(Timestamp(BEGIN.0 - 86_400_000), move || make(address));
        Template { _dir: dir, file, factories: made.expect("a template") }
    })
}

async fn make(address: String) -> Result<[Factory; 2], LedgerError> {
    let ledger = Ledger::open(&address).await?;
    let own = |department: Department| (Role::Operator, [department].into_iter().collect());
    let people = [
        ("maya", (Role::Admin, Departments::NONE)),
        ("hendra", (Role::Manager, Departments::NONE)),
        ("budi", own(Department::Production)),
        ("sari", own(Department::Qc)),
        ("agus", own(Department::Delivery)),
    ];
    let factory = populate(&ledger, "PT Uji", "uji", &people, 3).await?;
    let neighbour = populate(&ledger, "CV Lain", "lain", &[("sinta", (Role::Admin, Departments::NONE))], 1).await?;
    ledger.close().await?;
    Ok([factory, neighbour])
}

async fn populate(
    ledger: &Ledger,
    name: &str,
    slug: &'static str,
    people: &[(&str, (Role, Departments))],
    orders: u32,
) -> Result<Factory, LedgerError> {
    let id = ledger.create_factory(name, slug, "Asia/Jakarta", 420).await?.id;
    let mut actors = Vec::new();
    for (name, (role, departments)) in people {
        let user = ledger.create_user(name, name, "kata-sandi-uji").await?;
        ledger.set_membership(id, user, *role, *departments).await?;
        actors.extend(ledger.actor(user, id).await?);
    }
    let admin = actors.first().map(|actor| actor.id).expect("an admin");
    let mut used = u128::from(slug.as_bytes()[0]) << 64;
    let mut next = || {
        used += 1;
        MutationId(Uuid::from_u128(used))
    };
    for number in 1..=orders {
        let draft = |name: &str, total| ItemDraft {
            item_name: format!("{name} {number}"),
            specification: None,
            quantity_total: Quantity::whole(total),
            quantity_unit: "pcs".into(),
        };
        let order = OrderDraft {
            po_number: format!("PO-2026-{number:03}"),
            client: "PT Sinar Abadi".into(),
            order_date: None,
            delivery_deadline: None,
            is_urgent: false,
            is_vendor_job: false,
            items: vec![draft("Bracket", 10), draft("Pulley", 4)],
        };
        let created = ledger.record(admin, id, next(), &Command::CreatePurchaseOrder { order }).await?;
        let items: Vec<ItemId> = created.events.iter().flat_map(|event| items_of(&event.change)).collect();
        // One that left the factory, and one with a problem: both can come back.
        if number == 1 {
            let all = Command::RecordDelivery { item_id: items[1], quantity: Quantity::whole(4), note: None };
            ledger.record(admin, id, next(), &all).await?;
            let title = "Bor patah".to_owned();
            let issue = Command::ReportIssue { item_id: items[0], title, description: None, priority: Priority::High };
            ledger.record(admin, id, next(), &issue).await?;
        }
    }
    Ok(Factory { id, slug, people: actors })
}

fn items_of(change: &model::Change) -> Vec<ItemId> {
    match change {
        model::Change::PurchaseOrderCreated(created) => created.items.iter().map(|item| item.id).collect(),
        _ => Vec::new(),
    }
}
