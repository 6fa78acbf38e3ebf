//! What SECURITY.md claims is held by tests that exist.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Each test that the page names: its file and its name. Words in backticks that stand after a file of
/// Rust, up to the end of the line, are its tests.
fn claims(page: &str) -> Vec<(String, String)> {
    let mut claims = Vec::new();
    let mut file: Option<&str> = None;
    for word in page.split('`').skip(1).step_by(2) {
        let is_name = word.contains('_') && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        if word.ends_with(".rs") {
            file = Some(word);
        } else if let Some(file) = file.filter(|_| is_name) {
            claims.push((file.to_owned(), word.to_owned()));
        }
    }
    claims
}

#[test]
fn every_test_that_the_page_names_exists() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let mut claims = claims(&page);
    claims.sort();
    claims.dedup();
    assert!(claims.len() > 30, "{claims:?}");
    for (file, name) in claims {
        let text = std::fs::read_to_string(root().join(&file)).unwrap_or_else(|e| panic!("{file}: {e}"));
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let at = lines.iter().position(|line| line.starts_with(&format!("fn {name}(")));
        let at = at.unwrap_or_else(|| panic!("{file}: no test {name}"));
        let attributes = lines[..at].iter().rev().take_while(|line| line.starts_with("#["));
        let attributes: Vec<&&str> = attributes.collect();
        assert!(attributes.iter().any(|line| **line == "#[test]"), "{file}: {name} is no test");
        assert!(!attributes.iter().any(|line| line.starts_with("#[ignore")), "{file}: {name} does not run");
    }
}

/// Every row of the table of what inputs cannot do has a test.
#[test]
fn every_claim_has_a_test() {
    let page = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let table = page.split("## What inputs cannot do").nth(1).unwrap().split("## ").next().unwrap();
    let rows: Vec<&str> = table.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    assert!(rows.len() > 10);
    for row in rows {
        assert!(!claims(row).is_empty(), "no test: {row}");
    }
}

#[test]
fn no_network_and_no_program_but_git() {
    let mut started = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            for word in ["TcpStream", "TcpListener", "UdpSocket", "UnixStream", "ToSocketAddrs"] {
                assert!(!text.contains(word), "{}: {word}", path.display());
            }
            let shown = path.strip_prefix(root()).unwrap().to_owned();
            for line in text.lines().filter(|line| line.contains("Command::new(")) {
                started.push((shown.clone(), line.trim().to_owned()));
            }
        }
    }
    let git = started
        .iter()
        .all(|(file, line)| file == Path::new("src/cli/git.rs") && line.contains("Command::new(\"git\")"));
    assert!(git && !started.is_empty(), "{started:?}");
}
