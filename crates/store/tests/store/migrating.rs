//! A desk that the first release made comes through every later migration with all that is in it.

use byline_model::{
    Answer, DeliveryId, DeliveryState, EditionHash, MailingId, MailingState, SkipReason,
    SuppressionReason, filter::Filter,
};
use byline_store::{Store, StoreError};
use rusqlite::Connection;

use crate::desk::{address, now};

/// Every table of the first release that holds what happened.
const TABLES: [&str; 9] = [
    "contact",
    "edition",
    "mailing",
    "mailing_event",
    "delivery",
    "delivery_event",
    "answer",
    "suppression",
    "hand_over",
];

/// A desk as the first release left it: a mailing with a row in every state, answers, and suppressions.
fn old_desk(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = folder.path().join("desk.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch(include_str!("../../src/migrations/001_desk.sql"))
        .unwrap();
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA user_version = 1;
         INSERT INTO contact (first_name, last_name, email, email_key, stage, source, decides, sort_name, created_at, updated_at)
             WITH n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 9)
             SELECT 'Person', 'N' || n, 'person' || n || '@example.com', 'person' || n || '@example.com', 'lead', 'import', 0, 'n' || n,
                 1000, 1000 FROM n;
         INSERT INTO edition VALUES (printf('%064d', 7), 'october', 'newsletter', 'letter', 'October', 'Hello', '', '<p>', '', '', '',
             '[]', 1000);
         INSERT INTO mailing (edition, piece, title, audience, via, state, held, created_at, state_at)
             VALUES (printf('%064d', 7), 'october', 'October', 'all', 'smtp', 'paused', 'The server is away', 2000, 3000);
         INSERT INTO delivery (mailing_id, contact_id, position, message_id, name, address, address_key, state, skipped, boot, sender,
                 retry_at, at)
             SELECT 1, id, id, id || '@example.com', first_name, email, email_key,
                 CASE id WHEN 1 THEN 'queued' WHEN 2 THEN 'claimed' WHEN 3 THEN 'sending' WHEN 4 THEN 'accepted' WHEN 5 THEN 'deferred'
                     WHEN 6 THEN 'refused' WHEN 7 THEN 'unknown' WHEN 8 THEN 'bounced' ELSE 'skipped' END,
                 iif(id = 9, 'on-its-way', NULL), iif(id IN (2, 3), 'boot', NULL), iif(id IN (2, 3), 'sender', NULL),
                 iif(id = 5, 5000, NULL), 4000
             FROM contact;
         INSERT INTO answer (delivery_id, kind, text, at) VALUES (4, 'replied', 'Yes', 6000), (4, 'auto_replied', 'Away', 6001),
             (7, 'opted_out', 'stop', 6002);
         INSERT INTO suppression VALUES ('person7@example.com', 'Person7@example.com', 'opted-out', 'by mail', 6002),
             ('person8@example.com', 'person8@example.com', 'hard-bounce', '550', 6003),
             ('x@example.com', 'x@example.com', 'by-hand', NULL, 6004);
         INSERT INTO hand_over (contact_id, name, piece, title, how, at, created_at) VALUES (1, 'Person', 'pump', 'Pump', 'printed', 1, 1);",
    )
    .unwrap();
    path
}

/// What stands in the columns that the first release knew, row by row.
fn contents(conn: &Connection, columns: &[(&str, Vec<String>)]) -> Vec<String> {
    let mut all = Vec::new();
    for (table, columns) in columns {
        let sql = format!(
            "SELECT json_array({}) FROM {table} ORDER BY 1",
            columns.join(", ")
        );
        let mut statement = conn.prepare(&sql).unwrap();
        let rows = statement
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap();
        all.extend(rows.map(|row| format!("{table} {}", row.unwrap())));
    }
    all
}

fn columns(conn: &Connection) -> Vec<(&'static str, Vec<String>)> {
    let mut statement = conn
        .prepare("SELECT name FROM pragma_table_info(?1)")
        .unwrap();
    TABLES
        .iter()
        .map(|table| {
            let names = statement.query_map([table], |row| row.get(0)).unwrap();
            (*table, names.map(Result::unwrap).collect())
        })
        .collect()
}

