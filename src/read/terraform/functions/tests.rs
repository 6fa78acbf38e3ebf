use super::*;
use crate::read::terraform::document::ObjectId;
use crate::syntax::hcl::{Expr, ExprKind, Unary, parse};
use std::collections::BTreeMap;
use std::rc::Rc;

/// An expression of literals and calls. `unknown`, `token` and `id0` are names.
fn value(expr: &Expr) -> Term {
    match &expr.kind {
        ExprKind::Null => Term::Null,
        ExprKind::Bool(flag) => Term::Bool(*flag),
        ExprKind::Number(number) => Term::Number(*number),
        ExprKind::Text(text) => Term::text(&**text),
        ExprKind::Unary(Unary::Minus, of) => match value(of) {
            Term::Number(number) => Term::Number(-number),
            other => other,
        },
        ExprKind::List(items) => Term::List(items.iter().map(value).collect()),
        ExprKind::Object(items) => {
            let entry = |(key, of): &(Expr, Expr)| match value(key) {
                Term::Text(key) => (key, value(of)),
                other => panic!("{other:?}"),
            };
            let entries: BTreeMap<Rc<str>, Term> = items.iter().map(entry).collect();
            Term::Map(entries.into_iter().collect())
        }
        ExprKind::Name(name) => match (&**name, name.strip_prefix("id")) {
            ("unknown", _) => Term::Unknown,
            (_, Some(id)) => Term::Id(ObjectId(id.parse().unwrap())),
            (token, _) => Term::Token(token.into()),
        },
        ExprKind::Call { name, args, expands } => {
            let mut args: Vec<Term> = args.iter().map(value).collect();
            if *expands && let Some(Term::List(last)) = args.pop() {
                args.extend(last.iter().cloned());
            }
            call(name, &args)
        }
        other => panic!("{other:?}"),
    }
}

fn read(text: &str) -> Term {
    let body = parse(&format!("a = {text}\n")).unwrap_or_else(|error| panic!("{text}: {error:?}"));
    value(&body.attributes[0].value)
}

