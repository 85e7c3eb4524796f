//! What changed since somebody left, and up to where everybody has read.
//!
//! The mark is a person's own note and no fact of the factory: it is no event, and moves only forward.

use std::collections::BTreeSet;

use model::{
    Actor, Refusal, Timestamp,
    activity::{Digest, HandoverSnapshot, Mark, OrderFacts, Since},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{Hidden, Standing, at, places::Places, standing};
use crate::{Ledger, account, clock, entities::handover, error::LedgerError, purchase_order, sqlite::values};

/// Events that a digest is made of at most: what a busy factory does in a week, and what a page reads in no time.
const EVENTS: u64 = 5_000;

impl Ledger {
    /// What changed in the factory of `actor` since then.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn handover(&self, actor: &Actor, since: Since, hidden: Hidden) -> Result<HandoverSnapshot, LedgerError> {
        let factory = actor.factory_id;
        let tx = self.reading().await?;
        let Standing { epoch, head: seq, utc_offset_minutes } = standing(&tx, factory).await?;
        let mark = mark_of(&tx, actor).await?;
        let everything = Places::everything(factory).hiding(hidden);
        let (since, places) = match mark.filter(|_| since == Since::LastRead) {
            Some(mark) => (mark.at, everything.after(mark.seq)),
            None => {
                let since = since.moment(clock::now(), utc_offset_minutes);
                (since, everything.since_moment(since.0))
            }
        };
        let mut events = at(&tx, factory, places.newest(EVENTS + 1)).await?;
        let is_cut = events.len() as u64 > EVENTS;
        events.truncate(EVENTS as usize);
        let about: BTreeSet<_> = events.iter().filter_map(|event| event.change.po_id()).collect();
        let orders = purchase_order::orders_of(&tx, factory, about).await?;
        tx.commit().await?;
        let mut digest = Digest::new(orders.iter().map(OrderFacts::from).collect());
        for event in events.iter().rev() {
            digest.add(event);
        }
        digest.seq = seq;
        Ok(HandoverSnapshot { epoch, seq, since, mark, is_cut, digest })
    }

    /// Remembers that `actor` has read everything up to place `seq` of the log; never less than before.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory, or where `actor` does not belong to it any more.
    pub async fn mark_read(&self, actor: &Actor, seq: i64) -> Result<Mark, LedgerError> {
        let (factory, user) = (actor.factory_id, actor.id);
        self.write(move |batch| {
            account::actor_in(batch.tx, user, factory)?.ok_or(Refusal::Unknown)?;
            let head = batch.head(factory)?.ok_or(Refusal::Unknown)?;
            let mark = Mark { seq: seq.clamp(0, head), at: clock::now() };
            batch.tx.execute(
                "INSERT INTO handovers (factory_id, user_id, seq, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (factory_id, user_id) DO UPDATE SET seq = excluded.seq, at = excluded.at \
                 WHERE excluded.seq >= handovers.seq",
                values![factory.0, user.0, mark.seq, mark.at.0],
            )?;
            Ok(mark)
        })
        .await
    }
}

async fn mark_of(db: &impl ConnectionTrait, actor: &Actor) -> Result<Option<Mark>, LedgerError> {
    let row = handover::Entity::find_by_id((actor.factory_id.0, actor.id.0)).one(db).await?;
    Ok(row.map(|row| Mark { seq: row.seq, at: Timestamp(row.at) }))
}
