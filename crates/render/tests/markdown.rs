//! What Byline reads from Markdown: CommonMark and GFM as far as it relies on them, and its own layout blocks.

use byline_model::{FindingCode, Level};
use byline_render::{
    document::{Block, Inline, Part},
    piece::{self, Piece},
};

fn parse(body: &str) -> Piece {
    piece::parse(&format!(
        "---\nkind: newsletter\ntemplate: one-idea\ntitle: A title\n---\n{body}"
    ))
    .unwrap()
}

fn refuse(body: &str) -> piece::PieceError {
    piece::parse(&format!(
        "---\nkind: newsletter\ntemplate: one-idea\ntitle: A title\n---\n{body}"
    ))
    .unwrap_err()
}

/// The tree as short text, to compare whole shapes.
fn shape(piece: &Piece) -> String {
    piece
        .body
        .blocks
        .iter()
        .map(|block| block_shape(piece, block))
        .collect::<Vec<_>>()
        .join(" ")
}

fn block_shape(piece: &Piece, block: &Block) -> String {
    let blocks = |blocks: &[Block]| {
        blocks
            .iter()
            .map(|block| block_shape(piece, block))
            .collect::<Vec<_>>()
            .join(" ")
    };
    match block {
        Block::Paragraph(text) => format!("p[{}]", line(piece, text)),
        Block::Heading { level, text } => format!("h{level}[{}]", line(piece, text)),
        Block::List(list) => {
            let items: Vec<String> = list.items.iter().map(|item| blocks(item)).collect();
            format!(
                "{}({})",
                list.start.map_or("ul".into(), |start| format!("ol{start}")),
                items.join(", ")
            )
        }
        Block::Checklist(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|item| {
                    format!(
                        "{}{}",
                        if item.done { "x " } else { "_ " },
                        blocks(&item.blocks)
                    )
                })
                .collect();
            format!("check({})", items.join(", "))
        }
        Block::Quote(quote) => format!("quote({})", blocks(quote)),
        Block::Testimonial { quote, author } => {
            format!("said({} by {})", blocks(quote), line(piece, author))
        }
        Block::Figures(figures) => {
            let figures: Vec<String> = figures
                .iter()
                .map(|f| format!("{}={}", line(piece, &f.value), line(piece, &f.label)))
                .collect();
            format!("figures({})", figures.join(", "))
        }
        Block::Table(table) => {
            let row = |row: &Vec<Vec<Inline>>| {
                row.iter()
                    .map(|cell| line(piece, cell))
                    .collect::<Vec<_>>()
                    .join("|")
            };
            let rows: Vec<String> = table.rows.iter().map(row).collect();
            format!("table({} / {})", row(&table.head), rows.join(" / "))
        }
        Block::Code(text) => format!("code[{}]", parts(piece, text)),
        Block::Button(link) => format!(
            "button[{}]({})",
            line(piece, &link.text),
            parts(piece, &link.address)
        ),
        Block::Picture(picture) => {
            format!(
                "pic({} {} {})",
                picture.file,
                parts(piece, &picture.alt),
                parts(piece, &picture.caption)
            )
        }
        Block::Section => "section".into(),
        Block::Html(html) => format!("html({})", parts(piece, &html.text)),
        Block::Statement(id) => piece.body.tag(*id).source.clone(),
    }
}

fn line(piece: &Piece, inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) => text.clone(),
            Inline::Tag(id) => piece.body.tag(*id).source.clone(),
            Inline::Strong(inner) => format!("*{}*", line(piece, inner)),
            Inline::Emphasis(inner) => format!("_{}_", line(piece, inner)),
            Inline::Strikethrough(inner) => format!("~{}~", line(piece, inner)),
            Inline::Superscript(inner) => format!("^{}^", line(piece, inner)),
            Inline::Subscript(inner) => format!(",{},", line(piece, inner)),
            Inline::Code(text) => format!("`{}`", parts(piece, text)),
            Inline::Link(link) => format!(
                "<{}|{}>",
                line(piece, &link.text),
                parts(piece, &link.address)
            ),
            Inline::Picture(picture) => format!("!{}!", picture.file),
            Inline::SoftBreak => " / ".into(),
            Inline::HardBreak => " // ".into(),
        })
        .collect()
}

