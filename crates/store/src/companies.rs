//! The organisations that people work for.

use byline_model::{Company, CompanyId, filter::fold};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row};

use crate::{Result, Store, StoreError, sql::millis};

pub(crate) const COMPANY: &str = "co.id AS company_id, co.name AS company_name, co.domain, co.city AS company_city, co.region, \
    co.country, co.industry, co.employees, co.notes AS company_notes";

/// Reads a company from a row that has the columns of [`COMPANY`]; `None` when there is none.
pub(crate) fn company(row: &Row<'_>) -> rusqlite::Result<Option<Company>> {
    let Some(name) = row.get("company_name")? else {
        return Ok(None);
    };
    Ok(Some(Company {
        id: CompanyId(row.get("company_id")?),
        name,
        domain: row.get("domain")?,
        city: row.get("company_city")?,
        region: row.get("region")?,
        country: row.get("country")?,
        industry: row.get("industry")?,
        employees: row.get("employees")?,
        notes: row.get("company_notes")?,
    }))
}

/// The form by which two company names are the same: in any case, whatever the spaces.
fn key(name: &str) -> String {
    fold(&name.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The company of that name, made when there is none; `None` for an empty name.
pub(crate) fn company_named(
    conn: &Connection,
    name: &str,
    now: Timestamp,
) -> Result<Option<CompanyId>> {
    let name = name.trim();
    if name.is_empty() {
        return Ok(None);
    }
    let key = key(name);
    let known = conn
        .prepare_cached("SELECT id FROM company WHERE name_key = ?1")?
        .query_row([&key], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        return Ok(Some(CompanyId(id)));
    }
    let id = conn
        .prepare_cached("INSERT INTO company (name, name_key, created_at) VALUES (?1, ?2, ?3)")?
        .insert((name, &key, millis(now)))?;
    Ok(Some(CompanyId(id)))
}

impl Store {
    /// Every company, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub fn companies(&self) -> Result<Vec<Company>> {
        let mut statement = self.conn.prepare_cached(&format!(
            "SELECT {COMPANY} FROM company co ORDER BY name_key"
        ))?;
        let rows = statement.query_map([], company)?;
        rows.filter_map(|row| row.transpose())
            .map(|row| Ok(row?))
            .collect()
    }

    /// The company of that number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn company(&self, id: CompanyId) -> Result<Company> {
        self.conn
            .prepare_cached(&format!("SELECT {COMPANY} FROM company co WHERE id = ?1"))?
            .query_row([id.0], company)
            .optional()?
            .flatten()
            .ok_or_else(|| StoreError::not_found("company", id))
    }

    /// The company of that name in any case; made when there is none.
    ///
    /// # Errors
    /// [`StoreError::BadValue`] for an empty name.
    pub fn add_company(&mut self, name: &str, now: Timestamp) -> Result<CompanyId> {
        self.write(|conn| company_named(conn, name, now)?.ok_or_else(no_name))
    }

    /// Puts everything about the company of that number as given.
    ///
    /// # Errors
    /// [`StoreError::NotFound`]; [`StoreError::BadValue`] when it has no name, or another company has it.
    pub fn save_company(&mut self, new: &Company) -> Result<()> {
        let name = new.name.trim();
        if name.is_empty() {
            return Err(no_name());
        }
        let key = key(name);
        self.write(|conn| {
            let taken: bool = conn.query_row(
                "SELECT EXISTS (SELECT 1 FROM company WHERE name_key = ?1 AND id <> ?2)",
                (&key, new.id.0),
                |row| row.get(0),
            )?;
            if taken {
                return Err(StoreError::BadValue {
                    field: "company",
                    value: name.to_owned(),
                    expected: "another company has this name".into(),
                });
            }
            let changed = conn.execute(
                "UPDATE company SET name = ?2, name_key = ?3, domain = ?4, city = ?5, region = ?6, country = ?7,
                     industry = ?8, employees = ?9, notes = ?10 WHERE id = ?1",
                (
                    new.id.0,
                    name,
                    &key,
                    &new.domain,
                    &new.city,
                    &new.region,
                    &new.country,
                    &new.industry,
                    new.employees,
                    &new.notes,
                ),
            )?;
            if changed == 0 {
                return Err(StoreError::not_found("company", new.id));
            }
            Ok(())
        })
    }
}

fn no_name() -> StoreError {
    StoreError::BadValue {
        field: "company",
        value: String::new(),
        expected: "a company needs a name".into(),
    }
}
