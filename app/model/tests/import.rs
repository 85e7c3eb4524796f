//! Spreadsheet exports, clean and dirty: good rows enter, each bad one is named.

mod support;

use model::{
    Field, Language, Notation, Refusal,
    purchase_order::{
        ITEMS_MAX,
        import::{ImportError, ImportPreview, Note, Problem, read},
    },
};
use support::date;

const CLEAN: &[u8] = include_bytes!("../fixtures/po-2026.csv");
const DIRTY: &[u8] = include_bytes!("../fixtures/po-kotor.csv");
const HEAD: &str = "No PO;Pelanggan;Nama Barang;Jumlah;Satuan;Spesifikasi;Batas Kirim;Urgent";

fn preview(bytes: &[u8]) -> ImportPreview {
    let preview = read(bytes, Notation::Indonesian).expect("a table");
    let lines: Vec<usize> = preview.accepted_lines.iter().map(Vec::len).collect();
    let items: Vec<usize> = preview.orders.iter().map(|order| order.items.len()).collect();
    assert_eq!(lines, items);
    for order in &preview.orders {
        order.check().expect("what is previewed can be created");
    }
    preview
}

/// A table of [`HEAD`] with `rows` from line 2 on.
fn table(rows: &[&str]) -> ImportPreview {
    preview(format!("{HEAD}\n{}\n", rows.join("\n")).as_bytes())
}

fn reasons(preview: &ImportPreview) -> Vec<(u64, Option<&str>, Refusal)> {
    let reason = |problem: &Problem| problem.refusal.clone();
    preview.problems.iter().map(|problem| (problem.line, problem.column.as_deref(), reason(problem))).collect()
}

#[test]
fn the_clean_export_enters_whole() {
    let preview = preview(CLEAN);
    assert_eq!((preview.orders.len(), preview.rows, preview.accepted_rows()), (60, 203, 203));
    assert_eq!(preview.problems, []);
    assert!(preview.notes.iter().all(|note| matches!(note, Note::MarkedInSomeRows { .. })), "{:?}", preview.notes);
    let first = &preview.orders[0];
    assert_eq!((first.po_number.as_str(), first.client.as_str()), ("PO-2026-001", "PT Garuda Packaging"));
    assert_eq!(first.order_date, Some(date("2026-08-03")));
    assert_eq!(first.delivery_deadline, Some(date("2026-09-07")));
    assert_eq!(first.items[0].item_name, "Pulley SPB 3 alur Ø250");
    assert!(!first.is_urgent && !first.is_vendor_job);
    // One of its six rows says "ya".
    assert!(preview.orders[1].is_vendor_job);
    assert_eq!(preview.accepted_lines[1].first(), Some(&3));
}

#[test]
fn each_bad_row_of_the_dirty_export_is_named() {
    let preview = preview(DIRTY);
    let disagrees = |field, line, other: &str| Refusal::DisagreesWithLine { field, line, other: other.to_owned() };
    let expected = [
        (3, Some("Qty"), Refusal::QuantityNotPositive),
        (4, Some("Qty"), Refusal::NotANumber { given: "dua puluh".to_owned() }),
        (5, Some("Deadline"), Refusal::NotADate { field: Field::DeliveryDeadline, given: "31/02/2026".to_owned() }),
        (6, Some("Nama barang"), Refusal::EmptyField { field: Field::ItemName }),
        (7, Some("Customer"), disagrees(Field::Client, 3, "PT Tirta Pompa Indonesia")),
        (9, Some("Satuan"), Refusal::EmptyField { field: Field::QuantityUnit }),
        (10, Some("Deadline"), disagrees(Field::DeliveryDeadline, 9, "22/08/2026")),
        (12, Some("NO PO"), Refusal::EmptyField { field: Field::PoNumber }),
        (13, Some("Qty"), Refusal::TooLarge),
        (15, Some("urgent?"), Refusal::NotYesNo { field: Field::IsUrgent, given: "mungkin".to_owned() }),
        (17, None, Refusal::CutRow { cells: 4, columns: 10 }),
        (26, None, Refusal::SameAsLine { line: 16 }),
        (27, None, Refusal::UnclosedQuote { line: 27 }),
    ];
    assert_eq!(reasons(&preview), expected);
    assert_eq!((preview.rows, preview.accepted_rows()), (26, 13));
    let lines = [vec![2], vec![8], vec![11], vec![14], vec![16, 18, 19, 20, 21], vec![22], vec![23, 24, 25]];
    assert_eq!(preview.accepted_lines, lines);
    assert_eq!(preview.notes[0], Note::ReadAsWindows1252);
    let marked =
        Note::MarkedInSomeRows { po_number: "PO-2026-005".to_owned(), field: Field::IsVendorJob, lines: vec![16, 19] };
    assert!(preview.notes.contains(&marked), "{:?}", preview.notes);
}

