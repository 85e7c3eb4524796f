//! What the pages about people, devices, customers and the factory start from: rows and head of one moment.

use std::collections::HashMap;

use model::{
    Timestamp,
    account::{
        ClientRow, ClientsSnapshot, DeviceRow, DevicesSnapshot, InvitationState, Member, PeopleSnapshot, Settings,
        SettingsSnapshot,
    },
    ids::{ClientId, FactoryId, UserId},
    purchase_order::OrderStatus,
};
use sea_orm::{
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect, prelude::Uuid, sea_query::Expr,
};

use super::{departments_of, rows};
use crate::{
    Ledger,
    entities::{client, invitation, membership, purchase_order, user},
    error::{LedgerError, word},
    outbox::{factory_row, head},
};

impl Ledger {
    /// The page of people.
    ///
    /// # Errors
    /// [`model::Refusal::Unknown`] without such a factory.
    pub async fn people_snapshot(&self, factory: FactoryId) -> Result<PeopleSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let memberships =
            membership::Entity::find().filter(membership::Column::FactoryId.eq(factory.0)).all(&tx).await?;
        let ids = memberships.iter().map(|row| row.user_id);
        let people = user::Entity::find().filter(user::Column::Id.is_in(ids)).all(&tx).await?;
        let open = invitation::Entity::find()
            .filter(invitation::Column::FactoryId.eq(factory.0))
            .filter(invitation::Column::State.eq(InvitationState::Open.wire()))
            .order_by_desc(invitation::Column::CreatedAt)
            .all(&tx)
            .await?;
        tx.commit().await?;
        let mut people: HashMap<Uuid, user::Model> = people.into_iter().map(|user| (user.id, user)).collect();
        let mut members = Vec::with_capacity(memberships.len());
        for row in memberships {
            let Some(person) = people.remove(&row.user_id) else { continue };
            members.push(Member {
                id: UserId(row.user_id),
                version: row.version,
                name: person.name,
                username: person.username,
                role: word(&row.role)?,
                departments: departments_of(&row.departments)?,
                has_pin: row.pin_hash.is_some(),
                is_disabled: row.disabled_at.is_some(),
            });
        }
        members.sort_by_key(|member| member.name.to_lowercase());
        let invitations = open.into_iter().map(rows::invitation_of).collect::<Result<_, _>>()?;
        Ok(PeopleSnapshot { epoch, seq, members, invitations })
    }

    /// The page of shared devices, as the browser that keeps `device_token` sees it.
    ///
    /// # Errors
    /// [`model::Refusal::Unknown`] without such a factory.
    pub async fn devices_snapshot(
        &self,
        factory: FactoryId,
        device_token: Option<&str>,
    ) -> Result<DevicesSnapshot, LedgerError> {
        let own = match device_token {
            Some(token) => self.shared_device(token).await?.filter(|own| own.factory.id == factory),
            None => None,
        };
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let found = Ledger::device_rows(&tx, factory).await?;
        tx.commit().await?;
        let row = |row: crate::entities::device::Model| {
            let last_seen_at = Timestamp(row.last_seen_at);
            DeviceRow { device: rows::device_of(row), last_seen_at }
        };
        let devices = found.into_iter().map(row).collect();
        Ok(DevicesSnapshot { epoch, seq, devices, own: own.map(|own| own.device) })
    }

    /// The page of customers.
    ///
    /// # Errors
    /// [`model::Refusal::Unknown`] without such a factory.
    pub async fn clients_snapshot(&self, factory: FactoryId) -> Result<ClientsSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let clients = client::Entity::find()
            .filter(client::Column::FactoryId.eq(factory.0))
            .order_by_asc(client::Column::NameKey)
            .all(&tx)
            .await?;
        let counted: Vec<(Uuid, String, i64)> = purchase_order::Entity::find()
            .select_only()
            .columns([purchase_order::Column::ClientId, purchase_order::Column::Status])
            .column_as(Expr::col(purchase_order::Column::Id).count(), "orders")
            .filter(purchase_order::Column::FactoryId.eq(factory.0))
            .group_by(purchase_order::Column::ClientId)
            .group_by(purchase_order::Column::Status)
            .into_tuple()
            .all(&tx)
            .await?;
        tx.commit().await?;
        let count = |id: Uuid, only: Option<OrderStatus>| {
            let counts = |status: &str| only.is_none_or(|only| only.wire() == status);
            let orders = counted.iter().filter(|(client, status, _)| *client == id && counts(status));
            u32::try_from(orders.map(|(.., orders)| orders).sum::<i64>()).unwrap_or(u32::MAX)
        };
        let row = |row: client::Model| ClientRow {
            id: ClientId(row.id),
            version: row.version,
            name: row.name,
            orders: count(row.id, None),
            active_orders: count(row.id, Some(OrderStatus::Active)),
        };
        Ok(ClientsSnapshot { epoch, seq, clients: clients.into_iter().map(row).collect() })
    }

    /// The page of settings.
    ///
    /// # Errors
    /// [`model::Refusal::Unknown`] without such a factory.
    pub async fn settings_snapshot(&self, factory: FactoryId) -> Result<SettingsSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let row = factory_row(&tx, factory).await?;
        tx.commit().await?;
        let settings = Settings {
            version: row.version,
            name: row.name,
            time_zone: row.time_zone,
            number_prefix: row.number_prefix,
            lock_minutes: row.lock_minutes,
        };
        Ok(SettingsSnapshot { epoch, seq, settings })
    }
}
