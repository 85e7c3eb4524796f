//! The spine of writing: one mutation, one transaction.
//!
//! Always true here: the steps are mutation looked up → actor → rule → rows → head + 1 and event, per change → reply →
//! commit → wake. Nothing is announced before the commit; nothing is written after a refusal; the reply of a repeated
//! mutation is the stored one. The work runs in a task of its own, so that a caller who goes away (a closed browser)
//! cannot stop it half-way between commit and wake.

use model::{
    Actor, Change, Command, Event, Refusal, Timestamp,
    ids::{FactoryId, MutationId, UserId},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, EntityTrait, ExprTrait, IntoActiveModel,
    sea_query::{Expr, Query},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tracing::Instrument;

use crate::{
    Ledger, account, begin_writing, clock,
    entities::{event, factory, mutation},
    error::LedgerError,
    failpoint::Failpoints,
    purchase_order,
};

/// What a mutation did, and what its repetition is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its events, in order; none when everything already was as asked.
    pub events: Vec<Event>,
    /// Head of the factory's log, after.
    pub head: i64,
}

/// One mutation being written: who, what for, when, and in which transaction.
pub(crate) struct Writing<'a> {
    pub(crate) tx: &'a DatabaseTransaction,
    pub(crate) actor: &'a Actor,
    pub(crate) mutation: MutationId,
    pub(crate) at: Timestamp,
    pub(crate) failpoints: &'a Failpoints,
}

impl Writing<'_> {
    pub(crate) fn factory(&self) -> FactoryId {
        self.actor.factory_id
    }

    /// A place between two steps.
    pub(crate) fn pass(&self) -> Result<(), LedgerError> {
        self.failpoints.pass()
    }
}

impl Ledger {
    /// Does what `user` asks in `factory`, once, and says what happened. `mutation` is the client's id of this one
    /// intention: sent again, it gets the same reply and has no second effect.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] by the rule, with [`Refusal::MutationReused`] when the id was used by another person or
    /// for another command, and with [`Refusal::Unknown`] when `user` does not belong to `factory` or an id is not of
    /// `factory`. Then nothing was written.
    pub async fn record(
        &self,
        user: UserId,
        factory: FactoryId,
        mutation: MutationId,
        command: &Command,
    ) -> Result<Recorded, LedgerError> {
        let ledger = self.clone();
        let command = command.clone();
        let work = async move { ledger.record_to_end(user, factory, mutation, &command).await };
        tokio::spawn(work.in_current_span()).await?
    }

    async fn record_to_end(
        &self,
        user: UserId,
        factory: FactoryId,
        mutation: MutationId,
        command: &Command,
    ) -> Result<Recorded, LedgerError> {
        let failpoints = &self.inner.failpoints;
        let writer = self.inner.writer.lock().await;
        let tx = begin_writing(&writer).await?;
        let result = async {
            failpoints.pass()?;
            if let Some(reply) = repeated(&tx, user, factory, mutation, command).await? {
                return Ok((reply, false));
            }
            let actor = account::actor(&tx, user, factory).await?.ok_or(Refusal::Unknown)?;
            let writing = Writing { tx: &tx, actor: &actor, mutation, at: clock::now(), failpoints };
            let recorded = record_in(&writing, command).await?;
            Ok((recorded, true))
        }
        .await;
        let (recorded, is_new) = match result {
            Ok(done) => done,
            Err(error) => {
                // Dropping it would roll back too, but later: the next writer would wait for it.
                tx.rollback().await?;
                return Err(error);
            }
        };
        tx.commit().await?;
        drop(writer);
        failpoints.pass()?;
        if is_new && !recorded.events.is_empty() {
            self.announce_commit(factory);
        }
        Ok(recorded)
    }
}

/// Rule, rows, events and reply of a mutation that was not seen before.
pub(crate) async fn record_in(writing: &Writing<'_>, command: &Command) -> Result<Recorded, LedgerError> {
    let changes = purchase_order::decide(writing, command).await?;
    writing.pass()?;
    let mut events = Vec::with_capacity(changes.len());
    for change in changes {
        purchase_order::write(writing, &change).await?;
        writing.pass()?;
        events.push(append(writing, change).await?);
        writing.pass()?;
    }
    let head = match events.last() {
        Some(event) => event.seq,
        None => head(writing).await?,
    };
    let recorded = Recorded { events, head };
    let row = mutation::Model {
        id: writing.mutation.0,
        factory_id: writing.factory().0,
        user_id: writing.actor.id.0,
        body_hash: body_hash(command)?,
        reply: to_json(&recorded)?,
        created_at: writing.at.0,
    };
    mutation::Entity::insert(row.into_active_model()).exec_without_returning(writing.tx).await?;
    writing.pass()?;
    Ok(recorded)
}

/// The stored reply if this very mutation was recorded before.
async fn repeated(
    tx: &DatabaseTransaction,
    user: UserId,
    factory: FactoryId,
    mutation: MutationId,
    command: &Command,
) -> Result<Option<Recorded>, LedgerError> {
    let Some(row) = mutation::Entity::find_by_id(mutation.0).one(tx).await? else { return Ok(None) };
    if row.user_id != user.0 || row.factory_id != factory.0 || row.body_hash != body_hash(command)? {
        return Err(Refusal::MutationReused.into());
    }
    serde_json::from_str(&row.reply).map(Some).map_err(|error| LedgerError::Corrupt(error.to_string()))
}

/// Moves the head by one and writes the event there. The head's row stays locked until the commit, so that commit
/// order is sequence order.
async fn append(writing: &Writing<'_>, change: Change) -> Result<Event, LedgerError> {
    let update = Query::update()
        .table(factory::Entity)
        .value(factory::Column::Head, Expr::col(factory::Column::Head).add(1))
        .and_where(Expr::col(factory::Column::Id).eq(writing.factory().0))
        .returning_col(factory::Column::Head)
        .to_owned();
    let row = writing.tx.query_one(&update).await?.ok_or(Refusal::Unknown)?;
    let seq: i64 = row.try_get_by_index(0)?;
    writing.pass()?;
    let event = Event::new(change, writing.factory(), seq, writing.at, writing.actor.to_ref(), Some(writing.mutation));
    let row = event::Model {
        factory_id: event.factory_id.0,
        seq,
        ts: event.ts.0,
        kind: event.change.name().to_owned(),
        subject_id: event.id,
        po_id: event.change.po_id().0,
        item_id: event.change.item_id().map(|item| item.0),
        actor_id: event.actor.id.0,
        actor_name: event.actor.name.clone(),
        mutation_id: writing.mutation.0,
        body: to_json(&event)?,
    };
    event::Entity::insert(row.into_active_model()).exec_without_returning(writing.tx).await?;
    Ok(event)
}

async fn head(writing: &Writing<'_>) -> Result<i64, LedgerError> {
    let row = factory::Entity::find_by_id(writing.factory().0).one(writing.tx).await?.ok_or(Refusal::Unknown)?;
    Ok(row.head)
}

fn body_hash(command: &Command) -> Result<Vec<u8>, LedgerError> {
    Ok(Sha256::digest(to_json(command)?).to_vec())
}

fn to_json<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Corrupt(error.to_string()))
}
