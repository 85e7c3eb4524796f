//! Events: what happened, who did it, and its place in the factory's dense sequence.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor},
};
use uuid::Uuid;

use crate::{
    account::{DeviceChanged, FactoryChanged, InvitationChanged, MemberChanged},
    actor::ActorRef,
    channel::{Channel, DocType},
    ids::{FactoryId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{
        ClientChanged, IssueChanged, ItemDelivered, ItemUpdated, PurchaseOrderCreated, PurchaseOrderStatusChanged,
        PurchaseOrderUpdated, PurchaseOrderUrgentChanged, TrackUpdated, Version,
    },
    time::Timestamp,
};

pub use crate::coalesce::coalesce;

/// The kind of thing done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// A new document.
    Create,
    /// Changed fields.
    Update,
    /// Gone.
    Delete,
    /// Approved by a manager.
    Approve,
    /// Rejected by a manager.
    Reject,
}

/// What happened, with the full new values of what changed. On the wire `{"type": …, "change": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "change")]
pub enum Change {
    /// A new order.
    #[serde(rename = "po-created")]
    PurchaseOrderCreated(PurchaseOrderCreated),
    /// Header fields, added items.
    #[serde(rename = "po-updated")]
    PurchaseOrderUpdated(PurchaseOrderUpdated),
    /// Completed, cancelled, archived, taken up again.
    #[serde(rename = "po-status-changed")]
    PurchaseOrderStatusChanged(PurchaseOrderStatusChanged),
    /// Urgent on or off.
    #[serde(rename = "po-urgent-changed")]
    PurchaseOrderUrgentChanged(PurchaseOrderUrgentChanged),
    /// Progress of a department.
    #[serde(rename = "track-updated")]
    TrackUpdated(TrackUpdated),
    /// A problem reported.
    #[serde(rename = "issue-created")]
    IssueCreated(IssueChanged),
    /// A problem solved.
    #[serde(rename = "issue-resolved")]
    IssueResolved(IssueChanged),
    /// A photo added to a problem.
    #[serde(rename = "issue-photo-added")]
    IssuePhotoAdded(IssueChanged),
    /// A delivery.
    #[serde(rename = "item-delivered")]
    ItemDelivered(ItemDelivered),
    /// Fields of one item.
    #[serde(rename = "item-updated")]
    ItemUpdated(ItemUpdated),
    /// A new customer by itself; those that come with an order are in the order.
    #[serde(rename = "client-created")]
    ClientCreated(ClientChanged),
    /// A customer's name.
    #[serde(rename = "client-updated")]
    ClientUpdated(ClientChanged),
    /// Somebody was asked to join.
    #[serde(rename = "member-invited")]
    MemberInvited(InvitationChanged),
    /// An invitation was used or taken back.
    #[serde(rename = "member-invitation-closed")]
    MemberInvitationClosed(InvitationChanged),
    /// Somebody joined.
    #[serde(rename = "member-created")]
    MemberCreated(MemberChanged),
    /// What somebody may do, or how he signs in.
    #[serde(rename = "member-updated")]
    MemberUpdated(MemberChanged),
    /// A shared device was enrolled.
    #[serde(rename = "device-created")]
    DeviceCreated(DeviceChanged),
    /// A shared device was renamed, or is trusted no more.
    #[serde(rename = "device-updated")]
    DeviceUpdated(DeviceChanged),
    /// The factory's settings.
    #[serde(rename = "factory-updated")]
    FactoryUpdated(FactoryChanged),
}

/// What a change is about, and so who hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// An order, or one item of it.
    Order(PurchaseOrderId, Option<ItemId>),
    /// A customer: shown with each of its orders.
    Client(Uuid),
    /// People and invitations, shown to those who administer.
    Member,
    /// Shared devices, shown to those who administer.
    Device,
    /// The factory's settings.
    Factory,
}

