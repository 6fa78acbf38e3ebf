//! What a machine holds in store: odd files, full disks, closed pipes, interrupts, and inputs that would
//! take all of the memory. The program runs as it is installed, with limits set by the shell.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

use std::ffi::OsStr;
use std::fs::{self, Permissions};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_enilint");

/// An attach that fails, so that a run that has looked at it is told from one that has not.
const FAILS: &str = "attachments:\n- { instance_id: eni-1, network_interface_id: eni-1 }\n";
/// Some thousand lines of report.
fn many() -> String {
    let (_, entry) = FAILS.split_once('\n').unwrap();
    FAILS.to_owned() + &entry.repeat(2000)
}

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(PROGRAM).current_dir(folder).args(args).output().unwrap()
}

/// Runs a command of the shell in which `$ENILINT` is the program.
fn shell(folder: &Path, script: &str) -> Output {
    Command::new("sh").current_dir(folder).env("ENILINT", PROGRAM).args(["-c", script]).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Whether a run ended with a code, told what is wrong, and did not panic.
fn told(output: &Output, code: i32, message: &str) {
    let errors = text(&output.stderr) + &text(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{errors}");
    assert!(errors.contains(message), "{message:?} is not in:\n{errors}");
    assert!(!errors.contains("a bug in enilint"), "{errors}");
}

#[test]
fn odd_files_of_a_folder_are_passed_over() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("plan.yaml"), FAILS).unwrap();
    symlink("..", at.join("up")).unwrap();
    symlink("self", at.join("self")).unwrap();
    symlink("nowhere", at.join("gone.yaml")).unwrap();
    symlink("/dev/zero", at.join("endless.yaml")).unwrap();
    assert!(Command::new("mkfifo").arg(at.join("pipe.yaml")).status().unwrap().success());
    let deep = (0..60).fold(at.to_owned(), |path, _| path.join("a-folder-in-a-folder"));
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("deep.yaml"), FAILS).unwrap();
    let output = run(at, &["check", "."]);
    told(&output, 1, "2 planned attaches: 0 pass, 2 fail");
}

/// The start of a command that runs as somebody who owns nothing; none if only the superuser can be. Nothing
/// is closed to the superuser, and in containers tests often run as that.
fn as_nobody(folder: &Path) -> Option<&'static str> {
    let closed = fs::read(folder.join("locked.yaml")).is_err();
    let ways =
        ["setpriv --reuid=65534 --regid=65534 --clear-groups", "su -s /bin/sh nobody -c 'exec \"$@\"' --"];
    let works = |way: &&str| shell(folder, &format!("{way} true")).status.success();
    if closed { Some("") } else { ways.into_iter().find(works) }
}

#[test]
fn what_is_closed_is_told_and_the_rest_is_checked() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("plan.yaml"), FAILS).unwrap();
    fs::write(at.join("locked.yaml"), FAILS).unwrap();
    fs::create_dir(at.join("locked")).unwrap();
    fs::write(at.join("locked/b.yaml"), FAILS).unwrap();
    // Others can run the program wherever it is built.
    if fs::hard_link(PROGRAM, at.join("enilint")).is_err() {
        fs::copy(PROGRAM, at.join("enilint")).unwrap();
    }
    let mode = |name: &str, mode| fs::set_permissions(at.join(name), Permissions::from_mode(mode)).unwrap();
    mode("", 0o755);
    mode("locked", 0o0);
    mode("locked.yaml", 0o0);
    let way = as_nobody(at);
    let outputs = way
        .map(|way| ["", "locked/b.yaml"].map(|more| shell(at, &format!("{way} ./enilint check . {more}"))));
    mode("locked", 0o755); // or the folder could not be removed
    let Some([found, named]) = outputs else {
        return eprintln!(
            "not tried: everything is open to this user, and it cannot run a program as another"
        );
    };
    for message in ["locked: permission denied", "locked.yaml: permission denied", "2 files unreadable"] {
        told(&found, 2, message);
    }
    told(&found, 2, "1 planned attach: 0 pass, 1 fail");
    told(&named, 2, "locked/b.yaml: permission denied");
}

