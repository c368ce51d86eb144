//! What comes back for a mailing is kept once and acted on.

use byline_model::{Answer, DeliveryState, SuppressionReason, Via};
use byline_store::{DeliveryUpdate, Store};

use crate::desk::{Desk, days_ago, now};

#[test]
fn what_comes_back_is_kept_once_and_acted_on() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let id = desk.sent("october", days_ago(2));
    let rows = desk.store.deliveries(id).unwrap();
    let store = &mut desk.store;
    assert!(
        store
            .record_answer(rows[0].delivery, Answer::Replied, "Yes please", days_ago(1))
            .unwrap()
    );
    assert!(
        !store
            .record_answer(rows[0].delivery, Answer::Replied, "Yes please", days_ago(1))
            .unwrap()
    );
    assert!(
        store
            .record_answer(rows[1].delivery, Answer::OptedOut, "stop", days_ago(1))
            .unwrap()
    );
    store
        .bounce(
            rows[2].delivery,
            "550 5.1.1 no such user",
            true,
            days_ago(1),
        )
        .unwrap();
    store
        .bounce(rows[2].delivery, "550 5.1.1 no such user", true, now())
        .unwrap();
    let reason = |store: &Store, row: usize| {
        let address = rows[row].address.clone().unwrap();
        store
            .suppression_of(&address)
            .unwrap()
            .map(|suppression| suppression.reason)
    };
    assert_eq!(reason(store, 0), None);
    assert_eq!(reason(store, 1), Some(SuppressionReason::OptedOut));
    assert_eq!(reason(store, 2), Some(SuppressionReason::HardBounce));
    let counts = store.counts(id).unwrap();
    assert_eq!((counts.accepted, counts.bounced, counts.replied), (3, 1, 1));
    assert!(counts.reconciles());
    assert_eq!(
        store.delivery(rows[0].delivery).unwrap().answers,
        [Answer::Replied]
    );
    assert_eq!(
        store
            .delivery_by_message_id(&rows[1].message_id)
            .unwrap()
            .unwrap()
            .answers,
        [Answer::OptedOut]
    );
}

#[test]
fn an_answer_shows_that_a_delivery_of_unknown_fate_arrived() {
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.mailing("october", Via::Smtp);
    let row = desk
        .store
        .claim(id, 1, "boot", "sender", now())
        .unwrap()
        .remove(0);
    desk.store
        .record(
            &[DeliveryUpdate::new(row.delivery, DeliveryState::Unknown)],
            now(),
        )
        .unwrap();
    desk.store
        .record_answer(row.delivery, Answer::AutoReplied, "Away", now())
        .unwrap();
    assert_eq!(
        desk.store.delivery(row.delivery).unwrap().state,
        DeliveryState::Accepted
    );
}
