//! What crosses the wire: names that others rely on, and every value back as it went.

mod support;

use std::collections::BTreeSet;

use model::{
    Change, Channel, Department, DocType, Event,
    frame::ClientFrame,
    ids::FactoryId,
    presence::{Activity, Part},
};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use support::{created, event, requests, strategies as any_};
use uuid::Uuid;

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) -> Result<(), TestCaseError> {
    let json = serde_json::to_string(value).expect("serializes");
    let back: T = serde_json::from_str(&json).map_err(|error| TestCaseError::fail(format!("{error}: {json}")))?;
    prop_assert_eq!(&back, value, "{}", json);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_change_comes_back(change in any_::changes()) {
        comes_back(&change)?;
    }

    #[test]
    fn every_event_comes_back(event in any_::events()) {
        comes_back(&event)?;
    }

    #[test]
    fn every_client_frame_comes_back(frame in requests::client_frames()) {
        comes_back(&frame)?;
    }

    #[test]
    fn every_server_frame_comes_back(frame in requests::server_frames()) {
        comes_back(&frame)?;
    }

    #[test]
    fn every_command_comes_back(command in requests::commands()) {
        comes_back(&command)?;
    }

    #[test]
    fn actors_and_refusals_come_back(actor in any_::actors(), refusal in requests::refusals()) {
        comes_back(&actor)?;
        comes_back(&refusal)?;
    }

    #[test]
    fn the_event_says_what_its_change_says(event in any_::events()) {
        let json = serde_json::to_value(&event).expect("serializes");
        prop_assert_eq!(&json["type"], event.change.name());
        prop_assert_eq!(event.id, event.change.subject());
        prop_assert_eq!(event.version, event.change.version());
        prop_assert_eq!(&event.changed_keys, &event.change.changed_keys());
    }

    #[test]
    fn a_channel_has_one_name(channel in requests::channels()) {
        let name = channel.to_string();
        prop_assert_eq!(name.parse::<Channel>(), Ok(channel));
        comes_back(&channel)?;
        // Any other spelling is no channel at all.
        prop_assert!(name == name.to_uppercase() || name.to_uppercase().parse::<Channel>().is_err());
        prop_assert!(name.replace('-', "").parse::<Channel>().is_err());
        for other in [format!("{name}:"), format!(" {name}"), format!("{name}\n")] {
            prop_assert!(other.parse::<Channel>().is_err());
        }
    }

    #[test]
    fn no_text_makes_a_channel_panic(text in any_::texts()) {
        prop_assert!(text.parse::<Channel>().is_err());
        let document = format!("doc:item:{text}");
        prop_assert!(document.parse::<Channel>().is_err());
    }
}

const ID: &str = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";

#[test]
fn takes_the_channels_there_are() {
    let id = ID.parse().expect("a uuid");
    let table = [
        (format!("factory:{ID}"), Channel::Factory(FactoryId(id))),
        (format!("list:po:{ID}"), Channel::List(DocType::PurchaseOrder, FactoryId(id))),
        (format!("list:item:{ID}"), Channel::List(DocType::Item, FactoryId(id))),
        (format!("doc:po:{ID}"), Channel::Doc(DocType::PurchaseOrder, id)),
        (format!("doc:item:{ID}"), Channel::Doc(DocType::Item, id)),
    ];
    for (name, channel) in table {
        assert_eq!(name.parse(), Ok(channel), "{name}");
        assert_eq!(channel.to_string(), name);
    }
}

