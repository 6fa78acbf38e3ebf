//! Holds speed against bars: how many times as long something takes as what nothing could be faster
//! than, in one run. `cargo bench --bench bars` prints the table; `-- 100` takes texts of about 100 MB.
//!
//! A row is the ratio of two medians of runs that alternate, so that a busy machine slows both down.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/generate.rs"]
mod generate;

use enilint::finding::Finding;
use enilint::read::FileOutcome;
use enilint::report::{OutputFormat, Style as Looks, render};
use enilint::source::{Role, Sources};
use enilint::{Options, Report, check, read};
use generate::{Style, generate};
use granit_parser::Parser;
use serde::Deserialize;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

const RUNS: usize = 7;
/// Attaches of a generated inventory that make about a megabyte.
const YAML_PER_MEGABYTE: usize = 1900;
const JSON_PER_MEGABYTE: usize = 2000;

fn main() {
    let megabytes = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(20_usize);
    let only: Vec<String> = std::env::args().skip(1).filter(|a| a.starts_with(char::is_alphabetic)).collect();
    let wanted = |name: &str| only.is_empty() || only.iter().any(|part| name.starts_with(part.as_str()));
    println!("{:<58} {:>9} {:>9} {:>7} {:>8}", "", "ours", "other", "ratio", "bar");
    if wanted("yaml") {
        yaml(megabytes);
    }
    if wanted("json") {
        json(megabytes);
    }
    if wanted("check") {
        whole(megabytes);
    }
    if wanted("reports") {
        reports(megabytes);
    }
    if wanted("program") {
        program();
    }
}

/// How a ratio has to be.
enum Bar {
    AtMost(f64),
    AtLeast(f64),
}

/// Prints how long one thing takes beside another.
fn row(name: &str, bar: &Bar, mut ours: impl FnMut(), mut other: impl FnMut()) {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        own.push(time(&mut ours));
        others.push(time(&mut other));
    }
    let (own, other) = (median(own), median(others));
    let (ratio, shown, met) = match *bar {
        Bar::AtMost(most) => {
            let ratio = own / other;
            (ratio, format!("<= {most}"), ratio <= most)
        }
        Bar::AtLeast(least) => {
            let ratio = other / own;
            (ratio, format!(">= {least}"), ratio >= least)
        }
    };
    let missed = if met { "" } else { "  missed" };
    println!("{name:<58} {:>7.1}ms {:>7.1}ms {ratio:>7.2} {shown:>8}{missed}", own * 1e3, other * 1e3);
}

/// Prints how long something takes beside what it may take.
fn seconds(name: &str, most: f64, mut run: impl FnMut()) {
    tell(name, median((0..RUNS).map(|_| time(&mut run)).collect()), most);
}

fn tell(name: &str, took: f64, most: f64) {
    let missed = if took <= most { "" } else { "  missed" };
    println!("{name:<58} {:>7.1}ms {:>9} {:>7} {:>6.0}ms{missed}", took * 1e3, "", "", most * 1e3);
}

fn time(run: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    run();
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64()
}

fn sources(name: &str, text: String) -> Sources {
    let mut sources = Sources::new();
    sources.add(name, text, Role::Named);
    sources
}

fn read_all(sources: &Sources) {
    black_box(read::read(sources));
}

