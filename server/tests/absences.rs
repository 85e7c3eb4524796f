//! What must not reach where: the floors of ARCHITECTURE.md, defended.

use std::{collections::BTreeSet, path::Path, process::Command};

/// Names of every crate that `package` is built from for `target`.
fn dependencies(package: &str, arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--offline"])
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: BTreeSet<String> = String::from_utf8(output.stdout)
        .expect("crate names are text")
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(str::to_owned)
        .collect();
    assert!(names.contains(package), "the tree of {package} was read");
    names
}

fn assert_absent(package: &str, arguments: &[&str], absent: &[&str]) {
    let present = dependencies(package, arguments);
    for name in absent {
        assert!(!present.contains(*name), "{package} reaches {name}");
    }
}

#[test]
fn model_knows_no_world() {
    assert_absent("model", &[], &["leptos", "tokio", "sea-orm", "sqlx", "axum", "web-sys", "rand"]);
}

#[test]
fn the_ledger_knows_no_page_and_no_socket() {
    assert_absent("ledger", &[], &["leptos", "axum", "realtime", "app"]);
}

#[test]
fn realtime_knows_no_row_and_no_page() {
    assert_absent("realtime", &[], &["leptos", "axum", "sea-orm", "sqlx", "ledger", "app"]);
}

#[test]
fn feature_code_cannot_reach_the_hub() {
    assert_absent("app", &["--features", "ssr"], &["realtime", "server"]);
}

#[test]
fn the_browser_carries_no_database_and_no_server() {
    let browser = ["--target", "wasm32-unknown-unknown"];
    assert_absent("frontend", &browser, &["sea-orm", "sqlx", "ledger", "axum", "argon2", "migrations", "zxcvbn"]);
}

#[test]
fn codes_are_drawn_by_the_server_and_read_by_the_browser() {
    assert_absent("frontend", &["--target", "wasm32-unknown-unknown"], &["fast_qr"]);
    assert_absent("app", &["--features", "ssr"], &["rxing"]);
    assert_absent("server", &[], &["rxing"]);
}

/// Decoders of hostile files belong to the one process that draws them anew.
#[test]
fn pictures_are_read_by_the_server_alone() {
    let browser = ["--target", "wasm32-unknown-unknown"];
    assert_absent("frontend", &browser, &["image", "zune-jpeg", "png", "image-webp"]);
    assert_absent("app", &["--features", "ssr"], &["image"]);
    for package in ["model", "ledger", "realtime"] {
        assert_absent(package, &[], &["image"]);
    }
    let formats = dependencies("server", &[]);
    for other in ["gif", "tiff", "exr", "ravif", "qoi", "rayon"] {
        assert!(!formats.contains(other), "{other} came in with pictures");
    }
}
