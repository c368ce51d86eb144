//! Templates: how a kind of piece looks in each output.
//!
//! The files of a template are Tera with delimiters of their own, `<< value >>`, `<% if … %>` and `<# remark #>`, which
//! are filled when a piece is frozen. `{{ contact.first_name }}` in a template is a merge tag like those in a piece: it
//! is filled for each person.

use std::collections::BTreeMap;

use byline_model::{Kind, TemplateInfo};
use serde::Deserialize;
use tera::{Delimiters, Tera};

/// A template with the texts of its files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What it says of itself.
    pub info: TemplateInfo,
    /// What stands around its plain text.
    pub text: TextForm,
    /// `email.mjml`; `None` when it makes no e-mail.
    pub email: Option<String>,
    /// `page.html`.
    pub page: String,
    /// `print.typ`.
    pub print: String,
    /// `sample.md`: a whole piece that shows it.
    pub sample: String,
}

/// What stands around the plain text of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextForm {
    /// The name of the newsletter, number, title and byline.
    Issue,
    /// Nothing: it begins as a letter does.
    Letter,
    /// The title and byline.
    Article,
    /// The title.
    Page,
}

/// Why a template cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A file is missing.
    #[error("the file {0} is missing")]
    MissingFile(String),
    /// `template.toml` cannot be read.
    #[error("template.toml cannot be read: {0}")]
    Description(String),
    /// It names an output that no template makes.
    #[error("template.toml names the output \"{0}\"; there are email, page, text and pdf")]
    UnknownOutput(String),
}

/// What `template.toml` says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    kind: Kind,
    title: String,
    description: String,
    outputs: Vec<String>,
    text: Option<TextForm>,
}

impl Template {
    /// Puts a template together from its files by name: `template.toml`, `page.html`, `print.typ`, `sample.md` and, where
    /// it makes an e-mail, `email.mjml`.
    ///
    /// # Errors
    /// When a file is missing or the description cannot be read.
    pub fn parse(name: &str, files: &BTreeMap<String, String>) -> Result<Self, TemplateError> {
        let file = |file: &str| {
            files
                .get(file)
                .cloned()
                .ok_or_else(|| TemplateError::MissingFile(file.to_owned()))
        };
        let description: Description = toml::from_str(&file("template.toml")?)
            .map_err(|error| TemplateError::Description(error.message().to_owned()))?;
        if let Some(unknown) = description
            .outputs
            .iter()
            .find(|output| !["email", "page", "text", "pdf"].contains(&output.as_str()))
        {
            return Err(TemplateError::UnknownOutput(unknown.clone()));
        }
        let email = if description.outputs.iter().any(|output| output == "email") {
            Some(file("email.mjml")?)
        } else {
            None
        };
        let text = description.text.unwrap_or(match description.kind {
            Kind::Newsletter => TextForm::Issue,
            Kind::Article => TextForm::Article,
            Kind::Collateral => TextForm::Page,
        });
        Ok(Self {
            text,
            email,
            page: file("page.html")?,
            print: file("print.typ")?,
            sample: file("sample.md")?,
            info: TemplateInfo {
                name: name.to_owned(),
                kind: description.kind,
                title: description.title,
                description: description.description,
                outputs: description.outputs,
                changed: false,
            },
        })
    }
}

/// Fills a file of a template.
///
/// # Errors
/// The line, when it is known, and what Tera says.
pub(crate) fn fill(
    file: &str,
    text: &str,
    context: &tera::Context,
) -> Result<String, (Option<u32>, String)> {
    let mut tera = Tera::default();
    let delimiters = Delimiters {
        block_start: "<%".into(),
        block_end: "%>".into(),
        variable_start: "<<".into(),
        variable_end: ">>".into(),
        comment_start: "<#".into(),
        comment_end: "#>".into(),
    };
    let explain = |error: tera::Error| match error.kind() {
        tera::ErrorKind::SyntaxError(report) | tera::ErrorKind::RenderingError(report) => (
            u32::try_from(report.span().start_line).ok(),
            report.message().to_owned(),
        ),
        other => (None, other.to_string()),
    };
    tera.set_delimiters(delimiters).map_err(explain)?;
    tera.autoescape_on([".html", ".mjml"]);
    tera.add_raw_template(file, text).map_err(explain)?;
    tera.render(file, context).map_err(explain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files() -> BTreeMap<String, String> {
        let description = "kind = \"article\"\ntitle = \"T\"\ndescription = \"D\"\noutputs = [\"page\", \"pdf\"]\n";
        [
            ("template.toml", description),
            ("page.html", "p"),
            ("print.typ", "t"),
            ("sample.md", "s"),
        ]
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into()
    }

    #[test]
    fn a_template_without_email_needs_no_mjml() {
        let template = Template::parse("x", &files()).unwrap();
        assert_eq!((template.email, template.text), (None, TextForm::Article));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let mut missing = files();
        missing.remove("page.html");
        assert_eq!(
            Template::parse("x", &missing),
            Err(TemplateError::MissingFile("page.html".into()))
        );
        let mut unknown = files();
        unknown
            .get_mut("template.toml")
            .unwrap()
            .push_str("color = 1");
        assert!(
            Template::parse("x", &unknown)
                .unwrap_err()
                .to_string()
                .contains("color")
        );
        assert_eq!(
            fill("page.html", "a\n<< nothing >>", &tera::Context::new())
                .unwrap_err()
                .0,
            Some(2)
        );
    }
}