fn yaml(megabytes: usize) {
    let regular = generate(megabytes * YAML_PER_MEGABYTE, 0, Style::Yaml).text;
    let irregular = regular.replace("    status: ", "    note: !t |\n      x\n    status: ");
    let mut odd = regular.clone();
    let middle = odd[odd.len() / 2..].find("\n  - ").map_or(0, |at| odd.len() / 2 + at + 1);
    odd.insert_str(middle, "  - id: odd\n    note: |\n      x\n");
    let quote = |line: &str| match line.split_once(": eni-") {
        Some((key, rest)) => format!("{key}: \"eni-{rest}\"\n"),
        None => format!("{line}\n"),
    };
    let quoted: String = regular.lines().map(quote).collect();
    let crlf = regular.replace('\n', "\r\n");
    let all = [&regular, &irregular, &odd, &quoted, &crlf].map(|text| sources("fleet.yaml", text.clone()));
    let text = |at: usize| [&regular, &irregular, &odd, &quoted, &crlf][at].as_str();
    let scan = |at| move || _ = black_box(lines_and_colons(text(at)));
    let events = |at| move || _ = black_box(granit(text(at)));
    let ours = |at: usize| {
        let all = &all;
        move || read_all(&all[at])
    };
    row("yaml, regular: to the model / lines and colons", &Bar::AtMost(4.0), ours(0), scan(0));
    row("yaml, regular: granit's events / to the model", &Bar::AtLeast(15.0), ours(0), events(0));
    row("yaml, irregular: to the model / granit's events", &Bar::AtMost(1.2), ours(1), events(1));
    row("yaml, one odd item: to the model / without it", &Bar::AtMost(1.3), ours(2), ours(0));
    row("yaml, quoted: to the model / lines and colons", &Bar::AtMost(4.0), ours(3), scan(3));
    row("yaml, CRLF: to the model / lines and colons", &Bar::AtMost(6.0), ours(4), scan(4));
}

/// Finds every line and the first colon in it, and does nothing with them.
fn lines_and_colons(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut start, mut found) = (0, 0);
    for end in memchr::memchr_iter(b'\n', bytes) {
        found += usize::from(memchr::memchr(b':', &bytes[start..end]).is_some());
        start = end + 1;
    }
    found
}

fn granit(text: &str) -> usize {
    Parser::new_from_str(text).filter(Result::is_ok).count()
}

fn json(megabytes: usize) {
    let text = generate(megabytes * JSON_PER_MEGABYTE, 0, Style::Json).text;
    let all = sources("fleet.json", text.clone());
    let ours = || read_all(&all);
    row("json, compact: to the model / a scan that skips", &Bar::AtMost(2.2), ours, || {
        _ = black_box(brackets(&text));
    });
    row("json, compact: serde_json into structs / to the model", &Bar::AtLeast(4.0), ours, || {
        drop(black_box(serde_json::from_str::<Fleet>(&text)));
    });
}

/// Finds every bracket outside of strings, and does nothing with them.
fn brackets(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let (mut at, mut opened, mut closed) = (0, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(found) = memchr::memchr2(b'"', b'\\', &bytes[at.min(bytes.len())..]) {
                    at += found;
                    if bytes.get(at) == Some(&b'"') {
                        break;
                    }
                    at += 2;
                }
            }
            b'{' | b'[' => opened += 1,
            b'}' | b']' => closed += 1,
            _ => {}
        }
        at += 1;
    }
    (opened, closed)
}

