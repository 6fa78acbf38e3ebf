//! Reports made by hand, in every format.

mod address;
mod boards;
mod discreet;
mod excerpt;
mod hostile;
mod html;
mod json;
mod machines;
mod story;
mod summary;

use super::closing::count;
use super::span::Lines;
use super::{MAX_FINDINGS, OutputFormat, Report, Style, full, render};
use crate::finding::{Decision, Finding, Label, RuleName, Severity, Summary, Verdict};
use crate::source::{FileId, Role, Sources, Span};

/// A report in the making, with its sources.
struct Case {
    sources: Sources,
    report: Report,
}

impl Case {
    fn new(files: &[(&str, &str)]) -> Self {
        let mut sources = Sources::new();
        for (name, text) in files {
            sources.add(*name, (*text).to_owned(), Role::Named);
        }
        let report = Report {
            lists: Vec::new(),
            since: None,
            suppressed: Vec::new(),
            findings: Vec::new(),
            verdicts: Vec::new(),
            undecided: Vec::new(),
            boards: Vec::new(),
            files: Vec::new(),
            summary: Summary::default(),
        };
        Self { sources, report }
    }

    /// Where a text stands for the first time in a file.
    fn at(&self, file: u32, text: &str) -> Span {
        let start = self.sources.get(FileId(file)).text().find(text).unwrap();
        span(file, start, start + text.len())
    }

    fn one(text: &str, primary: Label, related: Vec<Label>) -> Self {
        let mut case = Self::new(&[("plan.yaml", text)]);
        case.report.findings.push(finding("wrong", primary, related));
        case
    }

    fn verdict(&mut self, at: Span, eni: &str, instance: &str, decision: Decision, missing: &[&str]) {
        let rules = if decision == Decision::Fail { vec![RuleName("zone-mismatch")] } else { Vec::new() };
        self.report.verdicts.push(Verdict {
            called_at: None,
            attachment: at,
            address: None,
            instance_id: instance.to_owned(),
            network_interface_id: eni.to_owned(),
            decision,
            rules,
            missing: missing.iter().map(|&fact| fact.to_owned()).collect(),
        });
    }

