//! What the program says to what it cannot use: a sentence with file, line and what to do, and the right status.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::process::Command;

use crate::desk::{Desk, byline, text};

#[test]
fn wrong_usage_is_two() {
    let desk = Desk::sample();
    for words in [
        "frobnicate",
        "send",
        "render --to nonsense x",
        "contact list --limit many",
        "piece new leaflet --template x --title y",
    ] {
        desk.run(words.split(' ')).expect(2);
    }
}

#[test]
fn a_folder_without_a_desk_is_told_how_to_make_one() {
    let home = tempfile::tempdir().expect("a scratch folder");
    let missing = home.path().join("nothing");
    byline(
        home.path(),
        [
            "--desk",
            missing.to_str().expect("a plain path"),
            "contact",
            "list",
        ],
    )
    .expect(3)
    .says(&["init"]);
    assert!(!missing.exists(), "looking for a desk made one");
}

#[test]
fn a_desk_is_not_made_over_another() {
    let desk = Desk::sample();
    let people = desk.contacts("all").len();
    byline(
        desk.scratch(),
        ["init", desk.folder().to_str().expect("a plain path")],
    )
    .expect(3);
    assert_eq!(desk.contacts("all").len(), people);
}

#[test]
fn a_wrong_filter_is_answered_with_the_column() {
    let desk = Desk::sample();
    for (filter, column, expected) in [
        ("stge = customer", "1", "stage"),
        ("stage = customr", "9", "customer"),
        ("stage = customer and", "21", ""),
        ("stage customer", "7", "="),
        ("(stage = customer", "18", ")"),
        ("received(", "10", ""),
    ] {
        let answer = desk
            .run(["contact", "list", "--where", filter, "--json"])
            .expect(3)
            .says(&["column", column, expected]);
        assert!(answer.out.is_empty(), "{answer:?}");
    }
}

#[test]
fn what_is_not_there_is_named() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    desk.run(["render", "no-such-piece", "--to", "email"])
        .expect(3)
        .says(&["no-such-piece"]);
    desk.run(["contact", "show", "nobody@nowhere.example"])
        .expect(3)
        .says(&["nobody@nowhere.example"]);
    desk.run([
        "render",
        &issue,
        "--to",
        "email",
        "--as",
        "nobody@nowhere.example",
    ])
    .expect(3)
    .says(&["nobody@nowhere.example"]);
    desk.run([
        "piece",
        "new",
        "newsletter",
        "--template",
        "no-such-template",
        "--title",
        "X",
    ])
    .expect(3)
    .says(&["no-such-template"]);
    desk.run(["give", "no-such-piece", "nobody@nowhere.example"])
        .expect(3);
    desk.run(["mailing", "show", "99999"])
        .expect(3)
        .says(&["99999"]);
    desk.run(["contact", "import", "/nowhere/people.csv"])
        .expect(3)
        .says(&["/nowhere/people.csv"]);
}

#[test]
fn a_name_with_a_path_in_it_stays_in_the_desk() {
    let desk = Desk::sample();
    let outside = desk.file(
        "index.md",
        "---\ntitle: Outside\nkind: article\n---\nSecret\n",
    );
    assert!(fs::exists(outside).expect("the file"));
    let answer = desk.run(["render", "../..", "--to", "text"]).expect(3);
    assert!(
        !String::from_utf8_lossy(&answer.out).contains("Secret"),
        "{answer:?}"
    );
}

#[test]
fn unreadable_front_matter_is_told_by_file_and_line_and_the_other_pieces_are_listed() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let pieces = desk.json("piece list").as_array().expect("a list").len();
    desk.edit_piece(&issue, |text| {
        text.replacen("---\n", "---\nsummary: [never closed\n", 1)
    });
    desk.run(["render", &issue, "--to", "email"])
        .expect(3)
        .says(&[&issue, "index.md", "line"]);
    let listed = desk.run(["piece", "list", "--json"]);
    assert!([0, 3].contains(&listed.status), "{listed:?}");
    assert!(
        listed.json().as_array().expect("a list").len() >= pieces - 1,
        "{listed:?}"
    );
}

#[test]
fn a_piece_for_a_template_that_is_gone_says_which() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    desk.edit_piece(&issue, |text| {
        text.lines()
            .map(|line| {
                if line.starts_with("template:") {
                    "template: gone-with-the-wind".into()
                } else {
                    line.to_owned()
                }
            })
            .collect::<Vec<_>>()
            .join("\n")
            + "\n"
    });
    desk.run(["render", &issue, "--to", "email"])
        .expect(3)
        .says(&["gone-with-the-wind"]);
}

#[test]
fn a_missing_picture_and_an_unknown_field_stop_a_mailing_before_it_begins() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    for (addition, code) in [
        ("![A pump](no-such-picture.png)", "missing-picture"),
        ("Dear {{ contact.shoe_size }},", "unknown-field"),
    ] {
        let original = fs::read_to_string(desk.piece_file(&issue)).expect("the piece");
        desk.edit_piece(&issue, |text| format!("{text}\n\n{addition}\n"));
        let line = fs::read_to_string(desk.piece_file(&issue))
            .expect("the piece")
            .lines()
            .count() as u64;
        let report = desk
            .run(["check", &issue, "--audience", "stage = customer", "--json"])
            .expect(1)
            .json();
        let finding = report["findings"]
            .as_array()
            .expect("a list")
            .iter()
            .find(|f| f["code"] == code && f["level"] == "block");
        let finding = finding.unwrap_or_else(|| panic!("{code} does not block: {report}"));
        assert_eq!(finding["line"].as_u64(), Some(line), "{finding}");
        let before = desk.mails();
        let answer = desk.send(&issue, "stage = customer");
        assert!([1, 3].contains(&answer.status), "{answer:?}");
        assert_eq!(desk.mails(), before, "{code}");
        fs::write(desk.piece_file(&issue), original).expect("the piece as it was");
    }
}