/// What serde_json would make of it.
#[derive(Deserialize)]
#[allow(dead_code)]
struct Fleet {
    vpcs: Vec<Vpc>,
    vswitches: Vec<Vswitch>,
    security_groups: Vec<Group>,
    instances: Vec<Instance>,
    enis: Vec<Eni>,
    attachments: Vec<Attachment>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Vpc {
    id: String,
    cidr_block: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Vswitch {
    id: String,
    vpc_id: String,
    zone_id: String,
    cidr_block: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Group {
    id: String,
    vpc_id: String,
    security_group_type: String,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Instance {
    id: String,
    instance_type: String,
    status: String,
    start_time: String,
    zone_id: String,
    vpc_id: String,
    vswitch_id: String,
    security_group_ids: Vec<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Eni {
    id: String,
    r#type: String,
    status: String,
    instance_id: Option<String>,
    vswitch_id: String,
    security_group_ids: Vec<String>,
    private_ips: Vec<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Attachment {
    instance_id: String,
    network_interface_id: String,
}

fn whole(megabytes: usize) {
    for (style, name, per) in
        [(Style::Yaml, "fleet.yaml", YAML_PER_MEGABYTE), (Style::Json, "fleet.json", JSON_PER_MEGABYTE)]
    {
        let attaches = megabytes * per;
        let options = Options::default();
        let clean = sources(name, generate(attaches, 0, style).text);
        let faulty = sources(name, generate(attaches, 100, style).text);
        row(
            &format!("check, {attaches} attaches in {name}: all / reading"),
            &Bar::AtMost(2.0),
            || drop(black_box(check(&clean, &options))),
            || read_all(&clean),
        );
        row(
            &format!("check, 1 % findings as JSON, {name}: all / reading"),
            &Bar::AtMost(2.5),
            || {
                let report = check(&faulty, &options);
                let mut out = Vec::new();
                drop(render(OutputFormat::Json, &report, &faulty, &looks(), &mut out));
                black_box(out);
            },
            || read_all(&faulty),
        );
    }
}

/// The same work on one thread and on two.
fn threads(name: &str, sources: &Sources) {
    let options = |threads| Options {
        threads: NonZeroUsize::new(threads).unwrap_or(NonZeroUsize::MIN),
        ..Options::default()
    };
    let (one, two) = (options(1), options(2));
    let run = |options| move || drop(black_box(check(sources, options)));
    row(name, &Bar::AtLeast(1.5), run(&two), run(&one));
}

/// Findings at the end of a check that was done already.
fn reports(megabytes: usize) {
    let faulty = sources("fleet.yaml", generate(megabytes * YAML_PER_MEGABYTE, 3, Style::Yaml).text);
    let report = check(&faulty, &Options::default());
    let found = report.findings.len();
    threads(&format!("check, {found} findings: one thread / two"), &faulty);
    for (format, name) in [(OutputFormat::Json, "JSON"), (OutputFormat::Sarif, "SARIF")] {
        let most = found as f64 / 100_000.0 * 0.5;
        seconds(&format!("{found} findings as {name}, 0.5 s for 100,000"), most, || {
            write(format, &report, &faulty);
        });
    }
    // The drawn report is cut after some findings, so that many of it are several. Each makes the index
    // of lines again, which one report of all of them would make once: that is taken off.
    let mut rest = report;
    let mut drawn = Vec::new();
    while !rest.findings.is_empty() && drawn.len() * SHOWN < 10_000 {
        drawn.push(part(&rest.files, rest.findings.drain(..SHOWN.min(rest.findings.len())).collect()));
    }
    let one = |part: &Report| vec![part.findings[0].clone()];
    let first: Vec<Report> = drawn.iter().map(|all| part(&all.files, one(all))).collect();
    let all = |parts: &[Report]| parts.iter().for_each(|part| write(OutputFormat::Full, part, &faulty));
    let index = median((0..RUNS).map(|_| time(&mut || all(&first))).collect());
    let took = median((0..RUNS).map(|_| time(&mut || all(&drawn))).collect()) - index;
    let found = drawn.iter().map(|part| part.findings.len() - 1).sum::<usize>();
    let most = found as f64 / 10_000.0 * 0.3;
    tell(&format!("{found} findings drawn, 0.3 s for 10,000"), took, most);
}

fn part(files: &[FileOutcome], findings: Vec<Finding>) -> Report {
    Report { findings, files: files.to_vec(), ..Report::default() }
}

/// Findings of one drawn report.
const SHOWN: usize = 100;

/// As the program writes.
fn looks() -> Looks {
    Looks { threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN), ..Looks::default() }
}

fn write(format: OutputFormat, report: &Report, sources: &Sources) {
    let mut out = Vec::new();
    drop(render(format, report, sources, &looks(), &mut out));
    black_box(out);
}

/// The program as it is installed: its size, and a run on a page of inventory.
fn program() {
    let program = env!("CARGO_BIN_EXE_enilint");
    let size = std::fs::metadata(program).map_or(0, |file| file.len()) as f64 / (1 << 20) as f64;
    let missed = if size <= 12.0 { "" } else { "  missed" };
    println!("{:<58} {size:>7.1}MB {:>9} {:>7} {:>5}MB{missed}", "the program", "", "", 12);
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/quickstart");
    seconds("a run of the program on a page", 0.01, || {
        drop(std::process::Command::new(program).args(["check", page]).output());
    });
}
