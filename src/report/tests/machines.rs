//! The formats that other programs read: what is theirs alone. Their whole looks are in
//! `tests/formats.rs`.

use super::*;
use crate::finding::{Applicability, Channel, Edit, Fix, Suppressed, Suppression};
use crate::read::{Failure, FileOutcome, Format};
use crate::source::{Base, STDIN};
use serde_json::{Value, json};
use std::path::Path;

fn parsed(case: &mut Case, format: OutputFormat) -> Value {
    serde_json::from_str(&case.render(format, Style::default())).unwrap()
}

/// The first run of the SARIF log.
fn sarif(case: &mut Case) -> Value {
    parsed(case, OutputFormat::Sarif)["runs"][0].take()
}

fn shown(case: &mut Case, format: OutputFormat) -> String {
    case.render(format, Style::default())
}

/// A run in a folder of a repository, with a file that is elsewhere and one with an odd name.
fn somewhere() -> Case {
    let mut case = Case::new(&[("a b/日#1.yaml", "x: 1\n"), ("/other/c.yaml", "x: 1\n"), (STDIN, "x: 1\n")]);
    case.sources.set_base(Base::of(Path::new("/repo")));
    for file in 0..3 {
        case.report.findings.push(finding("wrong", Label::new(span(file, 3, 4), ""), Vec::new()));
    }
    case
}

#[test]
fn files_are_named_from_the_root() {
    let mut case = somewhere();
    let run = sarif(&mut case);
    let file = |n: usize| run["results"][n]["locations"][0]["physicalLocation"]["artifactLocation"].clone();
    assert_eq!(file(0), json!({ "uri": "a%20b/%E6%97%A5%231.yaml", "uriBaseId": "SRCROOT" }));
    assert_eq!(file(1), json!({ "uri": "file:///other/c.yaml" }));
    assert_eq!(file(2)["uri"], "%3Cstdin%3E");
    assert_eq!(file(2)["uriBaseId"], Value::Null);
    assert_eq!(run["originalUriBaseIds"]["SRCROOT"]["uri"], "file:///repo/");
    let paths = ["a b/日#1.yaml", "/other/c.yaml", "<stdin>"];
    for n in 0..3 {
        assert_eq!(parsed(&mut case, OutputFormat::Gitlab)[n]["location"]["path"], paths[n]);
        let rdjson = parsed(&mut case, OutputFormat::Rdjson);
        assert_eq!(rdjson["diagnostics"][n]["location"]["path"], paths[n]);
    }
    let github = shown(&mut case, OutputFormat::Github);
    assert!(github.starts_with("::error file=a b/日#1.yaml,line=1,endLine=1,col=4,endColumn=5,"), "{github}");
    assert!(github.contains("\n::error title=enilint zone-mismatch::wrong"), "standard input: {github}");
    let azure = shown(&mut case, OutputFormat::Azure);
    assert!(azure.contains("\n##vso[task.logissue type=error;code=zone-mismatch]wrong"), "{azure}");
}

#[test]
fn without_a_repository_names_are_as_given() {
    let mut case = Case::one("x: 1\n", Label::new(span(0, 3, 4), ""), Vec::new());
    let run = sarif(&mut case);
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"], json!({ "uri": "plan.yaml" }));
    assert!(run.get("originalUriBaseIds").is_none());
}

#[test]
fn columns_are_code_points_or_bytes() {
    let text = "日本: é\r\nx: 1\r\n";
    let start = text.find('é').unwrap();
    let mut case = Case::one(text, Label::new(span(0, start, start + 2), ""), Vec::new());
    let region = sarif(&mut case)["results"][0]["locations"][0]["physicalLocation"]["region"].clone();
    let expected =
        json!({ "startLine": 1, "startColumn": 5, "endLine": 1, "endColumn": 6, "snippet": { "text": "é" } });
    assert_eq!(region, expected);
    let range =
        |case: &mut Case| parsed(case, OutputFormat::Rdjson)["diagnostics"][0]["location"]["range"].take();
    let expected = json!({ "start": { "line": 1, "column": 9 }, "end": { "line": 1, "column": 11 } });
    assert_eq!(range(&mut case), expected);
    // Inside a line break is before it.
    case.report.findings[0].primary.span = span(0, start + 2, start + 3);
    let expected = json!({ "start": { "line": 1, "column": 11 }, "end": { "line": 1, "column": 11 } });
    assert_eq!(range(&mut case), expected);
}

#[test]
fn places_of_several_lines_have_no_columns_on_github() {
    let mut case = Case::one("a: 1\nb: 2\nc: 3\n", Label::new(span(0, 0, 10), ""), Vec::new());
    let github = shown(&mut case, OutputFormat::Github);
    assert!(github.starts_with("::error file=plan.yaml,line=1,endLine=2,title="), "{github}");
}

