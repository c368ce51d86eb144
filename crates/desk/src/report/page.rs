//! The report as one page that asks for nothing from outside: to read, to keep, to print.

use byline_model::{Answer, Delivery, DeliveryState, Via};
use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::{Report, Row, words};

const STYLE: &str = include_str!("page.css");

pub(super) fn page(report: &Report) -> String {
    let mailing = &report.mailing;
    let colors = &report.brand.colors;
    // Both are `#RRGGBB`: a brand with anything else is not read.
    let own = format!(
        ":root{{--main:{};--accent:{};}}",
        colors.main, colors.accent
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (mailing.title) " · Report" }
                style { (PreEscaped(own)) (PreEscaped(STYLE)) }
            }
            body {
                main {
                    header {
                        @if !from(report).is_empty() { p.from { (from(report)) } }
                        h1 { (mailing.title) }
                        p.lead { (lead(report)) }
                    }
                    (sum(report))
                    (replies(report))
                    (failures(report))
                    (open(report, DeliveryState::Unknown, "Not known", "The line dropped before their server answered, so it may have arrived."))
                    (open(report, DeliveryState::Deferred, "Not yet", "Their server was busy; it is tried again."))
                    (requests(report))
                    (left_out(report))
                    footer {
                        p { "Accepted means that their mail server took the message. Byline does not track who opens what." }
                        p { "Made with Byline on " (day(report, report.now)) " at " (time(report, report.now)) "." }
                    }
                }
            }
        }
    }
    .into_string()
}

/// Whose report it is.
fn from(report: &Report) -> String {
    let brand = &report.brand;
    [
        brand.newsletter.as_str(),
        brand.name.as_str(),
        brand.company.as_str(),
    ]
    .into_iter()
    .filter(|part| !part.trim().is_empty())
    .collect::<Vec<_>>()
    .join(" · ")
}

/// When it went, and to how many, in a sentence.
fn lead(report: &Report) -> String {
    let counts = report.mailing.counts;
    let people = amount(counts.total - counts.skipped, "person", "people");
    let Some(began) = report.began else {
        return format!("Nothing has left yet. It is for {people}.");
    };
    let day = day(report, began);
    let time = time(report, began);
    let how = match report.mailing.via {
        Via::Smtp => "Sent",
        Via::Outbox => "Written to mail files",
    };
    let mut lead = format!("{how} on {day}, from {time}, for {people}.");
    if counts.waiting + counts.deferred > 0 {
        lead.push_str(" It is not finished.");
    }
    lead
}

/// Everybody, as a sum that can be checked.
fn sum(report: &Report) -> Markup {
    let counts = report.mailing.counts;
    let to_send = counts.total - counts.skipped;
    let states = [
        ("Accepted", counts.accepted),
        ("Refused", counts.refused),
        ("Deferred, tried again", counts.deferred),
        ("Not known", counts.unknown),
        ("Still to go", counts.waiting),
    ];
    let later = [
        ("came back", counts.bounced),
        ("wrote back", counts.replied),
        ("automatic replies", counts.auto_replied),
        ("asked to stop", counts.opted_out),
    ];
    html! {
        section.sum {
            table {
                caption { "The sum" }
                tbody {
                    tr { th scope="row" { "Chosen" } td { (counts.total) } }
                    tr { th scope="row" { "Left out" } td { "−" (counts.skipped) } }
                    tr.total { th scope="row" { "To send" } td { (to_send) } }
                }
            }
            table {
                caption { "What became of them" }
                tbody {
                    @for (label, count) in states {
                        @if count > 0 || label == "Accepted" {
                            tr { th scope="row" { (label) } td { (count) } }
                        }
                    }
                    tr.total { th scope="row" { "Together" } td { (to_send) } }
                }
            }
            table {
                caption { "Afterwards" }
                tbody {
                    @for (label, count) in later {
                        tr { th scope="row" { (sentence(label)) } td { (count) } }
                    }
                }
            }
        }
    }
}

