//! A fresh database file per test: two factories with people, copied from one that is made once.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use ledger::{Ledger, LedgerError, Recorded};
use model::{
    Change, Command, Department, Departments, Quantity, Refusal, Role,
    ids::{FactoryId, MutationId, PurchaseOrderId, UserId},
    purchase_order::{Item, ItemDraft, OrderDraft, PurchaseOrder},
};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement};
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const PASSWORD: &str = "kata-sandi-uji";

#[derive(Clone)]
struct People {
    factory: FactoryId,
    other_factory: FactoryId,
    admin: UserId,
    manager: UserId,
    operators: [UserId; 5],
    stranger: UserId,
    other_admin: UserId,
}

struct Template {
    _dir: TempDir,
    file: PathBuf,
    people: People,
}

pub(crate) struct World {
    dir: TempDir,
    pub(crate) ledger: Ledger,
    pub(crate) factory: FactoryId,
    pub(crate) other_factory: FactoryId,
    pub(crate) admin: UserId,
    pub(crate) manager: UserId,
    operators: [UserId; 5],
    pub(crate) stranger: UserId,
    pub(crate) other_admin: UserId,
}

/// Hashing passwords is slow on purpose, so it is done once for all tests.
fn template() -> &'static Template {
    static TEMPLATE: OnceLock<Template> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        // In a thread of its own, because a test's runtime cannot wait for another one.
        std::thread::spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(make_template())
        })
        .join()
        .unwrap()
    })
}

async fn make_template() -> Template {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("template.sqlite");
    let ledger = Ledger::open(&url(&file)).await.unwrap();
    let factory = ledger.create_factory("PT Uji", "uji", "Asia/Jakarta", 420).await.unwrap().id;
    let other_factory = ledger.create_factory("CV Lain", "lain", "Asia/Jakarta", 420).await.unwrap().id;
    let person = async |name: &str, at: FactoryId, role: Option<(Role, Departments)>| {
        let user = ledger.create_user(name, name, PASSWORD).await.unwrap();
        if let Some((role, departments)) = role {
            ledger.set_membership(at, user, role, departments).await.unwrap();
        }
        user
    };
    let admin = person("maya", factory, Some((Role::Admin, Departments::NONE))).await;
    let manager = person("hendra", factory, Some((Role::Manager, Departments::NONE))).await;
    let mut operators = Vec::new();
    for department in Department::ALL {
        let own = [department].into_iter().collect();
        operators.push(person(department.wire(), factory, Some((Role::Operator, own))).await);
    }
    let stranger = person("stranger", factory, None).await;
    let other_admin = person("sinta", other_factory, Some((Role::Admin, Departments::NONE))).await;
    ledger.close().await.unwrap();
    let people = People {
        factory,
        other_factory,
        admin,
        manager,
        operators: operators.try_into().unwrap(),
        stranger,
        other_admin,
    };
    Template { _dir: dir, file, people }
}

pub(crate) fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

pub(crate) fn new_mutation() -> MutationId {
    MutationId(Uuid::now_v7())
}

impl World {
    pub(crate) async fn new() -> World {
        let template = template();
        let dir = TempDir::new().unwrap();
        std::fs::copy(&template.file, dir.path().join("ledger.sqlite")).unwrap();
        let ledger = Ledger::open(&url(&dir.path().join("ledger.sqlite"))).await.unwrap();
        let People { factory, other_factory, admin, manager, operators, stranger, other_admin } =
            template.people.clone();
        World { dir, ledger, factory, other_factory, admin, manager, operators, stranger, other_admin }
    }

    pub(crate) fn url(&self) -> String {
        url(&self.dir.path().join("ledger.sqlite"))
    }

    /// Opens the file again, as after a restart.
    pub(crate) async fn reopen(&mut self) {
        self.ledger.close().await.unwrap();
        self.ledger = Ledger::open(&self.url()).await.unwrap();
    }

    pub(crate) fn operator(&self, department: Department) -> UserId {
        self.operators[department.index()]
    }

    pub(crate) async fn record(&self, user: UserId, command: Command) -> Result<Recorded, LedgerError> {
        self.ledger.record(user, self.factory, new_mutation(), &command).await
    }

    /// Records and expects it to be done.
    pub(crate) async fn done(&self, user: UserId, command: Command) -> Recorded {
        self.record(user, command).await.unwrap()
    }

