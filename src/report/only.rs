//! A report of some files only, of a run that read them all.

use super::Report;
use crate::finding::{Finding, Summary};
use crate::source::{FileId, Span};
use crate::suppress::is_never_hidden;
use std::collections::HashSet;

impl Report {
    /// Leaves out what has nothing to do with some files: findings that neither point into them nor
    /// decide an attach that is planned there, and the verdicts of attaches of which nothing is left.
    /// What cannot be read is told wherever it is, as it makes the result incomplete.
    pub(crate) fn keep_files(&mut self, files: &HashSet<FileId>) {
        let is_about = |finding: &Finding| {
            let labels = std::iter::once(&finding.primary).chain(&finding.related).chain(&finding.trace);
            let mut places = labels.map(|label| label.span).chain(finding.attachment);
            is_never_hidden(finding.rule) || places.any(|at| files.contains(&at.file))
        };
        self.findings.retain(is_about);
        self.suppressed.retain(|one| is_about(&one.finding));
        let decided: HashSet<Span> = self.findings.iter().filter_map(|finding| finding.attachment).collect();
        self.verdicts.retain(|verdict| {
            files.contains(&verdict.attachment.file) || decided.contains(&verdict.attachment)
        });
        let Summary { files, unreadable, .. } = self.summary;
        let suppressed = self.suppressed.len();
        self.summary =
            Summary { files, unreadable, suppressed, ..Summary::count(&self.findings, &self.verdicts) };
    }
}
