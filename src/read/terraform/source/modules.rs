//! Which folder a module call leads to.

use super::{Configuration, Declared, Folder, path};
use crate::syntax::hcl::ExprKind;
use serde::Deserialize;

/// `.terraform/modules/modules.json`, which `terraform init` writes.
#[derive(Deserialize)]
struct Manifest {
    #[serde(rename = "Modules", default)]
    modules: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    /// The names of the module calls from the root, with dots between.
    #[serde(rename = "Key", default)]
    key: String,
    /// As seen from the root module.
    #[serde(rename = "Dir", default)]
    dir: String,
}

impl Configuration {
    /// The folder that module calls lead to, one in the other, from the root module on: none if it
    /// is not at hand. Without any it is the root module's.
    pub(in crate::read::terraform) fn module(&self, root: Folder, calls: &[&str]) -> Option<Folder> {
        let mut folder = root;
        for depth in 1..=calls.len() {
            folder = self.called(root, folder, calls.get(..depth)?)?;
        }
        Some(folder)
    }

    /// The folder of the last of some module calls, which stands in `folder`.
    fn called(&self, root: Folder, folder: Folder, calls: &[&str]) -> Option<Folder> {
        let call = self.block(folder, "module", &[*calls.last()?])?;
        if is_local(source(call)?) {
            return self.local_source(folder, call);
        }
        let root = self.get(root)?.path.clone();
        let dir = self.installed.get(&(root.clone(), calls.join(".")))?;
        self.reach(folder, &path::usual(&root, dir))
    }

    /// The folder that a call which stands in `folder` leads to, if its source is a local path.
    pub(super) fn local_source(&self, folder: Folder, call: Declared<'_>) -> Option<Folder> {
        let source = source(call).filter(|source| is_local(source))?;
        self.reach(folder, &path::usual(&self.get(folder)?.path, source))
    }

    /// Takes in `modules.json` of a folder. What is not in its form is none.
    pub(super) fn add_installed(&mut self, folder: &str, text: &str) {
        let root = match folder.strip_suffix(".terraform/modules") {
            Some("/") => "/",
            Some(root) if root.is_empty() || root.ends_with('/') => root.trim_end_matches('/'),
            _ => return,
        };
        let Ok(manifest) = serde_json::from_str::<Manifest>(text) else { return };
        for entry in manifest.modules {
            self.installed.insert((root.to_owned(), entry.key), entry.dir.replace('\\', "/"));
        }
    }
}

fn source(call: Declared<'_>) -> Option<&str> {
    match &call.attribute("source")?.1.value.kind {
        ExprKind::Text(source) => Some(source),
        _ => None,
    }
}

fn is_local(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../") || source == "." || source == ".."
}
