//! Findings that somebody chose to live with: by a comment, an entry of the configuration, or the
//! baseline. What hides a finding says so, and what hides nothing is a finding itself.
//!
//! Verdicts stay as they are: an attach that fails still does, whoever lives with it.

mod baseline;
mod claims;
mod cover;
mod directive;
mod listed;
mod problems;
#[cfg(test)]
mod tests;

pub(crate) use baseline::write as write_baseline;
pub use listed::Listed;

use crate::finding::{Finding, RuleName, Severity, Suppressed, Verdict};
use crate::read::{BaselineEntry, FileOutcome};
use crate::rules::Undecided;
use crate::source::Sources;
use baseline::Baseline;
use claims::Claims;
use jiff::Timestamp;
use problems::Problems;
use std::collections::HashSet;

/// What a run found, before anything is hidden.
pub(crate) struct Found<'a> {
    pub(crate) sources: &'a Sources,
    pub(crate) files: &'a [FileOutcome],
    pub(crate) verdicts: &'a [Verdict],
    pub(crate) undecided: &'a [Undecided],
    /// Whether something could not be read: then what is not found may be there all the same.
    pub(crate) is_incomplete: bool,
}

/// What hides findings, besides the comments of the files.
pub(crate) struct Hiding<'a> {
    pub(crate) listed: &'a [Listed],
    pub(crate) baseline: &'a [BaselineEntry],
    /// The time that suppressions end by.
    pub(crate) now: Timestamp,
    /// Whether a rule runs.
    pub(crate) runs: &'a dyn Fn(RuleName) -> bool,
    /// The final severity of a rule's finding.
    pub(crate) severity: &'a dyn Fn(RuleName, Severity) -> Severity,
}

/// Rules whose findings nothing hides: without them a result is not what it says it is.
const NEVER_HIDDEN: [&str; 2] = ["syntax-error", "unsupported-input"];

/// Whether nothing hides findings of a rule.
pub(crate) fn is_never_hidden(rule: RuleName) -> bool {
    NEVER_HIDDEN.contains(&rule.as_str())
}

/// Hides findings, and adds what is wrong with the suppressions.
pub(crate) fn hide(
    findings: Vec<Finding>,
    found: &Found<'_>,
    hiding: &Hiding<'_>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let mut problems = Problems::new(found, hiding);
    let claims = Claims::find(found, hiding, &mut problems);
    let baseline = Baseline::new(hiding.baseline);
    if claims.is_empty() && hiding.baseline.is_empty() {
        return (add(findings, problems), Vec::new());
    }
    let by_claim = claims.hold_against(&findings, found);
    let by_baseline = baseline.hold_against(&findings, found.sources);
    let settled = Settled::new(found, hiding);
    problems.unused(&claims, &by_claim.used, &settled);
    problems.stale(hiding.baseline, &by_baseline.used, &settled);
    let (mut shown, mut hidden) = (Vec::new(), Vec::new());
    for ((finding, claim), entry) in findings.into_iter().zip(by_claim.hides).zip(by_baseline.hides) {
        let by = claim.map(|claim| claims.suppression(claim)).or_else(|| Some(baseline.suppression(entry?)));
        match by.filter(|_| !is_never_hidden(finding.rule)) {
            Some(by) => hidden.push(Suppressed { finding, by }),
            None => shown.push(finding),
        }
    }
    (add(shown, problems), hidden)
}

fn add(mut findings: Vec<Finding>, problems: Problems<'_>) -> Vec<Finding> {
    findings.extend(problems.findings);
    findings
}

/// What is held against findings: for each finding what hides it, and what has been of use.
struct Held {
    hides: Vec<Option<usize>>,
    used: Vec<bool>,
}

/// Of which rules it is known that they find nothing more.
struct Settled<'a> {
    undecided: HashSet<RuleName>,
    is_incomplete: bool,
    runs: &'a dyn Fn(RuleName) -> bool,
}

impl<'a> Settled<'a> {
    fn new(found: &Found<'_>, hiding: &Hiding<'a>) -> Self {
        let undecided = found.undecided.iter().map(|undecided| undecided.rule).collect();
        Self { undecided, is_incomplete: found.is_incomplete, runs: hiding.runs }
    }

    fn is(&self, rule: RuleName) -> bool {
        !self.is_incomplete && (self.runs)(rule) && !self.undecided.contains(&rule)
    }
}
