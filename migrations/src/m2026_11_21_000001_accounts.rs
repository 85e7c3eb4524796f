//! Factories, people, what they may do where, and their sessions.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000001_accounts"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("factories")
                    .col(pk_uuid("id"))
                    .col(text("name"))
                    .col(text_uniq("slug"))
                    .col(text("time_zone"))
                    .col(integer("utc_offset_minutes"))
                    // The place of the last event: the dense sequence grows by updating this row.
                    .col(big_integer("head").default(0))
                    .col(uuid("epoch"))
                    .col(big_integer("created_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("users")
                    .col(pk_uuid("id"))
                    .col(text("name"))
                    .col(text_uniq("username"))
                    .col(text("password_hash"))
                    .col(big_integer("created_at"))
                    .col(big_integer_null("disabled_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("memberships")
                    .col(uuid("factory_id"))
                    .col(uuid("user_id"))
                    .col(text("role"))
                    // Names in flow order, separated by commas.
                    .col(text("departments"))
                    .col(big_integer("version"))
                    .primary_key(Index::create().col("factory_id").col("user_id"))
                    .foreign_key(&mut refers("memberships", "factory_id", "factories"))
                    .foreign_key(&mut refers("memberships", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("memberships", &["user_id"])).await?;
        manager
            .create_table(
                Table::create()
                    .table("sessions")
                    .col(pk_uuid("id"))
                    // SHA-256 of the token: whoever reads the table cannot sign in with it.
                    .col(binary_len_uniq("token_hash", 32))
                    .col(uuid("user_id"))
                    .col(big_integer("created_at"))
                    .col(big_integer("last_seen_at"))
                    .col(big_integer("expires_at"))
                    .col(big_integer_null("ended_at"))
                    .foreign_key(&mut refers("sessions", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("sessions", &["user_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sessions", "memberships", "users", "factories"]).await
    }
}
