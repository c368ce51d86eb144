//! Where the browser comes back to (RFC 8252 §7.3): a port of this computer, open only while the question is.
//!
//! Anybody on this computer can knock there, and any page in the browser can send it there. So only the answer that
//! carries the question's own `state` counts; everything else gets a short page and changes nothing.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use oauth2::{CsrfToken, url::Url};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    runtime,
    task::JoinSet,
    time::{Instant, interval, timeout},
};

use super::OAuthError;
use crate::connection::one_line;

/// The longest head of a request that is read, in bytes. Codes of Microsoft have more than a kilobyte.
const LONGEST: usize = 16 * 1024;

/// How many headers a request may have.
const HEADERS: usize = 100;

/// How long one visitor may take. Browsers open connections ahead and leave them silent.
const PATIENCE: Duration = Duration::from_secs(10);

/// How many visitors are heard at once.
const VISITORS: usize = 32;

/// How often it is looked whether the rep has given up.
const TICK: Duration = Duration::from_millis(50);

/// The open port.
pub(super) struct Loopback {
    listener: TcpListener,
    /// Name or number and port, as the browser writes them in `Host`.
    authority: String,
}

/// What the browser brought.
enum Answer {
    /// The rep said yes; the code for it.
    Code(String),
    /// It came to nothing.
    Failed(OAuthError),
}

impl Loopback {
    /// Opens a port that only this computer reaches; `host` is what it is called in [`Loopback::address`].
    pub(super) fn open(host: &str) -> Result<Self, OAuthError> {
        let open = || {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            listener.set_nonblocking(true)?;
            let port = listener.local_addr()?.port();
            Ok((listener, port))
        };
        let (listener, port) =
            open().map_err(|error: std::io::Error| OAuthError::NoWayBack(error.to_string()))?;
        Ok(Self {
            listener,
            authority: format!("{host}:{port}"),
        })
    }

    /// What the provider sends the browser back to.
    pub(super) fn address(&self) -> String {
        format!("http://{}", self.authority)
    }

    /// Waits for the code that answers the question with this `state`.
    pub(super) fn wait(
        self,
        state: &CsrfToken,
        stop: &AtomicBool,
        at_most: Duration,
    ) -> Result<String, OAuthError> {
        let failed = |error: std::io::Error| OAuthError::NoWayBack(error.to_string());
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(failed)?;
            let question = Arc::new(Question {
                authority: self.authority,
                state: state.secret().clone(),
            });
            let deadline = Instant::now() + at_most;
            let mut visitors = JoinSet::new();
            let mut ticks = interval(TICK);
            loop {
                tokio::select! {
                    visitor = listener.accept(), if visitors.len() < VISITORS => {
                        match visitor {
                            Ok((stream, _)) => {
                                visitors.spawn(timeout(PATIENCE, hear(stream, Arc::clone(&question))));
                            }
                            // Gone before it was let in.
                            Err(error) if error.kind() == std::io::ErrorKind::ConnectionAborted => {}
                            Err(error) => return Err(failed(error)),
                        }
                    }
                    // A visitor who is too slow or goes away has said nothing.
                    Some(heard) = visitors.join_next() => match heard {
                        Ok(Ok(Some(Answer::Code(code)))) => return Ok(code),
                        Ok(Ok(Some(Answer::Failed(error)))) => return Err(error),
                        _ => {}
                    },
                    _ = ticks.tick() => {
                        if stop.load(Ordering::Relaxed) {
                            return Err(OAuthError::Stopped);
                        }
                        if Instant::now() >= deadline {
                            return Err(OAuthError::TimedOut);
                        }
                    }
                }
            }
        })
    }
}

/// What a visitor must know to be believed.
struct Question {
    authority: String,
    state: String,
}

