//! `GET /{factory}/activity.csv`: the log as a spreadsheet, with the filter of the page.
//!
//! Always true here: nothing that somebody wrote is run by the spreadsheet that opens it ([`model::text::harmless`]);
//! numbers that are ours stay numbers; a foreign factory answers as an unknown one; and a file that ends before its time
//! is broken off, so that nobody takes a part for the whole.

use std::collections::HashMap;

use app::{
    language::Language,
    request::{language_of, now},
};
use axum::{
    Extension,
    body::{Body, Bytes},
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{Stream, stream};
use ledger::{Hidden, Ledger, LedgerError, Session, hidden_from};
use model::{
    Change, Event, Permission,
    activity::{ActivityFilter, Fact, Kind, Value, What, facts},
    ids::FactoryId,
    text::harmless,
};

use crate::{
    fault::unavailable,
    state::AppState,
    texts::{self, speaking},
};

/// Rows of one file: as many as people scroll through, and fewer than any spreadsheet takes.
const ROWS_MAX: usize = 100_000;
/// Events that are read at once.
const PAGE: u64 = 5_000;

/// The file.
pub(crate) async fn activity(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    session: Option<Extension<Session>>,
    headers: HeaderMap,
) -> Response {
    // Without one, the session layer has sent people to the login page; this is for whatever it lets through.
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    let membership = session.memberships.iter().find(|membership| membership.factory.slug == slug);
    let seen = membership.and_then(|membership| Some((&membership.factory, session.actor(membership.factory.id)?)));
    let Some((factory, actor)) = seen.filter(|(_, actor)| actor.may(Permission::SeeFactory)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let language = language_of(&headers);
    let reading = Reading {
        language,
        ledger: state.ledger,
        factory: factory.id,
        filter: ActivityFilter::from_query(|name| query.get(name).cloned()),
        hidden: hidden_from(&actor),
        utc_offset_minutes: factory.utc_offset_minutes,
        before: None,
        rows: 0,
        rows_max: ROWS_MAX,
    };
    // Read before the answer begins: what cannot be read at all is no file.
    let (first, rest) = match reading.page().await {
        Ok(first) => first,
        Err(error) => return unavailable(language, "the activity cannot be exported", &error),
    };
    let now = now().date_at_offset(factory.utc_offset_minutes);
    let disposition = format!("attachment; filename=\"aktivitas-{slug}-{now}.csv\"", slug = factory.slug);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    let headings = line(&texts::HEADINGS.map(|heading| Cell::own(heading.get(language))));
    let beginning = Bytes::from([b"\xef\xbb\xbf".as_slice(), &headings, &first].concat());
    let body = stream::once(async { Ok(beginning) });
    (headers, Body::from_stream(stream::StreamExt::chain(body, pages(rest)))).into_response()
}

/// How far a file is.
struct Reading {
    language: Language,
    ledger: Ledger,
    factory: FactoryId,
    filter: ActivityFilter,
    hidden: Hidden,
    utc_offset_minutes: i32,
    before: Option<i64>,
    rows: usize,
    rows_max: usize,
}

fn pages(rest: Option<Reading>) -> impl Stream<Item = Result<Bytes, LedgerError>> {
    stream::try_unfold(rest, |rest| async move {
        let Some(reading) = rest else { return Ok(None) };
        let read = reading.page().await;
        if let Err(error) = &read {
            tracing::error!(%error, "an export is broken off");
        }
        read.map(|(lines, rest)| Some((Bytes::from(lines), rest)))
    })
}

impl Reading {
    /// The next lines, and how to go on after them.
    async fn page(mut self) -> Result<(Vec<u8>, Option<Reading>), LedgerError> {
        let page = self.ledger.activity(self.factory, &self.filter, self.hidden, self.before, PAGE).await?;
        self.before = page.events.last().map(|event| event.seq);
        let mut lines = Vec::new();
        for event in &page.events {
            for cells in rows(event, self.utc_offset_minutes, self.language) {
                if self.rows == self.rows_max {
                    let text = texts::CUT.with(self.language, &[&self.rows_max]);
                    lines.extend(line(&[Cell::own(&text)]));
                    return Ok((lines, None));
                }
                self.rows += 1;
                lines.extend(line(&cells));
            }
        }
        Ok((lines, page.has_older.then_some(self)))
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Cell {
    /// Ours: a number, a word of ours, a moment.
    Own(String),
    /// Somebody's words.
    Theirs(String),
}

impl Cell {
    fn own(text: impl AsRef<str>) -> Cell {
        Cell::Own(text.as_ref().to_owned())
    }

    fn theirs(text: impl AsRef<str>) -> Cell {
        Cell::Theirs(text.as_ref().to_owned())
    }

    fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Cell::Own(text) => text.into(),
            Cell::Theirs(text) => harmless(text),
        }
    }
}

/// One line: `;` between cells, as Indonesian spreadsheets expect it, quoted where RFC 4180 says so.
fn line<const N: usize>(cells: &[Cell; N]) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::with_capacity(256));
    // Writing into memory does not fail.
    let written = writer.write_record(cells.iter().map(|cell| cell.text().into_owned()));
    written.and_then(|()| writer.into_inner().map_err(|error| error.into_error().into())).unwrap_or_default()
}

