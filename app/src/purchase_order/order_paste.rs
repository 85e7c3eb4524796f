//! Rows copied from a spreadsheet, read into item lines. Pure.

use model::{Notation, Quantity, purchase_order::ItemInput};

use crate::language::language;

/// The lines of `text` if it is a piece of a table: several rows, or cells with tabs between. `None` for plain text,
/// which is pasted into the field as usual.
///
/// A row is name, quantity, unit, specification; or name, specification, quantity, unit. A table has one layout, so
/// the rows decide it together: one mistyped quantity does not shift the cells of its row. Nothing is left out: cells
/// beyond the fourth join the specification.
///
/// Quantities are in the page's notation; one that is no number in it but is in the other is rewritten.
#[must_use]
pub fn pasted_items(text: &str) -> Option<Vec<ItemInput>> {
    let text = text.trim_end_matches(['\r', '\n']);
    let separator = if text.contains('\t') { '\t' } else { ';' };
    if separator == ';' && !text.contains(['\n', '\r']) {
        return None;
    }
    let rows: Vec<Vec<String>> =
        read_rows(text, separator).into_iter().filter(|row| row.iter().any(|cell| !cell.is_empty())).collect();
    if rows.is_empty() {
        return None;
    }
    let notations = notations();
    let numbers_in = |column: usize, notation: Notation| {
        rows.iter().filter(|row| row.get(column).is_some_and(|cell| Quantity::parse(cell, notation).is_ok())).count()
    };
    // The other notation is asked only where the page's finds no number: a thickness of 1.5 is none in Indonesian.
    let counts = notations.map(|notation| (numbers_in(1, notation), numbers_in(2, notation)));
    let (second, third) = counts.into_iter().find(|counts| *counts != (0, 0)).unwrap_or_default();
    let quantity_is_second = second > 0 && second >= third;
    Some(rows.into_iter().map(|row| item(row, quantity_is_second, notations)).collect())
}

/// The page's, then the other.
fn notations() -> [Notation; 2] {
    match language().notation() {
        Notation::Indonesian => [Notation::Indonesian, Notation::English],
        Notation::English => [Notation::English, Notation::Indonesian],
    }
}

/// A cell as it stands, unless only the other notation can read it.
fn in_page_notation(cell: String, [page, other]: [Notation; 2]) -> String {
    match (Quantity::parse(&cell, page), Quantity::parse(&cell, other)) {
        (Err(_), Ok(quantity)) => quantity.format(page),
        _ => cell,
    }
}

fn item(row: Vec<String>, quantity_is_second: bool, notations: [Notation; 2]) -> ItemInput {
    let mut cells = row.into_iter();
    let mut next = || cells.next().unwrap_or_default();
    let (item_name, second, third, fourth) = (next(), next(), next(), next());
    let [quantity, quantity_unit, specification] =
        if quantity_is_second { [second, third, fourth] } else { [third, fourth, second] };
    let more = std::iter::once(specification).chain(cells).filter(|cell| !cell.is_empty());
    let specification = more.collect::<Vec<_>>().join(" · ");
    ItemInput { item_name, specification, quantity: in_page_notation(quantity, notations), quantity_unit }
}

