//! The own account: where one is signed in, the password, the PIN.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Channel, DocType, Field, Refusal,
    account::{OwnAccount, OwnSession, check_pin},
    ids::SessionId,
};

use super::{
    desk::Desk,
    doors::{change_password, end_session, load_account, set_own_pin},
    language_choice::LanguageChoice,
    texts::own as texts,
    told::role_name,
    use_viewer,
};
use crate::{
    error::refused,
    json,
    language::{language, t, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow},
    ui::{
        clock::use_clock,
        each::{For, Show},
        field::{Hint, InputField, refused_at, refused_elsewhere},
        format::age_ago,
        icon::Icon,
    },
};

/// `/{factory}/account`
#[component]
pub fn OwnPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let account = json::load(|| (), move |()| load_account(slug.clone()));
    view! {
        <Topbar title=t(texts::MY_ACCOUNT).to_owned() />
        <main class="page page--narrow" id="isi" tabindex="-1">
            <Loaded resource=account within=true view=|account| view! { <Own account=account /> }.into_any() />
            <section class="panel" aria-labelledby="h-language">
                <div class="panel__head">
                    <h2 id="h-language">{t(texts::LANGUAGE)}</h2>
                </div>
                <div class="panel__body">
                    <LanguageChoice />
                </div>
            </section>
        </main>
    }
}

