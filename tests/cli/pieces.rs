//! Pieces and templates: what is rendered, and that a value never becomes code.

use crate::desk::{Desk, byline, parse_mails, text};

#[test]
fn the_version_is_told_without_a_desk() {
    let home = tempfile::tempdir().expect("a scratch folder");
    let answer = byline(home.path(), ["--version"]).expect(0);
    assert_eq!(
        answer.text().trim(),
        concat!("byline ", env!("CARGO_PKG_VERSION"))
    );
    assert!(
        home.path().read_dir().expect("the folder").next().is_none(),
        "a read wrote something"
    );
}

#[test]
fn there_are_templates_for_every_kind() {
    let desk = Desk::sample();
    for (kind, at_least) in [("newsletter", 2), ("article", 1), ("collateral", 2)] {
        let templates = desk.json(&format!("template list --kind {kind}"));
        let templates = templates.as_array().expect("a list");
        assert!(templates.len() >= at_least, "{kind}: {templates:?}");
        for template in templates {
            assert_eq!(text(template, "kind"), kind);
            let title = format!("A new {kind}");
            let piece = desk
                .run([
                    "piece",
                    "new",
                    kind,
                    "--template",
                    text(template, "name"),
                    "--title",
                    &title,
                    "--json",
                ])
                .expect(0)
                .json();
            let piece = text(&piece, "piece").to_owned();
            assert!(desk.piece_file(&piece).exists(), "{piece}");
            let output = if kind == "collateral" { "pdf" } else { "email" };
            desk.run(["render", &piece, "--to", output]).expect(0);
        }
    }
}

#[test]
fn an_issue_renders_in_every_form() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let person = desk.contacts("stage = customer").remove(0);
    let (email, name) = (text(&person, "email"), text(&person, "first_name"));
    for form in ["email", "page", "text"] {
        let answer = desk
            .run(["render", &issue, "--to", form, "--as", email])
            .expect(0);
        let body = answer.text();
        assert!(body.contains(name), "{name} in {form}: {answer:?}");
        assert!(
            !body.contains("{{") && !body.contains("{%"),
            "{form}: {answer:?}"
        );
    }
    let plain = desk
        .run(["render", &issue, "--to", "text", "--as", email])
        .expect(0);
    assert!(
        !plain.text().contains("<td") && !plain.text().contains("&nbsp;"),
        "{plain:?}"
    );
    assert!(
        plain
            .text()
            .lines()
            .all(|line| line.chars().count() <= 78 || line.contains("://")),
        "{plain:?}"
    );
    let html = desk
        .run(["render", &issue, "--to", "email", "--as", email])
        .expect(0);
    assert!(!html.text().contains("<script"), "{html:?}");
    assert!(
        desk.run(["render", &issue, "--to", "pdf", "--as", email])
            .expect(0)
            .out
            .starts_with(b"%PDF-")
    );
    let mail = desk.file(
        "one.eml",
        desk.run(["render", &issue, "--to", "eml", "--as", email])
            .expect(0)
            .out,
    );
    let mail = parse_mails([&mail.into()]).remove(0);
    assert_eq!(mail["defects"].as_array().map(Vec::len), Some(0), "{mail}");
}

