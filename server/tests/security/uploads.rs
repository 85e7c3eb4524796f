//! Photos: what may be sent, what is made of it, and to whom it is shown.

use std::{io::Cursor, sync::LazyLock};

use http::{Method, StatusCode};
use image::{ImageEncoder, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};
use ledger::PhotoSize;
use model::ids::{MutationId, PhotoId};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    http::{Answer, Asked},
    world::{Factory, Person, World, new_mutation},
};

const PAYLOAD: &[u8] = b"<html><script>alert(document.cookie)</script>";
const SVG: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";

/// A photo with a camera's notes: the place where it was taken, as `RAHASIA-GPS`.
pub(crate) fn photo() -> Vec<u8> {
    static PHOTO: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x25\x88\x04\0\x01\0\0\0\x1a\0\0\0\0\0\0\0".to_vec();
        exif.extend(*b"\x01\0\x1d\0\x02\0\x0b\0\0\0\x2c\0\0\0\0\0\0\0RAHASIA-GPS");
        let mut bytes = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.write_image(&picture(), 64, 32, image::ExtendedColorType::Rgb8).unwrap();
        bytes
    });
    PHOTO.clone()
}

fn picture() -> RgbImage {
    RgbImage::from_pixel(64, 32, Rgb([200, 0, 0]))
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn with_remark(jpeg: &[u8], remark: &[u8]) -> Vec<u8> {
    let length = u16::try_from(remark.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], b"\xff\xfe", &length, remark, &jpeg[2..]].concat()
}

/// A PNG's first bytes, saying 50,000 × 50,000 pixels.
fn bomb() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([50_000_u32.to_be_bytes(), 50_000_u32.to_be_bytes()].concat());
    png.extend(*b"\x08\x06\0\0\0");
    let bit = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    let crc = png[12..].iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc)));
    png.extend((!crc).to_be_bytes());
    png.extend(*b"\0\0\0\x02IDAT\x78\x9c");
    png
}

/// An open issue of `factory`.
async fn issue(world: &World, factory: &Factory) -> Uuid {
    let mutation = new_mutation();
    let report = json!({
        "factory": factory.slug, "mutation_id": mutation, "item_id": factory.items[0].id, "title": "Retak",
        "description": null, "priority": "low",
    });
    let reported = world.call(&factory.admin, "report_issue", &report).await;
    assert!(reported.is_allowed(), "{reported:?}");
    mutation.0
}

fn asked(factory: &Factory, issue: Uuid) -> Value {
    json!({ "factory": factory.slug, "mutation_id": new_mutation(), "issue_id": issue })
}

/// Sends `file` to `issue` of the own factory.
async fn send(world: &World, issue: Uuid, file: Vec<u8>) -> Answer {
    Asked::photo(world.address, &asked(&world.own, issue), file).by(&world.own.admin.token).send(world.address).await
}

/// A photo of `factory`, and what its address is without its size.
async fn taken(world: &World, factory: &Factory) -> (MutationId, String) {
    let asked = asked(factory, issue(world, factory).await);
    let answer = world.call(&factory.admin, "add_issue_photo", &asked).await;
    assert!(answer.is_allowed(), "{answer:?}");
    let id: MutationId = serde_json::from_value(asked["mutation_id"].clone()).unwrap();
    (id, format!("/{}/photos/{id}", factory.slug))
}

