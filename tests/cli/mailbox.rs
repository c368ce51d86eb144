//! The rep's mailbox without a server: settings that could never work, files that are no mail.

use std::net::TcpListener;

use crate::desk::{Desk, text};

/// `mailbox set` with the settings of a sound mailbox, and then these.
fn set(desk: &Desk, options: &[&str]) -> crate::desk::Answer {
    let mut arguments = vec!["mailbox", "set"];
    for (name, usual) in [
        ("--from", "Dana Reyes <dana@example.com>"),
        ("--smtp", "mail.example.com:587"),
    ] {
        if !options.contains(&name) {
            arguments.extend([name, usual]);
        }
    }
    arguments.extend(options);
    desk.run(arguments)
}

#[test]
fn a_server_that_cannot_be_is_refused_and_nothing_is_saved() {
    let desk = Desk::sample();
    let before = desk.json("mailbox show");
    for server in [
        "https://mail.example.com",
        "https://mail.example.com:587",
        "mail.example.com:0",
        "mail.example.com",
        "mail example.com:587",
        " mail.example.com:587",
        "mail.example.com:587:1",
        "mail..example.com:587",
        "-mail.example.com:587",
        "mail.example.com/in:587",
        "dana@example.com:587",
        "999.1.1.1:587",
        ":587",
    ] {
        for option in ["--smtp", "--imap"] {
            // The sign keeps a name that begins with a hyphen from being taken for an option.
            let option = format!("{option}={server}");
            let mut command = desk.command();
            command.args(["mailbox", "set", "--from", "dana@example.com", &option]);
            let output = command.output().expect("the program starts");
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(3), "{option}: {said}");
            assert!(
                said.contains("such as") && said.lines().count() == 2,
                "{option}: it does not say what to write: {said}"
            );
        }
    }
    assert_eq!(desk.json("mailbox show"), before);
}

#[test]
fn names_and_addresses_of_servers_are_taken() {
    let desk = Desk::sample();
    for (server, host) in [
        ("mail.example.com:587", "mail.example.com"),
        ("localhost:2525", "localhost"),
        ("192.0.2.7:587", "192.0.2.7"),
        ("[2001:db8::7]:587", "2001:db8::7"),
        (
            "mail_1.xn--bcher-kva.example:587",
            "mail_1.xn--bcher-kva.example",
        ),
    ] {
        set(&desk, &["--smtp", server]).expect(0);
        let shown = desk.json("mailbox show");
        assert_eq!(text(&shown["mailbox"]["smtp"], "host"), host);
    }
}

#[test]
fn a_file_without_a_certificate_is_refused() {
    let desk = Desk::sample();
    let broken = "-----BEGIN CERTIFICATE-----\nSGVsbG8=\n-----END CERTIFICATE-----\n";
    for (name, content) in [
        ("empty.pem", ""),
        ("notes.txt", "Hello"),
        ("broken.pem", broken),
    ] {
        let file = desk.file(name, content);
        set(&desk, &["--ca", &file])
            .expect(3)
            .says(&["certificate", "choose"]);
    }
}

#[test]
fn a_folder_or_a_name_that_cannot_be_is_refused() {
    let desk = Desk::sample();
    for folder in ["INBOX", "inbox", "Boun\nces", "\u{7}", ""] {
        set(&desk, &["--notices-folder", folder])
            .expect(3)
            .says(&["folder"]);
    }
    set(&desk, &["--notices-folder", "INBOX/Bounces"]).expect(0);
    set(&desk, &["--from", "Dana\nReyes <dana@example.com>"])
        .expect(3)
        .says(&["one line"]);
}

#[test]
fn what_is_no_mail_is_named_and_the_others_are_read() {
    let desk = Desk::sample();
    let others = [
        desk.file(
            "a.pdf",
            "%PDF-1.7\n1 0 obj\n<< /Subject (Pumps) >>\n\nendobj\n",
        ),
        desk.file("a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0"),
        desk.file("letter.txt", "Dear Ana,\n\nSubject: what you asked for\n"),
        desk.file("mbox.txt", "From here on it is a letter.\n\nYours\n"),
        env!("CARGO_BIN_EXE_byline").to_owned(),
    ];
    for other in &others {
        desk.run(["mailbox", "read", other])
            .expect(3)
            .says(&[other, "no message", "choose"]);
    }
    let good = [
        desk.file("plain.eml", "From: ana@example.com\nSubject: Hi\n\nHello\n"),
        desk.file("bounce.eml", "Return-Path: <>\r\n\r\nIt came back.\r\n"),
        desk.file("header.eml", "X-Any: 1\n folded\nsubject: only a header"),
        desk.file("mac.eml", "Date: no date\rX-Any: an old Mac\r\rHi"),
        desk.file(
            "saved.mbox",
            "From a@example.com Sat Nov 21 10:00:00 2026\nTo: b@example.com\n\nHi\n",
        ),
    ];
    let mut arguments = vec!["--json", "mailbox", "read"];
    for (other, good) in others.iter().zip(&good) {
        arguments.extend([other.as_str(), good.as_str()]);
    }
    let answer = desk.run(arguments).expect(3);
    let read = answer.json();
    let read: Vec<_> = read
        .as_array()
        .expect("a list")
        .iter()
        .map(|message| text(message, "file").to_owned())
        .collect();
    assert_eq!(read, good);
    for other in &others {
        assert_eq!(answer.err.matches(other.as_str()).count(), 1, "{answer:?}");
    }
}

#[test]
fn a_folder_is_no_message() {
    let desk = Desk::sample();
    let folder = desk.scratch().to_str().expect("a plain path").to_owned();
    desk.run(["mailbox", "read", &folder])
        .expect(3)
        .says(&[&folder, "is a folder"]);
}

#[test]
fn only_what_sends_says_that_nothing_went_out_twice() {
    let desk = Desk::sample();
    // A port at which nobody listens any more.
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a free port")
        .port();
    let server = format!("127.0.0.1:{port}");
    #[rustfmt::skip]
    set(&desk, &["--smtp", &server, "--smtp-security", "none", "--imap", &server, "--imap-security", "none"])
        .expect(0);
    let read = desk.run(["mailbox", "sync"]).expect(4);
    assert!(!read.err.contains("went out"), "{read:?}");
    let issue = desk.newest_issue();
    #[rustfmt::skip]
    desk.run(["send", &issue, "--audience", "stage = customer", "--via", "smtp", "--yes"])
        .expect(4)
        .says(&["nothing went out twice"]);
}
