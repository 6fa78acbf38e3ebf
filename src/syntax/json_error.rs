use super::json::Json;
use super::raw::Fail;
use super::{Range, SyntaxError};

/// What other languages write, and what JSON does.
const LITERALS: [&str; 12] = [
    "true",
    "false",
    "null",
    "True",
    "False",
    "None",
    "TRUE",
    "FALSE",
    "NULL",
    "NaN",
    "Infinity",
    "undefined",
];

/// What is wrong with a text, and where.
impl Json<'_> {
    #[cold]
    pub(super) fn error(&self, range: Range, message: String, help: Option<&str>) -> Fail {
        Box::new(SyntaxError { range, message, help: help.map(str::to_owned) })
    }

    /// The word or character that comes next, as it is named in messages. What stands outside of
    /// quotes by mistake may be a secret, so that only words that are meant as literals are told.
    pub(super) fn found(&self) -> (Range, String) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).take(20).count();
        if word > 1 {
            let shown = rest.get(..word).unwrap_or_default();
            let is_literal = LITERALS.iter().any(|literal| literal.starts_with(shown));
            let is_number = shown.starts_with(|c: char| c.is_ascii_digit());
            let what = match (is_literal, is_number) {
                (true, _) => format!("`{shown}`"),
                (_, true) => "a number".into(),
                _ => "a word without quotes".into(),
            };
            return (Range::new(self.at, self.at + word), what);
        }
        self.found_character()
    }

    /// The character that comes next.
    pub(super) fn found_character(&self) -> (Range, String) {
        match self.text.get(self.at..).and_then(|rest| rest.chars().next()) {
            Some(c) => (Range::new(self.at, self.at + c.len_utf8()), SyntaxError::shown(c)),
            None => (Range::empty(self.at), "the end of the text".into()),
        }
    }

    #[cold]
    pub(super) fn unexpected(&self, wanted: &str) -> Fail {
        if let (None, Some(&bracket)) = (self.byte(), self.open.last()) {
            let range = Range { start: bracket, end: bracket + 1 };
            let (opening, closing) = if self.in_map { ('{', '}') } else { ('[', ']') };
            let help = format!("the text ends before its `{closing}`");
            return self.error(range, format!("an unclosed `{opening}`"), Some(&help));
        }
        let (range, what) = self.found();
        let help = match self.byte() {
            Some(b'\'') => Some("JSON strings stand in double quotes"),
            Some(b'/' | b'#') => Some("JSON has no comments"),
            _ => None,
        };
        self.error(range, format!("expected {wanted}, found {what}"), help)
    }

    #[cold]
    pub(super) fn trailing_comma(&self, comma: usize) -> Fail {
        let range = Range::new(comma, comma + 1);
        self.error(range, "a comma before a closing bracket".into(), Some("remove the comma"))
    }

    #[cold]
    pub(super) fn control(&self, at: usize) -> Fail {
        let byte = self.bytes().get(at).copied().unwrap_or_default();
        let message = format!("a control character (U+{byte:04X}) inside a string");
        self.error(Range::new(at, at + 1), message, Some("write line breaks as `\\n` and tabs as `\\t`"))
    }

    #[cold]
    pub(super) fn unclosed_string(&self, start: usize) -> Fail {
        self.error(Range::new(start, start + 1), "an unclosed string".into(), None)
    }

    #[cold]
    pub(super) fn lone_surrogate(&self, start: usize) -> Fail {
        let help = "characters beyond U+FFFF are two escapes, high surrogate first";
        self.error(Range::new(start, self.at), "half of a surrogate pair".into(), Some(help))
    }
}
