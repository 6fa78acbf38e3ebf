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
use estate::estate;
use generate::{Style, generate};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let size = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(100_000);
    println!(
        "{:<6} {:>9} {:>6} {:>9} {:>9} {:>9} {:>12}",
        "", "attaches", "MB", "events", "read", "check", "attaches/s"
    );
    for (label, name, make) in INPUTS {
        let small = row(label, name, size / 10, make(size / 10));
        let large = row(label, name, size, make(size));
        println!("{label}: ten times the input costs {:.1} times the time", large / small);
    }
}

type Input = (&'static str, &'static str, fn(usize) -> String);

const INPUTS: [Input; 3] = [
    ("Yaml", "fleet.yaml", |attaches| generate(attaches, 100, Style::Yaml).text),
    ("Json", "fleet.json", |attaches| generate(attaches, 100, Style::Json).text),
    ("Plan", "plan.json", |attaches| estate(attaches, 100).plan),
];

fn row(label: &str, name: &str, attaches: usize, text: String) -> f64 {
    let megabytes = text.len() as f64 / 1e6;
    let notation = if name.ends_with(".yaml") { Notation::Yaml } else { Notation::Json };
    let events = median(|| {
        let mut events = Events::new(&text, notation);
        while let Ok(Some(_)) = events.next() {}
    });
    let mut sources = Sources::new();
    sources.add(name, text.clone(), Role::Named);
    let parse = median(|| {
        std::hint::black_box(read::read(&sources));
    });
    let options = Options::default();
    let whole = median(|| {
        std::hint::black_box(check(&sources, &options));
    });
    println!(
        "{label:<6} {attaches:>9} {megabytes:>6.1} {:>7.0}ms {:>7.0}ms {:>7.0}ms {:>12.0}",
        events.as_secs_f64() * 1e3,
        parse.as_secs_f64() * 1e3,
        whole.as_secs_f64() * 1e3,
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
