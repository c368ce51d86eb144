//! Servers that break down, break off or break the rules: named for what they do, and no harm done.

use std::{ops::ControlFlow, time::Duration};

use byline_mail::imap::{ImapError, Timeouts};
use proptest::prelude::*;

use super::{
    super::server::{Peer, timeouts},
    Imap, session, session_within,
};

/// What reading a message comes to when the server answers so.
fn answered(answer: impl FnOnce(&mut Imap) + Send + 'static) -> Result<Option<Vec<u8>>, ImapError> {
    let (server, mut session) = session(move |peer| {
        let mut imap = Imap::opened(peer, "", 1);
        imap.hear("UID FETCH 5 (UID BODY.PEEK[]<0.1000>)");
        answer(&mut imap);
        imap.peer.hear_the_rest();
    });
    session.examine("INBOX").expect("a folder");
    let result = session.message(5, 1000);
    // Nobody knows what the next bytes would answer: the session says the same again and asks for nothing.
    if let Err(error) = &result
        && !matches!(error, ImapError::Refused { .. })
    {
        assert!(!session.is_open());
        assert_eq!(session.after(0).as_ref(), Err(error));
    }
    drop(session);
    server.done();
    result
}

#[test]
fn a_connection_that_breaks_is_told_from_one_that_is_ended() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 1);
        imap.hear("UID FETCH 5 (UID BODY.PEEK[]<0.1000>)");
        imap.say("* 1 FETCH (UID 5 BODY[]<0> {900}\r\nthe beginning");
    });
    session.examine("INBOX").expect("a folder");
    let error = session.message(5, 1000).unwrap_err();
    assert!(matches!(error, ImapError::Lost { .. }), "{error:?}");
    assert!(error.may_pass());
    drop(session);
    server.done();

    let error = answered(|imap| imap.say("* BYE [UNAVAILABLE] Mailbox is gone")).unwrap_err();
    assert_eq!(
        error,
        ImapError::Goodbye {
            host: "127.0.0.1".to_owned(),
            words: "Mailbox is gone".to_owned(),
        }
    );
    assert!(error.may_pass());
    let error = answered(|imap| imap.say("* BYE Auf Wiedersehen, schöne Grüße")).unwrap_err();
    assert!(matches!(error, ImapError::Goodbye { .. }), "{error:?}");
}

#[test]
fn a_mailbox_that_disappears_in_the_middle_is_quoted() {
    let error =
        answered(|imap| imap.done("NO [NONEXISTENT] Mailbox was deleted under you")).unwrap_err();
    let ImapError::Refused { words, for_now, .. } = &error else {
        panic!("{error:?}");
    };
    assert_eq!(
        (words.as_str(), *for_now),
        ("Mailbox was deleted under you", false)
    );
    let error = answered(|imap| imap.done("NO [UNAVAILABLE] storage is busy")).unwrap_err();
    assert!(error.may_pass());
}

#[test]
fn a_server_that_stalls_or_drips_is_given_up() {
    let answers: [fn(Peer); 2] = [
        |mut peer| {
            peer.hear_the_rest();
        },
        |mut peer| peer.drip("* OK still looking\r\n"),
    ];
    for answer in answers {
        let short = Timeouts {
            message: Duration::from_millis(200),
            ..timeouts()
        };
        let (server, mut session) = session_within(short, move |peer| {
            let mut imap = Imap::opened(peer, "", 1);
            imap.hear("UID SEARCH UID 1:*");
            answer(imap.peer);
        });
        session.examine("INBOX").expect("a folder");
        let error = session.after(0).unwrap_err();
        assert!(matches!(error, ImapError::Stalled { .. }), "{error:?}");
        assert!(error.may_pass());
        drop(session);
        server.done();
    }
}

#[test]
fn what_is_far_too_much_is_not_kept() {
    let flood: [fn(&mut Imap); 4] = [
        // Four gigabytes, announced.
        |imap| imap.say("* 1 FETCH (UID 5 BODY[]<0> {4294967295}"),
        // More than was asked for.
        |imap| imap.fetched("UID 5", "", &vec![b'x'; 1_000_000]),
        // A line without an end.
        |imap| imap.peer.say("* OK ".to_owned() + &"x".repeat(1_000_000)),
        // Answers without an end.
        |imap| imap.peer.say("* 1 EXPUNGE\r\n".repeat(1_000_000)),
    ];
    for flood in flood {
        let error = answered(flood).unwrap_err();
        assert!(matches!(error, ImapError::TooMuch { .. }), "{error:?}");
    }
}

#[test]
fn nesting_without_end_does_no_harm() {
    let result = answered(|imap| {
        let deep = "(".repeat(50_000);
        imap.say(&format!("* 1 FETCH (BODYSTRUCTURE {deep}"));
        imap.say(&format!("* LIST {deep}"));
        imap.say(&format!("* THREAD {deep}"));
        imap.fetched("UID 5", "", b"Subject: all the same\r\n");
        imap.done("OK done");
    });
    assert_eq!(result, Ok(Some(b"Subject: all the same\r\n".to_vec())));
}

#[test]
fn what_answers_nothing_ends_the_conversation() {
    let answers: [fn(&mut Imap); 4] = [
        |imap| imap.say("220 mail.example ESMTP"),
        |imap| imap.say("B999 OK done"),
        |imap| imap.say("+ go on"),
        |imap| imap.done("MAYBE done"),
    ];
    for answer in answers {
        let error = answered(answer).unwrap_err();
        assert!(matches!(error, ImapError::Nonsense { .. }), "{error:?}");
        assert!(!error.may_pass());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever comes, reading ends with a result: no panic, no waiting for more than there is.
    #[test]
    fn whatever_comes_reading_ends(noise in prop::collection::vec(piece(), 0..12)) {
        let noise = noise.concat();
        let (server, mut session) = session(move |peer| {
            let mut imap = Imap::opened(peer, "", 1);
            imap.hear("UID FETCH 5 (UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.65536>)");
            imap.peer.say(noise);
        });
        session.examine("INBOX").expect("a folder");
        let _ = session.heads(&[5], &mut |head| {
            assert!(head.uid == 5);
            ControlFlow::Continue(())
        });
        drop(session);
        server.done();
    }
}

/// A piece of an answer, or of nothing.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..20),
        prop::sample::select(vec![
            "* ",
            "1 FETCH (",
            "UID 5 ",
            "UID 6 ",
            "BODY[HEADER]<0> ",
            "{3}\r\n",
            "{0}\r\n",
            "abc",
            ")\r\n",
            "\r\n",
            "B4 ",
            "OK done\r\n",
            "NO [",
            "ALERT] no\r\n",
            "* BYE\r\n",
            "+ \r\n",
            "INTERNALDATE ",
            "\"01-Jan-2026 00:00:00 +0000\" ",
            "\"\\",
            "* SEARCH 1 2\r\n",
            "* CAPABILITY\r\n",
            "NIL ",
            "FLAGS ()",
        ])
        .prop_map(|word| word.as_bytes().to_vec()),
    ]
}
