//! What comes out: every output of the built-in templates, the same bytes every time, and values that stay values.

use std::{collections::BTreeMap, fs, path::Path};

use byline_model::{Asset, Brand, Colors, Fields, FindingCode, Kind, Level};
use byline_render::{
    FreezeError, Frozen, MergeError, Merger, Template, for_preview, freeze, piece,
};
use proptest::prelude::*;

const TEMPLATES: [&str; 5] = [
    "one-idea",
    "plain-letter",
    "field-note",
    "case-study",
    "product-one-pager",
];

fn template(name: &str) -> Template {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../templates")
        .join(name);
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            files.insert(
                path.file_name().unwrap().to_str().unwrap().to_owned(),
                fs::read_to_string(&path).unwrap(),
            );
        }
    }
    Template::parse(name, &files).unwrap()
}

fn brand() -> Brand {
    Brand {
        name: "Ruth Calloway".into(),
        title: "Account manager".into(),
        company: "Fenwick & Sons <Air>".into(),
        newsletter: "Plant Notes".into(),
        email: "ruth@example.com".into(),
        phone: "937 555 0142".into(),
        website: "fenwick.example.com".into(),
        postal_address: "400 Linden Ave\nDayton, OH 45403".into(),
        signature: "Ruth".into(),
        language: "en".into(),
        ..Brand::default()
    }
}

fn frozen(template_name: &str, body: &str) -> Frozen {
    frozen_with(template_name, body, &[])
}

fn frozen_with(template_name: &str, body: &str, pictures: &[Asset]) -> Frozen {
    let template = template(template_name);
    let source = format!(
        "---\nkind: {}\ntemplate: {template_name}\ntitle: \"A title, {{{{ contact.city | default(value='your town') }}}}\"\n\
         preview: For {{{{ contact.first_name | default(value='you') }}}}\nnumber: 3\ndate: 2026-11-05\n---\n{body}",
        template.info.kind
    );
    freeze(
        "a-piece",
        &piece::parse(&source).unwrap(),
        &brand(),
        &template,
        pictures,
    )
    .unwrap()
}

fn fields(values: &[(&str, &str)]) -> Fields {
    let mut fields: Fields = [
        ("unsubscribe.url", "mailto:ruth+x@example.com?subject=stop"),
        ("rep.website", "https://example.com"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    fields.extend(
        values
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    );
    fields
}

/// A small valid PNG: 1 × 1 pixel.
fn png(name: &str) -> Asset {
    let bytes = [
        0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0x0D, 0x49, 0x48, 0x44, 0x52, 0,
        0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1F, 0x15, 0xC4, 0x89,
    ];
    Asset {
        name: name.into(),
        media_type: "image/png".into(),
        bytes: bytes.into(),
    }
}

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
