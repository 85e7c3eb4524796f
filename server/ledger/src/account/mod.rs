//! Factories, people and what they may do where.
//!
//! Rooms: `administer` does what commands ask, `links` what open links let in, `devices` the shared tablets, `own` what
//! people do about themselves, `snapshot` what pages start from, `rows` the rows.
//!
//! Always true here: a password exists only as an Argon2id hash, a name is stored in one spelling, and whatever changes
//! what a person may do is announced after its commit.

mod administer;
mod devices;
mod links;
mod own;
mod rows;
mod snapshot;

pub use devices::SharedDevice;
pub use links::{Joining, Link, NewFactory};

pub(crate) use administer::{decide, write};

use model::{
    Actor, Departments, Field, Refusal, Role,
    ids::{Epoch, FactoryId, SessionId, UserId},
    purchase_order::Version,
    text,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseConnection, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Ledger, clock,
    entities::{factory, membership, user},
    error::{LedgerError, word},
    password, session, sign_in,
    sqlite::{Connection, Params, values},
    writer::Batch,
};

/// Minutes without a touch after which the tablets of a new factory lock.
const LOCK_MINUTES: i32 = 3;

/// A tenant, as pages and sessions know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factory {
    /// Row id.
    pub id: FactoryId,
    /// Display name.
    pub name: String,
    /// The first part of its URLs.
    pub slug: String,
    /// IANA name, as in `Asia/Jakarta`.
    pub time_zone: String,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i32,
    /// Minutes without a touch after which a shared tablet locks.
    pub lock_minutes: i32,
    /// Version of its settings.
    pub version: Version,
}

impl From<factory::Model> for Factory {
    fn from(row: factory::Model) -> Factory {
        Factory {
            id: FactoryId(row.id),
            name: row.name,
            slug: row.slug,
            time_zone: row.time_zone,
            utc_offset_minutes: row.utc_offset_minutes,
            lock_minutes: row.lock_minutes,
            version: row.version,
        }
    }
}

impl Ledger {
    /// A new factory with an empty log.
    ///
    /// # Errors
    /// [`LedgerError::Taken`] when the slug exists.
    pub async fn create_factory(
        &self,
        name: &str,
        slug: &str,
        time_zone: &str,
        utc_offset_minutes: i32,
    ) -> Result<Factory, LedgerError> {
        let (name, slug, time_zone) = (name.to_owned(), slug.to_owned(), time_zone.to_owned());
        self.write(move |batch| insert_factory(batch, &name, &slug, &time_zone, utc_offset_minutes)).await
    }

    /// The factory whose URLs begin with `slug`.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn factory_by_slug(&self, slug: &str) -> Result<Option<Factory>, LedgerError> {
        factory_by_slug(&self.readers().await, slug).await
    }

    /// A new person, in no factory yet. The user name is kept in lower case, so that a tablet's capital does not matter.
    ///
    /// # Errors
    /// [`LedgerError::Taken`] when the user name exists; [`Refusal::EmptyField`] and [`Refusal::TooLong`].
    pub async fn create_user(&self, name: &str, username: &str, password: &str) -> Result<UserId, LedgerError> {
        let hash = self.hash_password(password).await?;
        let (name, username) = (name.to_owned(), username.to_owned());
        self.write(move |batch| insert_user(batch, &name, &username, &hash)).await
    }

    /// The person with this user name, in whatever case it is typed.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn user_by_username(&self, username: &str) -> Result<Option<UserId>, LedgerError> {
        let found = user::Entity::find()
            .filter(user::Column::Username.eq(username.trim().to_lowercase()))
            .one(&self.readers().await)
            .await?;
        Ok(found.map(|user| UserId(user.id)))
    }

    /// Gives `user` this role and these departments in `factory`, instead of any before.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory or user.
    pub async fn set_membership(
        &self,
        factory: FactoryId,
        user: UserId,
        role: Role,
        departments: Departments,
    ) -> Result<(), LedgerError> {
        self.write(move |batch| {
            batch.announce_access_change(user);
            upsert_membership(batch, factory, user, role, departments)
        })
        .await
    }

    /// Takes `user` out of `factory`. What the person did there stays in the history.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn remove_membership(&self, factory: FactoryId, user: UserId) -> Result<(), LedgerError> {
        self.write(move |batch| {
            batch.cache.forget();
            batch.announce_access_change(user);
            let sql = "DELETE FROM memberships WHERE factory_id = ?1 AND user_id = ?2";
            batch.tx.execute(sql, values![factory.0, user.0]).map(drop)
        })
        .await
    }

    /// Shuts `user` out of everything, or lets the person in again. Sessions stay ended only while it lasts.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn set_user_disabled(&self, user: UserId, disabled: bool) -> Result<(), LedgerError> {
        let at = disabled.then(|| clock::now().0);
        self.write(move |batch| {
            batch.cache.forget();
            batch.announce_access_change(user);
            batch.tx.execute("UPDATE users SET disabled_at = ?1 WHERE id = ?2", values![at, user.0]).map(drop)
        })
        .await
    }

    /// What `user` may do in `factory`; `None` for strangers and for who was shut out.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn actor(&self, user: UserId, factory: FactoryId) -> Result<Option<Actor>, LedgerError> {
        actor(&self.readers().await, user, factory).await
    }

    pub(crate) async fn hash_password(&self, password: &str) -> Result<String, LedgerError> {
        if password.trim().is_empty() {
            return Err(Refusal::EmptyField { field: Field::Password }.into());
        }
        if !password::fits(password) {
            return Err(password::too_long().into());
        }
        sign_in::hash(&self.inner.password_checks, password.to_owned()).await
    }
}

