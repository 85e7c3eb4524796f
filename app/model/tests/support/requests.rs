//! Any frame, command and refusal.

use model::{
    Channel, Command, DocType, Field, Refusal,
    command::OrderEdit,
    frame::{ClientFrame, ResetReason, ServerFrame},
    ids::{Epoch, FactoryId, IssueId, ItemId, PurchaseOrderId},
    presence::{Activity, Part, Present},
    purchase_order::{ItemDraft, OrderDraft},
};
use proptest::{
    collection::vec,
    option::of,
    prelude::{Just, Strategy, any},
    prop_oneof,
    sample::select,
};

use super::strategies::{
    actor_refs, dates, departments, events, ids, item_patches, moments, priorities, quantities, statuses, texts,
};

pub(crate) fn channels() -> impl Strategy<Value = Channel> {
    let docs = || select(vec![DocType::PurchaseOrder, DocType::Item]);
    prop_oneof![
        ids().prop_map(|id| Channel::Factory(FactoryId(id))),
        (docs(), ids()).prop_map(|(doc, id)| Channel::List(doc, FactoryId(id))),
        (docs(), ids()).prop_map(|(doc, id)| Channel::Doc(doc, id)),
    ]
}

fn activities() -> impl Strategy<Value = Activity> {
    prop_oneof![
        Just(Activity::Viewing),
        departments().prop_map(|department| Activity::Editing(Part::Track(department))),
        select(vec![Part::Issue, Part::Delivery, Part::Fields]).prop_map(Activity::Editing),
    ]
}

fn present() -> impl Strategy<Value = Present> {
    (channels(), actor_refs(), activities()).prop_map(|(at, who, state)| Present { at, who, state })
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
        (channels(), of(activities())).prop_map(|(channel, state)| ClientFrame::Presence { channel, state }),
        Just(ClientFrame::Ping),
    ]
}

pub(crate) fn server_frames() -> impl Strategy<Value = ServerFrame> {
    prop_oneof![
        (ids(), any::<i64>(), moments()).prop_map(|(epoch, head, now)| ServerFrame::Welcome {
            epoch: Epoch(epoch),
            head,
            now
        }),
        (any::<i64>(), any::<i64>(), vec(events(), 0..3)).prop_map(|(from, to, events)| ServerFrame::Patch {
            from,
            to,
            events
        }),
        select(vec![ResetReason::Protocol, ResetReason::Epoch, ResetReason::Window])
            .prop_map(|reason| ServerFrame::Reset { reason }),
        channels().prop_map(|channel| ServerFrame::Denied { channel }),
        (channels(), vec(present(), 0..3)).prop_map(|(channel, present)| ServerFrame::Presence { channel, present }),
        (any::<i64>(), moments()).prop_map(|(seq, now)| ServerFrame::Head { seq, now }),
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
pub(crate) fn commands() -> impl Strategy<Value = Command> {
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
        (ids(), any::<[u8; 32]>()).prop_map(|(id, sha256)| Command::AddIssuePhoto { issue_id: IssueId(id), sha256 }),
        (item(), quantities(), of(texts())).prop_map(|(item_id, quantity, note)| Command::RecordDelivery {
            item_id,
            quantity,
            note
        }),
    ]
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
