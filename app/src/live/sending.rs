//! What follows from the answer to a mutation: done, or sent again, and when. Pure, so that every way an answer can
//! get lost is tested without a browser.
//!
//! Always true here: every attempt carries the id of the first, so that however often it travels it counts once; and
//! it ends only with an answer of the server, never with a guess.

use model::{
    ids::MutationId,
    planted::{Mistake, planted},
};

use crate::error::AppError;

/// A server that answers with a fault is asked this often before the person is told.
const FAULTS_MAX: u32 = 4;

/// One mutation on its way.
#[derive(Clone, Copy, Debug)]
pub struct Sending {
    mutation_id: MutationId,
    faults: u32,
}

/// What to do after an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next<T> {
    /// This is the answer.
    Done(Result<T, AppError>),
    /// Send again once the person has signed in again.
    AfterSignIn,
    /// Send again once the line is live.
    AfterReconnect,
    /// Send again after this many milliseconds.
    After(u32),
}

impl Sending {
    /// Before the first attempt.
    #[must_use]
    pub fn new(mutation_id: MutationId) -> Sending {
        Sending { mutation_id, faults: 0 }
    }

    /// The id to send it with.
    #[must_use]
    pub fn mutation_id(&self) -> MutationId {
        self.mutation_id
    }

    /// An attempt was answered, or failed to be.
    pub fn answered<T>(&mut self, answer: Result<T, AppError>) -> Next<T> {
        if planted(Mistake::IdForEachAttempt) {
            self.mutation_id = MutationId(uuid::Uuid::from_u128(self.mutation_id.0.as_u128() + 1));
        }
        match answer {
            Err(AppError::SignedOut) if !planted(Mistake::SignInLosesWork) => Next::AfterSignIn,
            Err(AppError::Offline) => Next::AfterReconnect,
            Err(AppError::Internal { .. }) if self.faults < FAULTS_MAX => {
                self.faults += 1;
                Next::After(500 << self.faults)
            }
            answer => Next::Done(answer),
        }
    }
}

#[cfg(test)]
mod tests {
    use model::Refusal;
    use uuid::Uuid;

    use super::*;

    fn answered(sending: &mut Sending, answer: Result<u8, AppError>) -> Next<u8> {
        sending.answered(answer)
    }

    #[test]
    fn is_sent_until_there_is_an_answer_and_always_with_the_same_id() {
        let id = MutationId(Uuid::from_u128(7));
        let mut sending = Sending::new(id);
        assert_eq!(answered(&mut sending, Err(AppError::Offline)), Next::AfterReconnect);
        assert_eq!(answered(&mut sending, Err(AppError::SignedOut)), Next::AfterSignIn);
        assert_eq!(answered(&mut sending, Err(AppError::Offline)), Next::AfterReconnect);
        assert_eq!(sending.mutation_id(), id);
        assert_eq!(answered(&mut sending, Ok(3)), Next::Done(Ok(3)));
    }

    #[test]
    fn a_refusal_is_an_answer() {
        let refused = AppError::from(Refusal::Stale);
        assert_eq!(
            answered(&mut Sending::new(MutationId(Uuid::nil())), Err(refused.clone())),
            Next::Done(Err(refused))
        );
    }

    #[test]
    fn a_faulty_server_is_asked_five_times_with_growing_pauses() {
        let mut sending = Sending::new(MutationId(Uuid::nil()));
        let fault = AppError::Internal { reference: None };
        for pause in [1_000, 2_000, 4_000, 8_000] {
            assert_eq!(answered(&mut sending, Err(fault.clone())), Next::After(pause));
        }
        assert_eq!(answered(&mut sending, Err(fault.clone())), Next::Done(Err(fault)));
    }
}
