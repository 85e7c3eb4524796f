//! The one process: pages, doors, socket and relay around the ledger.

pub mod backup;
pub mod client_address;
pub mod config;
mod export;
mod fault;
pub mod guard;
mod headers;
pub mod import;
pub mod log;
pub mod metrics;
pub mod photo;
mod pwa;
pub mod relay;
pub mod router;
pub mod serving;
pub mod session;
pub mod setup;
pub mod socket;
pub mod state;
mod texts;
mod trace;
mod wire;

/// A page is drawn in some fifty thousand small pieces, of which glibc's allocator takes a third of the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

use std::{error::Error, sync::Arc, time::Duration};

use config::Serve;
use guard::Guard;
use ledger::Ledger;
use leptos::config::LeptosOptions;
use realtime::Hub;
use serving::Limits;
use state::AppState;
use tokio::{net::TcpListener, time::timeout};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long open requests and sockets get to finish when the process stops.
const FAREWELL: Duration = Duration::from_secs(5);
/// The orders of the demo factory: a real export.
const DEMO_CSV: &[u8] = include_bytes!("../../app/model/fixtures/po-2026.csv");

/// Serves until told to stop by Ctrl-C or SIGTERM.
///
/// # Errors
/// The database cannot be opened, the address cannot be listened on.
pub async fn serve(database: &str, serve: Serve) -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::open(database).await?;
    if serve.demo {
        seed_demo(&ledger).await?;
    }
    let state = AppState {
        ledger,
        hub: Hub::default(),
        shutdown: CancellationToken::new(),
        tracker: TaskTracker::new(),
        options: options(&serve)?,
        tls: serve.tls,
        demo: serve.demo,
        guard: Guard {
            trusted_proxies: serve.trusted_proxies.clone(),
            metrics_token: serve.metrics_token.clone(),
            ..Guard::default()
        },
    };
    relay::spawn(state.ledger.clone(), state.hub.clone(), state.shutdown.clone(), &state.tracker);
    let (shutdown, tracker, ledger) = (state.shutdown.clone(), state.tracker.clone(), state.ledger.clone());
    let router = router::router(state);
    let is_empty = ledger.factories().await?.is_empty();
    let listener = TcpListener::bind(serve.listen).await?;
    let address = listener.local_addr()?;
    // Only now, when it answers.
    announce(&serve, address);
    if is_empty {
        setup::print_link(&ledger, &format!("http://{address}")).await?;
    }
    let stopping = shutdown.clone();
    tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        stopping.cancel();
    });
    let server = serving::serve(listener, router, Limits::default(), shutdown.clone());
    let forced = async {
        shutdown.cancelled().await;
        tokio::time::sleep(FAREWELL).await;
    };
    tokio::select! {
        () = server => {}
        () = forced => tracing::warn!("requests were still open"),
    }
    // Sockets are not axum's any more: they get their close frames here.
    tracker.close();
    if timeout(FAREWELL, tracker.wait()).await.is_err() {
        tracing::warn!("sockets were still open");
    }
    ledger.close().await?;
    Ok(())
}

async fn seed_demo(ledger: &Ledger) -> Result<(), Box<dyn Error>> {
    let preview = model::purchase_order::import::read(DEMO_CSV, model::Notation::Indonesian);
    let preview = preview.map_err(|error| error.text(texts::TERMINAL))?;
    ledger.seed_demo(&preview.orders, app::request::now()).await?;
    Ok(())
}

/// The site's options. File names carry hashes when the build wrote `hash.txt` beside this program, as
/// `cargo leptos build` does; its path there is where leptos looks for it too.
fn options(serve: &Serve) -> Result<LeptosOptions, Box<dyn Error>> {
    let site = serve.site.to_str().ok_or("the site's path is not text")?;
    let hashed = std::env::current_exe()?.parent().is_some_and(|folder| folder.join("hash.txt").exists());
    Ok(LeptosOptions::builder()
        .output_name(Arc::from("lacakpo"))
        .site_root(Arc::from(site))
        .site_pkg_dir(Arc::from("pkg"))
        .site_addr(serve.listen)
        .hash_files(hashed)
        .build())
}

fn announce(serve: &Serve, address: std::net::SocketAddr) {
    println!("lacakPO: http://{address}");
    if serve.demo {
        println!("Mode demo. Kata sandi semua pengguna: {}, PIN operator: {}", ledger::DEMO_PASSWORD, ledger::DEMO_PIN);
        for user in ledger::DEMO_USERS {
            println!("  {:10} {} ({})", user.username, user.name, user.role.wire());
        }
    }
}

async fn stop_signal() {
    let interrupt = async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "Ctrl-C cannot be heard");
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(error) => {
                tracing::error!(%error, "SIGTERM cannot be heard");
                std::future::pending::<()>().await;
            }
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
