//! Mailings: nobody twice, nobody lost, and totals that reconcile whatever happens.

use std::collections::BTreeSet;

use byline_model::{
    Answer, ContactField, DeliveryId, DeliveryState, IncomingKind, MailingState, MatchedBy,
    SkipReason, SuppressionReason, Via,
};
use byline_store::{DeliveryUpdate, NewIncoming, Released, StillGoes, Store, StoreError};
use jiff::SignedDuration;
use proptest::prelude::*;

use crate::{
    desk::{Desk, address, days_ago, now},
    incoming::{keep, message},
};

fn step(delivery: DeliveryId, to: DeliveryState) -> DeliveryUpdate {
    DeliveryUpdate::new(delivery, to)
}

fn states(store: &Store, id: byline_model::MailingId) -> Vec<&'static str> {
    store
        .deliveries(id)
        .unwrap()
        .into_iter()
        .map(|row| row.state.word())
        .collect()
}

#[test]
fn a_mailing_goes_its_way_and_every_step_is_kept() {
    use DeliveryState::{Accepted, Deferred, Refused, Sending};
    let mut desk = Desk::new();
    desk.add_many(3);
    desk.add("No", "Address", "");
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 10, "boot", "sender", now()).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.position).collect::<Vec<_>>(),
        [2, 3, 4],
        "the first has no address"
    );
    assert_eq!(
        (rows[0].name.as_str(), rows[0].state, rows[0].attempts),
        ("Person N0001", DeliveryState::Claimed, 0)
    );
    let sending: Vec<_> = rows.iter().map(|row| step(row.delivery, Sending)).collect();
    desk.store.record(&sending, now()).unwrap();
    let later = now() + SignedDuration::from_mins(10);
    let deferred = DeliveryUpdate {
        retry_at: Some(later),
        ..step(rows[2].delivery, Deferred).with_words("451 try later")
    };
    let outcomes = [
        step(rows[0].delivery, Accepted).with_words("250 OK"),
        step(rows[1].delivery, Refused).with_words("550 no"),
        deferred,
    ];
    desk.store.record_durably(&outcomes, now()).unwrap();

    let counts = desk.store.counts(id).unwrap();
    assert_eq!(
        (
            counts.total,
            counts.accepted,
            counts.refused,
            counts.deferred,
            counts.skipped,
            counts.waiting,
            counts.unknown
        ),
        (4, 1, 1, 1, 1, 0, 0)
    );
    assert!(counts.reconciles());
    assert_eq!(desk.store.mailing(id).unwrap().counts, counts);
    assert_eq!(desk.store.mailings().unwrap()[0].counts, counts);
    assert!(
        desk.store
            .claim(id, 10, "boot", "sender", now())
            .unwrap()
            .is_empty(),
        "its time has not come"
    );
    let again = desk.store.claim(id, 10, "boot", "sender", later).unwrap();
    assert_eq!(
        again
            .iter()
            .map(|row| (row.position, row.attempts))
            .collect::<Vec<_>>(),
        [(4, 1)]
    );

    let raw = desk.raw();
    let mut statement = raw
        .prepare("SELECT state FROM delivery_event WHERE delivery_id = ?1 ORDER BY id")
        .unwrap();
    let history: Vec<String> = statement
        .query_map([rows[2].delivery.0], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        history,
        ["queued", "claimed", "sending", "deferred", "claimed"]
    );
}

#[test]
fn who_opts_out_after_the_plan_gets_nothing() {
    let mut desk = Desk::new();
    desk.add_many(4);
    let id = desk.mailing("october", Via::Smtp);
    desk.store
        .suppress(
            &address("PERSON2@example.com"),
            SuppressionReason::OptedOut,
            None,
            now(),
        )
        .unwrap();
    desk.store
        .suppress(
            &address("person3@example.com"),
            SuppressionReason::HardBounce,
            None,
            now(),
        )
        .unwrap();
    let rows = desk.store.claim(id, 2, "boot", "sender", now()).unwrap();
    assert_eq!(
        rows.iter().map(|row| row.position).collect::<Vec<_>>(),
        [1, 4]
    );
    let skipped: Vec<_> = desk
        .store
        .deliveries(id)
        .unwrap()
        .into_iter()
        .filter_map(|row| row.skipped)
        .collect();
    assert_eq!(skipped, [SkipReason::Suppressed, SkipReason::BouncedBefore]);
    assert!(desk.store.counts(id).unwrap().reconciles());
}

