//! A template as a tree: mappings, lists and scalars with their places. A tag is a function like its
//! long form: `!Join […]` is `{Fn::Join: […]}`. The tree is built without recursion, whatever the depth
//! of the text.

use crate::syntax::{Event, Events, Kind, Notation, Range, Scalar, SyntaxError};
use std::borrow::Cow;
use std::collections::HashMap;

/// A node, by its place in its [`Tree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct NodeId(u32);

/// A value of a template.
#[derive(Debug)]
pub(super) struct Node<'s> {
    pub(super) kind: NodeKind<'s>,
    pub(super) range: Range,
}

#[derive(Debug)]
pub(super) enum NodeKind<'s> {
    Scalar(Scalar<'s>),
    List(Vec<NodeId>),
    Map(Vec<Pair<'s>>),
    /// The values of a key that stands twice in its mapping, or more often. Parsers differ in which one
    /// counts, so it is no value that anybody knows.
    Repeated(Vec<NodeId>),
}

#[derive(Debug)]
pub(super) struct Pair<'s> {
    pub(super) key: Cow<'s, str>,
    pub(super) key_range: Range,
    pub(super) value: NodeId,
}

/// The first document of a text.
#[derive(Debug, Default)]
pub(super) struct Tree<'s> {
    nodes: Vec<Node<'s>>,
    /// Keys that stand in their mapping already: each with its name, its place and that of the first.
    pub(super) repeated: Vec<(Cow<'s, str>, Range, Range)>,
}

impl<'s> Tree<'s> {
    pub(super) fn read(text: &'s str, notation: Notation) -> Result<Self, SyntaxError> {
        let mut events = Events::new(text, notation).keep_repeated();
        let mut builder = Builder { tree: Self::default(), open: Vec::new(), tags: Tags::new(text), at: 0 };
        let mut documents = 0;
        while let Some(event) = events.next()? {
            documents += usize::from(event.kind == Kind::DocumentStart);
            // Only the first is a template; but what comes after it has to be well-formed, too.
            if documents == 1 {
                builder.take(event);
            }
        }
        Ok(builder.tree)
    }

    pub(super) fn root(&self) -> Option<NodeId> {
        (!self.nodes.is_empty()).then_some(NodeId(0))
    }

