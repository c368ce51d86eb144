//! Making a connection: what is found out on the way, and what is said about it.

use std::{net::TcpListener, time::Duration};

use byline_mail::imap::{
    CertificateProblem, ConnectError, Login, Secret, Settings, SignInProblem, Step, StepName,
    Timeouts, probe,
};
use byline_model::{Security, ServerAddress};

use super::{
    super::{
        certificates::authority,
        server::{Identity, Peer, Server, timeouts},
    },
    Imap, LOGIN, failed,
};

/// `\0dana@example.com\0corr"ect \horse`
const PROOF: &str = "AGRhbmFAZXhhbXBsZS5jb20AY29yciJlY3QgXGhvcnNl";

const TOKEN: Login<'_> = Login {
    user: "dana@example.com",
    secret: Secret::AccessToken("ya29.token"),
};

fn names(steps: &[Step]) -> Vec<(StepName, bool)> {
    steps.iter().map(|step| (step.name, step.ok)).collect()
}

/// Why signing in with `login` fails at a server that does as `script` says after its greeting.
fn refused(login: Login<'_>, script: impl FnOnce(Imap) + Send + 'static) -> ConnectError {
    let server = Server::start(move |peer| script(Imap::greet(peer)));
    let error = failed(&Settings {
        login: Some(login),
        ..server.settings()
    });
    server.done();
    error
}

#[test]
fn every_step_up_to_the_inbox_is_told() {
    for security in [Security::None, Security::Tls, Security::StartTls] {
        let identity = Identity::new(authority);
        let pem = identity.pem.clone();
        let server = Server::start(move |peer| {
            let mut imap = match security {
                Security::None => Imap::greet(peer),
                Security::Tls => Imap::greet(peer.secure(&identity).expect("trust")),
                Security::StartTls => {
                    let mut imap = Imap::offering(peer, "STARTTLS LOGINDISABLED");
                    imap.hear_and_do("STARTTLS");
                    Imap::silent(imap.peer.secure(&identity).expect("trust"))
                }
            };
            imap.offer("AUTH=PLAIN SASL-IR");
            imap.hear_and_do(&format!("AUTHENTICATE PLAIN {PROOF}"));
            imap.offer("IDLE");
            imap.hear("EXAMINE INBOX");
            imap.say("* 3 EXISTS");
            imap.say("* OK [UIDVALIDITY 7] UIDs valid");
            imap.done("OK [READ-ONLY] opened");
            imap.bye();
        })
        .with(security);
        let steps = probe(&Settings {
            login: Some(LOGIN),
            ca_pem: Some(pem.as_bytes()),
            ..server.settings()
        });
        server.done();
        let mut expected = vec![
            StepName::Name,
            StepName::Connection,
            StepName::Greeting,
            StepName::SignIn,
            StepName::Inbox,
        ];
        match security {
            Security::None => {}
            Security::Tls => expected.insert(2, StepName::Certificate),
            Security::StartTls => expected.insert(3, StepName::Certificate),
        }
        let expected = expected
            .into_iter()
            .map(|name| (name, true))
            .collect::<Vec<_>>();
        assert_eq!(names(&steps), expected, "{steps:?}");
        let said = |name| &steps.iter().find(|step| step.name == name).unwrap().words;
        assert_eq!(said(StepName::Greeting), "ready when you are");
        assert_eq!(said(StepName::Inbox), "3 messages in your inbox");
    }
}

#[test]
fn an_inbox_that_cannot_be_opened_is_the_last_step() {
    let server = Server::start(|peer| {
        let mut imap = Imap::greet(peer);
        imap.offer("AUTH=PLAIN SASL-IR");
        imap.hear_and_do(&format!("AUTHENTICATE PLAIN {PROOF}"));
        imap.offer("");
        imap.hear("EXAMINE INBOX");
        imap.done("NO [NONEXISTENT] Mailbox is being moved");
        imap.peer.hear_the_rest();
    });
    let steps = probe(&Settings {
        login: Some(LOGIN),
        ..server.settings()
    });
    server.done();
    let last = steps.last().unwrap();
    assert_eq!((last.name, last.ok), (StepName::Inbox, false));
    assert!(last.words.contains("Mailbox is being moved"), "{last:?}");
}

#[test]
fn certificates_are_judged_as_for_sending() {
    let shown = |change: fn(&mut rcgen::CertificateParams), trusted: bool| {
        let identity = Identity::new(change);
        let pem = trusted.then(|| identity.pem.clone());
        let server = Server::start(move |peer| {
            if let Some(mut peer) = peer.secure(&identity) {
                peer.hear_the_rest();
            }
        })
        .with(Security::Tls);
        let error = failed(&Settings {
            ca_pem: pem.as_deref().map(str::as_bytes),
            ..server.settings()
        });
        server.done();
        match error {
            ConnectError::Certificate { problem, .. } => problem,
            other => panic!("{other:?} instead of a refused certificate"),
        }
    };
    assert_eq!(shown(authority, false), CertificateProblem::Untrusted);
    assert_eq!(
        shown(
            |parameters| parameters.not_after = rcgen::date_time_ymd(2020, 1, 1),
            true
        ),
        CertificateProblem::Expired
    );
    let other_name = |parameters: &mut rcgen::CertificateParams| {
        parameters.subject_alt_names = vec![rcgen::SanType::DnsName(
            "mail.example.org".try_into().unwrap(),
        )];
    };
    assert_eq!(shown(other_name, true), CertificateProblem::WrongName);
}

