//! kill -9 while a piece is being saved: the file is the old version or the new one, whole.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::desk::{Chance, Desk, text};

/// The desk as the window has it, through the example program `bridge`.
struct Bridge {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Bridge {
    fn open(desk: &Desk) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_byline"))
            .with_file_name("examples")
            .join("bridge");
        let mut process = Command::new(&program)
            .arg(desk.folder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}; ./dev test builds it", program.display()));
        let answers = BufReader::new(process.stdout.take().expect("a pipe"));
        Self { process, answers }
    }

    fn ask(&mut self, command: &str, input: &Value) {
        let request = json!({ "id": 1, "command": command, "input": input });
        let mut pipe = self.process.stdin.as_ref().expect("a pipe");
        writeln!(pipe, "{request}").expect("the bridge listens");
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers
            .read_line(&mut line)
            .expect("the bridge answers");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        assert!(answer.get("error").is_none(), "{answer}");
        answer["ok"].clone()
    }
}

/// Version `n` of the text: long enough that a half-written one is easy to catch.
fn body(n: usize) -> String {
    format!(
        "Version {n} begins.\n\n{}\nVersion {n} ends.\n",
        "A line that says nothing new.\n".repeat(8_000)
    )
}

#[test]
fn a_piece_killed_while_it_is_saved_is_whole() {
    let mut chance = Chance::new();
    let desk = Desk::sample();
    let piece = desk.newest_issue();
    let mut n = 0;
    for round in 0..10 {
        let mut bridge = Bridge::open(&desk);
        bridge.ask("piece", &json!({ "piece": piece }));
        let opened = bridge.answer();
        let mut version = text(&opened, "version").to_owned();
        let save = |bridge: &mut Bridge, n: usize, version: &str| {
            let draft = json!({ "piece": piece, "fields": opened["fields"], "body": body(n) });
            bridge.ask("save_piece", &json!({ "draft": draft, "version": version }));
        };
        // One whole save tells how long one takes here.
        n += 1;
        let start = Instant::now();
        save(&mut bridge, n, &version);
        version = text(&bridge.answer(), "version").to_owned();
        let took = start.elapsed().as_micros() as u64;

        let pause = Duration::from_micros(chance.below(took));
        let start = Instant::now();
        save(&mut bridge, n + 1, &version);
        while start.elapsed() < pause {
            std::thread::yield_now();
        }
        bridge.process.kill().expect("the bridge can be killed");
        bridge.process.wait().expect("the bridge has ended");

        let found = fs::read_to_string(desk.piece_file(&piece)).expect("the piece is there");
        let (old, new) = (found.ends_with(&body(n)), found.ends_with(&body(n + 1)));
        assert!(
            old || new,
            "round {round}: {} bytes are neither version {n} nor the next",
            found.len()
        );
        assert!(
            found.starts_with("---\n"),
            "round {round}: the front matter is gone"
        );
        n += 1;
    }
    // What a kill left half-written beside the piece is not taken for a part of it.
    let shown = desk.json(&format!("piece show {piece}"));
    assert_eq!(text(&shown, "piece"), piece);
}
