//! What a file would do, and what it did: counts, bad rows with line, column and reason, first orders.

use leptos::prelude::*;
use model::purchase_order::{
    OrderDraft,
    import::{Note, Problem},
};

use super::{
    import_page::Import,
    server_fns::{ImportCheck, ImportOutcome},
    texts::{import as texts, items::NO_DEADLINE, orders as order_texts},
};
use crate::{
    account::use_viewer,
    error,
    language::{language, t, t_count, t_with},
    ui::{format, icon::Icon},
};

/// Bad rows drawn; all of them are in the download.
const PROBLEMS_SHOWN: usize = 100;

/// A file that was read.
#[component]
pub fn Preview(
    /// The page.
    import: Import,
    /// What it holds.
    check: ImportCheck,
    /// It is being entered.
    busy: bool,
) -> impl IntoView {
    let ImportCheck { rows, items, orders, present, first_orders, problems, notes } = check;
    let refused = rows - items as u64;
    let none = orders == 0;
    let accepted = [t_count(texts::ORDERS, orders), t_count(order_texts::ITEMS_OF_ORDER, items)];
    view! {
        <div class="import__sum" role="status">
            <span class="chip">{t_count(texts::ROWS, rows as usize)}</span>
            <span class="chip chip--ok">
                <Icon name="i-check" />
                {t_with(texts::ACCEPTED, &[&accepted[0], &accepted[1]])}
            </span>
            {(refused > 0)
                .then(|| {
                    view! {
                        <span class="chip chip--late">
                            <Icon name="i-alert" />
                            {t_count(texts::ROWS_REFUSED, refused as usize)}
                        </span>
                    }
                })}
            {(present > 0).then(|| view! { <span class="chip chip--info">{t_count(texts::PRESENT, present)}</span> })}
        </div>
        {(present > 0)
            .then(|| {
                view! {
                    <p class="import__sum">{t(texts::PRESENT_TEXT)}</p>
                }
            })}
        <Notes notes=notes />
        {(!problems.is_empty()).then(|| view! { <Problems problems=problems /> })}
        {(!none).then(|| view! { <FirstOrders orders=first_orders total=orders /> })}
        <div class="form__foot">
            <button class="btn" type="button" disabled=busy on:click=move |_| import.again()>
                {t(texts::CHOOSE_ANOTHER)}
            </button>
            {(refused > 0).then(|| view! { <DownloadButton import=import /> })}
            <button
                class="btn btn--primary"
                type="button"
                disabled=busy || none
                on:click=move |_| import.enter()
            >
                {if busy { t(texts::ENTERING).to_owned() } else { t_count(texts::ENTER, orders) }}
            </button>
        </div>
    }
}

#[component]
fn DownloadButton(import: Import) -> impl IntoView {
    view! {
        <button class="btn" type="button" on:click=move |_| import.download()>
            <Icon name="i-arrow-down" />
            {t(texts::DOWNLOAD)}
        </button>
    }
}

#[component]
fn Notes(notes: Vec<Note>) -> impl IntoView {
    (!notes.is_empty()).then(|| {
        let notes = notes.into_iter().map(|note| view! { <li>{note.text(language())}</li> }).collect_view();
        view! { <ul class="import__notes" aria-label=t(texts::NOTES)>{notes}</ul> }
    })
}

#[component]
fn Problems(problems: Vec<Problem>) -> impl IntoView {
    let more = problems.len().saturating_sub(PROBLEMS_SHOWN);
    let rows = problems.into_iter().take(PROBLEMS_SHOWN).map(|problem| {
        let Problem { line, column, given, refusal, text } = problem;
        view! {
            <tr data-state="refused">
                <td class="import__n">{line}</td>
                <td>{column.unwrap_or_else(|| t(texts::WHOLE_ROW).to_owned())}</td>
                <td aria-invalid="true" title=text>{given}</td>
                <td>
                    <span class="import__why">
                        <Icon name="i-alert" />
                        {error::refused(&refusal)}
                    </span>
                </td>
            </tr>
        }
    });
    view! {
        <div class="import__scroll" tabindex="0" role="region" aria-label=t(texts::PROBLEM_ROWS)>
            <table class="table table--import">
                <caption class="sr">{t(texts::ROWS_LEFT_OUT)}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(texts::LINE)}</th>
                        <th scope="col">{t(texts::COLUMN)}</th>
                        <th scope="col">{t(texts::CONTENT)}</th>
                        <th scope="col">{t(texts::REASON)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="table__foot">{t_count(texts::MORE_PROBLEMS, more)}</p> })}
    }
}

