//! Comments of shell scripts.

use super::{Comment, Spot, Text};
use crate::syntax::Range;
use crate::syntax::shell::{Script, TokenKind};

pub(super) fn comments(text: &Text<'_>, mark: &str) -> Vec<Comment> {
    let Ok(script) = Script::read(text.text) else { return Vec::new() };
    let commands = commands(&script);
    let first = commands.first().map_or(text.text.len(), |command| command.start as usize);
    let mut found = Vec::new();
    for whole in &script.comments {
        let Some(spot) = Spot::of(text, *whole, ("#", ""), mark) else { continue };
        // One on a line of its own is on the next command, one behind a command on that.
        let next = commands.partition_point(|command| command.start < whole.start);
        let command = if spot.is_alone { Some(next) } else { next.checked_sub(1) };
        let line = spot.line(text);
        let covers = match command.and_then(|at| commands.get(at)) {
            Some(command) if spot.is_alone => {
                Range { start: command.start, ..text.line(command.end as usize) }
            }
            Some(command) => Range { start: command.start.min(line.start), ..line },
            None => Range::empty(whole.end as usize),
        };
        found.push(spot.comment(text, covers, first));
    }
    found
}

/// The commands of the script, those of substitutions with the ones that they are in.
fn commands(script: &Script) -> Vec<Range> {
    let mut commands: Vec<Range> = Vec::new();
    let mut goes_on = false;
    for token in script.lists.last().into_iter().flatten() {
        match (token.kind, commands.last_mut()) {
            (TokenKind::End | TokenKind::CaseEnd | TokenKind::And | TokenKind::Or, _) => goes_on = false,
            (_, Some(last)) if goes_on => last.end = token.range.end,
            _ => {
                commands.push(token.range);
                goes_on = true;
            }
        }
    }
    commands
}