#[test]
fn a_desk_of_the_first_release_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = old_desk(&folder);
    let old = Connection::open(&path).unwrap();
    let columns = columns(&old);
    let before = contents(&old, &columns);
    assert!(before.len() > 30, "there is something to keep");
    drop(old);

    assert!(
        matches!(Store::open_read_only(&path), Err(StoreError::ReadOnly)),
        "a reader must not bring it up to date"
    );
    let store = Store::open(&path).unwrap();
    store.integrity_check().unwrap();
    let raw = Connection::open(&path).unwrap();
    assert_eq!(contents(&raw, &columns), before);

    let mailing = store.mailing(MailingId(1)).unwrap();
    assert_eq!(
        (mailing.state, mailing.held.as_deref(), mailing.schedule),
        (MailingState::Paused, Some("The server is away"), None)
    );
    let counts = mailing.counts;
    assert!(counts.reconciles());
    assert_eq!(
        (
            counts.total,
            counts.replied,
            counts.auto_replied,
            counts.opted_out
        ),
        (9, 1, 1, 1)
    );
    let row = store.delivery(DeliveryId(6)).unwrap();
    assert_eq!((row.state, row.failure), (DeliveryState::Refused, None));
    assert_eq!(store.count(&Filter::All, now()).unwrap(), 9);
}

/// The lists of words are edited in the text of the schema, which SQLite does not check: so it is checked here, through
/// the desk as it is used and by a connection that knows nothing of it.
#[test]
fn the_longer_lists_of_words_hold_after_reopening_and_nothing_else_is_let_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = old_desk(&folder);
    {
        // The very connection that changed the schema must go by the new one at once.
        let mut store = Store::open(&path).unwrap();
        assert_eq!(store.stop_mailing(MailingId(1), now()).unwrap(), 2);
        assert!(
            store
                .record_answer(DeliveryId(4), Answer::Complained, "", now())
                .unwrap()
        );
        let soft = SuppressionReason::SoftBounces;
        store
            .suppress(&address("soft@example.com"), soft, None, now())
            .unwrap();
    }
    let store = Store::open(&path).unwrap();
    store.integrity_check().unwrap();
    let stopped = store.delivery(DeliveryId(1)).unwrap();
    assert_eq!(stopped.skipped, Some(SkipReason::Stopped));
    let raw = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE delivery SET skipped = 'bored' WHERE id = 9",
        "UPDATE delivery SET skipped = NULL WHERE id = 9",
        "UPDATE answer SET kind = 'shouted'",
        "UPDATE suppression SET reason = 'whim'",
        "UPDATE delivery SET failure_hard = 2, failure_reason = 'other' WHERE id = 6",
        "UPDATE delivery SET failure_hard = 1 WHERE id = 6",
        "UPDATE delivery SET failure_hard = 1, failure_reason = 'whim' WHERE id = 6",
        "UPDATE mailing SET time_zone = 'UTC'",
        // What the first release forbade is forbidden still.
        "DELETE FROM delivery",
        "DELETE FROM answer",
        "DELETE FROM suppression",
        "UPDATE delivery SET state = 'queued' WHERE id = 4",
        "INSERT INTO answer (delivery_id, kind, text, at) VALUES (99, 'replied', '', 1)",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
    for sql in [
        "UPDATE delivery SET skipped = 'replied' WHERE id = 9",
        "UPDATE delivery SET failure_hard = 1, failure_reason = 'no_such_user' WHERE id = 6",
        "UPDATE answer SET kind = 'complained' WHERE kind = 'auto_replied'",
    ] {
        assert_eq!(raw.execute(sql, []).unwrap(), 1, "{sql}");
    }
    store.integrity_check().unwrap();
    let edition = EditionHash(format!("{:064}", 7));
    assert_eq!(store.edition(&edition).unwrap().title, "October");
}

#[test]
fn an_old_desk_and_a_new_one_have_the_same_schema() {
    let folder = tempfile::tempdir().unwrap();
    let old = old_desk(&folder);
    let new = folder.path().join("new.db");
    let schema = |path: &std::path::Path| -> Vec<(String, String)> {
        drop(Store::open(path).unwrap());
        let raw = Connection::open(path).unwrap();
        let mut statement = raw
            .prepare("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(schema(&old), schema(&new));
}

#[test]
fn two_may_bring_the_same_desk_up_to_date_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = old_desk(&folder);
    let opened = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| Store::open(&path).map(|_| ())))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    for done in opened {
        done.unwrap();
    }
    Store::open(&path).unwrap().integrity_check().unwrap();
}
