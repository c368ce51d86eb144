//! Changing a few keys of a front matter without touching the rest: order, comments and keys of others stay.

use byline_model::Kind;
use jiff::civil::Date;

use crate::wire::PieceFields;

/// The front matter with its fences, and the text below it.
pub(crate) fn split(source: &str) -> (&str, &str) {
    let text = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut offset = source.len() - text.len();
    let mut lines = text.split_inclusive('\n');
    if !lines.next().is_some_and(|line| {
        offset += line.len();
        line.trim_end() == "---"
    }) {
        return ("", source);
    }
    for line in lines {
        offset += line.len();
        if line.trim_end() == "---" {
            let body = &source[offset..];
            // One blank line between front matter and text belongs to neither.
            let body = body
                .strip_prefix("\r\n")
                .or_else(|| body.strip_prefix('\n'))
                .unwrap_or(body);
            return (&source[..offset], body);
        }
    }
    ("", source)
}

/// `source` with other fields and another text.
pub(crate) fn with(source: &str, fields: &PieceFields, body: &str) -> String {
    let (front, _) = split(source);
    let mut front = set(front, "title", Some(&fields.title));
    for (key, value) in [("subject", &fields.subject), ("preview", &fields.preview)] {
        front = set(&front, key, (!value.is_empty()).then_some(value));
    }
    let due = fields.due.map(|due| due.to_string());
    front = set(&front, "due", due.as_deref());
    format!("{front}\n{body}")
}

/// The text of a piece that has just been begun.
pub(crate) fn new_source(
    kind: Kind,
    template: &str,
    title: &str,
    number: Option<u32>,
    today: Date,
    language: &str,
) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let mut front = format!(
        "---\nkind: {kind}\ntemplate: {template}\ntitle: {}\n",
        quoted(title)
    );
    if kind != Kind::Collateral {
        front += &format!("subject: {}\n", quoted(title));
    }
    if let Some(number) = number {
        front += &format!("number: {number}\n");
    }
    let greeting = if kind == Kind::Newsletter {
        "Hello {{ contact.first_name | default(value=\"there\") }},\n\n"
    } else {
        ""
    };
    format!("{front}date: {today}\nlanguage: {language}\n---\n\n{greeting}")
}

/// The front matter with a top-level key set, or taken out. The value is written so that any YAML reader gets the same
/// text back; a value that is there already and the same stays as it was written.
fn set(front: &str, key: &str, value: Option<&str>) -> String {
    let mut lines: Vec<&str> = front.split_inclusive('\n').collect();
    let is_key = |line: &str| {
        line.strip_prefix(key)
            .is_some_and(|rest| rest.starts_with(':'))
    };
    let start = lines.iter().position(|line| is_key(line));
    let written = value.map(|value| format!("{key}: {}\n", scalar(key, value)));
    match (start, &written) {
        (Some(start), _) => {
            // A value may go on over indented lines.
            let mut end = start + 1;
            while lines
                .get(end)
                .is_some_and(|line| line.starts_with([' ', '\t']))
            {
                end += 1;
            }
            let old: String = lines[start..end].concat();
            if value.is_some() && same(&old, key, value) {
                return front.to_owned();
            }
            lines.splice(start..end, written.as_deref());
        }
        (None, Some(line)) => {
            // Before the closing fence.
            let at = lines.len().saturating_sub(1);
            lines.insert(at, line);
        }
        (None, None) => {}
    }
    lines.concat()
}

/// Whether a line says that value already, in whatever way it is quoted.
fn same(line: &str, key: &str, value: Option<&str>) -> bool {
    let read: Option<std::collections::BTreeMap<String, String>> =
        serde_saphyr::from_str(line).ok();
    read.is_some_and(|map| map.get(key).map(String::as_str) == value)
}

/// A value as YAML: dates and plain words as they are, everything else as a JSON string, which YAML 1.2 takes as it is.
fn scalar(key: &str, value: &str) -> String {
    if key == "due" {
        value.to_owned()
    } else {
        serde_json::Value::from(value).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SOURCE: &str = "---\n# my note\nkind: newsletter\ntemplate: one-idea\ntitle: Old title   # keep\nx-own: [1, 2]\nsubject: >\n  folded\n  subject\n---\n\nHello\n";

    fn fields(title: &str) -> PieceFields {
        PieceFields {
            title: title.into(),
            subject: "New".into(),
            preview: String::new(),
            due: None,
        }
    }

    #[test]
    fn what_the_window_does_not_edit_stays() {
        let saved = with(SOURCE, &fields("New title"), "Hello\n");
        assert_eq!(
            saved,
            "---\n# my note\nkind: newsletter\ntemplate: one-idea\ntitle: \"New title\"\nx-own: [1, 2]\nsubject: \"New\"\n---\n\nHello\n"
        );
    }

    #[test]
    fn saving_without_a_change_changes_nothing() {
        let same = PieceFields {
            title: "Old title".into(),
            subject: "folded subject\n".into(),
            preview: String::new(),
            due: None,
        };
        assert_eq!(with(SOURCE, &same, "Hello\n"), SOURCE);
    }

    proptest! {
        /// Whatever the rep types comes back when the file is read again.
        #[test]
        fn what_is_saved_is_read_back(title in "\\PC{1,40}", subject in "\\PC{0,40}", body in "(?s).{0,200}") {
            let saved = with(SOURCE, &PieceFields { title: title.clone(), subject: subject.clone(), preview: String::new(), due: None }, &body);
            let (front, read) = split(&saved);
            prop_assert_eq!(read, body);
            #[derive(serde::Deserialize)]
            struct Front { title: String, #[serde(default)] subject: String }
            let yaml = front.trim_start_matches("---\n").trim_end().trim_end_matches("---");
            let parsed: Front = serde_saphyr::from_str(yaml).unwrap();
            prop_assert_eq!(parsed.title, title);
            prop_assert_eq!(parsed.subject, subject);
        }
    }
}
