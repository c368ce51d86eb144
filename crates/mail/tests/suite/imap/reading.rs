//! Reading: what is asked for, and what is made of the answers.

use std::ops::ControlFlow;

use byline_mail::imap::{FolderState, Head, ImapError, Role, Session};

use super::{Imap, session};

const HEADS: &str = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER]<0.65536>)";

fn heads(session: &mut Session, uids: &[u32]) -> (Vec<Head>, Vec<u32>) {
    let mut heads = Vec::new();
    let unreadable = session
        .heads(uids, &mut |head| {
            heads.push(head);
            ControlFlow::Continue(())
        })
        .expect("heads");
    (heads, unreadable)
}

#[test]
fn a_folder_is_opened_to_look_only() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::offering(peer, "");
        imap.hear("EXAMINE INBOX");
        imap.say("* FLAGS (\\Answered \\Seen $Odd[Flag)");
        imap.say("* 172 EXISTS");
        imap.say("* 1 RECENT");
        imap.say("* OK [UNSEEN 12] Message 12 is first unseen");
        imap.say("* OK [UIDVALIDITY 3857529045] UIDs valid");
        imap.say("* OK [UIDNEXT 4392] Predicted next UID");
        imap.done("OK [READ-ONLY] EXAMINE completed");
        // The name as it travels: a space, quotes, a backslash.
        imap.hear(r#"EXAMINE "Sent \"old\" \\ Items""#);
        imap.done("NO [NONEXISTENT] kein Ordner dieses Namens");
        imap.bye();
    });
    assert_eq!(
        session.examine("INBOX"),
        Ok(FolderState {
            uid_validity: 3_857_529_045,
            uid_next: Some(4392),
            exists: 172,
        })
    );
    assert_eq!(
        session.examine(r#"Sent "old" \ Items"#),
        Err(ImapError::NoFolder {
            host: "127.0.0.1".to_owned(),
            folder: r#"Sent "old" \ Items"#.to_owned(),
            words: "kein Ordner dieses Namens".to_owned(),
        })
    );
    session.logout();
    server.done();
}

#[test]
fn a_folder_without_lasting_numbers_is_not_read() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::offering(peer, "");
        imap.hear("EXAMINE INBOX");
        imap.say("* 3 EXISTS");
        imap.done("OK opened");
        imap.peer.hear_the_rest();
    });
    assert!(matches!(
        session.examine("INBOX"),
        Err(ImapError::Nonsense { .. })
    ));
    drop(session);
    server.done();
}

#[test]
fn folders_have_names_that_can_be_shown() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::offering(peer, "SPECIAL-USE");
        imap.hear("LIST \"\" *");
        imap.say(r#"* LIST (\HasNoChildren) "/" INBOX"#);
        imap.say(r#"* LIST (\HasChildren \Noselect) "/" "[Gmail]""#);
        imap.say(r#"* LIST (\HasNoChildren \Sent) "/" "[Gmail]/Gesendet""#);
        imap.say("* LIST () NIL {14}\r\nEntw&APw-rfe &");
        imap.say(r#"* LIST (\Junk) "/" "Junk-E-Mail""#);
        imap.done("OK done");
        imap.bye();
    });
    let folders = session.folders().expect("folders");
    let shown = folders
        .iter()
        .map(|folder| (folder.name.as_str(), folder.role))
        .collect::<Vec<_>>();
    assert_eq!(
        shown,
        [
            ("INBOX", Some(Role::Inbox)),
            ("[Gmail]/Gesendet", Some(Role::Sent)),
            ("Entw&APw-rfe &", None),
            ("Junk-E-Mail", Some(Role::Junk)),
        ]
    );
    session.logout();
    server.done();
}

#[test]
fn only_what_is_new_is_asked_for() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 3);
        imap.hear("UID SEARCH UID 91:*");
        // "*" is the last message, even where it is below 91.
        imap.say("* SEARCH 90");
        imap.done("OK done");
        imap.hear("UID SEARCH UID 91:*");
        imap.say("* SEARCH 93 90 92");
        imap.say("* SEARCH 95");
        imap.done("OK done");
        imap.hear("UID SEARCH SINCE \"01-Mar-2026\"");
        imap.say("* SEARCH");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    assert_eq!(session.after(90), Ok(vec![]));
    assert_eq!(session.after(90), Ok(vec![92, 93, 95]));
    assert_eq!(session.after(u32::MAX), Ok(vec![]));
    let day = jiff::civil::date(2026, 3, 1);
    assert_eq!(session.since(day), Ok(vec![]));
    session.logout();
    server.done();
}

#[test]
fn nothing_found_is_told_from_nothing_understood() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 3);
        imap.hear("UID SEARCH UID 91:*");
        imap.say("* ESEARCH (TAG \"B3\") UID ALL 91:94");
        imap.done("OK done");
        imap.hear_and_do("UID SEARCH UID 91:*");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let error = session.after(90).unwrap_err();
    assert!(matches!(error, ImapError::Nonsense { .. }), "{error:?}");
    assert!(session.is_open());
    assert_eq!(session.after(90), Ok(vec![]));
    session.logout();
    server.done();
}

