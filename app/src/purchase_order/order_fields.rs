//! The inputs of the order form: header fields, item lines, and what is said at them.

use leptos::{ev, prelude::*};
use model::Field;

use super::{
    order_form::{At, OrderForm, focus},
    order_line::Line,
    order_paste::pasted_items,
    texts::orders as texts,
};
use crate::{
    language::{Text, t, t_with},
    ui::{
        each::For,
        field::{Hint, invalid},
        icon::Icon,
    },
};

/// Ids of the suggestion lists.
const CLIENTS: &str = "daftar-klien";
const UNITS: &str = "daftar-satuan";
/// Offered besides the units in use.
const USUAL_UNITS: [&str; 5] = ["pcs", "set", "kg", "m", "lembar"];

/// Number, client, dates and flags, and what they are chosen from.
#[component]
pub fn OrderHeaderFields(
    /// The form.
    form: OrderForm,
    /// Clients in use.
    clients: Vec<String>,
    /// Urgent is set when an order is made; later it has its own button.
    #[prop(default = true)]
    with_urgent: bool,
) -> impl IntoView {
    let clients = clients.into_iter().map(|client| view! { <option value=client></option> }).collect_view();
    view! {
        <div class="form__grid">
            <HeaderField form=form field=Field::Client class="field wide" list=CLIENTS />
            <datalist id=CLIENTS>{clients}</datalist>
            <HeaderField form=form field=Field::PoNumber class="field wide" />
            <HeaderField form=form field=Field::OrderDate kind="date" />
            <HeaderField form=form field=Field::DeliveryDeadline kind="date" />
        </div>
        <div class="checks">
            {with_urgent
                .then(|| {
                    view! { <Check value=form.is_urgent label=Field::IsUrgent.label() hint=texts::URGENT_HINT /> }
                })}
            <Check value=form.is_vendor_job label=Field::IsVendorJob.label() hint=texts::VENDOR_HINT />
        </div>
    }
}

#[component]
fn HeaderField(
    form: OrderForm,
    field: Field,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "field")] class: &'static str,
    #[prop(optional)] list: Option<&'static str>,
) -> impl IntoView {
    let value = form.value(field);
    let refused = form.refused(None, field);
    let id = format!("po-{}", field_id(field));
    let hint = format!("{id}-hint");
    let on_input = move |event| {
        value.set(event_target_value(&event));
        form.touched(None, field);
    };
    view! {
        <div class=class>
            <label for=id.clone()>{t(field.label())}</label>
            <input
                class="input"
                id=id
                type=kind
                list=list
                autocomplete="off"
                min=(kind == "date").then_some("2000-01-01")
                max=(kind == "date").then_some("2100-12-31")
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=on_input
                aria-invalid=invalid(refused)
                aria-describedby=hint.clone()
            />
            <Hint id=hint text=refused />
            <CurrentValue form=form line=None field=field on_use=Callback::new(move |current| value.set(current)) />
        </div>
    }
}

#[component]
fn Check(value: RwSignal<bool>, label: Text, hint: Text) -> impl IntoView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                checked=value.get_untracked()
                prop:checked=move || value.get()
                on:change=move |event| value.set(event_target_checked(&event))
            />
            <span>{t(label)}<small>{t(hint)}</small></span>
        </label>
    }
}

/// What somebody else wrote meanwhile, beside what is typed; a tap takes it over.
#[component]
fn CurrentValue(form: OrderForm, line: Option<u32>, field: Field, on_use: Callback<String>) -> impl IntoView {
    let here = move |at: &At<String>| at.line == line && at.field == Some(field);
    let current = Memo::new(move |_| form.current.with(|all| all.iter().find(|at| here(at)).map(|at| at.what.clone())));
    move || {
        current.get().map(|text| {
            let shown = if text.is_empty() { t(texts::EMPTY).to_owned() } else { text.clone() };
            let take = move |_| {
                on_use.run(text.clone());
                form.current.update(|all| all.retain(|at| !here(at)));
                form.touched(line, field);
            };
            view! {
                <p class="current">
                    <span>{t_with(texts::FIELD_NOW, &[&t(field.label())])}<b>{shown}</b></span>
                    <button class="btn" type="button" on:click=take>{t(texts::USE_THIS)}</button>
                </p>
            }
        })
    }
}

