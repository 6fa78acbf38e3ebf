use super::{Broken, Decided, Sink, words};
use crate::plan::{EniType, Instance};

/// How many ENIs are named.
const SHOWN: usize = 4;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    let is_asked = !instance.is_planned() && instance.attaches().next().is_some();
    if !is_asked || instance.lists_its_enis().is_err() {
        return Ok(());
    }
    let mut others = Vec::new();
    let mut missing = None;
    for eni in instance.attached() {
        match eni.eni_type() {
            Ok(kind) if kind.value == EniType::Primary => return Ok(()),
            Ok(_) => others.push(eni),
            Err(unknown) => missing = missing.or(Some(unknown)),
        }
    }
    if let Some(unknown) = missing {
        return Err(unknown);
    }
    if others.is_empty() {
        return Ok(());
    }
    let name = instance.name();
    let names: Vec<String> = others.iter().take(SHOWN).map(|eni| eni.name()).collect();
    let message = format!(
        "none of the ENIs of instance {name} is its primary one: {}",
        words::first(&names, others.len())
    );
    let mut broken = Broken::new(message, instance.span(), "every instance has exactly one primary ENI");
    for eni in others.iter().take(SHOWN) {
        broken = broken.also(eni.span(), format!("{} is not primary", eni.name()));
    }
    sink.report(broken.help(format!("list the ENI that {name} was created with, with type Primary")));
    Ok(())
}
