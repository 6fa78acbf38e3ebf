//! Modules that a configuration without a plan calls and that are not at hand. Nobody knows what they
//! attach. What they make themselves touches nothing else; but what they are handed they may change.

use super::document::{Document, ModuleId};
use super::graph::Graph;
use super::schema::{self, IdOf};
use super::source::Declared;
use super::term::Term;
use crate::finding::Finding;
use crate::inventory::{Inventory, Kind};
use crate::read::planned::symbol;
use crate::read::problem::{Problem, UNREAD_MODULE};
use crate::read::quoted;
use crate::source::Span;
use crate::syntax::hcl::ExprKind;
use hashbrown::HashSet;

/// A call of a module that is not read.
#[derive(Clone)]
pub(super) struct Unread {
    /// The module that it stands in.
    module: ModuleId,
    name: String,
    address: String,
    cause: Cause,
    /// Its source, if that is a plain text.
    source: Option<String>,
    /// Where that stands, or the head of the call.
    at: Span,
}

/// Why a module is not read.
#[derive(Clone, Copy)]
pub(super) enum Cause {
    NotAtHand,
    CallsItself,
    TooDeep,
}

/// Something that a module which is not read may change.
pub(super) struct Handed {
    kind: Kind,
    /// Its name or ID, and whether that is an ID.
    name: String,
    is_id: bool,
    /// The module's address.
    module: String,
}

impl Unread {
    pub(super) fn new(module: ModuleId, call: Declared<'_>, address: String, cause: Cause) -> Self {
        let written = call.attribute("source");
        let source = written.and_then(|(_, source)| match &source.value.kind {
            ExprKind::Text(text) => Some(text.clone()),
            _ => None,
        });
        // A URL may hold a password, and the line that a finding is on is shown.
        let is_plain = |(_, _): &(_, _)| source.as_ref().is_some_and(|source| !source.contains('@'));
        let at = written.filter(is_plain).map(|(file, source)| {
            let range = source.value.range;
            Span { file, start: range.start, end: range.end }
        });
        let name = call.block.labels.first().cloned().unwrap_or_default();
        Self { module, name, address, cause, at: at.unwrap_or(call.head()), source }
    }

    fn finding(&self) -> Finding {
        let name = quoted(&self.name);
        let local = self.source.as_ref().filter(|source| source.starts_with('.'));
        let (why, label, help) = match (self.cause, local) {
            (Cause::CallsItself, _) => (
                "it calls itself".to_owned(),
                "leads back to where it is called from",
                "call another module: Terraform cannot load this one",
            ),
            (Cause::TooDeep, _) => (
                "it is called from too many modules, one in the other".to_owned(),
                "not read",
                "check a plan, which tells what it makes",
            ),
            (Cause::NotAtHand, Some(source)) => (
                format!("{} holds no configuration that is part of the run", quoted(source)),
                "no configuration there",
                "give that folder to enilint, too, or check a plan",
            ),
            (Cause::NotAtHand, None) => (
                "it comes from elsewhere".to_owned(),
                "not fetched",
                "run `terraform init`, so that it lies in .terraform/modules, or check a plan",
            ),
        };
        let message = format!("module {name} is not read, so nothing is known of what it attaches: {why}");
        Problem::new(UNREAD_MODULE, message, label).help(help).finding(self.at, |_| self.at)
    }
}

/// Tells of the modules that a configuration calls and that are not read, of each call once.
pub(super) fn tell(document: &Document<'_>, findings: &mut Vec<Finding>) {
    let mut told = HashSet::new();
    let unread = document.alone.iter().flat_map(|alone| &alone.unread);
    findings.extend(unread.filter(|unread| told.insert(unread.at)).map(Unread::finding));
}

/// The instances and ENIs that are handed to modules which are not read.
pub(super) fn handed(graph: &Graph<'_>) -> Vec<Handed> {
    let unread = graph.document.alone.iter().flat_map(|alone| &alone.unread);
    let all = unread.flat_map(|unread| {
        let terms = graph.handed(unread.module, &unread.name);
        terms.into_iter().filter_map(|term| {
            let (kind, name, is_id) = thing(graph.document, &term)?;
            Some(Handed { kind, name, is_id, module: unread.address.clone() })
        })
    });
    all.collect()
}

/// What a value is the identity of, if that is something that can be attached.
fn thing(document: &Document<'_>, term: &Term) -> Option<(Kind, String, bool)> {
    match term {
        Term::Text(id) if id.starts_with("i-") => Some((Kind::Instance, id.to_string(), true)),
        Term::Text(id) if id.starts_with("eni-") => Some((Kind::Eni, id.to_string(), true)),
        Term::Id(object) | Term::Object(object) => {
            let object = document.object(*object)?;
            let kind = schema::table(&object.kind)?.kind;
            let kind = kind.filter(|kind| matches!(kind, Kind::Instance | Kind::Eni))?;
            Some((kind, object.address.to_string(), false))
        }
        Term::Part(object, part) => {
            let kind = if part.kind() == IdOf::Eni { Kind::Eni } else { Kind::Instance };
            Some((kind, format!("{}.{}", document.object(*object)?.address, part.path()), false))
        }
        _ => None,
    }
}

/// Files what is handed over, so that its attaches are undecided.
pub(super) fn note(document: &Document<'_>, handed: Vec<Handed>, inventory: &mut Inventory) {
    for Handed { kind, name, is_id, module } in handed {
        let texts = &mut inventory.texts;
        let id = if is_id { texts.intern(&name) } else { symbol(texts, &document.in_run(&name)) };
        let reason = texts.intern(&format!("{module} is given it, and is not read"));
        inventory.note_handed(kind, id, reason);
    }
}
