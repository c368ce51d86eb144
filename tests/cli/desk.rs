//! A sample desk in a scratch folder, and runs of the program against it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::SystemTime;

use serde_json::Value;
use tempfile::TempDir;

/// What one run said.
pub struct Answer {
    command: String,
    pub status: i32,
    pub out: Vec<u8>,
    pub err: String,
}

impl Answer {
    /// Reads what a run left; a panic or a status outside the contract is a failure whatever was asked.
    fn of(command: &Command, output: Output) -> Self {
        let command = command
            .get_args()
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ");
        let answer = Self {
            command,
            status: output.status.code().unwrap_or(-1),
            out: output.stdout,
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        };
        assert!(!answer.err.contains("panicked"), "{answer:?}");
        assert!((0..=4).contains(&answer.status), "{answer:?}");
        answer
    }

    /// The same answer, when its status is the one expected.
    #[track_caller]
    pub fn expect(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// Standard output as text.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// Standard output as the one JSON document that it must be.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.out).unwrap_or_else(|e| panic!("{e}: {self:?}"))
    }

    /// The same answer, when what it says to people contains every one of these words (in any case).
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        let said = self.err.to_lowercase();
        for word in words {
            assert!(
                said.contains(&word.to_lowercase()),
                "\"{word}\" is not said: {self:?}"
            );
        }
        self
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let out = String::from_utf8_lossy(&self.out);
        let shown: String = out.chars().take(4_000).collect();
        write!(
            f,
            "byline {}\nstatus {}\n--- out\n{shown}\n--- err\n{}",
            self.command, self.status, self.err
        )
    }
}

/// Runs the program without a desk of its own.
pub fn byline<S: AsRef<OsStr>>(home: &Path, arguments: impl IntoIterator<Item = S>) -> Answer {
    let mut command = command(home);
    command.args(arguments);
    let output = command.output().expect("the program starts");
    Answer::of(&command, output)
}

fn command(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    command.stdin(Stdio::null()).current_dir(home);
    // Nothing of the person who runs the tests is read: no desk, no keychain, no settings.
    for (name, _) in
        std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("BYLINE_"))
    {
        command.env_remove(name);
    }
    command
        .env("HOME", home)
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_CONFIG_HOME", home.join("config"));
    command.env("DBUS_SESSION_BUS_ADDRESS", "disabled:");
    command
}

/// A sample desk of its own for one test, removed with it.
pub struct Desk {
    scratch: TempDir,
}

impl Desk {
    /// A copy of the sample desk.
    pub fn sample() -> Self {
        let desk = Self {
            scratch: TempDir::new().expect("a scratch folder"),
        };
        copy(&sample_once(), &desk.folder());
        desk
    }

    /// The desk's folder.
    pub fn folder(&self) -> PathBuf {
        self.scratch.path().join("desk")
    }

    /// A folder beside the desk for what a test needs.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The program with this desk, ready for more arguments.
    pub fn command(&self) -> Command {
        let mut command = command(self.scratch.path());
        command.arg("--desk").arg(self.folder());
        command
    }

    /// One run.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        let mut command = self.command();
        command.args(arguments);
        let output = command.output().expect("the program starts");
        Answer::of(&command, output)
    }

    /// The JSON of a run that must succeed. `words` are split at spaces.
    #[track_caller]
    pub fn json(&self, words: &str) -> Value {
        self.run(words.split(' ').chain(["--json"]))
            .expect(0)
            .json()
    }

    /// The contacts that a filter finds.
    #[track_caller]
    pub fn contacts(&self, filter: &str) -> Vec<Value> {
        let found = self
            .run(["contact", "list", "--where", filter, "--json"])
            .expect(0)
            .json();
        found.as_array().expect("a list").clone()
    }

    /// Sends a piece to the outbox.
    pub fn send(&self, piece: &str, audience: &str) -> Answer {
        self.run([
            "send",
            piece,
            "--audience",
            audience,
            "--via",
            "outbox",
            "--yes",
            "--json",
        ])
    }

    /// The newest issue: their folders begin with the month.
    pub fn newest_issue(&self) -> String {
        self.pieces("newsletter")
            .pop()
            .expect("the sample has an issue")
    }

    /// The names of the pieces of a kind, sorted.
    pub fn pieces(&self, kind: &str) -> Vec<String> {
        let pieces = self.json("piece list");
        let mut names: Vec<_> = pieces
            .as_array()
            .expect("a list")
            .iter()
            .filter(|piece| piece["kind"] == kind)
            .map(|piece| piece["piece"].as_str().expect("a name").to_owned())
            .collect();
        names.sort();
        names
    }

    /// The Markdown file of a piece.
    pub fn piece_file(&self, piece: &str) -> PathBuf {
        self.folder().join("pieces").join(piece).join("index.md")
    }

    /// Changes the Markdown file of a piece as another editor would.
    pub fn edit_piece(&self, piece: &str, change: impl FnOnce(String) -> String) {
        let path = self.piece_file(piece);
        let text = fs::read_to_string(&path).expect("the piece is readable");
        fs::write(&path, change(text)).expect("the piece is writable");
    }

    /// Every `.eml` file in the outbox.
    pub fn mails(&self) -> BTreeSet<PathBuf> {
        self.outbox()
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .collect()
    }

    /// Every file in the outbox, finished or not.
    pub fn outbox(&self) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        collect(&self.folder().join("outbox"), &mut found);
        found
    }

    /// Writes a file beside the desk and says where.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.scratch.path().join(name);
        fs::write(&path, content).expect("a scratch file");
        path.to_str().expect("a plain path").to_owned()
    }
}

