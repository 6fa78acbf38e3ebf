use super::{Broken, Decided, Sink, words};
use crate::finding::Severity;
use crate::inventory::{Fact, Kind, Known, Name, key};
use crate::plan::{Attach, Limits};

/// The API documents three modes. A list that is longer than this says nothing.
const MOST_MODES: usize = 8;

pub(super) fn check(attach: &Attach<'_>, sink: &mut Sink) -> Decided {
    let Ok(eni) = attach.eni() else { return Ok(()) };
    let Ok(eips) = eni.eips() else { return Ok(()) };
    if eips.is_empty() || attach.is_done() {
        return Ok(());
    }
    let limits = attach.instance().and_then(|i| i.limits()).ok();
    let taken = limits.as_ref().and_then(modes);
    for eip in eips {
        let Some(entity) = attach.plan().find(Kind::Eip, eip.value.id) else { continue };
        let Fact::Known(mode) = entity.get(key::Mode) else { continue };
        let broken = match (&limits, &taken) {
            (Some(limits), Some(taken)) => {
                if taken.iter().any(|m| m.value == mode.value) {
                    continue;
                }
                refused(attach, &eip, mode.value, limits, taken)
            }
            _ if mode.value.text() == "NAT" => continue,
            _ => doubtful(attach, &eip, mode.value),
        };
        sink.report(broken.because(&mode, format!("its mode is {}", mode.value)));
    }
    Ok(())
}

/// The modes that the inventory says the type takes.
fn modes<'a>(limits: &Limits<'a>) -> Option<Vec<Known<Name<'a>>>> {
    let list = limits.get(key::EipModes).known().ok()?;
    if list.value.len() > MOST_MODES {
        return None;
    }
    list.value.iter().collect::<Result<_, _>>().ok()
}

fn refused(
    attach: &Attach<'_>,
    eip: &Known<Name<'_>>,
    mode: Name<'_>,
    limits: &Limits<'_>,
    taken: &[Known<Name<'_>>],
) -> Broken {
    let names: Vec<&str> = taken.iter().map(|m| m.value.text()).collect();
    let names = if names.is_empty() { "none".to_owned() } else { words::list(&names, MOST_MODES) };
    let kind = limits.name.value;
    let message = format!("EIP {} is bound in mode {mode}, and {kind} takes {names}", eip.value);
    let mut broken = Broken::new(message, attach.eni_span(), "the EIP of this ENI is refused")
        .because(eip, format!("EIP {} is bound to it", eip.value))
        .because(&limits.name, format!("the type is {kind}"));
    for m in taken.iter().take(1) {
        broken = broken.because(m, format!("{kind} takes {names}"));
    }
    broken.help(format!("bind {} again in a mode that {kind} takes, or use another type", eip.value))
}

fn doubtful(attach: &Attach<'_>, eip: &Known<Name<'_>>, mode: Name<'_>) -> Broken {
    let message = format!("EIP {} is bound in mode {mode}, which not every instance type takes", eip.value);
    Broken::new(message, attach.eni_span(), "the EIP of this ENI may be refused")
        .severity(Severity::Warning)
        .because(eip, format!("EIP {} is bound to it", eip.value))
        .help(format!(
            "bind {} again in NAT mode, or say in facts.instance_types which modes the type takes",
            eip.value
        ))
}
