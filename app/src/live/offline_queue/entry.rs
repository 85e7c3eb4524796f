//! One change that a person made, from the tap until the server has answered and the person knows. Pure.
//!
//! Always true here: it carries one mutation id however often it is sent, and what is sent in its place after a clash
//! carries another; it goes only when the server has it, has no use for it, or the person throws it away.

use leptos::server_fn::ServerFn;
use model::{
    Change, Timestamp,
    ids::{ItemId, MutationId},
    purchase_order::Track,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{error::AppError, json};

/// What is asked of which door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// As in `/api/advance_track`.
    pub path: String,
    /// The arguments as JSON.
    pub body: String,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its mutation.
    pub id: MutationId,
    /// What is sent.
    pub call: Call,
    /// What it is, for the person who made it.
    pub what: String,
    /// The item it is about, if one.
    pub item: Option<ItemId>,
    /// What it does to the screen until there is an answer; unknown to a later visit for what is decided at a desk.
    #[serde(with = "foreseen", default)]
    pub foreseen: Option<Change>,
    /// What its feature wants to know when somebody else was quicker; written and read by nobody else.
    pub base: Option<String>,
    /// When it was made, by the device's clock.
    pub at: Timestamp,
    /// How far it is.
    pub state: State,
    /// What is sent is the file that was written down beside it, and not the call's body.
    #[serde(default)]
    pub is_file: bool,
    /// It means nothing without this one, which goes first, and takes it along when it is thrown away.
    #[serde(default)]
    pub after: Option<MutationId>,
    /// What it was made on did not come to be: how things stand is asked before it is sent.
    #[serde(default)]
    pub look_first: bool,
}

/// How far an entry is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It waits for its turn, or is on its way.
    Waiting,
    /// The server said no; the person has to say what becomes of it.
    Refused(Reason),
    /// Somebody else was quicker; the person has to choose.
    Clash(Box<Clash>),
}

/// Why not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// In words.
    pub text: String,
    /// A rule said so, and will say it again.
    pub is_rule: bool,
}

impl From<&AppError> for Reason {
    fn from(error: &AppError) -> Reason {
        Reason { text: error.text(), is_rule: error.refusal().is_some() }
    }
}

/// Two values for one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clash {
    /// Who set what, and which is to stand.
    pub question: String,
    /// What is in force.
    pub theirs: String,
    /// What this entry wants.
    pub mine: String,
    /// What is sent in its place if the person insists.
    pub instead: Entry,
}

/// What is to become of an entry that somebody else was quicker than.
#[derive(Clone, Debug, PartialEq)]
pub enum Merged {
    /// What it wants is so already.
    Done,
    /// Both can stand: this is sent in its place.
    Instead(Box<Entry>),
    /// They cannot.
    Ask(Box<Clash>),
}

impl Call {
    /// Of this server function.
    #[must_use]
    pub fn of<T: ServerFn + Serialize>(arguments: &T) -> Call {
        // Plain data with texts as keys: there is nothing in it that JSON has not.
        let body = serde_json::to_string(arguments).unwrap_or_default();
        Call { path: T::url().to_owned(), body }
    }

    /// What was asked, if it was asked by this server function.
    #[must_use]
    pub fn arguments<T: ServerFn + DeserializeOwned>(&self) -> Option<T> {
        if self.path == T::url() { json::read(&self.body).ok() } else { None }
    }
}

impl Entry {
    /// Whether it still has to be sent.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == State::Waiting
    }

    /// Whether it may go before files that were made earlier: not what can end an order, which takes no photos after that.
    fn may_pass_files(&self) -> bool {
        !matches!(self.foreseen, Some(Change::ItemDelivered(_) | Change::PurchaseOrderStatusChanged(_)))
    }

    /// What it leaves of a track, for whoever builds on it. At no version: which one that is nobody has said yet.
    fn left(&self) -> Option<String> {
        let Some(Change::TrackUpdated(updated)) = &self.foreseen else { return None };
        serde_json::to_string(&Track { version: 0, ..updated.track.clone() }).ok()
    }

    /// Whether it changes something that `earlier` was to make: it must not go before that, nor when that was refused.
    #[must_use]
    pub fn builds_on(&self, earlier: &Entry) -> bool {
        let subject = |entry: &Entry| entry.foreseen.as_ref().map(Change::subject);
        self.after == Some(earlier.id)
            || subject(self).is_some_and(|about| about == earlier.id.0 || Some(about) == subject(earlier))
    }
}

