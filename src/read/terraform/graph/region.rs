//! The regions that the providers of a plan are configured for.

use super::index::key;
use super::known::{Known, seen};
use super::refs::{self, Step};
use super::scope::Scope;
use super::{Graph, Place};
use crate::read::terraform::document::{ModuleId, Object, ObjectId};
use crate::read::terraform::source::Declared;
use crate::read::terraform::term::Term;
use crate::source::{FileId, Span};
use crate::syntax::hcl::{Expr, ExprKind};
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;
use std::rc::Rc;

/// By provider the zones that its objects stand in, as far as they are known.
pub(super) type Zones = HashMap<String, HashSet<Rc<str>>>;

impl<'d> Graph<'d> {
    /// The region that the object's provider is configured for, if that is known, and where it
    /// says so.
    pub(in crate::read::terraform) fn region(&self, object: ObjectId) -> Option<(Term, Span)> {
        let object = self.document.object(object)?;
        if self.document.alone.is_some() {
            return self.own_region(object);
        }
        let provider = self.provider(object)?;
        let providers = self.document.json(self.document.configuration)?.get("provider_config")?;
        let region = self.child(providers, &provider)?.path(&["expressions", "region"])?;
        let written = self.written_region(&provider);
        let fitting = written.filter(|(_, expr)| self.agrees(expr, Some(region)));
        let at = |range| {
            fitting.map_or(self.span(range), |(file, expr)| Span {
                file,
                start: expr.range.start,
                end: expr.range.end,
            })
        };
        if let Some(constant) = refs::constant(region) {
            let text = constant.as_text()?;
            return Some((Term::text(&*text), at(constant.range())));
        }
        // A plan names what an expression refers to, and not what it makes of it.
        if fitting.is_some_and(|(_, expr)| !expr.is_variable()) {
            return None;
        }
        // A provider in a module has that module's variables, and which instance's is not told.
        let groups = refs::groups(region);
        let ([only], false) = (groups.as_slice(), provider.contains(':')) else { return None };
        let steps = refs::parse(only).filter(|steps| steps.len() == 2)?;
        let is_variable = steps.first().and_then(Step::name) == Some("var");
        match self.follow(Scope::module(ModuleId(0)), &steps, None) {
            // One without a hyphen is no region, but part of one.
            Term::Text(text) if is_variable && text.contains('-') => {
                let is_certain = fitting.is_some() || self.is_confirmed(&provider, &text);
                is_certain.then(|| (Term::Text(text), at(region.range())))
            }
            _ => None,
        }
    }

    /// Whether the zones that are known of a provider's objects are of a region, all of them, and there
    /// are some. Without the configuration a variable may be looked at by a condition, and the region be
    /// another one; what stands in a zone is where it says.
    fn is_confirmed(&self, provider: &str, region: &str) -> bool {
        let zones = self.zones.get_or_init(|| self.find_zones()).get(provider);
        let is_of = |zone: &Rc<str>| {
            let rest = zone.strip_prefix(region).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
            // `cn-hangzhou-i`, `ap-southeast-1a`
            rest.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_lowercase()))
        };
        zones.is_some_and(|zones| zones.iter().all(is_of))
    }

    fn find_zones(&self) -> Zones {
        let mut zones = Zones::new();
        for object in &self.document.objects {
            for name in ["zone_id", "availability_zone"] {
                let found = seen(self.document, object, Place { block: None, name }).known;
                if let Known::Value(Term::Text(zone)) = found
                    && !zone.is_empty()
                    && let Some(provider) = self.provider(object)
                {
                    zones.entry(provider.into_owned()).or_default().insert(zone);
                }
            }
        }
        zones
    }

    /// The provider of an object, as the plan names it.
    fn provider(&self, object: &Object<'_>) -> Option<Cow<'d, str>> {
        let written = self.document.tape.get(self.index.written(key(object))?);
        written.get("provider_config_key")?.as_text()
    }

    /// The region of a provider in the configuration files: of `alicloud` or `alicloud.alias`, which
    /// the root module configures.
    fn written_region(&self, provider: &str) -> Option<(FileId, &'d Expr)> {
        let (name, alias) = match provider.split_once('.') {
            Some((name, alias)) => (name, Some(alias)),
            None => (provider, None),
        };
        let is_meant = |block: &Declared<'d>| {
            let own = block.attribute("alias").map(|(_, alias)| &alias.value.kind);
            block.block.labels.first().is_some_and(|label| label == name)
                && match (own, alias) {
                    (Some(ExprKind::Text(own)), Some(alias)) => own == alias,
                    (own, alias) => own.is_none() && alias.is_none(),
                }
        };
        let folder = self.index.folder(ModuleId(0))?;
        let block = self.configuration.blocks(folder, "provider").find(is_meant)?;
        let (file, region) = block.attribute("region")?;
        Some((file, &region.value))
    }
}
