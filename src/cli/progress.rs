//! A line on the terminal that says what a long run is doing.
//!
//! It is written only by a run that takes a while, and only where somebody watches: it never gets into a
//! file or a log, and is wiped before anything else is written.

use crate::progress::{Progress, Stage};
use std::io::Write;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How long a run is silent. Half a second is about what people notice as waiting.
const SILENT: Duration = Duration::from_millis(500);
/// How often the line is written anew.
const BETWEEN: Duration = Duration::from_millis(200);

/// Shows what a run does while it lives.
pub(super) struct Watch {
    pub(super) progress: Arc<Progress>,
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Watch {
    /// Begins to watch; `write_to` is where somebody does, if anybody.
    pub(super) fn begin(write_to: Option<Box<dyn Write + Send>>) -> Self {
        let progress = Arc::new(Progress::default());
        let shown = write_to.and_then(|out| {
            let (done, wait) = channel();
            let its = Arc::clone(&progress);
            let show =
                move || show(out, &its, |time| wait.recv_timeout(time) == Err(RecvTimeoutError::Timeout));
            // Without a thread to spare nothing is shown.
            Some((done, thread::Builder::new().spawn(show).ok()?))
        });
        Self { progress, shown }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.shown.take() {
            drop(done);
            let _ = thread.join(); // it has nothing to tell
        }
    }
}

/// Writes the line again and again while `goes_on` says so after a time.
fn show(mut out: impl Write, progress: &Progress, mut goes_on: impl FnMut(Duration) -> bool) {
    if !goes_on(SILENT) {
        return;
    }
    let mut before = None;
    loop {
        let stage = progress.stage();
        if before != Some(stage) {
            // A terminal that is gone wants no progress.
            let _ = write!(out, "\r\x1b[K{}", words(stage)).and_then(|()| out.flush());
            before = Some(stage);
        }
        if !goes_on(BETWEEN) {
            break;
        }
    }
    let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
}

fn words(stage: Stage) -> String {
    let (does, amount, one, many) = match stage {
        Stage::Waiting => return String::new(),
        Stage::Reading(files) => ("reading", files, "file", "files"),
        Stage::Joining(entries) => ("joining", entries, "entry", "entries"),
        Stage::Judging(attaches) => ("judging", attaches, "planned attach", "planned attaches"),
    };
    format!("{does} {amount} {} ...", if amount == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_run_shows_nothing() {
        let mut out = Vec::new();
        show(&mut out, &Progress::default(), |_| false);
        assert!(out.is_empty());
    }

    #[test]
    fn a_long_run_shows_each_stage_once_and_wipes_it() {
        let (mut out, progress) = (Vec::new(), Progress::default());
        let stages = [Stage::Reading(1), Stage::Reading(1), Stage::Joining(7), Stage::Judging(2)];
        let mut next = stages.into_iter();
        show(&mut out, &progress, |_| next.next().map(|stage| progress.set(stage)).is_some());
        let lines = ["reading 1 file ...", "joining 7 entries ...", "judging 2 planned attaches ...", ""];
        let expected: String = lines.iter().map(|line| format!("\r\x1b[K{line}")).collect();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn watching_ends_at_once() {
        let watch = Watch::begin(Some(Box::new(std::io::sink())));
        watch.progress.set(Stage::Joining(3));
        drop(watch);
        drop(Watch::begin(None));
    }
}
