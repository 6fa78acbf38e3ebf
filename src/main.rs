//! The `enilint` command.

fn main() {}
