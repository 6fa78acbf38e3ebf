use super::*;
use std::fmt::Write;

fn parsed(text: &str) -> Body {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// An expression in a notation of its own, as short as tells it all.
fn shown(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(shown).collect::<Vec<_>>().join(",");
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(flag) => flag.to_string(),
        ExprKind::Number(number) => number.to_string(),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::Template(parts) => {
            let mut out = String::from("`");
            for part in parts {
                match part {
                    Part::Text(text) => write!(out, "{text:?}").unwrap(),
                    Part::Value(value) => write!(out, "<{}>", shown(value)).unwrap(),
                    Part::Directive => out.push('%'),
                }
            }
            out + "`"
        }
        ExprKind::List(items) => format!("[{}]", list(items)),
        ExprKind::Object(items) => {
            let item = |(key, value): &(Expr, Expr)| format!("{}:{}", shown(key), shown(value));
            format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(","))
        }
        ExprKind::Name(name) => name.clone(),
        ExprKind::Get(of, name) => format!("{}.{name}", shown(of)),
        ExprKind::Index(of, index) => format!("{}[{}]", shown(of), shown(index)),
        ExprKind::Splat(of, each) => format!("{}*({})", shown(of), shown(each)),
        ExprKind::Element => "@".into(),
        ExprKind::Conditional(of, yes, no) => format!("({}?{}:{})", shown(of), shown(yes), shown(no)),
        ExprKind::Unary(sign, of) => format!("{sign:?}({})", shown(of)),
        ExprKind::Binary(left, sign, right) => format!("({} {sign:?} {})", shown(left), shown(right)),
        ExprKind::Call { name, args, expands } => {
            format!("{name}({}{})", list(args), if *expands { "..." } else { "" })
        }
        ExprKind::For(of) => {
            let key = of.key.as_ref().map_or(String::new(), |key| format!("{key},"));
            let to = of.result_key.as_ref().map_or(String::new(), |key| format!("{}=>", shown(key)));
            let groups = if of.groups { "..." } else { "" };
            let condition = of.condition.as_ref().map_or(String::new(), |c| format!(" if {}", shown(c)));
            format!(
                "for({key}{} in {}: {to}{}{groups}{condition})",
                of.value,
                shown(&of.of),
                shown(&of.result)
            )
        }
    }
}

