//! Makes of any file a clean JPEG, or says why not.
//!
//! Always true here: what is kept is drawn anew from pixels, so nothing of the file itself reaches anybody else: no place
//! and no name that a camera wrote into it, no script behind its end. What the file says of itself (name, type, profile)
//! is not listened to. It is refused by what its header says, before the room for its pixels is taken.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, ImageResult, Limits, RgbImage,
    codecs::jpeg::JpegEncoder,
};
use ledger::Picture;
use model::{
    Refusal,
    purchase_order::{PHOTO_MEGAPIXELS_MAX, PHOTO_SIDE_MAX},
};

/// Most bytes of decoded pixels: those of the largest picture with colours and transparency.
const PIXEL_BYTES_MAX: u64 = PHOTO_MEGAPIXELS_MAX as u64 * 1_000_000 * 4;
/// The longest side, before the pixels are counted: no camera is as wide.
const SENT_SIDE_MAX: u32 = 20_000;
/// The longer side of a picture in a list: 80 points on a dense screen.
const THUMBNAIL_SIDE: u32 = 240;
/// Good enough to read a gauge by.
const QUALITY: u8 = 82;
const THUMBNAIL_QUALITY: u8 = 70;

/// Reads `sent` and draws it anew, upright, with its longer side at most 1600 pixels. Takes its time: not for a thread that
/// others wait for.
///
/// # Errors
/// [`Refusal::NotAPhoto`], [`Refusal::BrokenPhoto`], [`Refusal::PhotoTooLarge`].
pub(super) fn clean(sent: &[u8]) -> Result<Picture, Refusal> {
    let format = match image::guess_format(sent) {
        Ok(format @ (ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP)) => format,
        _ => return Err(Refusal::NotAPhoto),
    };
    draw_anew(sent, format).map_err(|error| match error {
        ImageError::Limits(_) => Refusal::PhotoTooLarge { max: PHOTO_MEGAPIXELS_MAX },
        error => {
            tracing::debug!(%error, "a picture cannot be read");
            Refusal::BrokenPhoto
        }
    })
}

fn draw_anew(sent: &[u8], format: ImageFormat) -> ImageResult<Picture> {
    let upright = upright(sent, format)?;
    let jpeg = jpeg(&upright, QUALITY)?;
    let thumbnail = jpeg_of(&upright, THUMBNAIL_SIDE)?;
    Ok(Picture::new(sent, upright.dimensions(), jpeg, thumbnail))
}

/// Its pixels, made smaller where they are too many and then turned as the camera was held.
fn upright(sent: &[u8], format: ImageFormat) -> ImageResult<RgbImage> {
    let mut reader = ImageReader::with_format(Cursor::new(sent), format);
    reader.limits(limits());
    let mut decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > u64::from(PHOTO_MEGAPIXELS_MAX) * 1_000_000 || decoder.total_bytes() > PIXEL_BYTES_MAX {
        return Err(too_large());
    }
    // A picture that says nonsense about its orientation is shown as it lies.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = smaller(DynamicImage::from_decoder(decoder)?, PHOTO_SIDE_MAX);
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SENT_SIDE_MAX);
    limits.max_image_height = Some(SENT_SIDE_MAX);
    limits.max_alloc = Some(PIXEL_BYTES_MAX);
    limits
}

fn too_large() -> ImageError {
    let kind = image::error::LimitErrorKind::DimensionError;
    ImageError::Limits(image::error::LimitError::from_kind(kind))
}

fn smaller(picture: DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side { picture } else { picture.thumbnail(side, side) }
}

/// A JPEG has no transparency: what is behind it becomes paper.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let mut rgb = RgbImage::new(picture.width(), picture.height());
    for (to, from) in rgb.pixels_mut().zip(picture.into_rgba8().pixels()) {
        let [colours @ .., alpha] = from.0;
        let alpha = u32::from(alpha);
        to.0 = colours.map(|colour| {
            // At most 255, because both are weighed to 255 together.
            u8::try_from((u32::from(colour) * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
        });
    }
    rgb
}

fn jpeg_of(picture: &RgbImage, side: u32) -> ImageResult<Vec<u8>> {
    let small = smaller(DynamicImage::ImageRgb8(picture.clone()), side).into_rgb8();
    jpeg(&small, THUMBNAIL_QUALITY)
}

fn jpeg(picture: &RgbImage, quality: u8) -> ImageResult<Vec<u8>> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(picture)?;
    Ok(jpeg)
}

#[cfg(test)]
#[path = "picture_tests.rs"]
mod tests;
