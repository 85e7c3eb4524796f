//! What a scanned text means. Pure.
//!
//! Always true here: the host of an address does not count. Labels outlive addresses: what was printed when the server
//! was reached by a number in the hall is scanned when it has a name. Nor do capitals: a keyboard may be locked in them.

use model::ids::ItemId;

/// What a text leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// An item of this factory, as far as the text can tell.
    Item(ItemId),
    /// An item of another factory.
    OtherFactory {
        /// The factory's slug.
        slug: String,
        /// Which item.
        item: ItemId,
    },
    /// It is no label of ours.
    Unknown,
}

/// What `text` leads to in the factory `slug`: the address on a label (`https://…/{slug}/items/{id}?pindai=1`), its path
/// alone, or just the id.
#[must_use]
pub fn target(text: &str, slug: &str) -> Target {
    let text = text.trim();
    if let Some(id) = item_id(text) {
        return Target::Item(id);
    }
    let place = text.split(['?', '#']).next().unwrap_or_default();
    let Some(path) = path_of(place) else { return Target::Unknown };
    match path.split('/').collect::<Vec<&str>>()[..] {
        [factory, items, id] if items.eq_ignore_ascii_case("items") && is_slug(factory) => match item_id(id) {
            Some(id) if factory.eq_ignore_ascii_case(slug) => Target::Item(id),
            Some(item) => Target::OtherFactory { slug: factory.to_ascii_lowercase(), item },
            None => Target::Unknown,
        },
        _ => Target::Unknown,
    }
}

/// Whether `text` is an address of the web: nobody calls an order so, or searches for it.
#[must_use]
pub fn is_address(text: &str) -> bool {
    text.contains("://")
}

/// Where to go for the item `id` of a scan, inside its factory.
#[must_use]
pub fn item_path(id: ItemId) -> String {
    format!("items/{id}?{SCANNED}=1")
}

/// The word in an address that says that it comes off a label.
pub const SCANNED: &str = "pindai";

/// What follows the host, without its first slash.
fn path_of(place: &str) -> Option<&str> {
    match place.split_once("://") {
        Some((scheme, rest)) if ["http", "https"].iter().any(|ours| scheme.eq_ignore_ascii_case(ours)) => {
            rest.split_once('/').map(|(_, path)| path)
        }
        Some(_) => None,
        None => place.strip_prefix('/'),
    }
}

/// Only as labels write it: other spellings of a number that is 128 bits long are more likely something else.
fn item_id(text: &str) -> Option<ItemId> {
    const LENGTH: usize = 36;
    text.parse().ok().filter(|_| text.len() == LENGTH)
}

fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b";

    #[test]
    fn a_label_leads_to_its_item_wherever_the_server_was() {
        let item = Target::Item(ID.parse().expect("an id"));
        let loud = ID.to_uppercase();
        for text in [
            format!("https://lacak.example.id/uji/items/{ID}?pindai=1"),
            format!("http://192.168.1.20:3000/uji/items/{ID}?pindai=1"),
            format!("http://[fd00::7]:3000/uji/items/{ID}"),
            format!("https://lacak.example.id/uji/items/{ID}#issue"),
            format!("HTTPS://LACAK.EXAMPLE.ID/UJI/ITEMS/{loud}?PINDAI=1"),
            format!("/uji/items/{ID}?pindai=1"),
            format!("  {ID}\r\n"),
            loud.clone(),
        ] {
            assert_eq!(target(&text, "uji"), item, "{text}");
        }
    }

    #[test]
    fn a_label_of_another_factory_is_told_by_its_name() {
        let other = Target::OtherFactory { slug: "teknik-abadi".into(), item: ID.parse().expect("an id") };
        for text in [
            format!("https://lacak.example.id/teknik-abadi/items/{ID}?pindai=1"),
            format!("HTTP://X/TEKNIK-ABADI/ITEMS/{ID}"),
            format!("/teknik-abadi/items/{ID}"),
        ] {
            assert_eq!(target(&text, "uji"), other, "{text}");
        }
    }

    #[test]
    fn everything_else_is_unknown() {
        for text in [
            "",
            "   ",
            "PO-2026-015",
            "8991234567890",
            "https://example.id",
            "https://example.id/",
            "https://example.id/uji",
            "https://example.id/uji/items/",
            "https://example.id/uji/items/bukan-id",
            "https://example.id/uji/purchase-orders/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "https://example.id/a/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "https://example.id/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b/edit",
            "https://example.id//items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "https://example.id/u%20ji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "https://example.id?x=/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "javascript:alert(1)//uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "ftp://example.id/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            "uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
            // The same number as labels never write it.
            "0198a1b2c3d47e5f8a6b7c8d9e0f1a2b",
            "{0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b}",
            "urn:uuid:0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b",
        ] {
            assert_eq!(target(text, "uji"), Target::Unknown, "{text}");
        }
    }

    #[test]
    fn a_number_with_slashes_is_no_address() {
        assert!(is_address("https://example.id/x"));
        for text in ["PO/2026/015", "PO-2026-015", "sinar abadi", "/x"] {
            assert!(!is_address(text), "{text}");
        }
    }
}
