//! What becomes of progress that was entered while somebody else entered some, too.
//!
//! Always true here: what both say alike, and what only one of them changed, stands without a question; two different
//! values are the person's to choose from, and a note is never lost.

use std::{future::Future, pin::Pin};

use model::{
    Change, Department,
    ids::{ItemId, MutationId},
    purchase_order::Track,
};

use super::{
    server_fns::{AdvanceTrack, load_item},
    texts::progress as texts,
};
use crate::{
    error::AppError,
    json,
    language::{t, t_with},
    live::{
        mutation::new_mutation_id,
        offline_queue::{Call, Clash, Entry, Merged, State},
    },
};

/// What is sent to move a track.
pub(super) fn call(
    factory: String,
    mutation_id: MutationId,
    item_id: ItemId,
    department: Department,
    progress: i64,
    note: Option<String>,
    version: i64,
) -> Call {
    let department = department.wire().to_owned();
    Call::of(&AdvanceTrack { factory, mutation_id, item_id, department, progress, note, version })
}

type Merging = Pin<Box<dyn Future<Output = Result<Option<Merged>, AppError>>>>;

/// Asks how the track stands now, and decides by [`decide`].
pub(crate) fn merge(entry: Entry) -> Merging {
    // Only the queue asks, which is in the same file, so this is here.
    #[cfg(feature = "hydrate")]
    return Box::pin(async move { merging(entry).await?.await });
    #[cfg(not(feature = "hydrate"))]
    ask_and_decide(entry)
}

#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(work, wasm_split_path = ::leptos::wasm_split, fallible)]
fn merging(entry: Entry) -> Result<Merging, AppError> {
    Ok(ask_and_decide(entry))
}

fn ask_and_decide(entry: Entry) -> Merging {
    Box::pin(async move {
        let base = entry.base.as_deref().and_then(|base| json::read::<Track>(base).ok());
        let Some((asked, base)) = entry.call.arguments::<AdvanceTrack>().zip(base) else { return Ok(None) };
        let now = load_item(asked.factory.clone(), asked.item_id).await?.item;
        Ok(decide(&entry, &asked, &base, now.track(base.department)))
    })
}

/// What becomes of `entry`, which was made when the track was `base`, now that it is `theirs`.
fn decide(entry: &Entry, asked: &AdvanceTrack, base: &Track, theirs: &Track) -> Option<Merged> {
    // Nobody was quicker: the server has another reason, and would say it again for ever.
    if theirs.version == asked.version && !entry.look_first {
        return None;
    }
    let noted = asked.note.as_deref().is_some_and(|note| !note.trim().is_empty());
    let is_same = i64::from(theirs.progress) == asked.progress;
    if is_same && !noted {
        return Some(Merged::Done);
    }
    let id = new_mutation_id();
    let mut foreseen = entry.foreseen.clone();
    let Some(Change::TrackUpdated(updated)) = &mut foreseen else { return None };
    updated.old_progress = theirs.progress;
    updated.track.version = theirs.version + 1;
    let factory = asked.factory.clone();
    let instead = Entry {
        id,
        call: call(factory, id, asked.item_id, base.department, asked.progress, asked.note.clone(), theirs.version),
        foreseen,
        base: serde_json::to_string(theirs).ok(),
        state: State::Waiting,
        look_first: false,
        ..entry.clone()
    };
    // At the same version nobody else has entered anything since.
    if is_same || theirs.progress == base.progress || theirs.version == base.version {
        return Some(Merged::Instead(Box::new(instead)));
    }
    let who = theirs.updated_by.as_ref().map_or(t(texts::SOMEBODY_ELSE), |by| by.name.as_str());
    let question = t_with(texts::WHICH_ONE, &[&who, &base.department.label(), &theirs.progress]);
    let (theirs, mine) = (t_with(texts::ENTERED, &[&theirs.progress]), t_with(texts::ENTERED, &[&asked.progress]));
    Some(Merged::Ask(Box::new(Clash { question, theirs, mine, instead })))
}

#[cfg(test)]
mod tests {
    use model::{
        ActorRef, Timestamp,
        ids::{PurchaseOrderId, TrackId, UserId},
        purchase_order::TrackUpdated,
    };
    use uuid::Uuid;

    use super::*;
    #[cfg(feature = "ssr")]
    use crate::purchase_order::texts::in_english;

    fn track(version: i64, progress: u8) -> Track {
        let by = ActorRef { id: UserId(Uuid::from_u128(9)), name: "Dewi Anggraini".into() };
        Track { version, progress, updated_by: Some(by), ..Track::new(TrackId(Uuid::from_u128(5)), Department::Qc) }
    }

