//! The process's log: one line an event on the standard error, as text or JSON.
//!
//! Always true here: whatever is logged, one event is one line, and no character of it commands a terminal. So nobody
//! writes into our log by what he sends, whether a line quotes it or a library does.

use std::{
    borrow::Cow,
    io::{self, Write},
    panic::PanicHookInfo,
};

use tracing::Subscriber;
use tracing_subscriber::{EnvFilter, fmt::MakeWriter, util::SubscriberInitExt};

/// Starts the log of this process, as `LACAKPO_LOG` filters it.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_env("LACAKPO_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    subscriber(json, filter, io::stderr).init();
    std::panic::set_hook(Box::new(log_panic));
}

/// The log that writes to `writer`.
pub fn subscriber<W>(json: bool, filter: EnvFilter, writer: W) -> Box<dyn Subscriber + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    // No colours: they are the very characters that nobody may write.
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(OneLine(writer));
    // All spans are said anyway, the innermost last.
    if json { Box::new(log.json().with_current_span(false).finish()) } else { Box::new(log.finish()) }
}

/// A panic is logged as anything else is, because its message may quote what somebody sent.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let message = panic.payload_as_str().unwrap_or("no message");
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    tracing::error!(?message, place, "a panic");
}

/// Writes each event as one line.
struct OneLine<W>(W);

/// One event's line: it comes in one piece and ends with the only line end that is meant.
struct Line<W>(W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for OneLine<W> {
    type Writer = Line<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Line(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &tracing::Metadata<'_>) -> Self::Writer {
        Line(self.0.make_writer_for(meta))
    }
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        let line = text.strip_suffix('\n').unwrap_or(&text);
        self.0.write_all(harmless(line).as_bytes())?;
        self.0.write_all(b"\n")?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// `line` with every character spelt out that ends a line, moves a cursor or turns the direction of writing. The
/// spelling is that of JSON, in whose strings alone such characters can stand.
fn harmless(line: &str) -> Cow<'_, str> {
    if !line.contains(is_harmful) {
        return line.into();
    }
    let mut harmless = String::with_capacity(line.len() + 16);
    for letter in line.chars() {
        if is_harmful(letter) {
            harmless.push_str(&format!("\\u{:04x}", u32::from(letter)));
        } else {
            harmless.push(letter);
        }
    }
    harmless.into()
}

fn is_harmful(letter: char) -> bool {
    // Line and paragraph separators, and marks, embeddings and isolates of direction.
    letter.is_control() || matches!(letter, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests;
