//! What an edited order sends, and what others' changes do to a half-typed form.

use model::{
    Department, Quantity, Timestamp,
    ids::{ClientId, PurchaseOrderId, TrackId},
    purchase_order::{Client, ItemPatch, ItemUpdated, OrderPatch, OrderStatus, PurchaseOrderUpdated, Track},
};
use uuid::Uuid;

use super::*;
use crate::language::Language;

fn base() -> Base {
    let order = PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(1)),
        version: 4,
        po_number: "PO-2026-015".into(),
        client: Client { id: ClientId(Uuid::from_u128(2)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: Date::from_ymd_opt(2026, 9, 7),
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: Timestamp(0),
    };
    let items = [11, 12].map(|id| item(&order, id)).to_vec();
    Base { order, items }
}

fn item(order: &PurchaseOrder, id: u128) -> Item {
    Item {
        id: ItemId(Uuid::from_u128(id)),
        version: 2,
        order: order.clone(),
        item_name: format!("Bracket {id}"),
        specification: Some("SS400".into()),
        quantity_total: Quantity::from_scaled(12_505_000),
        quantity_unit: "pcs".into(),
        quantity_delivered: Quantity::ZERO,
        is_delivered: false,
        delivered_at: None,
        tracks: Department::ALL.map(|department| Track::new(TrackId(Uuid::from_u128(9)), department)),
        issues: Vec::new(),
    }
}

fn with_form(test: impl FnOnce(OrderForm, Base)) {
    with_form_in(Language::Indonesian, test);
}

fn with_form_in(language: Language, test: impl FnOnce(OrderForm, Base)) {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(language);
        let base = base();
        let form = OrderForm::new(base.input());
        for item in &base.items {
            form.push(Some(item.id), item_input(item));
        }
        test(form, base);
    });
}

fn plan_of(form: OrderForm, base: &Base) -> Plan {
    let (typed, keys) = form.typed();
    let lines: Vec<Line> = form.lines.get_untracked();
    let id = |key: &u32| lines.iter().find(|line| line.key == *key).and_then(|line| line.item);
    plan(base, &typed, &keys.iter().map(|key| (*key, id(key))).collect::<Vec<_>>())
}

fn with_change(base: &Base, change: &Change) -> Base {
    let mut after = base.clone();
    assert!(after.apply(change));
    after
}

fn client_and_deadline(name: &str, items_added: Vec<Item>) -> Change {
    Change::PurchaseOrderUpdated(PurchaseOrderUpdated {
        po_id: PurchaseOrderId(Uuid::from_u128(1)),
        po_number: "PO-2026-015".into(),
        version: 5,
        patch: OrderPatch {
            client: Some(Client { id: ClientId(Uuid::from_u128(3)), name: name.into() }),
            delivery_deadline: Some(None),
            ..OrderPatch::default()
        },
        before: OrderPatch::default(),
        items_added,
    })
}

#[test]
fn an_unchanged_form_sends_nothing() {
    with_form(|form, base| {
        form.add_line();
        assert!(plan_of(form, &base).is_empty());
    });
}

#[test]
fn only_what_differs_is_sent_each_with_its_version() {
    with_form(|form, base| {
        let lines = form.lines.get_untracked();
        lines[1].quantity.set("7".into());
        let added = form.push(None, ItemInput { item_name: "Tutup".into(), ..ItemInput::default() });
        let plan = plan_of(form, &base);
        let order = plan.order.expect("an added item goes with the order");
        assert_eq!((order.items_added.len(), order.po_number.as_str()), (1, "PO-2026-015"));
        assert_eq!(plan.added, [added]);
        let ids: Vec<(ItemId, Version)> = plan.items.iter().map(|edit| (edit.id, edit.version)).collect();
        assert_eq!(ids, [(base.items[1].id, 2)]);
    });
}

#[cfg(feature = "ssr")]
#[test]
fn a_page_in_english_shows_its_notation_and_sends_indonesian() {
    with_form_in(Language::English, |form, base| {
        let lines = form.lines.get_untracked();
        assert_eq!(lines[0].quantity.get_untracked(), "1,250.5");
        assert!(plan_of(form, &base).is_empty());
        lines[0].quantity.set("1,300.25".into());
        form.push(None, ItemInput { item_name: "Tutup".into(), quantity: "2.5".into(), ..ItemInput::default() });
        let plan = plan_of(form, &base);
        assert_eq!(plan.items[0].input.quantity, "1.300,25");
        assert_eq!(plan.order.expect("an added item goes with the order").items_added[0].quantity, "2,5");
    });
}

#[test]
fn untouched_inputs_follow_and_touched_ones_keep_what_is_typed() {
    with_form(|form, base| {
        form.client.set("PT Sinar Jaya".into());
        let after = with_change(&base, &client_and_deadline("PT Lain", Vec::new()));
        assert!(rebase(form, &base, &after));
        assert_eq!(form.client.get_untracked(), "PT Sinar Jaya");
        assert_eq!(form.delivery_deadline.get_untracked(), "");
        let current = form.current.get_untracked();
        assert_eq!(current.len(), 1);
        assert_eq!((current[0].field, current[0].what.as_str()), (Some(Field::Client), "PT Lain"));
    });
}

#[test]
fn what_was_typed_and_written_alike_is_no_conflict() {
    with_form(|form, base| {
        form.client.set("PT Lain".into());
        let after = with_change(&base, &client_and_deadline("PT Lain", Vec::new()));
        assert!(!rebase(form, &base, &after));
        assert!(form.current.get_untracked().is_empty());
        assert!(plan_of(form, &after).is_empty());
    });
}

#[test]
fn an_item_changed_elsewhere_shows_its_value_at_its_line() {
    with_form(|form, base| {
        let line = form.lines.with_untracked(|lines| lines[0].clone());
        line.quantity.set("1.300".into());
        let change = Change::ItemUpdated(ItemUpdated {
            po_id: base.order.id,
            po_number: "PO-2026-015".into(),
            item_id: base.items[0].id,
            item_name: "Bracket 11".into(),
            version: 3,
            patch: ItemPatch {
                quantity_total: Some(Quantity::whole(1_400)),
                quantity_unit: Some("set".into()),
                ..ItemPatch::default()
            },
            before: ItemPatch::default(),
            quantity_unit: "set".into(),
        });
        let after = with_change(&base, &change);
        assert!(rebase(form, &base, &after));
        assert_eq!((line.quantity.get_untracked(), line.unit.get_untracked()), ("1.300".into(), "set".into()));
        let expected = At { line: Some(line.key), field: Some(Field::Quantity), what: "1.400".to_owned() };
        assert_eq!(form.current.get_untracked(), [expected]);
        assert_eq!(plan_of(form, &after).items[0].version, 3);
    });
}

#[test]
fn items_added_elsewhere_join_after_those_that_exist() {
    with_form(|form, base| {
        form.push(None, ItemInput { item_name: "Tutup".into(), ..ItemInput::default() });
        let more = item(&base.order, 13);
        let after = with_change(&base, &client_and_deadline("PT Lain", vec![more]));
        rebase(form, &base, &after);
        let names: Vec<String> =
            form.lines.with_untracked(|lines| lines.iter().map(|line| line.name.get_untracked()).collect());
        assert_eq!(names, ["Bracket 11", "Bracket 12", "Bracket 13", "Tutup"]);
    });
}
