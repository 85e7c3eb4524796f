//! Acknowledged durable mutations a second, on a real SQLite file: together as the product commits them, and with a
//! commit each. Beside them bare SQLite on the same disk: a loop that writes one row a commit, and one that writes what a
//! mutation leaves behind (track, event, reply, head, in the ledger's own tables), fifty a commit, without asking or
//! deciding anything. Prints one `key=value …` line for each number of writers; `make bench` reads them.
//!
//! The crate's tests turn `failpoints` on for this too: an uncontended lock a step, far below what a commit costs.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

use std::{
    path::Path,
    time::{Duration, Instant},
};

use ledger::{Ledger, Settings};
use model::{
    Change, Command, Department, Departments, Quantity, Role,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::{Item, ItemDraft, OrderDraft},
};
use tempfile::TempDir;
use uuid::Uuid;

/// Not counted: caches fill, the write-ahead log grows to its size.
const WARM_UP: Duration = Duration::from_millis(200);
const MEASURED: Duration = Duration::from_secs(1);
const BARE_MEASURED: Duration = Duration::from_millis(500);
const ROUNDS: usize = 5;
const WRITERS: [usize; 3] = [1, 8, 64];

#[tokio::main]
async fn main() {
    // In the build folder, because a system's temporary folder may be memory, where nothing is durable.
    let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let together = World::new(&dir, "together", Settings::default()).await;
    let each = World::new(&dir, "each", Settings { batch: 1 }).await;
    let event = together.event_bytes().await;
    // All four in turn, so that a machine that changes its pace changes all.
    for writers in WRITERS {
        let [mut grouped, mut alone, mut bare_row, mut bare_fifty] = [const { Vec::new() }; 4];
        let (mut waits, mut waits_alone) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            grouped.push(together.measure(writers, &mut waits).await);
            alone.push(each.measure(writers, &mut waits_alone).await);
            bare_row.push(bare_rows(dir.path(), event).await);
            bare_fifty.push(bare_mutations(&dir, event, writers).await);
        }
        println!(
            "writers={writers} per_second={:.1} p50_ms={:.2} p99_ms={:.2} one_commit_each_per_second={:.1} \
             one_commit_each_p50_ms={:.2} bare_row_per_second={:.1} bare_fifty_per_second={:.1}",
            median(&mut grouped),
            millis(&mut waits, 0.5),
            millis(&mut waits, 0.99),
            median(&mut alone),
            millis(&mut waits_alone, 0.5),
            median(&mut bare_row),
            median(&mut bare_fifty),
        );
    }
}

fn median(rates: &mut [f64]) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates[rates.len() / 2]
}

fn millis(waits: &mut [Duration], share: f64) -> f64 {
    waits.sort_unstable();
    let place = ((waits.len() as f64 * share).ceil() as usize).clamp(1, waits.len());
    waits[place - 1].as_secs_f64() * 1000.0
}

struct World {
    ledger: Ledger,
    factory: FactoryId,
    admin: UserId,
}

impl World {
    async fn new(dir: &TempDir, name: &str, settings: Settings) -> World {
        let file = dir.path().join(format!("{name}.sqlite"));
        let ledger = Ledger::open_with(&url(&file), settings).await.unwrap();
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
    /// Says how many were answered a second, and adds how long each waited.
    async fn measure(&self, writers: usize, waits: &mut Vec<Duration>) -> f64 {
        let items = self.items(&Uuid::now_v7().to_string()[..30], writers).await;
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
        let measured: Vec<Duration> = tasks.join_all().await.into_iter().flatten().collect();
        waits.extend(&measured);
        measured.len() as f64 / MEASURED.as_secs_f64()
    }
}

/// Rows a second into a table without an index, a commit each.
async fn bare_rows(dir: &Path, row_bytes: usize) -> f64 {
    let db = bare(&dir.join(format!("{}.sqlite", Uuid::now_v7())));
    db.execute_batch("CREATE TABLE log (seq INTEGER PRIMARY KEY, body TEXT NOT NULL)").unwrap();
    let body = "x".repeat(row_bytes);
    repeat(db, 1, move |db, _| {
        db.prepare_cached("INSERT INTO log (body) VALUES (?1)").unwrap().execute([&body]).unwrap();
    })
    .await
}

/// Mutations a second of as many tracks as there are writers, fifty a commit.
async fn bare_mutations(dir: &TempDir, event_bytes: usize, tracks: usize) -> f64 {
    let name = Uuid::now_v7().to_string();
    let world = World::new(dir, &name, Settings::default()).await;
    let items = world.items("PO-1", tracks).await;
    world.ledger.close().await.unwrap();
    let (factory, admin, body) = (world.factory.0, world.admin.0, "x".repeat(event_bytes));
    repeat(bare(&dir.path().join(format!("{name}.sqlite"))), 50, move |db, n| {
        let (item, turn) = (&items[n % items.len()], (n / items.len()) as i64);
        let (track, mutation) = (item.track(Department::Production), Uuid::now_v7());
        let run = |sql, values: &[&dyn rusqlite::ToSql]| {
            assert_eq!(db.prepare_cached(sql).unwrap().execute(values).unwrap(), 1);
        };
        run(
            "UPDATE tracks SET progress = 1, updated_by = ?1, updated_at = ?2, version = version + 1 \
             WHERE id = ?3 AND factory_id = ?4 AND version = ?5",
            &[&admin, &turn, &track.id.0, &factory, &(track.version + turn)],
        );
        run("UPDATE factories SET head = head + 1 WHERE id = ?1", &[&factory]);
        run(
            "INSERT INTO events (factory_id, seq, ts, type, subject_id, po_id, item_id, actor_id, actor_name, \
             mutation_id, body) VALUES (?1, ?2, ?2, 'track-updated', ?3, ?4, ?5, ?6, 'Maya Lestari', ?7, ?8)",
            &[&factory, &(n as i64 + 2), &track.id.0, &item.order.id.0, &item.id.0, &admin, &mutation, &body],
        );
        run(
            "INSERT INTO mutations (id, factory_id, user_id, body_hash, reply, created_at) \
             VALUES (?1, ?2, ?3, zeroblob(32), '{\"events\":1,\"head\":123456}', 1)",
            &[&mutation, &factory, &admin],
        );
    })
    .await
}

/// A connection with the ledger's own durability.
fn bare(file: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(file).unwrap();
    db.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON").unwrap();
    db
}

/// How often a second `write` is done and durable, so many times a commit.
async fn repeat(
    db: rusqlite::Connection,
    together: usize,
    mut write: impl FnMut(&rusqlite::Connection, usize) + Send + 'static,
) -> f64 {
    let measured = tokio::task::spawn_blocking(move || {
        let began = Instant::now() + WARM_UP;
        let (mut done, mut counted) = (0, 0_u32);
        loop {
            db.execute_batch("BEGIN IMMEDIATE").unwrap();
            for _ in 0..together {
                write(&db, done);
                done += 1;
            }
            db.execute_batch("COMMIT").unwrap();
            let now = Instant::now();
            if now >= began + BARE_MEASURED {
                break;
            }
            counted += if now >= began { u32::try_from(together).unwrap() } else { 0 };
        }
        f64::from(counted) / BARE_MEASURED.as_secs_f64()
    });
    measured.await.unwrap()
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
