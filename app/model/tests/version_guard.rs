//! The version guard: any change may come twice, late or by two ways, and changes the screen once.

mod support;

use model::{
    Change, Department, Quantity,
    ids::{DeliveryId, IssueId},
    purchase_order::{Item, ItemPatch, OrderPatch, OrderStatus, Priority},
};
use support::{NOW, admin, created, item, uuid};

/// Each kind of change of one item, made by its rule from `item` as it is.
fn every_change(item: &Item) -> Vec<Change> {
    let who = admin();
    let order = &item.order;
    let qc = Department::Qc;
    let name = ItemPatch { item_name: Some(format!("Pulley {}", item.version)), ..ItemPatch::default() };
    let header = OrderPatch { is_vendor_job: Some(!order.is_vendor_job), ..OrderPatch::default() };
    vec![
        item.advance_track(qc, 50, None, item.track(qc).version, &who, NOW).expect("a rule"),
        item.deliver(DeliveryId(uuid(1)), Quantity::whole(1), None, &who, NOW).expect("a rule"),
        item.edit(name, item.version, &who, NOW).expect("a rule"),
        order.edit(header, Vec::new(), order.version, &who).expect("a rule"),
        order.set_urgent(!order.is_urgent, &who).expect("a rule"),
        order.complete(),
    ]
}

#[test]
fn twice_is_once() {
    for change in every_change(&item()) {
        let mut once = item();
        assert!(once.apply(&change), "{}", change.name());
        let mut twice = once.clone();
        assert!(!twice.apply(&change), "{}", change.name());
        assert_eq!(once, twice);
    }
}

#[test]
fn older_and_equal_versions_change_nothing() {
    let old = item();
    for change in every_change(&old) {
        // The row has moved on by two: the first change, and another like it.
        let mut newer = old.clone();
        assert!(newer.apply(&change));
        let equal = newer.clone();
        if newer.order.status == OrderStatus::Active {
            let next =
                every_change(&newer).into_iter().find(|next| next.name() == change.name()).expect("the same kind");
            assert!(newer.apply(&next), "{}", change.name());
        }
        for late in every_change(&old).into_iter().filter(|late| late.subject() == change.subject()) {
            for mut row in [equal.clone(), newer.clone()] {
                let before = row.clone();
                assert!(!row.apply(&late), "{} over {}", late.name(), change.name());
                assert_eq!(row, before);
            }
        }
    }
}

#[test]
fn a_late_report_does_not_reopen_an_issue() {
    let mut author = item();
    let created = author.report_issue(IssueId(uuid(5)), "Bor patah", None, Priority::High, &admin(), NOW).expect("may");
    assert!(author.apply(&created));
    let resolved = author.resolve_issue(&author.issues[0], &admin(), NOW).expect("may");
    assert!(author.apply(&resolved));
    for order in [
        vec![&created, &resolved],
        vec![&resolved, &created],
        vec![&created, &created, &resolved, &resolved, &created],
        vec![&resolved, &created, &resolved],
    ] {
        let mut screen = item();
        for change in order {
            screen.apply(change);
        }
        assert_eq!(screen, author);
        assert_eq!(screen.open_issues().count(), 0);
    }
}

#[test]
fn foreign_changes_change_nothing() {
    let (_, others, change) = created(2, &[("Baut", 3)]);
    let mut item = item();
    let before = item.clone();
    assert!(!item.apply(&change));
    for change in every_change(&others[0]) {
        assert!(!item.apply(&change), "{}", change.name());
    }
    assert_eq!(item, before);
    // A sister of the same order hears of the order, not of her sister's own rows.
    let (_, sisters, _) = created(3, &[("Baut", 3), ("Mur", 3)]);
    for change in every_change(&sisters[0]) {
        let about_order = change.subject() == sisters[0].order.id.0;
        assert_eq!(sisters[1].clone().apply(&change), about_order, "{}", change.name());
    }
}

#[test]
fn a_change_touches_only_its_fields() {
    let before = item();
    for change in every_change(&before) {
        let mut after = before.clone();
        after.apply(&change);
        // Taking back what it says leaves the row as it was.
        match &change {
            Change::TrackUpdated(_) => after.tracks = before.tracks.clone(),
            Change::ItemDelivered(_) => after.quantity_delivered = before.quantity_delivered,
            Change::ItemUpdated(_) => after.item_name.clone_from(&before.item_name),
            _ => after.order = before.order.clone(),
        }
        after.version = before.version;
        assert_eq!(after, before, "{}", change.name());
    }
}
