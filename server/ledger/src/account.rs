//! Factories, people and what they may do where.
//!
//! Always true here: a password exists only as an Argon2id hash, a name is stored in one spelling, and whatever changes
//! what a person may do is announced after its commit.

use model::{
    Actor, Departments, Field, Refusal, Role,
    ids::{Epoch, FactoryId, UserId},
    text,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel,
    QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::{
    Ledger, begin_writing, clock,
    entities::{factory, membership, user},
    error::{LedgerError, word},
    session,
};

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
}

impl From<factory::Model> for Factory {
    fn from(row: factory::Model) -> Factory {
        Factory {
            id: FactoryId(row.id),
            name: row.name,
            slug: row.slug,
            time_zone: row.time_zone,
            utc_offset_minutes: row.utc_offset_minutes,
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
        let writer = self.inner.writer.lock().await;
        let tx = begin_writing(&writer).await?;
        let factory = insert_factory(&tx, name, slug, time_zone, utc_offset_minutes).await?;
        tx.commit().await?;
        Ok(factory)
    }

    /// The factory whose URLs begin with `slug`.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn factory_by_slug(&self, slug: &str) -> Result<Option<Factory>, LedgerError> {
        factory_by_slug(&self.inner.readers, slug).await
    }

    /// A new person, in no factory yet. The user name is kept in lower case, so that a tablet's capital does not matter.
    ///
    /// # Errors
    /// [`LedgerError::Taken`] when the user name exists; [`Refusal::EmptyField`] and [`Refusal::TooLong`].
    pub async fn create_user(&self, name: &str, username: &str, password: &str) -> Result<UserId, LedgerError> {
        let hash = self.hash_password(password).await?;
        let writer = self.inner.writer.lock().await;
        let tx = begin_writing(&writer).await?;
        let user = insert_user(&tx, name, username, hash).await?;
        tx.commit().await?;
        Ok(user)
    }

    /// The person with this user name, in whatever case it is typed.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn user_by_username(&self, username: &str) -> Result<Option<UserId>, LedgerError> {
        let found = user::Entity::find()
            .filter(user::Column::Username.eq(username.trim().to_lowercase()))
            .one(&self.inner.readers)
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
        let writer = self.inner.writer.lock().await;
        let tx = begin_writing(&writer).await?;
        upsert_membership(&tx, factory, user, role, departments).await?;
        tx.commit().await?;
        drop(writer);
        self.announce_access_change(user);
        Ok(())
    }

    /// Takes `user` out of `factory`. What the person did there stays in the history.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn remove_membership(&self, factory: FactoryId, user: UserId) -> Result<(), LedgerError> {
        let writer = self.inner.writer.lock().await;
        membership::Entity::delete_by_id((factory.0, user.0)).exec(&*writer).await?;
        drop(writer);
        self.announce_access_change(user);
        Ok(())
    }

    /// Shuts `user` out of everything, or lets the person in again. Sessions stay ended only while it lasts.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn set_user_disabled(&self, user: UserId, disabled: bool) -> Result<(), LedgerError> {
        let at = disabled.then(|| clock::now().0);
        let writer = self.inner.writer.lock().await;
        user::Entity::update_many()
            .col_expr(user::Column::DisabledAt, Expr::value(at))
            .filter(user::Column::Id.eq(user.0))
            .exec(&*writer)
            .await?;
        drop(writer);
        self.announce_access_change(user);
        Ok(())
    }

    /// What `user` may do in `factory`; `None` for strangers and for who was shut out.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn actor(&self, user: UserId, factory: FactoryId) -> Result<Option<Actor>, LedgerError> {
        actor(&self.inner.readers, user, factory).await
    }

    pub(crate) async fn hash_password(&self, password: &str) -> Result<String, LedgerError> {
        if password.trim().is_empty() {
            return Err(Refusal::EmptyField { field: Field::Password }.into());
        }
        if password.chars().count() > text::NAME_MAX {
            return Err(Refusal::TooLong { field: Field::Password, max: text::NAME_MAX as u32 }.into());
        }
        session::hash(&self.inner.password_checks, password.to_owned()).await
    }
}

pub(crate) async fn actor(
    db: &impl ConnectionTrait,
    user: UserId,
    factory: FactoryId,
) -> Result<Option<Actor>, LedgerError> {
    let Some(row) = membership::Entity::find_by_id((factory.0, user.0)).one(db).await? else { return Ok(None) };
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

pub(crate) async fn factory_by_slug(db: &impl ConnectionTrait, slug: &str) -> Result<Option<Factory>, LedgerError> {
    let row = factory::Entity::find().filter(factory::Column::Slug.eq(slug)).one(db).await?;
    Ok(row.map(Factory::from))
}

pub(crate) async fn insert_factory(
    tx: &DatabaseTransaction,
    name: &str,
    slug: &str,
    time_zone: &str,
    utc_offset_minutes: i32,
) -> Result<Factory, LedgerError> {
    if factory_by_slug(tx, slug).await?.is_some() {
        return Err(LedgerError::Taken("slug"));
    }
    let row = factory::Model {
        id: Uuid::now_v7(),
        name: text::tidy(name),
        slug: slug.to_owned(),
        time_zone: time_zone.to_owned(),
        utc_offset_minutes,
        head: 0,
        epoch: Epoch(Uuid::now_v7()).0,
        created_at: clock::now().0,
    };
    factory::Entity::insert(row.clone().into_active_model()).exec_without_returning(tx).await?;
    Ok(row.into())
}

pub(crate) async fn insert_user(
    tx: &DatabaseTransaction,
    name: &str,
    username: &str,
    password_hash: String,
) -> Result<UserId, LedgerError> {
    let name = text::required(name, Field::Username, text::NAME_MAX)?;
    let username = text::key(&text::required(username, Field::Username, text::NAME_MAX)?);
    if user::Entity::find().filter(user::Column::Username.eq(username.as_str())).one(tx).await?.is_some() {
        return Err(LedgerError::Taken("username"));
    }
    let id = UserId(Uuid::now_v7());
    let row = user::Model { id: id.0, name, username, password_hash, created_at: clock::now().0, disabled_at: None };
    user::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    Ok(id)
}

pub(crate) async fn upsert_membership(
    tx: &DatabaseTransaction,
    factory: FactoryId,
    user: UserId,
    role: Role,
    departments: Departments,
) -> Result<(), LedgerError> {
    if factory::Entity::find_by_id(factory.0).one(tx).await?.is_none()
        || user::Entity::find_by_id(user.0).one(tx).await?.is_none()
    {
        return Err(Refusal::Unknown.into());
    }
    let names: Vec<&str> = departments.iter().map(model::Department::wire).collect();
    let departments = names.join(",");
    let changed = membership::Entity::update_many()
        .col_expr(membership::Column::Role, Expr::value(role.wire()))
        .col_expr(membership::Column::Departments, Expr::value(departments.as_str()))
        .col_expr(membership::Column::Version, Expr::col(membership::Column::Version).add(1))
        .filter(membership::Column::FactoryId.eq(factory.0))
        .filter(membership::Column::UserId.eq(user.0))
        .exec(tx)
        .await?;
    if changed.rows_affected == 0 {
        let row = membership::Model {
            factory_id: factory.0,
            user_id: user.0,
            role: role.wire().to_owned(),
            departments,
            version: 1,
        };
        membership::Entity::insert(row.into_active_model()).exec_without_returning(tx).await?;
    }
    Ok(())
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
    for row in membership::Entity::find().filter(membership::Column::UserId.eq(user.0)).all(db).await? {
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