#[test]
fn refuses_what_is_no_channel() {
    let upper = ID.to_uppercase();
    let malformed = [
        String::new(),
        ":".to_owned(),
        "::".to_owned(),
        "factory".to_owned(),
        "factory:".to_owned(),
        ":factory".to_owned(),
        "list:po".to_owned(),
        "list:po:".to_owned(),
        "doc:item".to_owned(),
        format!("list:{ID}"),
        format!("doc:{ID}"),
        format!("doc::{ID}"),
        format!("factory:{ID}:{ID}"),
        format!("list:po:{ID}:1"),
        format!("doc:item:{ID}x"),
        format!("doc:item:{ID} "),
        format!(" doc:item:{ID}"),
        format!("doc: item:{ID}"),
        format!("doc:item:{ID}\n"),
        format!("doc:item:{ID}\0"),
        format!("doc:item:{}", &ID[1..]),
        format!("doc:item:{ID}").replace(':', "/"),
        format!("doc:item:{ID}").replace(':', "%3A"),
        format!("doc:item:{ID}").replace(':', "\u{ff1a}"),
    ];
    let unknown = [
        format!("session:{ID}"),
        format!("user:{ID}"),
        format!("list:invoice:{ID}"),
        format!("doc:track:{ID}"),
        format!("presence:item:{ID}"),
    ];
    let wildcards =
        ["*", ">", "#", "+", "**", "?", "%", "_", "[a-f0-9-]", "null", "undefined"].into_iter().flat_map(|any| {
            [
                any.to_owned(),
                format!("factory:{any}"),
                format!("list:{any}:{ID}"),
                format!("list:po:{any}"),
                format!("doc:item:{any}"),
            ]
        });
    // One channel has one name, or a page could hold the same one twice and a filter miss one of its spellings.
    let spellings = [
        format!("Factory:{ID}"),
        format!("list:PO:{ID}"),
        format!("factory:{upper}"),
        format!("factory:{{{ID}}}"),
        format!("factory:urn:uuid:{ID}"),
        format!("factory:{}", ID.replace('-', "")),
    ];
    for name in malformed.into_iter().chain(unknown).chain(wildcards).chain(spellings) {
        assert!(name.parse::<Channel>().is_err(), "{name:?} was taken for a channel");
    }
}

#[test]
fn a_document_is_on_the_list_of_its_factory() {
    let (factory, id) = (FactoryId(Uuid::from_u128(1)), Uuid::from_u128(2));
    let list = Channel::List(DocType::PurchaseOrder, factory);
    assert_eq!(Channel::Doc(DocType::Item, id).list(factory), Some(list));
    assert_eq!(Channel::Doc(DocType::PurchaseOrder, id).list(factory), Some(list));
    assert_eq!(list.list(factory), None);
    assert_eq!(Channel::Factory(factory).list(factory), None);
}

