use crate::finding::{Decision, Severity};
use std::num::NonZeroUsize;

/// Columns of an excerpt where no width is given: wide enough for what people write by hand, and
/// short enough that a file of one line is not printed whole.
const UNLIMITED: usize = 160;
/// In less than this no excerpt can be read.
const NARROWEST: usize = 40;

/// How a report is written, and how one for people looks. The caller knows the terminal; nothing here asks
/// for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to colour.
    pub color: bool,
    /// Whether to draw with characters beyond ASCII. The inputs' own characters are kept.
    pub unicode: bool,
    /// Columns at which text is wrapped and excerpts are cut. Without one text is not wrapped, as
    /// is right for pipes and files.
    pub width: Option<usize>,
    /// How many threads may write at a time. What is written does not depend on it.
    pub threads: NonZeroUsize,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, unicode: true, width: None, threads: NonZeroUsize::MIN }
    }
}

/// What a colour means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tint {
    Bad,
    Doubtful,
    Advice,
    Good,
    Aside,
}

impl From<Severity> for Tint {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Tint::Bad,
            Severity::Warning => Tint::Doubtful,
            Severity::Info => Tint::Advice,
        }
    }
}

impl From<Decision> for Tint {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Pass => Tint::Good,
            Decision::Fail => Tint::Bad,
            Decision::Undecided => Tint::Doubtful,
        }
    }
}

impl Style {
    /// The text in a colour, if there are colours.
    pub(super) fn paint(&self, tint: Tint, text: &str) -> String {
        let code = match tint {
            Tint::Bad => "31",
            Tint::Doubtful => "33",
            Tint::Advice => "36",
            Tint::Good => "32",
            Tint::Aside => "2",
        };
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Columns to wrap text at.
    pub(super) fn wrap_at(&self) -> Option<usize> {
        self.width.map(|width| width.max(NARROWEST))
    }

    /// Columns of an excerpt.
    pub(super) fn columns(&self) -> usize {
        self.wrap_at().unwrap_or(UNLIMITED)
    }

    /// Stands for what is left out.
    pub(super) fn ellipsis(&self) -> &'static str {
        if self.unicode { "…" } else { "..." }
    }

    /// From an ENI to an instance.
    pub(super) fn arrow(&self) -> &'static str {
        if self.unicode { "→" } else { "->" }
    }
}
