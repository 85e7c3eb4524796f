//! JSON text into values, for the browser: serde's data model and nothing that a page does not need.
//!
//! serde_json is made for any input and says of each what is wrong with it, which costs a reader by position, a reader
//! by name and a message for every type. Here a struct is an object, numbers are whole as everywhere on our wire, and
//! what cannot be read is [`Unreadable`]. Only what our own server wrote is read so; what strangers send is not.

use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{DeserializeOwned, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
    forward_to_deserialize_any,
};

use super::Unreadable;

type Read<T> = Result<T, Unreadable>;

/// Reads one value; nothing may follow it.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Read<T> {
    let mut reader = Reader { text, at: 0 };
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A text and how far it was read.
struct Reader<'de> {
    text: &'de str,
    at: usize,
}

/// The parts that know no type, so they are in the browser once.
impl<'de> Reader<'de> {
    /// What comes next, after white space; zero at the end.
    #[inline(never)]
    fn peek(&mut self) -> u8 {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                next => return next.copied().unwrap_or(0),
            }
        }
    }

    #[inline(never)]
    fn eat(&mut self, byte: u8) -> bool {
        let here = self.peek() == byte;
        self.at += usize::from(here);
        here
    }

    #[inline(never)]
    fn expect(&mut self, byte: u8) -> Read<()> {
        if self.eat(byte) { Ok(()) } else { Err(Unreadable) }
    }

    fn end(&mut self) -> Read<()> {
        if self.peek() == 0 && self.at == self.text.len() { Ok(()) } else { Err(Unreadable) }
    }

    /// Whether `word` stands here; then it is read.
    #[inline(never)]
    fn word(&mut self, word: &str) -> bool {
        self.peek();
        let here = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes()));
        self.at += if here { word.len() } else { 0 };
        here
    }

    #[inline(never)]
    fn boolean(&mut self) -> Read<bool> {
        if self.word("true") {
            Ok(true)
        } else if self.word("false") {
            Ok(false)
        } else {
            Err(Unreadable)
        }
    }

    #[inline(never)]
    fn natural(&mut self) -> Read<u64> {
        self.peek();
        let digits = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let digits = digits.iter().take_while(|byte| byte.is_ascii_digit());
        let (mut number, begin) = (0u64, self.at);
        for digit in digits {
            let digit = u64::from(digit - b'0');
            number = number.checked_mul(10).and_then(|number| number.checked_add(digit)).ok_or(Unreadable)?;
            self.at += 1;
        }
        let whole = !matches!(self.text.as_bytes().get(self.at), Some(b'.' | b'e' | b'E'));
        if self.at > begin && whole { Ok(number) } else { Err(Unreadable) }
    }

    #[inline(never)]
    fn integer(&mut self) -> Read<i64> {
        let negative = self.eat(b'-');
        let number = self.natural()?;
        if negative { 0i64.checked_sub_unsigned(number) } else { 0i64.checked_add_unsigned(number) }.ok_or(Unreadable)
    }

    #[inline(never)]
    fn string(&mut self) -> Read<Cow<'de, str>> {
        self.expect(b'"')?;
        let (mut owned, mut begin) = (String::new(), self.at);
        loop {
            let byte = *self.text.as_bytes().get(self.at).ok_or(Unreadable)?;
            self.at += 1;
            if byte != b'"' && byte != b'\\' {
                continue;
            }
            let plain = self.text.get(begin..self.at - 1).ok_or(Unreadable)?;
            if byte == b'"' && owned.is_empty() {
                return Ok(Cow::Borrowed(plain));
            }
            owned.push_str(plain);
            if byte == b'"' {
                return Ok(Cow::Owned(owned));
            }
            owned.push(self.escaped()?);
            begin = self.at;
        }
    }

    /// The character that an escape stands for, after its backslash.
    fn escaped(&mut self) -> Read<char> {
        let byte = *self.text.as_bytes().get(self.at).ok_or(Unreadable)?;
        self.at += 1;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.unit()?;
                // Beyond the first plane a character is two units.
                let code = if (0xd800..0xdc00).contains(&first) {
                    let pair = self.text.as_bytes().get(self.at..self.at + 2) == Some(b"\\u");
                    self.at += 2;
                    let second = if pair { self.unit()?.wrapping_sub(0xdc00) } else { u32::MAX };
                    if second > 0x3ff { u32::MAX } else { 0x10000 + ((first - 0xd800) << 10) + second }
                } else {
                    first
                };
                char::from_u32(code).ok_or(Unreadable)?
            }
            _ => return Err(Unreadable),
        })
    }

    fn unit(&mut self) -> Read<u32> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(Unreadable)?;
        self.at += 4;
        digits.chars().try_fold(0, |unit, digit| digit.to_digit(16).map(|digit| unit * 16 + digit)).ok_or(Unreadable)
    }

    /// Passes over one value, as far as brackets and strings tell where it ends.
    #[inline(never)]
    fn skip(&mut self) -> Read<()> {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                0 => return Err(Unreadable),
                b'"' => {
                    self.string()?;
                }
                b'{' | b'[' => {
                    self.at += 1;
                    depth += 1;
                }
                b'}' | b']' => {
                    self.at += 1;
                    depth = depth.checked_sub(1).ok_or(Unreadable)?;
                }
                b',' | b':' => {
                    self.at += 1;
                    continue;
                }
                _ => {
                    let begin = self.at;
                    while matches!(self.text.as_bytes().get(self.at), Some(byte) if byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
                    {
                        self.at += 1;
                    }
                    if self.at == begin {
                        return Err(Unreadable);
                    }
                }
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

macro_rules! numbers {
    ($($method:ident: $read:ident $visit:ident;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            visitor.$visit(self.$read()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Reader<'de> {
    type Error = Unreadable;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.peek() {
            b'"' => self.deserialize_str(visitor),
            b'{' => self.deserialize_map(visitor),
            b'[' => self.deserialize_seq(visitor),
            b't' | b'f' => self.deserialize_bool(visitor),
            b'n' => self.deserialize_unit(visitor),
            b'-' => self.deserialize_i64(visitor),
            _ => self.deserialize_u64(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_bool(self.boolean()?)
    }

    numbers! {
        deserialize_i8: integer visit_i64;
        deserialize_i16: integer visit_i64;
        deserialize_i32: integer visit_i64;
        deserialize_i64: integer visit_i64;
        deserialize_u8: natural visit_u64;
        deserialize_u16: natural visit_u64;
        deserialize_u32: natural visit_u64;
        deserialize_u64: natural visit_u64;
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.word("null") { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        if self.word("null") { visitor.visit_unit() } else { Err(Unreadable) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.expect(b'[')?;
        let mut parts = Parts { reader: self, close: b']', begun: false, ended: false };
        let value = visitor.visit_seq(&mut parts)?;
        // A tuple knows how many it takes and does not ask for the end.
        if parts.ended { Ok(value) } else { parts.reader.expect(b']').map(|()| value) }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.expect(b'{')?;
        visitor.visit_map(Parts { reader: self, close: b'}', begun: false, ended: false })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        let bare = !self.eat(b'{');
        let value = visitor.visit_enum(Variant { reader: self, bare })?;
        if bare { Ok(value) } else { self.expect(b'}').map(|()| value) }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { f32 f64 char bytes byte_buf unit_struct tuple_struct }
}

/// What stands between brackets.
struct Parts<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    begun: bool,
    ended: bool,
}

impl Parts<'_, '_> {
    /// Whether another part follows; else the bracket is closed.
    #[inline(never)]
    fn more(&mut self) -> Read<bool> {
        self.ended = self.reader.eat(self.close);
        if self.ended {
            return Ok(false);
        }
        if self.begun {
            self.reader.expect(b',')?;
        }
        self.begun = true;
        Ok(true)
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant by name: bare, or the one key of an object with what it holds.
struct Variant<'a, 'de> {
    reader: &'a mut Reader<'de>,
    bare: bool,
}

impl<'de> EnumAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.reader)?;
        if !self.bare {
            self.reader.expect(b':')?;
        }
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Read<()> {
        if self.bare || self.reader.word("null") { Ok(()) } else { Err(Unreadable) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        if self.bare { Err(Unreadable) } else { seed.deserialize(self.reader) }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        if self.bare { Err(Unreadable) } else { self.reader.deserialize_seq(visitor) }
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        if self.bare { Err(Unreadable) } else { self.reader.deserialize_map(visitor) }
    }
}

#[cfg(test)]
#[path = "reader_tests.rs"]
mod tests;
