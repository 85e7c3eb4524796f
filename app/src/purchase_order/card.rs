//! The item card of the Tasks page, and its tracks. Every changing value is one leaf.

use leptos::{ev::MouseEvent, prelude::*};
use model::{
    Department,
    ids::{ItemId, UserId},
    purchase_order::{Issue, IssueStatus, PROGRESS_MAX, Priority, Track},
};

use super::{
    deadline::{Deadline, DeadlineChip},
    item_row::{ItemFacts, ItemRow, TrackRow},
    order_parts::OrderBadges,
    own_track_page::own_track_path,
    presence::FillingIn,
    progress_sheet,
    texts::{NOT_STARTED, WAITING_TO_SEND, YOU, items as texts},
};
use crate::{
    account::use_viewer,
    language::{language, t, t_with},
    live::{Link, offline_queue::use_queue, use_live},
    ui::{
        clock::{Clock, use_clock},
        each::Show,
        format::{age, age_ago, first_name, quantity},
        icon::Icon,
        leaves::{Leaf, Leaves, leaves},
    },
};

/// The class that glows once per remote change: the modifier toggles, which restarts the animation with one write.
#[must_use]
pub fn glow_class(changes: u32) -> &'static str {
    match changes {
        0 => "",
        odd if odd % 2 == 1 => " is-changed",
        _ => " is-changed is-changed--again",
    }
}

/// Who changed a track and when, for the people who look at it.
#[must_use]
pub fn by_line(track: &Track, viewer: UserId, clock: Clock, own: bool) -> String {
    let (Some(by), Some(at)) = (&track.updated_by, track.updated_at) else { return t(NOT_STARTED).to_owned() };
    let who = if by.id == viewer { t(YOU) } else { first_name(&by.name) };
    let now = clock.now_for_age(at);
    let when = if own { age_ago(at, now) } else { age(at, now) };
    format!("{who} · {when}")
}

/// What changes of a card besides its tracks, badges and marks.
const CARD: &[Leaf] = &[
    Leaf::Attribute("", "class"),
    Leaf::Attribute("", "data-po-number"),
    Leaf::Text(".card__name a"),
    Leaf::Text(".card__spec"),
    Leaf::Text(".card__po b"),
    Leaf::Text(".card__po span"),
    Leaf::Attribute(".qty", "class"),
    Leaf::Text(".qty>b"),
    Leaf::Text(".qty>span"),
];

/// What changes of a track: with its glow, how far it is, as a bar too, and who said so when.
const TRACK: &[Leaf] = &[
    Leaf::Attribute("", "class"),
    Leaf::Text(".track__value"),
    Leaf::Attribute("[role=progressbar]", "aria-valuenow"),
    Leaf::Text(".track__by"),
];

/// One item.
#[component]
pub fn Card(
    /// Its signals.
    row: ItemRow,
    /// The operator's own track was tapped.
    #[prop(into)]
    on_own: Callback<()>,
) -> impl IntoView {
    let viewer = use_viewer();
    let own = viewer.with_value(|viewer| viewer.actor.own_department());
    let href = viewer.with_value(|viewer| viewer.path(&format!("items/{}", row.id)));
    let ItemRow { id, is_new, facts, order, tracks, issues, facts_glow, issues_glow } = row;
    let heading = format!("item-{id}");
    let delivered = Memo::new({
        let facts = facts.clone();
        move |_| facts.with(|facts| facts.is_delivered)
    });
    let shown = Leaves::new(CARD, {
        let (facts, order) = (facts.clone(), order.clone());
        move || {
            let (po_number, client) = order.with(|order| (order.po_number.clone(), order.client.name.clone()));
            let glow = glow_class(facts_glow.get());
            facts.with(|facts| {
                let class = match (facts.is_delivered, is_new) {
                    (true, _) => "card card--delivered",
                    (false, true) => "card is-new",
                    (false, false) => "card",
                };
                vec![
                    class.to_owned(),
                    po_number.clone(),
                    facts.item_name.clone(),
                    facts.specification.clone().unwrap_or_default(),
                    po_number,
                    client,
                    format!("qty{glow}"),
                    quantity(facts.quantity_total, &facts.quantity_unit),
                    delivered_text(facts),
                ]
            })
        }
    });
    let [class, po_number, name, specification, po, client, qty, quantity, delivered_part] = shown.drawn();
    let tracks = StoredValue::new(tracks);
    let clock = use_clock();
    let facts_for_delivered = facts.clone();
    view! {
        <article
            class=class
            data-item-id=id.to_string()
            data-po-number=po_number
            data-own=own.map_or("none", Department::wire)
            aria-labelledby=heading.clone()
            use:leaves=shown
        >
            <div class="card__id">
                <div class="card__head">
                    <h2 class="card__name" id=heading.clone()>
                        <a href=href.clone()>{name}</a>
                    </h2>
                    <OrderBadges order=order.clone() is_new=is_new />
                </div>
                <p class="card__spec">{specification}</p>
                <p class="card__po">
                    <b>{po}</b>
                    <span>{client}</span>
                </p>
            </div>
            <div class="card__status">
                <ItemDeadline facts=facts.clone() order=order.clone() />
                <p class=qty>
                    <b>{quantity}</b>
                    <span>{delivered_part}</span>
                </p>
                <IssueBadge issues=issues glow=issues_glow href=format!("{href}#issue") />
            </div>
            <Show
                when=move || !delivered.get()
                fallback={
                    let facts = facts_for_delivered.clone();
                    move || view! { <DeliveredLine facts=facts.clone() /> }
                }
            >
                <ol class="tracks" aria-label=t(texts::PROGRESS_BY_DEPARTMENT)>
                    {tracks
                        .get_value()
                        .into_iter()
                        .map(|track| {
                            if own == Some(track.department) {
                                let upstream = tracks.get_value();
                                view! { <OwnTrack item=id track=track upstream=upstream clock=clock on_tap=on_own /> }.into_any()
                            } else {
                                view! { <CompactTrack track=track clock=clock /> }.into_any()
                            }
                        })
                        .collect_view()}
                </ol>
            </Show>
            <FillingIn item=id />
        </article>
    }
}

