//! The forms of the sign-in that interrupts a running page: by password, or on a shared tablet by PIN. They come when
//! they are needed ([`super::sign_in_again`]).

use leptos::{ev::SubmitEvent, html::Input, prelude::*, task::spawn_local};
use model::{account::Tablet, ids::UserId};

use super::pin_pad::{PinForm, PinPad};
use crate::{
    account::{
        doors::{load_tablet, load_viewer, log_in_again, log_in_by_pin_again},
        texts::entrance as texts,
        use_viewer,
    },
    error::AppError,
    language::t,
    live::{Live, mutation::pause, use_live},
    ui::field::Hint,
};

/// A lock that has no line asks again after this for who can sign in.
const AGAIN_MS: u32 = 2_000;

/// Goes on where work stopped, if the same person came back. Somebody else gets a fresh page: the work is not his.
///
/// # Errors
/// Those of asking, after which nothing has happened to the page.
async fn go_on(live: Live, slug: String, user: UserId) -> Result<(), AppError> {
    match load_viewer(slug).await {
        Ok(again) if again.actor.id == user => {
            live.signed_out.set(false);
            live.retry();
        }
        // To a page of somebody else the server says that nobody is signed in.
        Ok(_) | Err(AppError::Refused { .. } | AppError::SignedOut) => {
            // The way in knows where this person belongs.
            let _ = window().location().set_href("/");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Who is there, and the PIN.
#[component]
pub fn PinAgain() -> impl IntoView {
    let live = use_live();
    let viewer = use_viewer();
    let own = viewer.with_value(|viewer| viewer.actor.id);
    let tablet = RwSignal::new(None::<Tablet>);
    let form = PinForm::new(Some(own));
    Effect::new(move |_| {
        if !live.signed_out.get() {
            return;
        }
        form.reset(Some(own));
        spawn_local(async move {
            while live.signed_out.get_untracked() {
                match load_tablet().await {
                    Ok(Some(found)) => return tablet.set(Some(found)),
                    // Not a shared device any more: only a fresh page can say so.
                    Ok(None) => {
                        let _ = window().location().set_href("/login");
                        return;
                    }
                    // It may have been shown before; else it comes with the line.
                    Err(_) => pause(AGAIN_MS).await,
                }
            }
        });
    });
    let enter = Callback::new(move |(user, pin): (UserId, String)| {
        form.busy.set(true);
        spawn_local(async move {
            let entered = async {
                log_in_by_pin_again(user, pin).await?;
                go_on(live, viewer.with_value(|viewer| viewer.slug.clone()), own).await
            };
            let answer = entered.await;
            form.pin.set(String::new());
            form.refused.set(answer.err().map(|error| error.text()));
            form.busy.set(false);
        });
    });
    view! {
        {move || {
            tablet
                .get()
                .map(|tablet| {
                    view! {
                        <form
                            class="mode-tablet"
                            on:submit=move |event: SubmitEvent| {
                                event.prevent_default();
                                form.submit(enter);
                            }
                        >
                            <PinPad people=tablet.people form=form />
                        </form>
                    }
                })
        }}
    }
}

/// Name and password.
#[component]
pub fn PasswordAgain() -> impl IntoView {
    let live = use_live();
    let viewer = use_viewer();
    // The dialog was opened before there was anything in it to type into.
    let first = NodeRef::<Input>::new();
    Effect::new(move |_| {
        if let Some(first) = first.get() {
            let _ = first.focus();
        }
    });
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let (user, slug) = viewer.with_value(|viewer| (viewer.actor.id, viewer.slug.clone()));
            let entered = async {
                log_in_again(username.get_untracked(), password.get_untracked()).await?;
                go_on(live, slug, user).await
            };
            let answer = entered.await;
            password.set(String::new());
            refused.set(answer.err().map(|error| error.text()));
        });
    };
    view! {
        <form on:submit=sign_in>
            <div class="field">
                <label for="again-username">{t(texts::USERNAME)}</label>
                <input
                    class="input"
                    id="again-username"
                    node_ref=first
                    autocomplete="username"
                    autocapitalize="none"
                    required
                    prop:value=move || username.get()
                    on:input=move |event| username.set(event_target_value(&event))
                />
            </div>
            <div class="field">
                <label for="again-password">{t(texts::PASSWORD)}</label>
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
                    {t(crate::texts::SIGN_IN)}
                </button>
            </footer>
        </form>
    }
}
