//! What a repository holds at a revision, read with the `git` command. No shell is involved, nothing is
//! written, and nothing is fetched.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A repository.
pub(super) struct Git {
    root: PathBuf,
}

impl Git {
    /// The repository with this root.
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(&self.root).stdin(Stdio::null());
        // Messages in one language, no locks, no questions, and no network for partial clones.
        let variables = [
            ("LC_ALL", "C"),
            ("GIT_OPTIONAL_LOCKS", "0"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_NO_LAZY_FETCH", "1"),
        ];
        command.envs(variables);
        command
    }

    fn run(&self, args: &[&str]) -> Result<Vec<u8>, String> {
        let output = self.command().args(args).output().map_err(|error| cannot_run(&error))?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let text = String::from_utf8_lossy(&output.stderr);
        let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("it says nothing");
        Err(format!("git: {}", line.trim_start_matches("fatal: ")))
    }

    /// The commit that a revision names.
    pub(super) fn commit(&self, revision: &str) -> Result<String, String> {
        if revision.is_empty() || revision.starts_with('-') {
            return Err(format!("{revision:?} is no revision"));
        }
        // Tells a folder that is no repository from a revision that is none.
        self.run(&["rev-parse", "--git-dir"])?;
        let commit = format!("{revision}^{{commit}}");
        let answer = self.run(&["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]);
        let answer = answer.map_err(|_| format!("there is no revision {revision:?} in this repository"))?;
        // An older git repeats the option.
        let answer = String::from_utf8_lossy(&answer);
        let id = answer.lines().rev().find(|line| is_id(line));
        id.map(str::to_owned).ok_or_else(|| format!("{revision:?} names no commit"))
    }

    /// The files of a commit, by their path from the root, with the IDs of their content. Links and
    /// submodules are none.
    pub(super) fn files(&self, commit: &str) -> Result<BTreeMap<String, String>, String> {
        let list = self.run(&["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let entry = |record: &[u8]| {
            let (head, path) = std::str::from_utf8(record).ok()?.split_once('\t')?;
            let mut head = head.split(' ');
            let (mode, _, id) = (head.next()?, head.next()?, head.next()?);
            (matches!(mode, "100644" | "100755") && is_id(id)).then(|| (path.to_owned(), id.to_owned()))
        };
        Ok(list.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// The contents of files, by their IDs, in order.
    pub(super) fn read(&self, ids: &[&str]) -> Result<Vec<Vec<u8>>, String> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = self.command();
        command
            .args(["cat-file", "--batch"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| cannot_run(&error))?;
        let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("git cannot be talked to".to_owned());
        };
        let mut from = BufReader::new(from);
        // One question at a time, so that neither side waits for the other.
        let mut ask = |id: &&str| {
            writeln!(to, "{id}")?;
            to.flush()?;
            answer(&mut from)
        };
        let contents = ids.iter().map(&mut ask).collect::<std::io::Result<Vec<_>>>();
        drop(to);
        // It ends once nobody asks any more; what it had to say has been read.
        let _ = child.wait();
        contents.map_err(|_| "git cannot read the files of the revision".to_owned())
    }
}

/// One answer of `git cat-file --batch`: `ID TYPE SIZE`, and the content in a line of its own.
fn answer(from: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut head = String::new();
    from.read_line(&mut head)?;
    let size = head.trim_end().rsplit(' ').next().and_then(|size| size.parse::<u64>().ok());
    let size = size.ok_or(std::io::ErrorKind::InvalidData)?;
    let mut content = Vec::new();
    from.take(size).read_to_end(&mut content)?;
    let mut feed = [0];
    from.read_exact(&mut feed)?;
    if content.len() as u64 == size { Ok(content) } else { Err(std::io::ErrorKind::UnexpectedEof.into()) }
}

fn is_id(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn cannot_run(error: &std::io::Error) -> String {
    format!("the git command cannot be run: {error}")
}
