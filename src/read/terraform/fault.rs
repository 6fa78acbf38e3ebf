//! Why the JSON of a plan or a state cannot be used. Its messages hold no value of the file: any of
//! them may be secret.

use crate::read::Failure;
use crate::source::{FileId, Span};
use crate::syntax::{Range, SyntaxError};

pub(super) enum Fault {
    Syntax(SyntaxError),
    Refused { at: Option<Range>, message: String, help: Option<&'static str> },
}

impl Fault {
    /// Something is not what Terraform writes.
    #[cold]
    pub(super) fn at(at: Range, message: impl Into<String>) -> Self {
        let help = "pass on what `terraform show -json FILE` writes as it is";
        Self::Refused { at: Some(at), message: message.into(), help: Some(help) }
    }

    /// The file as a whole is not to be used.
    #[cold]
    pub(super) fn whole(message: impl Into<String>, help: &'static str) -> Self {
        Self::Refused { at: None, message: message.into(), help: Some(help) }
    }

    #[cold]
    pub(super) fn twice(at: Range) -> Self {
        Self::at(at, "a key that stands twice in one object: which value counts is unclear")
    }

    /// With another advice.
    pub(super) fn help(self, advice: &'static str) -> Self {
        match self {
            Self::Refused { at, message, .. } => Self::Refused { at, message, help: Some(advice) },
            Self::Syntax(error) => Self::Syntax(error),
        }
    }

    pub(super) fn failure(self, file: FileId) -> Failure {
        let (at, message, help) = match self {
            Self::Syntax(error) => return Failure::syntax(file, error),
            Self::Refused { at, message, help } => (at, message, help),
        };
        let mut failure = Failure::new(message);
        if let Some(help) = help {
            failure = failure.help(help);
        }
        match at {
            Some(range) => failure.at(Span { file, start: range.start, end: range.end }),
            None => failure,
        }
    }
}

impl From<SyntaxError> for Fault {
    fn from(error: SyntaxError) -> Self {
        Self::Syntax(error)
    }
}
