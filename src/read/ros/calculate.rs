//! `Fn::Calculate`: an expression of numbers in a text, like `({0}+1)*3`.

/// Brackets and signs in a row, at most.
const DEPTH: u32 = 64;
/// Bytes of an expression, at most.
const LONGEST: usize = 1000;

/// A number that remembers whether it has decimals: the quotient of whole numbers has none.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Number {
    value: f64,
    whole: bool,
}

/// The value of an expression with numbers in the place of `{0}`, `{1}`, … None if it is malformed, or
/// has no value.
pub(super) fn calculate(text: &str, digits: i64, numbers: &[f64]) -> Option<f64> {
    if text.len() > LONGEST {
        return None;
    }
    let mut parser = Parser { rest: text, numbers, depth: 0 };
    let number = parser.sum()?;
    if !parser.rest.trim_start().is_empty() || !number.value.is_finite() {
        return None;
    }
    if number.whole {
        return Some(number.value);
    }
    let scale = 10_f64.powi(i32::try_from(digits.clamp(0, 15)).ok()?);
    Some((number.value * scale).round() / scale).filter(|value| value.is_finite())
}

struct Parser<'p> {
    rest: &'p str,
    numbers: &'p [f64],
    depth: u32,
}

impl Parser<'_> {
    fn sum(&mut self) -> Option<Number> {
        let mut left = self.product()?;
        loop {
            let sign = if self.eat("+") {
                1.0
            } else if self.eat("-") {
                -1.0
            } else {
                return Some(left);
            };
            let right = self.product()?;
            left = number(left.value + sign * right.value, left.whole && right.whole);
        }
    }

    fn product(&mut self) -> Option<Number> {
        let mut left = self.factor()?;
        loop {
            if self.eat("//") {
                let right = self.factor().filter(|right| right.value != 0.0)?;
                left = number((left.value / right.value).floor(), left.whole && right.whole);
            } else if self.eat("/") {
                let right = self.factor().filter(|right| right.value != 0.0)?;
                let whole = left.whole && right.whole;
                let value = left.value / right.value;
                left = number(if whole { value.floor() } else { value }, whole);
            } else if self.eat("*") {
                let right = self.factor()?;
                left = number(left.value * right.value, left.whole && right.whole);
            } else if self.eat("%") {
                let right = self.factor().filter(|right| right.value != 0.0)?;
                let value = left.value - right.value * (left.value / right.value).floor();
                left = number(value, left.whole && right.whole);
            } else {
                return Some(left);
            }
        }
    }

    fn factor(&mut self) -> Option<Number> {
        self.depth = self.depth.checked_add(1).filter(|depth| *depth <= DEPTH)?;
        let result = self.nested();
        self.depth = self.depth.saturating_sub(1);
        result
    }

    fn nested(&mut self) -> Option<Number> {
        if self.eat("-") {
            let inner = self.factor()?;
            return Some(Number { value: -inner.value, ..inner });
        }
        if self.eat("+") {
            return self.factor();
        }
        if self.eat("(") {
            let inner = self.sum()?;
            return self.eat(")").then_some(inner);
        }
        if self.eat("{") {
            let index: usize = self.digits(false)?.parse().ok()?;
            let value = *self.numbers.get(index)?;
            return self.eat("}").then_some(number(value, value.fract() == 0.0));
        }
        let text = self.digits(true)?;
        let value: f64 = text.parse().ok()?;
        Some(number(value, !text.contains('.')))
    }

    fn digits(&mut self, point: bool) -> Option<&str> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !(c.is_ascii_digit() || point && c == '.'));
        let (text, rest) = self.rest.split_at_checked(end.unwrap_or(self.rest.len()))?;
        self.rest = rest;
        Some(text).filter(|text| !text.is_empty())
    }

    fn eat(&mut self, what: &str) -> bool {
        match self.rest.trim_start().strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }
}

fn number(value: f64, whole: bool) -> Number {
    Number { value, whole }
}

#[cfg(test)]
mod tests {
    use super::calculate;

    #[test]
    fn expressions_of_the_documents() {
        // expression, digits, numbers, result
        let cases: [(&str, i64, &[f64], Option<f64>); 16] = [
            ("(2+3)/2*3-1", 1, &[], Some(5.0)),
            ("(2.0+3)/2*3-1", 1, &[], Some(6.5)),
            ("({1}+3)/2*3-1", 1, &[3.0, 5.0, 6.0], Some(11.0)),
            ("{0}*3+2", 0, &[4.0], Some(14.0)),
            ("{0}//3", 0, &[7.0], Some(2.0)),
            (" - ( 1 - 3 ) ", 0, &[], Some(2.0)),
            ("7 % 3", 0, &[], Some(1.0)),
            ("1.26", 1, &[], Some(1.3)),
            ("1/0", 0, &[], None),
            ("{1}", 0, &[1.0], None),
            ("1 +", 0, &[], None),
            ("1 2", 0, &[], None),
            ("", 0, &[], None),
            ("(1", 0, &[], None),
            ("__import__('os')", 0, &[], None),
            ("1e3", 0, &[], None),
        ];
        for (text, digits, numbers, expected) in cases {
            assert_eq!(calculate(text, digits, numbers), expected, "{text:?}");
        }
    }

    #[test]
    fn hostile_depth() {
        assert_eq!(calculate(&"(".repeat(900), 0, &[]), None);
        assert_eq!(calculate(&"-".repeat(900), 0, &[]), None);
        assert_eq!(calculate(&format!("{}1", "1+".repeat(400)), 0, &[]), Some(401.0));
    }
}
