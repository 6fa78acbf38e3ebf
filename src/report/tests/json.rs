use super::*;
use crate::read::{FileOutcome, Format};
use serde_json::{Value, json};

fn parsed(case: &mut Case) -> Value {
    serde_json::from_str(&case.render(OutputFormat::Json, Style::default())).unwrap()
}

#[test]
fn offsets_are_those_of_the_file() {
    let mut case = Case::new(&[("bom.yaml", "\u{feff}enis: [\"日\", x]\r\n")]);
    let at = case.at(0, "x");
    case.report.findings.push(finding("wrong", Label::new(at, "here"), Vec::new()));
    let report = parsed(&mut case);
    let expected = json!({
        "file": "bom.yaml", "pointer": "/enis/1", "label": "here",
        "start": { "line": 1, "column": 13, "offset": 17 },
        "end": { "line": 1, "column": 14, "offset": 18 },
    });
    assert_eq!(report["findings"][0]["primary"], expected);
    assert_eq!(report["findings"][0]["attachment"], Value::Null);
    assert_eq!(report["findings"][0]["help"], Value::Null);
    assert_eq!(report["findings"][0]["fixes"], json!([]));
}

#[test]
fn later_documents_have_a_number() {
    let text = "enis: [a]\n---\nenis: [b]\n---\nattachments:\n  - instance_id: i\n";
    let mut case = Case::one(text, Label::new(span(0, 21, 22), ""), vec![Label::new(span(0, 7, 8), "")]);
    assert_eq!(&text[21..22], "b");
    let attach = case.at(0, "instance_id: i");
    case.report.findings[0].attachment = Some(attach);
    case.verdict(attach, "", "i", Decision::Pass, &[]);
    let report = parsed(&mut case);
    let finding = &report["findings"][0];
    let place = |place: &Value| (place["file"].clone(), place["pointer"].clone());
    assert_eq!(place(&finding["primary"]), (json!("plan.yaml#1"), json!("/enis/0")));
    assert_eq!(place(&finding["related"][0]), (json!("plan.yaml"), json!("/enis/0")));
    assert_eq!(finding["attachment"], "/attachments/0");
    assert_eq!(place(&report["verdicts"][0]), (json!("plan.yaml#2"), json!("/attachments/0")));
}

#[test]
fn where_there_is_no_node() {
    let mut case = Case::new(&[("types.csv", "type,enis\necs.x,a: [\n"), ("broken.yaml", "a: [\n")]);
    case.report.files.push(FileOutcome::Read(Format::CatalogCsv));
    for file in [0, 1] {
        let at = span(file, 9, 9);
        case.report.findings.push(finding("wrong", Label::new(at, ""), Vec::new()));
    }
    let report = parsed(&mut case);
    assert_eq!(report["findings"][0]["primary"]["pointer"], "");
    // The offset is clamped to the text.
    let end = json!({ "line": 2, "column": 1, "offset": 5 });
    assert_eq!(report["findings"][1]["primary"]["start"], end);
    assert_eq!(report["findings"][1]["primary"]["end"], end);
}

#[test]
fn nothing_at_all() {
    let mut case = Case::new(&[]);
    let report = parsed(&mut case);
    assert_eq!(report["findings"], json!([]));
    assert_eq!(report["verdicts"], json!([]));
    assert_eq!(report["version"], 1);
    assert_eq!(report["tool"], json!({ "name": "enilint", "version": env!("CARGO_PKG_VERSION") }));
    let keys: Vec<&String> = report["summary"].as_object().unwrap().keys().collect();
    assert_eq!(keys.len(), 10);
}

#[test]
fn texts_are_as_they_are() {
    let mut case = Case::new(&[("a\u{1b}\n.yaml", "x: \u{1b}\n")]);
    let at = span(0, 3, 4);
    case.report.findings.push(finding("\u{202e}\n\u{1b}", Label::new(at, "\u{7}"), Vec::new()));
    let text = case.render(OutputFormat::Json, Style::default());
    assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'));
    let report = parsed(&mut case);
    assert_eq!(report["findings"][0]["message"], "\u{202e}\n\u{1b}");
    assert_eq!(report["findings"][0]["primary"]["file"], "a\u{1b}\n.yaml");
}
