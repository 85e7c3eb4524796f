//! One index less to keep for every event: what happened to an item is found among what happened to its order.
//!
//! An index by item is a page to write for each of the cards that people work on at the same moment, which was half of
//! what a commit wrote. An order has some hundreds of events, and its index says of each which item it is about.

use sea_orm_migration::prelude::*;

use crate::index;

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_22_000008_events_by_order"
    }
}

const BEFORE: [&[&str]; 2] = [&["factory_id", "po_id", "seq"], &["factory_id", "item_id", "seq"]];
const AFTER: [&[&str]; 1] = [&["factory_id", "po_id", "seq", "item_id"]];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &BEFORE, &AFTER).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        replace(manager, &AFTER, &BEFORE).await
    }
}

async fn replace(
    manager: &SchemaManager<'_>,
    old: &[&[&'static str]],
    new: &[&'static [&'static str]],
) -> Result<(), DbErr> {
    for columns in old {
        let name = format!("ix-events-{}", columns.join("-"));
        manager.drop_index(Index::drop().name(name).table("events").to_owned()).await?;
    }
    for columns in new {
        manager.create_index(index("events", columns)).await?;
    }
    Ok(())
}
