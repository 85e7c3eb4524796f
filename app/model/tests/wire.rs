//! What crosses the wire: names that others rely on, and every value back as it went.

mod support;

use std::collections::BTreeSet;

use model::{Change, Channel, Event};
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use support::{created, event, requests, strategies as any_};

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

#[test]
fn refuses_what_is_no_channel() {
    const ID: &str = "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b";
    let upper = ID.to_uppercase();
    for name in [
        String::new(),
        ":".to_owned(),
        "factory".to_owned(),
        "factory:".to_owned(),
        "factory:*".to_owned(),
        "*".to_owned(),
        format!("factory:{upper}"),
        format!("Factory:{ID}"),
        format!("factory:{{{ID}}}"),
        format!("factory:urn:uuid:{ID}"),
        format!("factory:{}", ID.replace('-', "")),
        format!("factory:{ID}:{ID}"),
        format!("list:{ID}"),
        format!("list:*:{ID}"),
        "list:po:*".to_owned(),
        "list:po:>".to_owned(),
        format!("list:invoice:{ID}"),
        format!("list:PO:{ID}"),
        format!("doc:item:{ID}x"),
        format!("doc::{ID}"),
        format!("doc:item:{ID} "),
        format!("session:{ID}"),
    ] {
        assert!(name.parse::<Channel>().is_err(), "{name:?} was taken for a channel");
    }
    assert!(format!("doc:item:{ID}").parse::<Channel>().is_ok());
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
    let names = "hello,subscribe,unsubscribe,ping,welcome,patch,reset,denied,head";
    assert_eq!(seen, names.split(',').map(str::to_owned).collect());
}

#[test]
fn absent_and_cleared_are_told_apart() {
    let patch = |json: &str| serde_json::from_str::<model::purchase_order::OrderPatch>(json).expect("a patch");
    assert_eq!(patch("{}").delivery_deadline, None);
    assert_eq!(patch(r#"{"delivery_deadline":null}"#).delivery_deadline, Some(None));
    let set = patch(r#"{"delivery_deadline":"2026-09-07"}"#).delivery_deadline;
    assert_eq!(set, Some(Some(support::date("2026-09-07"))));
}
