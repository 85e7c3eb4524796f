//! A factory: the tenant, with the head of its log.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "factories")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub slug: String,
    pub time_zone: String,
    pub utc_offset_minutes: i32,
    pub head: i64,
    pub epoch: Uuid,
    pub created_at: i64,
    pub version: i64,
    pub number_prefix: String,
    pub lock_minutes: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
