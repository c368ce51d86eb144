//! The bytes are a stranger's: whatever they are, nothing panics, and what is shown is theirs.

use proptest::prelude::*;

use crate::{answer, html_answer, read};

/// Pieces of which mails are made, so that random ones go deep.
fn piece() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "On Sat, Nov 21, 2026 at 10:00 AM Dana <dana@example.com> wrote:",
        "From: Dana <dana@example.com>",
        "Sent: Saturday, November 21, 2026 10:00 AM",
        "Subject: x",
        "> quoted",
        ">",
        "-- ",
        "-----Original Message-----",
        "________________________________",
        "Sent from my iPhone",
        "unsubscribe",
        "Please remove me from your list, but",
        "I am back on 30.11. until 31/31/9999 through Nov 28 - 99",
        "ç à ü ş 退订 \u{feff}\u{202e}İ",
        "",
        "<div class=gmail_quote><blockquote>",
        "</div></td></blockquote>",
        "&#x0; &amp <style>",
    ]);
    prop_oneof![pieces.prop_map(str::to_owned), "\\PC{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        byline_mail::incoming::read(&bytes);
    }

    #[test]
    fn no_text_makes_it_panic(pieces in prop::collection::vec(piece(), 0..12), fields in prop::collection::vec("[A-Za-z-]{1,16}: \\PC{0,30}", 0..4)) {
        let body = pieces.join("\n");
        read(&format!("{}\n\n{body}", fields.join("\n")));
        html_answer(&body);
    }

    /// What is shown is made of lines of the message, unchanged and in their order.
    #[test]
    fn what_is_shown_is_what_was_sent(pieces in prop::collection::vec(piece(), 0..12)) {
        let body = pieces.join("\n");
        let shown = answer(&body).text;
        let sent: Vec<String> = body.lines().map(|line| line.trim().to_owned()).collect();
        let mut next = 0;
        for line in shown.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let line = line.trim_start_matches('\u{feff}');
            let place = sent[next..].iter().position(|sent| sent.trim_start_matches('\u{feff}') == line);
            prop_assert!(place.is_some(), "{line:?} of {shown:?} was not sent in this order");
            next += place.unwrap_or_default() + 1;
        }
    }

    /// A message that says something is never shown as nothing.
    #[test]
    fn nothing_is_cut_to_nothing(pieces in prop::collection::vec(piece(), 0..12)) {
        let body = pieces.join("\n");
        prop_assert_eq!(answer(&body).text.is_empty(), body.trim().is_empty());
    }
}
