//! Templates: those in the binary, overridden file by file from the desk.

use std::collections::{BTreeMap, BTreeSet};

use byline_model::{Brand, Kind, TemplateInfo};
use byline_render::Template;
use include_dir::{Dir, include_dir};

use crate::{Desk, Error, error::Context, files, preview};

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates");

impl Desk {
    /// Every template by kind and name: those in the binary and the desk's own.
    ///
    /// # Errors
    /// When a template of the desk cannot be read.
    pub fn templates(&self) -> Result<Vec<TemplateInfo>, Error> {
        let mut names: BTreeSet<String> = built_in_names().collect();
        names.extend(self.own_template_names());
        let mut infos = names
            .iter()
            .map(|name| Ok(self.template(name)?.info))
            .collect::<Result<Vec<_>, Error>>()?;
        infos.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        Ok(infos)
    }

    /// A template with the desk's own files in the place of the built-in ones.
    ///
    /// # Errors
    /// When there is none of that name, or a file of it cannot be read.
    pub fn template(&self, name: &str) -> Result<Template, Error> {
        let mut texts = built_in_files(name);
        let own = self.own_template_files(name)?;
        let changed = !own.is_empty();
        texts.extend(own);
        if texts.is_empty() {
            let names: Vec<String> = built_in_names().chain(self.own_template_names()).collect();
            return Err(Error::bad_input(
                format!("There is no template \"{name}\"."),
                format!("Choose one of these: {}.", names.join(", ")),
            ));
        }
        let mut template = parse(name, &texts)?;
        template.info.changed = changed;
        Ok(template)
    }

    /// Copies a built-in template into the desk, to change it there.
    ///
    /// # Errors
    /// When there is none of that name, or the desk has files of its own for it already.
    pub fn copy_template(&self, name: &str) -> Result<TemplateInfo, Error> {
        self.writable()?;
        let texts = built_in_files(name);
        if texts.is_empty() {
            self.template(name)?;
        }
        let folder = files::inside(&self.root.join("templates"), name).ok_or_else(|| {
            Error::bad_input(
                format!("\"{name}\" is no name of a template."),
                "See `byline template list`.",
            )
        })?;
        if folder.exists() {
            return Err(Error::bad_input(
                format!(
                    "The desk has files of its own for \"{name}\" already, in {}.",
                    folder.display()
                ),
                "Change those, or move the folder away first.",
            ));
        }
        for (file, text) in &texts {
            files::write_atomically(&folder.join(file), text.as_bytes())?;
        }
        crate::locked(&self.thumbnails).clear();
        Ok(self.template(name)?.info)
    }

    /// The first page of a template's sample in the rep's own colours, as a `data:` address of a PNG.
    pub(crate) fn thumbnail(&self, name: &str) -> Result<crate::wire::Picture, Error> {
        if let Some(data) = crate::locked(&self.thumbnails).get(name) {
            return Ok(crate::wire::Picture { data: data.clone() });
        }
        let brand = self.brand()?;
        let template = self.template(name)?;
        let data = preview::thumbnail(
            self.printer(),
            &template,
            &brand,
            &self.brand_pictures(&brand)?,
        )?;
        crate::locked(&self.thumbnails).insert(name.to_owned(), data.clone());
        Ok(crate::wire::Picture { data })
    }

    fn own_template_names(&self) -> impl Iterator<Item = String> {
        let entries = std::fs::read_dir(self.root.join("templates"))
            .into_iter()
            .flatten()
            .flatten();
        entries
            .filter(|entry| entry.path().is_dir())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
    }

    fn own_template_files(&self, name: &str) -> Result<BTreeMap<String, String>, Error> {
        let Some(folder) = files::inside(&self.root.join("templates"), name) else {
            return Ok(BTreeMap::new());
        };
        let Ok(entries) = std::fs::read_dir(&folder) else {
            return Ok(BTreeMap::new());
        };
        let mut texts = BTreeMap::new();
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(file) = entry.file_name().into_string() else {
                continue;
            };
            if path.is_file() && !file.starts_with('.') && !file.ends_with('~') {
                texts.insert(file, std::fs::read_to_string(&path).doing("read", &path)?);
            }
        }
        Ok(texts)
    }
}

/// A built-in template, whatever a desk holds.
pub(crate) fn built_in(name: &str) -> Result<Template, Error> {
    parse(name, &built_in_files(name))
}

/// The built-in template that a new newsletter is begun from when none is named.
pub(crate) fn usual(kind: Kind) -> &'static str {
    match kind {
        Kind::Newsletter => "one-idea",
        Kind::Article => "field-note",
        Kind::Collateral => "case-study",
    }
}

/// The brand that fills a template while the rep has none.
pub(crate) fn brand_or_example(brand: &Brand) -> Brand {
    let or = |value: &str, example: &str| {
        if value.trim().is_empty() {
            example.to_owned()
        } else {
            value.to_owned()
        }
    };
    Brand {
        name: or(&brand.name, "Your Name"),
        company: or(&brand.company, "Your Company"),
        newsletter: or(&brand.newsletter, "Your Newsletter"),
        email: or(&brand.email, "you@example.com"),
        postal_address: or(&brand.postal_address, "Your street, your town"),
        signature: or(
            &brand.signature,
            brand.name.split_whitespace().next().unwrap_or("You"),
        ),
        language: or(&brand.language, "en"),
        ..brand.clone()
    }
}

fn built_in_names() -> impl Iterator<Item = String> {
    BUILT_IN
        .dirs()
        .filter_map(|dir| dir.path().file_name()?.to_str().map(str::to_owned))
}

fn built_in_files(name: &str) -> BTreeMap<String, String> {
    let Some(dir) = BUILT_IN.get_dir(name) else {
        return BTreeMap::new();
    };
    dir.files()
        .filter_map(|file| {
            Some((
                file.path().file_name()?.to_str()?.to_owned(),
                file.contents_utf8()?.to_owned(),
            ))
        })
        .collect()
}

fn parse(name: &str, texts: &BTreeMap<String, String>) -> Result<Template, Error> {
    Template::parse(name, texts).map_err(|error| {
        Error::bad_input(
            format!("The template \"{name}\" cannot be used: {error}."),
            "Put it right in the desk's folder `templates`, or move its folder away to use the built-in one.",
        )
    })
}
