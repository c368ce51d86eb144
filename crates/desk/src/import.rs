//! Bringing in people from a CSV file with headings that Byline recognises.

use std::{collections::HashMap, path::Path};

use base64::{Engine, prelude::BASE64_STANDARD};
use byline_model::{ContactDraft, EmailAddress, Source, Stage};
use byline_store::{ImportMeta, ImportRow};

use crate::{
    Desk, Error,
    wire::{ImportInput, ImportReport, Rejected},
};

/// How a file is to be read where it does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct ImportOptions {
    /// The source of people for whom the file names none.
    pub source: Option<Source>,
    /// Headings to read as a field, beside those that are recognised: heading and field.
    pub map: Vec<(String, String)>,
    /// Only say what would happen.
    pub dry_run: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Email,
    FirstName,
    LastName,
    FullName,
    Company,
    Title,
    Phone,
    City,
    Url,
    Stage,
    Source,
    Tags,
    Notes,
    OptedOut,
}

/// The headings of the files people really have, in lower case; the first column of a kind that has a value counts.
const HEADINGS: &[(&str, Column)] = &[
    ("email", Column::Email),
    ("e-mail", Column::Email),
    ("email address", Column::Email),
    ("e-mail address", Column::Email),
    ("e-mail 1 - value", Column::Email),
    ("primary email", Column::Email),
    ("mail", Column::Email),
    ("e-mail-adresse", Column::Email),
    ("first name", Column::FirstName),
    ("first_name", Column::FirstName),
    ("firstname", Column::FirstName),
    ("given name", Column::FirstName),
    ("vorname", Column::FirstName),
    ("last name", Column::LastName),
    ("last_name", Column::LastName),
    ("lastname", Column::LastName),
    ("family name", Column::LastName),
    ("surname", Column::LastName),
    ("nachname", Column::LastName),
    ("name", Column::FullName),
    ("full name", Column::FullName),
    ("display name", Column::FullName),
    ("company", Column::Company),
    ("company name", Column::Company),
    ("account name", Column::Company),
    ("accountname", Column::Company),
    ("organization", Column::Company),
    ("organization name", Column::Company),
    ("organization 1 - name", Column::Company),
    ("firma", Column::Company),
    ("job title", Column::Title),
    ("title", Column::Title),
    ("position", Column::Title),
    ("organization title", Column::Title),
    ("organization 1 - title", Column::Title),
    ("phone", Column::Phone),
    ("phone number", Column::Phone),
    ("business phone", Column::Phone),
    ("mobile phone", Column::Phone),
    ("phone 1 - value", Column::Phone),
    ("city", Column::City),
    ("mailing city", Column::City),
    ("mailingcity", Column::City),
    ("business city", Column::City),
    ("address 1 - city", Column::City),
    ("url", Column::Url),
    ("web page", Column::Url),
    ("website", Column::Url),
    ("stage", Column::Stage),
    ("lifecycle stage", Column::Stage),
    ("source", Column::Source),
    ("lead source", Column::Source),
    ("leadsource", Column::Source),
    ("original source", Column::Source),
    ("tags", Column::Tags),
    ("categories", Column::Tags),
    ("notes", Column::Notes),
    ("description", Column::Notes),
    ("email opt out", Column::OptedOut),
];

/// Names of the fields for `--map COLUMN=FIELD`.
const FIELDS: &[(&str, Column)] = &[
    ("email", Column::Email),
    ("first_name", Column::FirstName),
    ("last_name", Column::LastName),
    ("name", Column::FullName),
    ("company", Column::Company),
    ("title", Column::Title),
    ("phone", Column::Phone),
    ("city", Column::City),
    ("url", Column::Url),
    ("stage", Column::Stage),
    ("source", Column::Source),
    ("tags", Column::Tags),
    ("notes", Column::Notes),
    ("opted_out", Column::OptedOut),
];

impl Desk {
    /// Brings in people from files. Rows that cannot be read are told of, and the rest of the work is done.
    ///
    /// A person is known by the address; the file fills what the desk does not know, and never clears, never changes
    /// a stage, never takes back an opt-out. Bringing in the same file twice changes nothing.
    ///
    /// # Errors
    /// When a file cannot be read at all, or has no column that names people.
    pub fn import_files(
        &self,
        files: &[&Path],
        options: &ImportOptions,
    ) -> Result<ImportReport, Error> {
        let mut parsed = Vec::new();
        for path in files {
            let bytes = std::fs::read(path).map_err(|error| {
                Error::bad_input(
                    format!("Byline could not read {}: {error}.", path.display()),
                    "Check the path.",
                )
            })?;
            parsed.push((path.display().to_string(), bytes));
        }
        self.import(&parsed, options)
    }

