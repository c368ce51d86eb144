//! Answers that are not about the one person: the provider's limits, and a sender from whom nothing is taken.
//!
//! There is no enhanced code for "your limit of the day" (RFC 3463), so the providers' own words decide. They are looked
//! for narrowly: an answer that is not recognized here is about the person, which is what the codes say.

use smtp_proto::Response;

use super::{Next, words::words};

/// What an answer means for everybody who comes after; `None` when it is about this message or person only.
pub(super) fn about_everybody(reply: &Response<String>) -> Option<Next> {
    let text = reply
        .message()
        .to_ascii_lowercase()
        .replace(char::is_whitespace, " ");
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| text.contains(phrase));
    // Too much for the mailbox over there, not from this one; and a mailbox over there that is full.
    if says(RECIPIENT) || (matches!(reply.esc, [4 | 5, 2, 2]) && !says(&["send"])) {
        return None;
    }
    if says(DAY) || matches!(reply.esc, [5, 1, 90] | [5, 7, 232 | 233]) {
        return Some(Next::LimitReached(words(reply)));
    }
    if says(BLOCKED) || (reply.code() >= 500 && is_refused_sender(reply, &text)) {
        return Some(Next::Stop(words(reply)));
    }
    if says(RATE) || reply.code() == 432 || reply.esc == [4, 7, 28] {
        return Some(Next::SlowDown(words(reply)));
    }
    None
}

/// What a "no" to MAIL means, before anybody's name was said. Only what is said about the message's size is about this
/// message (RFC 1870 §6.1).
pub(super) fn about_sender(reply: &Response<String>) -> Option<Next> {
    let about_size = match reply.code() {
        552 => true,
        452 => matches!(reply.esc, [4, 2 | 3, 3 | 4]),
        _ => matches!(reply.esc, [5, 3, 4] | [5, 2, 3]),
    };
    about_everybody(reply).or_else(|| match reply.code() {
        _ if about_size => None,
        // It is closing, which is no word about the sender.
        421 => None,
        400..=499 => Some(Next::SlowDown(words(reply))),
        500..=599 => Some(Next::Stop(words(reply))),
        _ => None,
    })
}

/// Gmail: "450-4.2.1 The user you are trying to contact is receiving mail too quickly", "550-5.2.1 … at a rate that
/// prevents additional messages". Exchange: "452 4.5.3 Too many recipients", "4.3.2 … recipient thread limit exceeded".
const RECIPIENT: &[&str] = &[
    "you are trying to contact",
    "is receiving mail",
    "recipient thread limit",
    "too many recipients (",
];

/// The provider's limit of the day.
const DAY: &[&str] = &[
    // Gmail: "550 5.4.5 Daily user sending limit exceeded", "550 5.4.5 Daily SMTP relay limit exceeded for user".
    // Amazon: "454 Throttling failure: Daily message quota exceeded".
    "daily user sending",
    "daily sending",
    "daily smtp relay",
    "daily message",
    "daily limit",
    "daily quota",
    "daily relay",
    "limit for the day",
    "per day",
    // iCloud: "550 5.7.0 … exceeded sending limits"; others: "You have reached your sending limit".
    "sending limit",
    "sending quota",
    // Microsoft: "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException", "550 5.1.90 … daily limit
    // for message recipients", "550 5.7.232 … tenant external recipient rate limit".
    "submissionquotaexceeded",
    "external recipient rate limit",
];

/// Sending is blocked until somebody lifts it, or this sign-in may not send as this address.
const BLOCKED: &[&str] = &[
    // Microsoft: "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException", "550 5.1.8 Access denied, bad outbound
    // sender", "554 5.2.252 SendAsDenied", "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
    // "550 5.7.705 Access denied, tenant has exceeded threshold".
    "outboundspamexception",
    "bad outbound sender",
    "sendasdenied",
    "permissions to send as",
    "tenant has exceeded threshold",
    // Zoho: "550 5.4.6 Unusual sending activity detected", "554 5.1.8 Sender Address Blocked": the account's owner has to
    // unblock it.
    "unusual sending activity",
    "sender address blocked",
];

/// Too much at once; it passes within minutes.
const RATE: &[&str] = &[
    // Microsoft: "432 4.3.2 Concurrent connections limit exceeded", "4.3.2 STOREDRV.ClientSubmit; sender thread limit
    // exceeded". Google: "421 4.7.28 … unusual rate of …", "450 4.2.1 Peak SMTP relay limit exceeded". Amazon: "454
    // Throttling failure: Maximum sending rate exceeded". Postfix: "450 4.7.1 Error: too much mail from". cPanel: "550
    // Domain … has exceeded the max emails per hour".
    "concurrent connection",
    "sender thread limit",
    "rate limit",
    "ratelimit",
    "sending rate",
    "message rate",
    "submission rate",
    "unusual rate",
    "peak smtp relay",
    "throttl",
    "too much mail",
    "too many messages",
    "too many connections",
    "emails per hour",
    "messages per hour",
    "messages per minute",
    "slow down",
];

