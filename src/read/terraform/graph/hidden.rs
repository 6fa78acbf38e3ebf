//! What the configuration part of a plan does not show. A dynamic block leaves no trace in it, so that
//! an instance without inline ENIs and one with an open number of them look alike. But the plan lists
//! what it hangs on (`relevant_attributes`), and so a list that no expression shown speaks of.

use super::super::document::Object;
use super::super::tape::Json;
use super::Graph;
use crate::syntax::Kind;
use hashbrown::{HashMap, HashSet};

impl<'d> Graph<'d> {
    /// Whether the plan hangs on a list, set or mapping of open length that no expression of its
    /// configuration refers to: then a dynamic block may, or a local.
    pub(super) fn hides_lists(&self) -> bool {
        *self.hides.get_or_init(|| self.look_for_hidden())
    }

    fn look_for_hidden(&self) -> bool {
        let (Some(relevant), Some(shown)) =
            (self.document.json(self.document.relevant), self.shown_references())
        else {
            return false;
        };
        let objects: HashMap<&str, _> =
            self.document.objects.iter().map(|object| (&*object.address, object)).collect();
        let mut unknown: HashMap<String, HashSet<String>> = HashMap::new();
        relevant.items().any(|entry| {
            let Some(address) = entry.get("resource").and_then(Json::as_text) else { return false };
            let path = entry.get("attribute").into_iter().flat_map(Json::items);
            let path: Vec<_> = path.filter_map(|name| name.as_text()).collect();
            if path.last().is_some_and(|name| !is_plural(name)) {
                return false; // one text
            }
            let attribute = path.first();
            let plain = without_indexes(&address);
            let mut own = &*plain;
            while let Some((_, rest)) = own.strip_prefix("module.").and_then(|rest| rest.split_once('.')) {
                own = rest;
            }
            // What a data source has told is known.
            if own.starts_with("data.") || shown.contains(own) {
                return false;
            }
            match (attribute, objects.get(&*address)) {
                (Some(attribute), _) if shown.contains(&*format!("{own}.{attribute}")) => false,
                (Some(attribute), Some(object)) => {
                    let names = unknown.entry(address.into_owned());
                    names.or_insert_with(|| self.unknown_names(object)).contains(&**attribute)
                }
                _ => true,
            }
        })
    }

    /// The attributes of an object that the plan does not know, also those that nothing else reads.
    fn unknown_names(&self, object: &Object<'_>) -> HashSet<String> {
        let mut events = self.document.tape.events(object.at);
        let mut found = HashSet::new();
        let mut path: Vec<String> = Vec::new();
        while let Ok(Some(event)) = events.next() {
            match event.kind {
                Kind::MapStart | Kind::SeqStart => path.push(String::new()),
                Kind::MapEnd | Kind::SeqEnd => _ = path.pop(),
                Kind::Key(key) => path.last_mut().into_iter().for_each(|last| *last = key.to_string()),
                Kind::Scalar(flag) if !flag.quoted && flag.text == "true" => {
                    if let [change, unknown, name] = path.as_slice()
                        && (&**change, &**unknown) == ("change", "after_unknown")
                    {
                        found.insert(name.clone());
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// What the configuration of the plan refers to, without indexes and modules: `type.name.attribute`,
    /// and `type.name` where it is meant as a whole.
    fn shown_references(&self) -> Option<HashSet<String>> {
        let range = self.document.json(self.document.configuration)?.range();
        let mut events = self.document.tape.events(range);
        let mut shown = HashSet::new();
        let (mut in_references, mut last) = (false, String::new());
        while let Ok(Some(event)) = events.next() {
            match event.kind {
                Kind::Key(key) => (in_references, last) = (key == "references", String::new()),
                Kind::SeqEnd | Kind::MapStart | Kind::MapEnd => in_references = false,
                Kind::Scalar(reference) if in_references => {
                    let rest = last.strip_prefix(&*reference.text);
                    let shorter = rest.is_some_and(|rest| rest.starts_with(['.', '[']));
                    last.clear();
                    last.push_str(&reference.text);
                    if !shorter {
                        let plain = without_indexes(&last);
                        shown.insert(plain.split('.').take(3).collect::<Vec<_>>().join("."));
                    }
                }
                _ => {}
            }
        }
        Some(shown)
    }
}

/// Whether an attribute of this name can be a list: those have names in the plural.
fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !name.ends_with("ss") && name != "status"
}

/// An address or a reference without `[0]` and `["key"]`.
fn without_indexes(text: &str) -> String {
    let (mut plain, mut quoted, mut escaped, mut inside) = (String::new(), false, false, false);
    for c in text.chars() {
        match c {
            '[' if !quoted => inside = true,
            ']' if !quoted => inside = false,
            '"' if inside && !escaped => quoted = !quoted,
            _ if inside => {}
            c => plain.push(c),
        }
        escaped = quoted && c == '\\' && !escaped;
    }
    plain
}
