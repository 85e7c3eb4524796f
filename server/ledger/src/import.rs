//! Many orders out of a file, each its own mutation: one that is refused holds up no other, and what was imported
//! before is left alone.

use model::{
    Change, Command, Refusal,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::OrderDraft,
};
use uuid::Uuid;

use crate::{Ledger, error::LedgerError};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Orders that are new.
    pub created: usize,
    /// Orders that were there and got the items they lacked.
    pub completed: usize,
    /// Orders that had everything already.
    pub unchanged: usize,
    /// Orders that a rule refused, by number, and why.
    pub refused: Vec<(String, Refusal)>,
}

impl Ledger {
    /// Enters `drafts` into `factory`. Importing the same again enters nothing twice.
    ///
    /// # Errors
    /// [`LedgerError::Database`] and the like; orders before the failure stay entered. Refusals are in the report.
    pub async fn import(
        &self,
        user: UserId,
        factory: FactoryId,
        drafts: &[OrderDraft],
    ) -> Result<ImportReport, LedgerError> {
        let mut report = ImportReport::default();
        for draft in drafts {
            let command = Command::ImportPurchaseOrder { order: draft.clone() };
            match self.record(user, factory, MutationId(Uuid::now_v7()), &command).await {
                Ok(recorded) => match recorded.events.first().map(|event| &event.change) {
                    Some(Change::PurchaseOrderCreated(_)) => report.created += 1,
                    Some(_) => report.completed += 1,
                    None => report.unchanged += 1,
                },
                Err(LedgerError::Refused(refusal)) => report.refused.push((draft.po_number.clone(), refusal)),
                Err(error) => return Err(error),
            }
        }
        Ok(report)
    }
}
