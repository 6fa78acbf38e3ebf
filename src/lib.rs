//! Proves or refutes planned ENI attachments on Alibaba Cloud before anything runs.
//!
//! Data flows one way, through stages that each take what the one before returns:
//!
//! ```text
//! bytes → source → syntax → read → inventory → plan → rules → suppress → report
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
mod joint;
mod plan;
pub mod progress;
pub mod read;
pub mod report;
pub mod rules;
pub mod source;
mod split;
pub mod suppress;
pub mod syntax;

pub use report::Report;

use finding::{Finding, Label, Resource, Severity, Summary, Suppressed, Verdict};
use inventory::{Addresses, Inventory};
use jiff::Timestamp;
use progress::{Progress, Stage};
use read::{Failure, FileOutcome, Format};
use rules::Outcome;
use source::{FileId, Role, Sources, Span};
use std::num::NonZeroUsize;
use std::sync::Arc;

/// What a run is to do.
#[derive(Debug)]
pub struct Options {
    /// Which rules, and how grave.
    pub policy: config::Policy,
    /// The time that time-dependent rules go by; `facts.now` of an inventory if none is given.
    pub now: Option<Timestamp>,
    /// The time if there is neither: the caller's clock, or the start of 1970.
    pub clock: Timestamp,
    /// Which files are one inventory; all of them if nothing is said. A file may be part of several.
    pub scopes: Vec<Vec<FileId>>,
    /// How many files of the run could not be opened. They count as unreadable, and as they may
    /// list anything, nothing is taken as missing because it is listed nowhere else.
    pub unopened: usize,
    /// How many of these are baselines, which list nothing.
    pub unopened_baselines: usize,
    /// Suppressions that a configuration lists.
    pub listed: Vec<suppress::Listed>,
    /// Whether nothing hides a finding: no comment, no configuration, no baseline.
    pub no_ignores: bool,
    /// Whether [`Report::boards`] are wanted. They cost time, and few formats show them.
    pub boards: bool,
    /// How many threads may work at a time. What is found does not depend on it.
    pub threads: NonZeroUsize,
    /// Where to tell what is being done, if somebody asks.
    pub progress: Option<Arc<Progress>>,
}

impl Default for Options {
    fn default() -> Self {
        let policy = config::Settings::default().resolve().unwrap_or_default();
        Self {
            policy,
            now: None,
            clock: Timestamp::UNIX_EPOCH,
            scopes: Vec::new(),
            unopened: 0,
            unopened_baselines: 0,
            listed: Vec::new(),
            no_ignores: false,
            boards: false,
            threads: NonZeroUsize::MIN,
            progress: None,
        }
    }
}

/// Checks every planned attach of some files.
#[must_use]
pub fn check(sources: &Sources, options: &Options) -> Report {
    let mut report = check_scopes(sources, options);
    if !options.no_ignores {
        hide(sources, options, &mut report);
    }
    report
}

/// Hides what somebody chose to live with.
fn hide(sources: &Sources, options: &Options, report: &mut Report) {
    let baseline = known(sources, report);
    let mut findings = std::mem::take(&mut report.findings);
    Finding::sort(&mut findings);
    let policy = &options.policy;
    let (findings, mut suppressed) = policy.hide(findings, sources);
    let hiding = suppress::Hiding {
        listed: &options.listed,
        baseline: &baseline,
        // What an inventory says of the time is about what it lists.
        now: options.now.unwrap_or(options.clock),
        runs: &|rule| policy.runs(rule),
        severity: &|rule, own| policy.severity(rule, own),
    };
    let is_lost = |file: &FileOutcome| {
        matches!(file, FileOutcome::Failed(_) | FileOutcome::Damaged(_) | FileOutcome::Unparsed(_))
    };
    let found = suppress::Found {
        sources,
        files: &report.files,
        verdicts: &report.verdicts,
        undecided: &report.undecided,
        is_incomplete: options.unopened > 0 || report.files.iter().any(is_lost),
    };
    let (mut findings, hidden) = suppress::hide(findings, &found, &hiding);
    Finding::sort(&mut findings);
    suppressed.extend(hidden);
    suppressed.sort_by(|one, next| one.finding.order().cmp(&next.finding.order()));
    report.summary = summary(&findings, &suppressed, &report.verdicts, &report.files, options.unopened);
    (report.findings, report.suppressed) = (findings, suppressed);
}

/// What the baseline knows already. One that cannot be read makes the result incomplete.
fn known(sources: &Sources, report: &mut Report) -> Vec<read::BaselineEntry> {
    let mut known = Vec::new();
    for (file, source) in sources.iter().filter(|(_, source)| source.role() == Role::Baseline) {
        let outcome = match read::baseline(file, source) {
            Ok(entries) => {
                known.extend(entries);
                FileOutcome::Read(Format::Baseline)
            }
            Err(failure) => {
                report.findings.push(unreadable(file, &failure));
                FileOutcome::Failed(failure)
            }
        };
        if let Some(slot) = report.files.get_mut(file.0 as usize) {
            *slot = outcome;
        }
    }
    known
}

/// Checks what is one inventory on its own.
fn check_scopes(sources: &Sources, options: &Options) -> Report {
    if options.scopes.is_empty() {
        let all: Vec<FileId> = sources.iter().map(|(file, _)| file).collect();
        return check_scope(sources, &all, options);
    }
    let check = |scope: &Vec<FileId>| (scope.clone(), check_scope(sources, scope, options));
    let reports = options.scopes.iter().map(check).collect();
    joint::join(reports, sources.len(), options.unopened)
}

/// Entries of an inventory whose plan takes longer to give back its memory than a thread to begin.
const LARGE: usize = 4096;

