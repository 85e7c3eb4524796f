//! The sheet that reports an issue. What was typed stays until it was sent.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Channel, DocType, Field, Refusal,
    ids::{ItemId, MutationId},
    presence::{Activity, Part},
    purchase_order::Priority,
};

use super::{
    actions::Actions,
    card::priority_icon,
    instead_of::{InTheWay, InsteadOf},
    photo_file::PhotoFile,
    photo_picker::PhotoPicker,
    photo_uploads::Uploads,
    server_fns::ReportIssue,
    texts::issues as texts,
};
use crate::{
    error::AppError,
    language::t,
    live::{Place, be_at, offline_queue::use_queue},
    ui::{
        field::{Hint, TextField, invalid, refused_at, refused_elsewhere},
        icon::Icon,
        leaving::warn_before_leaving,
        sheet::{Sheet, SheetFoot},
    },
};

#[cfg(feature = "hydrate")]
use crate::live::{
    mutation::new_mutation_id,
    offline_queue::{Entry, OfflineQueue},
};

const REPORTING: Activity = Activity::Editing(Part::Issue);

/// What was typed, and what was photographed.
#[derive(Clone)]
struct Typed {
    title: String,
    description: String,
    priority: Priority,
    photos: Vec<PhotoFile>,
}

/// What is being reported.
#[derive(Clone, Copy)]
struct Draft {
    title: RwSignal<String>,
    description: RwSignal<String>,
    priority: RwSignal<Priority>,
    photos: RwSignal<Vec<PhotoFile>>,
    refusal: RwSignal<Option<Refusal>>,
    instead_of: InsteadOf,
}

impl Draft {
    fn empty() -> Draft {
        Draft {
            title: RwSignal::new(String::new()),
            description: RwSignal::new(String::new()),
            priority: RwSignal::new(Priority::Medium),
            photos: RwSignal::new(Vec::new()),
            refusal: RwSignal::new(None),
            instead_of: InsteadOf::nothing(),
        }
    }

    fn is_empty(self) -> bool {
        self.title.with(String::is_empty) && self.description.with(String::is_empty) && self.photos.with(Vec::is_empty)
    }

    fn typed(self) -> Typed {
        Typed {
            title: self.title.get_untracked(),
            description: self.description.get_untracked(),
            priority: self.priority.get_untracked(),
            photos: self.photos.get_untracked(),
        }
    }

    fn set(self, Typed { title, description, priority, photos }: Typed, refusal: Option<Refusal>) {
        self.title.set(title);
        self.description.set(description);
        self.priority.set(priority);
        self.photos.set(photos);
        self.refusal.set(refusal);
    }

    fn clear(self) {
        let photos = Vec::new();
        self.set(Typed { title: String::new(), description: String::new(), priority: Priority::Medium, photos }, None);
        self.instead_of.clear();
    }

    /// Takes over the photos of the report that is being mended.
    #[cfg(feature = "hydrate")]
    fn take_photos(self, queue: OfflineQueue, report: MutationId) {
        let is_of_it = |entry: &&Entry| entry.is_file && entry.after == Some(report);
        let ids: Vec<MutationId> =
            queue.entries.with_untracked(|all| all.iter().filter(is_of_it).map(|entry| entry.id).collect());
        leptos::task::spawn_local(async move {
            for id in ids {
                let photo = queue.file(id).await.and_then(|file| PhotoFile::written(new_mutation_id(), file));
                self.photos.try_update(|photos| photos.extend(photo));
            }
        });
    }

    /// Opens with what was refused, unless something else has been typed since, which then stays.
    fn again(self, open: RwSignal<bool>, typed: Typed, id: MutationId, error: &AppError) {
        // The page was left meanwhile, and its sheet with it.
        if open.try_get_untracked().is_none() {
            return;
        }
        if self.instead_of.begin(id, untrack(|| self.is_empty())) {
            // Those under the old ids are thrown away with the report.
            let photos = typed.photos.iter().map(PhotoFile::renewed).collect();
            self.set(Typed { photos, ..typed }, error.refusal());
        }
        open.set(true);
    }
}

