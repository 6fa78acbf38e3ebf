//! Values of variables: `terraform.tfvars`, `*.auto.tfvars`, both also in JSON, and those that are named
//! on the command line.

use super::{Configuration, Folder, Text, Unparsed, path};
use crate::source::{FileId, Role};
use crate::syntax::hcl::{Body, Expr, parse_at, parse_json_values};

/// A file of values.
pub(super) struct Values {
    pub(super) file: FileId,
    /// Which counts most: those of higher rank, and of these the later name.
    rank: (Rank, String),
    body: Body,
}

/// In the order in which Terraform takes them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Usual,
    UsualJson,
    Automatic,
    Named,
}

/// Whether a file holds values of variables, by its name.
pub(in crate::read::terraform) fn is_values(name: &str) -> bool {
    name.ends_with(".tfvars") || name.ends_with(".tfvars.json")
}

fn rank(name: &str, role: Role) -> Option<Rank> {
    match name {
        "terraform.tfvars" => Some(Rank::Usual),
        "terraform.tfvars.json" => Some(Rank::UsualJson),
        _ if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => Some(Rank::Automatic),
        _ if role == Role::Named => Some(Rank::Named),
        _ => None,
    }
}

impl Configuration {
    /// Takes in a file of values, unless Terraform would pass it over.
    pub(super) fn add_values(&mut self, text: &Text<'_>) {
        let file = text.file;
        let (folder, name) = path::split(text.name);
        let Some(rank) = rank(&name, text.role) else {
            self.unused.push(file);
            return;
        };
        let parse = if name.ends_with(".json") { parse_json_values } else { parse_at };
        match parse(text.text, text.place) {
            Ok(body) => self.values.push((folder, Values { file, rank: (rank, name), body })),
            Err(error) => self.unparsed.push(Unparsed { file, folder, error }),
        }
    }

    /// Takes in values that are given for the variables of a root module.
    pub(super) fn add_given(&mut self, file: FileId, folder: String, body: Body) {
        self.values.push((folder, Values { file, rank: (Rank::Named, String::new()), body }));
    }

    /// The folders with values that Terraform takes by itself.
    pub(super) fn valued(&self) -> impl Iterator<Item = Folder> {
        let own = self.values.iter().filter(|(_, values)| values.rank.0 != Rank::Named);
        own.filter_map(|(folder, _)| self.by_path.get(folder).copied())
    }

    /// Files of values that nobody named and that Terraform does not take by itself.
    pub(in crate::read::terraform) fn unused(&self) -> &[FileId] {
        &self.unused
    }

    /// Gives each file of values to its root module: that of its folder; a named one also to the
    /// nearest above, or to the only one.
    pub(in crate::read::terraform) fn hand_out_values(&mut self, roots: &[Folder]) {
        for (folder, values) in std::mem::take(&mut self.values) {
            let own = |path: &str| self.by_path.get(path).copied().filter(|root| roots.contains(root));
            let above = || {
                let mut ancestors =
                    folder.match_indices('/').map(|(at, _)| &folder[..at]).collect::<Vec<_>>();
                ancestors.reverse();
                let nearest = ancestors.into_iter().chain([""]).find_map(own);
                nearest.or(if let [only] = roots { Some(*only) } else { None })
            };
            let is_named = values.rank.0 == Rank::Named;
            let root = own(&folder).or_else(|| above().filter(|_| is_named));
            match root.and_then(|root| self.folders.get_mut(root.0 as usize)) {
                Some(module) => module.values.push(values),
                None => self.unused.push(values.file),
            }
        }
        for module in &mut self.folders {
            module.values.sort_by(|a, b| a.rank.cmp(&b.rank));
        }
    }

    /// The value that files give a variable of a root module.
    pub(in crate::read::terraform) fn value(&self, root: Folder, name: &str) -> Option<&Expr> {
        let values = self.get(root)?.values.iter().rev();
        values.filter_map(|values| values.body.attribute(name)).map(|found| &found.value).next()
    }
}
