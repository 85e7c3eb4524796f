//! The overview's rows, against real rows: what they hold, what they leave out, and that events carry them on.

use ledger::{Hidden, hold_clock};
use model::{
    Change, Command, Date, Department, Event, Timestamp,
    command::OrderEdit,
    overview::{Cause, Concern, Overview, OverviewSnapshot, Pace, Punctuality, Totals, Urgency},
    purchase_order::{Item, ItemPatch, OrderDraft, OrderStatus, Priority, PurchaseOrder},
};

use crate::world::{World, advance, created, deliver, draft, item, new_mutation, report};

/// 2026-11-21T12:00 in Jakarta, a Saturday.
const NOON: Timestamp = Timestamp(1_795_237_200_000);
const DAY: i64 = 24 * 60 * 60 * 1000;
const JAKARTA: i32 = 420;
const NOTHING_HIDDEN: Hidden = &[];

fn today() -> Date {
    NOON.date_at_offset(JAKARTA)
}

async fn read(world: &World) -> OverviewSnapshot {
    world.ledger.overview(world.factory, NOTHING_HIDDEN).await.unwrap()
}

async fn page(world: &World) -> Overview {
    Overview::new(read(world).await, today(), JAKARTA)
}

fn seen(overview: &Overview) -> (Vec<Concern>, Totals, Punctuality, Pace) {
    let concerns = overview.listed().map(|id| overview.concern(id).unwrap().clone()).collect();
    (concerns, overview.totals(), overview.punctuality().clone(), overview.pace())
}

/// An order of this many items that must leave on `deadline`.
async fn order(world: &World, number: &str, deadline: &str, items: usize) -> (PurchaseOrder, Vec<Item>) {
    let order = OrderDraft { delivery_deadline: deadline.parse().ok(), ..draft(number, items) };
    created(&world.done(world.admin, Command::CreatePurchaseOrder { order }).await)
}

async fn set_status(world: &World, order: &PurchaseOrder, status: OrderStatus) {
    let version = world.order_now(order.id).await.version;
    world.done(world.admin, Command::SetPurchaseOrderStatus { id: order.id, version, status }).await;
}

fn set_clock(days: i64) {
    hold_clock(Timestamp(NOON.0 + days * DAY));
}

#[tokio::test]
async fn says_what_is_late_who_holds_it_since_when_and_why() {
    set_clock(-9);
    let world = World::new().await;
    let (late, items) = order(&world, "PO-A", "2026-11-18", 2).await;
    order(&world, "PO-B", "2027-03-01", 1).await;
    let (gone, _) = order(&world, "PO-C", "2026-11-01", 1).await;
    set_status(&world, &gone, OrderStatus::Cancelled).await;
    world.other_order("PO-Z", 3).await;
    set_clock(-5);
    for department in [Department::Drafting, Department::Purchasing] {
        world.done(world.operator(department), advance(&items[1], department, 100)).await;
    }
    world.done(world.operator(Department::Drafting), advance(&items[0], Department::Drafting, 60)).await;
    set_clock(0);
    let calm = page(&world).await;
    let (concerns, totals, ..) = seen(&calm);
    let [concern] = concerns.as_slice() else { panic!("{concerns:#?}") };
    assert_eq!((concern.order.id, concern.urgency, concern.days_left), (late.id, Urgency::Late, -3));
    assert_eq!((concern.item, concern.holder, concern.progress), (items[0].id, Department::Drafting, 60));
    assert_eq!((concern.cause, concern.silent_days, concern.open_items), (Cause::Silence, 5, 2));
    assert_eq!(concern.moved.as_ref().map(|moved| moved.by.as_str()), Some("drafting"));
    assert_eq!((totals.orders, totals.items, totals.late, totals.at_risk), (2, 3, 1, 0));
    let load = totals.load.map(|load| (load.items, load.late));
    assert_eq!(load, [(2, 1), (0, 0), (1, 1), (0, 0), (0, 0)]);

    let critical = Command::ReportIssue {
        item_id: items[1].id,
        title: "Retak rambut".to_owned(),
        description: None,
        priority: Priority::Critical,
    };
    world.done(world.manager, critical).await;
    world.done(world.manager, report(&items[0], "Goresan")).await;
    let (concerns, totals, ..) = seen(&page(&world).await);
    let concern = &concerns[0];
    assert_eq!((concern.cause, concern.item, concern.holder), (Cause::Issue, items[1].id, Department::Production));
    assert_eq!((concern.issues, concern.worst.as_ref().unwrap().title.as_str()), (2, "Retak rambut"));
    assert_eq!((totals.issues, totals.critical), (2, 1));
}