/// How a foreseen change is written down: the kinds that people make on the floor. Writing all of them would put the
/// writers of every row into the browser, for what one admin does at a desk with a line.
mod foreseen {
    use model::{
        Change,
        purchase_order::{IssueChanged, ItemDelivered, TrackUpdated},
    };
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize)]
    enum Written<'a> {
        Track(&'a TrackUpdated),
        Created(&'a IssueChanged),
        Resolved(&'a IssueChanged),
        Delivered(&'a ItemDelivered),
    }

    #[derive(Deserialize)]
    enum Read {
        Track(TrackUpdated),
        Created(IssueChanged),
        Resolved(IssueChanged),
        Delivered(ItemDelivered),
    }

    pub(super) fn serialize<S: Serializer>(change: &Option<Change>, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match change {
            Some(Change::TrackUpdated(change)) => Some(Written::Track(change)),
            Some(Change::IssueCreated(change)) => Some(Written::Created(change)),
            Some(Change::IssueResolved(change)) => Some(Written::Resolved(change)),
            Some(Change::ItemDelivered(change)) => Some(Written::Delivered(change)),
            _ => None,
        };
        written.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Change>, D::Error> {
        Ok(Option::<Read>::deserialize(deserializer)?.map(|read| match read {
            Read::Track(change) => Change::TrackUpdated(change),
            Read::Created(change) => Change::IssueCreated(change),
            Read::Resolved(change) => Change::IssueResolved(change),
            Read::Delivered(change) => Change::ItemDelivered(change),
        }))
    }
}

/// The next one to send: the first that waits and builds on nothing that the person has not decided. Files take long, so
/// what comes after one may pass it.
#[must_use]
pub fn next(entries: &[Entry]) -> Option<&Entry> {
    let may_go = |(place, entry): &(usize, &Entry)| {
        let held = entries[..*place].iter().any(|earlier| !earlier.is_waiting() && entry.builds_on(earlier));
        entry.is_waiting() && !held
    };
    let mut all = entries.iter().enumerate().filter(may_go).map(|(_, entry)| entry);
    let first = all.next()?;
    if !first.is_file {
        return Some(first);
    }
    let second = all.find(|entry| !entry.is_file).filter(|entry| entry.may_pass_files());
    Some(second.unwrap_or(first))
}

/// What becomes of the next one that builds on `id` once that is not sent: it stands on what that one stood on, and on
/// nothing that only the screen knew.
#[must_use]
pub fn without(entries: &[Entry], id: MutationId) -> Option<Entry> {
    follower(entries, id, |gone| gone.base.clone())
}

/// What becomes of the next one that builds on `id`, which looked first and is `settled` so: it stands on that, and looks
/// first as well, because of the versions in between nothing is known.
#[must_use]
pub fn after(entries: &[Entry], id: MutationId, settled: &Entry) -> Option<Entry> {
    follower(entries, id, |_| settled.left())
}

fn follower(entries: &[Entry], id: MutationId, base: impl FnOnce(&Entry) -> Option<String>) -> Option<Entry> {
    let place = entries.iter().position(|entry| entry.id == id)?;
    let before = &entries[place];
    let follows = |entry: &&Entry| entry.is_waiting() && entry.after.is_none() && entry.builds_on(before);
    let next = entries[place + 1..].iter().find(follows)?;
    Some(Entry { base: base(before), look_first: true, ..next.clone() })
}

/// How many need the person, and how many only the line.
#[must_use]
pub fn counts(entries: &[Entry]) -> (usize, usize) {
    let waiting = entries.iter().filter(|entry| entry.is_waiting()).count();
    (entries.len() - waiting, waiting)
}

#[cfg(test)]
mod tests {
    use model::{
        ActorRef, Department, Quantity,
        ids::{DeliveryId, PurchaseOrderId, TrackId, UserId},
        purchase_order::{Delivery, ItemDelivered, TrackUpdated},
    };
    use uuid::Uuid;

    use super::*;

    fn entry(id: u128, track: u128, state: State) -> Entry {
        let change = TrackUpdated {
            po_id: PurchaseOrderId(Uuid::nil()),
            po_number: "PO-1".into(),
            item_id: ItemId(Uuid::from_u128(1)),
            item_name: "Poros".into(),
            old_progress: 0,
            track: Track::new(TrackId(Uuid::from_u128(track)), Department::Qc),
        };
        Entry {
            id: MutationId(Uuid::from_u128(id)),
            call: Call { path: "/api/advance_track".into(), body: "{}".into() },
            what: "QC · Poros".into(),
            item: Some(change.item_id),
            foreseen: Some(Change::TrackUpdated(change)),
            base: None,
            at: Timestamp(0),
            state,
            is_file: false,
            after: None,
            look_first: false,
        }
    }

    /// A photo of what `report` reports.
    fn photo(id: u128, report: u128) -> Entry {
        let after = Some(MutationId(Uuid::from_u128(report)));
        Entry { foreseen: None, item: None, is_file: true, after, ..entry(id, 0, State::Waiting) }
    }

    fn delivery(id: u128) -> Entry {
        let by = ActorRef { id: UserId(Uuid::nil()), name: "Joko".into() };
        let change = ItemDelivered {
            po_id: PurchaseOrderId(Uuid::nil()),
            po_number: "PO-1".into(),
            item_id: ItemId(Uuid::from_u128(1)),
            item_name: "Poros".into(),
            version: 2,
            quantity_delivered: Quantity::whole(1),
            is_delivered: true,
            delivered_at: None,
            quantity_unit: "pcs".into(),
            delivery: Delivery {
                id: DeliveryId(Uuid::from_u128(id)),
                quantity: Quantity::whole(1),
                note: None,
                by,
                at: Timestamp(0),
            },
        };
        Entry { foreseen: Some(Change::ItemDelivered(change)), ..entry(id, 0, State::Waiting) }
    }

    fn refused() -> State {
        State::Refused(Reason { text: "Tidak dikenal.".into(), is_rule: true })
    }

    #[test]
    fn goes_in_order_past_what_the_person_has_to_decide_and_never_past_what_it_builds_on() {
        let waiting = |id, track| entry(id, track, State::Waiting);
        let table: [(&[Entry], Option<u128>); 11] = [
            (&[], None),
            (&[waiting(1, 10), waiting(2, 11)], Some(1)),
            (&[entry(1, 10, refused()), waiting(2, 11)], Some(2)),
            (&[entry(1, 10, refused()), waiting(2, 10)], None),
            (&[entry(1, 10, refused()), waiting(2, 10), waiting(3, 11)], Some(3)),
            // A track that was made by an earlier one, as an issue's solution builds on its report.
            (&[entry(10, 9, refused()), waiting(2, 10)], None),
            (&[entry(10, 10, refused()), photo(2, 10)], None),
            (&[photo(2, 10), waiting(3, 11)], Some(3)),
            (&[photo(2, 10), entry(3, 11, refused()), waiting(4, 11)], Some(2)),
            (&[photo(2, 10), photo(3, 10), waiting(4, 11)], Some(4)),
            // The last delivery ends its order; what comes later does not pass that one either.
            (&[photo(2, 10), delivery(3), waiting(4, 11)], Some(2)),
        ];
        for (entries, expected) in table {
            let ids: Vec<u128> = entries.iter().map(|entry| entry.id.0.as_u128()).collect();
            assert_eq!(next(entries).map(|entry| entry.id.0.as_u128()), expected, "{ids:?}");
        }
        assert_eq!(counts(&[waiting(1, 10), entry(2, 11, refused()), waiting(3, 12)]), (1, 2));
    }

    #[test]
    fn what_builds_on_one_that_goes_stands_on_what_that_stood_on() {
        let on = |base: &str, entry: Entry| Entry { base: Some(base.into()), ..entry };
        let waiting = |id, track| entry(id, track, State::Waiting);
        let entries = [
            on("5", entry(1, 10, refused())),
            on("x", waiting(2, 11)),
            on("6", waiting(3, 10)),
            on("7", waiting(4, 10)),
            photo(5, 1),
        ];
        let next = without(&entries, entries[0].id).expect("the second of track 10");
        assert_eq!(next, Entry { look_first: true, ..on("5", waiting(3, 10)) });
        assert_eq!(without(&entries, entries[1].id), None, "nothing builds on it");
        assert_eq!(without(&entries, entries[3].id), None, "only what came before");
        assert_eq!(without(&entries, MutationId(Uuid::nil())), None);
        // And the one after that, on what the second has made of it meanwhile.
        let last = after(&entries, entries[2].id, &entries[2]).expect("the third of track 10");
        let base: Track = serde_json::from_str(last.base.as_deref().expect("a track")).expect("reads");
        assert_eq!((last.id, last.look_first, base.version), (entries[3].id, true, 0));
    }

    #[test]
    fn is_read_as_it_was_written_down() {
        let instead = entry(3, 10, State::Waiting);
        let clash = Clash { question: "Pakai?".into(), theirs: "80 %".into(), mine: "60 %".into(), instead };
        let states = [State::Waiting, refused(), State::Clash(Box::new(clash))];
        for entry in states.map(|state| entry(1, 10, state)).into_iter().chain([photo(2, 1)]) {
            let text = serde_json::to_string(&entry).expect("plain data");
            assert_eq!(serde_json::from_str::<Entry>(&text).expect("reads"), entry, "{text}");
        }
    }
}
