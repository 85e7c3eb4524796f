//! Two factories with people of every kind, served.

use std::{net::SocketAddr, sync::Arc};

use http::StatusCode;
use ledger::{Ledger, Token};
use leptos::config::LeptosOptions;
use model::{
    Actor, Change, Command, Department, Departments, Quantity, Role,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::{Item, ItemDraft, OrderDraft, Priority},
};
use realtime::Hub;
use serde_json::Value;
use server::{
    guard::Guard,
    relay,
    router::router,
    serving::{self, Limits},
    state::AppState,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::{
    http::{Answer, Asked},
    uploads,
};

pub(crate) const PASSWORD: &str = "kata-sandi-uji";

/// Somebody signed in.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) actor: Actor,
    pub(crate) token: String,
}

/// A tenant with one order.
#[derive(Clone, Debug)]
pub(crate) struct Factory {
    pub(crate) id: FactoryId,
    pub(crate) slug: &'static str,
    pub(crate) admin: Person,
    /// Manager, and an operator of QC and of delivery.
    pub(crate) others: Vec<Person>,
    pub(crate) items: Vec<Item>,
}

impl Factory {
    pub(crate) fn people(&self) -> impl Iterator<Item = &Person> {
        std::iter::once(&self.admin).chain(&self.others)
    }
}

pub(crate) struct World {
    dir: TempDir,
    pub(crate) ledger: Ledger,
    pub(crate) address: SocketAddr,
    pub(crate) own: Factory,
    pub(crate) foreign: Factory,
}

pub(crate) fn new_mutation() -> MutationId {
    MutationId(Uuid::now_v7())
}

impl World {
    pub(crate) async fn new() -> World {
        let dir = TempDir::new().unwrap();
        let ledger = Ledger::open(&format!("sqlite://{}", dir.path().join("uji.sqlite").display())).await.unwrap();
        let own = populate(&ledger, "PT Uji", "uji").await;
        let foreign = populate(&ledger, "CV Lain", "lain").await;
        let address = serve(ledger.clone(), false).await;
        World { dir, ledger, address, own, foreign }
    }

    /// Calls a door as `person`.
    pub(crate) async fn call(&self, person: &Person, name: &str, body: &Value) -> Answer {
        self.asked(person, name, body).send(self.address).await
    }

    /// A call of a door as `person`, before it is sent.
    pub(crate) fn asked(&self, person: &Person, name: &str, body: &Value) -> Asked {
        let asked = match name {
            "add_issue_photo" => Asked::photo(self.address, body, uploads::photo()),
            _ if name.starts_with("save_") => Asked::plain_form(self.address, name, person.actor.id, body),
            _ => Asked::door(self.address, name, body),
        };
        asked.by(&person.token)
    }

    /// A member whom nobody minds losing.
    pub(crate) async fn spare(&self, factory: &Factory) -> UserId {
        let username = format!("cadangan-{}", Uuid::now_v7().simple());
        let user = self.ledger.create_user("Cadangan", &username, PASSWORD).await.unwrap();
        self.ledger.set_membership(factory.id, user, Role::Operator, Departments::NONE).await.unwrap();
        user
    }

    /// Where both logs end: what was refused moved neither.
    pub(crate) async fn heads(&self) -> (i64, i64) {
        let head = async |factory| self.ledger.head(factory).await.unwrap().seq;
        (head(self.own.id).await, head(self.foreign.id).await)
    }

    /// Changes rows behind the ledger's back, as time would.
    pub(crate) fn change(&self, sql: &str) {
        let file = rusqlite::Connection::open(self.dir.path().join("uji.sqlite")).unwrap();
        file.busy_timeout(std::time::Duration::from_secs(5)).unwrap();
        file.execute_batch(sql).unwrap();
    }

    pub(crate) async fn log_in(&self, username: &str) -> Token {
        self.ledger.log_in(username, PASSWORD).await.unwrap()
    }
}

/// The same router in another setting.
pub(crate) async fn serve(ledger: Ledger, tls: bool) -> SocketAddr {
    serve_guarded(ledger, tls, Guard::default(), Limits::default()).await
}

/// The same, guarded in this way.
pub(crate) async fn serve_guarded(ledger: Ledger, tls: bool, guard: Guard, limits: Limits) -> SocketAddr {
    let options = LeptosOptions::builder().output_name(Arc::from("lacakpo")).build();
    let (shutdown, tracker) = (CancellationToken::new(), TaskTracker::new());
    let state = AppState { ledger, hub: Hub::new(), shutdown, tracker, options, tls, demo: false, guard };
    relay::spawn(state.ledger.clone(), state.hub.clone(), state.shutdown.clone(), &state.tracker);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = state.shutdown.clone();
    tokio::spawn(serving::serve(listener, router(state), limits, shutdown));
    address
}

async fn populate(ledger: &Ledger, name: &str, slug: &'static str) -> Factory {
    let id = ledger.create_factory(name, slug, "Asia/Jakarta", 420).await.unwrap().id;
    let of = |department: Department| [department].into_iter().collect::<Departments>();
    let mut people = Vec::new();
    for (kind, role, departments) in [
        ("admin", Role::Admin, Departments::NONE),
        ("manajer", Role::Manager, Departments::NONE),
        ("qc", Role::Operator, of(Department::Qc)),
        ("kirim", Role::Operator, of(Department::Delivery)),
    ] {
        let username = format!("{kind}-{slug}");
        let user = ledger.create_user(&username, &username, PASSWORD).await.unwrap();
        ledger.set_membership(id, user, role, departments).await.unwrap();
        let actor = ledger.actor(user, id).await.unwrap().unwrap();
        let token = ledger.log_in(&username, PASSWORD).await.unwrap().as_str().to_owned();
        people.push(Person { actor, token });
    }
    let admin = people.remove(0);
    let items = create(ledger, admin.actor.id, id, &format!("PO-{slug}")).await;
    let report = Command::ReportIssue {
        item_id: items[0].id,
        title: format!("Rahasia {slug}"),
        description: None,
        priority: Priority::High,
    };
    ledger.record(admin.actor.id, id, new_mutation(), &report).await.unwrap();
    Factory { id, slug, admin, others: people, items }
}

/// An order with two items.
pub(crate) async fn create(ledger: &Ledger, admin: UserId, factory: FactoryId, number: &str) -> Vec<Item> {
    let item = |name: &str| ItemDraft {
        item_name: format!("{name} {number}"),
        specification: None,
        quantity_total: Quantity::whole(1_000),
        quantity_unit: "pcs".into(),
    };
    let order = OrderDraft {
        po_number: number.to_owned(),
        client: "PT Sinar Abadi".into(),
        order_date: None,
        delivery_deadline: None,
        is_urgent: false,
        is_vendor_job: false,
        items: vec![item("Bracket"), item("Pulley")],
    };
    let command = Command::CreatePurchaseOrder { order };
    let created = ledger.record(admin, factory, new_mutation(), &command).await.unwrap();
    match &created.events[0].change {
        Change::PurchaseOrderCreated(created) => created.items.clone(),
        other => panic!("{other:?}"),
    }
}

impl Answer {
    /// A door's refusal, or that it let through.
    pub(crate) fn is_allowed(&self) -> bool {
        self.status == StatusCode::OK
    }
}
