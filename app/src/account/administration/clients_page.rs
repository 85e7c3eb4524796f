//! Customers: orders bring them in, here their names are put right, on all orders at once.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Change, Channel, DocType, Field,
    account::{ClientRow, ClientsSnapshot},
    activity::Object,
    ids::ClientId,
    purchase_order::OrderStatus,
};

use super::{Administration, HistoryLink};
use crate::{
    account::{
        desk::Desk,
        doors::{create_client, load_clients, rename_client},
        roster::Roster,
        texts::administration as texts,
        use_viewer,
    },
    json,
    language::{language, t},
    layout::Loaded,
    live::{Applied, Cursor, follow},
    ui::{
        each::{For, Show},
        empty::empty,
        field::{Hint, InputField, refused_at, refused_elsewhere},
        icon::Icon,
        sheet::{Sheet, SheetFoot, open_while_some},
    },
};

/// `/{factory}/clients`
#[component]
pub fn ClientsPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let snapshot = json::load(|| (), move |()| load_clients(slug.clone()));
    view! {
        <Administration page="clients">
            <Loaded resource=snapshot within=true view=|snapshot| view! { <Clients snapshot=snapshot /> }.into_any() />
        </Administration>
    }
}

/// What the sheet is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    New,
    Again(ClientId),
}

#[component]
fn Clients(
    /// Where the page starts.
    snapshot: ClientsSnapshot,
) -> impl IntoView {
    let ClientsSnapshot { epoch, seq, clients } = snapshot;
    let clients = Roster::new(clients);
    let desk = Desk::new(move |change| match change {
        Change::ClientCreated(changed) | Change::ClientUpdated(changed) => {
            let (id, name) = (changed.client.id, changed.client.name.clone());
            let (orders, active_orders) = clients.get(id).map_or((0, 0), |row| (row.orders, row.active_orders));
            clients.put(ClientRow { id, version: changed.version, name, orders, active_orders });
        }
        _ => {}
    });
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let reset = move |ClientsSnapshot { epoch, seq, clients: all }| {
        clients.reset(all);
        Cursor { epoch, seq }
    };
    follow(
        Cursor { epoch, seq },
        vec![Channel::List(DocType::Client, factory), Channel::List(DocType::PurchaseOrder, factory)],
        move |events| {
            desk.hear(events);
            // How many orders a customer has is counted by the server.
            if events.iter().any(|event| counts(&event.change)) { Applied::Incomplete } else { Applied::Here }
        },
        move || load_clients(slug.clone()),
        reset,
    );
    let naming = RwSignal::new(None::<Naming>);
    let none = Memo::new(move |_| clients.order.with(Vec::is_empty));
    let count = Memo::new(move |_| clients.order.with(Vec::len));
    view! {
        <section class="panel" aria-labelledby="h-clients">
            <div class="panel__head">
                <h2 id="h-clients">{t(texts::CLIENTS)}</h2>
                <span class="n">{count}</span>
                <button class="btn btn--primary" type="button" on:click=move |_| naming.set(Some(Naming::New))>
                    <Icon name="i-plus" />
                    {t(texts::NEW_CLIENT)}
                </button>
            </div>
            <Show when=move || none.get()>
                {empty(t(texts::NO_CLIENTS).to_owned(), t(texts::WHEN_CLIENTS_COME).to_owned(), None)}
            </Show>
            <ul class="rows">
                <For each=move || clients.order.get() key=|id| *id let(id)>
                    {clients.row(id).map(|row| view! { <ClientItem row=row naming=naming /> })}
                </For>
            </ul>
        </section>
        <NameSheet naming=naming clients=clients desk=desk />
    }
}

/// Whether the number of a customer's orders can be another one after it.
fn counts(change: &Change) -> bool {
    match change {
        Change::PurchaseOrderCreated(_) => true,
        Change::PurchaseOrderStatusChanged(changed) => {
            changed.status == OrderStatus::Active || changed.old_status == OrderStatus::Active
        }
        Change::PurchaseOrderUpdated(updated) => updated.patch.client.is_some(),
        _ => false,
    }
}

#[component]
fn ClientItem(row: ArcRwSignal<ClientRow>, naming: RwSignal<Option<Naming>>) -> impl IntoView {
    let id = row.with_untracked(|row| row.id);
    let name = {
        let row = row.clone();
        move || row.with(|row| row.name.clone())
    };
    let about = move || {
        row.with(|row| {
            let (active, all) = (row.active_orders, row.orders);
            texts::CLIENT_ORDERS.of(active as usize).with(language(), &[&active, &all])
        })
    };
    view! {
        <li class="row-item row-item--acts" data-client=id.to_string()>
            <Icon name="i-po" />
            <div>
                <h3>{name.clone()}</h3>
                <p>
                    {about} " · "
                    <HistoryLink object=Object { doc: DocType::Client, id: id.0 } name=Signal::derive(name.clone()) />
                </p>
            </div>
            <button class="btn" type="button" on:click=move |_| naming.set(Some(Naming::Again(id)))>
                {t(texts::RENAME)}
                <span class="sr">{name}</span>
            </button>
        </li>
    }
}

#[component]
fn NameSheet(naming: RwSignal<Option<Naming>>, clients: Roster<ClientRow>, desk: Desk) -> impl IntoView {
    let open = open_while_some(naming);
    let name = RwSignal::new(String::new());
    let seen = StoredValue::new(0);
    let wrong = refused_at(desk.refusal, Field::Client);
    let elsewhere = refused_elsewhere(desk.refusal, &[Field::Client]);
    Effect::new(move |_| {
        let naming = naming.get();
        let row = match naming {
            Some(Naming::Again(id)) => clients.get(id),
            _ => None,
        };
        seen.set_value(row.as_ref().map_or(0, |row| row.version));
        name.set(row.map(|row| row.name).unwrap_or_default());
        desk.refusal.set(None);
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let (typed, version) = (name.get_untracked(), seen.get_value());
        let close = move || naming.set(None);
        match naming.get_untracked() {
            Some(Naming::New) => {
                desk.send(move |factory, mutation| create_client(factory, mutation, typed.clone()), close);
            }
            Some(Naming::Again(id)) => {
                desk.send(move |factory, mutation| rename_client(factory, mutation, id, version, typed.clone()), close)
            }
            None => {}
        }
    };
    view! {
        <Sheet
            open=open
            id="h-client"
            title=t(texts::CLIENT_NAME)
            about=Signal::stored(t(texts::WHERE_CLIENT_NAME_SHOWS).to_owned())
        >
            <form on:submit=send>
                <div class="sheet__fields">
                    <InputField id="client-name" label=t(texts::NAME) value=name wrong=wrong />
                    <Hint id="client-hint".to_owned() text=elsewhere />
                </div>
                <SheetFoot submit=t(texts::SAVE) on_close=move |()| naming.set(None) />
            </form>
        </Sheet>
    }
}
