//! The same follows from what comes in, in whatever order it comes and however early.

use std::collections::BTreeMap;

use byline_model::{
    Answer, Delivery, DeliveryState, Failure, Incoming, IncomingKind, MailingId, SuppressionReason,
    Via,
};
use byline_store::{DeliveryUpdate, Store};
use proptest::prelude::*;

use crate::desk::{Desk, days_ago, now};
use crate::incoming::{keep, message, notice, rows};

/// A refusal may come back before the sender has kept that the server took the message.
#[test]
fn what_comes_in_while_a_delivery_is_leaving_takes_effect_when_it_has_left() {
    use DeliveryState::{Accepted, Bounced, Deferred, Queued, Sending, Skipped, Unknown};
    let bounce = notice(&[("person1@example.com", false)]);
    let reply = message(IncomingKind::Reply, "person1@example.com");
    for (message, then, finally) in [
        (&bounce, Accepted, Bounced),
        (&bounce, Unknown, Bounced),
        (&bounce, Deferred, Deferred),
        (&reply, Unknown, Accepted),
        (&reply, Deferred, Skipped),
    ] {
        let mut desk = Desk::new();
        desk.add_many(1);
        let id = desk.mailing("october", Via::Smtp);
        let row = desk.store.claim(id, 1, "boot", "sender", now()).unwrap()[0].delivery;
        let step = |to| DeliveryUpdate::new(row, to);
        desk.store.record(&[step(Sending)], now()).unwrap();
        keep(&mut desk.again(), "early", message, Some(row));
        assert_eq!(desk.store.delivery(row).unwrap().state, Sending);
        desk.store.record(&[step(then)], now()).unwrap();
        let kind = message.kind;
        assert_eq!(
            desk.store.delivery(row).unwrap().state,
            finally,
            "{kind}, {then}"
        );
        assert!(desk.store.counts(id).unwrap().reconciles());
    }

    // A notice of the first try says nothing of the second.
    let mut desk = Desk::new();
    desk.add_many(1);
    let id = desk.mailing("october", Via::Smtp);
    for round in 0..2 {
        let row = desk.store.claim(id, 1, "boot", "sender", now()).unwrap()[0].delivery;
        let step = |to| DeliveryUpdate::new(row, to);
        desk.store.record(&[step(Sending)], now()).unwrap();
        if round == 0 {
            keep(&mut desk.store, "early", &bounce, Some(row));
            desk.store.record(&[step(Queued)], now()).unwrap();
        } else {
            desk.store.record(&[step(Accepted)], now()).unwrap();
            assert_eq!(desk.store.delivery(row).unwrap().state, Accepted);
        }
    }
}

/// What follows from what came in: the state of each delivery with why it failed, its answers, and the suppressions.
type Effects = (
    Vec<(DeliveryState, Option<Failure>, Vec<Answer>)>,
    BTreeMap<String, SuppressionReason>,
);

fn effects(store: &Store, mailings: &[MailingId]) -> Effects {
    let rows = mailings
        .iter()
        .flat_map(|id| store.deliveries(*id).unwrap());
    let suppressions = store.suppressions().unwrap().into_iter();
    (
        rows.map(|row| (row.state, row.failure, row.answers))
            .collect(),
        suppressions
            .map(|found| (found.address.key(), found.reason))
            .collect(),
    )
}

/// Two people and three issues; of the last, the second person's fate is not known.
fn world() -> (Desk, Vec<MailingId>) {
    let mut desk = Desk::new();
    desk.add_many(2);
    let mut ids: Vec<MailingId> = [("august", 60), ("september", 30)]
        .map(|(piece, days)| desk.sent(piece, days_ago(days)))
        .into();
    let last = desk.mailing("october", Via::Smtp);
    let rows = desk
        .store
        .claim(last, 2, "boot", "sender", days_ago(1))
        .unwrap();
    for (row, to) in rows
        .iter()
        .zip([DeliveryState::Accepted, DeliveryState::Unknown])
    {
        let steps = [DeliveryState::Sending, to].map(|to| DeliveryUpdate::new(row.delivery, to));
        desk.store.record(&steps, days_ago(1)).unwrap();
    }
    ids.push(last);
    (desk, ids)
}

/// Message number `n` of the kind to person `person` about issue `issue`. Answers come only to what the first person
/// got, who has no soft bounces: an answer starts the count of those anew, so with both the order matters by intent.
fn any_message() -> impl Strategy<Value = (Incoming, usize, usize)> {
    (0_usize..2, 0_usize..3, 0_usize..8).prop_map(|(person, issue, what)| {
        let email = format!("person{}@example.com", person + 1);
        let kind = match (what, person) {
            (0, _) => return (notice(&[(&email, true)]), person, issue),
            (1 | 2, 1) => return (notice(&[(&email, false)]), person, issue),
            (1, _) => IncomingKind::AutoReply,
            (2, _) => IncomingKind::Reply,
            (3, _) => IncomingKind::OptOut,
            (4, _) => IncomingKind::Complaint,
            (5, _) => IncomingKind::Delayed,
            (_, 1) => {
                let both = notice(&[(&email, false), ("x@example.org", true)]);
                return (both, person, issue);
            }
            _ => IncomingKind::Other,
        };
        (message(kind, &email), person, issue)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// However often a mailbox is read, and in whatever order its messages come: the same follows.
    #[test]
    fn the_same_follows_in_any_order_and_only_once(
        messages in proptest::collection::vec(any_message(), 1..9)
            .prop_flat_map(|messages| {
                let numbered: Vec<_> = messages.into_iter().enumerate().collect();
                (Just(numbered.clone()), Just(numbered).prop_shuffle())
            }),
    ) {
        let (given, shuffled) = messages;
        let read = |messages: &[(usize, (Incoming, usize, usize))]| {
            let (mut desk, ids) = world();
            let rows: Vec<Vec<Delivery>> = ids.iter().map(|id| rows(&desk, *id)).collect();
            let mut keep_all = |news: bool| {
                for (n, (incoming, person, issue)) in messages {
                    let row = rows[*issue][*person].delivery;
                    let kept = keep(&mut desk.store, &n.to_string(), incoming, Some(row));
                    assert_eq!(kept.is_some(), news);
                }
                effects(&desk.store, &ids)
            };
            let (once, twice) = (keep_all(true), keep_all(false));
            assert_eq!(once, twice, "a second reading changed something");
            for id in &ids {
                assert!(desk.store.counts(*id).unwrap().reconciles());
            }
            desk.store.integrity_check().unwrap();
            once
        };
        prop_assert_eq!(read(&given), read(&shuffled));
    }
}
