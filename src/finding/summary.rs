use super::{Decision, Finding, Severity, Verdict};

/// The counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Summary {
    /// Supported files that were read whole.
    pub files: usize,
    /// Files that could not be read, parsed or recognised although they had to be.
    pub unreadable: usize,
    /// Planned attaches.
    pub attachments: usize,
    /// Of these, proven right.
    pub pass: usize,
    /// Of these, proven wrong.
    pub fail: usize,
    /// Of these, not decided.
    pub undecided: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that a suppression hides.
    pub suppressed: usize,
}

impl Summary {
    /// Counts findings and verdicts; the file counts are the caller's.
    #[must_use]
    pub fn count(findings: &[Finding], verdicts: &[Verdict]) -> Self {
        let grave = |s| findings.iter().filter(|f| f.severity == s).count();
        let proven = |d| verdicts.iter().filter(|v| v.decision == d).count();
        Self {
            attachments: verdicts.len(),
            pass: proven(Decision::Pass),
            fail: proven(Decision::Fail),
            undecided: proven(Decision::Undecided),
            errors: grave(Severity::Error),
            warnings: grave(Severity::Warning),
            infos: grave(Severity::Info),
            ..Self::default()
        }
    }
}
