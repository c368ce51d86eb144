//! What a template can name when it is filled.
//!
//! `title`, `lead`, `body`, `postscript`, `preview` are HTML; `plain_title` is the title without elements; `number`, `date`,
//! `month`, `issue`, `summary`, `language`, `kind`, `signature`, `minutes` are texts; `brand` has the fields of the brand
//! besides `initials`, `first_name`, `website_link`, `website_text`, `phone_link`, `address` (a list of lines), `photo` and
//! `logo` (sources of an `img`, empty when there is none); `light` and `dark` are the colours of [`crate::palette`];
//! `mail_css`, `mail_kept_css` and `page_css` are how the text looks by itself.

use byline_model::Brand;
use jiff::civil::Date;
use serde::Serialize;
use tera::{Context, Value};

use crate::{html::content_address, marks, palette::Palette, piece::FrontMatter, template};

/// How the text of a mail looks, and what of it depends on where it is shown; how the text of a page looks.
const MAIL_CSS: &str = include_str!("mail.css");
const MAIL_KEPT_CSS: &str = include_str!("mail_kept.css");
const PAGE_CSS: &str = include_str!("page.css");

/// The HTML of a piece in one output.
pub(crate) struct Written {
    /// The title.
    pub title: String,
    /// The title without elements.
    pub plain_title: String,
    /// The opening picture.
    pub lead: String,
    /// The text.
    pub body: String,
    /// What stands below the signature.
    pub postscript: String,
    /// The line beside the subject.
    pub preview: String,
}

/// The brand as templates see it.
#[derive(Serialize)]
struct BrandView {
    name: String,
    first_name: String,
    title: String,
    company: String,
    newsletter: String,
    email: String,
    phone: String,
    phone_link: String,
    website_link: String,
    website_text: String,
    address: Vec<String>,
    city: String,
    signature: String,
    tagline: String,
    initials: String,
    photo: String,
    logo: String,
}

impl BrandView {
    fn new(brand: &Brand, has_picture: impl Fn(&str) -> bool) -> Self {
        let clean = |text: &str| marks::clean(text.trim()).into_owned();
        let website = clean(&brand.website);
        let bare = website
            .trim_start_matches("https://")
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        let picture = |name: &str| {
            if has_picture(name) {
                content_address(name)
            } else {
                String::new()
            }
        };
        let dialled: String = brand
            .phone
            .chars()
            .filter(|c| c.is_ascii_digit() || *c == '+')
            .collect();
        Self {
            first_name: clean(brand.name.split_whitespace().next().unwrap_or_default()),
            name: clean(&brand.name),
            title: clean(&brand.title),
            company: clean(&brand.company),
            newsletter: clean(&brand.newsletter),
            email: clean(&brand.email),
            phone: clean(&brand.phone),
            phone_link: if dialled.is_empty() {
                String::new()
            } else {
                format!("tel:{dialled}")
            },
            website_link: match website.as_str() {
                "" => String::new(),
                site if site.starts_with("https://") || site.starts_with("http://") => {
                    site.to_owned()
                }
                site => format!("https://{site}"),
            },
            website_text: bare,
            address: brand
                .postal_address
                .lines()
                .map(clean)
                .filter(|line| !line.is_empty())
                .collect(),
            city: clean(&brand.city),
            signature: clean(&brand.signature),
            tagline: clean(&brand.tagline),
            initials: clean(&brand.initials()),
            photo: picture(&brand.photo),
            logo: picture(&brand.logo),
        }
    }
}

/// What all outputs of a piece have in common.
pub(crate) struct Shared<'a> {
    /// What the piece says of itself.
    pub front: &'a FrontMatter,
    /// Who writes.
    pub brand: &'a Brand,
    /// The colours.
    pub palette: &'a Palette,
    /// The name that signs; empty when the text ends with it.
    pub signature: &'a str,
    /// How long reading takes.
    pub minutes: usize,
}

impl Shared<'_> {
    /// The language of the piece.
    pub(crate) fn language(&self) -> &str {
        let own = self
            .front
            .language
            .as_deref()
            .filter(|language| is_language(language));
        own.or(Some(self.brand.language.as_str()).filter(|language| is_language(language)))
            .unwrap_or("en")
    }

    /// Number and month of an issue, such as "No. 14, November".
    pub(crate) fn issue(&self) -> String {
        let number = self
            .front
            .number
            .as_deref()
            .map(|number| format!("No. {}", marks::clean(number.trim())));
        let month = self.front.date.map(|date| month(date, self.language()));
        [number, month]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// The context of a template for an output; `html` makes a value of HTML.
    ///
    /// # Errors
    /// When a style sheet cannot be filled: the line and what Tera says.
    pub(crate) fn context(
        &self,
        written: &Written,
        has_picture: impl Fn(&str) -> bool,
    ) -> Result<Context, (Option<u32>, String)> {
        let mut context = Context::new();
        for (name, content) in [
            ("title", &written.title),
            ("plain_title", &written.plain_title),
            ("lead", &written.lead),
            ("body", &written.body),
            ("postscript", &written.postscript),
            ("preview", &written.preview),
        ] {
            context.insert_value(name, Value::safe_string(content));
        }
        let front = self.front;
        let clean = |text: Option<&str>| marks::clean(text.unwrap_or_default().trim()).into_owned();
        context.insert("kind", front.kind.word());
        context.insert("number", &clean(front.number.as_deref()));
        context.insert("summary", &clean(front.summary.as_deref()));
        context.insert(
            "date",
            &front
                .date
                .map(|date| day(date, self.language()))
                .unwrap_or_default(),
        );
        context.insert(
            "month",
            &front
                .date
                .map(|date| month(date, self.language()))
                .unwrap_or_default(),
        );
        context.insert("issue", &self.issue());
        context.insert("language", self.language());
        context.insert("signature", &clean(Some(self.signature)));
        context.insert("minutes", &self.minutes);
        context.insert("brand", &BrandView::new(self.brand, has_picture));
        context.insert("light", &self.palette.light);
        context.insert("dark", &self.palette.dark);
        for (name, css) in [
            ("mail_css", MAIL_CSS),
            ("mail_kept_css", MAIL_KEPT_CSS),
            ("page_css", PAGE_CSS),
        ] {
            let css = template::fill(name, css, &context)?;
            context.insert_value(name, Value::safe_string(&css));
        }
        Ok(context)
    }
}

fn is_language(tag: &str) -> bool {
    !tag.is_empty()
        && tag.len() <= 35
        && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// A date in words where its language is English, else in figures.
fn day(date: Date, language: &str) -> String {
    date.strftime(if language.starts_with("en") {
        "%B %-d, %Y"
    } else {
        "%-d.%-m.%Y"
    })
    .to_string()
}

/// The month in words where its language is English, else in figures.
fn month(date: Date, language: &str) -> String {
    date.strftime(if language.starts_with("en") {
        "%B"
    } else {
        "%-m/%Y"
    })
    .to_string()
}
