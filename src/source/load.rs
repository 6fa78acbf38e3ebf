//! Reads one file whole and makes sure that it is text that the other stages can take.

use std::fmt;
use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::Path;

/// Sizes from here on are refused: spans hold offsets as `u32`.
const LIMIT: u64 = u32::MAX as u64;

/// Why a file cannot be checked. The text names no path; whoever shows it does.
#[derive(Debug)]
pub enum LoadError {
    /// The system refused.
    Io(io::Error),
    /// Not a file, but the thing named here, such as `a directory`.
    NotAFile(&'static str),
    /// Too large for `u32` offsets.
    TooLarge,
    /// Encoded as the encoding named here, by its byte-order mark.
    Encoding(&'static str),
    /// Not UTF-8.
    NotUtf8 {
        /// The first byte that is wrong, counted from the start of the file.
        offset: usize,
        /// That byte.
        byte: u8,
    },
    /// Packed as a zip archive, which is what Terraform saves a plan as.
    Zip,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => f.write_str(&io_message(error)),
            Self::NotAFile(kind) => write!(f, "is {kind}, not a file"),
            Self::TooLarge => write!(f, "is too large: {LIMIT} bytes (4 GiB) or more"),
            Self::Encoding(name) => {
                write!(f, "is {name}, not UTF-8; convert it, for example with `iconv -f {name} -t UTF-8`")
            }
            Self::NotUtf8 { offset, byte } => {
                write!(f, "is not UTF-8: unexpected byte 0x{byte:02X} at offset {offset}")
            }
            Self::Zip => f.write_str(
                "looks like a saved Terraform plan, which is binary (a zip archive); write it as JSON with `terraform show -json FILE > plan.json`",
            ),
        }
    }
}

impl std::error::Error for LoadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

/// Reads a file that the user named or that [`find`](super::find) found.
///
/// # Errors
///
/// If it cannot be read, is no file, is too large or is not UTF-8.
pub fn load_file(path: &Path) -> Result<String, LoadError> {
    // Looked at before it is opened: opening alone can block or wake a device.
    let metadata = fs::metadata(path).map_err(LoadError::Io)?;
    if let Some(kind) = refused(metadata.file_type()) {
        return Err(LoadError::NotAFile(kind));
    }
    if metadata.len() >= LIMIT {
        return Err(LoadError::TooLarge);
    }
    let mut bytes = Vec::new();
    // A file of any size is an error to report, not a reason to abort for want of memory.
    let size = usize::try_from(metadata.len()).unwrap_or(usize::MAX);
    bytes.try_reserve_exact(size).map_err(|_| LoadError::Io(io::ErrorKind::OutOfMemory.into()))?;
    let file = File::open(path).map_err(LoadError::Io)?;
    // The size says nothing of a pipe, nor of a file that still grows.
    file.take(LIMIT).read_to_end(&mut bytes).map_err(LoadError::Io)?;
    load_bytes(bytes)
}

/// As [`load_file`], for a file that is read only if its bytes say so, and if it is not longer than
/// `most`; none if it is not.
///
/// # Errors
///
/// As those of [`load_file`].
pub(crate) fn load_if(
    path: &Path,
    most: usize,
    wanted: impl FnOnce(&[u8]) -> bool,
) -> Result<Option<String>, LoadError> {
    if fs::metadata(path).map_err(LoadError::Io)?.len() > most as u64 {
        return Ok(None);
    }
    let bytes = fs::read(path).map_err(LoadError::Io)?;
    if wanted(&bytes) { load_bytes(bytes).map(Some) } else { Ok(None) }
}

/// Checks bytes that were read elsewhere, such as standard input.
///
/// # Errors
///
/// If they are too many or not UTF-8.
pub fn load_bytes(bytes: Vec<u8>) -> Result<String, LoadError> {
    if bytes.len() as u64 >= LIMIT {
        return Err(LoadError::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        match encoding(bytes) {
            Some(name) => LoadError::Encoding(name),
            None if bytes.starts_with(b"PK\x03\x04") => LoadError::Zip,
            None => LoadError::NotUtf8 { offset, byte: bytes.get(offset).copied().unwrap_or_default() },
        }
    })
}

/// What the system says; in lower case and without its number if it is a kind of error with a name.
pub(super) fn io_message(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        // Errors without a kind, or made elsewhere, explain themselves best.
        kind if kind == io::ErrorKind::Other || error.get_ref().is_some() => error.to_string(),
        kind => match kind.to_string() {
            name if name == "uncategorized error" => error.to_string(),
            name => name,
        },
    }
}

