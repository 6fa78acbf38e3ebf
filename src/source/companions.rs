//! Files that belong to Terraform configuration: the lock file with the providers' versions, the values
//! of variables, and the modules that `terraform init` has fetched. They are read where configuration is.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Where `terraform init` notes the modules of a configuration.
const MANIFEST: &str = ".terraform/modules/modules.json";

/// Bytes of a manifest at most; one of a thousand modules has a tenth.
const LIMIT: u64 = 4 << 20;

/// The companions of the configuration in some folders.
pub(super) fn of(folders: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let mut files = BTreeSet::new();
    for folder in folders {
        let lock = folder.join(".terraform.lock.hcl");
        files.extend(Some(lock).filter(|path| is_file(path)));
        files.extend(values_in(folder));
        let manifest = folder.join(MANIFEST);
        if is_file(&manifest) {
            for module in modules(&manifest) {
                files.extend(configuration_in(&folder.join(module)));
            }
            files.insert(manifest);
        }
    }
    files.into_iter().collect()
}

/// Not through links: what is read lies where it seems to lie.
fn is_file(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_file())
}

/// The folders that a manifest names, below its own: other modules are part of the tree that is
/// walked, or lie outside of it.
fn modules(manifest: &Path) -> Vec<PathBuf> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Manifest {
        #[serde(default)]
        modules: Vec<Module>,
    }
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Module {
        #[serde(default)]
        dir: PathBuf,
    }
    if fs::metadata(manifest).is_ok_and(|metadata| metadata.len() > LIMIT) {
        return Vec::new();
    }
    let text = fs::read_to_string(manifest).unwrap_or_default();
    let Ok(manifest) = serde_json::from_str::<Manifest>(&text) else { return Vec::new() };
    let below = |dir: &PathBuf| {
        dir.starts_with(".terraform/modules")
            && dir.components().all(|part| matches!(part, Component::Normal(_)))
    };
    manifest.modules.into_iter().map(|module| module.dir).filter(below).collect()
}

/// The configuration files of a folder, in the order of their names.
pub(super) fn configuration_in(folder: &Path) -> Vec<PathBuf> {
    files_in(folder, |name| name.ends_with(".tf") || name.ends_with(".tf.json"))
}

/// The files of a folder with values of variables that Terraform reads by itself.
fn values_in(folder: &Path) -> Vec<PathBuf> {
    files_in(folder, |name| {
        let plain = name.strip_suffix(".json").unwrap_or(name);
        plain == "terraform.tfvars" || plain.ends_with(".auto.tfvars")
    })
}

fn files_in(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_wanted = |path: &PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(&is_wanted) && is_file(path)
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_wanted).collect();
    files.sort();
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_of_a_manifest() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("a/.terraform.lock.hcl", "");
        put("a/.terraform/modules/net/main.tf", "");
        put("a/.terraform/modules/net/README.md", "");
        put("a/.terraform/modules/net/examples/main.tf", "");
        put("outside/main.tf", "");
        put(
            "a/.terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Dir":"."},{"Key":"net","Dir":".terraform/modules/net"},
                {"Key":"x","Dir":".terraform/modules/../../../outside"},{"Key":"y"}]}"#,
        );
        let folders = BTreeSet::from([dir.path().join("a"), dir.path().join("b")]);
        let found: Vec<String> = of(&folders)
            .iter()
            .map(|path| path.strip_prefix(dir.path()).unwrap().display().to_string())
            .collect();
        assert_eq!(
            found,
            [
                "a/.terraform/modules/modules.json",
                "a/.terraform/modules/net/main.tf",
                "a/.terraform.lock.hcl"
            ]
        );
    }
}