#[test]
fn fixes_are_suggested() {
    let mut case = Case::new(&[("plan.yaml", "日: [a, b]\n"), ("other.yaml", "c: 1\n")]);
    let edit = |file, start, end, text: &str| Edit { span: span(file, start, end), text: text.to_owned() };
    let fix = |edits| Fix { title: "drop a".to_owned(), applicability: Applicability::Safe, edits };
    let mut finding = finding("wrong", Label::new(span(0, 6, 7), ""), Vec::new());
    finding.fixes = vec![fix(vec![edit(0, 6, 9, ""), edit(0, 10, 10, ", x")])];
    case.report.findings.push(finding);
    let out = sarif(&mut case)["results"][0]["fixes"][0].clone();
    let region = |from, to| json!({ "startLine": 1, "startColumn": from, "endLine": 1, "endColumn": to });
    let expected = json!({
        "description": { "text": "Drop a." },
        "artifactChanges": [{
            "artifactLocation": { "uri": "plan.yaml" },
            "replacements": [
                { "deletedRegion": region(5, 8) },
                { "deletedRegion": region(9, 9), "insertedContent": { "text": ", x" } },
            ],
        }],
        "properties": { "applicability": "safe" },
    });
    assert_eq!(out, expected);
    let suggestions = parsed(&mut case, OutputFormat::Rdjson)["diagnostics"][0]["suggestions"].clone();
    let range =
        |from, to| json!({ "start": { "line": 1, "column": from }, "end": { "line": 1, "column": to } });
    let expected = json!([{ "range": range(7, 10), "text": "" }, { "range": range(11, 11), "text": ", x" }]);
    assert_eq!(suggestions, expected);
    // A suggestion is on the file of its diagnostic.
    case.report.findings[0].fixes[0].edits.push(edit(1, 0, 1, "d"));
    assert!(parsed(&mut case, OutputFormat::Rdjson)["diagnostics"][0].get("suggestions").is_none());
    let changes = sarif(&mut case)["results"][0]["fixes"][0]["artifactChanges"].clone();
    assert_eq!(changes.as_array().unwrap().len(), 2);
}

/// Hides the finding of [`two_files`].
fn suppress(case: &mut Case, channel: Channel) {
    let by = Suppression { channel, reason: "until the move".to_owned(), at: None };
    let finding = case.report.findings.remove(0);
    case.report.suppressed.push(Suppressed { finding, by });
}

#[test]
fn what_is_suppressed() {
    let mut case = two_files();
    let marks = |run: &Value| -> Vec<Value> {
        let results = run["results"].as_array().unwrap();
        results.iter().map(|result| result["partialFingerprints"]["enilint/v1"].clone()).collect()
    };
    let before = sarif(&mut case);
    assert!(before["results"][0].get("suppressions").is_none());
    suppress(&mut case, Channel::Comment);
    let after = sarif(&mut case);
    assert_eq!(marks(&before), marks(&after));
    let expected = json!([{ "kind": "inSource", "status": "accepted", "justification": "until the move" }]);
    assert_eq!(after["results"][0]["suppressions"], expected);
    assert_eq!(after["results"][1]["suppressions"], json!([]), "all results have them or none");
    case.report.suppressed[0].by.channel = Channel::Baseline;
    assert_eq!(sarif(&mut case)["results"][0]["suppressions"][0]["kind"], "external");
    let others = [OutputFormat::Github, OutputFormat::Gitlab, OutputFormat::Checkstyle, OutputFormat::Azure];
    for format in others {
        let text = shown(&mut case, format);
        assert!(!text.contains("zone-mismatch") && text.contains("is undecided"), "{format}: {text}");
    }
}

#[test]
fn a_test_whose_errors_are_suppressed_is_skipped() {
    let mut case = two_files();
    assert!(shown(&mut case, OutputFormat::Junit).contains("failures=\"1\" errors=\"0\" skipped=\"1\""));
    let other = Finding { attachment: None, ..case.report.findings[0].clone() };
    suppress(&mut case, Channel::Configuration);
    let text = shown(&mut case, OutputFormat::Junit);
    assert!(text.contains("failures=\"0\" errors=\"0\" skipped=\"2\""), "{text}");
    assert!(text.contains("fails, and that is suppressed: zone-mismatch: until the move"), "{text}");
    // Of what it shares with another attach nothing may be left.
    case.report.suppressed[0].finding.attachment = None;
    assert!(shown(&mut case, OutputFormat::Junit).contains("failures=\"0\""));
    case.report.findings.push(other);
    let text = shown(&mut case, OutputFormat::Junit);
    assert!(text.contains("<failure type=\"zone-mismatch\" message=\"zone-mismatch\">"), "{text}");
}

#[test]
fn tests_of_one_name_are_told_apart() {
    let mut case = two_files();
    let verdict = case.report.verdicts[0].clone();
    case.report.verdicts.push(verdict);
    let text = shown(&mut case, OutputFormat::Junit);
    assert_eq!(text.matches("to i-bp1web00000000000000 #2\"").count(), 1, "{text}");
}

