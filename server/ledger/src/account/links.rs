//! Links that open something once: a place in a factory, another password, the first factory.
//!
//! Always true here: a link holds 32 random bytes of which only the SHA-256 is kept; a new one of the same kind and
//! subject ends the one before; it is gone in the very transaction that used it; and one that is over answers as one that
//! never was.

use model::{
    Actor, Change, Departments, Field, Permission, Refusal, Role,
    account::{InvitationState, Member, MemberChanged, MemberDeed, check_slug, check_username, zone},
    ids::{FactoryId, InvitationId, UserId},
    text,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Factory, insert_factory, insert_user, rows};
use crate::{
    Ledger, clock,
    entities::{factory, invitation, link, user},
    error::LedgerError,
    record::note,
    session::{Token, secret_hash},
    sqlite::{Connection, values},
    writer::Batch,
};

const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// How long somebody may take to join.
const INVITATION_MILLIS: i64 = 7 * 24 * HOUR_MILLIS;
/// How long a link to another password opens.
const PASSWORD_MILLIS: i64 = 24 * HOUR_MILLIS;
/// How long the link of the terminal opens.
const SETUP_MILLIS: i64 = 24 * HOUR_MILLIS;

/// What a link opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A place in a factory.
    Invitation {
        /// Whose.
        factory: Factory,
        /// The name the admin wrote.
        name: String,
        /// As what.
        role: Role,
    },
    /// Another password.
    Password {
        /// Where the person works.
        factory: Factory,
        /// Display name.
        name: String,
        /// Login name.
        username: String,
    },
    /// A factory that is not there yet.
    Setup,
}

/// Who comes by an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joining {
    /// Somebody with an account, signed in.
    Known(UserId),
    /// Somebody new.
    New {
        /// Login name, as typed.
        username: String,
        /// Password.
        password: String,
    },
}

/// A factory and its first admin, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFactory {
    /// Display name.
    pub factory_name: String,
    /// First part of its addresses.
    pub slug: String,
    /// IANA name.
    pub time_zone: String,
    /// The admin's display name.
    pub name: String,
    /// The admin's login name.
    pub username: String,
    /// The admin's password.
    pub password: String,
}

impl Ledger {
    /// The token of a link by which somebody joins; the one made before opens nothing any more.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::Unknown`], [`Refusal::Stale`] when the invitation is not open.
    pub async fn invitation_link(
        &self,
        user: UserId,
        factory: FactoryId,
        id: InvitationId,
    ) -> Result<Token, LedgerError> {
        let (token, hash) = Token::new();
        self.write(move |batch| {
            admin(batch, user, factory)?;
            if rows::invitation(batch.tx, factory, id)?.state != InvitationState::Open {
                return Err(Refusal::Stale.into());
            }
            insert_link(batch, hash, "invitation", Some(factory), Some(id.0), INVITATION_MILLIS)
        })
        .await?;
        Ok(token)
    }

    /// The token of a link by which `member` chooses another password.
    ///
    /// # Errors
    /// Those of [`Member::reset_password`]; [`Refusal::Unknown`].
    pub async fn password_link(
        &self,
        user: UserId,
        factory: FactoryId,
        device: &str,
        member: UserId,
    ) -> Result<Token, LedgerError> {
        let (token, hash) = Token::new();
        let device = device.to_owned();
        self.write(move |batch| {
            let actor = admin(batch, user, factory)?;
            let shared = rows::is_shared(batch.tx, factory, member)?;
            let change = rows::member(batch.tx, factory, member)?.reset_password(&actor, shared)?;
            note(batch, &actor, Some(&device), change)?;
            insert_link(batch, hash, "password", Some(factory), Some(member.0), PASSWORD_MILLIS)
        })
        .await?;
        Ok(token)
    }

    /// The token of a link by which a factory is made; asked for by whoever has the machine.
    ///
    /// # Errors
    /// Those of writing.
    pub async fn setup_link(&self) -> Result<Token, LedgerError> {
        let (token, hash) = Token::new();
        self.write(move |batch| {
            batch.tx.execute("DELETE FROM links WHERE kind = 'setup'", [])?;
            insert_link(batch, hash, "setup", None, None, SETUP_MILLIS)
        })
        .await?;
        Ok(token)
    }