#[component]
fn FirstOrders(orders: Vec<OrderDraft>, total: usize) -> impl IntoView {
    let title = if total > orders.len() {
        t_count(texts::FIRST_ORDERS, orders.len())
    } else {
        t(texts::ORDERS_IN_FILE).to_owned()
    };
    let label = title.clone();
    let rows = orders.into_iter().map(|order| {
        let deadline = order.delivery_deadline.map_or_else(|| t(NO_DEADLINE).to_owned(), format::date);
        view! {
            <tr>
                <th scope="row">
                    <span class="po-no">{order.po_number}</span>
                    <span class="sub">{order.client}</span>
                </th>
                <td class="order-badges">
                    {order.is_urgent.then(|| view! { <span class="badge badge--urgent"><Icon name="i-bolt" />{t(order_texts::URGENT_BADGE)}</span> })}
                    {order.is_vendor_job.then(|| view! { <span class="badge badge--vendor"><Icon name="i-vendor" />{t(order_texts::VENDOR_BADGE)}</span> })}
                </td>
                <td class="num">{t_count(order_texts::ITEMS_OF_ORDER, order.items.len())}</td>
                <td>{deadline}</td>
            </tr>
        }
    });
    view! {
        <div class="import__scroll" tabindex="0" role="region" aria-label=label>
            <table class="table table--import">
                <caption class="import__caption">{title}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(order_texts::ORDER_AND_CLIENT)}</th>
                        <th scope="col">
                            <span class="sr">{t(order_texts::MARKS)}</span>
                        </th>
                        <th scope="col" class="num">
                            {t(order_texts::CONTENTS)}
                        </th>
                        <th scope="col">{t(order_texts::DEADLINE)}</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
}

/// What an import did.
#[component]
pub fn Outcome(
    /// The page.
    import: Import,
    /// What it did.
    outcome: ImportOutcome,
) -> impl IntoView {
    let viewer = use_viewer().get_value();
    let ImportOutcome { created, completed, unchanged, refused, refused_rows } = outcome;
    let refused_orders = refused.len();
    let orders = |count| t_count(texts::ORDERS, count);
    let title = match (created, completed) {
        (0, 0) => t(texts::NOTHING_NEW).to_owned(),
        (created, 0) => t_with(texts::CREATED, &[&orders(created)]),
        (0, completed) => t_with(texts::COMPLETED, &[&orders(completed)]),
        (created, completed) => t_with(texts::CREATED_AND_COMPLETED, &[&orders(created), &orders(completed)]),
    };
    let facts = [
        (completed, texts::ORDERS_COMPLETED),
        (unchanged, texts::ORDERS_UNCHANGED),
        (refused_orders, texts::ORDERS_REFUSED),
        (refused_rows as usize, texts::ROWS_NOT_ENTERED),
    ];
    let facts = facts.into_iter().filter(|(count, _)| *count > 0);
    let facts = facts.map(|(count, what)| view! { <li>{t_count(what, count)}</li> }).collect_view();
    let refused = refused.into_iter().map(|(number, why)| {
        view! { <li><b>{number}</b>{format!(": {}", error::refused(&why))}</li> }
    });
    view! {
        <div class="panel__body import__done" role="status">
            <h3>{title}</h3>
            <ul class="import__notes">{facts} {refused.collect_view()}</ul>
        </div>
        <div class="form__foot">
            <button class="btn" type="button" on:click=move |_| import.again()>
                {t(texts::IMPORT_ANOTHER)}
            </button>
            {(refused_rows > 0).then(|| view! { <DownloadButton import=import /> })}
            <a class="btn btn--primary" href=viewer.path("purchase-orders")>
                {t(texts::VIEW_ORDERS)}
            </a>
        </div>
    }
}