    fn asked(progress: i64, note: Option<&str>) -> AdvanceTrack {
        AdvanceTrack {
            factory: "uji".into(),
            mutation_id: MutationId(Uuid::from_u128(7)),
            item_id: ItemId(Uuid::from_u128(1)),
            department: "qc".into(),
            progress,
            note: note.map(str::to_owned),
            version: 1,
        }
    }

    fn entry(asked: &AdvanceTrack) -> Entry {
        let change = TrackUpdated {
            po_id: PurchaseOrderId(Uuid::nil()),
            po_number: "PO-1".into(),
            item_id: asked.item_id,
            item_name: "Poros".into(),
            old_progress: 20,
            track: track(2, asked.progress as u8),
        };
        Entry {
            id: asked.mutation_id,
            call: Call::of(asked),
            what: "QC · Poros".into(),
            item: Some(asked.item_id),
            foreseen: Some(Change::TrackUpdated(change)),
            base: serde_json::to_string(&track(1, 20)).ok(),
            at: Timestamp(0),
            state: State::Waiting,
            is_file: false,
            after: None,
            look_first: false,
        }
    }

    /// Made at 20 % of version 1; now it is version 4.
    fn decided(to: i64, note: Option<&str>, theirs: u8) -> Merged {
        let asked = asked(to, note);
        decide(&entry(&asked), &asked, &track(1, 20), &track(4, theirs)).expect("a track's change")
    }

    #[test]
    fn does_not_send_again_what_nobody_was_quicker_than() {
        let asked = asked(60, None);
        assert_eq!(decide(&entry(&asked), &asked, &track(1, 20), &track(1, 20)), None);
    }

    /// Made offline on what an earlier one was to make of version 1, which then was thrown away.
    #[test]
    fn what_stood_on_one_that_went_asks_if_somebody_was_quicker_than_that() {
        let asked = AdvanceTrack { version: 2, ..asked(70, None) };
        let entry = Entry { look_first: true, ..entry(&asked) };
        let decided = |theirs: Track| decide(&entry, &asked, &track(1, 20), &theirs);
        assert!(matches!(decided(track(2, 80)), Some(Merged::Ask(_))), "the very version it was to have");
        assert!(matches!(decided(track(3, 80)), Some(Merged::Ask(_))));
        assert_eq!(decided(track(2, 70)), Some(Merged::Done));
        let Some(Merged::Instead(instead)) = decided(track(1, 20)) else { panic!("nobody was quicker") };
        assert!(!instead.look_first);
        assert_eq!(instead.call.arguments::<AdvanceTrack>().expect("the same door").version, 1);
    }

    #[test]
    fn asks_only_where_two_different_values_were_entered() {
        assert_eq!(decided(60, None, 60), Merged::Done);
        assert_eq!(decided(60, Some("  "), 60), Merged::Done);
        for (to, note, theirs) in [(60, Some("separuh"), 60), (60, None, 20), (60, Some("separuh"), 20)] {
            let Merged::Instead(instead) = decided(to, note, theirs) else { panic!("{to} {note:?} {theirs}") };
            let again: AdvanceTrack = instead.call.arguments().expect("the same door");
            assert_ne!(instead.id, MutationId(Uuid::from_u128(7)), "another body is another mutation");
            assert_eq!(
                (again.mutation_id, again.version, again.progress, again.note.as_deref()),
                (instead.id, 4, to, note)
            );
            let Some(Change::TrackUpdated(foreseen)) = &instead.foreseen else { panic!("a track") };
            assert_eq!((foreseen.track.version, foreseen.old_progress), (5, theirs), "it lies over what is there now");
        }
        let Merged::Ask(clash) = decided(60, Some("separuh"), 80) else { panic!("both changed it") };
        assert_eq!(clash.question, "Dewi Anggraini mengisi QC 80 %. Pakai yang mana?");
        assert_eq!((clash.theirs.as_str(), clash.mine.as_str()), ("80 %", "60 %"));
        let mine: AdvanceTrack = clash.instead.call.arguments().expect("the same door");
        assert_eq!((mine.version, mine.progress, mine.note.as_deref()), (4, 60, Some("separuh")));
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn asks_in_english_too() {
        let Merged::Ask(clash) = in_english(|| decided(60, None, 80)) else { panic!("both changed it") };
        assert_eq!(clash.question, "Dewi Anggraini set QC to 80%. Which value should be kept?");
        assert_eq!((clash.theirs.as_str(), clash.mine.as_str()), ("80%", "60%"));
    }
}
