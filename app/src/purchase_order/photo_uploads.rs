//! Photos on their way from this page to their issues.
//!
//! Always true here:
//! - a photo is shown once: from the device until the log has it, and from the server then; both know it by one id;
//! - a new issue's photos wait until the issue is accepted, and are taken back with it;
//! - one that fails keeps its picture, says why, and goes again with the same id;
//! - who leaves the page does not stop them, and is told by a toast of one that failed.

use leptos::{prelude::*, task::spawn_local};
use model::{
    ids::{IssueId, MutationId},
    purchase_order::{PHOTOS_MAX, Photo},
};

use super::{photo_file::PhotoFile, texts::issues as texts};
use crate::{
    account::{Viewer, use_viewer},
    error::AppError,
    language::t_with,
    live::{Live, mutation::send, use_live},
    ui::{
        leaving::warn_before_leaving,
        toast::{Toast, Toasts, use_toasts},
    },
};

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The issue itself is not accepted yet.
    Held,
    /// On its way, or waiting for the line.
    Sending,
    /// The server has it; its event is on its way here.
    Sent,
    /// It was refused, and why.
    Failed(String),
}

/// A photo that is not on its issue yet.
#[derive(Clone, PartialEq)]
pub struct Upload {
    /// Where it goes.
    pub issue: IssueId,
    /// The photo.
    pub photo: PhotoFile,
    /// How far it is.
    pub stage: Stage,
}

/// All of a page. Copies share it.
#[derive(Clone, Copy)]
pub struct Uploads {
    all: RwSignal<Vec<Upload>>,
    live: Live,
    toasts: Toasts,
    /// Of the factory's layout, so that it is there when the page is not any more.
    viewer: StoredValue<Viewer>,
}

impl Uploads {
    /// None yet. While some are not sent, the browser asks before it closes the page.
    #[must_use]
    pub fn on_page() -> Uploads {
        let all = RwSignal::new(Vec::<Upload>::new());
        warn_before_leaving(Signal::derive(move || all.with(|all| all.iter().any(|one| one.stage != Stage::Sent))));
        Uploads { all, live: use_live(), toasts: use_toasts(), viewer: use_viewer() }
    }

    /// Those of `issue` that are not among its `photos` yet.
    #[must_use]
    pub fn of(self, issue: IssueId, photos: &[Photo]) -> Vec<Upload> {
        let is_new = |upload: &&Upload| photos.iter().all(|photo| photo.id.0 != upload.photo.id.0);
        self.all.with(|all| all.iter().filter(|upload| upload.issue == issue).filter(is_new).cloned().collect())
    }

    /// Forgets those that are among the `photos` of their issue.
    pub fn forget(self, photos: &[Photo]) {
        let arrived = |upload: &Upload| photos.iter().any(|photo| photo.id.0 == upload.photo.id.0);
        if self.all.with_untracked(|all| all.iter().any(arrived)) {
            self.all.update(|all| all.retain(|upload| !arrived(upload)));
        }
    }

    /// Keeps `photos` for an issue that is just being reported.
    pub fn hold(self, issue: IssueId, photos: Vec<PhotoFile>) {
        let held = photos.into_iter().map(|photo| Upload { issue, photo, stage: Stage::Held });
        self.all.update(|all| all.extend(held));
    }

    /// The issue was refused, and its photos go back to where it was typed.
    pub fn take_back(self, issue: IssueId) {
        self.all.try_update(|all| all.retain(|upload| upload.issue != issue));
    }

    /// Sends `photos` to `issue`, one after the other, because a bad line carries one at a time better. `what` is the
    /// issue's title.
    pub fn send(self, issue: IssueId, what: String, photos: Vec<PhotoFile>) {
        self.all.try_update(|all| {
            all.retain(|upload| !photos.contains(&upload.photo));
            all.extend(photos.iter().map(|photo| Upload { issue, photo: photo.clone(), stage: Stage::Sending }));
        });
        let slug = self.viewer.with_value(|viewer| viewer.slug.clone());
        spawn_local(async move {
            for photo in photos {
                let answer = send(self.live, photo.id, |_| photo.add(&slug, issue)).await;
                self.answered(&photo, &what, answer.err());
            }
        });
    }

    /// Sends one again that failed.
    pub fn again(self, id: MutationId, what: String) {
        let failed = self.all.with_untracked(|all| all.iter().find(|upload| upload.photo.id == id).cloned());
        if let Some(Upload { issue, photo, .. }) = failed {
            self.send(issue, what, vec![photo]);
        }
    }

    /// Gives one up that failed.
    pub fn give_up(self, id: MutationId) {
        self.all.update(|all| all.retain(|upload| upload.photo.id != id));
    }

    fn answered(self, photo: &PhotoFile, what: &str, error: Option<AppError>) {
        let stage = error.as_ref().map_or(Stage::Sent, |error| Stage::Failed(error.text()));
        let told = self.all.try_update(|all| {
            if let Some(upload) = all.iter_mut().find(|upload| upload.photo == *photo) {
                upload.stage = stage;
            }
        });
        if let (None, Some(error)) = (told, error) {
            self.toasts.show(Toast::error(t_with(texts::PHOTO_NOT_SAVED, &[&what]), error.text()));
        }
    }
}

/// How many more photos an issue takes that has `photos`, with `uploads` on their way.
#[must_use]
pub fn room(photos: usize, uploads: usize) -> usize {
    PHOTOS_MAX.saturating_sub(photos + uploads)
}
