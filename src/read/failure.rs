use super::problem;
use crate::finding::RuleName;
use crate::source::{FileId, Span};
use crate::syntax::SyntaxError;

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The rule that says so: `syntax-error` or `unsupported-input`.
    pub rule: RuleName,
    /// Where, if there is a place.
    pub span: Option<Span>,
    /// What is wrong; lower case, no full stop.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

impl Failure {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { rule: problem::UNSUPPORTED_INPUT, span: None, message: message.into(), help: None }
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    pub(super) fn syntax(file: FileId, error: SyntaxError) -> Self {
        let span = Span { file, start: error.range.start, end: error.range.end };
        Self { rule: problem::SYNTAX_ERROR, span: Some(span), message: error.message, help: error.help }
    }
}
