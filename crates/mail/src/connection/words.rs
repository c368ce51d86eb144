//! A server's words as they can be shown.

use super::Login;

/// The longest words that are kept, in characters; some servers write pages.
const LONGEST: usize = 500;

/// What stands in the place of a secret.
const HIDDEN: &str = "[hidden]";

/// The shortest piece of a secret that is looked for: shorter ones are ordinary words.
const SHORTEST_PIECE: usize = 8;

/// Many lines as one, without control characters, and not endless.
pub(crate) fn one_line(text: &str) -> String {
    let words = text
        .split(|c: char| c.is_control() || c == ' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>();
    words.join(" ").chars().take(LONGEST).collect()
}

/// The answer to a sign-in without the secrets that a careless server repeats in it, whole or cut short. `sent` is what
/// was said to sign in.
pub(crate) fn without_secrets(text: &str, login: &Login<'_>, sent: &[String]) -> String {
    let secrets = || {
        std::iter::once(login.secret.text())
            .chain(sent.iter().map(String::as_str))
            .map(str::trim)
            .filter(|secret| !secret.is_empty())
    };
    let whole = secrets().fold(text.to_owned(), |text, secret| text.replace(secret, HIDDEN));
    let is_piece = |word: &str| {
        let word = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '=' && c != '/');
        word.len() >= SHORTEST_PIECE && secrets().any(|secret| secret.contains(word))
    };
    whole
        .split_inclusive(char::is_whitespace)
        .map(|word| match word.trim_end() {
            piece if is_piece(piece) => word.replace(piece, HIDDEN),
            _ => word.to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_lines_become_one_and_pages_are_cut() {
        assert_eq!(
            one_line("no such\nuser\u{1b}[2J  here\r\n"),
            "no such user [2J here"
        );
        assert_eq!(one_line(&"x".repeat(4000)).len(), LONGEST);
    }
}
