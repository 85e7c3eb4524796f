//! Who else is here, and where this page's own person is. The rules are pure; [`be_at`] and [`Live::people_at`] tie them
//! to what is drawn.
//!
//! Always true here:
//! - What was heard is forgotten by this page's own clock, whatever the line does.
//! - Nobody is shown to himself, whichever of his tabs said it.
//! - Each document has a signal of its own: one person's coming or going wakes only what shows that document.

use std::{
    collections::{HashMap, HashSet},
    sync::atomic::{AtomicU64, Ordering},
};

use leptos::prelude::*;
use model::{
    Channel,
    frame::ClientFrame,
    ids::UserId,
    presence::{Activity, Present},
};

use super::{Live, Uptime, use_live};

/// How often "editing" is repeated while it lasts: once a second, as often as the loop ticks, give or take its jitter.
const REPEAT_EDITING_MS: i64 = 900;
/// How often "viewing" is repeated while it lasts.
const REPEAT_VIEWING_MS: i64 = 10_000;
/// After a welcome the server tells anew who is here; what it does not tell within this time is not so any more.
const WELCOME_MS: i64 = 2_000;

/// Where somebody is, doing what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The document.
    pub at: Channel,
    /// What is done there.
    pub state: Activity,
}

/// What this page says of its own person. Parts of the page each claim a place; the strongest claim is said, and of
/// equal ones the newest.
#[derive(Debug, Default)]
pub struct Announcer {
    claims: Vec<(u64, Place)>,
    said: Option<(Place, Uptime)>,
}

impl Announcer {
    /// `claim` is for `place` from now on; for nothing with `None`.
    pub fn claim(&mut self, claim: u64, place: Option<Place>) {
        if self.claims.iter().any(|(known, at)| *known == claim && Some(*at) == place) {
            return;
        }
        self.claims.retain(|(known, _)| *known != claim);
        self.claims.extend(place.map(|place| (claim, place)));
    }

    /// What to say at `now`, if anything: a change at once, what lasts again from time to time. A tab that nobody looks at
    /// says nothing, and is forgotten.
    pub fn due(&mut self, now: Uptime, visible: bool) -> Option<ClientFrame> {
        let wanted = self.claims.iter().map(|(_, place)| *place).max_by_key(|place| place.state.is_editing());
        let (said, wanted) = (self.said, wanted.filter(|_| visible));
        match (said, wanted) {
            (None, None) => None,
            // What a hidden tab said last expires; saying "left" would end it before somebody who just looks something
            // up is back.
            (Some(_), None) if !visible => None,
            (Some((place, _)), None) => {
                self.said = None;
                Some(ClientFrame::Presence { channel: place.at, state: None })
            }
            (Some((place, at)), Some(wanted)) if place == wanted && now.millis_since(at) < repeat_ms(place.state) => {
                None
            }
            (_, Some(place)) => {
                self.said = Some((place, now));
                Some(ClientFrame::Presence { channel: place.at, state: Some(place.state) })
            }
        }
    }

    /// The page no longer follows `channels`: with that the server took the person from there, unasked.
    pub fn left(&mut self, channels: &[Channel]) {
        if self.said.is_some_and(|(place, _)| channels.contains(&place.at)) {
            self.said = None;
        }
    }

    /// Another socket: it was told nothing yet.
    pub fn forget(&mut self) {
        self.said = None;
    }
}

fn repeat_ms(state: Activity) -> i64 {
    match state {
        Activity::Viewing => REPEAT_VIEWING_MS,
        Activity::Editing(_) => REPEAT_EDITING_MS,
    }
}

/// The others, as this page was told of them.
#[derive(Debug)]
pub struct People {
    own: UserId,
    /// By the channel that told, each until when it stands.
    told: HashMap<Channel, Vec<(Present, Uptime)>>,
}

impl People {
    /// Nobody yet, for the page of `own`.
    #[must_use]
    pub fn new(own: UserId) -> People {
        People { own, told: HashMap::new() }
    }

    /// `channel` tells of `present` and of nobody else. Gives the documents where that changed something.
    pub fn hear(&mut self, channel: Channel, present: Vec<Present>, now: Uptime) -> Vec<Channel> {
        let until = |state: Activity| now.after(state.holds_ms());
        let others = present.into_iter().filter(|present| present.who.id != self.own);
        let others: Vec<_> = others.map(|present| (present.clone(), until(present.state))).collect();
        self.change(|told| {
            told.insert(channel, others);
        })
    }

