//! The configuration files that are at hand: which block stands where.

mod lock;
mod modules;
mod path;
mod roots;
#[cfg(test)]
mod tests;
mod values;
mod workspace;

pub(super) use lock::ProviderVersion;
pub(super) use values::is_values;
pub(in crate::read) use workspace::{Part, Workspace};

use crate::source::{FileId, Role, Sources, Span};
use crate::syntax::hcl::{Attribute, Block, Body, Expr, Place, parse_at, parse_json};
use crate::syntax::{Range, SyntaxError};
use hashbrown::{HashMap, HashSet};
use values::Values;

/// The folder that a file is in, as folders of modules are named.
pub(super) fn folder(name: &str) -> String {
    path::split(name).0
}

/// All configuration files of a run, by folder.
#[derive(Default)]
pub(super) struct Configuration {
    folders: Vec<Module>,
    by_path: HashMap<String, Folder>,
    unparsed: Vec<Unparsed>,
    repeated: Vec<Repeated>,
    /// Of `.terraform/modules/modules.json`: the path of the root module and the dotted path of a
    /// module call in it, and the folder.
    installed: HashMap<(String, String), String>,
    /// Of `.terraform.lock.hcl`, by the path of the root module.
    locked: HashMap<String, (String, Span)>,
    /// Values of variables, with the folders that they stand in, until they are handed out.
    values: Vec<(String, Values)>,
    /// The paths of the root modules of templates.
    tops: HashSet<String>,
    /// Files of values that are no module's.
    unused: Vec<FileId>,
}

/// A file that could not be parsed.
pub(super) struct Unparsed {
    pub(super) file: FileId,
    /// The path of its folder.
    pub(super) folder: String,
    pub(super) error: SyntaxError,
}

/// A block or local of a name that another one of its module has, which Terraform refuses.
pub(super) struct Repeated {
    pub(super) what: String,
    /// The path of the module's folder.
    pub(super) folder: String,
    /// Its head.
    pub(super) at: Span,
    pub(super) first: Span,
}

/// A text of configuration.
struct Text<'t> {
    /// The file that its places are in.
    file: FileId,
    /// Its path, which tells what it is and which module it belongs to.
    name: &'t str,
    role: Role,
    text: &'t str,
    place: Place<'t>,
    /// Whether it stands in a template, which is `file`, and reaches nothing outside of it.
    is_inside: bool,
}

/// A folder of configuration files: one module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Folder(pub(super) u32);

/// What a folder holds.
#[derive(Default)]
struct Module {
    path: String,
    /// The template that holds all of it.
    template: Option<FileId>,
    blocks: Vec<Merged>,
    /// Places in `blocks` by type and labels; the first of equal ones.
    index: HashMap<Vec<String>, usize>,
    /// Values of its variables, if it is a root module; the last count most.
    values: Vec<Values>,
}

/// A block, and what override files say about it, the last of which counts most.
struct Merged {
    file: FileId,
    block: Block,
    overrides: Vec<(FileId, Block)>,
}

/// A block of the configuration with its overrides. Parts of it may stand in different files.
#[derive(Clone, Copy)]
pub(super) struct Declared<'c> {
    /// Where the block itself stands.
    pub(super) file: FileId,
    pub(super) block: &'c Block,
    overrides: &'c [(FileId, Block)],
}

impl<'c> Declared<'c> {
    fn new(merged: &'c Merged) -> Self {
        Self { file: merged.file, block: &merged.block, overrides: &merged.overrides }
    }

    /// From its type to its last label.
    pub(super) fn head(&self) -> Span {
        span(self.file, self.block.head)
    }

    /// Its bodies, that which counts most first.
    fn bodies(self) -> impl Iterator<Item = (FileId, &'c Body)> {
        let overrides = self.overrides.iter().rev().map(|(file, block)| (*file, &block.body));
        overrides.chain([(self.file, &self.block.body)])
    }

    /// An attribute, and the file it stands in.
    pub(super) fn attribute(self, name: &str) -> Option<(FileId, &'c Attribute)> {
        self.bodies().find_map(|(file, body)| Some((file, body.attribute(name)?)))
    }

