//! What became of a message, whatever the server does: nobody twice, nobody lost, and doubt called doubt.

use super::server::{Identity, Peer, Server, dana, maria, timeouts};
use byline_mail::smtp::{Attempt, Next, Session, Settings, Timeouts};
use byline_model::{EmailAddress, Outcome, Security};
use std::{convert::Infallible, sync::mpsc, time::Duration};

pub const MESSAGE: &[u8] = b"Subject: x\r\n\r\nHello\r\n";

/// Hands over one message with nothing to note before its final dot.
pub fn send(
    session: &mut Session,
    from: &EmailAddress,
    to: &EmailAddress,
    message: &[u8],
) -> Attempt {
    session
        .send(from, to, message, || Ok::<_, Infallible>(()))
        .unwrap_or_else(|never| match never {})
}

/// Sends one message to a server that does `script` after the greeting.
pub fn attempt(script: impl FnOnce(Peer) + Send + 'static) -> Attempt {
    attempt_within(timeouts(), script)
}

fn attempt_within(timeouts: Timeouts, script: impl FnOnce(Peer) + Send + 'static) -> Attempt {
    let server = Server::start(|mut peer| {
        peer.greet(&[]);
        script(peer);
    });
    let mut session = Session::connect(&Settings {
        timeouts,
        ..server.settings()
    })
    .unwrap();
    let attempt = send(&mut session, &dana(), &maria(), MESSAGE);
    drop(session);
    server.done();
    attempt
}

pub fn is_not_sent(attempt: &Attempt) -> bool {
    matches!(attempt.outcome, Outcome::NotSent(_)) && attempt.next == Next::Reconnect
}

pub fn is_in_doubt(attempt: &Attempt) -> bool {
    matches!(attempt.outcome, Outcome::Unknown(_)) && attempt.next == Next::Reconnect
}

#[test]
fn a_taken_message_keeps_the_server_s_words() {
    let attempt = attempt(|mut peer| {
        peer.take_envelope();
        assert_eq!(
            peer.hear_message(),
            b"Subject: x\r\n\r\nHello\r\n.\r\n",
            "the message came changed"
        );
        peer.say("250 2.0.0 Ok: queued as 4F1C22A0\r\n");
    });
    assert_eq!(
        attempt.outcome,
        Outcome::Accepted("250 2.0.0 Ok: queued as 4F1C22A0".to_owned())
    );
    assert_eq!(attempt.next, Next::Continue);
}