#[test]
fn an_address_put_right_after_the_plan_is_the_one_that_counts() {
    let mut desk = Desk::new();
    let people = desk.add_many(5);
    let id = desk.mailing("october", Via::Smtp);
    for (n, email) in [
        (1, Some("right@example.com")),
        (2, Some("stopped@example.com")),
        (3, Some("person4@example.com")),
        (5, None),
    ] {
        desk.store
            .set_field(people[n - 1], ContactField::Email, email, now())
            .unwrap();
    }
    let stopped = address("stopped@example.com");
    desk.store
        .suppress(&stopped, SuppressionReason::OptedOut, None, now())
        .unwrap();
    let claimed = desk.store.claim(id, 9, "boot", "sender", now()).unwrap();
    let goes_to: Vec<_> = claimed
        .iter()
        .map(|row| (row.position, row.address.clone().unwrap().to_string()))
        .collect();
    assert_eq!(
        goes_to,
        [
            (1, "right@example.com".to_owned()),
            (4, "person4@example.com".to_owned())
        ]
    );
    let rows = desk.store.deliveries(id).unwrap();
    let skipped: Vec<_> = rows.iter().filter_map(|row| row.skipped).collect();
    assert_eq!(
        skipped,
        [
            SkipReason::Suppressed,
            SkipReason::DuplicateAddress,
            SkipReason::NoAddress
        ]
    );
}

/// A window is claimed minutes before the turn of its last, where a mailbox sends a few a minute.
#[test]
fn what_happens_between_the_claim_and_the_turn_counts() {
    let mut desk = Desk::new();
    let people = desk.add_many(4);
    let before = desk.sent("september", days_ago(30));
    let had = desk.store.deliveries(before).unwrap();
    // A reply from before the claim is answered by now, and stops nothing.
    let reply = message(IncomingKind::Reply, "person4@example.com");
    keep(&mut desk.store, "earlier", &reply, Some(had[3].delivery)).unwrap();
    let later = now() + SignedDuration::from_mins(1);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 9, "boot", "sender", later).unwrap();
    let goes = |desk: &Desk| -> Vec<_> {
        let goes = rows.iter().map(|row| desk.store.still_goes(row.delivery));
        goes.collect::<Result<_, _>>().unwrap()
    };
    assert_eq!(goes(&desk), [StillGoes::Yes; 4]);

    let stops = address("person1@example.com");
    desk.store
        .suppress(&stops, SuppressionReason::OptedOut, None, later)
        .unwrap();
    let reply = message(IncomingKind::Reply, "person2@example.com");
    let new = NewIncoming {
        fingerprint: "reply",
        incoming: &reply,
        at: days_ago(1),
        contact: None,
        delivery: Some(had[1].delivery),
        matched_by: Some(MatchedBy::MessageId),
    };
    let kept = later + SignedDuration::from_secs(1);
    desk.store.keep_incoming(&new, kept).unwrap();
    desk.store.delete_contact(people[2], later).unwrap();
    assert_eq!(
        goes(&desk),
        [
            StillGoes::Skipped(SkipReason::Suppressed),
            StillGoes::Skipped(SkipReason::Replied),
            StillGoes::Skipped(SkipReason::NoAddress),
            StillGoes::Yes
        ]
    );
    desk.store
        .set_mailing_state(id, MailingState::Paused, None, None, later)
        .unwrap();
    assert_eq!(goes(&desk), [StillGoes::Paused; 4]);
}