    fn render(&mut self, format: OutputFormat, style: Style) -> String {
        let counts = Summary::count(&self.report.findings, &self.report.verdicts);
        self.report.summary = Summary { files: self.sources.len(), ..counts };
        let mut out = Vec::new();
        render(format, &self.report, &self.sources, &style, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn concise(&mut self) -> String {
        self.render(OutputFormat::Concise, Style::default())
    }

    fn plain(&mut self) -> String {
        self.render(OutputFormat::Plain, Style::default())
    }

    /// The full format at a width.
    fn full(&mut self, width: usize) -> String {
        self.render(OutputFormat::Full, Style { width: Some(width), ..Style::default() })
    }
}

fn span(file: u32, start: usize, end: usize) -> Span {
    Span { file: FileId(file), start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() }
}

fn finding(message: &str, primary: Label, related: Vec<Label>) -> Finding {
    Finding { related, ..Finding::new(RuleName("zone-mismatch"), Severity::Error, message, primary) }
}

const PLAN: &str = "\
enis:
  - id: eni-bp1a0000000000000000
    vswitch_id: vsw-bp1i10000000000000000
attachments:
  - instance_id: i-bp1web00000000000000
    network_interface_id: eni-bp1a0000000000000000
  - instance_id: i-bp1db000000000000000
    network_interface_id: eni-bp1b0000000000000000
";

const NETWORK: &str = "\
vswitches:
  - { id: vsw-bp1h10000000000000000, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-h }
  - { id: vsw-bp1i10000000000000000, vpc_id: vpc-bp1a00000000000000000, zone_id: cn-hangzhou-i }
";

/// One finding on two files, one attach that fails and one that is undecided.
fn two_files() -> Case {
    let mut case = Case::new(&[("plan.yaml", PLAN), ("infra/network.yaml", NETWORK)]);
    let attach = span(
        0,
        PLAN.find("instance_id: i-bp1web").unwrap(),
        PLAN.find("  - instance_id: i-bp1db").unwrap() - 1,
    );
    let second = span(0, PLAN.find("instance_id: i-bp1db").unwrap(), PLAN.len() - 1);
    let primary = Label::new(case.at(0, "vsw-bp1i10000000000000000"), "this vSwitch is in cn-hangzhou-i");
    let related = vec![
        Label::new(case.at(1, "cn-hangzhou-i"), "vSwitch vsw-bp1i10000000000000000 is in cn-hangzhou-i"),
        Label::new(case.at(1, "cn-hangzhou-h"), "instance i-bp1web00000000000000 is in cn-hangzhou-h"),
        Label::new(attach, "planned here"),
    ];
    let message = "ENI eni-bp1a0000000000000000 is in zone cn-hangzhou-i, but instance \
        i-bp1web00000000000000 is in cn-hangzhou-h";
    case.report.findings.push(Finding {
        help: Some("create an ENI in a vSwitch of zone cn-hangzhou-h and attach that".to_owned()),
        notes: vec![
            "the zone of an ENI cannot be changed (built-in table: ENI overview, 2026-04-10)".to_owned(),
        ],
        api_errors: vec!["InvalidOperation.AvailabilityZoneMismatch"],
        attachment: Some(attach),
        ..finding(message, primary, related)
    });
    case.verdict(attach, "eni-bp1a0000000000000000", "i-bp1web00000000000000", Decision::Fail, &[]);
    let missing = ["instances[i-bp1db000000000000000].instance_type"];
    case.verdict(second, "eni-bp1b0000000000000000", "i-bp1db000000000000000", Decision::Undecided, &missing);
    case
}

/// Escape characters made visible, for snapshots.
fn visible(text: &str) -> String {
    text.replace('\u{1b}', "^")
}

#[test]
fn every_format() {
    let mut case = two_files();
    let color = Style { color: true, unicode: true, width: Some(80), ..Style::default() };
    let ascii = Style { color: false, unicode: false, width: Some(80), ..Style::default() };
    insta::assert_snapshot!("full_80", case.full(80));
    insta::assert_snapshot!("full_140", case.full(140));
    insta::assert_snapshot!("full_80_color", visible(&case.render(OutputFormat::Full, color)));
    insta::assert_snapshot!("full_80_ascii", case.render(OutputFormat::Full, ascii));
    insta::assert_snapshot!("plain", case.plain());
    insta::assert_snapshot!("concise", case.concise());
    insta::assert_snapshot!("concise_color", visible(&case.render(OutputFormat::Concise, color)));
    insta::assert_snapshot!("markdown", case.render(OutputFormat::Markdown, color));
    insta::assert_snapshot!("json", case.render(OutputFormat::Json, color));
    assert_eq!(case.render(OutputFormat::Plain, color), case.plain());
    assert!(case.render(OutputFormat::Full, ascii).is_ascii());
}

#[test]
fn formats_by_name() {
    for format in OutputFormat::all() {
        assert_eq!(format.as_str().parse(), Ok(*format));
    }
    assert_eq!(OutputFormat::all().first(), Some(&OutputFormat::default()));
    let error = |name: &str| name.parse::<OutputFormat>().unwrap_err().to_string();
    assert_eq!(error("jsn"), "unknown output format \"jsn\"; did you mean json?");
    assert_eq!(
        error(""),
        "unknown output format \"\"; there are full, plain, concise, json, jsonl, sarif, github, gitlab, junit, checkstyle, rdjson, azure, markdown, html"
    );
}

/// A reader that goes away is the caller's to handle, so its error must come through.
#[test]
fn a_closed_pipe_is_an_error() {
    struct Closed;
    impl std::io::Write for Closed {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in OutputFormat::all() {
        let case = two_files();
        let error = render(*format, &case.report, &case.sources, &Style::default(), &mut Closed).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe, "{format}");
    }
}
