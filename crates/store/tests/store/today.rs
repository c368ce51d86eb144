//! What needs the rep on a day, and what is between them and a person.

use byline_model::{
    Action, Answer, ContactField, ContactId, How, NewNextStep, Quota, TimelineKind, Touch, TouchId,
    TouchKind,
};
use byline_store::{NewHandOver, StoreError};
use jiff::{
    Timestamp,
    civil::{Date, date, time},
    tz::TimeZone,
};

use crate::desk::{Desk, address, days_ago, now};

const TODAY: Date = date(2026, 11, 4);

fn plan(contact: ContactId, text: &str, due: Date) -> NewNextStep {
    NewNextStep {
        contact,
        action: Action::Call,
        text: text.into(),
        why: Some(" ".into()),
        due,
        time: None,
    }
}

fn touch(desk: &mut Desk, contact: ContactId, kind: TouchKind, at: Timestamp) -> TouchId {
    let touch = Touch {
        touch: TouchId(0),
        contact,
        kind,
        at,
        text: "Spoke".into(),
    };
    desk.store.log_touch(&touch, now()).unwrap()
}

fn today(desk: &Desk, quota: Quota) -> byline_model::TodayPeople {
    desk.store
        .today(TODAY, &TimeZone::UTC, &quota, now())
        .unwrap()
}

#[test]
fn steps_are_due_in_their_order_and_one_is_open_for_each_person() {
    let mut desk = Desk::new();
    let ids = desk.add_many(4);
    desk.store
        .set_field(ids[3], ContactField::Stage, Some("customer"), now())
        .unwrap();
    desk.store
        .set_next_step(&plan(ids[0], "Later", date(2026, 11, 5)), now())
        .unwrap();
    desk.store
        .set_next_step(&plan(ids[1], "Old", date(2026, 11, 1)), now())
        .unwrap();
    let at_two = NewNextStep {
        time: Some(time(14, 0, 0, 0)),
        ..plan(ids[3], "At two", TODAY)
    };
    let at_two = desk.store.set_next_step(&at_two, now()).unwrap();
    let new = desk
        .store
        .set_next_step(&plan(ids[1], "Instead", TODAY), now())
        .unwrap();
    let told = |desk: &Desk| {
        today(desk, Quota::default())
            .follow_ups
            .into_iter()
            .map(|due| due.step.text)
            .collect::<Vec<_>>()
    };
    assert_eq!(told(&desk), ["At two", "Instead"]);

    let people = today(&desk, Quota::default());
    assert_eq!((people.open_leads, people.leads_without_step), (3, 1));
    assert_eq!(people.without_step[0].contact, ids[2]);
    assert_eq!(people.follow_ups[0].step.time, Some(time(14, 0, 0, 0)));
    assert_eq!(people.follow_ups[1].step.why, None);

    desk.store.complete_step(new, now()).unwrap();
    assert_eq!(told(&desk), ["At two"]);
    desk.store.reopen_step(new, now()).unwrap();
    desk.store
        .snooze_step(at_two, date(2026, 11, 9), now())
        .unwrap();
    assert_eq!(told(&desk), ["Instead"]);
    assert_eq!(
        desk.store.next_step_of(ids[3]).unwrap().unwrap().due,
        date(2026, 11, 9)
    );
    desk.store.complete_step(at_two, now()).unwrap();
    assert!(matches!(
        desk.store.snooze_step(at_two, TODAY, now()),
        Err(StoreError::NotFound { .. })
    ));
    desk.store
        .set_next_step(&plan(ids[3], "Another", TODAY), now())
        .unwrap();
    desk.store.reopen_step(at_two, now()).unwrap();
    assert_eq!(
        desk.store.next_step_of(ids[3]).unwrap().unwrap().step,
        at_two
    );
}

