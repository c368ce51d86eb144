//! Mailings put to a time, held until one, and stopped.

use byline_model::{DeliveryState, MailingId, MailingState, Schedule, SkipReason, Via};
use byline_store::{DeliveryUpdate, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::desk::{Desk, now};

fn at(hours: i64) -> Schedule {
    Schedule {
        at: now() + SignedDuration::from_hours(hours),
        time_zone: "America/Chicago".into(),
    }
}

fn states(desk: &Desk, id: MailingId) -> Vec<&'static str> {
    let rows = desk.store.deliveries(id).unwrap();
    rows.into_iter().map(|row| row.state.word()).collect()
}

/// A mailing that waits for the rep, or for its time.
fn planned(desk: &mut Desk, piece: &str, schedule: Option<Schedule>) -> MailingId {
    let new = desk.plan(piece, Via::Smtp, schedule);
    desk.store.plan_mailing(&new, now()).unwrap()
}

#[test]
fn a_scheduled_mailing_keeps_its_time_and_zone_and_goes_once() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = planned(&mut desk, "october", Some(at(2)));
    let mut other = desk.again();
    let mailing = other.mailing(id).unwrap();
    assert_eq!(mailing.state, MailingState::Scheduled);
    assert_eq!(mailing.schedule, Some(at(2)));
    assert!(
        other
            .claim(id, 9, "boot", "sender", now())
            .unwrap()
            .is_empty(),
        "it went before its time"
    );

    desk.store.schedule_mailing(id, &at(3), now()).unwrap();
    assert!(
        !other.begin_scheduled(id, &at(2), now()).unwrap(),
        "it went at a time that the rep had taken back"
    );
    assert!(desk.store.begin_scheduled(id, &at(3), now()).unwrap());
    assert!(
        !other.begin_scheduled(id, &at(3), now()).unwrap(),
        "two began it"
    );
    let mailing = desk.store.mailing(id).unwrap();
    assert_eq!(
        (mailing.state, mailing.schedule),
        (MailingState::Sending, None)
    );
}