impl Topic {
    /// The topic of an event that lies in the log with this name, row, order and item; `None` for a name that is not
    /// one of ours.
    #[must_use]
    pub fn of_row(name: &str, subject: Uuid, order: Option<PurchaseOrderId>, item: Option<ItemId>) -> Option<Topic> {
        if let Some(order) = order {
            return Some(Topic::Order(order, item));
        }
        match name.split('-').next()? {
            "client" => Some(Topic::Client(subject)),
            "member" => Some(Topic::Member),
            "device" => Some(Topic::Device),
            "factory" => Some(Topic::Factory),
            _ => None,
        }
    }

    /// Where it is delivered.
    #[must_use]
    pub fn channels(self, factory: FactoryId) -> Vec<Channel> {
        let everybody = Channel::Factory(factory);
        match self {
            Topic::Order(order, item) => {
                let mut channels = vec![
                    everybody,
                    Channel::List(DocType::PurchaseOrder, factory),
                    Channel::Doc(DocType::PurchaseOrder, order.0),
                ];
                channels.extend(item.map(|item| Channel::Doc(DocType::Item, item.0)));
                channels
            }
            Topic::Client(_) => {
                vec![everybody, Channel::List(DocType::Client, factory), Channel::List(DocType::PurchaseOrder, factory)]
            }
            Topic::Member => vec![Channel::List(DocType::Member, factory)],
            Topic::Device => vec![Channel::List(DocType::Device, factory)],
            Topic::Factory => vec![everybody, Channel::Doc(DocType::Factory, factory.0)],
        }
    }
}

