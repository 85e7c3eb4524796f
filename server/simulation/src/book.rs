//! The book of what was asked, answered and promised, which the log is compared with.

use std::collections::{BTreeMap, BTreeSet};

use app::error::AppError;
use model::{
    Change, Event,
    ids::{FactoryId, MutationId},
    purchase_order::Version,
};

use crate::{client::Outcome, dice::Dice, template::template, witness::Truth};

#[derive(Debug)]
struct Begun {
    mark: String,
    tab: usize,
    /// The version it was based on, where it says one.
    seen: Option<Version>,
}

/// What the server acknowledged: with a restore, an older acknowledgement is void unless the backup has it.
#[derive(Debug)]
struct Promise {
    events: Vec<Event>,
}

/// Every mutation of a run.
#[derive(Debug)]
pub(crate) struct Book {
    dice: Dice,
    begun: BTreeMap<MutationId, Begun>,
    /// Those whose tab is gone: nobody knows what became of them.
    abandoned: BTreeSet<MutationId>,
    /// Those that the network sent twice.
    copied: BTreeSet<MutationId>,
    promises: BTreeMap<MutationId, Promise>,
    outcomes: BTreeMap<MutationId, Outcome>,
    /// Mutations of the template.
    before: BTreeSet<MutationId>,
}

impl Book {
    pub(crate) fn new(seed: u64) -> Book {
        Book {
            dice: Dice::new(seed, "ids"),
            begun: BTreeMap::new(),
            abandoned: BTreeSet::new(),
            copied: BTreeSet::new(),
            promises: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            before: BTreeSet::new(),
        }
    }

    /// What the log has before anybody acts.
    pub(crate) fn begin(&mut self, truth: &Truth) {
        let facts = truth.lock();
        self.before = facts.logs.values().flatten().filter_map(|event| event.mutation_id).collect();
    }

    /// An id and a mark for the next intention.
    pub(crate) fn next(&mut self) -> (MutationId, String) {
        let id = self.dice.uuid();
        (MutationId(id), format!("i-{}", &id.simple().to_string()[..8]))
    }

    pub(crate) fn begun(&mut self, id: MutationId, mark: String, tab: usize, seen: Option<Version>) {
        self.begun.insert(id, Begun { mark, tab, seen });
    }

    pub(crate) fn abandoned(&mut self, tab: usize) {
        let open = self.begun.iter().filter(|(id, begun)| begun.tab == tab && !self.outcomes.contains_key(id));
        self.abandoned.extend(open.map(|(id, _)| *id));
    }

    pub(crate) fn copied(&mut self, id: MutationId) {
        self.copied.insert(id);
    }

    pub(crate) fn settled(&mut self, id: MutationId, outcome: Outcome) {
        self.outcomes.insert(id, outcome);
    }

    /// The server answered that it is done. It must be in the log by now.
    pub(crate) fn promised(&mut self, id: MutationId, factory: FactoryId, events: Vec<Event>, truth: &Truth) {
        let missing = events.iter().find(|event| !truth.lock().log(factory).contains(event)).map(|event| event.seq);
        if let Some(seq) = missing {
            truth.complain(format!("event {seq} of {id} was acknowledged and is not in the log"));
        }
        let seen = self.begun.get(&id).and_then(|begun| begun.seen);
        if let (Some(seen), Some(first)) = (seen, events.first())
            && first.version != seen + 1
        {
            truth.complain(format!("{id} was based on version {seen} and made version {}", first.version));
        }
        self.promises.insert(id, Promise { events });
    }

    /// The log is what it was at a backup: what that does not have was promised in vain.
    pub(crate) fn restored(&mut self, truth: &Truth) {
        let facts = truth.lock();
        let kept: BTreeSet<MutationId> = facts.logs.values().flatten().filter_map(|event| event.mutation_id).collect();
        self.promises.retain(|id, promise| promise.events.is_empty() || kept.contains(id));
    }

    /// What the log breaks of what was promised.
    pub(crate) fn compare(
        &self,
        truth: &Truth,
        is_in: &dyn Fn(usize) -> bool,
        was_out: &dyn Fn(usize) -> bool,
    ) -> Result<(), String> {
        let facts = truth.lock();
        let mut logged: BTreeMap<MutationId, Vec<&Event>> = BTreeMap::new();
        for factory in &template().factories {
            let log = facts.log(factory.id);
            for (event, seq) in log.iter().zip(1..) {
                if event.seq != seq {
                    return Err(format!("place {seq} of the log is taken by event {}", event.seq));
                }
                let id = event.mutation_id.ok_or_else(|| format!("event {seq} answers no mutation"))?;
                logged.entry(id).or_default().push(event);
            }
            self.compare_marks(log)?;
        }
        for (id, promise) in &self.promises {
            let events = logged.get(id).cloned().unwrap_or_default();
            if events != promise.events.iter().collect::<Vec<_>>() {
                return Err(format!(
                    "{} was acknowledged as {:#?}, logged as {events:#?}",
                    self.mark(*id),
                    promise.events
                ));
            }
        }
        if let Some(id) = logged.keys().find(|id| !self.begun.contains_key(id) && !self.before.contains(id)) {
            return Err(format!("the log has {id}, which nobody asked for"));
        }
        for (id, begun) in &self.begun {
            match self.outcomes.get(id) {
                // Of a closed tab nobody knows; who is shut out is asked to sign in, and sees what waits for that.
                None if self.abandoned.contains(id) || !is_in(begun.tab) => {}
                None => return Err(format!("{} of tab {} never got an answer", begun.mark, begun.tab)),
                // Refusals are not remembered: a copy that the network made may come when the rule says yes; and who is
                // shut out between an attempt and its repetition is told nothing of the factory.
                Some(Err(AppError::Refused { .. }))
                    if logged.contains_key(id) && !self.copied.contains(id) && !was_out(begun.tab) =>
                {
                    return Err(format!("{} was refused and is in the log", begun.mark));
                }
                Some(Err(error)) if !is_for_people(error) => {
                    return Err(format!("{} was given up as {error:?}", begun.mark));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn mark(&self, id: MutationId) -> String {
        self.begun.get(&id).map_or_else(|| id.to_string(), |begun| begun.mark.clone())
    }

    /// Each intention counted at most once, under whatever id it came.
    fn compare_marks(&self, log: &[Event]) -> Result<(), String> {
        for begun in self.begun.values() {
            if log.iter().filter(|event| mark_of(&event.change) == Some(&begun.mark)).count() > 1 {
                return Err(format!("{} counted more than once", begun.mark));
            }
        }
        Ok(())
    }
}

/// The mark that a change brings into the world.
fn mark_of(change: &Change) -> Option<&str> {
    match change {
        Change::TrackUpdated(change) => change.track.last_note.as_deref(),
        Change::IssueCreated(change) => Some(&change.issue.title),
        Change::ItemDelivered(change) => change.delivery.note.as_deref(),
        Change::ItemUpdated(change) => change.patch.item_name.as_deref(),
        Change::PurchaseOrderCreated(change) => change.items.first().map(|item| item.item_name.as_str()),
        Change::PurchaseOrderUpdated(change) => change.items_added.first().map(|item| item.item_name.as_str()),
        _ => None,
    }
}

/// What a person can understand and act on.
fn is_for_people(error: &AppError) -> bool {
    matches!(error, AppError::Refused { .. })
}
