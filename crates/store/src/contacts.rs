//! People: added, changed, found, removed.

use byline_model::{
    Contact, ContactDraft, ContactField, ContactId, EmailAddress, PeopleOrder, Source, Stage,
    filter::{Filter, fold},
};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    Result, Store, StoreError,
    companies::company_named,
    people::count,
    search::Hits,
    sql::{CONTACT, FROM_CONTACT, contact, millis},
};

/// A text without white space around it; `None` when nothing is left.
fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// The order of a list by name: last name, first name, else whatever there is.
pub(crate) fn sort_name(contact: &Contact) -> String {
    match (&contact.last_name, &contact.first_name, &contact.email) {
        (Some(last), first, _) => fold(&format!("{last} {}", first.as_deref().unwrap_or(""))),
        (None, Some(first), _) => fold(first),
        (None, None, Some(email)) => email.key(),
        // Behind every letter.
        (None, None, None) => "\u{10ffff}".into(),
    }
}

/// A contact of whom nothing is known.
pub(crate) fn blank(now: Timestamp) -> Contact {
    Contact {
        id: ContactId(0),
        email: None,
        first_name: None,
        last_name: None,
        company: None,
        company_id: None,
        title: None,
        phone: None,
        city: None,
        url: None,
        stage: Stage::Lead,
        source: Source::Import,
        referred_by: None,
        decides: false,
        tags: Vec::new(),
        permission: None,
        notes: None,
        created_at: now,
    }
}

/// Adds those of `tags` that are not there, in any case.
pub(crate) fn add_tags(contact: &mut Contact, tags: &[String]) {
    for tag in tags.iter().filter_map(|tag| said(Some(tag))) {
        if !contact.tags.iter().any(|known| fold(known) == fold(&tag)) {
            contact.tags.push(tag);
        }
    }
    contact.tags.sort();
}

/// Puts what the draft says over what the contact says.
pub(crate) fn overwrite(contact: &mut Contact, draft: &ContactDraft) {
    let texts = [
        (&mut contact.first_name, &draft.first_name),
        (&mut contact.last_name, &draft.last_name),
        (&mut contact.company, &draft.company),
        (&mut contact.title, &draft.title),
        (&mut contact.phone, &draft.phone),
        (&mut contact.city, &draft.city),
        (&mut contact.url, &draft.url),
        (&mut contact.notes, &draft.notes),
    ];
    for (known, new) in texts {
        if let Some(new) = said(new.as_deref()) {
            *known = Some(new);
        }
    }
    contact.email = draft.email.clone().or(contact.email.take());
    contact.stage = draft.stage.unwrap_or(contact.stage);
    contact.source = draft.source.unwrap_or(contact.source);
    contact.referred_by = draft.referred_by.or(contact.referred_by);
    contact.decides = draft.decides.unwrap_or(contact.decides);
    contact.permission = draft.permission.clone().or(contact.permission.take());
    add_tags(contact, draft.tags.as_deref().unwrap_or_default());
}

/// Puts what the draft says where the contact says nothing: the rule of imports. Stage and source always say
/// something and stay; a file can say that somebody decides, but not that they do not.
pub(crate) fn fill(contact: &mut Contact, draft: &ContactDraft) {
    let missing = ContactDraft {
        email: draft.email.clone().filter(|_| contact.email.is_none()),
        first_name: draft
            .first_name
            .clone()
            .filter(|_| contact.first_name.is_none()),
        last_name: draft
            .last_name
            .clone()
            .filter(|_| contact.last_name.is_none()),
        company: draft.company.clone().filter(|_| contact.company.is_none()),
        title: draft.title.clone().filter(|_| contact.title.is_none()),
        phone: draft.phone.clone().filter(|_| contact.phone.is_none()),
        city: draft.city.clone().filter(|_| contact.city.is_none()),
        url: draft.url.clone().filter(|_| contact.url.is_none()),
        stage: None,
        source: None,
        referred_by: draft.referred_by.filter(|_| contact.referred_by.is_none()),
        decides: draft.decides.filter(|decides| *decides),
        tags: draft.tags.clone(),
        permission: draft
            .permission
            .clone()
            .filter(|_| contact.permission.is_none()),
        notes: draft.notes.clone().filter(|_| contact.notes.is_none()),
    };
    overwrite(contact, &missing);
}