fn agree(rows: &[(&str, &str)]) {
    let wrong = rows.iter().filter(|(call, result)| read(call) != read(result));
    let wrong: Vec<_> = wrong.map(|(call, result)| format!("{call}: {result} | {:?}", read(call))).collect();
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// As `terraform console` of 1.11.4 answers; unknown what it refuses.
#[rustfmt::skip]
const TERRAFORM: &[(&str, &str)] = &[
    (r#"element([1,2,3],4)"#, r#"2"#),
    (r#"element([1,2,3],-1)"#, r#"unknown"#),
    (r#"sort(["b","a","B"])"#, r#"["B","a","b"]"#),
    (r#"toset(["b","a","b"])"#, r#"["a","b"]"#),
    (r#"toset([3,1,10])"#, r#"[1,3,10]"#),
    (r#"keys({b=1,a=2})"#, r#"["a","b"]"#),
    (r#"values({b=1,a=2})"#, r#"[2,1]"#),
    (r#"range(3)"#, r#"[0,1,2]"#),
    (r#"range(1,4)"#, r#"[1,2,3]"#),
    (r#"range(1,8,2)"#, r#"[1,3,5,7]"#),
    (r#"range(4,1)"#, r#"[4,3,2]"#),
    (r#"range(1,2,0.5)"#, r#"[1,1.5]"#),
    (r#"substr("hello",1,3)"#, r#""ell""#),
    (r#"substr("hello",-3,2)"#, r#""ll""#),
    (r#"substr("hello",1,-1)"#, r#""ello""#),
    (r#"substr("hello",10,1)"#, r#""""#),
    (r#"substr("hello",-10,3)"#, r#""hel""#),
    (r#"format("%05d %s %v %q %x %% %t %.2f %5s|%-5s|", 7, "a", true, "q", 255, true, 1.234, "x", "y")"#, r#""00007 a true \"q\" ff % true 1.23     x|y    |""#),
    (r#"format("%5d|%-5d|%-05d|%+05d|%05d", 42, 42, 42, 42, -42)"#, r#""   42|42   |42   |+0042|-0042""#),
    (r#"format("%05s|%-05s|%5s|%-5s|", "a", "a", "a", "a")"#, r#""0000a|a0000|    a|a    |""#),
    (r#"format("%05v|%-05v|%05v|%05v", 5, 5, -5, true)"#, r#""00005|50000|000-5|0true""#),
    (r#"format("%5q|%05q|%-5q|", "a", "a", "a")"#, r#""  \"a\"|00\"a\"|\"a\"  |""#),
    (r#"format("%5t|%-8t|%08t", true, true, true)"#, r#""true|true|true""#),
    (r#"format("%v %v", 999999, 0.0001)"#, r#""999999 0.0001""#),
    (r#"format("%v", 1000000)"#, r#"unknown"#),
    (r#"format("%v", 0.00001)"#, r#"unknown"#),
    (r#"format("%s", 1000000)"#, r#""1000000""#),
    (r#"format("%q", "<")"#, r#"unknown"#),
    (r#"format("%s", [1,2])"#, r#"unknown"#),
    (r#"format("%d", "12")"#, r#""12""#),
    (r#"format("%d", 1.5)"#, r#"unknown"#),
    (r#"format("%s %s", "a")"#, r#"unknown"#),
    (r#"format("%s", "a", "b")"#, r#"unknown"#),
    (r#"format("%x", "abc")"#, r#"unknown"#),
    (r#"format("%X", 255)"#, r#""FF""#),
    (r#"format("%v", 1.5)"#, r#""1.5""#),
    (r#"formatlist("%s-%s", ["a","b"], "x")"#, r#"["a-x","b-x"]"#),
    (r#"formatlist("%s", "x")"#, r#"["x"]"#),
    (r#"join(",", ["a","b"])"#, r#""a,b""#),
    (r#"join(",", [1,true])"#, r#""1,true""#),
    (r#"join(",", ["a"], ["b"])"#, r#""a,b""#),
    (r#"split(",", "a,b,,c")"#, r#"["a","b","","c"]"#),
    (r#"split(",", "")"#, r#"[""]"#),
    (r#"split("", "abc")"#, r#"["a","b","c"]"#),
    (r#"title("hello world-foo")"#, r#""Hello World-Foo""#),
    (r#"trim("?!hello?!", "!?")"#, r#""hello""#),
    (r#"trimspace("  a \n")"#, r#""a""#),
    (r#"trimprefix("helloworld","hello")"#, r#""world""#),
    (r#"trimsuffix("helloworld","world")"#, r#""hello""#),
    (r#"replace("a.b.c",".","-")"#, r#""a-b-c""#),
    (r#"replace("abc","","-")"#, r#""-a-b-c-""#),
    (r#"startswith("abc","ab")"#, r#"true"#),
    (r#"endswith("abc","bc")"#, r#"true"#),
    (r#"strrev("abc")"#, r#""cba""#),
    (r#"cidrsubnet("10.0.0.0/8",8,2)"#, r#""10.2.0.0/16""#),
    (r#"cidrsubnet("10.1.2.3/16",4,15)"#, r#""10.1.240.0/20""#),
    (r#"cidrsubnet("10.0.0.0/8",8,256)"#, r#"unknown"#),
    (r#"cidrsubnet("fd00::/8",8,1)"#, r#""fd01::/16""#),
    (r#"cidrhost("10.0.0.0/8",5)"#, r#""10.0.0.5""#),
    (r#"cidrhost("10.0.0.0/8",-2)"#, r#""10.255.255.254""#),
    (r#"cidrhost("10.0.0.0/30",4)"#, r#"unknown"#),
    (r#"cidrnetmask("10.0.0.0/12")"#, r#""255.240.0.0""#),
    (r#"cidrsubnets("10.1.0.0/16",4,4,8,4)"#, r#"["10.1.0.0/20","10.1.16.0/20","10.1.32.0/24","10.1.48.0/20"]"#),
    (r#"base64encode("Hello")"#, r#""SGVsbG8=""#),
    (r#"setproduct(["a","b"],["x","y"])"#, r#"[["a","x"],["a","y"],["b","x"],["b","y"]]"#),
    (r#"setunion(["b"],["a"])"#, r#"["a","b"]"#),
    (r#"setsubtract(["b","a"],["a"])"#, r#"["b"]"#),
    (r#"setintersection(["b","a"],["a"])"#, r#"["a"]"#),
    (r#"chunklist([1,2,3],2)"#, r#"[[1,2],[3]]"#),
    (r#"chunklist([1,2,3],0)"#, r#"[[1,2,3]]"#),
    (r#"lookup({a=1},"a",2)"#, r#"1"#),
    (r#"lookup({a=1},"b",2)"#, r#"2"#),
    (r#"lookup({a=1},"b")"#, r#"unknown"#),
    (r#"lookup({a=1, b="x"},"c","d")"#, r#""d""#),
    (r#"merge({a=1},{b=2,a=3})"#, r#"{"a":3,"b":2}"#),
    (r#"merge(null,{a=1})"#, r#"{"a":1}"#),
    (r#"merge()"#, r#"{}"#),
    (r#"zipmap(["b","a"],[1,2])"#, r#"{"a":2,"b":1}"#),
    (r#"distinct(["b","a","b"])"#, r#"["b","a"]"#),
    (r#"distinct([1,"1"])"#, r#"["1"]"#),
    (r#"slice([1,2,3],1,2)"#, r#"[2]"#),
    (r#"slice([1,2,3],1,5)"#, r#"unknown"#),
    (r#"reverse([1,2,3])"#, r#"[3,2,1]"#),
    (r#"length("abc")"#, r#"3"#),
    (r#"length([1])"#, r#"1"#),
    (r#"length({a=1})"#, r#"1"#),
    (r#"contains(["a"],"a")"#, r#"true"#),
    (r#"contains([1,"a"],1)"#, r#"true"#),
    (r#"index(["a","b"],"b")"#, r#"1"#),
    (r#"index([1],"1")"#, r#"unknown"#),
    (r#"one([])"#, r#"null"#),
    (r#"one([1])"#, r#"1"#),
    (r#"one([1,2])"#, r#"unknown"#),
    (r#"coalesce("","b")"#, r#""b""#),
    (r#"coalesce(null,"b")"#, r#""b""#),
    (r#"coalesce(null,1,"b")"#, r#""1""#),
    (r#"coalesce(1,"b")"#, r#""1""#),
    (r#"coalesce(null,null)"#, r#"unknown"#),
    (r#"coalescelist([],[1])"#, r#"[1]"#),
    (r#"coalescelist([],[])"#, r#"unknown"#),
    (r#"compact(["a","",null])"#, r#"["a"]"#),
    (r#"concat([1],["a"])"#, r#"[1,"a"]"#),
    (r#"flatten([[1,[2]],3,[]])"#, r#"[1,2,3]"#),
    (r#"flatten([{a=[1]}])"#, r#"[{"a":[1]}]"#),
    (r#"tolist(["a",1])"#, r#"["a","1"]"#),
    (r#"tolist([1,"a"])"#, r#"["1","a"]"#),
    (r#"tomap({a=1,b="x"})"#, r#"{"a":"1","b":"x"}"#),
    (r#"tonumber("5")"#, r#"5"#),
    (r#"tonumber("x")"#, r#"unknown"#),
    (r#"tonumber("0x10")"#, r#"unknown"#),
    (r#"tonumber(" 5")"#, r#"unknown"#),
    (r#"tonumber("1e3")"#, r#"1000"#),
    (r#"tostring(5)"#, r#""5""#),
    (r#"tostring(true)"#, r#""true""#),
    (r#"tostring(0.1)"#, r#""0.1""#),
    (r#"tobool("true")"#, r#"true"#),
    (r#"tobool("1")"#, r#"true"#),
    (r#"tobool(1)"#, r#"unknown"#),
    (r#"min(1,2)"#, r#"1"#),
    (r#"max(1,"2")"#, r#"2"#),
    (r#"max([1,2]...)"#, r#"2"#),
    (r#"floor(1.5)"#, r#"1"#),
    (r#"ceil(1.2)"#, r#"2"#),
    (r#"ceil(-1.2)"#, r#"-1"#),
    (r#"abs(-1)"#, r#"1"#),
    (r#"signum(-3)"#, r#"-1"#),
    (r#"pow(2,10)"#, r#"1024"#),
    (r#"log(8,2)"#, r#"3"#),
    (r#"log(15,2)"#, r#"3.9068905956085187"#),
    (r#"log(1000,10)"#, r#"unknown"#),
    (r#"tostring(9007199254740991)"#, r#""9007199254740991""#),
    (r#"tostring(9007199254740993)"#, r#"unknown"#),
    (r#"parseint("ff",16)"#, r#"255"#),
    (r#"parseint("-12",10)"#, r#"-12"#),
    (r#"parseint("zz",36)"#, r#"1295"#),
    (r#"parseint("1_0",10)"#, r#"unknown"#),
    (r#"lower("AbC")"#, r#""abc""#),
    (r#"upper("abc")"#, r#""ABC""#),
    (r#"alltrue([true,"true"])"#, r#"true"#),
    (r#"anytrue([])"#, r#"false"#),
    (r#"alltrue([])"#, r#"true"#),
    (r#"tolist(toset(["b","a"]))"#, r#"["a","b"]"#),
    (r#"nonsensitive(1)"#, r#"1"#),
    (r#"sort([10,9])"#, r#"["10","9"]"#),
    (r#"reverse("abc")"#, r#"unknown"#),
    (r#"strcontains("abc","b")"#, r#"true"#),
    (r#"chomp("a\n\n")"#, r#""a""#),
    (r#"formatlist("%s-%s", ["a","b"], ["x"])"#, r#"unknown"#),
    (r#"formatlist("%s", [])"#, r#"[]"#),
    (r#"setunion([1],["a"])"#, r#"["1","a"]"#),
    (r#"element([],0)"#, r#"unknown"#),
    (r#"length(null)"#, r#"unknown"#),
    (r#"tolist(null)"#, r#"null"#),
    (r#"contains([null],null)"#, r#"unknown"#),
    (r#"join("-",[])"#, r#""""#),
    (r#"join("-",["a",null])"#, r#"unknown"#),
    (r#"split(",", "a")"#, r#"["a"]"#),
    (r#"values({b=1,a="x"})"#, r#"["x",1]"#),
    (r#"title("ABC déf")"#, r#""ABC Déf""#),
    (r#"substr("abc",0,-1)"#, r#""abc""#),
    (r#"substr("abc",3,1)"#, r#""""#),
    (r#"slice(["a"],0,0)"#, r#"[]"#),
    (r#"range(0)"#, r#"[]"#),
    (r#"range(-3)"#, r#"[0,-1,-2]"#),
    (r#"lookup({a="x"},"a","")"#, r#""x""#),
    (r#"zipmap(["a"],[1,2])"#, r#"unknown"#),
    (r#"cidrsubnet("10.0.0.0/8","8","2")"#, r#""10.2.0.0/16""#),
    (r#"distinct([])"#, r#"[]"#),
    (r#"flatten([])"#, r#"[]"#),
    (r#"flatten(["a"])"#, r#"["a"]"#),
    (r#"compact([])"#, r#"[]"#),
    (r#"tostring(1.10)"#, r#""1.1""#),
];

#[test]
fn known_values_come_out_as_terraform_says() {
    agree(TERRAFORM);
}

#[test]
fn what_is_only_carried_along_need_not_be_known() {
    agree(&[
        ("element([id1, id2], 3)", "id2"),
        ("length([id1, unknown])", "2"),
        ("length(token)", "unknown"),
        ("concat([id1], [token])", "[id1, token]"),
        ("concat([id1], token)", "unknown"),
        ("lookup({a = id1}, \"a\", \"\")", "id1"),
        ("lookup({a = id1}, token, \"\")", "unknown"),
        ("flatten([[id1], [id2]])", "[id1, id2]"),
        ("flatten([[id1], token])", "unknown"),
        ("distinct([id1, id2, id1])", "[id1, id2]"),
        ("distinct([id1, \"i-1\"])", "unknown"),
        ("distinct([token, other])", "unknown"),
        ("toset([id1])", "[id1]"),
        ("toset([id1, id1])", "[id1]"),
        ("toset([id1, id2])", "unknown"),
        ("setunion([id1], [])", "[id1]"),
        ("setsubtract([token], [])", "[token]"),
        ("coalesce(\"\", null, id1)", "id1"),
        ("coalesce(token, \"a\")", "unknown"),
        ("coalescelist([], [id1])", "[id1]"),
        ("coalescelist(token, [id1])", "unknown"),
        ("compact([id1, \"\"])", "[id1]"),
        ("compact([token])", "unknown"),
        ("contains([token, \"a\"], \"a\")", "true"),
        ("contains([token, \"a\"], \"b\")", "unknown"),
        ("contains([token], token)", "true"),
        // Whether the list is one of texts, as a variable may be declared, is not known here.
        ("contains([1], \"1\")", "unknown"),
        ("index([id1, id2], id2)", "1"),
        ("merge({a = token}, {b = id1})", "{a = token, b = id1}"),
        ("merge({a = 1}, token)", "unknown"),
        ("zipmap([\"a\"], [token])", "{a = token}"),
        ("join(\",\", [id1])", "unknown"),
        ("format(\"%s\", token)", "unknown"),
        ("slice([id1, id2, id3], 1, 3)", "[id2, id3]"),
        ("reverse([id1, token])", "[token, id1]"),
        ("one([token])", "token"),
        ("tostring(token)", "token"),
        ("tolist([id1, 1])", "[id1, \"1\"]"),
        ("try(unknown, 1)", "unknown"),
        ("try(token, 1)", "token"),
        ("setproduct([id1], [\"a\"])", "[[id1, \"a\"]]"),
        ("chunklist([id1, id2], 1)", "[[id1], [id2]]"),
        ("nosuch(1)", "unknown"),
        ("replace(\"abc\", \"/b/\", \"x\")", "unknown"),
        ("sensitive(1)", "unknown"),
    ]);
}

#[test]
fn nothing_grows_without_bounds() {
    let long: Term = Term::text("x".repeat(MAX_TEXT));
    let many = Term::List(vec![long.clone(); MAX_ITEMS].into());
    let nested = Term::List(vec![many.clone(); 10].into());
    assert_eq!(call("join", &[Term::text(","), many.clone()]), Term::Unknown);
    assert_eq!(call("concat", &vec![many.clone(); 1000]), Term::Unknown);
    assert_eq!(call("flatten", &[nested]), Term::Unknown);
    assert_eq!(call("setproduct", &[many.clone(), many.clone()]), Term::Unknown);
    assert_eq!(call("replace", &[long.clone(), Term::text("x"), long.clone()]), Term::Unknown);
    assert_eq!(call("format", &[Term::text("%99999d"), Term::Number(1.0)]), Term::Unknown);
    assert_eq!(call("formatlist", &[Term::text("%s"), many]), Term::Unknown);
    assert_eq!(call("range", &[Term::Number(1e12)]), Term::Unknown);
    assert_eq!(call("range", &[Term::Number(0.0), Term::Number(1.0), Term::Number(0.0)]), Term::Unknown);
    assert_eq!(call("pow", &[Term::Number(10.0), Term::Number(400.0)]), Term::Unknown);
    let mut doubled = Term::List(Vec::new().into());
    for _ in 0..40 {
        doubled = Term::List(vec![doubled.clone(), doubled].into());
    }
    assert_eq!(call("flatten", &[doubled]), Term::Unknown);
}
