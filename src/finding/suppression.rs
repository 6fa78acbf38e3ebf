use super::Finding;
use crate::source::Span;

/// A finding that somebody chose to live with.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// The finding. Its verdict stays as it is.
    pub finding: Finding,
    /// What hides it.
    pub by: Suppression,
}

/// What hides a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// Where it is said.
    pub channel: Channel,
    /// Why, in the words of whoever wrote it; empty if none were given.
    pub reason: String,
    /// The comment, or the entry of the configuration or the baseline.
    pub at: Option<Span>,
}

/// Where a suppression is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// In a comment beside what it is on.
    Comment,
    /// In the configuration.
    Configuration,
    /// In the baseline.
    Baseline,
}

impl Channel {
    /// `comment`, `configuration` or `baseline`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Comment => "comment",
            Channel::Configuration => "configuration",
            Channel::Baseline => "baseline",
        }
    }
}
