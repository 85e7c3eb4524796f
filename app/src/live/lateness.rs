//! How late changes arrive: from the moment they were recorded until the screen has them. Pure.
//!
//! The two moments are of two clocks, and a tablet's can be off by minutes. So the server says its time with `welcome`
//! and `head`: a question that took `n` milliseconds tells the difference to within `n / 2`, and the quickest of the last
//! few answers is believed.

use std::collections::VecDeque;

use model::Timestamp;

use super::texts;
use crate::language::t_with;

/// Answers kept: clocks drift, so an old one must not win for ever.
const KEPT: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Answer {
    took: i64,
    /// Server clock minus browser clock.
    offset: i64,
}

/// The server's clock as this page knows it, and how late the last change came.
#[derive(Clone, Debug, Default)]
pub struct Lateness {
    asked: Option<Timestamp>,
    answers: VecDeque<Answer>,
    /// The server's clock at the last welcome: what happened before is not late but was missed.
    welcomed: Option<Timestamp>,
}

impl Lateness {
    /// A question was sent. Answers come in the order of questions, so while one is open the next tells nothing.
    pub fn ask(&mut self, now: Timestamp) {
        self.asked.get_or_insert(now);
    }

    /// The server said its time, in answer to the last question or of its own accord, which tells nothing.
    pub fn hear(&mut self, server: Timestamp, now: Timestamp) {
        let Some(asked) = self.asked.take() else { return };
        let took = now.millis_since(asked);
        if took < 0 {
            // This device's clock was set back meanwhile: everything it ever said is void.
            self.answers.clear();
            return;
        }
        self.answers.push_front(Answer { took, offset: server.millis_since(asked) - took / 2 });
        self.answers.truncate(KEPT);
    }

    /// The page was welcomed at `server`.
    pub fn welcome(&mut self, server: Timestamp, now: Timestamp) {
        self.hear(server, now);
        self.welcomed = Some(server);
    }

    /// The line is gone, and with it what was asked.
    pub fn forget_question(&mut self) {
        self.asked = None;
    }

    /// How long what was recorded at `recorded` took to be on the screen at `now`, in milliseconds; `None` for what was
    /// missed while there was no line, and while the server's clock is not known.
    #[must_use]
    pub fn of(&self, recorded: Timestamp, now: Timestamp) -> Option<u32> {
        let offset = self.answers.iter().min_by_key(|answer| answer.took)?.offset;
        self.welcomed.filter(|welcomed| recorded >= *welcomed)?;
        let late = now.millis_since(recorded).saturating_add(offset);
        // Two clocks never agree to the millisecond; nothing arrives before it happens.
        Some(u32::try_from(late.max(0)).unwrap_or(u32::MAX))
    }
}

/// `0,2 dtk`
#[must_use]
pub fn seconds(millis: u32) -> String {
    let tenths = millis.saturating_add(50) / 100;
    t_with(texts::SECONDS, &[&(tenths / 10), &(tenths % 10)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// This device is five minutes behind the server.
    const BEHIND: i64 = 300_000;

    fn server(device: i64) -> Timestamp {
        Timestamp(device + BEHIND)
    }

    #[test]
    fn a_wrong_clock_on_the_device_does_not_make_changes_late() {
        let mut lateness = Lateness::default();
        lateness.ask(Timestamp(1_000));
        lateness.welcome(server(1_020), Timestamp(1_040));
        assert_eq!(lateness.of(server(5_000), Timestamp(5_180)), Some(180));
    }

    #[test]
    fn the_quickest_of_the_last_answers_is_believed() {
        let mut lateness = Lateness::default();
        lateness.ask(Timestamp(0));
        // All of this answer's time was on the way here: it would be half a second off.
        lateness.welcome(server(0), Timestamp(1_000));
        lateness.ask(Timestamp(2_000));
        lateness.hear(server(2_005), Timestamp(2_010));
        assert_eq!(lateness.of(server(3_000), Timestamp(3_200)), Some(200));
        for sent in 3..3 + KEPT as i64 {
            lateness.ask(Timestamp(sent * 1_000));
            lateness.hear(Timestamp(sent * 1_000 + 20), Timestamp(sent * 1_000 + 40));
        }
        assert_eq!(lateness.of(server(20_000), Timestamp(20_100)), Some(0), "an old answer is forgotten");
    }

    #[test]
    fn what_was_missed_is_not_late() {
        let mut lateness = Lateness::default();
        lateness.ask(Timestamp(60_000));
        lateness.welcome(server(60_010), Timestamp(60_020));
        assert_eq!(lateness.of(server(59_000), Timestamp(60_100)), None);
    }

    #[test]
    fn nothing_is_said_before_the_clock_is_known_nor_from_what_nobody_asked() {
        let mut lateness = Lateness::default();
        lateness.welcome(server(0), Timestamp(0));
        assert_eq!(lateness.of(server(100), Timestamp(200)), None);
        lateness.ask(Timestamp(300));
        lateness.forget_question();
        lateness.hear(server(90_000), Timestamp(90_000));
        assert_eq!(lateness.of(server(100), Timestamp(200)), None);
    }

    #[test]
    fn nothing_arrives_before_it_happened_and_a_clock_set_back_starts_anew() {
        let mut lateness = Lateness::default();
        lateness.ask(Timestamp(0));
        lateness.welcome(server(0), Timestamp(0));
        assert_eq!(lateness.of(server(1_000), Timestamp(990)), Some(0));
        lateness.ask(Timestamp(5_000));
        lateness.hear(server(5_000), Timestamp(4_000));
        assert_eq!(lateness.of(server(6_000), Timestamp(6_000)), None);
    }

    #[test]
    fn tells_tenths_of_a_second() {
        for (millis, text) in
            [(0, "0,0 dtk"), (49, "0,0 dtk"), (180, "0,2 dtk"), (950, "1,0 dtk"), (12_340, "12,3 dtk")]
        {
            assert_eq!(seconds(millis), text);
        }
        #[cfg(feature = "ssr")]
        assert_eq!(crate::ui::format::in_english(|| seconds(12_340)), "12.3 s");
    }
}
