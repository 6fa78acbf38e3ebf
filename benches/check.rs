//! Times the stages on generated inventories and prints what ten times the input costs.
//!
//! `cargo bench` runs it; `cargo bench -- 1000000` takes another size. Times are medians of several
//! runs; compare the ratios, not the seconds, between machines.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/estate.rs"]
mod estate;
#[path = "../tests/common/generate.rs"]
mod generate;

use enilint::source::{Role, Sources};
use enilint::syntax::{Events, Notation};
use enilint::{Options, check, read};
use estate::{Estate, estate};
use generate::{Style, generate};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let size = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(100_000);
    println!(
        "{:<7} {:>9} {:>6} {:>9} {:>9} {:>9} {:>7} {:>12}",
        "", "attaches", "MB", "events", "read", "check", "ratio", "attaches/s"
    );
    for (label, make) in INPUTS {
        let small = row(label, size / 10, make(size / 10));
        let large = row(label, size, make(size));
        println!("{label}: ten times the input costs {:.1} times the time", large / small);
    }
}

/// Files by name; the first is the largest by far.
type Files = Vec<(&'static str, String)>;
type Input = (&'static str, fn(usize) -> Files);

const INPUTS: [Input; 4] = [
    ("Yaml", |attaches| vec![("fleet.yaml", generate(attaches, 100, Style::Yaml).text)]),
    ("Json", |attaches| vec![("fleet.json", generate(attaches, 100, Style::Json).text)]),
    ("Plan", |attaches| vec![("plan.json", estate(attaches, 100).plan)]),
    ("Plan+tf", |attaches| {
        let Estate { plan, configuration, .. } = estate(attaches, 100);
        let beside = configuration.into_iter().map(|(name, text)| (name, text.to_owned()));
        std::iter::once(("plan.json", plan)).chain(beside).collect()
    }),
];

/// Prints what a run costs; the ratio is that of the whole check to a bare pass over the text.
fn row(label: &str, attaches: usize, files: Files) -> f64 {
    let megabytes = files.iter().map(|(_, text)| text.len()).sum::<usize>() as f64 / 1e6;
    let events = median(|| {
        let Some((name, text)) = files.first() else { return };
        let notation = if name.ends_with(".yaml") { Notation::Yaml } else { Notation::Json };
        let mut events = Events::new(text, notation);
        while let Ok(Some(_)) = events.next() {}
    });
    let mut sources = Sources::new();
    for (name, text) in files {
        sources.add(name, text, Role::Named);
    }
    let parse = median(|| {
        std::hint::black_box(read::read(&sources));
    });
    let options = Options::default();
    let whole = median(|| {
        std::hint::black_box(check(&sources, &options));
    });
    println!(
        "{label:<7} {attaches:>9} {megabytes:>6.1} {:>7.0}ms {:>7.0}ms {:>7.0}ms {:>7.1} {:>12.0}",
        events.as_secs_f64() * 1e3,
        parse.as_secs_f64() * 1e3,
        whole.as_secs_f64() * 1e3,
        whole.as_secs_f64() / events.as_secs_f64(),
        attaches as f64 / whole.as_secs_f64()
    );
    whole.as_secs_f64()
}

fn median(mut run: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[RUNS / 2]
}
