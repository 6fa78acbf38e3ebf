//! What `full` and `plain` say after the findings: the undecided attaches by what they lack, the
//! counts, and the verdicts, which are what the run was for.

use super::Report;
use super::escape::escape;
use super::style::{Style, Tint};
use crate::finding::{Decision, Finding, Severity, Verdict};
use crate::inventory::is_symbol;
use crate::read::FileOutcome;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// Undecided attaches that are listed at most, in all and for one lack.
const MAX_ATTACHES: usize = 20;
const MAX_ALIKE: usize = 5;
/// Missing facts that are named in one line at most.
const MAX_FACTS: usize = 3;

/// Undecided attaches that lack the same facts.
pub(super) struct Lack<'a> {
    /// The facts, as text.
    pub(super) facts: String,
    /// How many attaches.
    pub(super) attaches: usize,
    /// Those of them that are listed.
    pub(super) listed: Vec<&'a Verdict>,
}

/// The undecided attaches by what they lack: what settles most comes first. And how many attaches
/// are in no group, because there are too many groups.
pub(super) fn lacks(report: &Report) -> (Vec<Lack<'_>>, usize) {
    // By what is shown of them: where many are missing, two lists may look alike.
    let mut groups: BTreeMap<String, Vec<&Verdict>> = BTreeMap::new();
    for verdict in undecided(report) {
        let facts = list(verdict.missing.iter().map(String::as_str));
        groups.entry(facts).or_default().push(verdict);
    }
    let mut groups: Vec<(String, Vec<&Verdict>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, attaches)| Reverse(attaches.len()));
    let mut room = MAX_ATTACHES;
    let mut lacks = Vec::new();
    let mut rest = 0;
    for (facts, attaches) in groups {
        if room == 0 {
            rest += attaches.len();
            continue;
        }
        let listed: Vec<&Verdict> = attaches.iter().copied().take(room.min(MAX_ALIKE)).collect();
        room -= listed.len();
        lacks.push(Lack { facts, attaches: attaches.len(), listed });
    }
    (lacks, rest)
}

/// The attaches that fail by errors that somebody chose to live with, and by no other, each with the rules; and
/// how many more there are.
pub(super) fn lived_with(report: &Report) -> (Vec<(&Verdict, String)>, usize) {
    if report.suppressed.is_empty() {
        return (Vec::new(), 0);
    }
    let errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let open: HashSet<_> = errors.filter_map(Finding::attach).collect();
    let hidden: HashSet<_> = report.suppressed.iter().filter_map(|one| one.finding.attach()).collect();
    let is_hidden = |verdict: &&Verdict| {
        let attach = verdict.attach();
        verdict.decision == Decision::Fail && hidden.contains(&attach) && !open.contains(&attach)
    };
    let failing: Vec<&Verdict> = report.verdicts.iter().filter(is_hidden).collect();
    let rules = |verdict: &Verdict| list(verdict.rules.iter().map(|rule| rule.as_str()));
    let listed = failing.iter().take(MAX_ATTACHES).map(|verdict| (*verdict, rules(verdict))).collect();
    (listed, failing.len().saturating_sub(MAX_ATTACHES))
}

/// The counts of findings and files.
pub(super) fn counts(report: &Report) -> String {
    let summary = &report.summary;
    let mut text = format!(
        "{}, {} and {} in {}",
        count(summary.errors, "error"),
        count(summary.warnings, "warning"),
        count(summary.infos, "info"),
        count(summary.files, "file"),
    );
    let skipped = report.files.iter().filter(|file| matches!(file, FileOutcome::Skipped(_))).count();
    let others =
        [(summary.suppressed, "suppressed"), (summary.unreadable, "unreadable"), (skipped, "passed over")];
    for (number, what) in others.into_iter().filter(|(number, _)| *number > 0) {
        let noun = if what == "suppressed" { "finding" } else { "file" };
        text += &format!("; {} {what}", count(number, noun));
    }
    if let Some(since) = &report.since {
        let [before, fixed] = [since.before, since.fixed].map(|number| count(number, "finding"));
        text += &format!("; {before} there at {} already, {fixed} gone since", escape(&since.revision));
    }
    text
}

