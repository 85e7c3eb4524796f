//! The photos of one reported issue: those that are there, those on their way, and the button that adds one.

use leptos::prelude::*;
use model::{
    ids::{IssueId, MutationId, PhotoId},
    purchase_order::{Issue, Photo},
};

use super::{
    photo_file::PhotoFile,
    photo_picker::AddPhotos,
    photo_uploads::{Stage, Upload, Uploads, room},
    texts::{ISSUE_ABOUT, issues as texts},
};
use crate::{
    account::use_viewer,
    error::refused,
    language::{t, t_with},
    ui::{
        each::{For, Show},
        icon::Icon,
        toast::{Toast, use_toasts},
    },
};

/// A photo that is looked at, and its issue.
pub type Viewing = RwSignal<Option<(IssueId, PhotoId)>>;

/// Photos of an issue, in boxes of one size: nothing moves when a picture has come.
#[component]
pub fn PhotoStrip(
    /// Which issue.
    id: IssueId,
    /// What is known of it.
    issue: Memo<Option<Issue>>,
    /// Whether photos may be added.
    #[prop(into)]
    may_add: Signal<bool>,
    /// Those on their way.
    uploads: Uploads,
    /// Which is looked at.
    viewing: Viewing,
) -> impl IntoView {
    let photos =
        Memo::new(move |_| issue.with(|issue| issue.as_ref().map(|issue| issue.photos.clone()).unwrap_or_default()));
    let coming = Memo::new(move |_| photos.with(|photos| uploads.of(id, photos)));
    Effect::new(move |_| photos.with(|photos| uploads.forget(photos)));
    let free = Memo::new(move |_| room(photos.with(Vec::len), coming.with(Vec::len)));
    let adds = Memo::new(move |_| may_add.get() && free.get() > 0);
    let shown = Memo::new(move |_| adds.get() || !photos.with(Vec::is_empty) || !coming.with(Vec::is_empty));
    let title = move || issue.with(|issue| issue.as_ref().map(|issue| issue.title.clone()).unwrap_or_default());
    let toasts = use_toasts();
    let pick = Callback::new(move |mut picked: Vec<PhotoFile>| {
        let free = free.get_untracked();
        if picked.len() > free {
            let refusal = model::Refusal::TooManyPhotos { max: model::purchase_order::PHOTOS_MAX as u32 };
            toasts.show(Toast::error(t_with(ISSUE_ABOUT, &[&untrack(title)]), refused(&refusal)));
        }
        picked.truncate(free);
        uploads.add(id, &untrack(title), picked, None);
    });
    view! {
        <Show when=move || shown.get()>
            <div class="photo-strip">
                <ul class="photos">
                    <For each=move || photos.get() key=|photo| photo.id let(photo)>
                        <PhotoTile photo=photo.id photos=photos title=Signal::derive(title) on_open=move |()| viewing.set(Some((id, photo.id))) />
                    </For>
                    <For each=move || coming.get() key=|upload| upload.photo.id let(upload)>
                        <UploadTile coming=coming photo=upload.photo />
                    </For>
                    <Show when=move || adds.get()>
                        <li>
                            <AddPhotos label=Signal::derive(move || t_with(texts::ADD_PHOTO_TO, &[&title()])) on_pick=pick />
                        </li>
                    </Show>
                </ul>
                <For each=move || failed(&coming.get()) key=|(id, why)| (*id, why.clone()) let((photo, why))>
                    <p class="photo-fault" role="alert">
                        <span>{t_with(texts::PHOTO_NOT_SAVED_WHY, &[&why])}</span>
                        <button class="btn" type="button" on:click=move |_| uploads.again(photo)>
                            {t(crate::texts::TRY_AGAIN)}
                        </button>
                        <button class="btn btn--quiet" type="button" on:click=move |_| uploads.give_up(photo)>
                            {t(texts::REMOVE)}
                        </button>
                    </p>
                </For>
            </div>
        </Show>
    }
}

/// One that is there.
#[component]
fn PhotoTile(
    photo: PhotoId,
    photos: Memo<Vec<Photo>>,
    title: Signal<String>,
    #[prop(into)] on_open: Callback<()>,
) -> impl IntoView {
    let src = use_viewer().with_value(|viewer| viewer.path(&format!("photos/{photo}/thumbnail")));
    let label = move || {
        let (place, count) = photos.with(|photos| (photos.iter().position(|one| one.id == photo), photos.len()));
        t_with(texts::PHOTO_OF, &[&place.map_or(0, |place| place + 1), &count, &title.get()])
    };
    view! {
        <li>
            <button
                class="photo"
                type="button"
                aria-haspopup="dialog"
                aria-label=label
                data-photo-id=photo.to_string()
                on:click=move |_| on_open.run(())
            >
                <img src=src alt="" loading="lazy" decoding="async" />
            </button>
        </li>
    }
}

/// One on its way, with a word for how far it is.
#[component]
fn UploadTile(coming: Memo<Vec<Upload>>, photo: PhotoFile) -> impl IntoView {
    let id = photo.id;
    let stage = Memo::new(move |_| {
        coming.with(|coming| coming.iter().find(|upload| upload.photo.id == id).map(|upload| upload.stage.clone()))
    });
    let word = move || match stage.get() {
        Some(Stage::Saving) => t(texts::PHOTO_SAVING).to_owned(),
        Some(Stage::Held) => t(texts::PHOTO_HELD).to_owned(),
        Some(Stage::Sending(0)) => t(texts::PHOTO_SENDING).to_owned(),
        Some(Stage::Sending(share)) => t_with(texts::PHOTO_SENDING_SHARE, &[&share]),
        Some(Stage::Failed(_)) => t(texts::PHOTO_FAILED).to_owned(),
        Some(Stage::Sent) | None => String::new(),
    };
    let state = move || match stage.get() {
        Some(Stage::Saving | Stage::Held | Stage::Sending(_)) => "sending",
        Some(Stage::Failed(_)) => "failed",
        Some(Stage::Sent) | None => "sent",
    };
    view! {
        <li class="photo" data-state=state>
            <img src=photo.preview() alt="" />
            <span class="photo__word" role="status">{word}</span>
            <Show when=move || matches!(stage.get(), Some(Stage::Failed(_)))>
                <Icon name="i-alert" />
            </Show>
        </li>
    }
}

fn failed(coming: &[Upload]) -> Vec<(MutationId, String)> {
    let why = |upload: &Upload| match &upload.stage {
        Stage::Failed(why) => Some((upload.photo.id, why.clone())),
        _ => None,
    };
    coming.iter().filter_map(why).collect()
}
