//! Orders and the fields of their items, which admins own: what is refused, what follows.

mod support;

use model::{
    Change, Department, Field, Quantity, Refusal, Timestamp,
    ids::DeliveryId,
    purchase_order::{ItemPatch, OrderDraft, OrderPatch, OrderStatus, PurchaseOrder, next_po_number},
    text::PO_NUMBER_MAX,
};
use support::{Counting, NOW, admin, client, closed_item, created, date, item, item_draft, order_draft, people, uuid};

const LATER: Timestamp = Timestamp(NOW.0 + 60_000);

fn whole(units: i64) -> Quantity {
    Quantity::whole(units)
}

#[test]
fn only_admins_own_orders() {
    for actor in people().into_iter().filter(|actor| *actor != admin()) {
        let (order, items, _) = created(1, &[("Pulley", 10)]);
        let new = PurchaseOrder::create(order.id, client(), &order_draft(&[("x", 1)]), &mut Counting(0), &actor, NOW);
        for result in [
            new,
            order.edit(OrderPatch::default(), Vec::new(), 1, &actor),
            order.set_status(OrderStatus::Cancelled, 1, Vec::new(), &actor),
            order.set_urgent(true, &actor),
            items[0].edit(ItemPatch::default(), 1, &actor, NOW),
        ] {
            assert_eq!(result, Err(Refusal::NotAllowed), "{}", actor.name);
        }
    }
}

#[test]
fn a_new_order_is_checked_and_tidy() {
    let create =
        |draft: &OrderDraft| PurchaseOrder::create(item().order.id, client(), draft, &mut Counting(0), &admin(), NOW);
    let mut draft = order_draft(&[("Pulley", 10), ("Baut", 2)]);
    draft.po_number = "  PO  7\n".to_owned();
    draft.items[0].item_name = " Pulley\tSPB ".to_owned();
    draft.items[0].specification = Some(" \n ".to_owned());
    let Ok(Change::PurchaseOrderCreated(created)) = create(&draft) else { panic!("refused") };
    assert_eq!((created.order.po_number.as_str(), created.order.status), ("PO 7", OrderStatus::Active));
    assert_eq!((created.items[0].item_name.as_str(), &created.items[0].specification), ("Pulley SPB", &None));
    for item in &created.items {
        assert_eq!((item.version, &item.order), (1, &created.order));
        assert_eq!(item.tracks.each_ref().map(|track| track.department), Department::ALL);
        assert!(item.tracks.iter().all(|track| track.progress == 0 && track.updated_by.is_none()));
    }
    let no_items = order_draft(&[]);
    assert_eq!(create(&no_items), Err(Refusal::NoItems));
    draft.items[1].quantity_total = Quantity::ZERO;
    assert_eq!(create(&draft), Err(Refusal::QuantityNotPositive.at_line(2)));
}

