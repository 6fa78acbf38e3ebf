//! The committed inputs of the fuzz targets, once more. `fuzz/README.md` tells where they come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/examine.rs"]
mod examine;
#[path = "common/formats.rs"]
mod formats;
#[path = "common/fuzz.rs"]
mod fuzz;
#[path = "common/fuzz_events.rs"]
mod fuzz_events;
#[path = "common/fuzz_files.rs"]
mod fuzz_files;

use std::panic::catch_unwind;

/// Replays the inputs of a target, and names those on which it fails.
fn replay(target: &str) {
    let inputs = common::entries(&common::root().join("fuzz/corpus").join(target));
    assert!(inputs.len() > 10, "{target} has inputs");
    let fails = |path: &std::path::PathBuf| {
        let data = std::fs::read(path).unwrap();
        catch_unwind(|| fuzz::run(target, &data)).is_err()
    };
    let failed: Vec<String> =
        inputs.iter().filter(|path| fails(path)).map(|path| common::name(path)).collect();
    assert!(failed.is_empty(), "{target} fails on {failed:?}");
}

macro_rules! replay {
    ($($target:ident)*) => {
        $(#[test]
        fn $target() {
            replay(stringify!($target));
        })*

        #[test]
        fn every_target_has_its_program_and_its_test() {
            let known: Vec<&str> = fuzz::TARGETS.iter().map(|(name, _)| *name).collect();
            assert_eq!(known, [$(stringify!($target)),*]);
            let manifest = std::fs::read_to_string(common::root().join("fuzz/Cargo.toml")).unwrap();
            for name in known {
                assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"targets/{name}.rs\"\n")), "{name}");
            }
        }
    };
}

replay!(yaml json native aliyun plan hcl ros shell crossplane fixes reports secrets catalog baseline configuration);
