//! What a run is to do: `enilint.yaml`, read and resolved, and which rules run.
//!
//! `document` has the keys, once: what reads a file, the schema and the list of settings come from its
//! types. `de` reads a file over the events of `syntax`, so that a mistake is shown where it stands.
//! `resolve` makes one `Config` of a file and those that it extends. Nothing here touches the disk.

mod de;
mod document;
mod fault;
mod policy;
mod resolve;
mod spanned;

pub use document::FailOn;
pub(crate) use document::{Document, Suppression, parse, schema};
pub(crate) use fault::Fault;
pub use policy::{Policy, Settings, UnknownRule};
pub(crate) use resolve::{Config, Layer, Now, time};
pub(crate) use spanned::Spanned;
