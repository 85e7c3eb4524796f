//! A photo of an issue, large, and the way to the others of the same issue.

use leptos::prelude::*;
use model::{
    ids::PhotoId,
    purchase_order::{Issue, Photo},
};

use super::{
    photo_strip::Viewing,
    texts::{CLOSE, YOU, issues as texts},
};
use crate::{
    account::use_viewer,
    language::{Text, t, t_with},
    ui::{
        clock::use_clock,
        each::Show,
        format::{age_ago, first_name},
        icon::Icon,
        sheet::dialog_while,
    },
};

/// What is looked at.
#[derive(Clone, PartialEq)]
struct Shown {
    /// The issue's title.
    title: String,
    photo: Photo,
    /// From 1.
    place: usize,
    count: usize,
    before: Option<PhotoId>,
    after: Option<PhotoId>,
}

impl Shown {
    fn find(issues: &[Issue], viewing: (model::ids::IssueId, PhotoId)) -> Option<Shown> {
        let issue = issues.iter().find(|issue| issue.id == viewing.0)?;
        let place = issue.photos.iter().position(|photo| photo.id == viewing.1)?;
        let at = |place: Option<usize>| place.and_then(|place| issue.photos.get(place)).map(|photo| photo.id);
        Some(Shown {
            title: issue.title.clone(),
            photo: issue.photos[place].clone(),
            place: place + 1,
            count: issue.photos.len(),
            before: at(place.checked_sub(1)),
            after: at(place.checked_add(1)),
        })
    }
}

/// Open while something is looked at.
#[component]
pub fn PhotoDialog(
    /// Which photo.
    viewing: Viewing,
    /// The issues it may be of.
    issues: ArcRwSignal<Vec<Issue>>,
) -> impl IntoView {
    let shown =
        Memo::new(move |_| viewing.get().and_then(|viewing| issues.with(|issues| Shown::find(issues, viewing))));
    let dialog = dialog_while(Signal::derive(move || shown.with(Option::is_some)));
    let (viewer, slug) = use_viewer().with_value(|viewer| (viewer.actor.id, viewer.slug.clone()));
    let clock = use_clock();
    let go = move |to: Option<PhotoId>| {
        if let Some(to) = to {
            viewing.update(|viewing| {
                if let Some((_, photo)) = viewing {
                    *photo = to;
                }
            });
        }
    };
    let of = move |read: fn(&Shown) -> Option<PhotoId>| shown.with(|shown| shown.as_ref().and_then(read));
    let caption = move || {
        let Shown { photo, place, count, .. } = shown.get()?;
        let by = if photo.by.id == viewer { t(YOU) } else { first_name(&photo.by.name) };
        Some(t_with(texts::PHOTO_CAPTION, &[&place, &count, &by, &age_ago(photo.at, clock.now())]))
    };
    let on_key = move |event: leptos::ev::KeyboardEvent| match event.key().as_str() {
        "ArrowLeft" => go(untrack(|| of(|shown| shown.before))),
        "ArrowRight" => go(untrack(|| of(|shown| shown.after))),
        _ => {}
    };
    let picture = move || {
        let Shown { title, photo, .. } = shown.get()?;
        let src = format!("/{slug}/photos/{}", photo.id);
        let (width, height) = (photo.width.to_string(), photo.height.to_string());
        Some(view! { <img class="photo-view__picture" src=src width=width height=height alt=title /> })
    };
    let step = move |label: Text, read: fn(&Shown) -> Option<PhotoId>| {
        view! {
            <button
                class="btn btn--lg"
                type="button"
                disabled=move || of(read).is_none()
                on:click=move |_| go(untrack(|| of(read)))
            >
                {t(label)}
            </button>
        }
    };
    view! {
        <dialog
            class="sheet photo-view"
            node_ref=dialog
            aria-labelledby="h-photo"
            on:close=move |_| viewing.set(None)
            on:keydown=on_key
        >
            <header class="sheet__head">
                <div>
                    <h2 id="h-photo">{move || shown.with(|shown| shown.as_ref().map(|shown| shown.title.clone()))}</h2>
                    <p>{caption}</p>
                </div>
                <button class="btn btn--quiet btn--icon" type="button" aria-label=t(CLOSE) on:click=move |_| viewing.set(None)>
                    <Icon name="i-close" />
                </button>
            </header>
            {picture}
            <Show when=move || shown.with(|shown| shown.as_ref().is_some_and(|shown| shown.count > 1))>
                <footer class="photo-view__foot">
                    {step(texts::PREVIOUS, |shown| shown.before)}
                    {step(texts::NEXT, |shown| shown.after)}
                </footer>
            </Show>
        </dialog>
    }
}
