//! What the documents hold: blocks of code, code within the text, and links.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)]

use super::{entries, name, root};

/// The documents for users, by their path in the repository.
pub fn documents() -> Vec<String> {
    let mut all = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(str::to_owned).to_vec();
    for folder in ["docs", "docs/decisions"] {
        let files = entries(&root().join(folder)).into_iter().filter(|path| path.is_file());
        all.extend(files.map(|path| format!("{folder}/{}", name(&path))));
    }
    all
}

/// A fenced block of code.
pub struct Block<'a> {
    /// The word after the fence.
    pub language: &'a str,
    /// What stands in it, without the indentation of the fence.
    pub text: String,
}

/// The fenced blocks of a text.
pub fn blocks(text: &str) -> Vec<Block<'_>> {
    split(text).0
}

/// Code within the text, outside of blocks, with what is broken over lines on one.
pub fn code_spans(text: &str) -> Vec<String> {
    let prose = split(text).1;
    let paragraphs = prose.split("\n\n");
    let spans = paragraphs.flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2));
    spans.map(|span| span.split_whitespace().collect::<Vec<&str>>().join(" ")).collect()
}

/// Where the links of a text lead that are neither to the web nor within the page, without fragments.
pub fn links(text: &str) -> Vec<String> {
    let prose = split(text).1;
    let targets = prose.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    let targets = targets.map(|(target, _)| target.split('#').next().unwrap().to_owned());
    targets.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

/// The blocks of a text, and what is outside of them.
fn split(text: &str) -> (Vec<Block<'_>>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.trim_start().strip_prefix("```") else {
            prose.push_str(line);
            prose.push('\n');
            continue;
        };
        let indent = line.len() - line.trim_start().len();
        let inside = lines.by_ref().take_while(|line| line.trim() != "```");
        let text = inside.map(|line| format!("{}\n", line.get(indent..).unwrap_or_default())).collect();
        blocks.push(Block { language: language.trim(), text });
        prose.push('\n');
    }
    (blocks, prose)
}
