//! The import and its report under any input: nothing is lost, nothing panics, nothing runs.

mod support;

use model::{
    Language, Notation, Refusal,
    purchase_order::import::{ImportPreview, Problem, problems_csv, read},
};
use proptest::prelude::*;
use support::strategies;

const DIRTY: &[u8] = include_bytes!("../fixtures/po-kotor.csv");
const HEAD: &str = "No PO;Pelanggan;Nama Barang;Jumlah;Satuan;Spesifikasi;Batas Kirim;Urgent";

fn preview(bytes: &[u8]) -> ImportPreview {
    read(bytes, Notation::Indonesian).expect("a table")
}

#[test]
fn the_report_runs_nothing() {
    let found = preview(&table(&[
        "=cmd|'/c calc';PT X;Poros;-5;pcs;;;",
        "A;PT X;@SUM(1);+5x;pcs;;;",
        "-A;PT X;\"a \"\"b\"\"\";;pcs;;;",
    ]));
    let report = problems_csv(&found.problems, Language::Indonesian);
    assert!(report.starts_with("\u{feff}Baris;Kolom;Isi;Alasan;Baris asli\r\n"));
    let mut csv =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(report.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("well formed")).collect();
    assert_eq!(rows.len(), 3);
    let cells = |n: usize| rows[n].iter().collect::<Vec<_>>();
    assert_eq!(cells(0)[..3], ["2", "Jumlah", "'-5"]);
    assert_eq!(cells(0)[4], "'=cmd|'/c calc';PT X;Poros;-5;pcs;;;");
    assert_eq!(cells(1)[2], "'+5x");
    assert_eq!(cells(2)[3], "Jumlah wajib diisi.");
    assert_eq!(cells(2)[4], "'-A;PT X;\"a \"\"b\"\"\";;pcs;;;");
    let dirty = problems_csv(&preview(DIRTY).problems, Language::Indonesian);
    assert_eq!(dirty.matches("\r\n").count(), 14);
    assert!(dirty.contains("\r\n3;Qty;'-5;Jumlah harus lebih dari nol.;\"PO-2026-002;"), "{dirty}");
}

fn table(rows: &[&str]) -> Vec<u8> {
    format!("{HEAD}\n{}\n", rows.join("\n")).into_bytes()
}

/// A file made to be slow takes no more than its size: every line opens a quote, or looks as if.
#[test]
fn bad_files_cost_no_more_than_good_ones() {
    for line in ["\"", "A;\"x", "A;\"\"\"x", "\"\"\"\"\"", "x", ";;\"", "A;\"\"\"\"x"] {
        let rows = vec![line; 20_000];
        let found = preview(&table(&rows));
        assert_eq!(found.accepted_rows(), 0, "{line}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever a spreadsheet program writes comes in as it was.
    #[test]
    fn reads_what_a_csv_writer_writes(
        cells in prop::collection::vec("[ -~ØÉ×\n\"';,\t]{0,12}", 1..6),
        separator in prop::sample::select(vec![b';', b',', b'\t']),
    ) {
        let mut writer = csv::WriterBuilder::new().delimiter(separator).from_writer(Vec::new());
        let write = "in memory";
        writer.write_record(["No PO", "Klien", "Item", "Qty", "Unit", "Spek"]).expect(write);
        for (n, cell) in cells.iter().enumerate() {
            writer.write_record(["A", "PT X", &format!("Poros {n}"), "2", "pcs", cell]).expect(write);
        }
        let preview = preview(&writer.into_inner().expect(write));
        prop_assert_eq!(&preview.problems, &[]);
        for (item, cell) in preview.orders[0].items.iter().zip(&cells) {
            let expected = model::text::tidy_lines(cell);
            prop_assert_eq!(item.specification.clone().unwrap_or_default(), expected);
        }
    }

    /// No bytes make it panic, and no row is lost: each is an item or a problem.
    #[test]
    fn loses_no_row(
        rows in prop::collection::vec("[AB;,\"\n ya0-9\\-]{0,30}", 0..12),
        noise in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let text = format!("{HEAD}\n{}\n", rows.join("\n"));
        let found = preview(text.as_bytes());
        let mut bad: Vec<u64> = found.problems.iter().map(|problem| problem.line).collect();
        bad.dedup();
        prop_assert_eq!(found.rows as usize, bad.len() + found.accepted_rows());
        let _ = read(&noise, Notation::English);
        let _ = read(&[text.as_bytes(), &noise].concat(), Notation::English);
    }

    #[test]
    fn the_report_is_a_well_formed_table(given in strategies::texts(), text in strategies::texts(), line in any::<u64>()) {
        let refusal = Refusal::UnclosedQuote { line };
        let report = problems_csv(&[Problem { line, column: None, given: given.clone(), refusal, text }], Language::Indonesian);
        let mut csv = csv::ReaderBuilder::new().delimiter(b';').from_reader(report.trim_start_matches('\u{feff}').as_bytes());
        let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("well formed")).collect();
        prop_assert_eq!(rows.len(), 1);
        prop_assert_eq!(rows[0].len(), 5);
        let safe = rows[0].iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        prop_assert!(safe);
        prop_assert_eq!(rows[0][2].trim_start_matches('\''), given.trim_start_matches('\''));
    }
}
