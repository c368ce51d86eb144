//! One-pagers as PDF and pictures.

use std::fs;

use crate::desk::{Desk, tool};

/// The brand's main colour and the rep's name, as the desk's brand file has them.
fn brand(desk: &Desk) -> ([u8; 3], String) {
    let file = fs::read_to_string(desk.folder().join("brand.toml")).expect("a brand");
    let value = |key: &str| {
        let line = file.lines().find(|line| {
            line.split('=')
                .next()
                .is_some_and(|name| name.trim() == key)
        });
        line.and_then(|line| line.split('"').nth(1))
            .unwrap_or_else(|| panic!("no {key} in {file}"))
            .to_owned()
    };
    let hex = value("main");
    let channel =
        |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("a colour such as #1f47b0");
    ([channel(1), channel(3), channel(5)], value("name"))
}

/// How many pixels of the first page have this colour, give or take the rounding of a renderer.
fn pixels_of(pdf: &str, colour: [u8; 3]) -> usize {
    let root = format!("{pdf}.page");
    tool(
        "pdftoppm",
        &["-r", "60", "-f", "1", "-l", "1", "-singlefile", pdf, &root],
    );
    let image = fs::read(format!("{root}.ppm")).expect("a picture of the page");
    // A PPM is three lines of text (P6, size, depth), then three bytes a pixel.
    let start = image
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(2)
        .expect("a PPM header")
        .0
        + 1;
    image[start..]
        .chunks_exact(3)
        .filter(|pixel| (0..3).all(|i| pixel[i].abs_diff(colour[i]) <= 3))
        .count()
}

/// Done when, number 5.
#[test]
fn a_one_pager_is_one_sound_tagged_page_in_the_rep_s_brand() {
    let desk = Desk::sample();
    let (colour, name) = brand(&desk);
    let pieces = desk.pieces("collateral");
    assert!(pieces.len() >= 2, "{pieces:?}");
    for piece in pieces {
        let pdf = desk
            .scratch()
            .join(format!("{piece}.pdf"))
            .to_str()
            .expect("a plain path")
            .to_owned();
        desk.run(["render", &piece, "--to", "pdf", "-o", &pdf])
            .expect(0);
        tool("qpdf", &["--check", &pdf]);
        let info = tool("pdfinfo", &[&pdf]);
        let field = |name: &str| {
            info.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_else(|| panic!("{name} in {info}"))
                .trim()
                .to_owned()
        };
        assert_eq!(
            (field("Pages:"), field("Tagged:")),
            ("1".into(), "yes".into()),
            "{piece}: {info}"
        );
        assert!(!field("Title:").is_empty(), "{piece}");
        assert!(
            tool("pdftotext", &[&pdf, "-"]).contains(&name),
            "{name} is not on {piece}"
        );
        let painted = pixels_of(&pdf, colour);
        assert!(
            painted > 50,
            "{piece}: {painted} pixels of the brand's colour {colour:?}"
        );
        let fonts = tool("pdffonts", &[&pdf]);
        assert!(
            fonts.lines().skip(2).all(|line| line.contains(" yes ")),
            "a font of {piece} is not embedded:\n{fonts}"
        );
    }
}

#[test]
fn the_same_piece_is_the_same_bytes() {
    let desk = Desk::sample();
    let piece = desk.pieces("collateral").remove(0);
    let render = |form: &str| desk.run(["render", &piece, "--to", form]).expect(0).out;
    for form in ["pdf", "png", "page"] {
        assert_eq!(render(form), render(form), "{form}");
    }
    assert!(render("pdf").starts_with(b"%PDF-"));
    assert!(render("png").starts_with(b"\x89PNG"));
}

#[test]
fn a_piece_that_runs_over_its_page_says_so() {
    let desk = Desk::sample();
    let piece = desk.pieces("collateral").remove(0);
    desk.edit_piece(&piece, |text| {
        text + &"\nOne more paragraph that nobody asked for and nobody will read.\n".repeat(80)
    });
    let report = desk.run(["check", &piece, "--json"]);
    let findings = report.json()["findings"].to_string();
    assert!(findings.contains("overflow"), "{findings}");
}
