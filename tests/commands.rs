//! Runs every command that the documents show, in a folder that has what they name. A command of
//! another program is not run, and must be of one that is known.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;

use common::{markdown, root};
use serde_yaml::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Programs whose commands are shown and not run.
const OTHERS: [&str; 14] = [
    "aliyun ",
    "bash .ci/run",
    "cargo install ",
    "cargo mutants ",
    "cargo test",
    "git ",
    "jq ",
    "mdbook ",
    "maturin ",
    "pip install ",
    "podman ",
    "reviewdog ",
    "terraform plan ",
    "terraform show ",
];

/// What stands for something else in commands within a text.
const PLACEHOLDERS: [(&str, &str); 4] = [
    ("[PATH…]", ""),
    (" RULE", " zone-mismatch"),
    ("allow[RULE]", "allow[zone-mismatch]"),
    (" REV", " HEAD"),
];

/// A Terraform plan with its configuration that can be decided.
const TERRAFORM: &str = "fixtures/terraform/inline-on-stopped";

/// A ROS template with values for its parameters, in a folder `ros`.
const ROS: &str = "fixtures/ros/web/ros";

#[test]
fn every_command_of_the_documents_runs() {
    let mut wrong = Vec::new();
    for document in markdown::documents() {
        let text = fs::read_to_string(root().join(&document)).unwrap();
        let commands = commands(&text, &mut wrong);
        let folder = folder();
        for Shown { command, output } in commands {
            if let Some(why) = run(&command, output.as_deref(), folder.path()) {
                wrong.push(format!("{document}: {command}\n{why}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What the packages are called in the recipes is what there is.
#[test]
fn recipes_pin_this_version() {
    let text = fs::read_to_string(root().join("docs/ci.md")).unwrap();
    let pins: Vec<&str> = text.split("enilint==").skip(1).collect();
    assert!(!pins.is_empty());
    for pin in pins {
        let end = pin.find(|c: char| c != '.' && !c.is_ascii_digit()).unwrap_or(pin.len());
        assert_eq!(&pin[..end], env!("CARGO_PKG_VERSION"));
    }
}

/// A command, and what it prints if the document says so.
struct Shown {
    command: String,
    output: Option<Vec<String>>,
}

/// The commands of a document: in blocks, in pipelines, and within the text.
fn commands(text: &str, wrong: &mut Vec<String>) -> Vec<Shown> {
    let mut all = Vec::new();
    for block in markdown::blocks(text) {
        match block.language {
            "console" => all.extend(session(&block.text)),
            "yaml" => match serde_yaml::from_str(&block.text) {
                Ok(value) => scripts(&value, &mut all),
                Err(e) => wrong.push(format!("{e}:\n{}", block.text)),
            },
            "json" => {
                if let Err(e) = serde_json::from_str::<serde_json::Value>(&block.text) {
                    wrong.push(format!("{e}:\n{}", block.text));
                }
            }
            _ => {}
        }
    }
    for mut command in markdown::code_spans(text).into_iter().filter(|span| span.starts_with("enilint ")) {
        for (placeholder, value) in PLACEHOLDERS {
            command = command.replace(placeholder, value);
        }
        all.push(Shown { command, output: None });
    }
    all
}

/// The commands of a console: each line is one, unless some begin with `$ `; then what follows these
/// is what they print.
fn session(text: &str) -> Vec<Shown> {
    let text = text.replace("\\\n", " ");
    let mut all: Vec<Shown> = Vec::new();
    let prompts = text.lines().any(|line| line.starts_with("$ "));
    for line in text.lines() {
        match (line.strip_prefix("$ "), all.last_mut()) {
            (Some(command), _) => {
                all.push(Shown { command: command.to_owned(), output: Some(Vec::new()) });
            }
            (None, Some(Shown { output: Some(output), .. })) => output.push(line.to_owned()),
            (None, _) if prompts => panic!("before the first prompt: {line}"),
            (None, _) => all.push(Shown { command: line.to_owned(), output: None }),
        }
    }
    all
}

/// The commands of a pipeline's or a hook's configuration.
fn scripts(value: &Value, all: &mut Vec<Shown>) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Sequence(values) => open.extend(values),
            Value::Mapping(map) => {
                for (key, value) in map {
                    match (key.as_str(), value) {
                        (Some("run" | "script"), Value::String(text)) => all.extend(session(text.trim())),
                        (Some("script"), Value::Sequence(lines)) => {
                            all.extend(lines.iter().filter_map(Value::as_str).flat_map(session));
                        }
                        (Some("entry"), Value::String(entry)) => {
                            let args = map.get("args").and_then(Value::as_sequence);
                            let args = args.into_iter().flatten().filter_map(Value::as_str);
                            let words: Vec<&str> = [entry.as_str()].into_iter().chain(args).collect();
                            all.push(Shown { command: words.join(" "), output: None });
                        }
                        _ => open.push(value),
                    }
                }
            }
            _ => {}
        }
    }
}

/// Runs a command, and says what is wrong with it.
fn run(command: &str, output: Option<&[String]>, folder: &Path) -> Option<String> {
    let command = command.replacen("cargo run --release -- ", "enilint ", 1);
    for stage in stages(&command) {
        if OTHERS.iter().any(|other| stage.starts_with(other)) {
            continue;
        }
        if !stage.starts_with("enilint ") {
            return Some(format!("neither enilint nor a program that is known: {stage}"));
        }
        let ran = shell(folder, stage);
        let text = String::from_utf8_lossy(&ran.stdout) + String::from_utf8_lossy(&ran.stderr);
        if !matches!(ran.status.code(), Some(0 | 1)) {
            return Some(format!("{}: {text}", ran.status));
        }
        if output.is_some_and(|wanted| !matches(&text, wanted)) {
            return Some(format!("prints something else:\n{text}"));
        }
    }
    None
}

/// The parts of a command between `|`.
fn stages(command: &str) -> Vec<&str> {
    let (mut quote, mut start, mut all) = (None, 0, Vec::new());
    for (at, c) in command.char_indices() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            (None, '|') => {
                all.push(command[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    all.push(command[start..].trim());
    all
}

/// Whether a text is what is wanted, where `...` is any number of lines.
fn matches(text: &str, wanted: &[String]) -> bool {
    let mut lines: Vec<&str> = text.trim_end().lines().map(str::trim_end).collect();
    lines.push("\0"); // the end, so that the last part is held to it
    let wanted: Vec<&str> = wanted.iter().map(|line| line.trim_end()).chain(["\0"]).collect();
    let mut at = 0;
    for (n, part) in wanted.split(|line| *line == "...").enumerate() {
        let found = match n {
            0 => lines.starts_with(part).then_some(0),
            _ if part.contains(&"\0") => lines.len().checked_sub(part.len()).filter(|s| lines[*s..] == *part),
            _ => (at..lines.len()).find(|start| lines[*start..].starts_with(part)),
        };
        match found {
            Some(start) if start >= at => at = start + part.len(),
            _ => return false,
        }
    }
    at == lines.len()
}

#[test]
fn dots_stand_for_lines() {
    let wanted = |text: &str| text.lines().map(str::to_owned).collect::<Vec<String>>();
    for (pattern, yes) in [
        ("a\nb\nc", true),
        ("a\n...", true),
        ("...\nc", true),
        ("a\n...\nc", true),
        ("a\n...\nb\n...", true),
        ("a\nb", false),
        ("b\n...", false),
        ("...\nb", false),
        ("a\n...\nd\n...", false),
        ("a\nb\n...\nb\nc", false),
    ] {
        assert_eq!(matches("a\nb\nc\n", &wanted(pattern)), yes, "{pattern}");
    }
}

/// A repository with what the documents name: a plan by hand and one of Terraform, and a snapshot.
fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    let quickstart = root().join("fixtures/quickstart");
    for to in ["", "fixtures/quickstart", "plans"] {
        copy(&quickstart, &dir.path().join(to));
    }
    copy(&root().join(TERRAFORM), dir.path());
    copy(&root().join(ROS), &dir.path().join("ros"));
    fs::remove_file(dir.path().join("expect.yaml")).unwrap();
    // What only some documents name is read only where it is named.
    for (from, to) in [
        ("runbooks/in-order/run.sh", "run.sh"),
        ("runbooks/in-order/run.sh", "run.txt"),
        ("corpus/aliyun-cli/DescribeInstanceTypes.json", "types.json"),
    ] {
        fs::copy(root().join("fixtures").join(from), dir.path().join(to)).unwrap();
    }
    copy(&root().join("fixtures/crossplane/zones"), &dir.path().join("manifests"));
    fs::remove_file(dir.path().join("manifests/expect.yaml")).unwrap();
    fs::write(dir.path().join(".ignore"), "/run.sh\n/types.json\n/manifests/\n").unwrap();
    for command in [
        "git init --quiet",
        "git add --all",
        "git -c user.name=t -c user.email=t@example.com commit --quiet --message x",
        "git update-ref refs/remotes/origin/main HEAD",
    ] {
        let ran = shell(dir.path(), command);
        assert!(ran.status.success(), "{command}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    dir
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for path in common::entries(from) {
        let to = to.join(common::name(&path));
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).unwrap() }
    }
}

/// Runs a line in a shell that knows nothing of whoever runs the tests. Standard input is the plan.
fn shell(folder: &Path, line: &str) -> std::process::Output {
    let tool = Path::new(env!("CARGO_BIN_EXE_enilint")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths([tool].into_iter().chain(std::env::split_paths(&others))).unwrap();
    let plan = fs::File::open(folder.join("plan.yaml")).unwrap();
    Command::new("sh")
        .args(["-c", line])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .env("HOME", folder)
        .env("LC_ALL", "C.UTF-8")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GITHUB_STEP_SUMMARY", "summary.md")
        .stdin(Stdio::from(plan))
        .output()
        .unwrap()
}
