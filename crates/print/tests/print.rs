//! What printing promises: a tagged page, the same bytes every time, and nothing reached but what was handed in.

use std::io::Write;
use std::process::Command;

use byline_print::{PrintError, Printer, Source};

/// A PNG of one pixel.
const DOT: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0xd, 0xa, 0x1a, 0xa, 0, 0, 0, 0xd, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1,
    0, 0, 0, 1, 8, 2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 0xc, 0x49, 0x44, 0x41, 0x54, 0x78,
    0x9c, 0x63, 0x10, 0x71, 0xb3, 2, 0, 1, 6, 0, 0x95, 0x2d, 0x1c, 0x96, 0xb0, 0, 0, 0, 0, 0x49,
    0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

const PIECE: &str = r##"
#set document(title: "Heat recovery", author: "Ruth Calloway")
#set text(font: ("Gelasio", "Inter"), size: 10.5pt, lang: "en", region: "US")
#set page(paper: "us-letter", height: if "endless" in sys.inputs { auto } else { 11in })
= Heat recovery, on one page
Most of the power you buy for air leaves as warm water. #strong[Bold], #emph[italic], #link("https://example.com")[a link].
#image("dot.png", alt: "A dot", width: 2cm)
#table(columns: 2, table.header[Fits][Install], [30 to 200 hp], [one Saturday])
"##;

fn piece(text: &str) -> Source<'_> {
    Source {
        text,
        assets: &[("dot.png", DOT)],
        title: "A piece",
    }
}

fn error(text: &str) -> PrintError {
    match Printer::new().pdf(&piece(text)) {
        Ok(printed) => panic!("it should not print, but gave {} pages", printed.pages),
        Err(error) => error,
    }
}

/// What a PDF tool says of the bytes; the tools are part of the test set-up.
fn tool(program: &str, before: &[&str], pdf: &[u8]) -> String {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(pdf).unwrap();
    let output = Command::new(program)
        .args(before)
        .arg(file.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    said
}

#[test]
fn two_printers_give_the_same_bytes() {
    let first = Printer::new().pdf(&piece(PIECE)).unwrap();
    let printer = Printer::new();
    assert_eq!(printer.pdf(&piece(PIECE)).unwrap(), first);
    assert_eq!(
        printer.pdf(&piece(PIECE)).unwrap(),
        first,
        "not even the second print of one printer differs"
    );
}

#[test]
fn other_tools_take_the_pdf_for_a_tagged_page_with_its_title() {
    let printed = Printer::new().pdf(&piece(PIECE)).unwrap();
    assert_eq!((printed.pages, printed.overflow), (1, None));
    tool("qpdf", &["--check"], &printed.pdf);
    let info = tool("pdfinfo", &[], &printed.pdf);
    let says = |name: &str, value: &str| {
        info.lines().any(|line| {
            line.split_once(':')
                .is_some_and(|(n, v)| n == name && v.trim().starts_with(value))
        })
    };
    for (name, value) in [
        ("Title", "Heat recovery"),
        ("Author", "Ruth Calloway"),
        ("Creator", "Byline"),
        ("Tagged", "yes"),
        ("Pages", "1"),
        ("Page size", "612 x 792 pts (letter)"),
    ] {
        assert!(says(name, value), "{name} should be {value} in:\n{info}");
    }
    assert!(!info.contains("Date"), "no clock in:\n{info}");
    let xmp = tool("pdfinfo", &["-meta"], &printed.pdf);
    assert!(xmp.contains("<pdfuaid:part>1</pdfuaid:part>"), "{xmp}");
    let tags = tool("pdfinfo", &["-struct-text"], &printed.pdf);
    for tag in ["H1", "Link", "Figure", "TH", "TD"] {
        assert!(
            tags.lines().any(|line| line.trim_start().starts_with(tag)),
            "no {tag} in:\n{tags}"
        );
    }
}

#[test]
fn a_source_without_a_title_takes_the_given_one() {
    let printed = Printer::new()
        .pdf(&piece("#set text(lang: \"de\")\n= Größe"))
        .unwrap();
    assert!(tool("pdfinfo", &[], &printed.pdf).contains("A piece"));
}

#[test]
fn pictures_are_png_of_the_asked_size() {
    let printer = Printer::new();
    let pages = printer.pictures(&piece(PIECE), 0.5).unwrap();
    assert_eq!(pages.len(), 1);
    assert!(pages[0].starts_with(b"\x89PNG\r\n\x1a\n"));
    let side = |at: usize| u32::from_be_bytes(pages[0][at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (306, 396));
    for senseless in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        assert_eq!(
            printer.pictures(&piece(PIECE), senseless),
            Err(PrintError::TooLarge),
            "{senseless}"
        );
    }
}

#[test]
fn a_piece_that_runs_over_says_by_how_much() {
    let lines = |count: usize| {
        let text = PIECE.to_owned() + &"\nA line.\\".repeat(count);
        Printer::new()
            .pdf(&piece(&text))
            .unwrap()
            .overflow
            .map(|overflow| overflow.lines())
    };
    let fits = (0..80)
        .rev()
        .step_by(4)
        .find(|&count| lines(count).is_none())
        .unwrap();
    // The page had room for up to three of the twelve, and a line here is a little higher than the templates' smallest.
    let over = lines(fits + 12).unwrap();
    assert!(
        (10..=14).contains(&over),
        "nine to twelve lines too many, and it says {over}"
    );
    assert!(
        lines(fits + 40).unwrap() > over + 10,
        "more text, more overflow"
    );
}

#[test]
fn nothing_outside_is_reached() {
    for (source, name) in [
        ("#import \"other.typ\": *", "other.typ"),
        ("#include \"/etc/hostname\"", "etc/hostname"),
        ("#read(\"/etc/passwd\")", "etc/passwd"),
        ("#image(\"gone.png\", alt: \"x\")", "gone.png"),
    ] {
        assert_eq!(
            error(source),
            PrintError::MissingPicture { name: name.into() },
            "{source}"
        );
    }
    for source in [
        "#read(\"../../../etc/passwd\")",
        "#import \"@preview/cetz:0.3.4\"",
        "#datetime.today().display()",
        "#sys.inputs.secret",
        "#while true {}",
        "#let f(x) = f(x); #f(1)",
        "#panic(\"no\")",
        "#(",
    ] {
        match error(source) {
            PrintError::Source { line: 1, near, .. } => assert_eq!(near, source),
            other => panic!("{source}: {other:?}"),
        }
    }
}

#[test]
fn a_broken_picture_is_named() {
    let assets: &[(&str, &[u8])] = &[("dot.png", DOT), ("torn.png", &DOT[..40])];
    let text = "#let show-it(name) = image(name, alt: \"A dot\")\n#show-it(\"dot.png\")\n#show-it(\"torn.png\")";
    match Printer::new().pdf(&Source {
        text,
        assets,
        title: "Torn",
    }) {
        Err(PrintError::UnreadablePicture { name }) => assert_eq!(name, "torn.png"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_picture_without_words_is_an_error_with_words() {
    assert_eq!(error("#image(\"dot.png\")"), PrintError::NoPictureText);
}

#[test]
fn signs_that_no_font_shows_stand_as_boxes_and_are_told() {
    let printed = Printer::new()
        .pdf(&piece("= Łódź → ✓ 👩‍👩‍👧\n東京 e\u{301} q\u{301} \u{5d0}"))
        .unwrap();
    assert_eq!(printed.unknown, ['👩', '東', '京', 'א']);
    let text = tool("pdftotext", &["-layout"], &printed.pdf);
    assert!(text.is_empty() || text.contains('□'), "{text}");
}