#[test]
fn replies_wait_until_they_are_dealt_with() {
    let mut desk = Desk::new();
    desk.add_many(2);
    let id = desk.sent("october", days_ago(5));
    let rows = desk.store.deliveries(id).unwrap();
    desk.store
        .record_answer(rows[0].delivery, Answer::Replied, "Yes", days_ago(4))
        .unwrap();
    desk.store
        .record_answer(rows[1].delivery, Answer::Replied, "No", days_ago(3))
        .unwrap();
    desk.store
        .record_answer(rows[1].delivery, Answer::AutoReplied, "Away", days_ago(2))
        .unwrap();
    let hands = today(&desk, Quota::default()).hands_raised;
    assert_eq!(
        hands
            .iter()
            .map(|hand| hand.text.as_str())
            .collect::<Vec<_>>(),
        ["No", "Yes"]
    );
    assert_eq!(hands[0].piece, "The october issue");
    desk.store.handle_answer(rows[1].delivery, now()).unwrap();
    assert_eq!(today(&desk, Quota::default()).hands_raised.len(), 1);
    desk.store.reopen_answer(rows[1].delivery).unwrap();
    assert_eq!(today(&desk, Quota::default()).hands_raised.len(), 2);
}

#[test]
fn dream_clients_are_counted_from_personal_touches() {
    let mut desk = Desk::new();
    let ids = desk.add_many(3);
    for id in &ids {
        desk.store
            .set_field(*id, ContactField::Tags, Some("Dream"), now())
            .unwrap();
    }
    desk.sent("october", days_ago(5));
    touch(&mut desk, ids[0], TouchKind::Call, days_ago(74));
    touch(&mut desk, ids[0], TouchKind::Note, days_ago(1));
    touch(&mut desk, ids[1], TouchKind::Visit, days_ago(12));
    let mistaken = touch(&mut desk, ids[1], TouchKind::Call, days_ago(2));
    desk.store.retract_touch(mistaken, now()).unwrap();
    let told: Vec<_> = today(&desk, Quota::default())
        .dream_clients
        .into_iter()
        .map(|client| (client.contact, client.days_since_touch))
        .collect();
    assert_eq!(
        told,
        [(ids[2], None), (ids[0], Some(74)), (ids[1], Some(12))]
    );
}

#[test]
fn this_weeks_touches_count_against_the_quota() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    // Monday is the second.
    for at in [
        "2026-11-01T23:59:00Z",
        "2026-11-02T00:00:00Z",
        "2026-11-04T09:00:00Z",
        "2026-11-08T23:00:00Z",
        "2026-11-09T00:00:00Z",
    ] {
        touch(&mut desk, id, TouchKind::Call, at.parse().unwrap());
    }
    touch(&mut desk, id, TouchKind::Visit, now());
    touch(&mut desk, id, TouchKind::Meeting, now());
    touch(&mut desk, id, TouchKind::ReferralAsk, now());
    assert!(today(&desk, Quota::default()).prospecting.is_none());
    let quota = Quota {
        calls: 15,
        emails: 4,
        visits: 1,
        referral_asks: 0,
    };
    let week = today(&desk, quota).prospecting.unwrap();
    let lines: Vec<_> = week
        .lines
        .iter()
        .map(|line| (line.label.as_str(), line.done, line.target))
        .collect();
    assert_eq!(
        lines,
        [("Calls", 3, 15), ("E-mails", 0, 4), ("Visits", 2, 1)]
    );
    assert_eq!((week.done, week.target), (4, 20));
}

