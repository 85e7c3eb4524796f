//! Clients, purchase orders, their items, tracks, issues and deliveries.

use sea_orm_migration::{prelude::*, schema::*};

use crate::{drop_tables, index, refers};

pub(crate) struct Migration;

impl MigrationName for Migration {
    fn name(&self) -> &str {
        "m2026_11_21_000002_purchase_orders"
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for mut table in [clients(), purchase_orders(), items(), tracks(), issues(), deliveries()] {
            manager.create_table(table.take()).await?;
        }
        // The comparable spelling is what must not repeat in a factory.
        manager.create_index(index("clients", &["factory_id", "name_key"]).unique().to_owned()).await?;
        manager.create_index(index("purchase_orders", &["factory_id", "po_number_key"]).unique().to_owned()).await?;
        manager.create_index(index("tracks", &["item_id", "department"]).unique().to_owned()).await?;
        // The Tasks page: active orders of a factory, then their undelivered items.
        manager.create_index(index("purchase_orders", &["factory_id", "status"])).await?;
        manager.create_index(index("items", &["po_id", "is_delivered"])).await?;
        manager.create_index(index("items", &["factory_id"])).await?;
        manager.create_index(index("issues", &["item_id", "status"])).await?;
        manager.create_index(index("deliveries", &["item_id", "at"])).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["deliveries", "issues", "tracks", "items", "purchase_orders", "clients"]).await
    }
}

fn clients() -> TableCreateStatement {
    Table::create()
        .table("clients")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(text("name"))
        .col(text("name_key"))
        .foreign_key(&mut refers("clients", "factory_id", "factories"))
        .to_owned()
}

fn purchase_orders() -> TableCreateStatement {
    Table::create()
        .table("purchase_orders")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(big_integer("version"))
        .col(text("po_number"))
        .col(text("po_number_key"))
        .col(uuid("client_id"))
        .col(date_null("order_date"))
        .col(date_null("delivery_deadline"))
        .col(boolean("is_urgent"))
        .col(boolean("is_vendor_job"))
        .col(text("status"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut refers("purchase_orders", "factory_id", "factories"))
        .foreign_key(&mut refers("purchase_orders", "client_id", "clients"))
        .to_owned()
}

fn items() -> TableCreateStatement {
    Table::create()
        .table("items")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(uuid("po_id"))
        .col(integer("position"))
        .col(big_integer("version"))
        .col(text("item_name"))
        .col(text_null("specification"))
        .col(big_integer("quantity_total"))
        .col(text("quantity_unit"))
        .col(big_integer("quantity_delivered"))
        .col(boolean("is_delivered"))
        .col(big_integer_null("delivered_at"))
        .col(big_integer("created_at"))
        .col(big_integer("updated_at"))
        .foreign_key(&mut refers("items", "factory_id", "factories"))
        .foreign_key(&mut refers("items", "po_id", "purchase_orders"))
        .to_owned()
}

fn tracks() -> TableCreateStatement {
    Table::create()
        .table("tracks")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(uuid("item_id"))
        .col(big_integer("version"))
        .col(text("department"))
        .col(small_integer("progress"))
        .col(uuid_null("updated_by"))
        .col(text_null("updated_by_name"))
        .col(big_integer_null("updated_at"))
        .col(text_null("last_note"))
        .foreign_key(&mut refers("tracks", "factory_id", "factories"))
        .foreign_key(&mut refers("tracks", "item_id", "items"))
        .to_owned()
}

fn issues() -> TableCreateStatement {
    Table::create()
        .table("issues")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(uuid("item_id"))
        .col(big_integer("version"))
        .col(text("title"))
        .col(text_null("description"))
        .col(text("priority"))
        .col(text("status"))
        .col(uuid("reporter_id"))
        .col(text("reporter_name"))
        .col(big_integer("reported_at"))
        .col(uuid_null("resolver_id"))
        .col(text_null("resolver_name"))
        .col(big_integer_null("resolved_at"))
        .foreign_key(&mut refers("issues", "factory_id", "factories"))
        .foreign_key(&mut refers("issues", "item_id", "items"))
        .to_owned()
}

fn deliveries() -> TableCreateStatement {
    Table::create()
        .table("deliveries")
        .col(pk_uuid("id"))
        .col(uuid("factory_id"))
        .col(uuid("item_id"))
        .col(big_integer("quantity"))
        .col(text_null("note"))
        .col(uuid("by_id"))
        .col(text("by_name"))
        .col(big_integer("at"))
        .foreign_key(&mut refers("deliveries", "factory_id", "factories"))
        .foreign_key(&mut refers("deliveries", "item_id", "items"))
        .to_owned()
}