    /// What the link with `token` opens.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`].
    pub async fn link(&self, token: &str) -> Result<Link, LedgerError> {
        let db = self.readers().await;
        let hash = secret_hash(token).ok_or(Refusal::LinkOver)?;
        let live = link::Entity::find_by_id(hash.to_vec()).filter(link::Column::ExpiresAt.gt(clock::now().0));
        let row = live.one(&db).await?.ok_or(Refusal::LinkOver)?;
        if row.kind == "setup" {
            return Ok(Link::Setup);
        }
        let (Some(factory), Some(subject)) = (row.factory_id, row.subject_id) else {
            return Err(LedgerError::Corrupt("a link to nothing".to_owned()));
        };
        let factory: Factory = factory::Entity::find_by_id(factory).one(&db).await?.ok_or(Refusal::LinkOver)?.into();
        if row.kind == "invitation" {
            let row = invitation::Entity::find_by_id(subject).one(&db).await?.ok_or(Refusal::LinkOver)?;
            let invitation = rows::invitation_of(row)?;
            return Ok(Link::Invitation { factory, name: invitation.name, role: invitation.role });
        }
        let person = user::Entity::find_by_id(subject).one(&db).await?.ok_or(Refusal::LinkOver)?;
        Ok(Link::Password { factory, name: person.name, username: person.username })
    }

    /// Somebody joins by a link; says whose factory it is, and who joined.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], [`Refusal::UsernameTaken`], those of names and passwords.
    pub async fn join(&self, token: &str, joining: Joining, device: &str) -> Result<(UserId, String), LedgerError> {
        let hash = secret_hash(token).ok_or(Refusal::LinkOver)?;
        // Looked at first, so that a stranger without a link makes nobody hash passwords.
        let Link::Invitation { factory, name, .. } = self.link(token).await? else {
            return Err(Refusal::LinkOver.into());
        };
        let new = match &joining {
            Joining::Known(_) => None,
            Joining::New { username, password } => {
                let username = check_username(username)?;
                let hashed = self.hash_new_password(password, &[&username, &name, &factory.name]).await?;
                Some((username, hashed))
            }
        };
        let device = device.to_owned();
        self.write(move |batch| {
            let Some(LinkRow { factory: Some(factory), subject: Some(id) }) = take_link(batch.tx, hash, "invitation")?
            else {
                return Err(Refusal::LinkOver.into());
            };
            let invitation = rows::invitation(batch.tx, FactoryId(factory), InvitationId(id))?;
            let user = match (&joining, &new) {
                (Joining::Known(user), _) => *user,
                (_, Some((username, hashed))) => {
                    insert_user(batch, &invitation.name, username, hashed).map_err(taken)?
                }
                (Joining::New { .. }, None) => return Err(LedgerError::Corrupt("a new person without a name".into())),
            };
            let place =
                Place { factory: FactoryId(factory), role: invitation.role, departments: invitation.departments };
            let actor = enter(batch, user, &place, &device)?;
            note(batch, &actor, Some(&device), invitation.close(InvitationState::Used))?;
            Ok(user)
        })
        .await
        .map(|user| (user, factory.slug))
    }

    /// Gives the person of a link another password and ends all of the person's sessions; says who it is.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], those of passwords.
    pub async fn choose_password(
        &self,
        token: &str,
        password: &str,
        device: &str,
    ) -> Result<(UserId, String), LedgerError> {
        let hash = secret_hash(token).ok_or(Refusal::LinkOver)?;
        let Link::Password { factory, name, username } = self.link(token).await? else {
            return Err(Refusal::LinkOver.into());
        };
        let hashed = self.hash_new_password(password, &[&username, &name, &factory.name]).await?;
        let device = device.to_owned();
        let (user, slug) = self
            .write(move |batch| {
                let Some(LinkRow { factory: Some(in_factory), subject: Some(user) }) =
                    take_link(batch.tx, hash, "password")?
                else {
                    return Err(Refusal::LinkOver.into());
                };
                let (factory_id, user) = (FactoryId(in_factory), UserId(user));
                let actor = super::actor_in(batch.tx, user, factory_id)?.ok_or(Refusal::LinkOver)?;
                // Joined another factory since: whoever made the link must not enter there.
                if rows::is_shared(batch.tx, factory_id, user)? {
                    return Err(Refusal::LinkOver.into());
                }
                super::set_password(batch, user, &hashed, None)?;
                let member = rows::member(batch.tx, factory_id, user)?;
                note(batch, &actor, Some(&device), member.after(MemberDeed::PasswordChanged, |_| ()))?;
                Ok((user, factory.slug.clone()))
            })
            .await?;
        Ok((user, slug))
    }

