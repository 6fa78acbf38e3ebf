//! Verdicts of generated inventories are those that the generator meant.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // a test that cannot go on has failed

mod common;
#[path = "common/estate.rs"]
mod estate;
#[path = "common/generate.rs"]
mod generate;

use enilint::finding::{Decision, Severity};
use enilint::report::{OutputFormat, Style as Looks, render};
use enilint::source::{Role, Sources};
use enilint::{Options, check};
use estate::{Estate, estate};
use generate::{Style, generate};
use std::num::NonZeroUsize;

fn verdicts(text: String, style: Style) -> Vec<bool> {
    let name = if style == Style::Yaml { "fleet.yaml" } else { "fleet.json" };
    let (sources, report) = common::run(&[(name.to_owned(), text, Role::Named)], None, &[]);
    for verdict in &report.verdicts {
        assert_ne!(verdict.decision, Decision::Undecided, "{:?}", verdict.missing);
    }
    // An attach fails for one reason, and nothing else is found. An instance that is Starting is one
    // finding, however many attaches it fails.
    let failed: Vec<_> = report.verdicts.iter().filter(|v| v.decision == Decision::Fail).collect();
    let lines: Vec<String> = report.findings.iter().map(|f| common::line(&sources, f)).collect();
    assert!(failed.iter().all(|v| v.rules.len() == 1), "{failed:#?}");
    assert!(report.findings.len() <= failed.len(), "{lines:#?}");
    assert!(report.findings.iter().all(|f| f.attachment.is_some()), "{lines:#?}");
    report.verdicts.iter().map(|v| v.decision == Decision::Fail).collect()
}

#[test]
fn a_clean_fleet_passes() {
    let fleet = generate(9_000, 0, Style::Yaml);
    assert!(verdicts(fleet.text, Style::Yaml).iter().all(|failed| !failed));
}

#[test]
fn each_violation_is_found_once_and_alone() {
    for style in [Style::Yaml, Style::Json] {
        let fleet = generate(3_000, 40, style);
        assert_eq!(verdicts(fleet.text, style), fleet.failing);
    }
}

/// With the configuration or without, whatever fails is found once.
#[test]
fn each_violation_of_a_plan_is_found_once_and_alone() {
    let Estate { plan, configuration, attaches } = estate(1_000, 7);
    let plan = ("plan.json".to_owned(), plan, Role::Named);
    let beside =
        configuration.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned(), Role::Found));
    let both = std::iter::once(plan.clone()).chain(beside).collect();
    for files in [vec![plan], both] {
        let (sources, report) = common::run(&files, None, &[]);
        let expected: Vec<Decision> =
            attaches.iter().map(|(_, fails)| if *fails { Decision::Fail } else { Decision::Pass }).collect();
        let got = report.verdicts.iter();
        let wrong: Vec<_> =
            got.zip(&expected).zip(&attaches).filter(|((v, e), _)| v.decision != **e).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        assert_eq!(report.verdicts.len(), attaches.len());
        let loud = report.findings.iter().filter(|f| f.severity != Severity::Info);
        let lines: Vec<String> = loud.map(|f| common::line(&sources, f)).collect();
        assert_eq!(lines.len(), attaches.iter().filter(|(_, fails)| *fails).count(), "{lines:#?}");
    }
}

/// Every byte of the report is the same, however the work is split.
#[test]
fn the_number_of_threads_changes_nothing() {
    let fleet = generate(4_000, 15, Style::Yaml).text;
    // What is irregular in it is read in another way, from place to place.
    let odd = |(n, line): (usize, &str)| match line.strip_prefix("    status: ") {
        Some(_) if n % 50 == 0 => format!("    note: |\n      text\n{line}\n"),
        _ => format!("{line}\n"),
    };
    let irregular: String = fleet.lines().enumerate().map(odd).collect();
    let plan = estate(1_500, 9).plan;
    for (name, text) in [("fleet.yaml", fleet), ("odd.yaml", irregular), ("plan.json", plan)] {
        let mut sources = Sources::new();
        sources.add(name, text, Role::Named);
        let reports = |threads| {
            let threads = NonZeroUsize::new(threads).unwrap();
            let report = check(&sources, &Options { threads, ..Options::default() });
            let looks = Looks { threads, ..Looks::default() };
            LISTS.map(|format| {
                let mut out = Vec::new();
                render(format, &report, &sources, &looks, &mut out).unwrap();
                String::from_utf8(out).unwrap()
            })
        };
        let alone = reports(1);
        assert!(alone[0].contains("\"fail\""));
        for threads in [2, 3, 8] {
            assert!(reports(threads) == alone, "{name} with {threads} threads");
        }
    }
}

/// The formats that several threads write.
const LISTS: [OutputFormat; 5] = [
    OutputFormat::Json,
    OutputFormat::Jsonl,
    OutputFormat::Sarif,
    OutputFormat::Gitlab,
    OutputFormat::Rdjson,
];
