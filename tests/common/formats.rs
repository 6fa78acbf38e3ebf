//! Whether a report is what its format says it is, as those who read it would find out.

// Shared by test binaries; what does not hold ends the test.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use enilint::Report;
use enilint::report::OutputFormat;
use serde_json::Value;

/// Parses a report in its own format; panics if that fails. Formats for people have none.
pub fn parse(format: OutputFormat, out: &str, report: &Report) {
    match format {
        OutputFormat::Json | OutputFormat::Sarif | OutputFormat::Gitlab | OutputFormat::Rdjson => {
            json(format, &serde_json::from_str(out).unwrap(), report);
        }
        OutputFormat::Jsonl => json_lines(out, report),
        OutputFormat::Junit | OutputFormat::Checkstyle => xml(format, out, report),
        OutputFormat::Github => github(out),
        OutputFormat::Azure => azure(out),
        OutputFormat::Html => html(out),
        OutputFormat::Markdown => assert!(out.len() < 64 << 10, "longer than a comment may be"),
        OutputFormat::Full | OutputFormat::Plain | OutputFormat::Concise => {}
    }
}

fn json(format: OutputFormat, value: &Value, report: &Report) {
    let list = |value: &Value| value.as_array().unwrap().clone();
    match format {
        OutputFormat::Sarif => {
            assert_eq!(value["version"], "2.1.0");
            for result in list(&value["runs"][0]["results"]) {
                assert!(result["message"]["text"].is_string() && result["ruleId"].is_string());
                for place in result["locations"].as_array().into_iter().flatten() {
                    let place = &place["physicalLocation"];
                    assert!(place["artifactLocation"]["uri"].as_str().is_none_or(is_uri), "{place}");
                    region(&place["region"]);
                }
            }
        }
        OutputFormat::Gitlab => {
            let mut marks: Vec<String> =
                list(value).iter().map(|one| one["fingerprint"].as_str().unwrap().to_owned()).collect();
            let all = marks.len();
            marks.sort_unstable();
            marks.dedup();
            assert_eq!(marks.len(), all, "two issues of one fingerprint");
        }
        OutputFormat::Rdjson => drop(list(&value["diagnostics"])),
        _ => assert_eq!(list(&value["findings"]).len(), report.findings.len()),
    }
}

/// Whether a text has only characters that RFC 3986 knows.
fn is_uri(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte))
}

/// Lines and columns of SARIF begin with one, and no place ends before it begins.
fn region(region: &Value) {
    let of = |key: &str| region[key].as_u64();
    for key in ["startLine", "startColumn", "endLine", "endColumn"] {
        assert!(of(key).is_none_or(|at| at > 0), "{region}");
    }
    let line = of("startLine").unwrap_or(1);
    let (start, end) = (of("startColumn").unwrap_or(1), of("endColumn").unwrap_or(u64::MAX));
    assert!((line, start) <= (of("endLine").unwrap_or(line), end), "{region}");
}

fn json_lines(out: &str, report: &Report) {
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    assert_eq!(count("finding"), report.findings.len());
    assert_eq!(count("verdict"), report.verdicts.len());
    assert_eq!(lines.last().unwrap()["type"], "summary");
}

fn xml(format: OutputFormat, out: &str, report: &Report) {
    let document = roxmltree::Document::parse(out).unwrap_or_else(|error| panic!("{error}\n{out}"));
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    let root = document.root_element();
    if format == OutputFormat::Checkstyle {
        assert!(root.has_tag_name("checkstyle"));
        assert!(count("error") >= report.summary.errors);
        return;
    }
    assert!(root.has_tag_name("testsuites"));
    assert!(count("testcase") >= report.verdicts.len());
    let told = |name: &str| root.attribute(name).map(|n| n.parse::<usize>().unwrap());
    for (name, element) in [("tests", "testcase"), ("failures", "failure"), ("errors", "error")] {
        assert!(told(name).is_none_or(|n| n == count(element)), "{name} of {out}");
    }
}

/// A line is a command of the runner that is meant as one, or none: it knows two spellings.
fn github(out: &str) {
    for line in out.lines() {
        let commands = ["::error ", "::warning ", "::notice "];
        let is_meant = commands.iter().any(|command| line.starts_with(command)) && line[2..].contains("::");
        assert!(is_meant || !line.trim_start().starts_with("::"), "{line}");
        assert!(is_meant || !line.contains("##["), "{line}");
    }
}

/// As those of GitHub; here a command may stand anywhere in a line.
fn azure(out: &str) {
    for line in out.lines() {
        let rest = line.strip_prefix("##vso[task.logissue ");
        assert!(rest.is_none_or(|rest| rest.contains(']')), "{line}");
        let rest = rest.unwrap_or(line);
        assert!(!rest.contains("##vso[") && !rest.contains("##["), "{line}");
    }
}

/// Tags are closed in order. Whatever `<` begins must be one.
fn html(out: &str) {
    const EMPTY: [&str; 5] = ["!DOCTYPE", "meta", "br", "input", "hr"];
    let mut open = Vec::new();
    for rest in out.split('<').skip(1) {
        let name = rest.split([' ', '>', '\n']).next().unwrap();
        match name.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "{open:?}"),
            None if EMPTY.contains(&name) => {}
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}
