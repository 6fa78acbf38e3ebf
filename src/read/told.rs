//! Which format a file is: what its user says, or its name, its first line, or its text.

use super::detect::{Format, Shape, Told, of_text};
use super::{catalog_csv, runbook, terraform};
use crate::source::{Role, Source};
use crate::syntax::{Notation, SyntaxError};

/// The names by which users tell formats.
const NAMES: [(&str, Format); 8] = [
    ("native", Format::Native),
    ("aliyun-cli", Format::AliyunCli(Shape::Responses)),
    ("terraform-plan", Format::TerraformPlan),
    ("terraform-state", Format::TerraformState),
    ("terraform", Format::TerraformConfiguration),
    ("ros", Format::Ros),
    ("crossplane", Format::Crossplane),
    ("runbook", Format::Runbook),
];

impl Format {
    /// The names of formats that a file can be said to have.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }
}

/// Which format a file is.
///
/// # Errors
///
/// If the text is malformed before anything has told the format.
pub(crate) fn of_source(source: &Source) -> Result<Told, SyntaxError> {
    let (name, text) = (source.name(), source.text());
    let said = source.format().and_then(|said| NAMES.iter().find(|(name, _)| *name == said));
    if let Some((_, format)) = said {
        let shape = |format: Format| match format {
            // Which list it is, if it is one, it tells itself.
            Format::AliyunCli(_) => match of_text(text, Notation::of(name, text)) {
                Ok(Told { format: format @ Format::AliyunCli(_), .. }) => format,
                _ => format,
            },
            format => format,
        };
        return Ok(Told::new(shape(*format), "as --format-of says"));
    }
    match source.role() {
        Role::Baseline => return Ok(Told::new(Format::Baseline, "")),
        Role::Parameters => return Ok(Told::new(Format::Parameters, "")),
        Role::Configuration => return Ok(Told::new(Format::Configuration, "")),
        Role::Catalog if catalog_csv::is_csv(name) => {
            return Ok(Told::new(Format::CatalogCsv, "by its name"));
        }
        _ => {}
    }
    if terraform::is_configuration(name) {
        return Ok(Told::new(Format::TerraformConfiguration, "by its name"));
    }
    if let Some(by) = runbook::is_script(name, text) {
        return Ok(Told::new(Format::Runbook, format!("by {by}")));
    }
    let is_named = [".json", ".yaml", ".yml"].iter().any(|ending| name.ends_with(ending));
    if !is_named && runbook::has_call(text) {
        return Ok(Told::new(Format::Runbook, "by its calls of aliyun ecs"));
    }
    of_text(text, Notation::of(name, text))
}
