use super::{Broken, Decided, Sink, words};
use crate::plan::{EniType, Instance};

/// How many ENIs are named.
const SHOWN: usize = 4;

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if instance.attaches().next().is_none() {
        return Ok(());
    }
    let mut primaries = Vec::new();
    let mut missing = Vec::new();
    for eni in instance.attached() {
        match eni.eni_type() {
            Ok(kind) if kind.value == EniType::Primary => primaries.push((eni, kind)),
            Ok(_) => {}
            Err(unknown) => missing.push(unknown),
        }
    }
    let Some((second, kind)) = primaries.get(1) else {
        let maybe = primaries.len() + missing.len();
        return missing.first().filter(|_| maybe > 1).map_or(Ok(()), |unknown| Err(*unknown));
    };
    let (name, n) = (instance.name(), primaries.len());
    let names: Vec<String> = primaries.iter().take(SHOWN).map(|(eni, _)| eni.name()).collect();
    let message = format!(
        "instance {name} has {n} primary ENIs, {}; every instance has exactly one",
        words::first(&names, n)
    );
    let at = kind.span().unwrap_or(second.span());
    let mut broken = Broken::new(message, at, format!("{} is primary, too", second.name()));
    for (index, (eni, kind)) in primaries.iter().enumerate().take(SHOWN) {
        if index != 1 {
            broken = broken.because(kind, format!("{} is primary", eni.name()));
        }
    }
    sink.report(broken.help(format!("leave type Primary only on the ENI that {name} was created with")));
    Ok(())
}