#[test]
fn the_dirty_export_is_read_exactly() {
    let preview = preview(DIRTY);
    let item = |order: usize| &preview.orders[order].items[0];
    assert_eq!(item(0).item_name, "Pulley SPB 3 alur Ø250");
    assert_eq!(item(1).quantity_total.to_string(), "1250.5000");
    assert_eq!(item(2).item_name, "=HYPERLINK(\"x\")");
    assert_eq!(item(3).item_name, "Bracket <b>tebal</b>");
    assert_eq!(preview.orders[4].items[3].item_name, "Roller conveyor Ø60×800");
    let repeated = preview.problems.iter().find(|problem| problem.line == 17).expect("the cut row");
    assert_eq!(repeated.text, "PO-2026-005;12/08/2026;PT Pelita Konveyor;Base plate 600×600");
    let minus = &preview.problems[0];
    assert_eq!(
        (minus.given.as_str(), minus.refusal.text(Language::Indonesian).as_str()),
        ("-5", "Jumlah harus lebih dari nol.")
    );
}

#[test]
fn encodings_separators_and_headings() {
    let plain = "No PO;Pelanggan;Nama Barang;Jumlah;Satuan\nA;PT Ø;Poros;2;pcs\n";
    let windows_1252: Vec<u8> = plain.chars().map(|c| c as u8).collect();
    for (name, bytes) in [
        ("UTF-8", plain.as_bytes().to_vec()),
        ("with byte order mark", format!("\u{feff}{plain}").into_bytes()),
        ("Windows-1252", windows_1252),
        ("comma", plain.replace(';', ",").into_bytes()),
        ("tab", plain.replace(';', "\t").into_bytes()),
        ("DOS lines", plain.replace('\n', "\r\n").into_bytes()),
        ("old Mac lines", plain.replace('\n', "\r").into_bytes()),
        ("no last line break", plain.trim_end().as_bytes().to_vec()),
        ("blank lines", format!("\n\n{plain}\n;;;;\n").into_bytes()),
        ("trailing separators", plain.replace('\n', ";;\n").into_bytes()),
        (
            "English",
            plain.replace("No PO;Pelanggan;Nama Barang;Jumlah;Satuan", "PO Number;Client;Item;Quantity;Unit").into(),
        ),
        (
            "signs",
            plain
                .replace("No PO;Pelanggan;Nama Barang;Jumlah;Satuan", " no. po ;KLIEN;\"Nama  Barang\";QTY?;satuan")
                .into(),
        ),
        ("a quote left open in a heading", plain.replace("No PO", "\"No PO").into_bytes()),
        ("other order", "Satuan;Qty;Item;Customer;PO\npcs;2;Poros;PT Ø;A".into()),
        (
            "separators within headings",
            "No PO;\"Klien\";\"Item\";Jumlah;Satuan;\"a,b,c,d,e,f\"\nA;PT Ø;Poros;2;pcs;\n".into(),
        ),
    ] {
        let preview = read(&bytes, Notation::Indonesian).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(preview.problems, [], "{name}");
        assert_eq!((preview.rows, preview.orders.len()), (1, 1), "{name}");
        assert_eq!(
            (preview.orders[0].client.as_str(), preview.orders[0].items[0].item_name.as_str()),
            ("PT Ø", "Poros")
        );
    }
}

