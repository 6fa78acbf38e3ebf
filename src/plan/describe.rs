//! What is not known, in words.

use super::Plan;
use crate::inventory::{Choice, Ident, Unknown, Value, Why};

/// Bytes that most of what is not known is told in.
const COMMON: usize = 64;

impl Plan<'_> {
    /// An unknown as text: `instances[i-…].instance_type`.
    pub(crate) fn describe(&self, unknown: &Unknown) -> String {
        let mut text = String::with_capacity(COMMON);
        text.push_str(unknown.kind.section());
        match unknown.ident {
            Ident::Id(id) => {
                text.push('[');
                text.push_str(self.inventory.texts.get(id));
                text.push(']');
            }
            Ident::Row(row) => text.push_str(&format!("[{row}]")),
            Ident::Only => {}
        }
        if let Some(field) = unknown.field {
            text.push('.');
            text.push_str(field.name());
        }
        match unknown.why {
            Why::OneOf(choice) => text.push_str(&self.describe_choice(choice)),
            Why::NotThere => text.push_str(", which is not created then"),
            Why::Leaves => text.push_str(" once its instance is gone, which this run removes"),
            Why::Pending(reason) => text.push_str(&format!(" ({})", self.inventory.texts.get(reason))),
            Why::Lost if self.course.lost().is_certain() => {
                text.push_str(" after a step that cannot be used")
            }
            Why::Lost => text.push_str(" after commands that may run or not, or are not followed"),
            _ => {}
        }
        if let Some(reason) = self.inventory.reason(unknown) {
            text.push_str(&format!(" ({reason})"));
        }
        if let Some(expression) = self.inventory.waits_for(unknown) {
            let hidden = expression.strip_prefix("sensitive(").and_then(|rest| rest.strip_suffix(')'));
            let hidden = hidden.filter(|name| !name.contains(['(', ' ']));
            if let Some(name) = hidden {
                text.push_str(&format!(" ({name} is sensitive)"));
                return text;
            }
            let has_no_value = expression.starts_with("var.") && !expression.contains(['[', ' ']);
            text.push_str(&match has_no_value {
                true => format!(" ({expression} has no value)"),
                false => format!(" (waits for {expression})"),
            });
        }
        text
    }

    fn describe_choice(&self, choice: Choice) -> String {
        match self.inventory.answer(choice, 0).filter(|_| self.inventory.may_be_missing(choice)) {
            Some(answer) => format!(" (depends on whether {answer})"),
            None => format!(" (one of {})", self.name_candidates(choice)),
        }
    }

    /// The candidates of a choice, as text: the first few by name.
    pub(crate) fn name_candidates(&self, choice: Choice) -> String {
        const SHOWN: usize = 5;
        let items = self.inventory.items(choice.start, choice.len);
        let mut names: Vec<String> = items.clone().take(SHOWN).map(|item| self.show(item.value)).collect();
        if items.len() > SHOWN {
            names.push(format!("and {} more", items.len() - SHOWN));
        }
        names.join(", ")
    }

    /// A candidate, as text.
    fn show(&self, value: Value) -> String {
        match value {
            Value::Text(text) => self.inventory.texts.get(text).to_owned(),
            Value::Int(n) => n.to_string(),
            Value::Bool(b) => b.to_string(),
            Value::Time(_) | Value::List { .. } => "a value".to_owned(),
            Value::OneOf(_) | Value::Unresolved(_) => "an unknown value".to_owned(),
        }
    }
}
