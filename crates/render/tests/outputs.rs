//! What comes out: every output of the built-in templates, and the same bytes every time.

mod common;

use byline_model::{Asset, Brand, Colors, FindingCode, Kind, Level};
use byline_render::{FreezeError, MergeError, Merger, Template, for_preview, freeze, piece};
use common::{brand, fields, frozen, frozen_with, png, template};

const TEMPLATES: [&str; 5] = [
    "one-idea",
    "plain-letter",
    "field-note",
    "case-study",
    "product-one-pager",
];

#[test]
fn every_sample_freezes_without_a_finding() {
    for name in TEMPLATES {
        let template = template(name);
        let piece = piece::parse(&template.sample).unwrap();
        let frozen = freeze(name, &piece, &brand(), &template, &[]).unwrap();
        assert_eq!(frozen.findings, [], "{name}");
        let merger = Merger::new(&frozen.edition).unwrap();
        let nobody = fields(&[]);
        let copy = merger.merge(&nobody).unwrap();
        assert_eq!(
            copy.html.is_some(),
            template.info.kind != Kind::Collateral,
            "{name}"
        );
        for output in [
            copy.html.unwrap_or_default(),
            copy.text,
            merger.page(&nobody).unwrap(),
            merger.print(&nobody).unwrap(),
        ] {
            for left in ["\u{10F0A0}", "10f0a0", "10F0A0", "\\u{"] {
                assert!(
                    !output.contains(left),
                    "a mark was left in an output of {name}"
                );
            }
        }
    }
}

#[test]
fn the_same_piece_gives_the_same_bytes() {
    for name in TEMPLATES {
        let template = template(name);
        let piece = piece::parse(&template.sample).unwrap();
        let first = freeze(name, &piece, &brand(), &template, &[png("a.png")]).unwrap();
        let again = freeze(name, &piece, &brand(), &template, &[png("a.png")]).unwrap();
        assert_eq!(first, again);
        let other = freeze(
            name,
            &piece,
            &Brand {
                phone: "1".into(),
                ..brand()
            },
            &template,
            &[],
        )
        .unwrap();
        assert_ne!(first.edition.hash, other.edition.hash);
    }
}

#[test]
fn a_mail_has_what_a_mail_must_have() {
    let edition = frozen(
        "one-idea",
        "Hello {{ contact.first_name | default(value=\"there\") }}.",
    )
    .edition;
    let copy = Merger::new(&edition)
        .unwrap()
        .merge(&fields(&[("contact.first_name", "Ann")]))
        .unwrap();
    let html = copy.html.unwrap();
    for part in [
        "lang=\"en\"",
        "color-scheme",
        "prefers-color-scheme: dark",
        "href=\"mailto:ruth+x@example.com?subject=stop\"",
        "400 Linden Ave, Dayton, OH 45403",
        "Fenwick &amp; Sons &lt;Air&gt;",
        "role=\"presentation\"",
        "For Ann",
        "Hello Ann.",
        "A title, your town",
    ] {
        assert!(html.contains(part), "no {part} in\n{html}");
    }
    assert!(
        !html.contains("http://") || !html.contains("<link"),
        "a mail fetches something"
    );
    assert_eq!(copy.subject, "A title, your town");
    assert_eq!(
        edition.fields,
        ["contact.city", "contact.first_name", "unsubscribe.url"]
    );
    assert!(html.len() < 30_000, "{} bytes", html.len());
}

#[test]
fn a_brand_is_text_wherever_it_stands() {
    let odd = "\\ \" ' <b> {{ 7*7 }} {% if %} a\u{301}\u{A0}b \u{202E}c \u{10F0A0}h0\u{10F0A1}";
    let template = template("one-idea");
    let piece = piece::parse(&template.sample).unwrap();
    let logo = Asset {
        name: "logo.png".into(),
        ..png("")
    };
    let brand = Brand {
        newsletter: odd.into(),
        company: odd.into(),
        city: odd.into(),
        logo: "logo.png".into(),
        ..brand()
    };
    let edition = freeze("x", &piece, &brand, &template, &[logo])
        .unwrap()
        .edition;
    let merger = Merger::new(&edition).unwrap();
    let seen = "{{ 7*7 }} {% if %} a\u{301}";
    for html in [
        merger.merge(&fields(&[])).unwrap().html.unwrap(),
        merger.page(&fields(&[])).unwrap(),
    ] {
        assert!(html.matches(seen).count() >= 2, "{html}");
        assert!(html.contains("src=\"cid:logo.png\"") || html.contains("src=\"data:image/png"));
        assert!(
            html.contains("&lt;b&gt; {{") && !html.contains("\\u{"),
            "{html}"
        );
    }
}

