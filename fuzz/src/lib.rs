//! What the programs of `targets/` share: the tests' own words for what must hold.

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/common/examine.rs"]
mod examine;
#[path = "../../tests/common/formats.rs"]
mod formats;
#[path = "../../tests/common/fuzz.rs"]
mod fuzz;
#[path = "../../tests/common/fuzz_events.rs"]
mod fuzz_events;
#[path = "../../tests/common/fuzz_files.rs"]
mod fuzz_files;

pub use fuzz::run;
