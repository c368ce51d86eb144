//! Drafts that are made every month on their day, so that the rep finds one begun.

use byline_model::MonthlyDraftId;
use byline_store::NewMonthlyDraft;
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Desk, Error, files,
    wire::{MonthlyDraft, MonthlyDraftInput},
};

impl Desk {
    /// The drafts that are made every month.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn monthly_drafts(&self) -> Result<Vec<MonthlyDraft>, Error> {
        let now = crate::now();
        let drafts = self.store().monthly_drafts()?;
        Ok(drafts
            .into_iter()
            .map(|known| {
                let today = in_zone(now, &known.draft.time_zone);
                let made = known.last_made.as_deref() == Some(month(today).as_str());
                let mut next = today.first_of_month();
                let this = day_of(next, known.draft.day);
                if made || this < today {
                    next = next.saturating_add(jiff::Span::new().months(1));
                }
                MonthlyDraft {
                    id: known.id,
                    template: known.draft.template,
                    title: known.draft.title,
                    day: known.draft.day,
                    time: known.draft.time,
                    time_zone: known.draft.time_zone,
                    next: day_of(next, known.draft.day),
                }
            })
            .collect())
    }

    /// Begins to make a draft every month.
    ///
    /// # Errors
    /// When the template is unknown, the title is empty, or no month has that day.
    pub fn add_monthly_draft(&self, input: &MonthlyDraftInput) -> Result<MonthlyDraftId, Error> {
        self.writable()?;
        self.template(&input.template)?;
        let new = NewMonthlyDraft {
            template: input.template.clone(),
            title: input.title.clone(),
            day: input.day,
            time: input.time,
            time_zone: crate::sending::own_zone(),
        };
        Ok(self.store().add_monthly_draft(&new, crate::now())?)
    }

    /// Ends a monthly draft; what was made stays.
    ///
    /// # Errors
    /// When there is none of that number.
    pub fn end_monthly_draft(&self, id: MonthlyDraftId) -> Result<(), Error> {
        self.writable()?;
        Ok(self.store().end_monthly_draft(id, crate::now())?)
    }

    /// Makes the drafts whose day has come: one for this month, whatever months Byline was closed.
    pub(crate) fn make_monthly_drafts(&self, now: Timestamp) -> Result<(), Error> {
        let drafts = self.store().monthly_drafts()?;
        for known in drafts {
            let draft = &known.draft;
            let today = in_zone(now, &draft.time_zone);
            let month = month(today);
            if known.last_made.is_some_and(|made| made >= month) {
                continue;
            }
            let due = day_of(today, draft.day)
                .to_datetime(draft.time)
                .to_zoned(zone(&draft.time_zone))
                .map(|due| due.timestamp());
            // One that was added after its day begins next month.
            if due.is_ok_and(|due| due <= now && due >= known.created_at) {
                // Before it is marked as made, so that a template that is missing for a while costs no month.
                let kind = self.template(&draft.template)?.info.kind;
                let name = format!("{month}-{}", files::slug(&draft.title));
                if self
                    .store()
                    .monthly_draft_made(known.id, &month, &name, now)?
                {
                    self.new_piece(kind, &draft.template, &draft.title)?;
                }
            }
        }
        Ok(())
    }
}

/// A day of the month of `date`; in a shorter month its last.
fn day_of(date: Date, day: u8) -> Date {
    let last = date.last_of_month().day();
    let day = i8::try_from(day).unwrap_or(last).clamp(1, last);
    date.with().day(day).build().unwrap_or(date)
}

fn month(date: Date) -> String {
    date.strftime("%Y-%m").to_string()
}

fn in_zone(now: Timestamp, name: &str) -> Date {
    now.to_zoned(zone(name)).date()
}

/// The zone of that name; the computer's, should its list of zones have lost it.
fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap_or_else(|_| crate::zone())
}
