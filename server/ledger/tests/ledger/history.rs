//! Who changed what, when: newest first, in pages.

use ledger::Subject;
use model::{Command, Department};

use crate::world::{World, advance, report};

#[tokio::test]
async fn an_items_history_holds_its_own_events_and_its_orders_but_not_its_sisters() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 2).await;
    world.order("PO-2", 1).await;
    world.done(world.operator(Department::Qc), advance(&items[0], Department::Qc, 25)).await;
    world.done(world.manager, report(&items[1], "Retak")).await;
    world.done(world.admin, Command::SetPurchaseOrderUrgent { id: order.id, is_urgent: true }).await;
    let names = async |subject, before, limit| -> Vec<(&'static str, i64)> {
        let events = world.ledger.history(world.factory, subject, before, limit).await.unwrap();
        events.iter().map(|event| (event.change.name(), event.seq)).collect()
    };
    let item = Subject::Item(items[0].id);
    assert_eq!(names(item, None, 10).await, [("po-urgent-changed", 5), ("track-updated", 3), ("po-created", 1)]);
    assert_eq!(names(item, None, 1).await, [("po-urgent-changed", 5)]);
    assert_eq!(names(item, Some(5), 1).await, [("track-updated", 3)]);
    let whole = Subject::PurchaseOrder(order.id);
    assert_eq!(
        names(whole, None, 10).await,
        [("po-urgent-changed", 5), ("issue-created", 4), ("track-updated", 3), ("po-created", 1)]
    );
    let page = world.ledger.item_snapshot(world.factory, items[0].id).await.unwrap();
    assert_eq!(page.history, world.ledger.history(world.factory, item, None, 10).await.unwrap());
    assert_eq!(page.history[1].actor.name, "qc");
}
