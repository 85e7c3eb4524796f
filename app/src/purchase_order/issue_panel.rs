//! The panel "Issue": what stands in the way of an item, open ones first, and what was solved.

use leptos::{
    html::{Button, Section},
    prelude::*,
};
use model::{
    Permission,
    ids::{IssueId, ItemId, UserId},
    purchase_order::{Issue, IssueStatus, OrderStatus, PurchaseOrder},
};

use super::{
    actions::Actions,
    card::{glow_class, priority_icon},
    issue_form_page::{SOLVED, issue_form_path},
    issue_sheet::IssueSheet,
    item_row::ItemRow,
    photo_dialog::PhotoDialog,
    photo_strip::{PhotoStrip, Viewing},
    photo_uploads::Uploads,
    plain_form::PlainWay,
    texts::{ISSUE_ABOUT, YOU, issues as texts},
};
use crate::{
    account::use_viewer,
    error::refused,
    language::{Text, t, t_with},
    router::use_address,
    ui::{
        clock::use_clock,
        each::For,
        format::{age_ago, first_name},
        icon::Icon,
        toast::{Toast, use_toasts},
    },
};

/// The issues of one item.
#[component]
pub fn IssuePanel(
    /// The item's signals.
    row: ItemRow,
    /// What reporting and resolving do.
    actions: Actions,
) -> impl IntoView {
    let ItemRow { id, issues, issues_glow, facts, order: of_order, .. } = row;
    let sheet = RwSignal::new(false);
    let (uploads, viewing) = (Uploads::on_page(), Viewing::new(None));
    let may_add = may_add_photos(of_order);
    let report = NodeRef::<Button>::new();
    let panel = NodeRef::<Section>::new();
    scroll_to(panel, "issue");
    let order = {
        let issues = issues.clone();
        Memo::new(move |_| issues.with(|issues| in_order(issues)))
    };
    let open = Memo::new(move |_| order.with(|order| order.iter().filter(|(_, s)| *s == IssueStatus::Open).count()));
    let count = move || match open.get() {
        0 => t(texts::NONE_OPEN).to_owned(),
        open => t_with(texts::OPEN, &[&open]),
    };
    let resolve = {
        let issues = issues.clone();
        let toasts = use_toasts();
        Callback::new(move |issue_id: IssueId| {
            let Some(issue) = issues.with_untracked(|issues| find(issues, issue_id)) else { return };
            match actions.resolve_issue(id, &issue) {
                // Its button goes with the row; focus must not fall to the start of the page.
                Ok(_) => report.get_untracked().map(|button| button.focus()).map_or((), drop),
                Err(refusal) => toasts.show(Toast::error(t_with(ISSUE_ABOUT, &[&issue.title]), refused(&refusal))),
            }
        })
    };
    let shown = issues.clone();
    let item_name = Memo::new(move |_| facts.with(|facts| facts.item_name.clone()));
    view! {
        <section class="panel" id="issue" aria-labelledby="h-iss" node_ref=panel>
            <div class="panel__head">
                <h2 id="h-iss">{t(texts::ISSUES)}</h2>
                <span class=move || format!("n{}", glow_class(issues_glow.get()))>{count}</span>
                <PlainWay to=issue_form_path(id) on_wake=move |()| sheet.set(true)>
                    <button class="btn" type="submit" aria-haspopup="dialog" node_ref=report>
                        <Icon name="i-plus" />
                        {t(texts::REPORT)}
                    </button>
                </PlainWay>
            </div>
            <ul class="rows">
                <For each=move || order.get() key=|row| *row let((issue_id, _))>
                    <IssueRow
                        item=id
                        issue_id=issue_id
                        issue={
                            let issues = issues.clone();
                            Memo::new(move |_| issues.with(|issues| find(issues, issue_id)))
                        }
                        on_resolve=move |()| resolve.run(issue_id)
                        photos=move |issue, is_open| {
                            let may_add = Signal::derive(move || is_open && may_add.get());
                            view! { <PhotoStrip id=issue_id issue=issue may_add=may_add uploads=uploads viewing=viewing /> }
                                .into_any()
                        }
                    />
                </For>
            </ul>
        </section>
        <IssueSheet open=sheet item=id item_name=item_name actions=actions uploads=uploads />
        <PhotoDialog viewing=viewing issues=shown />
    }
}

/// Whether photos may be added to the open issues of an item of this order.
fn may_add_photos(order: ArcRwSignal<PurchaseOrder>) -> Memo<bool> {
    let may = use_viewer().with_value(|viewer| viewer.actor.may(Permission::AddPhoto));
    Memo::new(move |_| may && order.with(|order| order.status == OrderStatus::Active))
}

