//! Any value of any type that crosses the wire.

use chrono::Days;
use model::{
    Action, Actor, ActorRef, Change, Channel, Command, Date, Department, Departments, DocType, Event, Field, Quantity,
    Refusal, Role, Timestamp,
    command::OrderEdit,
    frame::{ClientFrame, ResetReason, ServerFrame},
    ids::{ClientId, DeliveryId, Epoch, FactoryId, IssueId, ItemId, MutationId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{
        Client, Delivery, Issue, IssueChanged, IssueStatus, Item, ItemDelivered, ItemDraft, ItemPatch, ItemUpdated,
        OrderDraft, OrderPatch, OrderStatus, Priority, PurchaseOrder, PurchaseOrderCreated, PurchaseOrderStatusChanged,
        PurchaseOrderUpdated, PurchaseOrderUrgentChanged, Track, TrackUpdated,
    },
};
use proptest::{
    collection::vec,
    option::of,
    prelude::{Just, Strategy, any},
    prop_oneof,
    sample::select,
    strategy::BoxedStrategy,
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

fn moments() -> impl Strategy<Value = Timestamp> {
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

fn actor_refs() -> impl Strategy<Value = ActorRef> {
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

fn issues() -> impl Strategy<Value = Issue> {
    let what = (texts(), of(texts()), priorities());
    let ends = (of(actor_refs()), of(moments()));
    let status = select(vec![IssueStatus::Open, IssueStatus::Resolved]);
    (ids(), any::<i64>(), what, status, actor_refs(), moments(), ends).prop_map(
        |(id, version, (title, description, priority), status, reporter, reported_at, (resolver, resolved_at))| Issue {
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

fn item_patches() -> impl Strategy<Value = ItemPatch> {
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
    let updated =
        (heads(), order_patches(), vec(items(), 0..2)).prop_map(|((po_id, po_number, version), patch, items_added)| {
            Change::PurchaseOrderUpdated(PurchaseOrderUpdated { po_id, po_number, version, patch, items_added })
        });
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
    let urgent = (heads(), any::<bool>()).prop_map(|((po_id, po_number, version), is_urgent)| {
        Change::PurchaseOrderUrgentChanged(PurchaseOrderUrgentChanged { po_id, po_number, version, is_urgent })
    });
    let track = (item_heads(), 0_u8..=100, tracks()).prop_map(|(head, old_progress, track)| {
        let ((po_id, po_number, _), item_id, item_name) = head;
        Change::TrackUpdated(TrackUpdated { po_id, po_number, item_id, item_name, old_progress, track })
    });
    let issue = (item_heads(), issues(), any::<bool>()).prop_map(|(head, issue, is_new)| {
        let ((po_id, po_number, _), item_id, item_name) = head;
        let changed = IssueChanged { po_id, po_number, item_id, item_name, issue };
        if is_new { Change::IssueCreated(changed) } else { Change::IssueResolved(changed) }
    });
    let delivery = (ids(), quantities(), of(texts()), actor_refs(), moments())
        .prop_map(|(id, quantity, note, by, at)| Delivery { id: DeliveryId(id), quantity, note, by, at });
    let delivered = (item_heads(), quantities(), of(moments()), delivery).prop_map(|(head, sum, at, delivery)| {
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
            delivery,
        })
    });
    let item = (item_heads(), item_patches()).prop_map(|(head, patch)| {
        let ((po_id, po_number, version), item_id, item_name) = head;
        Change::ItemUpdated(ItemUpdated { po_id, po_number, item_id, item_name, version, patch })
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

pub(crate) fn channels() -> impl Strategy<Value = Channel> {
    let docs = || select(vec![DocType::PurchaseOrder, DocType::Item]);
    prop_oneof![
        ids().prop_map(|id| Channel::Factory(FactoryId(id))),
        (docs(), ids()).prop_map(|(doc, id)| Channel::List(doc, FactoryId(id))),
        (docs(), ids()).prop_map(|(doc, id)| Channel::Doc(doc, id)),
    ]
}

pub(crate) fn client_frames() -> impl Strategy<Value = ClientFrame> {
    let some = || vec(channels(), 0..4);
    let cursor = || (ids().prop_map(Epoch), any::<i64>());
    prop_oneof![
        (any::<u16>(), cursor(), some()).prop_map(|(protocol, (epoch, seq), channels)| ClientFrame::Hello {
            protocol,
            epoch,
            seq,
            channels
        }),
        (cursor(), some()).prop_map(|((epoch, seq), channels)| ClientFrame::Subscribe { epoch, seq, channels }),
        some().prop_map(|channels| ClientFrame::Unsubscribe { channels }),
        Just(ClientFrame::Ping),
    ]
}

pub(crate) fn server_frames() -> impl Strategy<Value = ServerFrame> {
    prop_oneof![
        (ids(), any::<i64>()).prop_map(|(epoch, head)| ServerFrame::Welcome { epoch: Epoch(epoch), head }),
        (any::<i64>(), any::<i64>(), vec(events(), 0..3)).prop_map(|(from, to, events)| ServerFrame::Patch {
            from,
            to,
            events
        }),
        select(vec![ResetReason::Protocol, ResetReason::Epoch, ResetReason::Window])
            .prop_map(|reason| ServerFrame::Reset { reason }),
        channels().prop_map(|channel| ServerFrame::Denied { channel }),
        any::<i64>().prop_map(|seq| ServerFrame::Head { seq }),
    ]
}

fn item_drafts() -> impl Strategy<Value = ItemDraft> {
    (texts(), of(texts()), quantities(), texts()).prop_map(
        |(item_name, specification, quantity_total, quantity_unit)| ItemDraft {
            item_name,
            specification,
            quantity_total,
            quantity_unit,
        },
    )
}

fn order_drafts() -> impl Strategy<Value = OrderDraft> {
    let flags = (any::<bool>(), any::<bool>());
    (texts(), texts(), of(dates()), of(dates()), flags, vec(item_drafts(), 0..3)).prop_map(
        |(po_number, client, order_date, delivery_deadline, (is_urgent, is_vendor_job), items)| OrderDraft {
            po_number,
            client,
            order_date,
            delivery_deadline,
            is_urgent,
            is_vendor_job,
            items,
        },
    )
}

/// Every command.
pub(crate) fn commands() -> BoxedStrategy<Command> {
    let version = any::<i64>;
    let edits = order_drafts().prop_map(|draft| OrderEdit {
        po_number: draft.po_number,
        client: draft.client,
        order_date: draft.order_date,
        delivery_deadline: draft.delivery_deadline,
        is_vendor_job: draft.is_vendor_job,
        items_added: draft.items,
    });
    let order = || ids().prop_map(PurchaseOrderId);
    let item = || ids().prop_map(ItemId);
    prop_oneof![
        order_drafts().prop_map(|order| Command::CreatePurchaseOrder { order }),
        order_drafts().prop_map(|order| Command::ImportPurchaseOrder { order }),
        (order(), version(), edits).prop_map(|(id, version, edit)| Command::EditPurchaseOrder { id, version, edit }),
        (item(), version(), item_patches()).prop_map(|(id, version, patch)| Command::EditItem { id, version, patch }),
        (order(), version(), statuses()).prop_map(|(id, version, status)| Command::SetPurchaseOrderStatus {
            id,
            version,
            status
        }),
        (order(), any::<bool>()).prop_map(|(id, is_urgent)| Command::SetPurchaseOrderUrgent { id, is_urgent }),
        (item(), departments(), any::<i64>(), of(texts()), version()).prop_map(
            |(item_id, department, progress, note, version)| Command::AdvanceTrack {
                item_id,
                department,
                progress,
                note,
                version
            }
        ),
        (item(), texts(), of(texts()), priorities()).prop_map(|(item_id, title, description, priority)| {
            Command::ReportIssue { item_id, title, description, priority }
        }),
        ids().prop_map(|id| Command::ResolveIssue { issue_id: IssueId(id) }),
        (item(), quantities(), of(texts())).prop_map(|(item_id, quantity, note)| Command::RecordDelivery {
            item_id,
            quantity,
            note
        }),
    ]
    .boxed()
}

/// Refusals with data inside.
pub(crate) fn refusals() -> impl Strategy<Value = Refusal> {
    let plain = prop_oneof![
        Just(Refusal::Stale),
        departments().prop_map(|department| Refusal::OtherDepartment { department }),
        any::<i64>().prop_map(|given| Refusal::ProgressOutOfRange { given }),
        (statuses(), statuses()).prop_map(|(from, to)| Refusal::StatusNotPossible { from, to }),
        texts().prop_map(|given| Refusal::NotADate { field: Field::OrderDate, given }),
        (quantities(), texts()).prop_map(|(remaining, unit)| Refusal::OverDelivery { remaining, unit }),
        (any::<u64>(), texts()).prop_map(|(line, other)| Refusal::DisagreesWithLine {
            field: Field::Client,
            line,
            other
        }),
        any::<u64>().prop_map(|line| Refusal::UnclosedQuote { line }),
    ];
    (plain, of(any::<u32>())).prop_map(|(refusal, line)| match line {
        Some(line) => refusal.at_line(line),
        None => refusal,
    })
}