#[test]
fn presence_says_these_words() {
    let frame = |text: &str| serde_json::from_str::<ClientFrame>(text).expect("a frame");
    let channel = Channel::Doc(DocType::Item, ID.parse().expect("a uuid"));
    let said = |state| ClientFrame::Presence { channel, state };
    let text = |state: &str| format!(r#"{{"type":"presence","channel":"doc:item:{ID}","state":{state}}}"#);
    assert_eq!(frame(&text(r#""viewing""#)), said(Some(Activity::Viewing)));
    let track = Activity::Editing(Part::Track(Department::Qc));
    assert_eq!(frame(&text(r#"{"editing":{"track":"qc"}}"#)), said(Some(track)));
    assert_eq!(frame(&text(r#"{"editing":"issue"}"#)), said(Some(Activity::Editing(Part::Issue))));
    assert_eq!(frame(&text("null")), said(None));
    for nonsense in [r#""dancing""#, r#"{"editing":"<b>"}"#, r#"{"editing":{"track":"sales"}}"#] {
        assert!(serde_json::from_str::<ClientFrame>(&text(nonsense)).is_err(), "{nonsense}");
    }
}

/// The names of product §3: tests, scanners and integrations hold on to them.
#[test]
fn change_names_are_those_of_the_product() {
    let mut seen = BTreeSet::new();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..300 {
        let tree = any_::changes().new_tree(&mut runner).expect("a change");
        let change: Change = proptest::strategy::ValueTree::current(&tree);
        let json = serde_json::to_value(&change).expect("serializes");
        assert_eq!(json["type"], change.name());
        seen.insert(change.name());
    }
    let names = BTreeSet::from([
        "po-created",
        "po-updated",
        "po-status-changed",
        "po-urgent-changed",
        "track-updated",
        "issue-created",
        "issue-resolved",
        "issue-photo-added",
        "item-delivered",
        "item-updated",
    ]);
    assert_eq!(seen, names);
}

#[test]
fn an_event_has_exactly_these_keys() {
    let (_, _, change) = created(1, &[("Pulley", 10)]);
    let keys = |event: &Event| {
        let json = serde_json::to_value(event).expect("serializes");
        json.as_object().expect("an object").keys().cloned().collect::<BTreeSet<_>>()
    };
    let names = "type,change,id,factoryId,action,changedKeys,version,seq,ts,actor,mutationId";
    let mut expected: BTreeSet<String> = names.split(',').map(str::to_owned).collect();
    let mut event = event(change, 1);
    assert_eq!(keys(&event), expected);
    event.mutation_id = None;
    expected.remove("mutationId");
    assert_eq!(keys(&event), expected);
    let actor = serde_json::to_value(&event.actor).expect("serializes");
    assert_eq!(actor, serde_json::json!({ "id": event.actor.id, "name": "Ani" }));
    expected.insert("mutationId".to_owned());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..50 {
        let tree = any_::events().new_tree(&mut runner).expect("an event");
        assert!(keys(&proptest::strategy::ValueTree::current(&tree)).is_subset(&expected));
    }
}

#[test]
fn frames_have_these_types() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    for _ in 0..200 {
        let client = requests::client_frames().new_tree(&mut runner).expect("a frame");
        let server = requests::server_frames().new_tree(&mut runner).expect("a frame");
        let client = serde_json::to_value(proptest::strategy::ValueTree::current(&client)).expect("serializes");
        let server = serde_json::to_value(proptest::strategy::ValueTree::current(&server)).expect("serializes");
        seen.extend([client, server].map(|json| json["type"].as_str().expect("a type").to_owned()));
    }
    let names = "hello,subscribe,unsubscribe,presence,ping,welcome,patch,reset,denied,head";
    assert_eq!(seen, names.split(',').map(str::to_owned).collect());
}

/// Events of before there were photos are read as events of an issue without any, and are written as they were.
#[test]
fn an_issue_without_photos_is_written_as_before() {
    let text = format!(
        r#"{{"id":"{ID}","version":1,"title":"Retak","description":null,"priority":"low","status":"open","reporter":{{"id":"{ID}","name":"Ani"}},"reported_at":1,"resolver":null,"resolved_at":null}}"#
    );
    let issue: model::purchase_order::Issue = serde_json::from_str(&text).expect("an issue");
    assert!(issue.photos.is_empty());
    assert_eq!(serde_json::to_string(&issue).expect("serializes"), text);
}

#[test]
fn absent_and_cleared_are_told_apart() {
    let patch = |json: &str| serde_json::from_str::<model::purchase_order::OrderPatch>(json).expect("a patch");
    assert_eq!(patch("{}").delivery_deadline, None);
    assert_eq!(patch(r#"{"delivery_deadline":null}"#).delivery_deadline, Some(None));
    let set = patch(r#"{"delivery_deadline":"2026-09-07"}"#).delivery_deadline;
    assert_eq!(set, Some(Some(support::date("2026-09-07"))));
}

/// The log is never rewritten, so what was written before a field was kept can be read for good.
#[test]
fn events_from_before_a_field_was_kept_are_read() {
    let po = format!(r#""po_id":"{ID}","po_number":"PO-1","version":2"#);
    let item = format!(r#""item_id":"{ID}","item_name":"Pulley""#);
    let read = |name: &str, change: &str| {
        let json = format!(r#"{{"type":"{name}","change":{{{change}}}}}"#);
        serde_json::from_str::<Change>(&json).unwrap_or_else(|error| panic!("{error}: {json}"))
    };
    let Change::PurchaseOrderUpdated(order) = read("po-updated", &format!(r#"{po},"patch":{{"po_number":"PO-2"}}"#))
    else {
        panic!("another change")
    };
    assert!(order.before.is_empty());
    let Change::ItemUpdated(updated) = read("item-updated", &format!(r#"{po},{item},"patch":{{"item_name":"Roda"}}"#))
    else {
        panic!("another change")
    };
    assert!(updated.before.is_empty() && updated.quantity_unit.is_empty());
    let delivery = format!(r#"{{"id":"{ID}","quantity":10000,"note":null,"by":{{"id":"{ID}","name":"Ani"}},"at":1}}"#);
    let left = r#""quantity_delivered":10000,"is_delivered":false,"delivered_at":null"#;
    let Change::ItemDelivered(delivered) =
        read("item-delivered", &format!(r#"{po},{item},{left},"delivery":{delivery}"#))
    else {
        panic!("another change")
    };
    assert!(delivered.quantity_unit.is_empty());
}
