//! Resources as they are listed, before it is clear which count.

use super::super::fault::Fault;
use super::super::schema::{self, Type};
use super::super::tape::{slice, unquoted};
use super::address::{self, Modules};
use super::fields::Fields;
use super::{Change, Key, Mode, ModuleId, Object};
use crate::source::FileId;
use crate::syntax::Range;
use std::borrow::Cow;

/// Who a resource instance or data source is.
#[derive(Clone)]
pub(super) struct Row<'s> {
    /// The whole JSON object.
    pub(super) at: Range,
    pub(super) address: Cow<'s, str>,
    pub(super) address_at: Range,
    pub(super) module: ModuleId,
    pub(super) mode: Mode,
    pub(super) kind: Type,
    pub(super) written_kind: Cow<'s, str>,
    pub(super) name: Cow<'s, str>,
    pub(super) key: Key<'s>,
    /// The key of a deposed object.
    pub(super) deposed: Option<Cow<'s, str>>,
}

/// The fields that tell who a resource is come first, in this order.
const ADDRESS: usize = 0;
const MODE: usize = 1;
const TYPE: usize = 2;
const NAME: usize = 3;
const INDEX: usize = 4;
const DEPOSED: usize = 5;

/// What a resource or data source of a type is, if it is read.
pub(super) fn kind_of<const N: usize>(
    fields: &Fields<'_, N>,
    mode: usize,
    written: usize,
) -> Result<Option<(Mode, Type)>, Fault> {
    let (mode, _) = fields.need_text(mode, "a mode")?;
    let (written, _) = fields.need_text(written, "a type")?;
    Ok(match &*mode {
        "managed" => schema::resource(&written).map(|kind| (Mode::Managed, kind)),
        "data" => schema::data(&written).map(|kind| (Mode::Data, kind)),
        // Ephemeral resources and what may come yet make no objects.
        _ => None,
    })
}

/// A key of `count` or `for_each`.
pub(super) fn key_at(text: &str, range: Range) -> Result<Key<'_>, Fault> {
    if let Some(key) = unquoted(text, range) {
        return Ok(Key::Text(key));
    }
    match address::index(slice(text, range)) {
        Some(number) => Ok(Key::Number(number)),
        None => Err(Fault::at(range, "an index has to be a text or a whole number")),
    }
}

impl<'s> Row<'s> {
    /// Of a resource in a list; none if its type is not read.
    pub(super) fn new<const N: usize>(
        fields: &Fields<'s, N>,
        modules: &mut Modules<'s>,
    ) -> Result<Option<Self>, Fault> {
        let Some((mode, kind)) = kind_of(fields, MODE, TYPE)? else { return Ok(None) };
        let (written_kind, _) = fields.need_text(TYPE, "a type")?;
        let (name, _) = fields.need_text(NAME, "a name")?;
        let (address, address_at) = fields.need_text(ADDRESS, "an address")?;
        let unclear = || Fault::at(address_at, "an address that cannot be read");
        let (module, rest) = modules.of(&address).ok_or_else(unclear)?;
        let own = address::own(rest).ok_or_else(unclear)?;
        if (own.mode, own.kind, own.name) != (mode, &*written_kind, &*name) {
            return Err(Fault::at(address_at, "an address that is not that of its type and name"));
        }
        let key = match fields.value(INDEX) {
            Some(range) => key_at(fields.text, range)?,
            None => own.key,
        };
        let deposed = fields.text(DEPOSED)?;
        let at = fields.at;
        Ok(Some(Self { at, address, address_at, module, mode, kind, written_kind, name, key, deposed }))
    }

    /// Without values yet.
    pub(super) fn object(self, change: Change) -> Object<'s> {
        Object {
            at: self.at,
            file: FileId(0), // filed, it has that of its document
            nth: 0,
            of: 1,
            is_ascii: true,
            open: false,
            address: self.address,
            address_at: self.address_at,
            module: self.module,
            mode: self.mode,
            kind: Cow::Borrowed(self.kind.name),
            written_kind: self.written_kind,
            name: self.name,
            key: self.key,
            change,
            deposed: self.deposed.is_some(),
            before: None,
            after: None,
            unknown: None,
            sensitive: None,
            was_sensitive: None,
            fork: self.kind.fork,
            depends_on: Vec::new(),
        }
    }
}
