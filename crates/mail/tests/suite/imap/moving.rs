//! Moving messages for a rep who asked for a folder.

use byline_mail::imap::ImapError;

use super::{Imap, session};

fn selected(imap: &mut Imap, uid_validity: u32) {
    imap.hear("SELECT INBOX");
    imap.say("* 3 EXISTS");
    imap.say(&format!("* OK [UIDVALIDITY {uid_validity}] UIDs valid"));
    imap.done("OK [READ-WRITE] opened");
}

fn examined(imap: &mut Imap, uid_validity: u32) {
    imap.hear("EXAMINE INBOX");
    imap.say("* 3 EXISTS");
    imap.say(&format!("* OK [UIDVALIDITY {uid_validity}] UIDs valid"));
    imap.done("OK [READ-ONLY] opened");
}

#[test]
fn messages_are_moved_and_the_folder_is_to_look_at_again() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "MOVE UIDPLUS", 3);
        selected(&mut imap, 7);
        imap.hear("UID MOVE 4:5 Byline");
        imap.done("NO [TRYCREATE] no such folder");
        imap.hear_and_do("CREATE Byline");
        imap.hear("UID MOVE 4:5 Byline");
        imap.say("* OK [COPYUID 9 4,5 1,2] Moved");
        imap.say("* 1 EXPUNGE");
        imap.say("* 1 EXPUNGE");
        imap.done("OK done");
        examined(&mut imap, 7);
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    assert_eq!(session.move_to(&[4, 5], "Byline"), Ok(()));
    session.logout();
    server.done();
}

#[test]
fn without_move_only_these_messages_are_deleted() {
    for (offers, expunges) in [("UIDPLUS", true), ("", false)] {
        let (server, mut session) = session(move |peer| {
            let mut imap = Imap::opened(peer, offers, 3);
            selected(&mut imap, 7);
            imap.hear_and_do("UID COPY 4 Byline");
            imap.hear_and_do("UID STORE 4 +FLAGS.SILENT (\\Deleted)");
            if expunges {
                imap.hear_and_do("UID EXPUNGE 4");
            }
            examined(&mut imap, 7);
            imap.bye();
        });
        session.examine("INBOX").expect("a folder");
        assert_eq!(session.move_to(&[4], "Byline"), Ok(()));
        session.logout();
        server.done();
    }
}

#[test]
fn a_folder_that_was_made_anew_keeps_its_messages() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "MOVE", 3);
        selected(&mut imap, 8);
        examined(&mut imap, 8);
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let error = session.move_to(&[4], "Byline").unwrap_err();
    assert!(
        matches!(error, ImapError::FolderChanged { .. }),
        "{error:?}"
    );
    session.logout();
    server.done();
}

#[test]
fn a_folder_that_cannot_be_made_is_quoted() {
    let (server, mut session) = session(|peer| {
        let mut imap = Imap::opened(peer, "MOVE", 3);
        selected(&mut imap, 7);
        imap.hear("UID MOVE 4 Byline");
        imap.done("NO [OVERQUOTA] Your mailbox is full");
        imap.hear("CREATE Byline");
        imap.done("NO [ALREADYEXISTS] it is there");
        examined(&mut imap, 7);
        imap.bye();
    });
    session.examine("INBOX").expect("a folder");
    let error = session.move_to(&[4], "Byline").unwrap_err();
    assert!(
        error.to_string().contains("Your mailbox is full"),
        "{error}"
    );
    session.logout();
    server.done();
}