    pub(super) fn get(&self, id: NodeId) -> Option<&Node<'s>> {
        self.nodes.get(id.0 as usize)
    }

    pub(super) fn range(&self, id: NodeId) -> Range {
        self.get(id).map_or(Range { start: 0, end: 0 }, |node| node.range)
    }

    /// The pairs of a mapping; none of anything else.
    pub(super) fn pairs(&self, id: NodeId) -> &[Pair<'s>] {
        match self.get(id).map(|node| &node.kind) {
            Some(NodeKind::Map(pairs)) => pairs,
            _ => &[],
        }
    }

    fn pairs_mut(&mut self, id: NodeId) -> Option<&mut Vec<Pair<'s>>> {
        match self.nodes.get_mut(id.0 as usize).map(|node| &mut node.kind) {
            Some(NodeKind::Map(pairs)) => Some(pairs),
            _ => None,
        }
    }

    pub(super) fn items(&self, id: NodeId) -> Option<&[NodeId]> {
        match self.get(id).map(|node| &node.kind) {
            Some(NodeKind::List(items)) => Some(items),
            _ => None,
        }
    }

    pub(super) fn child(&self, id: NodeId, key: &str) -> Option<NodeId> {
        self.pairs(id).iter().find(|pair| pair.key == key).map(|pair| pair.value)
    }

    /// The text of a scalar that is no function and not null.
    pub(super) fn text(&self, id: NodeId) -> Option<&str> {
        match self.get(id) {
            Some(Node { kind: NodeKind::Scalar(scalar), .. }) if !scalar.is_null() => Some(&scalar.text),
            _ => None,
        }
    }

    /// Takes the text of a scalar.
    pub(super) fn take_text(&mut self, id: NodeId) -> Option<Cow<'s, str>> {
        match &mut self.nodes.get_mut(id.0 as usize)?.kind {
            NodeKind::Scalar(scalar) => Some(std::mem::take(&mut scalar.text)),
            _ => None,
        }
    }

    /// The values of a key that stands more than once in its mapping; none of any other node.
    pub(super) fn repeated(&self, id: NodeId) -> Option<&[NodeId]> {
        match self.get(id).map(|node| &node.kind) {
            Some(NodeKind::Repeated(values)) => Some(values),
            _ => None,
        }
    }

    /// The function that a node calls, and its arguments: `{Fn::Join: […]}`.
    pub(super) fn call(&self, id: NodeId) -> Option<(&str, NodeId)> {
        match &self.get(id)?.kind {
            NodeKind::Map(pairs) => match pairs.as_slice() {
                [Pair { key, value, .. }] if key == "Ref" || key.starts_with("Fn::") => Some((key, *value)),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A collection that has not ended.
struct Open<'s> {
    node: NodeId,
    /// The call that its tag makes of it.
    call: Option<NodeId>,
    /// The key whose value comes next.
    key: Option<Key<'s>>,
    /// Where the keys of a mapping that has one twice stand in it.
    places: HashMap<Cow<'s, str>, usize>,
}

/// A key whose value comes next.
struct Key<'s> {
    name: Cow<'s, str>,
    range: Range,
    /// Whether it stands in its mapping already.
    again: bool,
}

struct Builder<'s> {
    tree: Tree<'s>,
    /// The collections around.
    open: Vec<Open<'s>>,
    tags: Tags<'s>,
    /// One past what was read last: between this and a node stand only what announces it.
    at: u32,
}

impl<'s> Builder<'s> {
    fn take(&mut self, event: Event<'s>) {
        let Event { kind, range, via } = event;
        match kind {
            Kind::DocumentStart | Kind::DocumentEnd => {}
            Kind::DuplicateKey { name, first } => {
                self.tree.repeated.push((name.clone(), range, first));
                self.key(Key { name, range, again: true });
            }
            Kind::Key(name) => self.key(Key { name, range, again: false }),
            Kind::Scalar(mut scalar) => {
                let tag = scalar.tag.take().and_then(|tag| function(&tag));
                self.add(NodeKind::Scalar(scalar), range, tag);
                self.at = range.end;
            }
            Kind::MapStart | Kind::SeqStart => {
                let tag = self.tags.of(self.at, range.start, via.is_some()).and_then(|tag| function(&tag));
                let is_map = kind == Kind::MapStart;
                let empty = if is_map { NodeKind::Map(Vec::new()) } else { NodeKind::List(Vec::new()) };
                let (node, call) = self.add(empty, range, tag);
                self.open.push(Open { node, call, key: None, places: HashMap::new() });
                self.at = range.end;
            }
            Kind::MapEnd | Kind::SeqEnd => {
                if let Some(Open { node, call, .. }) = self.open.pop() {
                    for id in [Some(node), call].into_iter().flatten() {
                        if let Some(node) = self.tree.nodes.get_mut(id.0 as usize) {
                            node.range.end = range.end.max(node.range.end);
                        }
                    }
                }
                self.at = range.end;
            }
        }
    }

    fn key(&mut self, key: Key<'s>) {
        self.at = key.range.end;
        if let Some(open) = self.open.last_mut() {
            open.key = Some(key);
        }
    }

