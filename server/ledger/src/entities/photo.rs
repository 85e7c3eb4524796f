//! A photo of an issue, without its content: who lists photos must not read them, and who reads one asks for its column.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photos")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub factory_id: Uuid,
    pub issue_id: Uuid,
    pub item_id: Uuid,
    pub position: i32,
    pub width: i32,
    pub height: i32,
    pub bytes: i32,
    pub by_id: Uuid,
    pub by_name: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