#[test]
fn a_message_id_is_looked_for_as_it_is() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 3);
        imap.hear(r#"UID SEARCH HEADER Message-ID "<a\"b\\c@example.com>""#);
        imap.say("* SEARCH 12");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    assert_eq!(session.find(r#"<a"b\c@example.com>"#), Ok(vec![12]));
    // Nothing that could end the command, nothing that every message has.
    assert_eq!(session.find("x\r\nB9 DELETE INBOX"), Ok(vec![]));
    assert_eq!(session.find("<>"), Ok(vec![]));
    session.logout();
    server.done();
}

#[test]
fn heads_are_read_without_a_trace() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 3);
        imap.hear(&format!("UID FETCH 4,8:9 {HEADS}"));
        // Somebody reads along on the telephone: not an answer to this.
        imap.say("* 2 FETCH (FLAGS (\\Seen) UID 8)");
        imap.fetched(
            "UID 4 RFC822.SIZE 2345 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\"",
            "HEADER",
            b"Subject: \xe4\xf6\xfc\r\n\r\n",
        );
        imap.say("* 4 EXISTS");
        imap.fetched("RFC822.SIZE 7 UID 8", "HEADER", b"Subject: a\0b\r\n");
        imap.say("* 3 FETCH (UID 9 RFC822.SIZE 0 BODY[HEADER]<0> NIL)");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let (heads, unreadable) = heads(&mut session, &[4, 8, 9]);
    assert_eq!(
        heads,
        [
            Head {
                uid: 4,
                size: 2345,
                received: Some("1996-07-17T09:44:25Z".parse().unwrap()),
                header: b"Subject: \xe4\xf6\xfc\r\n\r\n".to_vec(),
            },
            Head {
                uid: 8,
                size: 7,
                received: None,
                header: b"Subject: a b\r\n".to_vec(),
            },
            Head {
                uid: 9,
                size: 0,
                received: None,
                header: Vec::new(),
            },
        ]
    );
    assert!(unreadable.is_empty(), "{unreadable:?}");
    session.logout();
    server.done();
}

#[test]
fn one_message_that_cannot_be_read_hides_no_other() {
    const ODD: &str = "INTERNALDATE \"yesterday\"";
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 4);
        imap.hear(&format!("UID FETCH 1:4 {HEADS}"));
        imap.fetched(&format!("UID 1 {ODD}"), "HEADER", b"Subject: one\r\n");
        imap.fetched("UID 2", "HEADER", b"Subject: two\r\n");
        imap.fetched(&format!("UID 3 {ODD}"), "HEADER", b"Subject: three\r\n");
        // The fourth is gone by now.
        imap.done("OK done");
        let alone = "(UID BODY.PEEK[HEADER]<0.65536>)";
        imap.hear(&format!("UID FETCH 1 {alone}"));
        imap.fetched("UID 1", "HEADER", b"Subject: one\r\n");
        imap.done("OK done");
        imap.hear(&format!("UID FETCH 3 {alone}"));
        imap.say("* 3 FETCH (UID 3 BODY[HEADER]<0> (what?))");
        imap.done("OK done");
        imap.hear_and_do(&format!("UID FETCH 4 {alone}"));
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let (heads, unreadable) = heads(&mut session, &[1, 2, 3, 4]);
    let uids = heads.iter().map(|head| head.uid).collect::<Vec<_>>();
    assert_eq!(uids, [2, 1]);
    assert_eq!(unreadable, [3]);
    session.logout();
    server.done();
}

#[test]
fn reading_heads_ends_when_it_is_told_to() {
    let uids = (1..=120).collect::<Vec<u32>>();
    let (server, mut session) = session(move |peer| {
        let mut imap = Imap::opened(peer, "", 120);
        imap.hear(&format!("UID FETCH 1:50 {HEADS}"));
        for uid in 1..=50 {
            imap.fetched(&format!("UID {uid}"), "HEADER", b"\r\n");
        }
        imap.done("OK done");
        imap.hear(&format!("UID FETCH 51:100 {HEADS}"));
        for uid in 51..=100 {
            imap.fetched(&format!("UID {uid}"), "HEADER", b"\r\n");
        }
        imap.done("OK done");
        // The conversation is in order, and goes on.
        imap.hear("UID FETCH 7 (UID BODY.PEEK[]<0.10>)");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let mut seen = Vec::new();
    session
        .heads(&uids, &mut |head| {
            seen.push(head.uid);
            if head.uid == 60 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .expect("heads");
    assert_eq!(seen, (1..=60).collect::<Vec<_>>());
    assert_eq!(session.message(7, 10), Ok(None));
    session.logout();
    server.done();
}

#[test]
fn a_message_is_read_as_far_as_it_was_asked_for() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "", 1);
        imap.hear("UID FETCH 5 (UID BODY.PEEK[]<0.12>)");
        imap.fetched("UID 5", "", b"Subject: {5}");
        imap.done("OK done");
        imap.hear("UID FETCH 5 (UID BODY.PEEK[]<0.12>)");
        imap.say("* 1 FETCH (UID 5 BODY[]<0> nothing)");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    assert_eq!(session.message(5, 12), Ok(Some(b"Subject: {5}".to_vec())));
    assert!(matches!(
        session.message(5, 12),
        Err(ImapError::Nonsense { .. })
    ));
    session.logout();
    server.done();
}
