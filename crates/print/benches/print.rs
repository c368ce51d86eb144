//! How long a page takes: `cold` is a new printer, `warm` the same one again, `picture` a page of a preview.

use byline_print::{Printed, Printer, Source};
use divan::Bencher;

fn main() {
    divan::main();
}

/// A page as a template makes it: a ground of colour, figures, two columns, a table, and a word that changes, so that
/// Typst cannot just remember the page.
fn page(word: usize) -> String {
    let text =
        "Most plants I walk are too loud to hear themselves. Come back on a Sunday. ".repeat(4);
    format!(
        r##"#set document(title: "Heat recovery", author: "Ruth Calloway")
#set text(font: ("Gelasio", "Inter"), size: 10.5pt, lang: "en", region: "US")
#set page(paper: "us-letter")
#block(fill: rgb("#14463A"), inset: 24pt, width: 100%)[#set text(fill: white)
= For person {word}]
#grid(columns: 3, ..("31%", "$46k", "14").map(figure => text(size: 28pt, weight: 600, figure)))
#grid(columns: 2, gutter: 24pt, [== Before
{text}], [== After
{text}])
#table(columns: 2, table.header[Fits][Install], [30 to 200 hp], [one Saturday])
{text}
"##
    )
}

fn print(printer: &Printer, word: usize) -> Printed {
    printer
        .pdf(&Source {
            text: &page(word),
            assets: &[],
            title: "Heat recovery",
        })
        .expect("the page prints")
}

#[divan::bench]
fn cold(bencher: Bencher) {
    let mut word = 0;
    bencher.bench_local(|| {
        word += 1;
        print(&Printer::new(), word)
    });
}

#[divan::bench]
fn warm(bencher: Bencher) {
    let printer = Printer::new();
    let mut word = 0;
    bencher.bench_local(|| {
        word += 1;
        print(&printer, word)
    });
}

#[divan::bench]
fn picture(bencher: Bencher) {
    let printer = Printer::new();
    let mut word = 0;
    bencher.bench_local(|| {
        word += 1;
        let source = Source {
            text: &page(word),
            assets: &[],
            title: "Heat recovery",
        };
        printer.pictures(&source, 1.5).expect("the page is drawn")
    });
}
