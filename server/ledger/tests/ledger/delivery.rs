//! Deliveries add up, never over, and the last one completes the order.

use model::{
    Change, Command, Quantity, Refusal,
    purchase_order::{ItemPatch, OrderStatus},
};

use crate::world::{World, deliver};

#[tokio::test]
async fn refuses_over_delivery_and_says_what_is_left() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 2).await;
    world.done(world.admin, deliver(&items[0], 7)).await;
    assert_eq!(
        world.refused(world.admin, deliver(&items[0], 4)).await,
        Refusal::OverDelivery { remaining: Quantity::whole(3), unit: "pcs".to_owned() }
    );
    assert_eq!(world.refused(world.admin, deliver(&items[0], 0)).await, Refusal::QuantityNotPositive);
    assert_eq!(world.refused(world.admin, deliver(&items[0], -1)).await, Refusal::QuantityNotPositive);
    world.done(world.admin, deliver(&items[0], 3)).await;
    assert_eq!(world.refused(world.admin, deliver(&items[0], 1)).await, Refusal::AlreadyDelivered);
    let page = world.ledger.item_snapshot(world.factory, items[0].id).await.unwrap();
    assert!(page.item.is_delivered && page.item.delivered_at.is_some());
    let quantities: Vec<i64> = page.deliveries.iter().map(|delivery| delivery.quantity.scaled() / 10_000).collect();
    assert_eq!(quantities, [3, 7], "newest first");
}

#[tokio::test]
async fn the_last_delivery_completes_the_order_in_the_same_mutation() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 2).await;
    assert_eq!(world.done(world.admin, deliver(&items[0], 10)).await.events.len(), 1);
    assert_eq!(world.order_now(order.id).await.status, OrderStatus::Active);
    let last = world.done(world.admin, deliver(&items[1], 10)).await;
    let names: Vec<&str> = last.events.iter().map(|event| event.change.name()).collect();
    assert_eq!(names, ["item-delivered", "po-status-changed"]);
    assert_eq!(last.events[1].mutation_id, last.events[0].mutation_id);
    assert_eq!(last.head, last.events[1].seq);
    let after = world.order_now(order.id).await;
    assert_eq!((after.status, after.version), (OrderStatus::Completed, 2));
    assert!(world.ledger.tasks_snapshot(world.factory).await.unwrap().items.is_empty());
}

#[tokio::test]
async fn lowering_the_total_to_what_left_delivers_the_item_and_completes_the_order() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    world.done(world.admin, deliver(&items[0], 6)).await;
    let patch = |total| ItemPatch { quantity_total: Some(Quantity::whole(total)), ..ItemPatch::default() };
    let edit = |total| Command::EditItem { id: items[0].id, version: 2, patch: patch(total) };
    assert!(matches!(world.refused(world.admin, edit(5)).await, Refusal::BelowDelivered { .. }));
    let recorded = world.done(world.admin, edit(6)).await;
    assert!(matches!(&recorded.events[0].change, Change::ItemUpdated(u) if u.patch.is_delivered == Some(true)));
    assert!(matches!(&recorded.events[1].change, Change::PurchaseOrderStatusChanged(_)));
    assert_eq!(world.order_now(order.id).await.status, OrderStatus::Completed);
}

#[tokio::test]
async fn nobody_can_say_delivered_without_a_delivery() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let patch = ItemPatch { is_delivered: Some(true), delivered_at: Some(None), ..ItemPatch::default() };
    let recorded = world.done(world.admin, Command::EditItem { id: items[0].id, version: 1, patch }).await;
    assert!(recorded.events.is_empty());
    assert_eq!(world.order_now(order.id).await.status, OrderStatus::Active);
}
