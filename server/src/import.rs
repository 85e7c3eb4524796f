//! `lacakpo import FILE`: the same reading and the same door as the page, from a terminal.

use std::{error::Error, path::PathBuf};

use ledger::{Ledger, LedgerError};
use model::{Notation, purchase_order::import};

use crate::texts::TERMINAL;

/// What to import, where, in whose name.
#[derive(Debug)]
pub struct Job {
    /// A CSV file.
    pub file: PathBuf,
    /// Slug of the factory.
    pub factory: String,
    /// User name of an admin of it.
    pub user: String,
    /// Where the refused rows go.
    pub problems: Option<PathBuf>,
    /// Only says what would happen.
    pub dry_run: bool,
}

/// Reads the file, says what is wrong with each bad row, enters the good ones.
///
/// # Errors
/// No such file, factory or user; not a table; the database. Bad rows are no error.
pub async fn run(database: &str, job: &Job) -> Result<(), Box<dyn Error>> {
    let bytes = tokio::fs::read(&job.file).await.map_err(|error| format!("{}: {error}", job.file.display()))?;
    let preview = import::read(&bytes, Notation::Indonesian).map_err(|error| error.text(TERMINAL))?;
    println!(
        "{} baris: {} diterima dalam {} PO, {} masalah.",
        preview.rows,
        preview.accepted_rows(),
        preview.orders.len(),
        preview.problems.len()
    );
    for note in &preview.notes {
        println!("  catatan: {}", note.text(TERMINAL));
    }
    for problem in &preview.problems {
        let column = problem.column.as_deref().unwrap_or("seluruh baris");
        println!("  baris {}, kolom {column}: {}", problem.line, problem.refusal.text(TERMINAL));
    }
    if let Some(path) = &job.problems {
        tokio::fs::write(path, import::problems_csv(&preview.problems, TERMINAL)).await?;
        println!("Baris bermasalah ditulis ke {}.", path.display());
    }
    if job.dry_run {
        return Ok(());
    }
    let ledger = Ledger::open(database).await?;
    let factory = ledger.factory_by_slug(&job.factory).await?.ok_or("tidak ada pabrik dengan slug itu")?;
    let user = ledger.user_by_username(&job.user).await?.ok_or("tidak ada pengguna dengan nama itu")?;
    let report = ledger.import(user, factory.id, &preview.orders).await.map_err(told)?;
    println!(
        "PO baru: {}. PO dilengkapi: {}. Sudah ada: {}. Ditolak: {}.",
        report.created,
        report.completed,
        report.unchanged,
        report.refused.len()
    );
    for (po_number, refusal) in &report.refused {
        println!("  {po_number}: {}", refusal.text(TERMINAL));
    }
    ledger.close().await?;
    Ok(())
}

/// Why it was not done, for whoever sits at the terminal.
fn told(error: LedgerError) -> Box<dyn Error> {
    match error.refusal() {
        Some(refusal) => refusal.text(TERMINAL).into(),
        None => error.into(),
    }
}
