use model::{ActorRef, Department, DocType, ids::FactoryId, presence::Part};
use uuid::Uuid;

use super::*;

const VIEWING: Activity = Activity::Viewing;
const EDITING: Activity = Activity::Editing(Part::Track(Department::Qc));
const OWN: UserId = UserId(Uuid::from_u128(1));

fn doc(number: u128) -> Channel {
    Channel::Doc(DocType::Item, Uuid::from_u128(number))
}

fn list() -> Channel {
    Channel::List(DocType::PurchaseOrder, FactoryId(Uuid::from_u128(9)))
}

fn person(number: u128, at: Channel, state: Activity) -> Present {
    let who = ActorRef { id: UserId(Uuid::from_u128(number)), name: format!("Orang {number}") };
    Present { at, who, state }
}

fn said(at: Channel, state: Option<Activity>) -> Option<ClientFrame> {
    Some(ClientFrame::Presence { channel: at, state })
}

fn at(millis: i64) -> Uptime {
    Uptime(600_000 + millis)
}

#[test]
fn forgets_editing_after_three_seconds_and_viewing_after_thirty() {
    let mut people = People::new(OWN);
    people.hear(doc(1), vec![person(2, doc(1), EDITING), person(3, doc(1), VIEWING)], at(0));
    assert_eq!(people.expire(at(2_999)), []);
    assert_eq!(people.expire(at(3_000)), [doc(1)]);
    assert_eq!(people.at(doc(1)), [person(3, doc(1), VIEWING)]);
    assert_eq!(people.expire(at(29_999)), []);
    assert_eq!(people.expire(at(30_000)), [doc(1)]);
    assert_eq!(people.at(doc(1)), []);
}

#[test]
fn what_is_told_again_stands_longer_and_disturbs_nothing() {
    let mut people = People::new(OWN);
    people.hear(list(), vec![person(2, doc(1), EDITING)], at(0));
    assert_eq!(people.hear(list(), vec![person(2, doc(1), EDITING)], at(2_000)), [], "no leaf is touched");
    assert_eq!(people.expire(at(4_999)), []);
}

#[test]
fn one_persons_coming_changes_one_document() {
    let mut people = People::new(OWN);
    let first = vec![person(2, doc(1), EDITING), person(3, doc(2), EDITING)];
    people.hear(list(), first.clone(), at(0));
    let mut more = first;
    more.push(person(4, doc(3), EDITING));
    assert_eq!(people.hear(list(), more.clone(), at(500)), [doc(3)]);
    more.remove(0);
    assert_eq!(people.hear(list(), more, at(1_000)), [doc(1)]);
}

#[test]
fn nobody_is_shown_to_himself() {
    let mut people = People::new(OWN);
    assert_eq!(people.hear(doc(1), vec![person(1, doc(1), EDITING)], at(0)), []);
    assert_eq!(people.at(doc(1)), []);
}

#[test]
fn a_person_told_of_on_two_channels_is_shown_once_by_the_stronger() {
    let mut people = People::new(OWN);
    people.hear(doc(1), vec![person(2, doc(1), VIEWING), person(3, doc(1), VIEWING)], at(0));
    people.hear(list(), vec![person(2, doc(1), EDITING)], at(0));
    assert_eq!(people.at(doc(1)), [person(2, doc(1), EDITING), person(3, doc(1), VIEWING)]);
}

#[test]
fn another_page_keeps_only_what_its_own_channels_told() {
    let mut people = People::new(OWN);
    people.hear(doc(1), vec![person(2, doc(1), VIEWING)], at(0));
    people.hear(doc(2), vec![person(3, doc(2), VIEWING)], at(0));
    assert_eq!(people.keep(&[doc(2)]), [doc(1)]);
    assert_eq!(people.at(doc(2)).len(), 1);
}

#[test]
fn after_a_welcome_what_is_not_told_again_goes_soon() {
    let mut people = People::new(OWN);
    people.hear(doc(1), vec![person(2, doc(1), VIEWING)], at(0));
    people.hear(doc(2), vec![person(3, doc(2), VIEWING)], at(0));
    people.doubt(at(1_000));
    assert_eq!(people.hear(doc(2), vec![person(3, doc(2), VIEWING)], at(1_100)), []);
    assert_eq!(people.expire(at(1_000 + WELCOME_MS)), [doc(1)]);
}

#[test]
fn editing_is_said_at_once_and_then_once_a_second_while_it_lasts() {
    let mut announcer = Announcer::default();
    announcer.claim(1, Some(Place { at: doc(1), state: EDITING }));
    let words: Vec<i64> = (0..5_000).step_by(50).filter(|now| announcer.due(at(*now), true).is_some()).collect();
    assert_eq!(words, [0, 900, 1_800, 2_700, 3_600, 4_500]);
    assert!(REPEAT_EDITING_MS < Activity::holds_ms(EDITING) && REPEAT_VIEWING_MS < Activity::holds_ms(VIEWING));
    announcer.claim(1, None);
    assert_eq!(announcer.due(at(5_000), true), said(doc(1), None));
    assert_eq!(announcer.due(at(60_000), true), None);
}

#[test]
fn the_same_claim_again_is_not_a_new_word() {
    let mut announcer = Announcer::default();
    let place = Some(Place { at: doc(1), state: EDITING });
    announcer.claim(1, place);
    announcer.due(at(0), true);
    for key in 1..=8 {
        announcer.claim(1, place);
        assert_eq!(announcer.due(at(key * 100), true), None, "typing");
    }
}

#[test]
fn editing_is_stronger_than_viewing_and_the_newest_sheet_counts() {
    let mut announcer = Announcer::default();
    announcer.claim(1, Some(Place { at: doc(1), state: EDITING }));
    announcer.claim(2, Some(Place { at: doc(2), state: VIEWING }));
    assert_eq!(announcer.due(at(0), true), said(doc(1), Some(EDITING)));
    announcer.claim(3, Some(Place { at: doc(2), state: EDITING }));
    assert_eq!(announcer.due(at(100), true), said(doc(2), Some(EDITING)));
    announcer.claim(3, None);
    announcer.claim(1, None);
    assert_eq!(announcer.due(at(200), true), said(doc(2), Some(VIEWING)));
}

#[test]
fn a_tab_that_nobody_looks_at_says_nothing_until_it_is_back() {
    let mut announcer = Announcer::default();
    announcer.claim(1, Some(Place { at: doc(1), state: EDITING }));
    announcer.due(at(0), true);
    for second in 1..10 {
        assert_eq!(announcer.due(at(second * 1_000), false), None);
    }
    assert_eq!(announcer.due(at(10_000), true), said(doc(1), Some(EDITING)));
}

#[test]
fn another_socket_is_told_anew() {
    let mut announcer = Announcer::default();
    announcer.claim(1, Some(Place { at: doc(1), state: VIEWING }));
    announcer.due(at(0), true);
    announcer.forget();
    assert_eq!(announcer.due(at(10), true), said(doc(1), Some(VIEWING)));
}
