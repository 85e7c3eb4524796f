//! What the screen is worth, derived from facts alone. Pure: time is an argument.
//!
//! Always true here:
//! - "Live" is said only of a line that was welcomed, misses nothing, and has answered every question in time. An open
//!   socket proves nothing: half a connection can stay open for hours.
//! - A page that is looked at asks after [`QUIET_VISIBLE_MS`] of silence; the pill leaves "live" [`DOUBT_MS`] later, and
//!   after [`ANSWER_MS`] the line counts as dead. So nobody looks at a silently stale screen for longer than the sum of
//!   the first two, and a tick.

use model::{
    Timestamp,
    frame::HEARTBEAT_MS,
    planted::{Mistake, planted},
};

use super::{Uptime, texts};
use crate::{
    language::{t, t_with},
    ui::format::clock_time,
};

/// Silence after which a page that is looked at questions its line.
pub const QUIET_VISIBLE_MS: i64 = 5_000;
/// Silence after which a page in the background does; the server says its head sooner by itself.
pub const QUIET_HIDDEN_MS: i64 = HEARTBEAT_MS as i64 + 3_000;
/// A question unanswered for so long is reason to doubt the line.
pub const DOUBT_MS: i64 = 2_000;
/// A question unanswered for so long means that the line is dead.
pub const ANSWER_MS: i64 = 4_000;
/// Longest wait for the socket to open and the page to be welcomed.
pub const OPEN_MS: i64 = 10_000;
/// A disconnection shorter than this is drawn as catching up, not as old data.
pub const BRIEF_MS: i64 = 3_000;

/// How the line to the server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Connected, welcomed, nothing missing.
    Live,
    /// Connecting, in doubt, or reading what was missed.
    CatchingUp,
    /// No line. `last_heard` is when the screen was last known to be true.
    Down {
        /// Since when the data may be old.
        last_heard: Option<Timestamp>,
        /// The device itself says that it has no network.
        offline: bool,
    },
}

/// What is known about the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Everything known has been applied, and more will come by itself.
    pub complete: bool,
    /// When a question was asked that has no answer yet.
    pub asked: Option<Uptime>,
    /// When the last frame came.
    pub last_heard: Option<Timestamp>,
    /// Since when there is no line.
    pub down_since: Option<Uptime>,
    /// The device itself says that it has no network.
    pub offline: bool,
}

impl Facts {
    /// How the line stands.
    #[must_use]
    pub fn link(&self, now: Uptime) -> Link {
        let longer = |since: Option<Uptime>, millis| since.is_some_and(|since| now.millis_since(since) > millis);
        if self.complete && !longer(self.asked, DOUBT_MS) {
            Link::Live
        } else if self.offline || longer(self.down_since, BRIEF_MS) {
            Link::Down { last_heard: self.last_heard, offline: self.offline }
        } else {
            Link::CatchingUp
        }
    }
}

/// What to do about the silence of an open socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Well,
    /// Ask whether anybody is there.
    Ask,
    /// Nobody is: drop the line.
    Dead,
}

/// An open socket, as far as its silence goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pulse {
    /// The last frame, or the opening.
    heard: Uptime,
    welcomed: bool,
    asked: Option<Uptime>,
}

impl Pulse {
    /// A socket opened at `now`.
    #[must_use]
    pub fn new(now: Uptime) -> Pulse {
        Pulse { heard: now, welcomed: false, asked: None }
    }

    /// A frame came: whatever was asked is answered.
    pub fn beat(&mut self, now: Uptime, welcome: bool) {
        *self = Pulse { heard: now, welcomed: self.welcomed || welcome, asked: None };
    }

    /// Whether the page was ever welcomed on this socket.
    #[must_use]
    pub fn welcomed(&self) -> bool {
        self.welcomed
    }

    /// When the open question was asked.
    #[must_use]
    pub fn asked(&self) -> Option<Uptime> {
        self.asked
    }

    /// The line is to be questioned now, whatever it said last: the tab or the network came back. Says whether it must
    /// be asked for that.
    pub fn question(&mut self, now: Uptime) -> bool {
        let ask = self.welcomed && self.asked.is_none();
        if ask {
            self.asked = Some(now);
        }
        ask
    }