/// The sample desk as this build of the program makes it today: made once, copied by every test.
fn sample_once() -> PathBuf {
    let built = fs::metadata(env!("CARGO_BIN_EXE_byline")).and_then(|file| file.modified());
    let built = since_1970(built.expect("the program's age")).as_nanos();
    let today = since_1970(SystemTime::now()).as_secs() / 86_400;
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let sample = kept.join(format!("sample-{built}-{today}"));
    if !sample.exists() {
        let made = TempDir::new_in(kept).expect("a scratch folder");
        let folder = made.path().join("desk");
        byline(
            made.path(),
            [
                OsStr::new("init"),
                folder.as_os_str(),
                OsStr::new("--sample"),
            ],
        )
        .expect(0);
        // Another test may have been quicker; its sample is as good.
        if fs::rename(&folder, &sample).is_err() {
            assert!(sample.exists(), "no sample in {}", sample.display());
        }
        for old in fs::read_dir(kept).expect("the folder of samples").flatten() {
            let name = old.file_name();
            if name.to_string_lossy().starts_with("sample-") && old.path() != sample {
                // It may be gone already.
                let _ = fs::remove_dir_all(old.path());
            }
        }
    }
    sample
}

fn since_1970(time: SystemTime) -> std::time::Duration {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .expect("a clock after 1970")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder to copy") {
        let entry = entry.expect("a folder's entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copied file");
        }
    }
}

fn collect(folder: &Path, found: &mut BTreeSet<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a folder's entry").path();
        // A file that is renamed while the folder is read is seen under its other name, or not yet.
        if path.is_dir() {
            collect(&path, found);
        } else {
            found.insert(path);
        }
    }
}

/// A number in an answer.
#[track_caller]
pub fn number(value: &Value, key: &str) -> u64 {
    value[key]
        .as_u64()
        .unwrap_or_else(|| panic!("no number \"{key}\" in {value}"))
}

/// A text in an answer.
#[track_caller]
pub fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key]
        .as_str()
        .unwrap_or_else(|| panic!("no text \"{key}\" in {value}"))
}

/// A list in an answer.
#[track_caller]
pub fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key]
        .as_array()
        .unwrap_or_else(|| panic!("no list \"{key}\" in {value}"))
}

/// Runs a program that checks what Byline made, and gives what it said.
#[track_caller]
pub fn tool(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|e| panic!("{program}: {e}; ./dev test installs it"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success(),
        "{program} {arguments:?}: {said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    said
}

/// The mails as Python's `email` package reads them: one object each with `headers`, `text`, `html`, `type`, `defects`.
#[track_caller]
pub fn parse_mails<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/parse_mails.py");
    let mut arguments = vec!["-B", script];
    arguments.extend(
        paths
            .into_iter()
            .map(|path| path.to_str().expect("a plain path")),
    );
    serde_json::from_str(&tool("python3", &arguments)).expect("the script writes JSON")
}

/// A small generator (xorshift64): the same seed gives the same moments again.
pub struct Chance(u64);

impl Chance {
    /// From `BYLINE_TEST_SEED`, or anew each time; printed, so that a failure can be repeated.
    pub fn new() -> Self {
        let now = since_1970(SystemTime::now()).as_nanos() as u64;
        let seed = std::env::var("BYLINE_TEST_SEED")
            .ok()
            .and_then(|seed| seed.parse().ok())
            .unwrap_or(now | 1);
        println!("BYLINE_TEST_SEED={seed}");
        Self(seed)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
