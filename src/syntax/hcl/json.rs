//! The JSON notation of a configuration, as in `main.tf.json`, as the same tree.
//!
//! Which keys are blocks is told by the keys of the top level. Inside of a block a list of objects
//! is blocks, and all else is attributes: what the schema of a provider says is not known here.

use super::cursor::Parser;
use super::{Attribute, Block, Body, Expr, ExprKind, MAX_LEVELS, Place};
use crate::syntax::{Events, Kind, Notation, Range, Scalar, SyntaxError};

/// Names of blocks that are never attributes, of those that are read.
const BLOCKS: [&str; 5] = ["content", "dynamic", "lifecycle", "required_providers", "network_interfaces"];

/// A value, with its place.
struct Node {
    range: Range,
    value: Value,
}

enum Value {
    Scalar { text: String, quoted: bool },
    List(Vec<Node>),
    Map(Vec<(String, Range, Node)>),
}

/// Reads a file. All that a text with `${…}` holds is where the text is.
pub(crate) fn parse_json(text: &str, place: Place<'_>) -> Result<Body, SyntaxError> {
    let mut body = Body::default();
    for node in documents(text, place)? {
        top(node, &mut body)?;
    }
    Ok(body)
}

/// Reads a file of values of variables: nothing but attributes.
pub(crate) fn parse_json_values(text: &str, place: Place<'_>) -> Result<Body, SyntaxError> {
    let mut body = Body::default();
    for entries in documents(text, place)?.into_iter().flat_map(maps) {
        body.attributes.extend(content(entries, true)?.attributes);
    }
    Ok(body)
}

fn documents(text: &str, place: Place<'_>) -> Result<Vec<Node>, SyntaxError> {
    Parser::within(text, place)?; // it knows how long a text may be
    let nodes = values(text).map_err(|error| SyntaxError { range: place.range(error.range), ..error })?;
    Ok(nodes.into_iter().map(|node| placed(node, place)).collect())
}

/// A value where it stands in its file. The depth of it is bounded.
fn placed(node: Node, place: Place<'_>) -> Node {
    let value = match node.value {
        Value::List(items) => Value::List(items.into_iter().map(|item| placed(item, place)).collect()),
        Value::Map(entries) => {
            let entry = |(key, at, node)| (key, place.range(at), placed(node, place));
            Value::Map(entries.into_iter().map(entry).collect())
        }
        scalar @ Value::Scalar { .. } => scalar,
    };
    Node { range: place.range(node.range), value }
}

fn values(text: &str) -> Result<Vec<Node>, SyntaxError> {
    let mut events = Events::new(text, Notation::Json);
    let mut nodes = Vec::new();
    while let Some(event) = events.next()? {
        if event.kind == Kind::DocumentStart {
            nodes.extend(node(&mut events, 0)?);
        }
    }
    Ok(nodes)
}

/// The next value; none, and no more than its event taken, at the end of a collection.
fn node(events: &mut Events<'_>, level: u32) -> Result<Option<Node>, SyntaxError> {
    let Some(event) = events.next()? else { return Ok(None) };
    if level > MAX_LEVELS {
        let message = format!("nested deeper than {MAX_LEVELS} levels");
        return Err(SyntaxError { range: event.range, message, help: None });
    }
    let mut range = event.range;
    let value = match event.kind {
        Kind::Scalar(Scalar { text, quoted, .. }) => Value::Scalar { text: text.into_owned(), quoted },
        Kind::SeqStart => Value::List(items(events, level, &mut range)?),
        Kind::MapStart => Value::Map(entries(events, level, &mut range)?),
        _ => return Ok(None),
    };
    Ok(Some(Node { range, value }))
}

/// Values up to the end of a list.
fn items(events: &mut Events<'_>, level: u32, range: &mut Range) -> Result<Vec<Node>, SyntaxError> {
    let mut items = Vec::new();
    while let Some(event) = events.peek()? {
        range.end = event.range.start;
        match node(events, level + 1)? {
            Some(item) => items.push(item),
            None => break,
        }
    }
    Ok(items)
}

/// Keys and values up to the end of a mapping.
fn entries(
    events: &mut Events<'_>,
    level: u32,
    range: &mut Range,
) -> Result<Vec<(String, Range, Node)>, SyntaxError> {
    let mut entries = Vec::new();
    while let Some(event) = events.next()? {
        match event.kind {
            Kind::Key(key) => {
                if let Some(value) = node(events, level + 1)? {
                    entries.push((key.into_owned(), event.range, value));
                }
            }
            Kind::MapEnd => {
                range.end = event.range.start;
                break;
            }
            _ => {}
        }
    }
    Ok(entries)
}

