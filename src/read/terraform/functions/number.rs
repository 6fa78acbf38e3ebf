//! Functions of numbers.

use super::convert::{number_of, whole_of};
use super::items;
use crate::read::terraform::term::Term;

pub(super) fn call(name: &str, args: &[Term]) -> Option<Term> {
    let numbers = || args.iter().map(number_of).collect::<Option<Vec<f64>>>();
    let number = match (name, args) {
        ("min", [_, ..]) => numbers()?.into_iter().reduce(f64::min)?,
        ("max", [_, ..]) => numbers()?.into_iter().reduce(f64::max)?,
        ("floor", [of]) => number_of(of)?.floor(),
        ("ceil", [of]) => number_of(of)?.ceil(),
        ("abs", [of]) => number_of(of)?.abs(),
        ("signum", [of]) => match number_of(of)? {
            0.0 => 0.0,
            number => number.signum(),
        },
        ("pow", [of, to]) => number_of(of)?.powf(number_of(to)?),
        ("log", [of, base]) => log(number_of(of)?, number_of(base)?)?,
        ("sum", [of]) if items(of).is_some_and(|items| !items.is_empty()) => {
            items(of)?.iter().map(number_of).sum::<Option<f64>>()?
        }
        ("parseint", [Term::Text(text), base]) => parse(text, whole_of(base)?)?,
        _ => return None,
    };
    number.is_finite().then_some(Term::Number(number + 0.0))
}

/// What is all but whole may be so by rounding, and come out otherwise elsewhere: `log(1000, 10)` is
/// less than 3 in Terraform.
fn log(of: f64, base: f64) -> Option<f64> {
    let log = of.ln() / base.ln();
    (log.fract() == 0.0 || (log - log.round()).abs() > 1e-9).then_some(log)
}

fn parse(text: &str, base: i64) -> Option<f64> {
    let base = u32::try_from(base).ok().filter(|base| (2..=36).contains(base))?;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let number = digits.bytes().all(|b| b.is_ascii_alphanumeric()).then(|| i64::from_str_radix(text, base));
    number?.ok().filter(|number| number.unsigned_abs() < 1 << 53).map(|number| number as f64)
}
