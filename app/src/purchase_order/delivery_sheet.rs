//! The sheet that records a delivery. What was typed stays until it was sent.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Channel, DocType, Field, Notation, Quantity, Refusal,
    ids::{ItemId, MutationId},
    presence::{Activity, Part},
};

use super::{
    actions::{Actions, Answer},
    instead_of::{InTheWay, InsteadOf},
    item_row::ItemFacts,
    server_fns::RecordDelivery,
    texts::{NOTE, items as texts},
};
use crate::{
    error::AppError,
    language::{language, t, t_with},
    live::{Place, be_at, offline_queue::use_queue},
    ui::{
        field::{Hint, TextField, invalid, refused_at, refused_elsewhere},
        format,
        leaving::warn_before_leaving,
        sheet::{Sheet, SheetFoot},
    },
};

const DELIVERING: Activity = Activity::Editing(Part::Delivery);

/// What is being recorded.
#[derive(Clone, Copy)]
struct Draft {
    quantity: RwSignal<String>,
    note: RwSignal<String>,
    refusal: RwSignal<Option<Refusal>>,
    instead_of: InsteadOf,
}

impl Draft {
    fn empty() -> Draft {
        Draft {
            quantity: RwSignal::default(),
            note: RwSignal::default(),
            refusal: RwSignal::new(None),
            instead_of: InsteadOf::nothing(),
        }
    }

    fn is_empty(self) -> bool {
        self.quantity.with(String::is_empty) && self.note.with(String::is_empty)
    }

    fn typed(self) -> (String, String) {
        (self.quantity.get_untracked(), self.note.get_untracked())
    }

    fn set(self, (quantity, note): (String, String), refusal: Option<Refusal>) {
        self.quantity.set(quantity);
        self.note.set(note);
        self.refusal.set(refusal);
    }

    /// Opens with what was refused, unless something else has been typed since, which then stays.
    fn again(self, open: RwSignal<bool>, typed: (String, String), id: MutationId, error: &AppError) {
        // The page was left meanwhile, and its sheet with it.
        if open.try_get_untracked().is_none() {
            return;
        }
        if self.instead_of.begin(id, untrack(|| self.is_empty())) {
            self.set(typed, error.refusal());
        }
        open.set(true);
    }
}

/// Records that some of an item left the factory.
#[component]
pub fn DeliverySheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Which item.
    item: ItemId,
    /// Its fields.
    facts: ArcRwSignal<ItemFacts>,
    /// What sending does.
    actions: Actions,
) -> impl IntoView {
    let draft = Draft::empty();
    let facts = Signal::derive(move || facts.get());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        match record(actions, item, draft) {
            Ok(answer) => {
                let typed = draft.typed();
                draft.set((String::new(), String::new()), None);
                draft.instead_of.clear();
                open.set(false);
                let here = move || open.try_get_untracked().is_some();
                answer.offer_again(here, move |id, error| draft.again(open, typed.clone(), id, &error));
            }
            Err(refused) => draft.refusal.set(Some(refused)),
        }
    };
    warn_before_leaving(Signal::derive(move || !draft.is_empty()));
    be_at(move || open.get().then_some(Place { at: Channel::Doc(DocType::Item, item.0), state: DELIVERING }));
    use_queue().on_mend(move |entry| {
        let asked: Option<RecordDelivery> =
            entry.call.arguments().filter(|asked: &RecordDelivery| asked.item_id == item);
        let Some(RecordDelivery { quantity, note, .. }) = asked else { return false };
        if draft.instead_of.begin(entry.id, untrack(|| draft.is_empty())) {
            draft.set((as_typed(quantity), note.unwrap_or_default()), None);
        }
        open.set(true);
        true
    });
    let submit = move || {
        let amount = draft.quantity.with(|typed| Quantity::parse(typed, language().notation())).ok();
        let amount = amount.filter(|amount| *amount > Quantity::ZERO);
        amount.map_or_else(
            || t(texts::RECORD_DELIVERY).to_owned(),
            |amount| {
                facts.with(|facts| t_with(texts::RECORD_AMOUNT, &[&format::quantity(amount, &facts.quantity_unit)]))
            },
        )
    };
    let about = Signal::derive(move || facts.with(|facts| facts.item_name.clone()));
    view! {
        <Sheet open=open id="h-deliver" title=t(texts::RECORD_DELIVERY) about=about>
            <form on:submit=send>
                <DeliveryFields draft=draft facts=facts />
                <InTheWay instead_of=draft.instead_of />
                <SheetFoot submit=Signal::derive(submit) on_close=move |()| open.set(false) />
            </form>
        </Sheet>
    }
}

fn record(actions: Actions, item: ItemId, draft: Draft) -> Result<Answer, Refusal> {
    let quantity = draft.quantity.get_untracked();
    if quantity.trim().is_empty() {
        return Err(Refusal::EmptyField { field: Field::Quantity });
    }
    let actions = actions.instead_of(draft.instead_of.get());
    actions.record_delivery(item, &quantity, Some(draft.note.get_untracked()))
}

/// What was sent, as the person would type it in the page's language. What is no number stays as it is.
fn as_typed(sent: String) -> String {
    Quantity::parse(&sent, Notation::Indonesian).map_or(sent, |amount| amount.format(language().notation()))
}

#[component]
fn DeliveryFields(draft: Draft, facts: Signal<ItemFacts>) -> impl IntoView {
    let Draft { quantity, note, refusal, .. } = draft;
    let wrong_quantity = refused_at(refusal, Field::Quantity);
    let elsewhere = refused_elsewhere(refusal, &[Field::Quantity, Field::Note]);
    let remaining =
        move || facts.with(|facts| facts.quantity_total.checked_sub(facts.quantity_delivered).unwrap_or_default());
    let rest =
        move || facts.with(|facts| t_with(texts::REMAINING, &[&format::quantity(remaining(), &facts.quantity_unit)]));
    view! {
        <div class="sheet__fields">
            <div class="field">
                <label for="delivery-quantity">
                    {move || facts.with(|facts| t_with(texts::QUANTITY_IN, &[&facts.quantity_unit]))}
                </label>
                <div class="field__row">
                    <input
                        class="input"
                        id="delivery-quantity"
                        inputmode="decimal"
                        autocomplete="off"
                        autofocus
                        aria-invalid=invalid(wrong_quantity)
                        aria-describedby="delivery-rest delivery-quantity-hint"
                        prop:value=move || quantity.get()
                        on:input=move |event| quantity.set(event_target_value(&event))
                    />
                    <button
                        class="btn"
                        type="button"
                        on:click=move |_| quantity.set(untrack(remaining).format(language().notation()))
                    >
                        {t(texts::ALL_REMAINING)}
                    </button>
                </div>
                <Hint id="delivery-quantity-hint".to_owned() text=wrong_quantity />
                <span class="faint" id="delivery-rest">{rest}</span>
            </div>
            <TextField
                id="delivery-note"
                label=t(NOTE)
                rows="2"
                placeholder=t(texts::DELIVERY_NOTE_EXAMPLE)
                value=note
                wrong=refused_at(refusal, Field::Note)
            />
            <Hint id="delivery-hint".to_owned() text=elsewhere />
        </div>
    }
}
