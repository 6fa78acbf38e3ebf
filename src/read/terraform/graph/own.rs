//! What configuration alone tells: where a plan has a value, there is only its expression.

use super::super::alone::own_place;
use super::super::document::{ModuleId, Object, ObjectId};
use super::super::schema::IdOf;
use super::super::source::{Declared, Folder};
use super::super::term::Term;
use super::index::Resource;
use super::refs::{Step, parse};
use super::scope::{Owner, Scope};
use super::terms::sort_map;
use super::written::references;
use super::{BLOCKS, Graph};
use crate::source::Span;
use crate::syntax::Range;
use crate::syntax::hcl::{Expr, ExprKind};
use std::rc::Rc;

impl<'d> Graph<'d> {
    /// What an argument of a block of a module comes to, where no instance of it is at hand.
    pub(in crate::read::terraform) fn block_argument(
        &self,
        module: ModuleId,
        declared: Declared<'_>,
        name: &str,
    ) -> Term {
        self.refill();
        let labels: Vec<&str> = declared.block.labels.iter().map(String::as_str).collect();
        let folder = self.index.folder(module);
        let block = folder.and_then(|folder| self.configuration.block(folder, &declared.block.name, &labels));
        let argument = block.and_then(|block| block.attribute(name));
        argument.map_or(Term::Unknown, |(_, found)| self.eval(&found.value, &Scope::module(module).env(None)))
    }

    /// Whether a resource is known to have no instance.
    pub(super) fn counts_none(&self, (module, mode, kind, name): Resource<'_>) -> bool {
        let alone = self.document.alone.as_ref();
        alone.is_some_and(|alone| alone.counted.contains(&(module, mode, format!("{kind}.{name}"))))
    }

    /// How many nested blocks of a name an object has.
    pub(super) fn own_blocks(&self, id: ObjectId, object: &Object<'_>, name: &str) -> Option<usize> {
        self.refill();
        let scope = Scope { module: object.module, owner: Owner::Object(id) };
        let block = self.block(object)?;
        // A list in place of blocks.
        if let Some((_, list)) = block.attribute(name) {
            return match self.eval(&list.value, &scope.env(None)) {
                Term::Null => Some(0),
                Term::List(items) if items.is_empty() => Some(0),
                _ => None,
            };
        }
        let count = self.all_nested(block, name, scope)?.len();
        (count <= BLOCKS && self.make_room(count)).then_some(count)
    }

    /// Whether the block of an object says what an attribute is: it is left out, or plainly nothing,
    /// otherwise. What an expression comes to is not asked.
    pub(in crate::read::terraform) fn is_given(&self, object: &Object<'_>, name: &str) -> bool {
        let Some(block) = self.block(object) else { return true };
        block.attribute(name).is_some_and(|(_, given)| match &given.value.kind {
            ExprKind::Null => false,
            ExprKind::Text(text) => !text.is_empty(),
            _ => true,
        })
    }

    /// Whether the block of an object holds an attribute, or nested blocks, of a name.
    pub(in crate::read::terraform) fn is_set(&self, object: &Object<'_>, name: &str) -> bool {
        let block = self.block(object);
        block.is_some_and(|block| block.attribute(name).is_some() || !block.blocks(name).1.is_empty())
    }

    /// Where the nested blocks of a name stand that an object has; each has a place of its own.
    pub(in crate::read::terraform) fn own_block_places(
        &self,
        id: ObjectId,
        name: &'static str,
    ) -> Vec<Range> {
        let (Some(object), Some(count)) = (self.document.object(id), self.blocks(id, name)) else {
            return Vec::new();
        };
        let scope = Scope { module: object.module, owner: Owner::Object(id) };
        let Some(block) = self.block(object) else { return Vec::new() };
        // Nobody knows here where the letters of a block end.
        let told_apart = object.of <= 1 || object.is_ascii;
        let place = |number: usize| {
            let (file, part, _) = self.nested(object, block, (name, number), scope)?;
            let mut own = own_place(part.range, part.head, object.nth, object.of)?;
            // Those of a dynamic block share it.
            let shift = if part.name == "dynamic" { u32::try_from(number).ok()? } else { 0 };
            own.start = own.start.saturating_add(shift).min(part.head.end);
            (file == object.file && told_apart).then_some(own)
        };
        (0..count).map(|number| place(number).unwrap_or(object.at)).collect()
    }

    /// A variable of the root module: its value, or its default, unless that is a placeholder.
    pub(super) fn own_variable(
        &self,
        root: Folder,
        module: ModuleId,
        name: &str,
        kind: Option<IdOf>,
    ) -> Term {
        let value = match self.configuration.value(root, name) {
            Some(value) => self.eval(value, &Scope::module(module).env(kind)),
            None => self.own_default(module, name),
        };
        match self.as_declared(module, name, value) {
            Term::Text(text) if is_placeholder(&text) => no_value(name),
            Term::Unknown => no_value(name),
            value => value,
        }
    }

    /// A value as the declaration of a variable has it.
    pub(super) fn as_declared(&self, module: ModuleId, name: &str, value: Term) -> Term {
        let kind = self.document.alone.as_ref().and_then(|_| self.declaration(module, "variable", name));
        match kind.and_then(|declared| declared.attribute("type")) {
            Some((_, kind)) => self.typed(module, value, &kind.value),
            None => value,
        }
    }

