//! The log as history: pages of it by person, object, kind and day, and what changed since somebody left.
//!
//! Always true here: a page is found by its place in the log and never by a clock, so that going back page by page shows
//! each event once while others are appended; and what a person may not see is left out where the log is read
//! ([`Hidden`]), not where it is shown.

mod handover;
mod object;
mod places;

use model::{
    Actor, ActorRef, Event, Permission, Refusal,
    activity::{ActivityFilter, ActivitySnapshot},
    ids::{Epoch, FactoryId, UserId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use self::places::Places;
use crate::{
    Ledger,
    entities::{event, factory, user},
    error::LedgerError,
    purchase_order::event_of,
};

/// Beginnings of the names of events that are left out for somebody.
pub type Hidden = &'static [&'static str];

/// What `actor` may not see of the log: who is a member and which devices there are is for those who keep them.
#[must_use]
pub fn hidden_from(actor: &Actor) -> Hidden {
    if actor.may(Permission::Administer) { &[] } else { &["member-", "device-"] }
}

impl Ledger {
    /// At most `limit` events of `factory` that `filter` asks for, newest first; with `before`, those older than that
    /// place. Without it, everybody who ever did something comes too.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn activity(
        &self,
        factory: FactoryId,
        filter: &ActivityFilter,
        hidden: Hidden,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ActivitySnapshot, LedgerError> {
        let tx = self.reading().await?;
        let Standing { epoch, head: seq, utc_offset_minutes } = standing(&tx, factory).await?;
        let mut events = Vec::new();
        if let Some(places) = Places::of(&tx, factory, filter, utc_offset_minutes).await? {
            // One more than asked tells whether there is more.
            let places = places.hiding(hidden).before(before).newest(limit.saturating_add(1));
            events = at(&tx, factory, places).await?;
        }
        let object_name = match filter.object {
            Some(object) if before.is_none() => object::name(&tx, factory, object, hidden).await?,
            _ => None,
        };
        let people = if before.is_none() { people(&tx, factory).await? } else { Vec::new() };
        tx.commit().await?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_older = events.len() > most;
        events.truncate(most);
        Ok(ActivitySnapshot { epoch, seq, filter: filter.clone(), events, has_older, people, object_name })
    }

    /// How the database would look for a page of [`Ledger::activity`].
    ///
    /// # Errors
    /// As there.
    #[cfg(feature = "failpoints")]
    pub async fn activity_plan(
        &self,
        factory: FactoryId,
        filter: &ActivityFilter,
        hidden: Hidden,
        before: Option<i64>,
    ) -> Result<String, LedgerError> {
        let tx = self.reading().await?;
        let Standing { utc_offset_minutes, .. } = standing(&tx, factory).await?;
        let places = Places::of(&tx, factory, filter, utc_offset_minutes).await?;
        let Some(places) = places else { return Ok(String::new()) };
        let places = places.hiding(hidden).before(before).newest(50);
        let mut statement = tx.get_database_backend().build(&bodies(factory, places));
        statement.sql.insert_str(0, "EXPLAIN QUERY PLAN ");
        let rows = tx.query_all_raw(statement).await?;
        let steps: Vec<String> = rows.iter().map(|row| row.try_get_by_index(3)).collect::<Result<_, _>>()?;
        Ok(steps.join("\n"))
    }
}

/// Where a factory's log and clock stand.
pub(crate) struct Standing {
    pub(crate) epoch: Epoch,
    pub(crate) head: i64,
    pub(crate) utc_offset_minutes: i32,
}

pub(crate) async fn standing(db: &impl ConnectionTrait, factory: FactoryId) -> Result<Standing, LedgerError> {
    let row = factory::Entity::find_by_id(factory.0).one(db).await?.ok_or(Refusal::Unknown)?;
    Ok(Standing { epoch: Epoch(row.epoch), head: row.head, utc_offset_minutes: row.utc_offset_minutes })
}

/// The last `limit` events that are not `hidden`, newest first.
pub(crate) async fn latest(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    hidden: Hidden,
    limit: u64,
) -> Result<Vec<Event>, LedgerError> {
    at(db, factory, Places::everything(factory).hiding(hidden).newest(limit)).await
}

/// The events at `places`, newest first.
async fn at(db: &impl ConnectionTrait, factory: FactoryId, places: SelectStatement) -> Result<Vec<Event>, LedgerError> {
    let rows = db.query_all(&bodies(factory, places)).await?;
    rows.iter().map(|row| event_of(&row.try_get_by_index::<String>(0)?)).collect()
}

/// In two steps: places are found in indexes alone, and only the events of one page are read.
fn bodies(factory: FactoryId, places: SelectStatement) -> SelectStatement {
    event::Entity::find()
        .select_only()
        .column(event::Column::Body)
        .filter(event::Column::FactoryId.eq(factory.0))
        .filter(event::Column::Seq.in_subquery(places))
        .order_by_desc(event::Column::Seq)
        .into_query()
}

/// Everybody who ever did something in `factory`, members or not any more, by name.
async fn people(db: &impl ConnectionTrait, factory: FactoryId) -> Result<Vec<ActorRef>, LedgerError> {
    let deeds = Query::select()
        .expr(Expr::val(1))
        .from(event::Entity)
        .and_where(event::Column::FactoryId.eq(factory.0))
        .and_where(Expr::col((event::Entity, event::Column::ActorId)).equals((user::Entity, user::Column::Id)))
        .to_owned();
    let rows: Vec<(Uuid, String)> = user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::Name])
        .filter(Expr::exists(deeds))
        .order_by_asc(user::Column::Name)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(id, name)| ActorRef { id: UserId(id), name }).collect())
}
