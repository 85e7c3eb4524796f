//! A write that is stopped between any two steps leaves all of it or nothing, and sent again it is done once.

use std::process::Command as Process;

use ledger::{Ledger, LedgerError, Stop};
use model::{
    Command, Quantity,
    command::OrderEdit,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::OrderStatus,
};

use crate::world::{World, deliver, draft, item, new_mutation};

/// One command of each kind of write: many rows, two changes, a new client with new items.
async fn commands(world: &World) -> Vec<(&'static str, Command)> {
    let (order, items) = world.order("PO-1", 1).await;
    let edit = OrderEdit {
        po_number: "PO-1b".to_owned(),
        client: "PT Klien Baru".to_owned(),
        order_date: order.order_date,
        delivery_deadline: None,
        is_vendor_job: true,
        items_added: vec![item("Tambahan", 3)],
    };
    vec![
        ("create", Command::CreatePurchaseOrder { order: draft("PO-2", 3) }),
        ("last delivery", Command::RecordDelivery { item_id: items[0].id, quantity: Quantity::whole(10), note: None }),
        ("edit", Command::EditPurchaseOrder { id: order.id, version: 1, edit }),
        ("cancel", Command::SetPurchaseOrderStatus { id: order.id, version: 1, status: OrderStatus::Cancelled }),
    ]
}

#[tokio::test]
async fn an_error_between_any_two_steps_leaves_all_or_nothing() {
    for kind in 0..4 {
        let mut stopped = 0;
        for places in 0..100 {
            let mut world = World::new().await;
            let (name, command) = commands(&world).await.swap_remove(kind);
            let before = world.dump().await;
            let mutation = new_mutation();
            world.ledger.stop_after(places, Stop::Error);
            let result = world.ledger.record(world.admin, world.factory, mutation, &command).await;
            if world.ledger.was_not_stopped() {
                result.unwrap();
                break;
            }
            stopped += 1;
            assert!(matches!(result, Err(LedgerError::Failpoint)), "{name} at {places}: {result:?}");
            world.reopen().await;
            all_or_nothing(&world, &before, mutation, &command, &format!("{name} at {places}")).await;
        }
        assert!((7..100).contains(&stopped), "command {kind} has {stopped} places");
    }
}

/// Whether nothing or everything is there; and that sending it again does it exactly once.
async fn all_or_nothing(world: &World, before: &[String], mutation: MutationId, command: &Command, what: &str) {
    let after_stop = world.dump().await;
    let head = world.ledger.head(world.factory).await.unwrap().seq;
    let reply = world.ledger.record(world.admin, world.factory, mutation, command).await.unwrap();
    if after_stop == before {
        assert_eq!(head, 1, "{what}");
    } else {
        assert_eq!(world.dump().await, after_stop, "{what}: it was done, so nothing may change");
        assert_eq!(head, reply.head, "{what}");
    }
    let log = world.ledger.events_after(world.factory, 1, 100).await.unwrap();
    let events: Vec<model::Event> = log.iter().map(|entry| serde_json::from_str(&entry.json).unwrap()).collect();
    assert_eq!(events, reply.events, "{what}: once, and what was replied");
    assert_eq!(world.count("mutations").await, 2, "{what}");
}

const URL: &str = "LEDGER_CRASH_URL";
const JOB: &str = "LEDGER_CRASH_JOB";

#[tokio::test]
async fn a_process_that_dies_between_any_two_steps_leaves_all_or_nothing() {
    let mut died = 0;
    for places in 0..100 {
        let mut world = World::new().await;
        let (_, items) = world.order("PO-1", 1).await;
        let command = deliver(&items[0], 10);
        let before = world.dump().await;
        let mutation = new_mutation();
        world.ledger.close().await.unwrap();
        let job = (world.admin, world.factory, mutation, command.clone(), places);
        let child = Process::new(std::env::current_exe().unwrap())
            .args(["crash::dies_where_it_is_told", "--exact", "--ignored"])
            .env(URL, world.url())
            .env(JOB, serde_json::to_string(&job).unwrap())
            .output()
            .unwrap();
        world.reopen().await;
        if child.status.success() {
            break;
        }
        died += 1;
        all_or_nothing(&world, &before, mutation, &command, &format!("died at {places}")).await;
    }
    assert!((9..100).contains(&died), "the delivery has {died} places");
}

#[tokio::test]
#[ignore = "the child process of the test above"]
async fn dies_where_it_is_told() {
    let (Ok(url), Ok(job)) = (std::env::var(URL), std::env::var(JOB)) else { return };
    let (user, factory, mutation, command, places): (UserId, FactoryId, MutationId, Command, u32) =
        serde_json::from_str(&job).unwrap();
    let ledger = Ledger::open(&url).await.unwrap();
    ledger.stop_after(places, Stop::Abort);
    ledger.record(user, factory, mutation, &command).await.unwrap();
}
