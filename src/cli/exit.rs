//! From what was found to the exit code. It depends on nothing else, and never on the format.

use crate::config::FailOn;
use crate::finding::Summary;
use std::process::ExitCode;

/// How a run ends; the graver one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Everything named was read, and nothing found that fails the run.
    Clean = 0,
    /// Something was found that fails the run.
    Findings = 1,
    /// The result is incomplete: a usage error, a file that could not be read, nothing to check, a
    /// report that could not be written.
    Incomplete = 2,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// What fails a run, all options together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Gate {
    pub(super) fail_on: FailOn,
    pub(super) strict: bool,
    pub(super) max_warnings: Option<usize>,
    pub(super) exit_zero: bool,
}

impl Gate {
    /// The exit code of a run. `incomplete` says that something is missing that the summary does
    /// not know of.
    pub(super) fn exit(&self, summary: &Summary, incomplete: bool) -> Exit {
        if incomplete || summary.unreadable > 0 {
            return Exit::Incomplete;
        }
        let fails = match self.fail_on {
            FailOn::Error | FailOn::Undecided => summary.errors > 0,
            FailOn::Warning => summary.errors + summary.warnings > 0,
            FailOn::Info => summary.errors + summary.warnings + summary.infos > 0,
            FailOn::Never => false,
        };
        let strict = self.strict || self.fail_on == FailOn::Undecided;
        let fails = fails
            || strict && summary.undecided > 0
            || self.max_warnings.is_some_and(|most| summary.warnings > most);
        if fails && !self.exit_zero { Exit::Findings } else { Exit::Clean }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GATE: Gate = Gate { fail_on: FailOn::Error, strict: false, max_warnings: None, exit_zero: false };

    fn found(errors: usize, warnings: usize, infos: usize, undecided: usize) -> Summary {
        Summary { errors, warnings, infos, undecided, ..Summary::default() }
    }

    #[test]
    fn levels() {
        use FailOn::{Error, Info, Never, Undecided, Warning};
        let levels = [Error, Warning, Info, Undecided, Never];
        // Which of the levels fail, in the order above.
        let table = [
            (found(0, 0, 0, 0), [0, 0, 0, 0, 0]),
            (found(1, 0, 0, 0), [1, 1, 1, 1, 0]),
            (found(0, 1, 0, 0), [0, 1, 1, 0, 0]),
            (found(0, 0, 1, 0), [0, 0, 1, 0, 0]),
            (found(0, 0, 0, 1), [0, 0, 0, 1, 0]),
        ];
        for (summary, expected) in table {
            let actual = levels.map(|fail_on| Gate { fail_on, ..GATE }.exit(&summary, false) as u8);
            assert_eq!(actual, expected, "{summary:?}");
            let zero = levels.map(|fail_on| Gate { fail_on, exit_zero: true, ..GATE }.exit(&summary, false));
            assert_eq!(zero, [Exit::Clean; 5], "{summary:?}");
        }
    }

    #[test]
    fn strict_and_the_number_of_warnings() {
        let strict = Gate { strict: true, ..GATE };
        assert_eq!(strict.exit(&found(0, 0, 0, 1), false), Exit::Findings);
        assert_eq!(strict.exit(&found(0, 9, 9, 0), false), Exit::Clean);
        assert_eq!(
            Gate { fail_on: FailOn::Never, ..strict }.exit(&found(0, 0, 0, 1), false),
            Exit::Findings,
            "what is asked for counts"
        );
        let few = Gate { max_warnings: Some(2), ..GATE };
        assert_eq!(few.exit(&found(0, 2, 0, 0), false), Exit::Clean);
        assert_eq!(few.exit(&found(0, 3, 0, 0), false), Exit::Findings);
    }

    #[test]
    fn incomplete_beats_all() {
        let lenient = Gate { fail_on: FailOn::Never, exit_zero: true, ..GATE };
        let unreadable = Summary { unreadable: 1, errors: 1, ..Summary::default() };
        for gate in [GATE, lenient] {
            assert_eq!(gate.exit(&found(1, 0, 0, 0), true), Exit::Incomplete);
            assert_eq!(gate.exit(&unreadable, false), Exit::Incomplete);
        }
    }
}
