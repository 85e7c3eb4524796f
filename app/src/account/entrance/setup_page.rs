//! The first factory and its first admin, by the link that the terminal printed. A plain form that works once.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_meta::Title;
use model::account::ZONES;

use super::{
    EntranceTop, PlainField,
    link_page::{NewPasswordField, over},
};
use crate::{
    account::{
        doors::{LinkKind, SetUp, load_link},
        texts::entrance as texts,
    },
    json,
    language::t,
    routes::use_key,
    ui::field::refused_before,
};

/// `/setup/{token}`
#[component]
pub fn SetupPage() -> impl IntoView {
    let token = use_key().get_untracked();
    let link = {
        let token = token.clone();
        json::load(|| (), move |()| load_link(token.clone()))
    };
    let token = StoredValue::new(token);
    view! {
        <Title text=format!("{} · lacakPO", t(texts::NEW_FACTORY)) />
        <div class="login">
            <EntranceTop />
            <main class="login__box">
                <Suspense>
                    {move || Suspend::new(async move {
                        match link.await {
                            Ok(LinkKind::Setup) => view! { <NewFactory token=token.get_value() /> }.into_any(),
                            Ok(_) => over(None),
                            Err(error) => over(Some(error)),
                        }
                    })}
                </Suspense>
            </main>
        </div>
    }
}

#[component]
fn NewFactory(token: String) -> impl IntoView {
    let action = ServerAction::<SetUp>::new();
    let refused = refused_before(action);
    let zones = ZONES.into_iter().map(|zone| view! { <option value=zone.name>{t(zone.label)}</option> }).collect_view();
    view! {
        <div>
            <h1>{t(texts::NEW_FACTORY)}</h1>
            <p class="lead">{t(texts::ABOUT_NEW_FACTORY)}</p>
        </div>
        <form class="mode-account panel" method="post" action=SetUp::url()>
            <input type="hidden" name="token" value=token />
            <PlainField name="factory_name" label=texts::FACTORY_NAME autocomplete="organization" />
            <div class="field">
                <label for="slug">{t(texts::FACTORY_ADDRESS)}</label>
                <input class="input" id="slug" name="slug" autocomplete="off" autocapitalize="none" required aria-describedby="slug-hint" />
                <p class="hint" id="slug-hint">{t(texts::ABOUT_FACTORY_ADDRESS)}</p>
            </div>
            <div class="field">
                <label for="time_zone">{t(texts::TIME_ZONE)}</label>
                <select class="select" id="time_zone" name="time_zone">
                    {zones}
                </select>
            </div>
            <PlainField name="name" label=texts::YOUR_NAME autocomplete="name" />
            <PlainField name="username" label=texts::USERNAME autocomplete="username" />
            <NewPasswordField refused=refused />
            <button class="btn btn--primary btn--lg btn--block" type="submit">
                {t(texts::CREATE_FACTORY)}
            </button>
        </form>
    }
}