/// The sender's address or sign-in is what is refused. Postfix says so only when it hears the recipient
/// (`smtpd_delay_reject`), so it cannot be told from the command alone.
fn is_refused_sender(reply: &Response<String>, text: &str) -> bool {
    // A sign-in is wanted (RFC 4954 §6), and it would be for everybody.
    matches!(reply.code(), 530 | 534 | 535 | 538)
        || [
            // Postfix: "553 5.7.1 <…>: Sender address rejected: not owned by user …".
            "sender address rejected",
            "sender rejected",
            "not owned by user",
            // Nobody has signed in: Postfix "554 5.7.1 <…>: Relay access denied", Exchange "550 5.7.1 Unable to relay",
            // Exim "550 relay not permitted", Zoho "553 Relaying disallowed as …", sendmail "550 5.7.1 Relaying denied".
            "relay access denied",
            "unable to relay",
            "relay not permitted",
            "relaying denied",
            "relaying disallowed",
            "authentication required",
            "not authenticated",
        ]
        .iter()
        .any(|phrase| text.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(line: &str) -> Response<String> {
        let mut parser = smtp_proto::response::parser::ResponseReceiver::default();
        parser
            .parse(&mut format!("{line}\r\n").as_bytes().iter())
            .expect("an answer")
    }

    #[test]
    fn limits_of_the_day_are_known_by_the_providers_words() {
        for line in [
            "550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852 x-gsmtp",
            "550 5.4.5 Daily SMTP relay limit exceeded for customer.",
            "554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message",
            "550 5.1.90 Your message can't be sent because you've reached your limit for message recipients",
            "550 5.7.0 dana@example.com: exceeded sending limits",
            "550 5.7.1 dana@example.com: You have exceeded your daily sending limit. Please try again later.",
            "554 5.7.0 Daily limit for messages reached",
            "454 Throttling failure: Daily message quota exceeded",
            "452 4.5.3 Daily message limit exceeded",
        ] {
            let next = about_everybody(&reply(line));
            assert!(
                matches!(next, Some(Next::LimitReached(_))),
                "{line}: {next:?}"
            );
        }
    }

    #[test]
    fn limits_of_the_minute_are_told_apart_from_those_of_the_day() {
        for line in [
            "421 4.7.28 Our system has detected an unusual rate of mail originating from your account",
            "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending",
            "430 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded",
            "450 4.2.1 Peak SMTP relay limit exceeded for customer",
            "451 4.7.1 sorry, rate limit exceeded, try again later",
            "450 4.2.0 rate limited, try again",
            "450 4.7.1 Error: too much mail from 192.0.2.1",
            "454 Throttling failure: Maximum sending rate exceeded",
            "550 Domain example.com has exceeded the max emails per hour (125/100 (125%)) allowed. Message discarded.",
            "421 Message rate exceeded",
        ] {
            let next = about_everybody(&reply(line));
            assert!(matches!(next, Some(Next::SlowDown(_))), "{line}: {next:?}");
        }
    }

    #[test]
    fn a_blocked_or_unknown_sender_stops_all() {
        for line in [
            "554 5.2.0 STOREDRV.Submission.Exception:OutboundSpamException; Failed to process message due to a permanent exception",
            "550 5.1.8 Access denied, bad outbound sender. AS(42004)",
            "554 5.2.252 SendAsDenied; dana@example.com not allowed to send as sales@example.com",
            "550 5.7.60 SMTP; Client does not have permissions to send as this sender",
            "550 5.4.6 Unusual sending activity detected. Please try after sometime",
            "553 5.7.1 <sales@example.com>: Sender address rejected: not owned by user dana",
            "554 5.7.1 <maria.chen@example.org>: Relay access denied",
            "530 5.7.0 Authentication required",
        ] {
            let next = about_everybody(&reply(line));
            assert!(matches!(next, Some(Next::Stop(_))), "{line}: {next:?}");
        }
    }

    #[test]
    fn what_is_about_the_person_stays_about_the_person() {
        for line in [
            "550 5.1.1 <maria@example.org>: Recipient address rejected: User unknown",
            "552 5.2.2 Mailbox full: daily quota",
            "452 4.2.2 The email account that you tried to reach is over quota",
            "450 4.2.1 The user you are trying to contact is receiving mail too quickly, rate limit",
            "550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages",
            "452 4.5.3 Too many recipients",
            "450 4.7.1 <maria@example.org>: Recipient address rejected: Greylisted",
            "554 5.7.1 Message rejected as spam",
            "550 5.7.1 Service unavailable, client host blocked",
            "552 5.3.4 Message size exceeds fixed limit",
            "451 4.3.0 Temporary lookup failure",
        ] {
            assert_eq!(about_everybody(&reply(line)), None, "{line}");
        }
    }

    #[test]
    fn before_anybody_is_named_a_no_is_about_the_sender_unless_it_is_about_the_size() {
        let next = |line| about_sender(&reply(line));
        assert!(matches!(
            next("451 4.3.0 queue file write error"),
            Some(Next::SlowDown(_))
        ));
        assert!(matches!(
            next("452 4.3.1 Insufficient system storage"),
            Some(Next::SlowDown(_))
        ));
        assert!(matches!(
            next("550 5.7.1 not your address"),
            Some(Next::Stop(_))
        ));
        assert!(matches!(
            next("550 5.4.5 Daily sending quota exceeded"),
            Some(Next::LimitReached(_))
        ));
        assert_eq!(next("552 5.3.4 Message size exceeds fixed limit"), None);
        assert_eq!(next("552 Message size exceeds fixed limit"), None);
        assert_eq!(next("421 4.4.2 idle for too long"), None);
    }
}
