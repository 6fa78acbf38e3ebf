//! What a run says: findings, verdicts and how grave they are. Plain data; no formatting.

mod board;
mod fingerprint;
mod fix;
mod label;
mod suggest;
mod summary;
mod suppression;
#[cfg(test)]
mod tests;
mod verdict;

pub use board::{Board, Hold, Role, Seat};
pub use fingerprint::fingerprints;
pub use fix::{Applicability, Edit, Fix};
pub use label::Label;
pub use suggest::{mistyped, nearest};
pub use summary::Summary;
pub use suppression::{Channel, Suppressed, Suppression};
pub use verdict::{Decision, Verdict};

use crate::source::Span;

/// A rule's kebab-case name. The registry in `rules` knows every one of them; a test holds the
/// names used by readers against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleName(pub(crate) &'static str);

impl RuleName {
    /// The name as text.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl std::fmt::Display for RuleName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

/// How grave a finding is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Severity {
    /// Advice.
    Info,
    /// Likely rejected, inferred, or harmful in operation.
    Warning,
    /// The API or a documented rule rejects it.
    Error,
}

impl Severity {
    /// `error`, `warning` or `info`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A resource of a format that has addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its address, like `module.node["a"].alicloud_instance.x[0]`.
    pub address: String,
    /// Where to point if it is meant as a whole: the header of its block, or its address in a plan.
    pub head: Span,
}

/// A rule broken, at a place.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Which rule.
    pub rule: RuleName,
    /// How grave, after overrides.
    pub severity: Severity,
    /// Names the resource and the values in conflict; lower case, no full stop.
    pub message: String,
    /// What to do; starts with a verb.
    pub help: Option<String>,
    /// Facts that have no place in a file, such as the source of a limit.
    pub notes: Vec<String>,
    /// Error codes of the API that this predicts, without any the sources do not document.
    pub api_errors: Vec<&'static str>,
    /// The planned attach that this decides: the span of its entry.
    pub attachment: Option<Span>,
    /// The address of the planned attach that this decides, or else of the resource that it is on,
    /// if their format has addresses.
    pub address: Option<String>,
    /// The resources that it is on, if their format has addresses: that of the planned attach, and
    /// that of the primary place.
    pub resources: Vec<Resource>,
    /// What it is on, by meaning and not by place: the planned attach, the resource, or
    /// `instances[i-…]`; None if that has no name.
    pub subject: Option<String>,
    /// Where it is wrong.
    pub primary: Label,
    /// The other values in conflict, in any file.
    pub related: Vec<Label>,
    /// The story that proves it, in order, the primary place among the labels: what is there
    /// already, what comes before, this one, what forbids it. Empty if there is none to tell.
    pub trace: Vec<Label>,
    /// Changes of the inputs that take it away, the best one first.
    pub fixes: Vec<Fix>,
}

/// What a note begins with that says what has to be for a finding to be true.
pub(crate) const ONLY_IF: &str = "this is so if ";

impl Finding {
    /// Which planned attach it decides, as [`Verdict::attach`] has it.
    pub(crate) fn attach(&self) -> Option<(Span, Option<&str>)> {
        Some((self.attachment?, self.address.as_deref()))
    }

    /// The notes without which it is not true.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = &str> {
        self.notes.iter().map(String::as_str).filter(|note| note.starts_with(ONLY_IF))
    }

    /// By file, offset and rule; two runs give the same order.
    pub(crate) fn order(&self) -> (impl Ord + use<>, &str) {
        (self.place(), &self.message)
    }

    fn place(&self) -> impl Ord + use<> {
        let at = self.primary.span;
        (at.file, at.start, self.rule, at.end)
    }

    /// Sorts findings by [`Self::order`]; those that are alike stay in theirs.
    pub(crate) fn sort(findings: &mut [Self]) {
        // They are large, so that none is moved in vain, and no message is copied to compare it.
        if findings.is_sorted_by(|one, next| one.order() <= next.order()) {
            return;
        }
        findings.sort_by_cached_key(Self::place);
        for alike in findings.chunk_by_mut(|one, next| one.place() == next.place()) {
            alike.sort_by(|one, next| one.message.cmp(&next.message));
        }
    }

    /// A finding that says no more than what is wrong and where.
    pub(crate) fn new(
        rule: RuleName,
        severity: Severity,
        message: impl Into<String>,
        primary: Label,
    ) -> Self {
        Self {
            rule,
            severity,
            message: message.into(),
            help: None,
            notes: Vec::new(),
            api_errors: Vec::new(),
            attachment: None,
            address: None,
            resources: Vec::new(),
            subject: None,
            primary,
            related: Vec::new(),
            trace: Vec::new(),
            fixes: Vec::new(),
        }
    }
}
