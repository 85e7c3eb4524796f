//! The panel "Kemajuan": the five steps of an item, each with who, when and the last note.

use leptos::prelude::*;
use model::{
    Timestamp,
    ids::{ItemId, UserId},
    purchase_order::Track,
};

use super::{
    card::{OwnTrack, ProgressBar, glow_class, leaf},
    item_row::{ItemRow, TrackRow},
    presence::{filling_in_track, people_at},
    progress_sheet::SheetTarget,
    texts::{NOT_STARTED, WAITING_TO_SEND, YOU, progress as texts},
};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    live::{Link, offline_queue::use_queue, use_live},
    ui::{
        clock::use_clock,
        format::{age_ago, clock_time, date_time, first_name},
    },
};

/// The five steps of one item.
#[component]
pub fn StepsPanel(
    /// The item's signals.
    row: ItemRow,
    /// Set when a step is to be changed.
    sheet: RwSignal<Option<SheetTarget>>,
) -> impl IntoView {
    let viewer = use_viewer();
    let own = viewer.with_value(|viewer| viewer.actor.own_department());
    let ItemRow { id, tracks, .. } = row;
    let average = Memo::new({
        let tracks = tracks.clone();
        move |_| {
            let sum: usize = tracks.iter().map(|row| row.track.with(|track| usize::from(track.progress))).sum();
            sum / tracks.len()
        }
    });
    let steps = tracks
        .clone()
        .into_iter()
        .map(|track| {
            if own == Some(track.department) {
                let upstream = tracks.clone();
                view! { <OwnStep item=id track=track upstream=upstream sheet=sheet /> }.into_any()
            } else {
                let may = viewer.with_value(|viewer| viewer.actor.may_advance(track.department));
                view! { <Step item=id track=track may_change=may sheet=sheet /> }.into_any()
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="h-tracks">
            <div class="panel__head">
                <h2 id="h-tracks">{t(texts::PROGRESS)}</h2>
                <span class="panel__note">{move || t_with(texts::AVERAGE, &[&average.get()])}</span>
            </div>
            <ol class="steps">{steps}</ol>
        </section>
    }
}

/// The step of the person's own department: the large target of the card.
#[component]
fn OwnStep(
    item: ItemId,
    track: TrackRow,
    upstream: [TrackRow; 5],
    sheet: RwSignal<Option<SheetTarget>>,
) -> impl IntoView {
    let department = track.department;
    let note = track.track.clone();
    let open = move |()| sheet.set(Some(SheetTarget { item, department }));
    let clock = use_clock();
    view! {
        <li class="steps__own">
            <ol class="tracks tracks--one">
                <OwnTrack item=item track=track upstream=upstream clock=clock on_tap=open />
            </ol>
            <LastNote track=note />
        </li>
    }
}

/// The step of another department.
#[component]
fn Step(item: ItemId, track: TrackRow, may_change: bool, sheet: RwSignal<Option<SheetTarget>>) -> impl IntoView {
    let TrackRow { department, track, glow, pending } = track;
    let viewer = use_viewer().with_value(|viewer| viewer.actor.id);
    let clock = use_clock();
    let (link, held) = (use_live().link, use_queue().held);
    let queued = Memo::new(move |_| pending.get() && (held.get() || link.get() != Link::Live));
    let people = people_at(item);
    let by = {
        let track = track.clone();
        move || {
            if queued.get() {
                return t(WAITING_TO_SEND).to_owned();
            }
            if let Some(text) = people.with(|people| filling_in_track(people, department)) {
                return text;
            }
            track.with(|track| by_line(track, viewer, clock.now(), clock.utc_offset_minutes()))
        }
    };
    let change = may_change.then(|| {
        let open = move |_| sheet.set(Some(SheetTarget { item, department }));
        let label = t_with(texts::EDIT_DEPARTMENT, &[&department.label()]);
        view! {
            <button class="btn btn--quiet steps__edit" type="button" aria-haspopup="dialog" aria-label=label on:click=open>
                {t(texts::EDIT)}
            </button>
        }
    });
    view! {
        <li class=move || glow_class(glow.get()).trim_start() data-department=department.wire()>
            <span class="steps__name">
                <span class="dot" aria-hidden="true"></span>
                {department.label()}
            </span>
            <ProgressBar track=track.clone() class="bar bar--lg" />
            <span class="steps__value">{leaf(&track, |track| format!("{}%", track.progress))}</span>
            <span class="steps__by">{by}</span>
            {change}
            <LastNote track=track />
        </li>
    }
}

/// What was written with the last change; nothing when nothing was.
#[component]
fn LastNote(track: ArcRwSignal<Track>) -> impl IntoView {
    let note = Memo::new(move |_| track.with(|track| track.last_note.clone()));
    move || note.get().map(|note| view! { <p class="steps__note">{note}</p> })
}

/// Who and when: the age today, the hour of yesterday, the date before that.
fn by_line(track: &Track, viewer: UserId, now: Timestamp, utc_offset_minutes: i32) -> String {
    let (Some(by), Some(at)) = (&track.updated_by, track.updated_at) else { return t(NOT_STARTED).to_owned() };
    let who = if by.id == viewer { t(YOU) } else { first_name(&by.name) };
    let days = now.date_at_offset(utc_offset_minutes) - at.date_at_offset(utc_offset_minutes);
    let when = match days.num_days() {
        ..=0 => age_ago(at, now),
        1 => t_with(texts::YESTERDAY, &[&clock_time(at, utc_offset_minutes)]),
        _ => date_time(at, utc_offset_minutes),
    };
    format!("{who} · {when}")
}

#[cfg(test)]
mod tests {
    use model::{ActorRef, Department, ids::TrackId};
    use uuid::Uuid;

    use super::*;
    #[cfg(feature = "ssr")]
    use crate::purchase_order::texts::in_english;

    const HOUR: i64 = 3_600_000;
    /// 2026-04-17T06:00:00Z, 13:00 in Jakarta.
    const NOW: Timestamp = Timestamp(1_776_405_600_000);
    const JAKARTA: i32 = 420;

    #[test]
    fn says_who_and_when() {
        let (rina, sari) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let mut track = Track::new(TrackId(Uuid::from_u128(3)), Department::Drafting);
        assert_eq!(by_line(&track, sari, NOW, JAKARTA), "Belum mulai");
        track.updated_by = Some(ActorRef { id: rina, name: "Rina Wati".into() });
        let table = [
            (1, "Rina · 1 jam lalu"),
            // Half past midnight of the same day is still today, an hour before it is yesterday.
            (12, "Rina · 12 jam lalu"),
            (14, "Rina · kemarin, 23:00"),
            (24 * 7, "Rina · 10 Apr, 13:00"),
        ];
        for (hours, text) in table {
            track.updated_at = Some(Timestamp(NOW.0 - hours * HOUR));
            assert_eq!(by_line(&track, sari, NOW, JAKARTA), text);
        }
        track.updated_at = Some(Timestamp(NOW.0 - HOUR));
        assert_eq!(by_line(&track, rina, NOW, JAKARTA), "Anda · 1 jam lalu");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn says_it_in_english() {
        let rina = UserId(Uuid::from_u128(1));
        let mut track = Track::new(TrackId(Uuid::from_u128(3)), Department::Drafting);
        let line = |track: &Track| in_english(|| by_line(track, rina, NOW, JAKARTA));
        assert_eq!(line(&track), "Not started");
        track.updated_by = Some(ActorRef { id: rina, name: "Rina Wati".into() });
        track.updated_at = Some(Timestamp(NOW.0 - 14 * HOUR));
        assert_eq!(line(&track), "You · yesterday, 23:00");
    }
}
