//! Which folders are root modules: those that no call leads to, and those with values of their own.

use super::{Configuration, Declared, Folder, Module};
use hashbrown::HashSet;

impl Configuration {
    /// The folders that are read as root modules if there is no plan, in the order of their paths. One
    /// that is called and has values for its variables is applied by itself, too.
    /// Of folders that call each other, and that nothing else calls, the first is one.
    pub(in crate::read::terraform) fn roots(&self) -> Vec<Folder> {
        let mut folders: Vec<Folder> = (0..).map(Folder).take(self.folders.len()).collect();
        folders.retain(|folder| self.get(*folder).is_some_and(|module| !is_fetched(module)));
        folders.sort_by_key(|folder| self.get(*folder).map(|module| &module.path));
        let mut called = HashSet::new();
        for folder in &folders {
            called.extend(self.calls(*folder).into_iter().filter(|other| other != folder));
        }
        let (mut roots, mut reached) = (Vec::new(), HashSet::new());
        let uncalled = folders.iter().filter(|folder| !called.contains(*folder));
        for folder in uncalled.chain(&folders) {
            if reached.contains(folder) {
                continue;
            }
            roots.push(*folder);
            let mut open = vec![*folder];
            while let Some(next) = open.pop() {
                if reached.insert(next) {
                    open.extend(self.calls(next));
                }
            }
        }
        let valued: Vec<Folder> = self.valued().filter(|folder| !roots.contains(folder)).collect();
        roots.extend(valued);
        roots.retain(|root| self.may_be_root(*root));
        roots.sort_by_key(|folder| self.get(*folder).map(|module| &module.path));
        roots.dedup();
        roots
    }

    /// The folders that the local module calls of one lead to.
    fn calls(&self, folder: Folder) -> Vec<Folder> {
        self.blocks(folder, "module").filter_map(|call| self.local_source(folder, call)).collect()
    }

    /// All blocks of a folder but locals, each once: of equal ones the first.
    pub(in crate::read::terraform) fn declared(&self, folder: Folder) -> impl Iterator<Item = Declared<'_>> {
        let module = self.get(folder);
        let mut places: Vec<usize> =
            module.map(|module| module.index.values().copied().collect()).unwrap_or_default();
        places.sort_unstable();
        let blocks = places.into_iter().filter_map(move |place| module?.blocks.get(place));
        blocks.filter(|merged| merged.block.name != "locals").map(Declared::new)
    }

    /// The path of a folder.
    pub(in crate::read::terraform) fn path(&self, folder: Folder) -> &str {
        self.get(folder).map_or("", |module| &module.path)
    }
}

/// Whether `terraform init` has put a module there.
fn is_fetched(module: &Module) -> bool {
    module.path.split('/').any(|part| part == ".terraform")
}
