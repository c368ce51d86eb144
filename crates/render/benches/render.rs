//! How long an issue of 1,500 words takes to read, to freeze and to fill for one person.

use std::{collections::BTreeMap, fs, path::Path};

use byline_model::{Brand, Fields};
use byline_render::{Merger, Piece, Template, freeze, piece, words};
use divan::Bencher;

fn main() {
    divan::main();
}

/// The built-in newsletter template.
fn template() -> Template {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/one-idea");
    let files: BTreeMap<String, String> = fs::read_dir(folder)
        .expect("the template is there")
        .map(|entry| {
            let path = entry.expect("its folder can be read").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("a plain name")
                .to_owned();
            (
                name,
                fs::read_to_string(&path).expect("its files can be read"),
            )
        })
        .collect();
    Template::parse("one-idea", &files).expect("the template is whole")
}

/// An issue of 1,500 words with everything that an issue has.
fn source() -> String {
    let part = "\
## Try it at {{ company.name | default(value=\"your plant\") }}

Most plants I walk are too loud to hear themselves. Come back on a Sunday, when the fillers are down and only the \
compressor is running, and you can hear the money leaving, **one leak at a time**. See [the list](https://example.com/list).

What one eighth-inch hole costs in a year
: $4,000

1. Pick a quiet hour with the compressor on.
2. Walk the headers first, then the drops.
3. Hang a tag wherever you hear it, {{ contact.first_name | default(value=\"friend\") }}.

| Hole | Sounds like | In a year |
|---|---|--:|
| 1/32 inch | a whisper | $250 |
| 1/4 inch | a row with the neighbors | $16,000 |

{% if contact.stage == \"customer\" %}You have our gun for the asking.{% else %}I bring the gun and the tags.{% endif %}

> We kept waiting for someone to notice. Nobody did.
>
> — Priya Raman, Tamarack Brewing

[Get the one-page checklist](https://example.com/checklist \"button\")

";
    format!(
        "---\nkind: newsletter\ntemplate: one-idea\ntitle: The leak you can hear on a Sunday\nnumber: 14\ndate: 2026-11-26\n---\n{}",
        part.repeat(12)
    )
}

fn read() -> Piece {
    let piece = piece::parse(&source()).expect("the issue can be read");
    let words = words(&piece.body);
    assert!((1_400..1_700).contains(&words), "{words} words");
    piece
}

fn brand() -> Brand {
    Brand {
        name: "Ruth Calloway".into(),
        company: "Fenwick Air".into(),
        newsletter: "Plant Notes".into(),
        ..Brand::default()
    }
}

fn fields() -> Fields {
    [
        ("contact.first_name", "Maria"),
        ("contact.last_name", "Chen"),
        ("contact.email", "maria@example.com"),
        ("contact.stage", "customer"),
        ("company.name", "Northfield Foods"),
        ("company.city", "Troy"),
        ("rep.name", "Ruth Calloway"),
        (
            "unsubscribe.url",
            "mailto:ruth+8f3a@example.com?subject=unsubscribe",
        ),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into()
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let source = source();
    bencher.bench(|| piece::parse(divan::black_box(&source)));
}

#[divan::bench]
fn freeze_issue(bencher: Bencher) {
    let (piece, brand, template) = (read(), brand(), template());
    bencher.bench(|| freeze("issue", divan::black_box(&piece), &brand, &template, &[]));
}

#[divan::bench]
fn merge(bencher: Bencher) {
    let edition = freeze("issue", &read(), &brand(), &template(), &[])
        .expect("it freezes")
        .edition;
    let merger = Merger::new(&edition).expect("it can be merged");
    let fields = fields();
    println!(
        "{} bytes of HTML",
        merger
            .merge(&fields)
            .ok()
            .and_then(|copy| copy.html)
            .map_or(0, |html| html.len())
    );
    bencher.bench(|| merger.merge(divan::black_box(&fields)));
}
