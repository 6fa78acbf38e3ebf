//! What the documents show works as they say.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

#[allow(dead_code)] // its `main` is the program's
#[path = "../examples/book.rs"]
mod book;
mod common;

use common::{markdown, root};
use enilint::finding::Decision;
use enilint::rules;
use enilint::source::Role;
use serde_json::{Value, json};
use std::path::{Component, Path, PathBuf};

/// The first YAML block of a document that has a section of that name.
fn block(document: &str, key: &str) -> String {
    let text = std::fs::read_to_string(common::root().join(document)).unwrap();
    let blocks = text.split("```yaml\n").skip(1).filter_map(|b| b.split("```").next());
    blocks.into_iter().find(|b| b.contains(key)).unwrap().to_owned()
}

#[test]
fn the_inventory_of_the_readme_passes() {
    let text = block("README.md", "attachments:");
    let (sources, report) = common::run(&[("inventory.yaml".to_owned(), text, Role::Named)], None, &[]);
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
    let verdicts: Vec<_> = report.verdicts.iter().map(|v| (v.decision, v.missing.clone())).collect();
    assert_eq!(verdicts, [(Decision::Pass, Vec::new())]);
}

#[test]
fn the_suppressions_of_the_document_hide_all_there_is() {
    let text = std::fs::read_to_string(common::root().join("docs/suppressions.md")).unwrap();
    let json = text.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    for (name, text, hidden) in
        [("plan.yaml", block("docs/suppressions.md", "enis:"), 3), ("plan.json", json.to_owned(), 1)]
    {
        let (sources, report) = common::run(&[(name.to_owned(), text, Role::Named)], None, &[]);
        let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
        assert!(lines.is_empty(), "{lines:#?}");
        assert_eq!(report.suppressed.len(), hidden, "{name}");
    }
}

#[test]
fn the_facts_of_the_document_are_all_known() {
    let text = format!("instances: []\n{}", block("docs/inventory.md", "facts:"));
    let (sources, report) = common::run(&[("facts.yaml".to_owned(), text, Role::Named)], None, &[]);
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}

#[test]
fn inputs_of_action_and_component_are_told() {
    let text = std::fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let (action, rest) = text.split_once("### Code scanning").unwrap();
    for (file, inputs, part) in
        [("action.yml", "/inputs", action), ("templates/enilint.yml", "/spec/inputs", rest)]
    {
        let yaml = std::fs::read_to_string(root().join(file)).unwrap();
        let head = yaml.split("\n---\n").next().unwrap();
        let value: Value = serde_yaml::from_str(head).unwrap();
        let inputs = value.pointer(inputs).and_then(Value::as_object).unwrap();
        let untold: Vec<&String> = inputs.keys().filter(|key| !part.contains(&format!("`{key}`"))).collect();
        assert!(!inputs.is_empty() && untold.is_empty(), "{file}: {untold:?}");
    }
}

/// Every page of the folder as a chapter, as mdBook hands them over, in the list of that name.
fn book(list: &str) -> Value {
    let summary = std::fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let chapter = |(n, path): (usize, String)| {
        let content = std::fs::read_to_string(root().join("docs").join(&path)).unwrap();
        json!({ "Chapter": {
            "name": path, "content": content, "number": [n], "sub_items": [],
            "path": path, "source_path": path, "parent_names": [],
        }})
    };
    let mut items: Vec<Value> = markdown::links(&summary).into_iter().enumerate().map(chapter).collect();
    items.extend([json!("Separator"), json!({ "PartTitle": "Decisions" })]);
    items.push(json!({ "Chapter": {
        "name": "a draft", "content": "", "number": null, "sub_items": [],
        "path": null, "source_path": null, "parent_names": [],
    }}));
    let input = json!([{ "root": "/", "config": {}, "renderer": "html" }, { list: items }]);
    book::complete(&input.to_string()).unwrap()[list].take()
}

