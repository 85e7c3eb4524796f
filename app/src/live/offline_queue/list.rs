//! What waits and what was refused: how many, beside the pill, and one by one in a sheet.

use leptos::prelude::*;
use model::ids::MutationId;

use super::{Clash, Entry, OfflineQueue, Reason, State, counts, use_queue};
use crate::{
    account::use_viewer,
    language::{t, t_with},
    live::texts,
    ui::{
        clock::use_clock,
        each::{For, Show},
        format::clock_time,
        icon::Icon,
        sheet::Sheet,
    },
};

/// How many changes wait or were refused, as the way to them; nothing while all goes well.
#[component]
pub fn QueueButton() -> impl IntoView {
    let queue = use_queue();
    let words = Memo::new(move |_| {
        let (refused, waiting) = queue.entries.with(|entries| counts(entries));
        match (refused, waiting) {
            (0, 0) => None,
            (0, _) if !queue.waits() => None,
            (0, waiting) => Some(("waiting", t_with(texts::WAITING, &[&waiting]))),
            (refused, _) => Some(("refused", t_with(texts::TO_DECIDE, &[&refused]))),
        }
    });
    move || {
        words.get().map(|(state, words)| {
            view! {
                <button class="queued" type="button" data-queue=state on:click=move |_| queue.open.set(true)>
                    <Icon name=if state == "waiting" { "i-clock" } else { "i-alert" } />
                    {words}
                </button>
            }
        })
    }
}

/// The sheet with all of them.
#[component]
pub fn QueueList() -> impl IntoView {
    let queue = use_queue();
    let about = Signal::derive(move || t(if queue.forgetful.get() { texts::NOT_KEPT } else { texts::KEPT }).to_owned());
    Effect::new(move |_| {
        if !queue.open.get() {
            queue.leaving.set(false);
        }
    });
    view! {
        <Sheet open=queue.open id="h-queue" title=t(texts::UNSENT_CHANGES) about=about>
            <ul class="rows queue">
                <For each=move || queue.entries.get() key=|entry| (entry.id, entry.is_waiting()) let(entry)>
                    <Row queue=queue entry=entry />
                </For>
            </ul>
            <Show when=move || queue.leaving.get() && queue.entries.with(|entries| !entries.is_empty())>
                <div class="sheet__part">
                    <p class="queue__reason">
                        <Icon name="i-alert" />
                        {t(texts::LEAVING_DISCARDS)}
                    </p>
                    <div class="queue__deeds">
                        <button class="btn" type="button" on:click=move |_| queue.open.set(false)>
                            {t(texts::CANCEL)}
                        </button>
                        <button class="btn btn--danger" type="button" on:click=move |_| queue.empty_and_sign_out()>
                            {t(texts::LEAVE_AND_DISCARD)}
                        </button>
                    </div>
                </div>
            </Show>
            <Show when=move || queue.entries.with(Vec::is_empty)>
                <p class="lead">{t(texts::ALL_SENT)}</p>
            </Show>
        </Sheet>
    }
}

#[component]
fn Row(queue: OfflineQueue, entry: Entry) -> impl IntoView {
    let at = clock_time(entry.at, use_clock().utc_offset_minutes());
    let Entry { id, what, state, .. } = entry.clone();
    let decide = match state {
        State::Waiting => view! {
            <p>
                <Icon name="i-clock" />
                {t(texts::WAITING_TO_SEND)}
            </p>
        }
        .into_any(),
        State::Refused(reason) => view! { <Refused queue=queue entry=entry reason=reason /> }.into_any(),
        State::Clash(clash) => view! { <Choice queue=queue id=id clash=*clash /> }.into_any(),
    };
    view! {
        <li class="queue__entry" data-mutation=id.to_string()>
            <h3>{what} <time>{at}</time></h3>
            {decide}
        </li>
    }
}

/// Why not, and what can be done.
#[component]
fn Refused(queue: OfflineQueue, entry: Entry, reason: Reason) -> impl IntoView {
    let id = entry.id;
    // A rule will say the same again; a server in trouble may not.
    let can_repeat = !reason.is_rule;
    let again = {
        let entry = Entry { state: State::Waiting, ..entry.clone() };
        move |_| queue.replace(id, entry.clone())
    };
    let mend = entry.item.map(|item| {
        let href = use_viewer().with_value(|viewer| viewer.path(&format!("items/{item}")));
        let (entry, at) = (entry.clone(), href.clone());
        let mend = move |_| queue.mend(entry.clone(), at.clone());
        view! {
            <a class="btn btn--primary" href=href on:click=mend>
                {t(texts::MEND)}
            </a>
        }
    });
    view! {
        <p class="queue__reason">
            <Icon name="i-alert" />
            {reason.text}
        </p>
        <div class="queue__deeds">
            {mend}
            {can_repeat
                .then(|| {
                    view! {
                        <button class="btn" type="button" on:click=again>
                            {t(texts::SEND_AGAIN)}
                        </button>
                    }
                })}
            <button class="btn btn--quiet" type="button" on:click=move |_| queue.discard(id)>
                {t(texts::DISCARD)}
            </button>
        </div>
    }
}

/// Which of two values is to stand.
#[component]
fn Choice(queue: OfflineQueue, id: MutationId, clash: Clash) -> impl IntoView {
    let Clash { question, theirs, mine, instead } = clash;
    view! {
        <p class="queue__reason">
            <Icon name="i-alert" />
            {question}
        </p>
        <div class="queue__deeds">
            <button class="btn" type="button" on:click=move |_| queue.discard(id)>
                {t_with(texts::USE_VALUE, &[&theirs])}
            </button>
            <button class="btn btn--primary" type="button" on:click=move |_| queue.replace(id, instead.clone())>
                {t_with(texts::USE_VALUE, &[&mine])}
            </button>
        </div>
    }
}
