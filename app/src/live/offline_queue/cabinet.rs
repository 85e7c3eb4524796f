//! What the device keeps: one database of the browser, with one row for each entry of anybody who works here.
//!
//! Always true here: what [`Cabinet::put`] answered with a place survives the end of the browser and of its battery; and
//! the order of places is the order of writing, also of several tabs.

use std::{cell::RefCell, rc::Rc};

use idb::{Database, DatabaseEvent, Factory, KeyPath, ObjectStoreParams, Transaction, TransactionMode};
use js_sys::{Function, Object, Reflect};
use model::ids::MutationId;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, IdbDatabase, IdbTransaction};

use super::Entry;
use crate::json;

const NAME: &str = "lacakpo";
const STORE: &str = "queue";

/// Place of an entry; later ones are larger.
pub(super) type Place = u32;

/// Why something could not be kept or read.
#[derive(Debug)]
pub(super) struct Broken;

impl From<idb::Error> for Broken {
    fn from(_: idb::Error) -> Broken {
        Broken
    }
}

impl From<JsValue> for Broken {
    fn from(_: JsValue) -> Broken {
        Broken
    }
}

/// Copies share it.
#[derive(Clone)]
pub(super) enum Cabinet {
    /// The browser's database.
    Device(IdbDatabase),
    /// A browser that keeps nothing (a private window, a full disk): this page alone.
    Page(Rc<RefCell<Vec<(Place, Entry)>>>),
}

impl Cabinet {
    /// The device's, if it has one.
    pub(super) async fn open() -> Cabinet {
        match Cabinet::of_device().await {
            Ok(database) => Cabinet::Device(database.into()),
            Err(Broken) => Cabinet::Page(Rc::default()),
        }
    }

    async fn of_device() -> Result<Database, Broken> {
        let mut request = Factory::new()?.open(NAME, Some(1))?;
        request.on_upgrade_needed(|event| {
            let Ok(database) = event.database() else { return };
            let mut params = ObjectStoreParams::new();
            params.auto_increment(true);
            params.key_path(Some(KeyPath::new_single("place")));
            // Fails only when it is there, and then there is nothing to make.
            let _ = database.create_object_store(STORE, params);
        });
        Ok(request.await?)
    }

    /// Whether it outlives the page.
    pub(super) fn is_lasting(&self) -> bool {
        matches!(self, Cabinet::Device(_))
    }

    /// Everything of `owner`, in order.
    pub(super) async fn all(&self, owner: &str) -> Result<Vec<(Place, Entry)>, Broken> {
        match self {
            Cabinet::Page(entries) => Ok(entries.borrow().clone()),
            Cabinet::Device(database) => Ok(rows(database).await?.iter().filter_map(|row| read(row, owner)).collect()),
        }
    }

    /// The file that was written down beside an entry.
    pub(super) async fn file(&self, owner: &str, id: MutationId) -> Option<Blob> {
        match self {
            // What is not written down is in the page's own hands.
            Cabinet::Page(_) => None,
            Cabinet::Device(database) => file(&row_in(rows(database).await.ok()?, owner, id)?.1),
        }
    }

    /// Keeps a new entry, and its file.
    pub(super) async fn put(&self, owner: &str, entry: &Entry, file: Option<&Blob>) -> Result<(), Broken> {
        match self {
            Cabinet::Page(entries) => {
                let mut entries = entries.borrow_mut();
                let place = entries.last().map_or(1, |(place, _)| place + 1);
                entries.push((place, entry.clone()));
                Ok(())
            }
            Cabinet::Device(database) => {
                let transaction = writing(database)?;
                transaction.object_store(STORE)?.add(&row(None, owner, entry, file)?, None)?.await?;
                transaction.commit()?.await?;
                Ok(())
            }
        }
    }

    /// Keeps `entry` in the place of the one with this id, with its file, and answers whether it did. Where that is gone
    /// nothing is kept: somebody has thrown it away meanwhile.
    pub(super) async fn replace(&self, owner: &str, id: MutationId, entry: &Entry) -> Result<bool, Broken> {
        self.change(owner, id, Some(entry)).await
    }

