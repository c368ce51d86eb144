//! mbox: many messages in one file (RFC 4155), for mail programs that import those.

use byline_model::EmailAddress;
use jiff::{Timestamp, tz::TimeZone};

/// Adds a message to the text of an mbox file: its `From ` line, the message with line ends of LF, an empty line.
///
/// A line of the message that begins with `From `, with or without `>` before it, gets one `>` more, so that it is not
/// taken for the beginning of another message and the reader can take the `>` away again (RFC 4155, appendix A; the
/// quoting is the one called "mboxrd").
pub fn append(mbox: &mut Vec<u8>, from: &EmailAddress, at: Timestamp, message: &[u8]) {
    let date = at
        .to_zoned(TimeZone::UTC)
        .strftime("%a %b %e %H:%M:%S %Y")
        .to_string();
    mbox.extend_from_slice(format!("From {from} {date}\n").as_bytes());
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\n").unwrap_or(line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let quoted = line.iter().position(|byte| *byte != b'>').unwrap_or(0);
        if line[quoted..].starts_with(b"From ") {
            mbox.push(b'>');
        }
        mbox.extend_from_slice(line);
        mbox.push(b'\n');
    }
    mbox.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes an mbox apart as RFC 4155 says: a line that begins with `From ` after an empty one begins a message.
    fn read(mbox: &str) -> Vec<String> {
        let mut messages = Vec::new();
        let mut message: Option<String> = None;
        let mut empty_before = true;
        for line in mbox.lines() {
            if empty_before && line.starts_with("From ") {
                messages.extend(message.replace(String::new()));
            } else if let Some(message) = &mut message {
                let bare = line.trim_start_matches('>');
                let unquoted = if bare.starts_with("From ") && line.starts_with('>') {
                    &line[1..]
                } else {
                    line
                };
                message.push_str(unquoted);
                message.push('\n');
            }
            empty_before = line.is_empty();
        }
        messages.extend(message);
        messages
    }

    #[test]
    fn what_goes_in_comes_out_whatever_the_text_says() {
        let from = EmailAddress::parse("ruth@example.com").unwrap();
        let texts = [
            "Subject: one\r\n\r\nFrom here on it is quiet.\r\n\r\nFrom me\r\n",
            "Subject: two\r\n\r\n>From a quote\r\n>>From two\r\n> From not\r\nno end",
            "Subject: three\r\n\r\n\r\n\r\n",
        ];
        let mut mbox = Vec::new();
        for text in texts {
            append(&mut mbox, &from, Timestamp::UNIX_EPOCH, text.as_bytes());
        }
        let mbox = String::from_utf8(mbox).unwrap();
        assert!(mbox.starts_with("From ruth@example.com Thu Jan  1 00:00:00 1970\nSubject: one\n"));
        assert!(!mbox.contains('\r'));
        let back = read(&mbox);
        assert_eq!(back.len(), texts.len(), "{mbox}");
        for (text, back) in texts.iter().zip(&back) {
            assert_eq!(back.trim_end(), text.replace("\r\n", "\n").trim_end());
        }
    }
}
