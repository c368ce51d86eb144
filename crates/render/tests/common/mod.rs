//! What the tests of outputs share: the built-in templates, a brand, and pieces frozen with them.

use std::{collections::BTreeMap, fs, path::Path};

use byline_model::{Asset, Brand, Fields};
use byline_render::{Frozen, Template, freeze, piece};

pub fn template(name: &str) -> Template {
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

pub fn brand() -> Brand {
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

pub fn frozen(template_name: &str, body: &str) -> Frozen {
    frozen_with(template_name, body, &[])
}

pub fn frozen_with(template_name: &str, body: &str, pictures: &[Asset]) -> Frozen {
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

pub fn fields(values: &[(&str, &str)]) -> Fields {
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
pub fn png(name: &str) -> Asset {
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
