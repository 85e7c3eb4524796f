//! What links open: a place in a factory, another password. Plain forms that work without JavaScript.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_meta::Title;

use super::{EntranceTop, PlainField};
use crate::{
    account::{
        doors::{ChoosePassword, Join, LinkKind, load_link},
        role_name,
        texts::entrance as texts,
    },
    error::AppError,
    json,
    language::{Text, language, t, t_with},
    routes::use_key,
    ui::field::{Hint, refused_before},
};

/// `/invite/{token}`
#[component]
pub fn InvitationPage() -> impl IntoView {
    view! { <LinkPage title=texts::INVITATION /> }
}

/// `/reset/{token}`
#[component]
pub fn ResetPage() -> impl IntoView {
    view! { <LinkPage title=texts::NEW_PASSWORD /> }
}

#[component]
fn LinkPage(title: Text) -> impl IntoView {
    let token = use_key().get_untracked();
    let link = {
        let token = token.clone();
        json::load(|| (), move |()| load_link(token.clone()))
    };
    let token = StoredValue::new(token);
    view! {
        <Title text=format!("{} · lacakPO", t(title)) />
        <div class="login">
            <EntranceTop />
            <main class="login__box">
                <Suspense>
                    {move || Suspend::new(async move {
                        let token = token.get_value();
                        match link.await {
                            Ok(LinkKind::Invitation { factory_name, name, role, signed_in }) => {
                                let role = role_name(role, model::Departments::NONE, language());
                                let role = role.trim_end_matches([' ', '·']).to_owned();
                                view! { <Invited token=token factory_name=factory_name name=name role=role signed_in=signed_in /> }.into_any()
                            }
                            Ok(LinkKind::Password { name, username }) => {
                                view! { <NewPassword token=token name=name username=username /> }.into_any()
                            }
                            Ok(LinkKind::Setup) => over(None),
                            Err(error) => over(Some(error)),
                        }
                    })}
                </Suspense>
            </main>
        </div>
    }
}

/// The link opens nothing.
pub(super) fn over(error: Option<AppError>) -> AnyView {
    let why = error.unwrap_or_else(|| model::Refusal::LinkOver.into());
    let way = view! { <a class="btn btn--primary" href="/login" rel="external">{t(texts::TO_SIGN_IN)}</a> };
    view! {
        <div class="empty">
            <h1>{t(texts::LINK_OVER)}</h1>
            <p>{why.text()}</p>
            {way}
        </div>
    }
    .into_any()
}

#[component]
fn Invited(
    token: String,
    factory_name: String,
    name: String,
    role: String,
    signed_in: Option<String>,
) -> impl IntoView {
    let action = ServerAction::<Join>::new();
    let refused = refused_before(action);
    let as_myself = signed_in.map(|who| {
        let (before, after) = texts::around(texts::SIGNED_IN_AS, language());
        view! {
            <form class="mode-account panel" method="post" action=Join::url()>
                <input type="hidden" name="token" value=token.clone() />
                <input type="hidden" name="as_myself" value="true" />
                <p>{before} <b>{who.clone()}</b> {after}</p>
                <button class="btn btn--primary btn--lg btn--block" type="submit">
                    {t_with(texts::JOIN_AS, &[&who])}
                </button>
            </form>
        }
    });
    view! {
        <div>
            <h1>{t_with(texts::WELCOME, &[&name])}</h1>
            <p class="lead">{t_with(texts::INVITES_YOU, &[&factory_name, &role])}</p>
        </div>
        {as_myself}
        <form class="mode-account panel" method="post" action=Join::url()>
            <input type="hidden" name="token" value=token />
            <PlainField name="username" label=texts::CHOOSE_USERNAME autocomplete="username" />
            <NewPasswordField refused=refused />
            <button class="btn btn--primary btn--lg btn--block" type="submit">
                {t(texts::JOIN)}
            </button>
        </form>
    }
}

#[component]
fn NewPassword(token: String, name: String, username: String) -> impl IntoView {
    let action = ServerAction::<ChoosePassword>::new();
    let refused = refused_before(action);
    view! {
        <div>
            <h1>{t(texts::NEW_PASSWORD)}</h1>
            <p class="lead">{t_with(texts::NEW_PASSWORD_OF, &[&name])}</p>
        </div>
        <form class="mode-account panel" method="post" action=ChoosePassword::url()>
            <input type="hidden" name="token" value=token />
            // For the browser's password store.
            <input class="sr" name="username" autocomplete="username" value=username readonly tabindex="-1" aria-hidden="true" />
            <NewPasswordField refused=refused />
            <button class="btn btn--primary btn--lg btn--block" type="submit">
                {t(texts::SAVE_AND_SIGN_IN)}
            </button>
        </form>
    }
}

/// A password being chosen, and why the last try was refused.
#[component]
pub(super) fn NewPasswordField(refused: Signal<Option<String>>) -> impl IntoView {
    view! {
        <div class="field">
            <label for="password">{t(texts::CHOOSE_PASSWORD)}</label>
            <input
                class="input"
                id="password"
                name="password"
                type="password"
                autocomplete="new-password"
                minlength="8"
                required
                aria-invalid=move || refused.get().map(|_| "true")
                aria-describedby="password-hint"
            />
            <p class="hint">{t(texts::GOOD_PASSWORD)}</p>
            <Hint id="password-hint".to_owned() text=refused />
        </div>
    }
}