/// Rows of trimmed cells. A cell that begins with a quote may hold separators and line breaks; one that only seems to
/// (`"1/2 pipe`) is taken as it is.
fn read_rows(text: &str, separator: char) -> Vec<Vec<String>> {
    let mut rows = vec![Vec::new()];
    let mut rest = text;
    loop {
        let (cell, after) = match quoted(rest, separator) {
            Some(read) => read,
            None => {
                let end = rest.find([separator, '\n', '\r']).unwrap_or(rest.len());
                (rest[..end].to_owned(), &rest[end..])
            }
        };
        if let Some(row) = rows.last_mut() {
            row.push(cell.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        if let Some(after) = after.strip_prefix(separator) {
            rest = after;
            continue;
        }
        match after.strip_prefix("\r\n").or_else(|| after.strip_prefix(['\n', '\r'])) {
            Some(after) => rest = after,
            None => return rows,
        }
        rows.push(Vec::new());
    }
}

/// The quoted cell that `text` begins with, and what follows it.
fn quoted(text: &str, separator: char) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('"')?;
    let mut cell = String::new();
    loop {
        let (before, after) = rest.split_once('"')?;
        cell.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => {
                let closed = after.is_empty() || after.starts_with([separator, '\n', '\r']);
                return closed.then_some((cell, after));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(feature = "ssr")]
    use crate::purchase_order::texts::in_english;

    fn read(text: &str) -> Vec<[String; 4]> {
        let items = pasted_items(text).unwrap_or_default();
        items.into_iter().map(|item| [item.item_name, item.quantity, item.quantity_unit, item.specification]).collect()
    }

    #[test]
    fn leaves_plain_text_alone() {
        for text in ["", "Bracket SKF 6208", "Bracket; galvanis celup", "Pipa 1/2\"", "Bracket\n", "\t\t"] {
            assert_eq!(pasted_items(text), None, "{text:?}");
        }
    }

    #[test]
    fn reads_name_quantity_unit_specification() {
        let rows = read("Bracket\t80\tpcs\tSS400\r\nPlat\t1.250,5\tkg\r\n");
        assert_eq!(rows, [["Bracket", "80", "pcs", "SS400"], ["Plat", "1.250,5", "kg", ""]]);
    }

    #[test]
    fn reads_name_specification_quantity_unit() {
        let rows = read("Bracket\tSS400\t80\tpcs\nTutup\t\t12\tset");
        assert_eq!(rows, [["Bracket", "80", "pcs", "SS400"], ["Tutup", "12", "set", ""]]);
    }

    #[test]
    fn reads_semicolons_when_there_are_rows() {
        assert_eq!(
            read("Bracket;80;pcs;SS400\nPlat;2;kg"),
            [["Bracket", "80", "pcs", "SS400"], ["Plat", "2", "kg", ""]]
        );
    }

    #[test]
    fn one_bad_quantity_does_not_shift_its_row() {
        let rows = read("Bracket\t80\tpcs\tSS400\nTutup\tdua puluh\tpcs\tFC200");
        assert_eq!(rows[1], ["Tutup", "dua puluh", "pcs", "FC200"]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn the_other_notation_is_read_where_the_page_s_is_none() {
        let table = [
            ("1.250", "1.250", "1.250"),
            ("1,250", "1,250", "1,250"),
            ("1.250,5", "1.250,5", "1,250.5"),
            ("1,250.5", "1.250,5", "1,250.5"),
            ("0.125", "0,125", "0.125"),
            ("dua puluh", "dua puluh", "dua puluh"),
        ];
        for (cell, indonesian, english) in table {
            let text = format!("Bracket\t80\tpcs\nPlat\t{cell}\tkg");
            assert_eq!(read(&text)[1], ["Plat", indonesian, "kg", ""]);
            assert_eq!(in_english(|| read(&text))[1], ["Plat", english, "kg", ""]);
        }
    }

    #[test]
    fn the_page_s_numbers_say_which_column_is_the_quantity() {
        let rows = read("Plat\t1.5\t80\tpcs\nPlat\t2.5\t40\tpcs");
        assert_eq!(rows[0], ["Plat", "80", "pcs", "1.5"]);
        let rows = read("Plat\tSS400\t1.5\tkg\nPlat\tSS400\t2.5\tkg");
        assert_eq!(rows[0], ["Plat", "1,5", "kg", "SS400"]);
    }

    #[test]
    fn a_single_row_with_tabs_is_a_table_too() {
        assert_eq!(read("Bracket\t80"), [["Bracket", "80", "", ""]]);
        assert_eq!(read("Bracket\tSS400"), [["Bracket", "", "", "SS400"]]);
    }

    #[test]
    fn names_alone_and_blank_rows() {
        assert_eq!(read("Bracket\n\n  \nTutup"), [["Bracket", "", "", ""], ["Tutup", "", "", ""]]);
    }

    #[test]
    fn quotes_hold_breaks_and_stray_quotes_stay() {
        let rows = read("\"Bracket\nkiri\"\t80\tpcs\t\"t 10 \"\"mm\"\"\"\nPipa 1/2\"\t2\tm\n\"Pipa\t3\tm");
        assert_eq!(rows[0], ["Bracket kiri", "80", "pcs", "t 10 \"mm\""]);
        assert_eq!(rows[1], ["Pipa 1/2\"", "2", "m", ""]);
        assert_eq!(rows[2], ["\"Pipa", "3", "m", ""]);
    }

    #[test]
    fn nothing_beyond_the_fourth_cell_is_lost() {
        assert_eq!(
            read("Bracket\t80\tpcs\tSS400\tgalvanis\t\tcat"),
            [["Bracket", "80", "pcs", "SS400 · galvanis · cat"]]
        );
    }
}
