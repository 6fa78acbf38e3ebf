//! Keeps the house as `docs/design` draws it: who may import whom, and that every rule is whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use enilint::rules;
use std::path::Path;

/// Each room may import those before it.
const ORDER: [&str; 12] = [
    "source",
    "finding",
    "syntax",
    "inventory",
    "read",
    "catalog",
    "plan",
    "rules",
    "suppress",
    "config",
    "report",
    "cli",
];

#[test]
fn rooms_import_only_what_comes_before_them() {
    let mut wrong = Vec::new();
    for (index, room) in ORDER.iter().enumerate() {
        for file in rust_files(&common::root().join("src").join(room)) {
            let text = std::fs::read_to_string(&file).unwrap();
            for later in &ORDER[index + 1..] {
                if text.contains(&format!("crate::{later}")) {
                    wrong.push(format!("{} imports {later}", file.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_room_is_in_the_order() {
    let rooms = common::entries(&common::root().join("src"));
    let rooms: Vec<String> = rooms.iter().filter(|p| p.is_dir()).map(|p| common::name(p)).collect();
    let unknown: Vec<&String> = rooms.iter().filter(|room| !ORDER.contains(&room.as_str())).collect();
    assert!(unknown.is_empty(), "not in the order: {unknown:?}");
}

/// Rules see facts: no files, no formats, no clock, no output.
#[test]
fn rules_keep_to_facts() {
    let forbidden = [
        "crate::read",
        "crate::syntax",
        "Sources",
        "println!",
        "panic!",
        "SystemTime",
        "Timestamp::now",
        "std::fs",
    ];
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let file = common::root().join("src/rules").join(format!("{}.rs", module(rule.name.as_str())));
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        wrong.extend(forbidden.iter().filter(|f| text.contains(**f)).map(|f| format!("{}: {f}", rule.name)));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn every_rule_has_page_code_and_fixtures() {
    let root = common::root();
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let name = rule.name.as_str();
        let folder = root.join("fixtures").join(name);
        let fixtures: Vec<String> = if folder.is_dir() {
            common::entries(&folder).iter().map(|p| common::name(p)).collect()
        } else {
            Vec::new()
        };
        let has = |kind: &str| fixtures.iter().any(|f| f.starts_with(kind));
        for kind in ["fail", "pass"] {
            if !has(kind) {
                wrong.push(format!("{name}: no fixture {kind}"));
            }
        }
        let never = rule.page().is_some_and(|p| p.matter.never_undecided.is_some());
        if has("undecided") == never {
            wrong.push(format!("{name}: an undecided fixture or a reason why there is none, and not both"));
        }
    }
    for page in common::entries(&root.join("rules")) {
        let name = common::name(&page);
        if let Some(name) = name.strip_suffix(".md")
            && rules::find(name).is_none()
        {
            wrong.push(format!("rules/{name}.md: no rule in the registry"));
        }
    }
    // What rules share is declared in the open, the rules themselves in their table.
    let table = std::fs::read_to_string(root.join("src/rules/mod.rs")).unwrap();
    let shared = |line: &str| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned);
    let mut own: Vec<String> = table.lines().filter_map(shared).collect();
    own.push("mod".to_owned());
    let files = std::fs::read_dir(root.join("src/rules")).unwrap().map(|entry| entry.unwrap().path());
    for file in files.filter(|path| path.is_file()) {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        if !own.contains(&stem) && !rules::all().iter().any(|r| module(r.name.as_str()) == stem) {
            wrong.push(format!("src/rules/{stem}.rs: no rule in the registry"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// A name is a promise to every configuration that holds it: changing one must be seen.
#[test]
fn rule_names_are_as_they_were() {
    let mut names: Vec<&str> = rules::all().iter().map(|r| r.name.as_str()).collect();
    names.sort_unstable();
    insta::assert_snapshot!(names.join("\n"));
}

fn module(rule: &str) -> String {
    rule.replace('-', "_")
}

fn rust_files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for path in common::entries(&folder) {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                all.push(path);
            }
        }
    }
    all
}
