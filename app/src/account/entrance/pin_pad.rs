//! Who is there, and the PIN: large enough for gloves, and plain inputs where no script runs.

use leptos::prelude::*;
use model::{
    Refusal,
    account::{PIN_MAX, PIN_MIN, TabletPerson},
    ids::UserId,
};

use crate::{
    account::{role_name, texts::entrance as texts},
    error::refused,
    language::{language, t},
    ui::{field::Hint, format::initials, icon::Icon},
};

/// What is chosen and typed. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct PinForm {
    /// Who.
    pub(super) person: RwSignal<Option<UserId>>,
    /// The digits so far.
    pub(super) pin: RwSignal<String>,
    /// Why the last try was refused.
    pub(super) refused: RwSignal<Option<String>>,
    /// A try is under way.
    pub(super) busy: RwSignal<bool>,
}

impl PinForm {
    pub(super) fn new(person: Option<UserId>) -> PinForm {
        PinForm {
            person: RwSignal::new(person),
            pin: RwSignal::new(String::new()),
            refused: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    pub(super) fn reset(self, person: Option<UserId>) {
        self.person.set(person);
        self.pin.set(String::new());
        self.refused.set(None);
    }

    /// Hands over what is typed, or says what is missing.
    pub(super) fn submit(self, enter: Callback<(UserId, String)>) {
        let pin = self.pin.get_untracked();
        match self.person.get_untracked() {
            _ if self.busy.get_untracked() => {}
            None => self.refused.set(Some(t(texts::CHOOSE_FIRST).to_owned())),
            Some(_) if pin.len() < PIN_MIN => self.refused.set(Some(refused(&Refusal::NotAPin))),
            Some(person) => {
                self.refused.set(None);
                enter.run((person, pin));
            }
        }
    }

    fn press(self, digit: char) {
        self.refused.set(None);
        self.pin.update(|pin| {
            if pin.len() < PIN_MAX {
                pin.push(digit);
            }
        });
    }

    fn erase(self) {
        self.pin.update(|pin| {
            pin.pop();
        });
    }
}

/// The people as tiles, the digits as a pad. Stands in a form, whose submit it is.
#[component]
pub(super) fn PinPad(
    /// Who can sign in here.
    people: Vec<TabletPerson>,
    /// What is chosen and typed.
    form: PinForm,
) -> impl IntoView {
    let names: Vec<(UserId, String)> = people.iter().map(|person| (person.id, person.name.clone())).collect();
    let who = move || {
        let chosen = form.person.get();
        let name = chosen.and_then(|id| names.iter().find(|(other, _)| *other == id).map(|(_, name)| name.clone()));
        name.unwrap_or_else(|| t(texts::CHOOSE_YOUR_NAME).to_owned())
    };
    let tiles = people.into_iter().map(|person| view! { <Tile person=person form=form /> }).collect_view();
    let digit = move |digit: char| {
        view! {
            <button type="button" on:click=move |_| form.press(digit)>
                {digit.to_string()}
            </button>
        }
    };
    let wrong = Signal::derive(move || form.refused.get());
    let typed = move |event| {
        form.refused.set(None);
        let digits = event_target_value(&event).chars().filter(char::is_ascii_digit).take(PIN_MAX).collect();
        form.pin.set(digits);
    };
    view! {
        <fieldset>
            <legend class="sr">{t(texts::CHOOSE_WHO_YOU_ARE)}</legend>
            <div class="ops">{tiles}</div>
        </fieldset>
        <section class="panel pin" aria-label=t(texts::PIN)>
            <div class="field">
                <label for="pin">{who}</label>
                <input
                    class="input pin__digits"
                    id="pin"
                    name="pin"
                    type="password"
                    inputmode="numeric"
                    pattern="[0-9]{4,6}"
                    maxlength="6"
                    autocomplete="off"
                    placeholder=t(texts::PIN)
                    required
                    aria-invalid=move || form.refused.with(Option::is_some).then_some("true")
                    aria-describedby="pin-hint"
                    prop:value=move || form.pin.get()
                    on:input=typed
                />
                <Hint id="pin-hint".to_owned() text=wrong />
            </div>
            <div class="pad">
                {('1'..='9').map(digit).collect_view()}
                <button type="button" class="pad__alt" aria-label=t(texts::ERASE) on:click=move |_| form.erase()>
                    <Icon name="i-del" />
                </button>
                {digit('0')}
                <button type="submit" class="pad__enter" disabled=move || form.busy.get()>
                    {t(crate::texts::SIGN_IN)}
                </button>
            </div>
        </section>
    }
}

#[component]
fn Tile(person: TabletPerson, form: PinForm) -> impl IntoView {
    let TabletPerson { id, name, role, departments } = person;
    let department = departments.iter().next();
    let is =
        department.map_or_else(|| role_name(role, departments, language()), |department| department.label().to_owned());
    let choose = move |_| {
        form.reset(Some(id));
        // The next touch or key is the PIN.
        #[cfg(feature = "hydrate")]
        if let Some(input) = document().get_element_by_id("pin")
            && let Ok(input) = wasm_bindgen::JsCast::dyn_into::<web_sys::HtmlElement>(input)
        {
            let _ = input.focus();
        }
    };
    view! {
        <label class="op" data-user=id.to_string()>
            <input
                type="radio"
                name="user_id"
                value=id.to_string()
                required
                prop:checked=move || form.person.get() == Some(id)
                on:change=choose
            />
            <span class="op__tick">
                <Icon name="i-check-circle" />
            </span>
            <span class="avatar avatar--xl" data-department=department.map(model::Department::wire) aria-hidden="true">
                {initials(&name)}
            </span>
            <b>{name}</b>
            <small>{is}</small>
        </label>
    }
}