/// A line for each thing that changed, so that a spreadsheet can sort and sum them; at least one.
fn rows(event: &Event, utc_offset_minutes: i32, language: Language) -> Vec<[Cell; 12]> {
    let at = event.ts.at_offset(utc_offset_minutes).format("%Y-%m-%d %H:%M:%S").to_string();
    let kind = Kind::of(&event.change).map_or("", |kind| kind.label().get(language));
    let note = note(&event.change);
    let row = |what: Cell, (from, to, unit): (Cell, Cell, Cell)| {
        [
            Cell::own(&at),
            Cell::theirs(&event.actor.name),
            Cell::theirs(event.device.as_deref().unwrap_or_default()),
            Cell::own(kind),
            Cell::theirs(event.change.po_number().unwrap_or_default()),
            Cell::theirs(event.change.item_name().unwrap_or_default()),
            what,
            from,
            to,
            unit,
            note.clone(),
            Cell::own(event.seq.to_string()),
        ]
    };
    let facts = facts(&event.change, "");
    if facts.is_empty() {
        // People, devices, settings: in the words of the page.
        let app::account::Told { before, about, after, .. } = app::account::told(&event.change, language);
        let nothing = || Cell::own("");
        return vec![row(Cell::theirs(format!("{before}{about}{after}").trim()), (nothing(), nothing(), nothing()))];
    }
    facts.iter().map(|fact| row(Cell::own(label(fact, language)), values(fact, language))).collect()
}

fn label(fact: &Fact, language: Language) -> String {
    match fact.what {
        What::Progress(department) => texts::PROGRESS_OF.with(language, &[&department.label()]),
        what => what.label().get(language).to_owned(),
    }
}

/// Before, after, and the unit of both.
fn values(fact: &Fact, language: Language) -> (Cell, Cell, Cell) {
    let unit = match &fact.to {
        Value::Amount(_, unit) => Cell::theirs(unit),
        Value::Percent(_) => Cell::own("%"),
        _ => Cell::own(""),
    };
    let value = |of: &Value| value(of, language);
    (fact.from.as_ref().map_or(Cell::own(""), value), value(&fact.to), unit)
}

fn value(value: &Value, language: Language) -> Cell {
    match value {
        Value::Nothing => Cell::own(""),
        Value::Text(text) => Cell::theirs(text),
        Value::Count(count) => Cell::own(count.to_string()),
        // In any language as the factories' spreadsheets expect it; without points between thousands, which not every
        // one of them reads.
        Value::Amount(amount, _) => {
            Cell::own(amount.format(model::Notation::Indonesian).replace('.', "").replace('−', "-"))
        }
        Value::Percent(percent) => Cell::own(percent.to_string()),
        Value::Day(day) => Cell::own(day.to_string()),
        // In the words of the page.
        value => Cell::own(speaking(language, || app::purchase_order::sentence::value_text(value))),
    }
}

/// What somebody wrote about it.
fn note(change: &Change) -> Cell {
    let note = match change {
        Change::TrackUpdated(updated) => updated.track.last_note.clone(),
        Change::IssueCreated(changed) | Change::IssueResolved(changed) => {
            let description = changed.issue.description.as_deref().map(|text| format!(" · {text}"));
            Some(format!("{}{}", changed.issue.title, description.unwrap_or_default()))
        }
        Change::ItemDelivered(delivered) => delivered.delivery.note.clone(),
        _ => None,
    };
    Cell::theirs(note.unwrap_or_default())
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
