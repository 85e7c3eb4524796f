//! Reads the configuration and does what it says.

use std::process::ExitCode;

use clap::Parser;
use server::{
    backup,
    config::{Command, Config},
    import, log, serve, setup,
};

#[tokio::main]
async fn main() -> ExitCode {
    let config = Config::parse();
    log::start(config.serve.log_json);
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
