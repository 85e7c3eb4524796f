//! Reads the configuration and does what it says.

use std::process::ExitCode;

use clap::Parser;
use server::{
    backup,
    config::{Command, Config},
    import, serve, setup,
};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    start_log(config.serve.log_json);
    let done = match config.command {
        None | Some(Command::Serve) => serve(&config.database, config.serve).await,
        Some(Command::Import { file, factory, user, problems, dry_run }) => {
            import::run(&config.database, &import::Job { file, factory, user, problems, dry_run }).await
        }
        Some(Command::Setup { url }) => setup::run(&config.database, &url).await,
        Some(Command::Backup { file }) => backup::backup(&config.database, &file).await,
        Some(Command::Restore { file }) => backup::restore(&config.database, &file).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lacakpo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn start_log(json: bool) {
    let filter = EnvFilter::try_from_env("LACAKPO_LOG").unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { log.json().init() } else { log.init() }
}
