//! Test results in the XML that `JUnit` is known for. Each planned attach is a test: one that fails is
//! a failure, an undecided one is skipped, with the facts that are missing. What is found on nothing
//! planned, and what could not be read, are tests that did not pass.

use super::closing::name;
use super::listed::{self, details, gaps, message, needs};
use super::span::Lines;
use super::style::Style;
use super::{Report, xml};
use crate::finding::{Decision, Finding, RuleName, Severity, Suppressed, Verdict};
use crate::read::FileOutcome;
use crate::source::{FileId, Sources, Span};
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

pub(super) fn write(
    report: &Report,
    sources: &Sources,
    _style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let lines = &Lines::new(sources, &report.files);
    let mut suites = vec![Suite::new("planned attaches", Attaches::new(report, lines).tests())];
    let others = [("findings", findings(report, lines)), ("inputs", inputs(report, lines))];
    suites.extend(
        others.into_iter().filter(|(_, t)| !t.is_empty()).map(|(name, tests)| Suite::new(name, tests)),
    );
    let all = || suites.iter().flat_map(|suite| &suite.tests);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"enilint\" {}>", counts(all()))?;
    for suite in &suites {
        writeln!(out, "  <testsuite name=\"{}\" {}>", suite.name, counts(suite.tests.iter()))?;
        for test in &suite.tests {
            test.write(out)?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

struct Suite {
    name: &'static str,
    tests: Vec<Test>,
}

impl Suite {
    /// Programs take tests of one name for one test, so they are told apart by a number.
    fn new(name: &'static str, mut tests: Vec<Test>) -> Self {
        let mut seen: HashMap<(String, String), usize> = HashMap::new();
        for test in &mut tests {
            let path = test.place.as_ref().map_or("", |(path, _)| path);
            let times = seen.entry((path.to_owned(), test.name.clone())).or_default();
            *times += 1;
            if *times > 1 {
                test.name += &format!(" #{times}");
            }
        }
        Self { name, tests }
    }
}

/// All texts are as people may see them, but not yet as XML has them.
struct Test {
    name: String,
    /// The file and the line; None for what is in no file.
    place: Option<(String, usize)>,
    outcome: Outcome,
    /// The lines of the outcome, or of the output of a test that passes.
    body: Vec<String>,
}

enum Outcome {
    Passed,
    /// With a message.
    Skipped(String),
    /// With a type and a message.
    Failed(&'static str, String),
    /// Likewise: no answer at all.
    Broken(&'static str, String),
}

fn counts<'a>(tests: impl Iterator<Item = &'a Test> + Clone) -> String {
    let count = |is: fn(&Outcome) -> bool| tests.clone().filter(|test| is(&test.outcome)).count();
    format!(
        "tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"0\"",
        count(|_| true),
        count(|outcome| matches!(outcome, Outcome::Failed(..))),
        count(|outcome| matches!(outcome, Outcome::Broken(..))),
        count(|outcome| matches!(outcome, Outcome::Skipped(_))),
    )
}

impl Test {
    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        let path = self.place.as_ref().map_or("enilint", |(path, _)| path);
        let (class, name) = (xml::path(path), xml::text(&self.name));
        write!(out, "    <testcase classname=\"{class}\" name=\"{name}\"")?;
        if let Some((_, line)) = &self.place {
            write!(out, " file=\"{class}\" line=\"{line}\"")?;
        }
        if self.body.is_empty() && matches!(self.outcome, Outcome::Passed) {
            return writeln!(out, " time=\"0\"/>");
        }
        writeln!(out, " time=\"0\">")?;
        let body = xml::marked(&self.body.join("\n"));
        match &self.outcome {
            Outcome::Passed => {}
            Outcome::Skipped(message) => {
                writeln!(out, "      <skipped message=\"{}\"/>", xml::text(message))?;
            }
            Outcome::Failed(kind, message) => problem("failure", kind, message, &body, out)?,
            Outcome::Broken(kind, message) => problem("error", kind, message, &body, out)?,
        }
        let is_told = matches!(self.outcome, Outcome::Failed(..) | Outcome::Broken(..));
        if !is_told && !body.is_empty() {
            writeln!(out, "      <system-out>{body}</system-out>")?;
        }
        writeln!(out, "    </testcase>")
    }
}

fn problem(element: &str, kind: &str, message: &str, body: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "      <{element} type=\"{kind}\" message=\"{}\">{body}</{element}>", xml::text(message))
}

fn place(lines: &Lines<'_>, span: Span) -> Option<(String, usize)> {
    Some((lines.path_or_stdin(span.file).to_owned(), lines.start(span).line))
}

/// A finding in lines.
fn told(lines: &Lines<'_>, finding: &Finding) -> Vec<String> {
    let place = listed::place(lines, finding.primary.span);
    let severity = finding.severity.as_str();
    let mut told = vec![format!("{place}: {severity}[{}] {}", finding.rule, message(finding))];
    told.extend(details(lines, finding).into_iter().map(|line| format!("  {line}")));
    told
}

/// Findings that each of several attaches in one place tells. Of more only the first of them tells any, as
/// every attach of a loop stands where all the others do.
const TOLD_BY_EACH: usize = 20;

/// An attach: where it stands, and its address.
type At<'a> = (Span, Option<&'a str>);