/// The verdicts in one line, with what the undecided ones lack.
pub(super) fn verdicts(report: &Report, style: &Style) -> String {
    let text = decisions(report, style);
    let mut facts: Vec<&str> = undecided(report).flat_map(|v| &v.missing).map(String::as_str).collect();
    facts.sort_unstable();
    facts.dedup();
    if facts.is_empty() { text } else { format!("{text}: needs {}", list(facts.into_iter())) }
}

/// The numbers of the verdicts.
pub(super) fn decisions(report: &Report, style: &Style) -> String {
    let summary = &report.summary;
    let text = count(summary.attachments, "planned attach");
    if summary.attachments == 0 {
        return text;
    }
    let numbers = [
        (summary.pass, Decision::Pass),
        (summary.fail, Decision::Fail),
        (summary.undecided, Decision::Undecided),
    ];
    let numbers = numbers.map(|(number, decision)| {
        let tint = if number == 0 { Tint::Aside } else { decision.into() };
        style.paint(tint, &format!("{number} {}", decision.as_str()))
    });
    format!("{text}: {}", numbers.join(", "))
}

/// A planned attach: its ENI and its instance, with `to` between them, and its address. The address
/// alone where they do not exist yet, as their names are but other addresses.
pub(super) fn name(verdict: &Verdict, to: &str) -> String {
    let (pair, address) = named(verdict);
    let address = address.map(escape);
    match (pair, address) {
        (None, address) => address.unwrap_or_default(),
        (Some([eni, instance]), None) => format!("{} {to} {}", escape(eni), escape(instance)),
        (Some([eni, instance]), Some(address)) => {
            format!("{} {to} {} ({address})", escape(eni), escape(instance))
        }
    }
}

/// The names that [`name`] shows, as they are: the pair, unless the address stands alone, and the
/// address.
pub(super) fn named(verdict: &Verdict) -> (Option<[&str; 2]>, Option<&str>) {
    let ids = [&verdict.network_interface_id, &verdict.instance_id].map(String::as_str);
    let address = verdict.address.as_deref();
    if address.is_some() && ids.iter().all(|id| id.is_empty() || is_symbol(id)) {
        return (None, address);
    }
    let [eni, instance] = ids;
    let eni = if eni.is_empty() { "unnamed ENI" } else { eni };
    let instance = if instance.is_empty() { "unnamed instance" } else { instance };
    (Some([eni, instance]), address)
}

/// The address of a finding, where its message does not name it.
pub(super) fn address(finding: &Finding) -> Option<String> {
    let address = finding.address.as_deref().filter(|address| !address.is_empty())?;
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    // `a.b` is not named where `a.bc`, `module.m.a.b` or `a.b[0]` is.
    let is_named = finding.message.match_indices(address).any(|(at, _)| {
        let (before, rest) = finding.message.split_at(at);
        let after = rest.get(address.len()..).unwrap_or_default();
        !before.ends_with(|c| is_part(c) || c == '.')
            && !after.starts_with(|c| is_part(c) || matches!(c, '[' | '.'))
    });
    (!is_named).then(|| escape(address))
}

/// `1 finding`, `2 findings`, `2 attaches`.
pub(super) fn count(number: usize, noun: &str) -> String {
    match (number, noun.ends_with("ch")) {
        (1, _) => format!("1 {noun}"),
        (_, true) => format!("{number} {noun}es"),
        (_, false) => format!("{number} {noun}s"),
    }
}

/// The attaches that could not be decided.
pub(super) fn undecided(report: &Report) -> impl Iterator<Item = &Verdict> {
    report.verdicts.iter().filter(|v| v.decision == Decision::Undecided)
}

fn list<'a>(facts: impl ExactSizeIterator<Item = &'a str>) -> String {
    let more = facts.len().saturating_sub(MAX_FACTS);
    let shown: Vec<String> = facts.take(MAX_FACTS).map(escape).collect();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}
