//! Contacts, audiences and import.

use crate::desk::{Desk, byline, list, number, text};

#[test]
fn a_contact_can_be_added_shown_and_changed() {
    let desk = Desk::sample();
    let added = desk
        .run([
            "contact",
            "add",
            "--email",
            "ada@quill.example",
            "--first-name",
            "Ada",
            "--last-name",
            "Quill",
            "--json",
        ])
        .expect(0)
        .json();
    let shown = desk.json("contact show ada@quill.example");
    assert_eq!(
        (&added["id"], &added["first_name"]),
        (&shown["id"], &shown["first_name"])
    );
    desk.run([
        "contact",
        "edit",
        "ada@quill.example",
        "stage=customer",
        "title=Head of Ink",
    ])
    .expect(0);
    let by_id = desk.json(&format!("contact show {}", added["id"]));
    assert_eq!(
        (text(&by_id, "stage"), text(&by_id, "title")),
        ("customer", "Head of Ink")
    );
    desk.run(["contact", "edit", "ada@quill.example", "stage=friend"])
        .expect(3)
        .says(&["friend", "customer"]);
}

#[test]
fn search_finds_by_name_company_and_address() {
    let desk = Desk::sample();
    let somebody = desk.contacts("stage = customer").remove(0);
    for key in ["last_name", "company", "email"] {
        let wanted = text(&somebody, key);
        let found = desk
            .run(["contact", "list", "--search", wanted, "--json"])
            .expect(0)
            .json();
        assert!(
            found
                .as_array()
                .expect("a list")
                .iter()
                .any(|c| c["id"] == somebody["id"]),
            "{key} {wanted}: {found}"
        );
    }
    let few = desk.json("contact list --limit 7");
    assert_eq!(few.as_array().map(Vec::len), Some(7));
}

#[test]
fn filters_say_what_they_mean() {
    let desk = Desk::sample();
    let count = |filter: &str| desk.contacts(filter).len();
    let everyone = count("all");
    assert_eq!(
        count("stage = customer") + count("stage != customer"),
        everyone
    );
    assert_eq!(
        count("stage = customer") + count("not (stage = customer)"),
        everyone
    );
    assert_eq!(
        count("stage in (customer, lead)"),
        count("stage = customer") + count("stage = lead")
    );
    assert_eq!(
        count("stage = customer or stage = lead"),
        count("stage in (customer, lead)")
    );
    assert_eq!(count("stage = customer and stage = lead"), 0);
    assert!(count("company ~ \"a\"") > 0);
}

#[test]
fn an_audience_has_a_name_and_a_count() {
    let desk = Desk::sample();
    desk.run([
        "audience",
        "save",
        "Good ones",
        "stage in (customer, opportunity)",
    ])
    .expect(0);
    let audiences = desk.json("audience list");
    let saved = audiences
        .as_array()
        .expect("a list")
        .iter()
        .find(|a| a["name"] == "Good ones")
        .expect("the saved audience")
        .clone();
    assert_eq!(
        number(&saved, "count"),
        desk.contacts("stage in (customer, opportunity)").len() as u64
    );
    let result = desk
        .send(&desk.newest_issue(), "Good ones")
        .expect(0)
        .json();
    assert_eq!(number(&result, "total"), number(&saved, "count"));
}

#[test]
fn a_file_brought_in_twice_changes_nothing_the_second_time() {
    let desk = Desk::sample();
    let before = desk.contacts("all").len() as u64;
    let file = desk.file(
        "people.csv",
        "\u{feff}First Name;Last Name;Email Address;Company;Job Title\r\nZoë;Quill;zoe@quill.example;\"Quill; Sons\";Buyer\r\nBo;Nib;bo@nib.example;Nib;\r\n",
    );
    let first = desk
        .run(["contact", "import", &file, "--source", "event", "--json"])
        .expect(0)
        .json();
    assert_eq!(
        [number(&first, "rows"), number(&first, "added")],
        [2, 2],
        "{first}"
    );
    let zoe = desk.json("contact show zoe@quill.example");
    assert_eq!(
        (
            text(&zoe, "first_name"),
            text(&zoe, "company"),
            text(&zoe, "source")
        ),
        ("Zoë", "Quill; Sons", "event")
    );
    let second = desk
        .run(["contact", "import", &file, "--json"])
        .expect(0)
        .json();
    assert_eq!(
        [number(&second, "added"), number(&second, "unchanged")],
        [0, 2],
        "{second}"
    );
    assert_eq!(desk.contacts("all").len() as u64, before + 2);
}

#[test]
fn a_rehearsed_import_writes_nothing() {
    let desk = Desk::sample();
    let before = desk.contacts("all").len();
    let file = desk.file("people.csv", "First Name,Email\nZoe,zoe@quill.example\n");
    let report = desk
        .run(["contact", "import", &file, "--dry-run", "--json"])
        .expect(0)
        .json();
    assert_eq!(number(&report, "added"), 1, "{report}");
    assert_eq!(desk.contacts("all").len(), before);
}

#[test]
fn a_broken_row_is_told_by_its_line_and_the_rest_comes_in() {
    let desk = Desk::sample();
    let file = desk.file(
        "people.csv",
        "First Name,Email\nZoe,zoe@quill.example\nBroken,not-an-address\nBo,bo@nib.example\n",
    );
    let report = desk
        .run(["contact", "import", &file, "--json"])
        .expect(3)
        .json();
    assert_eq!(number(&report, "added"), 2, "{report}");
    let rejected = &list(&report, "rejected")[0];
    assert_eq!(number(rejected, "line"), 3, "{rejected}");
    assert!(
        text(rejected, "reason").contains("not-an-address")
            && text(rejected, "file").ends_with("people.csv"),
        "{rejected}"
    );
}

/// No import clears an opt-out.
#[test]
fn an_opt_out_survives_the_same_person_coming_in_again() {
    let desk = Desk::sample();
    let file = desk.file(
        "people.csv",
        "First Name,Email,Stage\nZoe,zoe@quill.example,customer\n",
    );
    desk.run(["contact", "import", &file]).expect(0);
    desk.run(["suppress", "zoe@quill.example"]).expect(0);
    desk.run(["contact", "import", &file]).expect(0);
    let result = desk
        .send(&desk.newest_issue(), "email = \"zoe@quill.example\"")
        .json();
    assert_eq!(number(&result, "accepted"), 0, "{result}");
}

#[test]
fn a_new_desk_is_empty_and_ready() {
    let home = tempfile::tempdir().expect("a scratch folder");
    let folder = home.path().join("My desk");
    let folder = folder.to_str().expect("a plain path");
    let made = byline(home.path(), ["init", folder, "--json"])
        .expect(0)
        .json();
    assert!(text(&made, "desk").ends_with("My desk"), "{made}");
    let listed = |what: &str| {
        byline(home.path(), ["--desk", folder, what, "list", "--json"])
            .expect(0)
            .json()
    };
    for what in ["contact", "piece", "mailing"] {
        assert_eq!(listed(what), serde_json::json!([]), "{what}");
    }
    byline(
        home.path(),
        [
            "--desk",
            folder,
            "contact",
            "add",
            "--email",
            "ada@quill.example",
        ],
    )
    .expect(0);
    assert_eq!(listed("contact").as_array().map(Vec::len), Some(1));
}