#[test]
fn refuses_what_is_no_table() {
    use Field::{Client, ItemName, PoNumber, Quantity, QuantityUnit};
    let missing = |fields: &[Field]| ImportError::NoHeader { missing: fields.to_vec() };
    for (bytes, expected) in [
        (&b""[..], ImportError::Empty),
        (b"\xef\xbb\xbf \r\n\t\n", ImportError::Empty),
        (b"PK\x03\x04\x00\x00", ImportError::NotText),
        (b"\xff\xfeN\0o\0", ImportError::NotText),
        (b"\x81\x8d", ImportError::NotText),
        (b"halo", missing(&[PoNumber, Client, ItemName, Quantity, QuantityUnit])),
        (b"A;PT X;Poros;2;pcs\n", missing(&[PoNumber, Client, ItemName, Quantity, QuantityUnit])),
        (b"No PO;Klien;Item\nA;B;C\n", missing(&[Quantity, QuantityUnit])),
    ] {
        assert_eq!(read(bytes, Notation::Indonesian), Err(expected), "{}", String::from_utf8_lossy(bytes));
    }
    let twice = read("No PO;Klien;Item;Nama Barang;Qty;Unit\n".as_bytes(), Notation::Indonesian);
    let (first, second) = ("Item".to_owned(), "Nama Barang".to_owned());
    assert_eq!(twice, Err(ImportError::ColumnTwice { field: ItemName, first, second }));
    let error = missing(&[Quantity, QuantityUnit]).text(Language::Indonesian);
    assert_eq!(error, "Baris judul tidak dikenal. Kolom yang belum ada: Jumlah, Satuan.");
}

#[test]
fn each_rule_of_a_row() {
    let date = |given: &str| Refusal::NotADate { field: Field::DeliveryDeadline, given: given.to_owned() };
    let number = |given: &str| Refusal::NotANumber { given: given.to_owned() };
    for (row, column, refusal) in [
        ("A;PT X;Poros;0;pcs;;;", "Jumlah", Refusal::QuantityNotPositive),
        ("A;PT X;Poros;;pcs;;;", "Jumlah", Refusal::EmptyField { field: Field::Quantity }),
        ("A;PT X;Poros;2 pcs;pcs;;;", "Jumlah", number("2 pcs")),
        ("A;PT X;Poros;1,250.5;pcs;;;", "Jumlah", number("1,250.5")),
        ("A;PT X;Poros;=1+1;pcs;;;", "Jumlah", number("=1+1")),
        ("A;PT X;Poros;0,00001;pcs;;;", "Jumlah", Refusal::TooPrecise { decimals: 4 }),
        ("A;PT X;Poros;2; ;;;", "Satuan", Refusal::EmptyField { field: Field::QuantityUnit }),
        ("A; ;Poros;2;pcs;;;", "Pelanggan", Refusal::EmptyField { field: Field::Client }),
        ("A;PT X;Poros;2;pcs;;besok;", "Batas Kirim", date("besok")),
        ("A;PT X;Poros;2;pcs;;01/01/20260;", "Batas Kirim", Refusal::DateOutOfRange { field: Field::DeliveryDeadline }),
    ] {
        let preview = table(&[row]);
        assert_eq!(reasons(&preview), [(2, Some(column), refusal)], "{row}");
        assert_eq!((preview.rows, preview.accepted_rows(), preview.problems[0].text.as_str()), (1, 0, row));
    }
    // Everything wrong with a row is said at once.
    assert_eq!(table(&[";;;x;;;kapan;entah"]).problems.len(), 7);
    let long = format!("A;PT X;{};2;pcs;;;", "x".repeat(5_000));
    let preview = table(&[&long]);
    assert_eq!(reasons(&preview), [(2, Some("Nama Barang"), Refusal::TooLong { field: Field::ItemName, max: 200 })]);
    assert!(preview.problems[0].given.chars().count() <= 101 && preview.problems[0].text.chars().count() <= 2_001);
}

#[test]
fn yes_and_no() {
    for (word, is_urgent) in [("ya", true), ("Y", true), ("YES", true), ("true", true), ("1", true), (" x ", true)]
        .into_iter()
        .chain([("", false), ("tidak", false), ("No", false), ("n", false), ("false", false), ("0", false)])
    {
        let preview = table(&[&format!("A;PT X;Poros;2;pcs;;;{word}")]);
        assert_eq!(preview.orders[0].is_urgent, is_urgent, "{word:?}");
    }
    for word in ["mungkin", "ok", "2", "-", "yaa"] {
        let given = word.to_owned();
        let refusal = Refusal::NotYesNo { field: Field::IsUrgent, given };
        let preview = table(&[&format!("A;PT X;Poros;2;pcs;;;{word}")]);
        assert_eq!(reasons(&preview), [(2, Some("Urgent"), refusal)]);
    }
}