/// Hears one visitor out, answers with a page, and returns what it brought, if it brought the answer.
async fn hear(mut stream: TcpStream, question: Arc<Question>) -> Option<Answer> {
    let mut head = Vec::new();
    let (status, answer) = loop {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => head.extend_from_slice(buffer.get(..read)?),
        }
        match question.understand(&head) {
            Some(understood) => break understood,
            None if head.len() > LONGEST => break ("431 Request Header Fields Too Large", None),
            None => {}
        }
    };
    let page = page(status, answer.as_ref());
    // The rep's answer counts even when the browser no longer waits for the page.
    let _ = stream.write_all(page.as_bytes()).await;
    let _ = stream.shutdown().await;
    answer
}

impl Question {
    /// What a request means: a status, and the answer if it is the answer; `None` while there is too little of it.
    fn understand(&self, head: &[u8]) -> Option<(&'static str, Option<Answer>)> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(head) {
            Ok(httparse::Status::Partial) => return None,
            Ok(httparse::Status::Complete(_)) => {}
            Err(_) => return Some(("400 Bad Request", None)),
        }
        // A page of somebody else's whose name was made to point here says that name (DNS rebinding).
        let is_for_us = request.headers.iter().any(|header| {
            header.name.eq_ignore_ascii_case("host")
                && header.value.eq_ignore_ascii_case(self.authority.as_bytes())
        });
        if !is_for_us {
            return Some(("421 Misdirected Request", None));
        }
        if request.method != Some("GET") {
            return Some(("405 Method Not Allowed", None));
        }
        let url = Url::parse("http://localhost")
            .ok()
            .zip(request.path)
            .and_then(|(base, path)| base.join(path).ok());
        Some(match url {
            Some(url) if url.path() == "/" => match self.answer(&url) {
                Some(answer) => ("200 OK", Some(answer)),
                None => ("400 Bad Request", None),
            },
            _ => ("404 Not Found", None),
        })
    }

    /// The rep's answer (RFC 6749 §4.1.2); `None` when it does not belong to this question.
    fn answer(&self, url: &Url) -> Option<Answer> {
        let value = |name: &str| {
            let (_, value) = url.query_pairs().find(|(key, _)| key == name)?;
            Some(value.into_owned()).filter(|value| !value.is_empty())
        };
        if value("state")? != self.state {
            return None;
        }
        match value("error") {
            None => value("code").map(Answer::Code),
            Some(error) if error == "access_denied" => Some(Answer::Failed(OAuthError::Denied)),
            Some(error) => {
                let words = match value("error_description") {
                    Some(description) => format!("{error}: {description}"),
                    None => error.clone(),
                };
                let words = one_line(&words);
                Some(Answer::Failed(match error.as_str() {
                    "unauthorized_client" | "invalid_client" => OAuthError::WrongClient(words),
                    _ => OAuthError::Server(words),
                }))
            }
        }
    }
}