#[test]
fn only_what_has_not_begun_can_be_put_to_a_time() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = planned(&mut desk, "october", None);
    desk.store.schedule_mailing(id, &at(2), now()).unwrap();
    let hold = |desk: &mut Desk, state| {
        let until = Some(now());
        desk.store.set_mailing_state(id, state, None, until, now())
    };
    hold(&mut desk, MailingState::Paused).unwrap();
    desk.store.schedule_mailing(id, &at(4), now()).unwrap();
    assert!(matches!(
        hold(&mut desk, MailingState::Scheduled),
        Err(StoreError::BadValue { .. })
    ));

    hold(&mut desk, MailingState::Sending).unwrap();
    let rows = desk.store.claim(id, 1, "boot", "sender", now()).unwrap();
    for to in [DeliveryState::Sending, DeliveryState::Accepted] {
        let step = DeliveryUpdate::new(rows[0].delivery, to);
        desk.store.record(&[step], now()).unwrap();
    }
    for state in [
        MailingState::Sending,
        MailingState::Paused,
        MailingState::Done,
    ] {
        hold(&mut desk, state).unwrap();
        let refused = desk.store.schedule_mailing(id, &at(2), now());
        assert!(matches!(refused, Err(StoreError::Standing(_))), "{state}");
    }
    assert!(matches!(
        desk.store.schedule_mailing(MailingId(99), &at(2), now()),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn a_pause_knows_when_it_ends_and_no_other_state_does() {
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.mailing("october", Via::Smtp);
    let until = now() + SignedDuration::from_hours(1);
    for state in [
        MailingState::Paused,
        MailingState::Sending,
        MailingState::Done,
        MailingState::Planned,
    ] {
        desk.store
            .set_mailing_state(id, state, Some("The limit is reached"), Some(until), now())
            .unwrap();
        let mailing = desk.store.mailing(id).unwrap();
        let expected = (state == MailingState::Paused).then_some(until);
        assert_eq!(mailing.resume_at, expected, "{state}");
    }
}

#[test]
fn what_is_not_done_is_open() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let done = desk.sent("september", now());
    desk.store
        .set_mailing_state(done, MailingState::Done, None, None, now())
        .unwrap();
    let scheduled = planned(&mut desk, "october", Some(at(1)));
    let waiting = planned(&mut desk, "november", None);
    let open = desk.store.open_mailings().unwrap();
    let ids: Vec<_> = open.iter().map(|mailing| mailing.mailing).collect();
    assert_eq!(ids, [scheduled, waiting]);
    for mailing in &open {
        assert_eq!(mailing, &desk.store.mailing(mailing.mailing).unwrap());
    }
}

#[test]
fn a_stopped_mailing_is_done_when_nobody_sends_it() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 2, "boot", "sender", now()).unwrap();
    let retry_at: Timestamp = now() + SignedDuration::from_mins(5);
    let step = |row: usize, to| DeliveryUpdate::new(rows[row].delivery, to);
    let deferred = DeliveryUpdate {
        retry_at: Some(retry_at),
        ..step(1, DeliveryState::Deferred)
    };
    let steps = [
        step(0, DeliveryState::Sending),
        step(1, DeliveryState::Sending),
        step(0, DeliveryState::Accepted),
        deferred,
    ];
    desk.store.record(&steps, now()).unwrap();
    assert_eq!(desk.store.next_retry(id).unwrap(), Some(retry_at));

    assert_eq!(desk.store.stop_mailing(id, now()).unwrap(), 2);
    assert_eq!(states(&desk, id), ["accepted", "skipped", "skipped"]);
    let mailing = desk.store.mailing(id).unwrap();
    assert_eq!(mailing.state, MailingState::Done);
    assert!(mailing.counts.reconciles());
    assert_eq!(desk.store.next_retry(id).unwrap(), None);
    let row = &desk.store.deliveries(id).unwrap()[1];
    assert_eq!(
        (row.skipped, row.retry_at),
        (Some(SkipReason::Stopped), None)
    );
    assert_eq!(
        desk.store.stop_mailing(id, now()).unwrap(),
        0,
        "stopped twice"
    );
    assert!(matches!(
        desk.store.stop_mailing(MailingId(99), now()),
        Err(StoreError::NotFound { .. })
    ));
}

/// Four rows: one is leaving, one is claimed, two wait.
fn being_sent(desk: &mut Desk) -> (MailingId, Vec<byline_model::Delivery>) {
    desk.add_many(4);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 2, "boot", "sender", now()).unwrap();
    let leaving = DeliveryUpdate::new(rows[0].delivery, DeliveryState::Sending);
    desk.store.record(&[leaving], now()).unwrap();
    (id, rows)
}

#[test]
fn a_stop_waits_for_what_is_leaving_and_lets_nothing_more_leave() {
    let mut desk = Desk::new();
    let (id, rows) = being_sent(&mut desk);
    assert_eq!(desk.again().stop_mailing(id, now()).unwrap(), 2);
    assert_eq!(
        states(&desk, id),
        ["sending", "claimed", "skipped", "skipped"]
    );
    assert_eq!(desk.store.mailing_state(id).unwrap(), MailingState::Paused);
    let go_on = desk
        .store
        .set_mailing_state(id, MailingState::Sending, None, None, now());
    assert!(
        matches!(go_on, Err(StoreError::Standing(_))),
        "it was stopped"
    );

    // The sender notices, keeps the answer of the one that left, and gives back the other.
    let accepted = DeliveryUpdate::new(rows[0].delivery, DeliveryState::Accepted);
    desk.store.record(&[accepted], now()).unwrap();
    assert_eq!(desk.store.mailing_state(id).unwrap(), MailingState::Paused);
    desk.store.release_claims(id, "boot", now()).unwrap();
    assert_eq!(
        states(&desk, id),
        ["accepted", "skipped", "skipped", "skipped"]
    );
    assert_eq!(desk.store.mailing_state(id).unwrap(), MailingState::Done);

    // Whatever the sender calls it last, it is over.
    desk.store
        .set_mailing_state(id, MailingState::Paused, Some("paused"), None, now())
        .unwrap();
    let mailing = desk.store.mailing(id).unwrap();
    assert_eq!((mailing.state, mailing.held), (MailingState::Done, None));
    assert!(mailing.counts.reconciles());
}

