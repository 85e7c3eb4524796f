//! The link by which a factory is made: printed in the terminal, because whoever has the machine may.

use std::error::Error;

use ledger::Ledger;

/// Prints a link; those printed before open nothing any more.
///
/// # Errors
/// The database cannot be opened or written.
pub async fn run(database: &str, url: &str) -> Result<(), Box<dyn Error>> {
    let ledger = Ledger::open(database).await?;
    print_link(&ledger, url).await?;
    ledger.close().await?;
    Ok(())
}

/// Says where the first factory is made.
pub(crate) async fn print_link(ledger: &Ledger, url: &str) -> Result<(), Box<dyn Error>> {
    let token = ledger.setup_link().await?;
    println!("Buat pabrik dan admin pertamanya (satu kali, dalam 24 jam):");
    println!("  {}/setup/{}", url.trim_end_matches('/'), token.as_str());
    Ok(())
}