impl Change {
    /// The event name of product §3.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Change::PurchaseOrderCreated(_) => "po-created",
            Change::PurchaseOrderUpdated(_) => "po-updated",
            Change::PurchaseOrderStatusChanged(_) => "po-status-changed",
            Change::PurchaseOrderUrgentChanged(_) => "po-urgent-changed",
            Change::TrackUpdated(_) => "track-updated",
            Change::IssueCreated(_) => "issue-created",
            Change::IssueResolved(_) => "issue-resolved",
            Change::IssuePhotoAdded(_) => "issue-photo-added",
            Change::ItemDelivered(_) => "item-delivered",
            Change::ItemUpdated(_) => "item-updated",
            Change::ClientCreated(_) => "client-created",
            Change::ClientUpdated(_) => "client-updated",
            Change::MemberInvited(_) => "member-invited",
            Change::MemberInvitationClosed(_) => "member-invitation-closed",
            Change::MemberCreated(_) => "member-created",
            Change::MemberUpdated(_) => "member-updated",
            Change::DeviceCreated(_) => "device-created",
            Change::DeviceUpdated(_) => "device-updated",
            Change::FactoryUpdated(_) => "factory-updated",
        }
    }

    /// The row that changed.
    #[must_use]
    pub fn subject(&self) -> Uuid {
        match self {
            Change::PurchaseOrderCreated(change) => change.order.id.0,
            Change::PurchaseOrderUpdated(change) => change.po_id.0,
            Change::PurchaseOrderStatusChanged(change) => change.po_id.0,
            Change::PurchaseOrderUrgentChanged(change) => change.po_id.0,
            Change::TrackUpdated(change) => change.track.id.0,
            Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
                change.issue.id.0
            }
            Change::ItemDelivered(change) => change.item_id.0,
            Change::ItemUpdated(change) => change.item_id.0,
            Change::ClientCreated(change) | Change::ClientUpdated(change) => change.client.id.0,
            Change::MemberInvited(change) | Change::MemberInvitationClosed(change) => change.invitation.id.0,
            Change::MemberCreated(change) | Change::MemberUpdated(change) => change.member.id.0,
            Change::DeviceCreated(change) | Change::DeviceUpdated(change) => change.device.id.0,
            Change::FactoryUpdated(change) => change.factory_id.0,
        }
    }

    /// That row's version, after.
    #[must_use]
    pub fn version(&self) -> Version {
        match self {
            Change::PurchaseOrderCreated(change) => change.order.version,
            Change::PurchaseOrderUpdated(change) => change.version,
            Change::PurchaseOrderStatusChanged(change) => change.version,
            Change::PurchaseOrderUrgentChanged(change) => change.version,
            Change::TrackUpdated(change) => change.track.version,
            Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
                change.issue.version
            }
            Change::ItemDelivered(change) => change.version,
            Change::ItemUpdated(change) => change.version,
            Change::ClientCreated(change) | Change::ClientUpdated(change) => change.version,
            Change::MemberInvited(change) | Change::MemberInvitationClosed(change) => change.invitation.version,
            Change::MemberCreated(change) | Change::MemberUpdated(change) => change.member.version,
            Change::DeviceCreated(change) | Change::DeviceUpdated(change) => change.device.version,
            Change::FactoryUpdated(change) => change.settings.version,
        }
    }

    /// Create for what is new, update for the rest.
    #[must_use]
    pub fn action(&self) -> Action {
        match self {
            Change::PurchaseOrderCreated(_)
            | Change::IssueCreated(_)
            | Change::ClientCreated(_)
            | Change::MemberInvited(_)
            | Change::MemberCreated(_)
            | Change::DeviceCreated(_) => Action::Create,
            _ => Action::Update,
        }
    }

    /// The fields that changed; empty for what is new.
    #[must_use]
    pub fn changed_keys(&self) -> Vec<&'static str> {
        match self {
            _ if self.action() == Action::Create => Vec::new(),
            Change::PurchaseOrderUpdated(change) => change.patch.changed_keys(),
            Change::PurchaseOrderStatusChanged(_) => vec!["status"],
            Change::PurchaseOrderUrgentChanged(_) => vec!["is_urgent"],
            Change::TrackUpdated(_) => vec!["progress", "updated_by", "updated_at", "last_note"],
            Change::IssueResolved(_) => vec!["status", "resolver", "resolved_at"],
            Change::IssuePhotoAdded(_) => vec!["photos"],
            Change::ItemDelivered(_) => vec!["quantity_delivered", "is_delivered", "delivered_at"],
            Change::ItemUpdated(change) => change.patch.changed_keys(),
            Change::ClientUpdated(_) | Change::DeviceUpdated(DeviceChanged { old_name: Some(_), .. }) => vec!["name"],
            Change::DeviceUpdated(_) => vec!["ended_at"],
            Change::MemberInvitationClosed(_) => vec!["state"],
            Change::MemberUpdated(change) => change.changed_keys(),
            Change::FactoryUpdated(change) => change.changed_keys(),
            // What is new, above.
            _ => Vec::new(),
        }
    }

    /// The order it belongs to, if to one.
    #[must_use]
    pub fn po_id(&self) -> Option<PurchaseOrderId> {
        match self.topic() {
            Topic::Order(order, _) => Some(order),
            _ => None,
        }
    }

    /// The number of that order, after.
    #[must_use]
    pub fn po_number(&self) -> Option<&str> {
        match self {
            Change::PurchaseOrderCreated(change) => Some(&change.order.po_number),
            Change::PurchaseOrderUpdated(change) => Some(&change.po_number),
            Change::PurchaseOrderStatusChanged(change) => Some(&change.po_number),
            Change::PurchaseOrderUrgentChanged(change) => Some(&change.po_number),
            Change::TrackUpdated(change) => Some(&change.po_number),
            Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
                Some(&change.po_number)
            }
            Change::ItemDelivered(change) => Some(&change.po_number),
            Change::ItemUpdated(change) => Some(&change.po_number),
            _ => None,
        }
    }

    /// The name, after, of the one item it is about.
    #[must_use]
    pub fn item_name(&self) -> Option<&str> {
        match self {
            Change::TrackUpdated(change) => Some(&change.item_name),
            Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
                Some(&change.item_name)
            }
            Change::ItemDelivered(change) => Some(&change.item_name),
            Change::ItemUpdated(change) => Some(change.patch.item_name.as_ref().unwrap_or(&change.item_name)),
            _ => None,
        }
    }

    /// The one item it is about; `None` when it is about a whole order, or about none.
    #[must_use]
    pub fn item_id(&self) -> Option<ItemId> {
        match self.topic() {
            Topic::Order(_, item) => item,
            _ => None,
        }
    }

    /// What it is about.
    #[must_use]
    pub fn topic(&self) -> Topic {
        match self {
            Change::ClientCreated(change) | Change::ClientUpdated(change) => Topic::Client(change.client.id.0),
            Change::MemberInvited(_)
            | Change::MemberInvitationClosed(_)
            | Change::MemberCreated(_)
            | Change::MemberUpdated(_) => Topic::Member,
            Change::DeviceCreated(_) | Change::DeviceUpdated(_) => Topic::Device,
            Change::FactoryUpdated(_) => Topic::Factory,
            Change::PurchaseOrderCreated(change) => Topic::Order(change.order.id, None),
            Change::PurchaseOrderUpdated(change) => Topic::Order(change.po_id, None),
            Change::PurchaseOrderStatusChanged(change) => Topic::Order(change.po_id, None),
            Change::PurchaseOrderUrgentChanged(change) => Topic::Order(change.po_id, None),
            Change::TrackUpdated(change) => Topic::Order(change.po_id, Some(change.item_id)),
            Change::IssueCreated(change) | Change::IssueResolved(change) | Change::IssuePhotoAdded(change) => {
                Topic::Order(change.po_id, Some(change.item_id))
            }
            Change::ItemDelivered(change) => Topic::Order(change.po_id, Some(change.item_id)),
            Change::ItemUpdated(change) => Topic::Order(change.po_id, Some(change.item_id)),
        }
    }

    /// Where it is delivered.
    #[must_use]
    pub fn channels(&self, factory: FactoryId) -> Vec<Channel> {
        self.topic().channels(factory)
    }
}

