//! Whether a message is worth reading whole although its header names nobody known.

use mail_parser::MessageParser;

/// The local parts under which mail servers write.
const SERVERS: [&str; 6] = [
    "mailer-daemon",
    "postmaster",
    "mail-daemon",
    "maildaemon",
    "mdaemon",
    "microsoftexchange",
];

/// Words in the name or subject of a notice that does not follow the standard, in lower case.
const NOTICES: [&str; 10] = [
    "mail delivery",
    "undeliver",
    "delivery status",
    "delivery fail",
    "failure notice",
    "returned mail",
    "unzustellbar",
    "non remis",
    "non recapitat",
    "no entregado",
];

/// Whether a header is a mail server's own: a bounce, a delay, a complaint, an automatic answer. It errs on the side of
/// yes: a message that is read in vain costs a moment, a bounce that is not read costs the next one.
pub fn is_from_machine(header: &[u8]) -> bool {
    let Some(message) = MessageParser::default().parse_headers(header) else {
        return false;
    };
    let has = |name: &str| {
        message
            .header_raw(name)
            .map(|value| value.trim().to_ascii_lowercase())
    };
    if has("Return-Path").is_some_and(|path| path == "<>")
        || has("Auto-Submitted").is_some_and(|value| value != "no")
        || has("X-Failed-Recipients").is_some()
        || has("Feedback-Type").is_some()
        || has("Content-Type").is_some_and(|kind| kind.starts_with("multipart/report"))
    {
        return true;
    }
    let from = has("From").unwrap_or_default();
    let subject = message.subject().unwrap_or_default().to_lowercase();
    SERVERS.iter().any(|name| from.contains(name))
        || NOTICES
            .iter()
            .any(|words| from.contains(words) || subject.contains(words))
        || subject.starts_with("unsubscribe")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_servers_write_is_read_and_what_people_write_is_left() {
        for header in [
            "Return-Path: <>\r\nFrom: someone@example.com\r\n\r\n",
            "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>\r\nSubject: x\r\n\r\n",
            "From: it@example.de\r\nSubject: =?utf-8?q?Unzustellbar=3A_Gru=C3=9F?=\r\n\r\n",
            "Content-Type: multipart/report; report-type=feedback-report\r\nFrom: a@example.com\r\n\r\n",
            "Subject: unsubscribe 0123\r\nFrom: a@example.com\r\n\r\n",
        ] {
            assert!(is_from_machine(header.as_bytes()), "{header}");
        }
        let person = "From: Glenn <glenn@example.org>\r\nSubject: Re: Plant Notes\r\nReturn-Path: <glenn@example.org>\r\n\r\n";
        assert!(!is_from_machine(person.as_bytes()));
    }
}
