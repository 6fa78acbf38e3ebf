//! Proves or refutes planned ENI attachments on Alibaba Cloud before anything runs.
//!
//! Data flows one way, through stages that each take what the one before returns:
//!
//! ```text
//! bytes → source → syntax → read → inventory → plan → rules → report
//! ```
//!
//! [`check`] is all of them but the first and the last: sources in, [`Report`] out. The command
//! line and every other caller go through it, so no two of them can disagree.
//!
//! ```
//! use enilint::{Options, check, source::{Role, Sources}};
//!
//! let mut sources = Sources::new();
//! sources.add("plan.yaml", "enis: []\n".to_owned(), Role::Named);
//! let report = check(&sources, &Options::default());
//! assert_eq!(report.summary.attachments, 0);
//! ```

mod catalog;
pub mod cli;
pub mod config;
pub mod finding;
mod inventory;
mod plan;
pub mod read;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;

pub use report::Report;

use finding::{Finding, Label, Severity, Summary, Verdict};
use inventory::{Addresses, Inventory};
use jiff::Timestamp;
use read::{Failure, FileOutcome};
use rules::Outcome;
use source::{FileId, Sources, Span};
use std::collections::HashMap;

/// What a run is to do.
#[derive(Debug)]
pub struct Options {
    /// Which rules, and how grave.
    pub policy: config::Policy,
    /// The time that time-dependent rules go by; `facts.now` of an inventory if none is given.
    pub now: Option<Timestamp>,
    /// The time if there is neither: the caller's clock, or the start of 1970.
    pub clock: Timestamp,
    /// How many files of the run could not be opened. They count as unreadable, and as they may
    /// list anything, nothing is taken as missing because it is listed nowhere else.
    pub unopened: usize,
    /// Whether [`Report::boards`] are wanted. They cost time, and few formats show them.
    pub boards: bool,
}

impl Default for Options {
    fn default() -> Self {
        let policy = config::Settings::default().resolve().unwrap_or_default();
        Self { policy, now: None, clock: Timestamp::UNIX_EPOCH, unopened: 0, boards: false }
    }
}

/// Checks every planned attach of some files.
#[must_use]
pub fn check(sources: &Sources, options: &Options) -> Report {
    let mut read = read::read(sources);
    if options.unopened > 0 {
        read.inventory.note_lists(false);
    }
    let policy = &options.policy;
    let mut findings: Vec<Finding> = Vec::new();
    for mut finding in read.findings.drain(..).filter(|f| policy.runs(f.rule)) {
        finding.severity = policy.severity(finding.rule, finding.severity);
        findings.push(finding);
    }
    let now = options.now.or_else(|| read.inventory.now.and_then(|s| Timestamp::from_second(s).ok()));
    let mut plan = plan::Plan::new(&read.inventory, now.unwrap_or(options.clock));
    let severity = |rule, own| policy.severity(rule, own);
    let mut outcome = rules::run(&mut plan, &policy.rules, &severity, findings);
    for (file, state) in sources.iter().map(|(file, _)| file).zip(&read.files) {
        if let FileOutcome::Failed(failure) = state {
            outcome.findings.push(unreadable(file, failure));
        }
    }
    add_addresses(&read.inventory, &mut outcome);
    add_subjects(&read.inventory, &mut outcome);
    outcome.findings.sort_by_key(order);
    outcome.verdicts.sort_by_key(|v| v.attachment);
    let mut summary = Summary::count(&outcome.findings, &outcome.verdicts);
    summary.files = read.files.iter().filter(|f| matches!(f, FileOutcome::Read(_))).count();
    let unusable = |f: &&FileOutcome| matches!(f, FileOutcome::Failed(_) | FileOutcome::Damaged(_));
    summary.unreadable = read.files.iter().filter(unusable).count();
    summary.unreadable += options.unopened;
    Report {
        findings: outcome.findings,
        suppressed: Vec::new(),
        verdicts: outcome.verdicts,
        undecided: outcome.undecided,
        boards: if options.boards { plan.boards() } else { Vec::new() },
        files: read.files,
        summary,
    }
}