#[tokio::test]
async fn counts_what_ended_in_the_weeks_that_count() {
    set_clock(-100);
    let world = World::new().await;
    let (long_ago, items) = order(&world, "PO-LAMA", "2026-12-01", 1).await;
    world.done(world.admin, deliver(&items[0], 10)).await;
    set_clock(-20);
    let (_, on_time) = order(&world, "PO-TEPAT", "2026-11-20", 2).await;
    let (_, late) = order(&world, "PO-TELAT", "2026-11-10", 1).await;
    let (put_away, some) = order(&world, "PO-ARSIP", "2026-11-10", 2).await;
    let (_, open) = order(&world, "PO-BEBAS", "", 1).await;
    world.done(world.admin, deliver(&on_time[0], 10)).await;
    world.done(world.admin, deliver(&some[0], 10)).await;
    set_status(&world, &put_away, OrderStatus::Archived).await;
    set_clock(-2);
    for item in [&on_time[1], &late[0], &open[0]] {
        world.done(world.admin, deliver(item, 10)).await;
    }
    // Put away later, it was on time all the same; and a row that was written now did not end now.
    set_status(&world, &world.order_now(on_time[0].order.id).await, OrderStatus::Archived).await;
    set_status(&world, &long_ago, OrderStatus::Archived).await;
    set_clock(0);
    let (_, totals, punctuality, pace) = seen(&page(&world).await);
    assert_eq!((punctuality.on_time(), punctuality.all(), punctuality.percent()), (1, 2, Some(50)));
    assert_eq!((pace.measured, pace.is_measured(), totals.orders), (3, false, 0));
    let ended: Vec<Timestamp> = read(&world).await.finished.iter().map(|order| order.completed_at).collect();
    assert_eq!(ended, [Timestamp(NOON.0 - 2 * DAY); 3]);
}

#[tokio::test]
async fn a_factory_sees_its_own_and_nothing_else() {
    set_clock(0);
    let world = World::new().await;
    let (_, items) = world.other_order("PO-1", 2).await;
    for command in [report(&items[0], "Retak"), deliver(&items[0], 10), deliver(&items[1], 10)] {
        world.ledger.record(world.other_admin, world.other_factory, new_mutation(), &command).await.unwrap();
    }
    world.other_order("PO-2", 1).await;
    let mine = read(&world).await;
    assert_eq!((mine.orders, mine.finished, mine.events, mine.seq), (vec![], vec![], vec![], 0));
    let theirs = world.ledger.overview(world.other_factory, NOTHING_HIDDEN).await.unwrap();
    assert_eq!((theirs.orders.len(), theirs.finished.len(), theirs.events.len()), (1, 1, 6));
    let nowhere = world.ledger.overview(uuid::Uuid::now_v7().into(), NOTHING_HIDDEN).await;
    assert!(matches!(nowhere, Err(ledger::LedgerError::Refused(model::Refusal::Unknown))));
}

#[tokio::test]
async fn the_latest_events_come_newest_first_without_what_is_hidden() {
    set_clock(0);
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for _ in 0..9 {
        world.done(world.manager, report(&items[0], "Retak")).await;
    }
    let events = read(&world).await.events;
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [10, 9, 8, 7, 6, 5, 4, 3]);
    let hidden = world.ledger.overview(world.factory, &["issue-"]).await.unwrap().events;
    assert_eq!(hidden.iter().map(|event| event.seq).collect::<Vec<_>>(), [1]);
}

