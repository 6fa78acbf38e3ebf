//! Times the stages on generated inventories and prints what ten times the input costs.
//!
//! `cargo bench` runs it; `cargo bench -- 1000000` takes another size. Times are medians of several
//! runs; compare the ratios, not the seconds, between machines.
#![allow(clippy::print_stdout, missing_docs)]

#[path = "../tests/common/generate.rs"]
mod generate;

use enilint::source::{Role, Sources};
use enilint::syntax::{Events, Notation};
use enilint::{Options, check, read};
use generate::{Style, generate};
use std::time::{Duration, Instant};

const RUNS: usize = 5;

fn main() {
    let size = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(100_000);
    println!(
        "{:<6} {:>9} {:>6} {:>9} {:>9} {:>9} {:>12}",
        "", "attaches", "MB", "events", "read", "check", "attaches/s"
    );
    for style in [Style::Yaml, Style::Json] {
        let small = row(style, size / 10);
        let large = row(style, size);
        println!("{style:?}: ten times the input costs {:.1} times the time", large / small);
    }
}

fn row(style: Style, attaches: usize) -> f64 {
    let text = generate(attaches, 100, style).text;
    let megabytes = text.len() as f64 / 1e6;
    let notation = if style == Style::Yaml { Notation::Yaml } else { Notation::Json };
    let events = median(|| {
        let mut events = Events::new(&text, notation);
        while let Ok(Some(_)) = events.next() {}
    });
    let mut sources = Sources::new();
    let name = if style == Style::Yaml { "fleet.yaml" } else { "fleet.json" };
    sources.add(name, text.clone(), Role::Named);
    let parse = median(|| {
        std::hint::black_box(read::read(&sources));
    });
    let options = Options::default();
    let whole = median(|| {
        std::hint::black_box(check(&sources, &options));
    });
    println!(
        "{:<6} {attaches:>9} {megabytes:>6.1} {:>7.0}ms {:>7.0}ms {:>7.0}ms {:>12.0}",
        format!("{style:?}"),
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
