//! Who received what, who did not, and the matrix of both.

use byline_model::{
    Answer, ContactDraft, ContactField, DeliveryState, How, Kind, LedgerMatrix, MarkKind, Stage,
    SuppressionReason, Via,
    filter::{Filter, parse},
};
use byline_store::{NewHandOver, StoreError};
use jiff::civil::date;

use crate::desk::{Desk, address, days_ago, now, person};

fn on_paper(piece: &str) -> NewHandOver {
    NewHandOver {
        piece: piece.into(),
        title: format!("The {piece} page"),
        edition: None,
        how: How::Printed,
        on: date(2026, 11, 2),
    }
}

#[test]
fn a_person_has_their_pieces_and_a_piece_its_people() {
    let mut desk = Desk::new();
    let ids = desk.add_many(3);
    desk.sent("september", days_ago(50));
    let october = desk.sent("october", days_ago(20));
    let rows = desk.store.deliveries(october).unwrap();
    desk.store
        .bounce(rows[1].delivery, "550 gone", false, days_ago(19))
        .unwrap();
    desk.store
        .record_answer(rows[0].delivery, Answer::Replied, "Yes", days_ago(18))
        .unwrap();
    desk.store
        .give(&on_paper("pump"), &ids[..2], now())
        .unwrap();

    let of_first = desk.store.ledger(Some(ids[0]), None).unwrap();
    let told: Vec<_> = of_first
        .iter()
        .map(|entry| (entry.piece.as_str(), entry.how, entry.state))
        .collect();
    assert_eq!(
        told,
        [
            ("pump", How::Printed, DeliveryState::Accepted),
            ("october", How::Mailed, DeliveryState::Accepted),
            ("september", How::Mailed, DeliveryState::Accepted)
        ]
    );
    assert_eq!(of_first[0].at.to_string(), "2026-11-02T12:00:00Z");
    assert_eq!(of_first[1].answers, [Answer::Replied]);
    assert_eq!(desk.store.ledger(None, Some("october")).unwrap().len(), 3);
    assert_eq!(
        desk.store.ledger(Some(ids[1]), Some("october")).unwrap()[0].state,
        DeliveryState::Bounced
    );
    assert_eq!(desk.store.ledger(None, None).unwrap().len(), 8);
    assert!(desk.store.ledger(None, Some("nothing")).unwrap().is_empty());

    let reach = desk.store.reach().unwrap();
    assert_eq!(
        (
            reach["october"].received,
            reach["september"].received,
            reach["pump"].received
        ),
        (2, 3, 2)
    );
    assert_eq!(reach["september"].first, Some(days_ago(50)));
    let mailed = NewHandOver {
        how: How::Mailed,
        ..on_paper("pump")
    };
    assert!(matches!(
        desk.store.give(&mailed, &ids, now()),
        Err(StoreError::BadValue { .. })
    ));
}

#[test]
fn those_who_missed_a_piece_are_those_to_whom_it_can_be_sent_without_sending_it_twice() {
    let mut desk = Desk::new();
    let ids = desk.add_many(6);
    let nobody = desk.add("No", "Address", "");
    let id = desk.mailing("october", Via::Smtp);
    let rows = desk.store.claim(id, 5, "boot", "sender", now()).unwrap();
    for row in &rows[..4] {
        desk.store
            .record(
                &[byline_store::DeliveryUpdate::new(
                    row.delivery,
                    DeliveryState::Sending,
                )],
                now(),
            )
            .unwrap();
    }
    for (row, to) in [
        (0, DeliveryState::Accepted),
        (1, DeliveryState::Refused),
        (2, DeliveryState::Unknown),
        (3, DeliveryState::Accepted),
    ] {
        desk.store
            .record(
                &[byline_store::DeliveryUpdate::new(rows[row].delivery, to)],
                now(),
            )
            .unwrap();
    }
    desk.store
        .bounce(rows[3].delivery, "550", false, now())
        .unwrap();
    let late = desk.add("Late", "Comer", "late@example.com");
    let missing = desk.store.missing("october", &Filter::All, now()).unwrap();
    let told: Vec<_> = missing
        .iter()
        .map(|row| (row.contact, row.why.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (nobody, "no-address"),
            (late, "not-sent"),
            (ids[1], "refused"),
            (ids[3], "bounced")
        ]
    );
    desk.store
        .give(&on_paper("october"), &[late], now())
        .unwrap();
    let some = desk
        .store
        .missing("october", &parse("email != \"\"").unwrap(), now())
        .unwrap();
    assert_eq!(some.len(), 2);
}