#[test]
fn edits_an_order() {
    let (order, _, _) = created(1, &[("Pulley", 10)]);
    let patch = OrderPatch {
        po_number: Some("  PO-2026-002 ".to_owned()),
        client: Some(client()),
        delivery_deadline: Some(None),
        ..OrderPatch::default()
    };
    let added = order.new_items(&[item_draft("Baut", 3)], &mut Counting(900));
    let change = order.edit(patch, added, 1, &admin()).expect("allowed");
    let Change::PurchaseOrderUpdated(updated) = &change else { panic!("{change:?}") };
    assert_eq!(updated.patch.changed_keys(), ["po_number", "delivery_deadline"]);
    let before = OrderPatch {
        po_number: Some(order.po_number.clone()),
        delivery_deadline: Some(order.delivery_deadline),
        ..OrderPatch::default()
    };
    assert_eq!(updated.before, before);
    let mut after = order.clone();
    assert!(after.apply(&change));
    assert_eq!((after.po_number.as_str(), after.delivery_deadline, after.version), ("PO-2026-002", None, 2));
    assert_eq!(updated.items_added[0].order, after);
    let refused = |patch, seen| order.edit(patch, Vec::new(), seen, &admin()).expect_err("refused");
    assert_eq!(refused(OrderPatch::default(), 2), Refusal::Stale);
    let number = |text: &str| OrderPatch { po_number: Some(text.to_owned()), ..OrderPatch::default() };
    assert_eq!(refused(number(" "), 1), Refusal::EmptyField { field: Field::PoNumber });
    let max = PO_NUMBER_MAX as u32;
    assert_eq!(refused(number(&"x".repeat(41)), 1), Refusal::TooLong { field: Field::PoNumber, max });
    let far = Some(Some(date("2101-01-01")));
    let patch = OrderPatch { delivery_deadline: far, ..OrderPatch::default() };
    assert_eq!(refused(patch, 1), Refusal::DateOutOfRange { field: Field::DeliveryDeadline });
    let patch = OrderPatch { order_date: Some(Some(date("1999-12-31"))), ..OrderPatch::default() };
    assert_eq!(refused(patch, 1), Refusal::DateOutOfRange { field: Field::OrderDate });
    for status in [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Archived] {
        let order = PurchaseOrder { status, ..order.clone() };
        let not_active = Err(Refusal::OrderNotActive { status });
        assert_eq!(order.edit(OrderPatch::default(), Vec::new(), 1, &admin()), not_active);
        assert_eq!(order.set_urgent(true, &admin()), not_active);
        assert_eq!(closed_item(status).edit(ItemPatch::default(), 1, &admin(), NOW), not_active);
    }
}

#[test]
fn edits_an_item() {
    let item = item();
    let patch = ItemPatch {
        item_name: Some(" Pulley  SPC ".to_owned()),
        quantity_total: Some(whole(10)),
        specification: Some(None),
        ..ItemPatch::default()
    };
    let change = item.edit(patch, 1, &admin(), NOW).expect("allowed");
    assert_eq!(change.changed_keys(), ["item_name", "specification"]);
    let Change::ItemUpdated(updated) = &change else { panic!("{change:?}") };
    let before = ItemPatch {
        item_name: Some(item.item_name.clone()),
        specification: Some(item.specification.clone()),
        ..ItemPatch::default()
    };
    assert_eq!((&updated.before, updated.quantity_unit.as_str()), (&before, "pcs"));
    let mut after = item.clone();
    assert!(after.apply(&change));
    assert_eq!((after.item_name.as_str(), &after.specification, after.version), ("Pulley SPC", &None, 2));
    let none = ItemPatch::default;
    let refused = |patch| item.edit(patch, 1, &admin(), NOW).expect_err("refused");
    assert_eq!(item.edit(none(), 2, &admin(), NOW), Err(Refusal::Stale));
    for (patch, refusal) in [
        (ItemPatch { item_name: Some(" ".into()), ..none() }, Refusal::EmptyField { field: Field::ItemName }),
        (ItemPatch { quantity_unit: Some("".into()), ..none() }, Refusal::EmptyField { field: Field::QuantityUnit }),
        (ItemPatch { quantity_total: Some(whole(0)), ..none() }, Refusal::QuantityNotPositive),
        (ItemPatch { quantity_total: Some(whole(-5)), ..none() }, Refusal::QuantityNotPositive),
        (ItemPatch { quantity_total: Some(Quantity::from_scaled(i64::MAX)), ..none() }, Refusal::TooLarge),
        (
            ItemPatch { item_name: Some("x".repeat(201)), ..none() },
            Refusal::TooLong { field: Field::ItemName, max: 200 },
        ),
        (
            ItemPatch { quantity_unit: Some("x".repeat(21)), ..none() },
            Refusal::TooLong { field: Field::QuantityUnit, max: 20 },
        ),
        (
            ItemPatch { specification: Some(Some("x".repeat(2_001))), ..none() },
            Refusal::TooLong { field: Field::Specification, max: 2_000 },
        ),
    ] {
        assert_eq!(refused(patch), refusal);
    }
}

