//! The messages in a file that a mail program saved: one, or an mbox of many (RFC 4155).

use std::borrow::Cow;

use mail_parser::{HeaderName, MessageParser, mailbox::mbox::MessageIterator};

use super::bounds;

/// The messages in the bytes of a file, in their order. A file that does not begin as an mbox does is one message.
pub fn messages(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    if !bytes.starts_with(b"From ") {
        return vec![Cow::Borrowed(bytes)];
    }
    // Reading from memory fails never.
    MessageIterator::new(bytes)
        .flatten()
        .map(|message| Cow::Owned(message.unwrap_contents()))
        .collect()
}

/// Whether the bytes are a message at all: every message says in its header who wrote it, or has at least one of the
/// fields that programs put into every mail. A picture, a document or a program has none of them.
pub fn is_message(bytes: &[u8]) -> bool {
    let mut header = bounds::bounded(bytes).into_owned();
    // A header that nothing follows is one as well.
    header.extend_from_slice(b"\n\n");
    MessageParser::default()
        .parse_headers(&header)
        .is_some_and(|message| {
            message.headers().iter().any(|header| {
                matches!(
                    header.name,
                    HeaderName::From
                        | HeaderName::To
                        | HeaderName::Subject
                        | HeaderName::Date
                        | HeaderName::MessageId
                        | HeaderName::Received
                        | HeaderName::ReturnPath
                )
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_mbox_is_taken_apart_and_a_single_message_left_whole() {
        let mbox = b"From a@example.com Sat Nov 21 10:00:00 2026\nSubject: one\n\n>From here\n\nFrom b@example.com Sat Nov 21 10:00:01 2026\nSubject: two\n\nHi\n";
        let found = messages(mbox);
        assert_eq!(found.len(), 2);
        assert!(
            found[0].starts_with(b"Subject: one")
                && found[0].windows(10).any(|part| part == b"\nFrom here")
        );
        assert!(found[1].starts_with(b"Subject: two"));
        let single = b"Subject: From here\n\nFrom me\n";
        assert_eq!(messages(single), [Cow::Borrowed(&single[..])]);
    }
}
