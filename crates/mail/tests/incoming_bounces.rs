//! What mail servers send back, read as it comes: notices of many servers, complaints, and what must not be taken for
//! either. The samples are written after the formats; `expected.tsv` beside them says what each one is.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use byline_mail::incoming::read;
use byline_model::IncomingKind;
use proptest::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/bounces")
}

fn sample(name: &str) -> Vec<u8> {
    fs::read(folder().join(format!("{name}.eml"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// One line of the table: a sample and, for each recipient in their order, what is said of them.
struct Expected {
    name: String,
    kind: String,
    recipients: Vec<[String; 4]>,
    original: Option<String>,
}

fn table() -> Vec<Expected> {
    let mut all: Vec<Expected> = Vec::new();
    let table = fs::read_to_string(folder().join("expected.tsv")).expect("the table is there");
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, kind, address, hard, status, reason, original] = cells[..] else {
            panic!("not seven cells: {line}");
        };
        if all.last().is_none_or(|last| last.name != name) {
            all.push(Expected {
                name: name.to_owned(),
                kind: kind.to_owned(),
                recipients: Vec::new(),
                original: (original != "-").then(|| original.to_owned()),
            });
        }
        if address != "-" {
            let last = all.last_mut().expect("one was pushed");
            last.recipients
                .push([address, hard, status, reason].map(str::to_owned));
        }
    }
    all
}

/// What was read, in the words of the table; the kinds that another part of the reader tells apart are all "none".
fn told(bytes: &[u8]) -> (String, Vec<[String; 4]>, Option<String>) {
    let incoming = read(bytes);
    let recipients = incoming
        .recipients
        .iter()
        .map(|one| {
            [
                one.address.as_str().to_owned(),
                if one.hard { "hard" } else { "soft" }.to_owned(),
                one.status.clone().unwrap_or_else(|| "-".to_owned()),
                one.reason.to_string(),
            ]
        })
        .collect();
    let kind = match incoming.kind {
        IncomingKind::Bounce | IncomingKind::Delayed | IncomingKind::Complaint => {
            incoming.kind.to_string()
        }
        _ => "none".to_owned(),
    };
    (kind, recipients, incoming.about.into_iter().next())
}

fn differences(prepare: impl Fn(Vec<u8>) -> Vec<u8>) -> Vec<String> {
    table()
        .into_iter()
        .filter_map(|expected| {
            let (kind, recipients, original) = told(&prepare(sample(&expected.name)));
            let wanted = match expected.kind.as_str() {
                "bounce" | "delayed" | "complaint" => expected.kind.as_str(),
                _ => "none",
            };
            let same = kind == wanted
                && recipients == expected.recipients
                && (expected.original.is_none() || original == expected.original);
            (!same).then(|| {
                format!(
                    "{}: {kind} {recipients:?} {original:?}\n  instead of {wanted} {:?} {:?}",
                    expected.name, expected.recipients, expected.original
                )
            })
        })
        .collect()
}

fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Kind, address, hard or soft, status, reason and the original's Message-ID: for every server family, for notices that
/// break the standard, and for mail of people and machines that only looks like a notice.
#[test]
fn every_sample_is_read_as_the_table_says() {
    assert_none(&differences(|bytes| bytes));
}

/// Why, and whether for good, by what the refusing server says: the words decide where the codes mislead.
#[test]
fn every_answer_gives_its_reason() {
    let answers = fs::read_to_string(folder().join("answers.tsv")).expect("the answers are there");
    let wrong: Vec<String> = answers
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let cells: Vec<&str> = line.splitn(3, '\t').collect();
            let [reason, hard, answer] = cells[..] else {
                panic!("not three cells: {line}");
            };
            let notice = format!(
                "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail\r\n\
                 Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
                 --b\r\nContent-Type: message/delivery-status\r\n\r\n\
                 Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\
                 Diagnostic-Code: smtp; {answer}\r\n\r\n--b--\r\n"
            );
            let (_, recipients, _) = told(notice.as_bytes());
            let [[_, found_hard, _, found_reason]] = &recipients[..] else {
                return Some(format!("{recipients:?} instead of one: {answer}"));
            };
            (found_reason != reason || found_hard != hard).then(|| {
                format!("{found_reason} {found_hard} instead of {reason} {hard}: {answer}")
            })
        })
        .collect();
    assert_none(&wrong);
}

/// A mail program or a mailbox file may change the line ends; a notice means the same.
#[test]
fn line_ends_change_nothing() {
    let without =
        |byte: u8| move |bytes: Vec<u8>| bytes.into_iter().filter(|other| *other != byte).collect();
    assert_none(&differences(without(b'\r')));
    assert_none(&differences(without(b'\n')));
}

/// A sample that nobody expects anything of would prove nothing.
#[test]
fn every_sample_is_in_the_table() {
    let expected: BTreeSet<String> = table().into_iter().map(|one| one.name).collect();
    let there: BTreeSet<String> = fs::read_dir(folder())
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    assert_eq!(there, expected);
}

