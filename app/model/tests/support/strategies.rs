//! Any row, change and event.

use chrono::Days;
use model::{
    Action, Actor, ActorRef, Change, Date, Department, Departments, Event, Quantity, Role, Timestamp,
    ids::{ClientId, DeliveryId, FactoryId, IssueId, ItemId, MutationId, PhotoId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{
        Client, Delivery, Issue, IssueChanged, IssueStatus, Item, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch,
        OrderStatus, Photo, Priority, PurchaseOrder, PurchaseOrderCreated, PurchaseOrderStatusChanged,
        PurchaseOrderUpdated, PurchaseOrderUrgentChanged, Track, TrackUpdated,
    },
};
use proptest::{
    collection::vec,
    option::of,
    prelude::{Strategy, any},
    prop_oneof,
    sample::select,
};
use uuid::Uuid;

pub(crate) fn ids() -> impl Strategy<Value = Uuid> {
    any::<u128>().prop_map(Uuid::from_u128)
}

/// Short, but of any characters: quotes, line breaks, emoji, zero bytes.
pub(crate) fn texts() -> impl Strategy<Value = String> {
    vec(any::<char>(), 0..6).prop_map(|chars| chars.into_iter().collect())
}

pub(crate) fn quantities() -> impl Strategy<Value = Quantity> {
    any::<i64>().prop_map(Quantity::from_scaled)
}

pub(crate) fn dates() -> impl Strategy<Value = Date> {
    (0_u64..36_000).prop_map(|days| Date::default() + Days::new(days))
}

pub(crate) fn moments() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp)
}

pub(crate) fn departments() -> impl Strategy<Value = Department> {
    select(Department::ALL.to_vec())
}

pub(crate) fn priorities() -> impl Strategy<Value = Priority> {
    select(Priority::ALL.to_vec())
}

pub(crate) fn statuses() -> impl Strategy<Value = OrderStatus> {
    select(OrderStatus::ALL.to_vec())
}

pub(crate) fn actor_refs() -> impl Strategy<Value = ActorRef> {
    (ids(), texts()).prop_map(|(id, name)| ActorRef { id: UserId(id), name })
}

pub(crate) fn actors() -> impl Strategy<Value = Actor> {
    let roles = select(vec![Role::Admin, Role::Manager, Role::Operator]);
    (ids(), texts(), ids(), roles, vec(departments(), 0..5)).prop_map(|(id, name, factory, role, departments)| Actor {
        id: UserId(id),
        name,
        factory_id: FactoryId(factory),
        role,
        departments: departments.into_iter().collect::<Departments>(),
    })
}

fn clients() -> impl Strategy<Value = Client> {
    (ids(), texts()).prop_map(|(id, name)| Client { id: ClientId(id), name })
}

fn orders() -> impl Strategy<Value = PurchaseOrder> {
    let flags = (any::<bool>(), any::<bool>());
    let days = (of(dates()), of(dates()));
    (ids(), any::<i64>(), texts(), clients(), days, flags, statuses(), moments()).prop_map(
        |(id, version, po_number, client, (order_date, delivery_deadline), (is_urgent, is_vendor_job), status, at)| {
            PurchaseOrder {
                id: PurchaseOrderId(id),
                version,
                po_number,
                client,
                order_date,
                delivery_deadline,
                is_urgent,
                is_vendor_job,
                status,
                created_at: at,
            }
        },
    )
}

fn tracks() -> impl Strategy<Value = Track> {
    let last = (of(actor_refs()), of(moments()), of(texts()));
    (ids(), any::<i64>(), departments(), 0_u8..=100, last).prop_map(
        |(id, version, department, progress, (updated_by, updated_at, last_note))| Track {
            id: TrackId(id),
            version,
            department,
            progress,
            updated_by,
            updated_at,
            last_note,
        },
    )
}

fn photos() -> impl Strategy<Value = Photo> {
    (ids(), any::<[u32; 3]>(), actor_refs(), moments()).prop_map(|(id, [width, height, bytes], by, at)| Photo {
        id: PhotoId(id),
        width,
        height,
        bytes,
        by,
        at,
    })
}

fn issues() -> impl Strategy<Value = Issue> {
    let what = (texts(), of(texts()), priorities());
    let ends = (of(actor_refs()), of(moments()), vec(photos(), 0..3));
    let status = select(vec![IssueStatus::Open, IssueStatus::Resolved]);
    (ids(), any::<i64>(), what, status, actor_refs(), moments(), ends).prop_map(
        |(
            id,
            version,
            (title, description, priority),
            status,
            reporter,
            reported_at,
            (resolver, resolved_at, photos),
        )| Issue {
            id: IssueId(id),
            version,
            title,
            description,
            priority,
            status,
            reporter,
            reported_at,
            resolver,
            resolved_at,
            photos,
        },
    )
}

fn items() -> impl Strategy<Value = Item> {
    let what = (texts(), of(texts()), quantities(), texts());
    let left = (quantities(), any::<bool>(), of(moments()));
    let tracks = (tracks(), tracks(), tracks(), tracks(), tracks());
    (ids(), any::<i64>(), orders(), what, left, tracks, vec(issues(), 0..3)).prop_map(
        |(id, version, order, what, (quantity_delivered, is_delivered, delivered_at), tracks, issues)| Item {
            id: ItemId(id),
            version,
            order,
            item_name: what.0,
            specification: what.1,
            quantity_total: what.2,
            quantity_unit: what.3,
            quantity_delivered,
            is_delivered,
            delivered_at,
            tracks: tracks.into(),
            issues,
        },
    )
}