#[test]
fn expressions_are_read_as_terraform_reads_them() {
    for (text, tree) in [
        ("1.5e2", "150"),
        ("-x.y", "Minus(x.y)"),
        ("!a && b || c", "((Not(a) And b) Or c)"),
        ("1 + 2 * 3 - 4", "((1 Plus (2 Times 3)) Minus 4)"),
        ("a == b ? 1 : c >= 2 ? 3 : 4", "((a Equal b)?1:((c GreaterOrEqual 2)?3:4))"),
        ("(1 + 2) * 3", "((1 Plus 2) Times 3)"),
        ("a.b[0].c[\"d\"]", "a.b[0].c[\"d\"]"),
        ("a.b.0.1.c", "a.b[0][1].c"),
        ("a.*.id", "a*(@.id)"),
        ("a.*.b.0.id[1].c", "a*(@.b[0].id)[1].c"),
        ("a[*].b[0].c", "a*(@.b[0].c)"),
        ("a[*].b[*].c", "a*(@.b*(@.c))"),
        ("a.*", "a*(@)"),
        ("f(a, [1, 2]...)", "f(a,[1,2]...)"),
        ("provider::ns::f ( 1,)", "provider::ns::f(1)"),
        ("[\n 1, # one\n 2,\n]", "[1,2]"),
        ("{ a = 1, \"b\" : 2\n (c) = 3\n null = 4 }", "{\"a\":1,\"b\":2,c:3,\"null\":4}"),
        ("[for x in y : x.z if x != null]", "for(x in y: x.z if (x NotEqual null))"),
        ("{for k, v in y :\n k => v... }", "for(k,v in y: k=>v...)"),
        ("[format(\"a\"), fortune]", "[format(\"a\"),fortune]"),
        (r#""plain \"q\" \u00e9 $${x} %%{y} $5""#, "\"plain \\\"q\\\" é ${x} %{y} $5\""),
        (r#""a-${var.b}-${c[0]}""#, "`\"a-\"<var.b>\"-\"<c[0]>`"),
        (r#""${ var.b }""#, "var.b"),
        (r#""${"${x}"}""#, "x"),
        (r#""a  ${~ x ~}  b""#, "`\"a\"<x>\"b\"`"),
        (r#""%{ if a }b%{ else ~} c%{ endif }""#, "`%\"b\"%\"c\"%`"),
        ("<<E\na\n  ${b} c\nE", "`\"a\\n  \"<b>\" c\\n\"`"),
        ("<<-E\n    a\n\n      b${x}\n    E", "`\"a\\n\\n  b\"<x>\"\\n\"`"),
        ("<<E\nE x\n  E", "\"E x\\n\""),
        ("f(<<E\nx\nE\n, 1)", "f(\"x\\n\",1)"),
        ("1 /* a\n b */ + 2 // c", "(1 Plus 2)"),
        ("a [0]", "a[0]"),
        ("x ? a.b : c", "(x?a.b:c)"),
    ] {
        let body = parsed(&format!("a = {text}\nb = 1\n"));
        assert_eq!(shown(&body.attributes[0].value), tree, "{text}");
        assert_eq!(body.attributes.len(), 2, "{text}");
    }
}

#[test]
fn ranges_cover_what_was_written() {
    let text = "resource \"t\" \"n\" { # c\n  id = (a.b) + f(1) # c\n  name = \"${x.y}\"\n  blk {}\n  c = a  ? b.*.c  : d\n}\nlocals {}";
    let slice = |range: Range| &text[range.start as usize..range.end as usize];
    let body = parsed(text);
    let block = &body.blocks[0];
    assert_eq!(slice(block.head), "resource \"t\" \"n\"");
    assert!(slice(block.range).ends_with(": d\n}"));
    assert_eq!(slice(block.body.attributes[0].name_at), "id");
    assert_eq!(slice(block.body.attributes[0].value.range), "(a.b) + f(1)");
    assert_eq!(slice(block.body.attributes[1].value.range), "\"${x.y}\"");
    let ExprKind::Conditional(_, yes, _) = &block.body.attributes[2].value.kind else { panic!() };
    assert_eq!(slice(yes.range), "b.*.c");
    assert_eq!(slice(block.body.blocks[0].head), "blk");
    assert_eq!(slice(block.body.blocks[0].range), "blk {}");
    assert_eq!(slice(body.blocks[1].head), "locals");
}

#[test]
fn mistakes_have_a_place_and_a_reason() {
    for (text, at, message) in [
        ("a = \n", 4, "expected a value, found U+000A"),
        ("a = 1 b = 2\n", 6, "expected a new line, found `b`"),
        ("a = 1\na = 2\n", 6, "`a` is set twice"),
        ("a = \"x\nb\"\n", 4, "the quote is not closed on this line"),
        ("a {\n b = [1 2]\n}\n", 12, "expected `,` or `]`, found `2`"),
        ("a {\n", 4, "expected a name or `}`, but the text ends"),
        ("}\n", 0, "expected a name, found `}`"),
        ("a = <<E\nx\n", 4, "no line of only `E` follows"),
        ("a = \"\\q\"\n", 5, "no such escape"),
        ("a b c\n", 5, "expected `{` or a label, found U+000A"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!((error.range.start, &*error.message), (at, message), "{text}");
    }
}

/// Openings and what may follow them, over and over: read or refused, at once and without overflow.
#[test]
fn hostile_texts_are_refused_at_once() {
    let opens = [
        "(",
        "[",
        "f(",
        "\"${",
        "{a=",
        "x[",
        "x[1+1+",
        "{a=1+1+",
        "1?",
        "1?1:",
        "!",
        "- ",
        "f(1, ",
        "{(",
        "\"%{if ",
        "\"%{if 1}",
        "[for x in ",
        "{for x in y: a=>",
        "<<E\n${",
        "x.*.",
        "x[*]",
        "1 + ",
        "a && ",
        ".c",
        "x.*",
        "b {\n",
        "/*",
        "[[1,",
        "a::",
        "$",
        "%{",
        "\"",
        "<<E\n",
    ];
    let ends = ["", "\"", "!", "{", "<", "1.", "\"${", "\"%{", "@", "x...", "1\n", "\n", "é", "\u{0}"];
    for open in opens {
        for end in ends {
            for times in [10, 60, 20_000] {
                let text = open.repeat(times) + end;
                drop(parse(&format!("a = {text}")));
                drop(parse(&text));
            }
        }
    }
    assert!(parse(&"a {\n".repeat(MAX_TEXT / 4)).unwrap_err().message.contains("deeper than 64"));
    assert!(parse(&" ".repeat(MAX_TEXT + 1)).unwrap_err().message.contains("longer than 8 MiB"));
    assert!(parse(&format!("a = 1{}", " + 1".repeat(100_000))).unwrap_err().message.contains("chain"));
    assert!(parse(&format!("a = x{}", ".y".repeat(100_000))).unwrap_err().message.contains("chain"));
    assert!(parse_json(&"[".repeat(100_000), Place::Text).is_err());
    assert!(parse_json(&format!("{{\"locals\":{{\"a\":{}", "[".repeat(100)), Place::Text).is_err());
}

/// As deep as it goes: dropping and walking it must not overflow.
#[test]
fn the_highest_tree_is_walked() {
    let chain = |inner: &str| format!("(x.a{}.b{})", "[0]".repeat(8), inner);
    let mut text = String::from("1");
    for _ in 0..18 {
        text = format!("{} + {text}", chain(""));
        text = format!("[{text}]");
    }
    let body = parsed(&format!("a = {text}\n"));
    assert!(shown(&body.attributes[0].value).len() > 100);
    let flat = format!("a = [{}]\n", "x.y + 1, ".repeat(100_000));
    assert_eq!(parsed(&flat).attributes.len(), 1);
}

#[test]
fn json_is_the_same_tree() {
    let text = r#"{"//": "c", "resource": {"t": {"n": {"//": 1, "id": "${a.b}", "s": "x-${c}", "tags": {"k": 1},
        "nic": [{"i": 1}, {"i": true}], "network_interfaces": {"i": 2}, "dynamic": {"d": {"for_each": "${l}", "content": {"v": null}}},
        "depends_on": ["t.m"]}}},
        "locals": [{"a": ["$${x}", 2.5]}, {"b": [{"c": 1}]}], "terraform": {"required_providers": {"p": {"version": "1"}}}}"#;
    let body = parse_json(text, Place::Text).unwrap();
    let heads: Vec<_> = body.blocks.iter().map(|b| format!("{} {}", b.name, b.labels.join(" "))).collect();
    assert_eq!(heads, ["resource t n", "locals ", "locals ", "terraform "]);
    let resource = &body.blocks[0].body;
    let values: Vec<_> =
        resource.attributes.iter().map(|a| format!("{}={}", a.name, shown(&a.value))).collect();
    assert_eq!(values, ["id=a.b", "s=`\"x-\"<c>`", "tags={\"k\":1}", "depends_on=[t.m]"]);
    let id = &resource.attributes[0].value;
    assert_eq!(&text[id.range.start as usize..id.range.end as usize], "\"${a.b}\"");
    assert_eq!(resource.blocks("nic").count(), 2);
    assert_eq!(resource.blocks("network_interfaces").count(), 1);
    let dynamic = resource.blocks("dynamic").next().unwrap();
    assert_eq!((&*dynamic.labels[0], dynamic.body.blocks("content").count()), ("d", 1));
    assert_eq!(shown(&body.blocks[1].body.attributes[0].value), "[\"${x}\",2.5]");
    assert_eq!(shown(&body.blocks[2].body.attributes[0].value), "[{\"c\":1}]");
    assert_eq!(body.blocks[3].body.blocks("required_providers").count(), 1);
}
