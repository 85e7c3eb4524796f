//! What somebody sends cannot forge a line, whichever way it is logged.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use tracing::subscriber::with_default;

use super::*;

const HOSTILE: &[&str] = &[
    "a\nINFO forged: all is well",
    "a\r\n2026-11-21T00:00:00Z ERROR forged",
    "\u{1b}[2J\u{1b}[1;1Hcleared",
    "\u{1b}]0;title\u{7}",
    "\u{9b}31mred",
    "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f",
    "\u{202e}desrever\u{2066}x\u{2069}",
    "\"}\n{\"level\":\"ERROR\",\"forged\":true}",
    "\\u000a\\n",
    "\0\u{8}\u{7f}",
];

#[derive(Clone, Debug, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("nobody panicked").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a log of this kind says while `work` is done.
fn logged(json: bool, work: impl FnOnce()) -> String {
    let kept = Kept::default();
    let writer = kept.clone();
    with_default(subscriber(json, EnvFilter::new("trace"), move || writer.clone()), work);
    let bytes = kept.0.lock().expect("nobody panicked").clone();
    String::from_utf8(bytes).expect("a log is text")
}

/// In every way that somebody's text can get into a line. Three lines.
fn log_in_every_way(text: &str) {
    let span = tracing::info_span!("request", path = %text, name = ?text, plain = text);
    let _inside = span.enter();
    tracing::info!(shown = %text, debug = ?text, plain = text, "fields");
    tracing::warn!("in the message: {text}");
    tracing::error!(error = %io::Error::other(text.to_owned()), "an error");
}

#[test]
fn one_event_is_one_line_of_text() {
    for text in HOSTILE {
        let log = logged(false, || log_in_every_way(text));
        assert_eq!(log.lines().count(), 3, "{log}");
        for line in log.lines() {
            assert!(!line.contains(is_harmful), "{line:?}");
            let begins = ["  INFO request", "  WARN request", " ERROR request"]
                .iter()
                .any(|level| line[27..].starts_with(level));
            assert!(begins, "{line:?}");
        }
    }
}

#[test]
fn one_event_is_one_object_of_json_and_says_what_was_sent() {
    for text in HOSTILE {
        let log = logged(true, || log_in_every_way(text));
        let lines: Vec<&str> = log.lines().collect();
        assert_eq!(lines.len(), 3, "{log}");
        assert!(!lines.iter().any(|line| line.contains(is_harmful)), "{log:?}");
        let first: Value = serde_json::from_str(lines[0]).expect(&log);
        assert_eq!((&first["fields"]["shown"], &first["fields"]["plain"]), (&(*text).into(), &(*text).into()));
        assert_eq!(first["level"], "INFO");
        assert!(first.get("forged").is_none());
        for line in &lines[1..] {
            serde_json::from_str::<Value>(line).expect(line);
        }
    }
}

#[test]
fn what_is_harmless_stays_as_it_is() {
    let text = "PO-2026-015 “Poros ø12” 工具 🔩 C:\\n";
    assert!(matches!(harmless(text), Cow::Borrowed(same) if same == text));
}
