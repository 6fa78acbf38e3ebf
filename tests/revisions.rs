//! `enilint baseline`, and `check --baseline` and `--since`, in repositories that are made for it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

const PLAN: &str = "\
enis:
  - id: eni-bp1a0000000000000000
    queue_number: \"1\"
  - id: eni-bp1b0000000000000000
    queue_number: 2
";

struct Ran {
    exit: Option<i32>,
    out: String,
    err: String,
}

/// A repository with a commit of some files.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    git(dir.path(), &["init", "-q"]);
    files.iter().for_each(|(name, text)| put(&dir, name, text));
    commit(&dir);
    dir
}

fn put(dir: &TempDir, name: &str, text: &str) {
    let path = dir.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn get(dir: &TempDir, name: &str) -> String {
    std::fs::read_to_string(dir.path().join(name)).unwrap()
}

fn commit(dir: &TempDir) {
    git(dir.path(), &["add", "-A"]);
    git(dir.path(), &["-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "x"]);
}

fn git(folder: &Path, args: &[&str]) {
    let output = scrubbed("git", folder).args(args).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A command that knows nothing of whoever runs the tests.
fn scrubbed(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("HOME", folder);
    command
}

fn enilint(folder: &Path, args: &[&str]) -> Ran {
    let output = scrubbed(env!("CARGO_BIN_EXE_enilint"), folder).args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { exit: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn concise(folder: &Path, args: &[&str]) -> Ran {
    enilint(folder, &[&["check", "--output-format", "concise", "--fail-on", "info"], args].concat())
}

#[test]
fn a_baseline_from_its_making_to_its_end() {
    let dir = repository(&[("plan.yaml", PLAN), ("sub/other.yaml", "enis: []\n")]);
    let made = enilint(dir.path(), &["baseline", "create"]);
    assert_eq!((made.exit, made.err.as_str()), (Some(0), ""), "{}", made.out);
    assert_eq!(
        made.out,
        "+ loose-type on enis[eni-bp1a0000000000000000]\nenilint-baseline.json: 1 in it, 1 added, 0 removed\n"
    );
    let first = get(&dir, "enilint-baseline.json");
    let again = enilint(dir.path(), &["baseline", "create"]);
    assert_eq!(again.exit, Some(2));
    assert!(again.err.contains("exists already"), "{}", again.err);

    // It is used from wherever the tool is run, and says so.
    for (folder, path) in [("", "."), ("sub", "..")] {
        let checked = concise(&dir.path().join(folder), &[path]);
        assert_eq!((checked.exit, checked.out.as_str()), (Some(0), ""), "{}", checked.err);
        assert!(checked.err.contains("1 finding is in the baseline"), "{}", checked.err);
    }
    assert_eq!(concise(dir.path(), &["--no-ignores"]).exit, Some(1));
    // What is not checked is not stale.
    assert_eq!(concise(dir.path(), &["sub"]).out, "");

    // Lines move, a finding is new: it is reported, and taken in only if that is said.
    put(&dir, "plan.yaml", &format!("# moved\n\n{PLAN}").replace(": 2", ": \"2\""));
    let checked = concise(dir.path(), &[]);
    assert_eq!(checked.exit, Some(1));
    assert!(checked.out.starts_with("plan.yaml:7:19: info[loose-type]"), "{}", checked.out);
    let updated = enilint(dir.path(), &["baseline", "update"]);
    assert_eq!(updated.exit, Some(0));
    assert!(updated.err.contains("1 finding is not in the baseline"), "{}", updated.err);
    assert_eq!(get(&dir, "enilint-baseline.json"), first);
    let updated = enilint(dir.path(), &["baseline", "update", "--add"]);
    assert!(updated.out.contains("+ loose-type on enis[eni-bp1b0000000000000000]"), "{}", updated.out);
    assert_eq!(concise(dir.path(), &[]).exit, Some(0));

    // One is mended: its entry is stale, and goes.
    put(&dir, "plan.yaml", &PLAN.replace("\"1\"", "1").replace(": 2", ": \"2\""));
    let checked = concise(dir.path(), &[]);
    assert!(
        checked.out.starts_with("enilint-baseline.json:4:5: warning[stale-baseline-entry]"),
        "{}",
        checked.out
    );
    let pruned = enilint(dir.path(), &["baseline", "prune"]);
    assert!(pruned.out.starts_with("- loose-type on enis[eni-bp1a0000000000000000]\n"), "{}", pruned.out);
    assert_eq!(concise(dir.path(), &[]).exit, Some(0));

    // So does one whose file is gone.
    std::fs::remove_file(dir.path().join("plan.yaml")).unwrap();
    let pruned = enilint(dir.path(), &["baseline", "prune"]);
    assert!(pruned.out.ends_with("enilint-baseline.json: 0 in it, 0 added, 1 removed\n"), "{}", pruned.out);
    assert_eq!(get(&dir, "enilint-baseline.json"), "{\n  \"baseline\": 1,\n  \"findings\": []\n}\n");
}

#[test]
fn baselines_that_are_none() {
    let entry = r#"{"rule": "x", "on": null, "file": "x", "message": "x", "fingerprint": "x"}"#;
    let cases = [
        ("", "there is nothing in it"),
        ("[]", "it is no object"),
        ("{}", "it has no \"baseline\""),
        ("{\"baseline\": 2, \"findings\": []}", "only version 1"),
        ("{\"baseline\": 1}", "the baseline has no \"findings\""),
        ("{\"baseline\": 1, \"finding\": []}", "did you mean \"findings\"?"),
        ("{\"baseline\": 1, \"findings\": {}}", "is no list"),
        ("{\"baseline\": 1, \"findings\": [[]]}", "an entry is no object"),
        ("{\"baseline\": 1, \"findings\": [{}]}", "the entry has no \"rule\""),
        ("{\"baseline\": 1, \"baseline\": 1, \"findings\": []}", "stands here already"),
        ("{\"baseline\": 1, \"findings\": []}\n{}", "something behind"),
        ("{\"baseline\": 1, \"findings\": [", "an unclosed `[`"),
        (&format!("{{\"baseline\": 1, \"findings\": [{}]}}", entry.replace("\"x\"}", "1}")), "is no text"),
        (&format!("{{\"baseline\": 1, \"findings\": [{}]}}", entry.replace("\"x\"}", "null}")), "is no text"),
        (&format!("{{\"baseline\": 1, \"findings\": [{}]}}", entry.replace("null", "5")), "is no text"),
        ("\u{1b}[2J", ""),
    ];
    let dir = repository(&[("plan.yaml", PLAN)]);
    for (text, part) in cases {
        put(&dir, "enilint-baseline.json", text);
        let checked = concise(dir.path(), &[]);
        assert_eq!(checked.exit, Some(2), "{text}: {}{}", checked.out, checked.err);
        assert!(checked.out.contains(part), "{text}: {}", checked.out);
        assert!(!checked.out.contains('\u{1b}'));
        for action in ["prune", "update"] {
            let ran = enilint(dir.path(), &["baseline", action]);
            assert_eq!(ran.exit, Some(2), "{text}: {}{}", ran.out, ran.err);
            assert_eq!(get(&dir, "enilint-baseline.json"), text);
        }
    }
    put(&dir, "enilint-baseline.json", &format!("{{\"baseline\": 1, \"findings\": [{entry}]}}"));
    assert!(concise(dir.path(), &[]).out.contains("stale-baseline-entry"));
    assert_eq!(concise(dir.path(), &["--baseline", "none.json"]).exit, Some(2));
    put(&dir, "plan.yaml", "enis: [");
    assert_eq!(enilint(dir.path(), &["baseline", "update"]).exit, Some(2));
    assert_eq!(enilint(dir.path(), &["baseline", "create", "--file", "new.json"]).exit, Some(2));
    assert!(!dir.path().join("new.json").exists());
}

#[test]
fn what_a_change_brought() {
    let gone = "enis:\n  - id: eni-bp1c0000000000000000\n    queue_number: \"3\"\n";
    let dir = repository(&[("plan.yaml", PLAN), ("old/gone.yaml", gone), (".gitignore", "made.yaml\n")]);
    let since = |args: &[&str]| concise(dir.path(), &[&["--since", "HEAD"], args].concat());
    let ran = since(&[]);
    assert_eq!((ran.exit, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
    assert!(ran.err.contains("left out 2 that were there before, 0 are gone"), "{}", ran.err);

    // One more, one less, and one that is deleted with its file.
    std::fs::remove_file(dir.path().join("old/gone.yaml")).unwrap();
    put(&dir, "plan.yaml", &format!("# moved\n{PLAN}").replace(": 2", ": \"2\""));
    let ran = since(&[]);
    assert_eq!(ran.exit, Some(1));
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
    assert!(ran.out.starts_with("plan.yaml:6:19: info[loose-type]"), "{}", ran.out);
    assert!(ran.err.contains("left out 1 that were there before, 1 are gone"), "{}", ran.err);
    let json = enilint(dir.path(), &["check", "--since", "HEAD", "--output-format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(report["since"], serde_json::json!({"revision": "HEAD", "before": 1, "fixed": 1}));
    assert_eq!((&report["summary"]["infos"], &report["summary"]["suppressed"]), (&1.into(), &0.into()));

    // A file that git does not know is new.
    put(&dir, "made.yaml", gone);
    assert!(since(&["made.yaml"]).out.starts_with("made.yaml:3:19: info"));
    // From a folder, and of a folder.
    put(&dir, "old/plan.yaml", gone);
    commit(&dir);
    let ran = concise(&dir.path().join("old"), &["--since", "HEAD"]);
    assert_eq!((ran.exit, ran.out.as_str()), (Some(0), ""), "{}", ran.err);
}

#[test]
fn a_suppression_that_goes_brings_its_finding() {
    let allowed = PLAN.replace("\"1\"", "\"1\" # enilint: allow[loose-type] why");
    let dir = repository(&[("plan.yaml", &allowed)]);
    assert_eq!(concise(dir.path(), &["--since", "HEAD"]).out, "");
    put(&dir, "plan.yaml", PLAN);
    assert!(concise(dir.path(), &["--since", "HEAD"]).out.contains("info[loose-type]"));
}

#[test]
fn revisions_that_are_none() {
    let dir = repository(&[("plan.yaml", PLAN)]);
    let cases = [
        (&["--since", "none"][..], "no revision \"none\""),
        (&["--since=--output=x"], "\"--output=x\" is no revision"),
        (&["--since", ""], "is no revision"),
        (&["--since", "HEAD:plan.yaml"], "no revision \"HEAD:plan.yaml\""),
        (&["--since", "$(touch x)"], "no revision"),
        (&["--since", "HEAD", "-"], "standard input has no revisions"),
    ];
    for (args, part) in cases {
        let ran = concise(dir.path(), args);
        assert_eq!(ran.exit, Some(2), "{args:?}");
        assert!(ran.err.contains(part), "{args:?}: {}", ran.err);
    }
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2, "nothing was written");
    let bare = tempfile::tempdir().unwrap();
    put(&bare, "plan.yaml", PLAN);
    let ran = concise(bare.path(), &["--since", "HEAD"]);
    assert_eq!(ran.exit, Some(2));
    assert!(ran.err.contains("in no git repository"), "{}", ran.err);
}
