//! Where it is kept: a database of the browser, with one row for each factory.

use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, TransactionMode};
use wasm_bindgen::JsValue;

use super::Kept;
use crate::json;

const NAME: &str = "lacakpo-kept";
const STORE: &str = "kept";

async fn open() -> Result<Database, idb::Error> {
    let mut request = Factory::new()?.open(NAME, Some(1))?;
    request.on_upgrade_needed(|event| {
        let Ok(database) = event.database() else { return };
        // Fails only when it is there, and then there is nothing to make.
        let _ = database.create_object_store(STORE, ObjectStoreParams::new());
    });
    request.await
}

/// What is known of the factory with `slug`; with `None`, of the one that somebody saw last. Nothing where the browser
/// keeps nothing, or another version of the app wrote it.
pub(super) async fn read(slug: Option<&str>) -> Option<Kept> {
    let database = open().await.ok()?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadOnly).ok()?;
    let store = transaction.object_store(STORE).ok()?;
    let rows = match slug {
        Some(slug) => store.get(JsValue::from_str(slug)).ok()?.await.ok()?.into_iter().collect(),
        None => store.get_all(None, None).ok()?.await.ok()?,
    };
    database.close();
    let kept = rows.into_iter().filter_map(|row| json::read::<Kept>(&row.as_string()?).ok());
    kept.max_by_key(|kept| kept.seen)
}

/// Keeps what `text` says, as JSON of a [`Kept`], instead of what was known of the factory with `slug`. Nothing happens
/// where the browser keeps nothing.
pub(super) async fn write(slug: &str, text: &str) {
    // A device that cannot keep it opens without a line as it did before.
    let _ = try_write(slug, text).await;
}

async fn try_write(slug: &str, text: &str) -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.put(&JsValue::from_str(text), Some(&JsValue::from_str(slug)))?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}

/// Forgets all factories.
pub(super) async fn empty() {
    let _ = try_empty().await;
}

async fn try_empty() -> Result<(), idb::Error> {
    let database = open().await?;
    let transaction = database.transaction(&[STORE], TransactionMode::ReadWrite)?;
    transaction.object_store(STORE)?.clear()?.await?;
    transaction.commit()?.await?;
    database.close();
    Ok(())
}
