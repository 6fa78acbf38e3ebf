use super::{Choice, Inventory, Item, Items, Name, TextId, Value, Why, offset};
use crate::syntax::Range;

impl Inventory {
    /// Stores candidates for a value. Those of one key are stored once, so that facts of the same
    /// key are known to be equal.
    pub(crate) fn choice(&mut self, key: TextId, candidates: Vec<Value>, range: Range) -> Choice {
        if let Some(choice) = self.choices.get(&key) {
            return *choice;
        }
        let choice = self.store_choice(candidates, range, None);
        self.choices.insert(key, choice);
        choice
    }

    /// Stores candidates for a value that hangs on a question, one for each of its answers. Where a
    /// candidate is [`Why::NotThere`], the thing that has the value does not exist with that answer.
    pub(crate) fn alternatives(
        &mut self,
        question: TextId,
        answers: &[TextId],
        candidates: Vec<Value>,
        range: Range,
    ) -> Choice {
        let key = format!("{} {candidates:?}", self.texts.get(question));
        let key = self.texts.intern(&key);
        if let Some(choice) = self.choices.get(&key) {
            return *choice;
        }
        let choice = self.store_choice(candidates, range, self.questions.get(&question).copied());
        self.choices.insert(key, choice);
        self.questions.insert(question, choice.of);
        self.answers.entry(choice.of).or_insert_with(|| answers.to_vec());
        choice
    }

    /// The candidates of a choice that hangs on a question; none of one that hangs on something else.
    pub(crate) fn candidates_by(&self, question: TextId, choice: Choice) -> Option<Items<'_>> {
        let same = self.questions.get(&question) == Some(&choice.of);
        same.then(|| self.items(choice.start, choice.len))
    }

    fn store_choice(&mut self, candidates: Vec<Value>, range: Range, of: Option<u32>) -> Choice {
        let (start, len) = (offset(self.items.len()), offset(candidates.len()));
        candidates.into_iter().for_each(|value| self.items.push(value, range));
        Choice { start, len, of: of.unwrap_or(start) }
    }

    /// What is so where a choice falls on a candidate, if it hangs on a question.
    pub(crate) fn answer(&self, choice: Choice, candidate: usize) -> Option<&str> {
        self.answers.get(&choice.of)?.get(candidate).map(|answer| self.texts.get(*answer))
    }

    /// Whether some value is one of several.
    pub(crate) fn has_choices(&self) -> bool {
        !self.choices.is_empty()
    }

    /// The candidates of a choice; none for one that is no text. Where the thing is not there is no
    /// candidate.
    pub(crate) fn candidates(&self, choice: Choice) -> impl Iterator<Item = Option<Name<'_>>> {
        let there = |item: &Item| item.value != Value::Unresolved(Why::NotThere);
        self.items(choice.start, choice.len).filter(there).map(|item| match item.value {
            Value::Text(text) => Some(self.texts.name(text)),
            _ => None,
        })
    }

    /// Whether a choice may fall so that the thing that it is of is not there.
    pub(crate) fn may_be_missing(&self, choice: Choice) -> bool {
        let mut all = self.items(choice.start, choice.len);
        all.any(|item| item.value == Value::Unresolved(Why::NotThere))
    }
}
