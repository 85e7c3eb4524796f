use image::{ImageEncoder, Rgb, Rgba, RgbaImage, codecs::png::PngEncoder};

use super::*;

/// Left half red, right half blue.
fn flag(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, _| if x < width / 2 { Rgb([200, 0, 0]) } else { Rgb([0, 0, 200]) })
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("encodes");
    bytes.into_inner()
}

fn jpeg_with(exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    exif.into_iter().for_each(|exif| encoder.set_exif_metadata(exif).expect("JPEG has EXIF"));
    encoder.write_image(&flag(64, 32), 64, 32, image::ExtendedColorType::Rgb8).expect("encodes");
    bytes
}

/// A camera's notes: how it was held, and where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x02\0".to_vec();
    exif.extend(*b"\x12\x01\x03\0\x01\0\0\0");
    exif.extend([orientation, 0, 0, 0]);
    // The IFD of the place begins at 38; its one entry is a text at 56.
    exif.extend(*b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0");
    exif.extend(*b"\x01\0\x1d\0\x02\0\x0b\0\0\0\x38\0\0\0\0\0\0\0RAHASIA-GPS");
    exif
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

fn drawn(jpeg: &[u8]) -> RgbImage {
    image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).expect("a JPEG").into_rgb8()
}

fn is_about(pixel: Rgb<u8>, [r, g, b]: [u8; 3]) -> bool {
    pixel.0.iter().zip([r, g, b]).all(|(is, should)| is.abs_diff(should) < 40)
}

#[test]
fn every_format_becomes_a_jpeg_of_the_same_picture() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let sent = encoded(&flag(64, 32), format);
        let picture = clean(&sent).unwrap_or_else(|refusal| panic!("{format:?}: {refusal:?}"));
        let jpeg = drawn(picture.jpeg());
        assert_eq!(jpeg.dimensions(), (64, 32), "{format:?}");
        assert!(is_about(jpeg[(8, 16)], [200, 0, 0]) && is_about(jpeg[(56, 16)], [0, 0, 200]), "{format:?}");
        assert_ne!(picture.jpeg(), sent);
    }
}

#[test]
fn a_large_one_is_made_smaller_and_lists_get_a_small_one() {
    let picture = clean(&encoded(&flag(2400, 1200), ImageFormat::Jpeg)).expect("a photo");
    assert_eq!(picture.size(), (1600, 800));
    assert_eq!(drawn(picture.jpeg()).dimensions(), (1600, 800));
    assert_eq!(drawn(picture.thumbnail()).dimensions(), (240, 120));
    let small = clean(&jpeg_with(None)).expect("a photo");
    assert_eq!((small.size(), drawn(small.thumbnail()).dimensions()), ((64, 32), (64, 32)), "none is made larger");
}

#[test]
fn it_stands_upright_and_says_nothing_of_where_it_was_taken() {
    let sent = jpeg_with(Some(exif(6)));
    assert!(holds(&sent, b"RAHASIA-GPS") && holds(&sent, b"Exif"));
    let picture = clean(&sent).expect("a photo");
    let jpeg = drawn(picture.jpeg());
    assert_eq!((picture.size(), jpeg.dimensions()), ((32, 64), (32, 64)));
    // Turned clockwise: what was left is above.
    assert!(is_about(jpeg[(16, 8)], [200, 0, 0]) && is_about(jpeg[(16, 56)], [0, 0, 200]));
    for kept in [picture.jpeg(), picture.thumbnail()] {
        assert!(!holds(kept, b"RAHASIA") && !holds(kept, b"Exif") && !holds(kept, b"II*\0"));
    }
    let nonsense = clean(&jpeg_with(Some(b"II*\0\xff\xff\xff\xff".to_vec()))).expect("a photo");
    assert_eq!(nonsense.size(), (64, 32), "as it lies");
}

#[test]
fn what_is_behind_a_transparent_one_is_white() {
    let mut bytes = Vec::new();
    let clear = RgbaImage::from_pixel(16, 16, Rgba([0, 0, 0, 0]));
    PngEncoder::new(&mut bytes).write_image(clear.as_raw(), 16, 16, image::ExtendedColorType::Rgba8).expect("encodes");
    let picture = clean(&bytes).expect("a photo");
    assert!(drawn(picture.jpeg()).pixels().all(|pixel| is_about(*pixel, [255, 255, 255])));
}

/// The segment of a JPEG that is for remarks.
fn with_remark(jpeg: &[u8], remark: &[u8]) -> Vec<u8> {
    let length = u16::try_from(remark.len() + 2).expect("short").to_be_bytes();
    [&jpeg[..2], b"\xff\xfe", &length, remark, &jpeg[2..]].concat()
}

