//! `enilint rules`: every rule in a line.

use super::args::RulesArgs;
use super::console::Console;
use super::exit::Exit;
use super::listing::{ListFormat, json};
use super::table::{Table, left};
use crate::rules::{self, Basis, Page, Rule, Source};
use serde::Serialize;

/// The JSON list. Names and meanings of fields are kept within a version.
#[derive(Serialize)]
struct Listing {
    version: u32,
    rules: Vec<Listed>,
    /// Codes that only the API can decide, at run time.
    runtime_codes: Vec<ListedCode>,
}

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    summary: &'static str,
    severity: &'static str,
    basis: Basis,
    api_errors: Vec<&'static str>,
    on_by_default: bool,
    /// Whether an attach is undecided if the rule is.
    constraint: bool,
    sources: &'static [Source],
}

#[derive(Serialize)]
struct ListedCode {
    code: &'static str,
    summary: &'static str,
    sources: &'static [Source],
}

/// Runs the command.
pub(super) fn run(args: &RulesArgs, console: &mut Console<'_>) -> Exit {
    let mut rules: Vec<(&'static Rule, &'static Page)> =
        rules::all().iter().filter_map(|rule| Some((rule, rule.page()?))).collect();
    rules.sort_by_key(|(rule, _)| rule.name);
    let terminal = console.terminal;
    match args.output_format {
        ListFormat::Json => console.print(|out| json(out, &listing(&rules))),
        ListFormat::Full => {
            let table = table(&rules, terminal.width.is_some());
            console.print(|out| table.write(terminal.colour, terminal.width, out));
        }
    }
    Exit::Clean
}

/// On a terminal the codes stand below the summary: side by side they would not fit. Elsewhere a
/// rule is one line.
fn table(rules: &[(&'static Rule, &'static Page)], narrow: bool) -> Table {
    let mut columns = vec![left("name"), left("severity"), left("basis")];
    if !narrow {
        columns.push(left("codes"));
    }
    columns.push(left("summary"));
    let mut table = Table::new(columns);
    for (rule, page) in rules {
        let basis = match page.matter.basis {
            Basis::Documented => "documented",
            Basis::Inferred => "inferred",
        };
        let mut cells = vec![rule.name.to_string(), rule.severity().as_str().to_owned(), basis.to_owned()];
        let off = if rule.is_on_by_default() { "" } else { " (off unless selected)" };
        let mut last = vec![format!("{}{off}", page.matter.summary)];
        if narrow {
            last.extend(rule.api_errors().into_iter().map(str::to_owned));
        } else {
            let codes = rule.api_errors().join(",");
            cells.push(if codes.is_empty() { "-".to_owned() } else { codes });
        }
        table.row(cells, last);
    }
    table
}

fn listing(rules: &[(&'static Rule, &'static Page)]) -> Listing {
    let listed = |(rule, page): &(&'static Rule, &'static Page)| Listed {
        name: rule.name.as_str(),
        summary: &page.matter.summary,
        severity: rule.severity().as_str(),
        basis: page.matter.basis,
        api_errors: rule.api_errors(),
        on_by_default: rule.is_on_by_default(),
        constraint: rule.constraint,
        sources: &page.matter.sources,
    };
    let code = |code: &'static rules::RuntimeCode| {
        let matter = &code.page()?.matter;
        Some(ListedCode { code: code.code, summary: &matter.summary, sources: &matter.sources })
    };
    Listing {
        version: 1,
        rules: rules.iter().map(listed).collect(),
        runtime_codes: rules::runtime_codes().iter().filter_map(code).collect(),
    }
}
