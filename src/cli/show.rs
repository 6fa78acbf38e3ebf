//! `--show-settings` and `--show-files`: what a run would go by, and what it would read.

use super::args::CheckArgs;
use super::configuration::Configuration;
use super::console::Console;
use super::inputs::{Inputs, place};
use super::output::{Asked, Output};
use super::settings::{Settings, names};
use super::table::{Table, left};
use crate::config::{Document, Spanned, Suppression};
use crate::finding::Severity;
use crate::joint;
use crate::read::{FileOutcome, read_some};
use crate::report::Escaped;
use crate::rules;
use crate::source::{FileId, Source, Span, display_name};
use crate::syntax::Range;
use clap::ValueEnum;
use std::io::{self, Write};
use std::num::NonZeroUsize;

/// Columns before the remark on where something is said.
const VALUES: usize = 44;

/// Lines of a configuration, each with a remark.
struct Listing<'a> {
    configuration: &'a Configuration,
    lines: Vec<(String, String)>,
}

/// Writes what counts as a configuration that says it all.
pub(super) fn settings(
    args: &CheckArgs,
    settings: &Settings,
    configuration: &Configuration,
    console: &mut Console<'_>,
) {
    let mut listing = Listing { configuration, lines: Vec::new() };
    listing.files(args);
    listing.rules(args);
    listing.outcome(args, settings);
    let run = settings.policy.rules.len();
    listing.lines.push((format!("# {run} of {} rules run", rules::all().len()), String::new()));
    console.print(|out| listing.write(&mut Escaped(out)));
}

