//! `format` and `formatlist`.

use super::convert::{Joined, flag_of, number_of, text_of, whole_of};
use super::{MAX_ITEMS, MAX_TEXT, list};
use crate::read::terraform::term::Term;
use std::borrow::Cow;

/// What stands between `%` and the verb.
#[derive(Default)]
struct Spec {
    minus: bool,
    plus: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

/// The template with its verbs filled in. All arguments must be used.
pub(super) fn format(template: &str, args: &[Term]) -> Option<String> {
    let mut out = String::new();
    let mut args = args.iter();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let (spec, verb, after) = spec(after)?;
        rest = after;
        if verb == '%' {
            out.push('%');
        } else {
            let shown = shown(&spec, verb, args.next()?)?;
            pad(&mut out, &spec, &shown, verb);
        }
        if out.len() > MAX_TEXT {
            return None;
        }
    }
    out.push_str(rest);
    args.next().is_none().then_some(out)
}

fn spec(mut text: &str) -> Option<(Spec, char, &str)> {
    let mut spec = Spec::default();
    loop {
        let mut chars = text.chars();
        match chars.next()? {
            '-' => spec.minus = true,
            '+' => spec.plus = true,
            '0' => spec.zero = true,
            _ => break,
        }
        text = chars.as_str();
    }
    spec.width = digits(&mut text)?;
    if let Some(after) = text.strip_prefix('.') {
        text = after;
        spec.precision = Some(digits(&mut text)?);
    }
    let mut chars = text.chars();
    Some((spec, chars.next()?, chars.as_str()))
}

fn digits(text: &mut &str) -> Option<usize> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    *text = rest;
    if digits.is_empty() { Some(0) } else { digits.parse().ok().filter(|number| *number <= 1000) }
}

fn shown<'t>(spec: &Spec, verb: char, arg: &'t Term) -> Option<Cow<'t, str>> {
    let sign = if spec.plus && number_of(arg).is_some_and(|number| number >= 0.0) { "+" } else { "" };
    let signed = |digits: String| Some(Cow::Owned(format!("{sign}{digits}")));
    match (verb, spec.precision) {
        ('f', precision) => signed(format!("{:.*}", precision.unwrap_or(6), number_of(arg)?)),
        // Go writes such numbers with an exponent.
        ('v', None) if matches!(arg, Term::Number(number) if !is_short(*number)) => None,
        ('s' | 'v', None) => text_of(arg),
        ('t', None) => flag_of(arg).map(|flag| Cow::Borrowed(if flag { "true" } else { "false" })),
        ('q', None) => {
            let text = text_of(arg)?;
            let plain =
                text.chars().all(|c| matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '<' | '>' | '&'));
            plain.then(|| Cow::Owned(format!("\"{text}\"")))
        }
        ('d', None) => signed(whole_of(arg)?.to_string()),
        ('x' | 'X' | 'o' | 'b', None) => {
            let number = u64::try_from(whole_of(arg)?).ok()?;
            signed(match verb {
                'x' => format!("{number:x}"),
                'X' => format!("{number:X}"),
                'o' => format!("{number:o}"),
                _ => format!("{number:b}"),
            })
        }
        _ => None,
    }
}

fn is_short(number: f64) -> bool {
    number == 0.0 || (1e-4..1e6).contains(&number.abs())
}

/// Texts are filled up with zeros on either side, numbers only before their digits, flags not at all.
fn pad(out: &mut String, spec: &Spec, shown: &str, verb: char) {
    let missing = if verb == 't' { 0 } else { spec.width.saturating_sub(shown.chars().count()) };
    let is_text = matches!(verb, 's' | 'v' | 'q');
    let zero = spec.zero && (is_text || !spec.minus);
    let fill = if zero { "0" } else { " " }.repeat(missing);
    let (sign, digits) = match shown.strip_prefix(['-', '+']) {
        Some(digits) if zero && !is_text => (shown.get(..1).unwrap_or_default(), digits),
        _ => ("", shown),
    };
    out.push_str(sign);
    if !spec.minus {
        out.push_str(&fill);
    }
    out.push_str(digits);
    if spec.minus {
        out.push_str(&fill);
    }
}

/// One text for each element of the lists among the arguments, which are of one length.
pub(super) fn lists(template: &str, args: &[Term]) -> Option<Term> {
    let lengths = args.iter().filter_map(super::items).map(<[Term]>::len);
    let length = lengths.clone().next().unwrap_or(1);
    if lengths.into_iter().any(|other| other != length) || length > MAX_ITEMS {
        return None;
    }
    let mut size = Joined::default(); // all of them together are bounded too
    let mut all = Vec::new();
    for row in 0..length {
        let args = args.iter().map(|arg| match arg {
            Term::List(items) => items.get(row).cloned(),
            other => Some(other.clone()),
        });
        let text = format(template, &args.collect::<Option<Vec<_>>>()?)?;
        size.push(&text)?;
        all.push(Term::text(text));
    }
    list(all)
}
