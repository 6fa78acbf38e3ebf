//! The commands in process.

use super::*;
use crate::report::OutputFormat;
use std::io;
use tempfile::TempDir;

/// A plan whose one attach fails, with the rules that exist in any version.
const WRONG_ZONE: &str = "\
instances:
  - { id: i-bp1web00000000000000, zone_id: cn-hangzhou-h }
enis:
  - { id: eni-bp1a0000000000000000, zone_id: cn-hangzhou-i }
attachments:
  - { instance_id: i-bp1web00000000000000, network_interface_id: eni-bp1a0000000000000000 }
";

struct Outcome {
    exit: Exit,
    out: String,
    err: String,
}

fn enilint(args: &[&str], stdin: &str) -> Outcome {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut streams = Streams { stdin: &mut stdin.as_bytes(), stdout: &mut out, stderr: &mut err };
    let args = ["enilint"].into_iter().chain(args.iter().copied()).map(OsString::from);
    let exit = run(args, &Env::default(), &mut streams);
    Outcome { exit, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn path(dir: &TempDir, name: &str) -> String {
    dir.path().join(name).to_str().unwrap().to_owned()
}

/// A stream that fails as told.
struct Broken(io::ErrorKind);

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn with_broken_stdout(args: &[&str], stdin: &str, kind: io::ErrorKind) -> (Exit, String) {
    let mut err = Vec::new();
    let mut out = Broken(kind);
    let mut streams = Streams { stdin: &mut stdin.as_bytes(), stdout: &mut out, stderr: &mut err };
    let args = ["enilint"].into_iter().chain(args.iter().copied()).map(OsString::from);
    let exit = run(args, &Env::default(), &mut streams);
    (exit, String::from_utf8(err).unwrap())
}

#[test]
fn the_command_parses_as_it_is_declared() {
    Cli::command().debug_assert();
}

#[test]
fn check_is_the_default() {
    for args in [&["-"][..], &["check", "-"], &["-q", "-"]] {
        let run = enilint(args, WRONG_ZONE);
        assert_eq!(run.exit, Exit::Findings, "{args:?}");
        assert!(run.out.contains("zone-mismatch"), "{args:?}: {}", run.out);
    }
}

#[test]
fn the_format_never_changes_the_exit_code() {
    for format in OutputFormat::all().iter().map(|format| format.as_str()) {
        let wrong = enilint(&["--output-format", format, "-"], WRONG_ZONE);
        assert_eq!(wrong.exit, Exit::Findings, "{format}");
        let clean = enilint(&["--output-format", format, "-"], "enis: []\n");
        assert_eq!(clean.exit, Exit::Clean, "{format}");
        let malformed = enilint(&["--output-format", format, "-"], "enis: [\n");
        assert_eq!(malformed.exit, Exit::Incomplete, "{format}");
    }
}

#[test]
fn a_closed_pipe_is_no_failure_and_a_full_disk_is() {
    let pipe = with_broken_stdout(&["-"], WRONG_ZONE, io::ErrorKind::BrokenPipe);
    assert_eq!(pipe, (Exit::Findings, String::new()));
    let pipe = with_broken_stdout(&["rules"], "", io::ErrorKind::BrokenPipe);
    assert_eq!(pipe, (Exit::Clean, String::new()));
    let (exit, err) = with_broken_stdout(&["-"], WRONG_ZONE, io::ErrorKind::StorageFull);
    assert_eq!(exit, Exit::Incomplete);
    assert!(err.starts_with("error: standard output: "), "{err}");
}

#[test]
fn what_could_not_be_opened_is_counted_and_opens_the_world() {
    let dir = folder(&[("plan.yaml", "enis: []\n")]);
    let (plan, none) = (path(&dir, "plan.yaml"), path(&dir, "none.yaml"));
    let run = enilint(&["--output-format=json", &plan, &none], "");
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(run.err.contains("none.yaml: no such file or directory"), "{}", run.err);
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&report["summary"]["files"], &report["summary"]["unreadable"]), (&1.into(), &1.into()));
    // The ENI may stand in the file that is missing.
    let complete = format!(
        "complete: true\n{}",
        WRONG_ZONE.replace("  - { id: eni", "  - { id: eni-bp1b0000000000000000 }\n  - { id: eni")
    );
    let dangling = complete.replace("network_interface_id: eni-bp1a", "network_interface_id: eni-bp1c");
    std::fs::write(&plan, dangling).unwrap();
    let run = enilint(&["--output-format=json", &plan, &none], "");
    let report: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(report["summary"]["undecided"], 1, "{}", run.out);
}

#[test]
fn catalogs_are_no_inputs() {
    let types = "instance_type,eni_quantity\necs.zz9.large,3\n";
    let dir = folder(&[("types.csv", types), ("readme.txt", "")]);
    let (csv, root) = (path(&dir, "types.csv"), path(&dir, ""));
    let run = enilint(&["--catalog", &csv, &root], "");
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(run.err.contains("nothing to check"), "{}", run.err);
}

#[test]
fn a_catalog_in_a_checked_folder_is_a_catalog() {
    let types =
        r#"{"InstanceTypes": {"InstanceType": [{"InstanceTypeId": "ecs.zz9.large", "EniQuantity": 3}]}}"#;
    let dir = folder(&[("types.json", types), ("plan.yaml", "enis: []\n")]);
    let run = enilint(&["-v", "--catalog", &path(&dir, "types.json"), &path(&dir, "")], "");
    assert_eq!(run.exit, Exit::Clean, "{}{}", run.out, run.err);
    assert_eq!(run.err.matches("types.json: read as").count(), 1, "{}", run.err);
}

