//! Which version of the provider is meant.

use super::{Configuration, Folder, Text, span};
use crate::source::Span;
use crate::syntax::hcl::{Expr, ExprKind, parse_at};

/// A version of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::read::terraform) enum ProviderVersion {
    /// Of the lock file: this one is run.
    Exact(String),
    /// Of `required_providers`: like `>= 1.2`.
    Constraint(String),
}

impl ProviderVersion {
    /// Its text, and whether it is exact.
    pub(in crate::read::terraform) fn parts(&self) -> (&str, bool) {
        match self {
            Self::Exact(version) => (version, true),
            Self::Constraint(version) => (version, false),
        }
    }
}

impl Configuration {
    /// The version of the Alibaba Cloud provider that a root module runs with, and where that is
    /// said.
    pub(in crate::read::terraform) fn provider_version(
        &self,
        root: Folder,
    ) -> Option<(ProviderVersion, Span)> {
        if let Some((version, at)) = self.locked.get(&self.get(root)?.path) {
            return Some((ProviderVersion::Exact(version.clone()), *at));
        }
        for terraform in self.blocks(root, "terraform") {
            let (file, blocks) = terraform.blocks("required_providers");
            for required in blocks.iter().flat_map(|block| &block.body.attributes) {
                if let Some((version, at)) = constraint(&required.name, &required.value) {
                    return Some((ProviderVersion::Constraint(version), span(file, at)));
                }
            }
        }
        None
    }

    /// Takes in a lock file. One that is not in its form says nothing.
    pub(super) fn add_lock(&mut self, folder: String, text: &Text<'_>) {
        let Ok(body) = parse_at(text.text, text.place) else { return };
        let provider =
            body.blocks("provider").find(|block| block.labels.iter().any(|label| is_alicloud(label)));
        if let Some(version) = provider.and_then(|block| block.body.attribute("version"))
            && let ExprKind::Text(exact) = &version.value.kind
        {
            self.locked.insert(folder, (exact.clone(), span(text.file, version.value.range)));
        }
    }
}

/// `registry.terraform.io/aliyun/alicloud`, of any registry and namespace.
fn is_alicloud(source: &str) -> bool {
    source.rsplit('/').next().is_some_and(|name| name.eq_ignore_ascii_case("alicloud"))
}

/// What an entry of `required_providers` asks for, if it is of this provider: `{ source, version }`,
/// or of old the version alone.
fn constraint(name: &str, value: &Expr) -> Option<(String, crate::syntax::Range)> {
    let text = |expr: &Expr| match &expr.kind {
        ExprKind::Text(text) => Some((text.clone(), expr.range)),
        _ => None,
    };
    let ExprKind::Object(items) = &value.kind else {
        return if name == "alicloud" { text(value) } else { None };
    };
    let get = |wanted: &str| {
        let is_wanted = |key: &Expr| matches!(&key.kind, ExprKind::Text(key) if key == wanted);
        items.iter().find(|(key, _)| is_wanted(key)).and_then(|(_, value)| text(value))
    };
    let source = get("source").map_or_else(|| name.to_owned(), |(source, _)| source);
    if is_alicloud(&source) { get("version") } else { None }
}
