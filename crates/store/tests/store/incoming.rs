//! What comes in is kept with what follows from it.

use byline_model::{
    Answer, BounceReason, Delivery, DeliveryId, DeliveryState, EmailAddress, FailedRecipient,
    Failure, Incoming, IncomingId, IncomingKind, MailingId, MatchedBy, SkipReason,
    SuppressionReason, Via,
};
use byline_store::{DeliveryUpdate, NewIncoming, SOFT_BOUNCES_IN_A_ROW, Store, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::desk::{Desk, address, days_ago, now};

/// A message of a kind from somebody.
pub fn message(kind: IncomingKind, from: &str) -> Incoming {
    Incoming {
        kind,
        recipients: Vec::new(),
        message_id: Some(format!("in@{from}")),
        about: Vec::new(),
        tokens: Vec::new(),
        from: EmailAddress::parse(from).ok(),
        from_name: None,
        subject: "Re: Hello".into(),
        date: None,
        text: "Some words\nand more".into(),
        returns: None,
        may_opt_out: None,
        bulk: false,
    }
}

/// A notice that mail to these addresses failed.
pub fn notice(failed: &[(&str, bool)]) -> Incoming {
    let recipients = failed.iter().map(|(to, hard)| FailedRecipient {
        address: address(to),
        hard: *hard,
        status: None,
        reason: if *hard {
            BounceReason::NoSuchUser
        } else {
            BounceReason::MailboxFull
        },
        words: format!("{} {to}", if *hard { 550 } else { 452 }),
    });
    Incoming {
        recipients: recipients.collect(),
        ..message(IncomingKind::Bounce, "mailer-daemon@example.org")
    }
}

/// Keeps a message that belongs to a delivery, as one that came in now.
pub fn keep(
    store: &mut Store,
    fingerprint: &str,
    incoming: &Incoming,
    delivery: Option<DeliveryId>,
) -> Option<IncomingId> {
    let new = NewIncoming {
        fingerprint,
        incoming,
        at: now(),
        contact: None,
        delivery,
        matched_by: delivery.map(|_| MatchedBy::MessageId),
    };
    store.keep_incoming(&new, now()).unwrap()
}

pub fn rows(desk: &Desk, id: MailingId) -> Vec<Delivery> {
    desk.store.deliveries(id).unwrap()
}

fn why(store: &Store, email: &str) -> Option<SuppressionReason> {
    let found = store.suppression_of(&address(email)).unwrap();
    found.map(|found| found.reason)
}

/// A mailing to `many` people whose fate nobody knows.
fn doubtful(desk: &mut Desk, many: usize) -> Vec<Delivery> {
    desk.add_many(many);
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 99, "boot", "sender", now()).unwrap();
    let unknown: Vec<_> = rows
        .iter()
        .map(|row| DeliveryUpdate::new(row.delivery, DeliveryState::Unknown))
        .collect();
    desk.store.record(&unknown, now()).unwrap();
    rows
}

