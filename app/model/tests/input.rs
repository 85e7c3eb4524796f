//! What people type: numbers, days, names; each bad field gets its refusal at the field.

mod support;

use model::{
    Field, Money, Notation, Quantity, Refusal,
    purchase_order::{ITEMS_MAX, ItemInput, OrderInput, parse_date},
    text,
};
use proptest::prelude::*;
use support::{date, strategies};

use Notation::{English, Indonesian};

fn good() -> OrderInput {
    let item = ItemInput {
        item_name: " Pulley  SPB ".to_owned(),
        specification: "".to_owned(),
        quantity: "1.250,5".to_owned(),
        quantity_unit: "kg".to_owned(),
    };
    OrderInput {
        po_number: "PO-2026-001".to_owned(),
        client: " pt sinar  abadi ".to_owned(),
        order_date: "03/08/2026".to_owned(),
        delivery_deadline: "2026-09-07".to_owned(),
        is_urgent: true,
        is_vendor_job: false,
        items: vec![item],
    }
}

#[test]
fn reads_an_order() {
    let draft = good().read(Indonesian).expect("good");
    assert_eq!((draft.client.as_str(), draft.items[0].item_name.as_str()), ("pt sinar abadi", "Pulley SPB"));
    assert_eq!((draft.order_date, draft.delivery_deadline), (Some(date("2026-08-03")), Some(date("2026-09-07"))));
    assert_eq!(draft.items[0].quantity_total, Quantity::from_scaled(12_505_000));
    assert_eq!((draft.items[0].specification.clone(), draft.is_urgent), (None, true));
    assert_eq!(draft.check(), Ok(()));
}

#[test]
fn each_bad_field_is_refused_at_the_field() {
    let empty = |field| Refusal::EmptyField { field };
    let long = |field, max| Refusal::TooLong { field, max };
    let number = |given: &str| Refusal::NotANumber { given: given.to_owned() };
    let day = |field, given: &str| Refusal::NotADate { field, given: given.to_owned() };
    let out = |field| Refusal::DateOutOfRange { field };
    type Break = fn(&mut OrderInput, &str);
    let po_number: Break = |order, text| order.po_number = text.to_owned();
    let client: Break = |order, text| order.client = text.to_owned();
    let ordered: Break = |order, text| order.order_date = text.to_owned();
    let deadline: Break = |order, text| order.delivery_deadline = text.to_owned();
    let name: Break = |order, text| order.items[0].item_name = text.to_owned();
    let quantity: Break = |order, text| order.items[0].quantity = text.to_owned();
    let unit: Break = |order, text| order.items[0].quantity_unit = text.to_owned();
    let specification: Break = |order, text| order.items[0].specification = text.to_owned();
    let (x41, x21, x201, x2001) = ("x".repeat(41), "x".repeat(21), "x".repeat(201), "x".repeat(2_001));
    for (part, text, refusal) in [
        (po_number, "", empty(Field::PoNumber)),
        (po_number, &x41, long(Field::PoNumber, 40)),
        (client, " \t ", empty(Field::Client)),
        (client, "\u{200b}\u{feff}", empty(Field::Client)),
        (client, &x201, long(Field::Client, 200)),
        (ordered, "31/02/2026", day(Field::OrderDate, "31/02/2026")),
        (ordered, "01/01/20260", out(Field::OrderDate)),
        (deadline, "31/02/2026", day(Field::DeliveryDeadline, "31/02/2026")),
        (deadline, "20260-01-01", out(Field::DeliveryDeadline)),
        (name, "", empty(Field::ItemName)),
        (name, &x201, long(Field::ItemName, 200)),
        (quantity, "", empty(Field::Quantity)),
        (quantity, "-5", Refusal::QuantityNotPositive),
        (quantity, "0", Refusal::QuantityNotPositive),
        (quantity, "0,0000", Refusal::QuantityNotPositive),
        (quantity, "99999999999999999999", Refusal::TooLarge),
        (quantity, "1000000000000", Refusal::TooLarge),
        (quantity, "dua puluh", number("dua puluh")),
        (quantity, "1,00001", Refusal::TooPrecise { decimals: 4 }),
        (unit, " ", empty(Field::QuantityUnit)),
        (unit, &x21, long(Field::QuantityUnit, 20)),
        (specification, &x2001, long(Field::Specification, 2_000)),
    ] {
        let mut input = good();
        part(&mut input, text);
        let refusals = input.read(Indonesian).expect_err(text);
        let [found] = refusals.as_slice() else { panic!("{text:?}: {refusals:?}") };
        let in_item = matches!(
            refusal.field(),
            Some(Field::ItemName | Field::Quantity | Field::QuantityUnit | Field::Specification)
        );
        assert_eq!(found.field(), refusal.field(), "{text:?}");
        assert_eq!(*found, if in_item { refusal.at_line(1) } else { refusal }, "{text:?}");
    }
}

