use super::json::Json;
use super::raw::Fail;
use super::{Range, SyntaxError};

/// What is wrong with a text, and where.
impl Json<'_> {
    #[cold]
    pub(super) fn error(&self, range: Range, message: String, help: Option<&str>) -> Fail {
        Box::new(SyntaxError { range, message, help: help.map(str::to_owned) })
    }

    /// The word or character that comes next, as it is named in messages.
    pub(super) fn found(&self) -> (Range, String) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            return (Range::empty(self.at), "the end of the text".into());
        };
        let word = rest.bytes().take_while(u8::is_ascii_alphanumeric).take(20).count();
        if word > 1 {
            let shown = rest.get(..word).unwrap_or_default();
            return (Range::new(self.at, self.at + word), format!("`{shown}`"));
        }
        (Range::new(self.at, self.at + first.len_utf8()), SyntaxError::shown(first))
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