pub(crate) async fn actor(
    db: &impl ConnectionTrait,
    user: UserId,
    factory: FactoryId,
) -> Result<Option<Actor>, LedgerError> {
    let live = membership::Entity::find_by_id((factory.0, user.0)).filter(membership::Column::DisabledAt.is_null());
    let Some(row) = live.one(db).await? else { return Ok(None) };
    let person = user::Entity::find_by_id(user.0).filter(user::Column::DisabledAt.is_null()).one(db).await?;
    let Some(person) = person else { return Ok(None) };
    Ok(Some(Actor {
        id: user,
        name: person.name,
        factory_id: factory,
        role: word(&row.role)?,
        departments: departments_of(&row.departments)?,
    }))
}

impl Ledger {
    /// The hash of a password that a person chooses. `context` is what it must not be made of.
    ///
    /// # Errors
    /// Those of [`password::check_new`].
    pub(crate) async fn hash_new_password(&self, password: &str, context: &[&str]) -> Result<String, LedgerError> {
        let (chosen, context) = (password.to_owned(), context.iter().map(|&word| word.to_owned()).collect::<Vec<_>>());
        // Milliseconds of thought, which would hold up other tasks.
        let judged = tokio::task::spawn_blocking(move || {
            let about: Vec<&str> = context.iter().map(String::as_str).collect();
            password::check_new(&chosen, &about)
        });
        judged.await??;
        self.hash_password(password).await
    }
}

/// Another password for `user`; every session but that of `replaced` is over, and every link to choose one.
///
/// # Errors
/// [`Refusal::WrongCredentials`] when the password is not the `replaced` one any more.
pub(crate) fn set_password(
    batch: &Batch<'_>,
    user: UserId,
    hash: &str,
    replaced: Option<(&str, SessionId)>,
) -> Result<(), LedgerError> {
    let (known, keep) = replaced.unzip();
    batch.announce_access_change(user);
    let sql = "UPDATE users SET password_hash = ?1 WHERE id = ?2 AND (?3 IS NULL OR password_hash = ?3)";
    if batch.tx.execute(sql, values![hash, user.0, known])? != 1 {
        return Err(Refusal::WrongCredentials.into());
    }
    batch.tx.execute("DELETE FROM links WHERE kind = 'password' AND subject_id = ?1", [user.0])?;
    let sql = "UPDATE sessions SET ended_at = ?1 WHERE user_id = ?2 AND ended_at IS NULL AND id IS NOT ?3";
    batch.tx.execute(sql, values![clock::now().0, user.0, keep.map(|keep| keep.0)]).map(drop)
}

/// [`actor`], read in the writer's transaction.
pub(crate) fn actor_in(tx: &Connection, user: UserId, factory: FactoryId) -> Result<Option<Actor>, LedgerError> {
    let sql = "SELECT u.name, m.role, m.departments FROM memberships m JOIN users u ON u.id = m.user_id \
               WHERE m.factory_id = ?1 AND m.user_id = ?2 AND m.disabled_at IS NULL AND u.disabled_at IS NULL";
    tx.one(sql, values![factory.0, user.0], |row| {
        Ok(Actor {
            id: user,
            name: row.get(0)?,
            factory_id: factory,
            role: word(row.get_ref(1)?.as_str()?)?,
            departments: departments_of(row.get_ref(2)?.as_str()?)?,
        })
    })
}

