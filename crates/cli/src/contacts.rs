//! Commands over people, audiences, suppressions and today.

use byline_desk::{Desk, Error, ImportOptions, wire::Rejected};
use byline_model::{Contact as Person, ContactDraft, EmailAddress, SuppressionReason};
use serde_json::json;

use crate::{
    Verdict,
    args::{Audience, Contact, ExportFormat},
    output::{Output, cell, table},
};

pub fn contact(desk: &Desk, out: Output, command: Contact) -> Result<Verdict, Error> {
    match command {
        Contact::Import {
            files,
            source,
            map,
            dry_run,
            rejects,
        } => {
            let files: Vec<&std::path::Path> =
                files.iter().map(std::path::PathBuf::as_path).collect();
            let report = desk.import_files(
                &files,
                &ImportOptions {
                    source,
                    map,
                    dry_run,
                },
            )?;
            if let Some(path) = &rejects {
                write_rejects(path, &report.rejected)?;
            }
            for rejected in &report.rejected {
                eprintln!(
                    "{}, line {}: {}",
                    rejected.file, rejected.line, rejected.reason
                );
            }
            out.answer(&report, |report| {
                format!(
                    "{} rows: {} added, {} updated, {} unchanged, {} merged, {} rejected.",
                    report.rows,
                    report.added,
                    report.updated,
                    report.unchanged,
                    report.merged,
                    report.rejected.len()
                )
            })?;
            Ok(if report.rejected.is_empty() {
                Verdict::Done
            } else {
                Verdict::PartlyRead
            })
        }
        Contact::List {
            filter,
            search,
            limit,
        } => {
            let people = desk.contacts(&filter, &search, limit)?;
            out.answer(&people, |people| {
                table(
                    [
                        "ID", "NAME", "E-MAIL", "COMPANY", "TITLE", "STAGE", "SOURCE",
                    ],
                    people.iter().map(|person| {
                        [
                            person.id.to_string(),
                            person.display_name(),
                            cell(&person.email),
                            cell(&person.company),
                            cell(&person.title),
                            person.stage.to_string(),
                            person.source.to_string(),
                        ]
                    }),
                )
            })?;
            Ok(Verdict::Done)
        }
        Contact::Show { who } => show(desk, out, &desk.who(&who)?),
        Contact::Add(fields) => {
            let email = fields
                .email
                .as_deref()
                .map(EmailAddress::parse)
                .transpose()
                .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?;
            let draft = ContactDraft {
                email,
                first_name: fields.first_name,
                last_name: fields.last_name,
                company: fields.company,
                title: fields.title,
                phone: fields.phone,
                city: fields.city,
                url: fields.url,
                stage: fields.stage,
                source: fields.source,
                tags: (!fields.tags.is_empty()).then_some(fields.tags),
                notes: fields.notes,
                ..ContactDraft::default()
            };
            let person = desk.add_person(&draft)?;
            show(desk, out, &person.contact)
        }
        Contact::Edit { who, fields } => {
            let person = desk.edit_person(desk.who(&who)?.id, &fields.into_iter().collect())?;
            show(desk, out, &person.contact)
        }
        Contact::Delete { who } => {
            let person = desk.who(&who)?;
            desk.delete_contact(person.id)?;
            out.answer(&person, |person| {
                format!("{} is no longer in the desk.", person.display_name())
            })?;
            Ok(Verdict::Done)
        }
        Contact::Export {
            format: ExportFormat::Csv,
            filter,
            output,
        } => {
            let written = desk.export_contacts(&filter, &output)?;
            out.answer(&json!({ "written": output, "people": written }), |_| {
                format!("{written} people in {}.", output.display())
            })?;
            Ok(Verdict::Done)
        }
    }
}

