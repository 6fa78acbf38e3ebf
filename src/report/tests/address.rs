//! Findings and verdicts on resources that have addresses.

use super::*;
use crate::report::closing::{address, name};
use serde_json::Value;

const NIC: &str = "alicloud_ecs_network_interface_attachment.nic[\"j\"]";

/// A finding on a resource, and attaches of what exists and of what does not.
fn resources() -> Case {
    let text = "{\"a\": \"cn-hangzhou-i\", \"b\": 1, \"c\": 2}\n";
    let mut case = Case::one(text, Label::new(span(0, 6, 21), "here"), Vec::new());
    case.report.findings[0].address = Some(NIC.to_owned());
    let at = case.at(0, "\"b\": 1");
    let symbol = "${alicloud_instance.app}";
    case.verdict(at, "${alicloud_ecs_network_interface.a}", symbol, Decision::Undecided, &["x"]);
    case.verdict(at, "eni-bp1a", symbol, Decision::Undecided, &["x"]);
    case.verdict(at, "", "", Decision::Fail, &[]);
    for verdict in &mut case.report.verdicts {
        verdict.address = Some("module.m.alicloud_ecs_network_interface_attachment.x[0]".to_owned());
    }
    case
}

#[test]
fn people_are_told_it() {
    let mut case = resources();
    insta::assert_snapshot!(case.full(80), @r#"
    error[zone-mismatch]

      × wrong
      │ in alicloud_ecs_network_interface_attachment.nic["j"]
       ╭─[plan.yaml:1:7]
     1 │ {"a": "cn-hangzhou-i", "b": 1, "c": 2}
       ·       ───────┬───────
       ·              ╰── here
       ╰────
      = docs: enilint explain zone-mismatch

    2 attaches need x
      undecided  plan.yaml:1:24  module.m.alicloud_ecs_network_interface_attachment.x[0]
      undecided  plan.yaml:1:24  eni-bp1a → ${alicloud_instance.app} (module.m.alicloud_ecs_network_interface_attachment.x[0])

    1 error, 0 warnings and 0 infos in 1 file
    3 planned attaches: 0 pass, 1 fail, 2 undecided: needs x
    "#);
    insta::assert_snapshot!(case.plain(), @r#"
    Finding 1 of 1
    Severity: error
    Rule: zone-mismatch
    Message: wrong
    Resource: alicloud_ecs_network_interface_attachment.nic["j"]
    Place: plan.yaml, line 1, column 7
    Text there: "cn-hangzhou-i"
    Remark: here
    Explanation: enilint explain zone-mismatch

    Undecided: 2 attaches need x
    Undecided attach: module.m.alicloud_ecs_network_interface_attachment.x[0], plan.yaml, line 1, column 24
    Undecided attach: eni-bp1a to ${alicloud_instance.app} (module.m.alicloud_ecs_network_interface_attachment.x[0]), plan.yaml, line 1, column 24

    Findings: 1 error, 0 warnings and 0 infos in 1 file
    Verdicts: 3 planned attaches: 0 pass, 1 fail, 2 undecided: needs x
    "#);
    insta::assert_snapshot!(case.concise(), @r#"
    plan.yaml:1:7: error[zone-mismatch] wrong (alicloud_ecs_network_interface_attachment.nic["j"])
    plan.yaml:1:24: verdict[undecided] module.m.alicloud_ecs_network_interface_attachment.x[0]: needs x
    plan.yaml:1:24: verdict[undecided] eni-bp1a to ${alicloud_instance.app} (module.m.alicloud_ecs_network_interface_attachment.x[0]): needs x
    plan.yaml:1:24: verdict[fail] module.m.alicloud_ecs_network_interface_attachment.x[0]: zone-mismatch
    "#);
}

#[test]
fn programs_are_told_it() {
    let mut case = resources();
    let mut parsed = || -> Value {
        let text = case.render(OutputFormat::Json, Style::default());
        case.report.findings[0].address = None;
        case.report.verdicts[0].address = None;
        serde_json::from_str(&text).unwrap()
    };
    let (with, without) = (parsed(), parsed());
    assert_eq!(with["findings"][0]["address"], NIC);
    assert_eq!(with["verdicts"][0]["address"], "module.m.alicloud_ecs_network_interface_attachment.x[0]");
    assert_eq!(with["verdicts"][0]["instance_id"], "${alicloud_instance.app}");
    assert!(
        without["findings"][0].get("address").is_none() && without["verdicts"][0].get("address").is_none()
    );
}

#[test]
fn a_message_that_names_it_says_enough() {
    let cases = [
        ("ENI ${a.b} is wrong", true),
        ("a.b is wrong", true),
        ("wrong is a.b", true),
        ("a.bc is not a.b, which is", true),
        ("a.bc is wrong", false),
        ("a.b-c is wrong", false),
        ("a.b[0] is wrong", false),
        ("a.b.c is wrong", false),
        ("module.m.a.b is wrong", false),
        ("wrong", false),
    ];
    for (message, is_named) in cases {
        let finding = Finding {
            address: Some("a.b".to_owned()),
            ..finding(message, Label::new(span(0, 0, 0), ""), Vec::new())
        };
        assert_eq!(address(&finding).is_none(), is_named, "{message}");
    }
}

#[test]
fn attaches_without_one_are_named_by_their_ids() {
    let mut case = resources();
    let verdict = &mut case.report.verdicts[0];
    verdict.address = None;
    assert_eq!(name(verdict, "to"), "${alicloud_ecs_network_interface.a} to ${alicloud_instance.app}");
}
