use super::{Broken, Decided, Sink, fit, words};
use crate::finding::Severity;
use crate::inventory::key;
use crate::inventory::{Known, Origin};
use crate::plan::Instance;

const GENERATION: &str = "InvalidOperation.InvalidGeneration";

pub(super) fn check(instance: &Instance<'_>, sink: &mut Sink) -> Decided {
    if !instance.is_used() {
        return Ok(());
    }
    let io = instance.get(key::IoOptimized).given();
    if let Ok(Some(optimized)) = io
        && !optimized.value
    {
        report_io(instance, &optimized, sink);
        return Ok(());
    }
    let limits = instance.limits();
    match limits.and_then(|limits| Ok((limits, limits.get(key::EniQuantity).known()?))) {
        Ok((limits, quantity)) if quantity.value <= 1 => {
            report_quantity(instance, &limits.name, &quantity, sink);
            Ok(())
        }
        Ok(_) => io.map(|_| ()),
        Err(unknown) => {
            let optimized = matches!(io, Ok(Some(_)));
            report_legacy(instance, optimized, sink);
            Err(unknown)
        }
    }
}

fn report_io(instance: &Instance<'_>, optimized: &Known<bool>, sink: &mut Sink) {
    let message = format!("instance {} is not I/O optimized, so it takes no ENI", instance.name());
    sink.report(
        Broken::new(message, optimized.span().unwrap_or(instance.span()), "not I/O optimized")
            .help(format!("change {} to an I/O optimized instance type", instance.name()))
            .codes(&[GENERATION]),
    );
}

fn report_quantity<T: std::fmt::Display>(
    instance: &Instance<'_>,
    name: &Known<T>,
    quantity: &Known<i64>,
    sink: &mut Sink,
) {
    let holds = words::count(quantity.value, "ENI", "ENIs");
    let message = format!(
        "instance {} is of type {}, which takes {holds}: no secondary one",
        instance.name(),
        name.value
    );
    let broken = Broken::new(message, name.span().unwrap_or(instance.span()), format!("takes {holds}"))
        .because(quantity, format!("{} takes {holds}, the primary one included", name.value));
    let otherwise = format!("change {} to a type that takes at least 2 ENIs", instance.name());
    sink.report(fit::help(broken, instance, "", &otherwise));
}

/// Of the oldest families no source prints how many ENIs they take.
fn report_legacy(instance: &Instance<'_>, optimized: bool, sink: &mut Sink) {
    let Ok(family) = instance.family().known() else { return };
    let Some(legacy) = instance.plan().catalog.legacy_family(family.value) else { return };
    if legacy.may_be_io_optimized && optimized {
        return;
    }
    let (why, label) = if legacy.may_be_io_optimized {
        ("of which only I/O optimized instances take ENIs", "some of its types are not I/O optimized")
    } else {
        ("whose types are not I/O optimized and take no ENIs", "none of its types is I/O optimized")
    };
    let message = format!("instance {} is of the legacy family {}, {why}", instance.name(), family.value);
    let source = Known { value: (), origin: Origin::Table(legacy.provenance) };
    sink.report(
        Broken::new(message, family.span().unwrap_or(instance.span()), "a legacy family")
            .because(&source, format!("{}: {label}", family.value))
            .help(format!("change {} to a type of a current family", instance.name()))
            .severity(Severity::Warning)
            .codes(&[GENERATION]),
    );
}
