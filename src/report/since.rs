//! Of what was found, what a change brought.

use super::Report;
use crate::finding::{Finding, Summary, fingerprints};
use crate::source::Sources;
use crate::suppress::is_never_hidden;
use serde::Serialize;
use std::collections::HashSet;

/// What a change did not bring.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Since {
    /// The revision, as it was named.
    pub revision: String,
    /// How many findings were there before; they are in no list.
    pub before: usize,
    /// How many findings of before are gone.
    pub fixed: usize,
}

impl Report {
    /// The findings, the suppressed ones too, in order, and each with its fingerprint. What is
    /// suppressed changes no fingerprint.
    #[must_use]
    pub fn fingerprints<'r>(&'r self, sources: &Sources) -> Vec<(String, &'r Finding)> {
        let suppressed = self.suppressed.iter().map(|one| &one.finding);
        let mut all: Vec<&Finding> = self.findings.iter().chain(suppressed).collect();
        all.sort_by_cached_key(|finding| finding.order());
        let fingerprints = fingerprints(all.iter().copied(), sources);
        fingerprints.into_iter().zip(all).collect()
    }

    /// Leaves out the findings that were reported before a change, too. What was suppressed then and
    /// is no longer was brought by the change. Verdicts stay as they are.
    pub fn keep_new(&mut self, sources: &Sources, revision: &str, before: &Report, old_sources: &Sources) {
        let reported = before.reported(old_sources);
        let all: HashSet<String> = self.fingerprints(sources).into_iter().map(|(print, _)| print).collect();
        let fixed = reported.iter().filter(|print| !all.contains(*print)).count();
        let now = self.reported_in_order(sources);
        let mut is_new = now.iter().map(|print| !reported.contains(print));
        let count = self.findings.len();
        // What cannot be read is told whenever it came.
        self.findings.retain(|finding| is_new.next().unwrap_or(true) || is_never_hidden(finding.rule));
        let before = count - self.findings.len();
        self.since = Some(Since { revision: revision.to_owned(), before, fixed });
        let Summary { files, unreadable, suppressed, .. } = self.summary;
        self.summary =
            Summary { files, unreadable, suppressed, ..Summary::count(&self.findings, &self.verdicts) };
    }

    fn reported(&self, sources: &Sources) -> HashSet<String> {
        self.reported_in_order(sources).into_iter().collect()
    }

    /// The fingerprints of what is not suppressed.
    fn reported_in_order(&self, sources: &Sources) -> Vec<String> {
        let hidden: HashSet<*const Finding> =
            self.suppressed.iter().map(|one| std::ptr::from_ref(&one.finding)).collect();
        let all = self.fingerprints(sources).into_iter();
        all.filter(|(_, finding)| !hidden.contains(&std::ptr::from_ref(*finding)))
            .map(|(print, _)| print)
            .collect()
    }
}
