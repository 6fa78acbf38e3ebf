//! Configurations of all sorts, in folders of their own.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use common::{Outcome, tool};
use enilint::cli::Exit;
use enilint::source::Role;
use proptest::prelude::*;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A plan whose one attach fails.
const WRONG_ZONE: &str = "\
instances:
  - { id: i-bp1web00000000000000, zone_id: cn-hangzhou-h }
enis:
  - { id: eni-bp1a0000000000000000, zone_id: cn-hangzhou-i }
attachments:
  - { instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000 }
";

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    dir
}

/// Checks a text with the configuration of a folder.
fn check(folder: &Path, args: &[&str], text: &str) -> Outcome {
    let args: Vec<&str> = ["check", "--output-format", "concise", "-"].iter().chain(args).copied().collect();
    tool(&args, text, Some(folder))
}

#[test]
fn the_nearest_configuration_counts_up_to_the_root_of_the_repository() {
    let dir = folder(&[
        ("enilint.yaml", "ignore: [ALL]"),
        ("repo/.git/HEAD", ""),
        ("repo/enilint.yaml", "severity: { zone-mismatch: info }"),
        ("repo/a/b/.enilint.yaml", "ignore: [zone-mismatch]"),
        ("repo/a/b/c/x", ""),
        ("bare/.git/HEAD", ""),
        ("bare/a/x", ""),
    ]);
    for (at, exit, finding) in [
        ("repo/a", Exit::Clean, Some("info[zone-mismatch]")),
        ("repo/a/b", Exit::Clean, None),
        ("repo/a/b/c", Exit::Clean, None),
        ("bare/a", Exit::Findings, Some("error[zone-mismatch]")),
    ] {
        let run = check(&dir.path().join(at), &[], WRONG_ZONE);
        assert_eq!(run.exit, exit, "{at}: {}{}", run.out, run.err);
        assert_eq!(run.out.contains("zone-mismatch]"), finding.is_some(), "{at}: {}", run.out);
        assert!(finding.is_none_or(|finding| run.out.contains(finding)), "{at}: {}", run.out);
    }
    let run = check(&dir.path().join("repo/a"), &["--isolated"], WRONG_ZONE);
    assert_eq!(run.exit, Exit::Findings);
    let run = check(&dir.path().join("repo/a"), &["--config", "b/.enilint.yaml"], WRONG_ZONE);
    assert_eq!((run.exit, run.out.contains("zone-mismatch]")), (Exit::Clean, false));
    fs::write(dir.path().join("repo/a/b/enilint.yaml"), "").unwrap();
    let run = check(&dir.path().join("repo/a/b"), &[], WRONG_ZONE);
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(run.err.contains("remove one of them"), "{}", run.err);
}

/// A pull request may bring a link to a secret, which the excerpt of a mistake would show.
#[cfg(unix)]
#[test]
fn links_to_elsewhere_are_neither_read_nor_written() {
    let dir = folder(&[("secret", "token: Hunter2\n"), ("known.json", "{\"baseline\":1,\"findings\":[]}")]);
    let repo = dir.path().join("repo");
    fs::create_dir_all(repo.join(".git")).unwrap();
    for name in ["enilint.yaml", "enilint-baseline.json"] {
        let link = repo.join(name);
        std::os::unix::fs::symlink("../secret", &link).unwrap();
        let run = check(&repo, &[], WRONG_ZONE);
        let said = format!("{}{}", run.out, run.err);
        assert_eq!(run.exit, Exit::Incomplete, "{said}");
        assert!(!said.contains("Hunter2") && said.contains("by a link"), "{said}");
        fs::remove_file(link).unwrap();
    }
    std::os::unix::fs::symlink("../known.json", repo.join("enilint-baseline.json")).unwrap();
    let run = tool(&["baseline", "update", "--add", "."], "", Some(&repo));
    assert_eq!(run.exit, Exit::Incomplete, "{}{}", run.out, run.err);
    let known = fs::read_to_string(dir.path().join("known.json")).unwrap();
    assert_eq!(known, "{\"baseline\":1,\"findings\":[]}");
}