#[test]
fn silent_says_nothing() {
    for stdin in [WRONG_ZONE, "enis: ["] {
        let run = enilint(&["-s", "-"], stdin);
        assert_ne!(run.exit, Exit::Clean);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    }
}

#[test]
fn hostile_names_are_escaped() {
    let run = enilint(&["\u{1b}[2J.yaml"], "");
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(run.err.starts_with("error: \\u{1b}[2J.yaml: no such file"), "{}", run.err);
}

#[test]
fn types_win_in_the_order_of_who_says_so() {
    let dir = folder(&[("types.csv", "instance_type,eni_quantity,memory_gib\necs.g7.large,7,0.5\n")]);
    let run =
        enilint(&["types", "g7.large", "--catalog", &path(&dir, "types.csv"), "--output-format=json"], "");
    assert_eq!(run.exit, Exit::Clean, "{}", run.err);
    let listing: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let values = &listing["types"][0]["values"];
    assert_eq!(values["eni_quantity"]["value"], 7);
    assert!(
        values["eni_quantity"]["source"].as_str().is_some_and(|source| source.ends_with("types.csv:2:14"))
    );
    assert_eq!(values["memory_size"]["value"], 0.5);
    assert_eq!(values["cpu_core_count"]["value"], 2, "the built-in table fills in");
    assert_eq!(values["eri_quantity"], serde_json::Value::Null, "unknown, not 0");
}

#[test]
fn types_without_a_value_are_left_out_and_counted() {
    let run = enilint(&["types", "--min-ipv6", "0", "ecs.f3"], "");
    assert_eq!(run.exit, Exit::Clean);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.err.contains("left out"), "{}", run.err);
}

#[test]
fn a_table_with_an_answer_taken_in_is_a_catalog() {
    let answer = r#"{"InstanceTypes": {"InstanceType": [
        {"InstanceTypeId": "ecs.g7.large", "EniQuantity": 4},
        {"InstanceTypeId": "ecs.zz9.large", "EniQuantity": 3,
         "NetworkCards": {"NetworkCardInfo": [{"NetworkCardIndex": 0}, {"NetworkCardIndex": 1}]}}]}}"#;
    let dir = folder(&[("types.json", answer)]);
    let (json, csv) = (path(&dir, "types.json"), path(&dir, "table.csv"));
    let run = enilint(&["catalog", "update", &json, "--output", &csv], "");
    assert_eq!((run.exit, run.out.as_str()), (Exit::Clean, ""), "{}", run.err);
    let table = std::fs::read_to_string(&csv).unwrap();
    let row = |name: &str| table.lines().find(|line| line.starts_with(name)).unwrap();
    assert!(row("ecs.g7.large,").ends_with(",eni_quantity=api-1970-01-01"), "{}", row("ecs.g7.large,"));
    assert!(row("ecs.zz9.large,").ends_with(",api-1970-01-01,1970-01-01,"), "{}", row("ecs.zz9.large,"));
    let args = ["types", "zz9", "g7.large", "--catalog", &csv, "--output-format=json"];
    let run = enilint(&args, "");
    assert_eq!((run.exit, run.err.as_str()), (Exit::Clean, ""));
    let listing: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(listing["types"][0]["values"]["eni_quantity"]["value"], 4);
    assert_eq!(listing["types"][1]["values"]["network_cards"]["value"], serde_json::json!([0, 1]));
    let printed = enilint(&["catalog", "update", "-"], answer);
    assert_eq!(printed.out, table, "{}", printed.err);
}

#[test]
fn no_table_is_written_over_an_answer_or_from_one_that_is_broken() {
    let answer =
        r#"{"InstanceTypes": {"InstanceType": [{"InstanceTypeId": "ecs.g7.large", "EniQuantity": 4}]}}"#;
    let broken = answer.replace('4', "-4");
    let dir = folder(&[("types.json", answer), ("broken.json", &broken)]);
    let (json, csv) = (path(&dir, "types.json"), path(&dir, "table.csv"));
    assert_eq!(enilint(&["catalog", "update", &json, "--output", &json], "").exit, Exit::Incomplete);
    assert_eq!(std::fs::read_to_string(&json).unwrap(), answer);
    let run = enilint(&["catalog", "update", &path(&dir, "broken.json"), "--output", &csv], "");
    assert_eq!(run.exit, Exit::Incomplete);
    assert!(!std::path::Path::new(&csv).exists());
    let none = path(&dir, "none/table.csv");
    assert_eq!(enilint(&["catalog", "update", &json, "--output", &none], "").exit, Exit::Incomplete);
}

#[test]
fn a_bug_is_told_in_one_line() {
    let notice = bug_notice("panicked at src/x.rs:1:2:\nindex out of bounds", "enilint \u{1b}[2J");
    assert_eq!(notice.lines().count(), 1);
    assert!(notice.starts_with("error: this is a bug in enilint "), "{notice}");
    assert!(!notice.contains('\u{1b}'));
}

#[test]
fn capacity_of_standard_input() {
    let run =
        enilint(&["capacity", "-", "--stdin-filename", "plan.yaml", "--output-format=json"], WRONG_ZONE);
    assert_eq!(run.exit, Exit::Clean, "{}", run.err);
    assert!(run.out.contains(r#""file": "plan.yaml""#), "{}", run.out);
    let table = enilint(&["capacity", "-", "--output-format=table"], WRONG_ZONE);
    assert_eq!(
        table.out.lines().next(),
        Some("room  used  peak  limit  resource  of                      peak at")
    );
    assert_eq!(enilint(&["capacity", "-"], "{").exit, Exit::Incomplete);
}
