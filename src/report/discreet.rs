//! Files that hold secrets beside what is pointed at: a Terraform plan or state has variables,
//! passwords and keys in clear text, and is often one line. Of such a file nothing is shown but what
//! a finding points at, and of one that could not be read nothing at all.

use crate::read::{FileOutcome, Format};
use crate::source::{Role, Source};
use std::ops::Range;

/// Bytes at the start of a text that tell whether it is from Terraform.
const HEAD: usize = 64 << 10;
/// Bytes of a value that is shown, at most.
const LONGEST_VALUE: usize = 4096;
/// Bytes of a key that is shown, at most.
const LONGEST_KEY: usize = 64;

/// How much of a file may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Discretion {
    /// All of it.
    Open,
    /// The lines that a finding points into, unless they cannot be parsed, and the keys of those around
    /// them.
    Keys,
    /// The lines that a finding points into, without secrets.
    Lines,
    /// The values that a finding points at.
    Values,
    /// Nothing.
    Closed,
}

/// How much of a file may be shown, given what became of it.
pub(super) fn discretion(outcome: Option<&FileOutcome>, source: &Source) -> Discretion {
    // Configuration should hold no secret, and often holds one all the same.
    if [".tf", ".tf.json", ".tfvars", ".tfvars.json"].iter().any(|ending| source.name().ends_with(ending)) {
        return Discretion::Keys;
    }
    // What was typed may be secret.
    if source.is_typed() {
        return Discretion::Values;
    }
    // Commands are given passwords and keys.
    if crate::source::is_script_name(source.name()) {
        return Discretion::Lines;
    }
    match outcome {
        Some(FileOutcome::Read(format) | FileOutcome::Damaged(format) | FileOutcome::Skipped(format)) => {
            match format {
                Format::TerraformPlan | Format::TerraformState | Format::TerraformLog => Discretion::Values,
                Format::Runbook => Discretion::Lines,
                // Passwords stand in templates as defaults, and are given as parameters.
                Format::Ros | Format::Parameters => Discretion::Keys,
                Format::RosTerraform => of_template(source),
                _ => Discretion::Open,
            }
        }
        Some(FileOutcome::Failed(_) | FileOutcome::Unparsed(_)) if holds_terraform(source) => {
            of_template(source)
        }
        Some(FileOutcome::Failed(_) | FileOutcome::Unparsed(_)) | None if is_of_terraform(source) => {
            Discretion::Closed
        }
        Some(FileOutcome::Failed(_)) if is_of_ros(source) => Discretion::Keys,
        Some(FileOutcome::Failed(_) | FileOutcome::Unparsed(_)) | None => Discretion::Open,
    }
}

/// How much of a template of Terraform configuration may be shown. A file that stands there with escapes,
/// as in JSON, is one line.
fn of_template(source: &Source) -> Discretion {
    let text = source.text().as_bytes();
    let has = |part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
    if has("\\n") && has("\\\"") { Discretion::Values } else { Discretion::Keys }
}

/// Whether a file that nobody could read is a template of Terraform configuration.
fn holds_terraform(source: &Source) -> bool {
    let text = source.text().as_bytes();
    let has = |part: &str| memchr::memmem::find(text, part.as_bytes()).is_some();
    has("ROSTemplateFormatVersion") && has("Aliyun::Terraform-")
}

/// Whether a file that nobody could read looks like the JSON of Terraform. One that is not and looks
/// like it loses its excerpts, no more.
fn is_of_terraform(source: &Source) -> bool {
    const SIGNS: [&str; 5] =
        ["terraform_version", "resource_changes", "format_version", "\"lineage\"", "planned_values"];
    let text = source.text().as_bytes();
    let head = text.get(..HEAD).unwrap_or(text);
    source.name().contains(".tfstate")
        || SIGNS.iter().any(|s| memchr::memmem::find(head, s.as_bytes()).is_some())
}

/// Whether a file that nobody could read looks like a template, or gives the parameters of one.
fn is_of_ros(source: &Source) -> bool {
    let text = source.text().as_bytes();
    let head = text.get(..HEAD).unwrap_or(text);
    source.role() == Role::Parameters
        || ["ROSTemplateFormatVersion", "ALIYUN::"]
            .iter()
            .any(|sign| memchr::memmem::find(head, sign.as_bytes()).is_some())
}

