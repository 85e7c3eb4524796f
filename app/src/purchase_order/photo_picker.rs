//! Choosing photos: the button that opens the camera, and what was chosen for an issue that is not reported yet.

use leptos::prelude::*;
use model::{Refusal, purchase_order::PHOTOS_MAX};

use super::{new_order_page::hydrated, photo_file::PhotoFile, photo_uploads::room, texts::issues as texts};
use crate::{
    error::refused,
    language::{t, t_with},
    ui::{
        each::{For, Show},
        field::Hint,
        icon::Icon,
    },
};

/// "Tambah foto", as large as a photo beside it. Opens the camera where there is one, else asks for files.
#[component]
pub fn AddPhotos(
    /// What it is called for those who do not see what it stands beside.
    #[prop(into)]
    label: Signal<String>,
    /// What was chosen, never nothing.
    #[prop(into)]
    on_pick: Callback<Vec<PhotoFile>>,
) -> impl IntoView {
    let alive = hydrated();
    let picked = move |event| {
        let photos = PhotoFile::from_input(&event);
        if !photos.is_empty() {
            on_pick.run(photos);
        }
    };
    view! {
        <label class="photo photo--add">
            <Icon name="i-camera" />
            {t(texts::ADD_PHOTO)}
            // Dead until awake: a photo taken before that would be taken for nothing.
            <input
                type="file"
                accept="image/*"
                capture="environment"
                multiple
                aria-label=label
                disabled=move || !alive.get()
                on:change=picked
            />
        </label>
    }
}

/// The photos of a report before it is sent.
#[component]
pub fn PhotoPicker(
    /// What is chosen.
    photos: RwSignal<Vec<PhotoFile>>,
) -> impl IntoView {
    let too_many = RwSignal::new(false);
    let refusal = Refusal::TooManyPhotos { max: PHOTOS_MAX as u32 };
    let wrong = Signal::derive(move || too_many.get().then(|| refused(&refusal)));
    let pick = move |mut picked: Vec<PhotoFile>| {
        let room = room(photos.with_untracked(Vec::len), 0);
        too_many.set(picked.len() > room);
        picked.truncate(room);
        photos.update(|photos| photos.extend(picked));
    };
    let place = move |photo: &PhotoFile| {
        photos.with(|photos| photos.iter().position(|one| one == photo)).map_or(0, |place| place + 1)
    };
    view! {
        <fieldset class="field">
            <legend class="label">{t(texts::PHOTOS)}</legend>
            <ul class="photos">
                <For each=move || photos.get() key=|photo| photo.id let(photo)>
                    <li class="photo">
                        <img
                            src=photo.preview()
                            alt={
                                let photo = photo.clone();
                                move || t_with(texts::PHOTO, &[&place(&photo)])
                            }
                        />
                        <button
                            class="photo__remove"
                            type="button"
                            aria-label={
                                let photo = photo.clone();
                                move || t_with(texts::REMOVE_PHOTO, &[&place(&photo)])
                            }
                            on:click=move |_| {
                                too_many.set(false);
                                photos.update(|photos| photos.retain(|one| *one != photo));
                            }
                        >
                            <Icon name="i-close" />
                        </button>
                    </li>
                </For>
                <Show when=move || photos.with(|photos| room(photos.len(), 0) > 0)>
                    <li><AddPhotos label=t(texts::ADD_PHOTO) on_pick=pick /></li>
                </Show>
            </ul>
            <Hint id="issue-photos-hint".to_owned() text=wrong />
        </fieldset>
    }
}
