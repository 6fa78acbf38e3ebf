use super::*;
use crate::source::{Role, Sources, Span};

const PLAN: &str = "zone: b\neni:\n  vswitch: c\n";

fn sources(text: &str) -> Sources {
    let mut sources = Sources::new();
    sources.add("plan.yaml", text.to_owned(), Role::Named);
    sources
}

fn label(sources: &Sources, word: &str) -> Label {
    let (file, source) = sources.iter().next().unwrap();
    let start = u32::try_from(source.text().find(word).unwrap()).unwrap();
    let span = Span { file, start, end: start + u32::try_from(word.len()).unwrap() };
    Label::new(span, word)
}

fn finding(sources: &Sources, subject: Option<&str>) -> Finding {
    let related = vec![label(sources, "b")];
    let primary = label(sources, "vswitch");
    let primary = Label { span: Span { end: primary.span.end + 3, ..primary.span }, ..primary };
    let finding = Finding::new(RuleName("zone-mismatch"), Severity::Error, "zones differ", primary);
    Finding { related, subject: subject.map(str::to_owned), ..finding }
}

fn one(text: &str, subject: Option<&str>) -> String {
    let sources = sources(text);
    fingerprints([&finding(&sources, subject)], &sources).remove(0)
}

#[test]
fn fingerprints_stay_when_lines_move_and_change_with_the_values() {
    let was = one(PLAN, Some("enis[a]"));
    assert_eq!(was.len(), 32);
    assert_eq!(one(&format!("# moved\n\n{PLAN}"), Some("enis[a]")), was);
    assert_ne!(one(&PLAN.replace("c\n", "d\n"), Some("enis[a]")), was, "another vSwitch");
    assert_ne!(one(PLAN, Some("enis[b]")), was, "another ENI");
    assert_ne!(one(PLAN, None), was, "the file");
}

#[test]
fn the_wording_is_no_part_of_it() {
    let sources = sources(PLAN);
    let finding = finding(&sources, Some("enis[a]"));
    let worded = Finding { message: "zones are not the same".to_owned(), ..finding.clone() };
    let graver = Finding { severity: Severity::Info, ..finding.clone() };
    let [a, b, c] = [&finding, &worded, &graver].map(|f| fingerprints([f], &sources).remove(0));
    assert!(a == b && b == c);
}

#[test]
fn equal_findings_are_told_apart_by_their_order() {
    let sources = sources(PLAN);
    let finding = finding(&sources, Some("enis[a]"));
    let two = fingerprints([&finding, &finding], &sources);
    assert_ne!(two[0], two[1]);
    assert_eq!(two[0], fingerprints([&finding], &sources)[0]);
}