/// What may be shown of a line of a file of [`Discretion::Keys`] that no finding points into: the key
/// of an attribute, the head of a block, or what closes one.
pub(super) fn around(text: &str, line: Range<usize>) -> Range<usize> {
    let shown = text.get(line.clone()).unwrap_or_default();
    let trimmed = shown.trim();
    let is_name = |text: &str| {
        text.trim_matches('"').bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    };
    let is_head = trimmed.strip_suffix('{').is_some_and(|head| head.split_whitespace().all(is_name));
    if is_head || trimmed.bytes().all(|byte| b"{}[](),".contains(&byte)) {
        return line;
    }
    let before = |at: usize| shown.get(..at).unwrap_or_default().trim().trim_start_matches('{').trim();
    let key = shown.find(['=', ':']).filter(|at| is_name(before(*at)));
    line.start..key.map_or(line.start, |at| line.start + at + 1)
}

/// What may be shown of a place in a file of [`Discretion::Values`]: all of a scalar or a list of
/// them on one line; nothing of a mapping, which may hold anything.
pub(super) fn value(text: &str, at: Range<usize>) -> Option<Range<usize>> {
    if at.len() > LONGEST_VALUE {
        return None;
    }
    let (mut quoted, mut escaped) = (false, false);
    for byte in text.get(at.clone())?.bytes() {
        match byte {
            b'\n' | b'\r' => return None,
            b'{' | b'}' | b':' if !quoted => return None,
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => {}
        }
    }
    (!quoted).then_some(at)
}

/// Where the key of a value begins; where the value does if it has none that is a plain word.
pub(super) fn key(text: &str, value: usize) -> usize {
    let before = text.get(..value).unwrap_or_default();
    let name = before.trim_end_matches(' ').strip_suffix(':');
    let name = name.and_then(|rest| rest.trim_end_matches(' ').strip_suffix('"'));
    let Some(name) = name else { return value };
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let length = name.bytes().rev().take(LONGEST_KEY).take_while(is_plain).count();
    let opening = name.get(..name.len() - length).and_then(|rest| rest.strip_suffix('"'));
    match opening {
        Some(rest) if length > 0 && !rest.ends_with('\\') => rest.len(),
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first place where a part of a text stands.
    fn at(text: &str, part: &str) -> Range<usize> {
        let start = text.find(part).unwrap();
        start..start + part.len()
    }

    #[test]
    fn values() {
        let text = r#"{"a":"x\":{}","n":-1.5e3,"l":["x",1,[true]],"m":{"k":"v"},"o":[{"k":1}],"e":[], "p":[ 1,
            2 ]}"#;
        for part in [r#""x\":{}""#, "-1.5e3", r#"["x",1,[true]]"#, "[]", "k"] {
            assert_eq!(value(text, at(text, part)), Some(at(text, part)), "{part}");
        }
        for part in [r#"{"k":"v"}"#, r#"[{"k":1}]"#, r#""n":-1.5e3"#, r#""x\":"#, r#""l"#, "1,\n", "{}"] {
            assert_eq!(value(text, at(text, part)), None, "{part}");
        }
        assert_eq!(value(&"1".repeat(LONGEST_VALUE + 1), 0..LONGEST_VALUE + 1), None);
        assert_eq!(value("a", 0..9), None);
    }

    #[test]
    fn keys() {
        let cases = [
            (r#"{"zone_id":"x"}"#, r#""zone_id":"x""#),
            (r#"{"zone_id" : "x"}"#, r#""zone_id" : "x""#),
            (r#"["x"]"#, r#""x""#),
            (r#"{"a\"b":"x"}"#, r#""x""#),
            (r#"{"a b":"x"}"#, r#""x""#),
            (r#"{"":"x"}"#, r#""x""#),
            (r#"{"s":"secret\":"x"}"#, r#""x""#),
            (r#"{"s":"secret\"k\":"x"}"#, r#""x""#),
            (r#"{"s":"\"k":"x"}"#, r#""x""#),
            ("zone_id: \"x\"", r#""x""#),
        ];
        for (text, shown) in cases {
            let value = at(text, r#""x""#);
            assert_eq!(&text[key(text, value.start)..value.end], shown, "{text}");
        }
        let long = format!("{{\"{}\":\"x\"}}", "k".repeat(LONGEST_KEY + 1));
        assert_eq!(key(&long, long.len() - 4), long.len() - 4);
    }
}