    /// Makes a factory and its first admin; says who, and where. Somebody who has an account by that name gives its
    /// password, and is admin there too.
    ///
    /// # Errors
    /// [`Refusal::LinkOver`], [`Refusal::SlugTaken`], [`Refusal::UsernameTaken`], those of names and passwords.
    pub async fn set_up(&self, token: &str, new: NewFactory, device: &str) -> Result<(UserId, String), LedgerError> {
        let hash = secret_hash(token).ok_or(Refusal::LinkOver)?;
        let Link::Setup = self.link(token).await? else { return Err(Refusal::LinkOver.into()) };
        let factory_name = text::required(&new.factory_name, Field::FactoryName, text::NAME_MAX)?;
        let slug = check_slug(&new.slug)?;
        let zone = zone(&new.time_zone).ok_or(Refusal::Unknown)?;
        let name = text::required(&new.name, Field::PersonName, text::NAME_MAX)?;
        let username = check_username(&new.username)?;
        let known = self.password_belongs_to(&username, &new.password).await?;
        let hashed = match known {
            Some(_) => None,
            None => Some(self.hash_new_password(&new.password, &[&username, &name, &factory_name]).await?),
        };
        let device = device.to_owned();
        self.write(move |batch| {
            take_link(batch.tx, hash, "setup")?.ok_or(Refusal::LinkOver)?;
            let factory =
                insert_factory(batch, &factory_name, &slug, zone.name, zone.utc_offset_minutes).map_err(taken)?;
            let user = match (&hashed, known) {
                (Some(hashed), _) => insert_user(batch, &name, &username, hashed).map_err(taken)?,
                (None, Some(user)) => user,
                (None, None) => return Err(Refusal::UsernameTaken.into()),
            };
            let place = Place { factory: factory.id, role: Role::Admin, departments: Departments::NONE };
            enter(batch, user, &place, &device)?;
            Ok((user, factory.slug))
        })
        .await
    }
}

/// Where somebody comes in.
struct Place {
    factory: FactoryId,
    role: Role,
    departments: Departments,
}

/// Makes `user` a member, with the event that says so.
fn enter(batch: &Batch<'_>, user: UserId, place: &Place, device: &str) -> Result<Actor, LedgerError> {
    let &Place { factory, role, departments } = place;
    if rows::member(batch.tx, factory, user).is_ok() {
        // One who belongs already keeps what he is: a link must not raise anybody by accident.
        return Err(Refusal::UsernameTaken.into());
    }
    let sql = "SELECT name, username FROM users WHERE id = ?1 AND disabled_at IS NULL";
    let named = batch.tx.one(sql, [user.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (name, username): (String, String) = named.ok_or(Refusal::Unknown)?;
    let member = Member {
        id: user,
        version: 1,
        name: name.clone(),
        username,
        role,
        departments,
        has_pin: false,
        is_disabled: false,
    };
    let actor = Actor { id: user, name, factory_id: factory, role, departments };
    // The account is not one factory's alone from now on.
    batch.tx.execute("DELETE FROM links WHERE kind = 'password' AND subject_id = ?1", [user.0])?;
    let joined = MemberChanged { deed: MemberDeed::Joined, member, before: None };
    note(batch, &actor, Some(device), Change::MemberCreated(joined))?;
    Ok(actor)
}

/// Who administers `factory`.
pub(super) fn admin(batch: &Batch<'_>, user: UserId, factory: FactoryId) -> Result<Actor, LedgerError> {
    let actor = super::actor_in(batch.tx, user, factory)?.ok_or(Refusal::Unknown)?;
    actor.require(Permission::Administer)?;
    Ok(actor)
}

fn insert_link(
    batch: &Batch<'_>,
    hash: [u8; 32],
    kind: &'static str,
    factory: Option<FactoryId>,
    subject: Option<Uuid>,
    life_millis: i64,
) -> Result<(), LedgerError> {
    let now = clock::now().0;
    batch.tx.execute("DELETE FROM links WHERE expires_at <= ?1", [now])?;
    batch.tx.execute("DELETE FROM links WHERE kind = ?1 AND subject_id = ?2", values![kind, subject])?;
    batch.tx.execute(
        "INSERT INTO links (token_hash, kind, factory_id, subject_id, created_at, expires_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![hash, kind, factory.map(|id| id.0), subject, now, now + life_millis],
    )?;
    Ok(())
}

struct LinkRow {
    factory: Option<Uuid>,
    subject: Option<Uuid>,
}

/// The link, which is gone with this.
fn take_link(tx: &Connection, hash: [u8; 32], kind: &'static str) -> Result<Option<LinkRow>, LedgerError> {
    let sql = "SELECT factory_id, subject_id FROM links WHERE token_hash = ?1 AND kind = ?2 AND expires_at > ?3";
    let row = tx.one(sql, values![hash, kind, clock::now().0], |row| {
        Ok(LinkRow { factory: row.get(0)?, subject: row.get(1)? })
    })?;
    if row.is_some() {
        tx.execute("DELETE FROM links WHERE token_hash = ?1", [hash])?;
    }
    Ok(row)
}

/// A name that exists, said to the person who chose it.
fn taken(error: LedgerError) -> LedgerError {
    match error {
        LedgerError::Taken("slug") => Refusal::SlugTaken.into(),
        LedgerError::Taken(_) => Refusal::UsernameTaken.into(),
        other => other,
    }
}
