//! Reading answers that the grammar does not know, as far as they matter.

use imap_codec::imap_types::response::{Code, StatusKind};

use super::wire::{Answer, Done};
use crate::connection::one_line;

/// What a line means that is not written as the grammar wants it: an end stays an end. `Err` is the end of the
/// conversation, with the server's words if it said goodbye.
pub(super) fn by_hand(bytes: &[u8], tag: &str) -> Result<Answer, Option<String>> {
    let text = String::from_utf8_lossy(bytes);
    let (first, rest) = text
        .trim_end()
        .split_once(' ')
        .unwrap_or((text.trim_end(), ""));
    match first {
        "+" => Ok(Answer::More),
        "*" => match goodbye(rest) {
            Some(words) => Err(Some(words)),
            None => Ok(Answer::Unreadable),
        },
        _ if first == tag => {
            let (word, words) = rest.split_once(' ').unwrap_or((rest, ""));
            let kind = match word.to_ascii_uppercase().as_str() {
                "OK" => StatusKind::Ok,
                "NO" => StatusKind::No,
                "BAD" => StatusKind::Bad,
                _ => return Err(None),
            };
            Ok(Answer::Done(Done {
                kind,
                code: None,
                words: one_line(words),
            }))
        }
        _ => Err(None),
    }
}

fn goodbye(rest: &str) -> Option<String> {
    let (word, words) = rest.split_once(' ').unwrap_or((rest, ""));
    word.eq_ignore_ascii_case("BYE").then(|| one_line(words))
}

/// A response code's name (RFC 5530), in capitals.
pub(super) fn code_word(code: &Code<'_>) -> String {
    let word = match code {
        Code::Alert => "ALERT".into(),
        Code::TryCreate => "TRYCREATE".into(),
        Code::OverQuota => "OVERQUOTA".into(),
        Code::Other(other) => String::from_utf8_lossy(other.inner()),
        _ => "".into(),
    };
    let word = word.split(' ').next().unwrap_or_default();
    word.to_ascii_uppercase()
}

/// A greeting (RFC 9051 §7.1): who waits for what.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Greeting {
    /// Somebody who signs in; the server's words.
    Welcome(String),
    /// Nobody: the server knows already who this is.
    Known(String),
    /// Nobody: it does not want to talk.
    Goodbye(String),
}

impl Greeting {
    /// Reads it; `None` for whatever no IMAP server says.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(line);
        let rest = text.strip_prefix("* ")?.trim_end();
        let (word, words) = rest.split_once(' ').unwrap_or((rest, ""));
        // The list of abilities that many put here is asked for again when it counts.
        let words = match words
            .strip_prefix('[')
            .and_then(|words| words.split_once(']'))
        {
            Some((code, words)) if code.to_ascii_uppercase().starts_with("CAPABILITY") => words,
            _ => words,
        };
        let words = one_line(words);
        match word.to_ascii_uppercase().as_str() {
            "OK" => Some(Self::Welcome(words)),
            "PREAUTH" => Some(Self::Known(words)),
            "BYE" => Some(Self::Goodbye(words)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_known_in_any_language() {
        let end = |line: &str| by_hand(line.as_bytes(), "B7");
        assert!(matches!(
            end("B7 NO Ung\u{fc}ltiges Passwort\r\n"),
            Ok(Answer::Done(Done { kind: StatusKind::No, words, .. })) if words == "Ung\u{fc}ltiges Passwort"
        ));
        assert!(matches!(
            end("B7 OK\r\n"),
            Ok(Answer::Done(Done {
                kind: StatusKind::Ok,
                ..
            }))
        ));
        assert!(matches!(end("* BYE\r\n"), Err(Some(words)) if words.is_empty()));
        assert!(matches!(end("* XNOISE 1 2 3\r\n"), Ok(Answer::Unreadable)));
        assert!(matches!(end("B6 OK late\r\n"), Err(None)));
        assert!(matches!(end("220 mail.example ESMTP\r\n"), Err(None)));
        assert!(matches!(end("\r\n"), Err(None)));
    }

    #[test]
    fn a_greeting_is_told_from_what_else_answers_on_a_port() {
        let read = |line: &str| Greeting::read(line.as_bytes());
        assert_eq!(
            read("* OK [CAPABILITY IMAP4rev1 IDLE] Dovecot ready.\r\n"),
            Some(Greeting::Welcome("Dovecot ready.".to_owned()))
        );
        assert_eq!(
            read("* PREAUTH hello\r\n"),
            Some(Greeting::Known("hello".to_owned()))
        );
        assert_eq!(
            read("* BYE Too many connections\r\n"),
            Some(Greeting::Goodbye("Too many connections".to_owned()))
        );
        for other in [
            "220 mail.example ESMTP\r\n",
            "HTTP/1.1 400 Bad Request\r\n",
            "+OK POP3\r\n",
            "SSH-2.0-x\r\n",
            "\r\n",
        ] {
            assert_eq!(read(other), None, "{other:?}");
        }
    }
}
