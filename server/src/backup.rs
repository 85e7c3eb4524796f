//! `lacakpo backup FILE` and `lacakpo restore FILE`, as seen from a terminal.

use std::{error::Error, path::Path};

use ledger::Contents;

/// Copies the database to the new file `file`.
///
/// # Errors
/// No database, a name in use, no room; then there is no such file.
pub async fn backup(database: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let contents = ledger::backup(database, file).await?;
    println!("Cadangan ditulis ke {}: {}.", file.display(), told(contents));
    Ok(())
}

/// Makes the backup `file` the database.
///
/// # Errors
/// A server runs, the file is not a sound backup of ours; then the database is as it was.
pub async fn restore(database: &str, file: &Path) -> Result<(), Box<dyn Error>> {
    let restored = ledger::restore(database, file).await?;
    println!("Basis data dipulihkan dari {}: {}.", file.display(), told(restored.contents));
    if let Some(replaced) = restored.replaced {
        println!("Basis data sebelumnya disimpan sebagai {}.", replaced.display());
    }
    Ok(())
}

fn told(Contents { factories, events, bytes }: Contents) -> String {
    format!("{factories} pabrik, {events} peristiwa, {} KB", bytes.div_ceil(1024))
}