/// A text that reads one signal.
pub(super) fn leaf<T: Send + Sync + 'static>(signal: &ArcRwSignal<T>, read: fn(&T) -> String) -> Signal<String> {
    let signal = signal.clone();
    Signal::derive(move || signal.with(read))
}

/// ` · terkirim 40/120`; nothing before the first delivery.
pub(super) fn delivered_text(facts: &ItemFacts) -> String {
    if facts.quantity_delivered == model::Quantity::ZERO {
        return String::new();
    }
    let [delivered, total] =
        [facts.quantity_delivered, facts.quantity_total].map(|it| it.format(language().notation()));
    t_with(texts::DELIVERED_PART, &[&delivered, &total])
}

/// The tenggat chip of an item.
#[component]
pub fn ItemDeadline(
    /// The item's fields.
    facts: ArcRwSignal<ItemFacts>,
    /// Its order.
    order: ArcRwSignal<model::purchase_order::PurchaseOrder>,
) -> impl IntoView {
    let clock = use_clock();
    let date = {
        let order = order.clone();
        Signal::derive(move || order.with(|order| order.delivery_deadline))
    };
    let deadline = Signal::derive(move || {
        let delivered_on = facts.with(|facts| facts.delivered_at.filter(|_| facts.is_delivered));
        let delivered_on = delivered_on.map(|at| at.date_at_offset(clock.utc_offset_minutes()));
        Deadline::of(date.get(), clock.today(), delivered_on)
    });
    view! { <DeadlineChip deadline=deadline date=date /> }
}

/// How many open issues and how bad the worst is; nothing when there are none.
#[component]
pub fn IssueBadge(
    /// The item's issues.
    issues: ArcRwSignal<Vec<Issue>>,
    /// Remote changes.
    glow: ArcRwSignal<u32>,
    /// Where they are listed.
    href: String,
) -> impl IntoView {
    let badge = Memo::new(move |_| {
        issues.with(|issues| {
            let open = || issues.iter().filter(|issue| issue.status == IssueStatus::Open);
            open().map(|issue| issue.priority).max().map(|worst| (open().count(), worst))
        })
    });
    move || {
        badge.get().map(|(count, worst)| {
            let glow = glow.clone();
            view! {
                <a
                    class=move || format!("issue{}", glow_class(glow.get()))
                    href=href.clone()
                    data-issues=count.to_string()
                    data-priority=worst.wire()
                >
                    <Icon name=priority_icon(worst) class="prio" />
                    {texts::ISSUES.of(count).with(language(), &[&count, &t(worst.label())])}
                </a>
            }
        })
    }
}

/// The sprite symbol of a priority.
#[must_use]
pub fn priority_icon(priority: Priority) -> &'static str {
    match priority {
        Priority::Low => "p-low",
        Priority::Medium => "p-medium",
        Priority::High => "p-high",
        Priority::Critical => "p-critical",
    }
}

/// A track that is read.
#[component]
fn CompactTrack(
    /// Its signals.
    track: TrackRow,
    /// The page's.
    clock: Clock,
) -> impl IntoView {
    let TrackRow { department, track, glow, .. } = track;
    let viewer = use_viewer().with_value(|viewer| viewer.actor.id);
    let shown = track_leaves("track", track, glow, move |track| by_line(track, viewer, clock, false));
    let [class, value, progress, by] = shown.drawn();
    view! {
        <li class=class data-department=department.wire() use:leaves=shown>
            <span class="track__name">{department.label()}</span>
            <span class="track__value">{value}</span>
            {bar(department, progress)}
            <span class="track__by">{by}</span>
        </li>
    }
}