    /// Records and expects it to be refused without a trace.
    pub(crate) async fn refused(&self, user: UserId, command: Command) -> Refusal {
        let before = self.dump().await;
        let refusal = refusal_of(self.record(user, command.clone()).await);
        assert_eq!(before, self.dump().await, "a refused command wrote something: {command:?}");
        refusal
    }

    /// A new order of the admin, with items of ten pieces each.
    pub(crate) async fn order(&self, number: &str, items: usize) -> (PurchaseOrder, Vec<Item>) {
        let recorded = self.done(self.admin, Command::CreatePurchaseOrder { order: draft(number, items) }).await;
        created(&recorded)
    }

    pub(crate) async fn other_order(&self, number: &str, items: usize) -> (PurchaseOrder, Vec<Item>) {
        let command = Command::CreatePurchaseOrder { order: draft(number, items) };
        let recorded =
            self.ledger.record(self.other_admin, self.other_factory, new_mutation(), &command).await.unwrap();
        created(&recorded)
    }

    pub(crate) async fn order_now(&self, id: PurchaseOrderId) -> PurchaseOrder {
        self.ledger.order_snapshot(self.factory, id).await.unwrap().order
    }

    pub(crate) async fn connection(&self) -> DatabaseConnection {
        Database::connect(self.url()).await.unwrap()
    }

    /// Every value of every table, so that "nothing was written" can be seen.
    pub(crate) async fn dump(&self) -> Vec<String> {
        let db = self.connection().await;
        let text = async |sql: String| -> Vec<String> {
            let rows = db.query_all_raw(Statement::from_string(DbBackend::Sqlite, sql)).await.unwrap();
            rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
        };
        let mut dump = Vec::new();
        let tables = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
        for table in text(tables.to_owned()).await {
            let columns = text(format!("SELECT name FROM pragma_table_info('{table}')")).await;
            let values: Vec<String> = columns.iter().map(|column| format!("quote(\"{column}\")")).collect();
            let rows = text(format!("SELECT {} AS row FROM \"{table}\" ORDER BY 1", values.join("||','||"))).await;
            dump.extend(rows.into_iter().map(|row| format!("{table}: {row}")));
        }
        db.close().await.unwrap();
        dump
    }

    /// How many rows `table` has.
    pub(crate) async fn count(&self, table: &str) -> usize {
        let prefix = format!("{table}: ");
        self.dump().await.iter().filter(|row| row.starts_with(&prefix)).count()
    }
}

pub(crate) fn draft(number: &str, items: usize) -> OrderDraft {
    OrderDraft {
        po_number: number.to_owned(),
        client: "PT Sinar Abadi".to_owned(),
        order_date: "2026-08-03".parse().ok(),
        delivery_deadline: "2026-12-07".parse().ok(),
        is_urgent: false,
        is_vendor_job: false,
        items: (1..=items).map(|place| item(&format!("Barang {place}"), 10)).collect(),
    }
}

pub(crate) fn item(name: &str, total: i64) -> ItemDraft {
    ItemDraft {
        item_name: name.to_owned(),
        specification: None,
        quantity_total: Quantity::whole(total),
        quantity_unit: "pcs".to_owned(),
    }
}

pub(crate) fn refusal_of(result: Result<Recorded, LedgerError>) -> Refusal {
    match result {
        Err(LedgerError::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

pub(crate) fn created(recorded: &Recorded) -> (PurchaseOrder, Vec<Item>) {
    match &recorded.events[0].change {
        Change::PurchaseOrderCreated(created) => (created.order.clone(), created.items.clone()),
        other => panic!("expected a new order, got {other:?}"),
    }
}

pub(crate) fn advance(item: &Item, department: Department, progress: i64) -> Command {
    let version = item.track(department).version;
    Command::AdvanceTrack { item_id: item.id, department, progress, note: None, version }
}

pub(crate) fn deliver(item: &Item, quantity: i64) -> Command {
    Command::RecordDelivery { item_id: item.id, quantity: Quantity::whole(quantity), note: None }
}

/// Not a picture that anybody could look at: the ledger does not look.
pub(crate) fn picture(content: &str) -> ledger::Picture {
    let (jpeg, thumbnail) = (format!("jpeg of {content}"), format!("thumbnail of {content}"));
    ledger::Picture::new(content.as_bytes(), (1600, 1200), jpeg.into_bytes(), thumbnail.into_bytes())
}

pub(crate) fn report(item: &Item, title: &str) -> Command {
    Command::ReportIssue {
        item_id: item.id,
        title: title.to_owned(),
        description: None,
        priority: model::purchase_order::Priority::High,
    }
}