    /// Looks at the silence.
    pub fn look(&mut self, now: Uptime, visible: bool) -> Verdict {
        if planted(Mistake::SilenceTrusted) {
            return Verdict::Well;
        }
        let quiet = now.millis_since(self.heard);
        let patience = if visible { QUIET_VISIBLE_MS } else { QUIET_HIDDEN_MS };
        match self.asked {
            Some(asked) if now.millis_since(asked) > ANSWER_MS => Verdict::Dead,
            None if !self.welcomed && quiet > OPEN_MS => Verdict::Dead,
            None if self.welcomed && quiet > patience => {
                self.asked = Some(now);
                Verdict::Ask
            }
            _ => Verdict::Well,
        }
    }
}

/// The connection pill, in words and as `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PillState {
    /// The screen is true now.
    Live,
    /// It will be in a moment.
    CatchingUp,
    /// It is not, and there is no network or something waits to be sent.
    Offline {
        /// Changes that wait.
        waiting: usize,
        /// When the screen was last known to be true.
        since: Option<Timestamp>,
    },
    /// It is as old as this.
    Stale {
        /// When it was last known to be true.
        since: Timestamp,
    },
}

impl PillState {
    /// What the pill says of a line with `waiting` changes still to be sent.
    #[must_use]
    pub fn of(link: Link, waiting: usize) -> PillState {
        match (link, waiting) {
            (Link::Live, 0) => PillState::Live,
            (Link::Live | Link::CatchingUp, _) => PillState::CatchingUp,
            (Link::Down { last_heard: Some(since), offline: false }, 0) => PillState::Stale { since },
            (Link::Down { last_heard: since, .. }, waiting) => PillState::Offline { waiting, since },
        }
    }

