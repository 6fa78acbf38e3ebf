use super::Why;
use hashbrown::HashSet;
use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::{BuildHasher, Hasher};

/// A text that was met, by its place in [`Texts`]; equal texts have equal IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TextId(u32);

/// Every text that facts hold, once each. Comparing and joining is then comparing numbers.
#[derive(Debug)]
pub(crate) struct Texts {
    all: String,
    /// Where each ends and the next one begins, from the start of the first on.
    ends: Vec<u32>,
    table: HashTable<u32>,
    /// Those that stand for a value that is not known, see [`Name::is_opaque`].
    opaque: HashSet<TextId>,
    /// Whether some are symbols, and some masked: most inventories have none.
    has_symbols: bool,
    has_masked: bool,
    // Keyed at random: the texts are a stranger's, who could aim for collisions.
    hasher: DefaultHashBuilder,
}

impl TextId {
    /// Its place among all texts, from zero.
    pub(crate) fn place(self) -> usize {
        self.0 as usize
    }

    /// As it is stored.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// Of what [`Self::number`] gave.
    pub(super) fn of_number(number: u32) -> Self {
        Self(number)
    }

    /// The words that steps make true, whether a file holds them or not.
    pub(crate) const RUNNING: Self = Self(0);
    pub(crate) const STOPPED: Self = Self(1);
    pub(crate) const AVAILABLE: Self = Self(2);
    pub(crate) const IN_USE: Self = Self(3);
    /// The kinds of ENI, which are asked for more often than anything else.
    pub(crate) const PRIMARY: Self = Self(4);
    pub(crate) const SECONDARY: Self = Self(5);
}

/// Those that have a number of their own, in its order.
const WORDS: [&str; 6] = ["Running", "Stopped", "Available", "InUse", "Primary", "Secondary"];

impl Default for Texts {
    fn default() -> Self {
        let (all, ends, table) = (String::new(), vec![0], HashTable::new());
        let (opaque, hasher) = (HashSet::new(), DefaultHashBuilder::default());
        let mut texts = Self { all, ends, table, opaque, has_symbols: false, has_masked: false, hasher };
        for word in WORDS {
            texts.intern(word);
        }
        texts
    }
}

impl Texts {
    pub(crate) fn intern(&mut self, text: &str) -> TextId {
        let of_text = hash(&self.hasher, text.as_bytes());
        let (all, ends) = (self.all.as_bytes(), &self.ends);
        if let Some(&id) = self.table.find(of_text, |&id| bytes(all, ends, id) == text.as_bytes()) {
            return TextId(id);
        }
        let id = u32::try_from(self.len()).unwrap_or(u32::MAX);
        self.has_symbols |= is_symbol(text);
        self.has_masked |= is_masked(text);
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        let (all, ends, hasher) = (self.all.as_bytes(), &self.ends, &self.hasher);
        self.table.insert_unique(of_text, id, |&id| hash(hasher, bytes(all, ends, id)));
        TextId(id)
    }

    pub(super) fn settle(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len() - 1
    }

    pub(crate) fn get(&self, id: TextId) -> &str {
        &self.all[range(&self.ends, id.0)]
    }

    /// The ID of a text that was met.
    pub(crate) fn find(&self, text: &str) -> Option<TextId> {
        let (all, text) = (self.all.as_bytes(), text.as_bytes());
        let found = self.table.find(hash(&self.hasher, text), |&id| bytes(all, &self.ends, id) == text);
        found.map(|&id| TextId(id))
    }

    pub(crate) fn name(&self, id: TextId) -> Name<'_> {
        Name { id, texts: self }
    }

    /// As [`Self::intern`], for a text that stands for a value that is not known: two equal ones
    /// are the same value, two different ones may be.
    pub(crate) fn intern_opaque(&mut self, text: &str) -> TextId {
        let id = self.intern(text);
        self.opaque.insert(id);
        id
    }
}

/// Of the bytes alone: no text is part of another one.
#[inline]
fn hash(hasher: &DefaultHashBuilder, text: &[u8]) -> u64 {
    let mut hasher = hasher.build_hasher();
    hasher.write(text);
    hasher.finish()
}

#[inline]
fn range(ends: &[u32], id: u32) -> std::ops::Range<usize> {
    ends[id as usize] as usize..ends[id as usize + 1] as usize
}

#[inline]
fn bytes<'a>(all: &'a [u8], ends: &[u32], id: u32) -> &'a [u8] {
    &all[range(ends, id)]
}

/// A text with its identity. Most are only compared, so the text is looked up when it is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Name<'a> {
    pub(crate) id: TextId,
    texts: &'a Texts,
}