/// Comments have fixes, and so have entries of the configuration.
#[test]
fn fixes_take_entries_out_of_the_list() {
    let config = "suppressions:\n  - rule: zone-mismatch # why\n    pointer: /attachments/9\n\n    reason: r\n  # next\n  - { rule: zone-mismatch, pointer: /attachments/8,\n      reason: s }\nfail-on: never\n";
    let dir = folder(&[("enilint.yaml", config)]);
    let run = tool(&["check", "--output-format", "json", "-"], WRONG_ZONE, Some(dir.path()));
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let unused: Vec<_> = findings.filter(|finding| finding["rule"] == "unused-suppression").collect();
    assert_eq!(unused.len(), 2, "{}", run.out);
    let mut text = config.to_owned();
    for finding in unused.iter().rev() {
        let edit = &finding["fixes"][0]["edits"][0];
        let at = |end: &str| usize::try_from(edit[end].as_u64().unwrap()).unwrap();
        text.replace_range(at("start")..at("end"), edit["text"].as_str().unwrap());
    }
    assert_eq!(text, "suppressions:\n  # next\nfail-on: never\n");
}

/// The next run would find a report where the plan was, and nothing wrong.
#[test]
fn a_report_takes_the_place_of_no_input() {
    let dir = folder(&[("plan.yaml", WRONG_ZONE), ("report.json", "{}")]);
    let path = |name: &str| dir.path().join(name).to_string_lossy().into_owned();
    let json = |name: &str| format!("json={}", path(name));
    let run =
        tool(&["check", "--output-format", &json("plan.yaml"), &path("plan.yaml")], "", Some(dir.path()));
    assert_eq!(run.exit, Exit::Incomplete, "{}{}", run.out, run.err);
    assert!(run.err.contains("would overwrite"), "{}", run.err);
    assert_eq!(fs::read_to_string(path("plan.yaml")).unwrap(), WRONG_ZONE);
    let run =
        tool(&["check", "--output-format", &json("report.json"), &path("plan.yaml")], "", Some(dir.path()));
    assert_eq!(run.exit, Exit::Findings, "{}{}", run.out, run.err);
}

#[test]
fn what_is_extended_counts_less() {
    let dir = folder(&[
        ("enilint.yaml", "extend: [a.yaml, b.yaml]\nignore: [unknown-key]\nmax-warnings: 1"),
        ("a.yaml", "extend: c.yaml\nfail-on: warning\nignore: [zone-mismatch]"),
        ("b.yaml", "extend: c.yaml\nfail-on: info\nextend-select: [zone-mismatch]\nexclude: [b]"),
        ("c.yaml", "strict: true\nfail-on: never\nexclude: [c]\nmax-warnings: 7"),
    ]);
    let run = tool(&["check", "--show-settings"], "", Some(dir.path()));
    for line in ["fail-on: info", "strict: true", "max-warnings: 1", "  - c ", "  - b ", "  - unknown-key"] {
        assert!(run.out.contains(line), "{line}\n{}{}", run.out, run.err);
    }
    let run = check(dir.path(), &[], WRONG_ZONE);
    assert!(run.out.contains("error[zone-mismatch]"), "b takes back what a says: {}", run.out);
}

#[test]
fn facts_are_for_inventories_that_say_nothing() {
    let queue = |account: &str| {
        format!(
            "facts:\n  account: {{ {account} }}\nenis: []\nattachments:\n  - {{ instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000, network_card_index: 1 }}\n"
        )
    };
    let dir =
        folder(&[("enilint.yaml", "strict: false\nfacts:\n  account: { network_card_enabled: false }\n")]);
    let fires = |text: &str| {
        let run = check(dir.path(), &["--select", "card-account"], text);
        assert_ne!(run.exit, Exit::Incomplete, "{}", run.err);
        run.out.contains("error[card-account]")
    };
    assert!(fires(&queue("id: \"1234567890123456\"")), "the configuration adds to what is said");
    assert!(!fires(&queue("network_card_enabled: true")), "the inventory wins");
    let run = tool(&["check", "--isolated", "--select", "card-account", "-"], &queue(""), Some(dir.path()));
    assert!(!run.out.contains("error[card-account]"), "{}", run.out);
}

