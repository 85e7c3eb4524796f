//! What happens in a run: who is there, what they do, and what goes wrong, all out of the seed.
//!
//! Always true here: a schedule is a plain list of steps with their numbers already drawn, so that one with some steps
//! left out is a schedule too: that is how a failing seed is made short.

use model::purchase_order::OrderStatus;

use crate::{deed::Deed, dice::Dice};

/// A tab, by the place of its person in the factory's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tab {
    /// 0 is where most people work, 1 its neighbour.
    pub(crate) factory: usize,
    pub(crate) person: usize,
}

/// Which page to go to; numbers choose among what the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Tasks,
    Item(u64),
    Order(u64),
    Form(u64),
    Orders(OrderStatus),
    /// An item of the neighbour.
    Foreign,
}

/// How a request suffers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loss {
    /// It never reaches the server.
    Request,
    /// Its answer never comes back.
    Answer,
    /// It reaches the server twice.
    Twice,
    /// It takes long, and later ones overtake it.
    Late,
}

/// One thing that happens. `tab` is a number to choose among the tabs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Act {
        tab: u64,
        deed: Deed,
    },
    Go {
        tab: u64,
        way: Way,
        leave_first: bool,
    },
    Look {
        tab: u64,
    },
    Hide {
        tab: u64,
    },
    Reload {
        tab: u64,
    },
    Pry {
        tab: u64,
    },
    /// Nothing passes, and nobody is told.
    Partition {
        tab: u64,
        millis: u64,
    },
    /// The line is cut, and both ends are told.
    Cut {
        tab: u64,
    },
    /// Each message takes this long.
    Slow {
        tab: u64,
        each: u64,
        millis: u64,
    },
    /// The next `requests` suffer.
    Lossy {
        tab: u64,
        requests: u64,
        loss: Loss,
    },
    /// Requests wait at the server, and then come together.
    Stall {
        millis: u64,
    },
    /// `kill -9` after so many steps of relay and sockets.
    Crash {
        steps: u64,
        down: u64,
    },
    /// `kill -9` at a place of the next write.
    CrashWriting {
        places: u32,
        down: u64,
    },
    Deploy {
        down: u64,
    },
    /// While down, a proxy in front says so in a page of its own.
    Gateway {
        on: bool,
    },
    Backup,
    Restore {
        down: u64,
    },
    Unreadable {
        millis: u64,
    },
    LostWakes {
        millis: u64,
    },
    EndSession {
        tab: u64,
    },
    Remove {
        tab: u64,
        millis: u64,
    },
    Disable {
        tab: u64,
        millis: u64,
    },
    Demote {
        tab: u64,
        millis: u64,
    },
    ServerClock {
        by: i64,
    },
    TabClock {
        tab: u64,
        by: i64,
    },
}

/// Who and what.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    pub(crate) tabs: Vec<Tab>,
    /// When, in milliseconds, and what.
    pub(crate) steps: Vec<(u64, Step)>,
}

/// Kinds of trouble; each seed has some of them, so that rare meetings of two are not drowned by the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Network,
    Slow,
    Requests,
    Crash,
    Restore,
    Database,
    Rights,
    Clocks,
    Tabs,
}

const TROUBLES: [Trouble; 9] = [
    Trouble::Network,
    Trouble::Slow,
    Trouble::Requests,
    Trouble::Crash,
    Trouble::Restore,
    Trouble::Database,
    Trouble::Rights,
    Trouble::Clocks,
    Trouble::Tabs,
];

/// Kinds of deeds; of these, too, each seed has some.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trade {
    Tracks,
    Issues,
    Deliveries,
    Fields,
    Orders,
    Statuses,
}

const TRADES: [Trade; 6] =
    [Trade::Tracks, Trade::Issues, Trade::Deliveries, Trade::Fields, Trade::Orders, Trade::Statuses];

/// What the people of a seed are about.
struct Life {
    dice: Dice,
    trades: Vec<Trade>,
    /// Most of what they do is about these, so that they get in each other's way.
    hot: Vec<u64>,
}

impl Schedule {
    /// The schedule of `seed`.
    pub(crate) fn of(seed: u64) -> Schedule {
        let mut dice = Dice::new(seed, "schedule");
        let mut tabs = vec![Tab { factory: 0, person: 0 }];
        for _ in 0..dice.between(1, 3) {
            // Half of them may do everything.
            tabs.push(Tab { factory: 0, person: dice.below(10).saturating_sub(5) as usize });
        }
        if dice.chance(25) {
            tabs.push(Tab { factory: 1, person: 0 });
        }
        let troubles: Vec<Trouble> = TROUBLES.into_iter().filter(|_| dice.chance(35)).collect();
        let mut life = Life::of(seed);
        let mut steps = Vec::new();
        let mut at = 1_500;
        let pace = [60, 300, 900][dice.below(3) as usize];
        for _ in 0..dice.between(15, 45) {
            at += dice.below(pace * 2);
            match dice.pick(&troubles).copied() {
                Some(trouble) if dice.chance(28) => steps.push((at, trouble_of(trouble, &mut dice))),
                _ => at = life.go_on(at, &mut steps),
            }
        }
        Schedule { tabs, steps }
    }
}

