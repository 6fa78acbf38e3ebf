//! The configuration of a run: found, read with what it extends, and told where it is wrong.

use super::Env;
use super::args::ConfigArgs;
use super::console::Console;
use super::output::Output;
use crate::config::{Config, Document, Fault, Layer, Spanned, parse};
use crate::finding::{Finding, Severity};
use crate::read::{quoted, read};
use crate::report::{Style, mistakes};
use crate::source::{
    Base, Discovered, LoadError, Outside, Role, Sources, discover, display_name, load_file, within,
};
use crate::syntax::Range;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// Bytes of a configuration at most.
const LARGEST: usize = 1 << 20;
/// How many configurations may extend one another, and how many there may be in all.
const DEEPEST: usize = 10;
const MOST: usize = 50;
/// How many mistakes are shown.
const SHOWN: usize = 20;

/// The configuration of a run.
#[derive(Debug, Default)]
pub(super) struct Configuration {
    pub(super) config: Config,
    /// The files that it was read from, the one that counts most first. The inputs come after them.
    pub(super) sources: Sources,
    pub(super) catalogs: Vec<PathBuf>,
    pub(super) outputs: Vec<Output>,
}

/// Why there is none.
enum Wrong {
    /// In words.
    Plain(String),
    /// At places in files.
    Mistakes(Sources, Vec<Finding>),
}

impl Configuration {
    /// Reads the configuration, or tells what is wrong with it.
    pub(super) fn load(args: &ConfigArgs, env: &Env, console: &mut Console<'_>) -> Option<Self> {
        match find(args, env).and_then(|(base, path)| Self::read(base, path)) {
            Ok(configuration) => {
                let files = configuration.sources.iter();
                files.for_each(|(_, source)| console.detail(&format!("configuration: {}", source.name())));
                if configuration.sources.is_empty() {
                    console.detail("no configuration");
                }
                Some(configuration)
            }
            Err(Wrong::Plain(message)) => {
                console.error(&message);
                None
            }
            Err(Wrong::Mistakes(sources, mut findings)) => {
                findings.truncate(SHOWN);
                let terminal = console.terminal;
                let style = Style {
                    color: terminal.error_colour,
                    unicode: terminal.unicode,
                    width: terminal.width,
                    ..Style::default()
                };
                console.explain(|err| mistakes(findings, &sources, &style, err));
                None
            }
        }
    }

    fn read(base: Option<Base>, path: Option<PathBuf>) -> Result<Self, Wrong> {
        let mut this = Self::default();
        if let (Some(base), Some(path)) = (&base, path) {
            let root = Base::of(path.parent().unwrap_or(Path::new(""))).root().to_owned();
            let mut loader = Loader { base, root: &root, read: Vec::new(), open: Vec::new() };
            loader.first(path)?;
            this = Self::of(loader.read, &root, base)?;
        }
        if let Some(base) = base {
            this.sources.set_base(base);
        }
        Ok(this)
    }

    /// Puts files together that were read, the one that counts most last.
    fn of(read: Vec<Loaded>, root: &Path, base: &Base) -> Result<Self, Wrong> {
        let mut sources = Sources::new();
        let mut layers = Vec::new();
        for Loaded { path, name, text, document } in read.into_iter().rev() {
            let file = sources.add(name, text, Role::Configuration);
            let root = path.parent().unwrap_or(Path::new("")).to_owned();
            layers.push(Layer { file, root, document });
        }
        layers.reverse();
        let config = match Config::new(layers) {
            Ok(config) => config,
            Err(findings) => return Err(Wrong::Mistakes(sources, findings)),
        };
        let mut findings = wrong_facts(&sources);
        let mut catalogs = Vec::new();
        for catalog in config.catalogs.iter().rev() {
            match config.path(catalog.layer, root, &catalog.value) {
                Ok(path) => catalogs.push(base.shown(&path)),
                Err(outside) => {
                    let fault = refused(&catalog.value, &outside).at(range(catalog.at));
                    findings.push(fault.finding(catalog.at.file));
                }
            }
        }
        let mut outputs: Vec<Output> = Vec::new();
        for format in &config.output_formats {
            let outside = |file: &str| config.path(format.layer, root, file).map(|path| base.shown(&path));
            match Output::of_configuration(&format.value, outside) {
                Ok(output) if outputs.iter().any(|other| other.place() == output.place()) => {
                    let message = format!("two reports go to {}", output.place());
                    let fault = Fault::new(message, "the second one").at(range(format.at));
                    findings.push(fault.finding(format.at.file));
                }
                Ok(output) => outputs.push(output),
                Err(fault) => findings.push(fault.at(range(format.at)).finding(format.at.file)),
            }
        }
        findings.sort_by_key(|finding| finding.primary.span);
        if findings.is_empty() {
            Ok(Self { config, sources, catalogs, outputs })
        } else {
            Err(Wrong::Mistakes(sources, findings))
        }
    }

    /// The absolute paths of the files that it was read from, which are no inputs.
    pub(super) fn files(&self) -> HashSet<PathBuf> {
        self.sources.iter().filter_map(|(file, _)| self.sources.absolute(file)).collect()
    }
}

