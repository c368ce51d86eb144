//! The filter language over contacts: what a filter is, and how it is written.
//!
//! `stage = customer and company ~ "acme" and not received("2026-10-newsletter")`
//!
//! A comparison is either true or false: whatever is not known is not equal to anything, not contained, and neither
//! before nor after anything. So `employees < 50` leaves out companies of unknown size, `employees != 50` keeps them,
//! and `email = ""` finds those without an address. Text is compared in any case: see [`fold`].

mod parse;
#[cfg(test)]
mod tests;

use std::fmt::{self, Display, Formatter};

use jiff::civil::Date;

pub use parse::{FilterError, parse};

use crate::{Source, Stage, contact::words};

/// How deep conditions may stand in parentheses and after `not`; deeper is refused, so that no filter can exhaust the
/// stack here or in SQL.
pub const MAX_DEPTH: usize = 32;

/// How many conditions a filter may have.
pub const MAX_CONDITIONS: usize = 250;

/// How many values all its lists may have together.
pub const MAX_VALUES: usize = 5_000;

words! {
    /// What of a contact can be compared.
    Field {
        /// First name.
        FirstName = "first_name",
        /// Last name.
        LastName = "last_name",
        /// First and last name with a space between them.
        Name = "name",
        /// The address to write to.
        Email = "email",
        /// The company's name.
        Company = "company",
        /// Job title.
        Title = "title",
        /// Phone.
        Phone = "phone",
        /// City.
        City = "city",
        /// Web address.
        Url = "url",
        /// How far they have come; `<` and `>` follow the order of [`Stage::ALL`].
        Stage = "stage",
        /// How they came to be known.
        Source = "source",
        /// Whether they decide: `true` or `false`.
        Decides = "decides",
        /// Tags: any of them counts, and `!=` and `not` mean none of them.
        Tags = "tags",
        /// The rep's notes on them.
        Notes = "notes",
        /// The day on which they were added.
        Added = "added",
        /// The company's industry.
        Industry = "industry",
        /// The company's region.
        Region = "region",
        /// The company's country.
        Country = "country",
        /// How many people work at the company.
        Employees = "employees",
        /// The company's domain.
        Domain = "domain",
    }
}

/// What kind of value a field has; it decides which operators and values fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// Text, compared in any case.
    Text,
    /// A word of [`Stage`].
    Stage,
    /// A word of [`Source`].
    Source,
    /// Yes or no.
    Truth,
    /// A whole number.
    Number,
    /// A day.
    Day,
}

impl Field {
    /// What kind of value it has.
    pub const fn field_type(self) -> FieldType {
        match self {
            Self::Stage => FieldType::Stage,
            Self::Source => FieldType::Source,
            Self::Decides => FieldType::Truth,
            Self::Employees => FieldType::Number,
            Self::Added => FieldType::Day,
            _ => FieldType::Text,
        }
    }
}

words! {
    /// How a field is compared with one value.
    Operator {
        /// The same.
        Equal = "=",
        /// Not the same, or not known.
        NotEqual = "!=",
        /// Contains the text.
        Contains = "~",
        /// Before, in alphabetical order for text.
        Less = "<",
        /// Before or the same.
        LessOrEqual = "<=",
        /// After.
        Greater = ">",
        /// After or the same.
        GreaterOrEqual = ">=",
    }
}

impl Operator {
    /// Whether two values that stand in this order are as the operator wants them; [`Self::Contains`] asks no order
    /// and is never so.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::NotEqual => order.is_ne(),
            Self::Contains => false,
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        }
    }
}

/// What a field is compared with; always of the field's own type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text; empty means that nothing is known.
    Text(String),
    /// A stage.
    Stage(Stage),
    /// A source.
    Source(Source),
    /// Yes or no.
    Truth(bool),
    /// A number.
    Number(i64),
    /// A day, in the rep's time zone.
    Day(Date),
    /// Nothing known, written `""`, for numbers and days.
    Nothing,
}

/// Which contacts are meant.
///
/// Made by [`parse`], whose word it is that every value fits its field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Everyone.
    All,
    /// All of these hold; two at least.
    And(Vec<Filter>),
    /// One of these holds at least; two at least.
    Or(Vec<Filter>),
    /// This does not hold.
    Not(Box<Filter>),
    /// A field compared with a value.
    Compare(Field, Operator, Value),
    /// A field is one of these values; one at least.
    In(Field, Vec<Value>),
    /// They got the piece of this folder name: their server took it and it did not come back, or it was handed over.
    Received(String),
    /// They wrote back to the piece of this folder name.
    Replied(String),
    /// Something happened between the rep and them in this many days until now.
    TouchedWithin(u32),
    /// They bear this tag.
    Tag(String),
}

/// The form in which texts are compared: lower case, so that `~ "müller"` finds "MÜLLER".
pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

impl std::str::FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        parse(text)
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write_quoted(f, text),
            Self::Stage(stage) => stage.fmt(f),
            Self::Source(source) => source.fmt(f),
            Self::Truth(truth) => truth.fmt(f),
            Self::Number(number) => number.fmt(f),
            Self::Day(day) => day.fmt(f),
            Self::Nothing => f.write_str("\"\""),
        }
    }
}

/// Writes the filter so that [`parse`] reads the same filter back.
impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::And(parts) => write_joined(f, parts, " and "),
            Self::Or(parts) => write_joined(f, parts, " or "),
            Self::Not(inner) => match inner.as_ref() {
                Self::In(field, values) => write_in(f, *field, " not in (", values),
                _ => {
                    f.write_str("not ")?;
                    write_part(f, inner)
                }
            },
            Self::Compare(field, operator, value) => write!(f, "{field} {operator} {value}"),
            Self::In(field, values) => write_in(f, *field, " in (", values),
            Self::Received(piece) => write_call(f, "received", piece),
            Self::Replied(piece) => write_call(f, "replied", piece),
            Self::TouchedWithin(days) => write!(f, "touched_within({days})"),
            Self::Tag(name) => write_call(f, "tag", name),
        }
    }
}

fn write_joined(f: &mut Formatter<'_>, parts: &[Filter], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(between)?;
        }
        write_part(f, part)?;
    }
    Ok(())
}

/// Writes a part of a larger condition, in parentheses where it holds several conditions itself.
fn write_part(f: &mut Formatter<'_>, part: &Filter) -> fmt::Result {
    match part {
        Filter::And(_) | Filter::Or(_) => write!(f, "({part})"),
        _ => part.fmt(f),
    }
}

fn write_in(f: &mut Formatter<'_>, field: Field, keyword: &str, values: &[Value]) -> fmt::Result {
    write!(f, "{field}{keyword}")?;
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        value.fmt(f)?;
    }
    f.write_str(")")
}

fn write_call(f: &mut Formatter<'_>, name: &str, argument: &str) -> fmt::Result {
    write!(f, "{name}(")?;
    write_quoted(f, argument)?;
    f.write_str(")")
}

fn write_quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    f.write_str("\"")
}
