//! How much went through the mailbox, and whether an edition was tested.

use byline_model::{DeliveryState, EditionHash, Via};
use byline_store::{DeliveryUpdate, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::desk::{Desk, address, days_ago, edition, now};

fn minutes(minutes: i64) -> Timestamp {
    now() + SignedDuration::from_mins(minutes)
}

#[test]
fn mailings_and_tests_count_against_the_limit_by_when_they_left() {
    let mut desk = Desk::new();
    desk.add_many(3);
    desk.sent("september", days_ago(2));
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 9, "boot", "sender", now()).unwrap();
    let outcomes = [
        DeliveryState::Accepted,
        DeliveryState::Unknown,
        DeliveryState::Refused,
    ];
    for ((row, to), at) in rows.iter().zip(outcomes).zip([3, 1, 2]) {
        for to in [DeliveryState::Sending, to] {
            let step = DeliveryUpdate::new(row.delivery, to);
            desk.store.record(&[step], minutes(at)).unwrap();
        }
    }
    let hash = edition("october").hash;
    let me = address("me@example.com");
    for (via, state, at) in [
        (Via::Smtp, DeliveryState::Accepted, 2),
        (Via::Smtp, DeliveryState::Unknown, 4),
        (Via::Smtp, DeliveryState::Refused, 5),
        (Via::Outbox, DeliveryState::Accepted, 6),
    ] {
        desk.store
            .record_test("october", &hash, &me, via, state, minutes(at))
            .unwrap();
    }
    let expected = [1, 2, 3, 4].map(minutes);
    assert_eq!(desk.store.sent_times(days_ago(1)).unwrap(), expected);
    assert_eq!(desk.store.sent_since(days_ago(1)).unwrap(), 4);
    assert_eq!(desk.store.sent_times(minutes(3)).unwrap(), expected[2..]);
    assert_eq!(desk.store.sent_since(days_ago(3)).unwrap(), 7);

    // That it arrived is learned an hour later; nothing left then.
    let arrived = DeliveryUpdate::new(rows[1].delivery, DeliveryState::Accepted);
    desk.store.record(&[arrived], minutes(60)).unwrap();
    assert_eq!(desk.store.sent_times(days_ago(1)).unwrap(), expected);
}

#[test]
fn what_the_rep_sends_again_counts_again() {
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.mailing("october", Via::Smtp);
    let row = desk.store.claim(id, 1, "boot", "sender", now()).unwrap()[0].delivery;
    let steps = [
        DeliveryState::Sending,
        DeliveryState::Unknown,
        DeliveryState::Queued,
    ]
    .map(|to| DeliveryUpdate::new(row, to));
    desk.store.record(&steps, now()).unwrap();
    desk.store
        .claim(id, 1, "boot", "sender", minutes(5))
        .unwrap();
    let steps =
        [DeliveryState::Sending, DeliveryState::Accepted].map(|to| DeliveryUpdate::new(row, to));
    desk.store.record(&steps, minutes(5)).unwrap();
    assert_eq!(
        desk.store.sent_times(days_ago(1)).unwrap(),
        [now(), minutes(5)]
    );
}

#[test]
fn a_test_is_of_one_edition_and_must_have_arrived() {
    let mut desk = Desk::new();
    let (october, november) = (edition("october").hash, edition("november").hash);
    let me = address("me@example.com");
    let mut test = |hash: &EditionHash, state| {
        desk.store
            .record_test("october", hash, &me, Via::Smtp, state, now())?;
        desk.store.tested(hash)
    };
    assert!(!test(&october, DeliveryState::Refused).unwrap());
    assert!(!test(&october, DeliveryState::Unknown).unwrap());
    assert!(test(&october, DeliveryState::Accepted).unwrap());
    assert!(matches!(
        test(&october, DeliveryState::Queued),
        Err(StoreError::BadValue { .. })
    ));
    assert!(!desk.store.tested(&november).unwrap());
    assert!(desk.raw().execute("DELETE FROM test_sent", []).is_err());
}
