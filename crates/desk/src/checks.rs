//! What must be put right before a piece goes out.

use std::collections::HashSet;

use byline_model::{
    ContactId, DeliveryState, Edition, Finding, FindingCode, Kind, Level, SkipReason, Via,
    filter::Filter,
};
use byline_render::MergeError;

use crate::{
    Desk, Error,
    audience::{Chosen, count},
    outgoing::Press,
    preview::{Fresh, label},
    wire::CheckReport,
};

/// Above this size Gmail cuts a message and hides the rest, the way to stop getting it included.
const GMAIL_CUTS_AT: usize = 102 * 1024;

/// How many people one finding names before it only counts the others.
const NAMED: usize = 3;

impl Desk {
    /// Everything that speaks against sending a piece, and what is in order.
    ///
    /// # Errors
    /// When the piece, its template or the filter cannot be read.
    pub fn check(
        &self,
        piece: &str,
        audience: Option<&str>,
        held_back: &[ContactId],
        via: Option<Via>,
    ) -> Result<CheckReport, Error> {
        let fresh = self.freeze(piece, &self.read_piece(piece)?)?;
        let filter = audience.map_or(Ok(Filter::All), |audience| self.filter(audience))?;
        let chosen = self.choose(piece, &filter, held_back)?;
        self.check_fresh(piece, &fresh, &chosen, via)
    }

    /// The checks over an edition and an audience that are at hand.
    pub(crate) fn check_fresh(
        &self,
        piece: &str,
        fresh: &Fresh,
        chosen: &[Chosen],
        via: Option<Via>,
    ) -> Result<CheckReport, Error> {
        let edition = &fresh.frozen.edition;
        let mut report = Report {
            findings: fresh.frozen.findings.clone(),
        };
        report.sender(fresh);
        let mut largest = 0;
        if edition.kind == Kind::Collateral {
            self.check_page(edition, &mut report)?;
        } else {
            report.mail(fresh);
            largest = report.people(fresh, chosen)?;
            self.check_history(piece, chosen, &mut report)?;
            if via == Some(Via::Smtp) {
                self.check_test(edition, &mut report)?;
            }
            if via != Some(Via::Outbox) {
                self.check_limit(chosen, via, &mut report)?;
            }
        }
        report.findings.sort_by_key(|finding| match finding.level {
            Level::Block => 0,
            Level::Warn => 1,
            Level::Pass => 2,
        });
        let blocked = report
            .findings
            .iter()
            .any(|finding| finding.level == Level::Block);
        Ok(CheckReport {
            blocked,
            findings: report.findings,
            largest_html: count(largest),
        })
    }

    fn check_page(&self, edition: &Edition, report: &mut Report) -> Result<(), Error> {
        let brand = self.brand()?;
        let sender = crate::outgoing::Sender::of(self.mailbox()?.as_ref(), &brand)?;
        let values = crate::outgoing::names_of_fields(&brand, &sender);
        let source = crate::preview::merger(edition)?
            .print(&values)
            .map_err(|error| {
                Error::bad_input(
                    format!("The merge tags cannot be filled: {error}."),
                    "Put them right.",
                )
            })?;
        match crate::preview::overflow(self.printer(), edition, &source)? {
            Some(words) => report
                .findings
                .push(crate::preview::overflow_finding(words)),
            None => report.pass(FindingCode::Overflow, "It fits one page."),
        }
        Ok(())
    }

