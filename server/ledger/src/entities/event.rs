//! One place of a factory's log; `body` is the event as it goes over the wire.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub factory_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i64,
    pub ts: i64,
    #[sea_orm(column_name = "type")]
    pub kind: String,
    pub subject_id: Uuid,
    pub po_id: Option<Uuid>,
    pub item_id: Option<Uuid>,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub mutation_id: Uuid,
    pub body: String,
    pub device: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
