//! Writes every output of a piece into a folder, to look at: `look PIECE_FOLDER BRAND.toml TEMPLATES OUT`.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

use byline_model::{Asset, Brand, Fields};
use byline_render::{Merger, Template, for_dark_preview, for_preview, freeze, known_fields, piece};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, brand, templates, out] = arguments.as_slice() else {
        return Err("look PIECE_FOLDER BRAND.toml TEMPLATES OUT".into());
    };
    let brand: Brand = toml::from_str(&fs::read_to_string(brand)?)?;
    let (source, pictures) = if Path::new(folder).is_dir() {
        (
            fs::read_to_string(Path::new(folder).join("index.md"))?,
            pictures(Path::new(folder))?,
        )
    } else {
        (fs::read_to_string(folder)?, Vec::new())
    };
    let piece = piece::parse(&source)?;
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(Path::new(templates).join(&piece.front.template))? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            files.insert(name.to_owned(), fs::read_to_string(&path)?);
        }
    }
    files.entry("print.typ".into()).or_default();
    files.entry("sample.md".into()).or_default();
    let template = Template::parse(&piece.front.template, &files)?;
    let frozen = freeze("look", &piece, &brand, &template, &pictures)?;
    for finding in &frozen.findings {
        println!(
            "{:?} line {:?}: {}",
            finding.level, finding.line, finding.message
        );
    }
    let mut fields: Fields = known_fields()
        .iter()
        .map(|(name, label)| ((*name).to_owned(), (*label).to_owned()))
        .collect();
    for (name, value) in [
        ("contact.first_name", "Maria"),
        ("contact.stage", "customer"),
        ("company.name", "Northfield Foods"),
        (
            "unsubscribe.url",
            "mailto:ruth+8f3a@example.com?subject=unsubscribe",
        ),
        ("rep.website", "https://fenwickair.example.com"),
    ] {
        fields.insert(name.into(), value.into());
    }
    let edition = &frozen.edition;
    let merger = Merger::new(edition)?;
    let copy = merger.merge(&fields)?;
    let page = merger.page(&fields)?;
    fs::create_dir_all(out)?;
    let out = Path::new(out);
    println!(
        "{} subject {:?}, page {} bytes",
        edition.hash,
        copy.subject,
        page.len()
    );
    if let Some(html) = &copy.html {
        println!("mail {} bytes", html.len());
        fs::write(out.join("mail.raw.html"), html)?;
        fs::write(out.join("mail.html"), for_preview(html, &edition.assets))?;
        fs::write(
            out.join("mail.dark.html"),
            for_dark_preview(html, &edition.assets),
        )?;
    }
    fs::write(out.join("page.html"), for_preview(&page, &edition.assets))?;
    fs::write(
        out.join("page.dark.html"),
        for_dark_preview(&page, &edition.assets),
    )?;
    fs::write(out.join("text.txt"), &copy.text)?;
    Ok(())
}

fn pictures(folder: &Path) -> Result<Vec<Asset>, Box<dyn Error>> {
    let mut pictures = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let media_type = match path.extension().and_then(|end| end.to_str()) {
            Some("png") => "image/png",
            Some("jpg" | "jpeg") => "image/jpeg",
            _ => continue,
        };
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        pictures.push(Asset {
            name,
            media_type: media_type.into(),
            bytes: fs::read(&path)?,
        });
    }
    Ok(pictures)
}
