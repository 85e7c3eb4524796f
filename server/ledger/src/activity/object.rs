//! What the one thing is called whose history is asked for.

use model::{DocType, activity::Object, ids::FactoryId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::Hidden;
use crate::{
    entities::{client, device, factory, item, membership, purchase_order as order, user},
    error::LedgerError,
};

/// Its name now; `None` where `factory` has no such thing, or none for somebody with these `hidden` events.
pub(super) async fn name(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    object: Object,
    hidden: Hidden,
) -> Result<Option<String>, LedgerError> {
    let Object { doc, id } = object;
    if hidden.iter().any(|beginning| beginning.trim_end_matches('-') == doc.wire()) {
        return Ok(None);
    }
    Ok(match doc {
        DocType::PurchaseOrder => {
            let order = order::Entity::find_by_id(id).filter(order::Column::FactoryId.eq(factory.0)).one(db).await?;
            order.map(|order| order.po_number)
        }
        DocType::Item => {
            let item = item::Entity::find_by_id(id).filter(item::Column::FactoryId.eq(factory.0)).one(db).await?;
            item.map(|item| item.item_name)
        }
        DocType::Client => {
            let client = client::Entity::find_by_id(id).filter(client::Column::FactoryId.eq(factory.0)).one(db).await?;
            client.map(|client| client.name)
        }
        DocType::Member => match membership::Entity::find_by_id((factory.0, id)).one(db).await? {
            Some(_) => user::Entity::find_by_id(id).one(db).await?.map(|user| user.name),
            None => None,
        },
        DocType::Device => {
            let device = device::Entity::find_by_id(id).filter(device::Column::FactoryId.eq(factory.0)).one(db).await?;
            device.map(|device| device.name)
        }
        DocType::Factory if id == factory.0 => factory::Entity::find_by_id(id).one(db).await?.map(|own| own.name),
        DocType::Factory => None,
    })
}
