//! Waiting for mail.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use byline_mail::imap::{ImapError, Session, Wait};

use super::{Imap, session};

/// Longer than any test lasts.
const LONG: Duration = Duration::from_secs(600);

fn wait(session: &mut Session) -> Result<Wait, ImapError> {
    session.wait(LONG, &AtomicBool::new(false))
}

/// Opens the inbox with three messages and looks at them.
fn looked(imap: &mut Imap) {
    imap.hear("UID SEARCH UID 1:*");
    imap.say("* SEARCH 1 2 3");
    imap.done("OK done");
}

#[test]
fn a_new_message_ends_the_waiting_and_what_is_known_does_not() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "IDLE", 3);
        looked(&mut imap);
        imap.hear("IDLE");
        imap.say("+ idling");
        imap.say("* 3 EXISTS");
        imap.say("* OK Still here");
        // One is deleted elsewhere, and one comes in: as many as before, and one of them new.
        imap.say("* 2 EXPUNGE");
        imap.say("* 3 EXISTS");
        imap.say("* 1 RECENT");
        imap.peer.hear("DONE");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    session.after(0).expect("messages");
    assert_eq!(wait(&mut session), Ok(Wait::Changed));
    session.logout();
    server.done();
}

#[test]
fn what_comes_in_between_looking_and_waiting_is_not_missed() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "IDLE", 3);
        imap.hear("UID SEARCH UID 1:*");
        imap.say("* SEARCH 1 2 3");
        imap.say("* 4 EXISTS");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    // Nothing was looked at yet: waiting would be wrong.
    assert_eq!(wait(&mut session), Ok(Wait::Changed));
    session.after(0).expect("messages");
    assert_eq!(wait(&mut session), Ok(Wait::Changed));
    session.logout();
    server.done();
}

#[test]
fn looking_holds_while_other_folders_are_opened() {
    fn opened(imap: &mut Imap, folder: &str, uid_next: u32) {
        imap.hear(&format!("EXAMINE {folder}"));
        imap.say("* 3 EXISTS");
        imap.say("* OK [UIDVALIDITY 7] UIDs valid");
        imap.say(&format!("* OK [UIDNEXT {uid_next}] Predicted next UID"));
        imap.done("OK [READ-ONLY] opened");
    }
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "IDLE", 3);
        looked(&mut imap);
        opened(&mut imap, "Junk", 50);
        opened(&mut imap, "INBOX", 100);
        imap.hear("IDLE");
        imap.say("+ idling");
        imap.peer.hear("DONE");
        imap.done("OK done");
        // One came in and one was put away while another folder was open.
        opened(&mut imap, "Junk", 50);
        opened(&mut imap, "INBOX", 101);
        imap.bye();
    });
    let mut waited = Vec::new();
    session.examine("INBOX").expect("a folder");
    session.after(0).expect("messages");
    for _ in 0..2 {
        session.examine("Junk").expect("a folder");
        session.examine("INBOX").expect("a folder");
        waited.push(session.wait(Duration::from_millis(50), &AtomicBool::new(false)));
    }
    assert_eq!(waited, [Ok(Wait::TimedOut), Ok(Wait::Changed)]);
    session.logout();
    server.done();
}

#[test]
fn waiting_stops_when_it_is_asked_to() {
    let stop = Arc::new(AtomicBool::new(false));
    let stopper = Arc::clone(&stop);
    let (server, mut session) = session(move |peer| {
        let mut imap = Imap::opened(peer, "IDLE", 3);
        looked(&mut imap);
        imap.hear("IDLE");
        imap.say("+ idling");
        stopper.store(true, Ordering::Relaxed);
        imap.peer.hear("DONE");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    session.after(0).expect("messages");
    assert_eq!(session.wait(LONG, &stop), Ok(Wait::Stopped));
    session.logout();
    server.done();
}

#[test]
fn waiting_ends_with_its_time() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "IDLE", 3);
        looked(&mut imap);
        imap.hear("IDLE");
        imap.say("+ idling");
        imap.peer.hear("DONE");
        imap.done("OK done");
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    session.after(0).expect("messages");
    let waited = session.wait(Duration::from_millis(50), &AtomicBool::new(false));
    assert_eq!(waited, Ok(Wait::TimedOut));
    session.logout();
    server.done();
}

#[test]
fn a_server_without_idle_is_asked_instead() {
    for (offers, refusal) in [("", None), ("IDLE", Some("BAD not really"))] {
        let (server, mut session) = session(move |peer| {
            let mut imap = Imap::opened(peer, offers, 3);
            looked(&mut imap);
            if let Some(refusal) = refusal {
                imap.hear("IDLE");
                imap.done(refusal);
            }
            imap.hear("NOOP");
            imap.say("* 4 EXISTS");
            imap.done("OK done");
            imap.bye();
        });
        session.examine("INBOX").expect("a folder");
        session.after(0).expect("messages");
        assert_eq!(wait(&mut session), Ok(Wait::Changed));
        session.logout();
        server.done();
    }
}

#[test]
fn a_server_that_leaves_while_it_is_waited_for_is_noticed() {
    type Expected = fn(&ImapError) -> bool;
    let ends: [(Option<&str>, Expected); 2] = [
        (Some("* BYE Idle for too long"), |error| {
            matches!(error, ImapError::Goodbye { .. })
        }),
        (None, |error| matches!(error, ImapError::Lost { .. })),
    ];
    for (last_words, expected) in ends {
        let (server, mut session) = session(move |peer| {
            let mut imap = Imap::opened(peer, "IDLE", 3);
            looked(&mut imap);
            imap.hear("IDLE");
            imap.say("+ idling");
            if let Some(words) = last_words {
                imap.say(words);
            }
        });
        session.examine("INBOX").expect("a folder");
        session.after(0).expect("messages");
        let error = wait(&mut session).unwrap_err();
        assert!(expected(&error), "{error:?}");
        server.done();
    }
}
