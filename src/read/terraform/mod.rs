//! Terraform and OpenTofu: the JSON of a plan or a state, and the configuration that it came from.
//!
//! ```text
//! plan.json → document (what the JSON says) ┐
//! *.tf      → source (which block is what)  ┴→ graph (what an attribute will be) → map → entries
//! ```
//!
//! On a first apply no ID is known, so what belongs together is told by references. The graph works
//! these out: exactly where the configuration is at hand, else as far as the `configuration` part of
//! the plan tells. What it cannot tell is unknown, and the verdicts say so.

mod document;
mod fault;
mod functions;
mod graph;
mod map;
mod schema;
mod source;
mod tape;
mod term;
