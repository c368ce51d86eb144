//! Signing in with the browser, against a provider and a browser of the tests' own: who may answer the question, what
//! proves it, and what is said when it comes to nothing.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::atomic::{AtomicBool, Ordering},
    thread::{self, JoinHandle},
    time::Duration,
};

use byline_mail::oauth::{Consent, OAuthError, Tokens, refresh};
use byline_model::OAuthClient;
use oauth2::{
    PkceCodeChallenge, PkceCodeVerifier,
    url::{Url, form_urlencoded},
};

const PATIENCE: Duration = Duration::from_secs(20);

type Form = BTreeMap<String, String>;

fn form(text: &str) -> Form {
    form_urlencoded::parse(text.as_bytes())
        .into_owned()
        .collect()
}

/// A token endpoint for one request; what it was asked comes back in the end.
struct Provider {
    client: OAuthClient,
    asked: JoinHandle<Form>,
}

impl Provider {
    /// Answers with this status line, these further headers and this body.
    fn answering(status: &'static str, headers: &'static str, body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let asked = thread::spawn(move || {
            let mut stream = BufReader::new(listener.accept().expect("a client").0);
            let mut length = 0;
            let mut line = String::new();
            while stream.read_line(&mut line).expect("a line") > 2 {
                let (name, value) = line.split_once(':').unwrap_or((&line, ""));
                if name.eq_ignore_ascii_case("content-length") {
                    length = value.trim().parse().expect("a length");
                }
                assert!(
                    !name.eq_ignore_ascii_case("authorization"),
                    "the secret belongs into the body"
                );
                line.clear();
            }
            let mut asked = vec![0; length];
            stream.read_exact(&mut asked).expect("a body");
            // A client that reads only so much may be gone before the end.
            let _ = write!(
                stream.get_mut(),
                "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\nConnection: \
                 close\r\n\r\n{body}",
                body.len()
            );
            form(&String::from_utf8(asked).expect("text"))
        });
        Self {
            client: client(&format!("http://127.0.0.1:{port}/token")),
            asked,
        }
    }

    fn giving(body: &str) -> Self {
        Self::answering("200 OK", "", body.to_owned())
    }

    fn refusing(error: &str) -> Self {
        Self::answering("400 Bad Request", "", error.to_owned())
    }

    /// What it was asked.
    fn asked(self) -> Form {
        self.asked.join().expect("a request")
    }
}

fn client(token_url: &str) -> OAuthClient {
    OAuthClient {
        client_id: "byline-test".to_owned(),
        // Nobody asks there: the tests are the browser.
        authorize_url: "http://127.0.0.1:9/authorize?tenant=common".to_owned(),
        token_url: token_url.to_owned(),
        scope: "mail.send mail.read".to_owned(),
    }
}

/// What the browser opens, taken apart.
fn question(consent: &Consent) -> Form {
    let url = Url::parse(consent.address()).expect("an address");
    form(url.query().expect("a question"))
}

/// Says something to where the browser comes back to, and returns the whole answer.
fn say(question: &Form, request: &str) -> String {
    let back = Url::parse(&question["redirect_uri"]).expect("an address");
    let mut stream =
        TcpStream::connect(("127.0.0.1", back.port().expect("a port"))).expect("an open port");
    stream.write_all(request.as_bytes()).expect("a connection");
    let mut answer = String::new();
    // The other side may cut off a request that it does not want to hear to its end.
    let _ = stream.read_to_string(&mut answer);
    answer
}

fn host(question: &Form) -> &str {
    question["redirect_uri"]
        .strip_prefix("http://")
        .expect("a loopback address")
}

/// The browser comes back with this query.
fn come_back(question: &Form, query: &str) -> String {
    let host = host(question);
    say(
        question,
        &format!(
            "GET /?{query} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nUser-Agent: Browser\r\n\r\n"
        ),
    )
}

/// Begins, lets `browser` do its part beside, and returns what came of it.
fn signed_in(
    client: &OAuthClient,
    secret: Option<&str>,
    browser: impl FnOnce(&Form) + Send,
) -> Result<Tokens, OAuthError> {
    let consent = Consent::begin(client, secret, "dana@example.com").expect("a question");
    let question = question(&consent);
    thread::scope(|scope| {
        let browser = scope.spawn(|| browser(&question));
        let tokens = consent.wait(&AtomicBool::new(false), PATIENCE);
        if let Err(panic) = browser.join() {
            std::panic::resume_unwind(panic);
        }
        tokens
    })
}

fn yes(question: &Form) {
    let page = come_back(question, &format!("code=c0de&state={}", question["state"]));
    assert!(page.starts_with("HTTP/1.1 200 OK"), "{page}");
    assert!(
        page.contains("You can close this page and go back to Byline."),
        "{page}"
    );
}