fn order_patches() -> impl Strategy<Value = OrderPatch> {
    (of(texts()), of(clients()), of(any::<bool>()), of(of(dates())), of(of(dates()))).prop_map(
        |(po_number, client, is_vendor_job, order_date, delivery_deadline)| OrderPatch {
            po_number,
            client,
            is_vendor_job,
            order_date,
            delivery_deadline,
        },
    )
}

pub(crate) fn item_patches() -> impl Strategy<Value = ItemPatch> {
    let fields = (of(texts()), of(quantities()), of(texts()), of(any::<bool>()));
    (fields, of(of(texts())), of(of(moments()))).prop_map(|(fields, specification, delivered_at)| ItemPatch {
        item_name: fields.0,
        quantity_total: fields.1,
        quantity_unit: fields.2,
        is_delivered: fields.3,
        specification,
        delivered_at,
    })
}

/// Which order, its number, the version after.
fn heads() -> impl Strategy<Value = (PurchaseOrderId, String, i64)> {
    (ids(), texts(), any::<i64>()).prop_map(|(id, po_number, version)| (PurchaseOrderId(id), po_number, version))
}

/// Every kind of change.
pub(crate) fn changes() -> impl Strategy<Value = Change> {
    let item_heads = || (heads(), ids().prop_map(ItemId), texts());
    let created = (orders(), vec(items(), 0..3))
        .prop_map(|(order, items)| Change::PurchaseOrderCreated(PurchaseOrderCreated { order, items }));
    let updated = (heads(), order_patches(), order_patches(), vec(items(), 0..2)).prop_map(
        |(head, patch, before, items_added)| {
            let (po_id, po_number, version) = head;
            Change::PurchaseOrderUpdated(PurchaseOrderUpdated { po_id, po_number, version, patch, before, items_added })
        },
    );
    let status = (heads(), statuses(), statuses(), vec(items(), 0..2)).prop_map(|(head, old_status, status, items)| {
        let (po_id, po_number, version) = head;
        Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged {
            po_id,
            po_number,
            version,
            old_status,
            status,
            items,
        })
    });
    let urgent =
        (heads(), of(any::<bool>()), any::<bool>()).prop_map(|((po_id, po_number, version), was_urgent, is_urgent)| {
            Change::PurchaseOrderUrgentChanged(PurchaseOrderUrgentChanged {
                po_id,
                po_number,
                version,
                was_urgent,
                is_urgent,
            })
        });
    let track = (item_heads(), 0_u8..=100, tracks()).prop_map(|(head, old_progress, track)| {
        let ((po_id, po_number, _), item_id, item_name) = head;
        Change::TrackUpdated(TrackUpdated { po_id, po_number, item_id, item_name, old_progress, track })
    });
    let issue = (item_heads(), issues(), 0..3).prop_map(|(head, issue, kind)| {
        let ((po_id, po_number, _), item_id, item_name) = head;
        let changed = IssueChanged { po_id, po_number, item_id, item_name, issue };
        match kind {
            0 => Change::IssueCreated(changed),
            1 => Change::IssueResolved(changed),
            _ => Change::IssuePhotoAdded(changed),
        }
    });
    let delivery = (ids(), quantities(), of(texts()), actor_refs(), moments())
        .prop_map(|(id, quantity, note, by, at)| Delivery { id: DeliveryId(id), quantity, note, by, at });
    let sums = (quantities(), texts());
    let delivered = (item_heads(), sums, of(moments()), delivery).prop_map(|(head, (sum, unit), at, delivery)| {
        let ((po_id, po_number, version), item_id, item_name) = head;
        Change::ItemDelivered(ItemDelivered {
            po_id,
            po_number,
            item_id,
            item_name,
            version,
            quantity_delivered: sum,
            is_delivered: at.is_some(),
            delivered_at: at,
            quantity_unit: unit,
            delivery,
        })
    });
    let item =
        (item_heads(), item_patches(), item_patches(), texts()).prop_map(|(head, patch, before, quantity_unit)| {
            let ((po_id, po_number, version), item_id, item_name) = head;
            Change::ItemUpdated(ItemUpdated {
                po_id,
                po_number,
                item_id,
                item_name,
                version,
                patch,
                before,
                quantity_unit,
            })
        });
    prop_oneof![created, updated, status, urgent, track, issue, delivered, item]
}

pub(crate) fn events() -> impl Strategy<Value = Event> {
    let actions = select(vec![Action::Create, Action::Update, Action::Delete, Action::Approve, Action::Reject]);
    (changes(), ids(), any::<i64>(), moments(), actor_refs(), of(ids()), actions).prop_map(
        |(change, factory, seq, ts, actor, mutation, action)| {
            let event = Event::new(change, FactoryId(factory), seq, ts, actor, mutation.map(MutationId));
            Event { action, ..event }
        },
    )
}
