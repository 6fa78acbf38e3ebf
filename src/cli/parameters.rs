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

/// The values of the command line as a text like those of files, so that they are read like these:
/// one a line. None if there are none.
pub(super) fn text(given: &[String]) -> Option<String> {
    let values = given.iter().filter_map(|given| match parse(given) {
        Given::Value(key, value) => Some((key, value)),
        Given::File(_) => None,
    });
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let items = values.map(|(key, value)| {
        let (key, value) = (quoted(key), quoted(value));
        format!("{{\"ParameterKey\": {key},\n\"ParameterValue\": {value}}}")
    });
    let items: Vec<String> = items.collect();
    (!items.is_empty()).then(|| format!("[\n{}\n]\n", items.join(",\n")))
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
    fn any_text_is_a_value() {
        let text = text(&["A=\"\n{".to_owned(), "p.yaml".to_owned()]).unwrap();
        assert_eq!(text, "[\n{\"ParameterKey\": \"A\",\n\"ParameterValue\": \"\\\"\\n{\"}\n]\n");
    }
}
