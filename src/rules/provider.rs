//! What a finding's remedy asks of the Terraform provider: attributes came one after the other.

use crate::finding::{Finding, Label};
use crate::inventory::{Provider, Tool};
use crate::plan::Plan;

/// Rules whose help names an attribute, with the version of the provider that brought it (its pages
/// of `alicloud_instance` and `alicloud_ecs_network_interface_attachment`, commit 81c43b6,
/// 2026-08-21).
const SINCE: [(&str, &str, Version); 4] = [
    ("card-unspecified", "network_card_index", (1, 223, 1)),
    ("card-imbalance", "network_card_index", (1, 223, 1)),
    ("not-a-trunk", "instance_type = \"Trunk\"", (1, 223, 0)),
    ("primary-attach", "network_interface_id of alicloud_instance", (1, 284, 0)),
];

type Version = (u32, u32, u32);

/// Tells of findings on Terraform resources which version of the provider their remedy needs, unless
/// the one that is locked has it.
pub(super) fn note(plan: &Plan<'_>, findings: &mut [Finding]) {
    if !plan.attaches().any(|attach| attach.tool() == Some(Tool::Terraform)) {
        return;
    }
    let provider = plan.inventory.provider;
    for finding in findings.iter_mut().filter(|finding| finding.attachment.is_some()) {
        let since = SINCE.iter().find(|(rule, ..)| *rule == finding.rule.as_str());
        let Some((_, attribute, since)) = since else { continue };
        let version = provider.map(|provider| plan.inventory.texts.get(provider.version));
        if version.and_then(parse).is_some_and(|version| version >= *since) {
            continue;
        }
        let (major, minor, patch) = since;
        let needs = format!("{attribute} needs provider {major}.{minor}.{patch} or newer");
        match provider.zip(version) {
            Some((Provider { is_locked: true, at, .. }, version)) => {
                finding.notes.push(format!("{needs}; {version} is locked"));
                finding.related.push(Label::new(at, "the provider's version"));
            }
            _ => finding.notes.push(needs),
        }
    }
}

/// An exact version; what is behind a `-` does not count.
fn parse(text: &str) -> Option<Version> {
    let mut parts = text.split('-').next()?.split('.').map(|part| part.parse().ok());
    let version = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn versions() {
        assert_eq!(parse("1.223.1"), Some((1, 223, 1)));
        assert_eq!(parse("1.284.0-beta1"), Some((1, 284, 0)));
        for none in ["", "1.2", ">= 1.2.3", "1.2.3.4", "a.b.c"] {
            assert_eq!(parse(none), None, "{none}");
        }
    }
}
