//! The law of a burst: merged or one by one, once or twice, the screen ends the same.

mod support;

use model::{
    Change, Department, Event, Quantity,
    event::coalesce,
    purchase_order::{ItemPatch, OrderStatus},
};
use proptest::{collection::vec, prelude::*};
use support::{
    screen::{Deed, Factory, Screen},
    strategies,
};

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let n = || 0..4_usize;
    let deed = prop_oneof![
        4 => (n(), 0..5_usize, 0..=100_i64).prop_map(|(n, department, to)| Deed::Advance(n, department, to)),
        2 => n().prop_map(Deed::Report),
        2 => (n(), n()).prop_map(|(n, which)| Deed::Resolve(n, which)),
        2 => (n(), n()).prop_map(|(n, which)| Deed::Photo(n, which)),
        3 => (n(), 1..6_i64).prop_map(|(n, some)| Deed::Deliver(n, some)),
        3 => (n(), 1..12_i64).prop_map(|(n, total)| Deed::Total(n, total)),
        2 => (n(), any::<u8>()).prop_map(|(n, to)| Deed::Rename(n, to)),
        1 => (n(), any::<bool>()).prop_map(|(n, some)| Deed::Respecify(n, some)),
        2 => (n(), any::<bool>()).prop_map(|(n, some)| Deed::Deadline(n, some)),
        2 => (n(), any::<bool>()).prop_map(|(n, on)| Deed::Vendor(n, on)),
        2 => (n(), any::<bool>()).prop_map(|(n, on)| Deed::Urgent(n, on)),
        2 => n().prop_map(Deed::AddItem),
        2 => (n(), strategies::statuses()).prop_map(|(n, to)| Deed::Status(n, to)),
    ];
    vec(deed, 0..40)
}

/// The log as it may arrive: in order, but with any earlier events again at any place.
fn with_copies(log: &[Event], copies: &[(prop::sample::Index, prop::sample::Index)]) -> Vec<Event> {
    let mut arriving = Vec::new();
    for (place, event) in log.iter().enumerate() {
        arriving.push(event.clone());
        for (after, which) in copies {
            if after.index(log.len()) == place {
                arriving.push(log[which.index(place + 1)].clone());
            }
        }
    }
    arriving
}

