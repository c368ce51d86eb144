//! The outbox: a folder with one `.eml` file a person, for those who send without an account.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use byline_model::EmailAddress;

/// What the name of a file that is not yet whole ends with: no program takes it for a message.
const UNFINISHED: &str = ".unfinished";

/// An open outbox folder.
///
/// One sender has it open at a time: opening it takes away what a killed sender left unfinished.
#[derive(Debug)]
pub struct Outbox {
    dir: PathBuf,
    #[cfg(target_os = "linux")]
    handle: File,
    #[cfg(not(target_os = "linux"))]
    pending: Vec<PathBuf>,
}

impl Outbox {
    /// Opens the folder, makes it when it is not there, and takes away the unfinished files of a killed sender.
    ///
    /// # Errors
    /// When the folder cannot be made, read or cleaned.
    pub fn open(dir: &Path) -> io::Result<Self> {
        fs::create_dir_all(dir)?;
        for entry in fs::read_dir(dir)? {
            let entry = entry?;
            if entry.file_name().to_string_lossy().ends_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(Self {
            dir: dir.to_owned(),
            #[cfg(target_os = "linux")]
            handle: File::open(dir)?,
            #[cfg(not(target_os = "linux"))]
            pending: Vec::new(),
        })
    }

    /// Writes one message: afterwards the file is there whole or, if this fails or the process is killed, not at all.
    /// A file of that name is replaced, so a message put twice is there once.
    ///
    /// A power cut can still take it: [`Self::flush`] makes it stay.
    ///
    /// # Errors
    /// When the disk does not take it, or `name` is not a plain file name such as [`file_name`] makes.
    pub fn put(&mut self, name: &str, message: &[u8]) -> io::Result<()> {
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\', ':', '\0']) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{name:?} is no name for a file"),
            ));
        }
        let unfinished = self.dir.join(format!(".{name}{UNFINISHED}"));
        let path = self.dir.join(name);
        let written = File::create(&unfinished)
            .and_then(|mut file| file.write_all(message))
            .and_then(|()| fs::rename(&unfinished, &path));
        if let Err(error) = written {
            // What is left of it is in nobody's way: the next opening takes it away if this cannot.
            let _ = fs::remove_file(&unfinished);
            return Err(error);
        }
        #[cfg(not(target_os = "linux"))]
        self.pending.push(path);
        Ok(())
    }

    /// Makes everything put since the last flush survive a power cut.
    ///
    /// On Linux this is one call for the whole file system, which costs about as much for a thousand files as for one.
    ///
    /// # Errors
    /// When the disk could not keep what was put; nobody knows then which of it is there.
    #[cfg(target_os = "linux")]
    pub fn flush(&mut self) -> io::Result<()> {
        Ok(rustix::fs::syncfs(&self.handle)?)
    }

    /// Makes everything put since the last flush survive a power cut.
    ///
    /// # Errors
    /// When the disk could not keep what was put; nobody knows then which of it is there.
    #[cfg(not(target_os = "linux"))]
    pub fn flush(&mut self) -> io::Result<()> {
        for path in &self.pending {
            fs::OpenOptions::new().write(true).open(path)?.sync_all()?;
        }
        #[cfg(unix)]
        File::open(&self.dir)?.sync_all()?;
        self.pending.clear();
        Ok(())
    }
}

/// A message as a draft: opened from a file, it stands in the mail program's window for writing, ready to send, instead
/// of being shown as one that came in.
///
/// Outlook and Thunderbird go by `X-Unsent`, Apple Mail by the type it gives its own drafts; other programs do not look
/// at either.
pub fn draft(message: &[u8]) -> Vec<u8> {
    const MARKS: &[u8] = b"X-Unsent: 1\r\nX-Uniform-Type-Identifier: com.apple.mail-draft\r\n";
    [MARKS, message].concat()
}