    pub(super) fn own_default(&self, module: ModuleId, name: &str) -> Term {
        let default = self.declaration(module, "variable", name).and_then(|block| block.attribute("default"));
        default
            .map_or(Term::Unknown, |(_, default)| self.eval(&default.value, &Scope::module(module).env(None)))
    }

    /// Whether a variable or output is marked as sensitive; what it holds is not shown then.
    pub(super) fn hides(&self, module: ModuleId, kind: &str, name: &str) -> bool {
        let declared = self.document.alone.as_ref().and_then(|_| self.declaration(module, kind, name));
        let marked = declared.and_then(|block| block.attribute("sensitive"));
        marked.is_some_and(|(_, marked)| !matches!(marked.value.kind, ExprKind::Bool(false)))
    }

    fn declaration(&self, module: ModuleId, kind: &str, name: &str) -> Option<Declared<'d>> {
        self.configuration.block(self.index.folder(module)?, kind, &[name])
    }

    /// All outputs of a module instance.
    pub(super) fn own_outputs(&self, module: ModuleId, kind: Option<IdOf>) -> Term {
        let Some(folder) = self.index.folder(module) else { return Term::Unknown };
        let outputs = self.configuration.blocks(folder, "output");
        let names = outputs.filter_map(|output| output.block.labels.first());
        sort_map(names.map(|name| (Rc::from(name.as_str()), self.output(module, name, kind))).collect())
    }

    /// The block that calls a module.
    pub(super) fn call_block(&self, module: ModuleId) -> Option<Declared<'d>> {
        let module = self.document.module(module)?;
        self.configuration.block(self.index.folder(module.parent?)?, "module", &[&module.name])
    }

    /// What the `depends_on` of a block names.
    pub(super) fn own_dependencies(&self, block: Option<Declared<'d>>) -> Vec<String> {
        let mut names = Vec::new();
        if let Some((_, found)) = block.and_then(|block| block.attribute("depends_on")) {
            references(&found.value, &mut Vec::new(), &mut names);
        }
        names
    }

    /// The region that the provider of an object is configured for, if that is known.
    pub(super) fn own_region(&self, object: &Object<'_>) -> Option<(Term, Span)> {
        let stem = object.written_kind.split('_').next().unwrap_or_default();
        let given = self.block(object).and_then(|block| block.attribute("provider"));
        let mut provider = match given {
            Some((_, given)) => provider_name(&given.value)?,
            None => (stem.to_owned(), None),
        };
        let mut module = object.module;
        loop {
            if let Some(region) = self.configured_region(module, &provider) {
                let (file, expr) = region;
                let span = Span { file, start: expr.range.start, end: expr.range.end };
                return match self.eval(expr, &Scope::module(module).env(None)) {
                    Term::Text(text) => Some((Term::Text(text), span)),
                    _ => None,
                };
            }
            let parent = self.document.module(module)?.parent.filter(|parent| *parent < module)?;
            provider = self.passed_provider(module, provider)?;
            module = parent;
        }
    }

    /// The region of a provider that a module configures itself.
    fn configured_region(
        &self,
        module: ModuleId,
        (name, alias): &(String, Option<String>),
    ) -> Option<(crate::source::FileId, &'d Expr)> {
        let text = |expr: &'d Expr| if let ExprKind::Text(text) = &expr.kind { Some(text) } else { None };
        let folder = self.index.folder(module)?;
        let mut blocks = self.configuration.blocks(folder, "provider");
        let block = blocks.find(|block| {
            let own = block.attribute("alias").and_then(|(_, own)| text(&own.value));
            block.block.labels.first() == Some(name) && own == alias.as_ref()
        })?;
        let (file, region) = block.attribute("region")?;
        Some((file, &region.value))
    }

    /// What a provider of a module is called where the module is called. The one without an alias is
    /// the parent's, if nobody says otherwise.
    fn passed_provider(
        &self,
        module: ModuleId,
        provider: (String, Option<String>),
    ) -> Option<(String, Option<String>)> {
        let passed = self.call_block(module).and_then(|call| call.attribute("providers"));
        if let Some((_, passed)) = passed
            && let ExprKind::Object(entries) = &passed.value.kind
        {
            let is_wanted = |key: &Expr| provider_name(key).as_ref() == Some(&provider);
            if let Some((_, value)) = entries.iter().find(|(key, _)| is_wanted(key)) {
                return provider_name(value);
            }
        }
        provider.1.is_none().then_some(provider)
    }
}

/// `alicloud` or `alicloud.alias`; in JSON it is a text.
fn provider_name(expr: &Expr) -> Option<(String, Option<String>)> {
    match &expr.kind {
        ExprKind::Name(name) => Some((name.clone(), None)),
        ExprKind::Get(of, alias) => match &of.kind {
            ExprKind::Name(name) => Some((name.clone(), Some(alias.clone()))),
            _ => None,
        },
        ExprKind::Text(text) => {
            let steps = parse(text)?;
            let name = |at: usize| steps.get(at).and_then(Step::name).map(str::to_owned);
            Some((name(0)?, name(1)))
        }
        _ => None,
    }
}

/// Whether a text only shows where a value goes: `<IAM ROLE>`, or `vsw-` in files to be filled in.
fn is_placeholder(text: &str) -> bool {
    let prefixes = ["i-", "eni-", "vsw-", "vpc-", "sg-", "eip-", "lt-"];
    text.starts_with('<') && text.ends_with('>') || prefixes.contains(&text)
}

/// A variable that nobody gives a value.
fn no_value(name: &str) -> Term {
    Term::Token(format!("${{var.{name}}}").into())
}
