//! People: what is kept of them, what a change changes, what is left when they go.

use byline_model::{
    Company, ContactDraft, ContactField, PeopleOrder, PeopleQuery, Permission, Source, Stage,
    SuppressionReason, filter::Filter,
};
use byline_store::StoreError;
use jiff::civil::date;

use crate::desk::{Desk, address, days_ago, now, person};

#[test]
fn what_is_put_in_comes_out() {
    let mut desk = Desk::new();
    let leo = desk.add("Leo", "Marchetti", "leo@example.com");
    let draft = ContactDraft {
        email: Some(address("Maria@example.com")),
        first_name: Some(" Maria ".into()),
        last_name: Some("Chen".into()),
        company: Some("Northfield Foods".into()),
        title: Some("Operations Director".into()),
        phone: Some("937 555 0188".into()),
        city: Some("Dayton".into()),
        url: Some("https://example.com/maria".into()),
        stage: Some(Stage::Working),
        source: Some(Source::Referral),
        referred_by: Some(leo),
        decides: Some(true),
        tags: Some(vec![
            "food".into(),
            "dream".into(),
            " ".into(),
            "Dream".into(),
        ]),
        permission: Some(Permission {
            basis: "consent".into(),
            since: Some(date(2026, 9, 4)),
        }),
        notes: Some("Line one\nline two".into()),
    };
    let id = desk.store.add_contact(&draft, now()).unwrap();
    let maria = desk.store.contact(id).unwrap();
    assert_eq!(maria.email, draft.email);
    assert_eq!(maria.display_name(), "Maria Chen");
    assert_eq!(maria.company, draft.company);
    assert_eq!(
        (maria.stage, maria.source, maria.decides),
        (Stage::Working, Source::Referral, true)
    );
    assert_eq!(maria.referred_by, Some(leo));
    assert_eq!(maria.tags, ["dream", "food"]);
    assert_eq!(maria.permission, draft.permission);
    assert_eq!(maria.notes, draft.notes);
    assert_eq!(maria.created_at, now());
    assert_eq!(
        desk.store
            .contacts_by_address(&address("maria@EXAMPLE.com"))
            .unwrap(),
        [maria]
    );
}

#[test]
fn a_draft_changes_only_what_it_says() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    let before = desk.store.contact(id).unwrap();
    desk.store
        .edit_contact(id, &ContactDraft::default(), now())
        .unwrap();
    assert_eq!(desk.store.contact(id).unwrap(), before);
    let draft = ContactDraft {
        city: Some("Dayton".into()),
        tags: Some(vec!["dream".into()]),
        ..ContactDraft::default()
    };
    desk.store.edit_contact(id, &draft, now()).unwrap();
    let after = desk.store.contact(id).unwrap();
    assert_eq!(
        (after.city.as_deref(), after.first_name.as_deref()),
        (Some("Dayton"), Some("Maria"))
    );
}

#[test]
fn a_field_is_set_or_cleared_from_text_or_refused() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    let store = &mut desk.store;
    for (field, text) in [
        (ContactField::Stage, "customer"),
        (ContactField::Source, "event"),
        (ContactField::Decides, "yes"),
        (ContactField::Tags, "b; a ;;A"),
        (ContactField::Company, "Northfield Foods"),
        (ContactField::Email, "m@example.net"),
    ] {
        store.set_field(id, field, Some(text), now()).unwrap();
    }
    let maria = store.contact(id).unwrap();
    assert_eq!(
        (maria.stage, maria.source, maria.decides),
        (Stage::Customer, Source::Event, true)
    );
    assert_eq!(maria.tags, ["a", "b"]);
    assert_eq!(maria.email, Some(address("m@example.net")));
    for field in [
        ContactField::Email,
        ContactField::Company,
        ContactField::Tags,
        ContactField::LastName,
        ContactField::Decides,
    ] {
        store.set_field(id, field, Some(" "), now()).unwrap();
    }
    let maria = store.contact(id).unwrap();
    assert_eq!(
        (maria.email, maria.company, maria.last_name, maria.decides),
        (None, None, None, false)
    );
    assert!(maria.tags.is_empty());
    for (field, text) in [
        (ContactField::Stage, Some("boss")),
        (ContactField::Stage, None),
        (ContactField::Email, Some("nonsense")),
        (ContactField::Decides, Some("perhaps")),
    ] {
        assert!(
            matches!(
                store.set_field(id, field, text, now()),
                Err(StoreError::BadValue { .. })
            ),
            "{field} {text:?}"
        );
    }
}

