use std::borrow::Cow;

/// A scalar: its text after escapes, and whether it was quoted.
///
/// What a plain scalar means is decided by what the reader expects, after the YAML 1.2 core
/// schema, of which JSON's literals are a part: `no`, `on` and `0123` are a string, a string and
/// the number 123.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar<'s> {
    /// The text after escapes and folding.
    pub text: Cow<'s, str>,
    /// Whether it is a string whatever it looks like: quoted, a block scalar, or tagged `!!str`.
    pub quoted: bool,
    /// A tag that is not of YAML's own schema, like `!Ref`: the value is not what the text says.
    pub tag: Option<Cow<'s, str>>,
}

impl Scalar<'_> {
    /// `null`, `~` or nothing at all.
    #[must_use]
    pub fn is_null(&self) -> bool {
        !self.quoted && matches!(&*self.text, "" | "~" | "null" | "Null" | "NULL")
    }

    /// A plain `true` or `false`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        if self.quoted { None } else { parse_bool(&self.text) }
    }

    /// A plain whole number.
    #[must_use]
    pub fn as_int(&self) -> Option<i64> {
        if self.quoted { None } else { parse_int(&self.text) }
    }

    /// Whether a plain scalar is a number, whole or not.
    #[must_use]
    pub fn is_number(&self) -> bool {
        let begins_one = |first: &u8| first.is_ascii_digit() || matches!(first, b'+' | b'-' | b'.');
        let may_be = !self.quoted && self.text.as_bytes().first().is_some_and(begins_one);
        may_be && (parse_int(&self.text).is_some() || is_float(&self.text))
    }
}

/// `true` or `false` in the three spellings of the core schema.
#[must_use]
pub(crate) fn parse_bool(text: &str) -> Option<bool> {
    match text {
        "true" | "True" | "TRUE" => Some(true),
        "false" | "False" | "FALSE" => Some(false),
        _ => None,
    }
}

/// A whole number of the core schema: decimal, `0x…` or `0o…`.
#[must_use]
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    if let Some(hex) = text.strip_prefix("0x") {
        return digits(hex, 16);
    }
    if let Some(octal) = text.strip_prefix("0o") {
        return digits(octal, 8);
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

fn digits(text: &str, radix: u32) -> Option<i64> {
    // from_str_radix alone would take a sign here.
    if text.bytes().all(|b| b.is_ascii_hexdigit()) { i64::from_str_radix(text, radix).ok() } else { None }
}

fn is_float(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let starts_like_one = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    starts_like_one && text.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Scalar<'_> {
        Scalar { text: text.into(), quoted: false, tag: None }
    }

    #[test]
    fn the_core_schema_and_no_more() {
        for text in ["no", "on", "y", "yes", "0b1", "1_000", "", "-", "0x", "0o8", "0x-1", "1 "] {
            let s = plain(text);
            assert_eq!((s.as_bool(), s.as_int()), (None, None), "{text:?}");
        }
        assert_eq!(plain("0123").as_int(), Some(123));
        assert_eq!(plain("0x1F").as_int(), Some(31));
        assert_eq!(plain("0o17").as_int(), Some(15));
        assert_eq!(plain("-7").as_int(), Some(-7));
        assert!(plain("1e3").is_number() && plain(".inf").is_number() && plain("1.").is_number());
        assert!(!plain("inf").is_number() && !plain("nan").is_number() && !plain("e3").is_number());
        assert!(plain("~").is_null() && plain("").is_null() && !plain("none").is_null());
    }
}