/// The page that the rep sees in the browser.
fn page(status: &str, answer: Option<&Answer>) -> String {
    let (title, words) = match answer {
        Some(Answer::Code(_)) => (
            "You are back from signing in",
            "You can close this page and go back to Byline.".to_owned(),
        ),
        Some(Answer::Failed(OAuthError::Denied)) => (
            "Nothing has changed",
            "You did not allow Byline to use your mailbox. You can close this page and go back to Byline, to try again or to choose another way."
                .to_owned(),
        ),
        Some(Answer::Failed(error)) => ("The sign-in did not work", error.to_string()),
        None => (
            "Nothing to see here",
            "This page belongs to a sign-in that is over, or to none at all. Go back to Byline and begin again from there."
                .to_owned(),
        ),
    };
    let body = PAGE
        .replace("{title}", title)
        .replace("{words}", &escaped(&words));
    format!(
        "HTTP/1.1 {status}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\
         Content-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; img-src data:\r\n\
         Referrer-Policy: no-referrer\r\n\
         Cache-Control: no-store\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    )
}

fn escaped(words: &str) -> String {
    words
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

const PAGE: &str = include_str!("page.html");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn question() -> Question {
        Question {
            authority: "127.0.0.1:4711".to_owned(),
            state: "s3cret".to_owned(),
        }
    }

    fn asked(line: &str, host: &str) -> Option<(&'static str, Option<Answer>)> {
        question().understand(format!("{line} HTTP/1.1\r\nHost: {host}\r\n\r\n").as_bytes())
    }

    #[test]
    fn only_the_answer_to_the_question_counts() {
        let (status, answer) = asked("GET /?code=c0de&state=s3cret", "127.0.0.1:4711").unwrap();
        assert_eq!(status, "200 OK");
        assert!(matches!(answer, Some(Answer::Code(code)) if code == "c0de"));
        for (line, host) in [
            ("GET /?code=c0de&state=other", "127.0.0.1:4711"),
            ("GET /?code=c0de", "127.0.0.1:4711"),
            ("GET /?state=s3cret", "127.0.0.1:4711"),
            ("GET /?code=&state=s3cret", "127.0.0.1:4711"),
            ("GET /favicon.ico", "127.0.0.1:4711"),
            ("GET /x?code=c0de&state=s3cret", "127.0.0.1:4711"),
            ("POST /?code=c0de&state=s3cret", "127.0.0.1:4711"),
            ("GET /?code=c0de&state=s3cret", "evil.example"),
            ("GET /?code=c0de&state=s3cret", "127.0.0.1:4712"),
        ] {
            let (status, answer) = asked(line, host).unwrap();
            assert!(answer.is_none(), "{line} of {host} was believed");
            assert!(status.starts_with('4'), "{line} of {host}: {status}");
        }
    }

    #[test]
    fn a_no_and_other_errors_are_told_apart() {
        let failed = |query: &str| {
            let (_, answer) = asked(&format!("GET /?{query}"), "127.0.0.1:4711").unwrap();
            match answer {
                Some(Answer::Failed(error)) => error,
                _ => panic!("{query} is no failure"),
            }
        };
        assert_eq!(
            failed("error=access_denied&state=s3cret"),
            OAuthError::Denied
        );
        assert_eq!(
            failed("error=server_error&error_description=busy+now%0a&state=s3cret"),
            OAuthError::Server("server_error: busy now".to_owned())
        );
        assert!(matches!(
            failed("error=unauthorized_client&state=s3cret"),
            OAuthError::WrongClient(_)
        ));
    }

    #[test]
    fn what_the_provider_says_cannot_become_markup() {
        let error = OAuthError::Server("<script>alert(\"1\")</script>".to_owned());
        let page = page("200 OK", Some(&Answer::Failed(error)));
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;"));
        let (head, body) = page.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("Content-Length: {}", body.len())));
    }

    #[test]
    fn nonsense_is_refused_and_half_a_request_waited_for() {
        assert!(question().understand(b"GET /?code=c0de&sta").is_none());
        for nonsense in [&b"\x16\x03\x01\x02\x00\x01\x00"[..], b"EHLO there\r\n\r\n"] {
            let (status, answer) = question().understand(nonsense).unwrap();
            assert_eq!(status, "400 Bad Request");
            assert!(answer.is_none());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever is said to the port: without the state it is nobody's answer.
        #[test]
        fn nothing_without_the_state_is_believed(
            noise in proptest::collection::vec(any::<u8>(), 0..200),
            query in "[a-z0-9=&%+#?/]{0,40}",
            host in "(127\\.0\\.0\\.1:4711|[a-z.:]{1,12})",
        ) {
            let believed = |head: &[u8]| matches!(question().understand(head), Some((_, Some(_))));
            prop_assert!(!believed(&noise));
            let line = format!("GET /?code=x&{query} HTTP/1.1\r\nHost: {host}\r\n\r\n");
            prop_assert!(!believed(line.as_bytes()));
            prop_assert!(!believed(&[line.as_bytes(), &noise].concat()));
        }
    }
}
