//! Values for the parameters of templates, as `--parameters` gives them.

use std::path::PathBuf;

/// A value of `--parameters`.
#[derive(Debug, PartialEq)]
pub(super) enum Given<'a> {
    /// `KEY=VALUE`.
    Value(&'a str, &'a str),
    File(PathBuf),
}

/// What a value of the option is: what stands before `=` has to look like a parameter's name for it to
/// be one, so that a path with `=` in it can be written as `./a=b.yaml`.
pub(super) fn parse(given: &str) -> Given<'_> {
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b':'))
    };
    match given.split_once('=') {
        Some((key, value)) if is_name(key) => Given::Value(key, value),
        _ => Given::File(PathBuf::from(given)),
    }
}

/// The values of the command line: each with its key, and as it is typed.
pub(super) fn typed(given: &[String]) -> impl Iterator<Item = (&str, &str)> {
    given.iter().filter_map(|given| match parse(given) {
        Given::Value(key, _) => Some((key, given.as_str())),
        Given::File(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_files_are_told_apart() {
        assert_eq!(parse("VSwitchId=vsw-1"), Given::Value("VSwitchId", "vsw-1"));
        assert_eq!(parse("A=b=c"), Given::Value("A", "b=c"));
        assert_eq!(parse("A="), Given::Value("A", ""));
        assert_eq!(parse("p.yaml"), Given::File("p.yaml".into()));
        assert_eq!(parse("./a=b.yaml"), Given::File("./a=b.yaml".into()));
        assert_eq!(parse("=x"), Given::File("=x".into()));
    }

    #[test]
    fn values_are_told_as_they_are_typed() {
        let given = ["A=\"\n{".to_owned(), "p.yaml".to_owned()];
        assert_eq!(typed(&given).collect::<Vec<_>>(), [("A", "A=\"\n{")]);
    }
}
