//! The keys of `enilint.yaml`. Their comments are the descriptions of the schema.

use super::de::Next;
use super::fault::Fault;
use super::spanned::{OneOrMany, Place, Spanned, Table};
use crate::finding::Severity;
use crate::syntax::{Events, Kind, Notation};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use std::borrow::Cow;

/// What fails a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum FailOn {
    /// Findings of severity error
    Error,
    /// Findings of severity warning and above
    Warning,
    /// Findings of any severity
    Info,
    /// Errors, and attaches that could not be decided (as --strict)
    Undecided,
    /// No finding; the result may still be incomplete (exit 2)
    Never,
}

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Switch {
    #[serde(alias = "true")]
    On,
    #[serde(alias = "false")]
    Off,
}

/// The configuration of enilint: `enilint.yaml`, in the folder that it is for.
///
/// Paths and patterns are relative to the folder of the file. The command line wins over the file.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "enilint configuration")]
pub(crate) struct Document {
    /// Configurations to build on, by path. Later ones win, and this file wins over all of them.
    pub(crate) extend: Option<OneOrMany>,

    /// Patterns of the files to read in folders; all if there are none. Files that are named on the
    /// command line are read all the same.
    pub(crate) include: Option<Vec<Spanned<String>>>,
    /// Patterns of files and folders to pass over. Adds to the lists of the configurations that are
    /// extended.
    pub(crate) exclude: Option<Vec<Spanned<String>>>,
    /// Files with limits of instance types, as for --catalog. Adds to the lists of the configurations
    /// that are extended.
    pub(crate) catalogs: Option<Vec<Spanned<String>>>,
    /// What no input says: the account, its quotas, and so on. The shape is that of `facts` in an
    /// inventory, without `now` and `inventory`; an inventory's own facts win.
    #[schemars(schema_with = "facts")]
    pub(crate) facts: Option<Place>,
    /// Which files are one inventory: names with lists of patterns. Files of different scopes are not
    /// joined; files of no scope are one more inventory.
    pub(crate) scopes: Option<Table<Vec<Spanned<String>>>>,
    /// The time to go by: `inventory` (`facts.now` of an inventory, else the clock), `clock`, or a
    /// UTC time like 2026-01-05T08:00Z.
    #[schemars(extend("default" = "inventory"))]
    pub(crate) now: Option<Spanned<String>>,

    /// Run only these rules: names, error codes of the API, `inferred` or ALL. Without it every rule
    /// runs that is not off by default.
    pub(crate) select: Option<Vec<Spanned<String>>>,
    /// Run these rules, too.
    pub(crate) extend_select: Option<Vec<Spanned<String>>>,
    /// Do not run these rules.
    pub(crate) ignore: Option<Vec<Spanned<String>>>,
    /// Whether rules run that are deduced rather than documented. Those that `extend-select` names run
    /// either way.
    #[schemars(extend("default" = "on"))]
    pub(crate) inferred: Option<Spanned<Switch>>,
    /// How grave the findings of rules are: error, warning or info.
    pub(crate) severity: Option<Table<Spanned<Severity>>>,
    /// Rules whose findings are not reported in some files: patterns with lists of rules. Verdicts
    /// stay as they are.
    pub(crate) per_file_ignores: Option<Table<Vec<Spanned<String>>>>,

    /// Findings that are known and may stay, where a comment beside them cannot say so.
    pub(crate) suppressions: Option<Vec<Spanned<Suppression>>>,

    /// How the report looks and where it goes, each FORMAT or FORMAT=FILE.
    #[schemars(extend("default" = ["full"]))]
    pub(crate) output_formats: Option<Vec<Spanned<String>>>,
    /// What fails the run.
    #[schemars(extend("default" = "error"))]
    pub(crate) fail_on: Option<Spanned<FailOn>>,
    /// Whether an attach that cannot be decided fails the run.
    #[schemars(extend("default" = false))]
    pub(crate) strict: Option<Spanned<bool>>,
    /// More warnings than this fail the run.
    pub(crate) max_warnings: Option<Spanned<u64>>,
}

/// Findings of a rule that may stay. Of `address`, `pointer` and `files` at least one is needed, and all
/// that are given must fit.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Suppression {
    /// The name of the rule.
    pub(crate) rule: String,
    /// The address of a resource with its instances, or of a module with all in it.
    pub(crate) address: Option<String>,
    /// A JSON Pointer (RFC 6901) to an entry or a value, and to all in it.
    pub(crate) pointer: Option<String>,
    /// A pattern of files.
    pub(crate) files: Option<Spanned<String>>,
    /// Why the findings may stay.
    pub(crate) reason: Option<String>,
    /// The last day on which it counts, like 2026-12-31.
    pub(crate) until: Option<String>,
}

/// Reads a configuration. A file of nothing but comments says nothing.
pub(crate) fn parse(name: &str, text: &str) -> Result<Document, Fault> {
    let mut events = Events::new(text, Notation::of(name, text));
    let mut document = None;
    while let Some(event) = events.next()? {
        if event.kind != Kind::DocumentStart {
            continue;
        }
        if document.is_some() {
            let fault = Fault::new("a second document; a configuration is one", "begins here");
            return Err(fault.at(event.range));
        }
        let next = serde::de::Deserialize::deserialize(Next(&mut events));
        document = Some(Option::<Document>::unwrap_or_default(next?));
    }
    Ok(document.unwrap_or_default())
}

/// The schema of a configuration.
pub(crate) fn schema() -> Schema {
    schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Document>()
}

fn facts(_: &mut SchemaGenerator) -> Schema {
    crate::read::schema::facts_of_configuration()
}

impl JsonSchema for Switch {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Switch".into()
    }

    // What reads YAML 1.1 takes both words for truth values.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "enum": ["on", "off", true, false] })
    }
}