    /// Its attributes; of those of one name the one that counts.
    pub(super) fn attributes(self) -> impl Iterator<Item = &'c Attribute> {
        let all = self.bodies().flat_map(|(_, body)| &body.attributes);
        all.filter(move |one| self.attribute(&one.name).is_some_and(|(_, first)| std::ptr::eq(first, *one)))
    }

    /// The nested blocks of a name and the `dynamic` ones that make some of that name, in order, and
    /// the file they stand in. Those of an override replace all others.
    pub(super) fn blocks(self, name: &str) -> (FileId, Vec<&'c Block>) {
        let makes = |block: &&Block| {
            block.name == name || (block.name == "dynamic" && block.labels.first().is_some_and(|l| l == name))
        };
        for (file, body) in self.bodies() {
            let blocks: Vec<&Block> = body.blocks.iter().filter(makes).collect();
            if !blocks.is_empty() {
                return (file, blocks);
            }
        }
        (self.file, Vec::new())
    }
}

impl Configuration {
    /// Reads the files; those that are no configuration are passed over.
    pub(super) fn read(sources: &Sources, files: &[FileId]) -> Self {
        let mut configuration = Self::default();
        let mut files = files.to_vec();
        // Override files come last, in the order of their names.
        files.sort_by_cached_key(|file| {
            let (folder, name) = path::split(sources.get(*file).name());
            if is_override(&name) { (true, folder, name) } else { (false, String::new(), String::new()) }
        });
        for file in files {
            let source = sources.get(file);
            let (name, role, text) = (source.name(), source.role(), source.text());
            configuration.add(&Text { file, name, role, text, place: Place::Text, is_inside: false });
        }
        configuration
    }

    fn add(&mut self, text: &Text<'_>) {
        if is_values(text.name) {
            return self.add_values(text);
        }
        let file = text.file;
        let (folder, name) = path::split(text.name);
        let body = if name == ".terraform.lock.hcl" {
            return self.add_lock(folder, text);
        } else if name == "modules.json" {
            return self.add_installed(&folder, text.text);
        } else if name.ends_with(".tf") {
            parse_at(text.text, text.place)
        } else if name.ends_with(".tf.json") {
            parse_json(text.text, text.place)
        } else {
            return;
        };
        let template = text.is_inside.then_some(file);
        let Some(module) = self.module_at(folder.clone(), template) else { return };
        match body {
            Ok(body) => {
                let added = body.blocks.into_iter().flat_map(|b| module.add(file, b, is_override(&name)));
                let repeated: Vec<Repeated> = added.collect();
                self.repeated.extend(repeated);
            }
            Err(error) => self.unparsed.push(Unparsed { file, folder, error }),
        }
    }

    fn module_at(&mut self, path: String, template: Option<FileId>) -> Option<&mut Module> {
        let next = Folder(u32::try_from(self.folders.len()).ok()?);
        let folder = *self.by_path.entry(path.clone()).or_insert(next);
        if folder == next {
            self.folders.push(Module { path, template, ..Module::default() });
        }
        self.folders.get_mut(folder.0 as usize).filter(|module| module.template == template)
    }

    /// The folder of a path that a module call in another folder leads to. What a template holds is by
    /// itself.
    fn reach(&self, from: Folder, path: &str) -> Option<Folder> {
        let found = *self.by_path.get(path)?;
        (self.get(found)?.template == self.get(from)?.template).then_some(found)
    }

    fn get(&self, folder: Folder) -> Option<&Module> {
        self.folders.get(folder.0 as usize)
    }

    /// The files that could not be parsed, and why.
    pub(super) fn unparsed(&self) -> &[Unparsed] {
        &self.unparsed
    }

    /// The blocks and locals that their module has already, in the order of the files.
    pub(super) fn repeated(&self) -> &[Repeated] {
        &self.repeated
    }

    /// The folder of the root module: the one that declares the most of the blocks that the root
    /// module of the plan has; of several the one at `near`, or else the one that is least deep.
    /// None if that leaves two, for the wrong one would tell what is not so.
    pub(super) fn find_root(&self, blocks: &[(&str, Vec<String>)], near: &str) -> Option<Folder> {
        match self.likeliest(blocks, near).as_slice() {
            [(only, _)] => Some(*only),
            _ => None,
        }
    }

    /// The folders of which each may be the root module of a plan with these blocks, with how many of
    /// them it declares.
    pub(super) fn likeliest(&self, blocks: &[(&str, Vec<String>)], near: &str) -> Vec<(Folder, usize)> {
        let wanted: HashSet<Vec<String>> =
            blocks.iter().map(|(kind, labels)| [&[(*kind).to_owned()], labels.as_slice()].concat()).collect();
        let declared = |module: &Module| module.index.keys().filter(|key| wanted.contains(*key)).count();
        let rank = |module: &Module| {
            (declared(module), module.path == near, std::cmp::Reverse(path::depth(&module.path)))
        };
        let ranks: Vec<_> = self.folders.iter().map(rank).collect();
        let best = ranks.iter().max().filter(|(count, ..)| *count > 0);
        let places = (0..).map(Folder).zip(&ranks).filter(|(_, rank)| Some(*rank) == best);
        places.map(|(folder, (count, ..))| (folder, *count)).collect()
    }