impl Listing<'_> {
    fn files(&mut self, args: &CheckArgs) {
        let include = self.last(|document| document.include.as_deref());
        self.list("include", include, "default: all");
        let exclude = self.all(|document| document.exclude.as_deref());
        self.list("exclude", and(exclude, &args.exclude, "--exclude"), "default");
        let catalogs = self.all(|document| document.catalogs.as_deref());
        let typed: Vec<String> = args.catalog.iter().map(|path| display_name(path)).collect();
        self.list("catalogs", and(catalogs, &typed, "--catalog"), "default");
        self.scopes();
        let now = self.configuration.config.now.as_ref().map(|now| now.at);
        match (args.now, now) {
            (Some(now), _) => self.line("now", now.to_string(), "--now"),
            (None, Some(at)) => {
                let (text, at) = (self.source(at).text().get(at.range()).unwrap_or_default(), self.at(at));
                self.line("now", text.trim_matches(['"', '\'']).to_owned(), &at);
            }
            (None, None) => self.line("now", "inventory".to_owned(), "default"),
        }
    }

    fn scopes(&mut self) {
        let scopes = &self.configuration.config.scopes;
        if scopes.is_empty() {
            return self.line("scopes", "{}".to_owned(), "default: all files are one inventory");
        }
        self.lines.push(("scopes:".to_owned(), String::new()));
        for scope in scopes {
            let patterns = self.layers().rev().find_map(|(_, document)| {
                let rows = &document.scopes.as_ref()?.0;
                rows.iter().find(|(name, _)| name.value == scope.name).map(|(_, patterns)| patterns)
            });
            let patterns: Vec<String> =
                patterns.into_iter().flatten().map(|pattern| text(&pattern.value)).collect();
            let line = format!("  {}: [{}]", text(&scope.name), patterns.join(", "));
            let at = self.at(scope.at);
            self.lines.push((line, at));
        }
    }

    /// What is selected replaces what was chosen before.
    fn rules(&mut self, args: &CheckArgs) {
        let typed = names(&args.select);
        let first = self.layers().rposition(|(_, d)| d.select.as_ref().is_some_and(|list| !list.is_empty()));
        let from = if typed.is_empty() { first.unwrap_or_default() } else { usize::MAX };
        let select = self.items(from, |document| document.select.as_deref());
        self.list("select", and(select, &typed, "--select"), "default: what is not off by default");
        let extend = self.items(from, |document| document.extend_select.as_deref());
        let extend = and(extend, &names(&args.extend_select), "--extend-select");
        self.list("extend-select", extend, "default");
        let ignore = self.items(from, |document| document.ignore.as_deref());
        self.list("ignore", and(ignore, &names(&args.ignore), "--ignore"), "default");
        let inferred = self.layers().rev().find_map(|(file, d)| Some((file, d.inferred.as_ref()?.range)));
        let word = if self.configuration.config.rules.inferred { "on" } else { "off" };
        match inferred {
            Some((file, range)) => {
                let at = self.at(span(file, range));
                self.line("inferred", word.to_owned(), &at);
            }
            None => self.line("inferred", word.to_owned(), "default"),
        }
        self.severities(args);
        self.per_file();
        self.suppressions();
    }

    fn severities(&mut self, args: &CheckArgs) {
        let mut rows: Vec<(String, Severity, String)> = Vec::new();
        for (file, document) in self.layers() {
            for (name, level) in document.severity.iter().flat_map(|table| &table.0) {
                rows.push((name.value.clone(), level.value, self.at(span(file, level.range))));
            }
        }
        rows.extend(args.severity.iter().map(|(name, l)| (name.clone(), *l, "--severity".to_owned())));
        // The last one of a name counts.
        let last = |at: usize, name: &str| !rows.iter().skip(at + 1).any(|(other, ..)| other == name);
        let rows: Vec<_> = rows.iter().enumerate().filter(|(at, (name, ..))| last(*at, name)).collect();
        if rows.is_empty() {
            return self.line("severity", "{}".to_owned(), "default");
        }
        let lines =
            rows.iter().map(|(_, (name, level, at))| (format!("  {name}: {}", level.as_str()), at.clone()));
        let lines: Vec<_> = lines.collect();
        self.lines.push(("severity:".to_owned(), String::new()));
        self.lines.extend(lines);
    }

    fn per_file(&mut self) {
        let mut lines = Vec::new();
        for (file, document) in self.layers() {
            for (pattern, names) in document.per_file_ignores.iter().flat_map(|table| &table.0) {
                let names: Vec<String> = names.iter().map(|name| text(&name.value)).collect();
                let line = format!("  {}: [{}]", text(&pattern.value), names.join(", "));
                lines.push((line, self.at(span(file, pattern.range))));
            }
        }
        if lines.is_empty() {
            return self.line("per-file-ignores", "{}".to_owned(), "default");
        }
        self.lines.push(("per-file-ignores:".to_owned(), String::new()));
        self.lines.extend(lines);
    }

    fn suppressions(&mut self) {
        let mut lines = Vec::new();
        for (file, document) in self.layers() {
            for listed in document.suppressions.iter().flatten() {
                let Suppression { rule, address, pointer, files, reason, until } = &listed.value;
                let files = files.as_ref().map(|files| files.value.clone());
                let rows = [
                    ("rule", &Some(rule.clone())),
                    ("address", address),
                    ("pointer", pointer),
                    ("files", &files),
                    ("reason", reason),
                    ("until", until),
                ];
                let given = rows.iter().filter_map(|(key, value)| Some((key, value.as_ref()?)));
                let rows: Vec<String> = given.map(|(key, value)| format!("{key}: {}", text(value))).collect();
                lines.push((format!("  - {{ {} }}", rows.join(", ")), self.at(span(file, listed.range))));
            }
        }
        if lines.is_empty() {
            return self.line("suppressions", "[]".to_owned(), "default");
        }
        self.lines.push(("suppressions:".to_owned(), String::new()));
        self.lines.extend(lines);
    }

    fn outcome(&mut self, args: &CheckArgs, settings: &Settings) {
        let config = &self.configuration.config;
        let outputs = settings.outputs.iter().enumerate().map(|(number, output): (usize, &Output)| {
            let said = match settings.asked {
                Asked::Option => "--output-format".to_owned(),
                Asked::Environment => "ENILINT_OUTPUT_FORMAT".to_owned(),
                Asked::Nobody => "default".to_owned(),
                Asked::Configuration => {
                    config.output_formats.get(number).map_or(String::new(), |format| self.at(format.at))
                }
            };
            (output.show(), said)
        });
        let outputs = outputs.collect();
        self.list("output-formats", outputs, "default");
        let gate = &settings.gate;
        let said = |typed: bool, option: &str, at: Option<Span>| match (typed, at) {
            (true, _) => option.to_owned(),
            (false, Some(at)) => self.at(at),
            (false, None) => "default".to_owned(),
        };
        let fail_on = said(args.fail_on.is_some(), "--fail-on", config.fail_on.as_ref().map(|c| c.at));
        let strict = said(args.strict.is_some(), "--strict", config.strict.as_ref().map(|c| c.at));
        let most = config.max_warnings.as_ref().map(|c| c.at);
        let most = said(args.max_warnings.is_some(), "--max-warnings", most);
        let level = gate.fail_on.to_possible_value().map_or(String::new(), |v| v.get_name().to_owned());
        self.line("fail-on", level, &fail_on);
        self.line("strict", gate.strict.to_string(), &strict);
        let number = gate.max_warnings.map_or("null".to_owned(), |most| most.to_string());
        self.line("max-warnings", number, &most);
    }

    /// The configurations, the one that counts most last.
    fn layers(&self) -> impl DoubleEndedIterator<Item = (FileId, &Document)> + ExactSizeIterator {
        self.configuration.config.layers.iter().map(|layer| (layer.file, &layer.document))
    }

    fn items(
        &self,
        from: usize,
        get: impl Fn(&Document) -> Option<&[Spanned<String>]>,
    ) -> Vec<(String, String)> {
        let mut items = Vec::new();
        for (file, document) in self.layers().skip(from) {
            let list = get(document).unwrap_or_default();
            items.extend(list.iter().map(|item| (item.value.clone(), self.at(span(file, item.range)))));
        }
        items
    }

    fn all(&self, get: impl Fn(&Document) -> Option<&[Spanned<String>]>) -> Vec<(String, String)> {
        self.items(0, get)
    }

    fn last(&self, get: impl Fn(&Document) -> Option<&[Spanned<String>]>) -> Vec<(String, String)> {
        let last = self.layers().rposition(|(_, document)| get(document).is_some());
        self.items(last.unwrap_or(usize::MAX), get)
    }

    fn source(&self, at: Span) -> &Source {
        self.configuration.sources.get(at.file)
    }

    fn at(&self, at: Span) -> String {
        place(self.source(at), at)
    }

    fn line(&mut self, key: &str, value: String, said: &str) {
        self.lines.push((format!("{key}: {value}"), said.to_owned()));
    }

    fn list(&mut self, key: &str, items: Vec<(String, String)>, unless: &str) {
        if items.is_empty() {
            return self.line(key, "[]".to_owned(), unless);
        }
        self.lines.push((format!("{key}:"), String::new()));
        self.lines.extend(items.into_iter().map(|(item, said)| (format!("  - {}", text(&item)), said)));
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (line, said) in &self.lines {
            match said.as_str() {
                "" => writeln!(out, "{line}")?,
                said => writeln!(out, "{line:VALUES$}  # {said}")?,
            }
        }
        Ok(())
    }
}