    /// The value of `data-state`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            PillState::Live => "live",
            PillState::CatchingUp => "catching-up",
            PillState::Offline { .. } => "offline",
            PillState::Stale { .. } => "stale",
        }
    }

    /// The words; hours are those of the factory.
    #[must_use]
    pub fn text(self, utc_offset_minutes: i32) -> String {
        match self {
            PillState::Live => t(texts::LIVE).to_owned(),
            PillState::CatchingUp => t(texts::CONNECTING).to_owned(),
            PillState::Offline { waiting: 0, since: Some(since) } => {
                t_with(texts::OFFLINE_AS_OF, &[&clock_time(since, utc_offset_minutes)])
            }
            PillState::Offline { waiting: 0, since: None } => t(texts::OFFLINE).to_owned(),
            PillState::Offline { waiting, .. } => t_with(texts::OFFLINE_WAITING, &[&waiting]),
            PillState::Stale { since } => t_with(texts::AS_OF, &[&clock_time(since, utc_offset_minutes)]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-04-17T05:04:00Z, 12:04 in Jakarta.
    const TIME: Timestamp = Timestamp(1_776_402_240_000);
    const NOW: Uptime = Uptime(600_000);
    const JAKARTA: i32 = 420;

    fn ago(millis: i64) -> Option<Uptime> {
        Some(NOW.after(-millis))
    }

    fn heard(millis: i64) -> Option<Timestamp> {
        Some(Timestamp(TIME.0 - millis))
    }

    #[test]
    fn the_pill_says_what_the_facts_say() {
        let live = Facts { complete: true, last_heard: heard(4_000), ..Facts::default() };
        let down = Facts { down_since: ago(60_000), last_heard: heard(60_000), ..Facts::default() };
        let table = [
            ("all well", live, 0, "live", "Langsung"),
            ("something is being sent again", live, 2, "catching-up", "Menyambung…"),
            ("asked a moment ago", Facts { asked: ago(DOUBT_MS), ..live }, 0, "live", "Langsung"),
            ("no answer", Facts { asked: ago(DOUBT_MS + 1), ..live }, 0, "catching-up", "Menyambung…"),
            (
                "no answer and no network",
                Facts { asked: ago(DOUBT_MS + 1), offline: true, ..live },
                0,
                "offline",
                "Luring · data per 12:03",
            ),
            ("an old offline signal, but the line answers", Facts { offline: true, ..live }, 0, "live", "Langsung"),
            ("never connected yet", Facts::default(), 0, "catching-up", "Menyambung…"),
            ("just lost", Facts { down_since: ago(BRIEF_MS), ..live.lost() }, 0, "catching-up", "Menyambung…"),
            (
                "just lost, with something to send",
                Facts { down_since: ago(BRIEF_MS), ..live.lost() },
                1,
                "catching-up",
                "Menyambung…",
            ),
            ("lost", Facts { down_since: ago(BRIEF_MS + 1), ..live.lost() }, 0, "stale", "Data per 12:03"),
            ("lost for a minute", down, 0, "stale", "Data per 12:03"),
            ("lost, with something to send", down, 3, "offline", "Luring · 3 menunggu"),
            (
                "lost, because there is no network",
                Facts { offline: true, ..down },
                0,
                "offline",
                "Luring · data per 12:03",
            ),
            ("lost before anything was heard", Facts { last_heard: None, ..down }, 0, "offline", "Luring"),
            (
                "connected again, not yet complete",
                Facts { down_since: None, ..live.lost() },
                0,
                "catching-up",
                "Menyambung…",
            ),
        ];
        for (case, facts, waiting, name, text) in table {
            let state = PillState::of(facts.link(NOW), waiting);
            assert_eq!((state.name(), state.text(JAKARTA).as_str()), (name, text), "{case}");
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn an_english_page_has_an_english_pill() {
        let since = Timestamp(TIME.0 - 60_000);
        let table = [
            (PillState::Live, "Live"),
            (PillState::CatchingUp, "Connecting…"),
            (PillState::Offline { waiting: 0, since: Some(since) }, "Offline · data as of 12:03"),
            (PillState::Offline { waiting: 0, since: None }, "Offline"),
            (PillState::Offline { waiting: 3, since: Some(since) }, "Offline · 3 waiting"),
            (PillState::Stale { since }, "Data as of 12:03"),
        ];
        for (state, text) in table {
            assert_eq!(crate::ui::format::in_english(|| state.text(JAKARTA)), text);
        }
    }

    impl Facts {
        fn lost(self) -> Facts {
            Facts { complete: false, ..self }
        }
    }

    /// Looks once a second, as the loop does, until `verdict` comes; says after how many milliseconds.
    fn until(pulse: &mut Pulse, verdict: Verdict, visible: bool) -> i64 {
        (0..).map(|tick| tick * 1_000).find(|millis| pulse.look(NOW.after(*millis), visible) == verdict).unwrap_or(0)
    }

    fn welcomed() -> Pulse {
        let mut pulse = Pulse::new(NOW);
        pulse.beat(NOW, true);
        pulse
    }

    #[test]
    fn a_line_that_stays_open_and_says_nothing_is_questioned_doubted_and_dropped() {
        for (visible, quiet) in [(true, QUIET_VISIBLE_MS), (false, QUIET_HIDDEN_MS)] {
            let mut pulse = welcomed();
            let asked = until(&mut pulse, Verdict::Ask, visible);
            assert_eq!(asked, quiet + 1_000);
            let facts =
                |millis| Facts { complete: true, asked: pulse.asked(), ..Facts::default() }.link(NOW.after(millis));
            assert_eq!(facts(asked + DOUBT_MS), Link::Live);
            assert_eq!(facts(asked + DOUBT_MS + 1), Link::CatchingUp, "the pill leaves live");
            assert_eq!(until(&mut pulse, Verdict::Dead, visible), asked + ANSWER_MS + 1_000);
        }
    }

    #[test]
    fn any_frame_is_an_answer() {
        let mut pulse = welcomed();
        let asked = until(&mut pulse, Verdict::Ask, true);
        pulse.beat(NOW.after(asked), false);
        assert_eq!(pulse.asked(), None);
        assert_eq!(pulse.look(NOW.after(asked + ANSWER_MS), true), Verdict::Well);
    }

    #[test]
    fn a_question_is_asked_once() {
        let mut pulse = welcomed();
        assert!(pulse.question(NOW));
        assert!(!pulse.question(NOW));
        assert_eq!(pulse.look(NOW.after(ANSWER_MS), true), Verdict::Well);
    }

    #[test]
    fn a_socket_that_never_welcomes_is_given_up_and_not_asked() {
        let mut pulse = Pulse::new(NOW);
        assert!(!pulse.question(NOW));
        assert_eq!(until(&mut pulse, Verdict::Dead, true), OPEN_MS + 1_000);
    }
}
