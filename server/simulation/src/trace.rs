//! What every actor saw and did, in order: what a failing seed is read by, and what two runs of one seed must agree on.
//!
//! Always true here: nothing of the machine is in it (no wall clock, no path, no id made by chance outside the seed).

use std::{
    fmt::{self, Display},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The lines of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    lines: Vec<String>,
}

impl Trace {
    /// `who` saw or did `what`, `millis` after the start.
    pub(crate) fn say(&mut self, millis: u64, who: &str, what: impl Display) {
        self.lines.push(format!("{:4}.{:03} {who:<12} {what}", millis / 1000, millis % 1000));
    }

    /// A number that two runs share only when they share every line.
    #[must_use]
    pub fn hash(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.lines.hash(&mut hasher);
        hasher.finish()
    }

    /// The last `count` lines.
    #[must_use]
    pub fn last(&self, count: usize) -> &[String] {
        &self.lines[self.lines.len().saturating_sub(count)..]
    }
}

impl Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}
