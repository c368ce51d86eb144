//! Reaching the server: every way it can fail has a name of its own, and no secret ever leaves in clear or in an error.

use super::certificates::authority;
use super::sending::send;
use super::server::{Identity, Peer, Server, dana, maria, timeouts};
use byline_mail::smtp::{
    ConnectError, Login, Secret, Session, Settings, StepName, Timeouts, probe,
};
use byline_model::{Outcome, Security, ServerAddress};
use std::{net::TcpListener, time::Duration};

pub const LOGIN: Login<'_> = Login {
    user: "dana",
    secret: Secret::Password("correct horse"),
};
/// `\0dana\0correct horse` in base64.
pub const PLAIN: &str = "AGRhbmEAY29ycmVjdCBob3JzZQ==";

pub fn failed(settings: &Settings<'_>) -> ConnectError {
    match Session::connect(settings) {
        Ok(_) => panic!("the connection was made"),
        Err(error) => error,
    }
}

/// How connecting to a server that does `script` fails.
fn failed_by(security: Security, script: impl FnOnce(Peer) + Send + 'static) -> ConnectError {
    let server = Server::start(script).with(security);
    let error = failed(&server.settings());
    server.done();
    error
}

#[test]
fn an_unknown_name_and_a_closed_port_are_told_apart() {
    let nowhere = ServerAddress {
        host: "mail.invalid".to_owned(),
        port: 587,
        security: Security::StartTls,
    };
    let settings = |server| Settings {
        server,
        login: None,
        ca_pem: None,
        timeouts: timeouts(),
    };
    assert!(matches!(
        failed(&settings(&nowhere)),
        ConnectError::NameNotFound { .. }
    ));

    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let closed = ServerAddress {
        host: "127.0.0.1".to_owned(),
        port: closed,
        security: Security::Tls,
    };
    assert!(matches!(
        failed(&settings(&closed)),
        ConnectError::Refused { .. }
    ));
}

#[test]
fn without_encryption_only_this_computer_is_spoken_to() {
    for host in [
        "mail.example.com",
        "192.0.2.1",
        "localhost.example.com",
        "127.0.0.1.example.com",
        "0.0.0.0",
    ] {
        let server = ServerAddress {
            host: host.to_owned(),
            port: 25,
            security: Security::None,
        };
        let settings = Settings {
            server: &server,
            login: Some(LOGIN),
            ca_pem: None,
            timeouts: timeouts(),
        };
        assert!(
            matches!(failed(&settings), ConnectError::NotPrivate { .. }),
            "{host} was spoken to"
        );
    }
}

#[test]
fn what_is_no_mail_server_is_named_so() {
    let not_smtp =
        |greeting: Vec<u8>| failed_by(Security::None, move |mut peer| peer.say(greeting));
    for greeting in [
        &b"SSH-2.0-OpenSSH_9.2p1\r\n"[..],
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"* OK IMAP4rev1 ready\r\n",
        b"\xff\x00\x01\r\n",
        b"",
    ] {
        let error = not_smtp(greeting.to_vec());
        assert!(
            matches!(error, ConnectError::NotMail { .. }),
            "{greeting:?}: {error:?}"
        );
    }
}

#[test]
fn a_megabyte_of_greeting_is_cut_short() {
    for security in [Security::None, Security::StartTls] {
        for line in ["220-and another thing\r\n", "220-\r\n", "220 no end"] {
            let error = failed_by(security, move |mut peer| {
                peer.say(line.repeat(1_000_000 / line.len()));
                peer.hear_the_rest();
            });
            assert!(
                matches!(error, ConnectError::NotMail { .. }),
                "{line:?}: {error:?}"
            );
        }
    }
}

#[test]
fn a_greeting_that_never_comes_or_drips_is_given_up() {
    let short = Timeouts {
        command: Duration::from_millis(200),
        ..timeouts()
    };
    let scripts: [fn(Peer); 2] = [
        |mut peer| {
            peer.hear_the_rest();
        },
        |mut peer| peer.drip("220-patience\r\n"),
    ];
    for script in scripts {
        let server = Server::start(script);
        let error = failed(&Settings {
            timeouts: short,
            ..server.settings()
        });
        server.done();
        assert!(
            matches!(
                error,
                ConnectError::Timeout {
                    step: StepName::Greeting,
                    ..
                }
            ),
            "{error:?}"
        );
    }
}

#[test]
fn a_server_that_turns_the_connection_away_is_quoted() {
    let error = failed_by(Security::None, |mut peer| {
        peer.say("554-mail.example\r\n554 5.7.1 you are on a list\r\n")
    });
    assert!(
        error
            .to_string()
            .contains("554 5.7.1 mail.example you are on a list"),
        "{error}"
    );
    assert!(!error.may_pass());
    let error = failed_by(Security::None, |mut peer| {
        peer.say("421 4.3.2 too busy\r\n")
    });
    assert!(error.to_string().contains("421 4.3.2 too busy"), "{error}");
    assert!(error.may_pass());
}