/// The chapters of a list and those below them: path, number, text.
fn chapters(items: &Value) -> Vec<(String, Vec<u64>, String)> {
    let mut all = Vec::new();
    for chapter in items.as_array().unwrap().iter().filter_map(|item| item.get("Chapter")) {
        let number = chapter["number"].as_array().into_iter().flatten().filter_map(Value::as_u64).collect();
        if let (Some(path), Some(text)) = (chapter["path"].as_str(), chapter["content"].as_str()) {
            all.push((path.to_owned(), number, text.to_owned()));
        }
        all.extend(chapters(&chapter["sub_items"]));
    }
    all
}

#[test]
fn the_book_has_a_page_for_every_rule() {
    let chapters = chapters(&book("items"));
    let find =
        |path: &str| chapters.iter().find(|(of, ..)| of == path).unwrap_or_else(|| panic!("no {path}"));
    let (_, above, list) = find("rules.md");
    for (n, rule) in rules::all().iter().enumerate() {
        let path = format!("rules/{}.md", rule.name);
        let (_, number, text) = find(&path);
        assert_eq!(*number, [above.as_slice(), &[n as u64 + 1]].concat());
        assert_eq!(*text, rule.page().unwrap().in_words());
        let start = format!("| [{}]({path}) | ", rule.name);
        let row = list.lines().find(|line| line.starts_with(&start)).unwrap_or_else(|| panic!("no {start}"));
        let basis = if rule.is_inferred() { "inferred" } else { "documented" };
        let off = if rule.is_on_by_default() { "" } else { ", off unless selected" };
        assert!(row.contains(&format!(" | {}{off} | {basis} | ", rule.severity().as_str())), "{row}");
        assert_eq!(row.replace("\\|", "").matches('|').count(), 6, "{row}");
        assert!(rule.api_errors().iter().all(|code| row.contains(&format!("`{code}`"))), "{row}");
    }
    for code in rules::runtime_codes() {
        let path = format!("rules/runtime/{}.md", code.page().unwrap().matter.name);
        assert!(find(&path).2.starts_with(&format!("# {}", code.code)));
        assert!(list.contains(&format!("| [`{}`]({path}) |", code.code)), "{list}");
    }
    assert!(find("rules/catalog.md").2.contains("| ecs.re4.20xlarge |"));
}

#[test]
fn books_of_older_versions_are_taken() {
    assert_eq!(book("sections"), book("items"));
    for wrong in ["", "{}", "[]", "[1, 2]", "[{}, {}]", "[{}, {\"items\": 1}]"] {
        assert!(book::complete(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn every_document_is_in_the_book() {
    let chapters = chapters(&book("items"));
    for document in markdown::documents().iter().filter_map(|path| path.strip_prefix("docs/")) {
        let is_in = chapters.iter().any(|(path, ..)| path == document);
        assert!(is_in || document == "SUMMARY.md", "{document}");
    }
}

#[test]
fn links_in_the_book_lead_to_chapters() {
    let chapters = chapters(&book("items"));
    let mut wrong = Vec::new();
    for (path, _, text) in &chapters {
        for link in markdown::links(text) {
            let target = beside(path, &link);
            if !chapters.iter().any(|(of, ..)| Path::new(of) == target) {
                wrong.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn links_in_the_repository_lead_to_files() {
    let mut pages = markdown::documents();
    for folder in ["rules", "rules/runtime", "rules/catalog"] {
        let files = common::entries(&root().join(folder)).into_iter();
        pages.extend(files.map(|path| format!("{folder}/{}", common::name(&path))));
    }
    let mut wrong = Vec::new();
    for page in pages.iter().filter(|page| page.ends_with(".md")) {
        for link in markdown::links(&std::fs::read_to_string(root().join(page)).unwrap()) {
            if !root().join(beside(page, &link)).exists() {
                wrong.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// Where a link of a page leads.
fn beside(page: &str, link: &str) -> PathBuf {
    let mut target = Path::new(page).parent().unwrap().to_owned();
    for part in Path::new(link).components() {
        match part {
            Component::ParentDir => assert!(target.pop(), "{page}: {link}"),
            Component::CurDir => {}
            part => target.push(part),
        }
    }
    target
}
