//! Serde's data model over our events. The types that are read bound the depth, not the text.

use super::fault::{Fault, canonical};
use super::spanned::{ONE_OR_MANY, PLACE, SPANNED};
use crate::syntax::{Event, Events, Kind, Range, Scalar};
use serde::de::value::{StrDeserializer, U32Deserializer};
use serde::de::{self, DeserializeSeed, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

/// The value that comes next.
pub(super) struct Next<'e, 's>(pub(super) &'e mut Events<'s>);

impl<'s> Next<'_, 's> {
    fn take(&mut self) -> Result<Event<'s>, Fault> {
        self.0.next()?.ok_or_else(|| Fault::new("the text ends too early", ""))
    }

    fn range(&mut self) -> Result<Range, Fault> {
        Ok(self.0.peek()?.map_or(Range { start: 0, end: 0 }, |event| event.range))
    }

    fn scalar(&mut self, what: &'static str) -> Result<(Scalar<'s>, Range), Fault> {
        let event = self.take()?;
        match event.kind {
            Kind::Scalar(scalar) if scalar.tag.is_none() => Ok((scalar, event.range)),
            _ => Err(Fault::expected(what, event.range)),
        }
    }

    fn start(&mut self, kind: &Kind<'_>, what: &'static str) -> Result<(), Fault> {
        let event = self.take()?;
        if event.kind == *kind { Ok(()) } else { Err(Fault::expected(what, event.range)) }
    }
}

impl<'de, 's> Deserializer<'de> for Next<'_, 's> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(mut self, _: V) -> Result<V::Value, Fault> {
        let range = self.range()?;
        Err(Fault::expected("of another type", range))
    }

    fn deserialize_bool<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        const WHAT: &str = "true or false";
        let (scalar, range) = self.scalar(WHAT)?;
        visitor.visit_bool(scalar.as_bool().ok_or_else(|| Fault::expected(WHAT, range))?)
    }

    fn deserialize_u64<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        const WHAT: &str = "a whole number, 0 or more";
        let (scalar, range) = self.scalar(WHAT)?;
        let number = scalar.as_int().and_then(|number| u64::try_from(number).ok());
        visitor.visit_u64(number.ok_or_else(|| Fault::expected(WHAT, range))?)
    }

    fn deserialize_string<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        const WHAT: &str = "a string";
        let (scalar, range) = self.scalar(WHAT)?;
        let other = !scalar.quoted && (scalar.is_null() || scalar.is_number() || scalar.as_bool().is_some());
        if other { Err(Fault::expected(WHAT, range)) } else { visitor.visit_str(&scalar.text) }
    }

    fn deserialize_option<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        match self.0.peek()? {
            Some(Event { kind: Kind::Scalar(scalar), .. }) if scalar.is_null() => {
                self.take()?;
                visitor.visit_none()
            }
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            SPANNED => {
                let range = self.range()?;
                visitor.visit_seq(Parts { given: 0, range, value: Some(self) })
            }
            PLACE => {
                let range = self.0.skip_value()?;
                visitor.visit_seq(Parts::<Self> { given: 0, range, value: None })
            }
            ONE_OR_MANY => match self.0.peek()? {
                Some(Event { kind: Kind::Scalar(_), .. }) => visitor.visit_seq(One(Some(self))),
                _ => self.deserialize_seq(visitor),
            },
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        self.start(&Kind::SeqStart, "a list")?;
        visitor.visit_seq(List(self.0))
    }

    fn deserialize_map<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value, Fault> {
        self.start(&Kind::MapStart, "a mapping")?;
        visitor.visit_map(Mapping { events: self.0, fields: &[], seen: Vec::new(), key: String::new() })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.start(&Kind::MapStart, "a mapping")?;
        visitor.visit_map(Mapping { events: self.0, fields, seen: Vec::new(), key: String::new() })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let (scalar, range) = self.scalar("a word")?;
        let word = canonical(&scalar.text, variants).unwrap_or(&scalar.text);
        let word: StrDeserializer<'_, Fault> = word.into_deserializer();
        visitor.visit_enum(word).map_err(|fault| fault.at(range))
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u32 u128 f32 f64 char str bytes byte_buf unit unit_struct tuple
        tuple_struct identifier ignored_any
    }
}

/// A place, and then what is there.
struct Parts<D> {
    given: u8,
    range: Range,
    value: Option<D>,
}

impl<'de, D: Deserializer<'de, Error = Fault>> de::SeqAccess<'de> for Parts<D> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.given += 1;
        let part = match self.given {
            1 => self.range.start,
            2 => self.range.end,
            _ => return self.value.take().map(|value| seed.deserialize(value)).transpose(),
        };
        let part: U32Deserializer<Fault> = part.into_deserializer();
        seed.deserialize(part).map(Some)
    }
}

/// A single item.
struct One<D>(Option<D>);

impl<'de, D: Deserializer<'de, Error = Fault>> de::SeqAccess<'de> for One<D> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.0.take().map(|value| seed.deserialize(value)).transpose()
    }
}

/// The items of a list that has begun.
struct List<'e, 's>(&'e mut Events<'s>);

impl<'de> de::SeqAccess<'de> for List<'_, '_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        if matches!(self.0.peek()?, Some(Event { kind: Kind::SeqEnd, .. })) {
            self.0.next()?;
            return Ok(None);
        }
        seed.deserialize(Next(self.0)).map(Some).map_err(Fault::in_list)
    }
}

/// The keys and values of a mapping that has begun.
struct Mapping<'e, 's> {
    events: &'e mut Events<'s>,
    /// The keys that there are; none if they are the user's.
    fields: &'static [&'static str],
    /// Those that were met, as two spellings of one are that key twice.
    seen: Vec<(&'static str, Range)>,
    key: String,
}

impl<'de> de::MapAccess<'de> for Mapping<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(event) = self.events.next()? else { return Err(Fault::new("the text ends too early", "")) };
        let range = event.range;
        let key = match event.kind {
            Kind::Key(key) => key,
            Kind::DuplicateKey { name, first } => return Err(Fault::twice(&name, range, first)),
            _ => return Ok(None),
        };
        let field = canonical(&key, self.fields);
        if let Some(field) = field {
            if let Some((_, first)) = self.seen.iter().find(|(seen, _)| *seen == field) {
                return Err(Fault::twice(&key, range, *first));
            }
            self.seen.push((field, range));
        }
        self.key = field.unwrap_or(&key).to_owned();
        seed.deserialize(Key { text: &self.key, range }).map(Some).map_err(|fault| fault.at(range))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        seed.deserialize(Next(self.events)).map_err(|fault| fault.of(&self.key))
    }
}

/// A key of a mapping.
#[derive(Clone, Copy)]
struct Key<'a> {
    text: &'a str,
    range: Range,
}

impl<'de> Deserializer<'de> for Key<'_> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_str(self.text)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match name {
            SPANNED => visitor.visit_seq(Parts { given: 0, range: self.range, value: Some(self) }),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}
