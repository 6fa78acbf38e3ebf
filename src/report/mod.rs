//! What a run found, and its renderings: one file a format, each a function of report and sources.
//!
//! The formats for people (`full`, `plain`, `concise`, `markdown`, `html`) show nothing of an input
//! as it is: control characters and characters that cannot be seen are escaped. So do those that other
//! programs show to people (`listed` has what they share). `json` and `jsonl` hold texts whole, and
//! escape these as JSON does.

mod azure;
mod checkstyle;
mod closing;
mod concise;
mod discreet;
mod escape;
mod excerpt;
mod full;
mod github;
mod gitlab;
mod html;
mod json;
mod jsonl;
mod junit;
mod layout;
mod listed;
mod markdown;
mod mistakes;
mod only;
mod plain;
mod rdjson;
mod sarif;
mod secrets;
mod since;
mod span;
mod story;
mod style;
#[cfg(test)]
mod tests;
mod wrap;
mod xml;

pub use since::Since;
pub use style::Style;

// What the command line itself says to people is escaped and wrapped alike.
pub(crate) use escape::escape;
pub(crate) use json::{Escaped, Place, Places, pretty, schema};
pub(crate) use mistakes::mistakes;
pub(crate) use wrap::wrap;

use crate::finding::{Board, Finding, Summary, Suppressed, Verdict, nearest};
use crate::read::FileOutcome;
use crate::rules::Undecided;
use crate::source::{FileId, Sources};
use crate::syntax::List;
use std::io::{self, Write};

/// The outcome of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Sorted by file, offset and rule.
    pub findings: Vec<Finding>,
    /// Findings that somebody chose to live with, in the same order.
    pub suppressed: Vec<Suppressed>,
    /// One for each planned attach, sorted by file and offset.
    pub verdicts: Vec<Verdict>,
    /// The rules that lacked a fact.
    pub undecided: Vec<Undecided>,
    /// The instances that attaches are planned for, with their ENIs; only if they were asked for.
    pub boards: Vec<Board>,
    /// What became of each file, in the order of the sources.
    pub files: Vec<FileOutcome>,
    /// Where the entries of lists stand, in the order of reading.
    pub lists: Vec<(FileId, List)>,
    /// What was left out because it was there at a revision, if one was given.
    pub since: Option<Since>,
    /// The counts.
    pub summary: Summary,
}

/// Whether no file was an input: limits alone are none.
pub(crate) fn nothing_to_check(sources: &Sources, files: &[FileOutcome]) -> bool {
    sources.iter().enumerate().all(|(index, (_, source))| {
        !source.role().is_input() || matches!(files.get(index), Some(FileOutcome::Skipped(_)))
    })
}

/// Findings that `full` and `plain` show at most. More than this nobody reads, and the other
/// formats show them all.
const MAX_FINDINGS: usize = 100;

/// Declares the formats: the variant, and the module whose `write` makes it and whose name is its
/// name on the command line.
macro_rules! formats {
    ($($(#[$doc:meta])* $format:ident $module:ident;)*) => {
        /// A rendering of a report.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum OutputFormat {
            $($(#[$doc])* $format,)*
        }

        impl OutputFormat {
            /// Every format, the default one first.
            #[must_use]
            pub fn all() -> &'static [Self] {
                &[$(Self::$format),*]
            }

            /// The name on the command line.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$format => stringify!($module),)* }
            }
        }

        /// Writes a report.
        ///
        /// # Errors
        ///
        /// If `out` fails; the formats themselves do not.
        pub fn render(
            format: OutputFormat,
            report: &Report,
            sources: &Sources,
            style: &Style,
            out: &mut dyn Write,
        ) -> io::Result<()> {
            let mut out = io::BufWriter::new(out);
            match format {
                $(OutputFormat::$format => $module::write(report, sources, style, &mut out)?,)*
            }
            out.flush()
        }
    };
}

formats! {
    /// Findings with excerpts of the sources, for people.
    #[default]
    Full full;
    /// One line a fact, without drawings and colours, for screen readers and logs.
    Plain plain;
    /// One line a finding, for `grep` and editors.
    Concise concise;
    /// Everything, for programs.
    Json json;
    /// The same, one JSON object a line.
    Jsonl jsonl;
    /// SARIF 2.1.0, for code scanning and viewers.
    Sarif sarif;
    /// Annotations of GitHub Actions.
    Github github;
    /// A Code Quality report of GitLab.
    Gitlab gitlab;
    /// Test results: a test a planned attach.
    Junit junit;
    /// Checkstyle's XML.
    Checkstyle checkstyle;
    /// Reviewdog's diagnostics.
    Rdjson rdjson;
    /// Issues of Azure Pipelines.
    Azure azure;
    /// A job summary or a comment on a pull request, for GitHub and GitLab.
    Markdown markdown;
    /// One page for a browser, with a picture of each instance.
    Html html;
}

impl OutputFormat {
    /// Whether it shows [`Report::boards`].
    #[must_use]
    pub fn shows_boards(self) -> bool {
        self == Self::Html
    }
}

impl std::fmt::Display for OutputFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A name that is no format's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat {
    /// As given.
    pub name: String,
}

impl std::fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = OutputFormat::all().iter().map(|format| format.as_str()).collect();
        write!(f, "unknown output format {:?}; ", self.name)?;
        match nearest(&self.name, names.iter().copied()) {
            Some(nearest) => write!(f, "did you mean {nearest}?"),
            None => write!(f, "there are {}", names.join(", ")),
        }
    }
}

impl std::error::Error for UnknownFormat {}

impl std::str::FromStr for OutputFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let known = Self::all().iter().find(|format| format.as_str() == name);
        known.copied().ok_or_else(|| UnknownFormat { name: name.to_owned() })
    }
}
