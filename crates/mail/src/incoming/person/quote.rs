//! What a person wrote, cut from what they quote.
//!
//! Each line of the message is told to be quoted, the header of something quoted, a signature, or theirs; what is
//! theirs stays, in its order, so that answers above, below and between quoted lines all come through. Nothing is
//! changed within a line. A header that is followed by quoted lines goes alone; one that is not (Outlook's, Yahoo's)
//! takes everything below it along.

use std::sync::LazyLock;

use regex::Regex;

use super::{attribution, folded, pattern, signature};

/// A message's text, cut.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// What the person wrote, which may be nothing.
    pub written: String,
    /// The same, or the message's own text where the person wrote nothing: something that was sent is always shown.
    pub shown: String,
    /// Whether anything was quoted.
    pub quotes: bool,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// The person's own.
    Own,
    /// Quoted, or the header of something quoted.
    Quoted,
    /// A signature, theirs or their device's.
    Signature,
}

/// A line, with how it is compared.
pub(super) struct Line<'a> {
    pub text: &'a str,
    /// [`folded`] and trimmed.
    pub bare: String,
    pub kind: Kind,
    /// `-- `, exactly.
    pub delimits: bool,
}

/// How long a line may be to be looked at for what it is; a longer one is prose.
const LONGEST: usize = 1000;

/// Cuts what is quoted from the text of a message. `prefaces` begin lines that
/// the writer put into what they quote.
pub(super) fn cut(text: &str, prefaces: &[String]) -> Cut {
    let mut lines: Vec<Line<'_>> = text.lines().map(line).collect();
    mark_quoted_lines(&mut lines);
    mark_armour(&mut lines);
    mark_headers(&mut lines, prefaces);
    let quotes = lines.iter().any(|line| line.kind == Kind::Quoted);
    signature::mark(&mut lines);

    let written = own(&lines, &[Kind::Own]);
    let shown = [written.clone(), own(&lines, &[Kind::Own, Kind::Signature])]
        .into_iter()
        .find(|text| !text.is_empty())
        .unwrap_or_else(|| own(&lines, &[Kind::Own, Kind::Signature, Kind::Quoted]));
    Cut {
        written,
        shown,
        quotes,
    }
}

fn line(text: &str) -> Line<'_> {
    let delimits = text.trim_end_matches('\r') == "-- ";
    let text = text.trim_end();
    let bare = if text.len() > LONGEST {
        String::from("…")
    } else {
        folded(text).trim().to_owned()
    };
    let kind = if bare.is_empty() {
        Kind::Blank
    } else {
        Kind::Own
    };
    Line {
        text,
        bare,
        kind,
        delimits,
    }
}

/// The lines of some kinds, with at most one blank line where others stood.
fn own(lines: &[Line<'_>], kinds: &[Kind]) -> String {
    let mut text = String::new();
    let mut blanks = 0;
    let mut dropped = false;
    for line in lines {
        if kinds.contains(&line.kind) {
            if !text.is_empty() {
                let gap = if dropped { 1 } else { blanks.min(2) };
                for _ in 0..=gap {
                    text.push('\n');
                }
                text.push_str(line.text);
            } else {
                text.push_str(line.text.trim_start_matches('\u{feff}'));
            }
            blanks = 0;
            dropped = false;
        } else if line.kind == Kind::Blank {
            blanks += 1;
        } else {
            dropped = true;
        }
    }
    text.trim().to_owned()
}

static QUOTE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[>＞]"));
/// Initials before it, as some programs write: `DR> `. One such line alone may be an arrow.
static INITIALS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\s*\p{Lu}{1,4}>(?:[> ]|$)"));

fn mark_quoted_lines(lines: &mut [Line<'_>]) {
    let initials = lines
        .iter()
        .filter(|line| INITIALS.is_match(line.text))
        .count()
        > 1;
    let quoted: Vec<bool> = lines
        .iter()
        .map(|line| {
            QUOTE.is_match(&line.bare) && !attribution::is_angled_title(&line.bare)
                || initials && INITIALS.is_match(line.text)
        })
        .collect();
    for (number, line) in lines.iter_mut().enumerate() {
        // A lone `>From` is a line that began with "From" and went through an mbox.
        let from_an_mbox = line.text.starts_with(">From ")
            && !(number > 0 && quoted[number - 1])
            && !quoted.get(number + 1).copied().unwrap_or_default();
        if quoted[number] && !from_an_mbox {
            line.kind = Kind::Quoted;
        }
    }
    // A quoted line that a mail server wrapped leaves its last words without a mark. They are told by what surrounds
    // them: a full line before, which ends in the middle of a sentence, and a quoted line right behind.
    for number in 1..lines.len().saturating_sub(1) {
        let [before, this, after] = &lines[number - 1..=number + 1] else {
            continue;
        };
        let wrapped = this.kind == Kind::Own
            && before.kind == Kind::Quoted
            && after.kind == Kind::Quoted
            && before.bare.chars().count() >= 60
            && before
                .bare
                .ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '-' | '/'))
            && this.bare.chars().count() <= 76
            && this.text.starts_with(char::is_lowercase);
        if wrapped {
            lines[number].kind = Kind::Quoted;
        }
    }
}

