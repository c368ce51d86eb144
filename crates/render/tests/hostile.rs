//! Values that stay values and pieces that cannot act, whoever wrote them.

mod common;

use byline_model::FindingCode;
use byline_render::{Merger, freeze, piece};
use common::{brand, fields, frozen, frozen_with, png, template};
use proptest::prelude::*;

#[test]
fn html_in_a_piece_cannot_act() {
    let body = "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)>\n\n<div style=\"position:fixed\"><form action=\"https://example.com\"><b>text</b></form></div>\n\n\
        <iframe src=\"https://example.com\"></iframe>\n\n<a href=\"javascript:alert(1)\">x</a> and <svg onload=alert(1)> [y](javascript:alert(1))";
    let frozen = frozen("one-idea", body);
    assert!(
        frozen
            .findings
            .iter()
            .any(|finding| finding.code == FindingCode::HtmlRemoved)
    );
    let merger = Merger::new(&frozen.edition).unwrap();
    for html in [
        merger.merge(&fields(&[])).unwrap().html.unwrap(),
        merger.page(&fields(&[])).unwrap(),
    ] {
        let lower = html.to_lowercase();
        for bad in [
            "<script",
            "onerror",
            "onload",
            "<iframe",
            "<form",
            "javascript:",
            "position:fixed",
            "<svg",
        ] {
            assert!(!lower.contains(bad), "{bad} in\n{html}");
        }
        assert!(html.contains("<b>text</b>"));
    }
}

const EVERYWHERE: &str = r#"
Hello {{ contact.first_name }}, **{{ contact.first_name }}**, `{{ contact.first_name }}`.

## {{ contact.first_name }}

