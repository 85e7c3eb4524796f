//! What the item store shows after events, own changes and refusals, without a browser.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use leptos::{prelude::Track as _, reactive::effect::ImmediateEffect};
use model::{
    Actor, ActorRef, Department, Departments, Quantity, Role, Timestamp,
    ids::{ClientId, FactoryId, TrackId, UserId},
    purchase_order::{Client, PurchaseOrder, PurchaseOrderCreated, PurchaseOrderStatusChanged, Track},
};
use uuid::Uuid;

use super::*;

const FACTORY: FactoryId = FactoryId(Uuid::from_u128(1));

fn today() -> Date {
    Date::from_ymd_opt(2026, 9, 10).expect("a day")
}

fn admin() -> Actor {
    Actor {
        id: UserId(Uuid::from_u128(5)),
        name: "Maya".into(),
        factory_id: FACTORY,
        role: Role::Admin,
        departments: Departments::NONE,
    }
}

fn order(number: u128) -> PurchaseOrder {
    PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(number)),
        version: 1,
        po_number: format!("PO-2026-{number:03}"),
        client: Client { id: ClientId(Uuid::from_u128(9)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: Date::from_ymd_opt(2026, 9, 7),
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: Timestamp(0),
    }
}

fn item(order: &PurchaseOrder, number: u128) -> Item {
    let id = order.id.0.as_u128() * 100 + number;
    let track =
        |department: Department| Track::new(TrackId(Uuid::from_u128(id * 10 + department.index() as u128)), department);
    Item {
        id: ItemId(Uuid::from_u128(id)),
        version: 1,
        order: order.clone(),
        item_name: format!("Bracket {number}"),
        specification: None,
        quantity_total: Quantity::whole(10),
        quantity_unit: "pcs".into(),
        quantity_delivered: Quantity::ZERO,
        is_delivered: false,
        delivered_at: None,
        tracks: Department::ALL.map(track),
        issues: Vec::new(),
    }
}

/// A store of four items, and the owner that keeps its signals.
fn store(filter: Filter) -> (ItemStore, Vec<Item>, Owner) {
    let owner = Owner::new();
    owner.set();
    let items: Vec<Item> = (1..=2).flat_map(|number| [item(&order(number), 1), item(&order(number), 2)]).collect();
    (ItemStore::new(Scope::Tasks, at(0), items.clone(), filter, today()), items, owner)
}

fn at(seq: i64) -> Cursor {
    Cursor { epoch: model::ids::Epoch(Uuid::from_u128(3)), seq }
}

fn event(seq: i64, change: Change, mutation_id: Option<MutationId>) -> Event {
    let actor = ActorRef { id: admin().id, name: "Maya".into() };
    Event::new(change, FACTORY, seq, Timestamp(seq), actor, mutation_id)
}

fn advance(item: &Item, to: i64) -> Change {
    let version = item.track(Department::Qc).version;
    item.advance_track(Department::Qc, to, None, version, &admin(), Timestamp(1)).expect("an admin may")
}

fn shown(store: ItemStore, id: ItemId) -> u8 {
    store.row(id).expect("a row").track(Department::Qc).track.with_untracked(|track| track.progress)
}

fn cancelled(order: &PurchaseOrder) -> Change {
    Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged {
        po_id: order.id,
        po_number: order.po_number.clone(),
        version: 2,
        old_status: OrderStatus::Active,
        status: OrderStatus::Cancelled,
        items: Vec::new(),
    })
}

#[test]
fn an_own_change_shows_at_once_and_a_refusal_takes_it_back() {
    let (store, items, _owner) = store(Filter::default());
    let mutation = MutationId(Uuid::from_u128(77));
    store.begin(mutation, advance(&items[0], 60));
    assert_eq!(shown(store, items[0].id), 60);
    assert_eq!(shown(store, items[1].id), 0);
    store.settle(mutation, &[]);
    assert_eq!(shown(store, items[0].id), 0);
}

#[test]
fn a_refusal_leaves_what_others_did_meanwhile() {
    let (store, items, _owner) = store(Filter::default());
    let mutation = MutationId(Uuid::from_u128(77));
    store.begin(mutation, advance(&items[0], 60));
    store.apply(&event(1, advance(&items[0], 35), None), true);
    store.settle(mutation, &[]);
    assert_eq!(shown(store, items[0].id), 35);
}

