//! Clocks, memory and spreads.

use std::time::Duration;

use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    time::{ClockId, clock_gettime},
};

fn read(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap())
}

/// CPU time of this process so far, all threads, user and system.
pub(crate) fn cpu() -> Duration {
    read(ClockId::ProcessCPUTime)
}

/// CPU time of this thread so far.
pub(crate) fn thread_cpu() -> Duration {
    read(ClockId::ThreadCPUTime)
}

/// Nanoseconds of a clock that all processes of a machine share.
pub(crate) fn monotonic() -> u64 {
    u64::try_from(read(ClockId::Monotonic).as_nanos()).unwrap()
}

/// Proportional set size of this process in bytes: what it would give back by ending.
pub(crate) fn pss() -> usize {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup").unwrap();
    let line = rollup.lines().find(|line| line.starts_with("Pss:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 1024
}

/// As many open files as this process may have; its children inherit that.
pub(crate) fn raise_open_files() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
}

/// Durations, in order.
pub(crate) struct Spread(Vec<Duration>);

impl FromIterator<Duration> for Spread {
    fn from_iter<I: IntoIterator<Item = Duration>>(durations: I) -> Spread {
        let mut durations: Vec<Duration> = durations.into_iter().collect();
        durations.sort_unstable();
        Spread(durations)
    }
}

impl Spread {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The smallest duration that at least `share` of all do not exceed.
    pub(crate) fn millis(&self, share: f64) -> String {
        let place = ((self.0.len() as f64 * share).ceil() as usize).clamp(1, self.0.len());
        format!("{:.2}", self.0[place - 1].as_secs_f64() * 1e3)
    }
}
