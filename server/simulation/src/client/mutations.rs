//! What a person does, from the tap to the answer: what `purchase_order::actions` and `live::mutation` do.

use app::{
    door::Recorded,
    error::AppError,
    live::{
        Uptime,
        sending::{Next, Sending},
    },
};
use model::{Event, Timestamp, ids::MutationId};

use super::{Act, Client, Purpose, Timer};
use crate::{
    deed::{Ask, Deed, intend},
    door::{Call, Reply},
};

/// How often a waiting mutation looks whether it may go, in milliseconds.
const LOOK_MS: u64 = 200;
/// How long a mutation leaves a line alone that just failed, in milliseconds.
const OFFLINE_MS: u64 = 1_000;

/// What became of a mutation.
pub(crate) type Outcome = Result<Vec<Event>, AppError>;

#[derive(Debug)]
pub(super) struct Outgoing {
    sending: Sending,
    ask: Ask,
    /// Which stay's store shows it.
    stay: u64,
    waits: Waits,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    Answer,
    Line,
    SignIn,
    Time,
}

impl Client {
    /// Does `deed` on what the screen shows; gives what was sent, if anything.
    pub(crate) fn act(&mut self, deed: Deed, id: MutationId, mark: &str, now: Timestamp) -> Option<Ask> {
        let entered = self.page.as_ref()?;
        let intention = match intend(deed, &entered.page.items(), &self.actor, id, mark, now) {
            Ok(intention) => intention,
            Err(refusal) => {
                self.note(format!("may not {deed:?}: {refusal:?}"));
                return None;
            }
        };
        if let Some(change) = intention.shown {
            entered.page.with_items(|store| store.begin(id, change));
        }
        let ask = intention.ask.clone();
        let outgoing =
            Outgoing { sending: Sending::new(id), ask: intention.ask, stay: entered.stay, waits: Waits::Answer };
        self.note(format!("does {mark}: {deed:?}"));
        self.outgoing.insert(id, outgoing);
        self.attempt_to_send(id);
        Some(ask)
    }

    fn attempt_to_send(&mut self, id: MutationId) {
        let Some(outgoing) = self.outgoing.get_mut(&id) else { return };
        outgoing.waits = Waits::Answer;
        let call = Call::Record(outgoing.sending.mutation_id(), outgoing.ask.clone());
        self.acts.push(Act::Ask(Purpose::Mutation(id), call));
    }

    pub(super) fn answered(&mut self, id: MutationId, reply: Option<&Reply>, now: Uptime) {
        let Some(outgoing) = self.outgoing.get_mut(&id) else { return };
        let answer = reply.map_or_else(Reply::none, Reply::read::<Recorded>);
        match outgoing.sending.answered(answer) {
            Next::AfterSignIn => {
                outgoing.waits = Waits::SignIn;
                self.show_sign_in();
                self.later(LOOK_MS, Timer::Resend(id));
            }
            Next::AfterReconnect => {
                outgoing.waits = Waits::Line;
                // The socket may not have noticed yet.
                self.woken(now);
                self.later(OFFLINE_MS, Timer::Resend(id));
            }
            Next::After(millis) => {
                outgoing.waits = Waits::Time;
                self.later(u64::from(millis), Timer::Resend(id));
            }
            Next::Done(answer) => self.settle(id, answer.map(|recorded| recorded.events)),
        }
    }

    pub(super) fn resend(&mut self, id: MutationId, now: Uptime) {
        let may_go = match self.outgoing.get(&id).map(|outgoing| outgoing.waits) {
            Some(Waits::Line) => self.is_live(now),
            Some(Waits::SignIn) => !self.signed_out,
            Some(Waits::Time) => true,
            Some(Waits::Answer) | None => return,
        };
        if may_go {
            self.attempt_to_send(id);
        } else {
            self.later(LOOK_MS, Timer::Resend(id));
        }
    }

    fn settle(&mut self, id: MutationId, answer: Outcome) {
        let Some(outgoing) = self.outgoing.remove(&id) else { return };
        // A page that was left took its store along; its mutations still have their answer.
        if let Some(entered) = self.page.as_mut().filter(|entered| entered.stay == outgoing.stay) {
            entered.page.learn(answer.as_deref().unwrap_or_default());
            entered.page.with_items(|store| drop(store.answered(id, answer.clone())));
        }
        match &answer {
            Ok(events) => {
                let events: Vec<String> = events.iter().map(super::brief_event).collect();
                self.note(format!("is answered [{}]", events.join(", ")));
            }
            Err(error) => self.note(format!("is told: {error:?}")),
        }
        self.acts.push(Act::Settled(id, answer));
    }
}
