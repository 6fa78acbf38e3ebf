//! One configuration of a file and those that it extends.

use super::document::{self, Document, FailOn, Switch};
use super::fault::Fault;
use super::policy::{Layers, Settings, matching};
use super::spanned::{Spanned, Table};
use crate::finding::{Finding, RuleName};
use crate::read::quoted;
use crate::source::{FileId, Globs, Outside, Span, within};
use crate::suppress::Listed;
use crate::syntax::Range;
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// A configuration as it was read.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) file: FileId,
    /// Its folder, as an absolute path.
    pub(crate) root: PathBuf,
    pub(crate) document: Document,
}

/// A setting of a configuration.
#[derive(Clone, Debug)]
pub(crate) struct Chosen<T> {
    pub(crate) value: T,
    /// Which of the layers makes it.
    pub(crate) layer: usize,
    pub(crate) at: Span,
}

/// The time to go by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Now {
    /// `facts.now` of an inventory, else the clock.
    Inventory,
    /// The clock.
    Clock,
    /// This time.
    At(Timestamp),
}

/// Rules whose findings are not reported in some files.
#[derive(Clone, Debug)]
pub(crate) struct PerFile {
    pub(crate) globs: Globs,
    pub(crate) rules: Vec<RuleName>,
    pub(crate) at: Span,
}

/// Files that are one inventory.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    pub(crate) name: String,
    pub(crate) globs: Globs,
    pub(crate) at: Span,
}

/// What the configurations of a run say, put together.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// As they were read, the one that counts most last.
    pub(crate) layers: Vec<Layer>,
    pub(crate) include: Globs,
    pub(crate) exclude: Globs,
    pub(crate) catalogs: Vec<Chosen<String>>,
    pub(crate) scopes: Vec<Scope>,
    pub(crate) now: Option<Chosen<Now>>,
    pub(crate) rules: Layers,
    pub(crate) per_file: Vec<PerFile>,
    pub(crate) suppressions: Vec<Listed>,
    pub(crate) output_formats: Vec<Chosen<String>>,
    pub(crate) fail_on: Option<Chosen<FailOn>>,
    pub(crate) strict: Option<Chosen<bool>>,
    pub(crate) max_warnings: Option<Chosen<usize>>,
}

impl Config {
    /// Puts the layers together, the one that counts most last; or tells all their mistakes.
    pub(crate) fn new(layers: Vec<Layer>) -> Result<Self, Vec<Finding>> {
        let mut merge = Merge::default();
        for (number, layer) in layers.iter().enumerate() {
            merge.layer = number;
            merge.file = Some(layer.file);
            merge.root.clone_from(&layer.root);
            merge.add(&layer.document);
        }
        let Merge { mut config, faults, .. } = merge;
        config.layers = layers;
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    /// The absolute path of what a layer names, unless it leads out of `root`.
    pub(crate) fn path(&self, layer: usize, root: &Path, path: &str) -> Result<PathBuf, Outside> {
        let folder = self.layers.get(layer).map_or(root, |layer| &layer.root);
        within(root, folder, path)
    }
}

/// A configuration in the making.
#[derive(Default)]
struct Merge {
    config: Config,
    faults: Vec<Finding>,
    layer: usize,
    file: Option<FileId>,
    root: PathBuf,
}

impl Merge {
    fn add(&mut self, document: &Document) {
        if let Some(include) = &document.include {
            self.config.include = self.globs(include);
        }
        let exclude = self.globs(document.exclude.as_deref().unwrap_or_default());
        self.config.exclude.extend(exclude);
        let catalogs = self.texts(document.catalogs.as_deref().unwrap_or_default());
        self.config.catalogs.extend(catalogs);
        if let Some(Table(scopes)) = &document.scopes {
            scopes.iter().for_each(|(name, patterns)| self.scope(name, patterns));
        }
        if let Some(now) = &document.now {
            self.now(now);
        }
        self.rules(document);
        if let Some(Table(ignores)) = &document.per_file_ignores {
            ignores.iter().for_each(|(pattern, names)| self.per_file(pattern, names));
        }
        for listed in document.suppressions.as_deref().unwrap_or_default() {
            self.suppression(listed);
        }
        if let Some(formats) = &document.output_formats {
            self.config.output_formats = self.texts(formats);
        }
        self.config.fail_on = self.chosen(&document.fail_on).or(self.config.fail_on.take());
        self.config.strict = self.chosen(&document.strict).or(self.config.strict.take());
        let most = document.max_warnings.as_ref().map(|most| Spanned {
            value: usize::try_from(most.value).unwrap_or(usize::MAX),
            range: most.range,
        });
        self.config.max_warnings = self.chosen(&most).or(self.config.max_warnings.take());
    }

    fn span(&self, range: Range) -> Span {
        Span { file: self.file.unwrap_or(FileId(0)), start: range.start, end: range.end }
    }

    fn fault(&mut self, at: Range, fault: Fault) {
        let file = self.span(at).file;
        self.faults.push(fault.at(at).finding(file));
    }

