//! Every template and every piece of the sample desk prints: tagged, on one page where it must, whoever the rep is and
//! whatever a person is called.

use std::{collections::BTreeMap, fs, path::Path, sync::LazyLock};

use byline_model::{Asset, Brand, Edition, Fields, Kind};
use byline_print::{Printed, Printer, Source};
use byline_render::{Merger, Template, freeze, known_fields};
use proptest::prelude::*;

static PRINTER: LazyLock<Printer> = LazyLock::new(Printer::new);

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

fn folders(path: &str) -> Vec<(String, std::path::PathBuf)> {
    let mut found: Vec<_> = fs::read_dir(Path::new(ROOT).join(path))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.path()))
        .collect();
    found.sort();
    found
}

fn templates() -> BTreeMap<String, Template> {
    let read = |(name, path): (String, std::path::PathBuf)| {
        let files = fs::read_dir(path)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter_map(|file| {
                Some((
                    file.file_name()?.to_str()?.to_owned(),
                    fs::read_to_string(&file).ok()?,
                ))
            })
            .collect();
        let template = Template::parse(&name, &files).unwrap();
        (name, template)
    };
    folders("templates").into_iter().map(read).collect()
}

fn sample_brand() -> Brand {
    toml::from_str(
        &fs::read_to_string(Path::new(ROOT).join("crates/desk/sample/brand.toml")).unwrap(),
    )
    .unwrap()
}

/// Every field, so that no tag is without a value.
fn everybody(value: &str) -> Fields {
    known_fields()
        .iter()
        .map(|(field, _)| ((*field).to_owned(), value.to_owned()))
        .collect()
}

fn edition(source: &str, template: &Template, brand: &Brand, pictures: &[Asset]) -> Edition {
    let mut piece = byline_render::piece::parse(source).unwrap();
    piece.front.kind = template.info.kind;
    freeze("piece", &piece, brand, template, pictures)
        .unwrap()
        .edition
}

fn print(edition: &Edition, fields: &Fields) -> Printed {
    let text = Merger::new(edition).unwrap().print(fields).unwrap();
    let assets: Vec<_> = edition
        .assets
        .iter()
        .map(|asset| (asset.name.as_str(), asset.bytes.as_slice()))
        .collect();
    let source = Source {
        text: &text,
        assets: &assets,
        title: &edition.title,
    };
    PRINTER
        .pdf(&source)
        .unwrap_or_else(|error| panic!("{} in {}: {error}", edition.title, edition.template))
}

/// Typst makes PDF/UA-1 or an error, so what is printed is tagged; that the mark is there says that it was asked to.
fn is_tagged(printed: &Printed) -> bool {
    let mark = b"/MarkInfo";
    printed.pdf.windows(mark.len()).any(|window| window == mark)
}

#[test]
fn the_sample_of_every_template_fits_one_page() {
    for (name, template) in templates() {
        let printed = print(
            &edition(&template.sample, &template, &sample_brand(), &[]),
            &everybody("Maria"),
        );
        assert_eq!((printed.pages, printed.overflow), (1, None), "{name}");
        assert!(is_tagged(&printed), "{name}");
        assert!(printed.unknown.is_empty(), "{name}: {:?}", printed.unknown);
    }
}

#[test]
fn every_piece_of_the_sample_desk_prints_and_collateral_fits() {
    let templates = templates();
    for (name, path) in folders("crates/desk/sample/pieces") {
        let source = fs::read_to_string(path.join("index.md")).unwrap();
        let pictures: Vec<Asset> = fs::read_dir(&path)
            .unwrap()
            .map(|file| file.unwrap().path())
            .filter(|file| file.extension().is_some_and(|ending| ending == "png"))
            .map(|file| Asset {
                name: file.file_name().unwrap().to_str().unwrap().to_owned(),
                media_type: "image/png".into(),
                bytes: fs::read(&file).unwrap(),
            })
            .collect();
        let template = &templates[&byline_render::piece::front_matter(&source)
            .unwrap()
            .template];
        let edition = edition(&source, template, &sample_brand(), &pictures);
        let printed = print(&edition, &everybody("Maria"));
        assert!(is_tagged(&printed), "{name}");
        assert!(
            edition.kind != Kind::Collateral || printed.overflow.is_none(),
            "{name}: {:?}",
            printed.overflow
        );
        assert!(
            pictures.len() <= edition.assets.len(),
            "{name} has lost a picture"
        );
    }
}

const EVERYTHING: &str = r##"---
kind: collateral
template: case-study
title: How the Württembergische Kunststoffverarbeitungsgesellschaft turned off {{ contact.first_name }}
summary: Long.
number: 3
date: 2026-11-26
---

A first paragraph for {{ company.name }}, long enough that the first letter of it may stand larger than the others do.

payback, all things considered
: 11 months and {{ contact.city }}

#### Skips {{ contact.first_name }}

{% if contact.stage == "nobody" %}

## Nobody sees this

{% endif %}

###### {% if contact.stage == "nobody" %}An empty heading{% endif %}

> Nobody noticed. #import "x"
>
> — {{ contact.full_name }}, `code` \ $x$

- [x] done
- [ ] ## A heading within

| A | B |
|---|--:|
| {{ contact.first_name }} | [~~a~~ link](https://example.com/{{ contact.city }}) |

1. one
   - two

![Not there](gone.png "A caption")

<table><tr><td>HTML {{ contact.email }}</td></tr></table>

---

    fixed #panic() {{ contact.first_name }}

[Book a visit](https://example.com/"x "button")

P.S. {{ rep.name }}
"##;

#[test]
fn a_piece_with_everything_prints_for_any_rep_in_every_template() {
    let bare = Brand {
        language: "en-GB".into(),
        ..Brand::default()
    };
    let mut long = sample_brand();
    long.name = "Bartholomäus Freiherr von und zu Wolkenstein-Trostburg".into();
    long.company = "Süddeutsche Druckluft- und Vakuumtechnik GmbH & Co. KG \"#panic()\" \\".into();
    long.email = "bartholomaeus.wolkenstein-trostburg@sueddeutsche-druckluft.example.com".into();
    long.website = "www.sueddeutsche-druckluft.example.com/".into();
    long.language = "de-DE".into();
    long.colors.main = "#FFD400".into();
    long.colors.soft = "#111111".into();
    for (name, template) in templates() {
        for brand in [&bare, &long] {
            let edition = edition(EVERYTHING, &template, brand, &[]);
            assert!(is_tagged(&print(&edition, &everybody("Zoë"))), "{name}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    /// Whatever a person is called, it is text: the page prints, and it is nobody's code.
    #[test]
    fn a_name_never_becomes_typst(name in r#"(["\\#\[\](){}$@<>*_=~/ ]|#panic\(\)|\PC){1,24}"#) {
        static EDITION: LazyLock<Edition> =
            LazyLock::new(|| edition(EVERYTHING, &templates()["case-study"], &sample_brand(), &[]));
        let value = format!("x{name}");
        prop_assert!(print(&EDITION, &everybody(&value)).pages > 0);
    }
}
