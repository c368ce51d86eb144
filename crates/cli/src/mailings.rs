//! Commands over mailings.

use std::{
    io::{IsTerminal, Write},
    sync::Arc,
};

use byline_desk::{
    Code, Desk, Error,
    wire::{ReportForm, ReportInput, SendInput, SendReport, TestInput, Verdict as Fate, Written},
};
use byline_model::{DeliveryState, MailingId, MailingState, Schedule, Via};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    Verdict, args,
    output::{Output, cell, table},
};

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
        when: None,
        // Whoever typed --yes, or said yes to what stood there, has seen both.
        over_days: true,
        untested: true,
    };
    if let Some(at) = &send.at {
        return schedule(desk, out, &input, &read_time(at)?);
    }
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

/// Makes a mailing that waits for its time.
fn schedule(
    desk: &Desk,
    out: Output,
    input: &SendInput,
    schedule: &Schedule,
) -> Result<Verdict, Error> {
    let mailing = match desk.plan_mailing(input, Some(schedule.clone())) {
        Err(error) if error.code == Code::No && out.json => {
            blocked(desk, out, input)?;
            return Err(error);
        }
        mailing => mailing?,
    };
    out.answer(&desk.send_report(mailing)?, |report| {
        format!(
            "Mailing {} goes to {} people on {}. It goes while the Byline window is open, or `byline mailing run` is at work.",
            report.mailing,
            report.counts.waiting,
            shown(schedule)
        )
    })?;
    Ok(Verdict::Done)
}

/// A time as it was said, in its zone.
fn shown(schedule: &Schedule) -> String {
    schedule.at.in_tz(&schedule.time_zone).map_or_else(
        |_| schedule.at.to_string(),
        |at| at.strftime("%A, %Y-%m-%d %H:%M %Z").to_string(),
    )
}

/// Reads a time: RFC 3339 with an offset, or a time of day in the computer's own zone.
fn read_time(text: &str) -> Result<Schedule, Error> {
    let own = jiff::tz::TimeZone::system();
    let time_zone = own.iana_name().unwrap_or("UTC").to_owned();
    let at = text.parse::<jiff::Timestamp>().or_else(|_| {
        text.parse::<jiff::civil::DateTime>()
            .and_then(|local| local.to_zoned(own))
            .map(|zoned| zoned.timestamp())
    });
    let at = at.map_err(|_| {
        Error::bad_input(
            format!("--at: \"{text}\" is no time."),
            "Write it as 2026-11-26T09:30:00-06:00, or 2026-11-26T09:30 in this computer's time zone.",
        )
    })?;
    if at < jiff::Timestamp::now() {
        return Err(Error::bad_input(
            format!("--at: {text} has passed already."),
            "Choose a later time, or leave it out to send now.",
        ));
    }
    Ok(Schedule { at, time_zone })
}

/// Tells other programs what blocked a mailing, in the shape of one that sent nothing.
fn blocked(desk: &Desk, out: Output, input: &SendInput) -> Result<(), Error> {
    let sum = desk.audience_sum(&input.piece, &input.audience, &[])?;
    let report = desk.check(&input.piece, Some(&input.audience), &[], None)?;
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
    let report = desk.check(piece, Some(audience), &[], Some(via))?;
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

pub fn mailing(desk: &Arc<Desk>, out: Output, command: args::Mailing) -> Result<Verdict, Error> {
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
            if desk.send_report(MailingId(id))?.state == MailingState::Done {
                return Err(Error::no(
                    "This mailing is over: there is nothing left to pause.",
                    "Its report says who got it.",
                ));
            }
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
        args::Mailing::Stop { id } => {
            desk.stop_mailing(MailingId(id))?;
            return told(out, &desk.send_report(MailingId(id))?).map(|_| Verdict::Done);
        }
        args::Mailing::Move { id, at } => {
            let schedule = read_time(&at)?;
            desk.schedule_again(MailingId(id), &schedule)?;
            let report = desk.send_report(MailingId(id))?;
            out.answer(&report, |report| {
                format!("Mailing {} goes on {}.", report.mailing, shown(&schedule))
            })?;
        }
        args::Mailing::LookUp { id } => {
            let found = desk.look_up_unknown(MailingId(id))?;
            out.answer(&found, |found| match &found.folder {
                None => "Your mailbox shows no Sent folder.".to_owned(),
                Some(folder) => format!(
                    "{} of {} were found in {folder} and count as accepted. The others stay unknown: many providers keep no copy.",
                    found.found, found.unknown
                ),
            })?;
        }
        args::Mailing::Run { once } => {
            // Nothing would ever go from there, and nobody would be told.
            desk.writable()?;
            loop {
                desk.go_round()?;
                if once {
                    break;
                }
                std::thread::sleep(byline_desk::EVERY);
            }
            desk.finish();
            let open: Vec<_> = desk
                .mailings()?
                .into_iter()
                .filter(|mailing| mailing.state != MailingState::Done)
                .collect();
            out.answer(&open, |open| {
                format!("{} mailings are not done.", open.len())
            })?;
        }
        args::Mailing::Report { id, form, output } => {
            let input = ReportInput {
                mailing: MailingId(id),
                form: match form {
                    args::ReportForm::Page => ReportForm::Page,
                    args::ReportForm::Csv => ReportForm::Csv,
                    args::ReportForm::Mbox => ReportForm::Mbox,
                },
            };
            let written = match output {
                None => desk.export_report(&input)?,
                Some(path) => {
                    let (bytes, _) = desk.report(&input)?;
                    desk.write_export(&path, &bytes)?;
                    Written {
                        written: path.display().to_string(),
                    }
                }
            };
            out.answer(&written, |written| {
                format!("The report is in {}.", written.written)
            })?;
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
