//! Messages are read back with another library: what was put in comes out, and nothing else.

use byline_mail::message::{Composer, Message, Shared, message_id};
use byline_model::{Asset, DeliveryId, EmailAddress};
use jiff::Zoned;
use mail_parser::{Addr, MessageParser, MimeHeaders};
use proptest::prelude::*;

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn date() -> Zoned {
    "2026-11-03T09:05:07-05:00[-05:00]".parse().unwrap()
}

fn asset(name: &str, media_type: &str, bytes: &[u8]) -> Asset {
    Asset {
        name: name.to_owned(),
        media_type: media_type.to_owned(),
        bytes: bytes.to_owned(),
    }
}

/// A message of these parts, the same in all tests but for what they change.
struct Sample<'a> {
    from_name: &'a str,
    to_name: &'a str,
    subject: &'a str,
    text: &'a str,
    html: Option<&'a str>,
    message_id: &'a str,
    unsubscribe: Option<&'a str>,
    pictures: &'a [Asset],
    attachments: &'a [Asset],
}

const SAMPLE: Sample<'_> = Sample {
    from_name: "Dana Reyes",
    to_name: "Maria Chen",
    subject: "What a roof earns",
    text: "Dear Maria,\n\nit pays.\n",
    html: Some("<p>Dear Maria,</p>\n<p>it pays.</p>\n"),
    message_id: "k3v9x2.7@example.com",
    unsubscribe: Some("mailto:dana+k3v9x2@example.com?subject=unsubscribe"),
    pictures: &[],
    attachments: &[],
};

impl Sample<'_> {
    fn bytes(&self) -> Vec<u8> {
        let from = address("dana@example.com");
        let to = address("maria.chen@example.org");
        let shared = Shared {
            from_name: self.from_name,
            from: &from,
            pictures: self.pictures,
            attachments: self.attachments,
        };
        Composer::new(&shared).compose(&Message {
            to_name: self.to_name,
            to: &to,
            reply_to: None,
            subject: self.subject,
            text: self.text,
            html: self.html,
            message_id: self.message_id,
            date: &date(),
            unsubscribe: self.unsubscribe,
        })
    }
}

/// What RFC 5322 §2 and RFC 5321 §4.5.3 ask of every message, whatever is in it.
fn is_fit_to_send(bytes: &[u8]) -> Result<(), TestCaseError> {
    prop_assert!(
        bytes.is_ascii() && !bytes.contains(&0),
        "a byte that not every server takes"
    );
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        prop_assert!(line.len() <= 1000, "a line of {} bytes", line.len());
        let body = line
            .strip_suffix(b"\r\n")
            .ok_or_else(|| TestCaseError::fail("a line without CRLF"))?;
        prop_assert!(!body.contains(&b'\r'), "a lone CR");
    }
    Ok(())
}

