//! Signing in with a password or an access token: what is said, and what a refusal means. No secret is ever told.

use super::{
    connecting::{LOGIN, PLAIN, failed},
    server::{Peer, Server},
};
use byline_mail::smtp::{ConnectError, Login, Secret, Session, Settings, SignInProblem, StepName};

fn sign_in_failed(
    offers: &'static str,
    script: impl FnOnce(Peer) + Send + 'static,
) -> ConnectError {
    let server = Server::start(move |mut peer| {
        peer.greet(&[offers]);
        script(peer);
    });
    let error = failed(&Settings {
        login: Some(LOGIN),
        ..server.settings()
    });
    server.done();
    let said = format!("{error} {error:?}");
    for secret in ["correct horse", PLAIN, "Y29ycmVjdCBob3JzZQ=="] {
        assert!(!said.contains(secret), "{said:?} tells {secret:?}");
    }
    error
}

#[test]
fn login_is_spoken_where_plain_is_not_offered() {
    let server = Server::start(|mut peer| {
        peer.greet(&["AUTH LOGIN CRAM-MD5"]);
        peer.hear("AUTH LOGIN");
        peer.say("334 VXNlcm5hbWU6\r\n");
        peer.hear("ZGFuYQ==");
        peer.say("334 UGFzc3dvcmQ6\r\n");
        peer.hear("Y29ycmVjdCBob3JzZQ==");
        peer.say("235 welcome\r\n");
        peer.hear("QUIT");
    });
    Session::connect(&Settings {
        login: Some(LOGIN),
        ..server.settings()
    })
    .unwrap()
    .quit();
    server.done();
}

#[test]
fn a_refused_sign_in_is_told_in_plain_words_and_without_the_secret() {
    let refused = |reply: &'static str| {
        sign_in_failed("AUTH PLAIN LOGIN", move |mut peer| {
            peer.hear("AUTH PLAIN");
            peer.say(reply);
            peer.hear_the_rest();
        })
    };
    let problem = |error: ConnectError| match error {
        ConnectError::SignIn { problem, .. } => problem,
        other => panic!("{other:?} instead of a refused sign-in"),
    };
    assert_eq!(
        problem(refused("535 5.7.8 authentication failed\r\n")),
        SignInProblem::WrongPassword
    );
    assert_eq!(
        problem(refused(
            "550 5.7.30 Basic authentication is not supported for Client Submission.\r\n"
        )),
        SignInProblem::PasswordsSwitchedOff
    );
    assert_eq!(
        problem(refused(
            "534-5.7.9 Application-specific password required.\r\n534 5.7.9 gsmtp\r\n"
        )),
        SignInProblem::AppPasswordNeeded
    );
    assert_eq!(
        problem(refused("454 4.7.0 try later\r\n")),
        SignInProblem::NotNow
    );
    let tenant = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.\r\n";
    assert_eq!(problem(refused(tenant)), SignInProblem::SendingSwitchedOff);
    // Servers that repeat what they were told.
    let echo = refused(
        "501 5.5.2 cannot decode AUTH PLAIN AGRhbmEAY29ycmVjdCBob3JzZQ== (correct horse)\r\n",
    );
    assert!(echo.to_string().contains("[hidden]"), "{echo}");
    assert!(matches!(
        refused("421 4.7.0 too many attempts\r\n"),
        ConnectError::TurnedAway {
            step: StepName::SignIn,
            ..
        }
    ));
}

/// `{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}` in base64.
const REFUSED: &str = "334 eyJzdGF0dXMiOiI0MDAiLCJzY2hlbWVzIjoiQmVhcmVyIiwic2NvcGUiOiJodHRwczovL21haWwuZ29vZ2xlLmNvbS8ifQ==\r\n";
const TOKEN: Login<'_> = Login {
    user: "dana@example.com",
    secret: Secret::AccessToken("ya29.A0-token"),
};
/// `user=dana@example.com\x01auth=Bearer ya29.A0-token\x01\x01` in base64.
const XOAUTH2: &str = "dXNlcj1kYW5hQGV4YW1wbGUuY29tAWF1dGg9QmVhcmVyIHlhMjkuQTAtdG9rZW4BAQ==";
/// `n,a=dana@example.com,\x01auth=Bearer ya29.A0-token\x01\x01` in base64.
const OAUTHBEARER: &str = "bixhPWRhbmFAZXhhbXBsZS5jb20sAWF1dGg9QmVhcmVyIHlhMjkuQTAtdG9rZW4BAQ==";

