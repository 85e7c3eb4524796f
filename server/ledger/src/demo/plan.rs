//! What happened in the demo factory until `now`, as a list of deeds in time. Pure: the same orders and the same `now`
//! give the same plan.

use chrono::{Days, NaiveTime};
use model::{
    Date, Department, Quantity, Timestamp,
    purchase_order::{ItemDraft, OrderDraft, OrderStatus, Priority},
};

use super::{
    dice::Dice,
    people::{DELIVERY_NOTES, ISSUES, notes, operator},
};

const SEED: u64 = 0x1aca_c902;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Of the orders by deadline, so many are over.
const OVER: usize = 11;
/// Of those, so many were called off instead of delivered.
const CANCELLED: usize = 2;
/// The next ones by deadline are mostly over too: some are late.
const MOSTLY_OVER: usize = 8;
/// One of so many is delivered so many days late.
const OVERDUE_EVERY: usize = 4;
const OVERDUE_DAYS: i64 = 3;
/// Days from now to the middle one of the open deadlines.
const MEDIAN_DAYS: i64 = 13;
/// How long an order without a deadline takes, in days.
const USUAL_DAYS: i64 = 40;
const ISSUES_WANTED: usize = 26;
/// Admin and manager in the list of people.
const ADMIN: usize = 0;
const MANAGER: usize = 1;

/// Who did what, when. Orders and items by their place in the file.
#[derive(Clone, Debug)]
pub(super) struct Deed {
    pub(super) at: Timestamp,
    /// Place in the list of people.
    pub(super) by: usize,
    pub(super) order: usize,
    pub(super) item: usize,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    Create(Box<OrderDraft>),
    Urgent,
    Status(OrderStatus),
    Advance {
        department: Department,
        progress: i64,
        note: Option<&'static str>,
    },
    Deliver {
        quantity: Quantity,
        note: Option<&'static str>,
    },
    /// The `number`th issue.
    Report {
        number: usize,
        title: &'static str,
        description: &'static str,
        priority: Priority,
    },
    /// The `number`th issue.
    Resolve(usize),
}

/// How far an order is meant to come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Done,
    Cancelled,
    Late,
    Open,
}

struct Planner {
    dice: Dice,
    now: Timestamp,
    offset: i32,
    deeds: Vec<Deed>,
}

/// The deeds in time.
pub(super) fn plan(orders: &[OrderDraft], now: Timestamp, utc_offset_minutes: i32) -> Vec<Deed> {
    let mut planner = Planner { dice: Dice::new(SEED), now, offset: utc_offset_minutes, deeds: Vec::new() };
    let fates = fates(orders);
    let shift = shift(orders, &fates, now.date_at_offset(utc_offset_minutes));
    let mut urgent_later = 3;
    for (index, (draft, fate)) in orders.iter().zip(&fates).enumerate() {
        let draft = planner.shifted(draft, shift);
        planner.order(index, draft, *fate, &mut urgent_later);
    }
    planner.issues(&fates);
    // Stable, so deeds of one moment keep the order they were thought of in.
    planner.deeds.sort_by_key(|deed| deed.at);
    planner.deeds
}

/// By deadline: the first are over, some of the next are late, the rest and those without a deadline are open.
fn fates(orders: &[OrderDraft]) -> Vec<Fate> {
    let mut dated: Vec<usize> = (0..orders.len()).filter(|index| orders[*index].delivery_deadline.is_some()).collect();
    dated.sort_by_key(|index| (orders[*index].delivery_deadline, *index));
    let mut fates = vec![Fate::Open; orders.len()];
    for (rank, index) in dated.into_iter().enumerate() {
        fates[index] = match rank {
            rank if rank < OVER && rank % (OVER / CANCELLED) == 3 => Fate::Cancelled,
            rank if rank < OVER => Fate::Done,
            rank if rank < OVER + MOSTLY_OVER && rank % 2 == 0 => Fate::Done,
            rank if rank < OVER + MOSTLY_OVER => Fate::Late,
            _ => Fate::Open,
        };
    }
    fates
}

/// Whole days that bring the middle open deadline to [`MEDIAN_DAYS`] from today.
fn shift(orders: &[OrderDraft], fates: &[Fate], today: Date) -> i64 {
    let open = orders.iter().zip(fates).filter(|(_, fate)| matches!(fate, Fate::Open | Fate::Late));
    let mut deadlines: Vec<Date> = open.filter_map(|(order, _)| order.delivery_deadline).collect();
    deadlines.sort_unstable();
    let Some(median) = deadlines.get(deadlines.len() / 2) else { return 0 };
    today.signed_duration_since(*median).num_days() + MEDIAN_DAYS
}

