//! The command line, case by case: what is typed, what comes out, how it exits. The cases are in
//! `tests/cmd/`; `TRYCMD=overwrite cargo test --test cli` writes what comes out into them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

#[test]
fn cases() {
    let cases = trycmd::TestCases::new();
    // Whoever runs the tests may have set these.
    for variable in ["ENILINT_OUTPUT_FORMAT", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS"] {
        cases.env(variable, "");
    }
    cases.insert_var("[VERSION]", env!("CARGO_PKG_VERSION")).unwrap();
    cases.env("LC_ALL", "C.UTF-8").case("tests/cmd/*.trycmd").case("tests/cmd/*.toml");
}
