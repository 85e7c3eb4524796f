//! Photos on their way to their issues, as a page shows them. They travel in the device's queue, like all work.
//!
//! Always true here:
//! - a photo is shown once: from the device until the log has it, and from the server then; both know it by one id;
//! - it is made small and written down before the page stops asking whether it may be closed;
//! - those of a new issue wait for it, and are thrown away with it;
//! - one that fails keeps its picture, says why, and goes again with the same id, also after another visit.

use leptos::prelude::*;
use model::{
    ids::{IssueId, MutationId},
    purchase_order::{PHOTOS_MAX, Photo},
};

use super::{photo_file::PhotoFile, texts::issues as texts};
use crate::{
    account::{Viewer, use_viewer},
    language::t_with,
    live::offline_queue::{Entry, OfflineQueue, State, Told, use_queue},
    ui::{
        clock::{Clock, use_clock},
        leaving::warn_before_leaving,
    },
};

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It is being made small and written down.
    Saving,
    /// Written down; it waits for the line, or for its issue.
    Held,
    /// On its way: so much of it is sent, in percent.
    Sending(u8),
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
    queue: OfflineQueue,
    clock: Clock,
    /// Of the factory's layout, so that it is there when the page is not any more.
    viewer: StoredValue<Viewer>,
}

impl Uploads {
    /// Those that the device's queue has. While some are not written down, the browser asks before it closes the page.
    #[must_use]
    pub fn on_page() -> Uploads {
        let all = RwSignal::new(Vec::<Upload>::new());
        warn_before_leaving(Signal::derive(move || all.with(|all| all.iter().any(|one| one.stage == Stage::Saving))));
        let uploads = Uploads { all, queue: use_queue(), clock: use_clock(), viewer: use_viewer() };
        uploads.follow_queue();
        uploads
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

    /// Writes `photos` down for `issue`, which is sent first where it is the mutation `after`. `what` is the issue's title.
    pub fn add(self, issue: IssueId, what: &str, photos: Vec<PhotoFile>, after: Option<MutationId>) {
        self.all.try_update(|all| {
            all.extend(photos.iter().map(|photo| Upload { issue, photo: photo.clone(), stage: Stage::Saving }));
        });
        let what = t_with(texts::PHOTO_ABOUT, &[&what]);
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(write_down(self, issue, what, photos, after));
        #[cfg(not(feature = "hydrate"))]
        let _ = (what, after, self.clock, self.viewer);
    }

    /// Sends one again that failed.
    pub fn again(self, id: MutationId) {
        let entry = self.queue.entries.with_untracked(|entries| entries.iter().find(|entry| entry.id == id).cloned());
        if let Some(entry) = entry {
            self.queue.replace(id, Entry { state: State::Waiting, ..entry });
        }
    }

    /// Gives one up that failed.
    pub fn give_up(self, id: MutationId) {
        self.queue.discard(id);
        self.all.update(|all| all.retain(|upload| upload.photo.id != id));
    }

    /// Shows what the queue has, as it has it.
    fn follow_queue(self) {
        let Uploads { all, queue, .. } = self;
        queue.listen(move |told| {
            // Written into the log, it is there until its event comes; else the queue says what becomes of it.
            if let Told::Answered(id, Ok(events)) = told
                && !events.is_empty()
            {
                all.update(|all| {
                    if let Some(upload) = all.iter_mut().find(|upload| upload.photo.id == *id) {
                        upload.stage = Stage::Sent;
                    }
                });
            }
        });
        Effect::new(move |_| {
            let (held, sent) = (queue.held.get(), queue.sent.get());
            let files: Vec<(Entry, Stage)> = queue.entries.with(|entries| {
                let files = entries.iter().filter(|entry| entry.is_file);
                files.map(|entry| (entry.clone(), stage(entry, entries, held, sent))).collect()
            });
            let mut unknown = Vec::new();
            all.update(|all| {
                all.retain(|upload| {
                    let is_queued = files.iter().any(|(entry, _)| entry.id == upload.photo.id);
                    is_queued || matches!(upload.stage, Stage::Saving | Stage::Sent)
                });
                for (entry, stage) in files {
                    match all.iter_mut().find(|upload| upload.photo.id == entry.id) {
                        Some(upload) => upload.stage = stage,
                        None => unknown.push((entry, stage)),
                    }
                }
            });
            for (entry, stage) in unknown {
                self.show_written(entry, stage);
            }
        });
    }

    /// Shows one that another visit wrote down.
    fn show_written(self, entry: Entry, stage: Stage) {
        #[cfg(feature = "hydrate")]
        leptos::task::spawn_local(async move {
            let issue = entry.base.as_deref().and_then(|issue| issue.parse::<IssueId>().ok());
            let photo = self.queue.file(entry.id).await.and_then(|file| PhotoFile::written(entry.id, file));
            let (Some(issue), Some(photo)) = (issue, photo) else { return };
            let is_here = |entries: &Vec<Entry>| entries.iter().any(|kept| kept.id == entry.id);
            if self.queue.entries.try_with_untracked(is_here) != Some(true) {
                return;
            }
            self.all.try_update(|all| {
                if all.iter().all(|upload| upload.photo != photo) {
                    all.push(Upload { issue, photo, stage });
                }
            });
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = (entry, stage);
    }
}

/// How far a photo of the queue is.
fn stage(entry: &Entry, entries: &[Entry], held: bool, sent: Option<(MutationId, u8)>) -> Stage {
    match (&entry.state, sent) {
        (State::Refused(reason), _) => Stage::Failed(reason.text.clone()),
        (_, Some((id, share))) if id == entry.id => Stage::Sending(share),
        _ if held || entries.iter().any(|other| entry.after == Some(other.id)) => Stage::Held,
        _ => Stage::Sending(0),
    }
}

/// Makes them small and puts them into the queue, one after the other: a cheap phone has not the memory for eight at once.
#[cfg(feature = "hydrate")]
async fn write_down(uploads: Uploads, issue: IssueId, what: String, photos: Vec<PhotoFile>, after: Option<MutationId>) {
    use model::{Refusal, purchase_order::PHOTO_BYTES_MAX};

    use crate::live::offline_queue::{Call, Reason};

    let slug = uploads.viewer.with_value(|viewer| viewer.slug.clone());
    for photo in photos {
        let small = photo.small().await;
        let is_too_heavy = small.size() > PHOTO_BYTES_MAX as f64;
        let too_heavy = || Refusal::PhotoTooHeavy { max: (PHOTO_BYTES_MAX / (1024 * 1024)) as u32 };
        let refused = || State::Refused(Reason { text: crate::error::refused(&too_heavy()), is_rule: true });
        let entry = Entry {
            id: photo.id,
            call: Call { path: photo.door(&slug, issue), body: String::new() },
            what: what.clone(),
            item: None,
            foreseen: None,
            base: Some(issue.to_string()),
            at: uploads.clock.exactly(),
            state: if is_too_heavy { refused() } else { State::Waiting },
            is_file: true,
            after,
            look_first: false,
        };
        uploads.queue.add_file(entry, small);
    }
}

/// How many more photos an issue takes that has `photos`, with `uploads` on their way.
#[must_use]
pub fn room(photos: usize, uploads: usize) -> usize {
    PHOTOS_MAX.saturating_sub(photos + uploads)
}
