//! Files that hold secrets beside what is pointed at.

use super::*;
use crate::read::{Failure, FileOutcome, Format};
use crate::report::span::Lines;
use proptest::prelude::*;
use serde_json::{Value, json};

/// A plan with a place in it, and every other text of it secret.
fn plan(text: &str, parts: &[&str]) -> Case {
    let mut case = Case::new(&[("plan.json", text)]);
    let mut labels = parts.iter().map(|part| Label::new(case.at(0, part), "here"));
    let primary = labels.next().unwrap();
    let related = labels.collect();
    case.report.findings.push(finding("wrong", primary, related));
    case.report.files.push(FileOutcome::Read(Format::TerraformPlan));
    case
}

const TEXT: &str = r#"{"resource_changes":[{"change":{"after":{"password":"SECRET","zone_id":"cn-hangzhou-i","key":"SECRET","ips":["10.0.0.1","10.0.0.2"],"count":3}},"type":"SECRET"}]}"#;

#[test]
fn one_line() {
    let change = r#"{"change":{"after":{"password":"SECRET","zone_id":"cn-hangzhou-i","key":"SECRET","ips":["10.0.0.1","10.0.0.2"],"count":3}},"type":"SECRET"}"#;
    let mut case = plan(
        TEXT,
        &["\"cn-hangzhou-i\"", "[\"10.0.0.1\",\"10.0.0.2\"]", "\"10.0.0.2\"", "\"count\"", change],
    );
    insta::assert_snapshot!(case.full(80), @r#"
    error[zone-mismatch]

      × wrong
       ╭─[plan.json:1:72]
     1 │ …"zone_id":"cn-hangzhou-i"…
       ·            ───────┬───────
       ·                   ╰── here
       ╰────
       ╭─[plan.json:1:109]
     1 │ …"ips":["10.0.0.1","10.0.0.2"]…
       ·        ───────────┬───────────
       ·                   ╰── here
       ╰────
       ╭─[plan.json:1:121]
     1 │ …"10.0.0.2"…
       ·  ─────┬────
       ·       ╰── here
       ╰────
       ╭─[plan.json:1:133]
     1 │ …"count"…
       ·  ───┬───
       ·     ╰── here
       ╰────
       ╭─[plan.json:1:22]
     1 │ …
       · ┬
       · ╰── here
       ╰────
      = docs: enilint explain zone-mismatch

    1 error, 0 warnings and 0 infos in 1 file
    0 planned attaches
    "#);
    insta::assert_snapshot!(case.plain(), @r#"
    Finding 1 of 1
    Severity: error
    Rule: zone-mismatch
    Message: wrong
    Place: plan.json, line 1, column 72
    Text there: "cn-hangzhou-i"
    Remark: here
    Related place: plan.json, line 1, column 109
    Text there: ["10.0.0.1","10.0.0.2"]
    Remark: here
    Related place: plan.json, line 1, column 121
    Text there: "10.0.0.2"
    Remark: here
    Related place: plan.json, line 1, column 133
    Text there: "count"
    Remark: here
    Related place: plan.json, line 1, column 22
    Remark: here
    Explanation: enilint explain zone-mismatch

    Findings: 1 error, 0 warnings and 0 infos in 1 file
    Verdicts: 0 planned attaches
    "#);
}

#[test]
fn many_lines() {
    let text = serde_json::to_string_pretty(&serde_json::from_str::<Value>(TEXT).unwrap()).unwrap();
    let after = text.find("\"after\"").unwrap();
    let mut case = plan(&text, &["\"cn-hangzhou-i\""]);
    let whole = Label::new(span(0, after, text.len() - 10), "all of this");
    case.report.findings[0].related.push(whole);
    insta::assert_snapshot!(case.full(80), @r#"
    error[zone-mismatch]

      × wrong
        ╭─[plan.json:13:22]
     13 │ …"zone_id": "cn-hangzhou-i"…
        ·             ───────┬───────
        ·                    ╰── here
        ╰────
       ╭─[plan.json:5:9]
     5 │ …
       · ┬
       · ╰── all of this
       ╰────
      = docs: enilint explain zone-mismatch

    1 error, 0 warnings and 0 infos in 1 file
    0 planned attaches
    "#);
    let shown = case.plain();
    assert!(shown.contains("Text there: \"cn-hangzhou-i\"\n") && !shown.contains("SECRET"), "{shown}");
}

#[test]
fn nothing_of_a_plan_that_could_not_be_read() {
    let at = span(0, 20, 26);
    let failure = Failure {
        rule: RuleName("syntax-error"),
        span: Some(at),
        message: "expected a value".to_owned(),
        help: None,
    };
    let far = format!("{{\"x\":\"{}\"}}", "SECRET".repeat(20_000));
    let cases = [
        ("plan.json", "{\"variables\":{\"a\":\"SECRET\"},\"resource_changes\":", true),
        ("plan.json", "{\"format_version\":\"SECRET\"", true),
        ("state.json", "{\"a\":\"SECRETSECRETSECRET\",\"lineage\":", true),
        ("terraform.tfstate", &far, true),
        ("prod.tfstate.backup", "{\"a\":\"SECRETSECRETSECRET\"", true),
        ("enis.json", "{\"enis\":[{\"id\":\"SECRET\"", false),
    ];
    for (name, text, is_discreet) in cases {
        let mut case = Case::new(&[(name, text)]);
        case.report.findings.push(finding("expected a value", Label::new(at, ""), Vec::new()));
        case.report.files.push(FileOutcome::Failed(failure.clone()));
        let shown = case.full(80) + &case.plain();
        assert_eq!(!shown.contains("SECR"), is_discreet, "{shown}");
        assert!(shown.contains(&format!("{name}:1:21")), "{shown}");
    }
}

#[test]
fn of_a_script_only_the_lines_pointed_at_without_secrets() {
    let text = "export DB=SECRET\naliyun --access-key-secret SECRET ecs x \\\n  --y cn-1\nmysql -pSECRET\n";
    let start = text.find("cn-1").unwrap();
    for (name, outcome) in
        [("run.sh", FileOutcome::Read(Format::Native)), ("run", FileOutcome::Read(Format::Runbook))]
    {
        let mut case = Case::new(&[(name, text)]);
        let labels = vec![Label::new(span(0, 17, 23), "this call")];
        case.report.findings.push(finding("wrong", Label::new(span(0, start, start + 4), "here"), labels));
        case.report.files.push(outcome);
        let shown = case.full(80) + &case.plain();
        assert!(!shown.contains("SECRET"), "{shown}");
        assert!(shown.contains("--access-key-secret ****** ecs x"), "{shown}");
    }
}

#[test]
fn other_files_are_shown() {
    let shown = |outcome: Option<FileOutcome>, text: &str| {
        let case = Case::new(&[("a.yaml", text)]);
        let files: Vec<FileOutcome> = outcome.into_iter().collect();
        !Lines::new(&case.sources, &files).is_discreet(FileId(0))
    };
    assert!(shown(Some(FileOutcome::Read(Format::Native)), "# for terraform_version 1.8\nenis: []\n"));
    assert!(shown(Some(FileOutcome::Damaged(Format::Native)), "enis: []\n"));
    assert!(shown(None, "enis: []\n"));
    assert!(!shown(None, "terraform_version: 1.8\n"));
    for format in [Format::TerraformPlan, Format::TerraformState, Format::TerraformLog] {
        assert!(!shown(Some(FileOutcome::Read(format)), ""));
        assert!(!shown(Some(FileOutcome::Damaged(format)), ""));
    }
}

/// A line that cannot be parsed shows its key, in the files that hold secrets now and then.
#[test]
fn no_secrets_where_a_text_breaks_off() {
    let template = "ROSTemplateFormatVersion: '2015-09-01'\nParameters:\n  Pw:\n    Default: \"SECRET\"x\n";
    let cases = [
        ("main.tf", "resource \"a\" \"b\" {\n  password = \"SECRET\n", "password", true),
        ("terraform.tfvars", "password = \"SECRET\" oops\n", "password", true),
        ("terraform.tfvars.json", "{\"password\": \"SECRET\",}\n", "\"password\"", true),
        ("stack.yaml", template, "Default", true),
        ("enis.yaml", "version: 1\nname: \"SECRET\"x\n", "name", false),
    ];
    for (name, text, key, is_masked) in cases {
        let start = text.find("SECRET").unwrap();
        let at = span(0, start, start + "SECRET".len());
        let failure = Failure {
            rule: RuleName("syntax-error"),
            span: Some(at),
            message: "expected something else".to_owned(),
            help: None,
        };
        for (rule, is_hidden) in [("syntax-error", is_masked), ("zone-mismatch", false)] {
            for outcome in [FileOutcome::Failed(failure.clone()), FileOutcome::Unparsed(failure.clone())] {
                // Of templates none is found that cannot be parsed and is passed over.
                if name == "stack.yaml" && matches!(outcome, FileOutcome::Unparsed(_)) {
                    continue;
                }
                let mut case = Case::new(&[(name, text)]);
                let label = Label::new(at, "");
                case.report
                    .findings
                    .push(Finding { rule: RuleName(rule), ..finding("wrong", label, Vec::new()) });
                case.report.files.push(outcome);
                for width in [Some(20), Some(80), None] {
                    for format in OutputFormat::all() {
                        let shown = case.render(*format, Style { width, ..Style::default() });
                        assert!(!is_hidden || !shown.contains("SECR"), "{name} {rule}: {shown}");
                    }
                }
                let shown = case.full(80);
                assert!(shown.contains(key), "{name} {rule}: {shown}");
                assert_eq!(shown.contains("SECRET"), !is_hidden, "{name} {rule}: {shown}");
                assert_eq!(case.plain().contains("SECRET"), !is_hidden, "{name} {rule}");
            }
        }
    }
}

/// Values with a mark in every text.
fn values() -> impl Strategy<Value = Value> {
    let text = "[ -~é日\n]{0,12}".prop_map(|text| format!("SECRET{text}"));
    let leaf = prop_oneof![
        text.clone().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(Value::Null)
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::hash_map("[a-z_\"\\\\: ]{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Whatever stands around what is pointed at, no format shows it.
    #[test]
    fn no_secrets(
        (before, inside, after) in (values(), values(), values()),
        pretty: bool,
        is_list: bool,
        width in 0..120usize,
        escaped: bool,
    ) {
        let point = if escaped { "cn-\"{h}\"" } else { "cn-hangzhou-i" };
        let place = if is_list { json!([before, point, after]) } else { json!({ "a": before, "zone_id": point, "z": after }) };
        let object = json!({ "type": inside });
        let plan = json!({ "format_version": before, "resource_changes": [place, object], "variables": after });
        let text = if pretty { format!("{plan:#}") } else { plan.to_string() };
        let point = Value::from(point).to_string();
        let inner = if pretty { "{\n      \"type\"" } else { "{\"type\"" };
        let mut case = super::discreet::plan(&text, &[&point]);
        let start = text.rfind(inner).unwrap();
        let whole = span(0, start, text.len() - 5);
        let object = finding("wrong", Label::new(whole, "this"), vec![Label::new(span(0, 0, text.len()), "all")]);
        case.report.findings.push(object);
        case.verdict(whole, "eni", "i", Decision::Fail, &[]);
        for format in OutputFormat::all() {
            let style = Style { width: Some(width), ..Style::default() };
            let shown = case.render(*format, style);
            prop_assert!(!shown.contains("SECR"), "{}", shown);
        }
        let shown = case.plain();
        prop_assert!(shown.contains(&format!("Text there: {point}\n")), "{}", shown);
    }
}