fn span(file: FileId, range: Range) -> Span {
    Span { file, start: range.start, end: range.end }
}

/// What was typed, behind what is configured.
fn and(mut items: Vec<(String, String)>, typed: &[String], option: &str) -> Vec<(String, String)> {
    items.extend(typed.iter().map(|item| (item.clone(), option.to_owned())));
    items
}

/// A text as YAML takes it: plain where nothing in it could mean something else.
fn text(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '.' | '=');
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let word = !matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "on" | "off" | "yes" | "no"
    );
    if starts && word && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// Lists the files that would be read.
pub(super) fn files(inputs: &Inputs, console: &mut Console<'_>) {
    let (parts, scopes) = (inputs.parts(), inputs.chosen.scopes(&inputs.sources));
    let reads: Vec<_> =
        parts.iter().map(|part| read_some(&inputs.sources, part, NonZeroUsize::MIN)).collect();
    let outcomes =
        joint::outcomes(parts.iter().zip(reads.iter().map(|read| &*read.files)), inputs.sources.len());
    let mut table = Table::new(vec![left("file"), left("read as"), left("scope")]);
    for ((file, source), outcome) in inputs.sources.iter().zip(&outcomes) {
        let format = match outcome {
            FileOutcome::Read(format) => format.describe().to_owned(),
            FileOutcome::Damaged(format) => format!("{}, in part", format.describe()),
            FileOutcome::Skipped(format) => format!("nothing: it is {}", format.describe()),
            FileOutcome::Unparsed(failure) | FileOutcome::Failed(failure) => {
                format!("nothing: {}", failure.message)
            }
        };
        let scopes = scopes.iter().filter(|scope| scope.files.contains(&file));
        let scopes: Vec<&str> = scopes.map(|scope| scope.name.as_deref().unwrap_or("(none)")).collect();
        table.row([source.name().to_owned(), format], [scopes.join(", ")]);
    }
    let terminal = console.terminal;
    console.print(|out| table.write(terminal.colour, terminal.width, out));
}
