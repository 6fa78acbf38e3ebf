//! Where reports go.

use super::Env;
use super::configuration::refused;
use super::console::Console;
use crate::config::Fault;
use crate::read::FileOutcome;
use crate::report::{OutputFormat, Report, Style, render};
use crate::source::{LoadError, Outside, Sources, display_name};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The variable that holds the format if no option does.
const VARIABLE: &str = "ENILINT_OUTPUT_FORMAT";

/// A format, and the file it goes to if it is not standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) format: OutputFormat,
    file: Option<PathBuf>,
}

impl Output {
    /// Reads `FORMAT[=FILE]`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (format, file) = match text.split_once('=') {
            Some((_, "")) => return Err("there is no file name after `=`".to_owned()),
            Some((format, "-")) => (format, None),
            Some((format, file)) => (format, Some(PathBuf::from(file))),
            None => (text, None),
        };
        let format = format.parse().map_err(|unknown: crate::report::UnknownFormat| unknown.to_string())?;
        Ok(Self { format, file })
    }

    /// As [`Self::parse`], of a configuration, whose file `path` finds or refuses.
    pub(super) fn of_configuration(
        text: &str,
        path: impl FnOnce(&str) -> Result<PathBuf, Outside>,
    ) -> Result<Self, Fault> {
        let mut output = Self::parse(text).map_err(|message| Fault::new(message, ""))?;
        if let Some(file) = output.file.as_deref().and_then(Path::to_str) {
            output.file = Some(path(file).map_err(|why| refused(file, &why))?);
        }
        Ok(output)
    }

    /// The file that it goes to, if it is not standard output.
    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Where it goes, in words.
    pub(super) fn place(&self) -> String {
        self.file.as_deref().map_or("standard output".to_owned(), display_name)
    }

    /// As it is written in options and configurations.
    pub(super) fn show(&self) -> String {
        let file = self.file.as_deref().map(|file| format!("={}", display_name(file)));
        format!("{}{}", self.format, file.unwrap_or_default())
    }
}

/// Who asked for the reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Option,
    Environment,
    Configuration,
    Nobody,
}

/// The reports that were asked for: by options, by the environment, by the configuration, or `full` as
/// nobody said.
pub(super) fn outputs(
    typed: &[Output],
    env: &Env,
    configured: &[Output],
) -> Result<(Vec<Output>, Asked), String> {
    for (index, output) in typed.iter().enumerate() {
        if typed.iter().take(index).any(|earlier| earlier.file == output.file) {
            return Err(format!("--output-format: two reports go to {}", output.place()));
        }
    }
    if !typed.is_empty() {
        return Ok((typed.to_vec(), Asked::Option));
    }
    if let Some(text) = env.variable(VARIABLE).map(OsStr::to_string_lossy) {
        let output = Output::parse(&text).map_err(|error| format!("{VARIABLE}: {error}"))?;
        return Ok((vec![output], Asked::Environment));
    }
    if !configured.is_empty() {
        return Ok((configured.to_vec(), Asked::Configuration));
    }
    Ok((vec![Output { format: OutputFormat::default(), file: None }], Asked::Nobody))
}

/// What to say if a report would take the place of a file that was read: then the next run would find
/// no plan there, and nothing wrong.
pub(super) fn overwrites(outputs: &[Output], sources: &Sources, files: &[FileOutcome]) -> Option<String> {
    let real = |path: &Path| {
        let path = sources.base().map_or_else(|| path.to_owned(), |base| base.absolute(path));
        fs::canonicalize(path).ok()
    };
    let targets = outputs.iter().filter_map(|output| Some((real(output.file()?)?, output)));
    let targets: Vec<(PathBuf, &Output)> = targets.collect();
    if targets.is_empty() {
        return None;
    }
    let is_used = |outcome: &FileOutcome| !matches!(outcome, FileOutcome::Skipped(_));
    let used = sources
        .iter()
        .zip(files)
        .filter(|((_, source), outcome)| is_used(outcome) || !source.role().is_input());
    used.map(|((_, source), _)| source.name()).find_map(|name| {
        let path = real(Path::new(name))?;
        let (_, output) = targets.iter().find(|(target, _)| *target == path)?;
        Some(format!("the report {} would overwrite {name}, which was read", output.show()))
    })
}

/// Writes the reports; says whether all files could be written.
pub(super) fn write(
    outputs: &[Output],
    report: &Report,
    sources: &Sources,
    style: &Style,
    console: &mut Console<'_>,
) -> bool {
    let mut whole = true;
    let in_file = Style { threads: style.threads, ..Style::default() };
    for Output { format, file } in outputs {
        let Some(file) = file else {
            console.print(|out| render(*format, report, sources, style, out));
            continue;
        };
        let written = write_file(file, |out| render(*format, report, sources, &in_file, out));
        if let Err(error) = written {
            console.error(&format!("{}: {}", display_name(file), LoadError::Io(error)));
            whole = false;
        }
    }
    whole
}