    fn chosen<T: Clone>(&self, value: &Option<Spanned<T>>) -> Option<Chosen<T>> {
        let Spanned { value, range } = value.as_ref()?;
        Some(Chosen { value: value.clone(), layer: self.layer, at: self.span(*range) })
    }

    fn texts(&self, list: &[Spanned<String>]) -> Vec<Chosen<String>> {
        list.iter().filter_map(|text| self.chosen(&Some(text.clone()))).collect()
    }

    fn globs(&mut self, patterns: &[Spanned<String>]) -> Globs {
        match Globs::new(&self.root, patterns.iter().map(|pattern| &*pattern.value)) {
            Ok(globs) => globs,
            Err((number, why)) => {
                if let Some(pattern) = patterns.get(number) {
                    let message = format!("the pattern {} cannot be used: {why}", quoted(&pattern.value));
                    self.fault(pattern.range, Fault::new(message, "no pattern"));
                }
                Globs::default()
            }
        }
    }

    /// A scope of the same name replaces the one that is extended.
    fn scope(&mut self, name: &Spanned<String>, patterns: &[Spanned<String>]) {
        if patterns.is_empty() {
            let message = format!("the scope {} has no pattern", quoted(&name.value));
            self.fault(name.range, Fault::new(message, "no files").help("list its files, or remove it"));
        }
        let globs = self.globs(patterns);
        let scope = Scope { name: name.value.clone(), globs, at: self.span(name.range) };
        match self.config.scopes.iter_mut().find(|other| other.name == scope.name) {
            Some(other) => *other = scope,
            None => self.config.scopes.push(scope),
        }
    }

    fn now(&mut self, now: &Spanned<String>) {
        let value = match &*now.value {
            "inventory" => Now::Inventory,
            "clock" => Now::Clock,
            text => match time(text) {
                Some(time) => Now::At(time),
                None => {
                    let message = format!("now cannot be {}", quoted(text));
                    let help = "give inventory, clock, or a UTC time like 2026-01-05T08:00Z";
                    return self.fault(now.range, Fault::new(message, "no time").help(help));
                }
            },
        };
        let at = self.span(now.range);
        self.config.now = Some(Chosen { value, layer: self.layer, at });
    }

    fn rules(&mut self, document: &Document) {
        let mut names = |list: &Option<Vec<Spanned<String>>>| -> Vec<String> {
            let list = list.as_deref().unwrap_or_default();
            list.iter().filter(|name| !self.selector(name).is_empty()).map(|n| n.value.clone()).collect()
        };
        let mut settings = Settings {
            select: names(&document.select),
            extend_select: names(&document.extend_select),
            ignore: names(&document.ignore),
            severity: Vec::new(),
        };
        for (name, level) in document.severity.iter().flat_map(|Table(rows)| rows) {
            if !self.selector(name).is_empty() {
                settings.severity.push((name.value.clone(), level.value));
            }
        }
        if let Some(inferred) = &document.inferred {
            self.config.rules.inferred = inferred.value == Switch::On;
        }
        self.config.rules.settings.push(settings);
    }

    /// The rules that a name stands for; none if it is wrong, which is told.
    fn selector(&mut self, name: &Spanned<String>) -> Vec<RuleName> {
        match matching(&name.value) {
            Ok(rules) => rules.into_iter().map(|rule| rule.name).collect(),
            Err(unknown) => {
                let fault = Fault::new(format!("there is no rule {}", quoted(&unknown.name)), "unknown rule");
                let fault = match unknown.nearest {
                    Some(near) => fault.help(format!("write {near} if that is meant")),
                    None => fault.help("take a name that `enilint rules` lists"),
                };
                self.fault(name.range, fault);
                Vec::new()
            }
        }
    }

    fn per_file(&mut self, pattern: &Spanned<String>, names: &[Spanned<String>]) {
        let globs = self.globs(std::slice::from_ref(pattern));
        for name in names {
            let rules = self.selector(name);
            let at = self.span(name.range);
            self.config.per_file.push(PerFile { globs: globs.clone(), rules, at });
        }
    }

    /// What is wrong with its other values is told as it is of a comment: a finding with a fix.
    fn suppression(&mut self, listed: &Spanned<document::Suppression>) {
        let document::Suppression { rule, address, pointer, files, reason, until } = listed.value.clone();
        let files = files.map(|pattern| self.globs(std::slice::from_ref(&pattern)));
        let reason = reason.unwrap_or_default();
        let at = self.span(listed.range);
        self.config.suppressions.push(Listed { rule, address, pointer, files, reason, until, at });
    }
}

/// A time, or a date, which is its first moment.
pub(crate) fn time(text: &str) -> Option<Timestamp> {
    text.parse().or_else(|_| format!("{text}T00:00Z").parse()).ok()
}

impl PerFile {
    /// Whether it says that the findings of a rule are not reported in a file.
    pub(crate) fn covers(&self, rule: RuleName, path: &Path) -> bool {
        self.rules.contains(&rule) && self.globs.is_match(path)
    }
}