/// Checks every planned attach of the files that are one inventory.
fn check_scope(sources: &Sources, scope: &[FileId], options: &Options) -> Report {
    let tell = |stage| options.progress.iter().for_each(|progress| progress.set(stage));
    tell(Stage::Reading(scope.len()));
    let mut read = read::read_some(sources, scope, options.threads);
    tell(Stage::Joining(read.inventory.len()));
    if options.unopened > options.unopened_baselines {
        read.inventory.note_lists(false);
    }
    let policy = &options.policy;
    let mut findings: Vec<Finding> = Vec::new();
    for mut finding in read.findings.drain(..).filter(|f| policy.runs(f.rule)) {
        finding.severity = policy.severity(finding.rule, finding.severity);
        findings.push(finding);
    }
    let now = options.now.or_else(|| read.inventory.now.and_then(|s| Timestamp::from_second(s).ok()));
    let mut plan = plan::Plan::on_threads(&read.inventory, now.unwrap_or(options.clock), options.threads);
    tell(Stage::Judging(plan.attaches().count()));
    let severity = |rule, own| policy.severity(rule, own);
    let mut outcome = rules::run(&mut plan, &policy.rules, &severity, findings, options.threads);
    for (file, state) in sources.iter().map(|(file, _)| file).zip(&read.files) {
        if let FileOutcome::Failed(failure) = state {
            outcome.findings.push(unreadable(file, failure));
        }
    }
    let boards = if options.boards { plan.boards() } else { Vec::new() };
    let is_large = read.inventory.len() >= LARGE && options.threads > NonZeroUsize::MIN;
    split::beside_if(is_large, || drop(plan), || put_in_order(&read.inventory, &mut outcome));
    let summary = summary(&outcome.findings, &[], &outcome.verdicts, &read.files, options.unopened);
    Report {
        findings: outcome.findings,
        suppressed: Vec::new(),
        verdicts: outcome.verdicts,
        undecided: outcome.undecided,
        boards,
        files: read.files,
        lists: read.lists,
        since: None,
        summary,
    }
}

/// Names what findings and verdicts are on, and sorts them.
fn put_in_order(inventory: &Inventory, outcome: &mut Outcome) {
    // They mostly are in order, and to sort takes half of their memory once more.
    if !outcome.verdicts.is_sorted_by_key(|v| v.attachment) {
        outcome.verdicts.sort_by_key(|v| v.attachment);
    }
    add_addresses(inventory, outcome);
    add_subjects(inventory, outcome);
    Finding::sort(&mut outcome.findings);
}

/// The counts of a report. A configuration is no input, nor are the baseline and parameters.
fn summary(
    findings: &[Finding],
    suppressed: &[Suppressed],
    verdicts: &[Verdict],
    files: &[FileOutcome],
    unopened: usize,
) -> Summary {
    let is_input =
        |format: &Format| !matches!(format, Format::Configuration | Format::Baseline | Format::Parameters);
    let is_read = |f: &&FileOutcome| matches!(f, FileOutcome::Read(format) if is_input(format));
    let is_unusable = |f: &&FileOutcome| matches!(f, FileOutcome::Failed(_) | FileOutcome::Damaged(_));
    Summary {
        files: files.iter().filter(is_read).count(),
        unreadable: files.iter().filter(is_unusable).count() + unopened,
        suppressed: suppressed.len(),
        ..Summary::count(findings, verdicts)
    }
}

/// Names the resources that findings and verdicts are on, where the format has addresses. Rules do
/// not: what they judge may be told by several files, and most formats have none.
fn add_addresses(inventory: &Inventory, outcome: &mut Outcome) {
    let wanted = outcome.findings.iter().map(|finding| finding.primary.span);
    let Some(addresses) = Addresses::of(inventory, wanted) else { return };
    for verdict in &mut outcome.verdicts {
        verdict.address = verdict.address.take().or_else(|| addresses.of_action(verdict.attachment));
    }
    let heads = addresses.heads();
    for finding in &mut outcome.findings {
        let at = finding.primary.span;
        let decided = finding.address.take();
        let decided = decided.or_else(|| addresses.of_action(finding.attachment?));
        let around = addresses.around(at).filter(|around| decided.as_ref() != Some(around));
        finding.address = decided.clone().or_else(|| around.clone());
        // What several resources of one block share is in that block.
        let resource = |(address, file): (String, FileId)| {
            let head = heads.of(&address, file).unwrap_or(at);
            Resource { head, address }
        };
        let decides = finding.attachment.map_or(at.file, |attach| attach.file);
        let decided = decided.map(|address| (address, decides));
        let around = around.map(|address| (address, at.file));
        finding.resources = decided.into_iter().chain(around).map(resource).collect();
    }
}

/// Says what findings are on, so that they can be told again after an edit. The verdicts are sorted.
fn add_subjects(inventory: &Inventory, outcome: &mut Outcome) {
    let verdict = |attach: Span| {
        let verdicts = &outcome.verdicts;
        let behind = verdicts.partition_point(|verdict| verdict.attachment <= attach);
        verdicts.get(behind.checked_sub(1)?).filter(|verdict| verdict.attachment == attach)
    };
    for finding in &mut outcome.findings {
        let attach = || Some(verdict(finding.attachment?)?.subject());
        let subject = finding.address.clone().or_else(attach);
        finding.subject = subject.or_else(|| inventory.subject(finding.primary.span));
    }
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
    use inventory::{Draft, Kind, Resource, Standing, Tool};
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
            inventory.add_resource(id, Resource { address, head: span(start, start), tool: Tool::Terraform });
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
            called_at: None,
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
