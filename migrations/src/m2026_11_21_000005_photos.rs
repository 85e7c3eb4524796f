//! Photos of issues, with their content.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000005_photos"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("photos")
                    .col(pk_uuid("id"))
                    .col(uuid("factory_id"))
                    .col(uuid("issue_id"))
                    .col(uuid("item_id"))
                    // Its place among the photos of its issue, from 0.
                    .col(integer("position"))
                    .col(integer("width"))
                    .col(integer("height"))
                    .col(integer("bytes"))
                    .col(uuid("by_id"))
                    .col(text("by_name"))
                    .col(big_integer("at"))
                    // Of the content, to find a damaged one.
                    .col(binary_len("sha256", 32))
                    // Last, so that reading the others does not read through these.
                    .col(blob("thumbnail"))
                    .col(blob("content"))
                    .foreign_key(&mut refers("photos", "factory_id", "factories"))
                    .foreign_key(&mut refers("photos", "issue_id", "issues"))
                    .foreign_key(&mut refers("photos", "item_id", "items"))
                    .to_owned(),
            )
            .await?;
        manager.create_index(index("photos", &["issue_id", "position"]).unique().to_owned()).await?;
        manager.create_index(index("photos", &["item_id"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["photos"]).await
    }
}
