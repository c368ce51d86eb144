//! Lines of plain text, broken at words.

use crate::{
    document::TagId,
    marks::{self, Place},
};

/// Where lines end, in columns: what mail programs show without breaking again, also when quoted once.
pub(crate) const COLUMNS: usize = 72;

/// How wide a merge tag is taken to be: its value is not known yet, and names are about as long.
const TAG: usize = 12;

/// A word with marks in it.
#[derive(Debug, Default, Clone)]
struct Word {
    text: String,
    width: usize,
}

/// Text on its way into lines.
#[derive(Debug, Default, Clone)]
pub(crate) struct Words {
    /// Lines that must be broken where they are.
    lines: Vec<Vec<Word>>,
    /// The word that is being written.
    word: Word,
}

impl Words {
    /// Adds text; white space ends words.
    pub(crate) fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{A0}' {
                self.end_word();
            } else {
                self.word.text.push(c);
                self.word.width += 1;
            }
        }
    }

    /// Adds a merge tag, which is part of a word.
    pub(crate) fn tag(&mut self, id: TagId, place: Place, statement: bool) {
        marks::mark(&mut self.word.text, id, place);
        self.word.width += if statement { 0 } else { TAG };
    }

    /// Ends the line.
    pub(crate) fn end_line(&mut self) {
        self.end_word();
        self.lines.push(Vec::new());
    }

    fn end_word(&mut self) {
        if !self.word.text.is_empty() {
            let word = std::mem::take(&mut self.word);
            if self.lines.is_empty() {
                self.lines.push(Vec::new());
            }
            if let Some(line) = self.lines.last_mut() {
                line.push(word);
            }
        }
    }

    /// How wide it is in one line.
    pub(crate) fn width(&self) -> usize {
        let words = self
            .lines
            .iter()
            .flatten()
            .chain(std::iter::once(&self.word))
            .filter(|word| !word.text.is_empty());
        words
            .map(|word| word.width + 1)
            .sum::<usize>()
            .saturating_sub(1)
    }

    /// It in one line.
    pub(crate) fn one_line(mut self) -> String {
        self.end_word();
        let words: Vec<&str> = self
            .lines
            .iter()
            .flatten()
            .map(|word| word.text.as_str())
            .collect();
        words.join(" ")
    }

    /// It in lines of at most [`COLUMNS`], the first after `first`, the others after `next`; longer words stand alone.
    pub(crate) fn wrap(mut self, first: &str, next: &str, out: &mut String) {
        self.end_word();
        let mut indent = first;
        for line in &self.lines {
            let mut column = 0;
            for word in line {
                let start = if column == 0 {
                    indent.chars().count()
                } else {
                    column + 1
                };
                if column > 0 && start + word.width > COLUMNS {
                    out.push('\n');
                    column = 0;
                }
                if column == 0 {
                    out.push_str(indent);
                    column = indent.chars().count();
                    indent = next;
                } else {
                    out.push(' ');
                    column += 1;
                }
                out.push_str(&word.text);
                column += word.width;
            }
            if column > 0 {
                out.push('\n');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_at_words_and_tags_stay_whole() {
        let mut words = Words::default();
        words.text(&"word ".repeat(30));
        words.text("https://example.com/");
        words.text(&"x".repeat(80));
        words.end_line();
        words.text("own line");
        let mut out = String::new();
        words.wrap("- ", "  ", &mut out);
        let lines: Vec<&str> = out.lines().collect();
        assert!(lines[0].starts_with("- word") && lines[1].starts_with("  word"));
        assert!(
            lines
                .iter()
                .all(|line| line.len() <= COLUMNS || line.contains("xxx"))
        );
        assert_eq!(*lines.last().unwrap(), "  own line");
    }
}
