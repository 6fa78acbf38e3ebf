//! Paths of folders, as given on the command line and as modules name each other.

/// The folder of a file, in its usual form, and the file's name.
pub(super) fn split(path: &str) -> (String, String) {
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", path));
    let folder = if folder.is_empty() { "/" } else { folder };
    (usual("", folder), name.to_owned())
}

/// `path` as seen from a folder in its usual form: without `.` and without `..` but at the front.
/// The folder where the run is is the empty path.
pub(super) fn usual(from: &str, path: &str) -> String {
    let absolute = path.starts_with('/') || (from.starts_with('/') && !from.is_empty());
    let mut parts: Vec<&str> = Vec::new();
    let before = if path.starts_with('/') { "" } else { from };
    for part in before.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    format!("{}{}", if absolute { "/" } else { "" }, parts.join("/"))
}

/// How many folders down a path in its usual form is.
pub(super) fn depth(path: &str) -> usize {
    path.split('/').filter(|part| !part.is_empty()).count()
}
