//! An edition for one person.

use std::{borrow::Cow, sync::Arc};

use byline_model::{Asset, Copy, Edition, Fields};
use tera::{Context, ErrorKind, Kwargs, Map, State, Tera, Value, value::Key};

use crate::{escape::escape, fields::ROOTS, marks::Place, preview};

/// An edition ready to be filled: its texts are read once and cost microseconds for each person.
#[derive(Debug)]
pub struct Merger {
    tera: Tera,
    /// For each root of dotted names, the fields of it that the edition uses: their last part, and the whole name.
    used: Vec<(&'static str, Vec<(Key<'static>, String)>)>,
    has_html: bool,
    /// The pictures, for the page, which is one file.
    pictures: Vec<Asset>,
}

/// Why an edition cannot be filled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// A field has no value for the person and its tag no default.
    #[error("there is no value for {field}")]
    MissingValue {
        /// The field, such as `contact.first_name`.
        field: String,
    },
    /// The edition's texts are no templates.
    #[error("the edition cannot be filled: {message}")]
    Broken {
        /// What Tera says.
        message: String,
    },
}

/// How the error of a missing value begins on its way through Tera, which has only words for it.
const MISSING: &str = "no value for field ";

const SUBJECT: &str = "subject";
const HTML: &str = "html";
const TEXT: &str = "text";
const PAGE: &str = "page";
const PRINT: &str = "print";

impl Merger {
    /// Reads the texts of an edition.
    ///
    /// # Errors
    /// [`MergeError::Broken`] when they are not those that [`crate::freeze`] makes.
    pub fn new(edition: &Edition) -> Result<Self, MergeError> {
        let mut tera = Tera::default();
        // Each tag names the place it lands in; nothing is escaped twice, and nothing by guessing.
        tera.autoescape_on(Vec::<&str>::new());
        register(&mut tera);
        let mut texts = vec![
            (SUBJECT, edition.subject.as_str()),
            (TEXT, edition.text.as_str()),
            (PAGE, edition.page.as_str()),
            (PRINT, edition.print.as_str()),
        ];
        texts.extend(edition.html.as_deref().map(|html| (HTML, html)));
        tera.add_raw_templates(texts).map_err(broken)?;
        let used = ROOTS
            .iter()
            .map(|root| {
                let fields = edition.fields.iter().filter_map(|field| {
                    let last = field.strip_prefix(root)?.strip_prefix('.')?;
                    Some((Key::String(Arc::from(last)), field.clone()))
                });
                (*root, fields.collect())
            })
            .collect();
        Ok(Self {
            tera,
            used,
            has_html: edition.html.is_some(),
            pictures: edition.assets.clone(),
        })
    }

    /// The message for a person: subject, HTML and plain text.
    ///
    /// # Errors
    /// [`MergeError::MissingValue`] when a field has neither a value nor a default.
    pub fn merge(&self, fields: &Fields) -> Result<Copy, MergeError> {
        let context = self.context(fields);
        let subject = self.fill(SUBJECT, &context)?;
        let html = if self.has_html {
            Some(self.fill(HTML, &context)?)
        } else {
            None
        };
        Ok(Copy {
            subject,
            html,
            text: self.fill(TEXT, &context)?,
        })
    }

    /// The web page for a person, with its pictures in it.
    ///
    /// # Errors
    /// As [`Self::merge`].
    pub fn page(&self, fields: &Fields) -> Result<String, MergeError> {
        let page = self.fill(PAGE, &self.context(fields))?;
        Ok(preview::with_pictures(&page, &self.pictures))
    }

    /// The print source for a person.
    ///
    /// # Errors
    /// As [`Self::merge`].
    pub fn print(&self, fields: &Fields) -> Result<String, MergeError> {
        self.fill(PRINT, &self.context(fields))
    }

    fn fill(&self, name: &str, context: &Context) -> Result<String, MergeError> {
        self.tera.render(name, context).map_err(broken)
    }

    /// Only what the edition uses: a person has more fields than a piece asks for. Every root is there, so that a field
    /// that is not is missing, and no error.
    fn context(&self, fields: &Fields) -> Context {
        let mut context = Context::new();
        for (root, used) in &self.used {
            let values: Map = used
                .iter()
                .filter_map(|(key, field)| {
                    Some((key.clone(), Value::normal_string(fields.get(field)?)))
                })
                .collect();
            context.insert_value(*root, Value::from(values));
        }
        context
    }
}

fn broken(error: tera::Error) -> MergeError {
    let message = match error.kind() {
        ErrorKind::RenderingError(report) | ErrorKind::SyntaxError(report) => {
            report.message().to_owned()
        }
        other => other.to_string(),
    };
    match message.split_once(MISSING) {
        Some((_, field)) => MergeError::MissingValue {
            field: field.to_owned(),
        },
        None => MergeError::Broken { message },
    }
}

/// The filters that an edition's tags use. Those that change a value let a missing one pass, so that a default after
/// them still takes its place.
fn register(tera: &mut Tera) {
    for (place, _, filter) in Place::ALL {
        tera.register_filter(
            filter,
            move |value: &Value, arguments: Kwargs, _: &State| -> tera::TeraResult<Value> {
                if value.is_undefined() || value.is_none() {
                    let field = arguments.get::<&str>("field")?.unwrap_or_default();
                    return Err(tera::Error::message(format!("{MISSING}{field}")));
                }
                let text = value
                    .as_str()
                    .map_or_else(|| Cow::Owned(value.to_string()), Cow::Borrowed);
                Ok(Value::safe_string(&escape(&text, place)))
            },
        );
    }
    change(tera, "upper", str::to_uppercase);
    change(tera, "lower", str::to_lowercase);
    change(tera, "trim", |text| text.trim().to_owned());
    change(tera, "capitalize", |text| capitalized(&text.to_lowercase()));
    change(tera, "title", |text| {
        text.split(' ')
            .map(|word| capitalized(&word.to_lowercase()))
            .collect::<Vec<_>>()
            .join(" ")
    });
}

fn change(tera: &mut Tera, name: &'static str, change: fn(&str) -> String) {
    tera.register_filter(name, move |value: &Value, _: Kwargs, _: &State| -> Value {
        value
            .as_str()
            .map_or_else(|| value.clone(), |text| Value::from(change(text)))
    });
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}