#[component]
fn Own(account: OwnAccount) -> impl IntoView {
    let viewer = use_viewer().get_value();
    let OwnAccount { epoch, seq, username, has_pin, by_pin, sessions } = account;
    let sessions = RwSignal::new(sessions);
    let (slug, factory) = (viewer.slug.clone(), viewer.actor.factory_id);
    // The line says when this very session is over, and which sessions there are is read anew with each snapshot.
    follow(
        Cursor { epoch, seq },
        vec![Channel::Doc(DocType::Factory, factory.0)],
        |_| Applied::Here,
        move || load_account(slug.clone()),
        move |OwnAccount { epoch, seq, sessions: all, .. }| {
            sessions.set(all);
            Cursor { epoch, seq }
        },
    );
    let role = role_name(viewer.actor.role, viewer.actor.departments, language());
    let ways = if by_pin {
        view! {
            <section class="panel" aria-labelledby="h-ways">
                <div class="panel__head">
                    <h2 id="h-ways">{t(texts::PASSWORD_AND_PIN)}</h2>
                </div>
                <p class="panel__body">
                    {t(texts::CAME_BY_PIN)}
                </p>
            </section>
        }
        .into_any()
    } else {
        view! {
            <Password />
            <Pin has_pin=has_pin />
            <Sessions sessions=sessions />
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="h-account">
            <h2 class="sr" id="h-account">
                {t(texts::ACCOUNT)}
            </h2>
            <div class="row-item">
                <Icon name="i-key" />
                <div>
                    <h3>{viewer.actor.name}</h3>
                    <p>{format!("{username} · {role} · {}", viewer.factory_name)}</p>
                </div>
            </div>
        </section>
        {ways}
    }
}

#[component]
fn Password() -> impl IntoView {
    let desk = Desk::new(|_| ());
    let (current, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let is_current = |refusal: &Refusal| matches!(refusal, Refusal::WrongCredentials | Refusal::TooManyAttempts { .. });
    let wrong_current = Signal::derive(move || {
        let refusal = desk.refusal.get().filter(is_current)?;
        Some(if refusal == Refusal::WrongCredentials { t(texts::WRONG_PASSWORD).to_owned() } else { refused(&refusal) })
    });
    let wrong_new = Signal::derive(move || {
        desk.refusal.get().filter(|refusal| !is_current(refusal)).map(|refusal| refused(&refusal))
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (old, chosen) = (current.get_untracked(), new.get_untracked());
        desk.ask_once(
            move |factory| change_password(factory, old, chosen),
            move |()| {
                current.set(String::new());
                new.set(String::new());
                desk.say(texts::PASSWORD_CHANGED, texts::OTHERS_SIGNED_OUT);
            },
        );
    };
    view! {
        <section class="panel" aria-labelledby="h-password">
            <div class="panel__head">
                <h2 id="h-password">{t(texts::PASSWORD)}</h2>
            </div>
            <form class="panel__body settings" on:submit=send>
                <InputField
                    id="current"
                    label=t(texts::CURRENT_PASSWORD)
                    kind="password"
                    autocomplete="current-password"
                    value=current
                    wrong=wrong_current
                />
                <InputField
                    id="new"
                    label=t(texts::NEW_PASSWORD)
                    kind="password"
                    autocomplete="new-password"
                    value=new
                    wrong=wrong_new
                />
                <button class="btn btn--primary" type="submit" disabled=move || desk.busy.get()>
                    {t(texts::CHANGE_PASSWORD)}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Pin(has_pin: bool) -> impl IntoView {
    let desk = Desk::new(|_| ());
    let has_pin = RwSignal::new(has_pin);
    let (password, pin) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let wrong_pin = refused_at(desk.refusal, Field::Pin);
    let elsewhere = refused_elsewhere(desk.refusal, &[Field::Pin]);
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (secret, chosen) = (password.get_untracked(), pin.get_untracked());
        if let Err(refusal) = check_pin(&chosen) {
            desk.refusal.set(Some(refusal));
            return;
        }
        desk.send(
            move |factory, id| set_own_pin(factory, id, secret.clone(), Some(chosen.clone())),
            move || {
                password.set(String::new());
                pin.set(String::new());
                has_pin.set(true);
                desk.say(texts::PIN_SAVED, texts::PIN_COUNTS_WHERE);
            },
        );
    };
    let about = move || t(if has_pin.get() { texts::HAS_PIN } else { texts::WHAT_PIN_IS_FOR });
    view! {
        <section class="panel" aria-labelledby="h-pin">
            <div class="panel__head">
                <h2 id="h-pin">{t(texts::PIN)}</h2>
                <span class="panel__note">{about}</span>
            </div>
            <form class="panel__body settings" on:submit=send>
                <InputField
                    id="pin-password"
                    label=t(texts::PASSWORD)
                    kind="password"
                    autocomplete="current-password"
                    value=password
                    wrong=elsewhere
                />
                <InputField
                    id="own-pin"
                    label=t(texts::NEW_PIN)
                    kind="password"
                    autocomplete="off"
                    value=pin
                    wrong=wrong_pin
                />
                <button class="btn" type="submit" disabled=move || desk.busy.get()>
                    {t(texts::SAVE_PIN)}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Sessions(sessions: RwSignal<Vec<OwnSession>>) -> impl IntoView {
    let desk = Desk::new(|_| ());
    // Asked again: others may have ended or begun meanwhile.
    let reload = move || desk.ask(load_account, move |account: OwnAccount| sessions.set(account.sessions));
    let end = Callback::new(move |id: Option<SessionId>| {
        desk.ask(move |factory| end_session(factory, id), move |()| reload());
    });
    let others = Memo::new(move |_| sessions.with(|all| all.len() > 1));
    let wrong = refused_elsewhere(desk.refusal, &[]);
    view! {
        <section class="panel" aria-labelledby="h-sessions">
            <div class="panel__head">
                <h2 id="h-sessions">{t(texts::WHERE_SIGNED_IN)}</h2>
                <Show when=move || others.get()>
                    <button class="btn" type="button" on:click=move |_| end.run(None)>
                        {t(texts::SIGN_OUT_OTHERS)}
                    </button>
                </Show>
            </div>
            <Hint id="sessions-hint".to_owned() text=wrong />
            <ul class="rows">
                <For each=move || sessions.get() key=|session| (session.id, session.last_seen_at.0) let(session)>
                    <SessionItem session=session end=end />
                </For>
            </ul>
        </section>
    }
}

#[component]
fn SessionItem(session: OwnSession, end: Callback<Option<SessionId>>) -> impl IntoView {
    let clock = use_clock();
    let OwnSession { id, place, created_at, last_seen_at, is_this } = session;
    let place = if place.is_empty() { t(texts::UNKNOWN_DEVICE).to_owned() } else { place };
    let about = move || {
        let now = clock.now();
        t_with(texts::SESSION_USED, &[&age_ago(last_seen_at, now), &age_ago(created_at, now)])
    };
    let own = is_this.then(|| view! { <span class="badge">{t(texts::THIS_DEVICE)}</span> });
    let button = (!is_this).then(|| {
        view! {
            <button class="btn" type="button" on:click=move |_| end.run(Some(id))>
                {t(texts::END_SESSION)}
            </button>
        }
    });
    view! {
        <li class="row-item row-item--acts" data-session=id.to_string()>
            <Icon name="i-tablet" />
            <div>
                <h3>{place} " " {own}</h3>
                <p>{about}</p>
            </div>
            {button}
        </li>
    }
}
