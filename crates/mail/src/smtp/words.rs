//! A server's answer as words that can be shown.

use smtp_proto::Response;

use super::Login;

/// The longest words that are kept, in characters; some servers write pages.
const LONGEST: usize = 500;

/// What stands in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// The answer as one line: code, enhanced code (RFC 3463) if there is one, text.
pub(super) fn words(reply: &Response<String>) -> String {
    let [class, subject, detail] = &reply.esc;
    let enhanced = if *class == 0 {
        String::new()
    } else {
        format!("{class}.{subject}.{detail} ")
    };
    let text = reply
        .message()
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty());
    let line = format!(
        "{} {enhanced}{}",
        reply.code(),
        text.collect::<Vec<_>>().join(" ")
    );
    line.trim_end().chars().take(LONGEST).collect()
}

/// The shortest piece of a secret that is looked for: shorter ones are ordinary words.
const SHORTEST_PIECE: usize = 8;

/// The answer to a sign-in, without the secrets that a careless server repeats in it, whole or cut short.
pub(super) fn words_without_secrets(
    reply: &Response<String>,
    login: &Login<'_>,
    sent: &[String],
) -> String {
    let secrets = || {
        std::iter::once(login.secret.text())
            .chain(sent.iter().map(String::as_str))
            .map(str::trim)
            .filter(|secret| !secret.is_empty())
    };
    let whole = secrets().fold(reply.message().to_owned(), |text, secret| {
        text.replace(secret, HIDDEN)
    });
    let is_piece = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '=' && c != '/');
        word.len() >= SHORTEST_PIECE && secrets().any(|secret| secret.contains(word))
    };
    let message = whole
        .split_inclusive(char::is_whitespace)
        .map(|word| match word.trim_end() {
            piece if is_piece(piece) => word.replace(piece, HIDDEN),
            _ => word.to_owned(),
        })
        .collect();
    words(&Response {
        code: reply.code(),
        esc: reply.esc,
        message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_become_one_and_pages_are_cut() {
        let reply = Response {
            code: 550,
            esc: [5, 1, 1],
            message: "no such\nuser\u{1b}[2J  here".to_owned(),
        };
        assert_eq!(words(&reply), "550 5.1.1 no such user [2J here");
        let reply = Response {
            code: 250,
            esc: [0; 3],
            message: "x".repeat(4000),
        };
        assert_eq!(words(&reply).len(), LONGEST);
    }
}
