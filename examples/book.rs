//! Adds to the book what is not written twice, as a preprocessor of mdBook: below `rules.md` the
//! table of all rules and a chapter for each, below `data.md` the page of the catalog. `book.toml`
//! calls it; the book comes on standard input and leaves on standard output, as JSON.

use enilint::rules::{self, Basis, Page, Rule};
use serde_json::{Value, json};
use std::error::Error;
use std::io::{Write as _, stdin, stdout};

const CATALOG: &str = include_str!("../rules/catalog/README.md");

fn main() -> Result<(), Box<dyn Error>> {
    // `supports RENDERER` asks whether a renderer is served: all are.
    if std::env::args().nth(1).is_some_and(|first| first == "supports") {
        return Ok(());
    }
    let book = complete(&std::io::read_to_string(stdin())?)?;
    stdout().write_all(book.to_string().as_bytes())?;
    Ok(())
}

/// The book of mdBook's `[context, book]`, with what is added.
pub(crate) fn complete(input: &str) -> Result<Value, Box<dyn Error>> {
    let (_, mut book): (Value, Value) = serde_json::from_str(input)?;
    // 0.5 calls its chapters items, 0.4 sections.
    let key = if book.get("items").is_some() { "items" } else { "sections" };
    let chapters = book.get_mut(key).and_then(Value::as_array_mut).ok_or("a book without chapters")?;
    for chapter in chapters.iter_mut().filter_map(|item| item.get_mut("Chapter")) {
        let Some(content) = chapter["content"].as_str() else { continue };
        // In the repository the rules' pages are beside the folder of the documents.
        let content = content
            .replace("](../rules/catalog/README.md", "](rules/catalog.md")
            .replace("](../rules/", "](rules/");
        match chapter["path"].as_str() {
            Some("rules.md") => {
                chapter["content"] = format!("{}\n\n{}", content.trim_end(), tables()).into();
                add(chapter, pages());
            }
            Some("data.md") => {
                chapter["content"] = content.into();
                add(chapter, vec![("The catalog", "rules/catalog.md".to_owned(), CATALOG.to_owned())]);
            }
            _ => chapter["content"] = content.into(),
        }
    }
    Ok(book)
}

/// The pages of the rules and of the codes that the API alone decides: name, path and text.
fn pages() -> Vec<(&'static str, String, String)> {
    let rules = rules::all().iter().filter_map(Rule::page);
    let codes = rules::runtime_codes().iter().filter_map(|code| Some((code.code, code.page()?)));
    rules
        .map(|page| (page.matter.name.as_str(), format!("rules/{}.md", page.matter.name), page.in_words()))
        .chain(codes.map(|(code, page)| (code, runtime_path(page), page.in_words())))
        .collect()
}

fn runtime_path(page: &Page) -> String {
    format!("rules/runtime/{}.md", page.matter.name)
}

/// Adds chapters below one.
fn add(parent: &mut Value, chapters: Vec<(&str, String, String)>) {
    let name = parent["name"].clone();
    let number = parent["number"].as_array().cloned();
    let Some(below) = parent["sub_items"].as_array_mut() else { return };
    for (title, path, content) in chapters {
        let next = below.len() + 1;
        let number = number.clone().map(|mut number| {
            number.push(next.into());
            number
        });
        below.push(json!({ "Chapter": {
            "name": title, "content": content, "number": number, "sub_items": [],
            "path": path, "source_path": null, "parent_names": [name],
        }}));
    }
}

/// All rules, and all codes that none can predict.
fn tables() -> String {
    let mut text = "## All rules\n\n".to_owned();
    text.push_str("| rule | what is wrong | severity | basis | error codes of the API |\n");
    text.push_str("| --- | --- | --- | --- | --- |\n");
    for matter in rules::all().iter().filter_map(Rule::page).map(|page| &page.matter) {
        let codes: Vec<String> = matter.api_errors.iter().map(|code| format!("`{code}`")).collect();
        let off = if matter.off_by_default { ", off unless selected" } else { "" };
        let basis = match matter.basis {
            Basis::Documented => "documented",
            Basis::Inferred => "inferred",
        };
        let (name, severity) = (&matter.name, matter.severity.as_str());
        let cells = [
            format!("[{name}](rules/{name}.md)"),
            cell(&matter.summary),
            format!("{severity}{off}"),
            basis.to_owned(),
            codes.join(", "),
        ];
        text.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    text.push_str("\n## What the API alone decides\n\n");
    text.push_str("No plan tells these codes in advance.\n\n| error code | what is wrong |\n| --- | --- |\n");
    for code in rules::runtime_codes() {
        let Some(page) = code.page() else { continue };
        let (path, summary) = (runtime_path(page), cell(&page.matter.summary));
        text.push_str(&format!("| [`{}`]({path}) | {summary} |\n", code.code));
    }
    text
}

/// A text as a table's cell takes it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
