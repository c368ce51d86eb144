//! To which delivery a message belongs.

use byline_model::{ContactDraft, Delivery, DeliveryState, Via};
use byline_store::DeliveryUpdate;
use jiff::SignedDuration;

use crate::desk::{Desk, address, days_ago, now};

const WEEK: SignedDuration = SignedDuration::from_hours(24 * 7);

#[test]
fn a_token_is_the_whole_first_part_of_a_message_id() {
    let mut desk = Desk::new();
    desk.add_many(12);
    let id = desk.sent("october", days_ago(1));
    let rows = desk.store.deliveries(id).unwrap();
    let found = |token: &str| desk.store.delivery_by_token(token).unwrap();
    // `october.1` is the beginning of `october.10` to `october.12`, too.
    assert_eq!(found("october.1").as_ref(), Some(&rows[0]));
    assert_eq!(found("october.12").as_ref(), Some(&rows[11]));
    for none in [
        "octobe",
        "october.",
        "october.13",
        "",
        "october.1@example.com",
        "%",
        "OCTOBER.1",
    ] {
        assert_eq!(found(none), None, "{none}");
    }
}

#[test]
fn the_last_delivery_to_an_address_is_the_one_that_left_last_before() {
    let mut desk = Desk::new();
    let maria = desk.add("Maria", "Chen", "maria@example.com");
    desk.add("Ann", "Rowe", "ann@example.com");
    let first = desk.sent("september", days_ago(5));
    let second = desk.sent("october", days_ago(2));
    let of = |desk: &Desk, id| -> Delivery { desk.store.deliveries(id).unwrap().remove(0) };
    let last = |desk: &Desk, email: &str, days: i64| {
        desk.store
            .last_delivery_to(&address(email), days_ago(days), WEEK)
            .unwrap()
            .map(|found| found.mailing)
    };
    assert_eq!(last(&desk, "MARIA@example.com", 0), Some(second));
    assert_eq!(last(&desk, "maria@example.com", 3), Some(first));
    assert_eq!(last(&desk, "maria@example.com", 6), None);
    assert_eq!(last(&desk, "nobody@example.com", 0), None);
    let long_after = now() + SignedDuration::from_hours(24 * 6);
    let found = desk
        .store
        .last_delivery_to(&address("maria@example.com"), long_after, WEEK)
        .unwrap();
    assert_eq!(found, None, "it left eight days before");

    // It came back today; what was written yesterday can be about it all the same.
    let row = of(&desk, second);
    desk.store
        .bounce(row.delivery, "452 full", false, now())
        .unwrap();
    assert_eq!(last(&desk, "maria@example.com", 1), Some(second));

    // The same person under the address that they have now, and under the one they had.
    let moved = ContactDraft {
        email: Some(address("chen@example.org")),
        ..ContactDraft::default()
    };
    desk.store.edit_contact(maria, &moved, now()).unwrap();
    assert_eq!(last(&desk, "chen@example.org", 0), Some(second));
    assert_eq!(last(&desk, "maria@example.com", 0), Some(second));

    // What waits or was left out cannot be what they answer.
    let waiting = desk.mailing("november", Via::Smtp);
    assert_eq!(last(&desk, "ann@example.com", 0), Some(second));
    desk.store.stop_mailing(waiting, now()).unwrap();
    assert_eq!(last(&desk, "ann@example.com", 0), Some(second));
}

#[test]
fn why_a_delivery_was_refused_is_kept_with_it() {
    use byline_model::{BounceReason, Failure};
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 2, "boot", "sender", now()).unwrap();
    let failure = Some(Failure {
        hard: true,
        reason: BounceReason::NoSuchUser,
    });
    let outcome = |row: usize, to| DeliveryUpdate {
        failure,
        ..DeliveryUpdate::new(rows[row].delivery, to)
    };
    let steps = [
        DeliveryUpdate::new(rows[0].delivery, DeliveryState::Sending),
        DeliveryUpdate::new(rows[1].delivery, DeliveryState::Sending),
        outcome(0, DeliveryState::Refused),
        outcome(1, DeliveryState::Accepted),
    ];
    desk.store.record(&steps, now()).unwrap();
    let rows = desk.store.deliveries(id).unwrap();
    assert_eq!(rows[0].failure, failure);
    assert_eq!(rows[1].failure, None, "what was taken has not failed");
}
