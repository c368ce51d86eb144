//! Commands over the mailbox and mailings.

use std::io::{IsTerminal, Write};

use byline_desk::{
    Code, Desk, Error,
    wire::{SendInput, SendReport, TestInput, Verdict as Fate},
};
use byline_model::{DeliveryState, Mailbox, MailingId, Security, ServerAddress, Via};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    Verdict,
    args::{self, MailboxSet},
    output::{Output, cell, table},
};

pub fn mailbox(desk: &Desk, out: Output, command: args::Mailbox) -> Result<Verdict, Error> {
    match command {
        args::Mailbox::Set(settings) => {
            let password = ask_password(&settings)?;
            let state = desk.save_mailbox(&read_settings(&settings)?, password.as_deref())?;
            out.answer(&state, |_| {
                "The mailbox is set. Try it with `byline mailbox test`.".into()
            })?;
        }
        args::Mailbox::Show => {
            let state = desk.mailbox_state()?;
            out.answer(&state, |state| match &state.mailbox {
                None => "No mailbox is set up. Set one with `byline mailbox set`.".into(),
                Some(mailbox) => {
                    let server = mailbox
                        .smtp
                        .as_ref()
                        .map_or("no server".to_owned(), |server| {
                            format!("{}:{} ({})", server.host, server.port, server.security)
                        });
                    let password = if state.has_password {
                        "the password is known"
                    } else {
                        "the password is not known"
                    };
                    format!(
                        "{} <{}> by {server}, {password}, {} sent in 24 hours.",
                        mailbox.from_name, mailbox.from_address, state.sent_today
                    )
                }
            })?;
        }
        args::Mailbox::Test => {
            let steps = desk.test_mailbox()?;
            out.answer(&steps, |steps| {
                steps
                    .iter()
                    .map(|step| {
                        format!(
                            "{} {}: {}",
                            if step.ok { "ok  " } else { "FAIL" },
                            step.name,
                            step.words
                        )
                    })
                    .collect::<Vec<_>>()
                    .join("\n")
            })?;
            if steps.iter().any(|step| !step.ok) {
                return Err(Error::outside("The mailbox does not work yet.", ""));
            }
        }
    }
    Ok(Verdict::Done)
}

/// Asks for the password on a terminal; elsewhere it comes from the environment or is known already.
fn ask_password(settings: &MailboxSet) -> Result<Option<String>, Error> {
    let given = std::env::var_os("BYLINE_MAILBOX_PASSWORD").is_some();
    if settings.user.is_empty() || given || !std::io::stdin().is_terminal() {
        return Ok(None);
    }
    rpassword::prompt_password(format!("Password of {}: ", settings.user))
        .map(Some)
        .map_err(|error| {
            Error::outside(
                format!("The password could not be read: {error}."),
                "Try again.",
            )
        })
}

fn read_settings(settings: &MailboxSet) -> Result<Mailbox, Error> {
    let wrong_from = |why: String| {
        Error::bad_input(
            format!("--from: {why}."),
            "Write it as \"Dana Reyes <dana@example.com>\".",
        )
    };
    let (name, address) = match settings
        .from
        .trim()
        .strip_suffix('>')
        .and_then(|rest| rest.rsplit_once('<'))
    {
        Some((name, address)) => (name.trim().trim_matches('"').to_owned(), address),
        None => (String::new(), settings.from.as_str()),
    };
    let from_address = byline_model::EmailAddress::parse(address)
        .map_err(|error| wrong_from(error.to_string()))?;
    let server = |text: &Option<String>, security: args::Security| {
        text.as_deref()
            .map(|text| read_server(text, security))
            .transpose()
    };
    // Another folder may be the present one when it is read.
    let ca_file = settings.ca.as_ref().map(|path| {
        std::path::absolute(path)
            .unwrap_or_else(|_| path.clone())
            .display()
            .to_string()
    });
    Ok(Mailbox {
        from_name: name,
        from_address,
        smtp: server(&settings.smtp, settings.smtp_security)?,
        imap: server(&settings.imap, settings.imap_security)?,
        user: settings.user.clone(),
        ca_file,
        daily_limit: settings.daily_limit,
        per_minute: settings.per_minute,
    })
}

