//! What a run found, and its renderings: one file a format, each a function of report and sources.

use crate::finding::{Finding, Summary, Verdict};
use crate::read::FileOutcome;
use crate::rules::Undecided;

/// The outcome of a run.
#[derive(Debug)]
pub struct Report {
    /// Sorted by file, offset and rule.
    pub findings: Vec<Finding>,
    /// One for each planned attach, sorted by file and offset.
    pub verdicts: Vec<Verdict>,
    /// The rules that lacked a fact.
    pub undecided: Vec<Undecided>,
    /// What became of each file, in the order of the sources.
    pub files: Vec<FileOutcome>,
    /// The counts.
    pub summary: Summary,
}