#[test]
fn an_own_change_counts_once_though_reply_and_socket_both_bring_it() {
    let (store, items, _owner) = store(Filter::default());
    let mutation = MutationId(Uuid::from_u128(77));
    let change = advance(&items[0], 60);
    store.begin(mutation, change.clone());
    let confirmed = event(1, change, Some(mutation));
    store.settle(mutation, std::slice::from_ref(&confirmed));
    store.apply(&confirmed, true);
    let row = store.row(items[0].id).expect("a row");
    let track = row.track(Department::Qc);
    assert_eq!(track.track.with_untracked(|track| (track.progress, track.version)), (60, 2));
    assert_eq!(track.glow.get_untracked(), 0, "what the person did does not glow at the person");
    assert!(!track.pending.get_untracked());
}

/// Others' changes of the same row may still be on their way when the answer to an own one is here.
#[test]
fn an_answer_that_overtakes_the_log_loses_nothing() {
    let (store, items, _owner) = store(Filter::default());
    let mutation = MutationId(Uuid::from_u128(77));
    let deliver = |item: &Item| {
        let id = model::ids::DeliveryId(mutation.0);
        item.deliver(id, Quantity::whole(4), None, &admin(), Timestamp(2)).expect("an admin may")
    };
    store.begin(mutation, deliver(&items[0]));
    let name = model::purchase_order::ItemPatch { item_name: Some("Bracket kiri".into()), ..Default::default() };
    let renamed = items[0].edit(name, 1, &admin(), Timestamp(1)).expect("an admin may");
    let mut after = items[0].clone();
    after.apply(&renamed);
    let delivered = event(2, deliver(&after), Some(mutation));
    store.settle(mutation, std::slice::from_ref(&delivered));
    assert_eq!(store.item(items[0].id).map(|item| item.quantity_delivered), Some(Quantity::whole(4)));
    store.apply(&event(1, renamed, None), true);
    after.apply(&delivered.change);
    assert_eq!(store.item(items[0].id).as_ref(), Some(&after), "both, before the log has both");
    store.apply(&delivered, false);
    assert_eq!(store.item(items[0].id), Some(after));
}

/// What was answered before a restore is not in the log that is followed now.
#[test]
fn a_restored_log_takes_answered_changes_back() {
    let (store, items, _owner) = store(Filter::default());
    let (answered, waiting) = (MutationId(Uuid::from_u128(77)), MutationId(Uuid::from_u128(78)));
    let change = advance(&items[0], 60);
    store.begin(answered, change.clone());
    store.settle(answered, &[event(5, change, Some(answered))]);
    store.begin(waiting, advance(&items[1], 30));
    store.reset(at(3), items.clone());
    assert_eq!(
        (shown(store, items[0].id), shown(store, items[1].id)),
        (60, 30),
        "the snapshot is older than the answer"
    );
    store.reset(Cursor { epoch: model::ids::Epoch(Uuid::from_u128(4)), seq: 3 }, items.clone());
    assert_eq!((shown(store, items[0].id), shown(store, items[1].id)), (0, 30));
}

#[test]
fn a_remote_change_glows_where_it_happened_and_nowhere_else() {
    let (store, items, _owner) = store(Filter::default());
    store.apply(&event(1, advance(&items[0], 60), None), true);
    let row = store.row(items[0].id).expect("a row");
    let glows: Vec<u32> = row.tracks.iter().map(|track| track.glow.get_untracked()).collect();
    assert_eq!(glows, [0, 0, 0, 1, 0]);
    let other = store.row(items[1].id).expect("a row");
    assert!(other.tracks.iter().all(|track| track.glow.get_untracked() == 0));
}

/// By whichever way it comes and however often: each photo once, and nothing but the issue is written.
#[test]
fn a_photo_shows_on_its_issue_and_writes_nothing_else() {
    use model::{
        ids::{IssueId, PhotoId},
        purchase_order::{Photo, Priority},
    };
    let (store, items, _owner) = store(Filter::default());
    let id = IssueId(Uuid::from_u128(70));
    let reported =
        items[0].report_issue(id, "Retak", None, Priority::High, &admin(), Timestamp(1)).expect("anyone may");
    store.apply(&event(1, reported, None), true);
    let row = store.row(items[0].id).expect("a row");
    let ((facts, _a), (order, _b)) = (count_writes(&row.facts), count_writes(&row.order));
    let before = (facts.load(Ordering::Relaxed), order.load(Ordering::Relaxed));
    let added = |store: ItemStore, number| {
        let item = store.item(items[0].id).expect("an item");
        let photo = Photo::new(PhotoId(Uuid::from_u128(number)), (1600, 1200), 300_000, &admin(), Timestamp(2));
        item.add_issue_photo(&item.issues[0], photo, &admin()).expect("anyone may")
    };
    let first = event(2, added(store, 71), None);
    store.apply(&first, true);
    let second = event(3, added(store, 72), None);
    store.apply(&second, true);
    store.apply(&first, true);
    store.apply(&second, true);
    let photos = row
        .issues
        .with_untracked(|issues| issues[0].photos.iter().map(|photo| photo.id.0.as_u128()).collect::<Vec<_>>());
    assert_eq!(photos, [71, 72]);
    assert_eq!((facts.load(Ordering::Relaxed), order.load(Ordering::Relaxed)), before);
    assert_eq!(store.counts.get_untracked().issue, 1);
}