/// The blocks of a file.
fn top(node: Node, body: &mut Body) -> Result<(), SyntaxError> {
    for (kind, at, node) in maps(node).flatten() {
        let labels = match kind.as_str() {
            "resource" | "data" | "ephemeral" => 2,
            "module" | "output" | "variable" | "provider" | "check" => 1,
            "locals" | "terraform" | "moved" | "removed" | "import" => 0,
            _ => continue,
        };
        labelled(&kind, Vec::new(), labels, at, node, &mut body.blocks)?;
    }
    Ok(())
}

/// Blocks under so many more labels.
fn labelled(
    kind: &str,
    labels: Vec<String>,
    missing: u32,
    head: Range,
    node: Node,
    blocks: &mut Vec<Block>,
) -> Result<(), SyntaxError> {
    if missing > 0 {
        for (label, at, node) in maps(node).flatten().filter(|(label, ..)| label != "//") {
            let labels = labels.iter().cloned().chain([label]).collect();
            labelled(kind, labels, missing - 1, at, node, blocks)?;
        }
        return Ok(());
    }
    let range = Range { start: head.start, end: node.range.end };
    for entries in maps(node) {
        let (name, labels) = (kind.to_owned(), labels.clone());
        let plain = matches!(kind, "locals" | "module" | "output" | "variable");
        blocks.push(Block { name, labels, head, range, body: content(entries, plain)? });
    }
    Ok(())
}

/// The mappings that a value is: itself, or those of a list.
fn maps(node: Node) -> impl Iterator<Item = Vec<(String, Range, Node)>> {
    let nodes = match node.value {
        Value::List(items) => items,
        value => vec![Node { range: node.range, value }],
    };
    nodes.into_iter().filter_map(|node| match node.value {
        Value::Map(entries) => Some(entries),
        _ => None,
    })
}

/// What a block holds; nothing but attributes if it is `plain`.
fn content(entries: Vec<(String, Range, Node)>, plain: bool) -> Result<Body, SyntaxError> {
    let mut body = Body::default();
    for (name, name_at, node) in entries {
        let is_map = |node: &Node| matches!(node.value, Value::Map(_));
        let blocks = match &node.value {
            _ if name == "//" => continue,
            _ if plain => false,
            Value::List(items) => !items.is_empty() && items.iter().all(is_map),
            // One block may stand without its list.
            Value::Map(_) => BLOCKS.contains(&&*name),
            Value::Scalar { .. } => false,
        };
        if blocks {
            let labels = u32::from(name == "dynamic");
            labelled(&name, Vec::new(), labels, name_at, node, &mut body.blocks)?;
            continue;
        }
        let refers = matches!(&*name, "depends_on" | "provider");
        body.attributes.push(Attribute { value: expr(node, refers)?, name, name_at });
    }
    Ok(body)
}

/// A value as an expression. If texts refer to something they are expressions without `${…}`.
fn expr(node: Node, refers: bool) -> Result<Expr, SyntaxError> {
    let range = node.range;
    let kind = match node.value {
        Value::List(items) => {
            let items: Result<_, _> = items.into_iter().map(|item| expr(item, refers)).collect();
            ExprKind::List(items?)
        }
        Value::Map(entries) => {
            let item = |(key, at, node): (String, _, _)| Ok((template(&key, at)?, expr(node, false)?));
            let items: Result<_, SyntaxError> = entries.into_iter().map(item).collect();
            ExprKind::Object(items?)
        }
        Value::Scalar { text, quoted: true } if refers => {
            let reference = Parser::within(&text, Place::All(range)).and_then(|mut parser| parser.expr());
            reference.map_or(ExprKind::Text(text), |expr| expr.kind)
        }
        Value::Scalar { text, quoted: true } => template(&text, range)?.kind,
        Value::Scalar { text, .. } => match &*text {
            "null" => ExprKind::Null,
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            number => ExprKind::Number(number.parse().unwrap_or(f64::NAN)),
        },
    };
    Ok(Expr { range, kind })
}

fn template(text: &str, range: Range) -> Result<Expr, SyntaxError> {
    Parser::within(text, Place::All(range))?.bare_template()
}
