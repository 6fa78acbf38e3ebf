use super::{Broken, Decided, Sink, words};
use crate::finding::Severity;
use crate::inventory::key;
use crate::plan::Plan;

/// How many of the attaches are shown; the message has their number.
const SHOWN: usize = 8;

pub(super) fn check(plan: &Plan<'_>, sink: &mut Sink) -> Decided {
    let enabled = plan.account_enables(key::TrunkEnabled);
    if enabled.is_some_and(|enabled| enabled.value) {
        return Ok(());
    }
    // Where the instance type takes no trunks, that is said already.
    let uses = || plan.attaches().filter(|a| matches!(a.uses_trunk(), Ok(true)) && !a.trunks_refused());
    if let Some(disabled) = enabled {
        for attach in uses() {
            let message = format!("{} uses a trunk, which the account may not", words::attach(&attach));
            sink.report(
                Broken::new(message, attach.eni_span(), "an attach with a trunk")
                    .because(&disabled, "trunks are not enabled for the account")
                    .about([attach.id])
                    .severity(Severity::Error)
                    .help("have trunk ENIs enabled for the account, or attach without a trunk"),
            );
        }
        return Ok(());
    }
    // Where the attach names a trunk, `closed-parameter` says so.
    let uses = || uses().filter(|a| matches!(a.trunk_id(), Ok(None)));
    let Some(first) = uses().next() else { return Ok(()) };
    let n = i64::try_from(uses().count()).unwrap_or(i64::MAX);
    let message = format!(
        "{}, which an account gets by invitation only",
        words::count(n, "planned attach is of a trunk ENI", "planned attaches are of trunk ENIs")
    );
    let mut broken = Broken::new(message, first.eni_span(), "a trunk ENI");
    for other in uses().skip(1).take(SHOWN) {
        broken = broken.also(other.eni_span(), "another one");
    }
    sink.report(broken.help(
        "make sure that trunk ENIs are enabled for the account, then set trunk_enabled: true under \
         facts.account",
    ));
    Ok(())
}
