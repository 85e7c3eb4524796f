//! The forms as the server draws them, and what sending them does.

use leptos::{prelude::*, server_fn::ServerFn as _};
use model::{
    Command,
    ids::{IssueId, ItemId},
    purchase_order::{Issue, IssueStatus, Item, ItemSnapshot, Priority},
    text::{NAME_MAX, NOTE_MAX},
};

use super::{Report, SOLVED, SaveIssue, SaveSolvedIssue, Solved, issue_form_path};
use crate::{
    door::word,
    error::AppError,
    language::t,
    purchase_order::{
        card::priority_icon,
        plain_form::{FormFrame, Said, entered_before, no_form, once_page},
        texts::issues as texts,
    },
    router::use_query,
    routes::in_markup,
    ui::{
        field::{Hint, refused_before},
        icon::Icon,
    },
};

/// Where the item's page shows its issues.
const ISSUES: &str = "issue";

pub(super) async fn report(entry: Report) -> Result<(), AppError> {
    let Report { sender, title, description, priority } = entry;
    let command = word::<Priority>(&priority).map(|priority| Command::ReportIssue {
        item_id: sender.item,
        title: title.clone(),
        description: Some(description.clone()).filter(|text| !text.trim().is_empty()),
        priority,
    });
    let said = Said {
        sender: &sender,
        form: issue_form_path(sender.item),
        typed: vec![("title", &title), ("description", &description), ("priority", &priority)],
        anchor: ISSUES.to_owned(),
        is_counted: true,
    };
    said.save::<SaveIssue>(command).await
}

pub(super) async fn solve(entry: Solved) -> Result<(), AppError> {
    let Solved { sender, issue } = entry;
    let issue_text = issue.to_string();
    let said = Said {
        sender: &sender,
        form: issue_form_path(sender.item),
        typed: vec![(SOLVED, &issue_text)],
        anchor: ISSUES.to_owned(),
        is_counted: false,
    };
    said.save::<SaveSolvedIssue>(Ok(Command::ResolveIssue { issue_id: issue })).await
}

pub(super) fn page(item: Option<ItemId>) -> AnyView {
    once_page(item, draw)
}

fn draw(snapshot: ItemSnapshot) -> AnyView {
    let Some(solved) = use_query().with_untracked(|query| query.get(SOLVED)) else {
        if let Some(entered) = entered_before(&snapshot, back(&snapshot.item)) {
            return entered;
        }
        let item = snapshot.item;
        // Also where the order is not worked on any more: sending it says so, and what was typed stays.
        return view! { <ReportForm item=item /> }.into_any();
    };
    let item = snapshot.item;
    let refused = refused_before(ServerAction::<SaveSolvedIssue>::new());
    let solved = solved.parse::<IssueId>().ok();
    let is_it = |issue: &&Issue| Some(issue.id) == solved;
    let is_open = |issue: &Issue| issue.status == IssueStatus::Open || refused.get_untracked().is_some();
    match item.issues.iter().find(is_it).cloned().filter(is_open) {
        Some(issue) => view! { <SolvedForm item=item issue=issue refused=refused /> }.into_any(),
        None => no_form(item.id),
    }
}

/// Back to the item.
fn back(item: &Item) -> (String, String) {
    (format!("items/{}", item.id), item.item_name.clone())
}

#[component]
fn ReportForm(item: Item) -> impl IntoView {
    let query = use_query().get_untracked();
    let (title, back) = (format!("{} · {}", t(texts::REPORT_ISSUE), item.item_name), back(&item));
    let refused = refused_before(ServerAction::<SaveIssue>::new());
    let chosen = query.get("priority").and_then(|word| word.parse().ok()).unwrap_or(Priority::Medium);
    let priorities = Priority::ALL
        .into_iter()
        .rev()
        .map(|choice| {
            view! {
                <label class="check" data-priority=choice.wire()>
                    <input type="radio" name="entry[priority]" value=choice.wire() checked=choice == chosen />
                    <Icon name=priority_icon(choice) class="prio" />
                    {t(choice.label())}
                </label>
            }
        })
        .collect_view();
    view! {
        <FormFrame item=item title=title action=SaveIssue::url() is_counted=true back=back>
            <div class="field">
                <label for="title">{t(texts::TITLE)}</label>
                <input
                    class="input"
                    id="title"
                    name="entry[title]"
                    autocomplete="off"
                    required
                    maxlength=NAME_MAX.to_string()
                    placeholder=t(texts::TITLE_EXAMPLE)
                    value=query.get("title")
                    autofocus=refused.get_untracked().is_some()
                    aria-invalid=move || refused.get().map(|_| "true")
                    aria-describedby="title-hint"
                />
                <Hint id="title-hint".to_owned() text=refused />
            </div>
            <div class="field">
                <label for="description">{t(texts::DESCRIPTION)}</label>
                <textarea
                    class="textarea"
                    id="description"
                    name="entry[description]"
                    rows="3"
                    maxlength=NOTE_MAX.to_string()
                    placeholder=t(texts::OPTIONAL)
                >
                    {query.get("description").map(in_markup)}
                </textarea>
            </div>
            <fieldset class="field">
                <legend class="label">{t(texts::PRIORITY)}</legend>
                <div class="checks">{priorities}</div>
            </fieldset>
            <button class="btn btn--primary btn--lg" type="submit">
                {t(texts::REPORT)}
            </button>
        </FormFrame>
    }
}

#[component]
fn SolvedForm(item: Item, issue: Issue, refused: Signal<Option<String>>) -> impl IntoView {
    let back = back(&item);
    view! {
        <FormFrame
            item=item
            title=issue.title
            action=SaveSolvedIssue::url()
            also=vec![("entry[issue]", issue.id.to_string())]
            back=back
        >
            {issue.description.map(|text| view! { <p>{text}</p> })}
            <Hint id="issue-hint".to_owned() text=refused />
            <button class="btn btn--primary btn--lg" type="submit" aria-describedby="issue-hint" autofocus=refused.get_untracked().is_some()>
                {t(texts::RESOLVE)}
            </button>
        </FormFrame>
    }
}
