//! By how much a piece misses its one page.

use std::fmt;

/// How far a piece runs over one page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overflow {
    points: f64,
}

/// One line of the templates' smallest text, 9.5 pt with its leading, in points: a piece that runs over is set in it.
const LINE: f64 = 12.5;
/// A centimetre, in points.
const CENTIMETRE: f64 = 72.0 / 2.54;
/// Above this many lines a share of the page says more than a count of lines.
const COUNTABLE_LINES: u32 = 30;

impl Overflow {
    /// An overflow of that many points (1/72 inch).
    pub(crate) fn new(points: f64) -> Self {
        Self { points }
    }

    /// About how many lines of text have to go; at least one.
    pub fn lines(&self) -> u32 {
        (self.points / LINE).ceil().max(1.0) as u32
    }

    /// How much paper is missing, in centimetres.
    pub fn centimetres(&self) -> f64 {
        self.points / CENTIMETRE
    }
}

impl fmt::Display for Overflow {
    /// In the words of a person: "about 6 lines too long".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.lines() {
            1 => f.write_str("about 1 line too long"),
            lines if lines <= COUNTABLE_LINES => write!(f, "about {lines} lines too long"),
            _ => write!(f, "about {:.0} cm too long", self.centimetres()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Overflow;

    #[test]
    fn it_speaks_in_lines_and_then_in_centimetres() {
        assert_eq!(Overflow::new(3.0).to_string(), "about 1 line too long");
        assert_eq!(Overflow::new(72.0).to_string(), "about 6 lines too long");
        assert_eq!(Overflow::new(720.0).to_string(), "about 25 cm too long");
    }
}
