//! Taking in a spreadsheet export: choose a file, see what it would do, enter it, see what it did.

use leptos::{prelude::*, task::spawn_local};
use model::{
    Channel, DocType, Event,
    purchase_order::{OrderFormSnapshot, import::problems_csv},
};

use super::{
    import_file::{Picked, save},
    import_preview::{Outcome, Preview},
    new_order_page::{OnlyAdmins, hydrated},
    news::use_news,
    server_fns::{
        FileRefusal, IMPORT_BYTES_MAX, ImportCheck, ImportOutcome, import_purchase_orders, load_purchase_order_form,
        preview_import,
    },
    texts::import as texts,
};
use crate::{
    account::use_viewer,
    json,
    language::{language, t, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, Live, follow, mutation::ask, use_live},
    ui::{icon::Icon, leaving::count_unsaved},
};

/// `/{factory}/import`
#[component]
pub fn ImportPage() -> impl IntoView {
    let (slug, admin) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.may_manage_orders()));
    if !admin {
        return view! { <OnlyAdmins title=crate::texts::IMPORT text=texts::ONLY_ADMINS_IMPORT /> }.into_any();
    }
    // Not for what the form proposes, but for its place in the log: this page is on the line like any other.
    let start = json::load(|| (), move |()| load_purchase_order_form(slug.clone()));
    view! { <Loaded resource=start view=|start| view! { <ImportSteps start=start /> }.into_any() /> }.into_any()
}

/// Where the person is.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Nothing chosen.
    Choose,
    /// On its way to the server and back.
    Reading,
    /// Read; nothing entered.
    Checked(ImportCheck),
    /// Being entered.
    Entering(ImportCheck),
    /// Entered.
    Done(ImportOutcome),
}

/// The page's state. Copies share it.
#[derive(Clone, Copy)]
pub struct Import {
    /// Where the person is.
    pub step: RwSignal<Step>,
    /// Name of the file.
    pub name: RwSignal<String>,
    /// Why nothing could be done.
    pub failed: RwSignal<Option<String>>,
    /// The file in base64.
    file: StoredValue<String>,
    /// Its bad rows as a file: kept for the download after the good ones were entered.
    problems: StoredValue<String>,
    live: Live,
    slug: StoredValue<String>,
}

impl Import {
    fn pick(self, picked: Picked) {
        self.name.set(picked.name.clone());
        self.failed.set(None);
        if picked.size > IMPORT_BYTES_MAX as f64 {
            self.step.set(Step::Choose);
            self.failed.set(Some(FileRefusal::TooLarge.text()));
            return;
        }
        self.step.set(Step::Reading);
        spawn_local(async move {
            let Some(file) = picked.base64().await else {
                self.fail(t(texts::FILE_NOT_READ).to_owned());
                return;
            };
            let slug = self.slug.get_value();
            let answer = ask(self.live, || preview_import(slug.clone(), file.clone())).await;
            match answer {
                Ok(Ok(check)) => {
                    self.file.try_set_value(file);
                    self.problems.try_set_value(problems_csv(&check.problems, language()));
                    self.step.try_set(Step::Checked(check));
                }
                Ok(Err(refusal)) => self.fail(refusal.text()),
                Err(error) => self.fail(error.text()),
            }
        });
    }

    fn fail(self, why: String) {
        self.failed.try_set(Some(why));
        self.step.try_set(Step::Choose);
    }

    /// Enters what was checked. The server reads the file again: what it enters is what it read.
    pub fn enter(self) {
        let Step::Checked(check) = self.step.get_untracked() else { return };
        self.failed.set(None);
        self.step.set(Step::Entering(check.clone()));
        let (slug, file) = (self.slug.get_value(), self.file.get_value());
        spawn_local(async move {
            // Sent again after a fault it enters nothing twice.
            let answer = ask(self.live, || import_purchase_orders(slug.clone(), file.clone())).await;
            match answer {
                Ok(Ok(outcome)) => {
                    self.step.try_set(Step::Done(outcome));
                    return;
                }
                Ok(Err(refusal)) => self.failed.try_set(Some(refusal.text())),
                Err(error) => self.failed.try_set(Some(error.text())),
            };
            self.step.try_set(Step::Checked(check));
        });
    }

    /// Saves the bad rows as a file.
    pub fn download(self) {
        let name = self.name.get_untracked();
        let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
        let name = t_with(texts::PROBLEMS_FILE, &[&stem]);
        if !self.problems.with_value(|problems| save(&name, problems)) {
            self.failed.set(Some(t(texts::FILE_NOT_SAVED).to_owned()));
        }
    }

    /// Begins anew with another file.
    pub fn again(self) {
        self.failed.set(None);
        self.step.set(Step::Choose);
    }
}

#[component]
fn ImportSteps(start: OrderFormSnapshot) -> impl IntoView {
    listen(Cursor { epoch: start.epoch, seq: start.seq });
    let import = Import {
        step: RwSignal::new(Step::Choose),
        name: RwSignal::new(String::new()),
        failed: RwSignal::new(None),
        file: StoredValue::new(String::new()),
        problems: StoredValue::new(String::new()),
        live: use_live(),
        slug: StoredValue::new(use_viewer().with_value(|viewer| viewer.slug.clone())),
    };
    // The file itself is safe on the person's disk, and nobody is asked; but a new version waits for the end of it.
    count_unsaved(Signal::derive(move || import.step.with(|step| !matches!(step, Step::Choose))));
    let failed = move || {
        import.failed.get().map(|why| view! { <p class="import__failed" role="alert"><Icon name="i-alert" />{why}</p> })
    };
    view! {
        <Topbar title=t(crate::texts::IMPORT) />
        <main class="page" id="isi" tabindex="-1">
            <section class="panel" aria-labelledby="h-import">
                <div class="panel__head">
                    <h2 id="h-import">{t(texts::TITLE)}</h2>
                    <span class="n">{move || import.name.get()}</span>
                </div>
                {failed}
                {move || match import.step.get() {
                    Step::Choose => view! { <FileDrop import=import /> }.into_any(),
                    Step::Reading => {
                        view! { <p class="import__sum" role="status">{t(texts::READING)}</p> }.into_any()
                    }
                    Step::Checked(check) => view! { <Preview import=import check=check busy=false /> }.into_any(),
                    Step::Entering(check) => view! { <Preview import=import check=check busy=true /> }.into_any(),
                    Step::Done(outcome) => view! { <Outcome import=import outcome=outcome /> }.into_any(),
                }}
            </section>
        </main>
    }
}

#[component]
fn FileDrop(import: Import) -> impl IntoView {
    let alive = hydrated();
    let picked = move |event| {
        if let Some(picked) = Picked::from_input(&event) {
            import.pick(picked);
        }
    };
    view! {
        <div class="panel__body">
            <label class="drop">
                <Icon name="i-docs" />
                <b>{t(texts::DROP_FILE)}</b>
                <span>{t(texts::DROP_HINT)}</span>
                // Dead until awake: a file picked before that would be picked for nothing.
                <input
                    type="file"
                    id="berkas"
                    accept=".csv,.txt,text/csv,text/plain"
                    disabled=move || !alive.get()
                    on:change=picked
                />
            </label>
        </div>
    }
}

/// Keeps the line: what is entered is told here too.
fn listen(cursor: Cursor) {
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| news.apply(events, |_, _| Applied::Here);
    let reset = |start: OrderFormSnapshot| Cursor { epoch: start.epoch, seq: start.seq };
    let channels = vec![Channel::List(DocType::PurchaseOrder, factory)];
    follow(cursor, channels, apply, move || load_purchase_order_form(slug.clone()), reset);
}