async fn factory_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Factory>, LedgerError> {
    let row = factory::Entity::find().filter(factory::Column::Slug.eq(slug)).one(db).await?;
    Ok(row.map(Factory::from))
}

pub(crate) fn insert_factory(
    batch: &Batch<'_>,
    name: &str,
    slug: &str,
    time_zone: &str,
    utc_offset_minutes: i32,
) -> Result<Factory, LedgerError> {
    if is_there(batch.tx, "SELECT 1 FROM factories WHERE slug = ?1", [slug])? {
        return Err(LedgerError::Taken("slug"));
    }
    let factory = Factory {
        id: FactoryId(Uuid::now_v7()),
        name: text::tidy(name),
        slug: slug.to_owned(),
        time_zone: time_zone.to_owned(),
        utc_offset_minutes,
        lock_minutes: LOCK_MINUTES,
        version: 1,
    };
    batch.tx.execute(
        "INSERT INTO factories (id, name, slug, time_zone, utc_offset_minutes, head, epoch, created_at, version, \
         number_prefix, lock_minutes) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, ?8, 'PO', ?9)",
        values![
            factory.id.0,
            factory.name,
            factory.slug,
            factory.time_zone,
            factory.utc_offset_minutes,
            Epoch(Uuid::now_v7()).0,
            clock::now().0,
            factory.version,
            factory.lock_minutes,
        ],
    )?;
    Ok(factory)
}

pub(crate) fn insert_user(
    batch: &Batch<'_>,
    name: &str,
    username: &str,
    password_hash: &str,
) -> Result<UserId, LedgerError> {
    let name = text::required(name, Field::Username, text::NAME_MAX)?;
    let username = text::key(&text::required(username, Field::Username, text::NAME_MAX)?);
    if is_there(batch.tx, "SELECT 1 FROM users WHERE username = ?1", [&username])? {
        return Err(LedgerError::Taken("username"));
    }
    let id = UserId(Uuid::now_v7());
    batch.tx.execute(
        "INSERT INTO users (id, name, username, password_hash, created_at, disabled_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
        values![id.0, name, username, password_hash, clock::now().0],
    )?;
    Ok(id)
}

pub(crate) fn upsert_membership(
    batch: &Batch<'_>,
    factory: FactoryId,
    user: UserId,
    role: Role,
    departments: Departments,
) -> Result<(), LedgerError> {
    if !is_there(batch.tx, "SELECT 1 FROM factories WHERE id = ?1", [factory.0])?
        || !is_there(batch.tx, "SELECT 1 FROM users WHERE id = ?1", [user.0])?
    {
        return Err(Refusal::Unknown.into());
    }
    batch.cache.forget();
    batch.tx.execute(
        "INSERT INTO memberships (factory_id, user_id, role, departments, version) VALUES (?1, ?2, ?3, ?4, 1) \
         ON CONFLICT (factory_id, user_id) DO UPDATE \
         SET role = excluded.role, departments = excluded.departments, version = memberships.version + 1",
        values![factory.0, user.0, role.wire(), names_of(departments)],
    )?;
    Ok(())
}

fn is_there(tx: &Connection, sql: &'static str, values: impl Params) -> Result<bool, LedgerError> {
    Ok(tx.one(sql, values, |_| Ok(()))?.is_some())
}

/// Names in flow order, as they are kept.
fn names_of(departments: Departments) -> String {
    departments.iter().map(model::Department::wire).collect::<Vec<_>>().join(",")
}

pub(crate) fn departments_of(names: &str) -> Result<Departments, LedgerError> {
    names.split(',').filter(|name| !name.is_empty()).map(word).collect()
}

/// Everything a person belongs to, by factory name.
pub(crate) async fn memberships(
    db: &DatabaseConnection,
    user: UserId,
) -> Result<Vec<session::Membership>, LedgerError> {
    let mut memberships = Vec::new();
    let live = membership::Entity::find()
        .filter(membership::Column::UserId.eq(user.0))
        .filter(membership::Column::DisabledAt.is_null());
    for row in live.all(db).await? {
        let Some(factory) = factory::Entity::find_by_id(row.factory_id).one(db).await? else { continue };
        memberships.push(session::Membership {
            factory: factory.into(),
            role: word(&row.role)?,
            departments: departments_of(&row.departments)?,
        });
    }
    memberships.sort_by(|a, b| a.factory.name.cmp(&b.factory.name));
    Ok(memberships)
}