/// Reports an issue on an item.
#[component]
pub fn IssueSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// On which item.
    item: ItemId,
    /// Its name.
    item_name: Memo<String>,
    /// What sending does.
    actions: Actions,
    /// Where its photos go once it is accepted.
    uploads: Uploads,
) -> impl IntoView {
    let draft = Draft::empty();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = draft.typed();
        let actions = actions.instead_of(draft.instead_of.get());
        match actions.report_issue(item, typed.title.clone(), Some(typed.description.clone()), typed.priority) {
            Ok((issue, answer)) => {
                uploads.add(issue, &typed.title, typed.photos.clone(), Some(MutationId(issue.0)));
                draft.clear();
                open.set(false);
                let here = move || open.try_get_untracked().is_some();
                answer.offer_again(here, move |id, error| draft.again(open, typed.clone(), id, &error));
            }
            Err(refused) => draft.refusal.set(Some(refused)),
        }
    };
    warn_before_leaving(Signal::derive(move || !draft.is_empty()));
    be_at(move || open.get().then_some(Place { at: Channel::Doc(DocType::Item, item.0), state: REPORTING }));
    let queue = use_queue();
    queue.on_mend(move |entry| {
        let asked: Option<ReportIssue> = entry.call.arguments().filter(|asked: &ReportIssue| asked.item_id == item);
        let Some(ReportIssue { title, description, priority, .. }) = asked else { return false };
        let (description, priority) = (description.unwrap_or_default(), priority.parse().unwrap_or(Priority::Medium));
        if draft.instead_of.begin(entry.id, untrack(|| draft.is_empty())) {
            draft.set(Typed { title, description, priority, photos: Vec::new() }, None);
            #[cfg(feature = "hydrate")]
            draft.take_photos(queue, entry.id);
        }
        open.set(true);
        true
    });
    view! {
        <Sheet open=open id="h-report" title=t(texts::REPORT_ISSUE) about=item_name>
            <form on:submit=send>
                <IssueFields draft=draft />
                <InTheWay instead_of=draft.instead_of />
                <SheetFoot submit=t(texts::REPORT) on_close=move |()| open.set(false) />
            </form>
        </Sheet>
    }
}

#[component]
fn IssueFields(draft: Draft) -> impl IntoView {
    let Draft { title, description, priority, photos, refusal, .. } = draft;
    let wrong_title = refused_at(refusal, Field::Title);
    let elsewhere = refused_elsewhere(refusal, &[Field::Title, Field::Description]);
    let priorities = Priority::ALL
        .into_iter()
        .rev()
        .map(|choice| {
            view! {
                <label class="check" data-priority=choice.wire()>
                    <input
                        type="radio"
                        name="issue-priority"
                        value=choice.wire()
                        prop:checked=move || priority.get() == choice
                        on:change=move |_| priority.set(choice)
                    />
                    <Icon name=priority_icon(choice) class="prio" />
                    {t(choice.label())}
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="sheet__fields">
            <div class="field">
                <label for="issue-title">{t(texts::TITLE)}</label>
                <input
                    class="input"
                    id="issue-title"
                    autocomplete="off"
                    autofocus
                    placeholder=t(texts::TITLE_EXAMPLE)
                    aria-invalid=invalid(wrong_title)
                    aria-describedby="issue-title-hint"
                    prop:value=move || title.get()
                    on:input=move |event| title.set(event_target_value(&event))
                />
                <Hint id="issue-title-hint".to_owned() text=wrong_title />
            </div>
            <TextField
                id="issue-description"
                label=t(texts::DESCRIPTION)
                rows="3"
                placeholder=t(texts::OPTIONAL)
                value=description
                wrong=refused_at(refusal, Field::Description)
            />
            <fieldset class="field">
                <legend class="label">{t(texts::PRIORITY)}</legend>
                <div class="checks">{priorities}</div>
            </fieldset>
            <PhotoPicker photos=photos />
            <Hint id="issue-hint".to_owned() text=elsewhere />
        </div>
    }
}
