//! Paths as reports show them.

use std::path::{MAIN_SEPARATOR, Path};

/// A path as the user gave it, with `/` separators and without `./` in front. What is not UTF-8
/// in it is replaced; the name is for showing, not for opening.
#[must_use]
pub fn display_name(path: &Path) -> String {
    let mut name = path.to_string_lossy().into_owned();
    // Elsewhere a backslash is a letter like any other.
    if MAIN_SEPARATOR != '/' {
        name = name.replace(MAIN_SEPARATOR, "/");
    }
    let mut rest = name.as_str();
    while let Some(after) = rest.strip_prefix("./") {
        rest = after.trim_start_matches('/');
    }
    // `./` alone is still a folder.
    if rest.is_empty() && !name.is_empty() { ".".to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_dots_go() {
        let cases = [
            ("./a.yaml", "a.yaml"),
            ("././/a/b.yaml", "a/b.yaml"),
            ("a/./b.yaml", "a/./b.yaml"),
            ("../a.yaml", "../a.yaml"),
            (".a.yaml", ".a.yaml"),
            ("/a/b.yaml", "/a/b.yaml"),
            (".", "."),
            ("./", "."),
            ("", ""),
        ];
        for (path, name) in cases {
            assert_eq!(display_name(Path::new(path)), name, "{path:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn backslashes_and_odd_bytes_stay_visible() {
        use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
        assert_eq!(display_name(Path::new("a\\b.yaml")), "a\\b.yaml");
        assert_eq!(display_name(Path::new(OsStr::from_bytes(b"./a\xff.yaml"))), "a\u{fffd}.yaml");
    }

    #[cfg(windows)]
    #[test]
    fn backslashes_become_slashes() {
        assert_eq!(display_name(Path::new(".\\a\\b.yaml")), "a/b.yaml");
    }
}
