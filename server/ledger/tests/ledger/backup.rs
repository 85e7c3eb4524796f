//! A backup is one moment, complete and sound; a restore loses nothing that was there before.

use std::{fs, path::Path, path::PathBuf};

use ledger::{BackupError, Ledger, LedgerError, backup, restore};
use model::{Department, Refusal, purchase_order::OrderStatus};
use tempfile::TempDir;

use crate::world::{World, advance, deliver, new_mutation, report, url};

/// Every file of `dir` by name.
fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn backed_up(world: &World, dir: &TempDir) -> PathBuf {
    let file = dir.path().join("cadangan.sqlite");
    backup(&world.url(), &file).await.unwrap();
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_others_write_is_one_moment() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 3).await;
    let dir = TempDir::new().unwrap();
    let writers: Vec<_> = items
        .into_iter()
        .map(|item| {
            let (ledger, admin, factory) = (world.ledger.clone(), world.admin, world.factory);
            tokio::spawn(async move {
                let mut item = item;
                for turn in 0..200 {
                    let command = advance(&item, Department::Production, turn % 101);
                    let recorded = ledger.record(admin, factory, new_mutation(), &command).await.unwrap();
                    item.apply(&recorded.events[0].change);
                }
            })
        })
        .collect();
    let mut seen = Vec::new();
    for n in 0..5 {
        let file = dir.path().join(format!("{n}.sqlite"));
        let contents = backup(&world.url(), &file).await.unwrap();
        assert_eq!((contents.factories, contents.bytes), (2, fs::metadata(&file).unwrap().len()));
        seen.push((file, contents));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    for (file, contents) in seen {
        let copy = Ledger::open(&url(&file)).await.unwrap();
        let head = copy.head(world.factory).await.unwrap().seq;
        assert_eq!(head.unsigned_abs(), contents.events, "{file:?}");
        let log = copy.events_after(world.factory, 0, 10_000).await.unwrap();
        assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<i64>>(), (1..=head).collect::<Vec<i64>>());
        // Rows and log are of the same moment: each track's version is one more than its events.
        let tasks = copy.tasks_snapshot(world.factory).await.unwrap();
        let written: i64 = tasks.items.iter().map(|item| item.track(Department::Production).version - 1).sum();
        assert_eq!((tasks.seq, written), (head, head - 1));
        copy.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_a_failed_one_leaves_nothing() {
    let world = World::new().await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    let before = fs::read(&file).unwrap();
    world.order("PO-1", 1).await;
    assert!(matches!(backup(&world.url(), &file).await, Err(BackupError::Exists(_))));
    assert_eq!(fs::read(&file).unwrap(), before);
    let nowhere = dir.path().join("tidak-ada").join("x.sqlite");
    assert!(matches!(backup(&world.url(), &nowhere).await, Err(BackupError::File(..))));
    let missing = url(&dir.path().join("kosong.sqlite"));
    assert!(matches!(backup(&missing, &dir.path().join("y.sqlite")).await, Err(BackupError::NoDatabase(_))));
    assert_eq!(names(dir.path()), ["cadangan.sqlite"]);
}

#[tokio::test]
async fn a_restored_log_is_another_life_and_what_was_there_is_kept() {
    let mut world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    let saved = fs::read(&file).unwrap();
    let before = world.ledger.head(world.factory).await.unwrap();
    let other_before = world.ledger.head(world.other_factory).await.unwrap();
    world.done(world.admin, report(&items[0], "Sesudah cadangan")).await;
    assert!(matches!(restore(&world.url(), &file).await, Err(BackupError::InUse)), "while it is used");
    world.ledger.close().await.unwrap();
    let restored = restore(&world.url(), &file).await.unwrap();
    assert_eq!((restored.contents.factories, restored.contents.events), (2, 1));
    world.reopen().await;
    let after = world.ledger.head(world.factory).await.unwrap();
    assert_eq!(after.seq, before.seq);
    assert_ne!(after.epoch, before.epoch);
    assert_ne!(world.ledger.head(world.other_factory).await.unwrap().epoch, other_before.epoch);
    assert_eq!(world.order_now(order.id).await.status, OrderStatus::Active);
    world.done(world.admin, deliver(&items[0], 10)).await;
    let kept = restored.replaced.unwrap();
    let kept = Ledger::open(&url(&kept)).await.unwrap();
    assert_eq!(kept.head(world.factory).await.unwrap().seq, 2, "with what came after the backup");
    assert_eq!(fs::read(&file).unwrap(), saved, "and the backup can be used again");
}

/// All lives count their versions on from the backup's: without a leap the same number would mean two things.
#[tokio::test]
async fn what_was_typed_on_a_lost_life_is_stale_in_the_next() {
    let mut world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    let mut lost = items[0].clone();
    // The backup may be used twice.
    for progress in [20, 40, 60] {
        let mut now = world.ledger.item_snapshot(world.factory, lost.id).await.unwrap().item;
        now.apply(&world.done(world.admin, advance(&now, Department::Qc, progress)).await.events[0].change);
        if progress > 20 {
            let stale = world.refused(world.admin, advance(&lost, Department::Qc, 99)).await;
            assert_eq!(stale, Refusal::Stale);
        }
        lost = now;
        world.ledger.close().await.unwrap();
        restore(&world.url(), &file).await.unwrap();
        world.reopen().await;
    }
}

#[tokio::test]
async fn what_a_killed_process_had_written_ahead_stays_with_its_own_database() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    world.done(world.admin, report(&items[0], "Belum dipindahkan dari log")).await;
    // As a killed process leaves them: the database, and beside it what was not carried into it yet.
    let killed = dir.path().join("mati.sqlite");
    let live = PathBuf::from(world.url().trim_start_matches("sqlite://"));
    for suffix in ["", "-wal"] {
        let with = |path: &Path| PathBuf::from(format!("{}{suffix}", path.display()));
        fs::copy(with(&live), with(&killed)).unwrap();
    }
    let restored = restore(&url(&killed), &file).await.unwrap();
    let now = Ledger::open(&url(&killed)).await.unwrap();
    assert_eq!(now.head(world.factory).await.unwrap().seq, 1);
    let kept = Ledger::open(&url(&restored.replaced.unwrap())).await.unwrap();
    assert_eq!(kept.head(world.factory).await.unwrap().seq, 2);
}

