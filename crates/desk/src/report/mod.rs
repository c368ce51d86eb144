//! The report of a mailing: a page to read or print, a row for each person, or its messages for a mail program.

mod page;
mod words;

use std::collections::HashMap;

use byline_model::{Answer, Brand, Delivery, DeliveryId, Mailing, MailingId, Via};
use byline_store::AnswerText;
use jiff::{Timestamp, tz::TimeZone};

use crate::{
    Desk, Error,
    error::Context,
    files,
    people::harmless,
    wire::{ReportForm, ReportInput, Written},
};

/// What is known of a mailing, as it is told.
struct Report {
    mailing: Mailing,
    brand: Brand,
    rows: Vec<Row>,
    /// When the first copy left.
    began: Option<Timestamp>,
    /// When the report is made.
    now: Timestamp,
    /// In which zone times are told.
    zone: TimeZone,
}

/// One person of a mailing.
struct Row {
    delivery: Delivery,
    left_at: Option<Timestamp>,
    answers: Vec<AnswerText>,
}

impl Report {
    /// A moment as it is written in a table of numbers, such as `2026-11-26 09:31`.
    fn moment(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone())
            .strftime("%Y-%m-%d %H:%M")
            .to_string()
    }
}

impl Desk {
    /// Writes the report of a mailing into the desk's folder `exports`.
    ///
    /// # Errors
    /// When there is none of that number, or the disk fails; as an mbox file, when the mailing did not go to the outbox
    /// or its files have been taken away.
    pub fn export_report(&self, input: &ReportInput) -> Result<Written, Error> {
        self.writable()?;
        let (bytes, ending) = self.report(input)?;
        let mailing = self.store().mailing(input.mailing)?;
        let name = format!(
            "{:04}-{}-report.{ending}",
            mailing.mailing.0,
            files::slug(&mailing.piece)
        );
        let path = self.root.join("exports").join(name);
        files::write_atomically(&path, &bytes)?;
        Ok(Written {
            written: path.display().to_string(),
        })
    }

    /// The report of a mailing as the bytes of a file, with what the file's name ends in.
    ///
    /// # Errors
    /// As [`Self::export_report`].
    pub fn report(&self, input: &ReportInput) -> Result<(Vec<u8>, &'static str), Error> {
        Ok(match input.form {
            ReportForm::Page => (
                page::page(&self.gather(input.mailing)?).into_bytes(),
                "html",
            ),
            ReportForm::Csv => (csv(&self.gather(input.mailing)?)?, "csv"),
            ReportForm::Mbox => (self.mbox(input.mailing)?, "mbox"),
        })
    }

    fn gather(&self, id: MailingId) -> Result<Report, Error> {
        let brand = self.brand()?;
        let store = self.store();
        let mailing = store.mailing(id)?;
        let mut left_at = store.left_at(id)?;
        let began = left_at.values().min().copied();
        let mut answers: HashMap<DeliveryId, Vec<AnswerText>> = HashMap::new();
        for answer in store.answers_to(id)? {
            answers.entry(answer.delivery).or_default().push(answer);
        }
        let rows = store
            .deliveries(id)?
            .into_iter()
            .map(|delivery| Row {
                left_at: left_at.remove(&delivery.delivery),
                answers: answers.remove(&delivery.delivery).unwrap_or_default(),
                delivery,
            })
            .collect();
        Ok(Report {
            mailing,
            brand,
            rows,
            began,
            now: crate::now(),
            zone: crate::zone(),
        })
    }

    /// The files of an outbox as one.
    fn mbox(&self, id: MailingId) -> Result<Vec<u8>, Error> {
        let mailing = self.store().mailing(id)?;
        if mailing.via != Via::Outbox {
            return Err(Error::no(
                "This mailing went out by your mailbox, so there are no files of it.",
                "Its messages are in your Sent folder, if your provider keeps them there.",
            ));
        }
        let brand = self.brand()?;
        let sender = crate::outgoing::Sender::of(self.mailbox()?.as_ref(), &brand)?;
        let folder = self.outbox_folder(&mailing);
        let mut mbox = Vec::new();
        for delivery in self.store().deliveries(id)? {
            let Some(address) = &delivery.address else {
                continue;
            };
            let path = folder.join(byline_mail::outbox::file_name(delivery.position, address));
            match std::fs::read(&path) {
                Ok(message) => {
                    byline_mail::mbox::append(&mut mbox, &sender.address, delivery.at, &message);
                }
                // Left out, not written yet, or sent and thrown away by the rep.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(error).doing("read", &path),
            }
        }
        if mbox.is_empty() {
            return Err(Error::no(
                format!("There are no mail files in {}.", folder.display()),
                "They may have been moved. The ledger still knows who had one.",
            ));
        }
        Ok(mbox)
    }
}

/// A row for each person.
fn csv(report: &Report) -> Result<Vec<u8>, Error> {
    let failed = |error: csv::Error| {
        Error::outside(
            format!("The report could not be written: {error}."),
            "Try again.",
        )
    };
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record([
        "Name", "Company", "Address", "State", "Why", "Words", "Sent at", "Answer",
    ])
    .map_err(failed)?;
    for row in &report.rows {
        let Delivery {
            name,
            company,
            address,
            ..
        } = &row.delivery;
        let address = address.as_ref().map(ToString::to_string);
        let answers: Vec<String> = row
            .answers
            .iter()
            .map(|answer| match answer.kind {
                Answer::Replied if !answer.text.is_empty() => {
                    format!("{}: {}", words::answer(answer.kind), answer.text)
                }
                kind => words::answer(kind).to_owned(),
            })
            .collect();
        csv.write_record(
            [
                name.as_str(),
                company.as_deref().unwrap_or_default(),
                address.as_deref().unwrap_or_default(),
                words::state(row.delivery.state),
                words::why(&row.delivery).unwrap_or_default(),
                row.delivery.words.as_deref().unwrap_or_default(),
                &row.left_at.map(|at| report.moment(at)).unwrap_or_default(),
                &answers.join("; "),
            ]
            .map(harmless),
        )
        .map_err(failed)?;
    }
    csv.into_inner()
        .map_err(|error| failed(error.into_error().into()))
}