/// What was found on the attaches in one place.
#[derive(Default)]
struct Found<'a> {
    open: Vec<&'a Finding>,
    hidden: Vec<&'a Finding>,
}

/// The planned attaches with what was found on each.
struct Attaches<'a> {
    report: &'a Report,
    lines: &'a Lines<'a>,
    found: HashMap<At<'a>, Found<'a>>,
    /// The rules that have errors which nothing hides, on anything and on an attach.
    errors: HashSet<(RuleName, Option<At<'a>>)>,
    /// The first that is suppressed of a rule, on anything and on an attach.
    suppressed: HashMap<(RuleName, Option<At<'a>>), &'a Suppressed>,
}

impl<'a> Attaches<'a> {
    fn new(report: &'a Report, lines: &'a Lines<'a>) -> Self {
        let mut found: HashMap<_, Found<'_>> = HashMap::new();
        let mut errors = HashSet::new();
        let mut suppressed = HashMap::new();
        for finding in &report.findings {
            if let Some(attach) = finding.attach() {
                found.entry(attach).or_default().open.push(finding);
            }
            if finding.severity == Severity::Error {
                errors.extend([(finding.rule, None), (finding.rule, finding.attach())]);
            }
        }
        for one in &report.suppressed {
            let (rule, attach) = (one.finding.rule, one.finding.attach());
            suppressed.entry((rule, None)).or_insert(one);
            if let Some(attach) = attach {
                suppressed.entry((rule, Some(attach))).or_insert(one);
                found.entry(attach).or_default().hidden.push(&one.finding);
            }
        }
        Self { report, lines, found, errors, suppressed }
    }

    fn tests(&self) -> Vec<Test> {
        let mut seen = HashSet::new();
        let verdicts = self.report.verdicts.iter();
        verdicts.map(|verdict| self.test(verdict, seen.insert(verdict.attach()))).collect()
    }

    fn test(&self, verdict: &Verdict, is_first: bool) -> Test {
        let none = Found::default();
        let found = self.found.get(&verdict.attach()).unwrap_or(&none);
        let outcome = match verdict.decision {
            Decision::Pass => Outcome::Passed,
            Decision::Undecided => Outcome::Skipped(format!("undecided: needs {}", needs(&verdict.missing))),
            Decision::Fail => self.failed(verdict, &found.open),
        };
        let count = found.open.len() + found.hidden.len();
        let body = if is_first || count <= TOLD_BY_EACH {
            self.body(verdict, found)
        } else {
            vec![format!("the first attach in this place tells the {count} findings on all of them")]
        };
        Test { name: name(verdict, "to"), place: place(self.lines, verdict.attachment), outcome, body }
    }

    fn body(&self, verdict: &Verdict, found: &Found<'_>) -> Vec<String> {
        let mut all = found.open.clone();
        for rule in &verdict.rules {
            all.extend(found.hidden.iter().filter(|finding| finding.rule == *rule));
        }
        let mut body: Vec<String> = all.iter().flat_map(|finding| told(self.lines, finding)).collect();
        let is_told = |rule: &RuleName| all.iter().any(|finding| finding.rule == *rule);
        let shared = verdict.rules.iter().filter(|rule| !is_told(rule));
        body.extend(shared.map(|rule| format!("error[{rule}]: on what it shares with another attach")));
        body
    }

    /// A failure, unless somebody chose to live with every error.
    fn failed(&self, verdict: &Verdict, found: &[&Finding]) -> Outcome {
        let is_error = |finding: &&&Finding| finding.severity == Severity::Error;
        let mut reasons = Vec::new();
        for rule in &verdict.rules {
            let Some(reason) = self.accepted(*rule, verdict) else {
                let first = found.iter().find(is_error);
                let rule = first.map_or(*rule, |finding| finding.rule).as_str();
                let message = first.map_or_else(|| rule.to_owned(), |finding| message(finding));
                return Outcome::Failed(rule, message);
            };
            reasons.push(if reason.is_empty() { rule.to_string() } else { format!("{rule}: {reason}") });
        }
        Outcome::Skipped(format!("fails, and that is suppressed: {}", reasons.join("; ")))
    }

    /// Why an error of a rule on an attach is suppressed, if it is. Where it is on something that
    /// several attaches share, all errors of the rule must be.
    fn accepted(&self, rule: RuleName, verdict: &Verdict) -> Option<&'a str> {
        let attach = Some(verdict.attach());
        let here = self.suppressed.get(&(rule, attach));
        let is_open = self.errors.contains(&(rule, attach.filter(|_| here.is_some())));
        let one = here.or(self.suppressed.get(&(rule, None)))?;
        (!is_open).then_some(one.by.reason.as_str())
    }
}