fn pieces() -> Vec<(String, String, Kind)> {
    [
        ("pump", Kind::Collateral),
        ("december", Kind::Newsletter),
        ("october", Kind::Newsletter),
        ("five", Kind::Article),
        ("september", Kind::Newsletter),
    ]
    .map(|(piece, kind)| (piece.to_owned(), piece.to_uppercase(), kind))
    .to_vec()
}

fn rows(matrix: &LedgerMatrix) -> Vec<(String, Vec<Option<MarkKind>>)> {
    matrix
        .rows
        .iter()
        .map(|row| {
            (
                row.name.clone(),
                row.marks
                    .iter()
                    .map(|mark| mark.as_ref().map(|mark| mark.kind))
                    .collect(),
            )
        })
        .collect()
}

#[test]
fn the_matrix_shows_each_piece_of_each_person() {
    let mut desk = Desk::new();
    let ann = desk.add("Ann", "Zimmer", "ann@example.com");
    desk.add("Bob", "Young", "bob@example.com");
    desk.sent("september", days_ago(50));
    desk.add("Cem", "Xu", "cem@example.com");
    desk.add("Dee", "Noaddress", "");
    let october = desk.sent("october", days_ago(20));
    let by_name = |desk: &Desk, name: &str| {
        desk.store
            .deliveries(october)
            .unwrap()
            .into_iter()
            .find(|row| row.name.starts_with(name))
            .unwrap()
            .delivery
    };
    let (to_ann, to_bob) = (by_name(&desk, "Ann"), by_name(&desk, "Bob"));
    desk.store
        .record_answer(
            to_ann,
            Answer::Replied,
            "\n Could you come on Sunday?\nAnn",
            days_ago(10),
        )
        .unwrap();
    desk.store
        .bounce(to_bob, "550 no such user", true, days_ago(19))
        .unwrap();
    desk.store.give(&on_paper("pump"), &[ann], now()).unwrap();
    desk.add("Aaa", "Aardvark", "aaa@example.com");

    let matrix = desk.store.matrix(&pieces(), "", 0, 10).unwrap();
    let columns: Vec<_> = matrix
        .pieces
        .iter()
        .map(|column| (column.piece.as_str(), column.received))
        .collect();
    assert_eq!(
        columns,
        [
            ("september", 2),
            ("october", 2),
            ("december", 0),
            ("five", 0),
            ("pump", 1)
        ]
    );
    assert_eq!(matrix.pieces[1].first, Some(date(2026, 10, 15)));
    use MarkKind::{Bounced, Handed, Received, Replied, Skipped};
    assert_eq!(matrix.total, 5);
    assert_eq!(
        rows(&matrix),
        [
            (
                "Cem Xu".into(),
                vec![None, Some(Received), None, None, None]
            ),
            (
                "Bob Young".into(),
                vec![Some(Received), Some(Bounced), None, None, None]
            ),
            (
                "Ann Zimmer".into(),
                vec![Some(Received), Some(Replied), None, None, Some(Handed)]
            ),
            ("Aaa Aardvark".into(), vec![None; 5]),
            (
                "Dee Noaddress".into(),
                vec![None, Some(Skipped), None, None, None]
            ),
        ]
    );
    let replied = matrix.rows[2].marks[1].as_ref().unwrap();
    assert_eq!(
        (replied.evidence.as_str(), replied.at),
        ("Could you come on Sunday?", days_ago(10))
    );
    assert_eq!(
        matrix.rows[1].marks[1].as_ref().unwrap().evidence,
        "550 no such user"
    );

    for offset in 0..5 {
        let page = desk.store.matrix(&pieces(), "", offset, 2).unwrap();
        let end = (offset as usize + 2).min(5);
        assert_eq!(
            page.rows,
            matrix.rows[offset as usize..end],
            "from {offset}"
        );
    }
    let found = desk.store.matrix(&pieces(), "an zi", 0, 10).unwrap();
    assert_eq!((found.total, found.rows.len()), (1, 1));
}