#[test]
fn names_that_are_no_text_are_read_and_escaped() {
    let folder = TempDir::new().unwrap();
    let name = OsStr::from_bytes(b"odd\xff\x1b[31m\n.yaml");
    if fs::write(folder.path().join(name), FAILS).is_err() {
        return; // a file system that has no such names
    }
    let output = run(folder.path(), &["check", "."]);
    told(&output, 1, "1 planned attach: 0 pass, 1 fail");
    assert!(!output.stdout.contains(&0x1b), "{}", text(&output.stdout));
    let json = run(folder.path(), &["check", ".", "--output-format", "json"]);
    assert!(serde_json::from_slice::<serde_json::Value>(&json.stdout).is_ok(), "{}", text(&json.stdout));
}

#[test]
fn what_is_no_file_is_refused_and_the_others_are_checked() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("plan.yaml"), FAILS).unwrap();
    symlink("nowhere", at.join("gone.yaml")).unwrap();
    for (name, message) in [
        ("/dev/zero", "/dev/zero: is a device"),
        ("gone.yaml", "gone.yaml: no such file"),
        ("plan.yaml/below", "plan.yaml/below: "),
    ] {
        let output = run(at, &["check", "plan.yaml", name]);
        told(&output, 2, message);
        told(&output, 2, "1 planned attach: 0 pass, 1 fail");
    }
}

/// On a disk that is full nothing passes for written.
#[test]
fn a_full_disk_is_told() {
    let folder = TempDir::new().unwrap();
    let full = Path::new("/dev/full");
    if !full.exists() {
        return; // not on this system
    }
    fs::write(folder.path().join("plan.yaml"), "enis: []\n").unwrap();
    told(&shell(folder.path(), "\"$ENILINT\" check plan.yaml > /dev/full"), 2, "standard output: ");
    let output = run(folder.path(), &["check", "plan.yaml", "--output-format", "json=/dev/full"]);
    told(&output, 2, "/dev/full: ");
}

/// A file that cannot be written whole is left as it was.
#[test]
fn a_report_that_does_not_fit_leaves_the_old_one() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    fs::write(at.join("plan.yaml"), many()).unwrap();
    fs::write(at.join("report.json"), "old").unwrap();
    // Files may be eight blocks long, and a program that writes more gets an error, not a signal.
    let script = "ulimit -f 8; trap '' XFSZ; \"$ENILINT\" check plan.yaml --output-format json=report.json";
    told(&shell(at, script), 2, "report.json: ");
    assert_eq!(fs::read_to_string(at.join("report.json")).unwrap(), "old");
    assert_eq!(fs::read_dir(at).unwrap().count(), 2, "something was left beside it");
}

#[test]
fn a_reader_that_goes_away_is_no_failure_of_the_run() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("plan.yaml"), many()).unwrap();
    let script = "{ \"$ENILINT\" check plan.yaml --output-format json; echo \"code $?\" >&2; } | head -c 1";
    let output = shell(folder.path(), script);
    assert_eq!(output.stdout, b"{");
    assert!(text(&output.stderr).contains("code "), "{}", text(&output.stderr));
    assert!(!text(&output.stderr).contains("a bug in enilint"), "{}", text(&output.stderr));
}

/// Whether programs that are started from here are not interrupted, as in the background of a shell:
/// they take that over.
fn ignores_interrupts() -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & 0b10 != 0)
}