/// Stores a contact as it is given, under its number or, when that is 0, a new one; the company is found by its
/// name, or made.
pub(crate) fn save(conn: &Connection, contact: &Contact, now: Timestamp) -> Result<ContactId> {
    let company = match &contact.company {
        Some(name) => company_named(conn, name, now)?,
        None => None,
    };
    let permission = contact.permission.as_ref();
    let values = params![
        (contact.id.0 != 0).then_some(contact.id.0),
        contact.email.as_ref().map(EmailAddress::as_str),
        contact.email.as_ref().map(EmailAddress::key),
        contact.first_name,
        contact.last_name,
        contact.title,
        contact.phone,
        contact.city,
        contact.url,
        contact.notes,
        company.map(|company| company.0),
        contact.stage.word(),
        contact.source.word(),
        contact.referred_by.map(|id| id.0),
        contact.decides,
        permission.map(|permission| permission.basis.as_str()),
        permission
            .and_then(|permission| permission.since)
            .map(|since| since.to_string()),
        sort_name(contact),
        millis(contact.created_at),
        millis(now),
    ];
    let id: i64 = conn
        .prepare_cached(
            "INSERT INTO contact (id, email, email_key, first_name, last_name, title, phone, city, url, notes, company_id, stage,
                 source, referred_by, decides, permission_basis, permission_since, sort_name, company_key, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 (SELECT name_key FROM company WHERE id = ?11), ?19, ?20)
             ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key,
                 first_name = excluded.first_name, last_name = excluded.last_name, title = excluded.title,
                 phone = excluded.phone, city = excluded.city, url = excluded.url, notes = excluded.notes,
                 company_id = excluded.company_id, updated_at = excluded.updated_at, stage = excluded.stage,
                 source = excluded.source, referred_by = excluded.referred_by, decides = excluded.decides,
                 permission_basis = excluded.permission_basis, permission_since = excluded.permission_since,
                 sort_name = excluded.sort_name, company_key = excluded.company_key
             RETURNING id",
        )?
        .query_row(values, |row| row.get(0))?;
    save_tags(conn, id, &contact.tags, now)?;
    Ok(ContactId(id))
}

/// Makes the tags of a contact exactly these; a tag they had keeps its time.
fn save_tags(conn: &Connection, contact: i64, tags: &[String], now: Timestamp) -> Result<()> {
    let mut keep = Vec::with_capacity(tags.len());
    for tag in tags {
        let key = fold(tag);
        conn.prepare_cached(
            "INSERT INTO tag (name, name_key) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
        )?
        .execute((tag, &key))?;
        let id: i64 = conn
            .prepare_cached("SELECT id FROM tag WHERE name_key = ?1")?
            .query_row([&key], |row| row.get(0))?;
        conn.prepare_cached("INSERT INTO contact_tag (contact_id, tag_id, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
            .execute((contact, id, millis(now)))?;
        keep.push(rusqlite::types::Value::from(id));
    }
    conn.prepare_cached(
        "DELETE FROM contact_tag WHERE contact_id = ?1 AND tag_id NOT IN rarray(?2)",
    )?
    .execute((contact, std::rc::Rc::new(keep)))?;
    Ok(())
}

/// The contact of that number, if it is there.
pub(crate) fn contact_if(conn: &Connection, id: ContactId) -> Result<Option<Contact>> {
    Ok(conn
        .prepare_cached(&format!("SELECT {CONTACT} {FROM_CONTACT} AND c.id = ?1"))?
        .query_row([id.0], contact)
        .optional()?)
}

/// The contact of that number.
pub(crate) fn contact_of(conn: &Connection, id: ContactId) -> Result<Contact> {
    contact_if(conn, id)?.ok_or_else(|| StoreError::not_found("contact", id))
}

/// Contacts with that address, the oldest first.
pub(crate) fn contacts_at(conn: &Connection, key: &str) -> Result<Vec<Contact>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {CONTACT} {FROM_CONTACT} AND c.email_key = ?1 ORDER BY c.id"
    ))?;
    let rows = statement.query_map([key], contact)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

