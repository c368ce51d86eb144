//! From a piece to mails in the outbox, and what the ledger says afterwards.

use std::collections::{BTreeMap, BTreeSet};

use crate::desk::{Desk, list, number, parse_mails, text};

/// Done when, number 3: that many files, each a mail that a strict reader accepts, personal in both bodies.
#[test]
fn every_customer_gets_one_sound_personal_mail() {
    let desk = Desk::sample();
    let people: BTreeMap<_, _> = desk
        .contacts("stage = customer")
        .into_iter()
        .filter_map(|contact| Some((contact["email"].as_str()?.to_lowercase(), contact)))
        .collect();
    let audience = desk.contacts("stage = customer").len() as u64;
    let before = desk.mails();

    let result = desk
        .send(&desk.newest_issue(), "stage = customer")
        .expect(0)
        .json();

    let new: Vec<_> = desk.mails().difference(&before).cloned().collect();
    let (accepted, skipped) = (
        number(&result, "accepted"),
        list(&result, "skipped").len() as u64,
    );
    assert!(accepted > 0, "{result}");
    assert_eq!(new.len() as u64, accepted, "one file a person");
    assert_eq!(number(&result, "total"), audience, "{result}");
    assert_eq!(accepted + skipped, audience, "{result}");
    assert_eq!(
        [
            number(&result, "deferred"),
            number(&result, "refused"),
            number(&result, "unknown")
        ],
        [0, 0, 0]
    );
    for left_out in list(&result, "skipped") {
        assert!(!text(left_out, "reason").is_empty(), "{left_out}");
    }

    let mut addressed = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for mail in parse_mails(&new) {
        assert_eq!(list(&mail, "defects").len(), 0, "{mail}");
        let parts = text(&mail, "type");
        assert!(
            ["multipart/alternative", "multipart/related"].contains(&parts),
            "{parts}"
        );
        for header in [
            "From",
            "To",
            "Subject",
            "Message-ID",
            "Date",
            "List-Unsubscribe",
        ] {
            assert_eq!(
                list(&mail["headers"], header).len(),
                1,
                "{header}: {}",
                mail["headers"]
            );
        }
        // RFC 8058: one click needs an https address, and there is none.
        assert!(mail["headers"].get("List-Unsubscribe-Post").is_none());
        let to = mail["to"][0].as_str().expect("an address").to_lowercase();
        let first_name = text(&people[&to], "first_name");
        assert!(
            text(&mail, "text").contains(first_name),
            "{first_name} in the plain text of {to}"
        );
        assert!(
            text(&mail, "html").contains(first_name),
            "{first_name} in the HTML of {to}"
        );
        for body in ["text", "html"] {
            assert!(
                !text(&mail, body).contains("{{"),
                "a merge tag is left in the {body} of {to}"
            );
        }
        assert!(addressed.insert(to), "twice to the same address");
        assert!(
            ids.insert(mail["headers"]["Message-ID"][0].to_string()),
            "a Message-ID twice"
        );
    }
}

#[test]
fn the_ledger_tells_who_received_it_from_both_sides() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let result = desk.send(&issue, "stage = customer").expect(0).json();

    let received = desk.json(&format!("ledger --piece {issue}"));
    let received: Vec<_> = received
        .as_array()
        .expect("a list")
        .iter()
        .filter(|row| row["state"] == "accepted")
        .collect();
    assert_eq!(received.len() as u64, number(&result, "accepted"));
    let who = received[0]["contact"].to_string();
    let theirs = desk.json(&format!("ledger --contact {who}"));
    assert!(
        theirs
            .as_array()
            .expect("a list")
            .iter()
            .any(|row| row["piece"] == *issue),
        "{theirs}"
    );
    for row in &received {
        assert_eq!(
            (text(row, "how"), text(row, "edition").len()),
            ("mailed", 64),
            "{row}"
        );
        assert!(text(row, "at").contains('T'), "{row}");
    }

    // Who did not: the rest of the desk, nobody twice and nobody forgotten.
    let missed = desk
        .run([
            "ledger",
            "--piece",
            &issue,
            "--missing",
            "--audience",
            "all",
            "--json",
        ])
        .expect(0)
        .json();
    let everyone = desk.contacts("all").len();
    assert_eq!(
        missed.as_array().expect("a list").len() + received.len(),
        everyone
    );
    assert_eq!(
        desk.contacts(&format!("received(\"{issue}\")")).len(),
        received.len()
    );
    assert_eq!(
        desk.contacts(&format!("not received(\"{issue}\")")).len(),
        everyone - received.len()
    );
}

