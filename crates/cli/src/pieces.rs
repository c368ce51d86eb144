//! Commands over pieces, templates and the ledger.

use byline_desk::{Desk, Error, RenderForm};
use byline_model::{Finding, Level};
use serde_json::json;

use crate::{
    Verdict,
    args::{Form, How, Piece, Render, Template},
    output::{self, Output, cell, table},
};

pub fn template(desk: &Desk, out: Output, command: Template) -> Result<Verdict, Error> {
    match command {
        Template::List { kind } => {
            let mut templates = desk.templates()?;
            templates.retain(|template| kind.is_none_or(|kind| template.kind == kind));
            out.answer(&templates, |templates| {
                table(
                    ["NAME", "KIND", "TITLE", "OUTPUTS"],
                    templates.iter().map(|template| {
                        [
                            template.name.clone(),
                            template.kind.to_string(),
                            template.title.clone(),
                            template.outputs.join(" "),
                        ]
                    }),
                )
            })?;
        }
        Template::Copy { name } => {
            let template = desk.copy_template(&name)?;
            let folder = desk.root().join("templates").join(&template.name);
            out.answer(&template, |_| {
                format!("Change the files in {}.", folder.display())
            })?;
        }
    }
    Ok(Verdict::Done)
}

pub fn piece(desk: &Desk, out: Output, command: Piece) -> Result<Verdict, Error> {
    match command {
        Piece::New {
            kind,
            template,
            title,
        } => {
            let piece = desk.new_piece(kind, &template, &title)?;
            let answer = json!({
                "piece": piece.piece, "kind": piece.kind, "title": piece.fields.title, "template": piece.template, "path": piece.path,
            });
            out.answer(&answer, |_| format!("Write in {}.", piece.path))?;
            Ok(Verdict::Done)
        }
        Piece::List => {
            let pieces = desk.pieces()?;
            for piece in &pieces {
                if let Some(problem) = &piece.problem {
                    eprintln!("{}: {problem}", piece.path);
                }
            }
            out.answer(&pieces, |pieces| {
                table(
                    ["PIECE", "KIND", "TITLE", "RECIPIENTS"],
                    pieces.iter().map(|piece| {
                        [
                            piece.piece.clone(),
                            piece.kind.to_string(),
                            piece.title.clone(),
                            piece.recipients.to_string(),
                        ]
                    }),
                )
            })?;
            let unreadable = pieces.iter().any(|piece| piece.problem.is_some());
            Ok(if unreadable {
                Verdict::PartlyRead
            } else {
                Verdict::Done
            })
        }
        Piece::Show { piece } => {
            let piece = desk.piece(&piece)?;
            let answer = json!({
                "piece": piece.piece, "kind": piece.kind, "title": piece.fields.title, "template": piece.template,
                "path": piece.path, "subject": piece.fields.subject, "preview": piece.fields.preview,
                "due": piece.fields.due, "version": piece.version, "body": piece.body,
            });
            out.answer(&answer, |_| {
                format!("{}\n\n{}", piece.fields.title, piece.body)
            })?;
            Ok(Verdict::Done)
        }
    }
}

pub fn render(desk: &Desk, out: Output, render: &Render) -> Result<Verdict, Error> {
    let form = match render.form {
        Form::Email => RenderForm::Email,
        Form::Page => RenderForm::Page,
        Form::Text => RenderForm::Text,
        Form::Pdf => RenderForm::Pdf,
        Form::Png => RenderForm::Png,
        Form::Eml => RenderForm::Eml,
    };
    let who = render.who.as_deref().map(|who| desk.who(who)).transpose()?;
    let rendered = desk.render(&render.piece, form, who.map(|contact| contact.id))?;
    for finding in &rendered.findings {
        eprintln!("{}", line(finding));
    }
    match &render.output {
        Some(path) => {
            desk.write_export(path, &rendered.bytes)?;
            out.answer(
                &json!({ "written": path, "findings": rendered.findings }),
                |_| format!("Written to {}.", path.display()),
            )?;
        }
        None => output::print(&rendered.bytes)?,
    }
    let blocked = rendered
        .findings
        .iter()
        .any(|finding| finding.level == Level::Block);
    Ok(if blocked {
        Verdict::PartlyRead
    } else {
        Verdict::Done
    })
}

pub fn check(
    desk: &Desk,
    out: Output,
    piece: &str,
    audience: Option<&str>,
) -> Result<Verdict, Error> {
    let report = desk.check(piece, audience, &[], None)?;
    out.answer(&report, |report| {
        report
            .findings
            .iter()
            .map(line)
            .collect::<Vec<_>>()
            .join("\n")
    })?;
    Ok(if report.blocked {
        Verdict::No
    } else {
        Verdict::Done
    })
}

/// A finding as a line for people.
fn line(finding: &Finding) -> String {
    let place = finding
        .line
        .map(|line| format!("line {line}: "))
        .unwrap_or_default();
    format!("{:<5}  {place}{}", finding.level, finding.message)
}

pub fn give(
    desk: &Desk,
    out: Output,
    piece: &str,
    who: &[String],
    how: How,
    on: Option<jiff::civil::Date>,
) -> Result<Verdict, Error> {
    let contacts = who
        .iter()
        .map(|who| Ok(desk.who(who)?.id))
        .collect::<Result<Vec<_>, Error>>()?;
    let how = match how {
        How::Printed => byline_model::How::Printed,
        How::Link => byline_model::How::Link,
        How::Attached => byline_model::How::Attached,
        How::Shown => byline_model::How::Shown,
    };
    let given = desk.give(piece, &contacts, how, on)?;
    out.answer(&given, |given| format!("{} recorded.", given.given))?;
    Ok(Verdict::Done)
}

pub fn ledger(
    desk: &Desk,
    out: Output,
    contact: Option<&str>,
    piece: Option<&str>,
    missing: bool,
    audience: Option<&str>,
) -> Result<Verdict, Error> {
    if let (true, Some(piece)) = (missing, piece) {
        desk.piece(piece)?;
        let rows = desk.missed(piece, audience)?;
        out.answer(&rows, |rows| {
            table(
                ["ID", "NAME", "E-MAIL", "WHY"],
                rows.iter().map(|row| {
                    [
                        row.contact.to_string(),
                        row.name.clone(),
                        cell(&row.email),
                        row.why.clone(),
                    ]
                }),
            )
        })?;
        return Ok(Verdict::Done);
    }
    let contact = contact
        .map(|who| desk.who(who))
        .transpose()?
        .map(|contact| contact.id);
    let entries = desk.ledger(contact, piece)?;
    out.answer(&entries, |entries| {
        table(
            ["WHEN", "WHO", "PIECE", "HOW", "STATE", "CAME BACK"],
            entries.iter().map(|entry| {
                let answers: Vec<&str> = entry.answers.iter().map(|answer| answer.word()).collect();
                [
                    entry.at.strftime("%Y-%m-%d %H:%M").to_string(),
                    entry.name.clone(),
                    entry.piece.clone(),
                    entry.how.to_string(),
                    entry.state.to_string(),
                    answers.join(" "),
                ]
            }),
        )
    })?;
    Ok(Verdict::Done)
}