#[tokio::test]
async fn only_a_sound_backup_of_ours_is_restored() {
    let mut world = World::new().await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    let before = world.dump().await;
    world.ledger.close().await.unwrap();
    let with = |name: &str, change: &dyn Fn(&rusqlite::Connection)| {
        let changed = dir.path().join(name);
        fs::copy(&file, &changed).unwrap();
        change(&rusqlite::Connection::open(&changed).unwrap());
        changed
    };
    let newer = with("newer.sqlite", &|db| {
        db.execute("INSERT INTO seaql_migrations VALUES ('m2099_01_01_000001_later', 0)", []).unwrap();
    });
    let foreign = with("foreign.sqlite", &|db| db.execute_batch("DROP TABLE seaql_migrations").unwrap());
    let text = dir.path().join("text.sqlite");
    fs::write(&text, "bukan basis data").unwrap();
    let damaged = dir.path().join("damaged.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 20_000].fill(0x5a);
    fs::write(&damaged, bytes).unwrap();
    let url = world.url();
    assert!(matches!(restore(&url, &newer).await, Err(BackupError::Newer(step)) if step.contains("later")));
    assert!(matches!(restore(&url, &foreign).await, Err(BackupError::NotOurs(..))));
    assert!(matches!(restore(&url, &text).await, Err(BackupError::NotOurs(..))));
    let result = restore(&url, &damaged).await;
    assert!(matches!(result, Err(BackupError::Damaged(..) | BackupError::NotOurs(..))), "{result:?}");
    assert!(matches!(restore(&url, &dir.path().join("none")).await, Err(BackupError::File(..))));
    world.reopen().await;
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn a_database_that_is_missing_is_restored_too() {
    let world = World::new().await;
    let dir = TempDir::new().unwrap();
    let file = backed_up(&world, &dir).await;
    let place = dir.path().join("baru").join("lacakpo.sqlite");
    let restored = restore(&url(&place), &file).await.unwrap();
    assert_eq!(restored.replaced, None);
    let ledger = Ledger::open(&url(&place)).await.unwrap();
    assert_eq!(ledger.factory_by_slug("uji").await.unwrap().unwrap().id, world.factory);
    assert!(matches!(restore(&url(&place), &file).await, Err(BackupError::InUse)));
    ledger.close().await.unwrap();
    assert!(!matches!(Ledger::open(&url(&place)).await, Err(LedgerError::Replaced)), "nobody holds it any more");
}
