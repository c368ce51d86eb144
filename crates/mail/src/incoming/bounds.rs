//! What is read of a stranger's message, so that none can take more time or memory than a message is worth.
//!
//! The parser keeps a message within a message as a value within a value, and frees them one inside the other: some
//! ten thousand of them end the stack. A nested message that is encoded besides is copied once for every level. So the
//! bytes are cut before they are parsed; what a mail server or a person writes stands far inside these bounds.

use std::borrow::Cow;
use std::ops::Range;

/// Bytes that are read. The text of a message, the fields of a notice and the headers of what it returns all come
/// before any large attachment.
const LONGEST: usize = 4 << 20;

/// Parts that may declare a type; each is at most one level of nesting, or two in a digest.
const MOST_TYPES: usize = 300;

/// The bytes of a message as they are given to the parser: cut, with line feeds, without nested encoded messages.
pub(super) fn bounded(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let end = spaceless_ends(bytes, b"content-type:")
        .nth(MOST_TYPES)
        .unwrap_or(bytes.len());
    let mut bytes = Cow::Borrowed(&bytes[..end]);
    // Old Macs, and programs that took after them, end a line with a carriage return alone.
    if !bytes.contains(&b'\n') && bytes.contains(&b'\r') {
        bytes = Cow::Owned(
            bytes
                .iter()
                .map(|&byte| if byte == b'\r' { b'\n' } else { byte })
                .collect(),
        );
    }
    for header in encoded_messages(&bytes) {
        unname(&mut bytes.to_mut()[header]);
    }
    bytes
}

/// The headers of parts that say both that they are a message and that they are encoded, which RFC 2046 §5.2.1
/// forbids. A header is looked for wherever there is no empty line in between.
fn encoded_messages(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut line = 0;
    for end in bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at + 1)
        .chain([bytes.len()])
    {
        if matches!(&bytes[line..end], b"\n" | b"\r\n") || end == bytes.len() {
            let header = &bytes[start..end];
            let encoded = spaceless_ends(header, b"content-transfer-encoding:")
                .next()
                .is_some()
                && (contains(header, b"base64") || contains(header, b"quoted-printable"));
            if encoded && contains(header, MESSAGE) {
                found.push(start..end);
            }
            start = end;
        }
        line = end;
    }
    found
}

/// Where `needle` ends in `bytes`, in whatever case and with whatever white space within: the parser reads a header's
/// name so. The first byte of `needle` must not come again in it.
fn spaceless_ends(bytes: &[u8], needle: &'static [u8]) -> impl Iterator<Item = usize> {
    let mut matched = 0;
    bytes.iter().enumerate().filter_map(move |(at, byte)| {
        if byte.is_ascii_whitespace() {
            return None;
        }
        let byte = byte.to_ascii_lowercase();
        if byte == needle[matched] {
            matched += 1;
        } else {
            matched = usize::from(byte == needle[0]);
        }
        if matched == needle.len() {
            matched = 0;
            return Some(at + 1);
        }
        None
    })
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes
        .windows(word.len())
        .any(|window| window.eq_ignore_ascii_case(word))
}

/// The type of the parts that hold a message: `message/rfc822`, `message/global`.
const MESSAGE: &[u8] = b"message";

/// Turns the type `message` into one that is nothing to the parser, which then hands the part out as bytes.
fn unname(header: &mut [u8]) {
    for at in 0..header.len().saturating_sub(MESSAGE.len()) {
        let end = at + MESSAGE.len();
        if header[at..end].eq_ignore_ascii_case(MESSAGE)
            && matches!(header[end], b'/' | b'(' | b' ' | b'\t' | b'\r' | b'\n')
        {
            header[at] = b'x';
        }
    }
}