#[test]
fn without_starttls_nothing_is_sent() {
    let error = failed_by(Security::StartTls, |mut peer| {
        peer.greet(&["AUTH PLAIN LOGIN"]);
        peer.say("220 listening\r\n");
        assert_eq!(peer.hear_the_rest(), b"", "something was sent in clear");
    });
    assert!(
        matches!(error, ConnectError::TlsNotOffered { .. }),
        "{error:?}"
    );

    let error = failed_by(Security::StartTls, |mut peer| {
        peer.greet(&["STARTTLS", "AUTH PLAIN LOGIN"]);
        peer.hear("STARTTLS");
        peer.say("454 4.7.0 TLS not available\r\n");
        assert_eq!(peer.hear_the_rest(), b"", "something was sent in clear");
    });
    assert!(
        matches!(error, ConnectError::TlsNotOffered { .. }),
        "{error:?}"
    );
}

#[test]
fn a_message_goes_over_starttls_after_signing_in() {
    let identity = Identity::new(|_| {});
    let pem = identity.pem.clone();
    let server = Server::start(move |mut peer| {
        peer.greet(&["STARTTLS"]);
        peer.hear("STARTTLS");
        peer.say("220 go on\r\n");
        let mut peer = peer.secure(&identity).expect("a handshake");
        peer.offer(&["AUTH LOGIN PLAIN", "PIPELINING"]);
        peer.hear(&format!("AUTH PLAIN {PLAIN}"));
        peer.say("235 2.7.0 welcome\r\n");
        peer.hear("MAIL FROM:<dana@example.com>");
        peer.hear("RCPT TO:<maria.chen@example.org>");
        peer.say("250 ok\r\n250 ok\r\n");
        peer.hear("DATA");
        peer.say("354 go on\r\n");
        peer.hear_message();
        peer.say("250 2.0.0 queued\r\n");
        peer.hear_the_rest();
    })
    .with(Security::StartTls);
    let settings = Settings {
        login: Some(LOGIN),
        ca_pem: Some(pem.as_bytes()),
        ..server.settings()
    };
    let mut session = Session::connect(&settings).unwrap();
    let attempt = send(
        &mut session,
        &dana(),
        &maria(),
        b"Subject: x\r\n\r\nHello\r\n",
    );
    drop(session);
    server.done();
    assert_eq!(
        attempt.outcome,
        Outcome::Accepted("250 2.0.0 queued".to_owned())
    );
}

#[test]
fn what_was_put_in_before_the_handshake_is_not_believed() {
    let identity = Identity::new(|_| {});
    let pem = identity.pem.clone();
    let server = Server::start(move |mut peer| {
        peer.greet(&["STARTTLS"]);
        peer.hear("STARTTLS");
        // In one packet with the answer: an offer and a greeting that only somebody on the way can have put there.
        peer.say("220 go on\r\n250-mail.example\r\n250 AUTH PLAIN\r\n");
        if let Some(mut peer) = peer.secure(&identity) {
            peer.offer(&[]);
            assert_eq!(
                peer.hear_the_rest(),
                b"",
                "the password went to what was put in"
            );
        }
    })
    .with(Security::StartTls);
    let settings = Settings {
        login: Some(LOGIN),
        ca_pem: Some(pem.as_bytes()),
        ..server.settings()
    };
    let error = failed(&settings);
    server.done();
    assert!(
        matches!(
            error,
            ConnectError::NoSignIn { .. }
                | ConnectError::NoTlsHere { .. }
                | ConnectError::Tls { .. }
        ),
        "{error:?}"
    );
}

#[test]
fn tls_against_a_server_that_begins_in_clear_says_which_to_choose() {
    let error = failed_by(Security::Tls, |mut peer| {
        peer.say("220 mail.example ESMTP\r\n");
        peer.hear_the_rest();
    });
    assert!(matches!(error, ConnectError::NoTlsHere { .. }), "{error:?}");
    assert!(error.to_string().contains("STARTTLS"), "{error}");
}

#[test]
fn a_file_without_a_certificate_is_named() {
    for pem in [
        "hello",
        "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n",
    ] {
        let server = Server::start(|mut peer| {
            peer.hear_the_rest();
        })
        .with(Security::Tls);
        let error = failed(&Settings {
            ca_pem: Some(pem.as_bytes()),
            ..server.settings()
        });
        server.done();
        assert!(matches!(error, ConnectError::CaFile(_)), "{error:?}");
    }
}

#[test]
fn a_probe_names_each_step_and_the_one_that_fails() {
    let steps = |settings: &Settings<'_>| {
        probe(settings)
            .into_iter()
            .map(|step| (step.name.word(), step.ok))
            .collect::<Vec<_>>()
    };

    let identity = Identity::new(authority);
    let pem = identity.pem.clone();
    let server = Server::start(move |mut peer| {
        peer.greet(&["STARTTLS"]);
        peer.hear("STARTTLS");
        peer.say("220 go on\r\n");
        let mut peer = peer.secure(&identity).expect("a handshake");
        peer.offer(&["AUTH PLAIN"]);
        peer.hear("AUTH PLAIN");
        peer.say("235 welcome\r\n");
        peer.hear("QUIT");
        peer.say("221 bye\r\n");
    })
    .with(Security::StartTls);
    let settings = Settings {
        login: Some(LOGIN),
        ca_pem: Some(pem.as_bytes()),
        ..server.settings()
    };
    assert_eq!(
        steps(&settings),
        [
            ("name", true),
            ("connection", true),
            ("greeting", true),
            ("certificate", true),
            ("sign-in", true)
        ]
    );
    server.done();

    let server =
        Server::start(|peer| drop(peer.secure(&Identity::new(authority)))).with(Security::Tls);
    assert_eq!(
        steps(&server.settings()),
        [("name", true), ("connection", true), ("certificate", false)]
    );
    server.done();
}