#[test]
fn a_yes_in_the_browser_becomes_tokens() {
    let provider = Provider::giving(
        r#"{"access_token":"at-1","token_type":"Bearer","expires_in":1800,"refresh_token":"rt-1","scope":"mail.send"}"#,
    );
    let mut asked_first = Form::new();
    let tokens = signed_in(&provider.client, Some("not so secret"), |question| {
        asked_first.clone_from(question);
        yes(question);
    })
    .expect("tokens");
    assert_eq!(tokens.access_token, "at-1");
    assert_eq!(tokens.refresh_token.as_deref(), Some("rt-1"));
    assert_eq!(tokens.expires_in, Duration::from_secs(1800));

    assert_eq!(asked_first["response_type"], "code");
    assert_eq!(asked_first["client_id"], "byline-test");
    assert_eq!(asked_first["scope"], "mail.send mail.read");
    assert_eq!(asked_first["login_hint"], "dana@example.com");
    assert_eq!(asked_first["tenant"], "common", "the address was cut short");
    assert!(asked_first["state"].len() >= 16);
    assert!(
        !asked_first.contains_key("client_secret"),
        "the browser need not know it"
    );

    let asked = provider.asked();
    assert_eq!(asked["grant_type"], "authorization_code");
    assert_eq!(asked["code"], "c0de");
    assert_eq!(asked["client_id"], "byline-test");
    assert_eq!(asked["client_secret"], "not so secret");
    assert_eq!(asked["redirect_uri"], asked_first["redirect_uri"]);
    // RFC 7636 §4.6: the proof fits the challenge, and was not in the question.
    let proof = PkceCodeVerifier::new(asked["code_verifier"].clone());
    assert_eq!(
        PkceCodeChallenge::from_code_verifier_sha256(&proof).as_str(),
        asked_first["code_challenge"]
    );
    assert_eq!(asked_first["code_challenge_method"], "S256");
    assert_ne!(asked["code_verifier"], asked_first["code_challenge"]);
}

#[test]
fn a_no_in_the_browser_is_a_no() {
    let client = client("http://127.0.0.1:9/token");
    let said = signed_in(&client, None, |question| {
        let page = come_back(
            question,
            &format!("error=access_denied&state={}", question["state"]),
        );
        assert!(page.contains("You did not allow Byline"), "{page}");
    });
    assert_eq!(said.unwrap_err(), OAuthError::Denied);
}

#[test]
fn whoever_else_knocks_changes_nothing() {
    let provider = Provider::giving(r#"{"access_token":"at","token_type":"bearer"}"#);
    let tokens = signed_in(&provider.client, None, |question| {
        let (state, host) = (&question["state"], host(question));
        // Silent visitors, as browsers open them ahead; they stay until the end.
        let port = Url::parse(&question["redirect_uri"])
            .expect("an address")
            .port()
            .expect("a port");
        let silent: Vec<_> = (0..8)
            .map(|_| TcpStream::connect(("127.0.0.1", port)).expect("an open port"))
            .collect();
        for (request, status) in [
            (
                format!("GET /favicon.ico HTTP/1.1\r\nHost: {host}\r\n\r\n"),
                "404",
            ),
            (
                format!("GET /?code=stolen&state=guessed HTTP/1.1\r\nHost: {host}\r\n\r\n"),
                "400",
            ),
            (
                format!("GET /?error=access_denied HTTP/1.1\r\nHost: {host}\r\n\r\n"),
                "400",
            ),
            (
                format!("GET /?code=stolen&state={state} HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
                "421",
            ),
            (
                format!("POST /?code=stolen&state={state} HTTP/1.1\r\nHost: {host}\r\n\r\n"),
                "405",
            ),
            ("HELO there\r\n\r\n".to_owned(), "400"),
        ] {
            let page = say(question, &request);
            assert!(
                page.starts_with(&format!("HTTP/1.1 {status} ")),
                "{request:?}: {page}"
            );
        }
        // Endless heads are cut off, with or without a page about it.
        say(
            question,
            &format!(
                "GET / HTTP/1.1\r\nHost: {host}\r\nX: {}",
                "x".repeat(1_000_000)
            ),
        );
        yes(question);
        drop(silent);
    })
    .expect("tokens");
    assert_eq!(tokens.access_token, "at");
    assert_eq!(tokens.refresh_token, None);
    assert_eq!(provider.asked()["code"], "c0de");
}

#[test]
fn giving_up_here_and_running_out_of_time_are_told_apart_and_close_the_port() {
    let client = client("http://127.0.0.1:9/token");
    let begin = || Consent::begin(&client, None, "dana@example.com").expect("a question");

    let consent = begin();
    let asked = question(&consent);
    let late = consent.wait(&AtomicBool::new(false), Duration::from_millis(100));
    assert_eq!(late.unwrap_err(), OAuthError::TimedOut);
    assert!(TcpStream::connect(host(&asked)).is_err(), "still open");

    let consent = begin();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let waiting = scope.spawn(|| consent.wait(&stop, PATIENCE));
        stop.store(true, Ordering::Relaxed);
        let stopped = waiting.join().expect("an answer");
        assert_eq!(stopped.unwrap_err(), OAuthError::Stopped);
    });

    let consent = begin();
    let asked = question(&consent);
    drop(consent);
    assert!(TcpStream::connect(host(&asked)).is_err(), "still open");
}