#[test]
fn a_paper_hand_over_is_in_the_ledger_too() {
    let desk = Desk::sample();
    let piece = desk.pieces("collateral").remove(0);
    let people: Vec<_> = desk
        .contacts("stage = lead")
        .iter()
        .take(2)
        .map(|c| text(c, "email").to_owned())
        .collect();

    desk.run([
        "give",
        &piece,
        &people[0],
        &people[1],
        "--how",
        "printed",
        "--on",
        "2026-11-03",
        "--json",
    ])
    .expect(0);

    for person in &people {
        let rows = desk.json(&format!("ledger --contact {person} --piece {piece}"));
        let row = &rows.as_array().expect("a list")[0];
        assert_eq!(text(row, "how"), "printed", "{row}");
        assert!(text(row, "at").starts_with("2026-11-03"), "{row}");
    }
}

#[test]
fn a_suppressed_address_is_never_mailed() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let victim = desk
        .contacts("stage = customer")
        .iter()
        .find_map(|contact| contact["email"].as_str().map(str::to_owned))
        .expect("a customer with an address");
    // Another way of writing the same address is the same address.
    desk.run(["suppress", &victim.to_uppercase()]).expect(0);
    let before = desk.mails();

    let result = desk.send(&issue, "stage = customer").expect(0).json();

    let new: Vec<_> = desk.mails().difference(&before).cloned().collect();
    assert!(parse_mails(&new).iter().all(|mail| {
        !mail["to"][0]
            .as_str()
            .expect("an address")
            .eq_ignore_ascii_case(&victim)
    }));
    assert!(
        list(&result, "skipped")
            .iter()
            .any(|skipped| text(skipped, "reason") == "suppressed"),
        "{result}"
    );
    let suppressed = desk.json("suppress list");
    assert!(
        suppressed
            .to_string()
            .to_lowercase()
            .contains(&victim.to_lowercase()),
        "{suppressed}"
    );
}

#[test]
fn two_people_with_one_address_get_one_mail() {
    let desk = Desk::sample();
    let file = desk.file(
        "twins.csv",
        "first_name,last_name,email,company,tags\nAda,Quill,office@quill.example,Quill,twins\nBen,Quill,OFFICE@quill.example,Quill,twins\nCy,Quill,,Quill,twins\n",
    );
    desk.run(["contact", "import", &file]);
    desk.run([
        "contact",
        "add",
        "--email",
        "ada@quill.example",
        "--first-name",
        "Ada",
    ])
    .expect(0);

    let result = desk
        .send(&desk.newest_issue(), "email ~ \"quill.example\"")
        .expect(0)
        .json();

    assert_eq!(
        number(&result, "accepted") + list(&result, "skipped").len() as u64,
        number(&result, "total"),
        "{result}"
    );
    assert_eq!(
        number(&result, "accepted"),
        2,
        "office@ once, ada@ once: {result}"
    );
}

#[test]
fn without_yes_and_without_somebody_to_ask_nothing_is_sent() {
    let desk = Desk::sample();
    let before = desk.mails();
    let answer = desk.run([
        "send",
        &desk.newest_issue(),
        "--audience",
        "stage = customer",
        "--via",
        "outbox",
    ]);
    assert_ne!(answer.status, 0, "{answer:?}");
    assert_eq!(desk.mails(), before);
}

#[test]
fn an_audience_of_nobody_is_a_no() {
    let desk = Desk::sample();
    desk.send(&desk.newest_issue(), "email = \"nobody@nowhere.example\"")
        .expect(1);
}

#[test]
fn one_person_is_not_told_as_many() {
    let desk = Desk::sample();
    let person = reachable(&desk);
    let report = desk
        .run([
            "check",
            &desk.newest_issue(),
            "--audience",
            &format!("email = \"{person}\""),
            "--json",
        ])
        .json();
    let filled = list(&report, "findings")
        .iter()
        .find(|finding| finding["code"] == "missing-value")
        .expect("the fields are looked at");
    assert_eq!(
        text(filled, "message"),
        "Names and other fields are filled."
    );
}

