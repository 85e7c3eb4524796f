//! A plain form as the server draws it, and what sending it does.

use leptos::{
    prelude::*,
    server_fn::{ServerFn, error::ServerFnUrlError},
};
use leptos_meta::Meta;
use model::{
    Command, Department, Event, Refusal,
    ids::{ItemId, MutationId},
    purchase_order::{Item, ItemSnapshot},
    text::NOTE_MAX,
};
use uuid::Uuid;

use super::{MUTATION, Sender};
use crate::{
    account::use_viewer,
    door::{record, refused},
    error::AppError,
    json,
    language::t,
    layout::{Loaded, Topbar},
    purchase_order::{
        history_panel::piece,
        sentence::Sentence,
        server_fns::load_item,
        texts::{NOTE, labels::BACK_TO_ITEM, plain_form as texts},
    },
    request,
    router::{Address, Query, use_address, use_query},
    routes::is_plain,
    ui::format::quantity,
};

/// In the address of a form that comes again: whose it is.
const PERSON: &str = "person";

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
    /// It counts as often as it is sent: see [`once_page`].
    pub is_counted: bool,
}

impl Said<'_> {
    /// Does `command`, and leads a browser on to where the form was opened; refused, back to the form with what was typed.
    ///
    /// # Errors
    /// What `command` and the door say; none for a form of a browser, which is told by where it is led.
    pub async fn save<S: ServerFn>(self, command: Result<Command, AppError>) -> Result<(), AppError> {
        let was_entered = self.is_counted && self.was_entered().await;
        let path = match self.attempt(command).await.map_err(as_overtaken) {
            Err(error) if !request::is_form_post() => return Err(error),
            // It may have been meant as another one, from a form that was opened twice.
            Ok(()) if was_entered => self.again(),
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

    /// Whether it counted before.
    async fn was_entered(&self) -> bool {
        let item = load_item(self.sender.factory.clone(), self.sender.item).await;
        item.is_ok_and(|snapshot| event_of(&snapshot, self.sender.mutation).is_some())
    }

    async fn attempt(&self, command: Result<Command, AppError>) -> Result<(), AppError> {
        let Sender { factory, person, mutation, .. } = self.sender;
        // Somebody else may have signed in since, in another tab.
        if request::viewer(factory)?.actor.id != *person {
            return Err(AppError::SignedOut.with_status());
        }
        record(factory, *mutation, command?).await.map(drop)
    }

    /// The form again with what was typed, for whoever typed it.
    fn again(&self) -> String {
        let Sender { factory, person, mutation, next, .. } = self.sender;
        let (person, mutation) = (person.to_string(), mutation.0.to_string());
        let own = [(MUTATION, mutation.as_str()), (PERSON, &person), ("next", next)];
        Query::of(self.typed.iter().copied().chain(own)).behind(format!("/{factory}/{}", self.form))
    }
}

/// Sent once more with something else in it, a form has become old by its own first sending.
fn as_overtaken(error: AppError) -> AppError {
    match error.refusal() {
        Some(Refusal::MutationReused) => refused(vec![Refusal::Stale]),
        _ => error,
    }
}

/// As [`form_page`], for what counts as often as it is sent: the address says which sending it is, so that this one counts
/// once, however often it is loaded anew.
pub fn once_page(item: Option<ItemId>, view: fn(ItemSnapshot) -> AnyView) -> AnyView {
    if mutation_in(&use_query().get_untracked()).is_some() {
        return form_page(item, view);
    }
    let Address { path, query, .. } = use_address().get_untracked();
    leptos_axum::redirect(&query.with(MUTATION, &Uuid::now_v7().to_string()).behind(path));
    ().into_any()
}

fn mutation_in(query: &Query) -> Option<MutationId> {
    query.get(MUTATION)?.parse().ok()
}

fn event_of(snapshot: &ItemSnapshot, mutation: MutationId) -> Option<&Event> {
    snapshot.history.iter().find(|event| event.mutation_id == Some(mutation))
}

/// What stands in the place of a form that was sent already: who lost the answer must not have to enter it again.
pub fn entered_before(snapshot: &ItemSnapshot, back: (String, String)) -> Option<AnyView> {
    let mutation = mutation_in(&use_query().get_untracked())?;
    let event = event_of(snapshot, mutation)?;
    let words = Sentence::of(event, &snapshot.item.quantity_unit).parts.into_iter().map(piece).collect_view();
    let item = use_viewer().with_value(|viewer| viewer.path(&back.0));
    let Address { path, query, .. } = use_address().get_untracked();
    // With what was typed, and without what was said of it.
    let another = [MUTATION, "__err", "__path"].iter().fold(query, |query, name| query.with(name, "")).behind(path);
    let view = view! {
        <Topbar title=t(texts::ENTERED) back=Some(back) />
        <main class="page" id="isi" tabindex="-1">
            <section class="panel plain-form">
                <header>
                    <h1>{t(texts::ENTERED)}</h1>
                    <p>{words}</p>
                </header>
                <a class="btn btn--primary btn--lg" href=item>
                    {t(BACK_TO_ITEM)}
                </a>
                <a class="btn btn--lg" href=another>
                    {t(texts::ENTER_ANOTHER)}
                </a>
            </section>
        </main>
    };
    Some(view.into_any())
}

/// The page of an item's form, drawn by `view`.
pub fn form_page(item: Option<ItemId>, view: fn(ItemSnapshot) -> AnyView) -> AnyView {
    let (slug, own) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.id.to_string()));
    let Address { path, query, .. } = use_address().get_untracked();
    if query.get(PERSON).is_some_and(|person| person != own) {
        // Somebody else has come in meanwhile, and what was typed was not his.
        let next = query.get("next").unwrap_or_default();
        leptos_axum::redirect(&Query::default().with("next", &next).behind(path));
        return ().into_any();
    }
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
    /// It counts as often as it is sent: see [`once_page`].
    #[prop(optional)]
    is_counted: bool,
    /// Whose work it is.
    #[prop(optional)]
    department: Option<Department>,
    /// Path inside the factory and name of the page that it leads back to, unless another one led to it.
    back: (String, String),
    /// The fields.
    children: Children,
) -> impl IntoView {
    let viewer = use_viewer().get_value();
    let query = use_query().get_untracked();
    let mutation = mutation_in(&query).filter(|_| is_counted).unwrap_or_else(|| MutationId(Uuid::now_v7()));
    let next = query.get("next");
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
        ("entry[mutation]", mutation.0.to_string()),
        ("entry[next]", next.unwrap_or_else(|| viewer.path(&back.0))),
    ];
    let hidden = sender.into_iter().chain(also);
    let hidden = hidden.map(|(name, value)| view! { <input type="hidden" name=name value=value /> }).collect_view();
    // A shared tablet is locked by its app, which is not here: the page goes once the session has ended by itself, which is
    // five minutes after the lock, and some for what the page itself asked for.
    let lock = viewer.lock_minutes.map(|minutes| {
        view! { <Meta http_equiv="refresh" content=format!("{};url=/tablet", i64::from(minutes) * 60 + 360) /> }
    });
    let waiting = format!("{}:{} {}", viewer.actor.id, viewer.slug, item.id);
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
                // Shown by the page's small script, which knows what the device keeps.
                <p class="plain-form__waiting" role="status" data-waiting=waiting hidden>
                    {t(texts::STILL_WAITING)}
                </p>
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