#[test]
fn nobody_says_delivered_without_a_delivery() {
    let patch = ItemPatch { is_delivered: Some(true), delivered_at: Some(Some(NOW)), ..ItemPatch::default() };
    let change = item().edit(patch, 1, &admin(), NOW).expect("allowed");
    assert!(change.changed_keys().is_empty());
}

#[test]
fn a_changed_total_decides_what_delivered_means() {
    let mut item = item();
    let total = |units| ItemPatch { quantity_total: Some(whole(units)), ..ItemPatch::default() };
    let change = item.deliver(DeliveryId(uuid(1)), whole(4), None, &admin(), NOW).expect("some");
    assert!(item.apply(&change));
    let below = Refusal::BelowDelivered { delivered: whole(4), unit: "pcs".to_owned() };
    assert_eq!(item.edit(total(3), 2, &admin(), NOW), Err(below));
    for (to, version, is_delivered, at) in [(4, 2, true, Some(LATER)), (5, 3, false, None), (6, 4, false, None)] {
        let change = item.edit(total(to), version, &admin(), LATER).expect("allowed");
        assert!(item.apply(&change));
        assert_eq!((item.is_delivered, item.delivered_at), (is_delivered, at), "total {to}");
    }
}

#[test]
fn all_sixteen_changes_of_status() {
    use OrderStatus::{Active, Archived, Cancelled, Completed};
    let possible = [
        (Active, Cancelled),
        (Active, Archived),
        (Completed, Archived),
        (Cancelled, Active),
        (Cancelled, Archived),
        (Archived, Active),
    ];
    let (order, items, _) = created(1, &[("Pulley", 10)]);
    for from in OrderStatus::ALL {
        for to in OrderStatus::ALL {
            let order = PurchaseOrder { status: from, version: 7, ..order.clone() };
            let result = order.set_status(to, 7, items.clone(), &admin());
            if !possible.contains(&(from, to)) {
                assert_eq!(result, Err(Refusal::StatusNotPossible { from, to }));
                continue;
            }
            assert_eq!(order.set_status(to, 6, Vec::new(), &admin()), Err(Refusal::Stale));
            let Ok(Change::PurchaseOrderStatusChanged(changed)) = result else { panic!("{from:?} to {to:?}") };
            assert_eq!((changed.old_status, changed.status, changed.version), (from, to, 8));
            // Taken up again, the cards come along, and as they are now.
            assert_eq!(changed.items.len(), usize::from(to == Active));
            assert!(changed.items.iter().all(|item| item.order.status == Active && item.order.version == 8));
        }
    }
}

#[test]
fn completes_without_being_asked() {
    let (mut order, _, _) = created(1, &[("Pulley", 10)]);
    let change = order.complete();
    assert!(order.apply(&change));
    assert_eq!((order.status, order.version), (OrderStatus::Completed, 2));
}

#[test]
fn urgent_is_absolute() {
    let (order, _, _) = created(1, &[("Pulley", 10)]);
    for is_urgent in [true, false] {
        let mut after = order.clone();
        assert!(after.apply(&order.set_urgent(is_urgent, &admin()).expect("allowed")));
        assert_eq!((after.is_urgent, after.version), (is_urgent, 2));
    }
}

#[test]
fn proposes_the_next_number() {
    for (existing, expected) in [
        (vec![], "PO-2026-001"),
        (vec!["PO-2026-014"], "PO-2026-015"),
        (vec!["PO-2026-002", "PO-2026-010", "PO-2026-009"], "PO-2026-011"),
        (vec!["PO-2025-400", "po-2026-300", "PO-2026-x", "PO-2026-", "PO-2026--5", "PO-2026-+7"], "PO-2026-001"),
        (vec!["PO-2026-999"], "PO-2026-1000"),
        (vec!["PO-2026-003", "PO-2026-4294967295", "PO-2026-99999999999999999999"], "PO-2026-004"),
        (vec!["PO-2026-003-rev"], "PO-2026-001"),
    ] {
        assert_eq!(next_po_number(existing.iter().copied(), "PO", 2026), expected, "{existing:?}");
    }
}
