//! Creating, editing, cancelling: what is refused changes nothing, what is unchanged is no event.

use model::{
    Change, Command, Department, Field, Refusal,
    command::OrderEdit,
    purchase_order::{ItemPatch, OrderStatus, PurchaseOrder},
};

use crate::world::{World, advance, deliver, draft, item, report};

fn edit(order: &PurchaseOrder) -> OrderEdit {
    OrderEdit {
        po_number: order.po_number.clone(),
        client: order.client.name.clone(),
        order_date: order.order_date,
        delivery_deadline: order.delivery_deadline,
        is_vendor_job: order.is_vendor_job,
        items_added: Vec::new(),
    }
}

#[tokio::test]
async fn a_write_on_a_stale_version_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    world.done(world.operator(Department::Qc), advance(&items[0], Department::Qc, 25)).await;
    assert_eq!(world.refused(world.admin, advance(&items[0], Department::Qc, 50)).await, Refusal::Stale);
    world.done(world.admin, Command::SetPurchaseOrderUrgent { id: order.id, is_urgent: true }).await;
    let stale_edit = Command::EditPurchaseOrder {
        id: order.id,
        version: 1,
        edit: OrderEdit { is_vendor_job: true, ..edit(&order) },
    };
    assert_eq!(world.refused(world.admin, stale_edit).await, Refusal::Stale);
    let cancel = Command::SetPurchaseOrderStatus { id: order.id, version: 1, status: OrderStatus::Cancelled };
    assert_eq!(world.refused(world.admin, cancel).await, Refusal::Stale);
    world.done(world.admin, deliver(&items[0], 1)).await;
    let patch = ItemPatch { item_name: Some("Lain".to_owned()), ..ItemPatch::default() };
    let edit_item = Command::EditItem { id: items[0].id, version: 1, patch };
    assert_eq!(world.refused(world.admin, edit_item).await, Refusal::Stale);
}

#[tokio::test]
async fn what_a_rule_refuses_leaves_no_trace() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let create = |change: fn(&mut model::purchase_order::OrderDraft)| {
        let mut order = draft("PO-2", 2);
        change(&mut order);
        Command::CreatePurchaseOrder { order }
    };
    let cases = [
        (create(|order| order.po_number = "  ".to_owned()), Refusal::EmptyField { field: Field::PoNumber }),
        (create(|order| order.client = "\t".to_owned()), Refusal::EmptyField { field: Field::Client }),
        (create(|order| order.items.clear()), Refusal::NoItems),
        (
            create(|order| order.items[1].quantity_total = model::Quantity::from_scaled(-5)),
            Refusal::QuantityNotPositive.at_line(2),
        ),
        (
            create(|order| order.delivery_deadline = "+20260-01-01".parse().ok()),
            Refusal::DateOutOfRange { field: Field::DeliveryDeadline },
        ),
        (
            create(|order| order.po_number = " po-1 ".to_owned()),
            Refusal::DuplicatePoNumber { po_number: "po-1".to_owned() },
        ),
        (report(&items[0], " "), Refusal::EmptyField { field: Field::Title }),
        (advance(&items[0], Department::Qc, 101), Refusal::ProgressOutOfRange { given: 101 }),
        (advance(&items[0], Department::Qc, -1), Refusal::ProgressOutOfRange { given: -1 }),
        (
            Command::SetPurchaseOrderStatus { id: order.id, version: 1, status: OrderStatus::Completed },
            Refusal::StatusNotPossible { from: OrderStatus::Active, to: OrderStatus::Completed },
        ),
        (
            Command::EditItem {
                id: items[0].id,
                version: 1,
                patch: ItemPatch { item_name: Some(" ".to_owned()), ..ItemPatch::default() },
            },
            Refusal::EmptyField { field: Field::ItemName },
        ),
    ];
    for (command, expected) in cases {
        assert_eq!(world.refused(world.admin, command.clone()).await, expected, "{command:?}");
    }
}