    /// Adds a value to the mapping that is read.
    fn add_pair(&mut self, Key { name, range, again }: Key<'s>, value: NodeId) {
        let Some(open) = self.open.last_mut() else { return };
        let parent = open.node;
        let Some(pairs) = self.tree.pairs_mut(parent) else { return };
        if !again {
            pairs.push(Pair { key: name, key_range: range, value });
            return;
        }
        // Keys that came since the last one that stood there twice are looked up from now on.
        for (at, pair) in pairs.iter().enumerate().skip(open.places.len()) {
            open.places.insert(pair.key.clone(), at);
        }
        let Some(at) = open.places.get(&name).copied() else { return };
        let Some(Pair { value: first, key_range, .. }) = pairs.get(at) else { return };
        let (first, key_range) = (*first, *key_range);
        if let Some(Node { kind: NodeKind::Repeated(values), .. }) = self.tree.nodes.get_mut(first.0 as usize)
        {
            values.push(value);
            return;
        }
        let both = self.push(NodeKind::Repeated(vec![first, value]), key_range);
        if let Some(pair) = self.tree.pairs_mut(parent).and_then(|pairs| pairs.get_mut(at)) {
            pair.value = both;
        }
    }

    /// Adds a node where it stands; with a tag it is the arguments of a call.
    fn add(&mut self, kind: NodeKind<'s>, range: Range, tag: Option<String>) -> (NodeId, Option<NodeId>) {
        // The root comes first.
        let (node, call) = match tag {
            None => (self.push(kind, range), None),
            Some(name) => {
                let call = self.push(NodeKind::Map(Vec::new()), range);
                let node = self.push(kind, range);
                if let Some(Node { kind, .. }) = self.tree.nodes.get_mut(call.0 as usize) {
                    *kind = called(name, node, range);
                }
                (node, Some(call))
            }
        };
        let id = call.unwrap_or(node);
        if let Some(open) = self.open.last_mut() {
            if let Some(key) = open.key.take() {
                self.add_pair(key, id);
            } else if let Some(Node { kind: NodeKind::List(items), .. }) =
                self.tree.nodes.get_mut(open.node.0 as usize)
            {
                items.push(id);
            }
        }
        (node, call)
    }

    fn push(&mut self, kind: NodeKind<'s>, range: Range) -> NodeId {
        let id = NodeId(u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX));
        self.tree.nodes.push(Node { kind, range });
        id
    }
}

/// A call in its long form.
fn called<'s>(name: String, arguments: NodeId, at: Range) -> NodeKind<'s> {
    NodeKind::Map(vec![Pair { key: Cow::Owned(name), key_range: at, value: arguments }])
}

/// The function that a tag stands for. `!!map` and its like say nothing.
fn function(tag: &str) -> Option<String> {
    let name = tag.strip_prefix('!').filter(|name| !name.is_empty() && !name.starts_with(['!', '<']))?;
    Some(if name == "Ref" { name.to_owned() } else { format!("Fn::{name}") })
}

/// The tags of collections, which events do not tell. They are read off the text between what was
/// read before a collection and its start; there is nothing else but indicators and comments.
struct Tags<'s> {
    text: &'s str,
    /// By the start of the collection: what an alias repeats was met before.
    met: HashMap<u32, Cow<'s, str>>,
}

impl<'s> Tags<'s> {
    fn new(text: &'s str) -> Self {
        Self { text, met: HashMap::new() }
    }

