//! One line of a purchase order; quantities in ten-thousandths.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "items")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub factory_id: Uuid,
    pub po_id: Uuid,
    pub position: i32,
    pub version: i64,
    pub item_name: String,
    pub specification: Option<String>,
    pub quantity_total: i64,
    pub quantity_unit: String,
    pub quantity_delivered: i64,
    pub is_delivered: bool,
    pub delivered_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
