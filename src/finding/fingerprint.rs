use super::Finding;
use crate::source::{Sources, Span};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write;

/// Bytes of a fingerprint: enough that no two findings of one project share one by accident.
const BYTES: usize = 16;

/// One fingerprint a finding, in lower-case hexadecimal.
///
/// It is made of what a finding means: the rule, what it is on, and the values in conflict. So it
/// stays when lines move, when a file is renamed and when a message is worded anew, and changes when
/// a value in conflict does. Findings that mean the same are told apart by their order.
#[must_use]
pub fn fingerprints<'a>(findings: impl IntoIterator<Item = &'a Finding>, sources: &Sources) -> Vec<String> {
    let mut seen: HashMap<[u8; BYTES], u32> = HashMap::new();
    let fingerprint = |finding: &'a Finding| {
        let meaning = digest(|hash| add_meaning(finding, sources, hash));
        let before = seen.entry(meaning).or_default();
        let digest = digest(|hash| {
            hash.update(meaning);
            hash.update(before.to_le_bytes());
        });
        *before += 1;
        hexadecimal(&digest)
    };
    findings.into_iter().map(fingerprint).collect()
}

fn add_meaning(finding: &Finding, sources: &Sources, hash: &mut Sha256) {
    add(hash, finding.rule.as_str());
    match &finding.subject {
        Some(subject) => add(hash, subject),
        // What is on nothing that has a name is on the file.
        None => add(hash, &sources.path_from_root(finding.primary.span.file)),
    }
    if finding.address.is_some() {
        // Another configuration may use the same address.
        let path = sources.path_from_root(finding.primary.span.file);
        add(hash, path.rsplit_once('/').map_or("", |(folder, _)| folder));
    }
    let mut facts: Vec<&str> =
        finding.related.iter().filter_map(|label| value(sources, label.span)).collect();
    facts.sort_unstable();
    facts.dedup();
    add(hash, value(sources, finding.primary.span).unwrap_or_default());
    facts.into_iter().for_each(|fact| add(hash, fact));
}

/// The value at a place. What takes several lines is a whole entry, which holds more than the
/// finding is about.
fn value(sources: &Sources, span: Span) -> Option<&str> {
    let text = sources.slice(span).trim();
    (!text.is_empty() && !text.contains('\n')).then_some(text)
}

/// The length keeps neighbours apart.
fn add(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
}

fn digest(fill: impl FnOnce(&mut Sha256)) -> [u8; BYTES] {
    let mut hash = Sha256::new();
    fill(&mut hash);
    let whole = hash.finalize();
    let mut digest = [0; BYTES];
    digest.iter_mut().zip(whole).for_each(|(to, from)| *to = from);
    digest
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
