//! Who stands at the server's end of each socket and compares every frame with the contract and the truth.
//!
//! What it holds against a frame is a line of the contract:
//! - a patch begins where the page stands and brings exactly the events of its channels up to `to`;
//! - a head says no more than the page was sent;
//! - nothing between a question and its answer, nothing of a channel that was left, nothing of another factory;
//! - nothing that happened after the person's rights ended.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use model::{
    Channel, Event,
    frame::{ClientFrame, ServerFrame},
    ids::{FactoryId, UserId},
};
use realtime::Outgoing;

/// What is true, as far as a witness must know it, and what witnesses complained about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Truth(Arc<Mutex<Facts>>);

#[derive(Debug, Default)]
pub(crate) struct Facts {
    /// The log of each factory, from its first event.
    pub(crate) logs: BTreeMap<FactoryId, Vec<Event>>,
    /// Whose rights ended, and at which head of the log.
    pub(crate) without_rights: BTreeMap<UserId, i64>,
    /// The same for sessions.
    pub(crate) ended_sessions: BTreeMap<String, i64>,
    pub(crate) complaints: Vec<String>,
}

impl Truth {
    pub(crate) fn lock(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn complain(&self, what: String) {
        self.lock().complaints.push(what);
    }
}

impl Facts {
    pub(crate) fn log(&self, factory: FactoryId) -> &[Event] {
        self.logs.get(&factory).map_or(&[], Vec::as_slice)
    }
}

/// One socket's witness.
#[derive(Debug)]
pub(crate) struct Witness {
    pub(crate) truth: Truth,
    pub(crate) name: String,
    pub(crate) factory: FactoryId,
    pub(crate) user: UserId,
    pub(crate) token: String,
    /// What the page last asked for, and whether that was answered.
    asked: Option<(i64, BTreeSet<Channel>)>,
    /// Where the page stands since its welcome.
    stands: Option<i64>,
}

impl Witness {
    pub(crate) fn new(truth: Truth, name: String, factory: FactoryId, user: UserId, token: String) -> Witness {
        Witness { truth, name, factory, user, token, asked: None, stands: None }
    }

    /// The server takes a frame of the page.
    pub(crate) fn heard(&mut self, text: &str) {
        match serde_json::from_str(text) {
            Ok(ClientFrame::Hello { seq, channels, .. } | ClientFrame::Subscribe { seq, channels, .. }) => {
                self.asked = Some((seq, channels.into_iter().collect()));
                self.stands = None;
            }
            Ok(ClientFrame::Unsubscribe { channels }) => {
                if let Some((_, held)) = &mut self.asked {
                    channels.iter().for_each(|channel| {
                        held.remove(channel);
                    });
                }
            }
            Ok(ClientFrame::Ping | ClientFrame::Presence { .. }) | Err(_) => {}
        }
    }

    /// The server says something.
    pub(crate) fn said(&mut self, message: &Outgoing) {
        let Outgoing::Text(text) = message else { return };
        match serde_json::from_str(text) {
            Ok(frame) => {
                if let Err(complaint) = self.compare(frame) {
                    self.truth.complain(format!("to {}: {complaint}", self.name));
                }
            }
            Err(error) => self.truth.complain(format!("to {}: not a frame ({error}): {text:?}", self.name)),
        }
    }

    fn compare(&mut self, frame: ServerFrame) -> Result<(), String> {
        match frame {
            ServerFrame::Welcome { .. } => {
                let (seq, _) = self.asked.as_ref().ok_or("a welcome that nobody asked for")?;
                self.stands = Some(*seq);
            }
            ServerFrame::Reset { .. } => self.stands = None,
            ServerFrame::Denied { channel } => {
                if let Some((_, held)) = &mut self.asked {
                    held.remove(&channel);
                }
            }
            ServerFrame::Presence { .. } => {}
            ServerFrame::Head { seq, .. } => {
                if let Some(stands) = self.stands.filter(|stands| seq > *stands) {
                    return Err(format!("head {seq} to a page that was sent only up to {stands}"));
                }
            }
            ServerFrame::Patch { from, to, events } => self.compare_patch(from, to, &events)?,
        }
        Ok(())
    }

    fn compare_patch(&mut self, from: i64, to: i64, events: &[Event]) -> Result<(), String> {
        let stands = self.stands.ok_or_else(|| format!("patch {from}..{to} between a question and its answer"))?;
        if from != stands || to <= from {
            return Err(format!("patch {from}..{to} to a page at {stands}"));
        }
        self.stands = Some(to);
        let facts = self.truth.lock();
        if let Some(foreign) = events.iter().find(|event| event.factory_id != self.factory) {
            return Err(format!("event {} of another factory", foreign.seq));
        }
        let session = facts.ended_sessions.get(&self.token);
        let ended = [facts.without_rights.get(&self.user), session].into_iter().flatten().min();
        if let Some(late) = ended.and_then(|ended| events.iter().find(|event| event.seq > *ended)) {
            return Err(format!("event {} after the rights ended", late.seq));
        }
        let held = self.asked.as_ref().map(|(_, held)| held);
        let hears = |event: &&Event| {
            held.is_some_and(|held| event.change.channels(self.factory).iter().any(|channel| held.contains(channel)))
        };
        let log = facts.log(self.factory);
        let between = |event: &&Event| event.seq > from && event.seq <= to;
        let expected: Vec<&Event> = log.iter().filter(between).filter(hears).collect();
        let brought: Vec<&Event> = events.iter().collect();
        if log.last().is_none_or(|last| last.seq < to) || expected != brought {
            let places = |events: &[&Event]| events.iter().map(|event| event.seq).collect::<Vec<_>>();
            return Err(format!("patch {from}..{to} brings {:?} and not {:?}", places(&brought), places(&expected)));
        }
        Ok(())
    }
}
