//! What the rep sees of what came in, and decides.

use byline_model::{
    Answer, FailedRecipient, Incoming, IncomingId, IncomingKind, MatchedBy, SuppressionReason,
    TimelineKind,
};
use byline_store::{NewIncoming, StoreError};
use jiff::civil::date;

use crate::desk::{Desk, address, days_ago, now};
use crate::incoming::{keep, message, notice};

fn kinds(desk: &Desk) -> Vec<IncomingKind> {
    let open = desk.store.came_in(50, true).unwrap();
    open.into_iter().map(|mail| mail.kind).collect()
}

#[test]
fn a_message_is_shown_with_everything_that_is_known_of_it() {
    let mut desk = Desk::new();
    let maria = desk.add("Maria", "Chen", "maria@example.com");
    let id = desk.sent("october", days_ago(2));
    let row = desk.store.deliveries(id).unwrap().remove(0);
    let away = Incoming {
        returns: Some(date(2026, 11, 16)),
        from_name: Some("M. Chen".into()),
        ..message(IncomingKind::AutoReply, "maria@example.com")
    };
    let new = NewIncoming {
        fingerprint: "away",
        incoming: &away,
        at: days_ago(1),
        contact: None,
        delivery: Some(row.delivery),
        matched_by: Some(MatchedBy::Token),
    };
    let kept = desk.store.keep_incoming(&new, now()).unwrap().unwrap();
    let mail = desk.store.incoming(kept).unwrap();
    assert_eq!(mail.incoming, kept);
    assert_eq!(
        (mail.from.as_str(), mail.subject.as_str()),
        ("M. Chen", "Re: Hello")
    );
    assert_eq!(mail.text, "Some words\nand more");
    assert_eq!(
        (mail.at, mail.returns),
        (days_ago(1), Some(date(2026, 11, 16)))
    );
    assert_eq!(
        (mail.contact, mail.name.as_deref()),
        (Some(maria), Some("Maria Chen"))
    );
    assert_eq!(
        (mail.delivery, mail.mailing),
        (Some(row.delivery), Some(id))
    );
    assert_eq!(mail.piece.as_deref(), Some("The october issue"));
    assert_eq!(mail.matched_by, Some(MatchedBy::Token));
    assert!(!mail.handled);

    let bounce = notice(&[("maria@example.com", false)]);
    let kept = keep(&mut desk.store, "bounce", &bounce, Some(row.delivery)).unwrap();
    let recipients: Vec<FailedRecipient> = desk.store.incoming(kept).unwrap().recipients;
    assert_eq!(recipients, bounce.recipients);
    assert!(matches!(
        desk.store.incoming(IncomingId(99)),
        Err(StoreError::NotFound { .. })
    ));
    assert_eq!(
        desk.store.came_in(1, false).unwrap()[0].incoming,
        kept,
        "the newest first"
    );

    // A removed person's words go with them; that the message is known stays.
    desk.store.delete_contact(maria, now()).unwrap();
    let mail = desk.store.incoming(kept).unwrap();
    assert_eq!((mail.text.as_str(), mail.subject.as_str()), ("", ""));
    assert!(mail.recipients.is_empty());
    assert_eq!(mail.from, "Unknown sender");
    assert_eq!(
        keep(&mut desk.store, "bounce", &bounce, Some(row.delivery)),
        None
    );
    assert!(desk.raw().execute("DELETE FROM incoming", []).is_err());
}

