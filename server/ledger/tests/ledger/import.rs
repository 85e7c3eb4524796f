//! Importing: each order by itself, nothing twice.

use ledger::ImportReport;
use model::Refusal;

use crate::world::{World, draft, item};

#[tokio::test]
async fn importing_the_same_twice_enters_nothing_twice() {
    let world = World::new().await;
    let orders = [draft("PO-1", 3), draft("PO-2", 2)];
    let first = world.ledger.import(world.admin, world.factory, &orders).await.unwrap();
    assert_eq!(first, ImportReport { created: 2, ..ImportReport::default() });
    let before = world.ledger.head(world.factory).await.unwrap();
    let items = world.count("items").await;
    let mut again = orders.clone();
    again[0].po_number = " po-1".to_owned();
    again[0].items[0].item_name = "  barang   1 ".to_owned();
    let second = world.ledger.import(world.admin, world.factory, &again).await.unwrap();
    assert_eq!(second, ImportReport { unchanged: 2, ..ImportReport::default() });
    assert_eq!(world.ledger.head(world.factory).await.unwrap(), before);
    assert_eq!(world.count("items").await, items);
}

#[tokio::test]
async fn an_order_that_lacks_items_gets_them_at_its_end() {
    let world = World::new().await;
    let (order, _) = world.order("PO-1", 2).await;
    let mut fuller = draft("PO-1", 2);
    fuller.items.insert(0, item("Sisipan", 7));
    let report = world.ledger.import(world.admin, world.factory, &[fuller]).await.unwrap();
    assert_eq!(report, ImportReport { completed: 1, ..ImportReport::default() });
    let page = world.ledger.order_snapshot(world.factory, order.id).await.unwrap();
    let names: Vec<&str> = page.items.iter().map(|item| item.item_name.as_str()).collect();
    assert_eq!(names, ["Barang 1", "Barang 2", "Sisipan"]);
    assert_eq!(page.order.version, 2);
}

#[tokio::test]
async fn a_refused_order_is_named_and_holds_up_no_other() {
    let world = World::new().await;
    world.order("PO-1", 1).await;
    let mut other_client = draft("PO-1", 1);
    other_client.client = "PT Lain".to_owned();
    let report = world.ledger.import(world.admin, world.factory, &[other_client, draft("PO-2", 1)]).await.unwrap();
    assert_eq!(report.created, 1);
    let refusal = Refusal::OtherClient { po_number: "PO-1".to_owned(), client: "PT Sinar Abadi".to_owned() };
    assert_eq!(report.refused, [("PO-1".to_owned(), refusal)]);
}