#[test]
fn a_bad_row_costs_no_good_row_of_its_order() {
    let preview =
        table(&["A;PT X;Poros;2;pcs;;;", "A;PT X;Baut;-1;pcs;;;ya", "B;PT Y;Mur;1;kg;;;", "A;PT X;Ring;3;pcs;;;"]);
    assert_eq!(preview.accepted_lines, [vec![2, 5], vec![4]]);
    assert_eq!(preview.problems.len(), 1);
    // Nothing of the bad row enters, not even its flag.
    assert!(!preview.orders[0].is_urgent);
}

#[test]
fn an_unclosed_quote_costs_its_own_row_only() {
    let good = |n: u32| format!("A;PT X;Poros {n};2;pcs;;;");
    let unclosed = "A;PT X;\"Baut;2;pcs;;;";
    for (name, rows, bad, accepted) in [
        ("at the end", vec![good(1), unclosed.into()], vec![3], 1),
        ("in the middle", vec![good(1), unclosed.into(), good(2), good(3)], vec![3], 3),
        ("before a quoted row", vec![unclosed.into(), "A;PT X;\"Mur \"\"M8\"\"\";1;kg;;;".into()], vec![2], 1),
        ("before an inch sign", vec![unclosed.into(), "A;PT X;Pipa 6\";1;m;;;".into()], vec![2], 1),
        ("twice", vec![unclosed.into(), unclosed.replace("Baut", "Ring"), good(1)], vec![2, 3], 1),
        ("text after the quote", vec!["A;PT X;\"Baut\" M8;2;pcs;;;".into(), good(1)], vec![2], 1),
    ] {
        let preview = table(&rows.iter().map(String::as_str).collect::<Vec<_>>());
        let expected: Vec<_> = bad.iter().map(|line| (*line, None, Refusal::UnclosedQuote { line: *line })).collect();
        assert_eq!(reasons(&preview), expected, "{name}");
        assert_eq!((preview.accepted_rows(), preview.rows), (accepted, rows.len() as u64), "{name}");
    }
}

#[test]
fn quoted_cells_may_hold_anything() {
    let preview = table(&[
        "A;\"PT X\" ;\"Poros; \"\"kecil\"\"\";2;pcs;\"S45C\r\nh6\n\nkeras\";;",
        "A;PT X;<script>alert(1)</script>;2;pcs;=1+1;;",
        "A;PT X;Pipa 6\" hitam;2;pcs;;;",
        "A;PT X;-;2;pcs;;;",
    ]);
    assert_eq!(preview.problems, []);
    // The first row takes four lines of the file; those after it are still named as an editor counts.
    assert_eq!(preview.accepted_lines, [vec![2, 6, 7, 8]]);
    let items = &preview.orders[0].items;
    assert_eq!(items[0].item_name, "Poros; \"kecil\"");
    assert_eq!(items[0].specification.as_deref(), Some("S45C\nh6\n\nkeras"));
    assert_eq!(items[1].item_name, "<script>alert(1)</script>");
    assert_eq!(items[1].specification.as_deref(), Some("=1+1"));
    assert_eq!(items[2].item_name, "Pipa 6\" hitam");
}

#[test]
fn cut_and_overfull_rows() {
    let preview = table(&["A;PT X;Poros;2;pcs", "A;PT X;Poros;2;pcs;a;b;c;d", "A;PT X;Poros;2;pcs;;;;;"]);
    assert_eq!(
        reasons(&preview),
        [(2, None, Refusal::CutRow { cells: 5, columns: 8 }), (3, None, Refusal::ExtraCells { cells: 9, columns: 8 })]
    );
    assert_eq!(preview.accepted_lines, [vec![4]]);
}

#[test]
fn nothing_enters_twice() {
    let preview = table(&[
        "A;PT X;Poros;2;pcs;;;",
        " A ;PT  X;Poros;2;pcs;;;",
        "A;PT X;POROS;2,0;Pcs;;;ya",
        "B;PT X;Poros;2;pcs;;;",
        "A;PT X;Poros;-2;pcs;;;",
        "A;PT X;Poros;-2;pcs;;;",
    ]);
    assert_eq!(
        reasons(&preview),
        [
            (3, None, Refusal::SameAsLine { line: 2 }),
            (4, None, Refusal::SameAsLine { line: 2 }),
            (6, Some("Jumlah"), Refusal::QuantityNotPositive),
            (7, None, Refusal::SameAsLine { line: 6 }),
        ]
    );
    assert_eq!(preview.accepted_lines, [vec![2], vec![5]]);
    assert_eq!(Refusal::SameAsLine { line: 2 }.text(Language::Indonesian), "Sama dengan baris 2.");
}

