//! What is known of instance types and limits, each value with source and date. The data is in
//! `rules/catalog/`; an inventory's own facts win over it.

mod amend;
mod family;
mod fit;
mod holds;
mod ids;
mod limits;
mod sources;
mod types;

pub(crate) use amend::{Amendment, amended};
pub(crate) use fit::{Fit, Types};
pub(crate) use holds::{Holds, Needs, Want};
pub(crate) use ids::{IdFault, id_fault, id_prefix, longest_id, usual_id_length};
pub(crate) use limits::{Number, limit, limit_text};
pub(crate) use sources::{Source, source};
pub(crate) use types::{Catalog, HotPlug, hot_plug_list};
