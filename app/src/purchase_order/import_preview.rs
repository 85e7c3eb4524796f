//! What a file would do, and what it did: counts, bad rows with line, column and reason, first orders.

use leptos::prelude::*;
use model::purchase_order::{
    OrderDraft,
    import::{Note, Problem},
};

use super::{
    import_page::Import,
    server_fns::{ImportCheck, ImportOutcome},
};
use crate::{
    account::use_viewer,
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
    view! {
        <div class="import__sum" role="status">
            <span class="chip">{format!("{rows} baris")}</span>
            <span class="chip chip--ok">
                <Icon name="i-check" />
                {format!("{orders} PO · {items} item diterima")}
            </span>
            {(refused > 0)
                .then(|| {
                    view! {
                        <span class="chip chip--late">
                            <Icon name="i-alert" />
                            {format!("{refused} baris ditolak")}
                        </span>
                    }
                })}
            {(present > 0).then(|| view! { <span class="chip chip--info">{format!("{present} PO sudah ada")}</span> })}
        </div>
        {(present > 0)
            .then(|| {
                view! {
                    <p class="import__sum">
                        "PO yang sudah ada tidak dimasukkan dua kali; hanya item yang belum ada akan ditambahkan."
                    </p>
                }
            })}
        <Notes notes=notes />
        {(!problems.is_empty()).then(|| view! { <Problems problems=problems /> })}
        {(!none).then(|| view! { <FirstOrders orders=first_orders total=orders /> })}
        <div class="form__foot">
            <button class="btn" type="button" disabled=busy on:click=move |_| import.again()>
                "Pilih berkas lain"
            </button>
            {(refused > 0).then(|| view! { <DownloadButton import=import /> })}
            <button
                class="btn btn--primary"
                type="button"
                disabled=busy || none
                on:click=move |_| import.enter()
            >
                {if busy { "Memasukkan…".to_owned() } else { format!("Masukkan {orders} PO") }}
            </button>
        </div>
    }
}

#[component]
fn DownloadButton(import: Import) -> impl IntoView {
    view! {
        <button class="btn" type="button" on:click=move |_| import.download()>
            <Icon name="i-arrow-down" />
            "Unduh baris bermasalah"
        </button>
    }
}

#[component]
fn Notes(notes: Vec<Note>) -> impl IntoView {
    (!notes.is_empty()).then(|| {
        let notes = notes.into_iter().map(|note| view! { <li>{note.to_string()}</li> }).collect_view();
        view! { <ul class="import__notes" aria-label="Catatan">{notes}</ul> }
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
                <td>{column.unwrap_or_else(|| "seluruh baris".to_owned())}</td>
                <td aria-invalid="true" title=text>{given}</td>
                <td>
                    <span class="import__why">
                        <Icon name="i-alert" />
                        {refusal.to_string()}
                    </span>
                </td>
            </tr>
        }
    });
    view! {
        <div class="import__scroll" tabindex="0" role="region" aria-label="Baris bermasalah">
            <table class="table table--import">
                <caption class="sr">"Baris yang tidak dimasukkan"</caption>
                <thead>
                    <tr>
                        <th scope="col">"Baris"</th>
                        <th scope="col">"Kolom"</th>
                        <th scope="col">"Isi"</th>
                        <th scope="col">"Alasan"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
        {(more > 0).then(|| view! { <p class="table__foot">{format!("dan {more} masalah lain; semuanya ada di unduhan")}</p> })}
    }
}

#[component]
fn FirstOrders(orders: Vec<OrderDraft>, total: usize) -> impl IntoView {
    let title =
        if total > orders.len() { format!("{} PO pertama", orders.len()) } else { "PO di berkas ini".to_owned() };
    let label = title.clone();
    let rows = orders.into_iter().map(|order| {
        let deadline = order.delivery_deadline.map_or_else(|| "Tanpa tenggat".to_owned(), format::date);
        view! {
            <tr>
                <th scope="row">
                    <span class="po-no">{order.po_number}</span>
                    <span class="sub">{order.client}</span>
                </th>
                <td class="order-badges">
                    {order.is_urgent.then(|| view! { <span class="badge badge--urgent"><Icon name="i-bolt" />"URGENT"</span> })}
                    {order.is_vendor_job.then(|| view! { <span class="badge badge--vendor"><Icon name="i-vendor" />"VENDOR"</span> })}
                </td>
                <td class="num">{format!("{} item", order.items.len())}</td>
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
                        <th scope="col">"PO dan klien"</th>
                        <th scope="col">
                            <span class="sr">"Tanda"</span>
                        </th>
                        <th scope="col" class="num">
                            "Isi"
                        </th>
                        <th scope="col">"Tenggat"</th>
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
    let title = match (created, completed) {
        (0, 0) => "Tidak ada yang baru di berkas ini.".to_owned(),
        (created, 0) => format!("{created} PO dimasukkan."),
        (0, completed) => format!("{completed} PO dilengkapi."),
        (created, completed) => format!("{created} PO dimasukkan, {completed} PO dilengkapi."),
    };
    let facts = [
        (completed, "PO dilengkapi dengan item yang belum ada"),
        (unchanged, "PO sudah ada dan tidak berubah"),
        (refused_orders, "PO ditolak"),
        (refused_rows as usize, "baris bermasalah tidak dimasukkan"),
    ];
    let facts = facts.into_iter().filter(|(count, _)| *count > 0);
    let facts = facts.map(|(count, what)| view! { <li>{format!("{count} {what}")}</li> }).collect_view();
    let refused = refused.into_iter().map(|(number, why)| {
        view! { <li><b>{number}</b>{format!(": {why}")}</li> }
    });
    view! {
        <div class="panel__body import__done" role="status">
            <h3>{title}</h3>
            <ul class="import__notes">{facts} {refused.collect_view()}</ul>
        </div>
        <div class="form__foot">
            <button class="btn" type="button" on:click=move |_| import.again()>
                "Impor berkas lain"
            </button>
            {(refused_rows > 0).then(|| view! { <DownloadButton import=import /> })}
            <a class="btn btn--primary" href=viewer.path("purchase-orders")>
                "Lihat PO"
            </a>
        </div>
    }
}