/// Names the resources that findings and verdicts are on, where the format has addresses. Rules do
/// not: what they judge may be told by several files, and most formats have none.
fn add_addresses(inventory: &Inventory, outcome: &mut Outcome) {
    let Some(addresses) = Addresses::of(inventory) else { return };
    for verdict in &mut outcome.verdicts {
        verdict.address = addresses.of_action(verdict.attachment);
    }
    for finding in &mut outcome.findings {
        let decided = finding.attachment.and_then(|entry| addresses.of_action(entry));
        finding.address = decided.or_else(|| addresses.around(finding.primary.span));
    }
}

/// Says what findings are on, so that they can be told again after an edit.
fn add_subjects(inventory: &Inventory, outcome: &mut Outcome) {
    if outcome.findings.is_empty() {
        return;
    }
    let pair = |verdict: &Verdict| {
        let (eni, instance) = (&verdict.network_interface_id, &verdict.instance_id);
        (verdict.attachment, format!("attachment of {eni} to {instance}"))
    };
    let attaches: HashMap<Span, String> = outcome.verdicts.iter().map(pair).collect();
    for finding in &mut outcome.findings {
        let attach = finding.attachment.and_then(|entry| attaches.get(&entry));
        let subject = finding.address.as_ref().or(attach).cloned();
        finding.subject = subject.or_else(|| inventory.subject(finding.primary.span));
    }
}

/// By file, offset and rule; two runs give the same order.
fn order(finding: &Finding) -> (FileId, u32, &'static str, u32, String) {
    let at = finding.primary.span;
    (at.file, at.start, finding.rule.as_str(), at.end, finding.message.clone())
}

/// A file that cannot be read is a finding like any other, and no override makes it less than an
/// error: the result is incomplete.
fn unreadable(file: FileId, failure: &Failure) -> Finding {
    let span = failure.span.unwrap_or(Span { file, start: 0, end: 0 });
    let message = failure.message.clone();
    let finding = Finding::new(failure.rule, Severity::Error, message, Label::new(span, ""));
    Finding { help: failure.help.clone(), ..finding }
}

#[cfg(test)]
mod tests {
    use super::*;
    use finding::{Decision, RuleName};
    use inventory::{Draft, Kind, Resource, Standing};
    use syntax::Range;

    const FILE: FileId = FileId(0);

    fn span(start: u32, end: u32) -> Span {
        Span { file: FILE, start, end }
    }

    #[test]
    fn the_address_is_that_of_the_attach_or_else_of_the_place() {
        let mut inventory = Inventory::default();
        for (kind, start, address) in [(Kind::Instance, 0, "a.x"), (Kind::Attachment, 10, "a.y")] {
            let draft = Draft::new(kind, Range { start, end: start + 10 });
            let id = inventory.add(draft, FILE, Standing::Declared);
            let address = inventory.texts.intern(address);
            inventory.add_resource(id, Resource { address, head: span(start, start) });
        }
        let failure = Failure {
            rule: RuleName("syntax-error"),
            span: Some(span(2, 3)),
            message: String::new(),
            help: None,
        };
        let on_instance = unreadable(FILE, &failure);
        let attachment = Some(span(10, 20));
        let elsewhere = Finding { primary: Label::new(span(30, 31), ""), ..on_instance.clone() };
        let verdict = Verdict {
            attachment: span(10, 20),
            address: None,
            instance_id: String::new(),
            network_interface_id: String::new(),
            decision: Decision::Pass,
            rules: Vec::new(),
            missing: Vec::new(),
        };
        let findings = vec![Finding { attachment, ..on_instance.clone() }, on_instance, elsewhere];
        let mut outcome = Outcome { findings, verdicts: vec![verdict], undecided: Vec::new() };
        add_addresses(&inventory, &mut outcome);
        let addresses: Vec<_> = outcome.findings.iter().map(|f| f.address.as_deref()).collect();
        assert_eq!(addresses, [Some("a.y"), Some("a.x"), None]);
        assert_eq!(outcome.verdicts[0].address.as_deref(), Some("a.y"));
    }
}