fn read_server(text: &str, security: args::Security) -> Result<ServerAddress, Error> {
    let wrong = || {
        Error::bad_input(
            format!("\"{text}\" is no server."),
            "Write it as HOST:PORT, such as smtp.example.com:587.",
        )
    };
    let (host, port) = text.rsplit_once(':').ok_or_else(wrong)?;
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.is_empty() {
        return Err(wrong());
    }
    Ok(ServerAddress {
        host: host.to_owned(),
        port: port.parse().map_err(|_| wrong())?,
        security: match security {
            args::Security::Tls => Security::Tls,
            args::Security::Starttls => Security::StartTls,
            args::Security::None => Security::None,
        },
    })
}

pub fn send(desk: &Desk, out: Output, send: args::Send) -> Result<Verdict, Error> {
    let via = match send.via {
        args::Via::Outbox => Via::Outbox,
        args::Via::Smtp => Via::Smtp,
    };
    if let Some(address) = send.test {
        let test = desk.send_test(&TestInput {
            piece: send.piece,
            contact: None,
            via,
            address: Some(address),
        })?;
        out.answer(&test, |test| {
            format!(
                "The test to {} was {}: {}",
                test.address, test.state, test.words
            )
        })?;
        return Ok(if test.state == DeliveryState::Accepted {
            Verdict::Done
        } else {
            Verdict::No
        });
    }
    let audience = send.audience.unwrap_or_default();
    if !send.yes && !agreed(desk, &send.piece, &audience, via)? {
        return Err(Error::no("Nothing was sent.", ""));
    }
    let bar = bar();
    let input = SendInput {
        piece: send.piece,
        audience,
        held_back: Vec::new(),
        via,
    };
    let report = desk.send_mailing(&input, &mut |handled, total| show(&bar, handled, total));
    bar.finish_and_clear();
    match report {
        Err(error) if error.code == Code::No && out.json => {
            blocked(desk, out, &input)?;
            Err(error)
        }
        report => told(out, &report?),
    }
}

/// Tells other programs what blocked a mailing, in the shape of one that sent nothing.
fn blocked(desk: &Desk, out: Output, input: &SendInput) -> Result<(), Error> {
    let sum = desk.audience_sum(&input.piece, &input.audience, &[])?;
    let report = desk.check(&input.piece, Some(&input.audience), &[])?;
    let skipped: Vec<_> = sum
        .left_out
        .iter()
        .flat_map(|left_out| &left_out.people)
        .collect();
    let answer = serde_json::json!({
        "mailing": null, "total": sum.chosen, "accepted": 0, "deferred": 0, "refused": 0, "unknown": 0,
        "waiting": sum.will_get, "skipped": skipped, "blocked": true, "findings": report.findings,
    });
    out.answer(&answer, |_| String::new())
}

/// Asks on a terminal; without one there is nobody to ask.
fn agreed(desk: &Desk, piece: &str, audience: &str, via: Via) -> Result<bool, Error> {
    let sum = desk.audience_sum(piece, audience, &[])?;
    if !std::io::stdin().is_terminal() {
        return Err(Error::no(
            format!(
                "This would go to {} of {} people, and there is no terminal to ask on.",
                sum.will_get, sum.chosen
            ),
            "Say --yes to send.",
        ));
    }
    let report = desk.check(piece, Some(audience), &[])?;
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.level != byline_model::Level::Pass)
    {
        eprintln!("{}", finding.message);
    }
    for left_out in &sum.left_out {
        eprintln!("{} left out: {}", left_out.count, left_out.reason);
    }
    eprint!(
        "Send it to {} of {} people by {via}? [y/N] ",
        sum.will_get, sum.chosen
    );
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer).map_err(|error| {
        Error::outside(
            format!("Your answer could not be read: {error}."),
            "Try again.",
        )
    })?;
    Ok(["y", "yes"].contains(&answer.trim().to_lowercase().as_str()))
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {pos} of {len} handled, {eta} left");
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn show(bar: &ProgressBar, handled: u32, total: u32) {
    bar.set_length(u64::from(total));
    bar.set_position(u64::from(handled));
}