#[test]
fn each_kind_has_its_effect_on_a_delivery_of_unknown_fate() {
    use DeliveryState::{Accepted, Bounced, Unknown};
    let mut desk = Desk::new();
    let rows = doubtful(&mut desk, 7);
    let from = |n: usize| format!("person{n}@example.com");
    let of = |kind, n: usize| message(kind, &from(n));
    let messages = [
        notice(&[(&from(1), true)]),
        of(IncomingKind::Delayed, 2),
        of(IncomingKind::AutoReply, 3),
        of(IncomingKind::Reply, 4),
        of(IncomingKind::OptOut, 5),
        message(IncomingKind::Complaint, "abuse@example.net"),
        of(IncomingKind::Other, 7),
    ];
    for (row, message) in rows.iter().zip(&messages) {
        let fingerprint = message.kind.word();
        assert!(keep(&mut desk.store, fingerprint, message, Some(row.delivery)).is_some());
    }
    let expected = [
        (Bounced, None, Some(SuppressionReason::HardBounce)),
        (Unknown, None, None),
        (Accepted, Some(Answer::AutoReplied), None),
        (Accepted, Some(Answer::Replied), None),
        (
            Accepted,
            Some(Answer::OptedOut),
            Some(SuppressionReason::OptedOut),
        ),
        (
            Accepted,
            Some(Answer::Complained),
            Some(SuppressionReason::Complained),
        ),
        (Unknown, None, None),
    ];
    for (n, (row, (state, answer, suppressed))) in rows.iter().zip(expected).enumerate() {
        let row = desk.store.delivery(row.delivery).unwrap();
        let kind = messages[n].kind;
        assert_eq!(row.state, state, "{kind}");
        assert_eq!(row.answers.first().copied(), answer, "{kind}");
        assert_eq!(why(&desk.store, &from(n + 1)), suppressed, "{kind}");
    }
    assert_eq!(
        why(&desk.store, "abuse@example.net"),
        None,
        "the provider complained"
    );
    let bounced = desk.store.delivery(rows[0].delivery).unwrap();
    let reason = BounceReason::NoSuchUser;
    assert_eq!(bounced.failure, Some(Failure { hard: true, reason }));
    assert_eq!(bounced.words.as_deref(), Some("550 person1@example.com"));
    let counts = desk.store.counts(rows[0].mailing).unwrap();
    assert!(counts.reconciles());
    assert_eq!(
        (
            counts.accepted,
            counts.bounced,
            counts.replied,
            counts.auto_replied,
            counts.opted_out
        ),
        (5, 1, 1, 1, 2)
    );
}

#[test]
fn a_notice_counts_only_for_whom_it_is_about() {
    let mut desk = Desk::new();
    desk.add_many(5);
    let id = desk.sent("october", days_ago(1));
    let rows = rows(&desk, id);
    let notices = [
        // Two have the address in another case, and the worse one counts.
        notice(&[
            ("x@example.org", true),
            ("PERSON1@example.com", false),
            ("Person1@example.com", true),
        ]),
        notice(&[("x@example.org", true), ("person2@example.com", false)]),
        notice(&[("x@example.org", true), ("y@example.org", true)]),
        // Forwarded: their own server knows them by another address.
        notice(&[("box-4@internal.example.net", true)]),
        notice(&[]),
    ];
    for (n, (row, notice)) in rows.iter().zip(&notices).enumerate() {
        keep(&mut desk.store, &n.to_string(), notice, Some(row.delivery));
    }
    let told = |n: usize| {
        let row = desk.store.delivery(rows[n].delivery).unwrap();
        let email = format!("person{}@example.com", n + 1);
        (
            row.state,
            row.failure.map(|failure| failure.hard),
            why(&desk.store, &email),
        )
    };
    let hard = Some(SuppressionReason::HardBounce);
    assert_eq!(told(0), (DeliveryState::Bounced, Some(true), hard));
    assert_eq!(told(1), (DeliveryState::Bounced, Some(false), None));
    assert_eq!(told(2), (DeliveryState::Accepted, None, None));
    assert_eq!(told(3), (DeliveryState::Bounced, Some(true), hard));
    assert_eq!(told(4), (DeliveryState::Bounced, Some(false), None));
    let words = desk.store.delivery(rows[4].delivery).unwrap().words;
    assert_eq!(words.as_deref(), Some("Some words"));
    assert_eq!(why(&desk.store, "x@example.org"), None);
}

