//! The report of a mailing: everybody is in it, the sum is right, and whatever a person or a server wrote stays text.

use byline_desk::{
    Desk,
    wire::{ReportForm, ReportInput, SendInput},
};
use byline_model::{DeliveryState, MailingId, Via};

fn sample() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let desk = Desk::create_sample(&folder.path().join("desk")).unwrap();
    (folder, desk)
}

/// The mailing of the sample that has the most to tell.
fn richest(desk: &Desk) -> MailingId {
    let mailings = desk.mailings().unwrap();
    let tells = |counts: byline_model::Counts| counts.replied + counts.bounced + counts.skipped;
    mailings
        .iter()
        .filter(|mailing| mailing.counts.bounced > 0 && mailing.counts.replied > 0)
        .max_by_key(|mailing| tells(mailing.counts))
        .unwrap()
        .mailing
}

fn text(desk: &Desk, mailing: MailingId, form: ReportForm) -> String {
    let (bytes, _) = desk.report(&ReportInput { mailing, form }).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The October issue to all customers, as files.
fn to_customers(desk: &Desk) -> SendInput {
    let issue = desk
        .pieces()
        .unwrap()
        .into_iter()
        .find(|piece| piece.piece.contains("dry-air"))
        .unwrap();
    SendInput {
        piece: issue.piece,
        audience: "stage = customer".into(),
        held_back: Vec::new(),
        via: Via::Outbox,
        when: None,
        over_days: false,
        untested: false,
    }
}

#[test]
fn the_rows_name_everybody_once_with_what_became_of_it() {
    let (_folder, desk) = sample();
    let mailing = richest(&desk);
    let deliveries = desk.deliveries(mailing, None).unwrap();
    let csv = text(&desk, mailing, ReportForm::Csv);
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), deliveries.len());
    for (row, delivery) in rows.iter().zip(&deliveries) {
        assert_eq!(&row[0], delivery.name);
        let left = !row[6].is_empty();
        let gone = matches!(
            delivery.state,
            DeliveryState::Accepted | DeliveryState::Bounced | DeliveryState::Unknown
        );
        assert_eq!(left, gone, "{} is {}", delivery.name, delivery.state);
        if delivery.skipped.is_some() {
            assert!(
                !row[4].is_empty(),
                "{} was left out for no reason",
                delivery.name
            );
        }
        assert_eq!(row[7].is_empty(), delivery.answers.is_empty());
    }
}

/// A page that loads something would tell a stranger when it is opened; one that runs something could do worse.
#[test]
fn the_page_asks_for_nothing_and_runs_nothing() {
    let (_folder, desk) = sample();
    let page = text(&desk, richest(&desk), ReportForm::Page).to_lowercase();
    for never in [
        "<script", "<link", "<img", "src=", "url(", "@import", "http://", "https://",
    ] {
        assert!(!page.contains(never), "{never} is in the page");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn what_people_are_called_never_becomes_code() {
    let (_folder, desk) = sample();
    let cruel = r#"=cmd|'/c'!A1 <script>alert("x")</script>"#;
    let customer = desk
        .contacts("stage = customer", "", None)
        .unwrap()
        .remove(0);
    let fields = [("first_name".to_owned(), cruel.to_owned())].into();
    desk.edit_person(customer.id, &fields).unwrap();
    let mut input = to_customers(&desk);
    input.held_back = vec![customer.id];
    let mailing = desk.send_mailing(&input, &mut |_, _| {}).unwrap().mailing;
    let page = text(&desk, mailing, ReportForm::Page);
    assert!(!page.contains("<script>"), "a name became a script");
    assert!(page.contains("&lt;script&gt;"), "the name is not shown");
    let csv = text(&desk, mailing, ReportForm::Csv);
    assert!(csv.contains("'=cmd|"), "a name became a formula");
}

#[test]
fn the_page_tells_the_sum_that_the_ledger_has() {
    let (_folder, desk) = sample();
    let mailing = richest(&desk);
    let counts = desk
        .mailings()
        .unwrap()
        .into_iter()
        .find(|one| one.mailing == mailing)
        .unwrap()
        .counts;
    let page = text(&desk, mailing, ReportForm::Page);
    for number in [
        format!("<td>{}</td>", counts.total),
        format!("<td>−{}</td>", counts.skipped),
        format!("<td>{}</td>", counts.total - counts.skipped),
        format!("<td>{}</td>", counts.accepted),
        format!("<td>{}</td>", counts.bounced),
    ] {
        assert!(page.contains(&number), "{number} is missing");
    }
}

#[test]
fn a_mailing_that_left_no_files_says_so_and_one_that_did_comes_as_one() {
    let (_folder, desk) = sample();
    let by_mail = desk
        .mailings()
        .unwrap()
        .into_iter()
        .find(|mailing| mailing.via == Via::Smtp);
    if let Some(mailing) = by_mail {
        let input = ReportInput {
            mailing: mailing.mailing,
            form: ReportForm::Mbox,
        };
        assert!(desk.report(&input).is_err());
    }
    let report = desk
        .send_mailing(&to_customers(&desk), &mut |_, _| {})
        .unwrap();
    let written = desk
        .export_report(&ReportInput {
            mailing: report.mailing,
            form: ReportForm::Mbox,
        })
        .unwrap();
    let mbox = std::fs::read_to_string(written.written).unwrap();
    let messages = mbox
        .split("\n\n")
        .filter(|part| part.trim_start_matches('\n').starts_with("From "))
        .count();
    assert_eq!(messages, report.counts.accepted as usize);
}