/// The names of the header fields, in their order, unfolded.
fn header_names(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let head = text.split("\r\n\r\n").next().unwrap_or_default().to_owned();
    head.split("\r\n")
        .filter(|line| !line.starts_with([' ', '\t']))
        .map(|line| line.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

const HEADERS: [&str; 8] = [
    "MIME-Version",
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "Content-Type",
];

/// What a reader sees of a value that stood on several lines. How many spaces stand between two words is left out: the
/// library that reads here drops some where a header is folded.
fn seen(text: &str) -> String {
    let breaks = |c: char| c.is_control() || c.is_whitespace();
    text.split(breaks)
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_message_has_what_the_rules_ask_for() {
    let bytes = SAMPLE.bytes();
    is_fit_to_send(&bytes).unwrap();
    assert_eq!(header_names(&bytes), HEADERS);
    let text = String::from_utf8(bytes.clone()).unwrap();
    for line in [
        "From: \"Dana Reyes\" <dana@example.com>\r\n",
        "To: \"Maria Chen\" <maria.chen@example.org>\r\n",
        "Subject: What a roof earns\r\n",
        "Date: Tue, 3 Nov 2026 09:05:07 -0500\r\n",
        "Message-ID: <k3v9x2.7@example.com>\r\n",
        "List-Unsubscribe: <mailto:dana+k3v9x2@example.com?subject=unsubscribe>\r\n",
    ] {
        assert!(text.contains(line), "{line:?} is not in\n{text}");
    }
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(
        message.content_type().unwrap().c_subtype.as_deref(),
        Some("alternative")
    );
    assert_eq!(
        message.body_text(0).unwrap(),
        "Dear Maria,\r\n\r\nit pays.\r\n"
    );
    assert_eq!(
        message.body_html(0).unwrap(),
        "<p>Dear Maria,</p>\r\n<p>it pays.</p>\r\n"
    );
    assert!(bytes == SAMPLE.bytes(), "the same input gave other bytes");
}

#[test]
fn pictures_and_attachments_come_out_as_they_went_in() {
    let roof = (0..=255).cycle().take(5000).collect::<Vec<u8>>();
    let pictures = [
        asset("roof.png", "image/png", &roof),
        asset("über dach>.png", "image/png\r\nX-Evil: 1", b"x"),
    ];
    let attachments = [asset(
        "Fallstudie \"Dächer\".pdf",
        "application/pdf",
        b"%PDF-1.7 \r\n\0\xff",
    )];
    let bytes = Sample {
        pictures: &pictures,
        attachments: &attachments,
        html: Some("<img src=\"cid:roof.png\">"),
        ..SAMPLE
    }
    .bytes();
    is_fit_to_send(&bytes).unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("X-Evil"));
    let message = MessageParser::new().parse(&bytes).unwrap();
    let types = message.parts.iter().map(|part| {
        part.content_type()
            .map(|kind| kind.c_subtype.clone().unwrap_or_default().into_owned())
    });
    assert_eq!(
        types.map(Option::unwrap_or_default).collect::<Vec<_>>(),
        [
            "mixed",
            "alternative",
            "plain",
            "related",
            "html",
            "png",
            "octet-stream",
            "pdf"
        ]
    );
    let part = |name: &str| {
        message
            .parts
            .iter()
            .find(|part| part.content_id() == Some(name))
            .unwrap()
    };
    assert_eq!(part("roof.png").contents(), roof);
    assert_eq!(
        part("_ber_dach_.png").attachment_name(),
        Some("über dach>.png")
    );
    let pdf = message
        .attachments()
        .find(|part| part.attachment_name() == Some("Fallstudie \"Dächer\".pdf"))
        .unwrap();
    assert_eq!(pdf.contents(), b"%PDF-1.7 \r\n\0\xff");
}

#[test]
fn a_message_without_html_is_plain_text() {
    let bytes = Sample {
        html: None,
        unsubscribe: None,
        ..SAMPLE
    }
    .bytes();
    is_fit_to_send(&bytes).unwrap();
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(
        message.content_type().unwrap().c_subtype.as_deref(),
        Some("plain")
    );
    assert!(!String::from_utf8_lossy(&bytes).contains("List-Unsubscribe"));
}

#[test]
fn a_text_of_few_latin_letters_is_in_canonical_form_too() {
    let bytes = Sample {
        text: "Grüße\n",
        html: None,
        ..SAMPLE
    }
    .bytes();
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(
        message.body_text(0).unwrap(),
        "Grüße\r\n",
        "encoded before its lines ended with CRLF"
    );
}

#[test]
fn a_text_that_holds_the_boundary_does_not_break_the_message() {
    let text = "--=_k3v9x27examplecoma\n--=_k3v9x27examplecom_a--\nstill here\n";
    let bytes = Sample {
        text,
        html: Some(text),
        message_id: "k3v9x2.7@example.com",
        ..SAMPLE
    }
    .bytes();
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.parts.len(), 3);
    assert_eq!(message.body_text(0).unwrap(), text.replace('\n', "\r\n"));
}

#[test]
fn what_looks_like_an_encoded_word_is_shown_as_it_was_typed() {
    let trick = "=?utf-8?Q?=0D=0ABcc:_x=40example.net?= & friends, who read very long names until the very end of the line";
    let bytes = Sample {
        to_name: trick,
        subject: trick,
        ..SAMPLE
    }
    .bytes();
    is_fit_to_send(&bytes).unwrap();
    assert_eq!(header_names(&bytes), HEADERS);
    let message = MessageParser::new().parse(&bytes).unwrap();
    assert_eq!(message.subject(), Some(trick));
    assert_eq!(
        message.to().and_then(|to| to.first()).and_then(Addr::name),
        Some(trick)
    );
}

#[test]
fn a_message_id_is_one_word_whatever_it_is_made_of() {
    assert_eq!(
        message_id("k3v9x2", DeliveryId(7), "example.com"),
        "k3v9x2.7@example.com"
    );
    assert_eq!(
        message_id("a b\r\n<c>", DeliveryId(1), "exa mple.com"),
        "abc.1@example.com"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// No value gets out of its header or its part, and each is read back as it can be seen.
    #[test]
    fn nothing_gets_out_of_its_place(
        from_name in VALUE, to_name in VALUE, subject in VALUE, text in TEXT, html in TEXT,
        id in VALUE, unsubscribe in VALUE,
    ) {
        let bytes = Sample {
            from_name: &from_name, to_name: &to_name, subject: &subject, text: &text, html: Some(&html),
            message_id: &id, unsubscribe: Some(&unsubscribe), ..SAMPLE
        }.bytes();
        is_fit_to_send(&bytes)?;
        prop_assert_eq!(header_names(&bytes), HEADERS);

        let message = MessageParser::new().parse(&bytes).unwrap();
        prop_assert_eq!(message.parts.len(), 3);
        prop_assert_eq!(seen(message.subject().unwrap_or_default()), seen(&subject));
        for (list, name, address) in [(message.from(), &from_name, "dana@example.com"), (message.to(), &to_name, "maria.chen@example.org")] {
            let list = list.unwrap();
            prop_assert_eq!(list.iter().count(), 1);
            let one = list.first().unwrap();
            prop_assert_eq!(one.address(), Some(address));
            prop_assert_eq!(seen(one.name().unwrap_or_default()), seen(name));
        }
        let plain = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
        prop_assert_eq!(message.body_text(0).unwrap().replace("\r\n", "\n"), plain);
    }
}

/// Values as people, files and attackers write them.
const VALUE: &str = "([a-zA-Z ]{0,30}|.{0,40}|(\r\n|\n|\r|\u{85}|\u{2028}|Bcc: x@example.net|[<>\",;:()@\\\\ \t]|=\\?utf-8\\?Q\\?=41\\?=|é|日本|\u{0}){0,12}|[a-z ]{60,200})";
/// Texts likewise, with long lines.
const TEXT: &str =
    "([a-z .]{0,80}\n|\r\n|\r|\u{0}|--=_|\\.\r\n|.{0,30}|é{0,20}|[a-z]{900,1100}|From ){0,8}";
