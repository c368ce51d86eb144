//! A well-formed notice of a mail server around whatever its parts say: the fuzzer spends nothing on finding the frame.
#![no_main]

use byline_mail::incoming::read;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut pieces = bytes.splitn(4, |byte| *byte == 0);
    let mut piece = || pieces.next().unwrap_or_default();
    let (header, words, fields, returned) = (piece(), piece(), piece(), piece());
    let message = [
        b"Return-Path: <>\r\nFrom: MAILER-DAEMON@mx.example\r\n",
        header,
        b"\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n",
        words,
        b"\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
        fields,
        b"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n",
        returned,
        b"\r\n--b--\r\n",
    ]
    .concat();
    let incoming = read(&message);
    for one in &incoming.recipients {
        assert!(!one.hard || incoming.kind == byline_model::IncomingKind::Bounce);
    }
});
