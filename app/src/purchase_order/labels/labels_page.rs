//! The page that prints labels and travellers.

use leptos::prelude::*;
use model::{Change, Channel, DocType, Event};

use super::{
    super::{new_order_page::hydrated, news::use_news, texts::labels as texts},
    label::LabelCard,
    server_fns::{Label, LabelsSnapshot, load_labels},
    sheet_form::{SheetForm, Wanted},
    traveller::Traveller,
};
use crate::{
    account::use_viewer,
    error::AppError,
    json,
    language::{t, t_count},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow},
    router::use_query,
    ui::icon::Icon,
};

/// `/{factory}/labels?po=…`, or `?item=…`
#[component]
pub fn LabelsPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let wanted = use_wanted();
    let snapshot = json::load(
        move || wanted.get(),
        move |wanted| {
            let slug = slug.clone();
            async move {
                let (po, item) = wanted.map_err(AppError::with_status)?.ids();
                load_labels(slug, po, item).await
            }
        },
    );
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Labels snapshot=snapshot /> }.into_any() /> }
}

/// What the address asks for.
fn use_wanted() -> Memo<Result<Wanted, AppError>> {
    let query = use_query();
    Memo::new(move |_| query.with(|query| Wanted::of(query.get("po"), query.get("item"))))
}

#[component]
fn Labels(
    /// Where the page starts.
    snapshot: LabelsSnapshot,
) -> impl IntoView {
    // The address that was asked for these; another one brings other labels and draws them anew.
    let Ok(wanted) = use_wanted().get_untracked() else { return ().into_any() };
    let query = use_query();
    let form = Memo::new(move |_| SheetForm::of(query.with(|query| query.get("bentuk")).as_deref()));
    let LabelsSnapshot { epoch, seq, labels } = snapshot;
    let labels = RwSignal::new(labels);
    listen(wanted, labels, Cursor { epoch, seq });
    let back = match wanted {
        Wanted::Order(_) => texts::BACK_TO_ORDER,
        Wanted::Item(_) => texts::BACK_TO_ITEM,
    };
    let count = move || match form.get() {
        SheetForm::Labels => t_count(texts::LABELS_ON_PAPER, labels.with(Vec::len)),
        SheetForm::Travellers => t_count(texts::TRAVELLERS_ON_PAPER, labels.with(Vec::len)),
    };
    view! {
        <Topbar title=t(texts::PRINT_LABELS) back=Some((wanted.path(), t(back).to_owned())) />
        <main class="page labels" id="isi" tabindex="-1" data-form=move || form.get().wire()>
            <header class="labels__head">
                <div>
                    <h1>{t(texts::PRINT_LABELS)}</h1>
                    <p>{count}</p>
                </div>
                <Forms wanted=wanted form=form />
                <Print />
            </header>
            <ol class="labels__sheet">
                {move || {
                    let form = form.get();
                    labels.get().into_iter().map(|label| drawn(form, label)).collect_view()
                }}
            </ol>
        </main>
    }
    .into_any()
}

fn drawn(form: SheetForm, label: Label) -> AnyView {
    match form {
        SheetForm::Labels => view! { <LabelCard label=label /> }.into_any(),
        SheetForm::Travellers => view! { <Traveller label=label /> }.into_any(),
    }
}

/// The chooser of the form: links, so that it works before the page is awake.
#[component]
fn Forms(wanted: Wanted, form: Memo<SheetForm>) -> impl IntoView {
    let links = SheetForm::ALL.map(|one| {
        let label = match one {
            SheetForm::Labels => texts::LABELS,
            SheetForm::Travellers => texts::TRAVELLERS,
        };
        let current = move || (form.get() == one).then_some("true");
        // In the place of this one in the history: it is the same page.
        view! {
            <a class="opt" href=wanted.query(one) aria-current=current data-replace="">
                {t(label)}
            </a>
        }
    });
    view! {
        <nav class="seg" aria-label=t(texts::FORM)>
            {links.into_iter().collect_view()}
        </nav>
    }
}

#[component]
fn Print() -> impl IntoView {
    let alive = hydrated();
    let print = |_| {
        // Fails only where there is no window.
        let _ = window().print();
    };
    view! {
        <button class="btn btn--primary" type="button" disabled=move || !alive.get() on:click=print>
            <Icon name="i-print" />
            {t(texts::PRINT)}
        </button>
    }
}

/// Keeps the page true: what is printed from a stale screen stays wrong for as long as the item is worked on.
fn listen(wanted: Wanted, labels: RwSignal<Vec<Label>>, cursor: Cursor) {
    let order = labels.with_untracked(|labels| labels.first().map(|label| label.item.order.id));
    let order = match wanted {
        Wanted::Order(id) => Some(id),
        Wanted::Item(_) => order,
    };
    let Some(order) = order else { return };
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| {
        news.apply(events, |event, _| if is_printed(&event.change) { Applied::Incomplete } else { Applied::Here })
    };
    let reset = move |LabelsSnapshot { epoch, seq, labels: fresh }| {
        labels.set(fresh);
        Cursor { epoch, seq }
    };
    let read = move || {
        let (po, item) = wanted.ids();
        load_labels(slug.clone(), po, item)
    };
    let channels = vec![Channel::Doc(DocType::PurchaseOrder, order.0), Channel::List(DocType::Client, factory)];
    follow(cursor, channels, apply, read, reset);
}

/// Whether a label can look different after `change`.
fn is_printed(change: &Change) -> bool {
    match change {
        Change::PurchaseOrderUpdated(_)
        | Change::PurchaseOrderUrgentChanged(_)
        | Change::ItemUpdated(_)
        | Change::ClientUpdated(_) => true,
        // How far an item is, and what is wrong with it, is not on paper.
        _ => false,
    }
}