/// Three issues that came back in a row, and the fourth that is not sent any more.
#[test]
fn mail_that_came_back_too_often_in_a_row_is_the_last() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let full = |n: usize| notice(&[(&format!("person{n}@example.com"), false)]);
    // What arrived before them does not make up for it.
    desk.sent("before", days_ago(120));
    for issue in 0..SOFT_BOUNCES_IN_A_ROW {
        let id = desk.sent(
            &format!("issue-{issue}"),
            days_ago(90 - i64::from(issue) * 30),
        );
        let rows = rows(&desk, id);
        for n in 1..=3 {
            // The second person got the issue in the middle, the third answered it although it came back, too.
            let in_the_middle = issue == 1;
            if !(n == 2 && in_the_middle) {
                let row = Some(rows[n - 1].delivery);
                keep(&mut desk.store, &format!("{issue} {n}"), &full(n), row);
            }
            if n == 3 && in_the_middle {
                let reply = message(IncomingKind::Reply, "person3@example.com");
                keep(&mut desk.store, "reply", &reply, Some(rows[2].delivery));
            }
        }
        let last = issue + 1 == SOFT_BOUNCES_IN_A_ROW;
        let soft = last.then_some(SuppressionReason::SoftBounces);
        assert_eq!(
            why(&desk.store, "person1@example.com"),
            soft,
            "after {issue}"
        );
    }
    assert_eq!(why(&desk.store, "person2@example.com"), None);
    assert_eq!(why(&desk.store, "person3@example.com"), None);
    let note = desk
        .store
        .suppression_of(&address("person1@example.com"))
        .unwrap();
    assert_eq!(
        note.and_then(|found| found.note).as_deref(),
        Some("3 mailings in a row came back. The last: 452 person1@example.com")
    );
    let next = desk.mailing("next", Via::Smtp);
    let claimed = desk.store.claim(next, 9, "boot", "sender", now()).unwrap();
    assert_eq!(claimed.len(), 2);
    assert_eq!(
        rows(&desk, next)[0].skipped,
        Some(SkipReason::BouncedBefore)
    );
}

#[test]
fn whoever_writes_back_gets_nothing_more_by_itself() {
    let mut desk = Desk::new();
    let ids = desk.add_many(3);
    // Person 2 writes from the address of person 3, say an assistant's.
    let sent = desk.sent("september", days_ago(9));
    let answered = rows(&desk, sent)[1].clone();
    let october = desk.mailing("october", Via::Smtp);
    let claimed = desk
        .store
        .claim(october, 1, "boot", "sender", now())
        .unwrap();
    assert_eq!(claimed[0].contact, ids[0]);
    let november = desk.plan("november", Via::Smtp, None);
    let november = desk.store.plan_mailing(&november, now()).unwrap();
    let reply = message(IncomingKind::Reply, "PERSON3@example.com");
    keep(&mut desk.store, "reply", &reply, Some(answered.delivery));
    for (id, states) in [
        (october, ["claimed", "skipped", "skipped"]),
        (november, ["queued", "skipped", "skipped"]),
    ] {
        let rows = rows(&desk, id);
        assert_eq!(
            rows.iter().map(|row| row.state.word()).collect::<Vec<_>>(),
            states
        );
        assert_eq!(rows[1].skipped, Some(SkipReason::Replied));
        assert!(desk.store.counts(id).unwrap().reconciles());
    }
    // A machine's answer stops nothing.
    let away = message(IncomingKind::AutoReply, "person1@example.com");
    let first = rows(&desk, sent)[0].delivery;
    keep(&mut desk.store, "away", &away, Some(first));
    assert_eq!(rows(&desk, november)[0].state, DeliveryState::Queued);
}

#[test]
fn two_replies_of_the_same_second_are_two() {
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.sent("october", days_ago(1));
    let row = rows(&desk, id)[0].delivery;
    let reply = message(IncomingKind::Reply, "person1@example.com");
    for fingerprint in ["a", "b", "a"] {
        keep(&mut desk.store, fingerprint, &reply, Some(row));
    }
    let many: u32 = desk
        .raw()
        .query_row("SELECT count(*) FROM answer", [], |row| row.get(0))
        .unwrap();
    assert_eq!(many, 2);
    assert_eq!(
        desk.store.counts(id).unwrap().replied,
        1,
        "people are counted"
    );
}

