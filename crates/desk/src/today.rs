//! What needs the rep today.

use byline_model::{Due, Kind, Mailing, MailingId, MailingState, Quota, TodayPeople};
use jiff::civil::Date;

use crate::{
    Desk, Error,
    wire::{NextIssue, Nothing, PieceState, Today},
};

/// The setting that holds the weekly targets.
const QUOTA: &str = "quota";

/// Fewer words than this are not yet a text.
const A_TEXT: usize = 40;

impl Desk {
    /// What needs the rep on a day; without one, today.
    ///
    /// # Errors
    /// When the database or the pieces cannot be read.
    pub fn today(&self, on: Option<Date>) -> Result<Today, Error> {
        let on = on.unwrap_or_else(crate::today);
        let mut mailings = self.mailings()?;
        mailings.retain(|mailing| mailing.state != MailingState::Done);
        let missed = missed(&mailings);
        Ok(Today {
            people: self.people_today(on)?,
            next_issue: self.next_issue()?,
            mailings,
            missed,
            came_in: self.came_in()?,
        })
    }

    pub(crate) fn people_today(&self, on: Date) -> Result<TodayPeople, Error> {
        let store = self.store();
        let quota: Quota = store.setting(QUOTA)?.unwrap_or_default();
        Ok(store.today(on, &crate::zone(), &quota, crate::now())?)
    }

    /// Sets the weekly prospecting targets.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn save_quota(&self, quota: &Quota) -> Result<Nothing, Error> {
        self.writable()?;
        self.store().set_setting(QUOTA, quota, crate::now())?;
        Ok(Nothing {})
    }

    /// The unsent newsletter that is due first, or was worked on last.
    fn next_issue(&self) -> Result<Option<NextIssue>, Error> {
        let mut drafts = self.pieces()?;
        drafts.retain(|piece| {
            piece.kind == Kind::Newsletter
                && piece.state == PieceState::Draft
                && piece.problem.is_none()
        });
        drafts.sort_by_key(|piece| {
            (
                piece.due.is_none(),
                piece.due,
                std::cmp::Reverse(piece.modified_at),
            )
        });
        let Some(piece) = drafts.into_iter().next() else {
            return Ok(None);
        };
        let text = self.read_piece(&piece.piece)?;
        let written = byline_render::words(&text.body) >= A_TEXT;
        // A piece whose template is missing is not checked; the editor says why.
        let checked = written
            && self
                .check(&piece.piece, None, &[], None)
                .is_ok_and(|report| !report.blocked);
        let going = self
            .mailings()?
            .into_iter()
            .find(|mailing| mailing.piece == piece.piece && mailing.state != MailingState::Done);
        Ok(Some(NextIssue {
            piece: piece.piece,
            title: piece.title,
            newsletter: self.brand()?.newsletter,
            number: piece.number,
            due: piece.due,
            written,
            checked,
            mailing: going.map(|mailing| mailing.mailing),
        }))
    }
}

/// Those of the mailings whose time went by while the computer slept or Byline was closed.
pub(crate) fn missed(mailings: &[Mailing]) -> Vec<MailingId> {
    let now = crate::now();
    let is_missed = |mailing: &&Mailing| {
        let due = mailing.schedule.as_ref().map(|schedule| schedule.due(now));
        mailing.state == MailingState::Scheduled && due == Some(Due::Missed)
    };
    mailings
        .iter()
        .filter(is_missed)
        .map(|mailing| mailing.mailing)
        .collect()
}