#[test]
fn nothing_is_claimed_of_a_mailing_that_is_not_going_out() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = desk.mailing("october", Via::Smtp);
    for state in [
        MailingState::Planned,
        MailingState::Paused,
        MailingState::Done,
    ] {
        desk.store
            .set_mailing_state(id, state, Some("why"), None, now())
            .unwrap();
        assert!(
            desk.store
                .claim(id, 9, "boot", "sender", now())
                .unwrap()
                .is_empty(),
            "{state}"
        );
        let mailing = desk.store.mailing(id).unwrap();
        assert_eq!(
            (mailing.state, mailing.held.as_deref()),
            (state, Some("why"))
        );
    }
    desk.store
        .set_mailing_state(id, MailingState::Sending, None, None, now())
        .unwrap();
    assert_eq!(
        desk.store
            .claim(id, 9, "boot", "sender", now())
            .unwrap()
            .len(),
        2
    );
}

#[test]
fn two_senders_never_get_the_same_row() {
    let mut desk = Desk::new();
    desk.add_many(300);
    let id = desk.mailing("october", Via::Smtp);
    let path = desk.path();
    let claim_all = |name: &str| {
        let mut store = Store::open(&path).unwrap();
        let mut mine = Vec::new();
        loop {
            let rows = store.claim(id, 7, "boot", name, now()).unwrap();
            if rows.is_empty() {
                return mine;
            }
            mine.extend(rows.into_iter().map(|row| row.delivery));
        }
    };
    let claim_all = &claim_all;
    let claimed = std::thread::scope(|scope| {
        let threads: Vec<_> = ["a", "b", "c"]
            .map(|name| scope.spawn(move || claim_all(name)))
            .into_iter()
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect::<Vec<_>>()
    });
    let each: BTreeSet<_> = claimed.iter().copied().collect();
    assert_eq!((claimed.len(), each.len()), (300, 300));
}

/// One of two rows was claimed only, the other was being sent when its sender went away.
fn interrupted(via: Via, boot_now: &str) -> (Released, Vec<&'static str>) {
    let mut desk = Desk::new();
    desk.add_many(3);
    let id = desk.mailing("october", via);
    let rows = desk.store.claim(id, 2, "boot 1", "sender", now()).unwrap();
    desk.store
        .record(&[step(rows[1].delivery, DeliveryState::Sending)], now())
        .unwrap();
    let mut next = desk.again();
    let released = next.release_claims(id, boot_now, now()).unwrap();
    assert_eq!(
        next.release_claims(id, boot_now, now()).unwrap(),
        Released::default(),
        "released twice"
    );
    assert!(next.counts(id).unwrap().reconciles());
    (released, states(&next, id))
}

#[test]
fn after_a_killed_process_only_what_was_leaving_is_unknown() {
    assert_eq!(
        interrupted(Via::Smtp, "boot 1"),
        (
            Released {
                queued: 1,
                unknown: 1
            },
            vec!["queued", "unknown", "queued"]
        )
    );
}

#[test]
fn after_a_power_cut_all_that_was_claimed_is_unknown() {
    assert_eq!(
        interrupted(Via::Smtp, "boot 2"),
        (
            Released {
                queued: 0,
                unknown: 2
            },
            vec!["unknown", "unknown", "queued"]
        )
    );
}

#[test]
fn files_are_simply_written_again() {
    for boot in ["boot 1", "boot 2"] {
        assert_eq!(
            interrupted(Via::Outbox, boot),
            (
                Released {
                    queued: 2,
                    unknown: 0
                },
                vec!["queued"; 3]
            )
        );
    }
}