#[tokio::test]
async fn an_edit_changes_what_differs_and_appends_items() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 2).await;
    let wanted = OrderEdit {
        client: "pt sinar  ABADI".to_owned(),
        delivery_deadline: None,
        items_added: vec![item(" Barang  tambahan ", 5)],
        ..edit(&order)
    };
    let recorded = world.done(world.admin, Command::EditPurchaseOrder { id: order.id, version: 1, edit: wanted }).await;
    let Change::PurchaseOrderUpdated(updated) = &recorded.events[0].change else { panic!("{recorded:?}") };
    assert_eq!(updated.patch.changed_keys(), ["delivery_deadline"], "another spelling is the same client");
    let page = world.ledger.order_snapshot(world.factory, order.id).await.unwrap();
    assert_eq!(page.order.delivery_deadline, None);
    let names: Vec<&str> = page.items.iter().map(|item| item.item_name.as_str()).collect();
    assert_eq!(names, [&items[0].item_name, &items[1].item_name, "Barang tambahan"]);
    assert_eq!(page.items[2].tracks, updated.items_added[0].tracks);
}

#[tokio::test]
async fn an_order_may_take_a_number_only_if_it_is_free_or_its_own() {
    let world = World::new().await;
    world.order("PO-1", 1).await;
    let (order, _) = world.order("PO-2", 1).await;
    let number = |po_number: &str| Command::EditPurchaseOrder {
        id: order.id,
        version: 1,
        edit: OrderEdit { po_number: po_number.to_owned(), ..edit(&order) },
    };
    assert!(matches!(world.refused(world.admin, number("po-1")).await, Refusal::DuplicatePoNumber { .. }));
    world.done(world.admin, number("po-2")).await;
    assert_eq!(world.order_now(order.id).await.po_number, "po-2");
}

#[tokio::test]
async fn what_is_already_as_asked_is_no_event() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let commands = [
        Command::EditPurchaseOrder { id: order.id, version: 1, edit: edit(&order) },
        Command::SetPurchaseOrderUrgent { id: order.id, is_urgent: false },
        Command::EditItem { id: items[0].id, version: 1, patch: ItemPatch::default() },
    ];
    for command in commands {
        let recorded = world.done(world.admin, command).await;
        assert_eq!((recorded.events.len(), recorded.head), (0, 1));
    }
    assert_eq!(world.order_now(order.id).await.version, 1);
}

#[tokio::test]
async fn a_cancelled_order_rests_and_comes_back_with_its_items() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 2).await;
    let status = |version, status| Command::SetPurchaseOrderStatus { id: order.id, version, status };
    world.done(world.admin, report(&items[0], "Retak")).await;
    world.done(world.admin, status(1, OrderStatus::Cancelled)).await;
    assert!(world.ledger.tasks_snapshot(world.factory).await.unwrap().items.is_empty());
    assert_eq!(
        world.refused(world.admin, advance(&items[0], Department::Qc, 50)).await,
        Refusal::OrderNotActive { status: OrderStatus::Cancelled }
    );
    let back = world.done(world.admin, status(2, OrderStatus::Active)).await;
    let Change::PurchaseOrderStatusChanged(changed) = &back.events[0].change else { panic!("{back:?}") };
    let page = world.ledger.order_snapshot(world.factory, order.id).await.unwrap();
    assert_eq!(changed.items, page.items, "what travels is what is");
    assert_eq!(changed.items[0].issues.len(), 1);
}

#[tokio::test]
async fn an_issue_is_resolved_once() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let reported = world.done(world.manager, report(&items[0], "Retak")).await;
    let Change::IssueCreated(changed) = &reported.events[0].change else { panic!("{reported:?}") };
    assert_eq!(Some(changed.issue.id.0), reported.events[0].mutation_id.map(|id| id.0));
    let resolve = Command::ResolveIssue { issue_id: changed.issue.id };
    world.done(world.operator(Department::Qc), resolve.clone()).await;
    assert_eq!(world.refused(world.admin, resolve).await, Refusal::AlreadyResolved);
    let page = world.ledger.item_snapshot(world.factory, items[0].id).await.unwrap();
    assert_eq!(page.item.issues.len(), 1, "the item page keeps resolved issues");
    assert_eq!(page.item.issues[0].resolver.as_ref().unwrap().name, "qc");
    assert!(world.ledger.tasks_snapshot(world.factory).await.unwrap().items[0].issues.is_empty());
}

#[tokio::test]
async fn an_order_takes_five_hundred_items_and_no_more() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 500).await;
    assert_eq!(items.len(), 500);
    assert_eq!(world.ledger.tasks_snapshot(world.factory).await.unwrap().items.len(), 500);
    let one_more = OrderEdit { items_added: vec![item("Lagi", 1)], ..edit(&order) };
    let command = Command::EditPurchaseOrder { id: order.id, version: 1, edit: one_more };
    assert_eq!(world.refused(world.admin, command).await, Refusal::TooManyItems { max: 500 });
}
