//! Nothing of one factory is visible to, or guessable by, another: a foreign id answers exactly as an unknown id.

use ledger::{LedgerError, Subject};
use model::{
    Command, Department, Quantity, Refusal,
    command::OrderEdit,
    ids::{FactoryId, IssueId, ItemId, PurchaseOrderId},
    purchase_order::{ItemPatch, OrderStatus, Priority},
};
use uuid::Uuid;

use crate::world::{World, draft, new_mutation, report};

fn commands(order: PurchaseOrderId, item: ItemId, issue: IssueId) -> Vec<Command> {
    let edit = OrderEdit {
        po_number: "PO-X".to_owned(),
        client: "PT X".to_owned(),
        order_date: None,
        delivery_deadline: None,
        is_vendor_job: false,
        items_added: Vec::new(),
    };
    vec![
        Command::EditPurchaseOrder { id: order, version: 1, edit },
        Command::EditItem { id: item, version: 1, patch: ItemPatch::default() },
        Command::SetPurchaseOrderStatus { id: order, version: 1, status: OrderStatus::Cancelled },
        Command::SetPurchaseOrderStatus { id: order, version: 1, status: OrderStatus::Active },
        Command::SetPurchaseOrderUrgent { id: order, is_urgent: true },
        Command::AdvanceTrack { item_id: item, department: Department::Qc, progress: 50, note: None, version: 1 },
        Command::ReportIssue { item_id: item, title: "X".to_owned(), description: None, priority: Priority::Low },
        Command::ResolveIssue { issue_id: issue },
        Command::AddIssuePhoto { issue_id: issue, sha256: [0; 32] },
        Command::RecordDelivery { item_id: item, quantity: Quantity::whole(1), note: None },
    ]
}

#[tokio::test]
async fn every_command_answers_a_foreign_id_as_an_unknown_one() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let issue = IssueId(world.done(world.admin, report(&items[0], "Retak")).await.events[0].id);
    let none = Uuid::now_v7();
    let foreign = commands(order.id, items[0].id, issue);
    let unknown = commands(none.into(), none.into(), none.into());
    let before = world.dump().await;
    for command in foreign.into_iter().chain(unknown) {
        let result = world.ledger.record(world.other_admin, world.other_factory, new_mutation(), &command).await;
        assert!(matches!(result, Err(LedgerError::Refused(Refusal::Unknown))), "{command:?}: {result:?}");
    }
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn every_command_answers_a_foreign_or_unknown_factory_alike() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let issue = IssueId(world.done(world.admin, report(&items[0], "Retak")).await.events[0].id);
    let mut all = commands(order.id, items[0].id, issue);
    all.push(Command::CreatePurchaseOrder { order: draft("PO-1", 1) });
    all.push(Command::ImportPurchaseOrder { order: draft("PO-1", 1) });
    for command in all {
        for (user, factory) in [
            (world.other_admin, world.factory),
            (world.stranger, world.factory),
            (world.other_admin, FactoryId(Uuid::now_v7())),
        ] {
            let result = world.ledger.record(user, factory, new_mutation(), &command).await;
            assert!(matches!(result, Err(LedgerError::Refused(Refusal::Unknown))), "{command:?}: {result:?}");
        }
    }
}

#[tokio::test]
async fn every_page_answers_a_foreign_id_as_an_unknown_one() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let (ledger, factory, none) = (&world.ledger, world.other_factory, Uuid::now_v7());
    for item in [items[0].id, ItemId(none)] {
        unknown(ledger.item_snapshot(factory, item).await);
        unknown(ledger.history(factory, Subject::Item(item), None, 10).await);
        assert!(!ledger.has_document(factory, Subject::Item(item)).await.unwrap());
    }
    for order in [order.id, PurchaseOrderId(none)] {
        unknown(ledger.order_snapshot(factory, order).await);
        unknown(ledger.history(factory, Subject::PurchaseOrder(order), None, 10).await);
        assert!(!ledger.has_document(factory, Subject::PurchaseOrder(order)).await.unwrap());
    }
    for own in [Subject::Item(items[0].id), Subject::PurchaseOrder(order.id)] {
        assert!(ledger.has_document(world.factory, own).await.unwrap());
    }
    unknown(ledger.tasks_snapshot(FactoryId(none)).await);
    unknown(ledger.head(FactoryId(none)).await);
    assert!(ledger.tasks_snapshot(factory).await.unwrap().items.is_empty());
    let orders = ledger.orders_snapshot(factory, OrderStatus::Active).await.unwrap();
    assert_eq!((orders.orders.len(), orders.counts), (0, [0; 4]));
    let form = ledger.order_form(factory, 2026).await.unwrap();
    assert_eq!((form.clients.len(), form.units.len()), (0, 0));
    assert!(ledger.events_after(factory, 0, 10).await.unwrap().is_empty());
    assert!(ledger.order_numbers(factory).await.unwrap().is_empty());
    assert_eq!(ledger.order_numbers(world.factory).await.unwrap(), ["PO-1"]);
    assert_eq!(ledger.actor(world.other_admin, world.factory).await.unwrap(), None);
}

#[tokio::test]
async fn two_factories_use_the_same_number_and_client_name_side_by_side() {
    let world = World::new().await;
    let (own, _) = world.order("PO-1", 1).await;
    let (other, _) = world.other_order("PO-1", 1).await;
    assert_eq!(own.client.name, other.client.name);
    assert_ne!(own.client.id, other.client.id);
}

fn unknown<T: std::fmt::Debug>(result: Result<T, LedgerError>) {
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::Unknown))), "{result:?}");
}
