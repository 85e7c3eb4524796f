//! The log as the history of one customer, person, device or factory; orders and items have theirs already.

use sea_orm_migration::{prelude::*, sea_orm::ConnectionTrait};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000007_objects"
    }
}

/// Of the few events that are about no order, so that the many others do not pay for it.
const UP: &str =
    "CREATE INDEX \"ix-events-factory_id-subject_id-seq\" ON events (factory_id, subject_id, seq) WHERE po_id IS NULL";
const DOWN: &str = "DROP INDEX \"ix-events-factory_id-subject_id-seq\"";

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(UP).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(DOWN).await.map(|_| ())
    }
}
