//! The spine of writing: one mutation, in the writer's batch.
//!
//! Always true here: the steps are mutation looked up → actor → rule → rows and event, per change → reply; then, with
//! the whole batch, head → commit → answer → wake ([`crate::writer`]). Nothing is written after a refusal; the reply of
//! a repeated mutation is the one it got before.

use std::sync::Arc;

use model::{
    Actor, Change, Command, Event, Refusal, Timestamp,
    event::Topic,
    ids::{FactoryId, ItemId, MutationId, UserId},
    planted::{Mistake, planted},
    purchase_order::Item,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tracing::{Instrument, field::Empty};
use uuid::Uuid;

use crate::{
    Ledger, account, clock,
    counts::Outcome,
    error::LedgerError,
    photo::Picture,
    purchase_order,
    sqlite::{Connection, values},
    writer::Batch,
};

/// What a mutation did, and what its repetition is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// Its events, in order; none when everything already was as asked.
    pub events: Vec<Event>,
    /// Head of the factory's log, after.
    pub head: i64,
}

/// A mutation as it is asked for.
struct Mutation {
    id: MutationId,
    user: UserId,
    factory: FactoryId,
    device: Option<String>,
    command: Command,
    /// What the command names and does not hold.
    picture: Option<Arc<Picture>>,
    body_hash: [u8; 32],
}

/// One mutation being written: who, what for, when, and in which batch.
pub(crate) struct Writing<'a> {
    pub(crate) batch: &'a Batch<'a>,
    pub(crate) actor: &'a Actor,
    /// From where, as people call it.
    pub(crate) device: Option<&'a str>,
    pub(crate) mutation: MutationId,
    pub(crate) at: Timestamp,
    /// The picture that came beside the command.
    pub(crate) picture: Option<&'a Picture>,
}

impl Writing<'_> {
    pub(crate) fn tx(&self) -> &Connection {
        self.batch.tx
    }

    pub(crate) fn factory(&self) -> FactoryId {
        self.actor.factory_id
    }

    /// A place between two steps.
    pub(crate) fn pass(&self) -> Result<(), LedgerError> {
        self.batch.pass()
    }

    /// One item, as it is now and without its issues.
    pub(crate) fn item(&self, id: ItemId) -> Result<Arc<Item>, LedgerError> {
        let read = || purchase_order::item(self.tx(), self.factory(), id);
        Ok(self.batch.cache.item(self.factory(), id, read)?.ok_or(Refusal::Unknown)?)
    }
}

impl Ledger {
    /// Does what `user` asks in `factory`, once, and says what happened. `mutation` is the client's id of this one
    /// intention: sent again, it gets the same reply and has no second effect.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] by the rule, with [`Refusal::MutationReused`] when the id was used by another person or
    /// for another command, and with [`Refusal::Unknown`] when `user` does not belong to `factory` or an id is not of
    /// `factory`. Then nothing was written. Any other error: nothing is known to be written; ask again with the same id.
    pub async fn record(
        &self,
        user: UserId,
        factory: FactoryId,
        mutation: MutationId,
        command: &Command,
    ) -> Result<Recorded, LedgerError> {
        self.record_from(user, factory, None, mutation, command).await
    }

    /// [`Ledger::record`], with the place it is asked from: a shared device's name, or what a browser says it is.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn record_from(
        &self,
        user: UserId,
        factory: FactoryId,
        device: Option<&str>,
        mutation: MutationId,
        command: &Command,
    ) -> Result<Recorded, LedgerError> {
        self.record_with(user, factory, device, mutation, command, None).await
    }

    /// As [`Ledger::record_from`], with what the command names and does not hold.
    pub(crate) async fn record_with(
        &self,
        user: UserId,
        factory: FactoryId,
        device: Option<&str>,
        mutation: MutationId,
        command: &Command,
        picture: Option<Arc<Picture>>,
    ) -> Result<Recorded, LedgerError> {
        let span = tracing::info_span!(
            "mutation", %factory, actor = %user, id = %mutation, command = command.name(), outcome = Empty
        );
        let device = device.filter(|device| !device.is_empty()).map(str::to_owned);
        let (command, body_hash) = (command.clone(), [0; 32]);
        let asked = Mutation { id: mutation, user, factory, device, command, picture, body_hash };
        let done = self.record_asked(asked).instrument(span.clone()).await;
        let outcome = match &done {
            Ok((_, outcome)) => *outcome,
            Err(LedgerError::Refused(_)) => Outcome::Refused,
            Err(_) => Outcome::Failed,
        };
        self.inner.counters.mutation(outcome);
        span.record("outcome", outcome.word());
        span.in_scope(|| tracing::info!("recorded"));
        done.map(|(recorded, _)| recorded)
    }

    async fn record_asked(&self, mut asked: Mutation) -> Result<(Recorded, Outcome), LedgerError> {
        // Hashed here, because the writer's time is everybody's.
        asked.body_hash = body_hash(&asked.command)?;
        self.write(move |batch| record_once(batch, &asked)).await
    }
}

fn record_once(batch: &Batch<'_>, asked: &Mutation) -> Result<(Recorded, Outcome), LedgerError> {
    batch.pass()?;
    if let Some(reply) = repeated(batch.tx, asked)? {
        return Ok((reply, Outcome::Repeated));
    }
    let read = || account::actor_in(batch.tx, asked.user, asked.factory);
    let actor = batch.cache.actor(asked.factory, asked.user, read)?.ok_or(Refusal::Unknown)?;
    let (device, picture) = (asked.device.as_deref(), asked.picture.as_deref());
    let writing = Writing { batch, actor: &actor, device, mutation: asked.id, at: clock::now(), picture };
    let recorded = record_in(&writing, &asked.command, &asked.body_hash)?;
    if !recorded.events.is_empty() {
        batch.announce_commit(asked.factory);
    }
    Ok((recorded, Outcome::Accepted))
}

