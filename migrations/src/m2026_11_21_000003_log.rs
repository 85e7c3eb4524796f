//! What was asked (mutations, with their replies) and what happened (events, dense per factory).

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000003_log"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("mutations")
                    .col(pk_uuid("id"))
                    .col(uuid("factory_id"))
                    .col(uuid("user_id"))
                    .col(binary_len("body_hash", 32))
                    .col(text("reply"))
                    .col(big_integer("created_at"))
                    .foreign_key(&mut refers("mutations", "factory_id", "factories"))
                    .foreign_key(&mut refers("mutations", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("events")
                    .col(uuid("factory_id"))
                    .col(big_integer("seq"))
                    .col(big_integer("ts"))
                    .col(text("type"))
                    .col(uuid("subject_id"))
                    .col(uuid("po_id"))
                    .col(uuid_null("item_id"))
                    .col(uuid("actor_id"))
                    .col(text("actor_name"))
                    .col(uuid("mutation_id"))
                    // The event exactly as it goes over the wire.
                    .col(text("body"))
                    .primary_key(Index::create().col("factory_id").col("seq"))
                    .foreign_key(&mut refers("events", "factory_id", "factories"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("events", &["factory_id", "po_id", "seq"])).await?;
        manager.create_index(index("events", &["factory_id", "item_id", "seq"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["events", "mutations"]).await
    }
}