/// Prints how a mailing stands; the answer is no when somebody did not get it who should have.
fn told(out: Output, report: &SendReport) -> Result<Verdict, Error> {
    out.answer(report, |report| {
        let counts = report.counts;
        let mut lines = vec![format!(
            "Mailing {} is {}: {} accepted, {} deferred, {} refused, {} unknown, {} still to go, {} skipped; {} in all.",
            report.mailing, report.state, counts.accepted, counts.deferred, counts.refused, counts.unknown, counts.waiting, report.skipped.len(), counts.total
        )];
        lines.extend(report.held.clone());
        lines.extend(report.folder.as_ref().map(|folder| format!("The files are in {folder}.")));
        lines.extend(report.skipped.iter().map(|skipped| format!("  skipped {}: {}", skipped.name, skipped.reason)));
        lines.join("\n")
    })?;
    let counts = report.counts;
    let all = counts.deferred + counts.refused + counts.unknown + counts.waiting == 0;
    Ok(if all { Verdict::Done } else { Verdict::No })
}

pub fn mailing(desk: &Desk, out: Output, command: args::Mailing) -> Result<Verdict, Error> {
    match command {
        args::Mailing::List => {
            let mailings = desk.mailings()?;
            out.answer(&mailings, |mailings| {
                table(
                    [
                        "ID", "PIECE", "STATE", "TOTAL", "ACCEPTED", "DEFERRED", "REFUSED",
                        "UNKNOWN", "SKIPPED",
                    ],
                    mailings.iter().map(|mailing| {
                        let counts = mailing.counts;
                        let [total, accepted, deferred, refused, unknown, skipped] = [
                            counts.total,
                            counts.accepted,
                            counts.deferred,
                            counts.refused,
                            counts.unknown,
                            counts.skipped,
                        ]
                        .map(|count| count.to_string());
                        [
                            mailing.mailing.to_string(),
                            mailing.piece.clone(),
                            mailing.state.to_string(),
                            total,
                            accepted,
                            deferred,
                            refused,
                            unknown,
                            skipped,
                        ]
                    }),
                )
            })?;
        }
        args::Mailing::Show { id } => {
            let report = desk.send_report(MailingId(id))?;
            let deliveries = desk.deliveries(MailingId(id), None)?;
            let mut answer = serde_json::to_value(&report).unwrap_or_default();
            if let Some(fields) = answer.as_object_mut() {
                fields.insert("deliveries".into(), serde_json::json!(deliveries));
            }
            out.answer(&answer, |_| {
                table(
                    ["NR", "WHO", "ADDRESS", "STATE", "WORDS"],
                    deliveries.iter().map(|delivery| {
                        let words = delivery
                            .skipped
                            .map_or_else(|| cell(&delivery.words), |reason| reason.to_string());
                        [
                            delivery.position.to_string(),
                            delivery.name.clone(),
                            cell(&delivery.address),
                            delivery.state.to_string(),
                            words,
                        ]
                    }),
                )
            })?;
        }
        args::Mailing::Pause { id } => {
            desk.pause_mailing(MailingId(id))?;
            let report = desk.send_report(MailingId(id))?;
            out.answer(&report, |report| {
                format!("Mailing {} is {}.", report.mailing, report.state)
            })?;
        }
        args::Mailing::Resume { id } => {
            let bar = bar();
            let report = desk.resume_mailing(MailingId(id), &mut |handled, total| {
                show(&bar, handled, total)
            });
            bar.finish_and_clear();
            return told(out, &report?);
        }
        args::Mailing::Resolve {
            id,
            sent,
            resend: _,
            who,
        } => {
            let contacts = who
                .iter()
                .map(|who| Ok(desk.who(who)?.id))
                .collect::<Result<Vec<_>, Error>>()?;
            desk.resolve(
                MailingId(id),
                &contacts,
                if sent { Fate::Sent } else { Fate::Resend },
            )?;
            let report = desk.send_report(MailingId(id))?;
            out.answer(&report, |report| {
                format!(
                    "{} unknown are left in mailing {}.",
                    report.counts.unknown, report.mailing
                )
            })?;
        }
    }
    Ok(Verdict::Done)
}
