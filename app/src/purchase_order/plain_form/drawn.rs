//! A plain form as the server draws it, and what sending it does.

use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_meta::Meta;
use model::{
    Command, Department, Refusal,
    ids::{ItemId, MutationId},
    purchase_order::{Item, ItemSnapshot},
    text::NOTE_MAX,
};
use uuid::Uuid;

use super::Sender;
use crate::{
    account::use_viewer,
    door::record,
    error::AppError,
    json,
    language::t,
    layout::{Loaded, Topbar},
    purchase_order::{server_fns::load_item, texts::NOTE},
    request,
    router::{Address, Query, use_query},
    routes::is_plain,
    ui::format::quantity,
};

/// A form that was sent.
pub struct Said<'a> {
    /// By whom, about what.
    pub sender: &'a Sender,
    /// Path of the form's page, inside the factory.
    pub form: String,
    /// What was typed, as the page reads it.
    pub typed: Vec<(&'a str, &'a str)>,
    /// What of the page that comes next is looked at.
    pub anchor: String,
}

impl Said<'_> {
    /// Does `command`, and leads a browser on to where the form was opened; refused, back to the form with what was typed.
    ///
    /// # Errors
    /// What `command` and the door say; none for a form of a browser, which is told by where it is led.
    pub async fn save<S: ServerFn>(self, command: Result<Command, AppError>) -> Result<(), AppError> {
        let path = match self.attempt(command).await {
            Err(error) if !request::is_form_post() => return Err(error),
            Ok(()) => format!("{}#{}", self.sender.next, self.anchor),
            // Somebody else's browser now, who need not see what was typed.
            Err(AppError::SignedOut) if request::session_of_request().is_some() => "/".to_owned(),
            Err(AppError::SignedOut) => {
                // A shared device asks who is there.
                let entrance = if request::device_token().is_some() { "/tablet" } else { "/login" };
                Query::of([("next", self.again().as_str())]).behind(entrance)
            }
            Err(error) => {
                let form = self.again();
                // As the page's action finds it. It only takes whole addresses.
                let address = ServerFnUrlError::new(S::PATH, error).to_url(&format!("http://here{form}"));
                address
                    .map(|address| format!("{}?{}", address.path(), address.query().unwrap_or_default()))
                    .unwrap_or(form)
            }
        };
        leptos_axum::redirect(if request::stays_here(&path) { &path } else { "/" });
        Ok(())
    }

    async fn attempt(&self, command: Result<Command, AppError>) -> Result<(), AppError> {
        let Sender { factory, person, mutation, .. } = self.sender;
        // Somebody else may have signed in since, in another tab.
        if request::viewer(factory)?.actor.id != *person {
            return Err(AppError::SignedOut.with_status());
        }
        record(factory, *mutation, command?).await.map(drop)
    }

    /// The form again with what was typed.
    fn again(&self) -> String {
        let typed = self.typed.iter().copied().chain([("next", self.sender.next.as_str())]);
        Query::of(typed).behind(format!("/{}/{}", self.sender.factory, self.form))
    }
}

/// The page of an item's form, drawn by `view`.
pub fn form_page(item: Option<ItemId>, view: fn(ItemSnapshot) -> AnyView) -> AnyView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let item = json::load(
        || (),
        move |()| {
            let slug = slug.clone();
            async move {
                match item {
                    Some(item) => load_item(slug, item).await,
                    None => Err(AppError::from(Refusal::Unknown).with_status()),
                }
            }
        },
    );
    view! { <Loaded resource=item view=view /> }.into_any()
}

/// For an item that has no such form, where nothing was refused that is to be read there: its page.
pub fn no_form(item: ItemId) -> AnyView {
    leptos_axum::redirect(&use_viewer().with_value(|viewer| viewer.path(&format!("items/{item}"))));
    ().into_any()
}

/// What stands around the fields of a form.
#[component]
pub fn FormFrame(
    /// What it is about.
    item: Item,
    /// What it does.
    title: String,
    /// Where it is sent.
    action: &'static str,
    /// What it sends that nobody types, besides the sender.
    #[prop(optional)]
    also: Vec<(&'static str, String)>,
    /// Whose work it is.
    #[prop(optional)]
    department: Option<Department>,
    /// Path inside the factory and name of the page that it leads back to, unless another one led to it.
    back: (String, String),
    /// The fields.
    children: Children,
) -> impl IntoView {
    let viewer = use_viewer().get_value();
    let next = use_query().with_untracked(|query| query.get("next"));
    // Neither back to the entrance that somebody has just come in through, nor to the form itself, which its language switch
    // leads to: empty again, it would be filled in twice.
    let leads_on = |next: &String| {
        let path = Address::of(next).path;
        request::stays_here(next) && path.starts_with(&viewer.path("")) && !is_plain(&path)
    };
    let next = next.or_else(request::came_from).filter(leads_on);
    let sender = [
        ("entry[factory]", viewer.slug.clone()),
        ("entry[person]", viewer.actor.id.to_string()),
        ("entry[item]", item.id.to_string()),
        ("entry[mutation]", MutationId(Uuid::now_v7()).0.to_string()),
        ("entry[next]", next.unwrap_or_else(|| viewer.path(&back.0))),
    ];
    let hidden = sender.into_iter().chain(also);
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    // A shared tablet is locked by its app, which is not here: the page goes once the session has ended by itself, which is
    // five minutes after the lock, and some for what the page itself asked for.
    let lock = viewer.lock_minutes.map(|minutes| {
        view! { <Meta http_equiv="refresh" content=format!("{};url=/tablet", i64::from(minutes) * 60 + 360) /> }
    });
    let about = format!(
        "{} · {} · {}",
        item.order.po_number,
        item.order.client.name,
        quantity(item.quantity_total, &item.quantity_unit)
    );
    view! {
        {lock}
        <Topbar title=title.clone() back=Some(back) />
        <main class="page" id="isi" tabindex="-1">
            <form class="panel plain-form" method="post" action=action data-department=department.map(Department::wire)>
                {hidden}
                <header>
                    <h1>{title}</h1>
                    <p>{about}</p>
                </header>
                {children()}
            </form>
        </main>
    }
}

/// The note beside what is entered.
#[component]
pub fn NoteField(
    /// What stands in it while it is empty.
    example: &'static str,
) -> impl IntoView {
    let typed = use_query().with_untracked(|query| query.get("note"));
    view! {
        <div class="field">
            <label for="note">{t(NOTE)}</label>
            <input
                class="input"
                id="note"
                name="entry[note]"
                autocomplete="off"
                // Refused, it comes back by the address, which does not take everything.
                maxlength=NOTE_MAX.to_string()
                placeholder=example
                value=typed
            />
        </div>
    }
}
