//! The ledger: who received which piece, and who did not.

use byline_model::{ContactId, How, LedgerEntry, LedgerMatrix, LedgerRow, filter::Filter};
use byline_store::NewHandOver;
use jiff::civil::Date;

use crate::{
    Desk, Error,
    wire::{Given, MatrixInput},
};

impl Desk {
    /// Everything that went to a person, or everybody who got a piece, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn ledger(
        &self,
        contact: Option<ContactId>,
        piece: Option<&str>,
    ) -> Result<Vec<LedgerEntry>, Error> {
        Ok(self.store().ledger(contact, piece)?)
    }

    /// Who did not get a piece: of a filter's people, or of everybody.
    ///
    /// # Errors
    /// When the filter is wrong.
    pub fn missed(&self, piece: &str, audience: Option<&str>) -> Result<Vec<LedgerRow>, Error> {
        let filter = audience.map_or(Ok(Filter::All), |audience| self.filter(audience))?;
        Ok(self.store().missing(piece, &filter, crate::now())?)
    }

    /// A page of the matrix of people and pieces.
    ///
    /// # Errors
    /// When pieces or the database cannot be read.
    pub fn matrix(&self, input: &MatrixInput) -> Result<LedgerMatrix, Error> {
        let mut pieces = self.pieces()?;
        pieces.retain(|piece| piece.problem.is_none());
        let titles: Vec<_> = pieces
            .into_iter()
            .map(|piece| (piece.piece, piece.title, piece.kind))
            .collect();
        Ok(self
            .store()
            .matrix(&titles, &input.search, input.offset, input.limit)?)
    }

    /// Records that a piece was handed over outside a mailing.
    ///
    /// # Errors
    /// When there is no such piece or person; then nothing is recorded.
    pub fn give(
        &self,
        piece: &str,
        contacts: &[ContactId],
        how: How,
        on: Option<Date>,
    ) -> Result<Given, Error> {
        self.writable()?;
        let read = self.piece(piece)?;
        for contact in contacts {
            self.person(*contact)?;
        }
        let on = on.unwrap_or_else(crate::today);
        if on > crate::today() {
            return Err(Error::bad_input(
                format!("{on} is still to come."),
                "Record a hand-over on the day it happened.",
            ));
        }
        let hand_over = NewHandOver {
            piece: piece.into(),
            title: read.fields.title,
            edition: None,
            how,
            on,
        };
        self.store().give(&hand_over, contacts, crate::now())?;
        Ok(Given {
            given: crate::audience::count(contacts.len()),
        })
    }
}