    /// Who has had it already, and who waits for the rep.
    fn check_history(
        &self,
        piece: &str,
        chosen: &[Chosen],
        report: &mut Report,
    ) -> Result<(), Error> {
        let had_it: HashSet<ContactId> = self
            .ledger(None, Some(piece))?
            .into_iter()
            .filter(|entry| {
                matches!(
                    entry.state,
                    DeliveryState::Accepted | DeliveryState::Unknown
                )
            })
            .map(|entry| entry.contact)
            .collect();
        let due = self.people_today(crate::today())?.follow_ups;
        let waiting: HashSet<ContactId> = due
            .into_iter()
            .map(|follow_up| follow_up.step.contact)
            .collect();
        let names = |ids: &HashSet<ContactId>| -> Vec<&Chosen> {
            chosen
                .iter()
                .filter(|chosen| {
                    chosen.skipped.is_none() && ids.contains(&chosen.reader.contact.id)
                })
                .collect()
        };
        let again = names(&had_it);
        if again.is_empty() {
            report.pass(
                FindingCode::AlreadyReceived,
                "Nobody has had this piece yet.",
            );
        } else {
            let (who, have) = people(&again, "has", "have");
            report.warn(
                FindingCode::AlreadyReceived,
                format!("{who} {have} had this piece already and would get it again. Leave them out unless you mean it."),
                (again.len() == 1).then(|| again[0].reader.contact.id),
            );
        }
        let waiting = names(&waiting);
        if !waiting.is_empty() {
            let (who, wait) = people(&waiting, "waits", "wait");
            report.warn(
                FindingCode::StepDue,
                format!("{who} {wait} for a step of yours. Talk first?"),
                (waiting.len() == 1).then(|| waiting[0].reader.contact.id),
            );
        }
        Ok(())
    }

    /// A mailing that is more than the mailbox may send for now takes days: the rep should know before. One that has
    /// chosen to send by it must say that they do.
    fn check_limit(
        &self,
        chosen: &[Chosen],
        via: Option<Via>,
        report: &mut Report,
    ) -> Result<(), Error> {
        let Some(limit) = self.mailbox()?.and_then(|mailbox| mailbox.daily_limit) else {
            return Ok(());
        };
        let sent = self.sent_today()?;
        let going = count(
            chosen
                .iter()
                .filter(|chosen| chosen.skipped.is_none())
                .count(),
        );
        let left = limit.saturating_sub(sent);
        if going > left {
            let level = match via {
                Some(_) => Level::Block,
                None => Level::Warn,
            };
            report.push(
                level,
                FindingCode::OverLimit,
                format!("Your mailbox may send {left} more messages in these 24 hours, and this goes to {going}. Spread it over days, or choose fewer people."),
                None,
            );
        } else {
            report.pass(
                FindingCode::OverLimit,
                format!("{going} of the {left} messages that your mailbox may still send today."),
            );
        }
        Ok(())
    }

    /// What goes to others should have been looked at where it will be read.
    fn check_test(&self, edition: &Edition, report: &mut Report) -> Result<(), Error> {
        if self.store().tested(&edition.hash)? {
            report.pass(
                FindingCode::NoTest,
                "You sent yourself a test of this very text.",
            );
        } else {
            report.block(
                FindingCode::NoTest,
                "No test of this text has gone to you yet. Send yourself one and read it where your customers will.",
                None,
            );
        }
        Ok(())
    }
}

/// Findings being gathered.
struct Report {
    findings: Vec<Finding>,
}

impl Report {
    fn push(
        &mut self,
        level: Level,
        code: FindingCode,
        message: impl Into<String>,
        contact: Option<ContactId>,
    ) {
        self.findings.push(Finding {
            level,
            code,
            message: message.into(),
            contact,
            line: None,
        });
    }

    fn block(&mut self, code: FindingCode, message: impl Into<String>, contact: Option<ContactId>) {
        self.push(Level::Block, code, message, contact);
    }

    fn warn(&mut self, code: FindingCode, message: impl Into<String>, contact: Option<ContactId>) {
        self.push(Level::Warn, code, message, contact);
    }

    fn pass(&mut self, code: FindingCode, message: impl Into<String>) {
        self.push(Level::Pass, code, message, None);
    }

    fn sender(&mut self, fresh: &Fresh) {
        if fresh.brand.name.trim().is_empty() {
            self.block(
                FindingCode::NoSender,
                "Your name is missing. Enter it in Settings.",
                None,
            );
        } else {
            self.pass(
                FindingCode::NoSender,
                format!(
                    "It comes from {}, {}.",
                    fresh.sender.name, fresh.sender.address
                ),
            );
        }
    }