#[test]
fn an_opt_out_stops_every_address_it_can_mean() {
    let mut desk = Desk::new();
    let maria = desk.add("Maria", "Chen", "maria@example.com");
    let ann = desk.add("Ann", "Rowe", "ann@example.com");
    let id = desk.sent("october", days_ago(1));
    let row = rows(&desk, id)[0].delivery;
    let moved = byline_model::ContactDraft {
        email: Some(address("chen@example.org")),
        ..Default::default()
    };
    desk.store.edit_contact(maria, &moved, now()).unwrap();
    let stop = message(IncomingKind::OptOut, "private@example.net");
    keep(&mut desk.store, "stop", &stop, Some(row));
    for email in [
        "maria@example.com",
        "chen@example.org",
        "private@example.net",
    ] {
        assert_eq!(
            why(&desk.store, email),
            Some(SuppressionReason::OptedOut),
            "{email}"
        );
    }

    // Without a delivery: whoever wrote it, and the contact it is known to come from.
    let stop = message(IncomingKind::OptOut, "ann.private@example.net");
    let new = NewIncoming {
        fingerprint: "other",
        incoming: &stop,
        at: now(),
        contact: Some(ann),
        delivery: None,
        matched_by: None,
    };
    assert!(desk.store.keep_incoming(&new, now()).unwrap().is_some());
    for email in ["ann@example.com", "ann.private@example.net"] {
        assert_eq!(
            why(&desk.store, email),
            Some(SuppressionReason::OptedOut),
            "{email}"
        );
    }
}

#[test]
fn what_a_person_said_themself_is_never_weakened() {
    use SuppressionReason as R;
    let mut desk = Desk::new();
    let ann = address("ann@example.com");
    // Each pair in both orders gives the weightier.
    for (weak, strong) in [
        (R::SoftBounces, R::HardBounce),
        (R::HardBounce, R::ByHand),
        (R::ByHand, R::OptedOut),
        (R::HardBounce, R::OptedOut),
        (R::OptedOut, R::Complained),
    ] {
        for (n, pair) in [[weak, strong], [strong, weak]].into_iter().enumerate() {
            let to = address(&format!("{weak}.{strong}.{n}@example.com"));
            let new = pair.map(|why| desk.store.suppress(&to, why, None, now()).unwrap());
            assert_eq!(new, [true, false]);
            let found = desk.store.suppression_of(&to).unwrap().unwrap();
            assert_eq!(found.reason, strong, "{pair:?}");
        }
    }
    for (days, note) in [(2, "second"), (3, "first"), (1, "third")] {
        desk.store
            .suppress(&ann, R::OptedOut, Some(note), days_ago(days))
            .unwrap();
    }
    let found = desk.store.suppression_of(&ann).unwrap().unwrap();
    assert_eq!(
        (found.at, found.note.as_deref()),
        (days_ago(3), Some("first"))
    );
}

#[test]
fn a_message_about_nothing_in_the_desk_is_an_error_and_not_kept() {
    let mut desk = Desk::new();
    let reply = message(IncomingKind::Reply, "x@example.com");
    let new = NewIncoming {
        fingerprint: "x",
        incoming: &reply,
        at: now(),
        contact: None,
        delivery: Some(DeliveryId(99)),
        matched_by: Some(MatchedBy::Token),
    };
    assert!(matches!(
        desk.store.keep_incoming(&new, now()),
        Err(StoreError::NotFound { .. })
    ));
    assert!(desk.store.came_in(9, false).unwrap().is_empty());
}

#[test]
fn a_message_far_from_any_time_is_kept_too() {
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.sent("october", days_ago(1));
    let row = rows(&desk, id)[0].delivery;
    let reply = message(IncomingKind::Reply, "person1@example.com");
    for (n, at) in [Timestamp::MIN, Timestamp::MAX, Timestamp::MAX]
        .into_iter()
        .enumerate()
    {
        let new = NewIncoming {
            fingerprint: &n.to_string(),
            incoming: &reply,
            at,
            contact: None,
            delivery: Some(row),
            matched_by: Some(MatchedBy::MessageId),
        };
        let later = now() + SignedDuration::from_secs(1);
        assert!(desk.store.keep_incoming(&new, later).unwrap().is_some());
    }
    assert_eq!(desk.store.came_in(9, false).unwrap().len(), 3);
}
