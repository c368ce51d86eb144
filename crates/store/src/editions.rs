//! Editions: stored once, never changed.

use byline_model::{Asset, Edition, EditionHash, Kind};
use jiff::Timestamp;
use rusqlite::OptionalExtension;

use crate::{
    Result, Store, StoreError,
    sql::{millis, sorted_list, word},
};

impl Store {
    /// Keeps an edition; one that is there already stays as it is. It is on the disk when this returns.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_edition(&mut self, edition: &Edition, now: Timestamp) -> Result<()> {
        let fields = serde_json::to_string(&edition.fields)?;
        self.write_durably(|conn| {
            let added = conn.execute(
                "INSERT INTO edition (hash, piece, kind, template, title, subject, preview, html, page, text, print, fields,
                     created_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) ON CONFLICT DO NOTHING",
                (
                    &edition.hash.0,
                    &edition.piece,
                    edition.kind.word(),
                    &edition.template,
                    &edition.title,
                    &edition.subject,
                    &edition.preview,
                    &edition.html,
                    &edition.page,
                    &edition.text,
                    &edition.print,
                    &fields,
                    millis(now),
                ),
            )?;
            if added == 0 {
                return Ok(());
            }
            let mut asset = conn
                .prepare_cached("INSERT INTO asset (edition, name, media_type, bytes) VALUES (?1, ?2, ?3, ?4)")?;
            for picture in &edition.assets {
                asset.execute((&edition.hash.0, &picture.name, &picture.media_type, &picture.bytes))?;
            }
            Ok(())
        })
    }

    /// The edition of that hash, pictures included.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn edition(&self, hash: &EditionHash) -> Result<Edition> {
        let edition = self
            .conn
            .prepare_cached("SELECT * FROM edition WHERE hash = ?1")?
            .query_row([&hash.0], |row| {
                Ok(Edition {
                    hash: hash.clone(),
                    piece: row.get("piece")?,
                    kind: word(row, "kind", Kind::from_word)?,
                    template: row.get("template")?,
                    title: row.get("title")?,
                    subject: row.get("subject")?,
                    preview: row.get("preview")?,
                    html: row.get("html")?,
                    page: row.get("page")?,
                    text: row.get("text")?,
                    print: row.get("print")?,
                    assets: Vec::new(),
                    fields: sorted_list(row, "fields")?,
                })
            })
            .optional()?;
        let mut edition = edition.ok_or_else(|| StoreError::not_found("edition", hash))?;
        let mut statement = self.conn.prepare_cached(
            "SELECT name, media_type, bytes FROM asset WHERE edition = ?1 ORDER BY name",
        )?;
        let assets = statement.query_map([&hash.0], |row| {
            Ok(Asset {
                name: row.get(0)?,
                media_type: row.get(1)?,
                bytes: row.get(2)?,
            })
        })?;
        edition.assets = assets.collect::<rusqlite::Result<_>>()?;
        Ok(edition)
    }

    /// The editions of a piece, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn editions_of(&self, piece: &str) -> Result<Vec<EditionHash>> {
        let mut statement = self.conn.prepare_cached(
            "SELECT hash FROM edition WHERE piece = ?1 ORDER BY created_at DESC, rowid DESC",
        )?;
        let rows = statement.query_map([piece], |row| Ok(EditionHash(row.get(0)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
