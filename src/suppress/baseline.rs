//! The baseline against the findings, and as a file.

use super::Held;
use crate::finding::{Channel, Finding, Suppression, fingerprints};
use crate::read::{BASELINE_HEAD, BASELINE_VERSION, BaselineEntry};
use crate::source::Sources;
use std::collections::HashMap;
use std::fmt::Write;

pub(super) struct Baseline<'a> {
    entries: &'a [BaselineEntry],
    by_fingerprint: HashMap<&'a str, usize>,
}

impl<'a> Baseline<'a> {
    pub(super) fn new(entries: &'a [BaselineEntry]) -> Self {
        let mut by_fingerprint = HashMap::with_capacity(entries.len());
        for (index, entry) in entries.iter().enumerate() {
            by_fingerprint.entry(entry.fingerprint.as_str()).or_insert(index);
        }
        Self { entries, by_fingerprint }
    }

    pub(super) fn hold_against(&self, findings: &[Finding], sources: &Sources) -> Held {
        let mut held = Held { hides: vec![None; findings.len()], used: vec![false; self.entries.len()] };
        if self.entries.is_empty() {
            return held;
        }
        for (fingerprint, hides) in fingerprints(findings, sources).iter().zip(&mut held.hides) {
            *hides = self.by_fingerprint.get(fingerprint.as_str()).copied();
            if let Some(used) = hides.and_then(|entry| held.used.get_mut(entry)) {
                *used = true;
            }
        }
        held
    }

    pub(super) fn suppression(&self, entry: usize) -> Suppression {
        let at = self.entries.get(entry).map(|entry| entry.at);
        Suppression { channel: Channel::Baseline, reason: String::new(), at }
    }
}

/// A baseline as text: entries in an order that new ones change nowhere else, a line a value.
pub(crate) fn write(entries: &[BaselineEntry]) -> String {
    let mut entries: Vec<&BaselineEntry> = entries.iter().collect();
    entries.sort_by_key(|entry| (&entry.path, &entry.rule, &entry.subject, &entry.fingerprint));
    let mut text = format!("{{\n  \"{BASELINE_HEAD}\": {BASELINE_VERSION},\n  \"findings\": [");
    for (index, entry) in entries.iter().enumerate() {
        let values = [
            ("rule", Some(&entry.rule)),
            ("on", entry.subject.as_ref()),
            ("file", Some(&entry.path)),
            ("message", Some(&entry.message)),
            ("fingerprint", Some(&entry.fingerprint)),
        ];
        let values = values.map(|(key, value)| {
            format!("      \"{key}\": {}", value.map_or("null".to_owned(), |value| quoted(value)))
        });
        let comma = if index == 0 { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(text, "{comma}\n    {{\n{}\n    }}", values.join(",\n"));
    }
    text.push_str(if entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
