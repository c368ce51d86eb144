//! kill -9 at any moment: nobody lost, nobody twice, and a ledger that tells the truth.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Chance, Desk, list, number, parse_mails, text};

fn spawn(command: &mut Command) -> Child {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts")
}

/// Kills the process, as `kill -9` does, when `moment` has come; false when it was done before.
fn kill_at(mut child: Child, mut moment: impl FnMut() -> bool) -> bool {
    loop {
        if child
            .try_wait()
            .expect("the process can be asked")
            .is_some()
        {
            return false;
        }
        if moment() {
            child.kill().expect("the process can be killed");
            child.wait().expect("the process has ended");
            return true;
        }
        // Asking without a breath would take the processor from whoever is to be killed.
        std::thread::sleep(Duration::from_micros(300));
    }
}

fn people(count: usize) -> String {
    let mut csv = String::from("First Name,Last Name,Email,Company,Tags\n");
    for i in 0..count {
        writeln!(csv, "Person{i},Quill,person{i}@crowd.example,Crowd,crowd")
            .expect("a string takes it");
    }
    csv
}

/// Done when, number 6: ten kills in the middle of one mailing to 2,000, then a last `mailing resume`.
#[test]
fn a_mailing_killed_ten_times_reaches_everybody_once() {
    const CROWD: usize = 2_000;
    const KILLS: u64 = 10;
    let mut chance = Chance::new();
    let desk = Desk::sample();
    let issue = desk.newest_issue();
    let file = desk.file("crowd.csv", people(CROWD));
    desk.run(["contact", "import", &file]).expect(0);
    let before = desk.mails();

    let mut killed = 0;
    let mut mailing: Option<String> = None;
    for round in 0..KILLS {
        let mut command = desk.command();
        match &mailing {
            None => command.args([
                "send",
                &issue,
                "--audience",
                "email ~ \"crowd.example\"",
                "--via",
                "outbox",
                "--yes",
            ]),
            Some(id) => command.args(["mailing", "resume", id]),
        };
        // Somewhere in this round's share of the crowd, and then a little later than just after a file.
        let share = CROWD as u64 / KILLS;
        let files = before.len() as u64 + round * share + 1 + chance.below(share - 1);
        let pause = Duration::from_micros(chance.below(4_000));
        let mut reached = None;
        killed += u64::from(kill_at(spawn(&mut command), || {
            if reached.is_none() && desk.mails().len() as u64 >= files {
                reached = Some(Instant::now());
            }
            reached.is_some_and(|at| at.elapsed() >= pause)
        }));
        let mailings = desk.json("mailing list");
        mailing = Some(mailings[0]["mailing"].to_string());
        let counts = &mailings[0];
        let parts = [
            "accepted", "deferred", "refused", "unknown", "skipped", "waiting",
        ]
        .map(|key| number(counts, key));
        assert_eq!(
            parts.iter().sum::<u64>(),
            CROWD as u64,
            "after kill {round}: {counts}"
        );
    }
    assert!(
        killed >= KILLS / 2,
        "the mailing was over before it could be killed: {killed} kills"
    );

    let id = mailing.expect("a mailing");
    desk.run(["mailing", "resume", &id]).expect(0);

    let shown = desk.json(&format!("mailing show {id}"));
    assert_eq!(
        number(&shown, "accepted"),
        CROWD as u64,
        "{}",
        &shown.to_string()[..500]
    );
    assert_eq!(text(&shown, "state"), "done");
    let accepted = list(&shown, "deliveries")
        .iter()
        .filter(|delivery| delivery["state"] == "accepted")
        .count();
    assert_eq!(accepted, CROWD);
    let new: Vec<_> = desk.mails().difference(&before).cloned().collect();
    assert_eq!(new.len(), CROWD, "one file a person");
    let unfinished: Vec<_> = desk.outbox().difference(&desk.mails()).cloned().collect();
    assert!(
        unfinished.is_empty(),
        "half-written files are left: {unfinished:?}"
    );
    let mut addressed = BTreeSet::new();
    for chunk in new.chunks(500) {
        for mail in parse_mails(chunk) {
            assert_eq!(list(&mail, "defects").len(), 0, "{}", text(&mail, "file"));
            assert!(
                addressed.insert(mail["to"][0].to_string()),
                "twice: {}",
                mail["to"][0]
            );
        }
    }
    assert_eq!(addressed.len(), CROWD);
    let ledger = desk.json(&format!("ledger --piece {issue}"));
    let rows: Vec<_> = ledger
        .as_array()
        .expect("a list")
        .iter()
        .filter(|row| row["state"] == "accepted")
        .map(|row| row["contact"].to_string())
        .collect();
    assert_eq!(
        rows.len(),
        rows.iter().collect::<BTreeSet<_>>().len(),
        "somebody is in the ledger twice"
    );
    assert!(rows.len() >= CROWD);
}

/// An import is one whole: after a kill it is all there or not at all, and it can be done again.
#[test]
fn a_killed_import_is_all_or_nothing() {
    const CROWD: usize = 3_000;
    let mut chance = Chance::new();
    let desk = Desk::sample();
    let file = desk.file("crowd.csv", people(CROWD));
    let before = desk.contacts("all").len();
    let start = Instant::now();
    let rehearsal = Desk::sample();
    let ready = start.elapsed();
    rehearsal.run(["contact", "import", &file]).expect(0);
    let whole = (start.elapsed() - ready).as_micros() as u64;
    for _ in 0..5 {
        let pause = Duration::from_micros(chance.below(whole));
        let start = Instant::now();
        kill_at(
            spawn(desk.command().args(["contact", "import", &file])),
            || start.elapsed() >= pause,
        );
        let now = desk.contacts("all").len();
        assert!(
            now == before || now == before + CROWD,
            "{now} of {before} + {CROWD}"
        );
    }
    desk.run(["contact", "import", &file]).expect(0);
    assert_eq!(desk.contacts("all").len(), before + CROWD);
}

/// A file that is asked for is whole or as it was before.
#[test]
fn a_killed_export_leaves_the_old_file_or_the_new() {
    let mut chance = Chance::new();
    let desk = Desk::sample();
    let piece = desk.pieces("collateral").remove(0);
    let target = desk.file("page.pdf", "the old file");
    let start = Instant::now();
    let whole = desk.run(["render", &piece, "--to", "pdf"]).expect(0).out;
    let took = start.elapsed().as_micros() as u64;
    for _ in 0..6 {
        let pause = Duration::from_micros(chance.below(took * 11 / 10));
        let start = Instant::now();
        kill_at(
            spawn(
                desk.command()
                    .args(["render", &piece, "--to", "pdf", "-o", &target]),
            ),
            || start.elapsed() >= pause,
        );
        let found = std::fs::read(&target).expect("the file is there");
        assert!(
            found == b"the old file" || found == whole,
            "{} bytes of {}",
            found.len(),
            whole.len()
        );
    }
}