    /// Forgets what was told too long ago. Gives the documents where that changed something.
    pub fn expire(&mut self, now: Uptime) -> Vec<Channel> {
        if self.told.values().flatten().all(|(_, until)| *until > now) {
            return Vec::new();
        }
        self.change(|told| told.values_mut().for_each(|present| present.retain(|(_, until)| *until > now)))
    }

    /// The server is about to tell anew: what it does not repeat goes soon.
    pub fn doubt(&mut self, now: Uptime) {
        let soon = now.after(WELCOME_MS);
        self.told.values_mut().flatten().for_each(|(_, until)| *until = soon.min(*until));
    }

    /// Another page: only what these channels told still counts. Gives the documents where that changed something.
    pub fn keep(&mut self, channels: &[Channel]) -> Vec<Channel> {
        self.change(|told| told.retain(|channel, _| channels.contains(channel)))
    }

    /// Everybody else at `document`, each once, those who edit first.
    #[must_use]
    pub fn at(&self, document: Channel) -> Vec<Present> {
        let told = self.told.values().flatten().map(|(present, _)| present);
        let mut present: Vec<Present> = told.filter(|present| present.at == document).cloned().collect();
        present.sort_by(|a, b| (b.state, &a.who.name, a.who.id).cmp(&(a.state, &b.who.name, b.who.id)));
        let mut seen = HashSet::new();
        present.retain(|present| seen.insert(present.who.id));
        present
    }

    fn change(&mut self, change: impl FnOnce(&mut HashMap<Channel, Vec<(Present, Uptime)>>)) -> Vec<Channel> {
        let before: HashMap<Channel, Vec<Present>> =
            self.documents().map(|document| (document, self.at(document))).collect();
        change(&mut self.told);
        let mut documents: HashSet<Channel> = before.keys().copied().collect();
        documents.extend(self.documents());
        let changed = |document: &Channel| self.at(*document) != before.get(document).cloned().unwrap_or_default();
        documents.into_iter().filter(changed).collect()
    }

    fn documents(&self) -> impl Iterator<Item = Channel> {
        self.told.values().flatten().map(|(present, _)| present.at)
    }
}

/// One signal for each document that something drawn shows, with how many ask for it.
pub(super) type Shown = HashMap<Channel, (ArcRwSignal<Vec<Present>>, usize)>;

/// Tells one claim from the next.
static NEXT_CLAIM: AtomicU64 = AtomicU64::new(0);

/// Says where the person is as long as the part of the page that calls this is drawn, and `place` gives a place.
pub fn be_at(place: impl Fn() -> Option<Place> + 'static) {
    // Nobody is anywhere while a page is rendered on the server.
    if cfg!(not(feature = "hydrate")) {
        return;
    }
    let live = use_live();
    let claim = NEXT_CLAIM.fetch_add(1, Ordering::Relaxed);
    Effect::new(move |_| live.claim(claim, place()));
    on_cleanup(move || live.claim(claim, None));
}

impl Live {
    /// Everybody else at `document`, for as long as the part of the page that calls this is drawn.
    #[must_use]
    pub fn people_at(self, document: Channel) -> ArcRwSignal<Vec<Present>> {
        if cfg!(not(feature = "hydrate")) {
            return ArcRwSignal::default();
        }
        let now = self.present(document);
        let signal = self.shown.try_update_value(|shown| {
            let (signal, users) = shown.entry(document).or_insert_with(|| (ArcRwSignal::new(now), 0));
            *users += 1;
            signal.clone()
        });
        on_cleanup(move || {
            self.shown.try_update_value(|shown| {
                let last = shown.get_mut(&document).is_some_and(|(_, users)| {
                    *users -= 1;
                    *users == 0
                });
                if last {
                    shown.remove(&document);
                }
            });
        });
        signal.unwrap_or_default()
    }

    /// Draws the people of `documents` anew.
    #[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser hears of anybody"))]
    pub(super) fn show_people(self, documents: &[Channel]) {
        for document in documents {
            let signal =
                self.shown.try_with_value(|shown| shown.get(document).map(|(signal, _)| signal.clone())).flatten();
            if let Some(signal) = signal {
                signal.set(self.present(*document));
            }
        }
    }
}

#[cfg(test)]
#[path = "presence_tests.rs"]
mod tests;