/// Those of [`TRACK`].
fn track_leaves(
    class: &'static str,
    track: ArcRwSignal<Track>,
    glow: ArcRwSignal<u32>,
    by: impl Fn(&Track) -> String + Send + Sync + 'static,
) -> Leaves {
    Leaves::new(TRACK, move || {
        let (progress, by) = track.with(|track| (track.progress, by(track)));
        vec![format!("{class}{}", glow_class(glow.get())), format!("{progress}%"), progress.to_string(), by]
    })
}

/// The bar of one track: its one changing attribute is `aria-valuenow`, which also sets its length.
#[component]
pub fn ProgressBar(
    /// The track.
    track: ArcRwSignal<Track>,
    /// More classes.
    #[prop(default = "bar")]
    class: &'static str,
) -> impl IntoView {
    let department = track.with_untracked(|track| track.department);
    let now = leaf(&track, |track| track.progress.to_string());
    view! {
        <div class=class role="progressbar" aria-label=department.label() aria-valuemin="0" aria-valuemax="100" aria-valuenow=now></div>
    }
}

/// As [`ProgressBar`], for a part that writes its own leaves.
fn bar(department: Department, now: String) -> impl IntoView {
    view! {
        <div class="bar" role="progressbar" aria-label=department.label() aria-valuemin="0" aria-valuemax="100" aria-valuenow=now></div>
    }
}

/// The signed-in operator's own track: one large target that is itself the bar.
#[component]
pub fn OwnTrack(
    /// Of which item.
    item: ItemId,
    /// Its signals.
    track: TrackRow,
    /// All tracks of the item, to say whom it waits for.
    upstream: [TrackRow; 5],
    /// The page's.
    clock: Clock,
    /// Tapped.
    #[prop(into)]
    on_tap: Callback<()>,
) -> impl IntoView {
    let TrackRow { department, track, glow, pending } = track;
    let form = use_viewer().with_value(|viewer| viewer.path(&own_track_path(item)));
    let viewer = use_viewer().with_value(|viewer| viewer.actor.id);
    let waiting_for = Memo::new({
        let untouched = {
            let track = track.clone();
            move || track.with(|track| track.updated_at.is_none())
        };
        let upstream: Vec<TrackRow> = upstream.into_iter().take(department.index()).collect();
        move |_| {
            let unfinished = |row: &&TrackRow| row.track.with(|track| track.progress < PROGRESS_MAX);
            if untouched() { upstream.iter().find(unfinished).map(|row| row.department) } else { None }
        }
    });
    // With the line up an answer is a moment away; only a change that cannot travel is worth the word "waiting".
    let (link, queue) = (use_live().link, use_queue());
    let queued = Memo::new(move |_| pending.get() && (queue.waits() || link.get() != Link::Live));
    let shown = track_leaves("track track--own", track, glow, move |track| match (queued.get(), waiting_for.get()) {
        (true, _) => t(WAITING_TO_SEND).to_owned(),
        (false, Some(department)) => t_with(texts::WAITING_FOR, &[&department.label()]),
        (false, None) => by_line(track, viewer, clock, true),
    });
    let [class, value, progress, by] = shown.drawn();
    let tap = move |event: MouseEvent| {
        // Without a line there is no form to go to either: the sheet comes with the line.
        let is_alone = matches!(link.get_untracked(), Link::Down { offline: true, .. });
        if progress_sheet::is_here() || is_alone {
            event.prevent_default();
            on_tap.run(());
        } else {
            // For the browser, and not for the router: the plain form needs no code that is not here.
            event.stop_propagation();
        }
    };
    view! {
        <li
            class=class
            data-department=department.wire()
            data-state=move || queued.get().then_some("queued")
            use:leaves=shown
        >
            {bar(department, progress)}
            // Until the app is awake the browser goes to a plain form. Not a form here: browsers look through all forms of a
            // page again and again, and of ten thousand they never come to an end.
            <a class="track__hit" href=form draggable="false" aria-haspopup="dialog" on:click=tap>
                <span class="sr">{t(texts::UPDATE)}</span>
                <span class="track__value">{value}</span>
                <span class="track__name">{department.label()}</span>
                <span class="track__by">{by}</span>
                <Icon name="i-edit" class="icon track__edit" />
                <Icon name="i-check" class="icon track__done" />
                <Icon name="i-clock" class="icon track__wait" />
            </a>
        </li>
    }
}

/// What stands where the tracks were, once all has left.
#[component]
fn DeliveredLine(
    /// The item's fields.
    facts: ArcRwSignal<ItemFacts>,
) -> impl IntoView {
    let clock = use_clock();
    let text = leaf(&facts, |facts| {
        let amount = facts.quantity_total.format(language().notation());
        format!(" {amount}/{amount} {}", facts.quantity_unit)
    });
    let when =
        move || facts.with(|facts| facts.delivered_at).map(|at| age_ago(at, clock.now_for_age(at))).unwrap_or_default();
    view! {
        <p class="delivered">
            <Icon name="i-check-circle" />
            <b>{t(texts::DELIVERED)}</b>
            {text}
            " "
            <span>{when}</span>
        </p>
    }
}
