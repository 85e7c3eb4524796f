//! The entrance of a shared tablet: operators touch their name and type a PIN.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_meta::Title;
use model::account::Tablet;

use super::{
    EntranceTop, next, next_at,
    pin_pad::{PinForm, PinPad},
};
use crate::{
    account::{
        doors::{LogInByPin, load_tablet},
        texts::entrance as texts,
    },
    json,
    language::t,
    ui::empty::empty,
};

/// `/tablet`
#[component]
pub fn TabletPage() -> impl IntoView {
    let tablet = json::load(|| (), |()| load_tablet());
    view! {
        <Title text=format!("{} · lacakPO", t(texts::SHARED_TABLET)) />
        <div class="login">
            <EntranceTop />
            <Suspense>
                {move || Suspend::new(async move {
                    match tablet.await {
                        Ok(Some(tablet)) => view! { <Entrance tablet=tablet /> }.into_any(),
                        Ok(None) => not_shared(),
                        Err(error) => view! { <main class="login__box"><p role="alert">{error.text()}</p></main> }.into_any(),
                    }
                })}
            </Suspense>
        </div>
    }
}

fn not_shared() -> AnyView {
    let href = next_at("/login");
    let way = view! { <a class="btn btn--primary" href=href rel="external">{t(texts::SIGN_IN_BY_PASSWORD)}</a> };
    view! {
        <main class="login__box">
            <div class="empty">
                <h1>{t(texts::NOT_SHARED)}</h1>
                <p>{t(texts::HOW_TO_ENROL)}</p>
                {way}
            </div>
        </main>
    }
    .into_any()
}

#[component]
fn Entrance(tablet: Tablet) -> impl IntoView {
    let Tablet { factory_name, device_name, people } = tablet;
    // Knows the refusal that a redirect brought back in the URL.
    let action = ServerAction::<LogInByPin>::new();
    let form = PinForm::new(None);
    let refused = action.value().get_untracked().and_then(|answer| answer.err()).map(|error| error.text());
    form.refused.set(refused);
    let nobody = people.is_empty();
    view! {
        <main class="login__box login__box--tablet">
            <div>
                <h1>{t(crate::texts::SIGN_IN)}</h1>
                <p class="lead">{format!("{factory_name} · {device_name}")}</p>
            </div>
            {nobody
                .then(|| {
                    empty(
                        t(texts::NOBODY_HAS_A_PIN).to_owned(),
                        t(texts::WHO_SETS_PINS).to_owned(),
                        None,
                    )
                })}
            // A plain form: whoever signs in gets a fresh page.
            <form class="mode-tablet" method="post" action=LogInByPin::url() hidden=nobody>
                <input type="hidden" name="next" value=next() />
                <PinPad people=people form=form />
            </form>
        </main>
        <footer class="login__foot">
            <a class="btn btn--quiet" href=next_at("/login") rel="external">
                {t(texts::SIGN_IN_BY_PASSWORD)}
            </a>
        </footer>
    }
}