/// What a contact is called changes nothing but the visible text.
#[test]
fn a_name_never_becomes_code() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    desk.edit_piece(&issue, |text| {
        text + "\n\nFor {{ contact.first_name }}: [yours](https://example.com/?n={{ contact.first_name }} \"button\")\n\n# {{ contact.first_name }}\n"
    });
    let names = [
        ("script@evil.example", "<script>alert(1)</script>"),
        ("tera@evil.example", "{{ 7*7 }}{% if true %}x{% endif %}"),
        ("typst@evil.example", "#import \"x\""),
        ("quote@evil.example", "\" onmouseover=\"alert(1)"),
        ("link@evil.example", "javascript:alert(1)"),
        (
            "lines@evil.example",
            "Eve\r\nBcc: everyone@evil.example\r\n\r\nHi",
        ),
    ];
    for (email, name) in names {
        desk.run([
            "contact",
            "add",
            "--email",
            email,
            "--first-name",
            name,
            "--last-name",
            "Mallory",
        ])
        .expect(0);
        let html = desk
            .run(["render", &issue, "--to", "email", "--as", email])
            .expect(0);
        let body = html.text();
        assert!(!body.contains("<script>alert"), "{email}: {html:?}");
        assert!(!body.contains("href=\"javascript:"), "{email}: {html:?}");
        // Inside a tag the quotation mark would end the attribute.
        assert!(!body.contains("\" onmouseover=\""), "{email}: {html:?}");
        let plain = desk
            .run(["render", &issue, "--to", "text", "--as", email])
            .expect(0);
        assert!(!plain.text().contains("For 49"), "{email}: {plain:?}");
        assert!(
            desk.run(["render", &issue, "--to", "pdf", "--as", email])
                .expect(0)
                .out
                .starts_with(b"%PDF-"),
            "{email}"
        );
        let mail = desk.file(
            "evil.eml",
            desk.run(["render", &issue, "--to", "eml", "--as", email])
                .expect(0)
                .out,
        );
        let mail = parse_mails([&mail.into()]).remove(0);
        assert_eq!(mail["defects"].as_array().map(Vec::len), Some(0), "{mail}");
        assert!(mail["headers"].get("Bcc").is_none(), "{mail}");
        assert_eq!(mail["to"].as_array().map(Vec::len), Some(1), "{mail}");
    }
}

#[test]
fn somebody_without_a_value_is_a_finding_that_names_them() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    desk.edit_piece(&issue, |text| text + "\n\nDear {{ contact.first_name }},\n");
    desk.run(["contact", "add", "--email", "office@nameless.example"])
        .expect(0);
    let report = desk
        .run([
            "check",
            &issue,
            "--audience",
            "email = \"office@nameless.example\"",
            "--json",
        ])
        .expect(1)
        .json();
    assert_eq!(report["blocked"], true, "{report}");
    let finding = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|f| f["code"] == "missing-value");
    let finding = finding.unwrap_or_else(|| panic!("no missing value: {report}"));
    assert!(
        finding["contact"].is_number()
            && text(finding, "message").contains("office@nameless.example"),
        "{finding}"
    );
}

#[test]
fn looking_changes_nothing() {
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let state = || {
        let mut files = Vec::new();
        let mut folders = vec![desk.folder()];
        while let Some(folder) = folders.pop() {
            for entry in folder.read_dir().expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.push((path.clone(), std::fs::read(&path).expect("a file")));
                }
            }
        }
        // SQLite's own books about who is reading are no part of the desk.
        files.retain(|(path, _)| {
            !path.to_string_lossy().ends_with("-shm") && !path.to_string_lossy().ends_with("-wal")
        });
        files.sort();
        files
    };
    let before = state();
    for words in [
        "contact list",
        "piece list",
        "mailing list",
        "ledger",
        "today",
        "template list",
        "audience list",
        "suppress list",
        "mailbox show",
    ] {
        desk.run(words.split(' ').chain(["--json"]));
    }
    desk.run(["render", &issue, "--to", "email"]);
    desk.run(["check", &issue, "--audience", "all"]);
    let after = state();
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| {
        files
            .iter()
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&before), names(&after));
    for ((path, before), (_, after)) in before.iter().zip(&after) {
        assert!(before == after, "{} changed", path.display());
    }
}

/// Typed in a folder of one's own, a file is most often named without any.
#[test]
fn a_bare_file_name_is_a_file_in_this_folder() {
    let desk = Desk::sample();
    let piece = desk.newest_issue();
    let answer = desk
        .command()
        .current_dir(desk.scratch())
        .args(["render", &piece, "--to", "text", "-o", "issue.txt"])
        .output()
        .expect("byline runs");
    assert!(answer.status.success(), "{answer:?}");
    let written = std::fs::read_to_string(desk.scratch().join("issue.txt")).expect("it is there");
    assert!(written.len() > 200, "{written}");
}
