//! Reading a QR code in a picture, where the browser cannot do it itself: grey values in, its text out. Pure.

use rxing::{
    BinaryBitmap, DecodeHints, ImmutableReader, Luma8LuminanceSource, common::HybridBinarizer, qrcode::QRCodeReader,
};

/// The text of the code in a picture of `width` × `height` pixels, as a canvas gives them: red, green, blue and how
/// opaque, each a byte.
pub(crate) fn decode(pixels: &[u8], width: u32, height: u32) -> Option<String> {
    let grey = pixels.chunks_exact(4).map(grey).collect();
    let source = Luma8LuminanceSource::new(grey, width, height).ok()?;
    let mut picture = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let found = QRCodeReader::new().immutable_decode_with_hints(&mut picture, &hints).ok()?;
    Some(found.getText().to_owned())
}

/// How light a pixel is (ITU-R BT.601, in 256ths); what is see-through lies on paper.
fn grey(pixel: &[u8]) -> u8 {
    let [red, green, blue, alpha] = [0, 1, 2, 3].map(|place| u32::from(pixel.get(place).copied().unwrap_or(u8::MAX)));
    let light = (77 * red + 150 * green + 29 * blue) >> 8;
    ((light * alpha + 255 * (255 - alpha)) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A panic would stop the page, and anything can be held before a camera.
    #[test]
    fn whatever_is_seen_is_no_panic() {
        let mut seed = 1_u32;
        let mut next = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            seed >> 24
        };
        // Noise of every grain: the coarser, the more it looks like squares of a code.
        for grain in [1, 2, 3, 4, 6, 9, 14] {
            for (width, height) in [(1, 1), (7, 40), (160, 120), (320, 240)] {
                let columns = width / grain + 1;
                let blocks: Vec<u8> = (0..columns * (height / grain + 1)).map(|_| next() as u8).collect();
                let block = |x: u32, y: u32| blocks[(y / grain * columns + x / grain) as usize];
                let at = |place: u32| [block(place % width, place / width); 4];
                let pixels: Vec<u8> = (0..width * height).flat_map(at).collect();
                assert_eq!(decode(&pixels, width, height), None, "{width} × {height}, {grain}");
            }
        }
        assert_eq!(decode(&[], 0, 0), None);
        assert_eq!(decode(&[0; 4], 9, 9), None, "fewer pixels than were said");
    }
}
