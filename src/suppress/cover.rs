//! Which comment covers which finding.
//!
//! A comment covers what begins in the range that it is on. A finding is covered where its primary
//! place is, where the planned attach is that it decides, or the call that makes it, and where the blocks of its resources are.

use super::Held;
use crate::finding::{Finding, RuleName, Severity, Verdict};
use crate::source::{FileId, Span};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// The range that a suppression is on.
pub(super) struct Cover {
    pub(super) claim: usize,
    pub(super) rule: RuleName,
    pub(super) at: Span,
}

/// Offsets where findings can be met, each with its finding, by file and rule.
type Points = HashMap<(FileId, RuleName), Vec<(u32, usize)>>;

pub(super) fn hold_against(
    mut covers: Vec<Cover>,
    claims: usize,
    findings: &[Finding],
    verdicts: &[Verdict],
) -> Held {
    let mut held = Held { hides: vec![None; findings.len()], used: vec![false; claims] };
    if covers.is_empty() {
        return held;
    }
    let points = points(&covers, findings, verdicts);
    covers.sort_by_key(|cover| (cover.at.file, cover.rule, cover.at.start, Reverse(cover.at.end)));
    for covers in covers.chunk_by(|a, b| (a.at.file, a.rule) == (b.at.file, b.rule)) {
        let key = covers.first().map(|cover| (cover.at.file, cover.rule));
        let points = key.and_then(|key| points.get(&key)).map_or(&[][..], Vec::as_slice);
        for cover in covers {
            let first = points.partition_point(|(at, _)| *at < cover.at.start);
            let is_used = points.get(first).is_some_and(|(at, _)| *at < cover.at.end);
            if let Some(used) = held.used.get_mut(cover.claim) {
                *used = is_used;
            }
        }
        sweep(covers, points, &mut held.hides);
    }
    held
}

/// Finds for each point the innermost of the covers around it. What has ended before a point ended
/// before all later ones.
fn sweep(covers: &[Cover], points: &[(u32, usize)], hides: &mut [Option<usize>]) {
    let mut coming = covers.iter().peekable();
    let mut open: Vec<&Cover> = Vec::new();
    for (at, finding) in points {
        while let Some(cover) = coming.next_if(|cover| cover.at.start <= *at) {
            open.push(cover);
        }
        while open.pop_if(|cover| cover.at.end <= *at).is_some() {}
        if let (Some(cover), Some(hides)) = (open.last(), hides.get_mut(*finding)) {
            hides.get_or_insert(cover.claim);
        }
    }
}

fn points(covers: &[Cover], findings: &[Finding], verdicts: &[Verdict]) -> Points {
    let wanted: HashSet<(FileId, RuleName)> =
        covers.iter().map(|cover| (cover.at.file, cover.rule)).collect();
    let shared = shared(findings, verdicts);
    let calls: HashMap<Span, Span> =
        verdicts.iter().filter_map(|verdict| Some((verdict.attachment, verdict.called_at?))).collect();
    let mut points = Points::new();
    for (index, finding) in findings.iter().enumerate() {
        // Whoever lives with one attach may not live with the others.
        let is_shared = finding.severity == Severity::Error && shared.contains(&finding.rule);
        let attach = finding.attachment.filter(|_| !is_shared);
        let heads = finding.resources.iter().filter(|_| !is_shared).map(|resource| resource.head);
        let call = attach.and_then(|attach| calls.get(&attach).copied());
        for at in std::iter::once(finding.primary.span).chain(attach).chain(call).chain(heads) {
            let key = (at.file, finding.rule);
            if wanted.contains(&key) {
                points.entry(key).or_default().push((at.start, index));
            }
        }
    }
    points.values_mut().for_each(|points| points.sort_unstable());
    points
}

/// Rules that fail more attaches than they have findings on: one finding decides several of them.
fn shared(findings: &[Finding], verdicts: &[Verdict]) -> HashSet<RuleName> {
    let own: HashSet<_> =
        findings.iter().filter_map(|finding| Some((finding.rule, finding.attach()?))).collect();
    let failed = verdicts.iter().flat_map(|v| v.rules.iter().map(|rule| (*rule, v.attach())));
    failed.filter(|pair| !own.contains(pair)).map(|(rule, _)| rule).collect()
}