/// An event of a factory's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// `type` and `change`.
    #[serde(flatten)]
    pub change: Change,
    /// The row that changed.
    pub id: Uuid,
    /// The tenant.
    pub factory_id: FactoryId,
    /// Kind of change.
    pub action: Action,
    /// Fields that changed.
    pub changed_keys: Vec<String>,
    /// The row's version, after.
    pub version: Version,
    /// Place in the factory's log: 1, 2, 3 … without holes.
    pub seq: i64,
    /// When it was recorded.
    pub ts: Timestamp,
    /// Who did it.
    pub actor: ActorRef,
    /// From where: a shared device's name, or what the browser says it is, as in `Chrome · Android`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// The mutation it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutation_id: Option<MutationId>,
}

impl Event {
    /// The event of `change` at place `seq`.
    #[must_use]
    pub fn new(
        change: Change,
        factory_id: FactoryId,
        seq: i64,
        ts: Timestamp,
        actor: ActorRef,
        mutation_id: Option<MutationId>,
    ) -> Event {
        Event {
            id: change.subject(),
            factory_id,
            action: change.action(),
            changed_keys: change.changed_keys().into_iter().map(str::to_owned).collect(),
            version: change.version(),
            seq,
            ts,
            actor,
            device: None,
            mutation_id,
            change,
        }
    }
}

/// Read by hand: the derived reading of a flattened, tagged change first keeps the whole event as loose values, which
/// costs a browser more than everything it then does with it. In exchange `type` must come before `change`, as it is
/// always written.
impl<'de> Deserialize<'de> for Event {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(EventVisitor)
    }
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "camelCase")]
enum EventKey {
    Type,
    Change,
    Id,
    FactoryId,
    Action,
    ChangedKeys,
    Version,
    Seq,
    Ts,
    Actor,
    Device,
    MutationId,
    #[serde(other)]
    Other,
}

struct EventVisitor;

