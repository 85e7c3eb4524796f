//! Photos: pictures on their way into the ledger beside their command, and their content on its way out.
//!
//! Always true here: content goes into the row in the transaction that writes its event, so a photo that a screen is told
//! of is there; the log and the mutation's hash name it and do not hold it.

use std::sync::Arc;

use model::{
    Command,
    ids::{FactoryId, IssueId, MutationId, PhotoId, UserId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};
use sha2::{Digest, Sha256};

use crate::{Ledger, Recorded, entities::photo, error::LedgerError};

/// A picture as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// Of the file that it was made of: what makes a repeated mutation the same.
    sent_sha256: [u8; 32],
    width: u32,
    height: u32,
    jpeg: Vec<u8>,
    thumbnail: Vec<u8>,
    /// Of `jpeg`.
    pub(crate) sha256: [u8; 32],
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {}, {} bytes)", self.width, self.height, self.jpeg.len())
    }
}

impl Picture {
    /// The picture `jpeg` of so many pixels, and the same as small as lists show it, made of `sent`. Hashes all of it, so
    /// it belongs where nobody waits.
    #[must_use]
    pub fn new(sent: &[u8], (width, height): (u32, u32), jpeg: Vec<u8>, thumbnail: Vec<u8>) -> Picture {
        let (sent_sha256, sha256) = (Sha256::digest(sent).into(), Sha256::digest(&jpeg).into());
        Picture { sent_sha256, width, height, jpeg, thumbnail, sha256 }
    }

    /// Width and height in pixels.
    #[must_use]
    pub fn size(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// The picture.
    #[must_use]
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }

    /// The small one.
    #[must_use]
    pub fn thumbnail(&self) -> &[u8] {
        &self.thumbnail
    }
}

/// How large a photo is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhotoSize {
    /// As it was taken, or nearly.
    Full,
    /// For lists.
    Thumbnail,
}

impl Ledger {
    /// Adds `picture` to an issue as [`Ledger::record_from`] does everything else: once for each `mutation`.
    ///
    /// # Errors
    /// As [`Ledger::record`].
    pub async fn add_issue_photo(
        &self,
        user: UserId,
        factory: FactoryId,
        device: Option<&str>,
        mutation: MutationId,
        issue_id: IssueId,
        picture: Picture,
    ) -> Result<Recorded, LedgerError> {
        let command = Command::AddIssuePhoto { issue_id, sha256: picture.sent_sha256 };
        self.record_with(user, factory, device, mutation, &command, Some(Arc::new(picture))).await
    }

    /// The content of a photo of `factory`, a JPEG; `None` without such a photo there. A foreign id answers as an unknown
    /// one.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn photo(
        &self,
        factory: FactoryId,
        id: PhotoId,
        size: PhotoSize,
    ) -> Result<Option<Vec<u8>>, LedgerError> {
        let column = match size {
            PhotoSize::Full => "content",
            PhotoSize::Thumbnail => "thumbnail",
        };
        let content = photo::Entity::find_by_id(id.0)
            .filter(photo::Column::FactoryId.eq(factory.0))
            .select_only()
            .expr_as(Expr::col(column), "content")
            .into_tuple();
        Ok(content.one(&self.readers().await).await?)
    }
}
