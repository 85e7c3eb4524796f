//! The form as the server draws it, and what sending it does.

use leptos::{prelude::*, server_fn::ServerFn as _};
use model::{
    Command, Department, Field, Language, Notation, Quantity, Refusal,
    ids::ItemId,
    purchase_order::{ItemSnapshot, OrderStatus},
};

use super::{Left, SaveDelivery, delivery_form_path};
use crate::{
    account::use_viewer,
    door,
    error::AppError,
    language::{language, t, t_with},
    purchase_order::{
        plain_form::{FormFrame, NoteField, Said, entered_before, no_form, once_page},
        texts::items as texts,
    },
    router::{Query, use_query},
    ui::{
        field::{Hint, refused_before},
        format,
    },
};

pub(super) async fn save(entry: Left) -> Result<(), AppError> {
    let Left { sender, language, quantity, quick, note } = entry;
    let typed = quick.as_ref().unwrap_or(&quantity);
    let amount = match typed.trim() {
        "" => Err(Refusal::EmptyField { field: Field::Quantity }),
        typed => Quantity::parse(typed, notation_of(&language)),
    };
    let command = amount.map_err(|refusal| door::refused(vec![refusal])).map(|quantity| Command::RecordDelivery {
        item_id: sender.item,
        quantity,
        note: Some(note.clone()).filter(|note| !note.trim().is_empty()),
    });
    let said = Said {
        sender: &sender,
        form: delivery_form_path(sender.item),
        typed: vec![("language", &language), ("quantity", typed), ("note", &note)],
        anchor: "pengiriman".to_owned(),
        is_counted: true,
    };
    said.save::<SaveDelivery>(command).await
}

/// How numbers are written in a form of this language: another one may have been chosen since it was drawn.
fn notation_of(code: &str) -> Notation {
    let drawn = Language::ALL.into_iter().find(|language| language.code() == code);
    drawn.unwrap_or_else(language).notation()
}

/// What was typed; in another language than the page's, as it is typed in this one. What is no number stays as it is.
fn as_typed_here(query: &Query) -> Option<String> {
    let (typed, was_in) = (query.get("quantity")?, query.get("language"));
    let Some(was_in) = was_in.filter(|code| code != language().code()) else { return Some(typed) };
    let amount = Quantity::parse(&typed, notation_of(&was_in));
    Some(amount.map_or(typed, |amount| amount.format(language().notation())))
}

pub(super) fn page(item: Option<ItemId>) -> AnyView {
    once_page(item, |snapshot| view! { <Form snapshot=snapshot /> }.into_any())
}

#[component]
fn Form(snapshot: ItemSnapshot) -> impl IntoView {
    let back = (format!("items/{}", snapshot.item.id), snapshot.item.item_name.clone());
    if let Some(entered) = entered_before(&snapshot, back.clone()) {
        return entered;
    }
    let item = snapshot.item;
    let refused = refused_before(ServerAction::<SaveDelivery>::new());
    let was_refused = refused.get_untracked().is_some();
    let may = use_viewer().with_value(|viewer| viewer.actor.may_deliver());
    let is_open = !item.is_delivered && item.order.status == OrderStatus::Active;
    // There was one when it was sent: what became of it is to be read, beside what was typed.
    if !(was_refused || (may && is_open)) {
        return no_form(item.id);
    }
    let query = use_query().get_untracked();
    let left = item.quantity_remaining();
    let unit = item.quantity_unit.clone();
    let title = format!("{} · {}", t(texts::RECORD_DELIVERY), item.item_name);
    let rest = t_with(texts::REMAINING, &[&format::quantity(left, &unit)]);
    view! {
        <FormFrame
            item=item
            title=title
            action=SaveDelivery::url()
            also=vec![("entry[language]", language().code().to_owned())]
            is_counted=true
            department=Department::Delivery
            back=back
        >
            <div class="field">
                <label for="quantity">{t_with(texts::QUANTITY_IN, &[&unit])}</label>
                <div class="plain-form__value">
                    <input
                        class="input"
                        id="quantity"
                        name="entry[quantity]"
                        inputmode="decimal"
                        autocomplete="off"
                        value=as_typed_here(&query)
                        autofocus=was_refused
                        aria-invalid=move || refused.get().map(|_| "true")
                        aria-describedby="quantity-hint quantity-rest"
                    />
                    // The first button of the form is the one that the keyboard means.
                    <button class="btn btn--primary btn--lg" type="submit">
                        {t(texts::RECORD)}
                    </button>
                </div>
                <Hint id="quantity-hint".to_owned() text=refused />
                <p class="plain-form__by" id="quantity-rest">
                    {rest}
                </p>
            </div>
            <NoteField example=t(texts::DELIVERY_NOTE_EXAMPLE) />
            <button
                class="btn btn--lg"
                type="submit"
                name="entry[quick]"
                value=left.format(language().notation())
            >
                {t(texts::ALL_REMAINING)}
            </button>
        </FormFrame>
    }
    .into_any()
}
