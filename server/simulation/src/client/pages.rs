//! Going from page to page, and reading one afresh: what `live::follow` does.

use app::{
    error::AppError,
    live::{Applied, Cursor, Uptime, engine::Effect},
};
use model::{Channel, Event};

use super::{Act, Client, Purpose, Timer};
use crate::{
    deed::Deed,
    door::Reply,
    page::{Page, Place, Snapshot},
};

/// Fresh snapshots are asked for within this time, in milliseconds.
const REFETCH_JITTER_MS: f64 = 1_500.0;
/// A fresh snapshot that could not be read is asked for again after this.
const REFETCH_AGAIN_MS: u64 = 1_000;
/// A page that could not be loaded is tried again by the person after this.
const LOAD_AGAIN_MS: u64 = 2_000;

/// The page being shown.
pub(super) struct Entered {
    pub(super) page: Page,
    /// Which stay of which page.
    pub(super) stay: u64,
    /// Which snapshot of it.
    pub(super) entry: u64,
    pub(super) channels: Vec<Channel>,
}

impl Client {
    /// Goes to `place`. With `leave_first`, the page before is gone while the next one is read.
    pub(crate) fn go(&mut self, place: Place, leave_first: bool, now: Uptime) {
        self.errand = None;
        self.note(format!("goes to {place:?}"));
        if leave_first {
            self.leave(now);
        }
        self.stays += 1;
        self.going = Some((place, self.stays));
        self.acts.push(Act::Ask(Purpose::Load(self.stays), place.call()));
    }

    /// Goes to `place` to do `deed` there.
    pub(crate) fn go_and_do(&mut self, place: Place, deed: Deed, now: Uptime) {
        self.go(place, false, now);
        self.errand = Some(deed);
    }

    /// Where the tab is.
    pub(crate) fn place(&self) -> Option<Place> {
        self.page.as_ref().map(|entered| entered.page.place)
    }

    /// What the person sees.
    pub(crate) fn page(&self) -> Option<&Page> {
        self.page.as_ref().map(|entered| &entered.page)
    }

    /// Asks for channels that are none of this page's business, as tampered code would.
    pub(crate) fn pry(&mut self, channels: &[Channel], now: Uptime) {
        let Some(entered) = &mut self.page else { return };
        entered.channels.extend(channels);
        let (Some(cursor), channels) = (self.cursor, entered.channels.clone()) else { return };
        let effects = self.engine.enter(cursor.epoch, self.engine.seq().unwrap_or(cursor.seq), channels);
        self.run(effects, now);
    }

    fn leave(&mut self, now: Uptime) {
        // The news in what was gathered belongs to the factory and not to the page.
        self.flush();
        if self.page.take().is_some() {
            let effects = self.engine.leave();
            self.run(effects, now);
        }
    }

    pub(super) fn loaded(&mut self, stay: u64, reply: Option<&Reply>, now: Uptime) {
        let Some((place, _)) = self.going.filter(|(_, going)| *going == stay) else { return };
        match reply.map_or_else(Reply::none, |reply| place.read(reply)) {
            Ok(snapshot) => {
                self.going = None;
                let cursor = snapshot.cursor();
                self.flush();
                let page = Page::new(place, self.factory.id, self.actor.id, snapshot);
                let channels = page.channels.clone();
                self.page = Some(Entered { page, stay, entry: 0, channels });
                self.enter(cursor, now);
                if let Some(deed) = self.errand.take() {
                    self.acts.push(Act::Do(deed));
                }
            }
            Err(AppError::SignedOut) => {
                self.show_sign_in();
                self.later(LOAD_AGAIN_MS, Timer::LoadAgain(stay));
            }
            Err(AppError::Refused { .. }) => {
                self.note("may not see that");
                if place == Place::Tasks {
                    self.later(LOAD_AGAIN_MS, Timer::LoadAgain(stay));
                } else {
                    self.going = None;
                    if self.page.is_none() {
                        self.go(Place::Tasks, false, now);
                    }
                }
            }
            Err(_) => self.later(LOAD_AGAIN_MS, Timer::LoadAgain(stay)),
        }
    }

    pub(super) fn load_again(&mut self, stay: u64) {
        if let Some((place, _)) = self.going.filter(|(_, going)| *going == stay) {
            self.acts.push(Act::Ask(Purpose::Load(stay), place.call()));
        }
    }

    /// The page shows what the log says at `cursor`, and follows from there.
    fn enter(&mut self, cursor: Cursor, now: Uptime) {
        let Some(entered) = &mut self.page else { return };
        self.entries += 1;
        entered.entry = self.entries;
        let channels = entered.channels.clone();
        self.cursor = Some(cursor);
        self.note(format!("stands at {}", cursor.seq));
        // What the last page gathered is still told; this page has it in its snapshot, or gets it again from its cursor.
        self.flush();
        let effects = self.engine.enter(cursor.epoch, cursor.seq, channels);
        self.start(now);
        self.run(effects, now);
    }

    pub(super) fn flush(&mut self) {
        let ready = self.coalescer.flush();
        self.apply(&ready);
    }

    pub(super) fn apply(&mut self, events: &[Event]) {
        let Some(entered) = self.page.as_mut().filter(|_| !events.is_empty()) else { return };
        if entered.page.apply(events) == Applied::Incomplete {
            self.note("lacks rows");
            let effects = self.engine.incomplete();
            if effects.contains(&Effect::Refetch) {
                self.refetch_soon();
            }
        }
    }

    pub(super) fn refetch_soon(&mut self) {
        let entry = self.page.as_ref().map_or(0, |entered| entered.entry);
        let jitter = self.dice.fraction() * REFETCH_JITTER_MS;
        self.note("is to read afresh");
        self.later(jitter as u64, Timer::Refetch(entry));
    }

    pub(super) fn refetch_entry(&mut self, entry: u64) {
        // Another page was entered meanwhile: it brought its own snapshot.
        if let Some(stay) = self.page.as_ref().filter(|entered| entered.entry == entry).map(|entered| entered.stay) {
            self.refetch(stay);
        }
    }

    fn refetch(&mut self, stay: u64) {
        if let Some(place) = self.place() {
            self.acts.push(Act::Ask(Purpose::Refetch(stay), place.call()));
        }
    }

    pub(super) fn refetched(&mut self, stay: u64, reply: Option<&Reply>, now: Uptime) {
        let Some(entered) = self.page.as_mut().filter(|entered| entered.stay == stay) else { return };
        let place = entered.page.place;
        let read: Result<Snapshot, AppError> = reply.map_or_else(Reply::none, |reply| place.read(reply));
        match read {
            Ok(snapshot) => {
                let cursor = entered.page.reset(snapshot);
                self.enter(cursor, now);
            }
            Err(AppError::Refused { .. }) => {
                // Loaded anew it says so itself, and the person goes on.
                self.note("shows what is no more");
                self.leave(now);
                self.go(Place::Tasks, false, now);
            }
            Err(error) => {
                if error == AppError::SignedOut {
                    self.show_sign_in();
                }
                self.later(REFETCH_AGAIN_MS, Timer::RefetchAgain);
            }
        }
    }
}