/// The funnel is counted from these rows.
#[test]
fn each_change_of_stage_is_kept() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    for stage in ["working", "working", "customer"] {
        desk.store
            .set_field(id, ContactField::Stage, Some(stage), now())
            .unwrap();
    }
    let raw = desk.raw();
    let mut statement = raw
        .prepare("SELECT before || '>' || after FROM stage_change ORDER BY id")
        .unwrap();
    let changes: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    assert_eq!(changes, ["lead>working", "working>customer"]);
}

#[test]
fn people_of_one_company_share_it_and_follow_its_name() {
    let mut desk = Desk::new();
    for (first, company) in [
        ("Maria", "Northfield Foods"),
        ("Ann", " northfield  FOODS"),
        ("Zoe", "Alder Creek"),
    ] {
        let draft = ContactDraft {
            company: Some(company.into()),
            ..person(first, "X", "")
        };
        desk.store.add_contact(&draft, now()).unwrap();
    }
    let companies = desk.store.companies().unwrap();
    assert_eq!(
        companies
            .iter()
            .map(|company| company.name.as_str())
            .collect::<Vec<_>>(),
        ["Alder Creek", "Northfield Foods"]
    );
    let renamed = Company {
        name: "Aaron Foods".into(),
        industry: Some("food".into()),
        employees: Some(40),
        ..companies[1].clone()
    };
    desk.store.save_company(&renamed).unwrap();
    assert_eq!(desk.store.company(renamed.id).unwrap(), renamed);
    let by_company = PeopleQuery {
        filter: String::new(),
        search: "aaron".into(),
        order: PeopleOrder::Company,
        offset: 0,
        limit: 9,
    };
    assert_eq!(desk.store.people(&by_company, now()).unwrap().total, 2);
    let all = PeopleQuery {
        search: String::new(),
        ..by_company
    };
    let names: Vec<_> = desk
        .store
        .people(&all, now())
        .unwrap()
        .rows
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names, ["Ann X", "Maria X", "Zoe X"]);
    let taken = Company {
        name: "ALDER CREEK".into(),
        ..renamed
    };
    assert!(matches!(
        desk.store.save_company(&taken),
        Err(StoreError::BadValue { .. })
    ));
}

#[test]
fn who_is_removed_leaves_the_lists_but_not_the_ledger_and_stays_suppressed() {
    let mut desk = Desk::new();
    let ann = desk.add("Ann", "Rowe", "ann@example.com");
    let id = desk.add("Maria", "Chen", "maria@example.com");
    desk.store
        .edit_contact(
            ann,
            &ContactDraft {
                referred_by: Some(id),
                ..ContactDraft::default()
            },
            now(),
        )
        .unwrap();
    desk.sent("october", days_ago(20));
    desk.store
        .suppress(
            &address("maria@example.com"),
            SuppressionReason::OptedOut,
            None,
            now(),
        )
        .unwrap();
    desk.store.delete_contact(id, now()).unwrap();

    assert!(matches!(
        desk.store.contact(id),
        Err(StoreError::NotFound { .. })
    ));
    assert_eq!(desk.store.contact(ann).unwrap().referred_by, None);
    assert_eq!(desk.store.count(&Filter::All, now()).unwrap(), 1);
    assert!(
        desk.store
            .contacts(&Filter::All, "maria", None, now())
            .unwrap()
            .is_empty()
    );
    assert!(
        desk.store
            .contacts_by_address(&address("maria@example.com"))
            .unwrap()
            .is_empty()
    );
    let names: Vec<_> = desk
        .store
        .ledger(None, Some("october"))
        .unwrap()
        .into_iter()
        .map(|entry| entry.name)
        .collect();
    assert_eq!(names.len(), 2);
    assert!(names.contains(&"Maria Chen".to_owned()), "{names:?}");
    assert!(
        desk.store
            .suppression_of(&address("Maria@example.com"))
            .unwrap()
            .is_some()
    );
    desk.store.integrity_check().unwrap();
}

