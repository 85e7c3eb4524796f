//! What the person is told of each event besides what changes on the page: a toast, and which orders are new.

use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;
use model::{Event, ids::UserId};

use super::{tasks_page::NewOrders, toasts::toast};
use crate::{
    account::use_viewer,
    error::AppError,
    live::Applied,
    ui::toast::{self, Toasts, use_toasts},
};

/// Tells the news. Copies share it.
#[derive(Clone, Copy)]
pub struct News {
    toasts: Toasts,
    new_orders: NewOrders,
    viewer: UserId,
}

/// The news of the page being drawn, from the contexts of the factory's layout.
#[must_use]
pub fn use_news() -> News {
    News {
        toasts: use_toasts(),
        new_orders: expect_context(),
        viewer: use_viewer().with_value(|viewer| viewer.actor.id),
    }
}

impl News {
    /// Tells of events that came together.
    pub fn tell(self, events: &[Event]) {
        events.iter().for_each(|event| self.new_orders.notice(event));
        self.announce(events.to_vec());
    }

    /// Applies each event, which is told whether somebody else did it, and tells of them.
    pub fn apply<'a>(
        self,
        events: impl IntoIterator<Item = &'a Event>,
        mut apply: impl FnMut(&Event, bool) -> Applied,
    ) -> Applied {
        let mut applied = Applied::Here;
        let mut all = Vec::new();
        for event in events {
            if apply(event, event.actor.id != self.viewer) == Applied::Incomplete {
                applied = Applied::Incomplete;
            }
            self.new_orders.notice(event);
            all.push(event.clone());
        }
        self.announce(all);
        applied
    }

    /// After what the events changed has been drawn: the news must not delay the truth. Tasks are run in the order in which
    /// they are begun.
    fn announce(self, events: Vec<Event>) {
        #[cfg(feature = "hydrate")]
        spawn_local(async move {
            // Where its code cannot be had, nothing is told; the truth is drawn already.
            let _ = announce(self.toasts, self.viewer, events).await;
        });
        // To the server nothing is news.
        #[cfg(not(feature = "hydrate"))]
        drop(announce(self.toasts, self.viewer, events));
    }
}

/// Tells of `events` in toasts. What events say comes over the line, so this comes with it.
#[cfg_attr(
    feature = "hydrate",
    leptos::wasm_split::wasm_split(work, wasm_split_path = ::leptos::wasm_split, fallible)
)]
fn announce(toasts: Toasts, viewer: UserId, events: Vec<Event>) -> Result<(), AppError> {
    toasts.announce(events.iter().filter_map(|event| news(event, viewer)).collect());
    Ok(())
}

/// What `viewer` is told of `event`, if anything.
#[must_use]
pub fn news(event: &Event, viewer: UserId) -> Option<toast::News> {
    let toast = toast(event, viewer)?;
    Some(toast::News { seq: event.seq, event: event.change.name(), toast })
}