impl Store {
    /// Adds a person; somebody with the same address may be there already. Without a stage they are a lead, without
    /// a source one of the rep's existing network.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the referrer is not there.
    pub fn add_contact(&mut self, draft: &ContactDraft, now: Timestamp) -> Result<ContactId> {
        self.write(|conn| {
            let mut new = blank(now);
            new.source = Source::ExistingNetwork;
            overwrite(&mut new, draft);
            check_referrer(conn, &new)?;
            save(conn, &new, now)
        })
    }

    /// Puts what the draft says over what the contact says; what it leaves out stays, tags are added.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when the contact or the referrer is not there.
    pub fn edit_contact(
        &mut self,
        id: ContactId,
        draft: &ContactDraft,
        now: Timestamp,
    ) -> Result<()> {
        self.write(|conn| {
            let mut edited = contact_of(conn, id)?;
            overwrite(&mut edited, draft);
            check_referrer(conn, &edited)?;
            save(conn, &edited, now)?;
            Ok(())
        })
    }

    /// Sets one field from a text, or clears it; tags are replaced.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::BadValue`] when the text does not fit the field, or the field cannot
    /// be empty.
    pub fn set_field(
        &mut self,
        id: ContactId,
        field: ContactField,
        value: Option<&str>,
        now: Timestamp,
    ) -> Result<()> {
        let value = said(value);
        self.write(|conn| {
            let mut edited = contact_of(conn, id)?;
            set(&mut edited, field, value)?;
            save(conn, &edited, now)?;
            Ok(())
        })
    }

    /// The person of that number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none, or they were removed.
    pub fn contact(&self, id: ContactId) -> Result<Contact> {
        contact_of(&self.conn, id)
    }

    /// People with that address in any case, the oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contacts_by_address(&self, address: &EmailAddress) -> Result<Vec<Contact>> {
        contacts_at(&self.conn, &address.key())
    }

    /// The person with that address in any case, the oldest of several.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contact_by_email(&self, address: &EmailAddress) -> Result<Option<Contact>> {
        Ok(self.contacts_by_address(address)?.into_iter().next())
    }

    /// The people whom the filter and the search words choose, by name; with search words, those first whose name
    /// has them.
    ///
    /// # Errors
    /// When the database fails.
    pub fn contacts(
        &self,
        filter: &Filter,
        search: &str,
        limit: Option<u32>,
        now: Timestamp,
    ) -> Result<Vec<Contact>> {
        let limit = limit.unwrap_or(u32::MAX);
        let (Some(named), Filter::All) = (self.found_by_name(search)?, filter) else {
            let chosen = self.chosen(filter, search, PeopleOrder::Name, now)?;
            let (mut ids, others) = match self.found_by_name(search)? {
                Some(named) => chosen.iter().partition(|id| named.has(**id)),
                None => (chosen.to_vec(), Vec::new()),
            };
            ids.extend(others);
            ids.truncate(limit as usize);
            return self.contacts_of(ids);
        };
        let mut ids = self.in_order(&named, PeopleOrder::Name, 0, limit)?;
        let still = limit - count(ids.len());
        if let (1.., Some(all)) = (still, self.found(search)?) {
            let others = Hits::new(
                all.ids()
                    .iter()
                    .copied()
                    .filter(|id| !named.has(*id))
                    .collect(),
            );
            ids.extend(self.in_order(&others, PeopleOrder::Name, 0, still)?);
        }
        self.contacts_of(ids)
    }

    /// The contacts of these numbers, in this order.
    fn contacts_of(&self, ids: Vec<i64>) -> Result<Vec<Contact>> {
        let place: std::collections::HashMap<i64, usize> = ids
            .iter()
            .enumerate()
            .map(|(place, id)| (*id, place))
            .collect();
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {CONTACT} {FROM_CONTACT} AND c.id IN rarray(?1)"
        ))?;
        let rows = statement.query_map([crate::sql::array(ids)], contact)?;
        let mut contacts: Vec<Contact> = rows.collect::<rusqlite::Result<_>>()?;
        contacts.sort_by_key(|contact| place.get(&contact.id.0).copied());
        Ok(contacts)
    }

    /// Removes a person: what is known of them is wiped, with their touches' texts, what they wrote and what imports
    /// remember. What they received stays in the ledger under the name it went to, and a suppression of their address
    /// stays.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn delete_contact(&mut self, id: ContactId, now: Timestamp) -> Result<()> {
        self.write(|conn| {
            contact_of(conn, id)?;
            wipe(conn, id, now)
        })
    }
}