#[test]
fn what_is_to_be_tried_again_is_not_after_a_stop() {
    let mut desk = Desk::new();
    let (id, rows) = being_sent(&mut desk);
    desk.store.stop_mailing(id, now()).unwrap();
    let not_now = DeliveryUpdate::new(rows[0].delivery, DeliveryState::Deferred);
    let back = DeliveryUpdate::new(rows[1].delivery, DeliveryState::Queued);
    desk.store.record(&[not_now, back], now()).unwrap();
    assert_eq!(states(&desk, id), ["skipped"; 4]);
    assert_eq!(desk.store.mailing_state(id).unwrap(), MailingState::Done);
}

#[test]
fn a_stop_after_a_crash_leaves_the_doubtful_to_the_rep_who_may_send_it_again() {
    let mut desk = Desk::new();
    let (id, rows) = being_sent(&mut desk);
    desk.store.stop_mailing(id, now()).unwrap();
    desk.again().release_claims(id, "boot", now()).unwrap();
    assert_eq!(
        states(&desk, id),
        ["unknown", "skipped", "skipped", "skipped"]
    );
    assert_eq!(desk.store.mailing_state(id).unwrap(), MailingState::Done);

    let again = DeliveryUpdate::new(rows[0].delivery, DeliveryState::Queued);
    desk.store.record(&[again], now()).unwrap();
    assert_eq!(
        states(&desk, id)[0],
        "queued",
        "the rep's word was not heard"
    );
    for state in [MailingState::Paused, MailingState::Sending] {
        desk.store
            .set_mailing_state(id, state, None, None, now())
            .unwrap();
        assert_eq!(desk.store.mailing_state(id).unwrap(), state);
    }
    let claimed = desk.store.claim(id, 9, "boot", "sender", now()).unwrap();
    assert_eq!(claimed.len(), 1);
    // It was not taken, and waits for another try as in any mailing.
    let steps = [DeliveryState::Sending, DeliveryState::Deferred]
        .map(|to| DeliveryUpdate::new(rows[0].delivery, to));
    desk.store.record(&steps, now()).unwrap();
    assert_eq!(states(&desk, id)[0], "deferred");
}

#[test]
fn a_clock_that_was_put_back_keeps_nobody_waiting() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 9, "boot", "sender", now()).unwrap();
    for (row, hours) in rows.iter().zip([1, 24, 25]) {
        let deferred = DeliveryUpdate {
            retry_at: Some(now() + SignedDuration::from_hours(hours)),
            ..DeliveryUpdate::new(row.delivery, DeliveryState::Deferred)
        };
        let leaving = DeliveryUpdate::new(row.delivery, DeliveryState::Sending);
        desk.store.record(&[leaving, deferred], now()).unwrap();
    }
    let claim = |desk: &mut Desk, at: Timestamp| -> Vec<u32> {
        let rows = desk.store.claim(id, 9, "boot", "sender", at).unwrap();
        rows.iter().map(|row| row.position).collect()
    };
    assert_eq!(claim(&mut desk, now()), [3], "25 hours are no pause");
    let hour = SignedDuration::from_hours(1);
    assert_eq!(claim(&mut desk, now() + hour), [1]);
    assert_eq!(desk.store.retry_now(id, now()).unwrap(), 1);
    assert_eq!(desk.store.next_retry(id).unwrap(), Some(now()));
    assert_eq!(claim(&mut desk, now()), [2]);
}