#[test]
fn everything_wrong_is_said_at_once() {
    let mut input = OrderInput::default();
    assert_eq!(input.read(Indonesian).expect_err("blank").len(), 3);
    input.items = vec![ItemInput::default(), good().items[0].clone(), ItemInput::default()];
    let refusals = input.read(Indonesian).expect_err("blank");
    let lines: Vec<Option<u32>> = refusals.iter().map(Refusal::line).collect();
    assert_eq!(lines, [None, None, Some(1), Some(1), Some(1), Some(3), Some(3), Some(3)]);
    let mut many = good();
    many.items = vec![many.items[0].clone(); ITEMS_MAX + 1];
    assert_eq!(many.read(Indonesian), Err(vec![Refusal::TooManyItems { max: 500 }]));
    assert_eq!(many.items.pop().map(|_| many.read(Indonesian).is_ok()), Some(true));
}

#[test]
fn days_as_people_write_them() {
    for (given, expected) in [
        ("07/09/2026", "2026-09-07"),
        ("7/9/2026", "2026-09-07"),
        ("7-9-2026", "2026-09-07"),
        (" 7.9.2026 ", "2026-09-07"),
        ("2026-09-07", "2026-09-07"),
        ("2026/9/7", "2026-09-07"),
        ("29/02/2028", "2028-02-29"),
        ("01/01/2000", "2000-01-01"),
        ("31/12/2100", "2100-12-31"),
    ] {
        assert_eq!(parse_date(given, Field::OrderDate), Ok(Some(date(expected))), "{given}");
    }
    for blank in ["", " ", "\t\n"] {
        assert_eq!(parse_date(blank, Field::OrderDate), Ok(None));
    }
    for given in [
        "31/02/2026",
        "29/02/2026",
        "00/01/2026",
        "01/00/2026",
        "32/01/2026",
        "01/13/2026",
        "12/31/2026",
        "1/1/26",
        "26-01-01",
        "2026-001-01",
        "2026-01-001",
        "besok",
        "07 09 2026",
        "07/09",
        "07/09/2026/1",
        "-1/1/2026",
        "1/+1/2026",
        "２０２６-01-01",
        "45000",
        "2026-09-07T00:00",
        "//2026",
        "1//2026",
    ] {
        let field = Field::OrderDate;
        assert_eq!(parse_date(given, field), Err(Refusal::NotADate { field, given: given.to_owned() }));
    }
    for given in
        ["01/01/1999", "01/01/2101", "1/1/20260", "20260-01-01", "1/1/02026", "0001-01-01", "1/1/9999999999999"]
    {
        let field = Field::DeliveryDeadline;
        assert_eq!(parse_date(given, field), Err(Refusal::DateOutOfRange { field }), "{given}");
    }
}

#[test]
fn numbers_as_people_write_them() {
    for (given, notation, scaled) in [
        ("24", Indonesian, 240_000),
        ("1.250,5", Indonesian, 12_505_000),
        ("1250,5", Indonesian, 12_505_000),
        ("1.250", Indonesian, 12_500_000),
        ("308,33", Indonesian, 3_083_300),
        ("0,0001", Indonesian, 1),
        ("1,50000000", Indonesian, 15_000),
        ("007", Indonesian, 70_000),
        ("+5", Indonesian, 50_000),
        ("-5", Indonesian, -50_000),
        ("−5", Indonesian, -50_000),
        ("1,250.5", English, 12_505_000),
        ("1.5", English, 15_000),
        ("999.999.999.999", Indonesian, 9_999_999_999_990_000),
    ] {
        assert_eq!(Quantity::parse(given, notation).map(Quantity::scaled), Ok(scaled), "{given}");
    }
    for (given, notation) in [
        ("", Indonesian),
        ("dua puluh", Indonesian),
        ("1.5", Indonesian),
        ("1.25.0", Indonesian),
        ("1250.500", Indonesian),
        ("0.125", Indonesian),
        ("1,250.5", Indonesian),
        ("1,", Indonesian),
        (",5", Indonesian),
        ("1,2,3", Indonesian),
        (".250", Indonesian),
        ("1..250", Indonesian),
        ("--5", Indonesian),
        ("+-5", Indonesian),
        ("1e5", English),
        ("NaN", English),
        ("0x10", English),
        ("٣", English),
        ("1 000", English),
        ("1,5", English),
    ] {
        let refused = Quantity::parse(given, notation);
        assert_eq!(refused, Err(Refusal::NotANumber { given: given.to_owned() }), "{given}");
    }
    assert_eq!(Money::parse("1,005", Indonesian), Err(Refusal::TooPrecise { decimals: 2 }));
    assert_eq!(Money::parse("93,75", Indonesian).map(Money::scaled), Ok(9_375));
    assert_eq!(Quantity::from_scaled(-375_000).format(Indonesian), "−37,5");
    assert_eq!(Quantity::from_scaled(i64::MIN).to_string(), "-922337203685477.5808");
}

