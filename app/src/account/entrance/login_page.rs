//! The login page: a plain form that works without JavaScript.

use leptos::server_fn::ServerFn as _;
use leptos::{html::Input, prelude::*};
use leptos_meta::Title;
use model::{Departments, Role};
use serde::{Deserialize, Serialize};

use super::{EntranceTop, next, next_at};
use crate::{
    account::{
        doors::{LogIn, load_tablet},
        role_name,
        texts::entrance as texts,
    },
    error::AppError,
    json::{self, Json},
    language::{language, t},
    page::PageClient,
    ui::{
        field::{Hint, refused_before},
        icon::Icon,
    },
};

/// The people one can try the product as; shown in demo mode only. Provided by the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoUsers {
    /// Their shared password.
    pub password: String,
    /// The PIN of the operators, at a shared device.
    pub pin: String,
    /// User name, name, what they are, and where.
    pub users: Vec<(String, String, Role, Departments)>,
}

/// The demo users, or nothing outside demo mode.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api", endpoint = "load_demo_users", input = Json, output = Json, client = PageClient)]
pub async fn load_demo_users() -> Result<Option<DemoUsers>, AppError> {
    Ok(use_context::<Option<DemoUsers>>().flatten())
}

/// `/login`
#[component]
pub fn LoginPage() -> impl IntoView {
    // Knows the refusal that a redirect brought back in the URL.
    let action = ServerAction::<LogIn>::new();
    // Without JavaScript the refusal comes back in the URL, and the action starts with it.
    let refused = refused_before(action);
    let demo = json::load(|| (), |()| load_demo_users());
    let tablet = json::load(|| (), |()| load_tablet());
    let by_pin = next_at("/tablet");
    // The browser owns what is typed: a page that is hydrated late must not empty the fields.
    let username = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    view! {
        <Title text=format!("{} · lacakPO", t(crate::texts::SIGN_IN)) />
        <div class="login">
            <EntranceTop />
            <main class="login__box">
                <div>
                    <h1>{t(crate::texts::SIGN_IN)}</h1>
                    <p class="lead">{t(texts::WHAT_IT_IS)}</p>
                </div>
                // A plain form: signing in is a fresh page, because everything a page knows hangs on who looks at it.
                <form class="mode-account panel" method="post" action=LogIn::url()>
                    <input type="hidden" name="next" value=next() />
                    <div class="field">
                        <label for="username">{t(texts::USERNAME)}</label>
                        <input
                            class="input"
                            id="username"
                            name="username"
                            autocomplete="username"
                            autocapitalize="none"
                            required
                            node_ref=username
                        />
                    </div>
                    <div class="field">
                        <label for="password">{t(texts::PASSWORD)}</label>
                        <input
                            class="input"
                            id="password"
                            name="password"
                            type="password"
                            autocomplete="current-password"
                            required
                            aria-invalid=move || refused.get().map(|_| "true")
                            aria-describedby="password-hint"
                            node_ref=password
                        />
                        <Hint id="password-hint".to_owned() text=refused />
                    </div>
                    <button class="btn btn--primary btn--lg btn--block" type="submit">
                        {t(crate::texts::SIGN_IN)}
                    </button>
                </form>
                <Suspense>
                    {move || {
                        let by_pin = by_pin.clone();
                        Suspend::new(async move {
                            let is_tablet = tablet.await.ok().flatten().is_some();
                            is_tablet
                                .then(|| {
                                    view! {
                                        <a class="btn btn--quiet" href=by_pin>
                                            {t(texts::SIGN_IN_BY_PIN)}
                                        </a>
                                    }
                                })
                        })
                    }}
                </Suspense>
                <Suspense>
                    {move || Suspend::new(async move {
                        demo.await
                            .ok()
                            .flatten()
                            .map(|demo| view! { <DemoList demo=demo username=username password=password /> })
                    })}
                </Suspense>
            </main>
        </div>
    }
}

#[component]
fn DemoList(demo: DemoUsers, username: NodeRef<Input>, password: NodeRef<Input>) -> impl IntoView {
    let DemoUsers { password: shared, pin, users } = demo;
    let rows = users
        .into_iter()
        .map(|(user, name, role, departments)| {
            // The name stands before a dot already.
            let role = role_name(role, departments, language()).replace(" · ", " ");
            let (fill_user, fill_password) = (user.clone(), shared.clone());
            let fill = move |_| {
                if let (Some(username), Some(password)) = (username.get(), password.get()) {
                    username.set_value(&fill_user);
                    password.set_value(&fill_password);
                }
            };
            view! {
                <li class="row-item">
                    <Icon name="i-key" />
                    <div>
                        <h3>{user}</h3>
                        <p>{format!("{name} · {role}")}</p>
                    </div>
                    <button class="btn" type="button" on:click=fill>
                        {t(texts::USE)}
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel login__demo" aria-labelledby="h-demo">
            <div class="panel__head">
                <h2 id="h-demo">{t(texts::DEMO_MODE)}</h2>
                <span class="panel__note">
                    {t(texts::DEMO_PASSWORD)} <code>{shared.clone()}</code> {t(texts::DEMO_PIN)} <code>{pin}</code>
                </span>
            </div>
            <ul class="rows">{rows}</ul>
        </section>
    }
}