fn replies(report: &Report) -> Markup {
    let mut replied: Vec<_> = report
        .rows
        .iter()
        .flat_map(|row| row.answers.iter().map(move |answer| (row, answer)))
        .filter(|(_, answer)| answer.kind == Answer::Replied)
        .collect();
    replied.sort_by_key(|(_, answer)| answer.at);
    html! {
        @if !replied.is_empty() {
            section {
                h2 { (sentence(&amount(crate::audience::count(replied.len()), "reply", "replies"))) }
                @for (row, answer) in replied {
                    article {
                        p.who { b { (row.delivery.name) } " " (row.delivery.company.as_deref().unwrap_or_default()) time { (day(report, answer.at)) ", " (time(report, answer.at)) } }
                        @if !answer.text.is_empty() { blockquote { (answer.text) } }
                    }
                }
            }
        }
    }
}

fn failures(report: &Report) -> Markup {
    let failed = of(report, |delivery| {
        matches!(
            delivery.state,
            DeliveryState::Refused | DeliveryState::Bounced
        )
    });
    html! {
        @if !failed.is_empty() {
            section {
                h2 { (failed.len()) " did not get it" }
                table.people {
                    thead { tr { th { "Who" } th { "Address" } th { "Why" } th { "Their server's words" } } }
                    tbody {
                        @for row in failed {
                            tr {
                                (who(row))
                                td { (address(row)) }
                                td { (words::state(row.delivery.state)) @if let Some(why) = words::why(&row.delivery) { ". " (why) } @if row.delivery.failure.is_some_and(|failure| !failure.hard) { ". This may pass" } }
                                td.words { (row.delivery.words.as_deref().unwrap_or_default()) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Those in a state that is not the last word.
fn open(report: &Report, state: DeliveryState, title: &str, about: &str) -> Markup {
    let rows = of(report, |delivery| delivery.state == state);
    html! {
        @if !rows.is_empty() {
            section {
                h2 { (title) ": " (rows.len()) }
                p { (about) }
                table.people {
                    thead { tr { th { "Who" } th { "Address" } th { "What is known" } } }
                    tbody {
                        @for row in rows {
                            tr { (who(row)) td { (address(row)) } td.words { (row.delivery.words.as_deref().unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
    }
}

/// Whoever does not want the next one.
fn requests(report: &Report) -> Markup {
    let asked: Vec<_> = report
        .rows
        .iter()
        .flat_map(|row| row.answers.iter().map(move |answer| (row, answer)))
        .filter(|(_, answer)| matches!(answer.kind, Answer::OptedOut | Answer::Complained))
        .collect();
    html! {
        @if !asked.is_empty() {
            section {
                h2 { (asked.len()) " asked to stop" }
                p { "They are never mailed again." }
                table.people {
                    thead { tr { th { "Who" } th { "How" } th { "When" } } }
                    tbody {
                        @for (row, answer) in asked {
                            tr { (who(row)) td { (words::answer(answer.kind)) } td { (day(report, answer.at)) } }
                        }
                    }
                }
            }
        }
    }
}

fn left_out(report: &Report) -> Markup {
    let rows = of(report, |delivery| delivery.skipped.is_some());
    html! {
        @if !rows.is_empty() {
            section {
                h2 { (rows.len()) " were left out" }
                table.people {
                    thead { tr { th { "Who" } th { "Why" } } }
                    tbody {
                        @for row in rows {
                            tr { (who(row)) td { (words::why(&row.delivery).unwrap_or_default()) } }
                        }
                    }
                }
            }
        }
    }
}

fn of(report: &Report, wanted: impl Fn(&Delivery) -> bool) -> Vec<&Row> {
    report
        .rows
        .iter()
        .filter(|row| wanted(&row.delivery))
        .collect()
}

fn who(row: &Row) -> Markup {
    html! { td { b { (row.delivery.name) } @if let Some(company) = &row.delivery.company { " " span.company { (company) } } } }
}

fn address(row: &Row) -> &str {
    row.delivery
        .address
        .as_ref()
        .map_or("", byline_model::EmailAddress::as_str)
}

fn day(report: &Report, at: Timestamp) -> String {
    at.to_zoned(report.zone.clone())
        .strftime("%B %-d, %Y")
        .to_string()
}

fn time(report: &Report, at: Timestamp) -> String {
    at.to_zoned(report.zone.clone())
        .strftime("%-I:%M %p")
        .to_string()
}

fn amount(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