fn parts(piece: &Piece, parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Tag(id) => piece.body.tag(*id).source.clone(),
        })
        .collect()
}

#[test]
fn commonmark_and_gfm() {
    let cases = [
        ("a *b* **c** ~~d~~ `e`", "p[a _b_ *c* ~d~ `e`]"),
        ("one\ntwo  \nthree", "p[one / two // three]"),
        ("## Two\n\n# One", "h2[Two] h2[One]"),
        ("- a\n- b\n  - c", "ul(p[a], p[b] ul(p[c]))"),
        ("3. a\n4. b", "ol3(p[a], p[b])"),
        ("> quoted", "quote(p[quoted])"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 |",
            "table(a|b / 1|2 / 3|)",
        ),
        ("    code\n    more", "code[code\nmore]"),
        (
            "```\nx {{ contact.city }}\n```",
            "code[x {{ contact.city }}]",
        ),
        (
            "see https://example.com/a_b.",
            "p[see <https://example.com/a_b|https://example.com/a_b>.]",
        ),
        (
            "<https://example.com>",
            "p[<https://example.com|https://example.com>]",
        ),
        (
            "[a][r]\n\n[r]: https://example.com",
            "p[<a|https://example.com>]",
        ),
        ("It's \"fine\" -- really...", "p[It’s “fine” – really…]"),
        ("&amp; &copy; \\*", "p[& © *]"),
        ("a\n\n---\n\nb", "p[a] section p[b]"),
        (
            "x <b>bold</b> <i>it</i> 10<sup>2</sup> H<sub>2</sub>O<br>y",
            "p[x *bold* _it_ 10^2^ H,2,O // y]",
        ),
        (
            "x <a href=\"https://example.com?a=1&amp;b\">y</a>",
            "p[x <y|https://example.com?a=1&b>]",
        ),
        ("x <b>open", "p[x open]"),
        ("x <script>alert(1)</script> y", "p[x  y]"),
    ];
    for (source, expected) in cases {
        assert_eq!(shape(&parse(source)), expected, "{source}");
    }
}

#[test]
fn layout_blocks() {
    let cases = [
        (
            "[Book 15 minutes](https://example.com/book \"button\")",
            "button[Book 15 minutes](https://example.com/book)",
        ),
        (
            "See [this](https://example.com \"button\") too",
            "p[See <this|https://example.com> too]",
        ),
        (
            "text\n\n![A roof](roof.png)",
            "p[text] pic(roof.png A roof )",
        ),
        (
            "text\n\n![A roof](./my%20roof.png \"Our roof\")",
            "p[text] pic(my roof.png A roof Our roof)",
        ),
        (
            "> It paid for itself.\n> — Priya Raman, Tamarack",
            "said(p[It paid for itself.] by Priya Raman, Tamarack)",
        ),
        (
            "> One.\n>\n> Two.\n>\n> -- Priya",
            "said(p[One.] p[Two.] by Priya)",
        ),
        ("> — only a dash", "quote(p[— only a dash])"),
        (
            "payback\n: 11 months\n\nenergy\n: 31%",
            "figures(11 months=payback, 31%=energy)",
        ),
        (
            "$4,000\n: What one hole costs",
            "figures($4,000=What one hole costs)",
        ),
        (
            "> **$4,000**\n> What one hole costs",
            "figures($4,000=What one hole costs)",
        ),
        ("- [x] done\n- [ ] open", "check(x p[done], _ p[open])"),
        ("- [x] done\n- plain", "ul(p[☑ done], p[plain])"),
    ];
    for (source, expected) in cases {
        assert_eq!(shape(&parse(source)), expected, "{source}");
    }
}