#[test]
fn nothing_rides_on_a_picture() {
    let payload = b"<html><script>alert(document.cookie)</script>";
    let jpeg = jpeg_with(None);
    let png = encoded(&flag(64, 32), ImageFormat::Png);
    let zip = b"PK\x03\x04payload.exe";
    for (what, sent) in [
        ("a page behind its end", [&jpeg[..], payload].concat()),
        ("a page in a remark", with_remark(&jpeg, payload)),
        ("a page in the camera's notes", jpeg_with(Some([&b"II*\0\x08\0\0\0\0\0"[..], payload].concat()))),
        ("a page behind a PNG", [&png[..], payload].concat()),
        ("an archive behind its end", [&jpeg[..], zip].concat()),
    ] {
        let picture = clean(&sent).unwrap_or_else(|refusal| panic!("{what}: {refusal:?}"));
        for kept in [picture.jpeg(), picture.thumbnail()] {
            assert!(!holds(kept, b"<script") && !holds(kept, b"PK\x03\x04") && !holds(kept, b"alert"), "{what}");
        }
    }
}

#[test]
fn what_is_no_picture_of_the_three_kinds_is_refused() {
    let table: [(&str, &[u8]); 11] = [
        ("nothing", b""),
        ("SVG", b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>"),
        ("SVG with a heading", b"<?xml version=\"1.0\"?><svg/>"),
        ("a page", b"<!doctype html><script>alert(1)</script>"),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"),
        ("a GIF that is a script", b"GIF89a=1;alert(1)//"),
        ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0"),
        ("TIFF", b"II*\0\x08\0\0\0"),
        ("an archive", b"PK\x03\x04\x14\0"),
        ("a paper", b"%PDF-1.7"),
        ("a program", b"\x7fELF\x02\x01\x01"),
    ];
    for (what, sent) in table {
        assert_eq!(clean(sent).err(), Some(Refusal::NotAPhoto), "{what}");
    }
}

fn crc(bytes: &[u8]) -> [u8; 4] {
    let bit = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    let crc = bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), |crc, _| bit(crc)));
    (!crc).to_be_bytes()
}

/// The beginning of a PNG that says it is so large, with pixels of `depth` bits and four colours.
fn png_of(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let chunk = |name: &[u8], data: &[u8]| {
        let named = [name, data].concat();
        [&u32::try_from(data.len()).expect("short").to_be_bytes()[..], &named, &crc(&named)].concat()
    };
    let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[depth, 6, 0, 0, 0]].concat();
    let pixels = b"\x78\x9c\x63\0\0\0\x01\0\x01";
    [&b"\x89PNG\r\n\x1a\n"[..], &chunk(b"IHDR", &header), &chunk(b"IDAT", pixels), &chunk(b"IEND", b"")].concat()
}

/// A JPEG whose frame says another size than the one it was made with.
fn jpeg_of_size(width: u16, height: u16) -> Vec<u8> {
    let mut jpeg = jpeg_with(None);
    let frame = jpeg.windows(2).position(|marker| marker == b"\xff\xc0").expect("a frame");
    jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    jpeg
}

#[test]
fn one_that_would_fill_the_memory_is_refused_by_its_header() {
    let too_large = Refusal::PhotoTooLarge { max: 40 };
    for (what, sent) in [
        ("50,000 × 50,000", png_of(50_000, 50_000, 8)),
        ("as large as a PNG can say", png_of(0x7fff_ffff, 0x7fff_ffff, 8)),
        ("one line as long as that", png_of(0x7fff_ffff, 1, 8)),
        ("41 megapixels", png_of(8_200, 5_000, 8)),
        ("few pixels with many bits", png_of(7_000, 5_700, 16)),
        ("a JPEG of 4 gigapixels", jpeg_of_size(u16::MAX, u16::MAX)),
        ("a JPEG of 41 megapixels", jpeg_of_size(8_200, 5_000)),
    ] {
        let begun = std::time::Instant::now();
        assert_eq!(clean(&sent).err(), Some(too_large.clone()), "{what}");
        assert!(begun.elapsed().as_millis() < 500, "{what} took {:?}", begun.elapsed());
    }
}

/// Whatever is done to a file, the answer is a refusal or a clean picture.
#[test]
fn cut_and_damaged_files_are_refused_or_drawn() {
    for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
        let whole = encoded(&flag(64, 32), format);
        let cut = (0..whole.len()).step_by(3).map(|end| whole[..end].to_vec());
        let damaged = (0..whole.len()).map(|place| {
            let mut file = whole.clone();
            file[place] ^= 0x55;
            file
        });
        for file in cut.chain(damaged) {
            match clean(&file) {
                Ok(picture) => assert_eq!(drawn(picture.jpeg()).dimensions(), picture.size()),
                Err(Refusal::NotAPhoto | Refusal::BrokenPhoto | Refusal::PhotoTooLarge { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(clean(&whole[..whole.len() / 8]).err(), Some(Refusal::BrokenPhoto), "{format:?}, cut near its head");
    }
}
