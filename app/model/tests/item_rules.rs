//! Tracks, issues and deliveries of an item: who may, what is refused, what follows.

mod support;

use model::{
    Actor, Change, Department, Field, Language, Quantity, Refusal, Timestamp,
    ids::{DeliveryId, IssueId, PhotoId},
    purchase_order::{Issue, IssueStatus, Item, OrderStatus, PHOTOS_MAX, Photo, Priority},
    text::{NAME_MAX, NOTE_MAX},
};
use support::{NOW, admin, closed_item, date, item, manager, operator, people, uuid};

const LATER: Timestamp = Timestamp(NOW.0 + 60_000);

fn whole(units: i64) -> Quantity {
    Quantity::whole(units)
}

#[test]
fn only_its_department_and_admins_advance_a_track() {
    let item = item();
    for actor in people() {
        for department in Department::ALL {
            let result = item.advance_track(department, 50, None, 1, &actor, NOW);
            let may = actor == admin() || actor.departments.contains(department);
            match result {
                Ok(_) => assert!(may, "{} advanced {department}", actor.name),
                Err(refusal) => {
                    assert!(!may, "{} may not advance {department}", actor.name);
                    assert_eq!(refusal, Refusal::OtherDepartment { department });
                }
            }
        }
    }
}

#[test]
fn a_department_in_a_managers_membership_gives_nothing() {
    let actor = Actor { departments: Department::ALL.into_iter().collect(), ..manager() };
    assert!(item().advance_track(Department::Qc, 50, None, 1, &actor, NOW).is_err());
    assert!(item().deliver(DeliveryId(uuid(1)), whole(1), None, &actor, NOW).is_err());
}

