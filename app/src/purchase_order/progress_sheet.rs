//! The sheet of a track: one value, set by tap, slider or step, with an optional note.

use std::sync::atomic::{AtomicBool, Ordering};

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Channel, Department, DocType, Refusal,
    ids::{ItemId, MutationId},
    presence::{Activity, Part},
};

use super::{
    actions::Actions,
    card::by_line,
    server_fns::AdvanceTrack,
    store::ItemStore,
    texts::{CLOSE, NOTE, progress as texts},
};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    lazy::{Loading, draw_once_awake},
    live::{Link, Place, be_at, offline_queue::use_queue, use_live},
    ui::{
        clock::use_clock,
        field::{TextField, refused_elsewhere},
        format::quantity,
        icon::Icon,
        sheet::{SheetFoot, dialog_while},
    },
};

pub(super) const QUICK_VALUES: [i64; 5] = [0, 25, 50, 75, 100];
const STEP: i64 = 5;

/// Whose track the sheet is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetTarget {
    /// Which item.
    pub item: ItemId,
    /// Which of its tracks.
    pub department: Department,
}

impl SheetTarget {
    /// Where somebody is who fills it in.
    fn place(self) -> Place {
        let state = Activity::Editing(Part::Track(self.department));
        Place { at: Channel::Doc(DocType::Item, self.item.0), state }
    }
}

/// What was typed and refused, for when the person comes back to it.
#[derive(Clone)]
struct Refused {
    id: MutationId,
    target: SheetTarget,
    value: i64,
    note: String,
    refusal: Option<Refusal>,
}

/// Its code is here. For as long as this page lives: code never goes again.
static IS_HERE: AtomicBool = AtomicBool::new(false);

/// Whether a tap can open the sheet now. Where it cannot yet, the plain form does what it does.
#[must_use]
pub fn is_here() -> bool {
    IS_HERE.load(Ordering::Relaxed)
}

/// Opens while `target` is set; the page behind it stays live and is inert. Its code is a file of its own, the first that
/// is fetched once the page is awake.
#[component]
pub fn ProgressSheet(
    /// What it is about; cleared when it closes.
    target: RwSignal<Option<SheetTarget>>,
    /// What saving does.
    actions: Actions,
    /// Where the item is.
    store: ItemStore,
) -> impl IntoView {
    draw_once_awake(move || load(target, actions, store))
}

#[cfg(feature = "hydrate")]
fn load(target: RwSignal<Option<SheetTarget>>, actions: Actions, store: ItemStore) -> Loading {
    Box::pin(sheet(target, actions, store))
}

/// The server has all code, and draws nothing that is for pages that are awake.
#[cfg(not(feature = "hydrate"))]
fn load(target: RwSignal<Option<SheetTarget>>, actions: Actions, store: ItemStore) -> Loading {
    crate::lazy::at_once(view! { <Dialog target=target actions=actions store=store /> }.into_any())
}

#[cfg(feature = "hydrate")]
#[leptos::wasm_split::wasm_split(sheet, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
pub(crate) fn sheet(target: RwSignal<Option<SheetTarget>>, actions: Actions, store: ItemStore) -> crate::lazy::Drawn {
    IS_HERE.store(true, Ordering::Relaxed);
    Ok(view! { <Dialog target=target actions=actions store=store /> }.into_any())
}

#[component]
fn Dialog(target: RwSignal<Option<SheetTarget>>, actions: Actions, store: ItemStore) -> impl IntoView {
    let dialog = dialog_while(Signal::derive(move || target.get().is_some()));
    let refused = StoredValue::new(None::<Refused>);
    be_at(move || target.get().map(SheetTarget::place));
    use_queue().on_mend(move |entry| {
        let Some(AdvanceTrack { item_id, department, progress, note, .. }) = entry.call.arguments() else {
            return false;
        };
        let Some(department) = department.parse().ok().filter(|_| store.row(item_id).is_some()) else { return false };
        let typed = SheetTarget { item: item_id, department };
        let note = note.unwrap_or_default();
        refused.set_value(Some(Refused { id: entry.id, target: typed, value: progress, note, refusal: None }));
        target.set(Some(typed));
        true
    });
    view! {
        <dialog
            class="sheet"
            node_ref=dialog
            aria-labelledby="sheet-title"
            data-department=move || target.get().map(|target| target.department.wire())
            data-item-id=move || target.get().map(|target| target.item.to_string())
            on:close=move |_| target.set(None)
        >
            <div class="sheet__grip" aria-hidden="true"></div>
            {move || target.get().map(|now| {
                view! { <SheetForm target=now sheet=target refused=refused actions=actions store=store /> }
            })}
        </dialog>
    }
}