/// A delivery is known by the token that it carried, wherever the mail system put it.
#[test]
fn tokens_are_found_in_addresses_subjects_and_returned_headers() {
    const TOKEN: &str = "0123456789abcdef0123456789abcdef";
    let bounced = String::from_utf8(sample("postfix-unknown-user")).expect("text").replace(
        "Subject: Payback in eleven months\r\n",
        &format!(
            "Subject: Payback\r\nList-Unsubscribe:\r\n <mailto:dana@brightloom.example?subject=unsubscribe%20{TOKEN}>\r\n"
        ),
    );
    assert_eq!(read(bounced.as_bytes()).tokens, [TOKEN]);

    let addressed = format!(
        "From: Lena <lena@nordwerk.example>\r\nTo: <dana+{}@brightloom.example>\r\n\
         Delivered-To: dana+{TOKEN}@brightloom.example\r\nSubject: Re: unsubscribe {TOKEN}\r\n\r\nStop.\r\n",
        TOKEN.to_uppercase()
    );
    assert_eq!(
        read(addressed.as_bytes()).tokens,
        [TOKEN],
        "one token, once"
    );

    let other = format!("From: a@b.example\r\nSubject: {TOKEN} and unsubscribe {TOKEN}0\r\n\r\n");
    assert!(
        read(other.as_bytes()).tokens.is_empty(),
        "only where a token stands"
    );
}

/// The delivery that was answered is likelier the one before than the first of a long thread.
#[test]
fn about_names_the_answered_message_first() {
    let reply = "From: Lena <lena@nordwerk.example>\r\nTo: dana@brightloom.example\r\nSubject: Re: Payback\r\n\
                 In-Reply-To: <3@brightloom.example>\r\n\
                 References: <1@brightloom.example>\r\n <2@brightloom.example> <3@brightloom.example>\r\n\r\nYes.\r\n";
    assert_eq!(
        read(reply.as_bytes()).about,
        [
            "3@brightloom.example",
            "2@brightloom.example",
            "1@brightloom.example"
        ]
    );
}

/// Nothing, half a header, headers without a text, a text without headers: all are some message, and none a panic.
#[test]
fn what_is_no_message_is_other() {
    for bytes in [
        &b""[..],
        b"\r\n",
        b"\0\xff\xfe",
        b"From",
        b"From: ",
        b"Content-Type: multipart/report; boundary=\"\"\r\n\r\n--\r\n",
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x",
    ] {
        let incoming = read(bytes);
        assert!(incoming.recipients.is_empty(), "{bytes:?}");
        assert_ne!(incoming.kind, IncomingKind::Bounce, "{bytes:?}");
    }
}

/// A message within a message that ends where the part around both does: fuzzing found that the parser asserts
/// otherwise when it is built for debugging.
#[test]
fn a_message_in_a_message_in_a_part_is_read() {
    let notice = "Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\n\
                  Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
                  --b\r\nContent-Type: message/delivery-status\r\n\r\n\
                  Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
                  --b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: message/rfc822\r\n\r\n\
                  Message-ID: <1@brightloom.example>\r\n\r\nHello\r\n--b--\r\n";
    let (kind, recipients, _) = told(notice.as_bytes());
    assert_eq!(kind, "bounce");
    assert_eq!(
        recipients,
        [["a@b.example", "hard", "5.1.1", "no_such_user"]]
    );
}

/// Messages within messages, a hundred thousand deep, plain, in digests and encoded: what is read of them is bounded,
/// so that the parser's nested values fit the stack of a thread of ordinary size.
#[test]
fn nesting_without_end_is_cut() {
    const DEEP: usize = 100_000;
    let plain = "Content-Type: message/rfc822\r\n\r\n".repeat(DEEP);
    let spaced = "C ontent - type : message/rfc822\r\n\r\n".repeat(DEEP);
    let digest = "Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\n".repeat(DEEP);
    let multipart: String = (0..DEEP)
        .map(|level| {
            format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n")
        })
        .collect();
    let encoded = format!(
        "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{}",
        "Content-=54ype: message/rfc822\r\n\r\n".repeat(DEEP)
    );
    for message in [plain, spaced, digest, multipart, encoded] {
        let incoming = read(message.as_bytes());
        assert!(incoming.recipients.is_empty());
    }
}

/// Twenty megabytes that were made to be slow: one line, many addresses, many fields, many groups. They are read
/// only in part, so this ends as soon as the other tests do.
#[test]
fn a_message_without_end_is_read_in_part() {
    const LENGTH: usize = 20 << 20;
    let head = "Return-Path: <>\r\nFrom: MAILER-DAEMON@long.example\r\nSubject: failure notice\r\n\
                Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n";
    let status = "Content-Type: message/delivery-status\r\n\r\n";
    for (kind, unit) in [
        ("", "a@"),
        (
            "",
            "could not be delivered to <someone@long.example>: 550 5.1.1 unknown\r\n",
        ),
        ("", "Received: x\r\n\r\n"),
        (
            status,
            "Final-Recipient: rfc822; a@long.example\r\nAction: failed\r\n\r\n",
        ),
        (status, " folded"),
        ("Content-Type: text/html\r\n\r\n", "<p>&lt;"),
        (
            "Content-Type: message/rfc822\r\n\r\n",
            "To: a@long.example, b@long.example\r\n",
        ),
    ] {
        let blank = if kind.is_empty() { "\r\n" } else { "" };
        let message = format!("{head}{kind}{blank}{}", unit.repeat(LENGTH / unit.len()));
        assert!(
            read(message.as_bytes()).recipients.len() <= 1001,
            "{unit:?}"
        );
    }
}

/// A sample in which some bytes were changed, taken out or put in.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let names: Vec<String> = table().into_iter().map(|one| one.name).collect();
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..3u8), 1..40);
    (prop::sample::select(names), edits).prop_map(|(name, edits)| {
        let mut bytes = sample(&name);
        for (at, byte, edit) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match edit {
                0 => bytes[at] = byte,
                1 => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
                _ => bytes.insert(at, byte),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Reading has no state and no luck in it, and ends whatever it is given.
    #[test]
    fn reading_is_total_and_repeatable(bytes in prop_oneof![mutated(), prop::collection::vec(any::<u8>(), 0..2000)]) {
        prop_assert_eq!(read(&bytes), read(&bytes));
    }
}