/// The rows are kept while nothing happens, and not a moment longer.
#[tokio::test]
async fn what_is_kept_is_what_is_there() {
    set_clock(0);
    let world = World::new().await;
    let (_, items) = order(&world, "PO-1", "2026-11-20", 1).await;
    assert_eq!(read(&world).await, read(&world).await);
    world.done(world.admin, advance(&items[0], Department::Qc, 40)).await;
    assert_eq!(read(&world).await.orders[0].items[0].progress, [0, 0, 0, 40, 0]);
    world.done(world.admin, deliver(&items[0], 10)).await;
    assert_eq!((read(&world).await.orders.len(), read(&world).await.finished.len()), (0, 1));
    // With the week in which it ended it leaves.
    set_clock(13 * 7);
    assert_eq!(read(&world).await.finished, []);
}

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Something that somebody may do to one of `items`, as they are now; the rules refuse some of it.
fn deed(dice: &mut Dice, items: &[Item], orders: &[PurchaseOrder]) -> Command {
    let one = &items[dice.below(items.len() as u64) as usize];
    let order = &orders[dice.below(orders.len() as u64) as usize];
    let (id, version) = (order.id, order.version);
    match dice.below(16) {
        0..6 => advance(one, Department::ALL[dice.below(5) as usize], dice.below(101) as i64),
        6 => report(one, "Retak"),
        7 => match one.open_issues().next() {
            Some(issue) => Command::ResolveIssue { issue_id: issue.id },
            None => report(one, "Aus"),
        },
        8..11 => deliver(one, 1 + dice.below(10) as i64),
        11 => {
            let quantity_total = Some(model::Quantity::whole(1 + dice.below(12) as i64));
            let patch = ItemPatch { quantity_total, ..ItemPatch::default() };
            Command::EditItem { id: one.id, version: one.version, patch }
        }
        12 => Command::SetPurchaseOrderUrgent { id, is_urgent: dice.below(2) == 0 },
        13 => {
            let edit = OrderEdit {
                po_number: order.po_number.clone(),
                client: ["PT Sinar Abadi", "PT Lain"][dice.below(2) as usize].to_owned(),
                order_date: None,
                delivery_deadline: ["2026-11-15", "2026-11-30", ""][dice.below(3) as usize].parse().ok(),
                is_vendor_job: dice.below(2) == 0,
                items_added: if dice.below(3) == 0 { vec![item("Tambahan", 3)] } else { vec![] },
            };
            Command::EditPurchaseOrder { id, version, edit }
        }
        _ => Command::SetPurchaseOrderStatus { id, version, status: OrderStatus::ALL[dice.below(4) as usize] },
    }
}

#[tokio::test]
async fn a_page_that_follows_is_the_page_that_is_read() {
    for seed in 0..4 {
        set_clock(-3);
        let world = World::new().await;
        let mut dice = Dice(seed);
        let (mut items, mut orders): (Vec<Item>, Vec<PurchaseOrder>) = (Vec::new(), Vec::new());
        for number in 1..=4 {
            let (order, new) = order(&world, &format!("PO-{number}"), "2026-11-20", 2).await;
            orders.push(order);
            items.extend(new);
        }
        let mut follower = page(&world).await;
        let mut afresh = 0;
        for step in 0..60 {
            set_clock(-3 + step / 30);
            let Ok(recorded) = world.record(world.admin, deed(&mut dice, &items, &orders)).await else { continue };
            for event in &recorded.events {
                keep(event, &mut items, &mut orders);
                if !follower.apply(event) {
                    follower = page(&world).await;
                    afresh += 1;
                }
            }
            assert_eq!(seen(&follower), seen(&page(&world).await), "seed {seed}, step {step}");
        }
        assert!(afresh < 6, "seed {seed}: read afresh {afresh} times");
    }
}

fn keep(event: &Event, items: &mut Vec<Item>, orders: &mut [PurchaseOrder]) {
    if let Change::PurchaseOrderUpdated(updated) = &event.change {
        items.extend(updated.items_added.iter().cloned());
    }
    for item in items.iter_mut() {
        item.apply(&event.change);
    }
    for order in orders {
        order.apply(&event.change);
    }
}