impl<'a> Name<'a> {
    pub(crate) fn text(&self) -> &'a str {
        self.texts.get(self.id)
    }

    /// Whether it is a symbol `${…}`: the identity of something that does not exist yet.
    pub(crate) fn is_symbol(&self) -> bool {
        self.texts.has_symbols && is_symbol(self.text())
    }

    /// Whether it stands for a value that is not known, though it is a symbol: it says nothing of
    /// whether the thing exists, and two different ones may be the same thing.
    pub(crate) fn is_opaque(&self) -> bool {
        !self.texts.opaque.is_empty() && self.texts.opaque.contains(&self.id)
    }

    /// Whether it is the identity of something that does not exist yet, for certain.
    pub(crate) fn is_planned(&self) -> bool {
        self.is_symbol() && !self.is_opaque()
    }

    /// Whether it is of another thing than `other`. Of what stands for a value that is not known there is
    /// no telling unless the texts are equal; nor of what is masked, but where the rest of it differs.
    pub(crate) fn differs(&self, other: &Self) -> Result<bool, Why> {
        if self == other {
            return Ok(false);
        }
        match (self.is_masked() || other.is_masked(), self.is_opaque() || other.is_opaque()) {
            (true, false) if self.is_seen_to_differ(other) => Ok(true),
            (true, _) => Err(Why::Masked),
            (_, true) => Err(Why::Unresolved),
            _ => Ok(true),
        }
    }

    /// Whether what is not masked of two IDs, of which one is masked, cannot be of the same one. A `*` may
    /// stand for any number of characters.
    fn is_seen_to_differ(&self, other: &Self) -> bool {
        if self.is_symbol() || other.is_symbol() {
            return false;
        }
        let (one, other) = (self.text(), other.text());
        let ((start, end), (its_start, its_end)) = (unmasked(one), unmasked(other));
        // A whole ID is as long as what is to be seen of the other one, at least.
        let is_short =
            |text: &str, start: &str, end: &str| !is_masked(text) && text.len() < start.len() + end.len();
        !(start.starts_with(its_start) || its_start.starts_with(start))
            || !(end.ends_with(its_end) || its_end.ends_with(end))
            || is_short(one, its_start, its_end)
            || is_short(other, start, end)
    }

    /// The same of a value that is no identity: a symbol may turn out to be any.
    pub(crate) fn differs_in_value(&self, other: &Self) -> Result<bool, Why> {
        match self.differs(other)? {
            true if self.is_symbol() || other.is_symbol() => Err(Why::Unresolved),
            differs => Ok(differs),
        }
    }

    /// Whether parts are masked with `*`, as in documentation: two masked IDs may be equal by
    /// accident.
    pub(crate) fn is_masked(&self) -> bool {
        self.texts.has_masked && is_masked(self.text())
    }
}

/// What a text begins and ends with, up to what is masked.
fn unmasked(text: &str) -> (&str, &str) {
    let start = text.split_once('*').map_or(text, |(start, _)| start);
    (start, text.rsplit_once('*').map_or(text, |(_, end)| end))
}

/// Whether parts of a text are masked with `*`.
pub(crate) fn is_masked(text: &str) -> bool {
    memchr::memchr(b'*', text.as_bytes()).is_some()
}

/// Whether a text has the form `${…}`.
pub(crate) fn is_symbol(text: &str) -> bool {
    text.len() > 3 && text.starts_with("${") && text.ends_with('}')
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl PartialEq<str> for Name<'_> {
    fn eq(&self, other: &str) -> bool {
        self.text() == other
    }
}

impl std::fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.text())
    }
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_have_their_places() {
        let texts = Texts::default();
        assert_eq!(texts.get(TextId::RUNNING), "Running");
        assert_eq!(texts.get(TextId::STOPPED), "Stopped");
        assert_eq!(texts.get(TextId::AVAILABLE), "Available");
        assert_eq!(texts.get(TextId::IN_USE), "InUse");
        assert_eq!(texts.get(TextId::PRIMARY), "Primary");
        assert_eq!(texts.get(TextId::SECONDARY), "Secondary");
    }

    #[test]
    fn what_is_masked_may_be_anything() {
        let mut texts = Texts::default();
        let differ = |texts: &mut Texts, one: &str, other: &str| {
            let (one, other) = (texts.intern(one), texts.intern(other));
            texts.name(one).differs(&texts.name(other))
        };
        for (one, other) in [
            ("vpc-bp1***", "vpc-bp1a0000"),
            ("vpc-***", "vpc-*"),
            ("vpc-***a", "vpc-bp1*"),
            ("vpc-b*p*a", "vpc-bp1a"),
            ("*", "vpc-bp1a"),
            ("vpc-bp***", "${vpc.new}"),
        ] {
            assert_eq!(differ(&mut texts, one, other), Err(Why::Masked), "{one} {other}");
            assert_eq!(differ(&mut texts, other, one), Err(Why::Masked), "{other} {one}");
        }
        for (one, other) in [
            ("vpc-bp1***", "vpc-bp2a0000"),
            ("vpc-bp1***", "vpc-wz9***"),
            ("***7", "vpc-bp1a0000"),
            ("vpc-bp1***1a", "vpc-bp1a"),
            ("vpc-bp1a0***", "vpc-bp1a"),
        ] {
            assert_eq!(differ(&mut texts, one, other), Ok(true), "{one} {other}");
            assert_eq!(differ(&mut texts, other, one), Ok(true), "{other} {one}");
        }
        assert_eq!(differ(&mut texts, "vpc-***", "vpc-***"), Ok(false));
    }

    #[test]
    fn equal_texts_have_equal_ids() {
        let mut texts = Texts::default();
        let words: Vec<String> = (0..500).map(|n| format!("word-{}", n % 100)).collect();
        let ids: Vec<TextId> = words.iter().map(|w| texts.intern(w)).collect();
        assert_eq!(texts.len(), 100 + WORDS.len());
        assert!(words.iter().zip(&ids).all(|(w, id)| texts.get(*id) == w && texts.find(w) == Some(*id)));
        assert_eq!(texts.find("nowhere"), None);
    }
}
