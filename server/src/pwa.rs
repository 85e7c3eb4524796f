//! What makes lacakPO an app that opens without a network: the service worker, with the list of the files it keeps, and
//! the shell, a page of nobody that the browser opens instead of one that it cannot get.

use std::{io, path::Path};

use app::shell::empty_shell;
use axum::{
    Router,
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use leptos::config::LeptosOptions;
use leptos_axum::render_app_async_with_context;
use sha2::{Digest, Sha256};

use crate::state::AppState;

/// Where the shell is; a factory cannot be called so.
const SHELL: &str = "/shell";
const WORKER: &str = include_str!("../../frontend/service_worker.js");
/// What the worker itself may load.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// `/shell`.
pub(crate) fn shell(state: &AppState, context: impl Fn() + Clone + Send + Sync + 'static) -> Router<AppState> {
    let options = state.options.clone();
    Router::new().route(SHELL, get(render_app_async_with_context(context, move || empty_shell(options.clone()))))
}

/// `/sw.js`. Asked for by browsers, and not by people: it belongs where no session is looked for, or an open tablet that
/// nobody touches would never lock.
pub(crate) fn worker(state: &AppState) -> Router<AppState> {
    let worker = read_worker(&state.options);
    if let Err(error) = &worker {
        tracing::error!(%error, "the site's files cannot be listed: no service worker");
    }
    let worker = worker.ok().flatten();
    Router::new().route("/sw.js", get(move || async move { worker_answer(worker) }))
}

fn worker_answer(worker: Option<String>) -> Response {
    let Some(worker) = worker else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8")),
        // Kept by nobody: by this file browsers learn of a new version.
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY)),
        (HeaderName::from_static("service-worker-allowed"), HeaderValue::from_static("/")),
    ];
    (headers, worker).into_response()
}

/// The worker with its list; none where file names carry no hashes, because then what is kept could be old for good.
fn read_worker(options: &LeptosOptions) -> io::Result<Option<String>> {
    if !options.hash_files {
        return Ok(None);
    }
    let root = Path::new(&*options.site_root);
    let mut version = Sha256::new();
    version.update(WORKER);
    version.update(env!("CARGO_PKG_VERSION"));
    let mut files = vec![SHELL.to_owned()];
    for name in names(root)? {
        version.update(&name);
        version.update(std::fs::read(root.join(&name))?);
        files.push(format!("/{name}"));
    }
    for name in names(&root.join(&*options.site_pkg_dir))? {
        // The hash in the name stands for what is in the file.
        version.update(&name);
        files.push(format!("/{}/{name}", options.site_pkg_dir));
    }
    let version: String = version.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let files = serde_json::to_string(&files)?;
    Ok(Some(format!("const VERSION = \"{version}\";\nconst FILES = {files};\n\n{WORKER}")))
}

/// The files in `folder` that browsers ask for, in order; others are squeezed copies of them, and notes for programs.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    const WANTED: [&str; 8] = ["css", "ico", "js", "png", "svg", "wasm", "webmanifest", "webp"];
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        let wanted = Path::new(&name).extension().is_some_and(|ending| WANTED.iter().any(|wanted| ending == *wanted));
        if wanted && entry.file_type()?.is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn options(root: &Path, hash_files: bool) -> LeptosOptions {
        LeptosOptions::builder()
            .output_name("lacakpo")
            .site_root(root.to_str().expect("a path of letters"))
            .site_pkg_dir("pkg")
            .hash_files(hash_files)
            .build()
    }

    #[test]
    fn the_list_is_what_browsers_ask_for_and_its_version_what_is_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::create_dir(root.join("pkg")).expect("a folder");
        for (name, text) in [
            ("icon.svg", "<svg/>"),
            ("icon.svg.br", "x"),
            ("manifest.webmanifest", "{}"),
            ("pkg/lacakpo.abc.js", ""),
            ("pkg/lacakpo.abc.js.gz", ""),
            ("pkg/lacakpo.abc.wasm", ""),
            ("pkg/lacakpo.d.abc.ts", ""),
            ("pkg/manifest.abc.json", ""),
        ] {
            fs::write(root.join(name), text).expect("a file");
        }
        let made = |root: &Path| read_worker(&options(root, true)).expect("readable").expect("hashed");
        let first = made(root);
        let list = r#"["/shell","/icon.svg","/manifest.webmanifest","/pkg/lacakpo.abc.js","/pkg/lacakpo.abc.wasm"]"#;
        assert!(first.contains(&format!("const FILES = {list};")), "{first}");
        assert_eq!(made(root), first);
        fs::write(root.join("icon.svg"), "<svg></svg>").expect("a file");
        assert_ne!(made(root), first, "a file without a hash in its name changed");
        assert_eq!(read_worker(&options(root, false)).expect("readable"), None);
    }
}