/// One issue. The parts are leaves, because an own optimistic change may be corrected in place.
#[component]
fn IssueRow(
    /// Of which item.
    item: ItemId,
    /// Which.
    issue_id: IssueId,
    /// What is known of it; `None` for the moment before the row goes.
    issue: Memo<Option<Issue>>,
    /// "Selesai" was tapped.
    #[prop(into)]
    on_resolve: Callback<()>,
    /// Draws its photos; told whether it is open.
    photos: impl FnOnce(Memo<Option<Issue>>, bool) -> AnyView,
) -> impl IntoView {
    let viewer = use_viewer().with_value(|viewer| viewer.actor.id);
    let clock = use_clock();
    let of = move |read: fn(&Issue) -> String| move || issue.with(|issue| issue.as_ref().map(read)).unwrap_or_default();
    let title = of(|issue| issue.title.clone());
    let (status, priority) =
        issue.get_untracked().map_or((IssueStatus::Resolved, None), |issue| (issue.status, Some(issue.priority)));
    let is_open = status == IssueStatus::Open;
    let icon = match priority.filter(|_| is_open) {
        Some(priority) => view! { <Icon name=priority_icon(priority) class="prio" /> }.into_any(),
        None => view! { <Icon name="i-check-circle" /> }.into_any(),
    };
    let meta = move || issue.with(|issue| issue.as_ref().map(|issue| meta(issue, viewer, clock.now())));
    let description = move || {
        let text = issue.with(|issue| issue.as_ref().and_then(|issue| issue.description.clone()));
        text.map(|text| view! { <p class="row-item__text">{text}</p> })
    };
    let button = is_open.then(|| {
        let label = move || t_with(texts::RESOLVE_TITLE, &[&title()]);
        view! {
            <PlainWay to=issue_form_path(item) on_wake=on_resolve>
                <input type="hidden" name=SOLVED value=issue_id.to_string() />
                <button class="btn" type="submit" aria-label=label>
                    {t(texts::RESOLVE)}
                </button>
            </PlainWay>
        }
    });
    view! {
        <li
            class=if is_open { "row-item" } else { "row-item is-done" }
            data-priority=priority.filter(|_| is_open).map(model::purchase_order::Priority::wire)
            data-issue-status=status.wire()
        >
            {icon}
            <div>
                <h3>{title}</h3>
                <p>{meta}</p>
                {description}
            </div>
            {button}
            {photos(issue, is_open)}
        </li>
    }
}

/// `Tinggi · Sari · 1 jam lalu`, or `Selesai kemarin oleh Dewi · dilaporkan Sari`.
fn meta(issue: &Issue, viewer: UserId, now: model::Timestamp) -> String {
    let name = |person: &model::ActorRef, you: Text| {
        if person.id == viewer { t(you).to_owned() } else { first_name(&person.name).to_owned() }
    };
    match (&issue.resolver, issue.resolved_at) {
        (Some(resolver), Some(at)) if issue.status == IssueStatus::Resolved => {
            let (by, reporter) = (name(resolver, texts::BY_YOU), name(&issue.reporter, texts::BY_YOU));
            t_with(texts::RESOLVED_BY, &[&age_ago(at, now), &by, &reporter])
        }
        _ => {
            let when = age_ago(issue.reported_at, now);
            format!("{} · {} · {when}", t(issue.priority.label()), name(&issue.reporter, YOU))
        }
    }
}

fn find(issues: &[Issue], id: IssueId) -> Option<Issue> {
    issues.iter().find(|issue| issue.id == id).cloned()
}

/// Open ones by weight, then newest first; resolved ones by when.
fn in_order(issues: &[Issue]) -> Vec<(IssueId, IssueStatus)> {
    use std::cmp::Reverse;
    let mut sorted: Vec<&Issue> = issues.iter().collect();
    sorted.sort_by_key(|issue| match issue.status {
        IssueStatus::Open => (false, Reverse(Some(issue.priority)), Reverse(Some(issue.reported_at))),
        IssueStatus::Resolved => (true, Reverse(None), Reverse(issue.resolved_at)),
    });
    sorted.into_iter().map(|issue| (issue.id, issue.status)).collect()
}

/// A link to `#hash` that was followed inside the app arrives before the page is drawn, so the browser cannot scroll.
/// Nor can the effect itself: the panel is made, but enters the page with the next frame.
fn scroll_to(panel: NodeRef<Section>, hash: &'static str) {
    let address = use_address();
    Effect::new(move |_| {
        if address.with(|address| address.hash == hash)
            && let Some(panel) = panel.get()
        {
            request_animation_frame(move || panel.scroll_into_view());
        }
    });
}
