use granit_parser::{ErrorKind, ScanError};

use super::super::raw::Fail;
use super::super::{Range, SyntaxError};

/// The parser's error in our words, at the character or alias that it names.
#[cold]
pub(super) fn syntax_error(text: &str, error: &ScanError) -> Fail {
    let offset = error.marker().byte_offset().unwrap_or(text.len());
    let mut start = floor_boundary(text, offset);
    let tab = matches!(error.kind(), ErrorKind::TabInBlockIndentation | ErrorKind::TabInIndentation);
    if tab && text.get(..start).is_some_and(|before| before.ends_with('\t')) {
        start -= 1;
    }
    let rest = text.get(start..).unwrap_or_default();
    let width = match error.kind() {
        ErrorKind::UnknownAnchor => rest.find([' ', '\t', '\n', '\r', ',', '[', ']', '{', '}']),
        _ => rest.chars().next().filter(|c| !matches!(c, '\n' | '\r')).map(char::len_utf8).or(Some(0)),
    };
    let range = Range::new(start, start + width.unwrap_or(rest.len()));
    if *error.kind() == ErrorKind::RecursionLimitExceeded {
        return SyntaxError::too_deep(range);
    }
    let (message, help) = words(error);
    Box::new(SyntaxError { range, message, help: help.map(str::to_owned) })
}

fn floor_boundary(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

fn words(error: &ScanError) -> (String, Option<&'static str>) {
    use ErrorKind as K;
    let (message, help) = match error.kind() {
        K::UnknownAnchor => (
            "an alias to an anchor that this document does not define before it",
            Some("define `&name` above it, or quote the value if `*` is part of it"),
        ),
        K::MappingValueNotAllowed => (
            "a `:` where no mapping can begin",
            Some("indent the key like its siblings, or quote the value if the colon is part of it"),
        ),
        K::ExpectedBlockMappingKey => (
            "expected a key of the mapping",
            Some("indent the line like the other keys, or end the line above"),
        ),
        K::ExpectedBlockSequenceEntry => {
            ("expected a `-` of the list", Some("indent the line like the other items"))
        }
        K::ExpectedDocumentStart => (
            "text after the end of the document",
            Some("part documents by a line `---`; JSON Lines files are named .jsonl"),
        ),
        K::SimpleKeyExpected | K::InvalidSimpleKey => (
            "expected a `:` after the key",
            Some("a key and its `:` stand on one line and within 1024 characters"),
        ),
        K::TabNotAllowed | K::TabInBlockIndentation | K::TabInIndentation | K::TabAtBlockScalarStart => {
            ("a tab as indentation", Some("indent by spaces"))
        }
        K::ExpectedFlowMappingSeparator => ("expected `,` or `}`", None),
        K::ExpectedFlowSequenceSeparator => ("expected `,` or `]`", None),
        K::MisplacedFlowCollectionEnd => ("a closing bracket that nothing opened", None),
        K::UnexpectedEofFlowSequence
        | K::UnexpectedEofFlowMapping
        | K::UnexpectedEofImplicitFlowMapping
        | K::UnexpectedEof
        | K::ExpectedNodeContent => ("expected a value", None),
        K::UnclosedQuotedScalar => ("an unclosed string", Some("the text ends before its closing quote")),
        K::InvalidTrailingSingleQuotedScalar | K::InvalidTrailingDoubleQuotedScalar => (
            "text after the closing quote",
            Some(
                "quote the whole value; a quote inside is written `''` in single and `\\\"` in double quotes",
            ),
        ),
        K::UnknownQuotedScalarEscape => (
            "an unknown escape in a string in double quotes",
            Some("write a backslash as `\\\\`, or use single quotes"),
        ),
        K::UndeclaredTagHandle => ("a tag whose handle is not declared", None),
        K::BomInsideDocument => ("a byte-order mark inside a document", Some("remove the character U+FEFF")),
        K::MismatchedFlowCollectionEnd { open, close } => {
            return (format!("`{open}` is closed by `{close}`"), None);
        }
        K::UnclosedFlowCollection { open } => return (format!("an unclosed `{open}`"), None),
        K::UnexpectedCharacter { character } => return unexpected(*character),
        _ => return (plain(&error.info()), None),
    };
    (message.to_owned(), help)
}

fn unexpected(character: char) -> (String, Option<&'static str>) {
    let help = matches!(character, '@' | '`' | '%').then_some("quote the value");
    (format!("no value begins with {}", SyntaxError::shown(character)), help)
}

/// The parser's own words, for what is too rare to have ours: lower case, no line breaks.
fn plain(info: &str) -> String {
    let line = info.lines().next().unwrap_or_default();
    let line = line.rsplit_once(", ").map_or(line, |(_, fault)| fault).replace(char::is_control, " ");
    let mut letters = line.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