/// The lines that OpenPGP wraps around a text that is signed in the clear (RFC 9580, section 7).
fn mark_armour(lines: &mut [Line<'_>]) {
    let mut within_signature = false;
    let mut within_head = false;
    for line in lines {
        match line.bare.as_str() {
            "-----begin pgp signed message-----" => within_head = true,
            "-----begin pgp signature-----" => within_signature = true,
            _ => {}
        }
        if within_head && line.kind == Kind::Blank {
            within_head = false;
        }
        if (within_head || within_signature) && line.kind == Kind::Own {
            line.kind = Kind::Signature;
        }
        if line.bare == "-----end pgp signature-----" {
            within_signature = false;
        }
    }
}

/// How Outlook begins what somebody writes into a message that they quote without marks ("Preface comments with"): their
/// name in brackets, or its initials.
pub(super) fn prefaces(writer: &str) -> Vec<String> {
    let writer = folded(writer);
    let mut prefaces: Vec<String> = Vec::new();
    let words: Vec<&str> = writer
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '"'))
        .filter(|word| !word.is_empty())
        .collect();
    let initials: String = words
        .iter()
        .filter_map(|word| word.chars().next())
        .collect();
    for name in [writer.trim(), &words.join(" "), &initials]
        .into_iter()
        .chain(words.iter().copied())
    {
        if name.chars().count() >= 2 {
            prefaces.push(format!("[{name}]"));
        }
    }
    prefaces
}

/// Marks the headers of quoted messages, and what they take along, but not what bears the writer's preface.
fn mark_headers(lines: &mut [Line<'_>], prefaces: &[String]) {
    let mut number = 0;
    let mut own_above = false;
    while number < lines.len() {
        if lines[number].kind != Kind::Own {
            number += 1;
            continue;
        }
        let Some(header) = attribution::header_at(lines, number) else {
            own_above = true;
            number += 1;
            continue;
        };
        let next = (header.end..lines.len()).find(|n| lines[*n].kind != Kind::Blank);
        let marked_below = next.is_some_and(|n| lines[n].kind == Kind::Quoted);
        if !marked_below && !header.takes_all {
            own_above = true;
            number += 1;
            continue;
        }
        let end = if marked_below || !own_above && header.is_line {
            header.end
        } else {
            lines.len()
        };
        let mut comments = false;
        for (n, line) in lines.iter_mut().enumerate().take(end).skip(number) {
            if line.kind == Kind::Blank {
                comments = false;
                continue;
            }
            comments |= n >= header.end
                && line.kind == Kind::Own
                && prefaces.iter().any(|name| line.bare.starts_with(name));
            if !comments {
                line.kind = Kind::Quoted;
            }
        }
        // Rules drawn above such a header belong to it.
        for line in lines[..number].iter_mut().rev() {
            if line.kind == Kind::Blank {
                continue;
            }
            let title = !header.is_line && attribution::is_plain_title(&line.bare);
            if line.kind != Kind::Own || !attribution::is_rule(&line.bare) && !title {
                break;
            }
            line.kind = Kind::Quoted;
        }
        number = end;
    }
}
