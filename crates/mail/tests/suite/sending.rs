//! What became of a message, whatever the server does: nobody twice, nobody lost, and doubt called doubt.

use super::server::{Identity, Peer, Server, dana, maria, timeouts};
use byline_mail::smtp::{
    Attempt, ConnectError, Login, Next, Secret, Session, Settings, SignInProblem, Timeouts,
};
use byline_model::{EmailAddress, Outcome, Security};
use std::{sync::mpsc, time::Duration};

const MESSAGE: &[u8] = b"Subject: x\r\n\r\nHello\r\n";

/// Sends one message to a server that does `script` after the greeting.
fn attempt(script: impl FnOnce(Peer) + Send + 'static) -> Attempt {
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
    let attempt = session.send(&dana(), &maria(), MESSAGE);
    drop(session);
    server.done();
    attempt
}

fn is_not_sent(attempt: &Attempt) -> bool {
    matches!(attempt.outcome, Outcome::NotSent(_)) && attempt.next == Next::Reconnect
}

fn is_in_doubt(attempt: &Attempt) -> bool {
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
        for reply in ["250 2.0.0 first", "", "452 4.2.2 full", "250 2.0.0 fourth"] {
            peer.hear("MAIL FROM:<dana@example.com> SIZE=21");
            peer.hear("RCPT TO:<maria.chen@example.org>");
            if reply.is_empty() {
                peer.say("250 ok\r\n550-5.1.1 no such\r\n550 5.1.1 user here\r\n");
                peer.hear("RSET");
                peer.say("250 ok\r\n");
            } else {
                peer.say("250 ok\r\n250 ok\r\n");
                peer.hear("DATA");
                peer.say("354 go on\r\n");
                peer.hear_message();
                peer.say(format!("{reply}\r\n"));
            }
        }
        peer.hear("QUIT");
        peer.say("221 bye\r\n");
    });
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempts = [(); 4].map(|()| session.send(&dana(), &maria(), MESSAGE));
    session.quit();
    server.done();
    assert!(
        attempts
            .iter()
            .all(|attempt| attempt.next == Next::Continue)
    );
    assert_eq!(
        attempts.map(|attempt| attempt.outcome),
        [
            Outcome::Accepted("250 2.0.0 first".to_owned()),
            Outcome::Refused("550 5.1.1 no such user here".to_owned()),
            Outcome::Deferred("452 4.2.2 full".to_owned()),
            Outcome::Accepted("250 2.0.0 fourth".to_owned()),
        ]
    );
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
    let attempt = session.send(
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
    let attempt = session.send(&dana(), &maria(), &huge);
    server.done();
    assert!(is_not_sent(&attempt), "{attempt:?}");
    let next = session.send(&dana(), &maria(), MESSAGE);
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
        let attempt = Session::connect(&settings)
            .unwrap()
            .send(&dana(), &maria(), message);
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
    let attempt = session.send(&dana(), &maria(), &huge);
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

/// What a server hears before it says its "no".
const STAGES: [&str; 4] = ["MAIL", "RCPT", "DATA", "the final dot"];

/// What comes of a message to which a server says `reply` at this stage.
fn answered_at(stage: &'static str, reply: &'static str) -> Attempt {
    attempt(move |mut peer| {
        for (command, yes) in [
            ("MAIL", "250 ok\r\n"),
            ("RCPT", "250 ok\r\n"),
            ("DATA", "354 go on\r\n"),
        ] {
            peer.hear(command);
            if command == stage {
                peer.say(format!("{reply}\r\n"));
                // The client says RSET where it means to go on, and goes where it does not.
                if peer.hears_more() {
                    peer.hear("RSET");
                    peer.say("250 ok\r\n");
                }
                return;
            }
            peer.say(yes);
        }
        peer.hear_message();
        peer.say(format!("{reply}\r\n"));
    })
}

#[test]
fn the_provider_s_limit_of_the_day_is_told_at_every_stage_and_blames_nobody() {
    for stage in STAGES {
        for words in [
            "550 5.4.5 Daily user sending limit exceeded",
            "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed",
        ] {
            let attempt = answered_at(stage, words);
            assert_eq!(
                attempt,
                Attempt {
                    outcome: Outcome::NotSent(words.to_owned()),
                    next: Next::LimitReached(words.to_owned()),
                },
                "at {stage}"
            );
        }
    }
}

#[test]
fn too_much_at_once_is_told_at_every_stage_and_blames_nobody() {
    for stage in STAGES {
        for words in [
            "432 4.3.2 Concurrent connections limit exceeded",
            "421 4.7.28 Our system has detected an unusual rate of mail",
            "451 4.7.1 rate limit exceeded",
        ] {
            let attempt = answered_at(stage, words);
            assert_eq!(
                attempt,
                Attempt {
                    outcome: Outcome::NotSent(words.to_owned()),
                    next: Next::SlowDown(words.to_owned()),
                },
                "at {stage}"
            );
        }
    }
}

#[test]
fn a_blocked_sender_stops_all_at_every_stage() {
    for stage in STAGES {
        let words = "550 5.1.8 Access denied, bad outbound sender";
        let attempt = answered_at(stage, words);
        assert_eq!(
            attempt,
            Attempt {
                outcome: Outcome::NotSent(words.to_owned()),
                next: Next::Stop(words.to_owned()),
            },
            "at {stage}"
        );
    }
}

#[test]
fn a_plain_no_at_every_stage_is_what_its_code_says() {
    for stage in &STAGES[1..] {
        for (reply, soft) in [
            ("450 4.2.0 mailbox busy", true),
            ("452 4.2.2 over quota", true),
            ("550 5.1.1 no such user", false),
            ("552 5.2.2 mailbox full", false),
        ] {
            let attempt = answered_at(stage, reply);
            let words = reply.to_owned();
            assert_eq!(
                attempt,
                Attempt {
                    outcome: if soft {
                        Outcome::Deferred(words)
                    } else {
                        Outcome::Refused(words)
                    },
                    next: Next::Continue,
                },
                "at {stage}"
            );
        }
    }
    // Before the person is named it is the sender's affair, but for the size of the message.
    for reply in ["450 4.3.0 busy", "452 4.3.1 no space left"] {
        let attempt = answered_at("MAIL", reply);
        assert_eq!(attempt.outcome, Outcome::NotSent(reply.to_owned()));
        assert_eq!(attempt.next, Next::SlowDown(reply.to_owned()));
    }
    let attempt = answered_at("MAIL", "552 5.3.4 message too big");
    assert_eq!(
        attempt.outcome,
        Outcome::Refused("552 5.3.4 message too big".to_owned())
    );
    assert_eq!(attempt.next, Next::Continue);
}

#[test]
fn closing_at_any_stage_asks_for_another_connection() {
    for stage in STAGES {
        let attempt = answered_at(stage, "421 4.3.2 shutting down");
        assert_eq!(attempt.next, Next::Reconnect, "at {stage}");
        let words = "421 4.3.2 shutting down".to_owned();
        assert_eq!(
            attempt.outcome,
            if stage == "MAIL" {
                Outcome::NotSent(words)
            } else {
                Outcome::Deferred(words)
            },
            "at {stage}"
        );
    }
}

#[test]
fn an_answer_without_end_is_cut_off() {
    // With and without text; a megabyte of it, of which only the beginning is read.
    for line in ["250-and another thing\r\n", "250-\r\n", "250 "] {
        let before = attempt(move |mut peer| {
            peer.hear("MAIL");
            peer.say(line.repeat(1_000_000 / line.len()));
            peer.hear_the_rest();
        });
        assert!(is_not_sent(&before), "{line:?}: {before:?}");
        assert!(
            !format!("{before:?}").contains("stopped answering"),
            "{line:?} was read to the end of all patience"
        );
        let after = attempt(move |mut peer| {
            peer.take_envelope();
            peer.hear_message();
            peer.say(line.repeat(1_000_000 / line.len()));
            peer.hear_the_rest();
        });
        assert!(is_in_doubt(&after), "{line:?}: {after:?}");
    }
}

#[test]
fn a_password_changed_in_the_middle_is_named_when_coming_back() {
    let first = Server::start(|mut peer| {
        peer.greet(&["AUTH PLAIN"]);
        peer.hear("AUTH PLAIN");
        peer.say("235 welcome\r\n");
        peer.hear("MAIL");
        peer.say("421 4.7.0 signed out\r\n");
    });
    let login = Some(Login {
        user: "dana",
        secret: Secret::Password("correct horse"),
    });
    let mut session = Session::connect(&Settings {
        login,
        ..first.settings()
    })
    .unwrap();
    let attempt = session.send(&dana(), &maria(), MESSAGE);
    assert!(is_not_sent(&attempt), "{attempt:?}");
    first.done();

    let second = Server::start(|mut peer| {
        peer.greet(&["AUTH PLAIN"]);
        peer.hear("AUTH PLAIN");
        peer.say("535 5.7.8 authentication failed\r\n");
        peer.hear_the_rest();
    });
    let error = Session::connect(&Settings {
        login,
        ..second.settings()
    })
    .err()
    .expect("no session with the old password");
    second.done();
    assert!(
        matches!(
            error,
            ConnectError::SignIn {
                problem: SignInProblem::WrongPassword,
                ..
            }
        ),
        "{error:?}"
    );
    assert!(
        !error.may_pass(),
        "the old password would do no better later"
    );
}

#[test]
fn a_return_address_of_its_own_goes_into_the_envelope_only() {
    let server = Server::start(|mut peer| {
        peer.greet(&[]);
        peer.hear("MAIL FROM:<dana+k7q2m9@example.com>");
        peer.say("553 5.7.1 <dana+k7q2m9@example.com>: Sender address rejected: not owned by user dana\r\n");
    });
    let token = EmailAddress::parse("dana+k7q2m9@example.com").expect("an address");
    let mut session = Session::connect(&server.settings()).unwrap();
    let attempt = session.send(&token, &maria(), MESSAGE);
    server.done();
    assert!(matches!(attempt.next, Next::Stop(_)), "{attempt:?}");
    assert!(
        matches!(attempt.outcome, Outcome::NotSent(_)),
        "{attempt:?}"
    );
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
    let attempt = session.send(&dana(), &maria(), &b"x".repeat(1001));
    assert!(
        matches!(attempt.outcome, Outcome::Refused(_)),
        "{attempt:?}"
    );
    assert_eq!(attempt.next, Next::Continue);
    session.quit();
    server.done();
}