/// Rule, rows, events and reply of a mutation that was not seen before.
pub(crate) fn record_in(
    writing: &Writing<'_>,
    command: &Command,
    body_hash: &[u8; 32],
) -> Result<Recorded, LedgerError> {
    let changes = purchase_order::decide(writing, command)?;
    writing.pass()?;
    let mut events = Vec::with_capacity(changes.len());
    for change in changes {
        write(writing, command, &change)?;
        writing.pass()?;
        events.push(append(writing, change)?);
        writing.pass()?;
    }
    let head = writing.batch.head(writing.factory())?.ok_or(Refusal::Unknown)?;
    let recorded = Recorded { events, head };
    keep_reply(writing, body_hash, &recorded)?;
    writing.pass()?;
    for event in &recorded.events {
        writing.batch.cache.follow(writing.factory(), &event.change);
    }
    Ok(recorded)
}

/// Brings the rows to what `change` says, with what `command` says only to the rows.
fn write(writing: &Writing<'_>, command: &Command, change: &Change) -> Result<(), LedgerError> {
    match change.topic() {
        Topic::Order(..) | Topic::Client(_) => purchase_order::write(writing, change),
        Topic::Member | Topic::Device | Topic::Factory => account::write(writing, Some(command), change),
    }
}

/// Rows and event of a change that follows from no command of a page: a link that was used, a password that was chosen.
pub(crate) fn note(batch: &Batch<'_>, actor: &Actor, device: Option<&str>, change: Change) -> Result<(), LedgerError> {
    let mutation = MutationId(Uuid::now_v7());
    let writing = Writing { batch, actor, device, mutation, at: clock::now(), picture: None };
    account::write(&writing, None, &change)?;
    append(&writing, change)?;
    batch.announce_commit(actor.factory_id);
    Ok(())
}

/// A reply as it is kept: its events lie in the log, ending at `head`.
#[derive(Serialize, Deserialize)]
struct Reply {
    events: usize,
    head: i64,
}

fn keep_reply(writing: &Writing<'_>, body_hash: &[u8; 32], recorded: &Recorded) -> Result<(), LedgerError> {
    if planted(Mistake::RepetitionDoneAgain) {
        return Ok(());
    }
    let reply = Reply { events: recorded.events.len(), head: recorded.head };
    writing.tx().execute(
        "INSERT INTO mutations (id, factory_id, user_id, body_hash, reply, created_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        values![
            writing.mutation.0,
            writing.factory().0,
            writing.actor.id.0,
            body_hash,
            to_json(&reply)?,
            writing.at.0,
        ],
    )?;
    Ok(())
}

/// The reply from before if this very mutation was recorded already.
fn repeated(tx: &Connection, asked: &Mutation) -> Result<Option<Recorded>, LedgerError> {
    let sql = "SELECT user_id, factory_id, body_hash, reply FROM mutations WHERE id = ?1";
    let found = tx.one(sql, [asked.id.0], |row| {
        let (user, factory, hash): (Uuid, Uuid, [u8; 32]) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let same = user == asked.user.0 && factory == asked.factory.0 && hash == asked.body_hash;
        Ok((same, row.get::<_, String>(3)?))
    })?;
    let Some((same, reply)) = found else { return Ok(None) };
    if !same {
        return Err(Refusal::MutationReused.into());
    }
    let Ok(Reply { events, head }) = serde_json::from_str(&reply) else {
        // Kept whole, as every reply was at first.
        return from_json(&reply).map(Some);
    };
    let first = head - i64::try_from(events).unwrap_or(i64::MAX);
    let sql = "SELECT body FROM events WHERE factory_id = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq";
    let events = tx.all(sql, values![asked.factory.0, first, head], |row| from_json(row.get_ref(0)?.as_str()?))?;
    Ok(Some(Recorded { events, head }))
}

/// Writes the event of `change` at the next place of the log. The head's row follows with the batch, whose transaction
/// is the only one that writes, so that commit order is sequence order.
fn append(writing: &Writing<'_>, change: Change) -> Result<Event, LedgerError> {
    let (factory, actor, mutation) = (writing.factory(), writing.actor.to_ref(), writing.mutation);
    let step = if planted(Mistake::HoleInLog) { 2 } else { 1 };
    let seq = writing.batch.head(factory)?.ok_or(Refusal::Unknown)? + step;
    let device = writing.device.map(str::to_owned);
    let event = Event { device, ..Event::new(change, factory, seq, writing.at, actor, Some(mutation)) };
    writing.tx().execute(
        "INSERT INTO events (factory_id, seq, ts, type, subject_id, po_id, item_id, actor_id, actor_name, \
         mutation_id, body, device) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        values![
            factory.0,
            seq,
            event.ts.0,
            event.change.name(),
            event.id,
            event.change.po_id().map(|id| id.0),
            event.change.item_id().map(|id| id.0),
            event.actor.id.0,
            event.actor.name,
            mutation.0,
            to_json(&event)?,
            event.device,
        ],
    )?;
    writing.batch.move_head(factory, seq);
    Ok(event)
}

pub(crate) fn body_hash(command: &Command) -> Result<[u8; 32], LedgerError> {
    Ok(Sha256::digest(to_json(command)?).into())
}

fn to_json<T: Serialize>(value: &T) -> Result<String, LedgerError> {
    serde_json::to_string(value).map_err(|error| LedgerError::Corrupt(error.to_string()))
}

fn from_json<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, LedgerError> {
    serde_json::from_str(text).map_err(|error| LedgerError::Corrupt(error.to_string()))
}
