use model::{
    Channel, Event,
    frame::{ClientFrame, ServerFrame},
    presence::Activity,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Unreadable, read};
use crate::error::{AppError, StorageTrouble};

/// Read as serde_json reads it.
#[track_caller]
fn same(text: &str) {
    assert_eq!(read::<Value>(text), Ok(serde_json::from_str(text).expect(text)), "{text}");
}

#[test]
fn any_value_is_read() {
    for text in [
        "null",
        " true ",
        "[ ]",
        "{ }",
        r#"{"a":[1,-2,{"b":null}], "c" : false}"#,
        r#"["", "teks", "Ünïcode 日本 😀"]"#,
        r#""\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00""#,
        "[0, 18446744073709551615, -9223372036854775808]",
    ] {
        same(text);
    }
}

#[test]
fn what_is_not_json_is_refused() {
    for text in [
        "",
        " ",
        "nul",
        "truefalse",
        "[1,]",
        "[1 2]",
        "[",
        "]",
        r#"{"a"}"#,
        r#"{"a":}"#,
        r#"{"a":1,}"#,
        r#"{1:1}"#,
        r#"""#,
        r#""\x""#,
        r#""\u12""#,
        r#""\ud83d""#,
        r#""\ud83d\u0041""#,
        r#""\ude00""#,
        "1 1",
        "-",
        "--1",
        "18446744073709551616",
        "-9223372036854775809",
    ] {
        assert_eq!(read::<Value>(text), Err(Unreadable), "{text}");
    }
    // Whole numbers only.
    for text in ["1.5", "1e3"] {
        assert_eq!(read::<i64>(text), Err(Unreadable), "{text}");
    }
    assert_eq!(read::<u8>("256"), Err(Unreadable));
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Shape {
    Nothing,
    One(i64),
    Two(i64, String),
    Named { of: Option<bool> },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sample {
    shapes: Vec<Shape>,
    pair: (u8, String),
    #[serde(default)]
    not_there: Option<i32>,
    answer: Result<i64, String>,
}

#[test]
fn types_are_read_and_the_unknown_is_passed_over() {
    let sample = Sample {
        shapes: vec![Shape::Nothing, Shape::One(-1), Shape::Two(2, "dua".into()), Shape::Named { of: Some(true) }],
        pair: (255, "\"".into()),
        not_there: None,
        answer: Err("tidak".into()),
    };
    let mut json = serde_json::to_value(&sample).expect("plain data");
    let object = json.as_object_mut().expect("an object");
    object.insert("more".to_owned(), json!({"a": ["]", "\\\"}", 1.5e-3, {"b": [null, false]}], "c": -2}));
    assert_eq!(read::<Sample>(&json.to_string()), Ok(sample));
    for text in [r#""one""#, r#"{"nothing":1}"#, r#"{"one":1,"two":2}"#, r#"{"other":1}"#, r#"{"two":[1]}"#] {
        assert_eq!(read::<Shape>(text), Err(Unreadable), "{text}");
    }
}

#[test]
fn half_a_text_is_refused_wherever_it_ends() {
    let text = r#"{"shapes":["nothing",{"two":[1,"é\u00e9"]}],"pair":[1,"x"],"more":[{"a":"b"}],"answer":{"Ok":-12}}"#;
    assert!(read::<Sample>(text).is_ok());
    for (end, _) in text.char_indices() {
        assert_eq!(read::<Sample>(&text[..end]), Err(Unreadable), "{}", &text[..end]);
        let _ = read::<Value>(&text[end..]);
    }
}

const EVENT: &str = r#"{"type":"client-updated","change":{"client":{"id":"0193e5a0-0000-7000-8000-000000000001",
    "name":"Toko \"Maju\""},"old_name":null,"version":2},"id":"0193e5a0-0000-7000-8000-000000000001",
    "factoryId":"0193e5a0-0000-7000-8000-000000000002","action":"update","changedKeys":["name"],"version":2,"seq":7,
    "ts":1789000000000,"actor":{"id":"0193e5a0-0000-7000-8000-000000000003","name":"Rina"},"unknown":[1.5]}"#;

#[test]
fn the_socket_is_read_as_the_server_reads_it() {
    let event = read::<Event>(EVENT);
    assert_eq!(event.ok(), serde_json::from_str::<Event>(EVENT).ok());
    assert!(read::<Event>(EVENT).is_ok());
    for text in [
        format!(r#"{{"type":"patch","from":6,"to":7,"events":[{EVENT}]}}"#),
        r#"{"type":"head","seq":7,"now":1}"#.to_owned(),
        r#"{"type":"reset","reason":"epoch"}"#.to_owned(),
    ] {
        assert_eq!(read::<ServerFrame>(&text).ok(), Some(serde_json::from_str(&text).expect(&text)));
    }
    assert!(read::<ServerFrame>(r#"{"type":"head","seq":7}"#).is_err());
    assert!(read::<Channel>(r#""list:po""#).is_err());
    // Tagged by the derived way, which keeps loose values first.
    let ping = serde_json::to_string(&ClientFrame::Ping).expect("plain data");
    assert_eq!(read(&ping), Ok(ClientFrame::Ping));
    for activity in [r#""viewing""#, r#"{"editing":"item"}"#] {
        assert_eq!(read::<Activity>(activity).ok(), serde_json::from_str(activity).ok(), "{activity}");
    }
}

#[test]
fn answers_are_read_as_the_server_wrote_them() {
    for error in [AppError::SignedOut, AppError::Storage { trouble: StorageTrouble::Full, reference: None }] {
        let answer = Err::<Vec<i64>, _>(error);
        assert_eq!(read(&serde_json::to_string(&answer).expect("plain data")), Ok(answer));
    }
    assert_eq!(read(r#"{"Ok":[1]}"#), Ok(Ok::<_, AppError>(vec![1])));
}
