//! A photo of a reported problem: what is said of it. Its content is not here: it is named by its id and fetched by whoever
//! looks at it.

use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, ActorRef},
    ids::PhotoId,
    time::Timestamp,
};

/// Most photos of one issue.
pub const PHOTOS_MAX: usize = 8;
/// Largest file that is taken as a photo, in bytes.
pub const PHOTO_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most pixels of a picture that is read, in millions.
pub const PHOTO_MEGAPIXELS_MAX: u32 = 40;
/// The longer side of a photo as it is kept, in pixels; larger ones are made smaller.
pub const PHOTO_SIDE_MAX: u32 = 1600;

/// A photo as it is kept: a JPEG that the server made of what was sent, and never what was sent itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Photo {
    /// Row id; the uuid of the mutation that added it, so a retry cannot add it twice.
    pub id: PhotoId,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Size of its content in bytes.
    pub bytes: u32,
    /// Who added it.
    pub by: ActorRef,
    /// When it was added.
    pub at: Timestamp,
}

impl Photo {
    /// A photo of `width` × `height` pixels and `bytes` bytes that `actor` adds.
    #[must_use]
    pub fn new(id: PhotoId, (width, height): (u32, u32), bytes: u32, actor: &Actor, now: Timestamp) -> Photo {
        Photo { id, width, height, bytes, by: actor.to_ref(), at: now }
    }
}