#[test]
fn what_waits_for_the_rep_is_what_they_can_do_something_about() {
    use IncomingKind::{AutoReply, Bounce, Complaint, Delayed, OptOut, Other, Reply};
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.sent("october", days_ago(2));
    let row = Some(desk.store.deliveries(id).unwrap()[0].delivery);
    let from = "person1@example.com";
    for kind in [Reply, AutoReply, Delayed, Other] {
        keep(
            &mut desk.store,
            &format!("matched {kind}"),
            &message(kind, from),
            row,
        );
    }
    assert_eq!(
        kinds(&desk),
        [],
        "replies are hands raised, the others are nothing to do"
    );
    for kind in [Delayed, AutoReply, Reply] {
        let stranger = message(kind, "stranger@example.net");
        keep(
            &mut desk.store,
            &format!("unmatched {kind}"),
            &stranger,
            None,
        );
    }
    for kind in [Bounce, OptOut, Complaint] {
        keep(
            &mut desk.store,
            &format!("matched {kind}"),
            &message(kind, from),
            row,
        );
    }
    assert_eq!(kinds(&desk), [Complaint, OptOut, Bounce, Reply, AutoReply]);
    for mail in desk.store.came_in(50, true).unwrap() {
        desk.store
            .handle_incoming(mail.incoming, true, now())
            .unwrap();
        assert!(desk.store.incoming(mail.incoming).unwrap().handled);
    }
    assert_eq!(kinds(&desk), []);
    let all = desk.store.came_in(50, false).unwrap();
    assert_eq!(all.len(), 10);
    desk.store
        .handle_incoming(all[0].incoming, false, now())
        .unwrap();
    assert_eq!(kinds(&desk), [Complaint]);
    assert!(matches!(
        desk.store.handle_incoming(IncomingId(99), true, now()),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn the_rep_decides_what_may_mean_stop() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = desk.sent("october", days_ago(2));
    let rows = desk.store.deliveries(id).unwrap();
    let kept: Vec<IncomingId> = (1..=2)
        .map(|n: usize| {
            let reply = Incoming {
                may_opt_out: Some("not interested any more".into()),
                ..message(IncomingKind::Reply, &format!("private{n}@example.net"))
            };
            let row = Some(rows[n - 1].delivery);
            keep(&mut desk.store, &n.to_string(), &reply, row).unwrap()
        })
        .collect();
    let proposed = desk.store.came_in(9, true).unwrap();
    assert_eq!(proposed.len(), 2);
    assert_eq!(
        proposed[0].may_opt_out.as_deref(),
        Some("not interested any more")
    );
    assert!(
        desk.store.suppressions().unwrap().is_empty(),
        "it was proposed, not done"
    );

    desk.store.decide_opt_out(kept[0], false, now()).unwrap();
    desk.store.decide_opt_out(kept[1], true, now()).unwrap();
    // Once said, it stays, whatever is said later.
    desk.store.decide_opt_out(kept[1], false, now()).unwrap();
    desk.store.decide_opt_out(kept[1], true, now()).unwrap();
    assert!(desk.store.came_in(9, true).unwrap().is_empty());
    let reason = |email: &str| {
        let found = desk.store.suppression_of(&address(email)).unwrap();
        found.map(|found| found.reason)
    };
    for (email, expected) in [
        ("person1@example.com", None),
        ("private1@example.net", None),
        ("person2@example.com", Some(SuppressionReason::OptedOut)),
        ("private2@example.net", Some(SuppressionReason::OptedOut)),
    ] {
        assert_eq!(reason(email), expected, "{email}");
    }
    let answers = desk.store.delivery(rows[1].delivery).unwrap().answers;
    assert_eq!(answers, [Answer::Replied, Answer::OptedOut]);
    assert_eq!(desk.store.counts(id).unwrap().opted_out, 1);
    let many: u32 = desk
        .raw()
        .query_row(
            "SELECT count(*) FROM answer WHERE kind = 'opted_out'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(many, 1, "said once");
    assert!(matches!(
        desk.store.decide_opt_out(IncomingId(99), true, now()),
        Err(StoreError::NotFound { .. })
    ));
}

#[test]
fn a_complaint_is_in_the_timeline_and_a_reply_on_today() {
    let mut desk = Desk::new();
    let ids = desk.add_many(2);
    let id = desk.sent("october", days_ago(2));
    let rows = desk.store.deliveries(id).unwrap();
    let complaint = message(IncomingKind::Complaint, "abuse@example.net");
    keep(&mut desk.store, "1", &complaint, Some(rows[0].delivery));
    let reply = message(IncomingKind::Reply, "person2@example.com");
    keep(&mut desk.store, "2", &reply, Some(rows[1].delivery));

    let timeline = desk.store.person(ids[0], now()).unwrap().timeline;
    assert_eq!(
        (timeline[0].kind, timeline[0].title.as_str()),
        (
            TimelineKind::OptOut,
            "Reported as unwanted: The october issue"
        )
    );
    let zone = jiff::tz::TimeZone::UTC;
    let quota = byline_model::Quota::default();
    let today = desk
        .store
        .today(date(2026, 11, 4), &zone, &quota, now())
        .unwrap();
    assert_eq!(today.hands_raised.len(), 1);
    assert_eq!(today.hands_raised[0].contact, ids[1]);
    assert_eq!(today.hands_raised[0].text, "Some words\nand more");
}