    /// What every mail must have.
    fn mail(&mut self, fresh: &Fresh) {
        let edition = &fresh.frozen.edition;
        if edition.subject.trim().is_empty() {
            self.block(
                FindingCode::NoSubject,
                "The subject is empty. Write one.",
                None,
            );
        } else {
            self.pass(FindingCode::NoSubject, "There is a subject.");
        }
        if fresh.brand.postal_address.trim().is_empty() {
            self.block(FindingCode::NoPostalAddress, "Your postal address is missing; mail to many people must carry one. Enter it in Settings.", None);
        } else {
            self.pass(
                FindingCode::NoPostalAddress,
                "Your postal address is in it.",
            );
        }
        let way_out =
            |text: &str| text.contains("unsubscribe.url") || text.contains("unsubscribe.address");
        if edition.html.as_deref().is_some_and(way_out) && way_out(&edition.text) {
            self.pass(FindingCode::NoOptOut, "There is a way to stop getting it.");
        } else {
            self.block(
                FindingCode::NoOptOut,
                "There is no way to stop getting it. Put {{ unsubscribe.url }} into the template.",
                None,
            );
        }
        for (code, words) in [
            (FindingCode::BadLink, "Every link leads somewhere."),
            (FindingCode::MissingPicture, "Every picture is there."),
            (
                FindingCode::NoPictureText,
                "Every picture has a description.",
            ),
        ] {
            if self.findings.iter().all(|finding| finding.code != code) {
                self.pass(code, words);
            }
        }
    }

    /// Merges everybody's copy: who lacks a value, and how large the largest is, in bytes.
    fn people(&mut self, fresh: &Fresh, chosen: &[Chosen]) -> Result<usize, Error> {
        let press = Press::new(&fresh.frozen.edition, &fresh.brand, &fresh.sender)?;
        let going: Vec<&Chosen> = chosen
            .iter()
            .filter(|chosen| chosen.skipped.is_none())
            .collect();
        if going.is_empty() {
            let why = if chosen.is_empty() {
                "The filter finds nobody."
            } else {
                "Everybody it finds is left out."
            };
            self.block(
                FindingCode::NobodyToSendTo,
                format!("Nobody would get it. {why} Choose other people."),
                None,
            );
        }
        let mut largest = 0;
        let mut missing = 0;
        for chosen in &going {
            match press.html_bytes(&chosen.reader) {
                Ok(bytes) => largest = largest.max(bytes),
                Err(MergeError::MissingValue { field }) => {
                    missing += 1;
                    let name = chosen.reader.contact.display_name();
                    let message = format!(
                        "{name} has no {}. Fill it in, give the merge tag a default, or leave them out.",
                        label(&field)
                    );
                    self.block(
                        FindingCode::MissingValue,
                        message,
                        Some(chosen.reader.contact.id),
                    );
                }
                Err(error) => {
                    self.block(
                        FindingCode::UnknownField,
                        format!("The merge tags cannot be filled: {error}."),
                        None,
                    );
                    return Ok(largest);
                }
            }
        }
        if missing == 0 && !going.is_empty() {
            self.pass(
                FindingCode::MissingValue,
                match going.len() {
                    1 => "Names and other fields are filled.".to_owned(),
                    many => format!("Names and other fields are filled for all {many}."),
                },
            );
        }
        let kilobytes = largest.div_ceil(1024);
        if largest > GMAIL_CUTS_AT {
            self.block(
                FindingCode::TooLarge,
                format!("It is {kilobytes} KB; Gmail cuts it off at 102. Shorten it."),
                None,
            );
        } else if largest > 0 {
            self.pass(
                FindingCode::TooLarge,
                format!("{kilobytes} KB, so Gmail will not cut it off."),
            );
        }
        let twice = chosen
            .iter()
            .filter(|chosen| chosen.skipped == Some(SkipReason::DuplicateAddress))
            .count();
        if twice > 0 {
            self.pass(
                FindingCode::AlreadyReceived,
                format!("{twice} share an address with somebody else and get one copy together."),
            );
        }
        Ok(largest)
    }
}

/// A few names and a count, with the verb that goes with them.
fn people<'a>(chosen: &[&Chosen], one: &'a str, many: &'a str) -> (String, &'a str) {
    let names: Vec<String> = chosen
        .iter()
        .take(NAMED)
        .map(|chosen| chosen.reader.contact.display_name())
        .collect();
    let others = chosen.len().saturating_sub(NAMED);
    match (names.as_slice(), others) {
        ([only], 0) => (only.clone(), one),
        ([first @ .., last], 0) => (format!("{} and {last}", first.join(", ")), many),
        (names, others) => (format!("{} and {others} more", names.join(", ")), many),
    }
}
