//! The reports of several scopes as one.

use crate::finding::{Decision, Finding, Verdict};
use crate::read::{FileOutcome, Format};
use crate::source::FileId;
use crate::{Report, summary};

/// Puts the reports of scopes together, each with its files. What a file that several scopes share
/// leads to in each of them is told once; an attach in such a file passes if it does in all of them.
pub(crate) fn join(reports: Vec<(Vec<FileId>, Report)>, files: usize, unopened: usize) -> Report {
    let files = outcomes(reports.iter().map(|(scope, report)| (scope, &*report.files)), files);
    let (mut findings, mut verdicts, mut undecided) = (Vec::new(), Vec::new(), Vec::new());
    let (mut boards, mut lists) = (Vec::new(), Vec::new());
    for (_, report) in reports {
        findings.extend(report.findings);
        verdicts.extend(report.verdicts);
        undecided.extend(report.undecided);
        boards.extend(report.boards);
        lists.extend(report.lists);
    }
    Finding::sort(&mut findings);
    findings.dedup_by(|a, b| is_same(a, b));
    undecided.sort();
    undecided.dedup();
    let verdicts = settle(verdicts);
    let summary = summary(&findings, &[], &verdicts, &files, unopened);
    Report { findings, verdicts, undecided, boards, files, lists, summary, ..Report::default() }
}

/// What became of the files of several scopes.
pub(crate) fn outcomes<'a>(
    scopes: impl Iterator<Item = (&'a Vec<FileId>, &'a [FileOutcome])>,
    files: usize,
) -> Vec<FileOutcome> {
    let mut outcomes: Vec<Option<&FileOutcome>> = vec![None; files];
    for (scope, of_scope) in scopes {
        for file in scope.iter().map(|file| file.0 as usize) {
            let (Some(slot), Some(outcome)) = (outcomes.get_mut(file), of_scope.get(file)) else { continue };
            if slot.is_none_or(|other| rank(other) < rank(outcome)) {
                *slot = Some(outcome);
            }
        }
    }
    let unknown = FileOutcome::Skipped(Format::Unknown);
    outcomes.into_iter().map(|outcome| outcome.unwrap_or(&unknown).clone()).collect()
}

/// What says more of a file says more than what says less.
fn rank(outcome: &FileOutcome) -> u8 {
    match outcome {
        FileOutcome::Skipped(_) => 0,
        FileOutcome::Read(_) => 1,
        FileOutcome::Unparsed(_) => 2,
        FileOutcome::Damaged(_) => 3,
        FileOutcome::Failed(_) => 4,
    }
}

/// Whether two neighbours say the same.
fn is_same(a: &Finding, b: &Finding) -> bool {
    let meaning = |f: &Finding| (f.rule, f.severity, f.primary.span, f.attachment);
    meaning(a) == meaning(b) && a.message == b.message && a.related == b.related && a.trace == b.trace
}

/// One verdict an attach.
fn settle(mut verdicts: Vec<Verdict>) -> Vec<Verdict> {
    verdicts.sort_by_key(|verdict| verdict.attachment);
    verdicts.dedup_by(|later, first| {
        let same = later.attachment == first.attachment && later.address == first.address;
        if same {
            first.rules.append(&mut later.rules);
            first.rules.sort_unstable();
            first.rules.dedup();
            first.missing.append(&mut later.missing);
            first.missing.sort_unstable();
            first.missing.dedup();
            first.decision = match (first.decision, later.decision) {
                (Decision::Fail, _) | (_, Decision::Fail) => Decision::Fail,
                (Decision::Undecided, _) | (_, Decision::Undecided) => Decision::Undecided,
                _ => Decision::Pass,
            };
            if first.decision != Decision::Undecided {
                first.missing.clear();
            }
        }
        same
    });
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{Label, RuleName, Severity};
    use crate::source::Span;

    fn verdict(start: u32, decision: Decision, rules: &[&'static str], missing: &[&str]) -> Verdict {
        Verdict {
            called_at: None,
            attachment: Span { file: FileId(0), start, end: start + 1 },
            address: None,
            instance_id: String::new(),
            network_interface_id: String::new(),
            decision,
            rules: rules.iter().map(|name| RuleName(name)).collect(),
            missing: missing.iter().map(|&fact| fact.to_owned()).collect(),
        }
    }

    #[test]
    fn an_attach_of_several_scopes_has_one_verdict() {
        let of = |verdicts: Vec<Verdict>| {
            let settled = settle(verdicts).into_iter();
            settled.map(|v| (v.decision, v.rules.len(), v.missing.len())).collect::<Vec<_>>()
        };
        let pass = || verdict(0, Decision::Pass, &[], &[]);
        let open = |fact| verdict(0, Decision::Undecided, &[], &[fact]);
        let fail = |rule| verdict(0, Decision::Fail, &[rule], &[]);
        assert_eq!(of(vec![pass(), pass()]), [(Decision::Pass, 0, 0)]);
        assert_eq!(of(vec![pass(), open("a"), open("b")]), [(Decision::Undecided, 0, 2)]);
        assert_eq!(of(vec![open("a"), fail("x"), fail("y"), fail("x")]), [(Decision::Fail, 2, 0)]);
        assert_eq!(of(vec![pass(), verdict(5, Decision::Pass, &[], &[])]).len(), 2);
    }

    #[test]
    fn the_same_finding_of_several_scopes_is_told_once() {
        let finding = |message: &str| {
            let label = Label::new(Span { file: FileId(0), start: 0, end: 1 }, "");
            Finding::new(RuleName("x"), Severity::Warning, message, label)
        };
        let report = |message: &str| Report { findings: vec![finding(message)], ..Report::default() };
        let joined = join(vec![(vec![], report("a")), (vec![], report("b")), (vec![], report("a"))], 0, 2);
        let messages: Vec<_> = joined.findings.iter().map(|f| &*f.message).collect();
        assert_eq!(messages, ["a", "b"]);
        assert_eq!((joined.summary.warnings, joined.summary.unreadable), (2, 2));
    }
}
