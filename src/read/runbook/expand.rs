//! Words to values.

use super::run::{Capture, Runner};
use super::value::{LONGEST, Val, What, join};
use crate::syntax::Range;
use crate::syntax::shell::{Part, PartKind, WordId};

impl Runner<'_, '_> {
    /// The values that a word comes to: one, but for arrays, arguments, and variables without quotes.
    pub(super) fn fields(&mut self, word: WordId) -> Vec<(Val, Range)> {
        let range = self.script.word(word).range;
        let parts: Vec<Part> = self.said(word);
        if let [part] = parts.as_slice() {
            let name = self.slice(part.range);
            let list = match part.kind {
                PartKind::All => Some(self.array(name)),
                PartKind::Variable if matches!(name, "@" | "*") => {
                    Some(self.args.clone().unwrap_or_else(|| vec![Val::new(What::Unknown)]))
                }
                _ => None,
            };
            if let Some(list) = list {
                self.pay(list.iter().map(|val| 1 + val.size() / 64).sum());
                if self.budget == 0 {
                    return vec![(Val::new(What::Unknown), range)];
                }
                // `"$*"` is one word, whatever there is.
                let is_one = part.quoted && part.kind == PartKind::Variable && name == "*";
                if is_one {
                    let blank = Val::text(" ");
                    let words = list.iter().flat_map(|val| [&blank, val]).skip(1).cloned();
                    return vec![(join(&words.collect::<Vec<_>>()), range)];
                }
                let list = list.into_iter();
                return match part.quoted {
                    true => list.map(|val| (val, range)).collect(),
                    false => list.flat_map(|val| split(val, range)).collect(),
                };
            }
        }
        let value = self.join_parts(&parts);
        self.pay(value.size() / 64);
        // Empty quotes are a word, also beside a variable.
        let is_bare = |part: &Part| part.kind == PartKind::Variable && !part.quoted;
        let all = self.script.parts(word);
        let splits = all.iter().all(is_bare) && (all.len() == 1 || value.as_text() == Some(""));
        if splits { split(value, range) } else { vec![(value, range)] }
    }

    /// As [`Self::fields`] of several words; none unless it is known how many there are.
    pub(super) fn known_fields(&mut self, words: &[WordId]) -> Option<Vec<(Val, Range)>> {
        let mut all = Vec::new();
        for word in words {
            let is_pattern = self.script.parts(*word).iter().any(|part| {
                part.kind == PartKind::Text
                    && !part.quoted
                    && self.slice(part.range).contains(['*', '?', '{'])
            });
            let fields = self.fields(*word);
            let is_open = |(val, _): &(Val, Range)| match val.what {
                What::Text(_) => false,
                What::Symbol { planned, .. } => !planned,
                _ => true,
            };
            if is_pattern || fields.iter().any(is_open) {
                return None;
            }
            all.extend(fields);
        }
        Some(all)
    }

    /// The parts of a word that say something; one that is empty, if all are.
    fn said(&self, word: WordId) -> Vec<Part> {
        let all = self.script.parts(word);
        let is_empty = |part: &&Part| part.kind == PartKind::Text && part.range.start == part.range.end;
        let some: Vec<Part> = all.iter().filter(|part| !is_empty(part)).copied().collect();
        if some.is_empty() { all.first().copied().into_iter().collect() } else { some }
    }

    /// The value of what follows `NAME=` in a word.
    pub(super) fn assigned(&mut self, word: WordId) -> Val {
        let mut parts = self.said(word);
        if let Some(first) = parts.first_mut() {
            let len = self.slice(first.range).find('=').map_or(0, |at| at + 1);
            first.range.start += u32::try_from(len).unwrap_or(u32::MAX);
            if first.range.start >= first.range.end && parts.len() > 1 {
                parts.remove(0);
            }
        }
        let val = self.join_parts(&parts);
        if val.as_text().is_some_and(|text| text.starts_with('~')) { Val::new(What::Unknown) } else { val }
    }

