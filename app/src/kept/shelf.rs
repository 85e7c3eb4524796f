//! Where it is kept: a database of the browser. Of each factory it has a row with everything but the items, a row that
//! names them in their order, and a row for each item, so that what changed is all that is written.
//!
//! Always true here:
//! - items are never older than the cursor they stand beside. Newer they may be, where the browser ended in between: what
//!   the log says once more changes nothing then;
//! - each page writes rows of its own, so two pages never mix theirs. Those of the page that came to an end with them last
//!   are the ones that count, and the others' are thrown away.

use std::{
    collections::HashMap,
    pin::{Pin, pin},
};

use futures::future::{Either, select};
use gloo_timers::future::TimeoutFuture;

use idb::{Database, DatabaseEvent, Factory, KeyRange, ObjectStore, ObjectStoreParams, TransactionMode};
use leptos::{prelude::window, wasm_split::wasm_split};
use model::{
    Timestamp,
    ids::{ItemId, UserId},
    purchase_order::Item,
};
use serde::Serialize;
use wasm_bindgen::JsValue;

use super::{Kept, PATIENCE_MS};
use crate::{error::AppError, json, live::now};

/// In the browser's small storage: when everything was forgotten, by the device's clock.
const FORGOTTEN: &str = "lacakpo-forgotten";
const NAME: &str = "lacakpo-kept";
const STORE: &str = "kept";
/// What another version wrote is thrown away.
const VERSION: u32 = 2;

/// The open database; closed with its last use.
pub(super) struct Shelf(Database);

/// What is written at once: all of it or nothing.
pub(super) struct Sheet<'a> {
    /// The page that writes.
    pub(super) writer: &'a str,
    /// It has not come to an end before.
    pub(super) is_first: bool,
    /// Items as they are now.
    pub(super) items: &'a [Item],
    /// Which there are, in their order.
    pub(super) order: Option<&'a [ItemId]>,
    /// The rest, once `items` are the last that were missing.
    pub(super) frame: Option<&'a Kept>,
}

impl Shelf {
    /// The device's.
    pub(super) async fn open() -> Result<Shelf, idb::Error> {
        let mut request = Factory::new()?.open(NAME, Some(VERSION))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            // Each fails only when there is nothing to do.
            let _ = database.delete_object_store(STORE);
            let _ = database.create_object_store(STORE, ObjectStoreParams::new());
        });
        request.await.map(Shelf)
    }

    /// Keeps what `sheet` holds of the factory with `slug`, instead of what was there; `false` when another page has come
    /// to an end since this one did, and nothing was done.
    pub(super) async fn write(&self, slug: &str, sheet: Sheet<'_>) -> Result<bool, idb::Error> {
        let Sheet { writer, is_first, items, order, frame } = sheet;
        let transaction = self.0.transaction(&[STORE], TransactionMode::ReadWrite)?;
        let store = transaction.object_store(STORE)?;
        if !is_first && row(&store, slug).await.and_then(|row| writer_of(&row)).as_deref() != Some(writer) {
            return Ok(false);
        }
        // Plain data is always written.
        let items = items.iter().filter_map(|item| Some((item_key(slug, writer, item.id), text(item)?)));
        let order = order.and_then(|order| Some((order_key(slug, writer), text(&order)?)));
        let last = frame.and_then(|frame| Some((slug.to_owned(), format!("{writer}\n{}", text(frame)?))));
        for (key, text) in items.chain(order).chain(last) {
            store.put(&JsValue::from_str(&text), Some(&JsValue::from_str(&key)))?;
        }
        if is_first && frame.is_some() {
            for others in others_of(slug, writer) {
                store.delete(range(&others)?)?;
            }
        }
        transaction.commit()?.await?;
        Ok(true)
    }

    fn store(&self, mode: TransactionMode) -> Result<ObjectStore, idb::Error> {
        self.0.transaction(&[STORE], mode)?.object_store(STORE)
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.0.close();
    }
}

fn order_key(slug: &str, writer: &str) -> String {
    format!("{slug}/{writer}/order")
}

fn item_key(slug: &str, writer: &str, id: ItemId) -> String {
    format!("{slug}/{writer}/item/{id}")
}

/// From the first key on and before the second.
type Keys = [String; 2];

/// The keys below `path`: `0` is what comes after `/`.
fn keys_below(path: &str) -> Keys {
    ["/", "0"].map(|end| format!("{path}{end}"))
}

/// The keys of one factory that are not this writer's.
fn others_of(slug: &str, writer: &str) -> [Keys; 2] {
    let [first, end] = keys_below(slug);
    let [own, after] = keys_below(&format!("{slug}/{writer}"));
    [[first, own], [after, end]]
}

fn range([first, end]: &Keys) -> Result<KeyRange, idb::Error> {
    KeyRange::bound(&JsValue::from_str(first), &JsValue::from_str(end), None, Some(true))
}

