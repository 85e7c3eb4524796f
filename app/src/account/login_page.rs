//! The login page: a plain form that works without JavaScript, and the sign-in that interrupts a running page.

use leptos::server_fn::ServerFn as _;
use leptos::{
    ev::SubmitEvent,
    html::{Dialog, Input},
    prelude::*,
    task::spawn_local,
};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde::{Deserialize, Serialize};

use super::{LogIn, load_viewer, log_in_again, use_viewer};
use crate::{
    error::AppError,
    layout::Mark,
    live::use_live,
    ui::{field::Hint, icon::Icon},
};

/// The people one can try the product as; shown in demo mode only. Provided by the server.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoUsers {
    /// Their shared password.
    pub password: String,
    /// User name, name, what they are.
    pub users: Vec<(String, String, String)>,
}

/// The demo users, or nothing outside demo mode.
///
/// # Errors
/// None of its own.
#[server(prefix = "/api", endpoint = "load_demo_users")]
pub async fn load_demo_users() -> Result<Option<DemoUsers>, AppError> {
    Ok(use_context::<Option<DemoUsers>>().flatten())
}

/// `/login`
#[component]
pub fn LoginPage() -> impl IntoView {
    // Knows the refusal that a redirect brought back in the URL.
    let action = ServerAction::<LogIn>::new();
    let query = use_query_map();
    let next = move || query.with_untracked(|query| query.get("next").unwrap_or_default());
    // Without JavaScript the refusal comes back in the URL, and the action starts with it.
    let refused =
        Signal::derive(move || action.value().get().and_then(|answer| answer.err()).map(|error| error.to_string()));
    let demo = Resource::new_blocking(|| (), |()| load_demo_users());
    // The browser owns what is typed: a page that is hydrated late must not empty the fields.
    let username = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    view! {
        <Title text="Masuk · lacakPO" />
        <div class="login">
            <header class="login__top">
                <span class="login__brand">
                    <Mark />
                    <span>"lacak"<b>"PO"</b></span>
                </span>
            </header>
            <main class="login__box">
                <div>
                    <h1>"Masuk"</h1>
                    <p class="lead">"Keadaan setiap PO, sekarang."</p>
                </div>
                // A plain form: signing in is a fresh page, because everything a page knows hangs on who looks at it.
                <form class="mode-account panel" method="post" action=LogIn::url()>
                    <input type="hidden" name="next" value=next />
                    <div class="field">
                        <label for="username">"Nama pengguna"</label>
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
                        <label for="password">"Kata sandi"</label>
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
                        "Masuk"
                    </button>
                </form>
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
    let DemoUsers { password: shared, users } = demo;
    let rows = users
        .into_iter()
        .map(|(user, name, role)| {
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
                        "Pakai"
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="panel login__demo" aria-labelledby="h-demo">
            <div class="panel__head">
                <h2 id="h-demo">"Mode demo"</h2>
                <span class="panel__note">"Kata sandi: " <code>{shared.clone()}</code></span>
            </div>
            <ul class="rows">{rows}</ul>
        </section>
    }
}

/// Opens when the session ends in the middle of work. The page behind it keeps everything typed; after signing in
/// work goes on where it stopped. Somebody else signing in gets a fresh page: the work is not his.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let live = use_live();
    let viewer = use_viewer();
    let dialog = NodeRef::<Dialog>::new();
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let open = live.signed_out.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            // Throws only when the element is not in the page, and then there is nothing to open.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let (user, slug) = viewer.with_value(|viewer| (viewer.actor.id, viewer.slug.clone()));
            let answer = log_in_again(username.get_untracked(), password.get_untracked()).await;
            password.set(String::new());
            match answer {
                Ok(()) => match load_viewer(slug).await {
                    Ok(again) if again.actor.id == user => {
                        refused.set(None);
                        live.signed_out.set(false);
                        live.retry();
                    }
                    _ => {
                        let _ = window().location().reload();
                    }
                },
                Err(error) => refused.set(Some(error.to_string())),
            }
        });
    };
    view! {
        <dialog class="sheet" id="masuk-lagi" node_ref=dialog aria-labelledby="h-masuk-lagi" on:cancel=|event: leptos::ev::Event| event.prevent_default()>
            <header class="sheet__head">
                <div>
                    <h2 id="h-masuk-lagi">"Sesi Anda berakhir"</h2>
                    <p>"Masuk lagi untuk melanjutkan. Yang sudah diketik tetap ada."</p>
                </div>
            </header>
            <form on:submit=sign_in>
                <div class="field">
                    <label for="again-username">"Nama pengguna"</label>
                    <input
                        class="input"
                        id="again-username"
                        autocomplete="username"
                        autocapitalize="none"
                        required
                        prop:value=move || username.get()
                        on:input=move |event| username.set(event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label for="again-password">"Kata sandi"</label>
                    <input
                        class="input"
                        id="again-password"
                        type="password"
                        autocomplete="current-password"
                        required
                        aria-invalid=move || refused.with(Option::is_some).then_some("true")
                        aria-describedby="again-hint"
                        prop:value=move || password.get()
                        on:input=move |event| password.set(event_target_value(&event))
                    />
                    <Hint id="again-hint".to_owned() text=Signal::derive(move || refused.get()) />
                </div>
                <footer class="sheet__foot">
                    <button class="btn btn--lg btn--primary btn--block" type="submit">
                        "Masuk"
                    </button>
                </footer>
            </form>
        </dialog>
    }
}