fn in_chunks(events: &[Event], ends: &[prop::sample::Index]) -> Vec<Event> {
    let mut ends: Vec<usize> = ends.iter().map(|end| end.index(events.len() + 1)).collect();
    ends.extend([0, events.len()]);
    ends.sort_unstable();
    ends.windows(2).flat_map(|chunk| coalesce(events[chunk[0]..chunk[1]].to_vec())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn merged_ends_as_one_by_one(
        deeds in deeds(),
        ends in vec(any::<prop::sample::Index>(), 0..5),
        copies in vec(any::<(prop::sample::Index, prop::sample::Index)>(), 0..12),
    ) {
        let factory = Factory::after(&deeds);
        let truth = factory.on_screen();
        prop_assert_eq!(&Screen::of(&factory.log), &truth, "one by one");
        prop_assert_eq!(&Screen::of(&coalesce(factory.log.clone())), &truth, "all at once");
        prop_assert_eq!(&Screen::of(&in_chunks(&factory.log, &ends)), &truth, "in chunks");
        let twice: Vec<Event> = factory.log.iter().flat_map(|event| [event.clone(), event.clone()]).collect();
        prop_assert_eq!(&Screen::of(&twice), &truth, "each twice");
        prop_assert_eq!(&Screen::of(&coalesce(twice)), &truth, "each twice, merged");
        let replayed = [factory.log.clone(), factory.log.clone()].concat();
        prop_assert_eq!(&Screen::of(&replayed), &truth, "all again");
        prop_assert_eq!(&Screen::of(&in_chunks(&replayed, &ends)), &truth, "all again, in chunks");
        let copied = with_copies(&factory.log, &copies);
        prop_assert_eq!(&Screen::of(&copied), &truth, "late copies");
        prop_assert_eq!(&Screen::of(&in_chunks(&copied, &ends)), &truth, "late copies, in chunks");
    }

    /// A page that read its snapshot in the middle of the log and gets some of it again.
    #[test]
    fn a_snapshot_continues_with_merged_events(
        deeds in deeds(),
        snapshot in any::<prop::sample::Index>(),
        from in any::<prop::sample::Index>(),
    ) {
        let log = Factory::after(&deeds).log;
        let snapshot = snapshot.index(log.len() + 1);
        let from = from.index(snapshot + 1);
        let apply = |merged: Vec<Event>| {
            let mut screen = Screen::default();
            log[..snapshot].iter().for_each(|event| screen.apply(event));
            merged.iter().for_each(|event| screen.apply(event));
            screen.items
        };
        prop_assert_eq!(apply(coalesce(log[from..].to_vec())), apply(log[from..].to_vec()));
    }

    #[test]
    fn the_result_is_in_order_and_tells_its_keys(deeds in deeds()) {
        let log = Factory::after(&deeds).log;
        let merged = coalesce(log.clone());
        prop_assert!(merged.len() <= log.len());
        prop_assert!(merged.is_sorted_by_key(|event| event.seq));
        prop_assert_eq!(merged.last().map(|event| event.seq), log.last().map(|event| event.seq));
        for event in &merged {
            match &event.change {
                Change::PurchaseOrderUpdated(updated) => {
                    prop_assert_eq!(updated.before.changed_keys(), updated.patch.changed_keys());
                }
                Change::ItemUpdated(updated) => {
                    prop_assert_eq!(updated.before.changed_keys(), updated.patch.changed_keys());
                }
                _ => {}
            }
            prop_assert_eq!(&event.changed_keys, &event.change.changed_keys());
        }
        let deliveries = |events: &[Event]| {
            events.iter().filter(|event| event.change.name() == "item-delivered").count()
        };
        prop_assert_eq!(deliveries(&merged), deliveries(&log));
    }

    /// What did not come from the rules may be nonsense, but never a crash.
    #[test]
    fn takes_any_events(events in vec(strategies::events(), 0..6)) {
        let twice = [events.clone(), events].concat();
        prop_assert!(coalesce(twice.clone()).len() <= twice.len());
    }
}

fn burst(deeds: &[Deed]) -> Vec<Event> {
    let factory = Factory::after(deeds);
    assert_eq!(factory.log.len(), deeds.len() + 2, "a deed was refused");
    let merged = coalesce(factory.log.clone());
    assert_eq!(Screen::of(&merged), factory.on_screen());
    merged[2..].to_vec()
}

#[test]
fn ten_of_one_track_become_one() {
    let progress = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
    let before = Deed::Advance(0, 2, 5);
    let factory = Factory::after(&[vec![before], progress.map(|to| Deed::Advance(0, 2, to)).to_vec()].concat());
    let merged = coalesce(factory.log[3..].to_vec());
    let [event] = merged.as_slice() else { panic!("{merged:#?}") };
    let Change::TrackUpdated(updated) = &event.change else { panic!("{event:#?}") };
    assert_eq!((updated.old_progress, updated.track.progress), (5, 100));
    assert_eq!(updated.track.department, Department::Production);
    assert_eq!((event.seq, event.version), (13, 12));
}

#[test]
fn merges_past_what_does_not_touch_it() {
    let names = |deeds: &[Deed]| burst(deeds).iter().map(|event| event.change.name()).collect::<Vec<_>>();
    assert_eq!(
        names(&[
            Deed::Rename(0, 1),
            Deed::Vendor(0, true),
            Deed::Advance(0, 1, 25),
            Deed::Urgent(0, true),
            Deed::Advance(0, 1, 50),
            Deed::Rename(0, 2),
            Deed::Deadline(0, false),
            Deed::Urgent(0, false),
        ]),
        ["track-updated", "item-updated", "po-updated", "po-urgent-changed"]
    );
}

#[test]
fn of_several_photos_none_is_lost() {
    let deeds = [Deed::Report(0), Deed::Photo(0, 0), Deed::Photo(0, 0), Deed::Resolve(0, 0), Deed::Photo(0, 0)];
    let merged = burst(&deeds);
    assert_eq!(
        merged.iter().map(|event| event.change.name()).collect::<Vec<_>>(),
        ["issue-created", "issue-resolved", "issue-photo-added"]
    );
    let Change::IssuePhotoAdded(changed) = &merged[2].change else { panic!("{merged:#?}") };
    assert_eq!((changed.issue.photos.len(), merged[2].version), (3, 5));
}

#[test]
fn changed_keys_are_united() {
    let merged = burst(&[Deed::Vendor(0, true), Deed::Deadline(0, false)]);
    assert_eq!(merged.len(), 1);
    assert_eq!(merged[0].changed_keys, ["is_vendor_job", "delivery_deadline"]);
}

/// From the first one's old values to the last one's new ones, whatever was in between.
#[test]
fn a_merged_edit_says_what_was_before_all_of_it() {
    let merged = burst(&[Deed::Rename(0, 1), Deed::Total(0, 20), Deed::Rename(0, 2), Deed::Total(0, 30)]);
    let [event] = merged.as_slice() else { panic!("{merged:#?}") };
    let Change::ItemUpdated(updated) = &event.change else { panic!("{event:#?}") };
    assert_eq!(
        (updated.before.item_name.as_deref(), updated.patch.item_name.as_deref()),
        (Some("Pulley"), Some("Item 2"))
    );
    let totals = (updated.before.quantity_total, updated.patch.quantity_total);
    assert_eq!(totals, (Some(Quantity::whole(10)), Some(Quantity::whole(30))));
    assert_eq!(updated.before.changed_keys(), updated.patch.changed_keys());
}

/// Where the older of two edits does not say what was before, the newer one must not pretend to know.
#[test]
fn a_merged_edit_does_not_take_the_middle_for_the_beginning() {
    let mut log = Factory::after(&[Deed::Rename(0, 1), Deed::Rename(0, 2)]).log.split_off(2);
    if let Change::ItemUpdated(first) = &mut log[0].change {
        first.before = ItemPatch::default();
    }
    let merged = coalesce(log);
    let Change::ItemUpdated(updated) = &merged[0].change else { panic!("{merged:#?}") };
    assert!(updated.before.is_empty());
}

/// The edit in between says "not delivered"; merged behind the delivery it must not say so any more.
#[test]
fn an_edit_does_not_undo_the_delivery_after_it() {
    let merged =
        burst(&[Deed::Deliver(0, 5), Deed::Total(0, 5), Deed::Total(0, 10), Deed::Deliver(0, 5), Deed::Rename(0, 1)]);
    assert_eq!(merged.len(), 4);
}

/// The added item must be there before its track moves, whatever else is merged into the order's event.
#[test]
fn an_added_item_arrives_before_its_changes() {
    let merged = burst(&[Deed::AddItem(0), Deed::Advance(2, 0, 50), Deed::Deadline(0, false)]);
    assert_eq!(merged.len(), 3);
    // With nothing in between they are one, and the added item knows the new deadline.
    let merged = burst(&[Deed::AddItem(0), Deed::Deadline(0, false)]);
    let [event] = merged.as_slice() else { panic!("{merged:#?}") };
    let Change::PurchaseOrderUpdated(updated) = &event.change else { panic!("{event:#?}") };
    assert_eq!(updated.items_added[0].order.delivery_deadline, None);
    assert_eq!(updated.items_added[0].order.version, updated.version);
}

#[test]
fn cancelled_and_taken_up_again_keeps_its_cards() {
    let merged = burst(&[
        Deed::Advance(0, 0, 50),
        Deed::Status(0, OrderStatus::Cancelled),
        Deed::Status(0, OrderStatus::Active),
        Deed::Advance(0, 0, 75),
    ]);
    assert_eq!(merged.len(), 3);
    let Change::PurchaseOrderStatusChanged(changed) = &merged[1].change else { panic!("{merged:#?}") };
    assert_eq!((changed.old_status, changed.status), (OrderStatus::Active, OrderStatus::Active));
}

/// A copy of an old edit must not be merged with a new one over a delivery that is already on the screen.
#[test]
fn a_late_copy_does_not_ride_on_a_new_event() {
    let factory = Factory::after(&[
        Deed::Deliver(0, 5),
        Deed::Total(0, 5),
        Deed::Total(0, 10),
        Deed::Deliver(0, 5),
        Deed::Rename(0, 1),
    ]);
    let mut screen = Screen::default();
    factory.log[..6].iter().for_each(|event| screen.apply(event));
    coalesce(vec![factory.log[4].clone(), factory.log[6].clone()]).iter().for_each(|event| screen.apply(event));
    assert_eq!(screen.items, factory.on_screen());
    let delivered = screen.items.values().filter(|item| item.quantity_delivered == Quantity::whole(10));
    assert!(delivered.map(|item| item.is_delivered).eq([true]));
}
