//! The text of a message that comes as HTML: readable lines, with what it quotes marked as in plain text.
//!
//! What a mail program marks as quoted in its own way (a class, an id, a `blockquote`) becomes lines that begin with
//! `> `, so that one set of rules ([`super::quote`]) cuts both kinds of message.
//!
//! Tags are read one after the other, without a tree: building one costs, by the rules of HTML, time in the square of
//! how deep a stranger nests.

use std::{cell::RefCell, sync::LazyLock};

use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
        states::RawKind,
    },
};
use regex::Regex;

use super::{folded, pattern};

/// How much HTML is read, in bytes. Far above what a person writes; what lies behind it is what they quote.
const CAP: usize = 384 * 1024;

/// How deep elements are followed. Deeper ones are read, but no longer told apart.
const DEPTH: usize = 400;

/// The text of an HTML document, quoted parts marked with `> `. `prefaces` begin the lines that the writer put into the
/// message that they quote, where their program marks nothing but where it begins.
pub(super) fn to_text(html: &str, prefaces: &[String]) -> String {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(readable(
        &html[..html.floor_char_boundary(CAP)],
    )));
    let tokenizer = Tokenizer::new(
        Reader(RefCell::new(Page {
            prefaces: prefaces.to_vec(),
            ..Page::default()
        })),
        TokenizerOpts::default(),
    );
    // It stops for scripts only, and none is ever announced to it.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// How many attributes a tag may have. The tokenizer compares each with all before it.
const ATTRIBUTES: usize = 1000;

/// The document up to the first tag with more attributes than anybody writes.
fn readable(html: &str) -> &str {
    let bytes = html.as_bytes();
    let mut tag: Option<usize> = None;
    let mut quote: Option<u8> = None;
    let mut breaks = 0;
    // The last byte that is no blank.
    let mut last = b' ';
    for (at, byte) in bytes.iter().copied().enumerate() {
        match (tag, quote) {
            (None, _) => {
                if byte == b'<' && bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) {
                    tag = Some(at);
                    breaks = 0;
                }
            }
            (Some(_), Some(mark)) if byte == mark => quote = None,
            (Some(_), Some(_)) => {}
            (Some(_), None) => match byte {
                b'>' => tag = None,
                b'"' | b'\'' | b'/' => {
                    // A quotation mark opens a value only behind `=`; elsewhere it is part of a name.
                    if byte != b'/' && last == b'=' {
                        quote = Some(byte);
                    }
                    breaks += 1;
                }
                _ if byte.is_ascii_whitespace() => breaks += 1,
                _ => {}
            },
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
        if let Some(start) = tag.filter(|_| breaks > ATTRIBUTES) {
            return &html[..start];
        }
    }
    html
}

/// What an element means for the text in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Plain,
    /// Not shown, or a signature.
    Hidden,
    /// Quoted.
    Quoted,
    /// Shown as it is typed.
    Preformatted,
}

/// An element that is open.
struct Open {
    name: String,
    meaning: Meaning,
}

/// What is read so far.
#[derive(Default)]
struct Page {
    text: String,
    /// The line being written.
    line: String,
    open: Vec<Open>,
    hidden: usize,
    quoted: usize,
    prefaces: Vec<String>,
    preformatted: usize,
    /// Everything from here on is quoted.
    rest_quoted: bool,
    /// A blank line is due before the next text.
    gap: bool,
    /// A blank between two words is due.
    blank: bool,
}

impl Page {
    fn depth(&self) -> usize {
        self.quoted + usize::from(self.rest_quoted)
    }

    fn end_line(&mut self) {
        self.blank = false;
        if self.line.is_empty() {
            return;
        }
        let line = std::mem::take(&mut self.line);
        let line = line.trim_end();
        if line.is_empty() {
            self.gap = true;
        } else {
            self.put(line);
        }
    }

    /// Ends the line, or leaves one blank.
    fn line_break(&mut self) {
        if self.line.is_empty() {
            self.gap = true;
        }
        self.end_line();
    }

