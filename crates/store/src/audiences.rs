//! Audiences: saved filters, and the people they choose with all that a mailing needs.

use std::collections::HashMap;

use byline_model::{
    Audience, AudienceId, Company, Contact, ContactId, SuppressionReason,
    filter::{self, Filter, fold},
};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params_from_iter, types::Value};

use crate::{
    Result, Store, StoreError,
    companies::{COMPANY, company},
    filter::condition,
    sql::{CONTACT, contact, millis, word_if},
};

/// Somebody in an audience, with everything that merging and leaving out ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Who.
    pub contact: Contact,
    /// Their company.
    pub company: Option<Company>,
    /// First and last name of the person who gave their name, as far as known.
    pub referrer: Option<(Option<String>, Option<String>)>,
    /// Why their address is never to be mailed.
    pub suppressed: Option<SuppressionReason>,
    /// The first person of the audience who has the same address.
    pub duplicate_of: Option<ContactId>,
}

impl Store {
    /// Everybody whom the filter chooses, by last name, first name and number.
    ///
    /// # Errors
    /// When the database fails.
    pub fn resolve(&self, filter: &Filter, now: Timestamp) -> Result<Vec<Recipient>> {
        let condition = condition(filter, &self.zone, now);
        self.recipients(&condition.sql, condition.values)
    }

    /// Those of the given contacts who are in the desk, as [`Store::resolve`] gives them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn recipients_by_id(&self, contacts: &[ContactId]) -> Result<Vec<Recipient>> {
        let ids: Vec<String> = contacts
            .iter()
            .map(|contact| contact.0.to_string())
            .collect();
        self.recipients(&format!("c.id IN ({})", ids.join(", ")), Vec::new())
    }

    fn recipients(&self, condition: &str, values: Vec<Value>) -> Result<Vec<Recipient>> {
        let sql = format!(
            "SELECT {CONTACT}, {COMPANY}, r.id AS referrer_id, r.first_name AS referrer_first, r.last_name AS referrer_last,
                 s.reason
             FROM contact c LEFT JOIN company co ON co.id = c.company_id
             LEFT JOIN contact r ON r.id = c.referred_by AND r.removed_at IS NULL
             LEFT JOIN suppression s ON s.address_key = c.email_key
             WHERE +c.removed_at IS NULL AND {condition} ORDER BY c.sort_name, c.id"
        );
        let mut statement = self.conn.prepare(&sql)?;
        let mut first_with: HashMap<String, ContactId> = HashMap::new();
        let rows = statement.query_map(params_from_iter(values), |row| {
            let contact = contact(row)?;
            let mut duplicate_of = None;
            if let Some(address) = &contact.email {
                let first = *first_with.entry(address.key()).or_insert(contact.id);
                duplicate_of = (first != contact.id).then_some(first);
            }
            let referrer: Option<i64> = row.get("referrer_id")?;
            Ok(Recipient {
                contact,
                company: company(row)?,
                referrer: match referrer {
                    Some(_) => Some((row.get("referrer_first")?, row.get("referrer_last")?)),
                    None => None,
                },
                suppressed: word_if(row, "reason", SuppressionReason::from_word)?,
                duplicate_of,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Every saved audience with how many people it has now, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn audiences(&self, now: Timestamp) -> Result<Vec<Audience>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT id, name, filter FROM audience ORDER BY name_key")?;
        let rows: Vec<Saved> = statement
            .query_map([], Saved::read)?
            .collect::<rusqlite::Result<_>>()?;
        rows.into_iter()
            .map(|saved| self.counted(saved, now))
            .collect()
    }

    /// The audience of that name in any case, if there is one.
    ///
    /// # Errors
    /// When the database fails.
    pub fn audience(&self, name: &str, now: Timestamp) -> Result<Option<Audience>> {
        let saved = self
            .conn
            .prepare_cached("SELECT id, name, filter FROM audience WHERE name_key = ?1")?
            .query_row([fold(name.trim())], Saved::read)
            .optional()?;
        saved.map(|saved| self.counted(saved, now)).transpose()
    }

    /// Saves a filter under a name; one of that name gets the new filter.
    ///
    /// # Errors
    /// [`StoreError::BadValue`] for an empty name.
    pub fn save_audience(
        &mut self,
        name: &str,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<AudienceId> {
        let name = name.trim();
        if name.is_empty() {
            return Err(StoreError::BadValue {
                field: "audience",
                value: String::new(),
                expected: "an audience needs a name".into(),
            });
        }
        self.write(|conn| {
            let id = conn.query_row(
                "INSERT INTO audience (name, name_key, filter, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?4)
                 ON CONFLICT (name_key) DO UPDATE SET name = excluded.name, filter = excluded.filter,
                     updated_at = excluded.updated_at
                 RETURNING id",
                (name, fold(name), filter.to_string(), millis(now)),
                |row| row.get(0),
            )?;
            Ok(AudienceId(id))
        })
    }

    fn counted(&self, saved: Saved, now: Timestamp) -> Result<Audience> {
        let filter = filter::parse(&saved.filter)?;
        Ok(Audience {
            audience: AudienceId(saved.id),
            name: saved.name,
            filter: saved.filter,
            count: self.count(&filter, now)?,
        })
    }
}

struct Saved {
    id: i64,
    name: String,
    filter: String,
}

impl Saved {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            name: row.get(1)?,
            filter: row.get(2)?,
        })
    }
}