/// The name of a person's file: the place in the mailing and the address, such as `0007-maria.chen@example.com.eml`.
///
/// It is the same every time, which is what makes a repeated [`Outbox::put`] harmless. Characters that some file
/// system does not take become `_`; the place keeps two such names apart.
pub fn file_name(position: u32, address: &EmailAddress) -> String {
    let keep = |c: char| {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | '@') {
            c
        } else {
            '_'
        }
    };
    // File systems take names of up to 255 bytes; an address can be longer.
    let address = address
        .as_str()
        .chars()
        .take(200)
        .map(keep)
        .collect::<String>();
    format!("{position:04}-{address}.eml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(dir: &Path) -> Vec<String> {
        let mut names = fs::read_dir(dir)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect::<Vec<_>>();
        names.sort();
        names
    }

    #[test]
    fn a_message_put_twice_is_there_once() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(&dir.path().join("a/outbox")).unwrap();
        let name = file_name(7, &EmailAddress::parse("maria.chen@example.com").unwrap());
        assert_eq!(name, "0007-maria.chen@example.com.eml");
        outbox.put(&name, b"first").unwrap();
        outbox.put(&name, b"second").unwrap();
        outbox.flush().unwrap();
        assert_eq!(names(&dir.path().join("a/outbox")), [name.as_str()]);
        assert_eq!(
            fs::read(dir.path().join("a/outbox").join(name)).unwrap(),
            b"second"
        );
    }

    #[test]
    fn what_a_killed_sender_left_unfinished_is_taken_away_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(
            dir.path()
                .join(format!(".0001-a@example.com.eml{UNFINISHED}")),
            b"hal",
        )
        .unwrap();
        fs::write(dir.path().join("0002-b@example.com.eml"), b"whole").unwrap();
        fs::write(dir.path().join(".directory"), b"the rep's own").unwrap();
        Outbox::open(dir.path()).unwrap();
        assert_eq!(names(dir.path()), [".directory", "0002-b@example.com.eml"]);
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(&dir.path().join("outbox")).unwrap();
        for name in [
            "",
            ".",
            "..",
            "../x.eml",
            "/tmp/x.eml",
            "a/b.eml",
            "a\\b.eml",
            "C:x.eml",
            ".hidden",
            "a\0b",
        ] {
            assert!(outbox.put(name, b"x").is_err(), "{name:?} was taken");
        }
        assert_eq!(names(dir.path()), ["outbox"]);
        assert!(names(&dir.path().join("outbox")).is_empty());
    }

    #[test]
    fn a_draft_is_the_same_message_with_two_headers_more() {
        let message = b"From: ruth@example.com\r\nSubject: First frost\r\n\r\nX-Unsent: 0\r\n";
        let draft = draft(message);
        let text = String::from_utf8(draft.clone()).unwrap();
        let (headers, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(headers.lines().any(|line| line == "X-Unsent: 1"));
        assert!(headers.lines().any(|line| line == "Subject: First frost"));
        assert_eq!(body, "X-Unsent: 0\r\n");
        assert!(draft.ends_with(message));
    }

    #[test]
    fn a_failed_put_leaves_the_old_file_and_no_half_one() {
        let dir = tempfile::tempdir().unwrap();
        let mut outbox = Outbox::open(dir.path()).unwrap();
        fs::create_dir(dir.path().join("0001-a@example.com.eml")).unwrap();
        assert!(
            outbox.put("0001-a@example.com.eml", b"x").is_err(),
            "a folder was replaced by a file"
        );
        assert_eq!(names(dir.path()), ["0001-a@example.com.eml"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        /// Whatever address a contact has, its file lies in the folder, and another place gets another file.
        #[test]
        fn every_address_gets_a_plain_name(local in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,64}", label in "[a-z]{1,60}") {
            let address = EmailAddress::parse(&format!("{local}@{label}.example")).unwrap();
            let name = file_name(12, &address);
            prop_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_+@".contains(&b)), "{}", name);
            prop_assert!(name.len() < 254 - UNFINISHED.len());
            prop_assert_ne!(name, file_name(13, &address));
        }
    }
}