#[test]
fn new_orders_enter_at_the_top_once_and_cancelled_ones_stay_away() {
    let (store, items, _owner) = store(Filter::default());
    let new = order(3);
    let created = Change::PurchaseOrderCreated(PurchaseOrderCreated {
        order: new.clone(),
        items: vec![item(&new, 1), item(&new, 2)],
    });
    let ids = |store: ItemStore| store.visible.get_untracked();
    store.apply(&event(1, created.clone(), None), true);
    store.apply(&event(1, created.clone(), None), true);
    let expected: Vec<ItemId> =
        [item(&new, 1).id, item(&new, 2).id].into_iter().chain(items.iter().map(|item| item.id)).collect();
    assert_eq!(ids(store), expected);
    assert_eq!(store.counts.get_untracked().all, 6);
    store.apply(&event(2, cancelled(&new), None), true);
    store.apply(&event(1, created, None), true);
    assert_eq!(ids(store), expected[2..]);
    assert_eq!(store.counts.get_untracked().all, 4);
}

/// Counts how often what it reads is written, from now on.
fn count_writes<T: Send + Sync + 'static>(signal: &ArcRwSignal<T>) -> (Arc<AtomicU32>, ImmediateEffect) {
    let (signal, writes) = (signal.clone(), Arc::new(AtomicU32::new(0)));
    let counted = writes.clone();
    let effect = ImmediateEffect::new(move || {
        signal.track();
        counted.fetch_add(1, Ordering::Relaxed);
    });
    writes.store(0, Ordering::Relaxed);
    (writes, effect)
}

#[test]
fn a_stale_version_is_ignored() {
    let (store, items, _owner) = store(Filter::default());
    let older = advance(&items[0], 20);
    let mut later = items[0].clone();
    later.apply(&older);
    store.apply(&event(1, older.clone(), None), true);
    store.apply(&event(2, advance(&later, 60), None), true);
    let row = store.row(items[0].id).expect("a row");
    let track = row.track(Department::Qc);
    let (writes, _effect) = count_writes(&track.track);
    let (glows, _glowing) = count_writes(&track.glow);
    for seq in [1, 3] {
        store.apply(&event(seq, older.clone(), None), true);
    }
    assert_eq!(shown(store, items[0].id), 60);
    assert_eq!((writes.load(Ordering::Relaxed), glows.load(Ordering::Relaxed)), (0, 0), "not one leaf is written");
}

#[test]
fn a_list_create_touches_only_the_head_of_the_list() {
    let (store, items, _owner) = store(Filter::default());
    let rows: Vec<ItemRow> = items.iter().map(|item| store.row(item.id).expect("a row")).collect();
    let tracks = rows.iter().flat_map(|row| row.tracks.iter()).map(|track| count_writes(&track.track));
    let mut watched: Vec<_> = tracks.collect();
    watched.extend(rows.iter().map(|row| count_writes(&row.facts)));
    watched.extend(rows.iter().map(|row| count_writes(&row.order)));
    watched.extend(rows.iter().map(|row| count_writes(&row.issues)));
    let new = order(3);
    let created = PurchaseOrderCreated { order: new.clone(), items: vec![item(&new, 1)] };
    store.apply(&event(1, Change::PurchaseOrderCreated(created), None), true);
    let shown = store.visible.get_untracked();
    assert_eq!(shown[0], item(&new, 1).id);
    assert_eq!(shown[1..], items.iter().map(|item| item.id).collect::<Vec<_>>(), "the others keep their place");
    let writes: u32 = watched.iter().map(|(writes, _)| writes.load(Ordering::Relaxed)).sum();
    assert_eq!(writes, 0, "no row that was there is touched");
}

#[test]
fn an_event_for_a_row_that_is_not_here_is_no_error() {
    let (store, _, _owner) = store(Filter::default());
    let stranger = item(&order(9), 1);
    assert_eq!(store.apply(&event(1, advance(&stranger, 10), None), true), Applied::Here);
    assert_eq!(store.counts.get_untracked().all, 4);
}

