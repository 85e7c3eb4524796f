//! A purchase order without its items.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "purchase_orders")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub factory_id: Uuid,
    pub version: i64,
    pub po_number: String,
    pub po_number_key: String,
    pub client_id: Uuid,
    pub order_date: Option<Date>,
    pub delivery_deadline: Option<Date>,
    pub is_urgent: bool,
    pub is_vendor_job: bool,
    pub status: String,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
