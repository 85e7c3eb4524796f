//! Administration: settings of a factory, PINs and shared devices, invitations and one-time links, where a session and an
//! event came from, and events that are about no order.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000004_administration"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [devices(), invitations(), links()] {
            manager.create_table(table).await?;
        }
        manager.create_index(index("devices", &["factory_id"])).await?;
        manager.create_index(index("invitations", &["factory_id", "state"])).await?;
        manager.create_index(index("links", &["subject_id"])).await?;
        add(manager, "factories", big_integer("version").default(1).take()).await?;
        add(manager, "factories", text("number_prefix").default("PO").take()).await?;
        add(manager, "factories", integer("lock_minutes").default(3).take()).await?;
        add(manager, "clients", big_integer("version").default(1).take()).await?;
        add(manager, "memberships", text_null("pin_hash")).await?;
        add(manager, "memberships", big_integer_null("disabled_at")).await?;
        // A session by PIN is good in one factory, on one device.
        add(manager, "sessions", uuid_null("factory_id")).await?;
        add(manager, "sessions", uuid_null("device_id")).await?;
        manager.create_index(index("sessions", &["device_id"])).await?;
        // What the browser says it is.
        add(manager, "sessions", text("agent").default("").take()).await?;
        let events = "factory_id, seq, ts, type, subject_id, po_id, item_id, actor_id, actor_name, mutation_id, body";
        rebuild_events(manager, true, events).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        // What is about no order did not exist before.
        manager.get_connection().execute_unprepared("DELETE FROM events WHERE po_id IS NULL").await?;
        let events = "factory_id, seq, ts, type, subject_id, po_id, item_id, actor_id, actor_name, mutation_id, body";
        rebuild_events(manager, false, events).await?;
        manager.drop_index(Index::drop().name("ix-sessions-device_id").table("sessions").to_owned()).await?;
        for (table, column) in [
            ("sessions", "agent"),
            ("sessions", "device_id"),
            ("sessions", "factory_id"),
            ("memberships", "disabled_at"),
            ("memberships", "pin_hash"),
            ("clients", "version"),
            ("factories", "lock_minutes"),
            ("factories", "number_prefix"),
            ("factories", "version"),
        ] {
            manager.alter_table(Table::alter().table(table).drop_column(column).to_owned()).await?;
        }
        drop_tables(manager, &["links", "invitations", "devices"]).await
    }
}

async fn add(manager: &SchemaManager<'_>, table: &'static str, mut column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column.take()).to_owned()).await
}

fn devices() -> TableCreateStatement {
    Table::create()
        .table("devices")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(big_integer("version"))
        .col(text("name"))
        // SHA-256 of the token that the device keeps.
        .col(binary_len_uniq("token_hash", 32))
        .col(uuid("by_id"))
        .col(text("by_name"))
        .col(big_integer("created_at"))
        .col(big_integer("last_seen_at"))
        .col(big_integer_null("ended_at"))
        .foreign_key(&mut refers("devices", "factory_id", "factories"))
        .to_owned()
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(big_integer("version"))
        .col(text("name"))
        .col(text("role"))
        .col(text("departments"))
        .col(uuid("by_id"))
        .col(text("by_name"))
        .col(big_integer("created_at"))
        .col(text("state"))
        .foreign_key(&mut refers("invitations", "factory_id", "factories"))
        .to_owned()
}

/// Links that open something once: `invitation` (subject: that row), `password` (subject: a user), `setup` (nothing).
fn links() -> TableCreateStatement {
    Table::create()
        .table("links")
        // SHA-256 of the token in the link.
        .col(ColumnDef::new("token_hash").binary_len(32).not_null().primary_key())
        .col(text("kind"))
        .col(uuid_null("factory_id"))
        .col(uuid_null("subject_id"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .foreign_key(&mut refers("links", "factory_id", "factories"))
        .to_owned()
}

/// The same events in a table whose `po_id` may be missing or not: SQLite changes no column in place.
async fn rebuild_events(manager: &SchemaManager<'_>, widened: bool, columns: &str) -> Result<(), DbErr> {
    let mut po_id = if widened { uuid_null("po_id") } else { uuid("po_id") };
    let mut table = Table::create();
    table
        .table("events_rebuilt")
        .col(uuid("factory_id"))
        .col(big_integer("seq"))
        .col(big_integer("ts"))
        .col(text("type"))
        .col(uuid("subject_id"))
        .col(po_id.take())
        .col(uuid_null("item_id"))
        .col(uuid("actor_id"))
        .col(text("actor_name"))
        .col(uuid("mutation_id"))
        // The event exactly as it goes over the wire.
        .col(text("body"));
    if widened {
        table.col(text_null("device"));
    }
    table.primary_key(Index::create().col("factory_id").col("seq")).foreign_key(&mut refers(
        "events",
        "factory_id",
        "factories",
    ));
    manager.create_table(table.take()).await?;
    let copy = format!("INSERT INTO events_rebuilt ({columns}) SELECT {columns} FROM events");
    manager.get_connection().execute_unprepared(&copy).await?;
    drop_tables(manager, &["events"]).await?;
    manager.rename_table(Table::rename().table("events_rebuilt", "events").to_owned()).await?;
    manager.create_index(index("events", &["factory_id", "po_id", "seq"])).await?;
    manager.create_index(index("events", &["factory_id", "item_id", "seq"])).await
}