#[test]
fn a_filtered_list_follows_what_rows_answer() {
    let (store, items, _owner) = store(Filter { issue: true, ..Filter::default() });
    assert!(store.visible.get_untracked().is_empty());
    let id = model::ids::IssueId(Uuid::from_u128(88));
    let priority = model::purchase_order::Priority::High;
    let reported = items[1].report_issue(id, "Retak", None, priority, &admin(), Timestamp(1)).expect("anyone may");
    store.apply(&event(1, reported, None), true);
    assert_eq!(store.visible.get_untracked(), [items[1].id]);
    assert_eq!(store.counts.get_untracked().issue, 1);
    let issue = store.item(items[1].id).expect("an item").issues[0].clone();
    let resolved = items[1].resolve_issue(&issue, &admin(), Timestamp(2)).expect("anyone may");
    store.apply(&event(2, resolved, None), true);
    assert!(store.visible.get_untracked().is_empty());
    assert_eq!(store.counts.get_untracked().issue, 0);
}

#[test]
fn a_fresh_snapshot_is_laid_over_in_place() {
    let (store, mut items, _owner) = store(Filter::default());
    let kept = store.row(items[2].id).expect("a row");
    items.remove(0);
    items[1].tracks[3].progress = 45;
    items[1].tracks[3].version = 4;
    items.reverse();
    store.reset(at(9), items.clone());
    let ids: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    assert_eq!(store.visible.get_untracked(), ids);
    assert_eq!(kept.track(Department::Qc).track.with_untracked(|track| track.progress), 45, "the same signals go on");
    assert_eq!(store.counts.get_untracked().all, 3);
}

#[test]
fn a_part_counts_what_is_not_here_until_all_of_it_comes() {
    let (_, items, _owner) = store(Filter::default());
    let mut counts = Counts::default();
    items.iter().for_each(|item| counts.add(Facets::of(item, today()).counts(), 1));
    let part = ItemStore::new(Scope::Tasks, at(0), items[..1].to_vec(), Filter::default(), today()).part_of(counts);
    assert_eq!((part.counts.get_untracked(), part.visible.get_untracked().len()), (counts, 1));
    part.set_filter(Filter { late: true, ..Filter::default() });
    assert_eq!(part.counts.get_untracked(), counts, "the server's count stands");
    part.set_filter(Filter::default());
    part.reset(at(3), items.clone());
    assert_eq!((part.counts.get_untracked(), part.visible.get_untracked().len()), (counts, 4));
    assert!(items.iter().all(|item| !part.row(item.id).expect("is here").is_new), "what was there is not new");
    let newcomer = item(&order(3), 1);
    part.reset(at(4), items.iter().cloned().chain([newcomer.clone()]).collect());
    assert!(part.row(newcomer.id).expect("is here").is_new);
}

#[test]
fn what_was_done_before_a_row_came_is_laid_over_it() {
    let (_, items, _owner) = store(Filter::default());
    let part = ItemStore::new(Scope::Tasks, at(0), items[..1].to_vec(), Filter::default(), today());
    let mutation = MutationId(Uuid::from_u128(77));
    part.begin(mutation, advance(&items[1], 60));
    part.reset(at(0), items.clone());
    assert_eq!(shown(part, items[1].id), 60);
    assert!(part.row(items[1].id).expect("is here").track(Department::Qc).pending.get_untracked());
    part.settle(mutation, &[]);
    assert_eq!(shown(part, items[1].id), 0);
}

#[test]
fn what_changed_is_given_to_be_kept_once_and_with_the_place_of_the_log_that_it_is_true_at() {
    let (store, items, _owner) = store(Filter::default());
    let first = store.take_unkept(true, 1).expect("a page");
    assert_eq!((first.items.len(), first.order, first.cursor), (1, None, None), "there is more");
    let rest = store.take_unkept(false, 50).expect("a page");
    let order: Vec<ItemId> = items.iter().map(|item| item.id).collect();
    assert_eq!((rest.items.len(), rest.order.as_ref()), (items.len() - 1, Some(&order)));
    assert_eq!(rest.cursor, store.stands());

    // Only what is confirmed is kept, and of that only what changed.
    store.begin(MutationId(Uuid::from_u128(900)), advance(&items[0], 40));
    store.apply(&event(101, advance(&items[1], 60), None), true);
    let changed = store.take_unkept(false, 50).expect("a page");
    assert_eq!(changed.items.iter().map(|item| item.id).collect::<Vec<_>>(), [items[1].id]);
    assert_eq!((changed.order, changed.cursor.map(|cursor| cursor.seq)), (None, Some(101)));

    let gone = items[0].order.clone();
    store.apply(&event(102, cancelled(&gone), None), true);
    let left = store.take_unkept(false, 50).expect("a page");
    let stays: Vec<ItemId> = items.iter().filter(|item| item.order.id != gone.id).map(|item| item.id).collect();
    assert_eq!((left.items, left.order), (Vec::new(), Some(stays)));
    assert_eq!(store.take_unkept(true, 50).expect("a page").items.len(), store.items().len(), "all of it again");
}