#[test]
fn a_mailing_that_is_over_is_not_paused_stopped_or_moved() {
    let desk = Desk::sample();
    let sent = desk
        .send(&desk.newest_issue(), "stage = customer")
        .expect(0)
        .json();
    let id = sent["mailing"].to_string();
    for (words, said) in [
        (vec!["pause"], "nothing left to pause"),
        (vec!["stop"], "nothing left to stop"),
        (vec!["move", "--at", "2099-01-01T09:30"], "gone already"),
    ] {
        desk.run(["mailing", words[0], &id].iter().chain(&words[1..]))
            .expect(1)
            .says(&[said]);
    }
    desk.run(["mailing", "move", &id, "--at", "2020-01-01T09:30"])
        .expect(3)
        .says(&["has passed already", "later time"]);
}

/// Their row keeps the address for the record: that none is known would be plainly wrong beside it.
#[test]
fn the_report_says_who_was_removed() {
    let desk = Desk::sample();
    let person = reachable(&desk);
    let planned = desk
        .run([
            "send",
            &desk.newest_issue(),
            "--audience",
            &format!("email = \"{person}\""),
            "--at",
            "2099-01-01T09:30",
            "--yes",
            "--json",
        ])
        .expect(0)
        .json();
    let id = planned["mailing"].to_string();
    desk.run(["contact", "delete", &person]).expect(0);
    desk.run(["mailing", "resume", &id]).expect(0);
    let file = desk.scratch().join("report.csv");
    let path = file.to_str().expect("a plain path");
    desk.run(["mailing", "report", &id, "--form", "csv", "-o", path])
        .expect(0);
    let report = std::fs::read_to_string(&file).expect("the report");
    assert!(
        report.contains("removed from the desk") && !report.contains("No e-mail address"),
        "{report}"
    );
}

/// The address of somebody to whom a mailing goes.
fn reachable(desk: &Desk) -> String {
    let sent = desk
        .send(&desk.newest_issue(), "stage = customer")
        .expect(0)
        .json();
    let shown = desk.json(&format!("mailing show {}", sent["mailing"]));
    let reached = list(&shown, "deliveries")
        .iter()
        .find(|delivery| delivery["state"] == "accepted")
        .expect("somebody is reached");
    text(reached, "address").to_owned()
}

#[test]
fn mailings_are_listed_newest_first_and_add_up() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let result = desk.send(&issue, "stage = customer").expect(0).json();
    let mailings = desk.json("mailing list");
    let newest = &mailings[0];
    assert_eq!(newest["mailing"], result["mailing"]);
    assert_eq!(
        (text(newest, "piece"), text(newest, "state")),
        (&*issue, "done")
    );
    for mailing in mailings.as_array().expect("a list") {
        let parts = ["accepted", "deferred", "refused", "unknown", "skipped"]
            .map(|key| number(mailing, key));
        assert_eq!(
            parts.iter().sum::<u64>(),
            number(mailing, "total"),
            "{mailing}"
        );
    }
    let shown = desk.json(&format!("mailing show {}", newest["mailing"]));
    assert_eq!(
        list(&shown, "deliveries").len() as u64,
        number(newest, "total")
    );
}

#[test]
fn the_sample_has_something_on_every_screen() {
    let desk = Desk::sample();
    let people = desk.contacts("all");
    assert!(
        (250..=400).contains(&people.len()),
        "{} people",
        people.len()
    );
    let companies: BTreeSet<_> = people
        .iter()
        .filter_map(|c| c["company"].as_str())
        .collect();
    assert!(
        (60..=110).contains(&companies.len()),
        "{} companies",
        companies.len()
    );
    for key in ["stage", "source"] {
        let values: BTreeSet<_> = people.iter().filter_map(|c| c[key].as_str()).collect();
        assert!(values.len() >= 5, "{key}: {values:?}");
    }
    assert!(desk.json("piece list").as_array().expect("a list").len() >= 10);
    let mailings = desk.json("mailing list");
    assert!(
        mailings
            .as_array()
            .expect("a list")
            .iter()
            .any(|m| number(m, "replied") > 0 && number(m, "bounced") > 0),
        "{mailings}"
    );
    assert!(!desk.json("today").is_null());
    // Invented people only: no address of the sample can reach anybody.
    for contact in &people {
        if let Some(email) = contact["email"].as_str() {
            let reserved = [
                ".test",
                ".example",
                "example.com",
                "example.org",
                "example.net",
            ];
            assert!(
                reserved.iter().any(|end| email.ends_with(end)),
                "{email} could be somebody"
            );
        }
    }
}
