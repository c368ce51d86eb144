//! What a server's "no" means for this person and for everybody, at whatever stage it is said.

use super::{
    sending::{MESSAGE, attempt, is_in_doubt, is_not_sent, send},
    server::{Server, dana, maria},
};
use byline_mail::smtp::{
    Attempt, ConnectError, Login, Next, Secret, Session, Settings, SignInProblem,
};
use byline_model::{EmailAddress, Outcome};

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
    let attempt = send(&mut session, &dana(), &maria(), MESSAGE);
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
    let attempt = send(&mut session, &token, &maria(), MESSAGE);
    server.done();
    assert!(matches!(attempt.next, Next::Stop(_)), "{attempt:?}");
    assert!(
        matches!(attempt.outcome, Outcome::NotSent(_)),
        "{attempt:?}"
    );
}