    /// A block by its type and labels: `("resource", ["alicloud_instance", "app"])`,
    /// `("module", ["net"])`, `("output", ["id"])`, `("variable", ["zone"])`.
    pub(super) fn block(&self, folder: Folder, kind: &str, labels: &[&str]) -> Option<Declared<'_>> {
        let key: Vec<String> = [&[kind], labels].concat().into_iter().map(str::to_owned).collect();
        let module = self.get(folder)?;
        module.blocks.get(*module.index.get(&key)?).map(Declared::new)
    }

    /// All blocks of a type, as `provider`, of which several may have equal labels.
    pub(super) fn blocks<'c>(&'c self, folder: Folder, kind: &'c str) -> impl Iterator<Item = Declared<'c>> {
        let blocks = self.get(folder).map_or(&[][..], |module| &module.blocks);
        blocks.iter().filter(move |merged| merged.block.name == kind).map(Declared::new)
    }

    /// The value of a local, and the file it stands in.
    pub(super) fn local(&self, folder: Folder, name: &str) -> Option<(FileId, &Expr)> {
        let (file, local) = self.block(folder, "locals", &[name])?.attribute(name)?;
        Some((file, &local.value))
    }
}

impl Module {
    /// Files a block, and tells what of it was there.
    fn add(&mut self, file: FileId, block: Block, overrides: bool) -> Vec<Repeated> {
        if block.name == "locals" {
            return self.add_locals(file, block, overrides);
        }
        let mut key = vec![block.name.clone()];
        key.extend(block.labels.iter().cloned());
        self.put(key, file, block, overrides).into_iter().collect()
    }

    /// Each local is filed as a block of its own, under its name: there may be many of them.
    fn add_locals(&mut self, file: FileId, block: Block, overrides: bool) -> Vec<Repeated> {
        let range = block.range;
        let mut repeated = Vec::new();
        for attribute in block.body.attributes {
            let labels = vec![attribute.name.clone()];
            let key = vec![block.name.clone(), attribute.name.clone()];
            let head = attribute.name_at;
            let body = Body { attributes: vec![attribute], blocks: Vec::new() };
            let local = Block { name: block.name.clone(), labels, head, range, body };
            repeated.extend(self.put(key, file, local, overrides));
        }
        repeated
    }

    fn put(&mut self, key: Vec<String>, file: FileId, block: Block, overrides: bool) -> Option<Repeated> {
        let place = self.index.get(&key).copied();
        let there = place.and_then(|place| self.blocks.get_mut(place));
        let mut repeated = None;
        if let Some(merged) = there {
            if overrides {
                merged.overrides.push((file, block));
                return None;
            }
            repeated = is_unique(&key).then(|| Repeated {
                what: address(&key),
                folder: self.path.clone(),
                at: span(file, block.head),
                first: span(merged.file, merged.block.head),
            });
        }
        self.index.entry(key).or_insert(self.blocks.len());
        self.blocks.push(Merged { file, block, overrides: Vec::new() });
        repeated
    }
}

/// Whether a module has one block of a type and labels at most.
fn is_unique(key: &[String]) -> bool {
    match key {
        [kind, _, _] => kind == "resource" || kind == "data",
        [kind, _] => matches!(kind.as_str(), "module" | "variable" | "output" | "locals"),
        _ => false,
    }
}

/// A block as expressions name it.
fn address(key: &[String]) -> String {
    match key {
        [kind, of, name] if kind == "resource" => format!("{of}.{name}"),
        [kind, name] if kind == "locals" => format!("local.{name}"),
        [kind, name] if kind == "variable" => format!("var.{name}"),
        _ => key.join("."),
    }
}

/// `override.tf`, `x_override.tf`, and the same in JSON.
fn is_override(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or(name).strip_suffix(".tf");
    stem.is_some_and(|stem| stem == "override" || stem.ends_with("_override"))
}

fn span(file: FileId, range: Range) -> Span {
    Span { file, start: range.start, end: range.end }
}