impl<'de> Visitor<'de> for EventVisitor {
    type Value = Event;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Event, A::Error> {
        let (mut name, mut change, mut id, mut factory_id, mut action) = (None::<String>, None, None, None, None);
        let (mut changed_keys, mut version, mut seq, mut ts, mut actor) = (None, None, None, None, None);
        let (mut device, mut mutation_id) = (None, None);
        while let Some(key) = map.next_key()? {
            match key {
                EventKey::Type => name = Some(map.next_value()?),
                EventKey::Change => {
                    let name = name.as_deref().ok_or_else(|| A::Error::custom("`type` must come before `change`"))?;
                    change = Some(map.next_value_seed(ChangeNamed(name))?);
                }
                EventKey::Id => id = Some(map.next_value()?),
                EventKey::FactoryId => factory_id = Some(map.next_value()?),
                EventKey::Action => action = Some(map.next_value()?),
                EventKey::ChangedKeys => changed_keys = Some(map.next_value()?),
                EventKey::Version => version = Some(map.next_value()?),
                EventKey::Seq => seq = Some(map.next_value()?),
                EventKey::Ts => ts = Some(map.next_value()?),
                EventKey::Actor => actor = Some(map.next_value()?),
                EventKey::Device => device = map.next_value()?,
                EventKey::MutationId => mutation_id = map.next_value()?,
                EventKey::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let missing = A::Error::missing_field;
        Ok(Event {
            change: change.ok_or_else(|| missing("change"))?,
            id: id.ok_or_else(|| missing("id"))?,
            factory_id: factory_id.ok_or_else(|| missing("factoryId"))?,
            action: action.ok_or_else(|| missing("action"))?,
            changed_keys: changed_keys.ok_or_else(|| missing("changedKeys"))?,
            version: version.ok_or_else(|| missing("version"))?,
            seq: seq.ok_or_else(|| missing("seq"))?,
            ts: ts.ok_or_else(|| missing("ts"))?,
            actor: actor.ok_or_else(|| missing("actor"))?,
            device,
            mutation_id,
        })
    }
}

/// Reads the change of the event with this name.
struct ChangeNamed<'name>(&'name str);

impl<'de> DeserializeSeed<'de> for ChangeNamed<'_> {
    type Value = Change;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Change, D::Error> {
        Ok(match self.0 {
            "po-created" => Change::PurchaseOrderCreated(Deserialize::deserialize(deserializer)?),
            "po-updated" => Change::PurchaseOrderUpdated(Deserialize::deserialize(deserializer)?),
            "po-status-changed" => Change::PurchaseOrderStatusChanged(Deserialize::deserialize(deserializer)?),
            "po-urgent-changed" => Change::PurchaseOrderUrgentChanged(Deserialize::deserialize(deserializer)?),
            "track-updated" => Change::TrackUpdated(Deserialize::deserialize(deserializer)?),
            "issue-created" => Change::IssueCreated(Deserialize::deserialize(deserializer)?),
            "issue-resolved" => Change::IssueResolved(Deserialize::deserialize(deserializer)?),
            "issue-photo-added" => Change::IssuePhotoAdded(Deserialize::deserialize(deserializer)?),
            "item-delivered" => Change::ItemDelivered(Deserialize::deserialize(deserializer)?),
            "item-updated" => Change::ItemUpdated(Deserialize::deserialize(deserializer)?),
            "client-created" => Change::ClientCreated(Deserialize::deserialize(deserializer)?),
            "client-updated" => Change::ClientUpdated(Deserialize::deserialize(deserializer)?),
            "member-invited" => Change::MemberInvited(Deserialize::deserialize(deserializer)?),
            "member-invitation-closed" => Change::MemberInvitationClosed(Deserialize::deserialize(deserializer)?),
            "member-created" => Change::MemberCreated(Deserialize::deserialize(deserializer)?),
            "member-updated" => Change::MemberUpdated(Deserialize::deserialize(deserializer)?),
            "device-created" => Change::DeviceCreated(Deserialize::deserialize(deserializer)?),
            "device-updated" => Change::DeviceUpdated(Deserialize::deserialize(deserializer)?),
            "factory-updated" => Change::FactoryUpdated(Deserialize::deserialize(deserializer)?),
            unknown => return Err(D::Error::custom(format_args!("unknown event {unknown:?}"))),
        })
    }
}