#[test]
fn a_tera_mistake_is_told_by_its_line() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    desk.edit_piece(&issue, |text| {
        format!("{text}\n\n{{% if contact.stage == \"customer\" %}}Hello\n")
    });
    desk.run(["render", &issue, "--to", "email"])
        .expect(3)
        .says(&[&issue]);
}

/// SQLite keeps the version of a desk's layout at byte 60 of its file, as a big-endian number (its file format, 1.3).
#[test]
fn a_desk_of_a_newer_byline_is_left_alone() {
    let desk = Desk::sample();
    let path = desk.folder().join("desk.db");
    let mut file = fs::File::options()
        .write(true)
        .open(&path)
        .expect("the database");
    file.seek(SeekFrom::Start(60))
        .and_then(|_| file.write_all(&9_999_u32.to_be_bytes()))
        .expect("a changed header");
    drop(file);
    let before = fs::read(&path).expect("the database");
    desk.run(["contact", "list"]).expect(3).says(&["newer"]);
    desk.run(["contact", "add", "--email", "zoe@quill.example"])
        .expect(3)
        .says(&["newer"]);
    assert!(
        fs::read(&path).expect("the database") == before,
        "it was written to"
    );
}

#[test]
fn a_file_that_is_no_database_is_told_and_left_alone() {
    let desk = Desk::sample();
    let path = desk.folder().join("desk.db");
    fs::write(&path, "I was a database once.").expect("a broken file");
    let answer = desk.run(["contact", "list"]);
    assert!([3, 4].contains(&answer.status), "{answer:?}");
    assert_eq!(
        fs::read_to_string(&path).expect("the file"),
        "I was a database once."
    );
}

/// Done as a user who may not write there, since nothing is read-only to root.
#[test]
fn a_desk_on_a_read_only_disk_can_be_read_and_says_so() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let program = desk.scratch().join("byline");
    fs::copy(env!("CARGO_BIN_EXE_byline"), &program).expect("a copy of the program");
    let folder = desk.folder().to_str().expect("a plain path").to_owned();
    // Others may look: the scratch folder itself is private.
    for (who, what) in [
        ("a+rX,a-w", folder.as_str()),
        ("a+rx", desk.scratch().to_str().expect("a plain path")),
    ] {
        let arguments: &[&str] = if what == folder {
            &["-R", who, what]
        } else {
            &[who, what]
        };
        assert!(
            Command::new("chmod")
                .args(arguments)
                .status()
                .expect("chmod runs")
                .success()
        );
    }
    let is_root = Command::new("id")
        .arg("-u")
        .output()
        .expect("id runs")
        .stdout
        == b"0\n";
    let run = |arguments: &[&str]| {
        let mut command = if is_root {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let output = command
            .env("HOME", "/nonexistent")
            .args(["--desk", &folder])
            .args(arguments)
            .output()
            .expect("it runs");
        (
            output.status.code(),
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        )
    };

    let read = run(&["contact", "list", "--json"]);
    let write = run(&["contact", "add", "--email", "zoe@quill.example", "--json"]);
    let send = run(&[
        "send",
        &issue,
        "--audience",
        "stage = customer",
        "--via",
        "outbox",
        "--yes",
        "--json",
    ]);

    let rounds = run(&["mailing", "run", "--once"]);

    assert!(
        Command::new("chmod")
            .args(["-R", "u+w", &folder])
            .status()
            .expect("chmod runs")
            .success()
    );
    assert_eq!(read.0, Some(0), "{read:?}");
    assert!(read.1.starts_with('['), "{read:?}");
    for answer in [write, send, rounds] {
        assert_eq!(answer.0, Some(4), "{answer:?}");
        assert!(
            answer.1.is_empty()
                && !answer.2.contains("panicked")
                && answer.2.to_lowercase().contains("read-only"),
            "{answer:?}"
        );
    }
}

#[test]
fn json_stays_alone_on_standard_output() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    for arguments in [
        vec![
            "send",
            &issue,
            "--audience",
            "stage = customer",
            "--via",
            "outbox",
            "--yes",
            "--json",
        ],
        vec!["piece", "show", &issue, "--json"],
    ] {
        let answer = desk.run(&arguments).expect(0);
        assert!(answer.json().is_object(), "{answer:?}");
        assert!(
            !answer.err.contains('\u{1b}') && !answer.err.contains('\r'),
            "no bar where nobody looks: {answer:?}"
        );
    }
    let piece = desk.json(&format!("piece show {issue}"));
    assert!(text(&piece, "path").ends_with("index.md"), "{piece}");
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_display_the_window_says_so() {
    let desk = Desk::sample();
    let output = desk
        .command()
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY")
        .output()
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(4), "{said}");
    assert!(
        said.contains("no display") && !said.contains("panicked"),
        "{said}"
    );
}