[{{ contact.first_name }}](https://example.com/{{ contact.first_name }}?q={{ contact.first_name }} "button")

![{{ contact.first_name }}](roof.png "{{ contact.first_name }}")

| {{ contact.first_name }} |
|---|
| {{ contact.first_name }} |

<p title="{{ contact.first_name }}">{{ contact.first_name }} <a href="https://example.com/{{ contact.first_name }}">x</a></p>
"#;

/// The structure of HTML: its elements and the names of their attributes, and the scheme and host of every address.
fn skeleton(html: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let end = rest.find('>').unwrap_or(rest.len() - 1);
        let mut tag = String::new();
        let mut quoted = false;
        let mut inside = String::new();
        for c in rest[..=end].chars() {
            if c == '"' {
                if quoted && (inside.starts_with("https:") || inside.starts_with("mailto:")) {
                    tag.push_str(&inside[..inside.len().min("https://example.com/".len())]);
                }
                inside.clear();
                quoted = !quoted;
                tag.push(c);
            } else if quoted {
                inside.push(c);
            } else {
                tag.push(c);
            }
        }
        parts.push(tag);
        rest = &rest[end + 1..];
    }
    parts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whoever a contact is called, a piece for them is built like one for Ann.
    #[test]
    fn a_name_changes_nothing_but_the_visible_text(
        name in "(<script>|</style>|--!?>|<!--|\\{\\{ 7\\*7 \\}\\}|\\{% raw %\\}|#import \"x\"|\\$x\\$|\\\\|\"|'|`|\\]\\]>|javascript:|\u{202E}|\r\n|\n|\t|\0|\u{10F0A0}h0\u{10F0A1}|&amp;|[a-zA-Z]|\\PC){1,12}"
    ) {
        // Only white space is the same as nothing.
        prop_assume!(!name.trim().is_empty());
        static MERGER: std::sync::LazyLock<Merger> =
            std::sync::LazyLock::new(|| Merger::new(&frozen_with("one-idea", EVERYWHERE, &[png("roof.png")]).edition).unwrap());
        let ann = fields(&[("contact.first_name", "Ann")]);
        let other = fields(&[("contact.first_name", &name)]);
        let (plain, copy) = (MERGER.merge(&ann).unwrap(), MERGER.merge(&other).unwrap());
        prop_assert_eq!(skeleton(plain.html.as_deref().unwrap()), skeleton(copy.html.as_deref().unwrap()));
        prop_assert_eq!(skeleton(&MERGER.page(&ann).unwrap()), skeleton(&MERGER.page(&other).unwrap()));
        let lines = |text: &str| text.lines().count();
        prop_assert_eq!(lines(&plain.text), lines(&copy.text));
        let control = |text: &str| text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202E}');
        prop_assert!(!control(&copy.text) && !control(copy.html.as_deref().unwrap()));
        // Outside string literals the print source is the same for everybody.
        prop_assert_eq!(outside_strings(&MERGER.print(&ann).unwrap()), outside_strings(&MERGER.print(&other).unwrap()));
    }

    /// A subject is one line whatever is merged into it.
    #[test]
    fn a_subject_is_one_line(name in "(\r\nBcc: x@example.com|\n|\\PC){0,8}x") {
        static MERGER: std::sync::LazyLock<Merger> = std::sync::LazyLock::new(|| {
            let source = "---\nkind: newsletter\ntemplate: plain-letter\ntitle: x\nsubject: \"{{ contact.first_name }}: hello\"\n---\n";
            let frozen = freeze("x", &piece::parse(source).unwrap(), &brand(), &template("plain-letter"), &[]).unwrap();
            Merger::new(&frozen.edition).unwrap()
        });
        let copy = MERGER.merge(&fields(&[("contact.first_name", &name)])).unwrap();
        prop_assert!(!copy.subject.contains(char::is_control) && copy.subject.ends_with("x: hello"));
    }

    /// A piece of any kind freezes or is refused; nothing panics, and what freezes can be merged.
    #[test]
    fn any_text_freezes_or_is_refused(
        body in "(\\{\\{ contact\\.city \\}\\}|\\{% if contact\\.city %\\}|\\{% endif %\\}|\n\n|\n|- |> |: |# |\\*\\*|_|`|```|\\||---|<b>|</b>|<div>|<script>|!?\\[|\\]\\(|\\)|— |P\\.S\\. |https://a.b/|\\PC){0,60}"
    ) {
        let source = format!("---\nkind: newsletter\ntemplate: one-idea\ntitle: x\n---\n{body}");
        if let Ok(piece) = piece::parse(&source) {
            let frozen = freeze("x", &piece, &brand(), &template("one-idea"), &[]).unwrap();
            let merger = Merger::new(&frozen.edition).unwrap();
            let values = fields(&[("contact.city", "Troy")]);
            let copy = merger.merge(&values).unwrap();
            prop_assert!(!copy.html.unwrap().contains("<script"));
            prop_assert!(merger.page(&values).is_ok() && merger.print(&values).is_ok());
        }
    }
}

/// A print source with every string literal emptied.
fn outside_strings(source: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in source.chars() {
        match (quoted, c) {
            (true, _) if escaped => escaped = false,
            (true, '\\') => escaped = true,
            (_, '"') => {
                quoted = !quoted;
                out.push(c);
            }
            (true, _) => {}
            (false, _) => out.push(c),
        }
    }
    out
}

#[test]
fn hostile_sizes_come_through() {
    let table = format!(
        "|{}\n|{}\n{}",
        "a|".repeat(24),
        "-|".repeat(24),
        format!("|{}\n", "x|".repeat(24)).repeat(60)
    );
    let list = "- x\n".repeat(800);
    let tags = "{{ contact.city | default(value=\"x\") }} ".repeat(500);
    let nested = format!("{}x", "> ".repeat(30));
    for body in [table, list, tags, nested] {
        let frozen = frozen("one-idea", &body);
        assert!(
            Merger::new(&frozen.edition)
                .unwrap()
                .merge(&fields(&[]))
                .is_ok()
        );
    }
}