#[test]
fn tags_stand_wherever_text_stands() {
    let source = r#"
## For {{ company.name | default(value="you") }}

| a | b |
|---|---|
| {{ contact.first_name | default(value="there") }} | **{{ contact.city }}** |

[{{ contact.first_name }}](https://example.com/?c={{ company.name | default(value="a b") }}&x=1)

x ![A roof in {{ contact.city }}](roof.png)

- {% if contact.stage == "customer" %}yes{% else %}no{% endif %}
"#;
    assert_eq!(
        shape(&parse(source)),
        "h2[For {{ company.name | default(value=\"you\") }}] \
         table(a|b / {{ contact.first_name | default(value=\"there\") }}|*{{ contact.city }}*) \
         p[<{{ contact.first_name }}|https://example.com/?c={{ company.name | default(value=\"a b\") }}&x=1>] \
         p[x !roof.png!] \
         ul(p[{% if contact.stage == \"customer\" %}yes{% else %}no{% endif %}])"
    );
}

#[test]
fn a_statement_on_its_own_line_stands_between_blocks() {
    let apart = "{% if contact.city %}\n\ntext\n\n{% endif %}";
    let together = "{% if contact.city %}\ntext\n{% endif %}";
    let around_heading = "{% if contact.city %}\n## Head\ntext\n{% endif %}";
    let button = "{% if contact.city %}[Go](https://example.com \"button\"){% endif %}";
    assert_eq!(
        shape(&parse(apart)),
        "{% if contact.city %} p[text] {% endif %}"
    );
    assert_eq!(
        shape(&parse(together)),
        "{% if contact.city %} p[text] {% endif %}"
    );
    assert_eq!(
        shape(&parse(around_heading)),
        "{% if contact.city %} h2[Head] p[text] {% endif %}"
    );
    assert_eq!(
        shape(&parse(button)),
        "{% if contact.city %} button[Go](https://example.com) {% endif %}"
    );
}

#[test]
fn a_condition_that_would_tear_an_output_is_refused_with_its_line() {
    for (source, line) in [
        ("{% if contact.city %}", 6),
        ("a\n\n{% endif %}", 8),
        ("- a\n- {% if contact.city %}b\n\nc {% endif %}", 7),
        ("**{% if contact.city %}a** b{% endif %}", 6),
        ("{% if contact.city %}a{% else %}b{% else %}c{% endif %}", 6),
        ("x [a](https://example.com/{% if contact.city %}b)", 6),
        ("<p>{% if contact.city %}</p>\n{% endif %}", 6),
    ] {
        let error = refuse(source);
        assert_eq!(error.line, line, "{source}: {error}");
    }
}

#[test]
fn braces_can_be_written() {
    assert_eq!(shape(&parse("\\{{ not a tag }}")), "p[{{ not a tag }}]");
    assert_eq!(shape(&parse("a { b } {#c}")), "p[a { b } {#c}]");
    assert_eq!(shape(&parse("a {# unseen #}b")), "p[a b]");
}

#[test]
fn title_opening_picture_and_postscript_are_taken_apart() {
    let piece = parse(
        "![A roof](roof.png)\n\n# Head for {{ contact.city }}\n\ntext\n\n---\n\n**P.S.** more\n\nand more",
    );
    assert_eq!(
        line(&piece, &piece.body.title),
        "Head for {{ contact.city }}"
    );
    assert_eq!(piece.body.lead.as_ref().unwrap().file, "roof.png");
    assert_eq!(shape(&piece), "p[text]");
    assert_eq!(piece.body.postscript.len(), 2);
    assert_eq!(line(&parse("text"), &parse("text").body.title), "A title");
}

#[test]
fn what_is_wrong_is_found_with_its_line() {
    let findings = |source: &str| {
        parse(source)
            .body
            .findings
            .into_iter()
            .map(|f| (f.level, f.code, f.line.unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        findings("a\n\n[x]() y"),
        [(Level::Block, FindingCode::BadLink, 8)]
    );
    assert_eq!(
        findings("[x](javascript:alert(1))"),
        [(Level::Block, FindingCode::BadLink, 6)]
    );
    assert_eq!(
        findings("[x](example.com/a)"),
        [(Level::Warn, FindingCode::BadLink, 6)]
    );
    assert_eq!(
        findings("![](roof.png)"),
        [(Level::Warn, FindingCode::NoPictureText, 6)]
    );
    assert_eq!(
        findings("![a](https://example.com/x.png)"),
        [(Level::Block, FindingCode::MissingPicture, 6)]
    );
    assert_eq!(
        findings("\n\n<div onclick=\"x\">a</div>"),
        [(Level::Warn, FindingCode::HtmlRemoved, 8)]
    );
    assert_eq!(shape(&parse("[x](javascript:alert(1))")), "p[x]");
}

#[test]
fn front_matter_says_what_is_wrong() {
    let error = |source: &str| piece::parse(source).unwrap_err();
    let ok = "---\nkind: newsletter\ntemplate: one-idea\ntitle: \"A: b\"\nnumber: 14\ndate: 2026-11-26\nmood: sunny\n---\nx\n";
    let piece = piece::parse(ok).unwrap();
    assert_eq!(
        (piece.front.number.as_deref(), piece.front.title.as_str()),
        (Some("14"), "A: b")
    );
    assert_eq!(piece.body.findings[0].code, FindingCode::UnknownKey);
    assert_eq!(piece.body.findings[0].line, Some(7));
    assert_eq!(
        piece::front_matter(&ok.replace('\n', "\r\n")).unwrap(),
        piece.front
    );
    for (source, line, says) in [
        ("", 1, "does not say what it is"),
        ("# Hello", 1, "does not say what it is"),
        ("---\nkind: newsletter\n", 1, "do not end"),
        (
            "---\nkind: novel\ntemplate: x\ntitle: y\n---\n",
            2,
            "no kind of piece",
        ),
        (
            "---\nkind: article\ntemplate: x\n---\n",
            1,
            "\"title:\" is missing",
        ),
        (
            "---\nkind: article\ntemplate: x\ntitle: \n---\n",
            4,
            "title is empty",
        ),
        (
            "---\nkind: article\ntemplate: x\ntitle: a\ndate: soon\n---\n",
            5,
            "is no date",
        ),
        (
            "---\nkind: article\ntemplate: x\ntitle: a: b\n---\n",
            4,
            "in quotes",
        ),
        (
            "---\nkind: article\ntemplate: x\ntitle: {{ contact.city }} and more\n---\n",
            4,
            "in quotes",
        ),
        (
            "---\nkind: article\ntemplate: x\ntitle: \"{{ contact.city | safe }}\"\n---\n",
            4,
            "safe",
        ),
    ] {
        let error = error(source);
        assert!(
            error.line == line && error.message.contains(says),
            "{source:?}: {error}"
        );
    }
}

#[test]
fn a_broken_tag_is_refused_with_its_line() {
    for (source, says) in [
        ("a\n\n{{ contact.city", "does not end"),
        ("a\n\n{{ contact.city | safe }}", "safe"),
        ("a\n\n{% for x in contact %}", "for"),
        ("a\n\n{% include \"x\" %}", "include"),
    ] {
        let error = refuse(source);
        assert!(
            error.line == 8 && error.message.contains(says),
            "{source}: {error}"
        );
    }
}

#[test]
fn words_are_counted_as_readers_read_them() {
    let piece = parse(
        "One two **three**.\n\n- four {{ contact.city }}\n\n[six seven](https://example.com \"button\")",
    );
    assert_eq!(piece::words(&piece.body), 7 + 2);
    assert_eq!((piece::minutes(0), piece::minutes(231)), (1, 2));
}

#[test]
fn hostile_text_never_panics() {
    let deep = "> ".repeat(5_000) + "x";
    let lists = (0..2_000)
        .map(|depth| format!("{}- x\n", "  ".repeat(depth)))
        .collect::<String>();
    let emphasis = "*a **b ".repeat(1_000);
    let table =
        format!("|{}\n|{}\n", "a|".repeat(2_000), "-|".repeat(2_000)) + &"|x|\n".repeat(200);
    for source in [
        deep.as_str(),
        &lists,
        &emphasis,
        &table,
        "\0\0",
        "<script>",
        "<![CDATA[",
        "<div",
        "[[[[[[",
        "![](",
        "{{{{{{",
        "{%%}",
    ] {
        let _ = piece::parse(&format!(
            "---\nkind: newsletter\ntemplate: x\ntitle: y\n---\n{source}"
        ));
    }
}