#[test]
fn plain_text_reads_like_a_letter() {
    let body = "Hello {{ contact.first_name | default(value=\"there\") }},\n\n\
        A line that is long enough to be broken somewhere, since it has more than seventy-two columns.\n\n\
        Payback\n: 11 months\n\n\
        [Book 15 minutes](https://example.com/book \"button\")\n\n\
        See [the chart](https://example.com/chart) or <ruth@example.com>.\n\n\
        - [x] one\n- [ ] two\n\n> Nobody did.\n> — Priya\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nP.S. One more.";
    let edition = frozen("one-idea", body).edition;
    let text = Merger::new(&edition)
        .unwrap()
        .merge(&fields(&[]))
        .unwrap()
        .text;
    let expected = "\
PLANT NOTES
No. 3, November

A TITLE, YOUR TOWN
By Ruth Calloway, Fenwick & Sons <Air>

Hello there,

A line that is long enough to be broken somewhere, since it has more
than seventy-two columns.

    11 months
    Payback

Book 15 minutes:
https://example.com/book

See the chart (https://example.com/chart) or ruth@example.com.

[x] one
[ ] two

    Nobody did.
    — Priya

a   b
-   -
1   2

Ruth

P.S. One more.

-- 
Ruth Calloway, Account manager, Fenwick & Sons <Air>
937 555 0142, ruth@example.com
fenwick.example.com

You are on my list for Plant Notes. To stop getting it, write to:
mailto:ruth+x@example.com?subject=stop

400 Linden Ave, Dayton, OH 45403
";
    assert_eq!(text, expected);
}

#[test]
fn layout_blocks_are_in_mail_and_page() {
    let body = "## Head\n\nPayback\n: 11 months\n\n[Go](https://example.com/?a=1&b=2 \"button\")\n\n![A roof](my%20roof.png \"Ours\")\n\n\
        > Nobody did.\n> — Priya\n\n- [x] done\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n---\n\n~~x~~ `code` H<sub>2</sub>O";
    let frozen = frozen_with("one-idea", body, &[png("my roof.png"), png("unused.png")]);
    assert_eq!(frozen.findings, []);
    let edition = frozen.edition;
    assert_eq!(
        edition
            .assets
            .iter()
            .map(|asset| asset.name.as_str())
            .collect::<Vec<_>>(),
        ["my_roof.png"]
    );
    let merger = Merger::new(&edition).unwrap();
    let html = merger.merge(&fields(&[])).unwrap().html.unwrap();
    for part in [
        "11 months</td>",
        "href=\"https://example.com/?a=1&amp;b=2\"",
        "src=\"cid:my_roof.png\" alt=\"A roof\" width=\"1\"",
        ">Ours</p>",
        "Priya</p></blockquote>",
        "<del>x</del>",
        "<sub>2</sub>",
        "&#9745;",
    ] {
        assert!(
            html.contains(part) || html.contains(&part.replace("&#9745;", "☑")),
            "no {part} in\n{html}"
        );
    }
    let page = merger.page(&fields(&[])).unwrap();
    for part in [
        "<dd>11 months</dd>",
        "<figcaption>Ours</figcaption>",
        "src=\"data:image/png;base64,",
        "<figcaption>Priya</figcaption>",
        "class=\"done\"",
        "</section>\n<section>",
    ] {
        assert!(page.contains(part), "no {part} in\n{page}");
    }
    let shown = for_preview(&html, &edition.assets);
    assert!(shown.contains("data:image/png") && !shown.contains("cid:"));
}

#[test]
fn a_condition_takes_whole_blocks() {
    let body = "{% if contact.stage == \"customer\" %}\n\n## For you\n\nCustomer text.\n\n{% else %}\n\nOther text.\n\n{% endif %}\n\nEnd.";
    let edition = frozen("one-idea", body).edition;
    let merger = Merger::new(&edition).unwrap();
    for (stage, there, gone) in [
        ("customer", "Customer text.", "Other text."),
        ("lead", "Other text.", "Customer text."),
    ] {
        let values = fields(&[("contact.stage", stage)]);
        let copy = merger.merge(&values).unwrap();
        let html = copy.html.unwrap();
        for output in [
            &html,
            &copy.text,
            &merger.page(&values).unwrap(),
            &merger.print(&values).unwrap(),
        ] {
            assert!(
                output.contains(there) && !output.contains(gone),
                "{stage}:\n{output}"
            );
        }
        assert_eq!(html.matches("<div").count(), html.matches("</div>").count());
        assert!(!copy.text.contains("\n\n\n"), "{}", copy.text);
    }
}

#[test]
fn a_mail_is_signed_once() {
    for body in ["Text.\n\nRuth", "Text.\n\n— *Ruth Calloway*", "Text."] {
        let edition = frozen("one-idea", body).edition;
        let merger = Merger::new(&edition).unwrap();
        let copy = merger.merge(&fields(&[])).unwrap();
        assert_eq!(
            copy.text
                .lines()
                .filter(|line| line.ends_with("Ruth"))
                .count(),
            1,
            "{}",
            copy.text
        );
        assert_eq!(copy.html.unwrap().matches(">Ruth</p>").count(), 1);
    }
    let nobody = freeze(
        "x",
        &piece::parse(
            "---\nkind: newsletter\ntemplate: one-idea\ntitle: x\n---\na\n\n![b](c.png)\n",
        )
        .unwrap(),
        &Brand::default(),
        &template("one-idea"),
        &[],
    );
    assert!(nobody.is_ok(), "a desk without a brand cannot be previewed");
}

#[test]
fn a_missing_value_is_named() {
    let edition = frozen("one-idea", "Hello {{ contact.last_name | upper }}.").edition;
    let merger = Merger::new(&edition).unwrap();
    assert_eq!(
        merger.merge(&fields(&[])),
        Err(MergeError::MissingValue {
            field: "contact.last_name".into()
        })
    );
    assert!(
        merger
            .merge(&fields(&[("contact.last_name", "Chen")]))
            .unwrap()
            .text
            .contains("Hello CHEN.")
    );
    let edition = frozen("one-idea", "{% if contact.last_name %}Dear {{ contact.last_name }}{% else %}Hello{% endif %} {{ contact.city | upper | default(value=\"x\") }}").edition;
    assert!(
        Merger::new(&edition)
            .unwrap()
            .merge(&fields(&[]))
            .unwrap()
            .text
            .contains("Hello x")
    );
}

#[test]
fn findings_name_the_line() {
    let found = |body: &str| {
        frozen("one-idea", body)
            .findings
            .into_iter()
            .map(|f| (f.level, f.code, f.line))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        found("a\n\n{{ contact.frist_name }}"),
        [(Level::Block, FindingCode::UnknownField, Some(11))]
    );
    assert_eq!(
        found("![A roof](none.png)"),
        [(Level::Block, FindingCode::MissingPicture, Some(9))]
    );
    assert!(
        frozen("one-idea", "{{ contact.frist_name }}").findings[0]
            .message
            .contains("contact.first_name")
    );
}

#[test]
fn what_cannot_be_frozen_says_why() {
    let letter = template("plain-letter");
    let piece =
        piece::parse("---\nkind: article\ntemplate: plain-letter\ntitle: x\n---\n").unwrap();
    assert!(matches!(
        freeze("x", &piece, &brand(), &letter, &[]),
        Err(FreezeError::WrongKind { .. })
    ));
    let piece = piece::parse(&letter.sample).unwrap();
    let colors = Colors {
        main: "red; x".into(),
        ..Colors::default()
    };
    assert_eq!(
        freeze("x", &piece, &Brand { colors, ..brand() }, &letter, &[]).unwrap_err(),
        FreezeError::Color { name: "main" }
    );
    for (file, text, line) in [
        ("page.html", "a\n<< nothing.here >>", Some(2)),
        ("page.html", "\n{{ contact.city | safe }}", Some(2)),
    ] {
        let broken = Template {
            page: text.into(),
            ..letter.clone()
        };
        match freeze("x", &piece, &brand(), &broken, &[]) {
            Err(FreezeError::Template {
                file: found,
                line: at,
                ..
            }) => assert_eq!((found, at), (file, line)),
            other => panic!("{other:?}"),
        }
    }
}