    /// Brings in people from a file that the window handed over.
    pub(crate) fn import_bytes(&self, input: &ImportInput) -> Result<ImportReport, Error> {
        let bytes = BASE64_STANDARD.decode(&input.data).map_err(|error| {
            Error::bad_input(
                format!("{} did not arrive whole: {error}.", input.file_name),
                "Choose it again.",
            )
        })?;
        self.import(
            &[(input.file_name.clone(), bytes)],
            &ImportOptions {
                dry_run: input.dry_run,
                ..ImportOptions::default()
            },
        )
    }

    fn import(
        &self,
        files: &[(String, Vec<u8>)],
        options: &ImportOptions,
    ) -> Result<ImportReport, Error> {
        if !options.dry_run {
            self.writable()?;
        }
        let mut rows = Vec::new();
        let mut report = ImportReport::default();
        for (file, bytes) in files {
            let text = decode(bytes);
            read_csv(file, &text, options, &mut rows, &mut report)?;
        }
        report.rows = crate::audience::count(rows.len() + report.rejected.len());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        let meta = ImportMeta {
            file: names.join(", "),
            source: options.source.or(Some(Source::Import)),
        };
        let mut store = self.store();
        let imported = if options.dry_run {
            store.try_import(rows, &meta, crate::now())?
        } else {
            store.import(rows, &meta, crate::now())?
        };
        report.import = imported.import.map(|import| import.0);
        report.added = imported.added;
        report.updated = imported.updated;
        report.unchanged = imported.unchanged;
        report.merged = imported.merged;
        Ok(report)
    }
}

/// A file's text, whatever it is encoded in: a byte order mark decides, then UTF-8 if it is that, else Windows-1252.
fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding
            .decode_without_bom_handling(&bytes[mark..])
            .0
            .into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    }
}

/// The separator that the heading line uses most.
fn separator(heading: &str) -> u8 {
    *b",;\t"
        .iter()
        .max_by_key(|separator| heading.bytes().filter(|byte| byte == *separator).count())
        .unwrap_or(&b',')
}

fn read_csv(
    file: &str,
    text: &str,
    options: &ImportOptions,
    rows: &mut Vec<ImportRow>,
    report: &mut ImportReport,
) -> Result<(), Error> {
    let heading = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator(heading))
        .flexible(true)
        .has_headers(true)
        .from_reader(text.as_bytes());
    let headers = reader
        .headers()
        .map_err(|error| unreadable(file, 1, &error.to_string()))?
        .clone();
    let columns = columns(&headers, options, report)?;
    if !columns.iter().any(|(_, column)| {
        matches!(
            column,
            Column::Email | Column::FirstName | Column::LastName | Column::FullName
        )
    }) {
        return Err(Error::bad_input(
            format!("{file}, line 1: no column holds names or e-mail addresses."),
            "The first line must name the columns, for instance: First Name, Last Name, Email, Company. Or say which is which with --map COLUMN=FIELD.",
        ));
    }
    let width = headers.len();
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                report.rejected.push(Rejected {
                    file: file.into(),
                    line,
                    reason: format!("This row cannot be read: {error}."),
                });
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.len() > width {
            let reason = format!(
                "This row has {} cells, and there are {width} headings. Put quotes around a text that has a separator in it.",
                record.len()
            );
            report.rejected.push(Rejected {
                file: file.into(),
                line,
                reason,
            });
            continue;
        }
        match read_row(&record, &columns) {
            Ok((draft, opted_out)) => rows.push(ImportRow {
                line,
                draft,
                opted_out,
            }),
            Err(reason) => report.rejected.push(Rejected {
                file: file.into(),
                line,
                reason,
            }),
        }
    }
    Ok(())
}