#[test]
fn each_order_of_the_list_is_as_it_says() {
    let mut desk = Desk::new();
    let mut ids = Vec::new();
    for (n, (first, last, company, stage)) in [
        ("Ann", "Zimmer", "Beta", Stage::Customer),
        ("Bob", "Young", "", Stage::Lead),
        ("Cem", "Xu", "Alpha", Stage::Working),
    ]
    .into_iter()
    .enumerate()
    {
        let draft = ContactDraft {
            company: Some(company.into()),
            stage: Some(stage),
            ..person(first, last, "")
        };
        ids.push(
            desk.store
                .add_contact(&draft, days_ago(9 - n as i64))
                .unwrap(),
        );
    }
    desk.store
        .set_next_step(
            &byline_model::NewNextStep {
                contact: ids[1],
                action: byline_model::Action::Call,
                text: "Call Bob".into(),
                why: None,
                due: date(2026, 11, 2),
                time: None,
            },
            now(),
        )
        .unwrap();
    for (order, wanted) in [
        (PeopleOrder::Name, ["Cem", "Bob", "Ann"]),
        (PeopleOrder::NextStep, ["Bob", "Cem", "Ann"]),
        (PeopleOrder::Company, ["Cem", "Ann", "Bob"]),
        (PeopleOrder::Stage, ["Bob", "Cem", "Ann"]),
        (PeopleOrder::Added, ["Cem", "Bob", "Ann"]),
    ] {
        for filter in ["", "decides = false"] {
            let query = PeopleQuery {
                filter: filter.into(),
                search: String::new(),
                order,
                offset: 0,
                limit: 9,
            };
            let page = desk.store.people(&query, now()).unwrap();
            let names: Vec<_> = page
                .rows
                .iter()
                .map(|row| row.name.split(' ').next().unwrap().to_owned())
                .collect();
            assert_eq!(names, wanted, "{order} with \"{filter}\"");
            let second = PeopleQuery {
                offset: 1,
                limit: 1,
                ..query
            };
            let second = desk.store.people(&second, now()).unwrap();
            assert_eq!((second.total, &second.rows[..]), (3, &page.rows[1..2]));
        }
    }
}

#[test]
fn a_line_of_the_list_tells_the_last_piece_and_the_next_step() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    desk.store
        .set_field(id, ContactField::Tags, Some("Dream"), now())
        .unwrap();
    desk.sent("september", days_ago(50));
    let mailing = desk.sent("october", days_ago(20));
    let delivery = desk.store.deliveries(mailing).unwrap()[0].delivery;
    desk.store
        .record_answer(
            delivery,
            byline_model::Answer::Replied,
            "Could you come?",
            days_ago(10),
        )
        .unwrap();
    let query = PeopleQuery {
        filter: "tag(dream)".into(),
        search: String::new(),
        order: PeopleOrder::Name,
        offset: 0,
        limit: 9,
    };
    let row = desk.store.people(&query, now()).unwrap().rows.remove(0);
    assert!(row.dream && !row.suppressed);
    assert_eq!(row.last_piece.as_deref(), Some("The october issue"));
    assert_eq!(row.last_mark, Some(byline_model::MarkKind::Replied));
}