    fn of(&mut self, from: u32, to: u32, repeated: bool) -> Option<Cow<'s, str>> {
        if repeated {
            return self.met.get(&to).cloned();
        }
        let text = self.text.get(from as usize..to as usize)?;
        let tag = text.lines().find_map(|line| {
            let mut words = line.split_whitespace().take_while(|word| !word.starts_with('#'));
            words.find_map(|word| {
                Some(word.trim_start_matches([',', ':', '[', '{', '-', '?'])).filter(|w| w.starts_with('!'))
            })
        })?;
        self.met.insert(to, Cow::Borrowed(tag));
        Some(Cow::Borrowed(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A node as text: calls as `name(arguments)`.
    fn shown(tree: &Tree<'_>, id: NodeId) -> String {
        let own = |node: &Node<'_>| match &node.kind {
            NodeKind::Scalar(scalar) => scalar.text.to_string(),
            NodeKind::List(items) => {
                let items: Vec<String> = items.iter().map(|item| shown(tree, *item)).collect();
                format!("[{}]", items.join(" "))
            }
            NodeKind::Map(pairs) => {
                let pairs: Vec<String> =
                    pairs.iter().map(|pair| format!("{}={}", pair.key, shown(tree, pair.value))).collect();
                format!("{{{}}}", pairs.join(" "))
            }
            NodeKind::Repeated(values) => {
                let values: Vec<String> = values.iter().map(|value| shown(tree, *value)).collect();
                values.join(" or ")
            }
        };
        match tree.call(id) {
            Some((name, arguments)) => format!("{name}({})", shown(tree, arguments)),
            None => own(tree.get(id).unwrap()),
        }
    }

    fn yaml(text: &str) -> String {
        let tree = Tree::read(text, Notation::Yaml).unwrap();
        shown(&tree, tree.root().unwrap())
    }

    #[test]
    fn tags_and_long_forms_are_the_same() {
        let cases = [
            ("a: !Ref b", "{a=Ref(b)}"),
            ("a: {Ref: b}", "{a=Ref(b)}"),
            ("a: !GetAtt b.c", "{a=Fn::GetAtt(b.c)}"),
            ("a: !Join [',', [b, !Ref c]]", "{a=Fn::Join([, [b Ref(c)]])}"),
            ("a: !Join\n  - ','\n  - - b\n    - !Ref c", "{a=Fn::Join([, [b Ref(c)]])}"),
            ("a: !Join # !Not this\n# nor !This\n- b\n", "{a=Fn::Join([b])}"),
            ("a: &x !Join [b]\nc: *x", "{a=Fn::Join([b]) c=Fn::Join([b])}"),
            ("a: !Join &x [b]\nc: *x", "{a=Fn::Join([b]) c=Fn::Join([b])}"),
            (
                "- !If [a, !Join [b], !Sub c]\n- !Sub\n  - d\n  - {e: f}",
                "[Fn::If([a Fn::Join([b]) Fn::Sub(c)]) Fn::Sub([d {e=f}])]",
            ),
            ("[!Join [a], b]", "[Fn::Join([a]) b]"),
            ("{x: [!Not [!Equals [a, b]]]}", "{x=[Fn::Not([Fn::Equals([a b])])]}"),
            ("a: !!map {b: c}", "{a={b=c}}"),
            ("a: !!str b", "{a=b}"),
            ("a: '!Join'\nb: [c]", "{a=!Join b=[c]}"),
            ("!Sub a", "Fn::Sub(a)"),
            ("!Sub [a]", "Fn::Sub([a])"),
            ("Fn::Length: !Ref a", "Fn::Length(Ref(a))"),
            ("Fn::Not: !Equals [a, b]", "Fn::Not(Fn::Equals([a b]))"),
            ("a: b\na: c", "{a=b or c}"),
            (
                "a: b\nx: {y: 1}\na: !Sub c\nz: 2\na: [d]\nz: {e: f}",
                "{a=b or Fn::Sub(c) or [d] x={y=1} z=2 or {e=f}}",
            ),
            ("a: &x b\na: &x c\nd: *x", "{a=b or c d=c}"),
            ("a: 1\n<<: {a: 2}", "{a=1}"),
        ];
        for (text, expected) in cases {
            assert_eq!(yaml(text), expected, "{text:?}");
        }
    }

    #[test]
    fn ranges_are_those_of_the_text() {
        let text = "a:\n  b: [1, 2]\n  c: x\nd: {e: f}\n";
        let tree = Tree::read(text, Notation::Yaml).unwrap();
        let at = |path: &[&str]| {
            let id = path.iter().fold(tree.root(), |id, key| tree.child(id?, key)).unwrap();
            let range = tree.range(id);
            &text[range.start as usize..range.end as usize]
        };
        assert_eq!(at(&["a"]), "b: [1, 2]\n  c: x");
        assert_eq!(at(&["a", "b"]), "[1, 2]");
        assert_eq!(at(&["d"]), "{e: f}");
    }
}