fn moved(date: Date, days: i64) -> Date {
    let by = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(by) } else { date.checked_add_days(by) };
    moved.unwrap_or(date)
}

impl Planner {
    fn today(&self) -> Date {
        self.now.date_at_offset(self.offset)
    }

    /// The draft on the demo's calendar; nobody ordered in the future.
    fn shifted(&mut self, draft: &OrderDraft, days: i64) -> OrderDraft {
        let latest = moved(self.today(), -self.dice.between(1, 6));
        OrderDraft {
            order_date: draft.order_date.map(|date| moved(date, days).min(latest)),
            delivery_deadline: draft.delivery_deadline.map(|date| moved(date, days)),
            ..draft.clone()
        }
    }

    /// A minute of the working day of `date`.
    fn working_time(&mut self, date: Date) -> Timestamp {
        let minute = self.dice.between(7 * 60 + 30, 16 * 60 + 30);
        let midnight = date.and_time(NaiveTime::MIN).and_utc().timestamp_millis() - i64::from(self.offset) * MINUTE;
        Timestamp(midnight + minute * MINUTE)
    }

    /// A working minute on the day of `at`, but never after now.
    fn worked_at(&mut self, at: i64) -> Timestamp {
        let snapped = self.working_time(Timestamp(at).date_at_offset(self.offset));
        if snapped < self.now { snapped } else { Timestamp(self.now.0 - self.dice.between(3, 300) * MINUTE) }
    }

    fn deed(&mut self, at: Timestamp, by: usize, order: usize, item: usize, what: What) {
        self.deeds.push(Deed { at, by, order, item, what });
    }

    fn order(&mut self, index: usize, draft: OrderDraft, fate: Fate, urgent_later: &mut usize) {
        let fallback = moved(self.today(), -self.dice.between(5, 30));
        let created = self.working_time(draft.order_date.unwrap_or(fallback));
        let until = match draft.delivery_deadline {
            Some(deadline) => self.working_time(deadline).0.max(created.0 + 3 * DAY),
            None => created.0 + USUAL_DAYS * DAY,
        };
        let items = draft.items.clone();
        let was_urgent = draft.is_urgent;
        self.deed(created, ADMIN, index, 0, What::Create(Box::new(draft)));
        // Done means done around the deadline, and in any case before today. Nobody is always on time.
        let overdue = if index % OVERDUE_EVERY == 1 { OVERDUE_DAYS * DAY } else { 0 };
        let end = (until + overdue).min(self.now.0 - DAY);
        let elapsed = (self.now.0 - created.0) * 1000 / (until - created.0).max(1);
        for (place, item) in items.iter().enumerate() {
            match fate {
                Fate::Done => self.finished(index, place, item, created.0, end),
                Fate::Cancelled => self.flow(index, place, created.0, end - 2 * DAY, 900),
                Fate::Late if place % 3 == 2 => self.finished(index, place, item, created.0, self.now.0 - DAY),
                Fate::Late => {
                    let reach = self.dice.between(2_600, 4_700);
                    self.in_progress(index, place, item, created.0, reach);
                }
                Fate::Open => {
                    let pace = self.dice.between(3_600, 5_400);
                    let reach = (elapsed * pace / 1000).min(4_900);
                    self.in_progress(index, place, item, created.0, reach);
                }
            }
        }
        if fate == Fate::Cancelled {
            let at = self.worked_at(end);
            self.deed(at, ADMIN, index, 0, What::Status(OrderStatus::Cancelled));
        }
        if fate == Fate::Done && index.is_multiple_of(5) {
            // After the last delivery, which is never later than its day.
            let at = Timestamp((end + 2 * DAY).min(self.now.0 - MINUTE));
            self.deed(at, ADMIN, index, 0, What::Status(OrderStatus::Archived));
        }
        if fate == Fate::Late && !was_urgent && *urgent_later > 0 {
            *urgent_later -= 1;
            let at = self.worked_at(self.now.0 - 2 * DAY).max(Timestamp(created.0 + MINUTE));
            self.deed(at, ADMIN, index, 0, What::Urgent);
        }
    }

    /// All five tracks at 100 % between `from` and two days before `to`, everything delivered on the day of `to`: the
    /// last delivery closes the order, so no work of it may come later.
    fn finished(&mut self, order: usize, place: usize, item: &ItemDraft, from: i64, to: i64) {
        self.flow(order, place, from, to - 2 * DAY, 5_000);
        let by = operator(Department::Delivery, place);
        let last = self.worked_at(to);
        let first_part = half(item.quantity_total).filter(|_| self.dice.chance(40));
        let rest = item.quantity_total.checked_sub(first_part.unwrap_or_default()).unwrap_or_default();
        if let Some(quantity) = first_part {
            let at = Timestamp(last.0 - (last.0 - from) / 6);
            self.deed(at, by, order, place, What::Deliver { quantity, note: Some(DELIVERY_NOTES[2]) });
        }
        let note = self.dice.pick(DELIVERY_NOTES).copied().filter(|_| first_part.is_none());
        self.deed(last, by, order, place, What::Deliver { quantity: rest, note });
    }

