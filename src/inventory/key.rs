//! Typed access: which field, and what its stored value means to a rule.

use super::{Choice, Field, Ident, Inventory, Kind, Known, Name, Origin, Pins, Unknown, Value, Why};
use crate::source::{FileId, Span};
use jiff::Timestamp;
use std::marker::PhantomData;
use std::net::IpAddr;

pub(crate) use super::field::*;

/// A field with the type that rules see.
pub(crate) trait Key {
    const FIELD: Field;
    type As: Decode;
}

/// The owner and place of a stored value, for what is read out of it.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) inventory: &'a Inventory,
    pub(crate) pins: &'a Pins,
    pub(crate) file: FileId,
    pub(crate) kind: Kind,
    pub(crate) ident: Ident,
    pub(crate) field: Field,
}

impl<'a> Context<'a> {
    /// Reads a value; of one of several the one that is taken for true.
    #[inline]
    pub(crate) fn decode<D: Decode>(self, value: Value) -> Result<D::Out<'a>, Why> {
        match value {
            Value::OneOf(choice) => match pinned(self.inventory, self.pins, choice) {
                Some(value) => D::decode(value, self),
                None => Err(Why::OneOf(choice)),
            },
            value => D::decode(value, self),
        }
    }

    pub(crate) fn unknown(&self, why: Why) -> Unknown {
        Unknown { kind: self.kind, ident: self.ident, field: Some(self.field), why }
    }
}

/// The candidate that is taken for true, if one is.
#[inline(never)]
fn pinned(inventory: &Inventory, pins: &Pins, choice: Choice) -> Option<Value> {
    let at = pins.of(choice)?;
    inventory.items(choice.start, choice.len).nth(at).map(|candidate| candidate.value)
}

/// How a stored value becomes what a rule sees.
pub(crate) trait Decode {
    type Out<'a>;

    fn decode<'a>(value: Value, context: Context<'a>) -> Result<Self::Out<'a>, Why>;

    /// What a text is read as, if it is what is stored of this type.
    #[inline(always)]
    fn of_text(_: Name<'_>) -> Option<Self::Out<'_>> {
        None
    }
}

/// Defines a type of field that is stored as text.
macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        pub(crate) struct $name;

        impl Decode for $name {
            type Out<'a> = Name<'a>;

            #[inline(always)]
            fn decode<'a>(value: Value, context: Context<'a>) -> Result<Name<'a>, Why> {
                match value {
                    Value::Text(id) => Ok(context.inventory.texts.name(id)),
                    Value::Unresolved(why) => Err(why),
                    _ => Err(Why::Malformed),
                }
            }

            #[inline(always)]
            fn of_text(text: Name<'_>) -> Option<Name<'_>> {
                Some(text)
            }
        }
    )*};
}

texts! {
    /// The identity of a resource; a symbol `${…}` is one too.
    Id
    /// As [`Id`]; an empty text is kept, since it says that there is none.
    OptionalId
    /// A place, type or account; two equal symbols are equal, two different ones may be.
    Symbol
    /// A word of a fixed set; a symbol has no value yet.
    Word
    /// A CIDR block, checked by the reader.
    Cidr
    /// As [`Cidr`]; an empty text is kept, since it says that there is none.
    OptionalCidr
}

/// Defines a type of field that is stored as itself.
macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident $variant:ident $out:ty;)*) => {$(
        $(#[$doc])*
        #[allow(dead_code)] // the type of fields that are listed and never read
        pub(crate) struct $name;

        impl Decode for $name {
            type Out<'a> = $out;

            #[inline(always)]
            fn decode<'a>(value: Value, _: Context<'a>) -> Result<$out, Why> {
                match value {
                    Value::$variant(value) => Ok(value),
                    Value::Unresolved(why) => Err(why),
                    _ => Err(Why::Malformed),
                }
            }
        }
    )*};
}

plain! {
    /// A whole number.
    Int Int i64;
    /// A number, in thousandths, so that it can be compared.
    Number Int i64;
    /// True or false.
    Bool Bool bool;
    /// True or false, also spelt `optimized` and `none`.
    Optimized Bool bool;
}

/// A point in time.
pub(crate) struct Time;

impl Decode for Time {
    type Out<'a> = Timestamp;

    fn decode<'a>(value: Value, _: Context<'a>) -> Result<Timestamp, Why> {
        match value {
            Value::Time(seconds) => Timestamp::from_second(seconds).map_err(|_| Why::Malformed),
            Value::Unresolved(why) => Err(why),
            _ => Err(Why::Malformed),
        }
    }
}

/// An IPv4 or IPv6 address.
pub(crate) struct Ip;

impl Decode for Ip {
    type Out<'a> = IpAddr;

    fn decode<'a>(value: Value, context: Context<'a>) -> Result<IpAddr, Why> {
        Word::decode(value, context)?.text().parse().map_err(|_| Why::Malformed)
    }
}

/// Lists of the above.
macro_rules! lists {
    ($($name:ident of $item:ident;)*) => {$(
        /// A list.
        pub(crate) struct $name;

        impl Decode for $name {
            type Out<'a> = List<'a, $item>;

            fn decode<'a>(value: Value, context: Context<'a>) -> Result<List<'a, $item>, Why> {
                match value {
                    Value::List { start, len } => Ok(List { start, len, context, of: PhantomData }),
                    Value::Unresolved(why) => Err(why),
                    _ => Err(Why::Malformed),
                }
            }
        }
    )*};
}

lists! {
    Ids of Id;
    Ips of Ip;
    Ints of Int;
    Cidrs of Cidr;
    Words of Word;
}

/// The elements of a list, each with its place.
pub(crate) struct List<'a, D> {
    start: u32,
    len: u32,
    context: Context<'a>,
    of: PhantomData<D>,
}

impl<D> Clone for List<'_, D> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<D> Copy for List<'_, D> {}

impl<'a, D: Decode> List<'a, D> {
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }

    /// The elements; one without a value is an unknown.
    pub(crate) fn iter(self) -> impl Iterator<Item = Result<Known<D::Out<'a>>, Unknown>> {
        self.context.inventory.items(self.start, self.len).map(move |item| {
            match self.context.decode::<D>(item.value) {
                Ok(value) => {
                    let (file, range) = (self.context.file, item.range);
                    Ok(Known { value, origin: Origin::At(Span { file, start: range.start, end: range.end }) })
                }
                Err(why) => Err(self.context.unknown(why)),
            }
        })
    }
}
