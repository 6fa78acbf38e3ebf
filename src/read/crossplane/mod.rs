//! Crossplane: manifests of managed resources of the Alibaba Cloud provider.
//!
//! The provider is made of Terraform's: the same attributes, in camelCase, are read after the same
//! tables. What is its own is how resources refer to each other: by name (`…Ref`), or by labels
//! (`…Selector`), in whichever file the other one stands.

mod fields;
mod map;
mod tree;

use super::terraform::schema::{self, Table};
use super::{Failure, FileOutcome, Format, Read, Reader};
use crate::source::{FileId, Span};
use crate::syntax::Events;
use std::collections::HashMap;
use tree::{Entry, Tree};

/// The kinds that are read, with the resource type of the provider that they are.
const KINDS: [(&str, &str); 6] = [
    ("NetworkInterfaceAttachment", "alicloud_ecs_network_interface_attachment"),
    ("NetworkInterface", "alicloud_ecs_network_interface"),
    ("Instance", "alicloud_instance"),
    ("SecurityGroup", "alicloud_security_group"),
    ("VPC", "alicloud_vpc"),
    ("Vswitch", "alicloud_vswitch"),
];

/// How the group of resources ends that are in namespaces.
const NAMESPACED: &str = ".m.crossplane.io";

/// A managed resource of a kind that is read.
struct Manifest<'s> {
    file: FileId,
    kind: &'static str,
    table: &'static Table,
    /// The namespace, of one that says so and is of a kind that has one.
    namespace: Option<String>,
    /// The name; behind the namespace and a slash, if there is one.
    name: String,
    tree: Tree<'s>,
}

/// The manifests of a run. They are read together, as they refer to each other.
#[derive(Default)]
pub(super) struct Crossplane<'s> {
    manifests: Vec<Manifest<'s>>,
}

/// Whether a text may hold manifests of the provider.
pub(super) fn may_hold(text: &str) -> bool {
    let has = |what: &[u8]| memchr::memmem::find(text.as_bytes(), what).is_some();
    has(b"alibabacloud") && has(b"crossplane.io/")
}

/// Whether a text that is no YAML is a template of Helm that makes manifests of kinds that are read.
pub(super) fn is_unrendered(text: &str) -> bool {
    let names_one = |line: &str| {
        let kind = line.trim_start().strip_prefix("kind:").map(str::trim);
        kind.is_some_and(|kind| KINDS.iter().any(|(known, _)| *known == kind))
    };
    may_hold(text) && memchr::memmem::find(text.as_bytes(), b"{{").is_some() && text.lines().any(names_one)
}

/// What to say of one.
pub(super) fn unrendered(at: Option<Span>) -> Failure {
    let failure = Failure::new("this is a Helm template, which was not analysed");
    let failure = failure.help("render it first: helm template . | enilint check -");
    Failure { span: at, ..failure }
}

fn is_of_provider(api_version: &str) -> bool {
    let group = api_version.split('/').next().unwrap_or_default();
    group.contains("alibabacloud") && group.ends_with("crossplane.io")
}

impl<'s> Crossplane<'s> {
    /// Notes the manifests of a file.
    pub(super) fn add(
        &mut self,
        file: FileId,
        events: Events<'s>,
        read: &mut Read,
        desk: &mut super::Desk,
    ) -> Result<FileOutcome, Failure> {
        let mut reader = Reader::new(file, events, read, desk);
        let (mut manifests, mut seen) = (Vec::new(), Seen::default());
        reader.documents(|reader| {
            let mut open = vec![reader.tree()?];
            while let Some(tree) = open.pop() {
                match tree {
                    // `kind: List`, as kubectl writes it.
                    Tree::Map(entries, _) if is_list(&entries) => {
                        let items = entries.into_iter().filter(|entry| entry.key == "items");
                        for Entry { value, .. } in items {
                            if let Tree::List(items, _) = value {
                                open.extend(items.into_iter().rev());
                            }
                        }
                    }
                    tree => manifests.extend(seen.manifest(file, tree)),
                }
            }
            Ok(())
        })?;
        match seen {
            Seen { ours: true, .. } => {
                self.manifests.extend(manifests);
                Ok(FileOutcome::Read(Format::Crossplane))
            }
            Seen { composition: true, .. } => {
                let failure =
                    Failure::new("this is a Crossplane composition, which says what is made of a claim");
                Err(failure.help("give the resources that it makes: the output of crossplane render"))
            }
            Seen { .. } => Err(Format::Kubernetes.refusal()),
        }
    }

    /// Files what the manifests say, now that all are at hand.
    pub(super) fn finish(self, read: &mut Read) {
        read.findings.extend(fields::misspelt(&self.manifests));
        map::map(&self.manifests, &mut read.inventory);
    }
}

fn is_list(entries: &[Entry<'_>]) -> bool {
    entries
        .iter()
        .any(|entry| entry.key == "kind" && entry.value.text().is_some_and(|kind| kind.ends_with("List")))
}

/// What kinds of documents a file has.
#[derive(Default)]
struct Seen {
    ours: bool,
    composition: bool,
}

impl Seen {
    fn manifest<'s>(&mut self, file: FileId, tree: Tree<'s>) -> Option<Manifest<'s>> {
        let (api_version, kind) = (tree.get("apiVersion")?.text()?, tree.get("kind")?.text()?);
        self.composition |= kind == "Composition" && api_version.contains("crossplane.io");
        if !is_of_provider(api_version) {
            return None;
        }
        self.ours = true;
        let (kind, usual) = KINDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(kind))?;
        let metadata = |key: &str| tree.at(&["metadata", key]).and_then(Tree::text);
        let is_namespaced = api_version.split('/').next()?.ends_with(NAMESPACED);
        let namespace = metadata("namespace").filter(|_| is_namespaced).map(str::to_owned);
        let name = in_namespace(namespace.as_deref(), metadata("name").unwrap_or_default());
        Some(Manifest { file, kind, table: schema::table(usual)?, namespace, name, tree })
    }
}

/// A name as it is told apart from those of other namespaces.
fn in_namespace(namespace: Option<&str>, name: &str) -> String {
    namespace.map_or_else(|| name.to_owned(), |namespace| format!("{namespace}/{name}"))
}

/// Whether a text is of some template, and stands for another one.
fn is_template(text: &str) -> bool {
    text.contains("${") || text.contains("{{")
}

impl Manifest<'_> {
    fn metadata(&self, key: &str) -> Option<&Tree<'_>> {
        self.tree.get("metadata")?.get(key)
    }

    /// The ID that it has in the cloud, if it says so.
    fn external_name(&self) -> Option<(&str, crate::syntax::Range)> {
        let name = self.metadata("annotations")?.get_exactly("crossplane.io/external-name")?;
        Some((name.text()?, name.range()))
    }

    fn labels(&self) -> HashMap<&str, &str> {
        self.metadata("labels").map(|labels| labels.pairs().collect()).unwrap_or_default()
    }

    /// Whether the provider only looks at it.
    fn is_observed(&self) -> bool {
        let policies = self.tree.at(&["spec", "managementPolicies"]).map(Tree::items).unwrap_or_default();
        matches!(policies, [one] if one.text() == Some("Observe"))
    }
}
