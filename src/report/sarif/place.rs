//! Places: files as URIs, and regions of them.

use super::Text;
use crate::finding::RuleName;
use crate::report::escape::{is_hidden, is_plain};
use crate::report::span::Lines;
use crate::source::{Base, FileId, STDIN, Span, display_name};
use serde::Serialize;

/// The name of the root of the repository.
pub(super) const BASE: &str = "SRCROOT";

/// Bytes of a snippet. What is longer than a few lines is better read in the file.
const MAX_SNIPPET: usize = 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Artifact {
    uri: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri_base_id: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text>,
}

impl Artifact {
    /// The root of the repository, as viewers on the same machine need it.
    pub(super) fn root(base: &Base) -> Self {
        let mut uri = absolute(&display_name(base.root()));
        if !uri.ends_with('/') {
            uri.push('/');
        }
        let description = Some(Text::of("The root of the repository, or the folder of the run."));
        Self { uri, uri_base_id: None, description }
    }

    /// A file: relative to the root if it is below that. Standard input is in no folder, and what it
    /// is called says that it is no file.
    pub(super) fn file(lines: &Lines<'_>, file: FileId) -> Self {
        let Some(path) = lines.path(file) else {
            let description = Some(Text::of("Standard input."));
            return Self { uri: encoded(STDIN), uri_base_id: None, description };
        };
        if is_absolute(path) {
            return Self { uri: absolute(path), uri_base_id: None, description: None };
        }
        let uri_base_id = lines.sources().base().map(|_| BASE);
        Self { uri: encoded(path), uri_base_id, description: None }
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || has_drive(path)
}

/// Elsewhere `C:` is a name like any other.
fn has_drive(path: &str) -> bool {
    cfg!(windows) && path.get(1..3) == Some(":/")
}

fn absolute(path: &str) -> String {
    match path.get(..2).filter(|_| has_drive(path)) {
        Some(drive) => format!("file:///{drive}{}", encoded(path.get(2..).unwrap_or_default())),
        None => format!("file://{}", encoded(path)),
    }
}

/// A path as a part of a URI: all but what every part of one may hold is percent-encoded.
fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'~') {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

/// Both ends, in lines and columns. Offsets in bytes are left out: they are for binary files.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Snippet>,
}

#[derive(Serialize)]
struct Snippet {
    text: String,
}

impl Region {
    /// A region that is to be deleted, without what is there.
    pub(super) fn bare(lines: &Lines<'_>, span: Span) -> Self {
        let (start, end) = lines.extent(span);
        Self {
            start_line: start.line,
            start_column: start.column,
            end_line: end.line,
            end_column: end.column,
            snippet: None,
        }
    }

    fn new(lines: &Lines<'_>, span: Span) -> Self {
        Self { snippet: snippet(lines, span), ..Self::bare(lines, span) }
    }
}

/// What is there, if it may be shown and can be as it is.
fn snippet(lines: &Lines<'_>, span: Span) -> Option<Snippet> {
    let range = lines.value(span)?;
    let text = lines.shown(span.file, range.clone(), &[range]);
    let is_odd = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r' | '\t');
    let is_fit = !text.is_empty() && text.len() <= MAX_SNIPPET && (is_plain(&text) || !text.contains(is_odd));
    is_fit.then(|| Snippet { text: text.into_owned() })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Text>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical {
    fully_qualified_name: String,
    kind: &'static str,
}

impl Location {
    pub(super) fn new(lines: &Lines<'_>, span: Span) -> Self {
        let physical_location = Physical {
            artifact_location: Artifact::file(lines, span.file),
            region: Region::new(lines, span),
        };
        Self { physical_location, logical_locations: Vec::new(), message: None }
    }

    /// The place that a rule tells of: without what is there, if it is not to be shown.
    pub(super) fn told(lines: &Lines<'_>, rule: RuleName, span: Span) -> Self {
        let mut location = Self::new(lines, span);
        if lines.masks(rule, span.file) {
            location.physical_location.region.snippet = None;
        }
        location
    }

    /// With the name of the resource that it is of.
    pub(super) fn of(self, resource: Option<&str>) -> Self {
        let name = resource.map(|name| Logical { fully_qualified_name: name.to_owned(), kind: "resource" });
        Self { logical_locations: name.into_iter().collect(), ..self }
    }

    pub(super) fn saying(self, text: &str) -> Self {
        let message = (!text.is_empty()).then(|| Text::of(text));
        Self { message, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_uris() {
        let cases = [
            ("infra/plan.yaml", "infra/plan.yaml"),
            ("a b/日.yaml", "a%20b/%E6%97%A5.yaml"),
            ("a#1%20?.yaml", "a%231%2520%3F.yaml"),
            ("a:b\\c.yaml", "a%3Ab%5Cc.yaml"),
            ("../a\u{1b}\n.yaml", "../a%1B%0A.yaml"),
            ("<stdin>", "%3Cstdin%3E"),
        ];
        for (path, uri) in cases {
            assert_eq!(encoded(path), uri);
        }
        assert_eq!(absolute("/a b/c.yaml"), "file:///a%20b/c.yaml");
        assert_eq!(absolute("/"), "file:///");
    }

    #[cfg(windows)]
    #[test]
    fn drives() {
        assert!(is_absolute("C:/a b"));
        assert_eq!(absolute("C:/a b"), "file:///C:/a%20b");
    }
}