/// What has no ID is told by its number, and a configuration does not shift the numbers of inventories.
#[test]
fn entries_of_inventories_are_numbered_first() {
    let plan = "\
instances:
  - { id: i-bp1web00000000000000, owner_id: \"1000000000000001\" }
enis:
  - { id: eni-bp1a0000000000000000, owner_id: \"1000000000000002\" }
attachments:
  - { instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000 }
facts:
  eni_permissions:
    - { network_interface_id: !Ref Eni, account_id: \"1000000000000001\", permission: InstanceAttach }
";
    let config = "\
facts:
  eni_permissions:
    - { network_interface_id: eni-bp1b0000000000000000, account_id: \"1000000000000001\", permission: InstanceAttach }
";
    let file = |name: &str, text: &str, role| (name.to_owned(), text.to_owned(), role);
    let files = [file("enilint.yaml", config, Role::Configuration), file("plan.yaml", plan, Role::Named)];
    let (_, report) = common::run(&files, None, &[]);
    let lacks = report.undecided.iter().find(|undecided| undecided.rule.as_str() == "cross-account");
    let lacks = lacks.map(|undecided| &*undecided.missing);
    assert_eq!(lacks, Some("facts.eni_permissions[0].network_interface_id"));
}

#[test]
fn what_was_ignored_may_be_typed() {
    let dir = folder(&[("enilint.yaml", "ignore: [zone-mismatch]\nnow: clock\n")]);
    let fires = |args: &[&str]| check(dir.path(), args, WRONG_ZONE).out.contains("error[zone-mismatch]");
    assert!(!fires(&[]));
    assert!(fires(&["--select", "zone-mismatch"]));
    assert!(fires(&["--extend-select", "zone-mismatch"]));
    assert!(!fires(&["--extend-select", "zone-mismatch", "--ignore", "zone-mismatch"]));
}

#[test]
fn a_hidden_error_is_counted_and_its_verdict_stays() {
    let dir = folder(&[("enilint.yaml", "per-file-ignores: { 'plans/': [ALL] }")]);
    let run = check(dir.path(), &["--stdin-filename", "plans/a.yaml"], WRONG_ZONE);
    assert_eq!(run.exit, Exit::Clean);
    assert!(run.out.contains("verdict[fail]") && !run.out.contains("error["), "{}", run.out);
    let run = check(dir.path(), &["--stdin-filename", "a.yaml"], WRONG_ZONE);
    assert_eq!(run.exit, Exit::Findings);
    let json = ["check", "--output-format", "json", "--stdin-filename", "plans/a.yaml", "-"];
    let report: serde_json::Value =
        serde_json::from_str(&tool(&json, WRONG_ZONE, Some(dir.path())).out).unwrap();
    assert_eq!(report["summary"]["suppressed"], 1);
    assert_eq!(report["tool"]["configuration"], serde_json::json!(["enilint.yaml"]));
    // What could not be read is told all the same.
    let run = check(dir.path(), &["--stdin-filename", "plans/a.yaml"], "enis: [");
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(run.out.contains("error[syntax-error]"), "{}", run.out);
}

#[test]
fn hostile_sizes() {
    let long = format!("exclude: [{}]", "a,".repeat(1 << 20));
    let deep = "exclude: ".to_owned() + &"[".repeat(100_000);
    let aliases = "a: &a [x]\nexclude: [".to_owned() + &"*a,".repeat(1000) + "]";
    let many = format!("exclude: [{}]", "'*.{a,b}',".repeat(10_000));
    for text in [long, deep, aliases, many] {
        let dir = folder(&[("enilint.yaml", &text)]);
        assert_eq!(check(dir.path(), &[], WRONG_ZONE).exit, Exit::Incomplete);
    }
    let chain: Vec<(String, String)> =
        (0..20).map(|n| (format!("{n}.yaml"), format!("extend: {}.yaml", n + 1))).collect();
    let mut files: Vec<(&str, &str)> = chain.iter().map(|(name, text)| (&**name, &**text)).collect();
    files.push(("enilint.yaml", "extend: 0.yaml"));
    let run = check(folder(&files).path(), &[], WRONG_ZONE);
    assert!(run.err.contains("extend one another"), "{}", run.err);
}

#[test]
fn the_configurations_of_the_document_are_right() {
    let dir = folder(&[(".git/HEAD", ""), ("shared/enilint.yaml", ""), ("x/limits/instance-types.json", "")]);
    let text = fs::read_to_string(common::root().join("docs/configuration.md")).unwrap();
    let blocks: Vec<&str> =
        text.split("```yaml\n").skip(1).filter_map(|block| block.split("```").next()).collect();
    assert!(blocks.len() > 8);
    for block in blocks {
        fs::write(dir.path().join("x/enilint.yaml"), block).unwrap();
        let run = tool(&["check", "--show-settings"], "", Some(&dir.path().join("x")));
        assert_eq!(run.exit, Exit::Clean, "{block}\n{}", run.err);
    }
}

/// A configuration that has something of everything.
const WHOLE: &str = "\
extend: [base.yaml]
include: ['*.yaml', plans/]
exclude: [old/, 'envs/**/x']
catalogs: [types.csv]
facts: { account: { id: '1', trunk_enabled: true }, quotas: { cn-hangzhou: { security_groups_per_eni: 5 } } }
scopes: { prod: [prod/], dev: ['dev/*'] }
now: 2026-01-05T08:00Z
select: [ALL]
extend-select: [zone-mismatch]
ignore: [inferred, eni-limit]
inferred: off
severity: { zone-mismatch: warning }
per-file-ignores: { 'a/*.yaml': [zone-mismatch] }
output-formats: [concise, json=out.json]
fail-on: warning
strict: true
max-warnings: 3
";

/// Puts something odd in a place of the text.
fn mutated() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        "[a-z:{}\\[\\]*&!|>'\"#\\-, \n]{0,6}",
        Just("*a".to_owned()),
        Just("&a ".to_owned()),
        Just("<<: *a\n".to_owned()),
        Just("- ".to_owned()),
        Just("../../x".to_owned()),
        Just("\u{202e}\u{1b}[2J".to_owned()),
        Just("99999999999999999999".to_owned()),
    ];
    let edit = (any::<prop::sample::Index>(), 0..12usize, odd);
    prop::collection::vec(edit, 1..4).prop_map(|edits| {
        let mut text: Vec<char> = WHOLE.chars().collect();
        for (at, cut, odd) in edits {
            let at = at.index(text.len() + 1).min(text.len());
            let end = (at + cut).min(text.len());
            text.splice(at..end, odd.chars());
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn any_configuration_is_used_or_refused(text in mutated()) {
        let dir = folder(&[("enilint.yaml", &text), ("base.yaml", "strict: false"), ("types.csv", "instance_type\n")]);
        let run = tool(&["check", "--show-settings"], "", Some(dir.path()));
        prop_assert!(run.exit != Exit::Findings);
        // What is refused is told, and what is shown is shown without what a terminal would obey.
        prop_assert_eq!(run.exit == Exit::Incomplete, !run.err.is_empty(), "{}", &run.err);
        let shown = format!("{}{}", run.out, run.err);
        let odd = shown.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        prop_assert_eq!(odd, None);
        // Checking with it ends, too.
        let _ = check(dir.path(), &[], WRONG_ZONE);
    }
}
