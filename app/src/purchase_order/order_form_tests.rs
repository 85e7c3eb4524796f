//! Where refusals land, where pasted rows go, and what counts as the same intention.

use super::*;
use crate::language::Language;

fn item(name: &str) -> ItemInput {
    ItemInput {
        item_name: name.into(),
        quantity: "2".into(),
        quantity_unit: "pcs".into(),
        specification: String::new(),
    }
}

fn with_form(test: impl FnOnce(OrderForm)) {
    let owner = Owner::new();
    owner.with(|| {
        let order = OrderInput { po_number: "PO-1".into(), client: "PT A".into(), ..OrderInput::default() };
        test(OrderForm::new(order));
    });
}

fn names(form: OrderForm) -> Vec<String> {
    form.lines.with_untracked(|lines| lines.iter().map(|line| line.name.get_untracked()).collect())
}

#[test]
fn pasted_rows_replace_a_spare_line_and_follow_a_filled_one() {
    with_form(|form| {
        let spare = form.add_line();
        form.paste(spare, vec![item("a"), item("b")]);
        assert_eq!(names(form), ["a", "b"]);
        let first = form.lines.with_untracked(|lines| lines[0].key);
        form.paste(first, vec![item("c")]);
        assert_eq!(names(form), ["a", "c", "b"]);
    });
}

#[test]
fn refusals_stand_at_the_lines_they_are_about_though_spare_lines_are_left_out() {
    with_form(|form| {
        form.add_line();
        let bad = form.push(None, ItemInput { quantity: "dua".into(), ..item("a") });
        assert_eq!(form.checked(), None);
        assert!(form.refused(Some(bad), Field::Quantity).get_untracked().is_some());
        form.touched(Some(bad), Field::Quantity);
        assert_eq!(form.refused(Some(bad), Field::Quantity).get_untracked(), None);
    });
}

#[cfg(feature = "ssr")]
#[test]
fn quantities_are_read_in_the_page_s_notation_and_sent_in_indonesian() {
    let table = [
        (Language::Indonesian, "1.250,5", Some("1.250,5")),
        (Language::Indonesian, "1,250.5", None),
        (Language::English, "1,250.5", Some("1.250,5")),
        (Language::English, "1.25", Some("1,25")),
        (Language::English, "1.250,5", None),
    ];
    for (language, typed, sent) in table {
        with_form(|form| {
            provide_context(language);
            form.push(None, ItemInput { quantity: typed.into(), ..item("a") });
            let order = form.checked().map(|(order, _)| order);
            assert_eq!(order.as_ref().map(|order| order.items[0].quantity.as_str()), sent, "{typed}");
            let shown = form.lines.with_untracked(|lines| lines[0].quantity.get_untracked());
            assert_eq!(shown, typed, "what is typed stays");
        });
    }
}

#[test]
fn an_order_without_items_is_refused_at_the_list() {
    with_form(|form| {
        form.add_line();
        assert_eq!(form.checked(), None);
        assert!(form.refused(None, Field::Items).get_untracked().is_some());
        assert_eq!(form.refused_elsewhere().get_untracked(), None);
    });
}

#[test]
fn a_refusal_of_the_server_lands_where_one_of_the_form_would() {
    with_form(|form| {
        form.fail(Refusal::DuplicatePoNumber { po_number: "PO-1".into() }.into(), &[]);
        assert!(form.refused(None, Field::PoNumber).get_untracked().is_some());
        form.fail(Refusal::NotAllowed.into(), &[]);
        assert!(form.refused_elsewhere().get_untracked().is_some());
    });
}

#[test]
fn the_same_content_is_one_intention() {
    with_form(|form| {
        let first = form.intention(&item("a"));
        assert_eq!(form.intention(&item("a")), first);
        assert_ne!(form.intention(&item("b")), first);
    });
}