/// Writes a file whole or not at all: beside its place first, then into it.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let existing = fs::metadata(path).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        // A device or a pipe, such as /dev/null, stays what it is.
        return write(&mut OpenOptions::new().write(true).open(path)?);
    }
    // A link stays a link: what it leads to is written.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (mut file, beside) = create_beside(&path)?;
    let result = write(&mut file).and_then(|()| {
        if let Some(metadata) = existing {
            file.set_permissions(metadata.permissions())?;
        }
        drop(file);
        fs::rename(&beside, &path)
    });
    if result.is_err() {
        // The error at hand says more than one about what is left behind.
        let _ = fs::remove_file(&beside);
    }
    result
}

/// A new file in the folder of another.
fn create_beside(path: &Path) -> io::Result<(File, PathBuf)> {
    const TRIES: u32 = 100;
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    for number in 0..TRIES {
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{number}.tmp", std::process::id()));
        let beside = path.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&beside) {
            Ok(file) => return Ok((file, beside)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(format: OutputFormat, file: Option<&str>) -> Output {
        Output { format, file: file.map(PathBuf::from) }
    }

    #[test]
    fn formats_and_files() {
        assert_eq!(Output::parse("json"), Ok(output(OutputFormat::Json, None)));
        assert_eq!(Output::parse("json=-"), Ok(output(OutputFormat::Json, None)));
        assert_eq!(Output::parse("full=a=b.txt"), Ok(output(OutputFormat::Full, Some("a=b.txt"))));
        assert!(Output::parse("json=").is_err());
        assert!(Output::parse("jsn=x").is_err_and(|error| error.contains("did you mean json?")));
    }

    #[test]
    fn options_come_before_the_environment() {
        let json = output(OutputFormat::Json, None);
        let env = |value: &str| Env { variables: [(VARIABLE.into(), value.into())].into(), ..Env::default() };
        let full = vec![output(OutputFormat::Full, None)];
        let configured = [output(OutputFormat::Plain, None)];
        assert_eq!(outputs(&[], &Env::default(), &[]), Ok((full.clone(), Asked::Nobody)));
        assert_eq!(outputs(&[], &env(""), &[]), Ok((full, Asked::Nobody)));
        let of_configuration = Ok((configured.to_vec(), Asked::Configuration));
        assert_eq!(outputs(&[], &env(""), &configured), of_configuration);
        assert_eq!(outputs(&[], &env("json"), &configured), Ok((vec![json.clone()], Asked::Environment)));
        let typed = outputs(std::slice::from_ref(&json), &env("plain"), &configured);
        assert_eq!(typed, Ok((vec![json.clone()], Asked::Option)));
        assert!(
            outputs(&[], &env("xml"), &[]).is_err_and(|error| error.starts_with("ENILINT_OUTPUT_FORMAT: "))
        );
    }

    #[test]
    fn one_report_a_place() {
        let same = [output(OutputFormat::Json, None), output(OutputFormat::Full, None)];
        assert!(outputs(&same, &Env::default(), &[]).is_err_and(|error| error.ends_with("standard output")));
        let same = [output(OutputFormat::Json, Some("a")), output(OutputFormat::Full, Some("a"))];
        assert!(outputs(&same, &Env::default(), &[]).is_err());
        let both = [output(OutputFormat::Json, Some("a")), output(OutputFormat::Full, None)];
        assert_eq!(outputs(&both, &Env::default(), &[]), Ok((both.to_vec(), Asked::Option)));
    }

    #[test]
    fn files_are_whole_or_as_they_were() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("report.json");
        write_file(&path, |out| out.write_all(b"one")).unwrap();
        write_file(&path, |out| out.write_all(b"two")).unwrap();
        let broken = |out: &mut dyn Write| {
            out.write_all(b"thr")?;
            Err(io::Error::other("broken"))
        };
        assert_eq!(write_file(&path, broken).unwrap_err().to_string(), "broken");
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left behind");
        assert!(write_file(&dir.path().join("none/report.json"), |_| Ok(())).is_err());
        assert!(write_file(dir.path(), |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_modes_and_devices_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("report.json"), dir.path().join("link"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        symlink("report.json", &link).unwrap();
        write_file(&link, |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        write_file(Path::new("/dev/null"), |out| out.write_all(b"new")).unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
