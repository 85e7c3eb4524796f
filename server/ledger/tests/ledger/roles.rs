//! Who may do what (product §1), seen at the ledger's door.

use model::{
    Command, Department, Refusal,
    command::OrderEdit,
    purchase_order::{ItemPatch, OrderStatus},
};

use crate::world::{World, advance, deliver, draft, report};

#[tokio::test]
async fn orders_belong_to_admins() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let edit = OrderEdit {
        po_number: "PO-1".to_owned(),
        client: "PT Lain".to_owned(),
        order_date: None,
        delivery_deadline: None,
        is_vendor_job: false,
        items_added: Vec::new(),
    };
    let patch = ItemPatch { item_name: Some("Lain".to_owned()), ..ItemPatch::default() };
    let commands = [
        Command::CreatePurchaseOrder { order: draft("PO-9", 1) },
        Command::ImportPurchaseOrder { order: draft("PO-9", 1) },
        Command::ImportPurchaseOrder { order: draft("PO-1", 1) },
        Command::EditPurchaseOrder { id: order.id, version: 1, edit },
        Command::EditItem { id: items[0].id, version: 1, patch },
        Command::SetPurchaseOrderStatus { id: order.id, version: 1, status: OrderStatus::Archived },
        Command::SetPurchaseOrderUrgent { id: order.id, is_urgent: true },
    ];
    for command in commands {
        for user in [world.manager, world.operator(Department::Drafting), world.operator(Department::Delivery)] {
            assert_eq!(world.refused(user, command.clone()).await, Refusal::NotAllowed, "{command:?}");
        }
    }
}

#[tokio::test]
async fn a_track_belongs_to_its_department_and_admins() {
    let world = World::new().await;
    for department in Department::ALL {
        let (_, items) = world.order(&format!("PO-{department}"), 1).await;
        let command = advance(&items[0], department, 50);
        assert_eq!(world.refused(world.manager, command.clone()).await, Refusal::OtherDepartment { department });
        for other in Department::ALL.into_iter().filter(|other| *other != department) {
            let refusal = world.refused(world.operator(other), command.clone()).await;
            assert_eq!(refusal, Refusal::OtherDepartment { department });
        }
        world.done(world.operator(department), command).await;
        let now = world.ledger.item_snapshot(world.factory, items[0].id).await.unwrap().item;
        assert_eq!(now.track(department).updated_by.as_ref().unwrap().name, department.wire());
        world.done(world.admin, advance(&now, department, 75)).await;
    }
}

#[tokio::test]
async fn deliveries_belong_to_the_delivery_department_and_admins() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for department in [Department::Drafting, Department::Purchasing, Department::Production, Department::Qc] {
        assert_eq!(world.refused(world.operator(department), deliver(&items[0], 1)).await, Refusal::NotAllowed);
    }
    assert_eq!(world.refused(world.manager, deliver(&items[0], 1)).await, Refusal::NotAllowed);
    world.done(world.operator(Department::Delivery), deliver(&items[0], 1)).await;
    world.done(world.admin, deliver(&items[0], 1)).await;
}

#[tokio::test]
async fn everybody_of_the_factory_reports_and_resolves_issues() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for user in [world.admin, world.manager, world.operator(Department::Purchasing)] {
        let recorded = world.done(user, report(&items[0], "Retak")).await;
        let issue_id = model::ids::IssueId(recorded.events[0].id);
        world.done(user, Command::ResolveIssue { issue_id }).await;
    }
}

#[tokio::test]
async fn a_changed_role_counts_from_the_next_write_and_a_disabled_person_does_nothing() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mut changes = world.ledger.access_changes();
    let qc = world.operator(Department::Qc);
    let drafting = [Department::Drafting].into_iter().collect();
    world.ledger.set_membership(world.factory, qc, model::Role::Operator, drafting).await.unwrap();
    assert_eq!(changes.recv().await.unwrap(), qc);
    let refusal = world.refused(qc, advance(&items[0], Department::Qc, 50)).await;
    assert_eq!(refusal, Refusal::OtherDepartment { department: Department::Qc });
    world.ledger.set_user_disabled(qc, true).await.unwrap();
    assert_eq!(changes.recv().await.unwrap(), qc);
    assert_eq!(world.refused(qc, report(&items[0], "Retak")).await, Refusal::Unknown);
    assert_eq!(world.ledger.actor(qc, world.factory).await.unwrap(), None);
    world.ledger.set_user_disabled(qc, false).await.unwrap();
    world.ledger.remove_membership(world.factory, qc).await.unwrap();
    assert_eq!(world.refused(qc, report(&items[0], "Retak")).await, Refusal::Unknown);
}
