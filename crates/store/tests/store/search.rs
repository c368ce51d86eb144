//! Search finds what is there, whatever is typed.

use byline_model::{ContactDraft, ContactField, PeopleOrder, PeopleQuery, filter::Filter};
use proptest::prelude::*;

use crate::desk::{Desk, now, person};

fn found(desk: &Desk, search: &str) -> Vec<String> {
    let people = desk
        .store
        .contacts(&Filter::All, search, None, now())
        .unwrap();
    people
        .iter()
        .map(|contact| contact.display_name())
        .collect()
}

fn kitchen() -> Desk {
    let mut desk = Desk::new();
    for (first, last, email, company, city, tags, notes) in [
        (
            "Maria",
            "Chen",
            "maria.chen@northfield.example.com",
            "Northfield Foods",
            "Dayton",
            "dream",
            "leaks on line two",
        ),
        (
            "Žofie",
            "Müller",
            "zofie@example.net",
            "Bäckerei Straße",
            "Brno",
            "food;dream",
            "",
        ),
        (
            "Chen",
            "Wu",
            "",
            "Alder Creek",
            "Maria Stein",
            "",
            "says \"no\" AND means it",
        ),
    ] {
        let draft = ContactDraft {
            company: Some(company.into()),
            city: Some(city.into()),
            tags: Some(tags.split(';').map(str::to_owned).collect()),
            notes: Some(notes.into()),
            ..person(first, last, email)
        };
        desk.store.add_contact(&draft, now()).unwrap();
    }
    desk
}

#[test]
fn words_are_found_by_their_beginning_in_every_field() {
    let desk = kitchen();
    for (search, wanted) in [
        ("nor fo", vec!["Maria Chen"]),
        ("maria.chen@north", vec!["Maria Chen"]),
        ("dayton LEAKS", vec!["Maria Chen"]),
        ("zofie", vec!["Žofie Müller"]),
        ("muller backerei", vec!["Žofie Müller"]),
        ("dream", vec!["Maria Chen", "Žofie Müller"]),
        ("ayton", vec![]),
        ("maria nobody", vec![]),
    ] {
        assert_eq!(found(&desk, search), wanted, "{search}");
    }
}

#[test]
fn those_whose_name_it_is_come_first() {
    let desk = kitchen();
    assert_eq!(found(&desk, "maria"), ["Maria Chen", "Chen Wu"]);
}

#[test]
fn what_changes_is_found_under_its_new_name_only() {
    let mut desk = kitchen();
    let id = desk
        .store
        .contacts(&Filter::All, "wu", None, now())
        .unwrap()[0]
        .id;
    desk.store
        .set_field(id, ContactField::LastName, Some("Ostrander"), now())
        .unwrap();
    desk.store
        .set_field(id, ContactField::Tags, Some("fair"), now())
        .unwrap();
    assert!(found(&desk, "wu").is_empty());
    assert_eq!(found(&desk, "ostr fair"), ["Chen Ostrander"]);
    desk.store
        .set_field(id, ContactField::Tags, None, now())
        .unwrap();
    assert!(found(&desk, "fair").is_empty());
}

#[test]
fn a_search_for_nothing_is_everyone() {
    let desk = kitchen();
    for search in ["", "  ", "\"", "* - ( )", "\u{0}"] {
        assert_eq!(found(&desk, search).len(), 3, "{search:?}");
    }
}

#[test]
fn signs_of_the_query_language_mean_nothing() {
    let desk = kitchen();
    for search in [
        "maria AND",
        "OR",
        "NOT maria",
        "maria NEAR(chen, 2)",
        "name:maria",
        "\"maria",
        "maria\"\"",
        "ma*ria",
        "(maria",
        "-maria",
        "^maria",
        "{name email} : x",
        "maria + chen",
        "'; DROP TABLE contact; --",
        "ma\u{0}ria",
        "%",
        "_",
    ] {
        found(&desk, search);
    }
    assert_eq!(found(&desk, "AND \"no\""), ["Chen Wu"]);
    assert_eq!(found(&desk, "Maria NOT"), Vec::<String>::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Whatever is typed into the search field is answered.
    #[test]
    fn any_text_is_answered(search in r#"([a-z"'*():^{}+\-]|AND|OR|NEAR|[ \t]|\PC|\x00){0,16}"#) {
        thread_local! { static DESK: Desk = kitchen(); }
        DESK.with(|desk| {
            let people = desk.store.contacts(&Filter::All, &search, None, now());
            prop_assert!(people.is_ok(), "{:?}", people);
            Ok(())
        })?;
    }
}

/// Above some thousands of hits the list walks along its order instead of sorting; both must show the same.
#[test]
fn a_page_of_many_hits_is_the_page_of_few() {
    let mut desk = Desk::new();
    desk.add_many(2_500);
    desk.add("Zoe", "Aardvark", "zoe@example.com");
    let page = |search: &str, offset| {
        let query = PeopleQuery {
            filter: String::new(),
            search: search.into(),
            order: PeopleOrder::Name,
            offset,
            limit: 2,
        };
        desk.store.people(&query, now()).unwrap()
    };
    let many = page("p", 1_200);
    let few = page("p n12", 0);
    assert_eq!((many.total, few.total), (2_500, 100));
    assert_eq!(many.rows[0].name, "Person N1201");
    assert_eq!(page("p n1201", 0).rows, many.rows[..1]);
    assert_eq!(page("p", 2_499).rows.len(), 1);
    assert!(page("p", 2_500).rows.is_empty());
}