/// Which column of the file holds what.
fn columns(
    headers: &csv::StringRecord,
    options: &ImportOptions,
    report: &mut ImportReport,
) -> Result<Vec<(usize, Column)>, Error> {
    let known: HashMap<&str, Column> = HEADINGS.iter().copied().collect();
    let mut mapped: HashMap<String, Column> = HashMap::new();
    for (heading, field) in &options.map {
        let column = FIELDS
            .iter()
            .find(|(name, _)| name == field)
            .map(|(_, column)| *column)
            .ok_or_else(|| {
                let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                Error::bad_input(
                    format!("There is no field \"{field}\" to read \"{heading}\" as."),
                    format!("Fields are: {}.", names.join(", ")),
                )
            })?;
        if !headers
            .iter()
            .any(|header| header.trim().eq_ignore_ascii_case(heading))
        {
            return Err(Error::bad_input(
                format!("The file has no column \"{heading}\"."),
                "Check the heading in its first line.",
            ));
        }
        mapped.insert(heading.trim().to_lowercase(), column);
    }
    // Outlook's "Title" is Mr or Ms where there is a "Job Title" too.
    let has_job_title = headers
        .iter()
        .any(|header| header.trim().eq_ignore_ascii_case("job title"));
    let mut columns = Vec::new();
    for (index, header) in headers.iter().enumerate() {
        let header = header.trim().trim_start_matches('\u{feff}').to_lowercase();
        let column = mapped
            .get(&header)
            .or_else(|| known.get(header.as_str()))
            .copied();
        match column {
            Some(Column::Title) if header == "title" && has_job_title => {}
            Some(column) => columns.push((index, column)),
            None if header.is_empty() => {}
            None => report.ignored_columns.push(header),
        }
    }
    Ok(columns)
}

fn read_row(
    record: &csv::StringRecord,
    columns: &[(usize, Column)],
) -> Result<(ContactDraft, bool), String> {
    let cell = |wanted: Column| {
        columns
            .iter()
            .filter(|(_, column)| *column == wanted)
            .filter_map(|(index, _)| record.get(*index))
            .map(str::trim)
            .find(|value| !value.is_empty())
            .map(str::to_owned)
    };
    let email = cell(Column::Email)
        .map(|text| EmailAddress::parse(&text))
        .transpose()
        .map_err(|error| format!("{error}. Put the address right and bring the row in again."))?;
    let (mut first_name, mut last_name) = (cell(Column::FirstName), cell(Column::LastName));
    if first_name.is_none()
        && last_name.is_none()
        && let Some(full) = cell(Column::FullName)
    {
        match full.rsplit_once(char::is_whitespace) {
            Some((first, last)) => {
                (first_name, last_name) = (Some(first.trim().to_owned()), Some(last.to_owned()))
            }
            None => first_name = Some(full),
        }
    }
    if email.is_none() && first_name.is_none() && last_name.is_none() {
        return Err("There is neither a name nor an e-mail address in this row.".into());
    }
    let stage = cell(Column::Stage)
        .map(|text| read_stage(&text))
        .transpose()?;
    let source = cell(Column::Source).map(|text| read_source(&text));
    let tags = cell(Column::Tags).map(|text| {
        text.split(';')
            .map(|tag| tag.trim().to_owned())
            .filter(|tag| !tag.is_empty())
            .collect()
    });
    let opted_out = cell(Column::OptedOut)
        .is_some_and(|text| ["1", "true", "yes", "y"].contains(&text.to_lowercase().as_str()));
    let draft = ContactDraft {
        email,
        first_name,
        last_name,
        company: cell(Column::Company),
        title: cell(Column::Title),
        phone: cell(Column::Phone),
        city: cell(Column::City),
        url: cell(Column::Url),
        stage,
        source,
        tags,
        notes: cell(Column::Notes),
        ..ContactDraft::default()
    };
    Ok((draft, opted_out))
}

/// A stage in Byline's words or HubSpot's.
fn read_stage(text: &str) -> Result<Stage, String> {
    let hubspot = match text.to_lowercase().as_str() {
        "subscriber" | "marketing qualified lead" => Some(Stage::Lead),
        "sales qualified lead" => Some(Stage::Qualified),
        "evangelist" => Some(Stage::Customer),
        "other" => Some(Stage::Dormant),
        _ => None,
    };
    hubspot.or_else(|| Stage::from_word(text)).ok_or_else(|| {
        let words: Vec<&str> = Stage::ALL.iter().map(|stage| stage.word()).collect();
        format!(
            "\"{text}\" is no stage. Choose one of: {}.",
            words.join(", ")
        )
    })
}

/// A source in Byline's words; any other text came with a file.
fn read_source(text: &str) -> Source {
    Source::from_word(&text.trim().replace([' ', '_'], "-")).unwrap_or(Source::Import)
}

fn unreadable(file: &str, line: u64, why: &str) -> Error {
    Error::bad_input(
        format!("{file}, line {line}: {why}."),
        "Save it as CSV once more and try again.",
    )
}