    /// Tracks up to `reach` and, near the end, a part delivered.
    fn in_progress(&mut self, order: usize, place: usize, item: &ItemDraft, from: i64, reach: i64) {
        let reach = (reach + self.dice.between(-350, 350)).clamp(0, 4_900);
        self.flow(order, place, from, self.now.0 - 40 * MINUTE, reach);
        let part = half(item.quantity_total).filter(|_| reach > 3_300 && self.dice.chance(45));
        if let Some(quantity) = part {
            let days = self.dice.between(0, 2);
            let at = self.worked_at(self.now.0 - days * DAY).max(Timestamp(from + MINUTE));
            let by = operator(Department::Delivery, place);
            self.deed(at, by, order, place, What::Deliver { quantity, note: Some(DELIVERY_NOTES[2]) });
        }
    }

    /// The work flows: each department begins when the one before is nearly done. `reach` is thousandths of a
    /// department, 5,000 being all five finished.
    fn flow(&mut self, order: usize, place: usize, from: i64, to: i64, reach: i64) {
        let mut steps: Vec<(i64, Department, i64)> = Vec::new();
        let span = (to - from).max(10 * MINUTE);
        for department in Department::ALL {
            let done = (reach - department.index() as i64 * 1_000).clamp(0, 1_000);
            let percent = if done == 1_000 { 100 } else { done / 50 * 5 };
            if percent == 0 {
                continue;
            }
            let mut progress = 0;
            while progress < percent {
                progress = (progress + [25, 50, 50, 75][self.dice.below(4)]).min(percent);
                let along = (department.index() as i64 * 1_000 + progress * 10 - 80).clamp(0, reach.max(1));
                steps.push((from + span * along / reach.max(1), department, progress));
            }
        }
        let mut times: Vec<Timestamp> =
            steps.iter().map(|step| self.worked_at(step.0).max(Timestamp(from + MINUTE))).collect();
        times.sort_unstable();
        for ((_, department, progress), at) in steps.into_iter().zip(times) {
            let note = self.dice.pick(notes(department)).copied().filter(|_| self.dice.chance(35));
            let by = operator(department, place);
            self.deed(at, by, order, place, What::Advance { department, progress, note });
        }
    }

    /// Problems, each reported just after somebody worked on the item; the older ones are solved.
    fn issues(&mut self, fates: &[Fate]) {
        let touched: Vec<(Timestamp, usize, usize, Department)> = self
            .deeds
            .iter()
            .filter_map(|deed| match deed.what {
                What::Advance { department, .. } if fates[deed.order] != Fate::Cancelled => {
                    Some((deed.at, deed.order, deed.item, department))
                }
                _ => None,
            })
            .collect();
        for number in 0..ISSUES_WANTED {
            let (title, description, priority, department) = ISSUES[number % ISSUES.len()];
            let fitting: Vec<_> = touched.iter().filter(|touch| touch.3 == department).collect();
            let open: Vec<_> = fitting.iter().filter(|touch| fates[touch.1] != Fate::Done).copied().collect();
            let Some(&&(at, order, item, _)) = self.dice.pick(if number % 5 == 0 { &fitting } else { &open }) else {
                continue;
            };
            let is_over = fates[order] == Fate::Done;
            // On an order that is over the report must fall before its completion: right at the deed.
            let reported = Timestamp(if is_over { at.0 } else { (at.0 + 20 * MINUTE).min(self.now.0 - 2 * MINUTE) });
            let by = operator(department, number);
            self.deed(reported, by, order, item, What::Report { number, title, description, priority });
            if is_over || number % 3 == 0 {
                let solved = self.worked_at(reported.0 + DAY).max(Timestamp(reported.0 + MINUTE)).min(self.now);
                let by = if number % 2 == 0 { MANAGER } else { operator(department, number + 1) };
                self.deed(solved, by, order, item, What::Resolve(number));
            }
        }
    }
}

/// Half of it in whole units; `None` where that would be nothing.
fn half(total: Quantity) -> Option<Quantity> {
    let unit = Quantity::whole(1).scaled();
    let half = Quantity::from_scaled(total.scaled() / 2 / unit * unit);
    (half > Quantity::ZERO).then_some(half)
}