#[test]
fn many_messages_go_over_one_connection_and_a_refusal_does_not_stop_the_others() {
    let server = Server::start(|mut peer| {
        peer.greet(&["PIPELINING", "SIZE 10485760"]);
        for reply in [
            "250 2.0.0 first",
            "503 5.5.1 nobody",
            "452 4.2.2 full",
            "354 go on, nobody",
            "250 2.0.0 fifth",
        ] {
            // The whole envelope comes in one breath.
            peer.hear("MAIL FROM:<dana@example.com> SIZE=21");
            peer.hear("RCPT TO:<maria.chen@example.org>");
            peer.hear("DATA");
            if reply.ends_with("nobody") {
                peer.say("250 ok\r\n550-5.1.1 no such\r\n550 5.1.1 user here\r\n");
                peer.say(format!("{reply}\r\n"));
                if reply.starts_with('3') {
                    assert_eq!(peer.hear("."), ".", "a message to nobody has words");
                    peer.say("554 5.5.1 no valid recipients\r\n");
                }
                peer.hear("RSET");
                peer.say("250 ok\r\n");
            } else {
                peer.say("250 ok\r\n250 ok\r\n354 go on\r\n");
                peer.hear_message();
                peer.say(format!("{reply}\r\n"));
            }
        }
        peer.hear("QUIT");
        peer.say("221 bye\r\n");
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempts = [(); 5].map(|()| send(&mut session, &dana(), &maria(), MESSAGE));
    session.quit();
    server.done();
    assert!(
        attempts
            .iter()
            .all(|attempt| attempt.next == Next::Continue)
    );
    let refused = Outcome::Refused("550 5.1.1 no such user here".to_owned());
    assert_eq!(
        attempts.map(|attempt| attempt.outcome),
        [
            Outcome::Accepted("250 2.0.0 first".to_owned()),
            refused.clone(),
            Outcome::Deferred("452 4.2.2 full".to_owned()),
            refused,
            Outcome::Accepted("250 2.0.0 fifth".to_owned()),
        ]
    );
}

/// A server that refuses the sender and takes the recipient all the same would hand on whatever is ended with a dot.
#[test]
fn nobody_gets_an_empty_message_from_a_server_that_is_of_two_minds() {
    for no in [
        "452 4.3.1 Disk full",
        "550 5.7.1 Not you",
        "451 4.3.0 Later",
    ] {
        let server = Server::start(move |mut peer| {
            peer.greet(&["PIPELINING"]);
            peer.hear("MAIL");
            peer.hear("RCPT");
            peer.hear("DATA");
            peer.say(format!("{no}\r\n250 ok\r\n354 go on\r\n"));
            assert_eq!(peer.hear_the_rest(), b"", "{no}");
        });
        let mut session = Session::connect(&server.settings()).unwrap();
        let attempt = send(&mut session, &dana(), &maria(), MESSAGE);
        assert_ne!(attempt.next, Next::Continue, "{no}");
        session.quit();
        server.done();
    }
}

/// Answers that never come, because the server closed, must not hide the one that did.
#[test]
fn a_server_that_closes_in_the_middle_of_an_envelope_is_heard() {
    let server = Server::start(|mut peer| {
        peer.greet(&["PIPELINING"]);
        peer.hear("MAIL");
        peer.say("421 4.7.0 Daily sending quota exceeded\r\n");
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempt = send(&mut session, &dana(), &maria(), MESSAGE);
    server.done();
    assert_eq!(
        attempt.next,
        Next::LimitReached("421 4.7.0 Daily sending quota exceeded".to_owned())
    );
}

/// The note is made while the server waits for the dot and can have nothing yet; where it cannot be made, the dot never
/// leaves.
#[test]
fn the_final_dot_waits_for_the_note_that_it_leaves() {
    for fails in [false, true] {
        let (heard, all_but_the_dot) = mpsc::channel();
        let server = Server::start(move |mut peer| {
            peer.greet(&[]);
            peer.take_envelope();
            assert_eq!(peer.hear("Subject"), "Subject: x");
            assert_eq!(peer.hear(""), "");
            heard.send(()).unwrap();
            if fails {
                assert_eq!(peer.hear_the_rest(), b"Hello", "more was handed over");
            } else {
                peer.hear("Hello");
                peer.hear(".");
                peer.say("250 2.0.0 Ok\r\n");
            }
        });
        let mut session = Session::connect(&server.settings()).unwrap();
        let attempt = session.send(&dana(), &maria(), MESSAGE, || {
            all_but_the_dot.recv().unwrap();
            if fails {
                Err("the disk is full")
            } else {
                Ok(())
            }
        });
        if fails {
            assert_eq!(attempt, Err("the disk is full"));
            let next = send(&mut session, &dana(), &maria(), MESSAGE);
            assert!(
                is_not_sent(&next),
                "a message was begun in another: {next:?}"
            );
        } else {
            assert_eq!(
                attempt.unwrap().outcome,
                Outcome::Accepted("250 2.0.0 Ok".to_owned())
            );
        }
        drop(session);
        server.done();
    }
}

#[test]
fn lines_that_begin_with_a_dot_arrive_as_they_were_written() {
    let server = Server::start(|mut peer| {
        peer.greet(&[]);
        peer.take_envelope();
        assert_eq!(
            peer.hear_message(),
            b"Subject: x\r\n\r\n..\r\n...and\r\nend.\r\n..\r\n.\r\n"
        );
        peer.say("250 ok\r\n");
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempt = send(
        &mut session,
        &dana(),
        &maria(),
        b"Subject: x\r\n\r\n.\r\n..and\r\nend.\r\n.\r\n",
    );
    assert_eq!(attempt.outcome, Outcome::Accepted("250 ok".to_owned()));
    server.done();
}

#[test]
fn a_connection_lost_before_the_final_dot_is_certainly_not_sent() {
    let lost = |at: &'static str| {
        attempt(move |mut peer| {
            for (command, reply) in [
                ("MAIL", "250 ok\r\n"),
                ("RCPT", "250 ok\r\n"),
                ("DATA", "354 go on\r\n"),
            ] {
                peer.hear(command);
                if command == at {
                    return;
                }
                peer.say(reply);
            }
        })
    };
    for at in ["MAIL", "RCPT", "DATA"] {
        let attempt = lost(at);
        assert!(is_not_sent(&attempt), "after {at}: {attempt:?}");
    }
}

#[test]
fn a_connection_lost_while_the_message_leaves_is_certainly_not_sent() {
    let server = Server::start(|mut peer| {
        peer.greet(&[]);
        peer.take_envelope();
        peer.hear("Subject");
        // Gone, with most of the message still on the way: more than the network's buffers can hold.
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let huge = [
        b"Subject: x\r\n\r\n".to_vec(),
        b"0123456789abcdef0123456789\r\n".repeat(2_000_000),
    ]
    .concat();
    let attempt = send(&mut session, &dana(), &maria(), &huge);
    server.done();
    assert!(is_not_sent(&attempt), "{attempt:?}");
    let next = send(&mut session, &dana(), &maria(), MESSAGE);
    assert!(
        is_not_sent(&next),
        "a lost connection was used again: {next:?}"
    );
}

#[test]
fn a_connection_lost_after_the_final_dot_is_in_doubt() {
    let attempt = attempt(|mut peer| {
        peer.take_envelope();
        peer.hear_message();
    });
    assert!(is_in_doubt(&attempt), "{attempt:?}");
}

#[test]
fn doubt_is_told_apart_under_tls_too() {
    let over_tls = |message: &[u8], script: fn(&mut Peer)| {
        let identity = Identity::new(|_| {});
        let pem = identity.pem.clone();
        let server = Server::start(move |peer| {
            let mut peer = peer.secure(&identity).expect("a handshake");
            peer.greet(&[]);
            peer.take_envelope();
            script(&mut peer);
        })
        .with(Security::Tls);
        let settings = Settings {
            ca_pem: Some(pem.as_bytes()),
            ..server.settings()
        };
        let mut session = Session::connect(&settings).unwrap();
        let attempt = send(&mut session, &dana(), &maria(), message);
        drop(session);
        server.done();
        attempt
    };
    let after = over_tls(MESSAGE, |peer| drop(peer.hear_message()));
    assert!(is_in_doubt(&after), "{after:?}");
    let huge = [
        b"Subject: x\r\n\r\n".to_vec(),
        b"0123456789abcdef0123456789\r\n".repeat(2_000_000),
    ]
    .concat();
    let before = over_tls(&huge, |peer| drop(peer.hear("Subject")));
    assert!(is_not_sent(&before), "{before:?}");
}

#[test]
fn half_an_answer_or_nonsense_after_the_final_dot_is_in_doubt() {
    for answer in [
        "250 2.0.0 Ok: que",
        "250-2.0.0 Ok\r\n",
        "550",
        "HTTP/1.1 200 OK\r\n",
        "354 more\r\n",
        "\r\n",
    ] {
        let attempt = attempt(move |mut peer| {
            peer.take_envelope();
            peer.hear_message();
            peer.say(answer);
        });
        assert!(is_in_doubt(&attempt), "after {answer:?}: {attempt:?}");
    }
}

#[test]
fn silence_after_the_final_dot_is_in_doubt_and_before_it_not_sent() {
    let short = Duration::from_millis(200);
    let verdict = attempt_within(
        Timeouts {
            verdict: short,
            ..timeouts()
        },
        |mut peer| {
            peer.take_envelope();
            peer.hear_message();
            peer.hear_the_rest();
        },
    );
    assert!(is_in_doubt(&verdict), "{verdict:?}");
    let command = attempt_within(
        Timeouts {
            command: short,
            ..timeouts()
        },
        |mut peer| {
            peer.hear("MAIL");
            peer.say("250 o");
            peer.hear_the_rest();
        },
    );
    assert!(is_not_sent(&command), "{command:?}");
}

#[test]
fn an_answer_that_drips_is_given_up_as_a_whole() {
    let timeouts = Timeouts {
        command: Duration::from_millis(300),
        ..timeouts()
    };
    let attempt = attempt_within(timeouts, |mut peer| {
        peer.hear("MAIL");
        peer.drip("250-still thinking\r\n");
    });
    assert!(is_not_sent(&attempt), "{attempt:?}");
}

#[test]
fn a_server_that_stops_reading_is_given_up_before_the_dot() {
    let (given_up, wait) = mpsc::channel::<()>();
    let server = Server::start(move |mut peer| {
        peer.greet(&[]);
        peer.take_envelope();
        // Reads nothing more until the client has given up.
        assert!(wait.recv().is_err());
    });
    let timeouts = Timeouts {
        message: Duration::from_millis(300),
        ..timeouts()
    };
    let mut session = Session::connect(&Settings {
        timeouts,
        ..server.settings()
    })
    .unwrap();
    let huge = [
        b"Subject: x\r\n\r\n".to_vec(),
        b"0123456789abcdef0123456789\r\n".repeat(2_000_000),
    ]
    .concat();
    let attempt = send(&mut session, &dana(), &maria(), &huge);
    drop((session, given_up));
    server.done();
    assert!(is_not_sent(&attempt), "{attempt:?}");
}

#[test]
fn every_answer_to_the_message_is_told_apart() {
    let answered = |reply: &'static str| {
        attempt(move |mut peer| {
            peer.take_envelope();
            peer.hear_message();
            peer.say(reply);
        })
    };
    let refused = |words: &str| Attempt {
        outcome: Outcome::Refused(words.to_owned()),
        next: Next::Continue,
    };
    let deferred = |words: &str| Attempt {
        outcome: Outcome::Deferred(words.to_owned()),
        next: Next::Continue,
    };
    assert_eq!(answered("450 4.2.0 later\r\n"), deferred("450 4.2.0 later"));
    assert_eq!(answered("452 4.2.2 full\r\n"), deferred("452 4.2.2 full"));
    assert_eq!(answered("550 5.7.1 spam\r\n"), refused("550 5.7.1 spam"));
    assert_eq!(answered("552 5.2.2 quota\r\n"), refused("552 5.2.2 quota"));
    assert_eq!(answered("554-no\r\n554 never\r\n"), refused("554 no never"));
    let closing = answered("421 4.3.2 going down\r\n");
    assert_eq!(
        closing.outcome,
        Outcome::Deferred("421 4.3.2 going down".to_owned())
    );
    assert_eq!(closing.next, Next::Reconnect);
}

#[test]
fn an_answer_to_the_recipient_is_about_this_person_only() {
    let answered = |reply: &'static str| {
        attempt(move |mut peer| {
            peer.hear("MAIL");
            peer.say("250 ok\r\n");
            peer.hear("RCPT");
            peer.say(reply);
            if !reply.starts_with("421") {
                peer.hear("RSET");
                peer.say("250 ok\r\n");
            }
        })
    };
    assert_eq!(
        answered("450 4.7.1 greylisted\r\n"),
        Attempt {
            outcome: Outcome::Deferred("450 4.7.1 greylisted".to_owned()),
            next: Next::Continue
        }
    );
    assert_eq!(
        answered("550 5.1.1 unknown\r\n"),
        Attempt {
            outcome: Outcome::Refused("550 5.1.1 unknown".to_owned()),
            next: Next::Continue
        }
    );
    assert_eq!(
        answered("421 4.7.0 too many\r\n"),
        Attempt {
            outcome: Outcome::Deferred("421 4.7.0 too many".to_owned()),
            next: Next::Reconnect
        }
    );
}

#[test]
fn a_refusal_whose_reset_fails_ends_the_connection_but_stays_a_refusal() {
    let attempt = attempt(|mut peer| {
        peer.hear("MAIL");
        peer.say("250 ok\r\n");
        peer.hear("RCPT");
        peer.say("550 5.1.1 unknown\r\n");
        peer.hear("RSET");
    });
    assert_eq!(
        attempt,
        Attempt {
            outcome: Outcome::Refused("550 5.1.1 unknown".to_owned()),
            next: Next::Reconnect
        }
    );
}

#[test]
fn a_no_to_the_sender_stops_all_and_marks_nobody_as_refused() {
    for words in [
        "530 5.7.0 Authentication required",
        "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
        "553 5.7.1 not your address",
    ] {
        let attempt = attempt(move |mut peer| {
            peer.hear("MAIL");
            peer.say(format!("{words}\r\n"));
        });
        assert_eq!(attempt.outcome, Outcome::NotSent(words.to_owned()));
        assert_eq!(attempt.next, Next::Stop(words.to_owned()));
    }
}

#[test]
fn a_server_that_closed_an_idle_connection_has_said_nothing_about_the_person() {
    let attempt = attempt(|mut peer| {
        peer.hear("MAIL");
        peer.say("421 4.4.2 idle for too long\r\n");
    });
    assert!(is_not_sent(&attempt), "{attempt:?}");
}

#[test]
fn a_message_above_the_server_s_limit_is_not_even_begun() {
    let server = Server::start(|mut peer| {
        peer.greet(&["SIZE 1000"]);
        peer.hear("QUIT");
        peer.say("221 bye\r\n");
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempt = send(&mut session, &dana(), &maria(), &b"x".repeat(1001));
    assert!(
        matches!(attempt.outcome, Outcome::Refused(_)),
        "{attempt:?}"
    );
    assert_eq!(attempt.next, Next::Continue);
    session.quit();
    server.done();
}