/// Waiting for its input, it goes at once, and leaves what it would have written as it was.
#[test]
fn an_interrupt_ends_it_at_once() {
    if ignores_interrupts() {
        eprintln!("not tried: interrupts are ignored where the tests run");
        return;
    }
    let folder = TempDir::new().unwrap();
    let report = folder.path().join("report.json");
    fs::write(&report, "old").unwrap();
    let mut child = Command::new(PROGRAM)
        .args(["check", "-", "--output-format"])
        .arg(format!("json={}", report.display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(FAILS.as_bytes()).unwrap();
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    let status = child.wait().unwrap(); // the input is still open
    assert_eq!(status.signal(), Some(2), "{status}");
    drop(input);
    assert_eq!(fs::read_to_string(&report).unwrap(), "old");
}

/// Runs on a text with as many megabytes of memory, and a minute of work: far more than the program
/// needs, and far less than what it would take if it lost its bounds.
fn bounded(name: &str, text: &str, megabytes: usize) -> Output {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), text).unwrap();
    fs::write(folder.path().join("other.yaml"), FAILS).unwrap();
    let kilobytes = megabytes * 1024;
    // Systems without one of the limits still run the test.
    let limits = format!("ulimit -v {kilobytes} 2>/dev/null; ulimit -t 60 2>/dev/null");
    shell(folder.path(), &format!("{limits}; \"$ENILINT\" check {name} other.yaml"))
}

#[test]
fn nesting_takes_no_memory() {
    let many = 1_000_000;
    for (name, text) in [
        ("brackets.json", "[".repeat(many)),
        ("maps.json", "{\"a\":".repeat(many)),
        ("dashes.yaml", "- ".repeat(many)),
        ("brackets.yaml", "a: ".to_owned() + &"[".repeat(many)),
        ("blocks.tf", "a {\n".repeat(many)),
        ("lists.tf", "locals {\n  a = ".to_owned() + &"[".repeat(many)),
        ("calls.tf", "locals {\n  a = ".to_owned() + &"f(".repeat(many)),
    ] {
        let output = bounded(name, &text, 512);
        told(&output, 2, "1 planned attach: 0 pass, 1 fail");
    }
    // A shell takes what opens and never closes for one command, and there is none here.
    let output = bounded("quotes.sh", &("aliyun ecs StopInstance $(".repeat(many / 10) + "\n"), 512);
    assert!(output.status.code().is_some(), "{}", text(&output.stderr));
}

#[test]
fn aliases_are_not_multiplied() {
    let level = |n: usize| format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 9].join(","));
    let bomb: String = "a0: &a0 [x]\n".to_owned() + &(1..40).map(level).collect::<String>();
    told(&bounded("bomb.yaml", &(bomb + "enis: *a39\n"), 512), 2, "1 planned attach: 0 pass, 1 fail");
    let twice = format!("a: &a [{}]\nenis:\n{}", "x, ".repeat(20_000), "- *a\n".repeat(20_000));
    let output = bounded("quadratic.yaml", &twice, 512);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{}", text(&output.stderr));
}

#[test]
fn long_texts_and_many_keys_fit() {
    let long = format!("instances:\n- id: {}\n", "x".repeat(100_000_000));
    told(&bounded("scalar.yaml", &long, 512), 1, "1 planned attach: 0 pass, 1 fail");
    let keys: String = (0..500_000).map(|n| format!("  k{n}: 1\n")).collect();
    told(&bounded("keys.yaml", &format!("instances:\n- id: i-a\n{keys}"), 512), 1, "unknown-key");
    let documents = "---\nenis: []\n".repeat(100_000);
    told(&bounded("documents.yaml", &documents, 512), 1, "1 planned attach: 0 pass, 1 fail");
}

/// As long as the tests before, and twenty times as much; for a machine with time.
#[test]
#[ignore = "takes minutes without optimisation"]
fn ten_million_keys_fit() {
    let keys: String = (0..10_000_000).map(|n| format!("  k{n}: 1\n")).collect();
    told(&bounded("keys.yaml", &format!("instances:\n- id: i-a\n{keys}"), 4096), 1, "unknown-key");
}
