//! Drafts of every month, and how far the mailbox was read.

use byline_model::MonthlyDraftId;
use byline_store::{NewMonthlyDraft, StoreError, SyncState};
use jiff::civil::time;

use crate::desk::{Desk, now};

fn letter() -> NewMonthlyDraft {
    NewMonthlyDraft {
        template: "letter".into(),
        title: "Plant notes".into(),
        day: 31,
        time: time(8, 30, 0, 0),
        time_zone: "America/Chicago".into(),
    }
}

#[test]
fn a_draft_is_made_once_a_month_whoever_sees_it_due() {
    let mut desk = Desk::new();
    let id = desk.store.add_monthly_draft(&letter(), now()).unwrap();
    let mut other = desk.again();
    let made = [
        desk.store
            .monthly_draft_made(id, "2026-11", "plant-notes", now()),
        other.monthly_draft_made(id, "2026-11", "plant-notes-2", now()),
        other.monthly_draft_made(id, "2026-12", "plant-notes-3", now()),
    ]
    .map(Result::unwrap);
    assert_eq!(made, [true, false, true]);
    let drafts = desk.store.monthly_drafts().unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!((drafts[0].id, &drafts[0].draft), (id, &letter()));
    assert_eq!(drafts[0].last_made.as_deref(), Some("2026-12"));
    assert!(
        desk.raw()
            .execute("DELETE FROM monthly_draft_made", [])
            .is_err()
    );

    desk.store.end_monthly_draft(id, now()).unwrap();
    assert!(desk.store.monthly_drafts().unwrap().is_empty());
    assert!(
        !other
            .monthly_draft_made(id, "2027-01", "late", now())
            .unwrap(),
        "it was ended"
    );
}

#[test]
fn a_monthly_draft_that_cannot_be_is_refused() {
    let mut desk = Desk::new();
    for wrong in [
        NewMonthlyDraft { day: 0, ..letter() },
        NewMonthlyDraft {
            day: 32,
            ..letter()
        },
        NewMonthlyDraft {
            title: "  ".into(),
            ..letter()
        },
    ] {
        let refused = desk.store.add_monthly_draft(&wrong, now());
        assert!(
            matches!(refused, Err(StoreError::BadValue { .. })),
            "{wrong:?}"
        );
    }
    let id = desk.store.add_monthly_draft(&letter(), now()).unwrap();
    for month in ["", "2026-13", "2026-1", "November", "2026-11-04"] {
        let refused = desk.store.monthly_draft_made(id, month, "x", now());
        assert!(
            matches!(refused, Err(StoreError::BadValue { .. })),
            "{month}"
        );
    }
    let nobody = MonthlyDraftId(99);
    let missing = [
        desk.store
            .monthly_draft_made(nobody, "2026-11", "x", now())
            .map(|_| ()),
        desk.store.end_monthly_draft(nobody, now()),
    ];
    for missing in missing {
        assert!(matches!(missing, Err(StoreError::NotFound { .. })));
    }
}

#[test]
fn how_far_a_folder_was_read_is_known_by_its_name() {
    let mut desk = Desk::new();
    assert_eq!(desk.store.sync_state("INBOX").unwrap(), None);
    desk.store.set_sync_state("INBOX", 7, 120, now()).unwrap();
    desk.store.set_sync_state("Junk", 9, 3, now()).unwrap();
    // Numbered anew by the server: the numbers begin from the start.
    desk.store
        .set_sync_state("INBOX", u32::MAX, 1, now())
        .unwrap();
    let state = |uid_validity, last_uid| {
        let at = now();
        Some(SyncState {
            uid_validity,
            last_uid,
            at,
        })
    };
    let again = desk.again();
    assert_eq!(again.sync_state("INBOX").unwrap(), state(u32::MAX, 1));
    assert_eq!(again.sync_state("Junk").unwrap(), state(9, 3));
}

#[test]
fn the_number_of_a_desk_grows_with_every_change_by_whomever() {
    let mut desk = Desk::new();
    let mut other = desk.again();
    let mut last = desk.store.version().unwrap();
    // What is written must differ: writing what stands there already is no change.
    for (uid, by_other) in (1..).zip([true, false, true, true, false]) {
        let store = if by_other {
            &mut other
        } else {
            &mut desk.store
        };
        store.set_sync_state("INBOX", 1, uid, now()).unwrap();
        let next = desk.store.version().unwrap();
        assert!(next > last, "{next} after {last}");
        last = next;
    }
    desk.store.mailings().unwrap();
    assert_eq!(desk.store.version().unwrap(), last, "reading is no change");
}
