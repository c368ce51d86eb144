//! How the model's values stand in SQL.

use byline_model::{Contact, EmailAddress, display_name};
use jiff::{Timestamp, civil};
use rusqlite::{Row, RowIndex, types::Type};

/// The last millisecond that jiff reads again; a message can claim to be from the end of time.
const LAST: i64 = 253_402_207_200_000;

/// A time as it is stored: unix milliseconds.
pub(crate) fn millis(at: Timestamp) -> i64 {
    at.as_millisecond().min(LAST)
}

fn unreadable(what: &str, text: impl std::fmt::Display) -> rusqlite::Error {
    let message = format!("{what} \"{text}\"");
    rusqlite::Error::FromSqlConversionFailure(0, Type::Text, message.into())
}

/// Reads a time.
pub(crate) fn time(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<Timestamp> {
    let at: i64 = row.get(index)?;
    Timestamp::from_millisecond(at).map_err(|_| unreadable("time", at))
}

/// Reads a time that may be missing.
pub(crate) fn time_if(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<Option<Timestamp>> {
    let at: Option<i64> = row.get(index)?;
    at.map(|at| Timestamp::from_millisecond(at).map_err(|_| unreadable("time", at)))
        .transpose()
}

/// Reads a word of a closed set.
pub(crate) fn word<T>(
    row: &Row<'_>,
    index: impl RowIndex,
    from_word: fn(&str) -> Option<T>,
) -> rusqlite::Result<T> {
    let word: String = row.get(index)?;
    from_word(&word).ok_or_else(|| unreadable("word", word))
}

/// Reads a word of a closed set that may be missing.
pub(crate) fn word_if<T>(
    row: &Row<'_>,
    index: impl RowIndex,
    from_word: fn(&str) -> Option<T>,
) -> rusqlite::Result<Option<T>> {
    let word: Option<String> = row.get(index)?;
    word.map(|word| from_word(&word).ok_or_else(|| unreadable("word", word)))
        .transpose()
}

/// Reads an address that may be missing.
pub(crate) fn address_if(
    row: &Row<'_>,
    index: impl RowIndex,
) -> rusqlite::Result<Option<EmailAddress>> {
    let text: Option<String> = row.get(index)?;
    text.map(|text| EmailAddress::parse(&text).map_err(|_| unreadable("address", text)))
        .transpose()
}

/// Reads a day.
pub(crate) fn day(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<civil::Date> {
    let text: String = row.get(index)?;
    text.parse().map_err(|_| unreadable("day", text))
}

/// Reads a day that may be missing.
pub(crate) fn day_if(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<Option<civil::Date>> {
    let text: Option<String> = row.get(index)?;
    text.map(|text| text.parse().map_err(|_| unreadable("day", text)))
        .transpose()
}

/// Reads a time of day.
pub(crate) fn clock(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<civil::Time> {
    let text: String = row.get(index)?;
    text.parse().map_err(|_| unreadable("time of day", text))
}

/// Reads a time of day that may be missing.
pub(crate) fn clock_if(
    row: &Row<'_>,
    index: impl RowIndex,
) -> rusqlite::Result<Option<civil::Time>> {
    let text: Option<String> = row.get(index)?;
    text.map(|text| text.parse().map_err(|_| unreadable("time of day", text)))
        .transpose()
}

/// Reads a list that SQL made with `json_group_array`, sorted.
pub(crate) fn sorted_list(row: &Row<'_>, index: impl RowIndex) -> rusqlite::Result<Vec<String>> {
    let text: Option<String> = row.get(index)?;
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    let mut list: Vec<String> =
        serde_json::from_str(&text).map_err(|_| unreadable("list", &text))?;
    list.sort();
    Ok(list)
}

/// The columns of a contact `c` joined with its company `co`, for [`contact`].
pub(crate) const CONTACT: &str = "c.id, c.email, c.first_name, c.last_name, co.name AS company, c.company_id, c.title, \
    c.phone, c.city, c.url, c.stage, c.source, c.referred_by, c.decides, c.permission_basis, c.permission_since, c.notes, \
    c.created_at, (SELECT json_group_array(t.name) FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id \
    WHERE ct.contact_id = c.id) AS tags";

/// The contacts that are there, with their companies.
pub(crate) const FROM_CONTACT: &str =
    "FROM contact c LEFT JOIN company co ON co.id = c.company_id WHERE c.removed_at IS NULL";

/// Reads a contact from a row that has the columns of [`CONTACT`].
pub(crate) fn contact(row: &Row<'_>) -> rusqlite::Result<Contact> {
    use byline_model::{CompanyId, ContactId, Permission, Source, Stage};
    let basis: Option<String> = row.get("permission_basis")?;
    let since = day_if(row, "permission_since")?;
    Ok(Contact {
        id: ContactId(row.get("id")?),
        email: address_if(row, "email")?,
        first_name: row.get("first_name")?,
        last_name: row.get("last_name")?,
        company: row.get("company")?,
        company_id: row.get::<_, Option<i64>>("company_id")?.map(CompanyId),
        title: row.get("title")?,
        phone: row.get("phone")?,
        city: row.get("city")?,
        url: row.get("url")?,
        stage: word(row, "stage", Stage::from_word)?,
        source: word(row, "source", Source::from_word)?,
        referred_by: row.get::<_, Option<i64>>("referred_by")?.map(ContactId),
        decides: row.get("decides")?,
        tags: sorted_list(row, "tags")?,
        permission: basis.map(|basis| Permission { basis, since }),
        notes: row.get("notes")?,
        created_at: time(row, "created_at")?,
    })
}

/// Reads the name to show of a person whose `first_name`, `last_name` and `email` are in the row.
pub(crate) fn shown_name(row: &Row<'_>) -> rusqlite::Result<String> {
    let first: Option<String> = row.get("first_name")?;
    let last: Option<String> = row.get("last_name")?;
    let email: Option<String> = row.get("email")?;
    Ok(display_name(
        first.as_deref(),
        last.as_deref(),
        email.as_deref(),
    ))
}

/// A list of numbers for `rarray(?)`.
pub(crate) fn array(
    ids: impl IntoIterator<Item = i64>,
) -> std::rc::Rc<Vec<rusqlite::types::Value>> {
    std::rc::Rc::new(ids.into_iter().map(rusqlite::types::Value::from).collect())
}
