use super::*;

const ACCOUNT: &str = "\
instances:
  - id: i-bp1web00000000000000
    instance_type: ecs.g7.large
    network_interfaces: [eni-bp1p0000000000000000, eni-bp1x0000000000000000]
";

/// A story across two files: what is there, what comes before, this one, the limit.
fn story() -> Case {
    let mut case = Case::new(&[("plan.yaml", PLAN), ("account.yaml", ACCOUNT)]);
    let list = case.at(1, "[eni-bp1p0000000000000000, eni-bp1x0000000000000000]");
    let limit = "takes 3 ENIs (built-in table: mirror-en-2026, 2026)";
    let there = Label::new(list, "2 ENIs are attached here");
    let before = Label::new(case.at(0, "eni-bp1a0000000000000000"), "planned before it");
    let here = Label::new(case.at(0, "eni-bp1b0000000000000000"), "this is ENI number 4");
    let kind = Label::new(case.at(1, "ecs.g7.large"), "the type is ecs.g7.large");
    let aside = Label::new(case.at(1, "i-bp1web00000000000000"), "it is here");
    let limited = Label::new(kind.span, format!("{}; {limit}", kind.text));
    case.report.findings.push(Finding {
        notes: vec!["no story tells this".to_owned(), limit.to_owned()],
        trace: vec![there.clone(), before.clone(), here.clone(), limited],
        ..finding("no room", here, vec![there, before, kind, aside])
    });
    case
}

#[test]
fn the_places_are_numbered() {
    let mut case = story();
    insta::assert_snapshot!("story_full_80", case.full(80));
    insta::assert_snapshot!("story_full_60", case.full(60));
    insta::assert_snapshot!("story_plain", case.plain());
    let ascii = Style { color: false, unicode: false, width: Some(80), ..Style::default() };
    assert!(case.render(OutputFormat::Full, ascii).is_ascii());
}

#[test]
fn json_has_it_in_order() {
    let mut case = story();
    let report: serde_json::Value =
        serde_json::from_str(&case.render(OutputFormat::Json, Style::default())).unwrap();
    let finding = &report["findings"][0];
    let trace = finding["trace"].as_array().unwrap();
    let places: Vec<_> = trace.iter().map(|label| label["pointer"].as_str().unwrap()).collect();
    let eni = "/attachments/1/network_interface_id";
    assert_eq!(places, ["/instances/0/network_interfaces", "/enis/0/id", eni, "/instances/0/instance_type"]);
    assert_eq!(trace[2], finding["primary"]);
    assert_eq!(finding["notes"].as_array().unwrap().len(), 2, "nothing is lost");
}

#[test]
fn json_has_none_where_there_is_none() {
    let shown = two_files().render(OutputFormat::Json, Style::default());
    assert!(!shown.contains("\"trace\""));
}

#[test]
fn one_place_needs_no_number() {
    let label = Label::new(span(0, 0, 4), "3 free");
    let mut case = Case::one("free: 3\n", label.clone(), Vec::new());
    case.report.findings[0].trace = vec![Label::new(label.span, "3 free; 4 taken")];
    assert!(case.full(80).contains("── 3 free; 4 taken\n"), "{}", case.full(80));
    assert!(case.plain().contains("Remark: 3 free; 4 taken\n"), "{}", case.plain());
}

/// Whoever makes findings may forget the primary place in a story; it is shown all the same.
#[test]
fn a_story_of_other_places() {
    let mut case = story();
    case.report.findings[0].trace.remove(2);
    let shown = case.full(80);
    assert!(shown.contains("── this is ENI number 4\n") && shown.contains("3. the type is"), "{shown}");
}