#[test]
fn what_is_no_mailbox_server_is_named_so_with_the_right_ports() {
    for greeting in [
        "220 mail.example ESMTP\r\n".to_owned(),
        "+OK POP3 ready\r\n".to_owned(),
        "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned(),
        "\u{ff}\0\u{1}\r\n".to_owned(),
        "* OK ".to_owned() + &"and so on ".repeat(100_000),
        "\r\n".repeat(500_000),
    ] {
        let server = Server::start(move |mut peer| {
            peer.say(greeting);
            peer.hear_the_rest();
        });
        let error = failed(&server.settings());
        server.done();
        assert!(matches!(error, ConnectError::NotMail { .. }), "{error:?}");
        assert!(error.to_string().contains("993 with TLS"), "{error}");
        assert!(!error.may_pass());
    }
}

#[test]
fn a_greeting_that_never_comes_or_drips_is_given_up() {
    let scripts: [fn(Peer); 2] = [
        |mut peer| {
            peer.hear_the_rest();
        },
        |mut peer| peer.drip("* OK patience"),
    ];
    for script in scripts {
        let server = Server::start(script);
        let error = failed(&Settings {
            timeouts: Timeouts {
                command: Duration::from_millis(200),
                ..timeouts()
            },
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
        assert!(error.may_pass());
    }
}

#[test]
fn a_server_that_turns_away_is_quoted() {
    let server = Server::start(|mut peer| peer.say("* BYE Too many connections\r\n"));
    let error = failed(&server.settings());
    server.done();
    assert_eq!(
        error,
        ConnectError::TurnedAway {
            host: "127.0.0.1".to_owned(),
            words: "Too many connections".to_owned(),
            step: StepName::Greeting,
        }
    );
    assert!(error.may_pass());

    let server = Server::start(drop);
    let error = failed(&server.settings());
    server.done();
    assert!(matches!(error, ConnectError::Lost { .. }), "{error:?}");
}

#[test]
fn nobody_listens_or_nothing_is_private() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let address = |host: &str, security| ServerAddress {
        host: host.to_owned(),
        port,
        security,
    };
    let error = |server: ServerAddress| {
        failed(&Settings {
            server: &server,
            login: Some(LOGIN),
            ca_pem: None,
            timeouts: timeouts(),
        })
    };
    let refused = error(address("127.0.0.1", Security::Tls));
    assert!(
        matches!(refused, ConnectError::Refused { .. }),
        "{refused:?}"
    );
    assert!(
        refused.to_string().contains("143 with STARTTLS"),
        "{refused}"
    );
    let open = error(address("imap.example.com", Security::None));
    assert!(matches!(open, ConnectError::NotPrivate { .. }), "{open:?}");
}

#[test]
fn without_encryption_no_password_leaves() {
    let scripts: [fn(Peer); 3] = [
        // Not offered.
        |peer| {
            let mut imap = Imap::offering(peer, "AUTH=PLAIN");
            assert_eq!(imap.peer.hear_the_rest(), b"");
        },
        // Offered and refused.
        |peer| {
            let mut imap = Imap::offering(peer, "STARTTLS AUTH=PLAIN");
            imap.hear("STARTTLS");
            imap.done("NO not today");
            assert_eq!(imap.peer.hear_the_rest(), b"");
        },
        // Somebody on the way pretends that the rep is signed in already.
        |mut peer| {
            peer.say("* PREAUTH come in\r\n");
            assert_eq!(peer.hear_the_rest(), b"");
        },
    ];
    for script in scripts {
        let server = Server::start(script).with(Security::StartTls);
        let error = failed(&Settings {
            login: Some(LOGIN),
            ..server.settings()
        });
        server.done();
        assert!(
            matches!(error, ConnectError::TlsNotOffered { .. }),
            "{error:?}"
        );
    }
}

#[test]
fn nothing_said_before_the_handshake_is_taken_for_the_server_s_word() {
    let server = Server::start(|peer| {
        let mut imap = Imap::offering(peer, "STARTTLS");
        imap.hear("STARTTLS");
        let end = "B2 OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\nB3 OK done\r\n";
        imap.peer.say(end);
        assert_eq!(
            imap.peer.hear_the_rest(),
            b"",
            "the handshake began all the same"
        );
    })
    .with(Security::StartTls);
    let error = failed(&Settings {
        login: Some(LOGIN),
        ..server.settings()
    });
    server.done();
    assert!(matches!(error, ConnectError::Tls { .. }), "{error:?}");
}

#[test]
fn each_way_of_signing_in_is_spoken() {
    type Script = fn(&mut Imap);
    let scripts: [(Login<'_>, Script); 5] = [
        (LOGIN, |imap| {
            imap.offer("AUTH=PLAIN");
            imap.hear("AUTHENTICATE PLAIN");
            imap.say("+ ");
            imap.peer.hear(PROOF);
            imap.done("OK done");
        }),
        (LOGIN, |imap| {
            imap.offer("");
            imap.hear_and_do(r#"LOGIN dana@example.com "corr\"ect \\horse""#);
        }),
        (
            Login {
                user: "dana@example.com",
                secret: Secret::Password("pässword"),
            },
            |imap| {
                imap.offer("");
                imap.hear("LOGIN dana@example.com {9}");
                imap.say("+ go on");
                imap.peer.hear("pässword");
                imap.done("OK done");
            },
        ),
        (TOKEN, |imap| {
            imap.offer("AUTH=XOAUTH2 AUTH=OAUTHBEARER AUTH=PLAIN SASL-IR");
            // user=dana@example.com^Aauth=Bearer ya29.token^A^A
            imap.hear_and_do(
                "AUTHENTICATE XOAUTH2 dXNlcj1kYW5hQGV4YW1wbGUuY29tAWF1dGg9QmVhcmVyIHlhMjkudG9rZW4BAQ==",
            );
        }),
        (TOKEN, |imap| {
            imap.offer("AUTH=OAUTHBEARER");
            imap.hear("AUTHENTICATE OAUTHBEARER");
            imap.say("+ ");
            imap.peer.hear("bixhPWRhbmFAZXhhbXBsZS5jb20s");
            imap.done("OK done");
        }),
    ];
    for (login, script) in scripts {
        let server = Server::start(move |peer| {
            let mut imap = Imap::greet(peer);
            script(&mut imap);
            imap.offer("IDLE");
            imap.bye();
        });
        let session = byline_mail::imap::Session::connect(&Settings {
            login: Some(login),
            ..server.settings()
        });
        session.expect("a session").logout();
        server.done();
    }
}

#[test]
fn a_wrong_password_or_token_is_named_and_never_repeated() {
    let problem = |error: ConnectError| match error {
        ConnectError::SignIn { problem, .. } => problem,
        other => panic!("{other:?} instead of a refused sign-in"),
    };
    assert_eq!(
        problem(refused(LOGIN, |mut imap| {
            imap.offer("");
            imap.hear(r#"LOGIN dana@example.com "corr\"ect \\horse""#);
            imap.done("NO [AUTHENTICATIONFAILED] Ungültig");
        })),
        SignInProblem::WrongPassword
    );
    // Google explains itself first, and wants an empty line before it says no.
    assert_eq!(
        problem(refused(TOKEN, |mut imap| {
            imap.offer("AUTH=XOAUTH2");
            imap.hear("AUTHENTICATE XOAUTH2");
            imap.say("+ ");
            imap.peer.hear("dXNlcj1kYW5h");
            imap.say("+ eyJzdGF0dXMiOiI0MDAifQ==");
            assert_eq!(imap.peer.hear(""), "");
            imap.done("NO SASL authentication failed");
        })),
        SignInProblem::TokenRefused
    );

    let echoes: [fn(Imap); 2] = [
        |mut imap| {
            imap.offer("AUTH=PLAIN SASL-IR");
            imap.hear(&format!("AUTHENTICATE PLAIN {PROOF}"));
            imap.done(&format!("NO bad {PROOF} or corr\"ect \\horse, sorry"));
        },
        |mut imap| {
            imap.offer("AUTH=PLAIN SASL-IR");
            imap.hear(&format!("AUTHENTICATE PLAIN {PROOF}"));
            imap.say(&format!("* BYE never again {PROOF}"));
        },
    ];
    for echo in echoes {
        let error = refused(LOGIN, echo);
        for shown in [error.to_string(), format!("{error:?}")] {
            assert!(
                !shown.contains("horse") && !shown.contains(PROOF),
                "{shown} gives it away"
            );
        }
        assert_eq!(error.step(), StepName::SignIn);
    }
}

#[test]
fn where_no_way_is_offered_nothing_secret_leaves() {
    for (login, offers) in [(LOGIN, "LOGINDISABLED AUTH=XOAUTH2"), (TOKEN, "AUTH=PLAIN")] {
        let error = refused(login, move |mut imap| {
            imap.offer(offers);
            assert_eq!(imap.peer.hear_the_rest(), b"");
        });
        assert!(matches!(error, ConnectError::NoSignIn { .. }), "{error:?}");
    }
}
