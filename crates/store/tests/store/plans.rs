//! What is planned: editions that never change, and mailings kept whole.

use byline_model::{ContactId, DeliveryState, SkipReason, Via, filter::Filter};
use byline_store::{DeliveryUpdate, NewDelivery, NewMailing};

use jiff::SignedDuration;

use crate::desk::{Desk, address, days_ago, edition, now};

#[test]
fn a_plan_is_kept_whole_or_not_at_all() {
    let mut desk = Desk::new();
    let ids = desk.add_many(2);
    let edition = edition("october");
    desk.store.put_edition(&edition, now()).unwrap();
    let row = |contact: ContactId, position: u32| NewDelivery {
        contact,
        address: Some(address("a@example.com")),
        message_id: format!("{position}@example.com"),
        position,
        skipped: None,
    };
    let plan = |rows: Vec<NewDelivery>| NewMailing {
        edition: edition.hash.clone(),
        piece: "october".into(),
        title: "October".into(),
        audience: "all".into(),
        via: Via::Smtp,
        schedule: None,
        rows,
    };
    let nameless = NewDelivery {
        address: None,
        ..row(ids[1], 2)
    };
    for (rows, why) in [
        (vec![row(ids[0], 1), row(ids[0], 2)], "somebody twice"),
        (vec![row(ids[0], 1), row(ids[1], 1)], "a position twice"),
        (
            vec![
                row(ids[0], 1),
                NewDelivery {
                    message_id: "1@example.com".into(),
                    ..row(ids[1], 2)
                },
            ],
            "a Message-ID twice",
        ),
        (vec![row(ids[0], 1), row(ContactId(99), 2)], "nobody"),
        (vec![row(ids[0], 1), nameless], "no address and not skipped"),
    ] {
        assert!(
            desk.store.plan_mailing(&plan(rows), now()).is_err(),
            "{why}"
        );
    }
    assert!(desk.store.mailings().unwrap().is_empty());
    let left: i64 = desk
        .raw()
        .query_row("SELECT count(*) FROM delivery", [], |row| row.get(0))
        .unwrap();
    assert_eq!(left, 0);
}

#[test]
fn two_mailings_of_a_piece_do_not_meet() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let first = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(first, 1, "boot", "sender", now()).unwrap();
    desk.store
        .record(
            &[DeliveryUpdate::new(
                rows[0].delivery,
                DeliveryState::Sending,
            )],
            now(),
        )
        .unwrap();
    desk.store
        .record(
            &[DeliveryUpdate::new(
                rows[0].delivery,
                DeliveryState::Refused,
            )],
            now(),
        )
        .unwrap();

    let people = desk.store.resolve(&Filter::All, now()).unwrap();
    let rows = people
        .iter()
        .zip(1..)
        .map(|(person, position)| NewDelivery {
            contact: person.contact.id,
            address: person.contact.email.clone(),
            message_id: format!("second.{position}@example.com"),
            position,
            skipped: None,
        });
    let new = NewMailing {
        edition: edition("october").hash,
        piece: "october".into(),
        title: "October".into(),
        audience: "all".into(),
        via: Via::Smtp,
        schedule: None,
        rows: rows.collect(),
    };
    let second = desk.store.plan_mailing(&new, now()).unwrap();
    let rows = desk.store.deliveries(second).unwrap();
    let states: Vec<_> = rows.iter().map(|row| row.state.word()).collect();
    assert_eq!(states, ["queued", "skipped", "skipped"]);
    assert_eq!(rows[1].skipped, Some(SkipReason::OnItsWay));
}

/// Of two that are asked for in the same moment, one may be over before the other is planned.
#[test]
fn what_went_since_the_rep_asked_does_not_go_again() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let asked = now();
    let anew = |plan: &NewMailing, prefix: &str| {
        let mut plan = plan.clone();
        for row in &mut plan.rows {
            row.message_id.insert_str(0, prefix);
        }
        plan
    };
    let plan = desk.plan("october", Via::Smtp, None);
    desk.sent("october", asked + SignedDuration::from_millis(300));
    let states = |desk: &Desk, id| -> Vec<_> {
        let rows = desk.store.deliveries(id).unwrap();
        rows.iter().map(|row| row.skipped).collect()
    };
    let beside = desk.store.plan_mailing(&anew(&plan, "b"), asked).unwrap();
    assert_eq!(states(&desk, beside), [Some(SkipReason::OnItsWay); 2]);
    // Who asks for it later wants it again.
    let later = asked + SignedDuration::from_secs(1);
    let again = desk.store.plan_mailing(&anew(&plan, "c"), later).unwrap();
    assert_eq!(states(&desk, again), [None; 2]);
}

#[test]
fn the_ledger_cannot_be_deleted_and_an_edition_cannot_be_changed() {
    let mut desk = Desk::new();
    desk.add_many(1);
    desk.sent("october", days_ago(1));
    let raw = desk.raw();
    for sql in [
        "DELETE FROM delivery",
        "DELETE FROM delivery_event",
        "UPDATE delivery_event SET at = 0",
        "DELETE FROM mailing",
        "DELETE FROM edition",
        "UPDATE edition SET title = 'x'",
    ] {
        assert!(raw.execute(sql, []).is_err(), "{sql}");
    }
    let kept = desk.store.edition(&edition("october").hash).unwrap();
    assert_eq!(kept, edition("october"));
    desk.store.put_edition(&kept, now()).unwrap();
    assert_eq!(desk.store.editions_of("october").unwrap(), [kept.hash]);
}

#[test]
fn pictures_of_an_edition_come_back_as_they_were() {
    let mut desk = Desk::new();
    let picture = |name: &str| byline_model::Asset {
        name: name.into(),
        media_type: "image/png".into(),
        bytes: vec![0, 1, 255],
    };
    let with = byline_model::Edition {
        assets: vec![picture("a.png"), picture("b.png")],
        html: None,
        ..edition("october")
    };
    desk.store.put_edition(&with, now()).unwrap();
    assert_eq!(desk.store.edition(&with.hash).unwrap(), with);
}
