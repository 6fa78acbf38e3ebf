//! Scripts that no shell can read.
//!
//! There is no grammar here, so only what is certain is told: what is opened and never closed, and what
//! is closed and was never opened. A script that may be read in another way is let through.

use super::Failure;
use super::calls;
use super::program::{Broken, program};
use crate::source::{FileId, Span};
use crate::syntax::shell::Script;
use crate::syntax::{Range, SyntaxError};

/// Words behind which blocks are not told: `coproc NAME { …; }`, and aliases, which may be anything.
const UNSURE: [&str; 2] = ["coproc", "alias"];

/// Why a script cannot be read, if it cannot, and calls for something to be done.
pub(super) fn find(file: FileId, name: &str, text: &str, script: &Script) -> Option<Failure> {
    let mut words = UNSURE.iter().flat_map(|word| text.match_indices(word));
    let mut is_unsure = || script.is_unsure || words.any(|(at, _)| !script.is_comment(at));
    let (range, message, help) = fault(text, script)?;
    if is_unsure() || !text.contains("aliyun") || !calls::names_step(text) {
        return None;
    }
    if is_other_shell(name, text) {
        let failure = Failure::new(format!("the script is not analysed: read as bash it has {message}"));
        let at = Span { file, start: range.start, end: range.end };
        return Some(failure.at(at).help("write it for bash, or give an inventory with steps"));
    }
    let message = format!("the script cannot be parsed: {message}");
    Some(Failure::syntax(file, SyntaxError { range, message, help: Some(help.to_owned()) }))
}

fn fault(text: &str, script: &Script) -> Option<(Range, &'static str, &'static str)> {
    if let Some((range, what)) = script.unclosed {
        return Some((range, what, "close it"));
    }
    let lists = script.lists.iter().rev();
    let broken = lists.filter(|list| !list.is_empty()).find_map(|list| program(script, text, list).broken);
    broken.map(|Broken { range, message, help }| (range, message, help))
}

/// Whether the script is for a shell whose grammar is another: zsh, ksh.
fn is_other_shell(name: &str, text: &str) -> bool {
    let line = text.lines().next().filter(|line| line.starts_with("#!")).unwrap_or_default();
    let is_other = |text: &str| text.ends_with("zsh") || text.ends_with("ksh");
    line.split([' ', '/']).any(is_other) || (line.is_empty() && is_other(name))
}
