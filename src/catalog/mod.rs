//! What is known of instance types and limits, each value with source and date. The data is in
//! `rules/catalog/`; an inventory's own facts win over it.

mod limits;
mod types;

pub(crate) use limits::{Number, limit, limit_text};
pub(crate) use types::{Catalog, HotPlug};