#[test]
fn a_refresh_gives_a_new_token_and_perhaps_a_new_refresh_token() {
    let provider =
        Provider::giving(r#"{"access_token":"at-2","token_type":"Bearer","expires_in":3599}"#);
    let tokens = refresh(&provider.client, None, "rt-1").expect("tokens");
    assert_eq!(tokens.access_token, "at-2");
    assert_eq!(tokens.refresh_token, None, "the old one still holds");
    let asked = provider.asked();
    assert_eq!(asked["grant_type"], "refresh_token");
    assert_eq!(asked["refresh_token"], "rt-1");
    assert_eq!(asked["client_id"], "byline-test");

    let provider = Provider::giving(
        r#"{"access_token":"at-3","token_type":"Bearer","refresh_token":"rt-2","ext_expires_in":3599}"#,
    );
    let tokens = refresh(&provider.client, Some("not so secret"), "rt-1").expect("tokens");
    assert_eq!(tokens.refresh_token.as_deref(), Some("rt-2"));
    assert_eq!(provider.asked()["client_secret"], "not so secret");
}

#[test]
fn what_the_provider_refuses_is_told_apart_and_without_secrets() {
    let refused = |body: &str| {
        let provider = Provider::refusing(body);
        let error = refresh(&provider.client, Some("not so secret"), "1//rt-secret").unwrap_err();
        provider.asked();
        let said = format!("{error} {error:?}");
        for secret in ["not so secret", "1//rt-secret"] {
            assert!(!said.contains(secret), "{said}");
        }
        error
    };
    assert_eq!(
        refused(
            r#"{"error":"invalid_grant","error_description":"Token has been revoked: 1//rt-secret"}"#
        ),
        OAuthError::Revoked
    );
    assert_eq!(
        refused(r#"{"error":"invalid_client","error_description":"bad not so secret\r\nthere"}"#),
        OAuthError::WrongClient("invalid_client: bad [hidden] there".to_owned())
    );
    assert_eq!(
        refused(r#"{"error":"temporarily_unavailable"}"#),
        OAuthError::Server("temporarily_unavailable".to_owned())
    );
    // Neither a page nor half an answer is repeated: it could hold a token.
    for nonsense in ["<html>502</html>", "", r#"{"access_token":"at-secret""#] {
        let error = refused(nonsense);
        assert!(matches!(error, OAuthError::Server(_)), "{error:?}");
        assert!(!format!("{error:?}").contains("at-secret"));
    }
    let provider = Provider::giving(r#"{"access_token":"at-secret","expires_in":"soon"}"#);
    let error = refresh(&provider.client, None, "rt").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("at-secret"));
}

#[test]
fn a_secret_never_follows_a_redirection() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
    elsewhere.set_nonblocking(true).expect("a socket");
    let headers: &'static str = Box::leak(
        format!(
            "Location: http://{}/token\r\n",
            elsewhere.local_addr().expect("an address")
        )
        .into_boxed_str(),
    );
    let provider = Provider::answering("307 Temporary Redirect", headers, String::new());
    let error = refresh(&provider.client, None, "rt").unwrap_err();
    assert!(matches!(error, OAuthError::Server(_)), "{error:?}");
    provider.asked();
    assert!(
        elsewhere.accept().is_err(),
        "the refresh token went elsewhere"
    );
}

#[test]
fn an_answer_without_end_and_a_closed_port_are_network_errors() {
    let provider = Provider::giving(&"x".repeat(5_000_000));
    let error = refresh(&provider.client, None, "rt").unwrap_err();
    assert!(matches!(error, OAuthError::Network(_)), "{error:?}");
    provider.asked();

    let closed = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("an address");
    let error = refresh(&client(&format!("http://{closed}/token")), None, "rt").unwrap_err();
    assert!(matches!(error, OAuthError::Network(_)), "{error:?}");
}

#[test]
fn without_a_client_id_or_with_an_open_address_nothing_is_asked() {
    let mut client = client("http://127.0.0.1:9/token");
    client.client_id = "  ".to_owned();
    assert!(matches!(
        Consent::begin(&client, None, "dana@example.com").err(),
        Some(OAuthError::WrongClient(_))
    ));
    client.client_id = "byline-test".to_owned();
    client.token_url = "http://oauth2.example.com/token".to_owned();
    assert!(matches!(
        Consent::begin(&client, None, "dana@example.com").err(),
        Some(OAuthError::Address(_))
    ));
    assert!(matches!(
        refresh(&client, None, "rt").unwrap_err(),
        OAuthError::Address(_)
    ));
}