impl Life {
    fn of(seed: u64) -> Life {
        let mut dice = Dice::new(seed, "life");
        let mut trades: Vec<Trade> = TRADES.into_iter().filter(|_| dice.chance(45)).collect();
        if trades.is_empty() {
            trades = TRADES.to_vec();
        }
        let hot = (0..dice.between(1, 3)).map(|_| dice.below(64)).collect();
        Life { dice, trades, hot }
    }

    /// One ordinary step, or a burst of them; says when it is over.
    fn go_on(&mut self, at: u64, steps: &mut Vec<(u64, Step)>) -> u64 {
        let tab = self.dice.below(64);
        let mut when = at;
        match self.dice.below(20) {
            0..=3 => {
                let way = self.way();
                steps.push((at, Step::Go { tab, way, leave_first: self.dice.chance(40) }));
            }
            4 => steps.push((at, if self.dice.chance(50) { Step::Look { tab } } else { Step::Hide { tab } })),
            5 | 6 => {
                for _ in 0..self.dice.between(3, 14) {
                    when += self.dice.below(60);
                    let tab = if self.dice.chance(70) { tab } else { self.dice.below(64) };
                    steps.push((when, Step::Act { tab, deed: self.deed() }));
                }
            }
            _ => steps.push((at, Step::Act { tab, deed: self.deed() })),
        }
        when
    }

    fn way(&mut self) -> Way {
        match self.dice.below(10) {
            0..=3 => Way::Tasks,
            4 | 5 => Way::Item(self.item()),
            6 => Way::Order(self.item()),
            7 => Way::Form(self.item()),
            8 => Way::Orders(*self.dice.pick(&OrderStatus::ALL).unwrap_or(&OrderStatus::Active)),
            _ => Way::Foreign,
        }
    }

    fn item(&mut self) -> u64 {
        let hot = self.dice.pick(&self.hot).copied();
        hot.filter(|_| self.dice.chance(75)).unwrap_or_else(|| self.dice.below(64))
    }

    fn deed(&mut self) -> Deed {
        let item = self.item();
        let dice = &mut self.dice;
        match dice.pick(&self.trades).copied().unwrap_or(Trade::Tracks) {
            Trade::Tracks => Deed::Advance { item, department: dice.below(2), to: dice.below(101) as i64 },
            Trade::Issues if dice.chance(50) => Deed::Report { item },
            Trade::Issues => Deed::Resolve { item, issue: dice.below(8) },
            Trade::Deliveries if dice.chance(60) => Deed::Deliver { item, pieces: dice.between(1, 6) as i64 },
            Trade::Deliveries => Deed::Total { item, pieces: dice.between(1, 12) as i64 },
            Trade::Fields if dice.chance(50) => Deed::Rename { item },
            Trade::Fields => Deed::Total { item, pieces: dice.between(1, 12) as i64 },
            Trade::Orders => match dice.below(4) {
                0 => Deed::Deadline { item, day: dice.below(28) as u32 },
                1 => Deed::AddItem { item },
                2 => Deed::Create,
                _ => Deed::Urgent { item, on: dice.chance(50) },
            },
            Trade::Statuses => Deed::Status { item, to: *dice.pick(&OrderStatus::ALL).unwrap_or(&OrderStatus::Active) },
        }
    }
}

fn trouble_of(trouble: Trouble, dice: &mut Dice) -> Step {
    let tab = dice.below(64);
    match trouble {
        Trouble::Network if dice.chance(40) => Step::Cut { tab },
        Trouble::Network => Step::Partition { tab, millis: [400, 4_000, 30_000][dice.below(3) as usize] },
        Trouble::Slow => Step::Slow { tab, each: dice.between(50, 3_000), millis: dice.between(1_000, 20_000) },
        Trouble::Requests => {
            let loss = [Loss::Request, Loss::Answer, Loss::Twice, Loss::Late][dice.below(4) as usize];
            Step::Lossy { tab, requests: dice.between(1, 4), loss }
        }
        Trouble::Crash => {
            let down = [5, 500, 6_000][dice.below(3) as usize];
            match dice.below(8) {
                0..=2 => Step::Crash { steps: dice.below(30), down },
                3..=5 => Step::CrashWriting { places: dice.below(14) as u32, down },
                6 => Step::Deploy { down },
                _ => Step::Gateway { on: dice.chance(70) },
            }
        }
        Trouble::Restore if dice.chance(55) => Step::Backup,
        Trouble::Restore => Step::Restore { down: dice.between(5, 3_000) },
        Trouble::Database => match dice.below(3) {
            0 => Step::Stall { millis: dice.between(50, 2_000) },
            1 => Step::Unreadable { millis: dice.between(100, 3_000) },
            _ => Step::LostWakes { millis: dice.between(100, 3_000) },
        },
        Trouble::Rights => {
            let millis = dice.between(500, 8_000);
            match dice.below(4) {
                0 => Step::EndSession { tab },
                1 => Step::Remove { tab, millis },
                2 => Step::Disable { tab, millis },
                _ => Step::Demote { tab, millis },
            }
        }
        Trouble::Clocks => {
            let hour = 3_600_000;
            let by = [-hour, -2_000, 2_000, hour, 8 * 24 * hour][dice.below(5) as usize];
            if dice.chance(50) { Step::ServerClock { by } } else { Step::TabClock { tab, by } }
        }
        Trouble::Tabs if dice.chance(60) => Step::Reload { tab },
        Trouble::Tabs => Step::Pry { tab },
    }
}