#[component]
fn SheetForm(
    target: SheetTarget,
    sheet: RwSignal<Option<SheetTarget>>,
    refused: StoredValue<Option<Refused>>,
    actions: Actions,
    store: ItemStore,
) -> impl IntoView {
    let SheetTarget { item: item_id, department } = target;
    let on_close = Callback::new(move |()| sheet.set(None));
    // Gone meanwhile (its order was cancelled): nothing to set.
    let Some((row, item)) = store.row(item_id).zip(store.item(item_id)) else {
        on_close.run(());
        return ().into_any();
    };
    let clock = use_clock();
    let viewer = use_viewer().with_value(|viewer| viewer.actor.id);
    let link = use_live().link;
    let track = row.track(department).track.clone();
    let again = refused.try_update_value(Option::take).flatten().filter(|refused| refused.target == target);
    let value = RwSignal::new(again.as_ref().map_or(i64::from(item.track(department).progress), |again| again.value));
    let note = RwSignal::new(again.as_ref().map(|again| again.note.clone()).unwrap_or_default());
    let instead_of = again.as_ref().map(|again| again.id);
    let refusal = RwSignal::new(again.and_then(|again| again.refusal));
    let set = move |to: i64| value.set(to.clamp(0, 100));
    let before = {
        let track = track.clone();
        move || track.with(|track| t_with(texts::BEFORE, &[&track.progress]))
    };
    let by = move || track.with(|track| by_line(track, viewer, clock, true));
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (value, note) = (value.get_untracked(), note.get_untracked());
        let actions = actions.instead_of(instead_of);
        match actions.advance_track(item_id, department, value, Some(note.clone())) {
            Ok(answer) => {
                on_close.run(());
                let here = move || sheet.try_get_untracked().is_some();
                answer.offer_again(here, move |id, error| {
                    let typed = Refused { id, target, value, note: note.clone(), refusal: error.refusal() };
                    // The page may have been left meanwhile: then there is no sheet to go back to.
                    if refused.try_set_value(Some(typed)).is_none() {
                        sheet.set(Some(target));
                    }
                });
            }
            Err(refused) => refusal.set(Some(refused)),
        }
    };
    let quick = QUICK_VALUES
        .into_iter()
        .map(|quick| {
            view! {
                <label class="opt">
                    <input
                        type="radio"
                        name="quick"
                        value=quick.to_string()
                        prop:checked=move || value.get() == quick
                        on:change=move |_| set(quick)
                    />
                    {quick}
                </label>
            }
        })
        .collect_view();
    let quick_notes = texts::QUICK_NOTES
        .into_iter()
        .map(t)
        .map(|text| {
            let add = move |_| {
                note.update(|note| {
                    if !note.is_empty() {
                        note.push_str(". ");
                    }
                    note.push_str(text);
                });
            };
            view! { <button class="btn" type="button" on:click=add>{text}</button> }
        })
        .collect_view();
    let about = format!(
        "{} · {} · {}",
        item.order.po_number,
        item.order.client.name,
        quantity(item.quantity_total, &item.quantity_unit)
    );
    view! {
        <header class="sheet__head">
            <div>
                <h2 id="sheet-title">{format!("{} · {}", department.label(), item.item_name)}</h2>
                <p>{about}</p>
            </div>
            <button class="btn btn--quiet btn--icon" type="button" aria-label=t(CLOSE) on:click=move |_| on_close.run(())>
                <Icon name="i-close" />
            </button>
        </header>
        <form on:submit=save>
            <div class="dial">
                <output for="p-range" aria-live="polite">
                    {move || value.get()}
                    <span class="unit">"%"</span>
                </output>
                <p>{before}<br />{by}</p>
            </div>
            <fieldset class="quick">
                <legend class="sr">{t(texts::QUICK_VALUES)}</legend>
                {quick}
            </fieldset>
            <div class="slider-row">
                <button
                    class="btn btn--icon"
                    type="button"
                    aria-label=t_with(texts::LESS, &[&STEP])
                    on:click=move |_| set(value.get_untracked() - STEP)
                >
                    <Icon name="i-minus" />
                </button>
                <label>
                    <span class="sr">{t_with(texts::PROGRESS_IN_PERCENT, &[&department.label()])}</span>
                    <input
                        class="slider"
                        id="p-range"
                        type="range"
                        min="0"
                        max="100"
                        step="1"
                        data-p=move || value.get().to_string()
                        prop:value=move || value.get().to_string()
                        on:input=move |event| set(event_target_value(&event).parse().unwrap_or_default())
                    />
                </label>
                <button
                    class="btn btn--icon"
                    type="button"
                    aria-label=t_with(texts::MORE, &[&STEP])
                    on:click=move |_| set(value.get_untracked() + STEP)
                >
                    <Icon name="i-plus" />
                </button>
            </div>
            <TextField
                id="note"
                label=t(NOTE)
                rows="2"
                placeholder=t(texts::PROGRESS_NOTE_EXAMPLE)
                value=note
                wrong=refused_elsewhere(refusal, &[])
            />
            <div class="notes" role="group" aria-label=t(texts::QUICK_NOTES_LABEL)>
                {quick_notes}
            </div>
            {move || {
                (link.get() != Link::Live)
                    .then(|| {
                        view! {
                            <p class="sheet__notice">
                                <Icon name="i-offline" />
                                {t(texts::KEPT_HERE)}
                            </p>
                        }
                    })
            }}
            <SheetFoot submit=Signal::derive(move || t_with(texts::SAVE, &[&value.get()])) on_close=on_close />
        </form>
    }
    .into_any()
}
