//! What a rep waits for: a preview, a one-pager, ten thousand files.

use std::io::Write;

use byline_desk::{
    Desk, ImportOptions, RenderForm,
    wire::{Draft, PreviewForm, PreviewInput, SendInput},
};
use byline_model::Via;

const ISSUE: &str = "2026-11-the-leak-you-can-hear-on-a-sunday";

fn main() {
    divan::main();
}

/// The sample desk in a folder of its own.
fn sample() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let desk = Desk::create_sample(&folder.path().join("desk")).expect("the sample desk");
    (folder, desk)
}

/// What the preview beside the editor costs at each pause in typing. Budget: 16 ms.
#[divan::bench]
fn preview(bencher: divan::Bencher<'_, '_>) {
    let (_folder, desk) = sample();
    let text = desk.piece(ISSUE).expect("the issue");
    let contact = desk.contacts("all", "Maria Chen", Some(1)).expect("people")[0].id;
    let input = PreviewInput {
        draft: Draft {
            piece: ISSUE.into(),
            fields: text.fields,
            body: text.body,
        },
        contact: Some(contact),
        form: PreviewForm::Email,
    };
    bencher.bench_local(|| desk.preview(&input).expect("a preview"));
}

/// A one-page PDF again inside one process. Budget: 20 ms.
#[divan::bench]
fn one_page_pdf(bencher: divan::Bencher<'_, '_>) {
    let (_folder, desk) = sample();
    bencher.bench_local(|| {
        desk.render("tamarack-brewing", RenderForm::Pdf, None)
            .expect("a PDF")
    });
}

/// A mailing of 10,000 to the outbox, with the ledger durable. Budget: 10 s.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn ten_thousand_to_the_outbox(bencher: divan::Bencher<'_, '_>) {
    bencher
        .with_inputs(crowded)
        .bench_local_values(|(folder, desk)| {
            let input = SendInput {
                piece: ISSUE.into(),
                audience: "tag(\"crowd\")".into(),
                held_back: Vec::new(),
                via: Via::Outbox,
                when: None,
                over_days: true,
                untested: true,
            };
            let report = desk
                .send_mailing(&input, &mut |_, _| {})
                .expect("a mailing");
            assert_eq!(report.counts.accepted, 10_000);
            (folder, desk)
        });
}

/// A sample desk with 10,000 more people.
fn crowded() -> (tempfile::TempDir, Desk) {
    let (folder, desk) = sample();
    let path = folder.path().join("crowd.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&path).expect("a file"));
    writeln!(file, "First Name,Last Name,Email,Company,Tags").expect("a line");
    for number in 0..10_000 {
        writeln!(
            file,
            "Ann,Number {number},ann.{number}@crowd.example.com,Crowd {},crowd",
            number % 500
        )
        .expect("a line");
    }
    file.into_inner().expect("the file");
    desk.import_files(&[&path], &ImportOptions::default())
        .expect("the crowd");
    (folder, desk)
}
