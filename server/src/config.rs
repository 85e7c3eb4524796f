//! What the process is told at its start: arguments, each also by environment.

use std::{net::SocketAddr, path::PathBuf};

use clap::{Args, Parser, Subcommand};

use crate::{client_address::TrustedProxies, guard::Secret};

/// lacakPO: a live purchase-order and shop-floor tracker.
#[derive(Debug, Parser)]
#[command(name = "lacakpo", version, about)]
pub struct Config {
    /// Where the database is.
    #[arg(long, global = true, env = "LACAKPO_DATABASE", default_value = "sqlite://data/lacakpo.sqlite")]
    pub database: String,
    /// What to do; serves when nothing is named.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// How to serve.
    #[command(flatten)]
    pub serve: Serve,
}

/// How to serve.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Where to listen.
    #[arg(long, env = "LACAKPO_LISTEN", default_value = "127.0.0.1:3000")]
    pub listen: SocketAddr,
    /// The built site: wasm, styles, icons.
    #[arg(long, env = "LACAKPO_SITE", default_value = "target/site")]
    pub site: PathBuf,
    /// A proxy in front serves TLS: cookies become `Secure`.
    #[arg(long, env = "LACAKPO_TLS")]
    pub tls: bool,
    /// Fills an empty database with a factory to try, and shows its people on the login page.
    #[arg(long, env = "LACAKPO_DEMO")]
    pub demo: bool,
    /// Proxies that are believed when they say for whom they ask (`X-Forwarded-For`): addresses and networks, with commas.
    #[arg(long, env = "LACAKPO_TRUSTED_PROXIES", default_value = "")]
    pub trusted_proxies: TrustedProxies,
    /// Lets others than this machine read `/metrics`, as `Authorization: Bearer …`.
    #[arg(long, env = "LACAKPO_METRICS_TOKEN", hide_env_values = true)]
    pub metrics_token: Option<Secret>,
    /// Writes logs as JSON.
    #[arg(long, env = "LACAKPO_LOG_JSON")]
    pub log_json: bool,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the app.
    Serve,
    /// Reads a spreadsheet export: good rows enter, each bad one is named; twice enters nothing twice.
    Import {
        /// A CSV file.
        file: PathBuf,
        /// Slug of the factory.
        #[arg(long)]
        factory: String,
        /// User name of an admin of that factory, in whose name the orders are entered.
        #[arg(long)]
        user: String,
        /// Where to write the rows that were refused.
        #[arg(long)]
        problems: Option<PathBuf>,
        /// Only says what would happen.
        #[arg(long)]
        dry_run: bool,
    },
    /// Prints a link by which one factory and its first admin are made; it opens once, for a day.
    Setup {
        /// Where people reach the app.
        #[arg(long, env = "LACAKPO_URL", default_value = "http://127.0.0.1:3000")]
        url: String,
    },
    /// Copies the database, as it is at one moment, to a new file; the server may run on meanwhile.
    Backup {
        /// A name that nothing has yet.
        file: PathBuf,
    },
    /// Puts a backup in the place of the database, which is kept beside it; the server must not run.
    Restore {
        /// A file that `backup` wrote.
        file: PathBuf,
    },
}