    /// The same, but where that is gone `entry` is kept anew.
    pub(super) async fn keep(&self, owner: &str, id: MutationId, entry: &Entry) -> Result<(), Broken> {
        match self.replace(owner, id, entry).await? {
            true => Ok(()),
            false => self.put(owner, entry, None).await,
        }
    }

    /// Forgets the one with this id.
    pub(super) async fn forget(&self, owner: &str, id: MutationId) -> Result<(), Broken> {
        self.change(owner, id, None).await.map(drop)
    }

    /// Makes `entry` of the one with this id, or nothing, in one transaction; whether it was there.
    async fn change(&self, owner: &str, id: MutationId, entry: Option<&Entry>) -> Result<bool, Broken> {
        match self {
            Cabinet::Page(entries) => {
                let mut entries = entries.borrow_mut();
                let Some(at) = entries.iter().position(|(_, kept)| kept.id == id) else { return Ok(false) };
                match entry {
                    Some(entry) => entries[at].1 = entry.clone(),
                    None => drop(entries.remove(at)),
                }
                Ok(true)
            }
            Cabinet::Device(database) => {
                let transaction = writing(database)?;
                let store = transaction.object_store(STORE)?;
                let before = row_in(store.get_all(None, None)?.await?, owner, id);
                let is_there = before.is_some();
                match (before, entry) {
                    (Some((place, before)), Some(entry)) => {
                        drop(store.put(&row(Some(place), owner, entry, file(&before).as_ref())?, None)?.await?);
                    }
                    (Some((place, _)), None) => store.delete(JsValue::from(place))?.await?,
                    (None, _) => {}
                }
                transaction.commit()?.await?;
                Ok(is_there)
            }
        }
    }
}

/// All rows, of whomever they are.
async fn rows(database: &IdbDatabase) -> Result<Vec<JsValue>, Broken> {
    let transaction = Database::from(database.clone()).transaction(&[STORE], TransactionMode::ReadOnly)?;
    Ok(transaction.object_store(STORE)?.get_all(None, None)?.await?)
}

/// The row of one entry, and its place.
fn row_in(rows: Vec<JsValue>, owner: &str, id: MutationId) -> Option<(Place, JsValue)> {
    let of_entry = |row: JsValue| read(&row, owner).filter(|(_, entry)| entry.id == id).map(|(place, _)| (place, row));
    rows.into_iter().find_map(of_entry)
}

fn file(row: &JsValue) -> Option<Blob> {
    Reflect::get(row, &"file".into()).ok()?.dyn_into().ok()
}

/// A transaction that is over when the disk has it, and not when the operating system has promised to write it. Called by
/// name, because web-sys counts this argument as unstable.
fn writing(database: &IdbDatabase) -> Result<Transaction, Broken> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into())?;
    let begin: Function = Reflect::get(database, &"transaction".into())?.dyn_into()?;
    let begun = begin.call3(database, &STORE.into(), &"readwrite".into(), &options)?;
    Ok(begun.unchecked_into::<IdbTransaction>().into())
}

fn row(place: Option<Place>, owner: &str, entry: &Entry, file: Option<&Blob>) -> Result<JsValue, Broken> {
    let row = Object::new();
    let text = serde_json::to_string(entry).map_err(|_| Broken)?;
    if let Some(place) = place {
        Reflect::set(&row, &"place".into(), &place.into())?;
    }
    Reflect::set(&row, &"owner".into(), &owner.into())?;
    Reflect::set(&row, &"entry".into(), &text.into())?;
    if let Some(file) = file {
        Reflect::set(&row, &"file".into(), file)?;
    }
    Ok(row.into())
}

/// What is `owner`'s and can be read; what another version of the app wrote stays for that one.
fn read(row: &JsValue, owner: &str) -> Option<(Place, Entry)> {
    let field = |name: &str| Reflect::get(row, &name.into()).ok();
    if field("owner")?.as_string()? != owner {
        return None;
    }
    let entry = json::read(&field("entry")?.as_string()?).ok()?;
    Some((field("place")?.as_f64()? as Place, entry))
}