    fn join_parts(&mut self, parts: &[Part]) -> Val {
        let (mut pieces, mut size) = (Vec::new(), 0);
        for part in parts {
            let piece = self.part(*part); // what runs in it runs, however long the word is
            size += piece.size();
            if size <= LONGEST {
                pieces.push(piece);
            }
        }
        match pieces.as_slice() {
            _ if size > LONGEST => Val::new(What::Unknown),
            [] => Val::text(""),
            pieces => join(pieces),
        }
    }

    /// Counts work that grows with what variables hold.
    pub(super) fn pay(&mut self, work: usize) {
        self.budget = self.budget.saturating_sub(work);
    }

    fn part(&mut self, part: Part) -> Val {
        match part.kind {
            PartKind::Text if (part.range.end - part.range.start) as usize > LONGEST => {
                Val::new(What::Unknown)
            }
            PartKind::Text => Val::text(self.slice(part.range)),
            PartKind::Variable => self.variable(self.slice(part.range)),
            PartKind::Command(list) => self.substitution(list as usize),
            PartKind::All | PartKind::Other => Val::new(What::Unknown),
        }
    }

    pub(super) fn variable(&mut self, name: &str) -> Val {
        if let Ok(number) = name.parse::<usize>()
            && let Some(args) = &self.args
        {
            let given = number.checked_sub(1).and_then(|at| args.get(at)).cloned();
            return given
                .unwrap_or_else(|| if number == 0 { Val::new(What::Unknown) } else { Val::text("") });
        }
        if name.starts_with(|c: char| !(c.is_ascii_alphanumeric() || c == '_')) {
            return Val::new(What::Unknown); // `$?`, `$$`, `$RANDOM` and their like are never the same
        }
        match self.vars.get(name) {
            Some(Val { what: What::List(list), .. }) => {
                list.first().cloned().unwrap_or_else(|| Val::new(What::Unknown))
            }
            Some(val) => {
                let val = val.clone();
                self.pay(val.size() / 64);
                val
            }
            None if matches!(name, "RANDOM" | "SECONDS" | "LINENO") => Val::new(What::Unknown),
            None => {
                let val = self.fresh(name, false);
                self.vars.insert(name.to_owned(), val.clone());
                val
            }
        }
    }

    fn array(&mut self, name: &str) -> Vec<Val> {
        match self.vars.get(name) {
            Some(Val { what: What::List(list), .. }) => list.to_vec(),
            Some(one @ Val { what: What::Text(_) | What::Symbol { planned: true, .. }, .. }) => {
                vec![one.clone()]
            }
            _ => vec![Val::new(What::Unknown)],
        }
    }

    /// Runs what stands in `$(…)`; its value is the ID of the ENI that it makes, if it makes one.
    fn substitution(&mut self, list: usize) -> Val {
        let outer = std::mem::take(&mut self.capture);
        let mark = self.changed.len();
        let leaving = self.leaving.take();
        let end = self.programs.get(list).map_or(0, |program| program.nodes.len());
        self.list(list, 0, end);
        self.leaving = leaving;
        self.take_back(mark); // it runs in a shell of its own
        match std::mem::replace(&mut self.capture, outer) {
            Capture { eni: Some(name), is_id: true } => Val::new(What::Symbol { name, planned: true }),
            Capture { eni: Some(name), .. } => Val::new(What::Answer(name)),
            Capture { eni: None, .. } => match self.hint.clone() {
                Some(name) => self.fresh(&name, false),
                None => Val::new(What::Unknown),
            },
        }
    }
}

/// The words that a value comes to where no quotes hold it together: none, if it is empty.
fn split(value: Val, range: Range) -> Vec<(Val, Range)> {
    let word = |text: &str| (Val { what: What::Text(text.to_owned()), at: value.at }, range);
    match value.as_text() {
        Some(text) if text.is_empty() || text.contains(char::is_whitespace) => {
            text.split_whitespace().map(word).collect()
        }
        _ => vec![(value, range)],
    }
}