#[test]
fn a_person_is_shown_with_all_that_happened() {
    let mut desk = Desk::new();
    let leo = desk.add("Leo", "Marchetti", "leo@example.com");
    let maria = desk.store.add_contact(
        &byline_model::ContactDraft {
            referred_by: Some(leo),
            company: Some("Northfield Foods".into()),
            ..crate::desk::person("Maria", "Chen", "maria@example.com")
        },
        days_ago(63),
    );
    let maria = maria.unwrap();
    let september = desk.sent("september", days_ago(50));
    let rows = desk.store.deliveries(september).unwrap();
    let row = rows.iter().find(|row| row.contact == maria).unwrap();
    desk.store
        .record_answer(
            row.delivery,
            Answer::Replied,
            "Could you come?",
            days_ago(40),
        )
        .unwrap();
    desk.store
        .record_answer(row.delivery, Answer::OptedOut, "", days_ago(20))
        .unwrap();
    let given = NewHandOver {
        piece: "pump".into(),
        title: "Heat recovery".into(),
        edition: None,
        how: How::Shown,
        on: date(2026, 10, 20),
    };
    desk.store.give(&given, &[maria], now()).unwrap();
    touch(&mut desk, maria, TouchKind::Visit, days_ago(3));
    touch(
        &mut desk,
        maria,
        TouchKind::Call,
        now() + jiff::SignedDuration::from_hours(1),
    );
    let step = desk
        .store
        .set_next_step(&plan(maria, "Bring her the findings", TODAY), now())
        .unwrap();
    desk.store.complete_step(step, days_ago(1)).unwrap();
    desk.store
        .set_next_step(&plan(maria, "Call her", TODAY), now())
        .unwrap();

    let person = desk.store.person(maria, now()).unwrap();
    let told: Vec<_> = person
        .timeline
        .iter()
        .map(|entry| (entry.kind, entry.title.as_str(), entry.detail.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (TimelineKind::StepDone, "Bring her the findings", None),
            (TimelineKind::Visit, "Visit", Some("Spoke")),
            (
                TimelineKind::HandOver,
                "Heat recovery",
                Some("Shown on a screen")
            ),
            (
                TimelineKind::OptOut,
                "Asked to stop after The september issue",
                None
            ),
            (
                TimelineKind::Reply,
                "Replied to The september issue",
                Some("Could you come?")
            ),
            (TimelineKind::Piece, "The september issue", None),
            (TimelineKind::Added, "Introduced by Leo Marchetti", None),
        ]
    );
    assert_eq!(person.referrer, Some((leo, "Leo Marchetti".into())));
    assert_eq!(person.company.unwrap().name, "Northfield Foods");
    assert_eq!(person.next_step.unwrap().text, "Call her");
    assert_eq!(
        person.suppression.unwrap().address,
        address("maria@example.com")
    );
    assert_eq!(
        desk.store.person(leo, now()).unwrap().referred,
        [(maria, "Maria Chen".into())]
    );
}

#[test]
fn settings_come_back_as_they_were_set() {
    let mut desk = Desk::new();
    let quota = Quota {
        calls: 15,
        ..Quota::default()
    };
    assert_eq!(desk.store.setting::<Quota>("quota").unwrap(), None);
    desk.store.set_setting("quota", &quota, now()).unwrap();
    desk.store.set_setting("quota", &quota, now()).unwrap();
    assert_eq!(desk.store.setting("quota").unwrap(), Some(quota));
    assert!(matches!(
        desk.store.setting::<String>("quota"),
        Err(StoreError::Json(_))
    ));
}

#[test]
fn audiences_are_kept_by_name_and_counted() {
    let mut desk = Desk::new();
    desk.add_many(3);
    let filter = byline_model::filter::parse("first_name = Person").unwrap();
    let id = desk
        .store
        .save_audience("All of them", &filter, now())
        .unwrap();
    let none = byline_model::filter::parse("stage = lost").unwrap();
    desk.store.save_audience("Nobody", &none, now()).unwrap();
    assert_eq!(
        desk.store
            .save_audience(" all OF them ", &filter, now())
            .unwrap(),
        id
    );
    let told: Vec<_> = desk
        .store
        .audiences(now())
        .unwrap()
        .into_iter()
        .map(|audience| (audience.name, audience.filter, audience.count))
        .collect();
    assert_eq!(
        told,
        [
            ("all OF them".into(), "first_name = \"Person\"".into(), 3),
            ("Nobody".into(), "stage = lost".into(), 0)
        ]
    );
    assert_eq!(
        desk.store.audience("NOBODY", now()).unwrap().unwrap().count,
        0
    );
    assert!(desk.store.audience("somebody", now()).unwrap().is_none());
    assert!(matches!(
        desk.store.save_audience(" ", &filter, now()),
        Err(StoreError::BadValue { .. })
    ));
}