    fn put(&mut self, line: &str) {
        // One `> ` says it: how deep somebody quotes is of no interest, and deep ones would make the text long.
        let between = self.quoted == 0 && self.rest_quoted && {
            let line = folded(line);
            self.prefaces.iter().any(|name| line.starts_with(name))
        };
        let mark = if self.depth() > 0 && !between {
            "> "
        } else {
            ""
        };
        if std::mem::take(&mut self.gap) && !self.text.is_empty() {
            self.text.push_str(mark.trim_end());
            self.text.push('\n');
        }
        self.text.push_str(mark);
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn characters(&mut self, text: &str) {
        if self.hidden > 0 {
            return;
        }
        if self.preformatted > 0 {
            for (number, part) in text.split('\n').enumerate() {
                if number > 0 {
                    self.line_break();
                }
                self.line.push_str(part.trim_end_matches('\r'));
            }
            return;
        }
        for c in text.chars() {
            if matches!(c, ' ' | '\n' | '\r' | '\t' | '\u{c}') {
                self.blank = true;
            } else {
                if std::mem::take(&mut self.blank) && !self.line.is_empty() {
                    self.line.push(' ');
                }
                self.line.push(if c == '\u{a0}' { ' ' } else { c });
            }
        }
    }

    fn start(&mut self, tag: &Tag) {
        let name = &*tag.name;
        match name {
            "br" => return self.if_shown(Self::line_break),
            "hr" => {
                return self.if_shown(|page| {
                    page.end_line();
                    page.gap = true;
                });
            }
            "td" | "th" => self.blank = true,
            _ => self.block(name),
        }
        if VOID.contains(&name) || tag.self_closing && name.contains(':') {
            return;
        }
        let meaning = meaning(tag);
        if attribute(tag, "id").is_some_and(|id| REST.is_match(id)) && self.hidden == 0 {
            self.end_line();
            self.rest_quoted = true;
        }
        if self.open.len() >= DEPTH {
            return;
        }
        match meaning {
            Meaning::Hidden => self.hidden += 1,
            Meaning::Quoted => {
                self.end_line();
                self.quoted += 1;
            }
            Meaning::Preformatted => self.preformatted += 1,
            Meaning::Plain => {}
        }
        self.open.push(Open {
            name: name.to_owned(),
            meaning,
        });
        if name == "li" {
            self.characters("- ");
        }
    }

    fn end(&mut self, name: &str) {
        self.block(name);
        // As in HTML itself, what is left open inside is closed with it, but never across the border of a cell.
        let place = self
            .open
            .iter()
            .rposition(|open| open.name == name || matches!(&*open.name, "td" | "th" | "table"));
        let Some(place) = place.filter(|place| self.open[*place].name == name) else {
            return;
        };
        while self.open.len() > place {
            match self.open.pop().map(|open| open.meaning) {
                Some(Meaning::Hidden) => self.hidden -= 1,
                Some(Meaning::Quoted) => {
                    self.end_line();
                    self.quoted -= 1;
                }
                Some(Meaning::Preformatted) => self.preformatted -= 1,
                _ => {}
            }
        }
    }

    /// Begins a new line, or a new paragraph, where an element of this name begins or ends.
    fn block(&mut self, name: &str) {
        self.if_shown(|page| match name {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "blockquote"
            | "table" | "pre" => {
                page.end_line();
                page.gap = true;
            }
            "div" | "tr" | "li" | "dt" | "dd" | "section" | "article" | "center" | "address"
            | "body" | "form" | "fieldset" | "includetail" => page.end_line(),
            _ => {}
        });
    }

    fn if_shown(&mut self, act: impl FnOnce(&mut Self)) {
        if self.hidden == 0 {
            act(self);
        }
    }

    fn finish(mut self) -> String {
        self.end_line();
        self.text
    }
}

/// Elements without an end.
const VOID: [&str; 12] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
];

/// Outlook's header of the message that is answered: all that follows it is that message. (The mark before it,
/// `appendonsend`, says only where the composed text ends, and may stand alone.)
static REST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(x_)?(divRplyFwdMsg|OLK_SRC_BODY_SECTION|stopSpelling)$"));

/// Classes, ids and names under which mail programs put what they quote. Gmail's `gmail_quote` is none of them on a
/// `div`: people write between the block quotes in it.
static QUOTE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(x_)?(?:
            yahoo_quoted | yahoo-quoted | .*yahoo_quoted.* | protonmail_quote | tutanota_quote | gmx_quote | quote
          | front-blockquote | zmail_extra | mailru-blockquote | reply-intro | moz-cite-prefix | gmail_attr
          | mail-editor-reference-message-container | isReplyContent | OutlookMessageHeader | zm_.*_quote.*
          | replyHeader | hmquote | ntes-quote | mail_quote.* | skiff_quote | cite | qt | hey_quote.* | airmail_.*quote.*
          | rcmBody_quote | skype_quote | __HEADERS__ | __QUOTED_TEXT__
        )$",
    )
});

/// Where a mail program puts a signature.
static SIGNATURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^(x_)?(?:
            gmail_signature | gmail_signature_prefix | moz-signature | AppleMailSignature | Signature | front-signature
          | ms-outlook-mobile-signature | ms-outlook-ios-signature | protonmail_signature_block(-.*)?
          | tutanota_signature | bloop_sign.* | .*yahoo-signature | yahoo_signature | lineBreakAtBeginningOfSignature
          | k9mail-signature | fairemail_signature
        )$",
    )
});

/// Not shown.
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)display\s*:\s*none|mso-hide\s*:\s*all"));

/// A block quote that only indents, as Gmail's and Outlook's button for it makes.
static INDENT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)margin[^;]*40px[^;]*;.*border(-width)?\s*:\s*(none|0)"));

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| &*attribute.value)
}

fn meaning(tag: &Tag) -> Meaning {
    let name = &*tag.name;
    if matches!(
        name,
        "head" | "style" | "script" | "title" | "template" | "object" | "svg" | "select"
    ) {
        return Meaning::Hidden;
    }
    let style = attribute(tag, "style").unwrap_or_default();
    if HIDDEN.is_match(style) {
        return Meaning::Hidden;
    }
    let marked = |marks: &Regex| {
        ["class", "id", "name", "data-marker"]
            .iter()
            .filter_map(|key| attribute(tag, key))
            .flat_map(str::split_ascii_whitespace)
            .any(|word| marks.is_match(word))
    };
    if marked(&SIGNATURE) {
        return Meaning::Hidden;
    }
    if name == "blockquote" {
        let only_indents = INDENT.is_match(style)
            && attribute(tag, "type").is_none()
            && attribute(tag, "cite").is_none();
        return if only_indents {
            Meaning::Plain
        } else {
            Meaning::Quoted
        };
    }
    if marked(&QUOTE) {
        return Meaning::Quoted;
    }
    if matches!(name, "pre" | "textarea") || style.contains("white-space: pre") {
        return Meaning::Preformatted;
    }
    Meaning::Plain
}

/// The page behind a shared reference, as the tokenizer wants it.
struct Reader(RefCell<Page>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => page.characters(&text),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => page.end(&tag.name),
            Token::TagToken(tag) => {
                page.start(&tag);
                // Their content is no markup, and ends with their own end tag alone.
                return match &*tag.name {
                    "style" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            _ => {}
        }
        TokenSinkResult::Continue
    }
}
