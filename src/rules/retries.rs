//! What the Terraform provider makes of an error of the API: it retries some until its timeout.

use super::registry::{Check, find};
use crate::finding::{Finding, Severity};
use crate::inventory::Tool;
use crate::plan::{Attach, Plan};
use hashbrown::HashMap;

/// The codes that the provider retries when it attaches an ENI (`NetworkInterfaceInvalidOperations`
/// in `alicloud/errors.go` of aliyun/terraform-provider-alicloud, commit 81c43b6, 2026-08-21).
const RETRIED: [&str; 7] = [
    "InvalidOperation.InvalidEniState",
    "InvalidOperation.InvalidEcsState",
    "InvalidOperation.InvalidEniType",
    "InvalidOperation.HasMemberEniAttached",
    "OperationConflict",
    "ServiceUnavailable",
    "InternalError",
];

pub(super) const LATE: &str = "the Terraform provider retries this error until the create timeout, 2 minutes by default, \
                    before apply fails";
pub(super) const AT_ONCE: &str = "apply fails at once";

/// Tells of what fails an attach of a Terraform resource when it will show.
pub(super) fn note(plan: &Plan<'_>, findings: &mut [Finding]) {
    let of_resources = plan.attaches().filter(|attach| attach.tool() == Some(Tool::Terraform));
    // That an instance is made with its ENIs is another call, RunInstances.
    let is_launch =
        |attach: &Attach<'_>| attach.instance().is_ok_and(|instance| instance.address() == attach.address());
    let attaches: HashMap<_, _> =
        of_resources.map(|attach| (attach.entry_span(), is_launch(&attach))).collect();
    if attaches.is_empty() {
        return;
    }
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Some(is_launch) = finding.attachment.and_then(|at| attaches.get(&at)) else { continue };
        let when = when(finding).filter(|when| !is_launch || *when == AT_ONCE);
        finding.notes.extend(when.map(str::to_owned));
    }
}

/// None if that depends on which code it is, or if it is no call of an attach that fails.
fn when(finding: &Finding) -> Option<&'static str> {
    let rule = find(finding.rule.as_str())?;
    let (Check::Attach(_) | Check::Action(..) | Check::Instance(_)) = rule.check else { return None };
    let retried = finding.api_errors.iter().filter(|code| RETRIED.contains(code)).count();
    match (retried, finding.api_errors.len()) {
        (_, 0) => None,
        (0, _) => Some(AT_ONCE),
        (retried, all) => (retried == all).then_some(LATE),
    }
}
