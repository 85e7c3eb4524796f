//! The schema of lacakPO, one file a step. A step that has landed is never edited; the next change is a new step.
//!
//! Always true here: nothing that only SQLite understands (PostgreSQL follows), ids are `uuid`, moments are `BIGINT`
//! milliseconds since 1970, days are `DATE`, exact amounts are scaled `BIGINT`, and every table but `users`,
//! `sessions` (a person belongs to several factories) and `links` (one makes the first factory) carries its `factory_id`.

mod m2026_11_21_000001_accounts;
mod m2026_11_21_000002_purchase_orders;
mod m2026_11_21_000003_log;
mod m2026_11_21_000004_administration;
mod m2026_11_21_000005_photos;
mod m2026_11_21_000006_activity;
mod m2026_11_21_000007_objects;
mod m2026_11_22_000008_events_by_order;

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, sea_orm};

/// All steps in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m2026_11_21_000001_accounts::Migration),
            Box::new(m2026_11_21_000002_purchase_orders::Migration),
            Box::new(m2026_11_21_000003_log::Migration),
            Box::new(m2026_11_21_000004_administration::Migration),
            Box::new(m2026_11_21_000005_photos::Migration),
            Box::new(m2026_11_21_000006_activity::Migration),
            Box::new(m2026_11_21_000007_objects::Migration),
            Box::new(m2026_11_22_000008_events_by_order::Migration),
        ]
    }
}

/// A foreign key from `column` of `from` to the id of `to`. Nothing cascades: rows are kept, not deleted.
fn refers(from: &'static str, column: &'static str, to: &'static str) -> ForeignKeyCreateStatement {
    ForeignKey::create().name(format!("fk-{from}-{column}")).from(from, column).to(to, "id").to_owned()
}

/// An index, named after its table and columns so that a plan or an error explains itself.
fn index(table: &'static str, columns: &[&'static str]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(format!("ix-{table}-{}", columns.join("-"))).table(table);
    for column in columns {
        index.col(*column);
    }
    index
}

/// Drops `tables`, the first one first.
async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
