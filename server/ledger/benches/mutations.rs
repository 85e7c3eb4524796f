//! Acknowledged durable mutations a second, on a real SQLite file, beside a bare loop that commits one row at a time
//! to the same disk. Prints one `name key=value …` line for each measurement; `make bench` reads them.
//!
//! The crate's tests turn `failpoints` on for this too: an uncontended lock a step, far below what a commit costs.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use ledger::Ledger;
use model::{
    Change, Command, Department, Departments, Quantity, Role,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::{Item, ItemDraft, OrderDraft},
};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DbBackend, Statement,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};
use tempfile::TempDir;
use uuid::Uuid;

/// Not counted: caches fill, the write-ahead log grows to its size.
const WARM_UP: Duration = Duration::from_millis(500);
const MEASURED: Duration = Duration::from_secs(3);
const BARE_MEASURED: Duration = Duration::from_secs(1);
const WRITERS: [usize; 3] = [1, 8, 64];

#[tokio::main]
async fn main() {
    // In the build folder, because a system's temporary folder may be memory, where nothing is durable.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let world = World::new(&dir).await;
    let row = world.event_bytes().await;
    // The bare loop goes before and after each, so that a disk that changes its pace changes both.
    let bare = async |place: usize| bare_loop(&dir.path().join(format!("bare{place}.sqlite")), row).await;
    let mut before = bare(0).await;
    for (place, writers) in (1..).zip(WRITERS) {
        let measured = world.measure(writers).await;
        let after = bare(place).await;
        println!("{measured} bare_per_second={:.1} bare_row_bytes={row}", (before + after) / 2.0);
        before = after;
    }
}

struct World {
    ledger: Ledger,
    factory: FactoryId,
    admin: UserId,
}

impl World {
    async fn new(dir: &TempDir) -> World {
        let ledger = Ledger::open(&url(&dir.path().join("ledger.sqlite"))).await.unwrap();
        let factory = ledger.create_factory("PT Uji", "uji", "Asia/Jakarta", 420).await.unwrap().id;
        let admin = ledger.create_user("Maya Lestari", "maya", "kata-sandi-uji").await.unwrap();
        ledger.set_membership(factory, admin, Role::Admin, Departments::NONE).await.unwrap();
        World { ledger, factory, admin }
    }

    async fn items(&self, number: &str, items: usize) -> Vec<Item> {
        let command = Command::CreatePurchaseOrder { order: draft(number, items) };
        let recorded = self.ledger.record(self.admin, self.factory, new_mutation(), &command).await.unwrap();
        match &recorded.events[0].change {
            Change::PurchaseOrderCreated(created) => created.items.clone(),
            other => panic!("expected a new order, got {other:?}"),
        }
    }

    /// How long the log's row of one progress change is.
    async fn event_bytes(&self) -> usize {
        let items = self.items("PO-0", 1).await;
        let command = advance(&items[0], 0);
        let recorded = self.ledger.record(self.admin, self.factory, new_mutation(), &command).await.unwrap();
        serde_json::to_string(&recorded.events[0]).unwrap().len()
    }

    /// So many people at once, each on a card of their own and each waiting for the answer before the next tap.
    async fn measure(&self, writers: usize) -> String {
        let items = self.items(&format!("PO-{writers}"), writers).await;
        let began = Instant::now() + WARM_UP;
        let end = began + MEASURED;
        let mut tasks = tokio::task::JoinSet::new();
        for item in items {
            let (ledger, admin, factory) = (self.ledger.clone(), self.admin, self.factory);
            tasks.spawn(async move {
                let mut waits = Vec::new();
                for taps in 0.. {
                    let sent = Instant::now();
                    ledger.record(admin, factory, new_mutation(), &advance(&item, taps)).await.unwrap();
                    let answered = Instant::now();
                    if answered >= end {
                        break;
                    }
                    if answered >= began {
                        waits.push(answered - sent);
                    }
                }
                waits
            });
        }
        let mut waits: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
        waits.sort_unstable();
        let millis = |share: f64| {
            let place = ((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len());
            waits[place - 1].as_secs_f64() * 1000.0
        };
        let per_second = waits.len() as f64 / MEASURED.as_secs_f64();
        format!("writers={writers} per_second={per_second:.1} p50_ms={:.2} p99_ms={:.2}", millis(0.5), millis(0.99))
    }
}

/// Rows a second when each insert of `row_bytes` is a commit of its own, with the ledger's own durability.
async fn bare_loop(file: &Path, row_bytes: usize) -> f64 {
    let mut options = ConnectOptions::new(url(file));
    options.max_connections(1).min_connections(1).test_before_acquire(false).sqlx_logging(false).map_sqlx_sqlite_opts(
        |options| {
            options.create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full)
        },
    );
    let db = Database::connect(options).await.unwrap();
    db.execute_unprepared("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)").await.unwrap();
    let body = "x".repeat(row_bytes);
    let began = Instant::now() + WARM_UP;
    let mut rows = 0_u32;
    loop {
        let values = [body.as_str().into()];
        let insert = Statement::from_sql_and_values(DbBackend::Sqlite, "INSERT INTO log (body) VALUES (?)", values);
        db.execute_raw(insert).await.unwrap();
        let now = Instant::now();
        if now >= began + BARE_MEASURED {
            break;
        }
        rows += u32::from(now >= began);
    }
    db.close().await.unwrap();
    f64::from(rows) / BARE_MEASURED.as_secs_f64()
}

fn advance(item: &Item, taps: i64) -> Command {
    let track = item.track(Department::Production);
    Command::AdvanceTrack {
        item_id: item.id,
        department: track.department,
        progress: (taps + 1) * 5 % 101,
        note: None,
        version: track.version + taps,
    }
}

fn draft(number: &str, items: usize) -> OrderDraft {
    let item = |place| ItemDraft {
        item_name: format!("Bracket {place}"),
        specification: Some("SS400 6 mm, galvanis".to_owned()),
        quantity_total: Quantity::whole(12),
        quantity_unit: "pcs".to_owned(),
    };
    OrderDraft {
        po_number: number.to_owned(),
        client: "PT Sinar Abadi".to_owned(),
        order_date: "2026-08-03".parse().ok(),
        delivery_deadline: "2026-12-07".parse().ok(),
        is_urgent: false,
        is_vendor_job: false,
        items: (1..=items).map(item).collect(),
    }
}

fn new_mutation() -> MutationId {
    MutationId(Uuid::now_v7())
}

fn url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}
