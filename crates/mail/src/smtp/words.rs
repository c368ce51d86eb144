//! A server's answer as words that can be shown.

use smtp_proto::Response;

use crate::connection::{Login, one_line, without_secrets};

/// The answer as one line: code, enhanced code (RFC 3463) if there is one, text.
pub(super) fn words(reply: &Response<String>) -> String {
    let [class, subject, detail] = &reply.esc;
    let enhanced = if *class == 0 {
        String::new()
    } else {
        format!("{class}.{subject}.{detail} ")
    };
    one_line(&format!("{} {enhanced}{}", reply.code(), reply.message()))
}

/// The answer to a sign-in, without the secrets that a careless server repeats in it, whole or cut short.
pub(super) fn words_without_secrets(
    reply: &Response<String>,
    login: &Login<'_>,
    sent: &[String],
) -> String {
    words(&Response {
        code: reply.code(),
        esc: reply.esc,
        message: without_secrets(reply.message(), login, sent),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_one_line_with_its_codes() {
        let reply = Response {
            code: 550,
            esc: [5, 1, 1],
            message: "no such\nuser\u{1b}[2J  here".to_owned(),
        };
        assert_eq!(words(&reply), "550 5.1.1 no such user [2J here");
        let reply = Response {
            code: 250,
            esc: [0; 3],
            message: String::new(),
        };
        assert_eq!(words(&reply), "250");
    }
}
