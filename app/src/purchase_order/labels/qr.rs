//! Drawing the codes of labels. Server only.

use std::fmt::Write;

use fast_qr::{ECL, QRBuilder};
use model::purchase_order::Item;

use super::server_fns::{Label, QrCode};
use crate::{account::Viewer, error::AppError, scan::target::item_path};

/// The light margin that a code needs on each side, in squares (ISO/IEC 18004, 5.3.8).
const MARGIN: usize = 4;

/// A label for each of `items`, whose codes are their addresses below `origin`.
///
/// # Errors
/// [`AppError::Internal`] for an address that is too long for a code.
pub(super) fn labels(items: Vec<Item>, origin: &str, viewer: &Viewer) -> Result<Vec<Label>, AppError> {
    let label = |item: Item| {
        let address = format!("{origin}{}", viewer.path(&item_path(item.id)));
        Ok(Label { code: code(&address)?, item })
    };
    items.into_iter().map(label).collect()
}

/// `text` as a code that can still be read when a seventh of it is dirty.
fn code(text: &str) -> Result<QrCode, AppError> {
    let drawn = QRBuilder::new(text).ecl(ECL::M).build();
    let drawn = drawn.map_err(|error| AppError::fault("a code cannot be drawn", &error))?;
    let mut path = String::new();
    for row in 0..drawn.size {
        let dark = |column: usize| column < drawn.size && drawn[row][column].value();
        let mut column = 0;
        while column < drawn.size {
            let width = (column..).take_while(|column| dark(*column)).count();
            if width > 0 {
                // Squares that touch are one stroke: no hair of light between them, however a printer rounds.
                let (x, y) = (column + MARGIN, row + MARGIN);
                // Writing into memory does not fail.
                let _ = write!(path, "M{x} {y}h{width}v1h-{width}z");
            }
            column += width.max(1);
        }
    }
    Ok(QrCode { side: (drawn.size + 2 * MARGIN) as u32, path })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::decode;

    /// The drawing as a camera sees it: so many pixels for a square, on white.
    fn pixels(code: &QrCode, scale: u32) -> Vec<u8> {
        let side = code.side * scale;
        let mut light = vec![true; (side * side) as usize];
        for stroke in code.path.split('M').skip(1) {
            let (place, rest) = stroke.split_once('h').expect("a stroke");
            let (x, y) = place.split_once(' ').expect("a place");
            let width: u32 = rest.split_once('v').expect("a width").0.parse().expect("a number");
            let (x, y): (u32, u32) = (x.parse().expect("a number"), y.parse().expect("a number"));
            for row in y * scale..(y + 1) * scale {
                for column in x * scale..(x + width) * scale {
                    light[(row * side + column) as usize] = false;
                }
            }
        }
        light.into_iter().flat_map(|light| if light { [255; 4] } else { [0, 0, 0, 255] }).collect()
    }

    #[test]
    fn what_is_drawn_can_be_read_again() {
        for text in [
            "http://127.0.0.1:3000/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b?pindai=1",
            "https://lacak.pabrik-logam-presisi.example.co.id/logam-presisi/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b?pindai=1",
        ] {
            let code = code(text).expect("short enough");
            for scale in [2, 3, 7] {
                let side = code.side * scale;
                assert_eq!(decode::decode(&pixels(&code, scale), side, side).as_deref(), Some(text), "{scale}");
            }
        }
    }

    #[test]
    fn the_margin_is_free_and_the_corner_dark() {
        let code = code("x").expect("short enough");
        assert_eq!(code.side, 21 + 8);
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
    }

    #[test]
    fn what_is_too_long_is_a_fault_and_no_panic() {
        assert!(matches!(code(&"x".repeat(3_000)), Err(AppError::Internal { .. })));
    }
}