/// The name of what a path leads to, if it is nothing to read. Pipes pass, so that `<(command)` of
/// a shell works: only a path that the user named gets here without being a regular file, and
/// whoever names a pipe means to wait for it. Devices may never end (`/dev/zero`).
#[cfg(unix)]
fn refused(kind: FileType) -> Option<&'static str> {
    use std::os::unix::fs::FileTypeExt;
    if kind.is_dir() {
        Some("a directory")
    } else if kind.is_socket() {
        Some("a socket")
    } else if kind.is_char_device() || kind.is_block_device() {
        Some("a device")
    } else {
        None
    }
}

/// The name of what a path leads to, if it is nothing to read.
#[cfg(not(unix))]
fn refused(kind: FileType) -> Option<&'static str> {
    kind.is_dir().then_some("a directory")
}

/// The encoding that a byte-order mark announces, other than UTF-8.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    // UTF-32 first: its little-endian mark begins with that of UTF-16.
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("UTF-16"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text_of(result: Result<String, LoadError>) -> String {
        result.expect_err("must be refused").to_string()
    }

    #[test]
    fn reads_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.yaml");
        for text in ["", "a: 1\n", "\u{feff}ü: 日\r\n"] {
            fs::write(&path, text).unwrap();
            assert_eq!(load_file(&path).unwrap(), text);
        }
    }

    #[test]
    fn names_the_wrong_byte() {
        let latin1 = load_bytes(b"caf\xe9: 1".to_vec());
        assert_eq!(text_of(latin1), "is not UTF-8: unexpected byte 0xE9 at offset 3");
        let cut = load_bytes(b"ab\xc3".to_vec());
        assert_eq!(text_of(cut), "is not UTF-8: unexpected byte 0xC3 at offset 2");
    }

    #[test]
    fn names_the_encoding() {
        let utf16 = "is UTF-16, not UTF-8; convert it, for example with `iconv -f UTF-16 -t UTF-8`";
        assert_eq!(text_of(load_bytes(b"\xff\xfea\0".to_vec())), utf16);
        assert_eq!(text_of(load_bytes(b"\xfe\xff\0a".to_vec())), utf16);
        assert!(text_of(load_bytes(b"\xff\xfe\0\0a\0\0\0".to_vec())).starts_with("is UTF-32,"));
        assert!(text_of(load_bytes(b"\0\0\xfe\xff\0\0\0a".to_vec())).starts_with("is UTF-32,"));
    }

    #[test]
    fn names_a_saved_plan() {
        let zip = load_bytes(b"PK\x03\x04\x14\0\x08\0\x08\0\0\0\xff\xff".to_vec());
        let text = text_of(zip);
        assert!(text.starts_with("looks like a saved Terraform plan"), "{text}");
        assert!(text.contains("terraform show -json"), "{text}");
        assert_eq!(load_bytes(b"PK\x03\x04 is text".to_vec()).expect("UTF-8").len(), 12);
    }

    #[test]
    fn missing_files_and_directories() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(text_of(load_file(&dir.path().join("none"))), "no such file or directory");
        assert_eq!(text_of(load_file(dir.path())), "is a directory, not a file");
    }

    #[test]
    fn too_large() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("huge.yaml");
        // Sparse: takes no room.
        if File::create(&path).unwrap().set_len(LIMIT).is_ok() {
            assert_eq!(text_of(load_file(&path)), "is too large: 4294967295 bytes (4 GiB) or more");
        }
    }

    #[cfg(unix)]
    #[test]
    fn pipes_pass_and_devices_do_not() {
        use std::io::Write;
        use std::os::fd::AsRawFd;
        let (reader, mut writer) = io::pipe().unwrap();
        writer.write_all(b"a: 1\n").unwrap();
        drop(writer);
        // How a shell names a pipe; not every system has it.
        let path = format!("/dev/fd/{}", reader.as_raw_fd());
        if Path::new(&path).exists() {
            assert_eq!(load_file(Path::new(&path)).unwrap(), "a: 1\n");
        }
        assert_eq!(text_of(load_file(Path::new("/dev/zero"))), "is a device, not a file");
        let dir = tempfile::tempdir().unwrap();
        let socket = dir.path().join("s");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert_eq!(text_of(load_file(&socket)), "is a socket, not a file");
    }

    #[test]
    fn messages_of_the_system() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(io_message(&denied), "permission denied");
        assert_eq!(io_message(&io::Error::other("broken")), "broken");
    }
}