fn text(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

async fn row(store: &ObjectStore, key: &str) -> Option<String> {
    json::text(&store.get(JsValue::from_str(key)).ok()?.await.ok()??)
}

/// Who wrote a factory's first row.
fn writer_of(row: &str) -> Option<String> {
    row.split_once('\n').map(|(writer, _)| writer.to_owned())
}

/// A factory's first row; nothing where another version of the app wrote it.
fn frame_of(row: &str) -> Option<Kept> {
    row.split_once('\n').and_then(|(_, frame)| json::read(frame).ok())
}

/// Forgets at once: the code that empties the database comes when it comes, and until then nothing in it counts that was
/// written before now.
pub(super) fn forget() {
    if let Ok(Some(storage)) = window().local_storage() {
        // A browser that keeps nothing has nothing to forget.
        let _ = storage.set_item(FORGOTTEN, &now().0.to_string());
    }
}

fn forgotten_at() -> Option<Timestamp> {
    let storage = window().local_storage().ok()??;
    let at = storage.get_item(FORGOTTEN).ok()??.parse().ok().map(Timestamp)?;
    // By a clock that was put right since, it would hide for days what was written after it.
    (at <= now()).then_some(at)
}

/// [`read`], in this file.
#[wasm_split(work, wasm_split_path = ::leptos::wasm_split, fallible)]
fn reading(slug: Option<String>) -> Result<Pin<Box<dyn Future<Output = Option<Kept>>>>, AppError> {
    Ok(Box::pin(try_read(slug)))
}

/// What is known of the factory with `slug`; with `None`, of the one that somebody saw last. Nothing where the browser
/// keeps nothing, or another version of the app wrote it.
pub(super) async fn read(slug: Option<String>) -> Option<Kept> {
    // Code that does not come either keeps nobody waiting.
    let Either::Left((reading, _)) = select(pin!(reading(slug)), TimeoutFuture::new(PATIENCE_MS)).await else {
        return None;
    };
    reading.ok()?.await.filter(|kept| forgotten_at().is_none_or(|at| kept.seen > at))
}

async fn try_read(slug: Option<String>) -> Option<Kept> {
    let shelf = Shelf::open().await.ok()?;
    let store = shelf.store(TransactionMode::ReadOnly).ok()?;
    match slug {
        Some(slug) => read_whole(&store, &slug).await,
        None => {
            let keys = store.get_all_keys(None, None).ok()?.await.ok()?;
            let slugs = keys.iter().filter_map(JsValue::as_string).filter(|key| !key.contains('/'));
            let mut last = None::<Kept>;
            for slug in slugs {
                let found = row(&store, &slug).await.and_then(|row| frame_of(&row));
                last = last.into_iter().chain(found).max_by_key(|kept| kept.seen);
            }
            read_whole(&store, &last?.viewer.slug).await
        }
    }
}

/// Everything of one factory. Asked for at once, before it is known whose rows count: each question to the browser is a
/// way there and back. Others' rows are few: those of a second window, or of a page that died, until the next page is done.
async fn read_whole(store: &ObjectStore, slug: &str) -> Option<Kept> {
    let below = || range(&keys_below(slug)).ok();
    let frame = store.get(JsValue::from_str(slug)).ok()?;
    let keys = store.get_all_keys(Some(below()?.into()), None).ok()?;
    let rows = store.get_all(Some(below()?.into()), None).ok()?;
    let frame = json::text(&frame.await.ok()??)?;
    let (mut kept, writer) = frame_of(&frame).zip(writer_of(&frame))?;
    let (order_key, item_keys) = (order_key(slug, &writer), format!("{slug}/{writer}/item/"));
    let (mut order, mut items) = (None::<Vec<ItemId>>, HashMap::new());
    for (key, row) in keys.await.ok()?.iter().zip(rows.await.ok()?) {
        let (Some(key), Some(row)) = (key.as_string(), json::text(&row)) else { continue };
        if key.starts_with(&item_keys) {
            if let Ok(item) = json::read::<Item>(&row) {
                items.insert(item.id, item);
            }
        } else if key == order_key {
            order = json::read(&row).ok();
        }
    }
    let order = order?;
    kept.tasks.items = order.iter().filter_map(|id| items.remove(id)).collect();
    // With a row gone it is not the whole list, and must not be taken for that.
    (kept.tasks.items.len() == order.len()).then_some(kept)
}

/// [`empty`], in this file.
#[wasm_split(work, wasm_split_path = ::leptos::wasm_split, fallible)]
fn emptying(unless: Option<(String, UserId)>) -> Result<Pin<Box<dyn Future<Output = ()>>>, AppError> {
    Ok(Box::pin(async move {
        // A browser that keeps nothing has nothing to forget.
        let _ = try_empty(unless).await;
    }))
}

/// Forgets all factories, unless what is known of this one is this person's.
///
/// # Errors
/// The code did not come, and nothing was forgotten.
pub(super) async fn empty(unless: Option<(String, UserId)>) -> Result<(), AppError> {
    let is_all = unless.is_none();
    emptying(unless).await?.await;
    if is_all && let Ok(Some(storage)) = window().local_storage() {
        // As above.
        let _ = storage.remove_item(FORGOTTEN);
    }
    Ok(())
}

async fn try_empty(unless: Option<(String, UserId)>) -> Result<(), idb::Error> {
    let shelf = Shelf::open().await?;
    if let Some((slug, person)) = unless {
        let kept = row(&shelf.store(TransactionMode::ReadOnly)?, &slug).await.and_then(|row| frame_of(&row));
        if kept.is_none_or(|kept| kept.viewer.actor.id == person) {
            return Ok(());
        }
    }
    let transaction = shelf.0.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.clear()?;
    transaction.commit()?.await?;
    Ok(())
}
