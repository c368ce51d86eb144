//! Reading a mailbox, from servers that do as a test tells them.

mod connecting;
mod hostile;
mod moving;
mod reading;
mod waiting;

use byline_mail::imap::{ConnectError, Login, Secret, Session, Settings, Timeouts};

use super::server::{Peer, Server, timeouts};

/// The rep's own name and password; the password has what a careless program stumbles over.
pub const LOGIN: Login<'_> = Login {
    user: "dana@example.com",
    secret: Secret::Password("corr\"ect \\horse"),
};

/// An IMAP server's side of a conversation.
pub struct Imap {
    pub peer: Peer,
    /// The tag of the command that was heard last.
    tag: String,
}

impl Imap {
    /// Greets.
    pub fn greet(mut peer: Peer) -> Self {
        peer.say("* OK ready when you are\r\n");
        Self::silent(peer)
    }

    /// Says nothing by itself.
    pub fn silent(peer: Peer) -> Self {
        Self {
            peer,
            tag: String::new(),
        }
    }

    /// Greets, and tells what it offers to somebody who does not sign in.
    pub fn offering(peer: Peer, offers: &str) -> Self {
        let mut imap = Self::greet(peer);
        imap.offer(offers);
        imap
    }

    /// Hears the question for what it offers, and answers it.
    pub fn offer(&mut self, offers: &str) {
        self.hear("CAPABILITY");
        self.say(&format!("* CAPABILITY IMAP4rev1 {offers}"));
        self.done("OK done");
    }

    /// Greets, and opens the inbox to look only.
    pub fn opened(peer: Peer, offers: &str, exists: u32) -> Self {
        let mut imap = Self::offering(peer, offers);
        imap.hear("EXAMINE INBOX");
        imap.say(&format!("* {exists} EXISTS"));
        imap.say("* OK [UIDVALIDITY 7] UIDs valid");
        imap.say("* OK [UIDNEXT 100] Predicted next UID");
        imap.done("OK [READ-ONLY] opened");
        imap
    }

    /// Hears this command.
    pub fn hear(&mut self, command: &str) {
        let line = self.peer.hear("B");
        let (tag, heard) = line.split_once(' ').expect("a tag and a command");
        assert_eq!(heard, command);
        self.tag = tag.to_owned();
    }

    /// Hears this command and says that it is done.
    pub fn hear_and_do(&mut self, command: &str) {
        self.hear(command);
        self.done("OK done");
    }

    /// Says a line.
    pub fn say(&mut self, line: &str) {
        self.peer.say(format!("{line}\r\n"));
    }

    /// Ends the command that was heard last.
    pub fn done(&mut self, end: &str) {
        let tag = self.tag.clone();
        self.say(&format!("{tag} {end}"));
    }

    /// Says these bytes of a message, with its UID and whatever else.
    pub fn fetched(&mut self, items: &str, section: &str, bytes: &[u8]) {
        let head = format!(
            "* 1 FETCH ({items} BODY[{section}]<0> {{{}}}\r\n",
            bytes.len()
        );
        let mut answer = head.into_bytes();
        answer.extend(bytes);
        answer.extend(b")\r\n");
        self.peer.say(answer);
    }

    /// Hears the goodbye.
    pub fn bye(mut self) {
        self.hear("LOGOUT");
        self.say("* BYE see you");
        self.done("OK done");
        self.peer.hear_the_rest();
    }
}

/// A session with a server that does as `script` says.
pub fn session(script: impl FnOnce(Peer) + Send + 'static) -> (Server, Session) {
    session_within(timeouts(), script)
}

/// The same for somebody with less patience.
pub fn session_within(
    timeouts: Timeouts,
    script: impl FnOnce(Peer) + Send + 'static,
) -> (Server, Session) {
    let server = Server::start(script);
    let session = Session::connect(&Settings {
        timeouts,
        ..server.settings()
    })
    .expect("a connection");
    (server, session)
}

/// Why no connection came about.
pub fn failed(settings: &Settings<'_>) -> ConnectError {
    match Session::connect(settings) {
        Ok(_) => panic!("the connection came about"),
        Err(error) => error,
    }
}