/// The item lines, and the button for more.
#[component]
pub fn ItemLines(
    /// The form.
    form: OrderForm,
    /// Units in use, most used first.
    units: Vec<String>,
) -> impl IntoView {
    let usual = USUAL_UNITS.into_iter().map(str::to_owned).filter(|unit| !units.contains(unit)).collect::<Vec<_>>();
    let units = units.into_iter().chain(usual).map(|unit| view! { <option value=unit></option> }).collect_view();
    let count = Memo::new(move |_| form.filled_lines());
    let add = move |_| add_and_focus(form);
    view! {
        <div class="field" role="group" aria-labelledby="h-items">
            <p class="label" id="h-items">
                {t(texts::ITEMS_LEGEND)}
                <span class="faint">{move || format!("· {}", count.get())}</span>
            </p>
            <p class="faint lines__tip">
                {t(texts::PASTE_TIP)}
            </p>
            <ol class="lines">
                <For each=move || form.lines.get() key=|line| line.key let(line)>
                    <ItemLine form=form line=line />
                </For>
            </ol>
            <Hint id="items-hint".to_owned() text=form.refused(None, Field::Items) />
            <datalist id=UNITS>{units}</datalist>
        </div>
        <button class="btn" type="button" on:click=add>
            <Icon name="i-plus" />
            {t(texts::ADD_ITEM)}
        </button>
    }
}

fn add_and_focus(form: OrderForm) {
    form.add_line();
    focus(".lines > :last-child input");
}

#[component]
fn ItemLine(form: OrderForm, line: Line) -> impl IntoView {
    let key = line.key;
    let place = Memo::new(move |_| {
        form.lines.with(|lines| lines.iter().position(|line| line.key == key)).unwrap_or_default() + 1
    });
    let is_last = move || form.lines.with_untracked(|lines| lines.last().is_some_and(|line| line.key == key));
    // Enter would send the whole order while its items are still being typed.
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Enter" {
            event.prevent_default();
            if is_last() {
                add_and_focus(form);
            }
        }
    };
    let on_paste = move |event: ev::ClipboardEvent| {
        if let Some(items) = clipboard_text(&event).as_deref().and_then(pasted_items) {
            event.prevent_default();
            form.paste(key, items);
        }
    };
    let removable = line.item.is_none();
    view! {
        <li class="line" on:keydown=on_key>
            <span class="line__n" aria-hidden="true">
                {place}
            </span>
            <LineInput form=form line=line.clone() field=Field::ItemName place=place on:paste=on_paste />
            <LineInput form=form line=line.clone() field=Field::Quantity place=place class="input num" mode="decimal" />
            <LineInput form=form line=line.clone() field=Field::QuantityUnit place=place list=UNITS />
            {removable
                .then(|| {
                    view! {
                        <button
                            class="btn btn--quiet btn--icon"
                            type="button"
                            aria-label=move || t_with(texts::REMOVE_ITEM, &[&place.get()])
                            on:click=move |_| form.remove_lines(&[key])
                        >
                            <Icon name="i-trash" />
                        </button>
                    }
                })}
            <LineInput form=form line=line.clone() field=Field::Specification place=place class="input line__spec" />
            <LineRemarks form=form line=line />
        </li>
    }
}

#[component]
fn LineInput(
    form: OrderForm,
    line: Line,
    field: Field,
    place: Memo<usize>,
    #[prop(default = "input")] class: &'static str,
    #[prop(optional)] list: Option<&'static str>,
    #[prop(optional)] mode: Option<&'static str>,
) -> impl IntoView {
    let key = line.key;
    let value = line.value(field).clone();
    let typed = value.clone();
    let refused = form.refused(Some(key), field);
    let placeholder = match field {
        Field::Quantity => "0",
        Field::Specification => t(texts::SPECIFICATION_HINT),
        field => t(field.label()),
    };
    let on_input = move |event| {
        typed.set(event_target_value(&event));
        form.touched(Some(key), field);
    };
    view! {
        <input
            class=class
            aria-label=move || format!("{} {}", t(field.label()), place.get())
            placeholder=placeholder
            list=list
            inputmode=mode
            autocomplete="off"
            value=value.get_untracked()
            prop:value=move || value.get()
            on:input=on_input
            aria-invalid=invalid(refused)
            aria-describedby=format!("item-{key}-{}", field_id(field))
        />
    }
}

/// What is wrong with a line, and what somebody else wrote into it meanwhile.
#[component]
fn LineRemarks(form: OrderForm, line: Line) -> impl IntoView {
    let key = line.key;
    [Field::ItemName, Field::Quantity, Field::QuantityUnit, Field::Specification]
        .into_iter()
        .map(|field| {
            let value = line.value(field).clone();
            let id = format!("item-{key}-{}", field_id(field));
            view! {
                <Hint id=id text=form.refused(Some(key), field) />
                <CurrentValue
                    form=form
                    line=Some(key)
                    field=field
                    on_use=Callback::new(move |current| value.set(current))
                />
            }
        })
        .collect_view()
}

fn field_id(field: Field) -> &'static str {
    match field {
        Field::PoNumber => "number",
        Field::Client => "client",
        Field::OrderDate => "date",
        Field::DeliveryDeadline => "deadline",
        Field::Quantity => "quantity",
        Field::QuantityUnit => "unit",
        Field::Specification => "specification",
        _ => "name",
    }
}

fn clipboard_text(event: &ev::ClipboardEvent) -> Option<String> {
    #[cfg(feature = "hydrate")]
    return event.clipboard_data()?.get_data("text/plain").ok();
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = event;
        None
    }
}