#[test]
fn percent_rounds_down() {
    for (part, total, percent) in [(0, 10, 0), (999, 1_000, 99), (10, 10, 100), (20, 10, 100), (-5, 10, 0), (5, 0, 0)] {
        assert_eq!(Quantity::whole(part).percent_of(Quantity::whole(total)), percent);
    }
    assert_eq!(Quantity::from_scaled(i64::MAX).percent_of(Quantity::from_scaled(1)), 100);
}

#[test]
fn names_are_tidy_and_comparable() {
    assert_eq!(text::key(" pt sinar  abadi "), text::key("PT Sinar\tAbadi"));
    assert_eq!(text::tidy(" a\u{0}b\r\nc\u{a0}d "), "a b c d");
    assert_eq!(text::tidy_lines("\n a  b \r\n\n c\n"), "a b\n\nc");
}

fn amounts() -> impl Strategy<Value = Quantity> {
    (-Quantity::MAX.scaled()..=Quantity::MAX.scaled()).prop_map(Quantity::from_scaled)
}

proptest! {
    #[test]
    fn written_and_read_again(amount in amounts()) {
        for notation in [Indonesian, English] {
            let text = amount.format(notation);
            prop_assert_eq!(Quantity::parse(&text, notation), Ok(amount), "{}", text);
            let (decimal, group) = if notation == Indonesian { (',', '.') } else { ('.', ',') };
            let plain = text.replace(group, "");
            prop_assert_eq!(Quantity::parse(&plain, notation), Ok(amount), "{}", plain);
            // Digits and marks only, never an exponent, at most four decimals, none of them idle.
            let marks = ['−', decimal, group];
            prop_assert!(text.chars().all(|c| c.is_ascii_digit() || marks.contains(&c)));
            let fraction = text.split_once(decimal).map_or("", |(_, fraction)| fraction);
            prop_assert!(fraction.len() <= 4 && !fraction.ends_with('0'));
        }
        let plain = amount.to_string();
        prop_assert_eq!(Quantity::parse(&plain, English), Ok(amount));
    }

    #[test]
    fn any_amount_can_be_written(amount in strategies::quantities(), other in strategies::quantities()) {
        let money = Money::from_scaled(amount.scaled());
        prop_assert!(!amount.format(Indonesian).is_empty() && !money.format(English).is_empty());
        let sum = amount.checked_add(other);
        prop_assert_eq!(sum.map(Quantity::scaled), amount.scaled().checked_add(other.scaled()));
        prop_assert_eq!(sum.and_then(|sum| sum.checked_sub(other)), sum.map(|_| amount));
        prop_assert!(amount.percent_of(other) <= 100);
    }

    #[test]
    fn no_text_is_too_strange(text in strategies::texts(), digits in "[-+−0-9.,]{0,40}") {
        for text in [text, digits] {
            for notation in [Indonesian, English] {
                if let Ok(amount) = Quantity::parse(&text, notation) {
                    prop_assert!(amount <= Quantity::MAX && amount.scaled() >= -Quantity::MAX.scaled());
                    prop_assert_eq!(Quantity::parse(&amount.format(notation), notation), Ok(amount));
                }
                let _ = Money::parse(&text, notation);
            }
            let _ = parse_date(&text, Field::OrderDate);
            let tidy = text::tidy(&text);
            prop_assert_eq!(text::tidy(&tidy), tidy.clone());
            prop_assert_eq!(text::key(&tidy), text::key(&text));
        }
    }

    #[test]
    fn days_written_and_read_again(day in strategies::dates()) {
        let found = parse_date(&day.format("%d/%m/%Y").to_string(), Field::OrderDate);
        prop_assert_eq!(&found, &parse_date(&day.to_string(), Field::OrderDate));
        let far = Err(Refusal::DateOutOfRange { field: Field::OrderDate });
        prop_assert!(found == Ok(Some(day)) || found == far);
    }
}
