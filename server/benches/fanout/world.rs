//! The real thing: ledger on a file, router, relay, on a free port of loopback.

use std::{net::SocketAddr, sync::Arc};

use ledger::{Ledger, Token};
use leptos::config::LeptosOptions;
use model::{
    Change, Channel, Command, Department, Departments, DocType, Quantity, Role,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::{Item, ItemDraft, OrderDraft},
};
use realtime::Hub;
use server::{
    guard::Guard,
    relay,
    router::router,
    serving::{self, Limits},
    state::AppState,
};
use tempfile::TempDir;
use tokio::{net::TcpListener, sync::Mutex};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use uuid::Uuid;

use crate::page::Line;

const SLUG: &str = "uji";

pub(crate) struct World {
    ledger: Ledger,
    address: SocketAddr,
    factory: FactoryId,
    admin: UserId,
    token: Token,
    item: Mutex<Item>,
    _dir: TempDir,
}

impl World {
    pub(crate) async fn start() -> World {
        // In the build folder, because a system's temporary folder may be memory, where nothing is durable.
        let dir = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let ledger = Ledger::open(&format!("sqlite://{}", dir.path().join("ledger.sqlite").display())).await.unwrap();
        let factory = ledger.create_factory("PT Uji", SLUG, "Asia/Jakarta", 420).await.unwrap().id;
        let admin = ledger.create_user("Maya Lestari", "maya", "kata-sandi-uji").await.unwrap();
        ledger.set_membership(factory, admin, Role::Admin, Departments::NONE).await.unwrap();
        let token = ledger.log_in("maya", "kata-sandi-uji").await.unwrap();
        let item = Mutex::new(first_item(&ledger, admin, factory).await);
        let address = serve(ledger.clone()).await;
        World { ledger, address, factory, admin, token, item, _dir: dir }
    }

    /// What a page needs to follow the list, from the head on.
    pub(crate) async fn line(&self) -> Line {
        let head = self.ledger.head(self.factory).await.unwrap();
        let channel = Channel::List(DocType::PurchaseOrder, self.factory);
        Line {
            address: self.address,
            path: format!("/{SLUG}/live"),
            cookie: format!("lacakpo={}", self.token.as_str()),
            epoch: head.epoch,
            seq: head.seq,
            channel,
        }
    }

    pub(crate) async fn head(&self) -> i64 {
        self.ledger.head(self.factory).await.unwrap().seq
    }

    /// Records one change of progress; its place in the log.
    pub(crate) async fn commit(&self) -> i64 {
        let mut item = self.item.lock().await;
        let track = item.track(Department::Production);
        let command = Command::AdvanceTrack {
            item_id: item.id,
            department: track.department,
            progress: (i64::from(track.progress) + 7) % 101,
            note: None,
            version: track.version,
        };
        let mutation = MutationId(Uuid::now_v7());
        let recorded = self.ledger.record(self.admin, self.factory, mutation, &command).await.unwrap();
        item.apply(&recorded.events[0].change);
        recorded.head
    }

    /// The last event as a page gets it when it comes alone, with the header of its WebSocket message.
    pub(crate) async fn last_frame(&self) -> Vec<u8> {
        let head = self.head().await;
        let entries = self.ledger.events_after(self.factory, head - 1, 1).await.unwrap();
        let text = format!(r#"{{"type":"patch","from":{},"to":{head},"events":[{}]}}"#, head - 1, entries[0].json);
        let mut frame = vec![0x81, 126];
        frame.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
        frame.extend(text.as_bytes());
        frame
    }
}

async fn serve(ledger: Ledger) -> SocketAddr {
    let options = LeptosOptions::builder().output_name(Arc::from("lacakpo")).build();
    let state = AppState {
        ledger,
        hub: Hub::new(),
        shutdown: CancellationToken::new(),
        tracker: TaskTracker::new(),
        options,
        tls: false,
        demo: false,
        guard: Guard::default(),
    };
    relay::spawn(state.ledger.clone(), state.hub.clone(), state.shutdown.clone(), &state.tracker);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let shutdown = state.shutdown.clone();
    tokio::spawn(serving::serve(listener, router(state), Limits::default(), shutdown));
    address
}

async fn first_item(ledger: &Ledger, admin: UserId, factory: FactoryId) -> Item {
    let order = OrderDraft {
        po_number: "PO-2026-001".to_owned(),
        client: "PT Sinar Abadi".to_owned(),
        order_date: "2026-08-03".parse().ok(),
        delivery_deadline: "2026-12-07".parse().ok(),
        is_urgent: false,
        is_vendor_job: false,
        items: vec![ItemDraft {
            item_name: "Bracket mesin bubut".to_owned(),
            specification: Some("SS400 6 mm, galvanis".to_owned()),
            quantity_total: Quantity::whole(12),
            quantity_unit: "pcs".to_owned(),
        }],
    };
    let command = Command::CreatePurchaseOrder { order };
    let recorded = ledger.record(admin, factory, MutationId(Uuid::now_v7()), &command).await.unwrap();
    match &recorded.events[0].change {
        Change::PurchaseOrderCreated(created) => created.items[0].clone(),
        other => panic!("expected a new order, got {other:?}"),
    }
}
