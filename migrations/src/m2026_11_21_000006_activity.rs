//! The log as history: found by person, by kind and by day; nothing in it is changed or taken away; and up to where each
//! person has read.

use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000006_activity"
    }
}

/// With its place, because places in the log and not its clock say what is newest; a day's with all that a filter asks
/// for, so that days are searched without looking at the rows.
const INDEXES: [&[&str]; 3] = [
    &["factory_id", "actor_id", "seq"],
    &["factory_id", "type", "seq"],
    &["factory_id", "ts", "seq", "type", "actor_id"],
];

/// A later step that builds the table anew loses these with it, and must make them again.
const SQLITE_UP: [&str; 2] = [
    "CREATE TRIGGER \"tr-events-no-update\" BEFORE UPDATE ON events \
     BEGIN SELECT RAISE(ABORT, 'events are never changed'); END",
    "CREATE TRIGGER \"tr-events-no-delete\" BEFORE DELETE ON events \
     BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END",
];
const POSTGRES_UP: [&str; 2] = [
    "CREATE FUNCTION events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS \
     $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
    "CREATE TRIGGER \"tr-events-append-only\" BEFORE UPDATE OR DELETE ON events \
     FOR EACH ROW EXECUTE FUNCTION events_are_append_only()",
];
const SQLITE_DOWN: [&str; 2] = ["DROP TRIGGER \"tr-events-no-update\"", "DROP TRIGGER \"tr-events-no-delete\""];
const POSTGRES_DOWN: [&str; 2] =
    ["DROP TRIGGER \"tr-events-append-only\" ON events", "DROP FUNCTION events_are_append_only()"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for columns in INDEXES {
            manager.create_index(index("events", columns)).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("handovers")
                    .col(uuid("factory_id"))
                    .col(uuid("user_id"))
                    .col(big_integer("seq"))
                    .col(big_integer("at"))
                    .primary_key(Index::create().col("factory_id").col("user_id"))
                    .foreign_key(&mut refers("handovers", "factory_id", "factories"))
                    .foreign_key(&mut refers("handovers", "user_id", "users"))
                    .to_owned(),
            )
            .await?;
        run(manager, SQLITE_UP, POSTGRES_UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, SQLITE_DOWN, POSTGRES_DOWN).await?;
        drop_tables(manager, &["handovers"]).await?;
        for columns in INDEXES {
            let name = format!("ix-events-{}", columns.join("-"));
            manager.drop_index(Index::drop().name(name).table("events").to_owned()).await?;
        }
        Ok(())
    }
}

async fn run(manager: &SchemaManager<'_>, sqlite: [&str; 2], postgres: [&str; 2]) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let statements = if connection.get_database_backend() == DbBackend::Postgres { postgres } else { sqlite };
    for statement in statements {
        connection.execute_unprepared(statement).await?;
    }
    Ok(())
}