#[test]
fn the_gap_of_the_newest_issue_adds_up() {
    let mut desk = Desk::new();
    desk.add_many(3);
    desk.add("Gone", "Lost", "lost@example.com");
    let lost = ContactDraft {
        stage: Some(Stage::Lost),
        ..person("", "", "other@example.com")
    };
    desk.store.add_contact(&lost, days_ago(60)).unwrap();
    desk.add("No", "Address", "");
    let october = desk.sent("october", days_ago(20));
    let row = desk
        .store
        .deliveries(october)
        .unwrap()
        .into_iter()
        .find(|row| row.name == "Person N0001")
        .unwrap();
    desk.store
        .bounce(row.delivery, "550", true, days_ago(19))
        .unwrap();
    desk.add("New", "Comer", "new@example.com");
    desk.store
        .add_contact(&person("Old", "Friend", "old@example.com"), days_ago(90))
        .unwrap();
    desk.store
        .add_contact(
            &ContactDraft {
                stage: Some(Stage::Lost),
                ..person("", "", "x@example.com")
            },
            now(),
        )
        .unwrap();
    desk.store
        .add_contact(&person("Quiet", "One", "quiet@example.com"), now())
        .unwrap();
    desk.store
        .suppress(
            &address("quiet@example.com"),
            SuppressionReason::OptedOut,
            None,
            now(),
        )
        .unwrap();

    let gap = desk.store.matrix(&pieces(), "", 0, 1).unwrap().gap.unwrap();
    assert_eq!(
        (gap.piece.as_str(), gap.title.as_str(), gap.sent),
        ("october", "OCTOBER", date(2026, 10, 15))
    );
    assert_eq!(
        (
            gap.missed,
            gap.can_have_it,
            gap.joined_after,
            gap.bounced,
            gap.no_address
        ),
        (4, 2, 1, 1, 1)
    );
    assert_eq!(gap.can_have_it + gap.bounced + gap.no_address, gap.missed);
    assert!(
        Desk::new()
            .store
            .matrix(&pieces(), "", 0, 1)
            .unwrap()
            .gap
            .is_none()
    );
}

/// Long answers are remembered; none may be shown when it is no longer true, whoever changed it.
#[test]
fn what_changes_is_seen_at_once() {
    let mut desk = Desk::new();
    let ids = desk.add_many(2);
    desk.sent("september", days_ago(50));
    let customers = parse("stage = customer").unwrap();
    let look = |desk: &Desk| {
        let matrix = desk.store.matrix(&pieces(), "", 0, 9).unwrap();
        let chosen = desk.store.contacts(&customers, "", None, now()).unwrap();
        (matrix.pieces[1].received, matrix.total, chosen.len())
    };
    assert_eq!(look(&desk), (0, 2, 0));
    desk.store
        .set_field(ids[0], ContactField::Stage, Some("customer"), now())
        .unwrap();
    desk.store
        .give(&on_paper("october"), &ids[..1], now())
        .unwrap();
    assert_eq!(look(&desk), (1, 2, 1));
    let mut other = desk.again();
    other
        .set_field(ids[1], ContactField::Stage, Some("customer"), now())
        .unwrap();
    other.give(&on_paper("october"), &ids, now()).unwrap();
    assert_eq!(look(&desk), (2, 2, 2));
}
