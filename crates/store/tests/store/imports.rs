//! Files are brought in once, fill gaps, and clear nothing.

use byline_model::{ContactDraft, ContactField, Source, Stage, SuppressionReason, filter::Filter};
use byline_store::{ImportMeta, ImportReport, ImportRow};
use proptest::prelude::*;

use crate::desk::{Desk, address, now, person};

fn meta() -> ImportMeta {
    ImportMeta {
        file: "people.csv".into(),
        source: Some(Source::Event),
    }
}

fn rows(drafts: &[ContactDraft]) -> Vec<ImportRow> {
    let row = |(draft, line): (&ContactDraft, u64)| ImportRow {
        line,
        draft: draft.clone(),
        opted_out: false,
    };
    drafts.iter().zip(2..).map(row).collect()
}

fn counted(report: ImportReport) -> [u32; 4] {
    [
        report.added,
        report.updated,
        report.unchanged,
        report.merged,
    ]
}

#[test]
fn the_same_file_comes_in_once() {
    let mut desk = Desk::new();
    let file = [
        person("Maria", "Chen", "maria@example.com"),
        person("Leo", "Marchetti", ""),
        person("Maria", "Chen", "MARIA@example.com"),
        person("", "", "info@example.com"),
    ];
    assert_eq!(
        counted(desk.store.try_import(rows(&file), &meta(), now()).unwrap()),
        [3, 0, 0, 1]
    );
    assert_eq!(
        desk.store.count(&Filter::All, now()).unwrap(),
        0,
        "a trial kept something"
    );
    let first = desk.store.import(rows(&file), &meta(), now()).unwrap();
    assert_eq!(counted(first), [3, 0, 0, 1]);
    let second = desk.store.import(rows(&file), &meta(), now()).unwrap();
    assert_eq!(counted(second), [0, 0, 3, 1]);
    let made = desk.store.imports().unwrap();
    assert_eq!(
        made.iter().map(|import| import.report).collect::<Vec<_>>(),
        [second, first]
    );
    let maria = &desk
        .store
        .contacts_by_address(&address("maria@example.com"))
        .unwrap()[0];
    assert_eq!((maria.source, maria.stage), (Source::Event, Stage::Lead));
}

#[test]
fn a_file_fills_gaps_and_overwrites_nothing() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    desk.store
        .set_field(id, ContactField::Stage, Some("customer"), now())
        .unwrap();
    desk.store
        .set_field(id, ContactField::City, Some("Dayton"), now())
        .unwrap();
    desk.store
        .set_field(id, ContactField::Tags, Some("dream"), now())
        .unwrap();
    let file = ContactDraft {
        stage: Some(Stage::Lost),
        source: Some(Source::Referral),
        city: Some("Elsewhere".into()),
        phone: Some("937 555 0188".into()),
        tags: Some(vec!["fair".into()]),
        ..person("Mary", "", "maria@example.com")
    };
    let report = desk.store.import(rows(&[file]), &meta(), now()).unwrap();
    assert_eq!(counted(report), [0, 1, 0, 0]);
    let maria = desk.store.contact(id).unwrap();
    assert_eq!(
        (maria.stage, maria.source),
        (Stage::Customer, Source::ExistingNetwork)
    );
    assert_eq!(
        (maria.first_name.as_deref(), maria.city.as_deref()),
        (Some("Maria"), Some("Dayton"))
    );
    assert_eq!(maria.phone.as_deref(), Some("937 555 0188"));
    assert_eq!(maria.tags, ["dream", "fair"]);
    let changes: String = desk
        .raw()
        .query_row("SELECT changes FROM import_row", [], |row| row.get(0))
        .unwrap();
    assert_eq!(
        changes,
        r#"{"phone":[null,"937 555 0188"],"tags":[["dream"],["dream","fair"]]}"#
    );
}

#[test]
fn somebody_without_an_address_is_known_by_name_and_company() {
    let mut desk = Desk::new();
    let with = |company: &str, email: &str| ContactDraft {
        company: Some(company.into()),
        ..person("Leo", "Marchetti", email)
    };
    let file = [
        with("Crown Point", ""),
        with("Huron", ""),
        with("Crown Point", "leo@example.com"),
        with("crown point", "other@example.com"),
    ];
    let report = desk.store.import(rows(&file), &meta(), now()).unwrap();
    assert_eq!(
        counted(report),
        [3, 0, 0, 1],
        "the address belongs to the Leo of Crown Point, another address to another Leo"
    );
    let again = desk.store.import(rows(&file), &meta(), now()).unwrap();
    assert_eq!(again.added, 0);
    let leo = &desk
        .store
        .contacts_by_address(&address("leo@example.com"))
        .unwrap()[0];
    assert_eq!(leo.company.as_deref(), Some("Crown Point"));
}