async fn look(world: &World, person: &Person, path: &str) -> Answer {
    Asked::get(path).by(&person.token).send(world.address).await
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

fn code(answer: &Answer) -> String {
    let body: Value = serde_json::from_str(&answer.text).unwrap_or_default();
    body["refusals"][0]["code"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sent_by_our_pages_is_not_even_read() {
    let world = World::new().await;
    let address = world.address;
    let issue = issue(&world, &world.own).await;
    let call = || Asked::photo(address, &asked(&world.own, issue), photo()).by(&world.own.admin.token);
    let named = |name: &str| {
        let disposition = format!("form-data; name=\"photo\"; filename=\"{name}\"");
        let head = format!("--x\r\nContent-Disposition: {disposition}\r\nContent-Type: image/jpeg\r\n\r\n");
        let body = [head.as_bytes(), &photo(), b"\r\n--x--\r\n"].concat();
        Asked { body: body.into(), ..call() }.with("content-type", "multipart/form-data; boundary=x")
    };
    let at = |path: &str| Asked { path: path.to_owned(), ..call() };
    let door = server::photo::DOOR;
    let table: Vec<(&str, Asked, u16)> = vec![
        ("no origin", call().without("origin"), 403),
        ("another site", call().with("origin", "https://evil.example"), 403),
        ("origin null", call().with("origin", "null"), 403),
        ("sent by another site", call().with("sec-fetch-site", "cross-site"), 403),
        ("no type", call().without("content-type"), 415),
        ("plain text", call().with("content-type", "text/plain"), 415),
        ("a form", call().with("content-type", "application/x-www-form-urlencoded"), 415),
        ("JSON", call().with("content-type", "application/json"), 415),
        ("a page", call().with("content-type", "text/html"), 415),
        ("a JPEG that says so", call().with("content-type", "image/jpeg"), 415),
        ("an SVG that says so", call().with("content-type", "image/svg+xml"), 415),
        ("a file in a form", named("foto.jpg"), 415),
        ("a file name that climbs", named("../../../../etc/passwd"), 415),
        ("a file name that is a header", named("x.jpg%0d%0aSet-Cookie: a=b"), 415),
        ("no session", call().without("cookie"), 401),
        ("a made-up session", call().by(&"A".repeat(43)), 401),
        ("no question", at(door), 400),
        ("no issue", at(&format!("{door}?factory=uji&mutation_id={}", Uuid::now_v7())), 400),
        (
            "an issue that is no id",
            at(&format!("{door}?factory=uji&mutation_id={}&issue_id=../x", Uuid::now_v7())),
            400,
        ),
        ("a factory that is a path", at(&format!("{door}?factory=..%2f&mutation_id={issue}&issue_id={issue}")), 404),
        ("nothing", Asked { body: Vec::new().into(), ..call() }, 422),
        ("11 MB", Asked { body: vec![0xff; 11 * 1024 * 1024].into(), ..call() }, 413),
        ("11 MB without a session", Asked { body: vec![0; 11 * 1024 * 1024].into(), ..call() }.without("cookie"), 401),
        ("GET", Asked { method: Method::GET, ..call() }, 405),
        ("PUT", Asked { method: Method::PUT, ..call() }, 405),
    ];
    let before = world.heads().await;
    for (what, asked, expected) in table {
        let answer = asked.send(address).await;
        assert_eq!(answer.status.as_u16(), expected, "{what}: {}", answer.text);
        assert_eq!(answer.header("set-cookie"), "", "{what}");
        assert_eq!(world.heads().await, before, "{what} changed something");
    }
    assert_eq!(call().send(address).await.status, StatusCode::OK, "and what is of our pages is done");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_photo_is_refused_in_words() {
    let world = World::new().await;
    let issue = issue(&world, &world.own).await;
    let (jpeg, png) = (photo(), encoded(ImageFormat::Png));
    let table: Vec<(&str, Vec<u8>, &str)> = vec![
        ("SVG", SVG.to_vec(), "not-a-photo"),
        ("a page", PAYLOAD.to_vec(), "not-a-photo"),
        ("GIF", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "not-a-photo"),
        ("an archive", b"PK\x03\x04\x14\0\0\0\x08\0".to_vec(), "not-a-photo"),
        ("an archive of zeroes", [b"\x1f\x8b\x08\0".to_vec(), vec![0; 4096]].concat(), "not-a-photo"),
        ("a page that begins like a JPEG", [b"\xff\xd8\xff\xe0".to_vec(), PAYLOAD.to_vec()].concat(), "broken-photo"),
        ("a page that begins like a PNG", [b"\x89PNG\r\n\x1a\n".to_vec(), PAYLOAD.to_vec()].concat(), "broken-photo"),
        ("a JPEG cut in its head", jpeg[..40].to_vec(), "broken-photo"),
        ("a PNG cut in its middle", png[..png.len() / 2].to_vec(), "broken-photo"),
        ("50,000 × 50,000 pixels", bomb(), "photo-too-large"),
    ];
    let before = world.heads().await;
    for (what, file, expected) in table {
        let answer = send(&world, issue, file).await;
        assert_eq!((answer.status.as_u16(), code(&answer).as_str()), (422, expected), "{what}: {}", answer.text);
        assert_eq!(world.heads().await, before, "{what} changed something");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_what_was_sent_is_shown() {
    let world = World::new().await;
    let issue = issue(&world, &world.own).await;
    let (jpeg, png) = (photo(), encoded(ImageFormat::Png));
    let files = [
        ("a photo with its place", jpeg.clone()),
        ("a PNG", png.clone()),
        ("a WebP", encoded(ImageFormat::WebP)),
        ("a page behind a photo", [&jpeg[..], PAYLOAD].concat()),
        ("a page in a remark", with_remark(&jpeg, PAYLOAD)),
        ("a page behind a PNG", [&png[..], PAYLOAD].concat()),
        ("an archive behind a photo", [&jpeg[..], b"PK\x03\x04"].concat()),
    ];
    for (what, file) in files {
        let mut asked = asked(&world.own, issue);
        // Nobody asks what it was called.
        asked["filename"] = json!("..%2f..%2fx.svg%0d%0aSet-Cookie:%20a=b");
        let sent = Asked::photo(world.address, &asked, file.clone())
            .with("content-disposition", "attachment; filename=\"../../x.html\"")
            .by(&world.own.admin.token);
        let answer = sent.send(world.address).await;
        assert!(answer.is_allowed(), "{what}: {answer:?}");
        let id = asked["mutation_id"].as_str().unwrap();
        for path in [format!("/uji/photos/{id}"), format!("/uji/photos/{id}/thumbnail")] {
            let shown = look(&world, &world.own.others[1], &path).await;
            assert_eq!(shown.status, StatusCode::OK, "{what}");
            let drawn = image::load_from_memory_with_format(&shown.bytes, ImageFormat::Jpeg).unwrap();
            assert_eq!((drawn.width(), drawn.height()), (64, 32), "{what}");
            for trace in [&b"RAHASIA"[..], b"Exif", b"<script", b"<html", b"alert", b"PK\x03\x04", b"x.svg"] {
                assert!(!holds(&shown.bytes, trace), "{what} shows {:?}", String::from_utf8_lossy(trace));
            }
            assert_eq!(shown.header("set-cookie"), "", "{what}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photo_is_shown_as_a_picture_and_as_nothing_else() {
    let world = World::new().await;
    let (id, path) = taken(&world, &world.own).await;
    let shown = look(&world, &world.own.admin, &path).await;
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        ("cache-control", "private, max-age=86400, immutable"),
        ("content-encoding", ""),
    ] {
        assert_eq!(shown.header(name), value, "{name}");
    }
    assert_eq!(shown.header("content-disposition"), format!("inline; filename=\"foto-{id}.jpg\""));
    let policy = shown.header("content-security-policy");
    assert!(policy.contains("default-src 'none'") && policy.contains("sandbox"), "{policy}");
    let varies: Vec<String> =
        shown.headers.get_all("vary").iter().map(|value| value.to_str().unwrap().to_lowercase()).collect();
    assert!(varies.iter().any(|value| value.contains("cookie")), "another session asks anew: {varies:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_to_its_own_factory_and_to_nobody_else() {
    let world = World::new().await;
    let (own, foreign) = (&world.own, &world.foreign);
    let (id, path) = taken(&world, foreign).await;
    for person in foreign.people() {
        assert_eq!(look(&world, person, &path).await.status, StatusCode::OK);
    }
    let nowhere = look(&world, &own.admin, &format!("/{}/photos/{}", own.slug, Uuid::now_v7())).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
    for person in own.people() {
        for path in [
            path.clone(),
            format!("{path}/thumbnail"),
            format!("/{}/photos/{id}", own.slug),
            format!("/{}/photos/{id}/thumbnail", own.slug),
            format!("/tidak-ada/photos/{id}"),
            format!("/{}/photos/{}", own.slug, "..%2f..%2flacakpo.sqlite"),
            format!("/{}/photos/' OR 1=1 --", own.slug).replace(' ', "%20"),
        ] {
            let answer = look(&world, person, &path).await;
            assert_eq!((answer.status, &answer.text), (nowhere.status, &nowhere.text), "{path}");
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    // And none is added over there.
    let there = issue(&world, foreign).await;
    let before = world.heads().await;
    let smuggled = world.call(&own.admin, "add_issue_photo", &asked(own, there)).await;
    let unknown = world.call(&own.admin, "add_issue_photo", &asked(own, Uuid::now_v7())).await;
    assert_eq!(smuggled.status, StatusCode::NOT_FOUND);
    assert_eq!((smuggled.status, smuggled.text), (unknown.status, unknown.text));
    assert_eq!(world.heads().await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_and_after_its_end_nothing_is_shown() {
    let world = World::new().await;
    let (_, path) = taken(&world, &world.own).await;
    let [manager, qc, ..] = &world.own.others[..] else { panic!("others") };
    assert_eq!(Asked::get(&path).send(world.address).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(Asked::get(&path).by(&"A".repeat(43)).send(world.address).await.status, StatusCode::UNAUTHORIZED);
    let session = world.ledger.session(&manager.token).await.unwrap().unwrap();
    world.ledger.log_out(session.id).await.unwrap();
    assert_eq!(look(&world, manager, &path).await.status, StatusCode::UNAUTHORIZED, "signed out");
    world.ledger.remove_membership(world.own.id, qc.actor.id).await.unwrap();
    assert_eq!(look(&world, qc, &path).await.status, StatusCode::NOT_FOUND, "not of this factory any more");
}

/// Sent as often as a bad line makes it: one photo, one reply.
#[tokio::test(flavor = "multi_thread")]
async fn the_same_photo_again_is_one_photo() {
    let world = World::new().await;
    let asked = asked(&world.own, issue(&world, &world.own).await);
    let first = world.call(&world.own.admin, "add_issue_photo", &asked).await;
    let heads = world.heads().await;
    let again = world.call(&world.own.admin, "add_issue_photo", &asked).await;
    assert_eq!((first.status, again.status, &first.text), (StatusCode::OK, StatusCode::OK, &again.text));
    let another = Asked::photo(world.address, &asked, encoded(ImageFormat::Png)).by(&world.own.admin.token);
    assert_eq!(another.send(world.address).await.status, StatusCode::CONFLICT);
    let by_another = world.call(&world.own.others[0], "add_issue_photo", &asked).await;
    assert_eq!(by_another.status, StatusCode::CONFLICT);
    assert_eq!(world.heads().await, heads);
}

/// A crowd of senders is served or asked to come again, and never more than eight photos are on one issue.
#[tokio::test(flavor = "multi_thread")]
async fn many_at_once_are_taken_or_asked_to_come_again() {
    let world = World::new().await;
    let issue = issue(&world, &world.own).await;
    let mut crowd = tokio::task::JoinSet::new();
    for _ in 0..40 {
        let (asked, address) = (asked(&world.own, issue), world.address);
        let sent = Asked::photo(address, &asked, photo()).by(&world.own.admin.token);
        crowd.spawn(async move { (sent.send(address).await, asked) });
    }
    let mut taken = 0;
    for (answer, asked) in crowd.join_all().await {
        let id: PhotoId = serde_json::from_value(asked["mutation_id"].clone()).unwrap();
        let there = world.ledger.photo(world.own.id, id, PhotoSize::Full).await.unwrap().is_some();
        assert_eq!(there, answer.is_allowed(), "told and there, or neither");
        assert!([200, 422, 503].contains(&answer.status.as_u16()), "{answer:?}");
        taken += usize::from(there);
    }
    assert!((1..=8).contains(&taken), "{taken}");
}
