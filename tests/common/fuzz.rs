//! What the fuzz targets do with an input. They stand here once: the programs of `fuzz/` call them, and
//! so does `tests/fuzz_corpus.rs` with the inputs that are committed.

// Shared by crates that use one part or another; what does not hold ends the test.
#![allow(unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::examine::{examine, judge};
use crate::fuzz_events as events;
use crate::fuzz_files as beside;
use enilint::finding::{Decision, Finding, Fix};
use enilint::read::FileOutcome;
use enilint::report::{OutputFormat, Style, render};
use enilint::source::{Role, Sources};
use enilint::{Report, syntax::Notation};
use serde_json::{Value, json};

/// Takes any bytes; panics if something does not hold.
type Target = fn(&[u8]);

/// Every target, by name.
pub const TARGETS: [(&str, Target); 15] = [
    ("yaml", |data| text(data).map(events::yaml).unwrap_or_default()),
    ("json", |data| text(data).map(events::json).unwrap_or_default()),
    ("native", |data| drop(judge(&[(notation(data), data, Role::Named)]))),
    ("aliyun", |data| drop(judge(&[("answer.json", data, Role::Named), SOUND]))),
    ("plan", |data| drop(judge(&[("plan.json", data, Role::Named)]))),
    ("hcl", hcl),
    ("ros", |data| drop(judge(&[(notation(data), data, Role::Named)]))),
    ("shell", |data| drop(judge(&[("run.sh", data, Role::Named), SOUND]))),
    ("crossplane", |data| drop(judge(&[("manifest.yaml", data, Role::Named)]))),
    ("fixes", fixes),
    ("reports", reports),
    ("secrets", secrets),
    ("catalog", beside::catalog),
    ("baseline", beside::baseline),
    ("configuration", beside::configuration),
];

/// A sound file that plans one attach, which passes.
const SOUND: (&str, &[u8], Role) =
    ("sound.yaml", include_bytes!("../../fixtures/wrong-type/pass-whole.yaml"), Role::Named);

/// Runs a target.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(target, _)| *target == name).unwrap();
    target(data);
}

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok().filter(|text| !text.starts_with('\u{feff}'))
}

/// A name of a file of JSON or YAML, by its first byte.
fn notation(data: &[u8]) -> &'static str {
    match Notation::of("", &String::from_utf8_lossy(data.get(..64).unwrap_or(data))) {
        Notation::Json => "a.json",
        Notation::Yaml => "a.yaml",
    }
}

/// Configuration, in its own notation or in JSON.
fn hcl(data: &[u8]) {
    let name = if notation(data) == "a.json" { "main.tf.json" } else { "main.tf" };
    judge(&[(name, data, Role::Named)]);
}

/// Each fix takes its finding away, and what is left is read as it was and gets the same verdicts.
fn fixes(data: &[u8]) {
    const MOST: usize = 8;
    let Some(text) = text(data) else { return };
    let name = match text {
        _ if text.starts_with("#!") => "run.sh",
        _ if text.contains("resource \"") => "main.tf",
        _ => notation(data),
    };
    let (_, report) = judge(&[(name, data, Role::Named)]);
    let [before @ FileOutcome::Read(_)] = &report.files[..] else { return };
    let all = report.findings.iter().flat_map(|finding| finding.fixes.iter().map(move |fix| (finding, fix)));
    for (finding, fix) in all.take(MOST) {
        let fixed = apply(fix, text);
        let (_, after) = judge(&[(name, fixed.as_bytes(), Role::Named)]);
        assert_eq!(&after.files[..], std::slice::from_ref(before), "{}: {fixed:?}", fix.title);
        assert_eq!(decisions(&report), decisions(&after), "{}: {fixed:?}", fix.title);
        let count = |report: &Report| {
            let is_same = |one: &&Finding| one.rule == finding.rule && one.message == finding.message;
            report.findings.iter().filter(is_same).count()
        };
        assert!(count(&after) < count(&report), "{} keeps {}: {fixed:?}", fix.title, finding.message);
    }
}

fn decisions(report: &Report) -> Vec<Decision> {
    report.verdicts.iter().map(|verdict| verdict.decision).collect()
}

/// A text with the edits of a fix, which are in order and do not overlap.
fn apply(fix: &Fix, text: &str) -> String {
    let (mut out, mut at) = (String::new(), 0);
    for edit in &fix.edits {
        let range = edit.span.range();
        assert!(at <= range.start, "{}: edits overlap", fix.title);
        out += text.get(at..range.start).unwrap();
        out += &edit.text;
        at = range.end;
    }
    out + text.get(at..).unwrap()
}

/// Every format of what is said of a file, whose name is the first line.
fn reports(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let name = String::from_utf8_lossy(&data[..end]);
    let rest = data.get(end + 1..).unwrap_or_default();
    examine(&[(&name, rest, Role::Named), SOUND]);
}

/// What is marked as secret is in no report, whatever stands around it.
fn secrets(data: &[u8]) {
    const MARK: &str = "Xq7MARKq7X";
    let Some(text) = text(data) else { return };
    let (name, text) = match serde_json::from_str::<Value>(text) {
        Ok(mut plan @ Value::Object(_)) => {
            mark(&mut plan, MARK);
            plan["variables"] = json!({ "password": { "value": MARK } });
            ("plan.json", plan.to_string())
        }
        _ => (
            "run.sh",
            format!("aliyun rds CreateAccount --AccountPassword {MARK}\nDB_PASSWORD={MARK}\n{text}"),
        ),
    };
    let (sources, report) = judge(&[(name, text.as_bytes(), Role::Named), SOUND]);
    hides(MARK, &sources, &report);
}

/// Gives each object of values a password.
fn mark(plan: &mut Value, mark: &str) {
    let mut open = vec![plan];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    if let ("after" | "before" | "values", Value::Object(values)) =
                        (key.as_str(), &mut *value)
                    {
                        values.insert("password".to_owned(), mark.into());
                        values.insert("user_data".to_owned(), mark.into());
                    }
                    open.push(value);
                }
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
}

fn hides(mark: &str, sources: &Sources, report: &Report) {
    for format in OutputFormat::all() {
        let mut out = Vec::new();
        render(*format, report, sources, &Style::default(), &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(!out.contains(&mark[..6]), "{format} shows a secret: {out}");
    }
}