/// What was found on nothing planned. What is less than an error fails nothing.
fn findings(report: &Report, lines: &Lines<'_>) -> Vec<Test> {
    let attaches: HashSet<_> = report.verdicts.iter().map(Verdict::attach).collect();
    let is_failed = |file: FileId| matches!(report.files.get(file.0 as usize), Some(FileOutcome::Failed(_)));
    let others = report.findings.iter().filter(|finding| {
        !finding.attach().is_some_and(|attach| attaches.contains(&attach))
            && !is_failed(finding.primary.span.file)
    });
    let test = |finding: &Finding| {
        let message = message(finding);
        let outcome = match finding.severity {
            Severity::Error => Outcome::Failed(finding.rule.as_str(), message.clone()),
            other => Outcome::Skipped(format!("{}: {message}", other.as_str())),
        };
        Test {
            name: format!("{}: {message}", finding.rule),
            place: place(lines, finding.primary.span),
            outcome,
            body: told(lines, finding),
        }
    };
    others.map(test).collect()
}

/// What could not be read.
fn inputs(report: &Report, lines: &Lines<'_>) -> Vec<Test> {
    let mut tests = Vec::new();
    for (file, outcome) in lines.files().zip(&report.files) {
        let (line, kind, message) = match outcome {
            FileOutcome::Failed(failure) => {
                let line = failure.span.map_or(1, |span| lines.start(span).line);
                (line, failure.rule.as_str(), failure.message.clone())
            }
            FileOutcome::Damaged(format) => (1, "damaged", format!("read in part, as {}", format.describe())),
            FileOutcome::Read(_) | FileOutcome::Skipped(_) | FileOutcome::Unparsed(_) => continue,
        };
        let path = lines.path_or_stdin(file);
        let outcome = Outcome::Broken(kind, message);
        tests.push(Test {
            name: format!("read {path}"),
            place: Some((path.to_owned(), line)),
            outcome,
            body: Vec::new(),
        });
    }
    for gap in gaps(report, lines.sources()) {
        let outcome = Outcome::Broken("incomplete", gap);
        tests.push(Test { name: "read all inputs".to_owned(), place: None, outcome, body: Vec::new() });
    }
    tests
}