#[test]
fn a_step_that_no_delivery_takes_is_an_error_and_keeps_nothing_of_its_call() {
    use DeliveryState::{Accepted, Claimed, Queued, Sending, Skipped};
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.deliveries(id).unwrap();
    assert!(matches!(
        desk.store.record(&[step(rows[0].delivery, Claimed)], now()),
        Err(StoreError::Transition(_))
    ));
    assert!(matches!(
        desk.store.record(&[step(rows[0].delivery, Skipped)], now()),
        Err(StoreError::BadValue { .. })
    ));
    desk.store.claim(id, 2, "boot", "sender", now()).unwrap();
    let mixed = [
        step(rows[0].delivery, Sending),
        step(rows[1].delivery, Accepted),
    ];
    assert!(matches!(
        desk.store.record(&mixed, now()),
        Err(StoreError::Transition(_))
    ));
    assert_eq!(states(&desk.store, id), ["claimed", "claimed"]);
    desk.store
        .record(&[step(rows[0].delivery, Sending)], now())
        .unwrap();
    desk.store
        .record(&[step(rows[0].delivery, Accepted)], now())
        .unwrap();
    assert!(
        desk.store
            .record(&[step(rows[0].delivery, Queued)], now())
            .is_err()
    );
    assert!(
        desk.raw()
            .execute(
                "UPDATE delivery SET state = 'queued' WHERE id = ?1",
                [rows[0].delivery.0]
            )
            .is_err(),
        "the database let an accepted delivery go out again"
    );
}

#[test]
fn the_last_day_counts_what_went_to_the_server_over_all_mailings() {
    let mut desk = Desk::new();
    desk.add_many(3);
    desk.sent("september", days_ago(2));
    desk.sent("october", now());
    let outbox = desk.mailing("november", Via::Outbox);
    let rows = desk
        .store
        .claim(outbox, 9, "boot", "sender", now())
        .unwrap();
    for to in [DeliveryState::Sending, DeliveryState::Accepted] {
        let steps: Vec<_> = rows.iter().map(|row| step(row.delivery, to)).collect();
        desk.store.record(&steps, now()).unwrap();
    }
    assert_eq!(desk.store.sent_since(days_ago(1)).unwrap(), 3);
    assert_eq!(desk.store.sent_since(days_ago(3)).unwrap(), 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Whatever is asked of a mailing, in whatever order: the totals reconcile, the history of each row is a path
    /// that deliveries take, and nobody is sent twice without the rep's word.
    #[test]
    fn totals_always_reconcile(
        work in proptest::collection::vec((0_u8..7, 0_usize..6, proptest::sample::select(DeliveryState::ALL)), 1..60),
    ) {
        let mut desk = Desk::new();
        desk.add_many(5);
        desk.add("No", "Address", "");
        let id = desk.mailing("october", Via::Smtp);
        let rows = desk.store.deliveries(id).unwrap();
        for (what, row, state) in work {
            let delivery = rows[row].delivery;
            // An error is an answer, too; what it leaves behind is what counts.
            let _refused = match what {
                0 | 1 => desk.store.claim(id, 2, "boot", "sender", now()).map(|_| ()),
                2 | 3 => desk.store.record(&[step(delivery, state)], now()),
                4 => desk.store.release_claims(id, if row % 2 == 0 { "boot" } else { "other" }, now()).map(|_| ()),
                5 => desk.store.bounce(delivery, "550", row == 0, now()),
                _ => desk.store.record_answer(delivery, Answer::Replied, "", now()).map(|_| ()),
            };
            let counts = desk.store.counts(id).unwrap();
            prop_assert!(counts.reconciles(), "{counts:?}");
            prop_assert_eq!(counts.total, 6);
        }
        let raw = desk.raw();
        let mut statement = raw.prepare("SELECT state FROM delivery_event WHERE delivery_id = ?1 ORDER BY id").unwrap();
        for row in &rows {
            let history: Vec<DeliveryState> = statement
                .query_map([row.delivery.0], |row| row.get::<_, String>(0)).unwrap()
                .map(|word| DeliveryState::from_word(&word.unwrap()).unwrap()).collect();
            for pair in history.windows(2) {
                prop_assert!(pair[0].step(pair[1]).is_ok(), "{history:?}");
            }
            prop_assert_eq!(*history.last().unwrap(), desk.store.delivery(row.delivery).unwrap().state);
        }
    }
}