/// Everything that can keep a result from being whole.
fn incomplete() -> Case {
    let mut case = Case::new(&[("a.yaml", "x: [\n"), ("b.yaml", "x: 1\n"), ("c.tf", "x\n")]);
    let failure = |at| Failure {
        rule: RuleName("syntax-error"),
        span: Some(at),
        message: "an unclosed `[`".to_owned(),
        help: None,
    };
    case.report.files = vec![
        FileOutcome::Failed(failure(span(0, 3, 4))),
        FileOutcome::Damaged(Format::Native),
        FileOutcome::Unparsed(failure(span(2, 0, 1))),
    ];
    let wrong = finding("an unclosed `[`", Label::new(span(0, 3, 4), ""), Vec::new());
    case.report.findings.push(Finding { rule: RuleName("syntax-error"), ..wrong });
    case
}

#[test]
fn what_could_not_be_read_is_told() {
    let mut case = incomplete();
    case.report.summary.unreadable = 2;
    let run = |case: &Case| {
        let mut out = Vec::new();
        render(OutputFormat::Sarif, &case.report, &case.sources, &Style::default(), &mut out).unwrap();
        serde_json::from_slice::<Value>(&out).unwrap()["runs"][0]["invocations"][0].take()
    };
    let told = run(&case);
    assert_eq!(told["executionSuccessful"], false);
    let notes = told["toolExecutionNotifications"].as_array().unwrap();
    let texts: Vec<_> = notes.iter().map(|note| (&note["level"], &note["message"]["text"])).collect();
    let expected = [
        (&json!("error"), &json!("not read: an unclosed `[`")),
        (&json!("error"), &json!("read in part, as a native inventory")),
        (&json!("warning"), &json!("an unclosed `[`; without this file less is known")),
    ];
    assert_eq!(texts, expected);
    // One that could not be opened is no source.
    case.report.summary.unreadable = 3;
    let note = &run(&case)["toolExecutionNotifications"][3];
    assert_eq!(note["message"]["text"], "1 of the inputs could not be opened; standard error says which");
    for (format, expected) in [
        (OutputFormat::Github, "::error title=enilint::1 of the inputs could not be opened"),
        (OutputFormat::Azure, "##vso[task.logissue type=error]1 of the inputs could not be opened"),
        (OutputFormat::Junit, "<error type=\"incomplete\" message=\"1 of the inputs could not be opened"),
        (OutputFormat::Junit, "tests=\"3\" failures=\"0\" errors=\"3\" skipped=\"0\""),
        (OutputFormat::Junit, "<error type=\"syntax-error\" message=\"an unclosed `[`\">"),
    ] {
        let mut out = Vec::new();
        render(format, &case.report, &case.sources, &Style::default(), &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains(expected), "{format}: {text}");
    }
}

#[test]
fn nothing_to_check_is_no_success() {
    let mut case = Case::new(&[("a.yaml", "x: 1\n")]);
    case.report.files.push(FileOutcome::Skipped(Format::Unknown));
    let told = &sarif(&mut case)["invocations"][0];
    assert_eq!(told["executionSuccessful"], false);
    assert!(shown(&mut case, OutputFormat::Junit).contains("errors=\"1\""));
    assert!(shown(&mut case, OutputFormat::Github).starts_with("::error title=enilint::nothing to check"));
    case.report.files[0] = FileOutcome::Read(Format::Native);
    let run = sarif(&mut case);
    assert_eq!(run["invocations"], json!([{ "executionSuccessful": true }]));
    assert_eq!(run["results"], json!([]));
    assert!(run["tool"]["driver"].get("rules").is_none());
    assert_eq!(shown(&mut case, OutputFormat::Gitlab), "[]\n");
}

#[test]
fn what_is_on_nothing_planned() {
    let mut case = Case::new(&[("plan.yaml", "x: 1\n")]);
    for severity in [Severity::Error, Severity::Warning, Severity::Info] {
        let wrong = finding("wrong", Label::new(span(0, 0, 1), ""), Vec::new());
        case.report.findings.push(Finding { severity, ..wrong });
    }
    let text = shown(&mut case, OutputFormat::Junit);
    assert!(
        text.contains("<testsuite name=\"findings\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"2\"")
    );
    assert!(text.contains("<skipped message=\"warning: wrong\"/>"), "{text}");
    assert!(text.contains("wrong #2\"") && text.contains("wrong #3\""), "{text}");
    let azure = shown(&mut case, OutputFormat::Azure);
    assert!(azure.contains("\nplan.yaml:1:1: info[zone-mismatch] wrong\n"), "{azure}");
    let run = sarif(&mut case);
    let levels: Vec<_> = (0..3).map(|n| run["results"][n]["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["error", "warning", "note"]);
}