#[test]
fn two_who_share_an_address_stay_two() {
    let mut desk = Desk::new();
    let ann = desk.add("Ann", "Rowe", "info@example.com");
    let ben = desk.add("Ben", "Rowe", "info@example.com");
    let draft = ContactDraft {
        city: Some("Dayton".into()),
        ..person("ben", "rowe", "info@example.com")
    };
    assert_eq!(
        counted(desk.store.import(rows(&[draft]), &meta(), now()).unwrap()),
        [0, 1, 0, 0]
    );
    assert_eq!(
        desk.store.contact(ben).unwrap().city.as_deref(),
        Some("Dayton")
    );
    assert_eq!(desk.store.contact(ann).unwrap().city, None);
}

#[test]
fn an_opt_out_survives_imports_and_removal() {
    let mut desk = Desk::new();
    let id = desk.add("Maria", "Chen", "maria@example.com");
    let gone = |opted_out| {
        vec![ImportRow {
            line: 2,
            draft: person("Maria", "Chen", "Maria@Example.com"),
            opted_out,
        }]
    };
    desk.store.import(gone(true), &meta(), now()).unwrap();
    desk.store.import(gone(false), &meta(), now()).unwrap();
    desk.store.delete_contact(id, now()).unwrap();
    let report = desk.store.import(gone(false), &meta(), now()).unwrap();
    assert_eq!(report.added, 1);
    let again = desk.store.resolve(&Filter::All, now()).unwrap();
    assert_eq!(again[0].suppressed, Some(SuppressionReason::OptedOut));
    let suppression = desk
        .store
        .suppression_of(&address("maria@example.com"))
        .unwrap()
        .unwrap();
    assert_eq!(suppression.note.as_deref(), Some("from people.csv"));
}

#[test]
fn what_the_person_said_outweighs_a_bounce_and_nothing_undoes_it() {
    let mut desk = Desk::new();
    let maria = address("maria@example.com");
    let reason = |desk: &Desk| desk.store.suppression_of(&maria).unwrap().unwrap().reason;
    assert!(
        desk.store
            .suppress(&maria, SuppressionReason::HardBounce, None, now())
            .unwrap()
    );
    assert!(
        !desk
            .store
            .suppress(
                &address("MARIA@example.com"),
                SuppressionReason::OptedOut,
                None,
                now()
            )
            .unwrap()
    );
    assert_eq!(reason(&desk), SuppressionReason::OptedOut);
    desk.store
        .suppress(&maria, SuppressionReason::ByHand, None, now())
        .unwrap();
    assert_eq!(reason(&desk), SuppressionReason::OptedOut);
    assert!(
        desk.raw().execute("DELETE FROM suppression", []).is_err(),
        "a suppression was deleted"
    );
    assert_eq!(desk.store.suppressions().unwrap().len(), 1);
}

/// The third row gives the first person a company, so that the second, without one, no longer looks the same.
#[test]
fn a_row_is_about_the_same_person_when_it_comes_again() {
    let mut desk = Desk::new();
    let with_company = ContactDraft {
        company: Some("Northfield Foods".into()),
        ..person("", "", "ann@example.com")
    };
    let file = [
        person("Ann", "Rowe", "ann@example.com"),
        person("Ann", "Rowe", ""),
        with_company,
    ];
    assert_eq!(
        counted(desk.store.import(rows(&file), &meta(), now()).unwrap()),
        [1, 0, 0, 2]
    );
    assert_eq!(
        counted(desk.store.import(rows(&file), &meta(), now()).unwrap()),
        [0, 0, 1, 2]
    );
}

fn any_draft() -> impl Strategy<Value = ContactDraft> {
    let name = || proptest::sample::select(vec!["", "Ann", "ann ", "Bo"]);
    let email =
        proptest::sample::select(vec!["", "a@example.com", "A@example.com", "b@example.com"]);
    (name(), name(), name(), email, name(), any::<bool>()).prop_map(
        |(first, last, company, email, city, tagged)| ContactDraft {
            company: Some(company.to_owned()),
            city: Some(city.to_owned()),
            tags: tagged.then(|| vec![first.to_owned(), "Fair".into()]),
            ..person(first, last, email)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Importing twice is importing once; rows about nobody in particular apart, which can be known by nothing.
    #[test]
    fn twice_is_once(file in proptest::collection::vec(any_draft(), 1..8)) {
        let named: Vec<_> = file.into_iter().filter(|draft| draft.email.is_some() || draft.first_name.as_deref().is_some_and(|name| !name.trim().is_empty())).collect();
        let mut desk = Desk::new();
        let first = desk.store.import(rows(&named), &meta(), now()).unwrap();
        prop_assert_eq!(counted(first).iter().sum::<u32>() as usize, named.len());
        let before = desk.store.contacts(&Filter::All, "", None, now()).unwrap();
        prop_assert_eq!(before.len() as u32, first.added);
        let second = desk.store.import(rows(&named), &meta(), now()).unwrap();
        prop_assert_eq!(second.added, 0);
        let after = desk.store.contacts(&Filter::All, "", None, now()).unwrap();
        prop_assert_eq!(after.len(), before.len());
        let third = desk.store.import(rows(&named), &meta(), now()).unwrap();
        prop_assert_eq!((third.added, third.updated), (0, 0));
    }
}