/// Takes a person out of every list and forgets what is known of them.
pub(crate) fn wipe(conn: &Connection, id: ContactId, now: Timestamp) -> Result<()> {
    conn.execute("DELETE FROM contact_tag WHERE contact_id = ?1", [id.0])?;
    conn.execute(
        "UPDATE next_step SET text = '', why = NULL, dropped_at = CASE WHEN done_at IS NULL THEN coalesce(dropped_at, ?2) END
         WHERE contact_id = ?1",
        (id.0, millis(now)),
    )?;
    conn.execute("UPDATE touch SET text = '' WHERE contact_id = ?1", [id.0])?;
    conn.execute(
        "UPDATE incoming SET from_address = NULL, from_name = NULL, subject = '', text = '', recipients = '[]',
             message_id = NULL, may_opt_out = NULL
         WHERE contact_id = ?1",
        [id.0],
    )?;
    conn.execute(
        "UPDATE answer SET text = '' WHERE delivery_id IN (SELECT id FROM delivery WHERE contact_id = ?1)",
        [id.0],
    )?;
    conn.execute(
        "UPDATE import_row SET changes = NULL, person_key = NULL WHERE contact_id = ?1",
        [id.0],
    )?;
    conn.execute(
        "UPDATE contact SET referred_by = NULL WHERE referred_by = ?1",
        [id.0],
    )?;
    conn.execute(
        "UPDATE contact SET email = NULL, email_key = NULL, first_name = NULL, last_name = NULL, title = NULL, phone = NULL,
             city = NULL, url = NULL, notes = NULL, company_id = NULL, company_key = NULL, referred_by = NULL,
             permission_basis = NULL, permission_since = NULL, sort_name = '', updated_at = ?2, removed_at = ?2
         WHERE id = ?1",
        (id.0, millis(now)),
    )?;
    Ok(())
}

fn check_referrer(conn: &Connection, contact: &Contact) -> Result<()> {
    match contact.referred_by {
        Some(referrer) => contact_of(conn, referrer).map(|_| ()),
        None => Ok(()),
    }
}

fn set(contact: &mut Contact, field: ContactField, value: Option<String>) -> Result<()> {
    let bad = |value: &str, expected: String| StoreError::BadValue {
        field: field.word(),
        value: value.to_owned(),
        expected,
    };
    let one_of = |words: Vec<&str>| format!("it is one of {}", words.join(", "));
    match field {
        ContactField::Email => {
            contact.email = value
                .map(|text| {
                    EmailAddress::parse(&text).map_err(|error| bad(&text, error.to_string()))
                })
                .transpose()?;
        }
        ContactField::FirstName => contact.first_name = value,
        ContactField::LastName => contact.last_name = value,
        ContactField::Company => contact.company = value,
        ContactField::Title => contact.title = value,
        ContactField::Phone => contact.phone = value,
        ContactField::City => contact.city = value,
        ContactField::Url => contact.url = value,
        ContactField::Notes => contact.notes = value,
        ContactField::Stage => {
            let text = value.unwrap_or_default();
            let stages = || one_of(Stage::ALL.iter().map(|stage| stage.word()).collect());
            contact.stage = Stage::from_word(&text).ok_or_else(|| bad(&text, stages()))?;
        }
        ContactField::Source => {
            let text = value.unwrap_or_default();
            let sources = || one_of(Source::ALL.iter().map(|source| source.word()).collect());
            contact.source = Source::from_word(&text).ok_or_else(|| bad(&text, sources()))?;
        }
        ContactField::Decides => {
            contact.decides = match value
                .as_deref()
                .unwrap_or("false")
                .to_ascii_lowercase()
                .as_str()
            {
                "true" | "yes" | "1" => true,
                "false" | "no" | "0" => false,
                other => return Err(bad(other, one_of(vec!["true", "false"]))),
            };
        }
        ContactField::Tags => {
            contact.tags.clear();
            let tags: Vec<String> = value
                .unwrap_or_default()
                .split(';')
                .map(str::to_owned)
                .collect();
            add_tags(contact, &tags);
        }
    }
    Ok(())
}
