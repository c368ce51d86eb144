//! Finding in a notice written for people whose address it is about, and what is said of each.

use std::sync::LazyLock;

use byline_model::EmailAddress;
use regex::Regex;

use super::words;
use crate::incoming::fields::{self, ADDRESS};

/// Somebody whom a notice names, and what it says of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub address: EmailAddress,
    pub words: String,
    /// Whether it stands as an entry of a list, and not within a sentence.
    pub listed: bool,
}

/// Lines of a notice that are read, and characters of what it says of one recipient.
const MOST_LINES: usize = 400;
const LONGEST_ANSWER: usize = 1500;

/// How surely a line names a recipient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Somewhere in a sentence.
    Within,
    /// In a sentence that says that something failed.
    Told,
    /// At the beginning of its line, as an entry of a list.
    Entry,
}

/// What may come before an address that is an entry of its own.
static ENTRY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^[\s*•·>|<\[('"=-]*(?:(?:[45]\d\d[ -](?:[45]\.\d+\.\d+ )?|smtp:|mailto:|rfc822;|recipients?(?: address)?:|to:|address(?:es)?:|e-?mail:|an:|à ?:|para:|user:|undeliverable address:|unknown user:|failed recipient:|could not be delivered to:|\d+[.)])[\s<\[('"]*)*$"#)
        .expect("the expression is well-formed")
});

/// What before an address says that it is not the one that failed.
static NOT_THEM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\bfrom:?|\bsender:?|mail from:?\s*|\bcontact(?:ing)?|\bhelp|assist\w*|\bby|\bpostmaster|administrator|\bforward(?:ed)? (?:it )?to|e-?mail to|mail to|write to|please (?:use|try|contact|send)|message-id:?|reply-to:?|return-path:?|\bvia|von|kontakt\w*|envelope-from)[\s<(\['\x22:]*$")
        .expect("the expression is well-formed")
});

/// A line that tells to which address the message was sent, when another one failed in its place.
static ALIAS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:generated from|expanded from|originally addressed to|was addressed to|original address|original recipient|original-recipient|reached your .{0,20} via)[\s:(<]*(?:rfc822;\s*)?$")
        .expect("the expression is well-formed")
});

/// Lines that repeat the headers of the message for the reader.
static ECHO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*>?\s*(?:from|to|cc|reply-to|sender|subject|betreff|objet|asunto|sent|date|message-id|von|an|de|gesendet|return-path|received|x-[a-z-]+|list-[a-z-]+|mail from|helo|ehlo)\s*:\s")
        .expect("the expression is well-formed")
});

/// Names of addresses that belong to whoever keeps a server.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:post_?master|mailer-?daemon|mdaemon|abuse|hostmaster|webmaster|no-?reply|do-?not-?reply|helpdesk|support|admin|administrator|mail-daemon|root)@")
        .expect("the expression is well-formed")
});

/// Finds those whom a notice is about. `mine` are the addresses of whoever sent the message, which a notice names too.
pub(super) fn named(
    notice: &str,
    mine: &[EmailAddress],
    fails: impl Fn(&str) -> bool,
) -> Vec<Named> {
    let lines: Vec<&str> = notice.lines().take(MOST_LINES).collect();
    let is_mine = |address: &EmailAddress| mine.iter().any(|other| other.key() == address.key());
    let mut spots = spots(&lines, &fails);
    if spots.iter().any(|spot| !is_mine(&spot.address)) {
        spots.retain(|spot| !is_mine(&spot.address));
    }
    let others = spots
        .iter()
        .any(|spot| !HOUSE.is_match(spot.address.as_str()));
    spots.retain(|spot| {
        !HOUSE.is_match(spot.address.as_str()) || (!others && spot.place == Place::Entry)
    });
    let Some(best) = spots.iter().map(|spot| spot.place).max() else {
        return alias(notice)
            .into_iter()
            .map(|address| Named {
                address,
                words: said(&lines),
                listed: false,
            })
            .collect();
    };
    spots.retain(|spot| spot.place == best);
    let mut all: Vec<Named> = Vec::new();
    for (number, spot) in spots.iter().enumerate() {
        let end = spots
            .iter()
            .skip(number + 1)
            .find(|next| next.line > spot.line)
            .map_or(lines.len(), |next| next.line);
        let said = said(&lines[spot.line..end]);
        match all
            .iter_mut()
            .find(|one| one.address.key() == spot.address.key())
        {
            Some(one) => {
                if one.words.len() + said.len() < LONGEST_ANSWER {
                    one.words.push('\n');
                    one.words.push_str(&said);
                }
            }
            None => all.push(Named {
                address: spot.address.clone(),
                words: said,
                listed: best == Place::Entry,
            }),
        }
    }
    for one in &mut all {
        if let Some(alias) = alias(&one.words)
            && !is_mine(&alias)
        {
            one.address = alias;
        }
    }
    all
}

struct Spot {
    line: usize,
    address: EmailAddress,
    place: Place,
}

fn spots(lines: &[&str], fails: &impl Fn(&str) -> bool) -> Vec<Spot> {
    let mut spots: Vec<Spot> = Vec::new();
    let mut before: [&str; 2] = ["", ""];
    for (number, line) in lines.iter().enumerate() {
        let line = words::head(line, 2000);
        let echo = ECHO.is_match(line);
        for found in fields::found(line) {
            let Some(address) = fields::address(found.as_str()) else {
                continue;
            };
            let lead = &line[..found.start()];
            if NOT_THEM.is_match(lead)
                || ALIAS.is_match(lead)
                || lead.ends_with("://")
                || lead.ends_with('?')
            {
                continue;
            }
            let place = if ENTRY.is_match(lead) && !echo {
                Place::Entry
            } else if echo {
                Place::Within
            } else if fails(line) || fails(&format!("{} {line}", before[1])) {
                Place::Told
            } else {
                Place::Within
            };
            spots.push(Spot {
                line: number,
                address,
                place,
            });
        }
        if !line.trim().is_empty() {
            before = [before[1], line];
        }
    }
    spots
}

/// What lines say, as one text.
fn said(lines: &[&str]) -> String {
    let mut said = String::new();
    for line in lines {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if said.len() + line.len() > LONGEST_ANSWER {
            break;
        }
        if !said.is_empty() {
            said.push('\n');
        }
        said.push_str(line);
    }
    said
}

/// The address to which the message was sent, where the notice tells it of another one.
fn alias(words: &str) -> Option<EmailAddress> {
    fields::found(words)
        .find(|found| ALIAS.is_match(&words[..found.start()]))
        .and_then(|found| fields::address(found.as_str()))
}

/// What a notice says around an address that is known from elsewhere.
pub(super) fn said_of(notice: &str, address: &EmailAddress) -> Option<String> {
    let lines: Vec<&str> = notice.lines().take(MOST_LINES).collect();
    let key = address.key();
    let names = |line: &str| {
        fields::found(words::head(line, 2000))
            .any(|found| fields::address(found.as_str()).is_some_and(|one| one.key() == key))
    };
    let first = lines
        .iter()
        .position(|line| names(line) && !ECHO.is_match(line))?;
    let next = lines[first + 1..]
        .iter()
        .position(|line| {
            !names(line)
                && ADDRESS
                    .find(words::head(line, 2000))
                    .is_some_and(|found| ENTRY.is_match(&line[..found.start()]))
        })
        .map_or(lines.len(), |next| first + 1 + next);
    Some(said(&lines[first..next]))
}
