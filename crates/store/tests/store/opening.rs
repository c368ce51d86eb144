//! Opening, migrating and copying a desk, and refusing what is none.

use byline_model::{
    Action, Answer, DeliveryState, How, Kind, MailingState, PeopleOrder, PeopleQuery, SkipReason,
    Source, Stage, SuppressionReason, TouchKind, Via,
};
use byline_store::{Store, StoreError};

use crate::desk::{Desk, now};

#[test]
fn a_new_desk_is_made_and_found_sound() {
    let desk = Desk::new();
    desk.store.integrity_check().unwrap();
    assert!(!desk.store.is_read_only());
    let version: i64 = desk
        .raw()
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap();
    assert!(version > 0);
    let mode: String = desk
        .raw()
        .query_row("PRAGMA journal_mode", [], |row| row.get(0))
        .unwrap();
    assert_eq!(mode, "wal");
}

#[test]
fn two_may_make_the_same_desk_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("desk.db");
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
}

#[test]
fn a_desk_of_a_newer_version_is_left_alone() {
    let desk = Desk::new();
    desk.raw().pragma_update(None, "user_version", 999).unwrap();
    assert!(matches!(Store::open(&desk.path()), Err(StoreError::Newer)));
    assert!(matches!(
        Store::open_read_only(&desk.path()),
        Err(StoreError::Newer)
    ));
}

#[test]
fn what_is_no_desk_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "Not a database, however long this text may be. ".repeat(200),
    )
    .unwrap();
    let other = folder.path().join("other.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE theirs (id)")
        .unwrap();
    for path in [&text, &other] {
        let before = std::fs::read(path).unwrap();
        assert!(
            matches!(Store::open(path), Err(StoreError::NotADesk(_))),
            "{path:?}"
        );
        assert!(
            matches!(Store::open_read_only(path), Err(StoreError::NotADesk(_))),
            "{path:?}"
        );
        assert_eq!(std::fs::read(path).unwrap(), before, "{path:?} was changed");
    }
    assert!(matches!(
        Store::open(folder.path()),
        Err(StoreError::NotADesk(_))
    ));
    assert!(matches!(
        Store::open(&folder.path().join("no/desk.db")),
        Err(StoreError::Missing(_))
    ));
    assert!(matches!(
        Store::open_read_only(&folder.path().join("desk.db")),
        Err(StoreError::Missing(_))
    ));
}

#[test]
fn a_desk_opened_for_reading_shows_everything_and_changes_nothing() {
    let mut desk = Desk::new();
    let maria = desk.add("Maria", "Chen", "maria@example.com");
    let mut reader = Store::open_read_only(&desk.path()).unwrap();
    assert!(reader.is_read_only());
    assert_eq!(
        reader.contact(maria).unwrap().first_name.as_deref(),
        Some("Maria")
    );
    let all = PeopleQuery {
        filter: String::new(),
        search: "mar".into(),
        order: PeopleOrder::Name,
        offset: 0,
        limit: 10,
    };
    assert_eq!(reader.people(&all, now()).unwrap().total, 1);
    assert!(matches!(
        reader.delete_contact(maria, now()),
        Err(StoreError::ReadOnly)
    ));
}

#[test]
fn a_backup_is_one_whole_file_that_opens() {
    let mut desk = Desk::new();
    desk.add("Maria", "Chen", "maria@example.com");
    let copy = desk.folder.path().join("copy.db");
    desk.store.backup(&copy).unwrap();
    assert!(
        matches!(desk.store.backup(&copy), Err(StoreError::BadValue { .. })),
        "it wrote over a backup"
    );
    let beside = std::fs::read_dir(desk.folder.path())
        .unwrap()
        .filter_map(Result::ok);
    let beside: Vec<_> = beside
        .map(|file| file.file_name())
        .filter(|name| name.to_string_lossy().starts_with("copy.db-"))
        .collect();
    assert!(beside.is_empty(), "{beside:?} stand beside the backup");
    let restored = Store::open(&copy).unwrap();
    restored.integrity_check().unwrap();
    assert_eq!(
        restored
            .count(&byline_model::filter::Filter::All, now())
            .unwrap(),
        1
    );
}

#[test]
fn damage_is_found() {
    let mut desk = Desk::new();
    desk.add_many(200);
    drop(
        desk.raw()
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())),
    );
    let path = desk.path();
    let folder = desk.folder;
    drop(desk.store);
    let mut bytes = std::fs::read(&path).unwrap();
    for page in bytes.chunks_mut(4096).skip(20) {
        page[8..64].fill(0xff);
    }
    std::fs::write(&path, bytes).unwrap();
    let found = Store::open(&path).and_then(|store| store.integrity_check());
    assert!(matches!(found, Err(StoreError::Damaged(_))), "{found:?}");
    drop(folder);
}

#[test]
fn work_cut_off_in_the_middle_leaves_nothing_of_itself() {
    let mut desk = Desk::new();
    desk.add("Maria", "Chen", "maria@example.com");
    let raw = desk.raw();
    raw.execute_batch(
        "BEGIN IMMEDIATE; UPDATE contact SET first_name = 'Half'; DELETE FROM contact_search;",
    )
    .unwrap();
    // A process that is killed closes nothing; what it wrote without committing must not be seen by the next.
    std::mem::forget(raw);
    let people = desk
        .again()
        .contacts(&byline_model::filter::Filter::All, "maria", None, now())
        .unwrap();
    assert_eq!(people.len(), 1);
}

/// The words stand in two places, and neither may know one that the other does not.
#[test]
fn the_schema_knows_the_words_of_the_model() {
    let desk = Desk::new();
    let raw = desk.raw();
    let allowed = |table: &str, column: &str| -> Vec<String> {
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?1";
        let sql: String = raw.query_row(sql, [table], |row| row.get(0)).unwrap();
        let (_, check) = sql
            .split_once(&format!("CHECK ({column} IN ("))
            .expect(column);
        let (words, _) = check.split_once(')').unwrap();
        words
            .split(", ")
            .map(|word| word.trim_matches('\'').to_owned())
            .collect()
    };
    macro_rules! same {
        ($table:literal, $column:literal, $words:expr) => {
            let words: Vec<_> = $words.iter().map(|word| word.word()).collect();
            assert_eq!(allowed($table, $column), words, "{}.{}", $table, $column);
        };
    }
    same!("contact", "stage", Stage::ALL);
    same!("contact", "source", Source::ALL);
    same!("suppression", "reason", SuppressionReason::ALL);
    same!("edition", "kind", Kind::ALL);
    same!("mailing", "via", Via::ALL);
    same!("mailing", "state", MailingState::ALL);
    same!("delivery", "state", DeliveryState::ALL);
    same!("delivery", "skipped", SkipReason::ALL);
    same!("answer", "kind", Answer::ALL);
    same!("hand_over", "how", How::ALL[1..]);
    same!("touch", "kind", TouchKind::ALL);
    same!("next_step", "action", Action::ALL);
}

#[test]
fn stages_are_ranked_in_their_order() {
    let mut desk = Desk::new();
    for stage in Stage::ALL {
        let draft = byline_model::ContactDraft {
            stage: Some(*stage),
            ..Default::default()
        };
        desk.store.add_contact(&draft, now()).unwrap();
    }
    let raw = desk.raw();
    let mut statement = raw
        .prepare("SELECT stage_rank FROM contact ORDER BY id")
        .unwrap();
    let ranks: Vec<u32> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(ranks, (0..Stage::ALL.len() as u32).collect::<Vec<_>>());
}