#[test]
fn rows_of_one_order_agree() {
    let preview = table(&[
        "A;PT X;Poros;2;pcs;;07/09/2026;",
        "A;PT Y;Baut;2;pcs;;07/09/2026;",
        "A;PT X;Mur;2;pcs;;08/09/2026;",
        "A;PT X;Ring;2;pcs;;;",
        "A;PT X;Pen;2;pcs;;2026-09-07;",
        "A;PT X;Pasak;2;pcs;;7/9/2026;",
    ]);
    let disagrees = |field, other: &str| Refusal::DisagreesWithLine { field, line: 2, other: other.to_owned() };
    assert_eq!(
        reasons(&preview),
        [
            (3, Some("Pelanggan"), disagrees(Field::Client, "PT X")),
            (4, Some("Batas Kirim"), disagrees(Field::DeliveryDeadline, "07/09/2026")),
            (5, Some("Batas Kirim"), disagrees(Field::DeliveryDeadline, "07/09/2026")),
        ]
    );
    assert_eq!(preview.accepted_lines, [vec![2, 6, 7]]);
    let text = preview.problems[0].refusal.text(Language::Indonesian);
    assert_eq!(text, "Klien berbeda dengan baris 2 dari PO yang sama (“PT X”).");
}

/// Whose order it is stands in a row even when its quantity is bad: the one stray row is refused, not all the others.
#[test]
fn a_row_with_a_bad_quantity_still_says_whose_order_it_is() {
    let preview =
        table(&["A;PT X;Poros;-2;pcs;;;", "A;PT Y;Baut;2;pcs;;;", "A;PT X;Mur;2;pcs;;;", "A;PT X;Pen;2;pcs;;;"]);
    assert_eq!(preview.accepted_lines, [vec![4, 5]]);
    assert_eq!(preview.orders[0].client, "PT X");
}

#[test]
fn what_people_should_know_is_noted() {
    let head = format!("{HEAD};Keterangan;;Harga");
    let rows = "PO-1;PT Sinar Abadi;Poros;2;pcs;;;;;;\npo-1; pt sinar  abadi ;Baut;2;pcs;;;ya;;;\nB;PT SINAR ABADI;Mur;2;pcs;;;ya;x;;9";
    let preview = preview(format!("{head}\n{rows}").as_bytes());
    assert_eq!(preview.problems, []);
    assert_eq!((preview.orders.len(), preview.orders[0].items.len()), (2, 2));
    let ignored = |heading: &str| Note::IgnoredColumn { heading: heading.to_owned() };
    let spelled = |line, field, given: &str, used: &str| {
        let (given, used) = (given.to_owned(), used.to_owned());
        Note::OtherSpelling { line, field, given, used }
    };
    let marked = Note::MarkedInSomeRows { po_number: "PO-1".to_owned(), field: Field::IsUrgent, lines: vec![3] };
    let expected = [
        ignored("Keterangan"),
        ignored("(10)"),
        ignored("Harga"),
        spelled(3, Field::Client, "pt sinar abadi", "PT Sinar Abadi"),
        spelled(3, Field::PoNumber, "po-1", "PO-1"),
        spelled(4, Field::Client, "PT SINAR ABADI", "PT Sinar Abadi"),
        marked,
    ];
    assert_eq!(preview.notes, expected);
    assert!(preview.orders.iter().all(|order| order.is_urgent && order.client == "PT Sinar Abadi"));
    assert_eq!(
        preview.notes[6].text(Language::Indonesian),
        "PO-1: Urgent hanya ditandai di baris 3; berlaku untuk seluruh PO."
    );
}

#[test]
fn an_order_takes_only_so_many_items() {
    let rows: Vec<String> = (0..=ITEMS_MAX).map(|n| format!("A;PT X;Poros {n};2;pcs;;;")).collect();
    let preview = table(&rows.iter().map(String::as_str).collect::<Vec<_>>());
    let line = ITEMS_MAX as u64 + 2;
    assert_eq!(reasons(&preview), [(line, None, Refusal::TooManyItems { max: ITEMS_MAX as u32 })]);
}