fn show(desk: &Desk, out: Output, contact: &Person) -> Result<Verdict, Error> {
    let person = desk.person(contact.id)?;
    // The contact's own fields at the top, as in a list; what is between the two beside them.
    let mut answer = serde_json::to_value(&person.contact).unwrap_or_default();
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("next_step".into(), json!(person.next_step));
        fields.insert("suppression".into(), json!(person.suppression));
        fields.insert("referrer".into(), json!(person.referrer));
        fields.insert("timeline".into(), json!(person.timeline));
    }
    out.answer(&answer, |_| {
        let contact = &person.contact;
        let mut lines = vec![format!("{} ({})", person.name, contact.id)];
        let facts = [
            ("E-mail", cell(&contact.email)),
            ("Company", cell(&contact.company)),
            ("Title", cell(&contact.title)),
            ("Phone", cell(&contact.phone)),
            ("City", cell(&contact.city)),
            ("Stage", contact.stage.to_string()),
            ("Source", contact.source.to_string()),
            ("Tags", contact.tags.join(", ")),
            (
                "Next step",
                person
                    .next_step
                    .as_ref()
                    .map(|step| format!("{}, {}", step.text, step.due))
                    .unwrap_or_default(),
            ),
            (
                "Never mail",
                person
                    .suppression
                    .as_ref()
                    .map(|stop| stop.reason.to_string())
                    .unwrap_or_default(),
            ),
        ];
        lines.extend(
            facts
                .iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("  {name:<10} {value}")),
        );
        lines.extend(
            person
                .timeline
                .iter()
                .map(|entry| format!("  {}  {}", entry.at.strftime("%Y-%m-%d"), entry.title)),
        );
        lines.join("\n")
    })?;
    Ok(Verdict::Done)
}

fn write_rejects(path: &std::path::Path, rejected: &[Rejected]) -> Result<(), Error> {
    let mut text = String::from("file,line,reason\n");
    for row in rejected {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        text += &format!(
            "{},{},{}\n",
            quoted(&row.file),
            row.line,
            quoted(&row.reason)
        );
    }
    std::fs::write(path, text).map_err(|error| {
        Error::outside(
            format!("Byline could not write {}: {error}.", path.display()),
            "Check the path.",
        )
    })
}

pub fn audience(desk: &Desk, out: Output, command: Audience) -> Result<Verdict, Error> {
    match command {
        Audience::List => {
            let audiences = desk.audiences()?;
            out.answer(&audiences, |audiences| {
                table(
                    ["NAME", "PEOPLE", "FILTER"],
                    audiences.iter().map(|audience| {
                        [
                            audience.name.clone(),
                            audience.count.to_string(),
                            audience.filter.clone(),
                        ]
                    }),
                )
            })?;
        }
        Audience::Save { name, filter } => {
            let audience = desk.save_audience(&name, &filter)?;
            out.answer(&audience, |audience| {
                format!("\"{}\" has {} people.", audience.name, audience.count)
            })?;
        }
    }
    Ok(Verdict::Done)
}

pub fn suppress(
    desk: &Desk,
    out: Output,
    list: bool,
    addresses: &[String],
    reason: SuppressionReason,
) -> Result<Verdict, Error> {
    if list {
        let suppressions = desk.suppressions()?;
        out.answer(&suppressions, |suppressions| {
            table(
                ["ADDRESS", "REASON", "SINCE"],
                suppressions.iter().map(|stop| {
                    [
                        stop.address.to_string(),
                        stop.reason.to_string(),
                        stop.at.strftime("%Y-%m-%d").to_string(),
                    ]
                }),
            )
        })?;
        return Ok(Verdict::Done);
    }
    for address in addresses {
        desk.suppress(address, reason)?;
    }
    out.answer(&json!({ "suppressed": addresses }), |_| {
        format!("Never mailed again: {}.", addresses.join(", "))
    })?;
    Ok(Verdict::Done)
}

pub fn today(desk: &Desk, out: Output, on: Option<jiff::civil::Date>) -> Result<Verdict, Error> {
    let today = desk.today(on)?;
    out.answer(&today, |today| {
        let mut lines = vec![today.people.on.strftime("%A, %B %-d").to_string()];
        let company = |company: &Option<String>| {
            company
                .as_ref()
                .map(|company| format!(", {company}"))
                .unwrap_or_default()
        };
        for follow_up in &today.people.follow_ups {
            lines.push(format!(
                "  {}  {}{}: {}",
                follow_up.step.due,
                follow_up.name,
                company(&follow_up.company),
                follow_up.step.text
            ));
        }
        for hand in &today.people.hands_raised {
            lines.push(format!(
                "  \"{}\" {}{}",
                hand.text,
                hand.name,
                company(&hand.company)
            ));
        }
        if let Some(issue) = &today.next_issue {
            lines.push(format!(
                "  Next issue: {}{}",
                issue.title,
                issue
                    .due
                    .map(|due| format!(", due {due}"))
                    .unwrap_or_default()
            ));
        }
        for mailing in &today.mailings {
            lines.push(format!(
                "  Mailing {} is {}: {}",
                mailing.mailing, mailing.state, mailing.title
            ));
        }
        lines.join("\n")
    })?;
    Ok(Verdict::Done)
}