#[test]
fn progress_is_between_0_and_100() {
    for (to, accepted) in [(0, true), (1, true), (99, true), (100, true)]
        .into_iter()
        .chain([-1, 101, 255, 256, 356, i64::MIN, i64::MAX].map(|to| (to, false)))
    {
        let result = item().advance_track(Department::Qc, to, None, 1, &admin(), NOW);
        match result {
            Ok(Change::TrackUpdated(updated)) => assert!(accepted && i64::from(updated.track.progress) == to),
            Err(refusal) => {
                assert!(!accepted, "{to}");
                assert_eq!(refusal, Refusal::ProgressOutOfRange { given: to });
                assert_eq!(refusal.field(), Some(Field::Progress));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_advanced_track_says_who_when_and_from_what() {
    let mut item = item();
    let oka = operator(&[Department::Qc]);
    let first = item.advance_track(Department::Qc, 25, Some("  lolos \n ukuran "), 1, &oka, NOW).expect("allowed");
    assert!(item.apply(&first));
    let change = item.advance_track(Department::Qc, 75, Some(" "), 2, &oka, LATER).expect("allowed");
    let Change::TrackUpdated(updated) = &change else { panic!("{change:?}") };
    assert_eq!((updated.old_progress, updated.track.progress, updated.track.version), (25, 75, 3));
    assert_eq!((updated.item_name.as_str(), updated.po_number.as_str()), ("Pulley", "PO-2026-001"));
    assert_eq!((updated.track.updated_by.clone(), updated.track.updated_at), (Some(oka.to_ref()), Some(LATER)));
    assert_eq!(item.track(Department::Qc).last_note.as_deref(), Some("lolos\nukuran"));
    assert_eq!(updated.track.last_note, None);
    // Back is allowed: a slip is corrected, rework is real.
    assert!(item.apply(&change));
    assert!(item.advance_track(Department::Qc, 0, None, 3, &oka, LATER).is_ok());
}

#[test]
fn refuses_stale_and_closed_and_long_notes_at_a_track() {
    let advance =
        |item: &Item, note: &str, seen| item.advance_track(Department::Qc, 50, Some(note), seen, &admin(), NOW);
    for seen in [-1, 0, 2, i64::MAX] {
        assert_eq!(advance(&item(), "", seen), Err(Refusal::Stale));
    }
    let too_long = Refusal::TooLong { field: Field::Note, max: NOTE_MAX as u32 };
    assert_eq!(advance(&item(), &"x".repeat(NOTE_MAX + 1), 1), Err(too_long));
    assert!(advance(&item(), &"é".repeat(NOTE_MAX), 1).is_ok());
    for status in [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Archived] {
        assert_eq!(advance(&closed_item(status), "", 1), Err(Refusal::OrderNotActive { status }));
    }
}

#[test]
fn anyone_reports_and_resolves_an_issue() {
    for actor in people() {
        let mut item = item();
        let id = IssueId(uuid(500));
        let change = item.report_issue(id, " Bor  patah ", Some(""), Priority::High, &actor, NOW).expect("anyone may");
        assert!(item.apply(&change));
        assert_eq!(item.open_issues().count(), 1);
        let issue = item.issues[0].clone();
        assert_eq!((issue.title.as_str(), &issue.description, issue.status), ("Bor patah", &None, IssueStatus::Open));
        assert_eq!((issue.reporter.clone(), issue.resolver.clone(), issue.version), (actor.to_ref(), None, 1));
        let change = item.resolve_issue(&issue, &actor, LATER).expect("anyone may");
        assert!(item.apply(&change));
        assert_eq!(item.open_issues().count(), 0);
        let issue = item.issues[0].clone();
        assert_eq!((issue.resolver.clone(), issue.resolved_at, issue.version), (Some(actor.to_ref()), Some(LATER), 2));
        assert_eq!(item.resolve_issue(&issue, &actor, LATER), Err(Refusal::AlreadyResolved));
    }
}

#[test]
fn anyone_adds_photos_to_an_issue_up_to_eight() {
    let photo = |n: u128| Photo::new(PhotoId(uuid(n)), (1600, 1200), 300_000, &admin(), NOW);
    for actor in people() {
        let mut item = item();
        let id = IssueId(uuid(500));
        let reported = item.report_issue(id, "Bor patah", None, Priority::High, &actor, NOW).expect("anyone may");
        item.apply(&reported);
        for n in 1..=PHOTOS_MAX {
            let change = item.add_issue_photo(&item.issues[0], photo(n as u128), &actor).expect("anyone may");
            assert!(item.apply(&change));
            assert!(!item.apply(&change), "twice is once");
            assert_eq!((item.issues[0].photos.len(), item.issues[0].version), (n, n as i64 + 1));
        }
        let resolved = item.resolve_issue(&item.issues[0], &actor, LATER).expect("anyone may");
        item.apply(&resolved);
        assert_eq!(item.issues[0].photos.len(), PHOTOS_MAX, "they stay with what was solved");
        let refused = item.add_issue_photo(&item.issues[0], photo(99), &actor);
        assert_eq!(refused, Err(Refusal::TooManyPhotos { max: 8 }));
    }
}

/// A photo that waited for the line while somebody solved the problem is not lost; one of a closed order is refused.
#[test]
fn a_resolved_issue_takes_photos_and_a_closed_order_does_not() {
    let photo = Photo::new(PhotoId(uuid(1)), (1600, 1200), 300_000, &admin(), NOW);
    let issue = Issue::report(IssueId(uuid(500)), "Retak", None, Priority::Low, &admin(), NOW).expect("an issue");
    let resolved = issue.resolve(&admin(), LATER).expect("open");
    let change = item().add_issue_photo(&resolved, photo.clone(), &admin()).expect("it is late, and welcome");
    let Change::IssuePhotoAdded(changed) = change else { panic!("{change:?}") };
    assert_eq!((changed.issue.status, changed.issue.photos.len()), (IssueStatus::Resolved, 1));
    for status in [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Archived] {
        let refused = closed_item(status).add_issue_photo(&issue, photo.clone(), &admin());
        assert_eq!(refused, Err(Refusal::OrderNotActive { status }));
    }
}

#[test]
fn refuses_bad_issues() {
    let report = |item: &Item, title: &str, description: &str| {
        item.report_issue(IssueId(uuid(1)), title, Some(description), Priority::Low, &admin(), NOW).expect_err(title)
    };
    let max = |field, max| Refusal::TooLong { field, max: max as u32 };
    for blank in ["", "  ", "\n\t", "\u{200b}", "\0"] {
        assert_eq!(report(&item(), blank, ""), Refusal::EmptyField { field: Field::Title });
    }
    assert_eq!(report(&item(), &"x".repeat(NAME_MAX + 1), ""), max(Field::Title, NAME_MAX));
    assert_eq!(report(&item(), "x", &"x".repeat(NOTE_MAX + 1)), max(Field::Description, NOTE_MAX));
    for status in [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Archived] {
        assert_eq!(report(&closed_item(status), "x", ""), Refusal::OrderNotActive { status });
    }
}

#[test]
fn delivery_and_admins_deliver() {
    for actor in people() {
        let may = actor == admin() || actor.departments.contains(Department::Delivery);
        let result = item().deliver(DeliveryId(uuid(1)), whole(1), None, &actor, NOW);
        assert_eq!(result.is_ok(), may, "{actor:?}");
        assert!(may || result == Err(Refusal::NotAllowed));
    }
}

#[test]
fn delivers_up_to_the_total() {
    let mut item = item();
    let oka = operator(&[Department::Delivery]);
    let deliver = |item: &Item, quantity| item.deliver(DeliveryId(uuid(1)), quantity, Some("B 1234 XY"), &oka, LATER);
    for quantity in [whole(0), whole(-1), Quantity::from_scaled(i64::MIN)] {
        assert_eq!(deliver(&item, quantity), Err(Refusal::QuantityNotPositive));
    }
    assert_eq!(deliver(&item, Quantity::from_scaled(i64::MAX)), Err(Refusal::TooLarge));
    let over = |units| Refusal::OverDelivery { remaining: whole(units), unit: "pcs".to_owned() };
    assert_eq!(deliver(&item, Quantity::from_scaled(100_001)), Err(over(10)));
    let change = deliver(&item, whole(4)).expect("some");
    assert!(item.apply(&change));
    assert_eq!((item.is_delivered, item.delivered_at, item.quantity_remaining()), (false, None, whole(6)));
    let refusal = deliver(&item, whole(7)).expect_err("too many");
    assert_eq!(refusal, over(6));
    assert_eq!(refusal.text(Language::Indonesian), "Melebihi sisa: tinggal 6 pcs yang belum terkirim.");
    let change = deliver(&item, whole(6)).expect("the rest");
    let Change::ItemDelivered(delivered) = &change else { panic!("{change:?}") };
    assert_eq!((delivered.quantity_delivered, delivered.delivery.quantity), (whole(10), whole(6)));
    assert_eq!(delivered.delivery.by, oka.to_ref());
    assert!(item.apply(&change));
    assert_eq!((item.is_delivered, item.delivered_at, item.version), (true, Some(LATER), 3));
    assert_eq!(deliver(&item, whole(1)), Err(Refusal::AlreadyDelivered));
}

#[test]
fn refuses_delivery_of_a_closed_order_and_long_notes() {
    let deliver = |item: &Item, note: &str| item.deliver(DeliveryId(uuid(1)), whole(1), Some(note), &admin(), NOW);
    for status in [OrderStatus::Completed, OrderStatus::Cancelled, OrderStatus::Archived] {
        assert_eq!(deliver(&closed_item(status), ""), Err(Refusal::OrderNotActive { status }));
    }
    let too_long = Refusal::TooLong { field: Field::Note, max: NOTE_MAX as u32 };
    assert_eq!(deliver(&item(), &"x".repeat(NOTE_MAX + 1)), Err(too_long));
}

#[test]
fn the_holder_is_the_first_that_has_not_finished() {
    let mut item = item();
    assert_eq!(item.holder(), Department::Drafting);
    for department in Department::ALL {
        assert_eq!(item.holder(), department);
        item.tracks[department.index()].progress = 100;
    }
    assert_eq!(item.holder(), Department::Delivery);
    assert!(item.is_late(date("2026-09-08")) && !item.is_late(date("2026-09-07")));
}
