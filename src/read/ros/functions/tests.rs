use super::super::term::{Item, Nth, Part, Term};
use super::{call, equals};

fn t(text: &str) -> Term {
    Term::text(text)
}

fn n(number: f64) -> Term {
    Term::Number(number)
}

fn l(items: &[Term]) -> Term {
    Term::list(items.to_vec())
}

fn m(pairs: &[(&str, Term)]) -> Term {
    Term::Map(pairs.iter().map(|(key, term)| ((*key).into(), term.clone())).collect())
}

/// The examples of the page "Functions", and what it says beside them.
#[test]
fn examples_of_the_documents() {
    let fruit = l(&[t("apples"), t("grapes"), t("oranges"), t("mangoes")]);
    let numbers = l(&[n(1.0), n(2.0), n(3.0), n(4.0), n(5.0)]);
    let token = Term::Token("X".into());
    let cases: Vec<(&str, Term, Option<Term>)> = vec![
        ("Fn::Str", n(123_456.0), Some(t("123456"))),
        ("Fn::Join", l(&[t(","), l(&[t("a"), n(1.0), Term::Bool(true)])]), Some(t("a,1,true"))),
        ("Fn::Join", l(&[t(""), l(&[t("a"), token.clone()])]), None),
        ("Fn::Split", l(&[t(";"), t("foo; bar; achoo")]), Some(l(&[t("foo"), t(" bar"), t(" achoo")]))),
        ("Fn::Split", l(&[t(""), t("a")]), None),
        ("Fn::Select", l(&[t("1"), fruit.clone()]), Some(t("grapes"))),
        ("Fn::Select", l(&[n(-1.0), fruit.clone()]), Some(t("mangoes"))),
        ("Fn::Select", l(&[n(9.0), fruit.clone()]), Some(t(""))),
        ("Fn::Select", l(&[t("1:3"), numbers.clone()]), Some(l(&[n(2.0), n(3.0)]))),
        ("Fn::Select", l(&[t("::2"), numbers.clone()]), Some(l(&[n(1.0), n(3.0), n(5.0)]))),
        ("Fn::Select", l(&[t("5:0:-2"), numbers.clone()]), Some(l(&[n(5.0), n(3.0)]))),
        ("Fn::Select", l(&[t("::0"), numbers]), None),
        ("Fn::Select", l(&[t("k"), m(&[("k", t("v"))])]), Some(t("v"))),
        ("Fn::Select", l(&[t("x"), m(&[("k", t("v"))])]), Some(t(""))),
        ("Fn::Select", l(&[t("0"), t("10.0.0.1, 10.0.0.2")]), Some(t("10.0.0.1"))),
        ("Fn::Select", l(&[n(1.0), l(&[token.clone(), t("b")])]), Some(t("b"))),
        ("Fn::Select", l(&[token.clone(), fruit]), None),
        ("Fn::Replace", l(&[m(&[("print", t("echo"))]), t("print 1; print 2")]), Some(t("echo 1; echo 2"))),
        ("Fn::Calculate", l(&[t("{0}*3"), n(0.0), l(&[t("4")])]), Some(n(12.0))),
        ("Fn::Calculate", l(&[t("{0}//3"), n(0.0), n(7.0)]), Some(n(2.0))),
        ("Fn::Calculate", l(&[t("{0}"), n(0.0), l(std::slice::from_ref(&token))]), None),
        (
            "Fn::Add",
            l(&[m(&[("Product", t("ROS"))]), m(&[("Fn", t("Add"))])]),
            Some(m(&[("Product", t("ROS")), ("Fn", t("Add"))])),
        ),
        ("Fn::Add", l(&[n(1.0), t("2")]), Some(n(3.0))),
        ("Fn::Add", l(&[l(&[n(1.0)]), l(&[n(2.0)])]), Some(l(&[n(1.0), n(2.0)]))),
        ("Fn::Max", l(&[n(1.1), n(2.0), n(3.0)]), Some(n(3.0))),
        ("Fn::Min", l(&[n(1.1), n(2.0), n(3.0)]), Some(n(1.1))),
        ("Fn::Avg", l(&[n(1.0), l(&[t("1"), t("2"), t("6.0")])]), Some(n(3.0))),
        ("Fn::Length", l(&[n(1.0), token.clone()]), Some(n(2.0))),
        ("Fn::Length", t("length"), Some(n(6.0))),
        ("Fn::Length", m(&[("a", n(1.0)), ("b", n(1.0))]), Some(n(2.0))),
        (
            "Fn::ListMerge",
            l(&[l(&[t("a")]), l(&[t("b"), token.clone()])]),
            Some(l(&[t("a"), t("b"), token.clone()])),
        ),
        ("Fn::ListMerge", l(&[l(&[t("a")]), token.clone()]), None),
        (
            "Fn::SelectMapList",
            l(&[t("k"), l(&[m(&[("j", t("1"))]), m(&[("k", t("2"))])])]),
            Some(l(&[t("2")])),
        ),
        (
            "Fn::MergeMapToList",
            l(&[m(&[("a", l(&[n(1.0), n(2.0)]))]), m(&[("b", l(&[n(3.0)]))])]),
            Some(l(&[m(&[("a", n(1.0)), ("b", n(3.0))]), m(&[("a", n(2.0))])])),
        ),
        ("Fn::Index", l(&[t("b"), l(&[t("a"), t("b")])]), Some(n(1.0))),
        ("Fn::Contains", l(&[l(&[t("a"), token.clone()]), t("a")]), Some(Term::Bool(true))),
        ("Fn::Contains", l(&[l(&[t("a"), token]), t("b")]), None),
        ("Fn::Jq", l(&[]), None),
    ];
    for (name, arguments, expected) in cases {
        assert_eq!(call(name, &arguments), expected, "{name} {arguments:?}");
    }
}

#[test]
fn equality_is_told_where_it_can_be() {
    let id = |block| Term::Id(Item { stack: 0, block, nth: Nth::Only }, Part::Itself);
    let token = |name: &str| Term::Token(name.into());
    let cases = [
        (t("a"), t("a"), Some(true)),
        (t("a"), t("b"), Some(false)),
        (n(0.0), t("0"), Some(true)),
        (n(1.5), t("1.50"), Some(true)),
        (Term::Bool(true), t("true"), Some(true)),
        (Term::Bool(true), t("yes"), Some(false)),
        (Term::Null, t(""), Some(false)),
        (Term::Null, Term::Null, Some(true)),
        (token("A"), token("A"), Some(true)),
        (token("A"), token("B"), None),
        (token("A"), t("a"), None),
        (id(0), id(0), Some(true)),
        (id(0), id(1), Some(false)),
        (id(0), t(""), Some(false)),
        (l(&[t("a")]), l(&[]), Some(false)),
        (l(&[t("a")]), l(&[token("A")]), None),
        (Term::Unknown, Term::Unknown, None),
    ];
    for (a, b, expected) in cases {
        assert_eq!((equals(&a, &b), equals(&b, &a)), (expected, expected), "{a:?} {b:?}");
    }
}

/// What a hostile template multiplies stays small.
#[test]
fn products_are_cut() {
    let long = t(&"a".repeat(10_000));
    assert_eq!(call("Fn::Join", &l(&[long.clone(), l(&[t("x"), t("y"), t("z")])])), None);
    assert_eq!(call("Fn::Replace", &l(&[m(&[("a", long.clone())]), long])), None);
    let list = l(&vec![n(1.0); 900]);
    assert_eq!(call("Fn::ListMerge", &l(&[list.clone(), list])), None);
}