#[test]
fn an_access_token_signs_in_by_xoauth2_or_else_by_oauthbearer() {
    let signs_in = |offer: &'static str, script: fn(&mut Peer)| {
        let server = Server::start(move |mut peer| {
            peer.greet(&[offer]);
            script(&mut peer);
            peer.say("235 2.7.0 welcome\r\n");
            peer.hear("QUIT");
        });
        Session::connect(&Settings {
            login: Some(TOKEN),
            ..server.settings()
        })
        .unwrap()
        .quit();
        server.done();
    };
    signs_in("AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2", |peer| {
        peer.hear(&format!("AUTH XOAUTH2 {XOAUTH2}"));
    });
    signs_in("AUTH PLAIN OAUTHBEARER", |peer| {
        peer.hear(&format!("AUTH OAUTHBEARER {OAUTHBEARER}"));
    });
    // A server that overlooks what was said at once.
    signs_in("AUTH XOAUTH2", |peer| {
        peer.hear("AUTH XOAUTH2 ");
        peer.say("334 \r\n");
        peer.hear(XOAUTH2);
    });
}

#[test]
fn a_refused_token_is_heard_to_the_end_and_told_without_it() {
    let refused = |offer: &'static str, end: &'static str, reply: &'static str| {
        let server = Server::start(move |mut peer| {
            peer.greet(&[offer]);
            peer.hear("AUTH ");
            peer.say(REFUSED);
            assert_eq!(peer.hear(""), end, "the refusal was not acknowledged");
            peer.say(reply);
            peer.hear_the_rest();
        });
        let error = failed(&Settings {
            login: Some(TOKEN),
            ..server.settings()
        });
        server.done();
        let said = format!("{error} {error:?}");
        for secret in ["ya29.A0-token", "ya29.A0", "dXNlcj1kYW5h", "bixhPWRh"] {
            assert!(!said.contains(secret), "{said:?} tells {secret:?}");
        }
        error
    };
    for (offer, end) in [("AUTH XOAUTH2", ""), ("AUTH OAUTHBEARER", "AQ==")] {
        let error = refused(
            offer,
            end,
            "535-5.7.8 Username and Password not accepted.\r\n535 5.7.8 gsmtp\r\n",
        );
        assert!(
            matches!(
                error,
                ConnectError::SignIn {
                    problem: SignInProblem::TokenRefused,
                    ..
                }
            ),
            "{error:?}"
        );
        assert!(!error.may_pass(), "the same token would do no better");
    }
    // Servers that repeat what they were told, whole or in part.
    let echo = refused(
        "AUTH XOAUTH2",
        "",
        "535 5.7.8 bad token ya29.A0-token (dXNlcj1kYW5hQGV4YW1w...)\r\n",
    );
    assert_eq!(echo.to_string().matches("[hidden]").count(), 2, "{echo}");
}

#[test]
fn a_token_is_never_sent_as_a_password() {
    let server = Server::start(|mut peer| {
        peer.greet(&["AUTH PLAIN LOGIN"]);
        assert_eq!(peer.hear_the_rest(), b"", "the token was sent unasked");
    });
    let error = failed(&Settings {
        login: Some(TOKEN),
        ..server.settings()
    });
    server.done();
    assert!(matches!(error, ConnectError::NoSignIn { .. }), "{error:?}");
}

#[test]
fn a_sign_in_that_breaks_off_or_is_not_offered_is_told_apart() {
    let error = sign_in_failed("SIZE", |mut peer| {
        assert_eq!(peer.hear_the_rest(), b"", "the password was sent unasked");
    });
    assert!(matches!(error, ConnectError::NoSignIn { .. }), "{error:?}");
    let error = sign_in_failed("AUTH PLAIN", |mut peer| {
        peer.hear("AUTH PLAIN");
    });
    assert!(
        matches!(
            error,
            ConnectError::Lost {
                step: StepName::SignIn,
                ..
            }
        ),
        "{error:?}"
    );
    // Never a word of LOGIN's that the protocol does not know.
    let error = sign_in_failed("AUTH LOGIN", |mut peer| {
        peer.hear("AUTH LOGIN");
        peer.say("334 !!!\r\n");
        assert_eq!(
            peer.hear_the_rest(),
            b"",
            "something was answered to nonsense"
        );
    });
    assert!(
        matches!(
            error,
            ConnectError::Lost {
                step: StepName::SignIn,
                ..
            }
        ),
        "{error:?}"
    );
}

#[test]
fn no_login_is_ever_shown() {
    assert_eq!(format!("{LOGIN:?} {:?}", LOGIN.secret), "Login Secret");
}
