//! What the domain of the rep's address says about mail in its name; asked only when the rep asks.

use byline_mail::domain;
use byline_model::{EmailAddress, Preset};

use crate::{
    Desk, Error,
    wire::{DomainRecord, DomainReport, DomainVerdict},
};

impl Desk {
    /// Asks the name server who keeps the mailbox of an address, and where its servers are.
    ///
    /// # Errors
    /// When it is no address, there is no such domain, or no name server answers.
    pub fn find_servers(&self, address: &str) -> Result<Preset, Error> {
        let address = EmailAddress::parse(address)
            .map_err(|error| Error::bad_input(format!("{error}."), "Check the address."))?;
        domain::find_servers(&address).map_err(unanswered)
    }

    /// Looks up what the domain of the rep's address says: SPF, DKIM, DMARC and MX, and what that means.
    ///
    /// # Errors
    /// When no mailbox is set, or no name server answers.
    pub fn look_at_domain(&self) -> Result<DomainReport, Error> {
        let mailbox = self.set_mailbox()?;
        let domain = mailbox.from_address.domain();
        let report = domain::look_up(domain, mailbox.provider, &[]).map_err(unanswered)?;
        let record = |name: &str, record: domain::Record| DomainRecord {
            name: name.into(),
            found: record.found,
            verdict: match record.verdict {
                domain::Verdict::Good => DomainVerdict::Good,
                domain::Verdict::Warn => DomainVerdict::Warn,
                domain::Verdict::Missing => DomainVerdict::Missing,
                domain::Verdict::Unknown => DomainVerdict::Unknown,
            },
            words: record.words,
        };
        Ok(DomainReport {
            domain: domain.to_owned(),
            records: vec![
                record("SPF", report.spf),
                record("DKIM", report.dkim),
                record("DMARC", report.dmarc),
                record("MX", report.mx),
            ],
        })
    }
}

fn unanswered(error: domain::DomainError) -> Error {
    Error::outside(
        error.to_string(),
        "Check that this computer is online, then ask again.",
    )
}
