use super::no_hot_plug::Running;
use super::{Broken, Decided, Sink, words};
use crate::plan::Step;

pub(super) fn check(step: &Step<'_>, sink: &mut Sink) -> Decided {
    if step.detaches()?.is_none() {
        return Ok(());
    }
    let Some(running) = Running::find(&step.instance()?)? else { return Ok(()) };
    let at = step.place();
    let broken = Broken::new(running.message("gives up"), at, "detached from a running instance");
    sink.report(running.because(broken, at).story().help(words::stop_to_detach(step, &running.name)));
    Ok(())
}