/// Where the run is, and where its configuration is.
fn find(args: &ConfigArgs, env: &Env) -> Result<(Option<Base>, Option<PathBuf>), Wrong> {
    let base = env.folder.as_deref().map(Base::of);
    if args.isolated {
        return Ok((base, None));
    }
    let path = match (&args.config, &base) {
        (Some(path), Some(base)) => Some(base.absolute(path)),
        (Some(_), None) => return Err(Wrong::Plain("the current folder is not known".to_owned())),
        (None, Some(base)) => match discover(base) {
            Discovered::Nothing => None,
            Discovered::File(path) => {
                // It comes with the repository, and git carries links: one may lead to a secret, which
                // the excerpt of a mistake would show.
                let (folder, name) = (path.parent().unwrap_or(&path), path.file_name().unwrap_or_default());
                if let Err(outside) = within(base.root(), folder, &name.to_string_lossy()) {
                    let shown = display_name(&base.shown(&path));
                    return Err(Wrong::Plain(format!(
                        "{shown}: {}; --config names one elsewhere",
                        outside.0
                    )));
                }
                Some(path)
            }
            Discovered::Both(folder) => {
                let folder = display_name(&base.shown(&folder));
                let folder = if folder.is_empty() { "." } else { &folder };
                let message = "there is an enilint.yaml and an .enilint.yaml; remove one of them";
                return Err(Wrong::Plain(format!("{folder}: {message}")));
            }
        },
        (None, None) => None,
    };
    Ok((base, path))
}

/// A configuration file that was read.
struct Loaded {
    path: PathBuf,
    name: String,
    text: String,
    document: Document,
}

/// Reads configurations, each after those that it extends.
struct Loader<'a> {
    base: &'a Base,
    /// What no path may lead out of.
    root: &'a Path,
    read: Vec<Loaded>,
    /// Those that are being read, outermost first.
    open: Vec<PathBuf>,
}

impl Loader<'_> {
    fn name(&self, path: &Path) -> String {
        display_name(&self.base.shown(path))
    }

    /// The file that was found or named.
    fn first(&mut self, path: PathBuf) -> Result<(), Wrong> {
        let text =
            self.text(&path).map_err(|error| Wrong::Plain(format!("{}: {error}", self.name(&path))))?;
        self.file(path, text)
    }

    fn text(&self, path: &Path) -> Result<String, String> {
        let size = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
        if size > LARGEST as u64 {
            return Err(format!("is too large for a configuration: more than {LARGEST} bytes"));
        }
        load_file(path).map_err(|error: LoadError| error.to_string())
    }

    /// A file that may extend others. The depth is bounded, whatever the files say.
    fn file(&mut self, path: PathBuf, text: String) -> Result<(), Wrong> {
        let name = self.name(&path);
        let mut sources = Sources::new();
        let file = sources.add(name.clone(), text, Role::Configuration);
        let text = sources.get(file).text().to_owned();
        let document = match parse(&name, &text) {
            Ok(document) => document,
            Err(fault) => return Err(Wrong::Mistakes(sources, vec![fault.finding(file)])),
        };
        self.open.push(path.clone());
        for extended in document.extend.iter().flat_map(|list| &list.0) {
            match self.extended(&path, extended) {
                Ok(Some((path, text))) => self.file(path, text)?,
                Ok(None) => {}
                Err(fault) => return Err(Wrong::Mistakes(sources, vec![fault.finding(file)])),
            }
        }
        self.open.pop();
        self.read.push(Loaded { path, name, text, document });
        Ok(())
    }

    /// A file that `by` extends; nothing if it was read already.
    fn extended(&self, by: &Path, extended: &Spanned<String>) -> Result<Option<(PathBuf, String)>, Fault> {
        let (name, range) = (&extended.value, extended.range);
        let fault = |message: String, label: &str| Fault::new(message, label).at(range);
        let folder = by.parent().unwrap_or(Path::new(""));
        let path = within(self.root, folder, name).map_err(|why| refused(name, &why).at(range))?;
        if self.open.contains(&path) {
            return Err(fault(format!("{} extends itself", quoted(name)), "it is being read"));
        }
        if self.read.iter().any(|other| other.path == path) {
            return Ok(None);
        }
        if self.open.len() >= DEEPEST || self.read.len() + self.open.len() >= MOST {
            let message = format!("more than {DEEPEST} configurations extend one another, or {MOST} in all");
            return Err(fault(message, "one too many"));
        }
        let text = self.text(&path);
        text.map(|text| Some((path, text))).map_err(|why| fault(format!("{}: {why}", quoted(name)), ""))
    }
}

/// What is wrong with the facts of configurations; what readers only remark on, they remark on later.
fn wrong_facts(sources: &Sources) -> Vec<Finding> {
    let findings = read(sources).findings.into_iter();
    let wrong = findings.filter(|finding| finding.severity > Severity::Info);
    wrong.map(|finding| Finding { severity: Severity::Error, ..finding }).collect()
}

/// A path that leads where a configuration must not.
pub(super) fn refused(path: &str, why: &Outside) -> Fault {
    let help = "name a file in the repository, relative to the folder of the configuration";
    Fault::new(format!("the path {} is refused: {}", quoted(path), why.0), "").help(help)
}

fn range(span: crate::source::Span) -> Range {
    Range { start: span.start, end: span.end }
}
